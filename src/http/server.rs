//! The requests of the HTTP front: from hyper's types to ours, and back.
#![expect(clippy::disallowed_methods, reason = "this is the shell: it reads the clock")]

use std::convert::Infallible;
use std::ops::ControlFlow;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use arc_swap::{ArcSwap, Guard};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::header::{self, HeaderMap, HeaderValue};
use hyper::http::request::Parts;
use hyper::{Method, Request, Response, Version};
use nix::time::{ClockId, clock_gettime};
use tokio::time::Instant;
use tracing::info;

use super::answer::{Asked, answer, health};
use super::challenge::challenge;
use super::fields::Fields;
use super::payload::{self, Payload};
use super::proxies::{ForwardedFields, Origin, Proxies};
use super::reply::{Reply, refuse};
use super::requests::Requests;
use super::response::response;
use super::route::{Page, Route};
use super::traffic::Traffic;
use crate::connection_table::Connection;
use crate::guide::{Guide, Language};
use crate::lookup::Reason;
use crate::metrics::{ClientFamily, Exchange, Front, Metrics, Protocol};
use crate::state::{Findings, State};

/// The target of the line that each request has in the log.
pub const REQUEST_LOG: &str = "mailguide::request";

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

/// The response to a request.
pub(super) enum Answering {
    /// It is there, as for most requests, until it is taken.
    Ready(Option<Response<Full<Payload>>>),
    /// It has to be waited for, which takes room of its own.
    Waiting(Pin<Box<dyn Future<Output = Response<Full<Payload>>> + Send>>),
}

impl Future for Answering {
    type Output = Result<Response<Full<Payload>>, Infallible>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match &mut *self {
            Self::Ready(response) => {
                Poll::Ready(Ok(response.take().expect("nobody polls what is ready twice")))
            }
            Self::Waiting(waiting) => waiting.as_mut().poll(context).map(Ok),
        }
    }
}

/// Answers one request, and says so in the log.
pub(super) fn handle(request: Request<Incoming>, caller: &Arc<Caller>) -> Answering {
    let time = Time::now(&caller.service.traffic);
    let (head, body) = request.into_parts();
    let fields = Fields::read(&head.headers);
    let state = caller.service.state.load();
    let origin = origin(caller.origin, &head.headers, &state.proxies);
    let language = fields.accept_language().and_then(Language::negotiate);
    let language = language.unwrap_or(Language::FALLBACK);
    let asking = Asking { caller, state: &state, origin, time, language };
    let begun = asking.begin(&head, &fields);
    let trace = Trace {
        origin,
        time,
        client: ClientFamily::recognise(fields.user_agent()),
        ends: fields.is_ambiguous() || head.headers.len() > HEADERS_MAX,
    };
    match begun {
        ControlFlow::Break(reply) => {
            drop(state);
            Answering::Ready(Some(finish(reply, head, caller, trace)))
        }
        ControlFlow::Continue(pending) => {
            let (caller, state) = (Arc::clone(caller), Guard::into_inner(state));
            Answering::Waiting(Box::pin(async move {
                let asking = Asking { caller: &caller, state: &state, origin, time, language };
                let reply = asking.wait(pending, body).await;
                drop(state);
                finish(reply, head, &caller, trace)
            }))
        }
    }
}

/// When a request came.
#[derive(Clone, Copy)]
struct Time {
    start: Instant,
    /// Since the start of the traffic.
    since_start: Duration,
    /// Since the Unix epoch, to some milliseconds: a fifth of the price of an exact one.
    at: Duration,
}

impl Time {
    fn now(traffic: &Traffic) -> Self {
        let at = clock_gettime(ClockId::CLOCK_REALTIME_COARSE);
        let start = Instant::now();
        let since_start = traffic.since_start(start);
        Self { start, since_start, at: at.map(Duration::from).unwrap_or_default() }
    }
}

/// What a request waits for.
enum Pending {
    /// For nothing: its reply is held back.
    HoldBack(Reply),
    /// For its body.
    Body(Route),
    /// For what others have to say.
    Findings(Asked),
}

/// A request, and what it is answered from.
struct Asking<'a> {
    caller: &'a Caller,
    state: &'a State,
    origin: Origin,
    time: Time,
    language: Language,
}

impl Asking<'_> {
    /// As far as the head alone leads.
    fn begin(&self, head: &Parts, fields: &Fields<'_>) -> ControlFlow<Reply, Pending> {
        let (method, path) = (head.method.as_str(), head.uri.path());
        // An authority may ask from many places at once, and only for what it was told of.
        if let Some(reply) = challenge(method, path, &self.state.snapshot) {
            return ControlFlow::Break(reply);
        }
        let Self { state, origin, time, .. } = self;
        let limited = state.is_limited(origin.client);
        let Service { traffic, .. } = &*self.caller.service;
        let refused =
            traffic.count_request(origin.client, limited, &state.limits, time.since_start);
        if let Some(reply) = refused {
            return ControlFlow::Continue(Pending::HoldBack(reply));
        }
        if head.headers.len() > HEADERS_MAX {
            let line = "The request has too many header fields.";
            return ControlFlow::Break(refuse(431, Reason::RequestTooLarge, line));
        }
        let Ok(host) = fields.host(head) else {
            let line = "A request names one host, in one Host header.";
            return ControlFlow::Break(refuse(400, Reason::InvalidRequest, line));
        };
        match Route::parse(method, host, path, head.uri.query()) {
            route @ (Route::Autodiscover(_)
            | Route::Page(Page::Setup(None) | Page::Provider(_, None))) => {
                ControlFlow::Continue(Pending::Body(route))
            }
            route => self.proceed(route, &[]).map_continue(Pending::Findings),
        }
    }

    /// As far as it leads without asking anybody.
    fn proceed(&self, route: Route, body: &[u8]) -> ControlFlow<Reply, Asked> {
        let _answering = self.caller.connection.answer(self.time.since_start);
        if route == Route::Health {
            return ControlFlow::Break(health(self.state.directories.is_healthy()));
        }
        let asked = Asked::read(route, body);
        let findings = match asked.question() {
            Some(question) => self.state.find_at_once(question, asked.address()),
            None => Some(Findings::default()),
        };
        match findings {
            Some(findings) => ControlFlow::Break(self.answer(asked, &findings)),
            None => ControlFlow::Continue(asked),
        }
    }

    fn answer(&self, asked: Asked, findings: &Findings) -> Reply {
        let Service { guide, metrics, .. } = &*self.caller.service;
        let address = asked.address().map(|address| metrics.digest(address));
        let (known, memory) = (findings.known(), payload::memory());
        let (language, at) = (self.language, self.time.at);
        let reply = answer(asked, &known, language, at, guide, &self.state.snapshot, memory);
        Reply { address, ..reply }
    }

    /// Waits for what is still needed.
    async fn wait(&self, pending: Pending, body: Incoming) -> Reply {
        let Service { traffic, .. } = &*self.caller.service;
        match pending {
            Pending::HoldBack(reply) => traffic.hold_back(reply).await,
            Pending::Findings(asked) => self.find_out(asked).await,
            Pending::Body(route) => match traffic.read_body(body).await {
                Ok(body) => {
                    let proceeded = self.proceed(route, &body);
                    drop(body);
                    match proceeded {
                        ControlFlow::Break(reply) => reply,
                        ControlFlow::Continue(asked) => self.find_out(asked).await,
                    }
                }
                Err(reply) => reply,
            },
        }
    }

    async fn find_out(&self, asked: Asked) -> Reply {
        let Service { traffic, .. } = &*self.caller.service;
        let _answering = self.caller.connection.answer(self.time.since_start);
        let found = match asked.question() {
            Some(question) => {
                let client = self.origin.client;
                let finding = pin!(self.state.find_out(question, asked.address(), client));
                traffic.wait_for(finding).await
            }
            None => Ok(Findings::default()),
        };
        match found {
            Ok(findings) => self.answer(asked, &findings),
            Err(reply) => reply,
        }
    }
}

/// What is kept of a request until its end.
struct Trace {
    origin: Origin,
    time: Time,
    client: ClientFamily,
    /// Whether nothing more is read from its connection.
    ends: bool,
}

/// Counts a request, says in the log how it was answered, and makes the response.
fn finish(reply: Reply, head: Parts, caller: &Caller, trace: Trace) -> Response<Full<Payload>> {
    let Trace { origin, time, client, ends } = trace;
    let end = Instant::now();
    let took = end - time.start;
    caller.service.metrics.record(&Exchange {
        front: Front::Http { protocol: Protocol::of(reply.resource), client, status: reply.status },
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
    let is_head = head.method == Method::HEAD;
    let mut response = response(reply, is_head, head.headers);
    if ends && head.version <= Version::HTTP_11 {
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    caller.requests.answer(end);
    response
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
