//! The admin listener: connections, limits, and what is to be seen at this moment.
#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "this is the shell: it owns sockets, reads the clock and /proc"
)]

use std::convert::Infallible;
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant, SystemTime};

use arc_swap::ArcSwap;
use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::header::{self, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, UnixListener};
use tokio::sync::Semaphore;
use tracing::{debug, warn};

use super::answer::{AdminReply, answer};
use super::route::AdminRoute;
use crate::acme::orderer::Orderer;
use crate::metrics::{Metrics, Observation, Phase, ProcessFigures};
use crate::state::State;

/// The most connections at a time; further ones wait in the listener's queue.
const CONNECTIONS_MAX: usize = 32;
/// The longest head of a request.
const HEAD_MAX: usize = 16 * 1024;
/// The most header fields.
const HEADERS_MAX: usize = 64;
/// How long a head may take to arrive.
const HEAD_TIMEOUT: Duration = Duration::from_secs(15);
/// How long a connection may last: one question and its answer.
const CONNECTION_TIMEOUT: Duration = Duration::from_secs(30);
/// How long to wait before accepting again when the system has no descriptors left.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// A running server, as far as it can be looked at.
pub struct Node {
    metrics: Arc<Metrics>,
    state: OnceLock<Arc<ArcSwap<State>>>,
    orderer: OnceLock<Arc<Orderer>>,
    start: Instant,
    stopping: AtomicBool,
}

impl Node {
    /// A server that is starting.
    pub fn new(metrics: Arc<Metrics>) -> Self {
        let (start, stopping) = (Instant::now(), AtomicBool::new(false));
        let (state, orderer) = (OnceLock::new(), OnceLock::new());
        Self { metrics, state, orderer, start, stopping }
    }

    /// What is counted.
    pub fn metrics(&self) -> Arc<Metrics> {
        Arc::clone(&self.metrics)
    }

    /// From now on it answers, from this state.
    pub fn serves(&self, state: Arc<ArcSwap<State>>) {
        // A server begins once; what it answers from is swapped inside.
        let _ = self.state.set(state);
    }

    /// From now on it orders certificates.
    pub fn orders(&self, orderer: Arc<Orderer>) {
        let _ = self.orderer.set(orderer);
    }

    /// Who orders its certificates, if somebody does.
    pub fn orderer(&self) -> Option<&Arc<Orderer>> {
        self.orderer.get()
    }

    /// From now on it takes nothing more on.
    pub fn stops(&self) {
        self.stopping.store(true, Ordering::Relaxed);
    }

    /// Looks at it.
    pub fn observe(&self) -> Observation<'_> {
        let state = self.state.get().map(|state| state.load_full());
        let phase = match &state {
            _ if self.stopping.load(Ordering::Relaxed) => Phase::Stopping,
            Some(_) => Phase::Serving,
            None => Phase::Starting,
        };
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        Observation {
            metrics: &self.metrics,
            version: env!("CARGO_PKG_VERSION"),
            now: now.unwrap_or_default(),
            uptime: self.start.elapsed(),
            phase,
            configuration: self.metrics.configuration(),
            directories: state.as_ref().map(|s| s.directories.figures()).unwrap_or_default(),
            mx: state.as_ref().and_then(|state| Some(state.mx.as_ref()?.figures())),
            certificates: self.orderer().map(|orderer| orderer.figures()),
            process: process(),
        }
    }
}

/// A system without `/proc`, or one that keeps it from us, says nothing.
fn process() -> ProcessFigures {
    let status = std::fs::read_to_string("/proc/self/status").ok();
    let open = std::fs::read_dir("/proc/self/fd").ok();
    ProcessFigures {
        resident_bytes: status.and_then(|status| ProcessFigures::resident_bytes_of(&status)),
        // The folder itself is open while it is read.
        open_files: open.map(|files| (files.count() as u64).saturating_sub(1)),
    }
}

/// An open admin listener.
#[derive(Debug)]
pub enum AdminListener {
    /// At an address.
    Tcp(TcpListener),
    /// At a path.
    Unix(UnixListener),
}

/// Answers for ever.
pub async fn serve(listener: AdminListener, node: Arc<Node>) {
    let connections = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    loop {
        let permit = Arc::clone(&connections).acquire_owned().await;
        let permit = permit.expect("the semaphore is never closed");
        let stream: io::Result<Box<dyn Stream>> = match &listener {
            AdminListener::Tcp(listener) => {
                listener.accept().await.map(|(stream, _)| Box::new(stream) as _)
            }
            AdminListener::Unix(listener) => {
                listener.accept().await.map(|(stream, _)| Box::new(stream) as _)
            }
        };
        match stream {
            Ok(stream) => {
                let node = Arc::clone(&node);
                tokio::spawn(async move {
                    serve_connection(stream, node).await;
                    drop(permit);
                });
            }
            Err(error) => {
                warn!(%error, "an admin connection could not be accepted");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

async fn serve_connection(stream: Box<dyn Stream>, node: Arc<Node>) {
    let service = service_fn(move |request| handle(request, Arc::clone(&node)));
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .max_buf_size(HEAD_MAX)
        .max_headers(HEADERS_MAX)
        .keep_alive(false)
        .serve_connection(TokioIo::new(stream), service);
    match tokio::time::timeout(CONNECTION_TIMEOUT, connection).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => debug!(%error, "an admin connection broke"),
        Err(_) => debug!("an admin connection took too long and was cut"),
    }
}

async fn handle(
    request: Request<Incoming>,
    node: Arc<Node>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let route = AdminRoute::parse(request.method().as_str(), request.uri().path());
    let reply = answer(route, &node.observe());
    Ok(response(reply, request.method() == Method::HEAD))
}

fn response(reply: AdminReply, is_head: bool) -> Response<Full<Bytes>> {
    let length = reply.body.len();
    let body = if is_head { String::new() } else { reply.body };
    let mut response = Response::new(Full::new(Bytes::from(body)));
    *response.status_mut() =
        StatusCode::from_u16(reply.status).expect("replies have status codes of HTTP");
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(reply.content_type));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if let Some(allow) = reply.allow {
        headers.insert(header::ALLOW, HeaderValue::from_static(allow));
    }
    response
}
