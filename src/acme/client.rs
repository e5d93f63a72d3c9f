//! HTTPS to the authority: bounded in time and size, with the roots that are trusted, and what it
//! says about coming back later.
#![expect(clippy::disallowed_methods, reason = "this is the shell: it reads files and the clock")]

use std::path::Path;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Bytes;
use hyper::header::RETRY_AFTER;
use hyper::{Request, Response, StatusCode};
use hyper_rustls::{ConfigBuilderExt as _, HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use instant_acme::{BodyWrapper, BytesResponse, Error, HttpClient, Problem};
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, RootCertStore};
use serde_json::json;

/// How long the authority may take for an answer.
const TIMEOUT: Duration = Duration::from_secs(30);
/// The longest answer; a chain has some 10 kB.
const ANSWER_MAX: usize = 1024 * 1024;

/// A client of one authority; clones share their connections.
#[derive(Clone)]
pub struct AuthorityClient {
    client: Client<HttpsConnector<HttpConnector>, BodyWrapper<Bytes>>,
    limit: Arc<Limit>,
}

/// When the authority last said that there were too many requests, and until when.
#[derive(Debug, Default)]
struct Limit {
    said: Mutex<Option<(Instant, Duration)>>,
    requests: AtomicU64,
}

impl AuthorityClient {
    /// A client that trusts the roots of a PEM file, or those of the system.
    pub fn new(roots: Option<&Path>) -> Result<Self, String> {
        let builder = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()));
        let builder =
            builder.with_safe_default_protocol_versions().map_err(|error| error.to_string())?;
        let config = match roots {
            Some(path) => builder.with_root_certificates(read_roots(path)?),
            None => builder
                .with_native_roots()
                .map_err(|error| format!("the system has no roots: {error}"))?,
        };
        let connector = HttpsConnectorBuilder::new()
            .with_tls_config(config.with_no_client_auth())
            .https_only()
            .enable_http1()
            .build();
        let client = Client::builder(TokioExecutor::new()).build(connector);
        Ok(Self { client, limit: Arc::default() })
    }

    /// How long the authority still wants to be left alone, if it said so.
    pub fn retry_after(&self) -> Option<Duration> {
        let said = *self.limit.said.lock().unwrap_or_else(PoisonError::into_inner);
        let (at, wait) = said?;
        wait.checked_sub(at.elapsed())
    }

    /// How many requests were made.
    pub fn requests(&self) -> u64 {
        self.limit.requests.load(Ordering::Relaxed)
    }

    /// Sends one request.
    pub async fn send(&self, request: Request<BodyWrapper<Bytes>>) -> Result<BytesResponse, Error> {
        self.limit.requests.fetch_add(1, Ordering::Relaxed);
        let exchange = async {
            let response = self.client.request(request).await?;
            let (head, body) = response.into_parts();
            let body = Limited::new(body, ANSWER_MAX).collect().await?.to_bytes();
            Ok::<_, Box<dyn std::error::Error + Send + Sync>>((head, body))
        };
        let (head, body) = match tokio::time::timeout(TIMEOUT, exchange).await {
            Ok(answer) => answer.map_err(Error::Other)?,
            Err(_) => return Err(Error::Other("the authority took too long".into())),
        };
        if matches!(head.status, StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE) {
            // A date would need a calendar; authorities write seconds.
            let seconds = head.headers.get(RETRY_AFTER).and_then(|value| value.to_str().ok());
            if let Some(seconds) = seconds.and_then(|seconds| seconds.trim().parse().ok()) {
                let said = (Instant::now(), Duration::from_secs(seconds));
                *self.limit.said.lock().unwrap_or_else(PoisonError::into_inner) = Some(said);
            }
        }
        let is_told = head.status.is_success() || serde_json::from_slice::<Problem>(&body).is_ok();
        let body = match is_told {
            true => body,
            // Proxies and broken servers say something else than a problem (RFC 8555 §6.7).
            false => {
                let (status, detail) = (head.status.as_u16(), format!("status {}", head.status));
                Bytes::from(json!({ "status": status, "detail": detail }).to_string())
            }
        };
        Ok(BytesResponse::from(Response::from_parts(head, Full::new(body))))
    }
}

impl HttpClient for AuthorityClient {
    fn request(
        &self,
        request: Request<BodyWrapper<Bytes>>,
    ) -> Pin<Box<dyn Future<Output = Result<BytesResponse, Error>> + Send>> {
        let client = self.clone();
        Box::pin(async move { client.send(request).await })
    }
}

/// Reads the roots of a PEM file; what is wrong is told with its path.
fn read_roots(path: &Path) -> Result<RootCertStore, String> {
    let shown = path.display();
    let text = std::fs::read(path).map_err(|error| format!("cannot read {shown}: {error}"))?;
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(&text) {
        let certificate = certificate.map_err(|error| format!("{shown} is no PEM: {error}"))?;
        roots.add(certificate).map_err(|error| format!("{shown} has no root: {error}"))?;
    }
    if roots.is_empty() { Err(format!("{shown} has no certificate")) } else { Ok(roots) }
}
