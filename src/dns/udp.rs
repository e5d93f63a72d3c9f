//! DNS over UDP: threads that take datagrams and send answers in batches, on as many sockets of one
//! port as there are processors.
//!
//! The common query is answered by [`super::wire`] where it was received, all others by the general
//! path. Who must wait for a directory waits in a task of the runtime, and nobody waits behind it.
#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "this is the shell: it owns sockets and reads the clock"
)]

use std::borrow::Cow;
use std::io::{self, IoSlice, IoSliceMut};
use std::net::{SocketAddr, SocketAddrV4, SocketAddrV6, UdpSocket};
use std::os::fd::AsRawFd;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant, SystemTime};

use hickory_server::net::xfer::Protocol;
use hickory_server::server::Request;
use nix::errno::Errno;
use nix::sys::socket::{
    AddressFamily, ControlMessage, MsgFlags, MultiHeaders, SockFlag, SockType, SockaddrStorage,
    bind, recvmmsg, sendmmsg, setsockopt, socket, sockopt,
};
use tokio::runtime::Handle;
use tokio::sync::Semaphore;
use tracing::{Level, enabled, warn};

use super::cookies::Cookie;
use super::message::{encode_udp, format_error};
use super::rate_limit::{Verdict, truncated};
use super::reply::{Arrival, bad_cookie, domains_wanted, reply};
use super::server::{Seen, Service, arrival, asked, log, record, seen, unix_time};
use super::stream::Peer;
use super::transfer::{self, Session};
use super::wire::{ANSWER_MAX, Engine, Surroundings, Written};
use crate::lookup::{DirectoryEntry, Known, Reason};
use crate::mail::Domain;
use crate::metrics::{Exchange, Front, Metrics, ReasonCounts, Transport};
use crate::state::State;

/// How many datagrams are taken at a time: more bring nothing (measured).
const BATCH: usize = 16;
/// The longest query that is read. It is no power of two, so that the beginnings of a batch do not
/// share one line of the processor's cache.
const DATAGRAM_MAX: usize = 4096 + 64;
/// How many datagrams may wait for a directory at a time; more are lost, and asked again.
const WAITING_MAX: usize = 1024;
/// How long to wait after the system refused to hand over a datagram.
const RECEIVE_PAUSE: Duration = Duration::from_millis(20);
/// How long a thread waits for a datagram before it looks whether it is to stop.
const STOP_DELAY: Duration = Duration::from_millis(200);

//----------- Sockets --------------------------------------------------------

/// The sockets of one address.
pub struct UdpSockets(Vec<UdpSocket>);

impl UdpSockets {
    /// Binds one for each processor. Port 0 stands for any that is free.
    pub fn bind(address: SocketAddr) -> io::Result<Self> {
        let first = UdpSocket::bind(address)?;
        let address = first.local_addr()?;
        // Only now, or another program of this user could have the same port without a word.
        setsockopt(&first, sockopt::ReusePort, &true)?;
        let others = (1..processors()).map(|_| share(address));
        let sockets = std::iter::once(Ok(first)).chain(others).collect::<io::Result<_>>()?;
        Ok(Self(sockets))
    }

    /// All threads share a socket that was bound by somebody else.
    pub fn inherited(socket: UdpSocket) -> io::Result<Self> {
        let others = (1..processors()).map(|_| socket.try_clone());
        let others = others.collect::<io::Result<Vec<_>>>()?;
        Ok(Self(std::iter::once(socket).chain(others).collect()))
    }

    /// Where they are bound.
    pub fn address(&self) -> io::Result<SocketAddr> {
        self.0[0].local_addr()
    }
}

/// One more socket on a port (SO_REUSEPORT, socket(7)): the system spreads the clients over them.
fn share(address: SocketAddr) -> io::Result<UdpSocket> {
    let family = match address {
        SocketAddr::V4(_) => AddressFamily::Inet,
        SocketAddr::V6(_) => AddressFamily::Inet6,
    };
    let socket = socket(family, SockType::Datagram, SockFlag::SOCK_CLOEXEC, None)?;
    setsockopt(&socket, sockopt::ReusePort, &true)?;
    bind(socket.as_raw_fd(), &SockaddrStorage::from(address))?;
    Ok(socket.into())
}

fn processors() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

//----------- Threads --------------------------------------------------------

/// Threads that answer.
pub(super) struct UdpThreads {
    threads: Vec<JoinHandle<()>>,
    stop: Arc<AtomicBool>,
}

impl UdpThreads {
    /// Begins to answer. To be called inside the runtime.
    pub(super) fn start(sockets: UdpSockets, service: &Arc<Service>) -> io::Result<Self> {
        let stop = Arc::new(AtomicBool::new(false));
        let waiting = Arc::new(Semaphore::new(WAITING_MAX));
        let mut threads = Vec::with_capacity(sockets.0.len());
        for (number, socket) in sockets.0.into_iter().enumerate() {
            socket.set_nonblocking(false)?;
            socket.set_read_timeout(Some(STOP_DELAY))?;
            let responder = Responder {
                socket: Arc::new(socket),
                service: Arc::clone(service),
                runtime: Handle::current(),
                waiting: Arc::clone(&waiting),
                engine: Engine::default(),
                message: Vec::new(),
            };
            let stop = Arc::clone(&stop);
            let thread = thread::Builder::new().name(format!("dns-udp-{number}"));
            threads.push(thread.spawn(move || answer_until(&stop, responder))?);
        }
        Ok(Self { threads, stop })
    }

    /// Lets all of them end.
    pub(super) async fn stop(self) -> io::Result<()> {
        self.stop.store(true, Ordering::Relaxed);
        let join = move || self.threads.into_iter().try_for_each(JoinHandle::join);
        let joined = tokio::task::spawn_blocking(join).await.map_err(io::Error::other)?;
        joined.map_err(|_| io::Error::other("a thread of DNS over UDP ended by itself"))
    }
}

fn answer_until(stop: &AtomicBool, mut responder: Responder) {
    let mut incoming = Incoming::new();
    let mut outgoing = Outgoing::new();
    let socket = Arc::clone(&responder.socket);
    while !stop.load(Ordering::Relaxed) {
        match incoming.receive(&socket) {
            Ok(()) => {
                responder.answer(&incoming, &mut outgoing);
                outgoing.send(&socket);
            }
            Err(Errno::EAGAIN | Errno::EINTR) => {}
            Err(error) => {
                warn!(%error, "datagrams could not be received");
                thread::sleep(RECEIVE_PAUSE);
            }
        }
    }
}

//----------- Batches --------------------------------------------------------

/// Datagrams that were received together.
struct Incoming {
    headers: MultiHeaders<SockaddrStorage>,
    buffers: Box<[[u8; DATAGRAM_MAX]; BATCH]>,
    datagrams: Vec<Datagram>,
}

struct Datagram {
    length: usize,
    source: SockaddrStorage,
    is_whole: bool,
}

impl Incoming {
    fn new() -> Self {
        Self {
            headers: MultiHeaders::preallocate(BATCH, None),
            buffers: Box::new([[0; DATAGRAM_MAX]; BATCH]),
            datagrams: Vec::with_capacity(BATCH),
        }
    }

    /// Waits for a datagram, and takes those that wait behind it.
    fn receive(&mut self, socket: &UdpSocket) -> Result<(), Errno> {
        self.datagrams.clear();
        let mut slices = self.buffers.each_mut().map(|buffer| [IoSliceMut::new(buffer)]);
        let flags = MsgFlags::MSG_WAITFORONE;
        let headers = &mut self.headers;
        let messages = recvmmsg(socket.as_raw_fd(), headers, &mut slices, flags, None)?;
        self.datagrams.extend(messages.filter_map(|message| {
            Some(Datagram {
                length: message.bytes,
                source: message.address?,
                is_whole: !message.flags.contains(MsgFlags::MSG_TRUNC),
            })
        }));
        Ok(())
    }
}

/// Answers that are sent together.
struct Outgoing {
    headers: MultiHeaders<SockaddrStorage>,
    buffers: Box<[[u8; ANSWER_MAX]; BATCH]>,
    lengths: [usize; BATCH],
    targets: [Option<SockaddrStorage>; BATCH],
    count: usize,
}

impl Outgoing {
    fn new() -> Self {
        Self {
            headers: MultiHeaders::preallocate(BATCH, None),
            buffers: Box::new([[0; ANSWER_MAX]; BATCH]),
            lengths: [0; BATCH],
            targets: [None; BATCH],
            count: 0,
        }
    }

    /// Where the next answer is written.
    fn next(&mut self) -> &mut [u8; ANSWER_MAX] {
        &mut self.buffers[self.count]
    }

    /// Keeps what was written there.
    fn keep(&mut self, length: usize, target: SockaddrStorage) {
        self.lengths[self.count] = length;
        self.targets[self.count] = Some(target);
        self.count += 1;
    }

    /// Sends all of them. A client that has gone, or that nothing can be sent to, is its own loss,
    /// and so is one that does not take what is sent.
    fn send(&mut self, socket: &UdpSocket) {
        let all = std::mem::take(&mut self.count);
        let mut done = 0;
        while done < all {
            let slices: [[IoSlice<'_>; 1]; BATCH] = std::array::from_fn(|index| {
                [IoSlice::new(&self.buffers[index][..self.lengths[index]])]
            });
            let none: [ControlMessage<'_>; 0] = [];
            let sent = sendmmsg(
                socket.as_raw_fd(),
                &mut self.headers,
                &slices[done..all],
                &self.targets[done..all],
                none,
                MsgFlags::MSG_DONTWAIT,
            );
            done += match sent {
                Ok(sent) => sent.count().max(1),
                Err(Errno::EINTR) => 0,
                Err(_) => 1,
            };
        }
    }
}

//----------- Answers --------------------------------------------------------

/// What one thread answers with.
struct Responder {
    socket: Arc<UdpSocket>,
    service: Arc<Service>,
    runtime: Handle,
    waiting: Arc<Semaphore>,
    engine: Engine,
    /// An answer of the general path.
    message: Vec<u8>,
}

/// When a batch came, and what it is answered from.
struct Moment {
    start: Instant,
    /// Since the Unix epoch.
    time: Duration,
    state: Arc<State>,
    /// Whether every answer is told in the log.
    is_logged: bool,
}

impl Moment {
    /// What an answer depends on, but for the cookie.
    fn surroundings(&self) -> Surroundings<'_> {
        Surroundings {
            directories: !self.state.directories.is_empty(),
            secondaries: !self.state.secondaries.is_empty(),
            cookie: None,
            now: self.time,
        }
    }
}

/// What the engine answered in one batch.
#[derive(Default)]
struct Tally {
    counts: ReasonCounts,
    last: Option<(Reason, Option<Domain>)>,
}

impl Responder {
    /// Answers a batch.
    fn answer(&mut self, incoming: &Incoming, outgoing: &mut Outgoing) {
        let moment = Moment {
            start: Instant::now(),
            time: SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default(),
            state: self.service.state.load_full(),
            is_logged: enabled!(Level::DEBUG),
        };
        let mut tally = Tally::default();
        let last = incoming.datagrams.len().saturating_sub(1);
        for (index, (datagram, buffer)) in
            incoming.datagrams.iter().zip(&*incoming.buffers).enumerate()
        {
            let Some(source) = address(&datagram.source).filter(|source| source.port() != 0) else {
                continue;
            };
            let message = &buffer[..datagram.length];
            let is_kept = index == last || moment.is_logged;
            let commonly = self.answer_commonly(
                message,
                source,
                &moment,
                outgoing.next(),
                &mut tally,
                is_kept,
            );
            match commonly {
                Some(Some(length)) => outgoing.keep(length, datagram.source),
                Some(None) => {}
                None => {
                    if self.answer_generally(message, datagram.is_whole, source, &moment).is_some()
                        && let Some(place) = outgoing.next().get_mut(..self.message.len())
                    {
                        place.copy_from_slice(&self.message);
                        outgoing.keep(self.message.len(), datagram.source);
                    }
                }
            }
        }
        self.count(&tally, &moment);
    }

    /// Answers a common query, and returns how long the answer is, or that there is none; nothing
    /// where it is no common query, or somebody who has had enough may get less.
    fn answer_commonly(
        &mut self,
        message: &[u8],
        source: SocketAddr,
        moment: &Moment,
        out: &mut [u8; ANSWER_MAX],
        tally: &mut Tally,
        is_kept: bool,
    ) -> Option<Option<usize>> {
        let state = &*moment.state;
        let query = self.engine.read(message)?;
        let cookie = match query.cookie() {
            None => Cookie::Absent,
            option => state.cookies.check(option, source.ip(), moment.time.as_secs() as u32),
        };
        if cookie == Cookie::Malformed {
            return None;
        }
        let surroundings = Surroundings { cookie: cookie.back(), ..moment.surroundings() };
        let Written { length, reason, domain } =
            self.engine.answer(&query, &surroundings, &state.snapshot, out)?;
        let (reason, domain, sent) =
            match self.service.judge(source.ip(), &cookie, moment.start, state) {
                Verdict::Answer => (reason, domain, Some(length)),
                verdict => {
                    let written = verdict == Verdict::Truncate
                        && limited(message, source, &cookie, &mut self.message).is_some();
                    let place = written.then(|| out.get_mut(..self.message.len())).flatten();
                    let sent = place.map(|place| {
                        place.copy_from_slice(&self.message);
                        place.len()
                    });
                    (Reason::RateLimited, None, sent)
                }
            };
        tally.counts.add(reason);
        if is_kept {
            let domain = domain.and_then(|domain| std::str::from_utf8(domain).ok());
            let domain = domain.and_then(|domain| Domain::parse(domain).ok());
            if moment.is_logged {
                log(Transport::Udp, domain.as_ref(), reason, moment.start.elapsed());
            }
            tally.last = Some((reason, domain));
        }
        Some(sent)
    }

    /// Counts what the engine answered: all of it, while only the last of a batch is kept among the
    /// last look-ups, and each took as long as its batch.
    fn count(&self, tally: &Tally, moment: &Moment) {
        let Some((reason, domain)) = &tally.last else {
            return self.service.metrics.record_dns(
                Transport::Udp,
                &tally.counts,
                moment.start.elapsed(),
            );
        };
        let took = moment.start.elapsed();
        self.service.metrics.record_dns(Transport::Udp, &tally.counts, took);
        self.service.metrics.keep(&Exchange {
            front: Front::Dns(Transport::Udp),
            reason: *reason,
            domain: domain.as_ref(),
            mx: None,
            address: None,
            at: moment.time,
            took,
        });
    }

    /// Answers what is no common query, where the answer then stands in `message`; nothing where
    /// there is none, or it comes later.
    fn answer_generally(
        &mut self,
        message: &[u8],
        is_whole: bool,
        source: SocketAddr,
        moment: &Moment,
    ) -> Option<()> {
        const IS_ANSWER: u8 = 0x80;
        let (start, state, client) = (moment.start, &moment.state, source.ip());
        if message.get(2).is_none_or(|flags| flags & IS_ANSWER != 0) {
            return None;
        }
        let peer = Peer { address: source, transport: Transport::Udp };
        let metrics = &self.service.metrics;
        let (message, session) = match is_whole {
            true => match seen(message, peer, state, start, metrics) {
                Seen::Query(message, session) => (message, session),
                Seen::Answer { message, proven } => {
                    let verdict = self.service.judge(client, &Cookie::Absent, start, state);
                    self.message = message;
                    return (proven || verdict == Verdict::Answer).then_some(());
                }
                Seen::Messages(_) => return None,
            },
            false => (Cow::Borrowed(message), None),
        };
        let request = match Request::from_bytes(message.to_vec(), source, Protocol::Udp) {
            Ok(request) if is_whole => request,
            _ => {
                let verdict = self.service.judge(client, &Cookie::Absent, start, state);
                let reason = match verdict {
                    Verdict::Answer => Reason::InvalidRequest,
                    Verdict::Truncate | Verdict::Drop => Reason::RateLimited,
                };
                record(Transport::Udp, None, reason, start, metrics);
                // It is a header alone, and no longer than what came.
                return match verdict {
                    Verdict::Drop => None,
                    _ => format_error(&message, &mut self.message),
                };
            }
        };
        let arrival = arrival(&request, peer, state);
        let verdict = self.service.judge(client, &arrival.cookie, start, state);
        // Who signs is where it says it is, and known.
        if verdict != Verdict::Answer && session.is_none() {
            record(Transport::Udp, None, Reason::RateLimited, start, metrics);
            return match verdict {
                Verdict::Truncate => limited(&message, source, &arrival.cookie, &mut self.message),
                _ => None,
            };
        }
        let wanted = match state.directories.is_empty() {
            true => Vec::new(),
            false => domains_wanted(&request, &state.snapshot),
        };
        if wanted.is_empty() {
            let asked = (&request, &arrival, start);
            write(asked, &[], (session, state), metrics, &mut self.message)?;
            if let Some(query) = self.engine.read(&message) {
                self.engine.keep(&query, &moment.surroundings(), &state.snapshot);
            }
            return Some(());
        }
        // Whoever asks what nobody remembers waits for the directory, but nobody else does.
        let permit = Arc::clone(&self.waiting).try_acquire_owned().ok()?;
        let (socket, state) = (Arc::clone(&self.socket), Arc::clone(state));
        let service = Arc::clone(&self.service);
        self.runtime.spawn(async move {
            let entries = match state.remembered(&wanted).await {
                Some(entries) => entries,
                None => asked(&request, &state).await,
            };
            let mut out = Vec::new();
            let asked = (&request, &arrival, start);
            if write(asked, &entries, (session, &state), &service.metrics, &mut out).is_some() {
                // A client that has gone is its own loss.
                let _ = socket.send_to(&out, source);
            }
            drop(permit);
        });
        None
    }
}

/// What goes to a client that has had enough, and is not longer than what it sent.
fn limited(message: &[u8], source: SocketAddr, cookie: &Cookie, out: &mut Vec<u8>) -> Option<()> {
    match cookie {
        Cookie::Unproven { stale: true, .. } => {
            let request = Request::from_bytes(message.to_vec(), source, Protocol::Udp).ok()?;
            let arrival = Arrival { transport: Transport::Udp, cookie: *cookie, now: unix_time() };
            encode_udp(&request, &bad_cookie(&request, &arrival), out).ok()
        }
        _ => truncated(message, out),
    }
}

/// Writes the answer to a datagram, where it can be written.
fn write(
    (request, arrival, start): (&Request, &Arrival, Instant),
    directory: &[DirectoryEntry],
    (session, state): (Option<Session>, &State),
    metrics: &Metrics,
    out: &mut Vec<u8>,
) -> Option<()> {
    let known = Known { directory, zones: Some(&state.zones), ..Known::NOTHING };
    let reply = reply(request, arrival, &known, &state.snapshot);
    record(Transport::Udp, Some(&reply.answer), reply.answer.reason, start, metrics);
    let written = encode_udp(request, &reply, out);
    written.inspect_err(|error| warn!(%error, "a DNS answer could not be written")).ok()?;
    if let Some(session) = session {
        transfer::sign(out, session, reply.limit(), unix_time());
    }
    Some(())
}

fn address(source: &SockaddrStorage) -> Option<SocketAddr> {
    let v4 = source.as_sockaddr_in().map(|address| SocketAddrV4::from(*address).into());
    v4.or_else(|| source.as_sockaddr_in6().map(|address| SocketAddrV6::from(*address).into()))
}
