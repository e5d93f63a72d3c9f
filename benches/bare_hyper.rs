//! hyper with nothing behind it, for `benches/http-vs-nginx`: the bytes of one file for whatever
//! is asked, over HTTP/1.1, and over HTTP/1.1 or HTTP/2 with TLS.
//!
//! Usage: `bare-hyper FILE HTTP-ADDRESS HTTPS-ADDRESS CERTIFICATE KEY`
#![allow(missing_docs, reason = "it is a program")]
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "it is nothing but a shell"
)]

use std::convert::Infallible;
use std::error::Error;
use std::sync::Arc;

use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::header::{CONTENT_TYPE, HeaderValue};
use hyper::server::conn::{http1, http2};
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::{TokioExecutor, TokioIo};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [file, http, https, certificate, key] = &arguments[..] else {
        return Err("usage: bare-hyper FILE HTTP-ADDRESS HTTPS-ADDRESS CERTIFICATE KEY".into());
    };
    let body = Bytes::from(std::fs::read(file)?);
    let acceptor = acceptor(certificate, key)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let (http, https) = (TcpListener::bind(http).await?, TcpListener::bind(https).await?);
        let plain = tokio::spawn(accept_all(http, None, body.clone()));
        accept_all(https, Some(acceptor), body).await;
        plain.await?;
        Ok(())
    })
}

fn acceptor(certificate: &str, key: &str) -> Result<TlsAcceptor, Box<dyn Error>> {
    let chain = CertificateDer::pem_file_iter(certificate)?.collect::<Result<_, _>>()?;
    let key = PrivateKeyDer::from_pem_file(key)?;
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let mut config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(chain, key)?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    config.ticketer = rustls::crypto::aws_lc_rs::Ticketer::new()?;
    Ok(TlsAcceptor::from(Arc::new(config)))
}

async fn accept_all(listener: TcpListener, tls: Option<TlsAcceptor>, body: Bytes) {
    while let Ok((stream, _)) = listener.accept().await {
        let (tls, body) = (tls.clone(), body.clone());
        // Clients that go away are the measuring program's business.
        let _ = stream.set_nodelay(true);
        tokio::spawn(async move {
            let Some(tls) = tls else { return serve(stream, body, false).await };
            let Ok(stream) = tls.accept(stream).await else { return };
            let is_http_2 = stream.get_ref().1.alpn_protocol() == Some(b"h2");
            serve(stream, body, is_http_2).await;
        });
    }
}

async fn serve<S>(stream: S, body: Bytes, is_http_2: bool)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let answer = service_fn(move |_: Request<Incoming>| {
        let mut response = Response::new(Full::new(body.clone()));
        let kind = HeaderValue::from_static("text/xml; charset=utf-8");
        response.headers_mut().insert(CONTENT_TYPE, kind);
        async { Ok::<_, Infallible>(response) }
    });
    let stream = TokioIo::new(stream);
    let _ = match is_http_2 {
        true => http2::Builder::new(TokioExecutor::new()).serve_connection(stream, answer).await,
        false => http1::Builder::new().serve_connection(stream, answer).await,
    };
}
