//! What slow and silent clients meet, with time moved by hand: the clock stands still while
//! anything is to be done, and jumps to the next timer when nothing is.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![allow(clippy::disallowed_types, reason = "tests open sockets")]

use std::hash::RandomState;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwap;
use mailguide::config::Configured;
use mailguide::guide::Guide;
use mailguide::http::server;
use mailguide::metrics::Metrics;
use mailguide::providers::{Database, embedded};
use mailguide::snapshot::{Policy, Snapshot};
use mailguide::state::State;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::time::Instant;

async fn start() -> (SocketAddr, watch::Sender<bool>) {
    let database = Database::read(embedded()).unwrap();
    let guide = Arc::new(Guide::built_in());
    let snapshot =
        Snapshot::build(database, Configured::default(), &guide.sentences, Policy::default(), 1);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = watch::channel(false);
    let state = Arc::new(ArcSwap::from_pointee(State::alone(snapshot)));
    let metrics = Arc::new(Metrics::new(RandomState::new()));
    let service = server::Service { state, guide, metrics };
    tokio::spawn(server::serve(listener, Arc::new(service), stopped));
    (address, stop)
}

/// Sends what a client sends before it falls silent; returns what came and how long it took.
async fn fall_silent_after(sent: &str) -> (String, Duration) {
    let (address, _stop) = start().await;
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(sent.as_bytes()).await.unwrap();
    let start = Instant::now();
    let mut received = String::new();
    stream.read_to_string(&mut received).await.unwrap();
    (received, start.elapsed())
}

#[tokio::test(start_paused = true)]
async fn a_client_that_says_nothing_is_cut_off() {
    let (received, time) = fall_silent_after("").await;
    assert_eq!(received, "");
    assert!((10..=20).contains(&time.as_secs()), "{time:?}");
}

#[tokio::test(start_paused = true)]
async fn a_head_that_never_ends_is_cut_off() {
    let (received, time) = fall_silent_after("GET /v1.1/gmail.com HTTP/1.1\r\nHost: ").await;
    assert!(received.is_empty() || received.starts_with("HTTP/1.1 408"), "{received}");
    assert!((10..=20).contains(&time.as_secs()), "{time:?}");
}

#[tokio::test(start_paused = true)]
async fn an_idle_connection_is_closed() {
    let (received, time) =
        fall_silent_after("GET /v1.1/gmail.com HTTP/1.1\r\nHost: x\r\n\r\n").await;
    assert!(received.starts_with("HTTP/1.1 200 OK"), "{received}");
    assert!((10..=20).contains(&time.as_secs()), "{time:?}");
}

#[tokio::test(start_paused = true)]
async fn a_body_that_never_comes_is_answered_408() {
    let head = "POST /autodiscover/autodiscover.xml HTTP/1.1\r\nHost: x\r\nContent-Length: 400\r\n\
                Connection: close\r\n\r\n<Auto";
    let (received, time) = fall_silent_after(head).await;
    assert!(received.starts_with("HTTP/1.1 408"), "{received}");
    assert!((5..=15).contains(&time.as_secs()), "{time:?}");
}

#[tokio::test(start_paused = true)]
async fn a_stop_does_not_wait_for_a_client_that_never_ends() {
    let (address, stop) = start().await;
    let mut stream = TcpStream::connect(address).await.unwrap();
    let head = "POST /autodiscover/autodiscover.xml HTTP/1.1\r\nHost: x\r\nContent-Length: 400\r\n\
                Expect: 100-continue\r\n\r\n";
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut begun = [0; 25];
    stream.read_exact(&mut begun).await.unwrap();
    stop.send(true).unwrap();
    let start = Instant::now();
    stop.closed().await;
    assert!(start.elapsed() <= Duration::from_secs(10), "{:?}", start.elapsed());
}
