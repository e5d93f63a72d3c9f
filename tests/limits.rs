//! What greedy and slow clients meet, with time moved by hand: the clock stands still while
//! anything is to be done, and jumps to the next timer when nothing is.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![allow(clippy::disallowed_types, reason = "tests open sockets")]

use std::hash::RandomState;
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwap;
use mailguide::config::Configured;
use mailguide::guide::Guide;
use mailguide::http::connections::{self, Listeners};
use mailguide::http::limits::Limits;
use mailguide::http::server;
use mailguide::http::traffic::Traffic;
use mailguide::metrics::Metrics;
use mailguide::providers::{Database, embedded};
use mailguide::snapshot::{Policy, Snapshot};
use mailguide::state::State;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::time::Instant;

/// A server in this process.
async fn start(limits: Limits) -> (SocketAddr, watch::Sender<bool>, Arc<server::Service>) {
    let database = Database::read(embedded()).unwrap();
    let guide = Arc::new(Guide::built_in());
    let snapshot =
        Snapshot::build(database, Configured::default(), &guide.sentences, Policy::default(), 1);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = watch::channel(false);
    let state = State { limits, ..State::alone(snapshot) };
    let state = Arc::new(ArcSwap::from_pointee(state));
    let metrics = Arc::new(Metrics::new(RandomState::new()));
    let service = server::Service { state, guide, metrics, traffic: Traffic::default() };
    let service = Arc::new(service);
    let listeners = Listeners { http: listener, https: None };
    tokio::spawn(connections::serve(listeners, Arc::clone(&service), stopped));
    (address, stop, service)
}

/// Limits that hold for this machine, too.
fn limits(requests_per_minute: u32, connections: u32, connections_per_client: u32) -> Limits {
    Limits {
        requests_per_minute: NonZeroU32::new(requests_per_minute).unwrap(),
        connections: NonZeroU32::new(connections).unwrap(),
        connections_per_client: NonZeroU32::new(connections_per_client).unwrap(),
        unlimited: Vec::new(),
    }
}

/// Sends a byte now and then until the server closes; returns what came and how long it took.
async fn trickle(head: &str, pause: Duration) -> (String, Duration) {
    let (address, _stop, _) = start(Limits::default()).await;
    let stream = TcpStream::connect(address).await.unwrap();
    let (mut read, mut write) = stream.into_split();
    write.write_all(head.as_bytes()).await.unwrap();
    let trickling = tokio::spawn(async move {
        while write.write_all(b"x").await.is_ok() {
            tokio::time::sleep(pause).await;
        }
    });
    let start = Instant::now();
    let mut received = Vec::new();
    let _ = read.read_to_end(&mut received).await;
    trickling.abort();
    (String::from_utf8(received).unwrap(), start.elapsed())
}

#[tokio::test(start_paused = true)]
async fn a_head_that_trickles_is_cut_off_all_the_same() {
    let head = "GET /v1.1/gmail.com HTTP/1.1\r\nHost: x\r\nX: ";
    let (received, time) = trickle(head, Duration::from_secs(1)).await;
    assert!(received.is_empty() || received.starts_with("HTTP/1.1 408"), "{received}");
    assert!((10..=20).contains(&time.as_secs()), "{time:?}");
}

#[tokio::test(start_paused = true)]
async fn a_body_that_trickles_is_cut_off_all_the_same() {
    let head = "POST /autodiscover/autodiscover.xml HTTP/1.1\r\nHost: x\r\nContent-Length: 400\r\n\
                Connection: close\r\n\r\n<Auto";
    let (received, time) = trickle(head, Duration::from_secs(1)).await;
    assert!(received.starts_with("HTTP/1.1 408"), "{received}");
    assert!((5..=15).contains(&time.as_secs()), "{time:?}");
}

#[tokio::test(start_paused = true)]
async fn a_client_that_asks_and_never_reads_is_cut_off() {
    let (address, _stop, service) = start(Limits::default()).await;
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = b"GET /v1.1/gmail.com HTTP/1.1\r\nHost: x\r\n\r\n".repeat(50);
    let asking = tokio::spawn(async move { while stream.write_all(&request).await.is_ok() {} });
    // Both ends are full when time, which stands still meanwhile, goes on.
    let start = Instant::now();
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(service.traffic.connections.len(), 1);
    while !service.traffic.connections.is_empty() {
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    assert!((9..=16).contains(&start.elapsed().as_secs()), "{:?}", start.elapsed());
    asking.await.unwrap();
}

async fn ask(stream: &mut TcpStream) -> String {
    stream.write_all(b"GET /v1.1/gmail.com HTTP/1.1\r\nHost: x\r\n\r\n").await.unwrap();
    let mut received = vec![0; 8192];
    let length = stream.read(&mut received).await.unwrap();
    String::from_utf8(received[..length].to_vec()).unwrap()
}

#[tokio::test(start_paused = true)]
async fn who_asks_too_often_is_told_when_to_come_back() {
    let (address, _stop, service) = start(limits(6, 100, 100)).await;
    let mut stream = TcpStream::connect(address).await.unwrap();
    for _ in 0..6 {
        assert!(ask(&mut stream).await.starts_with("HTTP/1.1 200"));
    }
    let refused = ask(&mut stream).await;
    assert!(refused.starts_with("HTTP/1.1 429"), "{refused}");
    let (head, body) = refused.split_once("\r\n\r\n").unwrap();
    assert!(head.contains("\r\nretry-after: 10"), "{head}");
    assert!(head.contains("\r\ncontent-type: text/plain"), "{head}");
    assert_eq!(body.lines().count(), 1);
    tokio::time::sleep(Duration::from_secs(10)).await;
    assert!(ask(&mut stream).await.starts_with("HTTP/1.1 200"), "who waits as told is served");
    assert!(ask(&mut stream).await.starts_with("HTTP/1.1 429"));
    // What a reload says counts at once.
    let snapshot = Snapshot::build(
        Database::read(embedded()).unwrap(),
        Configured::default(),
        &service.guide.sentences,
        Policy::default(),
        2,
    );
    service.state.store(Arc::new(State::alone(snapshot)));
    assert!(ask(&mut stream).await.starts_with("HTTP/1.1 200"));
}

#[tokio::test(start_paused = true)]
async fn a_connection_too_many_is_answered_503_at_once() {
    let (address, _stop, service) = start(limits(100, 100, 3)).await;
    let mut held = Vec::new();
    for _ in 0..3 {
        let mut stream = TcpStream::connect(address).await.unwrap();
        assert!(ask(&mut stream).await.starts_with("HTTP/1.1 200"));
        held.push(stream);
    }
    let start = Instant::now();
    for sends in ["", "GET /v1.1/gmail.com HTTP/1.1\r\nHost: x\r\n\r\n"] {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(sends.as_bytes()).await.unwrap();
        let mut refused = String::new();
        stream.read_to_string(&mut refused).await.unwrap();
        assert!(refused.starts_with("HTTP/1.1 503"), "{refused}");
        assert!(refused.contains("\r\nRetry-After: "), "{refused}");
        let (head, body) = refused.split_once("\r\n\r\n").unwrap();
        assert!(head.contains(&format!("\r\nContent-Length: {}\r\n", body.len())), "{refused}");
    }
    assert!(start.elapsed() <= Duration::from_secs(1), "{:?}", start.elapsed());
    held.pop();
    while service.traffic.connections.len() > 2 {
        tokio::task::yield_now().await;
    }
    let mut stream = TcpStream::connect(address).await.unwrap();
    assert!(ask(&mut stream).await.starts_with("HTTP/1.1 200"), "there is room again");
}

#[tokio::test(start_paused = true)]
async fn an_idle_connection_makes_room_for_a_new_one() {
    let (address, _stop, service) = start(limits(100, 3, 100)).await;
    let mut streams = Vec::new();
    for _ in 0..3 {
        streams.push(TcpStream::connect(address).await.unwrap());
    }
    let start = Instant::now();
    for _ in 0..10 {
        let mut stream = TcpStream::connect(address).await.unwrap();
        assert!(ask(&mut stream).await.starts_with("HTTP/1.1 200"));
        assert!(service.traffic.connections.len() <= 3);
        streams.push(stream);
    }
    assert!(start.elapsed() <= Duration::from_secs(1), "{:?}", start.elapsed());
    let mut open = 0;
    for stream in &mut streams {
        let read = tokio::time::timeout(Duration::from_millis(10), stream.read(&mut [0])).await;
        open += usize::from(read.is_err());
    }
    assert_eq!(open, 3, "of {}", streams.len());
}
