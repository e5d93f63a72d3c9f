//! DNS over streams, TCP and TLS alike (RFC 7766, RFC 7858): how connections arrive and end, and
//! messages behind their length. What a message is answered with is for a [`Responder`].
//!
//! Messages are answered as they come, many in one write. Those that have to wait for somebody else
//! let others overtake them, but only so many; then nothing more is read from their client.
#![expect(clippy::disallowed_types, reason = "this is the shell: it owns sockets")]

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use rustix::io::Errno;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, timeout, timeout_at};
use tracing::{debug, warn};

use crate::connection_table::{Connection, ConnectionLimits, ConnectionTable};
use crate::metrics::Transport;
use crate::tls::acceptor::Acceptor;

/// How long a connection may be silent (RFC 7766 §6.2.3 asks for seconds), which is also how long
/// a message may take to arrive.
pub(super) const IDLE_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a handshake may take.
const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a client may take to read what was written for it at once.
const WRITE_TIMEOUT: Duration = Duration::from_secs(10);
/// How long running answers may go on after a stop.
const STOP_TIMEOUT: Duration = Duration::from_secs(5);
/// How long a connection that was accepted before a stop may take to send its first message.
const FIRST_MESSAGE_TIMEOUT: Duration = Duration::from_secs(2);
/// How long to wait before accepting again when the system has no descriptors left.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);
/// The longest message that is read. No query comes near it; zone updates, which may, are not for
/// us.
const MESSAGE_MAX: usize = 16 * 1024;
/// The length that stands before each message (RFC 1035 §4.2.2).
const PREFIX: usize = 2;
/// How many messages of a connection may wait for somebody else.
const WAITING_MAX: usize = 32;
/// How much is written at once.
const OUTPUT: usize = 16 * 1024;
/// How much room there is at least for what is read.
const INPUT: usize = 2048;

/// Who sent a message, and how it came.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Peer {
    pub(super) address: SocketAddr,
    pub(super) transport: Transport,
}

/// Encoded messages, each made when the one before has been written.
pub(super) type Messages = Box<dyn Iterator<Item = Vec<u8>> + Send>;

/// What a message is answered with.
pub(super) enum Response {
    /// One message, which is there.
    Message(Vec<u8>),
    /// Somebody else must be asked first, or there are many messages: until they have all been
    /// written, nothing else is answered on this connection.
    Later(Pin<Box<dyn Future<Output = Messages> + Send>>),
    /// Nothing: who sends that is no client, and the connection ends.
    End,
}

/// Answers the messages of all connections.
pub(super) trait Responder: Send + Sync + 'static {
    /// Answers a message.
    fn respond(&self, message: &[u8], peer: Peer) -> Response;

    /// Whether a client may not have any number of connections, and how many there may be.
    fn limits(&self, client: IpAddr) -> (bool, ConnectionLimits);
}

/// Where connections arrive.
pub(super) struct Listeners {
    pub(super) tcp: TcpListener,
    pub(super) tls: Option<(TcpListener, Arc<Acceptor>)>,
}

/// What connections are told.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Phase {
    Serving,
    /// Answer what has come, and end.
    Stopping,
    /// End now.
    Cut,
}

//----------- Connections ----------------------------------------------------

/// Serves until `stop` turns true, then lets running answers finish.
pub(super) async fn serve<R: Responder>(
    listeners: Listeners,
    responder: Arc<R>,
    mut stop: watch::Receiver<bool>,
) {
    let (phase, phases) = watch::channel(Phase::Serving);
    let front = Front {
        responder,
        connections: Arc::new(ConnectionTable::default()),
        start: Instant::now(),
        phases,
    };
    let Listeners { tcp, tls } = listeners;
    let secure = async {
        match tls {
            Some((listener, acceptor)) => accept_all(listener, Some(acceptor), &front).await,
            None => std::future::pending().await,
        }
    };
    tokio::select! {
        () = accept_all(tcp, None, &front) => {}
        () = secure => {}
        _ = stop.wait_for(|stop| *stop) => {}
    }
    phase.send_replace(Phase::Stopping);
    drop(front);
    // Every connection listens until it has ended.
    if timeout(STOP_TIMEOUT, phase.closed()).await.is_err() {
        warn!("some DNS connections did not finish in time and were cut");
        phase.send_replace(Phase::Cut);
    }
}

/// What every connection needs.
struct Front<R> {
    responder: Arc<R>,
    connections: Arc<ConnectionTable>,
    start: Instant,
    phases: watch::Receiver<Phase>,
}

async fn accept_all<R: Responder>(
    listener: TcpListener,
    tls: Option<Arc<Acceptor>>,
    front: &Front<R>,
) {
    let transport = if tls.is_some() { Transport::Tls } else { Transport::Tcp };
    loop {
        let (stream, address) = match listener.accept().await {
            Ok(accepted) => accepted,
            Err(error) => {
                warn!(%error, "a DNS connection could not be accepted");
                let left = [Errno::MFILE, Errno::NFILE].map(Errno::raw_os_error);
                if error.raw_os_error().is_some_and(|error| left.contains(&error)) {
                    front.connections.cut_one();
                }
                sleep(ACCEPT_PAUSE).await;
                continue;
            }
        };
        let client = address.ip().to_canonical();
        let (limited, limits) = front.responder.limits(client);
        let admitted = front.connections.admit(client, limited, front.start.elapsed(), limits);
        let Ok(admitted) = admitted else {
            debug!("a DNS connection was refused: there are too many");
            continue;
        };
        // Where this fails the connection is broken, which its first read will tell.
        let _ = stream.set_nodelay(true);
        let (responder, start) = (Arc::clone(&front.responder), front.start);
        let (tls, mut phases) = (tls.clone(), front.phases.clone());
        tokio::spawn(async move {
            let connection = admitted.connection();
            let conversation = Conversation {
                responder: &*responder,
                connection: &connection,
                peer: Peer { address, transport },
                start,
            };
            let mut cut = phases.clone();
            tokio::select! {
                ended = conversation.arrive(stream, tls.as_deref(), &mut phases) => {
                    if let Err(error) = ended {
                        debug!(%error, "a DNS connection broke");
                    }
                }
                () = admitted.cut() => debug!("a DNS connection was cut to make room"),
                () = told(&mut cut, Phase::Cut) => {}
            }
        });
    }
}

/// Waits for a phase; when there is nobody left to tell, everything has ended.
async fn told(phases: &mut watch::Receiver<Phase>, heeded: Phase) {
    let _ = phases.wait_for(|phase| *phase == heeded).await;
}

//----------- Messages -------------------------------------------------------

/// One connection, and what it is answered by.
struct Conversation<'c, R> {
    responder: &'c R,
    connection: &'c Connection,
    peer: Peer,
    start: Instant,
}

impl<R: Responder> Conversation<'_, R> {
    /// From the first byte to the last.
    async fn arrive(
        &self,
        stream: TcpStream,
        tls: Option<&Acceptor>,
        phases: &mut watch::Receiver<Phase>,
    ) -> io::Result<()> {
        match tls {
            None => self.carry_on(stream, phases).await,
            Some(acceptor) => {
                let handshake = timeout(HANDSHAKE_TIMEOUT, acceptor.accept_dns(stream));
                self.carry_on(Box::pin(handshake).await??, phases).await
            }
        }
    }

    /// Answers messages until the client, silence or a stop ends it.
    async fn carry_on<S: AsyncRead + AsyncWrite + Unpin>(
        &self,
        mut stream: S,
        phases: &mut watch::Receiver<Phase>,
    ) -> io::Result<()> {
        let mut input = Input::default();
        let mut output = Vec::new();
        let mut waiting: JoinSet<Messages> = JoinSet::new();
        let mut deadline = Instant::now() + IDLE_TIMEOUT;
        // Nothing more is read; whether anything was answered; whether the server stops.
        let (mut ended, mut begun, mut stopping) = (false, false, false);
        loop {
            let answering = self.connection.answer(self.start.elapsed());
            while waiting.len() < WAITING_MAX {
                let Some(message) = input.take()? else { break };
                begun = true;
                deadline = Instant::now() + IDLE_TIMEOUT;
                match self.responder.respond(message, self.peer) {
                    Response::Message(answer) => {
                        push(&mut output, &answer);
                        write_if(&mut stream, &mut output, OUTPUT).await?;
                    }
                    Response::Later(answer) => {
                        waiting.spawn(answer);
                    }
                    Response::End => {
                        ended = true;
                        input = Input::default();
                    }
                }
            }
            write_if(&mut stream, &mut output, 1).await?;
            ended |= stopping && begun;
            if ended && waiting.is_empty() {
                return timeout(WRITE_TIMEOUT, stream.shutdown()).await?;
            }
            let answering = (!waiting.is_empty()).then_some(answering);
            let reads = !ended && waiting.len() < WAITING_MAX;
            tokio::select! {
                Some(answer) = waiting.join_next() => {
                    for message in answer.map_err(io::Error::other)? {
                        push(&mut output, &message);
                        write_if(&mut stream, &mut output, OUTPUT).await?;
                    }
                    deadline = Instant::now() + IDLE_TIMEOUT;
                }
                read = timeout_at(deadline, stream.read_buf(input.room())), if reads => match read {
                    Ok(read) => ended = read? == 0,
                    // Who waits for an answer may be silent.
                    Err(_) if !waiting.is_empty() => deadline = Instant::now() + IDLE_TIMEOUT,
                    Err(_) => ended = true,
                },
                () = told(phases, Phase::Stopping), if !stopping => {
                    stopping = true;
                    // Its first message may be on its way.
                    deadline = deadline.min(Instant::now() + FIRST_MESSAGE_TIMEOUT);
                }
            }
            drop(answering);
        }
    }
}

/// What was read and not answered yet.
#[derive(Default)]
struct Input {
    bytes: Vec<u8>,
    /// How many of them have been answered.
    taken: usize,
}

impl Input {
    /// The next message that is there as a whole.
    fn take(&mut self) -> io::Result<Option<&[u8]>> {
        let Some((prefix, rest)) = self.bytes[self.taken..].split_first_chunk::<PREFIX>() else {
            return Ok(None);
        };
        let length = usize::from(u16::from_be_bytes(*prefix));
        if length == 0 || length > MESSAGE_MAX {
            return Err(io::Error::other("a message has no bytes, or more than any of ours"));
        }
        if rest.len() < length {
            return Ok(None);
        }
        let begin = self.taken + PREFIX;
        self.taken = begin + length;
        Ok(Some(&self.bytes[begin..self.taken]))
    }

    /// Where to read more into; there is always some room, and never more than for a message.
    fn room(&mut self) -> &mut Vec<u8> {
        self.bytes.drain(..self.taken);
        self.taken = 0;
        self.bytes.reserve(INPUT);
        &mut self.bytes
    }
}

/// Puts a message behind its length.
fn push(output: &mut Vec<u8>, message: &[u8]) {
    let length = u16::try_from(message.len()).expect("messages are encoded up to this length");
    output.extend(length.to_be_bytes());
    output.extend(message);
}

/// Writes what there is, where it is as much as that.
async fn write_if<S: AsyncWrite + Unpin>(
    stream: &mut S,
    output: &mut Vec<u8>,
    least: usize,
) -> io::Result<()> {
    if output.len() >= least {
        let write = async {
            stream.write_all(output).await?;
            stream.flush().await
        };
        timeout(WRITE_TIMEOUT, write).await??;
        output.clear();
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU32;

    use tokio::io::{DuplexStream, duplex};
    use tokio::sync::Notify;

    use super::*;

    /// Answers `m` with `M` at once, `w` with `W` when it is told to, `3` with three messages, and
    /// anything else not at all.
    #[derive(Default)]
    struct Echo {
        go: Arc<Notify>,
    }

    impl Responder for Echo {
        fn respond(&self, message: &[u8], _: Peer) -> Response {
            match message {
                b"m" => Response::Message(b"M".to_vec()),
                b"w" => {
                    let go = Arc::clone(&self.go);
                    Response::Later(Box::pin(async move {
                        go.notified().await;
                        Box::new(std::iter::once(b"W".to_vec())) as Messages
                    }))
                }
                b"3" => Response::Later(Box::pin(async {
                    Box::new((b'1'..=b'3').map(|digit| vec![digit; 30_000])) as Messages
                })),
                _ => Response::End,
            }
        }

        fn limits(&self, _: IpAddr) -> (bool, ConnectionLimits) {
            (true, limits())
        }
    }

    fn limits() -> ConnectionLimits {
        ConnectionLimits { all: NonZeroU32::MAX, per_client: NonZeroU32::MAX }
    }

    struct Running {
        client: DuplexStream,
        go: Arc<Notify>,
        phase: watch::Sender<Phase>,
        task: tokio::task::JoinHandle<io::Result<()>>,
    }

    fn start() -> Running {
        let (client, ours) = duplex(64 * 1024);
        let (phase, mut phases) = watch::channel(Phase::Serving);
        let echo = Echo::default();
        let go = Arc::clone(&echo.go);
        let task = tokio::spawn(async move {
            let address: SocketAddr = "192.0.2.1:53".parse().unwrap();
            let table = ConnectionTable::default();
            let admitted = table.admit(address.ip(), true, Duration::ZERO, limits()).unwrap();
            let conversation = Conversation {
                responder: &echo,
                connection: &admitted.connection(),
                peer: Peer { address, transport: Transport::Tcp },
                start: Instant::now(),
            };
            conversation.carry_on(ours, &mut phases).await
        });
        Running { client, go, phase, task }
    }

    async fn send(client: &mut DuplexStream, messages: &[&[u8]]) {
        let mut bytes = Vec::new();
        messages.iter().for_each(|message| push(&mut bytes, message));
        client.write_all(&bytes).await.unwrap();
    }

    async fn receive(client: &mut DuplexStream) -> Vec<u8> {
        let length = client.read_u16().await.unwrap();
        let mut message = vec![0; length.into()];
        client.read_exact(&mut message).await.unwrap();
        message
    }

    #[tokio::test(start_paused = true)]
    async fn who_waits_is_overtaken_but_only_so_often() {
        let mut running = start();
        send(&mut running.client, &[b"w", b"m"]).await;
        assert_eq!(receive(&mut running.client).await, b"M");
        running.go.notify_one();
        assert_eq!(receive(&mut running.client).await, b"W");
        send(&mut running.client, &[&b"w"[..]; WAITING_MAX]).await;
        send(&mut running.client, &[b"m"]).await;
        let early = timeout(IDLE_TIMEOUT * 5, receive(&mut running.client)).await;
        assert!(early.is_err(), "nothing more is read while so many wait");
        for _ in 0..WAITING_MAX {
            running.go.notify_one();
            tokio::task::yield_now().await;
        }
        let mut answers = Vec::new();
        for _ in 0..=WAITING_MAX {
            answers.push(receive(&mut running.client).await);
        }
        answers.sort();
        assert_eq!((&answers[0][..], &answers[1][..], answers.len()), (&b"M"[..], &b"W"[..], 33));
    }

    #[tokio::test(start_paused = true)]
    async fn many_messages_are_written_one_after_the_other() {
        let mut running = start();
        send(&mut running.client, &[b"3", b"m"]).await;
        assert_eq!(receive(&mut running.client).await, b"M");
        for digit in b'1'..=b'3' {
            assert_eq!(receive(&mut running.client).await, vec![digit; 30_000]);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn silence_and_slow_messages_end_a_connection() {
        let mut running = start();
        let begin = Instant::now();
        assert_eq!(running.client.read(&mut [0]).await.unwrap(), 0);
        assert_eq!(begin.elapsed(), IDLE_TIMEOUT);
        let mut running = start();
        let begin = Instant::now();
        // A byte a second is no message.
        let mut byte = [0];
        loop {
            let _ = running.client.write_all(&[1]).await;
            match timeout(Duration::from_secs(1), running.client.read(&mut byte)).await {
                Ok(ended) => break assert_eq!(ended.unwrap(), 0),
                Err(_) => assert!(begin.elapsed() < IDLE_TIMEOUT * 2),
            }
        }
    }

    #[tokio::test(start_paused = true)]
    async fn who_does_not_read_is_cut_off() {
        let mut running = start();
        let begin = Instant::now();
        send(&mut running.client, &[&b"3"[..]; 3]).await;
        let error = running.task.await.unwrap().unwrap_err();
        assert_eq!((error.kind(), begin.elapsed()), (io::ErrorKind::TimedOut, WRITE_TIMEOUT));
        drop(running.client);
    }

    #[tokio::test(start_paused = true)]
    async fn a_stop_answers_what_has_come_and_waits_for_a_first_message() {
        let mut running = start();
        send(&mut running.client, &[b"w"]).await;
        sleep(Duration::from_millis(1)).await;
        running.phase.send_replace(Phase::Stopping);
        sleep(Duration::from_millis(1)).await;
        running.go.notify_one();
        assert_eq!(receive(&mut running.client).await, b"W");
        assert_eq!(running.client.read(&mut [0]).await.unwrap(), 0);
        let mut running = start();
        running.phase.send_replace(Phase::Stopping);
        sleep(FIRST_MESSAGE_TIMEOUT / 2).await;
        send(&mut running.client, &[b"m"]).await;
        assert_eq!(receive(&mut running.client).await, b"M");
        assert_eq!(running.client.read(&mut [0]).await.unwrap(), 0);
        let mut running = start();
        running.phase.send_replace(Phase::Stopping);
        let begin = Instant::now();
        assert_eq!(running.client.read(&mut [0]).await.unwrap(), 0);
        assert_eq!(begin.elapsed(), FIRST_MESSAGE_TIMEOUT);
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_no_message_ends_the_connection() {
        for bytes in [&[0, 0][..], &[0xff, 0xff], &[0, 1, b'x', 0, 1, b'm']] {
            let mut running = start();
            let begin = Instant::now();
            running.client.write_all(bytes).await.unwrap();
            let mut heard = Vec::new();
            let _ = running.client.read_to_end(&mut heard).await;
            assert_eq!((heard.len(), begin.elapsed()), (0, Duration::ZERO), "{bytes:?}");
        }
    }
}
