//! What slow and silent clients meet, with time moved by hand: the clock stands still while
//! anything is to be done, and jumps to the next timer when nothing is.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![allow(clippy::disallowed_types, reason = "tests open sockets")]

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwap;
use certificates::Authority;
use mailguide::config::Configured;
use mailguide::guide::Guide;
use mailguide::http::connections::{self, Listeners};
use mailguide::http::proxies::Proxies;
use mailguide::http::server;
use mailguide::http::traffic::Traffic;
use mailguide::network::Network;
use mailguide::providers::{Database, embedded};
use mailguide::snapshot::{Policy, Snapshot};
use mailguide::state::State;
use mailguide::tls::acceptor::Acceptor;
use mailguide::tls::certificate::Certificate;
use mailguide::tls::certificates::Certificates;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::time::Instant;
use tokio_rustls::TlsConnector;

#[path = "support/certificates.rs"]
mod certificates;

async fn start() -> (SocketAddr, watch::Sender<bool>) {
    let (http, _, stop) = start_all(Proxies::default(), &Authority::new()).await;
    (http, stop)
}

/// The addresses of HTTP and HTTPS.
async fn start_all(
    proxies: Proxies,
    authority: &Authority,
) -> (SocketAddr, SocketAddr, watch::Sender<bool>) {
    let database = Database::read(embedded()).unwrap();
    let guide = Arc::new(Guide::built_in());
    let snapshot =
        Snapshot::build(database, Configured::default(), &guide.sentences, Policy::default(), 1);
    let http = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let https = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let addresses = (http.local_addr().unwrap(), https.local_addr().unwrap());
    let issued = authority.issue(&["autoconfig.one.test"]);
    let certificate = Certificate::from_pem(issued.chain.as_bytes(), issued.key.as_bytes());
    let certificate = Arc::new(certificate.unwrap());
    let certificates = Arc::new(Certificates::new(None));
    certificates.insert_all([(certificate.names().to_vec(), certificate)]);
    let acceptor = Arc::new(Acceptor::new(certificates).unwrap());
    let (stop, stopped) = watch::channel(false);
    let state = State { proxies, ..State::alone(snapshot) };
    let service = server::Service {
        state: Arc::new(ArcSwap::from_pointee(state)),
        guide,
        traffic: Traffic::default(),
    };
    let listeners = Listeners { http, https: Some((https, acceptor)) };
    tokio::spawn(connections::serve(listeners, Arc::new(service), stopped));
    (addresses.0, addresses.1, stop)
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

/// The same for a client that falls silent before requests can be read, by HTTPS.
async fn fall_silent_in_the_handshake(sent: &[u8]) -> Duration {
    let (_, address, _stop) = start_all(Proxies::default(), &Authority::new()).await;
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(sent).await.unwrap();
    let start = Instant::now();
    let mut received = Vec::new();
    stream.read_to_end(&mut received).await.unwrap();
    assert!(received.is_empty(), "{received:?}");
    start.elapsed()
}

#[tokio::test(start_paused = true)]
async fn a_handshake_that_stops_half_way_is_cut_off() {
    // Nothing; the head of a record; and a ClientHello that promises more than comes.
    for sent in [&b""[..], b"\x16\x03\x01", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03abc"] {
        let time = fall_silent_in_the_handshake(sent).await;
        assert!((8..=12).contains(&time.as_secs()), "{time:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_proxy_that_falls_silent_is_cut_off() {
    let networks = vec![Network::parse("127.0.0.1").unwrap()];
    let proxies = Proxies { networks, send_header: true };
    let (_, address, _stop) = start_all(proxies, &Authority::new()).await;
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(b"PROXY TCP4 192.0.2.1 ").await.unwrap();
    let start = Instant::now();
    assert_eq!(stream.read(&mut [0; 16]).await.unwrap(), 0);
    assert!((8..=12).contains(&start.elapsed().as_secs()), "{:?}", start.elapsed());
}

/// A client of HTTP/2 that answers every ping but never asks anything again is let go.
#[tokio::test(start_paused = true)]
async fn an_idle_connection_of_http_2_is_closed() {
    let authority = Authority::new();
    let (_, address, _stop) = start_all(Proxies::default(), &authority).await;
    let stream = TcpStream::connect(address).await.unwrap();
    let name = ServerName::try_from("autoconfig.one.test").unwrap();
    let connector = TlsConnector::from(Arc::new(authority.client(&[b"h2"])));
    let stream = connector.connect(name, stream).await.unwrap();
    let (mut requests, connection) = h2::client::handshake(stream).await.unwrap();
    let connection = tokio::spawn(connection);
    let request = hyper::Request::get("https://autoconfig.one.test/v1.1/gmail.com");
    let (response, _) = requests.send_request(request.body(()).unwrap(), true).unwrap();
    assert_eq!(response.await.unwrap().status(), 200);
    let start = Instant::now();
    let _ = connection.await.unwrap();
    assert!((60..=180).contains(&start.elapsed().as_secs()), "{:?}", start.elapsed());
}

/// Who was accepted just before a stop asks a moment later, and is answered.
#[tokio::test(start_paused = true)]
async fn a_client_that_came_just_before_a_stop_is_answered() {
    let (address, stop) = start().await;
    let mut stream = TcpStream::connect(address).await.unwrap();
    // When this one is answered, the other was accepted.
    let mut later = TcpStream::connect(address).await.unwrap();
    let request = b"GET /v1.1/gmail.com HTTP/1.1\r\nHost: x\r\n\r\n";
    later.write_all(request).await.unwrap();
    later.read_exact(&mut [0; 12]).await.unwrap();
    stop.send(true).unwrap();
    tokio::time::sleep(Duration::from_secs(1)).await;
    stream.write_all(request).await.unwrap();
    let mut received = String::new();
    stream.read_to_string(&mut received).await.unwrap();
    assert!(received.starts_with("HTTP/1.1 200"), "{received:?}");
}
