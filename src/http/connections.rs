//! How connections arrive: sockets, PROXY headers, handshakes, limits and time-outs, up to the
//! requests, which [`super::server`] answers.
#![expect(clippy::disallowed_types, reason = "this is the shell: it owns sockets")]

use std::io;
use std::net::IpAddr;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::time::Duration;

use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::{http1, http2};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulConnection;
use rustix::io::Errno;
use tokio::io::AsyncReadExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::time::{Instant, interval_at, sleep, timeout};
use tracing::{debug, warn};

use super::body::BODY_MAX;
use super::interrupt::{Outcome, unless_interrupted};
use super::proxies::{Origin, Proxies};
use super::proxy::ProxyHeader;
use super::requests::Requests;
use super::server::{Caller, Service, handle};
use super::stream::PatientStream;
use crate::connection_table::Connection;
use crate::tls::acceptor::{Accepted, Acceptor};

/// The longest head of a request. Thunderbird's has some 400 bytes.
const HEAD_MAX: usize = 16 * 1024;
/// How long a head may take to arrive, which is also how long a connection of HTTP/1.1 may be idle.
const HEAD_TIMEOUT: Duration = Duration::from_secs(15);
/// How long a PROXY header and a handshake may take together.
const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a connection may go on without a new request before it is asked to end, and again
/// before it is cut. No answer takes that long, but a client may never read it.
const IDLE_TIMEOUT: Duration = Duration::from_secs(60);
/// How long running requests may go on after a stop.
const STOP_TIMEOUT: Duration = Duration::from_secs(5);
/// How long a connection that was accepted before a stop may take to send its first request.
const FIRST_REQUEST_TIMEOUT: Duration = Duration::from_secs(2);
/// How long to wait before accepting again when the system has no descriptors left.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// The most requests at a time on a connection of HTTP/2.
const STREAMS_MAX: u32 = 64;
/// How many requests a client of HTTP/2 may take back before they were looked at (rapid reset,
/// CVE-2023-44487).
const PENDING_RESETS_MAX: usize = 20;
/// How many requests a client of HTTP/2 may send that we have to reset (CVE-2025-8671).
const OWN_RESETS_MAX: usize = 64;
/// How often a client of HTTP/2 is asked whether it is still there, and how long it has to say so.
const PING_INTERVAL: Duration = Duration::from_secs(20);
const PING_TIMEOUT: Duration = Duration::from_secs(10);

/// Where connections arrive.
#[derive(Debug)]
pub struct Listeners {
    /// Those of HTTP.
    pub http: TcpListener,
    /// Those of HTTPS.
    pub https: Option<(TcpListener, Arc<Acceptor>)>,
}

/// What connections are told.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Phase {
    Serving,
    /// Finish what is running.
    Stopping,
    /// End now.
    Cut,
}

/// Serves until `stop` turns true, then lets running requests finish.
pub async fn serve(listeners: Listeners, service: Arc<Service>, mut stop: watch::Receiver<bool>) {
    let (phase, phases) = watch::channel(Phase::Serving);
    let front = Front { service, phases };
    let Listeners { http, https } = listeners;
    let secure = async {
        match https {
            Some((listener, acceptor)) => accept_all(listener, Some(acceptor), &front).await,
            None => std::future::pending().await,
        }
    };
    tokio::select! {
        () = accept_all(http, None, &front) => {}
        () = secure => {}
        _ = stop.wait_for(|stop| *stop) => {}
    }
    phase.send_replace(Phase::Stopping);
    drop(front);
    // Every connection listens until it has ended.
    if timeout(STOP_TIMEOUT, phase.closed()).await.is_err() {
        warn!("some connections did not finish in time and were cut");
        phase.send_replace(Phase::Cut);
    }
}

/// What every connection needs.
#[derive(Clone)]
struct Front {
    service: Arc<Service>,
    phases: watch::Receiver<Phase>,
}

async fn accept_all(listener: TcpListener, tls: Option<Arc<Acceptor>>, front: &Front) {
    let traffic = &front.service.traffic;
    loop {
        let (stream, peer) = match listener.accept().await {
            Ok((stream, peer)) => (stream, peer.ip().to_canonical()),
            Err(error) => {
                warn!(%error, "a connection could not be accepted");
                if is_out_of_files(&error) {
                    traffic.connections.cut_one();
                }
                sleep(ACCEPT_PAUSE).await;
                continue;
            }
        };
        let state = front.service.state.load();
        let admitted = traffic.connect(peer, state.is_limited(peer), &state.limits);
        drop(state);
        let admitted = match (admitted, &tls) {
            (Ok(admitted), _) => admitted,
            (Err(refusal), None) => {
                traffic.refuse(stream, refusal);
                continue;
            }
            // Before the handshake there is nothing to say, and a handshake is what costs.
            (Err(_), Some(_)) => continue,
        };
        // Where this fails the connection is broken, which its first read will tell.
        let _ = stream.set_nodelay(true);
        let front = front.clone();
        let tls = tls.clone();
        let open = front.service.metrics.open_connection();
        tokio::spawn(async move {
            let arriving = arrive(stream, peer, tls, front, admitted.connection());
            match unless_interrupted(arriving, admitted.cut()).await {
                Outcome::Done(Ok(())) => {}
                Outcome::Done(Err(error)) => debug!(error, "a connection broke"),
                Outcome::Interrupted(()) => debug!("a connection was cut to make room"),
            }
            drop(open);
        });
    }
}

/// Whether no descriptor is left, in this process or in the system.
fn is_out_of_files(error: &io::Error) -> bool {
    let left = [Errno::MFILE, Errno::NFILE].map(Errno::raw_os_error);
    error.raw_os_error().is_some_and(|error| left.contains(&error))
}

/// Errors are told to whoever debugs; they are the clients'.
type Broken = Box<dyn std::error::Error + Send + Sync>;

/// From the first byte to the last.
async fn arrive(
    stream: TcpStream,
    peer: IpAddr,
    tls: Option<Arc<Acceptor>>,
    front: Front,
    connection: Arc<Connection>,
) -> Result<(), Broken> {
    let Front { service, mut phases, .. } = front;
    let secure = tls.is_some();
    let state = service.state.load_full();
    let requests = Arc::new(Requests::default());
    let begin = begin(stream, peer, tls.as_deref(), &state.proxies, &requests);
    let begin = timeout(HANDSHAKE_TIMEOUT, begin);
    let (client, begun) = tokio::select! {
        begun = begin => begun.map_err(|_| "the handshake took too long")??,
        () = told(&mut phases, &[Phase::Cut]) => return Ok(()),
    };
    drop(state);
    requests.wait_from(Instant::now());
    let origin = Origin { client, secure };
    let caller = Caller { service, connection, requests: Arc::clone(&requests), origin };
    let caller = Arc::new(caller);
    let answer = service_fn(move |request: Request<Incoming>| {
        caller.requests.come();
        handle(request, &caller)
    });
    match begun {
        Begun::Plain(stream) => {
            let connection = Box::pin(http1().serve_connection(TokioIo::new(stream), answer));
            drive(connection, &requests, Some(HEAD_TIMEOUT), &mut phases).await?;
        }
        Begun::Secure(accepted) => match *accepted {
            Accepted::Http1(stream) => {
                let connection = Box::pin(http1().serve_connection(TokioIo::new(stream), answer));
                drive(connection, &requests, Some(HEAD_TIMEOUT), &mut phases).await?;
            }
            Accepted::Http2(stream) => {
                let connection = Box::pin(http2().serve_connection(TokioIo::new(stream), answer));
                drive(connection, &requests, None, &mut phases).await?;
            }
            Accepted::Challenge => {}
        },
    }
    Ok(())
}

/// What a connection has become when its requests can be read.
enum Begun {
    Plain(PatientStream<TcpStream>),
    Secure(Box<Accepted<PatientStream<TcpStream>>>),
}

/// PROXY header, then handshake.
async fn begin(
    mut stream: TcpStream,
    peer: IpAddr,
    tls: Option<&Acceptor>,
    proxies: &Proxies,
    requests: &Arc<Requests>,
) -> Result<(IpAddr, Begun), Broken> {
    let client = match proxies.send_header {
        true => read_proxy_header(&mut stream, peer, proxies).await?,
        false => peer,
    };
    let stream = PatientStream::new(stream, Arc::clone(requests));
    let begun = match tls {
        Some(acceptor) => Begun::Secure(Box::new(Box::pin(acceptor.accept(stream)).await?)),
        None => Begun::Plain(stream),
    };
    Ok((client, begun))
}

/// Reads a PROXY header and not a byte more; returns the client that it names.
async fn read_proxy_header(
    stream: &mut TcpStream,
    peer: IpAddr,
    proxies: &Proxies,
) -> Result<IpAddr, Broken> {
    if !proxies.trusts(peer) {
        warn!(%peer, "connection refused: http.trusted_proxies does not name this proxy");
        return Err("the peer is not a trusted proxy".into());
    }
    let mut read = Vec::new();
    loop {
        let mut chunk = [0; 256];
        let there = stream.peek(&mut chunk).await?;
        if there == 0 {
            return Err("the connection ended inside its PROXY header".into());
        }
        let before = read.len();
        read.extend_from_slice(&chunk[..there]);
        let header = ProxyHeader::read(&read)?;
        let belongs = header.map_or(there, |header| header.length - before);
        stream.read_exact(&mut chunk[..belongs]).await?;
        if let Some(header) = header {
            return Ok(header.client.unwrap_or(peer));
        }
    }
}

/// What happens to a connection besides its requests.
enum Event {
    /// It is told to end.
    Told,
    /// A while has passed.
    Idle,
    /// The head of a request is not there in time.
    LateHead,
}

/// Carries a connection on until it ends, by itself or because it has to.
async fn drive<C: GracefulConnection<Error = hyper::Error>>(
    mut connection: Pin<Box<C>>,
    requests: &Requests,
    head_timeout: Option<Duration>,
    phases: &mut watch::Receiver<Phase>,
) -> Result<(), Broken> {
    let mut ending = false;
    let mut seen = 0;
    let mut idle = interval_at(Instant::now() + IDLE_TIMEOUT, IDLE_TIMEOUT);
    let late_head = async {
        match head_timeout {
            Some(limit) => requests.late_head(limit).await,
            None => std::future::pending().await,
        }
    };
    let mut late_head = pin!(late_head);
    loop {
        let heeded: &[Phase] = match ending {
            false => &[Phase::Stopping, Phase::Cut],
            true => &[Phase::Cut],
        };
        let event = async {
            tokio::select! {
                () = told(phases, heeded) => Event::Told,
                _ = idle.tick() => Event::Idle,
                () = late_head.as_mut() => Event::LateHead,
            }
        };
        let event = match unless_interrupted(connection.as_mut(), event).await {
            Outcome::Done(result) => return Ok(result?),
            Outcome::Interrupted(event) => event,
        };
        match event {
            Event::LateHead => return Err("the head of a request did not come in time".into()),
            Event::Told => {
                if ending || *phases.borrow() == Phase::Cut {
                    return Ok(());
                }
                // hyper closes a connection that has asked nothing yet, but its client has just
                // come, and would be refused.
                if requests.number() == 0 {
                    tokio::select! {
                        result = connection.as_mut() => return Ok(result?),
                        () = requests.first() => {}
                        () = sleep(FIRST_REQUEST_TIMEOUT) => {}
                    }
                }
            }
            Event::Idle => {
                let count = requests.number();
                if std::mem::replace(&mut seen, count) != count {
                    continue;
                }
                if ending {
                    return Err("the client did not let the connection end".into());
                }
            }
        }
        connection.as_mut().graceful_shutdown();
        ending = true;
    }
}

/// Waits for one of these phases; when there is nobody left to tell, everything has ended.
async fn told(phases: &mut watch::Receiver<Phase>, heeded: &[Phase]) {
    let _ = phases.wait_for(|phase| heeded.contains(phase)).await;
}

/// HTTP/1.1 alone: without TLS nobody asks for more, and guessing the version from the first bytes
/// would wait for them without end.
fn http1() -> http1::Builder {
    let mut builder = http1::Builder::new();
    // Head and document in one piece: copying it costs less than two pieces cost the system.
    builder.max_buf_size(HEAD_MAX).header_read_timeout(None).writev(false);
    builder
}

fn http2() -> http2::Builder<TokioExecutor> {
    let mut builder = http2::Builder::new(TokioExecutor::new());
    builder
        .timer(TokioTimer::new())
        .keep_alive_interval(PING_INTERVAL)
        .keep_alive_timeout(PING_TIMEOUT)
        .max_concurrent_streams(STREAMS_MAX)
        .max_pending_accept_reset_streams(PENDING_RESETS_MAX)
        .max_local_error_reset_streams(OWN_RESETS_MAX)
        .max_header_list_size(HEAD_MAX as u32)
        .initial_stream_window_size(BODY_MAX as u32)
        .initial_connection_window_size(4 * BODY_MAX as u32);
    builder
}
