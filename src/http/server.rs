//! The requests of the HTTP front: from hyper's types to ours, and back.
#![expect(clippy::disallowed_methods, reason = "this is the shell: it reads the clock")]

use std::convert::Infallible;
use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use arc_swap::ArcSwap;
use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::header::{self, HeaderMap, HeaderName, HeaderValue};
use hyper::http::request::Parts;
use hyper::{Method, Request, Response, StatusCode, Version};
use tokio::time::Instant;
use tracing::info;

use super::answer::{Asked, answer, health};
use super::challenge::challenge;
use super::proxies::{ForwardedFields, Origin, Proxies};
use super::reply::{Cache, Reply, refuse};
use super::requests::Requests;
use super::route::{Page, Route};
use super::traffic::Traffic;
use crate::connection_table::Connection;
use crate::documents::autoconfig;
use crate::guide::{Guide, Language};
use crate::lookup::Reason;
use crate::metrics::{ClientFamily, Exchange, Front, Metrics, Protocol};
use crate::state::{Findings, State};

/// The target of the line that each request has in the log.
pub const REQUEST_LOG: &str = "mailguide::request";

/// What a page may do: show itself, its style sheet, and send its form back to us.
const PAGE_POLICY: &str = "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; \
                           base-uri 'none'; frame-ancestors 'none'";

/// The most header fields. hyper has a limit of its own, but to move it costs a twentieth of a
/// request; what lies between is refused here.
const HEADERS_MAX: usize = 64;

/// What requests are answered from.
pub struct Service {
    /// What may be replaced at any time.
    pub state: Arc<ArcSwap<State>>,
    /// The sentences and rules of the guide.
    pub guide: Arc<Guide>,
    /// Where answers are counted.
    pub metrics: Arc<Metrics>,
    /// How much is served at a time.
    pub traffic: Traffic,
}

/// Who asks, on one connection.
pub(super) struct Caller {
    /// What answers are made from.
    pub service: Arc<Service>,
    /// The connection, as it stands in the table.
    pub connection: Arc<Connection>,
    /// What it was asked so far.
    pub requests: Arc<Requests>,
    /// Where it comes from.
    pub origin: Origin,
}

/// Answers one request, and says so in the log.
pub(super) async fn handle(
    request: Request<Incoming>,
    caller: Arc<Caller>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let Caller { service, connection, requests, origin: peer } = &*caller;
    let time = Time { start: Instant::now(), at: now() };
    let (head, body) = request.into_parts();
    let state = service.state.load_full();
    let origin = origin(*peer, &head.headers, &state.proxies);
    let limited = state.is_limited(origin.client);
    let (method, path) = (head.method.as_str(), head.uri.path());
    let reply = match challenge(method, path, &state.snapshot) {
        // An authority may ask from many places at once, and only for what it was told of.
        Some(reply) => reply,
        None => {
            let limits = &state.limits;
            let admitted = service.traffic.request(origin.client, limited, limits, time.start);
            match admitted.await {
                Ok(()) => reply(&head, body, service, &state, connection, origin, time).await,
                Err(refused) => refused,
            }
        }
    };
    drop(state);
    let end = Instant::now();
    let took = end - time.start;
    let user_agent = head.headers.get(header::USER_AGENT);
    service.metrics.record(&Exchange {
        front: Front::Http {
            protocol: Protocol::of(reply.resource),
            client: ClientFamily::recognise(user_agent.map(HeaderValue::as_bytes)),
            status: reply.status,
        },
        reason: reply.reason,
        domain: reply.domain.as_ref(),
        mx: reply.mx.as_ref(),
        address: reply.address,
        at: time.at + took,
        took,
    });
    info!(
        target: REQUEST_LOG,
        scheme = if origin.secure { "https" } else { "http" },
        protocol = reply.resource,
        domain = reply.domain.as_ref().map_or("-", |domain| domain.as_str()),
        mx = reply.mx.as_ref().map(|mx| mx.as_str()),
        reason = reply.reason.as_str(),
        status = reply.status,
        micros = took.as_micros() as u64,
    );
    let ends = is_ambiguous(&head) || head.headers.len() > HEADERS_MAX;
    let is_head = head.method == Method::HEAD;
    let mut response = response(reply, is_head, head.headers);
    if ends && head.version <= Version::HTTP_11 {
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    requests.answer(end);
    Ok(response)
}

/// When a request came.
#[derive(Clone, Copy)]
struct Time {
    start: Instant,
    /// Since the Unix epoch.
    at: Duration,
}

/// Whether a proxy before us may have read another request in these bytes; then nothing more is
/// read from the connection. hyper takes a Content-Length beside Transfer-Encoding away, so that
/// every Transfer-Encoding may have had one (RFC 9112 §6.1).
fn is_ambiguous(head: &Parts) -> bool {
    several_hosts(&head.headers) || head.headers.contains_key(header::TRANSFER_ENCODING)
}

fn several_hosts(headers: &HeaderMap) -> bool {
    let all_differ = headers.len() == headers.keys_len();
    !all_differ && headers.get_all(header::HOST).iter().count() > 1
}

/// A request has no Host, or several.
struct NotOneHost;

/// The host that a request is for: that of an absolute target goes before Host (RFC 9112 §3.2.2).
/// HTTP/1.1 has exactly one Host in any case, or is answered 400 (§3.2).
fn host(head: &Parts) -> Result<Option<&str>, NotOneHost> {
    let host = head.headers.get(header::HOST);
    if several_hosts(&head.headers) || host.is_none() && head.version == Version::HTTP_11 {
        return Err(NotOneHost);
    }
    let authority = head.uri.authority().map(|authority| authority.as_str());
    Ok(authority.or_else(|| host.and_then(|host| host.to_str().ok())))
}

/// Where a request came from, which trusted proxies say in its fields.
fn origin(peer: Origin, headers: &HeaderMap, proxies: &Proxies) -> Origin {
    if !proxies.trusts(peer.client) {
        return peer;
    }
    let fields = |name: &str| -> Vec<&str> {
        headers.get_all(name).iter().map(|value| value.to_str().unwrap_or_default()).collect()
    };
    let (x_for, x_proto) = (fields("x-forwarded-for"), fields("x-forwarded-proto"));
    let forwarded = fields("forwarded");
    let fields = ForwardedFields { x_for: &x_for, x_proto: &x_proto, forwarded: &forwarded };
    proxies.origin(peer, &fields)
}

async fn reply(
    head: &Parts,
    body: Incoming,
    service: &Service,
    state: &State,
    connection: &Connection,
    origin: Origin,
    time: Time,
) -> Reply {
    if head.headers.len() > HEADERS_MAX {
        return refuse(431, Reason::RequestTooLarge, "The request has too many header fields.");
    }
    let text = |name: HeaderName| head.headers.get(name).and_then(|value| value.to_str().ok());
    let Ok(host) = host(head) else {
        let line = "A request names one host, in one Host header.";
        return refuse(400, Reason::InvalidRequest, line);
    };
    let route = Route::parse(head.method.as_str(), host, head.uri.path(), head.uri.query());
    let language = text(header::ACCEPT_LANGUAGE).and_then(Language::negotiate);
    let body = match route {
        Route::Autodiscover(_) | Route::Page(Page::Setup(None) | Page::Provider(_, None)) => {
            // A box of its own: most requests need no room for a body.
            match Box::pin(service.traffic.read_body(body)).await {
                Ok(body) => body,
                Err(reply) => return reply,
            }
        }
        _ => Vec::new(),
    };
    let _answering = service.traffic.answer(connection, time.start);
    let language = language.unwrap_or(Language::FALLBACK);
    if route == Route::Health {
        return health(state.directories.is_healthy());
    }
    let asked = Asked::read(route, &body);
    drop(body);
    let findings = match asked.question() {
        Some(question) => {
            let finding = pin!(state.find_out(question, asked.address(), origin.client));
            match service.traffic.wait_for(finding).await {
                Ok(findings) => findings,
                Err(reply) => return reply,
            }
        }
        None => Findings::default(),
    };
    let address = asked.address().map(|address| service.metrics.digest(address));
    let known = findings.known();
    let reply = answer(asked, &known, language, time.at, &service.guide, &state.snapshot);
    Reply { address, ..reply }
}

/// The time since the Unix epoch.
fn now() -> Duration {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default()
}

/// The type of a reply; what is asked for most was checked by the compiler.
fn content_type(reply: &Reply) -> HeaderValue {
    match reply.content_type {
        autoconfig::CONTENT_TYPE => const { HeaderValue::from_static(autoconfig::CONTENT_TYPE) },
        other => HeaderValue::from_static(other),
    }
}

/// Whether a reply may be kept, checked by the compiler as well.
fn cache_control(cache: Cache) -> HeaderValue {
    match cache {
        Cache::Public | Cache::PublicByLanguage => {
            const { HeaderValue::from_static(Cache::Public.control()) }
        }
        Cache::Never => const { HeaderValue::from_static(Cache::Never.control()) },
        other => HeaderValue::from_static(other.control()),
    }
}

/// The reply as hyper takes it. `headers` are those of the request, whose room is used again.
fn response(reply: Reply, is_head: bool, mut headers: HeaderMap) -> Response<Full<Bytes>> {
    headers.clear();
    headers.insert(header::CONTENT_TYPE, content_type(&reply));
    headers.insert(header::CACHE_CONTROL, cache_control(reply.cache));
    let nosniff = const { HeaderValue::from_static("nosniff") };
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, nosniff);
    let everybody = const { HeaderValue::from_static("*") };
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, everybody);
    let mut set = |name, value| {
        headers.insert(name, HeaderValue::from_static(value));
    };
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
    if let Some(seconds) = reply.retry_after {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    if let Some(attachment) = reply.attachment() {
        let value = HeaderValue::from_str(&attachment);
        let value = value.expect("domains are letters, digits, hyphens and dots");
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    // hyper writes the length of what it sends, but HEAD is told the length of what it would be.
    let body = if is_head {
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from(reply.body.len()));
        Vec::new()
    } else {
        reply.body
    };
    let mut response = Response::new(Full::new(Bytes::from(body)));
    *response.status_mut() =
        StatusCode::from_u16(reply.status).expect("replies have status codes of HTTP");
    *response.headers_mut() = headers;
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
        let response = response(reply, false, HeaderMap::new());
        assert_eq!(response.status(), StatusCode::FOUND);
        assert_eq!(response.headers()[header::LOCATION], location.as_str());
    }
}
