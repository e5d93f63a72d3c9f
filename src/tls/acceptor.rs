//! The handshake: from a connection to an encrypted one, or to the alert that says why not.

use std::io;
use std::sync::Arc;

use rustls::crypto::{CryptoProvider, aws_lc_rs};
use rustls::server::{Acceptor as Hello, ServerSessionMemoryCache};
use rustls::version::{TLS12, TLS13};
use rustls::{ServerConfig, SupportedCipherSuite};
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt};
use tokio_rustls::LazyConfigAcceptor;
use tokio_rustls::server::TlsStream;

use super::certificates::{ACME_TLS, Certificates, Choice};

/// HTTP/2 (RFC 9113 §3.2).
const HTTP_2: &[u8] = b"h2";
/// HTTP/1.1 (RFC 7301 §6).
const HTTP_1_1: &[u8] = b"http/1.1";
/// DNS (RFC 7858 §3.1 names no protocol; RFC 9103 §9.1 and RFC 8310 have this one).
const DNS: &[u8] = b"dot";
/// How many sessions are remembered for clients that cannot keep a ticket.
const SESSIONS: usize = 4096;
/// A fatal `unrecognized_name` (RFC 6066 §3) in a record of its own (RFC 8446 §5.1, §6). rustls has
/// no way to send it.
const UNRECOGNIZED_NAME: [u8; 7] = [21, 3, 3, 0, 2, 2, 112];

/// Carries out handshakes, for one kind of listener.
#[derive(Debug)]
pub struct Acceptor {
    certificates: Arc<Certificates>,
    config: Arc<ServerConfig>,
    challenge: Arc<ServerConfig>,
}

/// Cipher suites with the shortest hash first. Two fifths of a resumed handshake would be SHA-384,
/// which processors have no instructions for; a client that has asked once and goes is as safe with
/// AES-128 and SHA-256, which every client of TLS 1.3 has (RFC 8446 §9.1).
fn provider() -> CryptoProvider {
    let mut provider = aws_lc_rs::default_provider();
    provider.cipher_suites.sort_by_key(|suite| match suite {
        SupportedCipherSuite::Tls12(suite) => suite.common.hash_provider.output_len(),
        SupportedCipherSuite::Tls13(suite) => suite.common.hash_provider.output_len(),
    });
    provider
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
    /// An acceptor that shows these certificates, for HTTPS.
    pub fn new(certificates: Arc<Certificates>) -> Result<Self, rustls::Error> {
        Self::for_protocols(certificates, &[HTTP_2, HTTP_1_1])
    }

    /// One for DNS. A client that names no protocol is taken to mean DNS.
    pub fn for_dns(certificates: Arc<Certificates>) -> Result<Self, rustls::Error> {
        Self::for_protocols(certificates, &[DNS])
    }

    fn for_protocols(
        certificates: Arc<Certificates>,
        protocols: &[&[u8]],
    ) -> Result<Self, rustls::Error> {
        let provider = Arc::new(provider());
        let config = |protocols: &[&[u8]]| -> Result<ServerConfig, rustls::Error> {
            let builder = ServerConfig::builder_with_provider(Arc::clone(&provider))
                .with_protocol_versions(&[&TLS13, &TLS12])?;
            let resolver = Arc::clone(&certificates);
            let mut config = builder.with_no_client_auth().with_cert_resolver(resolver);
            config.ignore_client_order = true;
            config.alpn_protocols = protocols.iter().map(|protocol| protocol.to_vec()).collect();
            Ok(config)
        };
        let challenge = config(&[ACME_TLS])?;
        let mut config = config(protocols)?;
        config.session_storage = ServerSessionMemoryCache::new(SESSIONS);
        config.ticketer = aws_lc_rs::Ticketer::new()?;
        Ok(Self { certificates, config: Arc::new(config), challenge: Arc::new(challenge) })
    }

    /// Carries out one handshake, however long it takes: the caller has the clock.
    pub async fn accept<S>(&self, stream: S) -> io::Result<Accepted<S>>
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        let Some(stream) = self.shake_hands(stream).await? else { return Ok(Accepted::Challenge) };
        Ok(match stream.get_ref().1.alpn_protocol() {
            Some(HTTP_2) => Accepted::Http2(stream),
            _ => Accepted::Http1(stream),
        })
    }

    /// The same for DNS.
    pub async fn accept_dns<S>(&self, stream: S) -> io::Result<TlsStream<S>>
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        let stream = self.shake_hands(stream).await?;
        stream.ok_or_else(|| io::Error::other("an authority looked for a challenge"))
    }

    /// Nothing is left where an authority saw what it wanted to see.
    async fn shake_hands<S>(&self, stream: S) -> io::Result<Option<TlsStream<S>>>
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        let mut started = LazyConfigAcceptor::new(Hello::default(), stream).await?;
        let hello = started.client_hello();
        match self.certificates.choose(hello.server_name(), hello.alpn().into_iter().flatten()) {
            Choice::Certificate(_) => started.into_stream(Arc::clone(&self.config)).await.map(Some),
            Choice::Challenge(_) => {
                let mut stream = started.into_stream(Arc::clone(&self.challenge)).await?;
                stream.shutdown().await?;
                Ok(None)
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
