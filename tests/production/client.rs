//! Mail clients that are patient: they try again until an answer comes.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream, UdpSocket};
use tokio_rustls::TlsConnector;

use crate::address_of_client;
use crate::host::PUBLIC_ADDRESS;

/// How long one try may take.
const TRY: Duration = Duration::from_secs(10);
/// How long a client waits before it tries again.
const WAIT: Duration = Duration::from_millis(200);
/// The server of the README, in documents and in DNS.
const FOUND: &str = "imap.hoster.example";
const SERVER: &[u8] = b"\x04imap\x06hoster\x07example";

/// What is asked, and of whom.
#[derive(Clone, Debug)]
pub(crate) enum Request {
    Https { host: String, target: &'static str, body: Option<String> },
    Http { host: String },
    Udp { domain: String },
    Tcp { domain: String },
}

impl Request {
    /// What clients ask for over HTTPS.
    pub(crate) fn over_https(domain: &str) -> Vec<Self> {
        let https = |label: &str, target, body| Self::Https {
            host: format!("{label}.{domain}"),
            target,
            body,
        };
        vec![
            https("autoconfig", "/mail/config-v1.1.xml", None),
            https(
                "autodiscover",
                "/autodiscover/autodiscover.xml",
                Some(format!("email=fred@{domain}")),
            ),
            https("ua-auto-config", "/.well-known/user-agent-configuration.json", None),
        ]
    }

    /// What they ask for at all.
    pub(crate) fn all(domain: &str) -> Vec<Self> {
        let mut all = Self::over_https(domain);
        all.push(Self::Http { host: format!("autoconfig.{domain}") });
        all.push(Self::Udp { domain: domain.to_owned() });
        all.push(Self::Tcp { domain: domain.to_owned() });
        all
    }
}

/// A client with an address and roots of its own.
pub(crate) struct Client {
    address: Ipv4Addr,
    tls: TlsConnector,
}

/// Makes clients that trust this root.
pub(crate) fn trusting(root: &str) -> impl Fn(u8) -> Client + use<> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(root.as_bytes()).unwrap()).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let builder = ClientConfig::builder_with_provider(provider);
    let builder = builder.with_safe_default_protocol_versions().unwrap();
    let config = Arc::new(builder.with_root_certificates(roots).with_no_client_auth());
    move |number| Client {
        address: address_of_client(number),
        tls: TlsConnector::from(Arc::clone(&config)),
    }
}

impl Client {
    /// Asks until there is a right answer; returns how many further tries it took.
    pub(crate) async fn ask_patiently(
        &self,
        request: &Request,
        patience: Duration,
    ) -> io::Result<usize> {
        let end = Instant::now() + patience;
        let mut tried_again = 0;
        loop {
            let asked = tokio::time::timeout(TRY, self.ask(request)).await;
            let error = match asked {
                Ok(Ok(answer)) => {
                    // A wrong answer is worse than none, and no patience helps.
                    assert!(
                        answer.windows(FOUND.len()).any(|part| part == FOUND.as_bytes())
                            || is_dns(request, &answer),
                        "{request:?}: {}",
                        String::from_utf8_lossy(&answer)
                    );
                    return Ok(tried_again);
                }
                Ok(Err(error)) => error,
                Err(_) => io::ErrorKind::TimedOut.into(),
            };
            if Instant::now() > end {
                return Err(error);
            }
            tried_again += 1;
            tokio::time::sleep(WAIT).await;
        }
    }

    async fn ask(&self, request: &Request) -> io::Result<Vec<u8>> {
        match request {
            Request::Https { host, target, body } => {
                let stream = self.connect(443).await?;
                let name = ServerName::try_from(host.clone()).unwrap();
                let stream = self.tls.connect(name, stream).await?;
                fetch(stream, host, target, body.as_deref()).await
            }
            Request::Http { host } => {
                fetch(self.connect(80).await?, host, "/mail/config-v1.1.xml", None).await
            }
            Request::Udp { domain } => {
                // An answer comes from the address that its way back leads from.
                let socket = UdpSocket::bind((PUBLIC_ADDRESS, 0)).await?;
                socket.connect((PUBLIC_ADDRESS, 53)).await?;
                socket.send(&query(domain)).await?;
                let mut answer = vec![0; 1500];
                let length = socket.recv(&mut answer).await?;
                answer.truncate(length);
                Ok(answer)
            }
            Request::Tcp { domain } => {
                let mut stream = self.connect(53).await?;
                let query = query(domain);
                stream.write_u16(query.len() as u16).await?;
                stream.write_all(&query).await?;
                let mut answer = vec![0; stream.read_u16().await?.into()];
                stream.read_exact(&mut answer).await?;
                Ok(answer)
            }
        }
    }

    async fn connect(&self, port: u16) -> io::Result<TcpStream> {
        let socket = TcpSocket::new_v4()?;
        socket.bind(SocketAddr::new(self.address.into(), 0))?;
        socket.connect(SocketAddr::new(PUBLIC_ADDRESS.into(), port)).await
    }
}

/// A whole document with status 200; anything less is no answer.
async fn fetch(
    mut stream: impl AsyncRead + AsyncWrite + Unpin,
    host: &str,
    target: &str,
    body: Option<&str>,
) -> io::Result<Vec<u8>> {
    let (method, body) = (if body.is_some() { "POST" } else { "GET" }, body.unwrap_or_default());
    let request = format!(
        "{method} {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-Length: {}\r\n\r\n\
         {body}",
        body.len(),
    );
    stream.write_all(request.as_bytes()).await?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await?;
    match answer.starts_with(b"HTTP/1.1 200 ") {
        true => Ok(answer),
        false => {
            let line = answer.split(|byte| *byte == b'\r').next().unwrap_or_default();
            Err(io::Error::other(String::from_utf8_lossy(line).into_owned()))
        }
    }
}

/// `_imaps._tcp` below a domain, SRV.
fn query(domain: &str) -> Vec<u8> {
    let mut query = b"\x47\x11\0\0\0\x01\0\0\0\0\0\0\x06_imaps\x04_tcp".to_vec();
    for label in domain.split('.') {
        query.push(label.len() as u8);
        query.extend_from_slice(label.as_bytes());
    }
    query.extend_from_slice(b"\0\0\x21\0\x01");
    query
}

/// The same ID, an authoritative answer without error, and the server's name in it.
fn is_dns(request: &Request, answer: &[u8]) -> bool {
    matches!(request, Request::Udp { .. } | Request::Tcp { .. })
        && answer.starts_with(b"\x47\x11")
        && answer[2] & 0x84 == 0x84
        && answer[3] & 0x0F == 0
        && answer.windows(SERVER.len()).any(|part| part == SERVER)
}
