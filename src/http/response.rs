//! A reply as hyper takes it.

use std::sync::LazyLock;

use http_body_util::Full;
use hyper::header::{self, HeaderMap, HeaderValue};
use hyper::{Response, StatusCode};

use super::payload::Payload;
use super::reply::{Cache, Reply};
use crate::documents::autoconfig;

/// What a page may do: show itself, its style sheet, and send its form back to us.
const PAGE_POLICY: &str = "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; \
                           base-uri 'none'; frame-ancestors 'none'";

/// The reply as hyper takes it. `headers` are those of the request, whose room is used again.
pub(super) fn response(
    reply: Reply,
    is_head: bool,
    mut headers: HeaderMap,
) -> Response<Full<Payload>> {
    if reply.content_type == autoconfig::CONTENT_TYPE {
        headers = AUTOCONFIG[reply.cache as usize].clone();
    } else {
        headers.clear();
        set_common(&mut headers, reply.content_type, reply.cache);
    }
    let mut set = |name, value| {
        headers.insert(name, HeaderValue::from_static(value));
    };
    if reply.content_type.starts_with("text/html") {
        set(header::CONTENT_SECURITY_POLICY, PAGE_POLICY);
        set(header::REFERRER_POLICY, "no-referrer");
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
    let mut response = Response::new(Full::new(Payload::from(body)));
    *response.status_mut() =
        StatusCode::from_u16(reply.status).expect("replies have status codes of HTTP");
    *response.headers_mut() = headers;
    response
}

/// How many fields a response has room for, those that hyper adds included.
const ROOM: usize = 12;

/// The fields of what is asked for most, made once, since a copy costs less.
static AUTOCONFIG: LazyLock<[HeaderMap; Cache::ALL.len()]> = LazyLock::new(|| {
    Cache::ALL.map(|cache| {
        let mut headers = HeaderMap::with_capacity(ROOM);
        set_common(&mut headers, autoconfig::CONTENT_TYPE, cache);
        headers
    })
});

/// Sets what every response has.
fn set_common(headers: &mut HeaderMap, content_type: &'static str, cache: Cache) {
    let mut set = |name, value| headers.insert(name, HeaderValue::from_static(value));
    set(header::CONTENT_TYPE, content_type);
    set(header::CACHE_CONTROL, cache.control());
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    if let Some(vary) = cache.vary() {
        set(header::VARY, vary);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::reply::refuse;
    use crate::lookup::Reason;
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
