//! The requests of the HTTP front: from hyper's types to ours, and back.
#![expect(clippy::disallowed_methods, reason = "this is the shell: it reads the clock")]

use std::convert::Infallible;
use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use arc_swap::ArcSwap;
use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::header::{self, HeaderMap, HeaderName, HeaderValue};
use hyper::http::request::Parts;
use hyper::{Method, Request, Response, StatusCode, Version};
use tracing::info;

use super::answer::{Asked, answer, health};
use super::proxies::{ForwardedFields, Origin, Proxies};
use super::reply::{Reply, refuse};
use super::route::{Page, Route};
use super::traffic::Traffic;
use crate::connection_table::Connection;
use crate::guide::{Guide, Language};
use crate::lookup::Reason;
use crate::metrics::{ClientFamily, Exchange, Front, Metrics, Protocol};
use crate::state::{Findings, State};

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
    /// How much is served at a time.
    pub traffic: Traffic,
}

/// Answers one request, and says so in the log.
pub(super) async fn handle(
    request: Request<Incoming>,
    service: Arc<Service>,
    connection: Arc<Connection>,
    peer: Origin,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let start = Instant::now();
    let is_head = request.method() == Method::HEAD;
    let is_ambiguous = is_ambiguous(&request);
    let state = service.state.load_full();
    let origin = origin(peer, request.headers(), &state.proxies);
    let user_agent = request.headers().get(header::USER_AGENT);
    let family = ClientFamily::recognise(user_agent.map(HeaderValue::as_bytes));
    let limited = state.is_limited(origin.client);
    let reply = match service.traffic.request(origin.client, limited, &state.limits).await {
        Ok(()) => reply(request, &service, &state, &connection, origin).await,
        Err(refused) => refused,
    };
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
        scheme = if origin.secure { "https" } else { "http" },
        protocol = reply.resource,
        domain = reply.domain.as_ref().map_or("-", |domain| domain.as_str()),
        mx = reply.mx.as_ref().map(|mx| mx.as_str()),
        reason = reply.reason.as_str(),
        status = reply.status,
        micros = took.as_micros() as u64,
    );
    let mut response = response(reply, is_head);
    if is_ambiguous {
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    Ok(response)
}

/// Whether a proxy before us may have read another request in these bytes; then nothing more is
/// read from the connection. hyper takes a Content-Length beside Transfer-Encoding away, so that
/// every Transfer-Encoding may have had one (RFC 9112 §6.1).
fn is_ambiguous(request: &Request<Incoming>) -> bool {
    let headers = request.headers();
    let several_hosts = headers.get_all(header::HOST).iter().count() > 1;
    let is_http_1 = request.version() <= Version::HTTP_11;
    is_http_1 && (several_hosts || headers.contains_key(header::TRANSFER_ENCODING))
}

/// A request has no Host, or several.
struct NotOneHost;

/// The host that a request is for: that of an absolute target goes before Host (RFC 9112 §3.2.2).
/// HTTP/1.1 has exactly one Host in any case, or is answered 400 (§3.2).
fn host(head: &Parts) -> Result<Option<&str>, NotOneHost> {
    let mut hosts = head.headers.get_all(header::HOST).iter();
    let (host, second) = (hosts.next(), hosts.next());
    if second.is_some() || host.is_none() && head.version == Version::HTTP_11 {
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
    request: Request<Incoming>,
    service: &Service,
    state: &State,
    connection: &Connection,
    origin: Origin,
) -> Reply {
    let (head, body) = request.into_parts();
    let text = |name: HeaderName| head.headers.get(name).and_then(|value| value.to_str().ok());
    let Ok(host) = host(&head) else {
        let line = "A request names one host, in one Host header.";
        return refuse(400, Reason::InvalidRequest, line);
    };
    let route = Route::parse(head.method.as_str(), host, head.uri.path(), head.uri.query());
    let language = text(header::ACCEPT_LANGUAGE).and_then(Language::negotiate);
    let body = match route {
        Route::Autodiscover(_) | Route::Page(Page::Setup(None) | Page::Provider(_, None)) => {
            match service.traffic.read_body(body).await {
                Ok(body) => body,
                Err(reply) => return reply,
            }
        }
        _ => Vec::new(),
    };
    let _answering = service.traffic.answer(connection);
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
    let reply = answer(asked, &known, language, now(), &service.guide, &state.snapshot);
    Reply { address, ..reply }
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
    if let Some(seconds) = reply.retry_after {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
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
