//! The HTTP front: connections, limits, and the way from hyper's types to ours and back.
#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "this is the shell: it owns sockets and reads the clock"
)]

use std::convert::Infallible;
use std::io;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use arc_swap::ArcSwap;
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::header::{self, HeaderName, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tracing::{debug, info, warn};

use super::answer::{Asked, answer, health};
use super::reply::{Reply, refuse};
use super::route::{Page, Route};
use crate::guide::{Guide, Language};
use crate::lookup::Reason;
use crate::metrics::{ClientFamily, Exchange, Front, Metrics, Protocol};
use crate::state::{Findings, State};

/// The most connections at a time; further ones wait in the listener's queue.
const CONNECTIONS_MAX: usize = 4096;
/// The longest head of a request. Thunderbird's has some 400 bytes.
const HEAD_MAX: usize = 16 * 1024;
/// The most header fields.
const HEADERS_MAX: usize = 64;
/// The longest body. Autodiscover requests have some 400 bytes.
const BODY_MAX: usize = 64 * 1024;
/// How long a head may take to arrive, which is also how long a connection may be idle.
const HEAD_TIMEOUT: Duration = Duration::from_secs(15);
/// How long a body may take to arrive.
const BODY_TIMEOUT: Duration = Duration::from_secs(10);
/// How long running requests may go on after a stop.
const STOP_TIMEOUT: Duration = Duration::from_secs(5);
/// How long to wait before accepting again when the system has no descriptors left.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// What a page may do: show itself, its style sheet, and send its form back to us.
const PAGE_POLICY: &str = "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; \
                           base-uri 'none'; frame-ancestors 'none'";

/// What requests are answered from.
pub struct Service {
    /// What may be replaced at any time.
    pub state: Arc<ArcSwap<State>>,
    /// The sentences and rules of the guide.
    pub guide: Arc<Guide>,
    /// Where answers are counted.
    pub metrics: Arc<Metrics>,
}

/// Serves until `stop` turns true, then lets running requests finish.
pub async fn serve(listener: TcpListener, service: Arc<Service>, mut stop: watch::Receiver<bool>) {
    let connections = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    let graceful = GracefulShutdown::new();
    let builder = builder();
    loop {
        let accepted = tokio::select! {
            accepted = accept(&listener, &connections) => accepted,
            _ = stop.wait_for(|stop| *stop) => break,
        };
        let (stream, client, permit) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(ACCEPT_PAUSE).await;
                continue;
            }
        };
        let open = service.metrics.open_connection();
        let service = Arc::clone(&service);
        let service = service_fn(move |request| handle(request, Arc::clone(&service), client));
        let connection = builder.serve_connection(TokioIo::new(stream), service);
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                debug!(%error, "a connection broke");
            }
            drop((permit, open));
        });
    }
    drop(listener);
    if tokio::time::timeout(STOP_TIMEOUT, graceful.shutdown()).await.is_err() {
        warn!("some connections did not finish in time and were cut");
    }
}

type Permit = tokio::sync::OwnedSemaphorePermit;

async fn accept(
    listener: &TcpListener,
    connections: &Arc<Semaphore>,
) -> io::Result<(TcpStream, IpAddr, Permit)> {
    let permit = Arc::clone(connections).acquire_owned().await;
    let permit = permit.expect("the semaphore is never closed");
    let (stream, client) = listener.accept().await?;
    stream.set_nodelay(true)?;
    Ok((stream, client.ip(), permit))
}

/// HTTP/1.1 alone: without TLS nobody asks for more, and guessing the version from the first bytes
/// would wait for them without end.
fn builder() -> http1::Builder {
    let mut builder = http1::Builder::new();
    builder
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .max_buf_size(HEAD_MAX)
        .max_headers(HEADERS_MAX);
    builder
}

async fn handle(
    request: Request<Incoming>,
    service: Arc<Service>,
    client: IpAddr,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let start = Instant::now();
    let is_head = request.method() == Method::HEAD;
    let user_agent = request.headers().get(header::USER_AGENT);
    let family = ClientFamily::recognise(user_agent.map(HeaderValue::as_bytes));
    let reply = reply(request, &service, client).await;
    let took = start.elapsed();
    service.metrics.record(&Exchange {
        front: Front::Http {
            protocol: Protocol::of(reply.resource),
            client: family,
            status: reply.status,
        },
        reason: reply.reason,
        domain: reply.domain.as_ref(),
        mx: reply.mx.as_ref(),
        address: reply.address,
        at: now(),
        took,
    });
    info!(
        protocol = reply.resource,
        domain = reply.domain.as_ref().map_or("-", |domain| domain.as_str()),
        mx = reply.mx.as_ref().map(|mx| mx.as_str()),
        reason = reply.reason.as_str(),
        status = reply.status,
        micros = took.as_micros() as u64,
    );
    Ok(response(reply, is_head))
}

async fn reply(request: Request<Incoming>, service: &Service, client: IpAddr) -> Reply {
    let (head, body) = request.into_parts();
    let text = |name: HeaderName| head.headers.get(name).and_then(|value| value.to_str().ok());
    // The authority of an absolute target goes before Host (RFC 9112 §3.2.2).
    let authority = head.uri.authority().map(|authority| authority.as_str());
    let host = authority.or_else(|| text(header::HOST));
    let route = Route::parse(head.method.as_str(), host, head.uri.path(), head.uri.query());
    let language = text(header::ACCEPT_LANGUAGE).and_then(Language::negotiate);
    let body = match route {
        Route::Autodiscover(_) | Route::Page(Page::Setup(None) | Page::Provider(_, None)) => {
            match read_body(body).await {
                Ok(body) => body,
                Err(reply) => return reply,
            }
        }
        _ => Bytes::new(),
    };
    let language = language.unwrap_or(Language::FALLBACK);
    let state = service.state.load_full();
    if route == Route::Health {
        return health(state.directories.is_healthy());
    }
    let asked = Asked::read(route, &body);
    let findings = match asked.question() {
        Some(question) => state.find_out(question, asked.address(), client).await,
        None => Findings::default(),
    };
    let address = asked.address().map(|address| service.metrics.digest(address));
    let known = findings.known();
    let reply = answer(asked, &known, language, now(), &service.guide, &state.snapshot);
    Reply { address, ..reply }
}

async fn read_body(body: Incoming) -> Result<Bytes, Reply> {
    let read = Limited::new(body, BODY_MAX).collect();
    match tokio::time::timeout(BODY_TIMEOUT, read).await {
        Ok(Ok(body)) => Ok(body.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => {
            Err(refuse(413, Reason::RequestTooLarge, "The request body is too large."))
        }
        Ok(Err(_)) => Err(refuse(400, Reason::InvalidRequest, "The request body broke off.")),
        Err(_) => {
            Err(refuse(408, Reason::RequestTimeout, "The request body did not arrive in time."))
        }
    }
}

/// The time since the Unix epoch.
fn now() -> Duration {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default()
}

fn response(reply: Reply, is_head: bool) -> Response<Full<Bytes>> {
    let length = reply.body.len();
    let attachment = reply.attachment();
    let body = if is_head { Vec::new() } else { reply.body };
    let mut response = Response::new(Full::new(Bytes::from(body)));
    *response.status_mut() =
        StatusCode::from_u16(reply.status).expect("replies have status codes of HTTP");
    let headers = response.headers_mut();
    let mut set = |name, value| {
        headers.insert(name, HeaderValue::from_static(value));
    };
    set(header::CONTENT_TYPE, reply.content_type);
    set(header::CACHE_CONTROL, reply.cache.control());
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    if reply.content_type.starts_with("text/html") {
        set(header::CONTENT_SECURITY_POLICY, PAGE_POLICY);
        set(header::REFERRER_POLICY, "no-referrer");
    }
    if let Some(vary) = reply.cache.vary() {
        set(header::VARY, vary);
    }
    if let Some(allow) = reply.allow {
        set(header::ALLOW, allow);
        set(header::ACCESS_CONTROL_ALLOW_METHODS, allow);
        set(header::ACCESS_CONTROL_ALLOW_HEADERS, "Content-Type");
    }
    if let Some(location) = &reply.location {
        let value = HeaderValue::from_str(location.as_str()).expect("a link is visible ASCII");
        headers.insert(header::LOCATION, value);
    }
    if let Some(attachment) = attachment {
        let value = HeaderValue::from_str(&attachment);
        let value = value.expect("domains are letters, digits, hyphens and dots");
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    if reply.status != 204 {
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::Link;

    #[test]
    fn a_redirect_says_where_to() {
        let link = Link::parse("https://autodiscover.example.org/autodiscover/autodiscover.xml");
        let location = link.unwrap();
        let reply = Reply {
            location: Some(location.clone()),
            ..refuse(302, Reason::Redirected, "It is elsewhere.")
        };
        let response = response(reply, false);
        assert_eq!(response.status(), StatusCode::FOUND);
        assert_eq!(response.headers()[header::LOCATION], location.as_str());
    }
}
