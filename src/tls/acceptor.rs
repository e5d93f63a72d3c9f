//! The handshake: from a connection to an encrypted one, or to the alert that says why not.

use std::io;
use std::sync::Arc;

use rustls::ServerConfig;
use rustls::crypto::aws_lc_rs;
use rustls::server::{Acceptor as Hello, ServerSessionMemoryCache};
use rustls::version::{TLS12, TLS13};
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt};
use tokio_rustls::LazyConfigAcceptor;
use tokio_rustls::server::TlsStream;

use super::certificates::{ACME_TLS, Certificates, Choice};

/// HTTP/2 (RFC 9113 §3.2).
const HTTP_2: &[u8] = b"h2";
/// HTTP/1.1 (RFC 7301 §6).
const HTTP_1_1: &[u8] = b"http/1.1";
/// How many sessions are remembered for clients that cannot keep a ticket.
const SESSIONS: usize = 4096;
/// A fatal `unrecognized_name` (RFC 6066 §3) in a record of its own (RFC 8446 §5.1, §6). rustls has
/// no way to send it.
const UNRECOGNIZED_NAME: [u8; 7] = [21, 3, 3, 0, 2, 2, 112];

/// Carries out handshakes.
#[derive(Debug)]
pub struct Acceptor {
    certificates: Arc<Certificates>,
    web: Arc<ServerConfig>,
    challenge: Arc<ServerConfig>,
}

/// What a handshake led to.
#[derive(Debug)]
pub enum Accepted<S> {
    /// A connection for HTTP/1.1.
    Http1(TlsStream<S>),
    /// A connection for HTTP/2.
    Http2(TlsStream<S>),
    /// An authority saw what it wanted to see.
    Challenge,
}

impl Acceptor {
    /// An acceptor that shows these certificates.
    pub fn new(certificates: Arc<Certificates>) -> Result<Self, rustls::Error> {
        let config = |protocols: &[&[u8]]| -> Result<ServerConfig, rustls::Error> {
            let provider = Arc::new(aws_lc_rs::default_provider());
            let builder = ServerConfig::builder_with_provider(provider)
                .with_protocol_versions(&[&TLS13, &TLS12])?;
            let resolver = Arc::clone(&certificates);
            let mut config = builder.with_no_client_auth().with_cert_resolver(resolver);
            config.alpn_protocols = protocols.iter().map(|protocol| protocol.to_vec()).collect();
            Ok(config)
        };
        let mut web = config(&[HTTP_2, HTTP_1_1])?;
        web.session_storage = ServerSessionMemoryCache::new(SESSIONS);
        web.ticketer = aws_lc_rs::Ticketer::new()?;
        let challenge = config(&[ACME_TLS])?;
        Ok(Self { certificates, web: Arc::new(web), challenge: Arc::new(challenge) })
    }

    /// Carries out one handshake, however long it takes: the caller has the clock.
    pub async fn accept<S>(&self, stream: S) -> io::Result<Accepted<S>>
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        let mut started = LazyConfigAcceptor::new(Hello::default(), stream).await?;
        let hello = started.client_hello();
        match self.certificates.choose(hello.server_name(), hello.alpn().into_iter().flatten()) {
            Choice::Certificate(_) => {
                let stream = started.into_stream(Arc::clone(&self.web)).await?;
                Ok(match stream.get_ref().1.alpn_protocol() {
                    Some(HTTP_2) => Accepted::Http2(stream),
                    _ => Accepted::Http1(stream),
                })
            }
            Choice::Challenge(_) => {
                let mut stream = started.into_stream(Arc::clone(&self.challenge)).await?;
                stream.shutdown().await?;
                Ok(Accepted::Challenge)
            }
            Choice::Unknown(domain) => {
                started.io.write_all(&UNRECOGNIZED_NAME).await?;
                started.io.shutdown().await?;
                let domain = domain.as_ref().map_or("this client's host", |domain| domain.as_str());
                Err(io::Error::other(format!("there is no certificate for {domain}")))
            }
        }
    }
}
