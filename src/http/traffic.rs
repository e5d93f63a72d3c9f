//! How much is served at a time: the tables that decide it, and what those hear who are too many.
#![expect(clippy::disallowed_types, reason = "this is the shell: it owns sockets")]

use std::net::IpAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::Poll;
use std::time::Duration;

use hyper::body::{Body, Bytes};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::Semaphore;
use tokio::time::Instant;
use tracing::warn;

use super::body::{Bodies, BodyFault};
use super::limits::{Counted, Limits, RequestTable};
use super::reply::{Reply, refuse};
use crate::connection_table::{Admitted, ConnectionTable, Refusal};
use crate::lookup::Reason;
use crate::network::Network;

/// How long an answer to who asks too much is held back: who repeats a request without end on one
/// connection is slowed to four a second, which costs next to nothing.
const HOLD_BACK: Duration = Duration::from_millis(250);
/// The most requests that wait for a directory or for DNS at a time.
const WAITING_MAX: usize = 1024;
/// The most refused connections that are told why; further ones are closed.
const TOLD_MAX: usize = 256;
/// How long a refused connection may take to read why.
const TELL_TIMEOUT: Duration = Duration::from_secs(1);
/// The most that is read of a refused connection. What is left unread when it is closed makes
/// the system throw away what was said (RFC 9112 §9.6).
const UNREAD_MAX: usize = 4096;
/// After how many seconds to try again when there is too much to do.
const RETRY_AFTER: u32 = 5;
const BUSY: &str = "There is too much to do just now. Try again in a moment.";
/// How long a body may take to arrive.
const BODY_TIMEOUT: Duration = Duration::from_secs(10);
/// How often the log tells of refused connections, in milliseconds.
const LOG_EVERY: u64 = 60_000;

/// What is going on, on all listeners.
pub struct Traffic {
    /// The connections.
    pub connections: ConnectionTable,
    bodies: Bodies,
    requests: RequestTable,
    waiting: Semaphore,
    told: Arc<Semaphore>,
    start: Instant,
    refused: AtomicU64,
    /// When the log next tells of refused connections, in milliseconds since the start.
    next_line: AtomicU64,
}

impl Default for Traffic {
    /// Nothing yet.
    fn default() -> Self {
        Self {
            connections: ConnectionTable::default(),
            bodies: Bodies::default(),
            requests: RequestTable::default(),
            waiting: Semaphore::new(WAITING_MAX),
            told: Arc::new(Semaphore::new(TOLD_MAX)),
            start: Instant::now(),
            refused: AtomicU64::new(0),
            next_line: AtomicU64::new(0),
        }
    }
}

impl Traffic {
    /// Admits a connection, or says why not. Nothing has been read from it yet: with TLS, what
    /// costs most is still to come.
    pub fn connect(
        &self,
        client: IpAddr,
        limited: bool,
        limits: &Limits,
    ) -> Result<Admitted, Refusal> {
        let now = self.since_start(Instant::now());
        let admitted = match self.count(Counted::Connection, client, limited, limits, now) {
            Ok(()) => self.connections.admit(client, limited, now, limits.connection_limits()),
            Err(wait) => Err(Refusal::TooFast { wait }),
        };
        if let Err(refusal) = &admitted {
            self.log(*refusal);
        }
        admitted
    }

    /// Counts a request that came at a time since the start, and returns the refusal if it is one
    /// too many, which is to be held back.
    pub fn count_request(
        &self,
        client: IpAddr,
        limited: bool,
        limits: &Limits,
        came: Duration,
    ) -> Option<Reply> {
        let wait = self.count(Counted::Request, client, limited, limits, came).err()?;
        let line = "Your network asks too often. Wait a little.";
        let reply = refuse(429, Reason::RateLimited, line);
        Some(Reply { retry_after: Some(seconds(wait)), ..reply })
    }

    /// Returns the answer to who asks too much, after a pause.
    pub async fn hold_back(&self, reply: Reply) -> Reply {
        tokio::time::sleep(HOLD_BACK).await;
        reply
    }

    /// What somebody else has to say, or a refusal when too many wait for that already. An answer
    /// that is there at once waits for nobody.
    pub async fn wait_for<T>(
        &self,
        mut answer: Pin<&mut impl Future<Output = T>>,
    ) -> Result<T, Reply> {
        let first = std::future::poll_fn(|context| Poll::Ready(answer.as_mut().poll(context)));
        if let Poll::Ready(answer) = first.await {
            return Ok(answer);
        }
        let Ok(_waiting) = self.waiting.try_acquire() else { return Err(overloaded()) };
        Ok(answer.await)
    }

    /// Reads the body of a request, or returns the refusal.
    pub async fn read_body<B>(&self, body: B) -> Result<Vec<u8>, Reply>
    where
        B: Body<Data = Bytes> + Unpin,
    {
        match tokio::time::timeout(BODY_TIMEOUT, self.bodies.read(body)).await {
            Ok(Ok(body)) => Ok(body),
            Ok(Err(BodyFault::TooLarge)) => {
                Err(refuse(413, Reason::RequestTooLarge, "The request body is too large."))
            }
            Ok(Err(BodyFault::Broken)) => {
                Err(refuse(400, Reason::InvalidRequest, "The request body broke off."))
            }
            Ok(Err(BodyFault::Overloaded)) => Err(overloaded()),
            Err(_) => {
                let line = "The request body did not arrive in time.";
                Err(refuse(408, Reason::RequestTimeout, line))
            }
        }
    }

    /// How many connections were refused so far.
    pub fn refused_connections(&self) -> u64 {
        self.refused.load(Ordering::Relaxed)
    }

    /// Tells a client of plain HTTP why its connection is closed, if it listens; never waits.
    pub fn refuse(&self, mut stream: TcpStream, refusal: Refusal) {
        let Ok(told) = Arc::clone(&self.told).try_acquire_owned() else { return };
        tokio::spawn(async move {
            let tell = async {
                stream.write_all(refusal.response().as_bytes()).await?;
                stream.shutdown().await?;
                let mut unread = [0; UNREAD_MAX];
                stream.read(&mut unread).await
            };
            // Who does not listen is closed without a word.
            let _ = tokio::time::timeout(TELL_TIMEOUT, tell).await;
            drop(told);
        });
    }

    fn count(
        &self,
        counted: Counted,
        client: IpAddr,
        limited: bool,
        limits: &Limits,
        now: Duration,
    ) -> Result<(), Duration> {
        if !limited {
            return Ok(());
        }
        let client = Network::of_client(client);
        self.requests.admit(counted, client, now, limits.requests_per_minute)
    }

    /// The time between the start and another time.
    pub fn since_start(&self, time: Instant) -> Duration {
        time.saturating_duration_since(self.start)
    }

    /// One line a minute, however many there are.
    fn log(&self, refusal: Refusal) {
        let refused = self.refused.fetch_add(1, Ordering::Relaxed) + 1;
        let now = self.since_start(Instant::now()).as_millis() as u64;
        let due = self.next_line.load(Ordering::Relaxed);
        let (next, order) = (now + LOG_EVERY, Ordering::Relaxed);
        if now >= due && self.next_line.compare_exchange(due, next, order, order).is_ok() {
            warn!(refused, last = refusal.as_str(), "connections are refused");
        }
    }
}

fn overloaded() -> Reply {
    let reply = refuse(503, Reason::Overloaded, BUSY);
    Reply { retry_after: Some(RETRY_AFTER), ..reply }
}

/// Whole seconds, at least one.
fn seconds(wait: Duration) -> u32 {
    wait.as_millis().div_ceil(1000).max(1) as u32
}

impl Refusal {
    /// A word for the log.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::TooFast { .. } => "too_fast",
            Self::TooMany => "too_many",
            Self::Full => "full",
        }
    }

    /// A whole response. It is no answer to a request, for none has been read.
    fn response(self) -> String {
        let (line, after) = match self {
            Self::TooFast { wait } => {
                ("Your network opens connections too often. Wait a little.", seconds(wait))
            }
            Self::TooMany => ("Your network has too many connections open.", RETRY_AFTER),
            Self::Full => (BUSY, RETRY_AFTER),
        };
        format!(
            "HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/plain; charset=utf-8\r\n\
             Cache-Control: no-store\r\nRetry-After: {after}\r\nContent-Length: {length}\r\n\
             Connection: close\r\n\r\n{line}\n",
            length = line.len() + 1,
        )
    }
}

#[cfg(test)]
mod tests {
    use std::future::{pending, ready};
    use std::num::NonZeroU32;
    use std::pin::pin;

    use super::*;

    #[tokio::test]
    async fn so_many_wait_and_further_ones_are_refused_at_once() {
        let traffic = Traffic::default();
        let wait = async || traffic.wait_for(pin!(pending::<()>())).await;
        let mut waiting: Vec<_> = (0..WAITING_MAX).map(|_| Box::pin(wait())).collect();
        for waits in &mut waiting {
            let polled =
                std::future::poll_fn(|context| Poll::Ready(waits.as_mut().poll(context))).await;
            assert!(polled.is_pending());
        }
        let refused = wait().await.unwrap_err();
        assert_eq!((refused.status, refused.reason), (503, Reason::Overloaded));
        assert_eq!(refused.retry_after, Some(RETRY_AFTER));
        assert_eq!(traffic.wait_for(pin!(ready(7))).await, Ok(7), "who need not wait is answered");
        drop(waiting);
        let again = tokio::time::timeout(TELL_TIMEOUT, wait());
        assert!(again.await.is_err(), "there is room again");
    }

    #[tokio::test(start_paused = true)]
    async fn who_asks_too_much_is_slowed_and_told_when_to_come_back() {
        let traffic = Traffic::default();
        let per_minute = NonZeroU32::new(2).unwrap();
        let limits = Limits { requests_per_minute: per_minute, ..Limits::default() };
        let client: IpAddr = "192.0.2.1".parse().unwrap();
        let count = |limited| traffic.count_request(client, limited, &limits, Duration::ZERO);
        for _ in 0..2 {
            assert_eq!(count(true), None);
        }
        let start = Instant::now();
        let refused = traffic.hold_back(count(true).unwrap()).await;
        assert_eq!(start.elapsed(), HOLD_BACK);
        assert_eq!((refused.status, refused.retry_after), (429, Some(30)));
        for _ in 0..1000 {
            assert_eq!(count(false), None);
        }
        assert!(traffic.connect(client, true, &limits).is_ok());
        assert!(traffic.connect(client, true, &limits).is_ok());
        let third = traffic.connect(client, true, &limits).err();
        assert!(matches!(third, Some(Refusal::TooFast { .. })));
    }
}
