//! The real server under floods from many addresses, while an honest client goes on asking from
//! another: what share of it is served, and how much memory the server takes, is printed and held.
//!
//! `cargo test --release --test floods -- --nocapture --test-threads 1` shows the figures.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![allow(clippy::disallowed_types, reason = "tests open sockets and files")]
#![allow(clippy::disallowed_methods, reason = "tests read files and the clock")]
#![allow(clippy::print_stdout, reason = "the figures are for whoever reads the test")]

mod support;

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use support::{Folder, Mailguide};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

/// The most memory that the server may take in any flood, with the default of 4096 connections.
const MEMORY_MAX: u64 = 192 * 1024 * 1024;
/// The least share of the honest client's requests that must be served.
const SHARE_MIN: f64 = 0.99;
/// How long the honest client waits for an answer: the least patient real one gives up after 3 s.
const HONEST_PATIENCE: Duration = Duration::from_secs(3);
/// How often it asks. It stays within what a client may ask.
const HONEST_PAUSE: Duration = Duration::from_millis(20);
/// How long each flood is watched.
const FLOOD: Duration = Duration::from_secs(4);

const REQUEST: &[u8] = b"GET /v1.1/gmail.com HTTP/1.1\r\nHost: x\r\n\r\n";
const LAST: &[u8] = b"GET /v1.1/gmail.com HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

/// One flood at a time: each wants the machine for itself.
static TURN: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

/// A server that limits this machine's own addresses as it limits others.
fn start(settings: &str) -> (Mailguide, Folder) {
    let folder = Folder::new("floods");
    let text = format!("[http]\nunlimited = []\n{settings}\n[log]\nlevel = \"warn\"\n");
    let file = folder.write("mailguide.toml", &text);
    (Mailguide::start(&["--config", file.to_str().unwrap()]), folder)
}

/// Raises the number of files that this process may open; returns it.
fn raise_file_limit() -> usize {
    let Rlimit { maximum, .. } = getrlimit(Resource::Nofile);
    let wanted = maximum.map_or(65_536, |maximum| maximum.min(65_536));
    setrlimit(Resource::Nofile, Rlimit { current: Some(wanted), maximum }).unwrap();
    wanted as usize
}

/// The address of a flooder, one of 65,536. The honest client has another.
fn flooder(number: usize) -> Ipv4Addr {
    let [high, low] = (number as u16).to_be_bytes();
    Ipv4Addr::new(127, 1, high, low)
}

const HONEST: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);

async fn connect(from: Ipv4Addr, server: SocketAddr) -> io::Result<TcpStream> {
    let socket = TcpSocket::new_v4()?;
    socket.bind(SocketAddr::new(from.into(), 0))?;
    // Who does not read is soon sent no more.
    socket.set_recv_buffer_size(4096)?;
    socket.connect(server).await
}

/// Asks once on a connection of its own; returns the status.
async fn ask(from: Ipv4Addr, server: SocketAddr) -> io::Result<u16> {
    let mut stream = connect(from, server).await?;
    stream.write_all(LAST).await?;
    let mut received = Vec::new();
    stream.read_to_end(&mut received).await?;
    Ok(status(&received))
}

/// The status of a response, or 0.
fn status(received: &[u8]) -> u16 {
    let word = received.get(9..12).and_then(|digits| std::str::from_utf8(digits).ok());
    word.and_then(|digits| digits.parse().ok()).unwrap_or(0)
}

/// What came of a flood.
struct Watched {
    asked: u32,
    served: u32,
    slowest: Duration,
    memory: u64,
    /// Processor time of the server in each second.
    processor: Duration,
}

/// Lets the honest client ask while a flood runs, and looks at the server.
async fn watch(server: &Mailguide) -> Watched {
    let (start, before) = (Instant::now(), processor_time(server.id()));
    let (mut asked, mut served, mut slowest, mut memory) = (0, 0, Duration::ZERO, 0);
    while start.elapsed() < FLOOD {
        let begun = Instant::now();
        asked += 1;
        let answer = timeout(HONEST_PATIENCE, ask(HONEST, server.http)).await;
        served += u32::from(matches!(answer, Ok(Ok(200))));
        slowest = slowest.max(begun.elapsed());
        memory = memory.max(resident(server.id()));
        sleep(HONEST_PAUSE).await;
    }
    let used = processor_time(server.id()) - before;
    Watched {
        asked,
        served,
        slowest,
        memory,
        processor: used.div_f64(start.elapsed().as_secs_f64()),
    }
}

impl Watched {
    /// Prints the figures and holds them against the bounds.
    fn hold(&self, flood: &str) {
        let share = f64::from(self.served) / f64::from(self.asked);
        println!(
            "{flood}: {served} of {asked} honest requests served ({share:.2} %), slowest \
             {slowest:?}; server {memory} MiB, {processor:.0?} of processor a second",
            served = self.served,
            asked = self.asked,
            share = share * 100.0,
            slowest = self.slowest,
            memory = self.memory / 1024 / 1024,
            processor = self.processor,
        );
        assert!(self.asked >= 10, "{flood}: too slow to say anything");
        assert!(share >= SHARE_MIN, "{flood}");
        assert!(self.memory <= MEMORY_MAX, "{flood}");
    }
}

/// The memory that a process holds, in bytes.
fn resident(id: u32) -> u64 {
    let text = std::fs::read_to_string(format!("/proc/{id}/status")).unwrap();
    let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().strip_suffix(" kB").unwrap().parse::<u64>().unwrap() * 1024
}

/// The time that all threads of a process have run.
fn processor_time(id: u32) -> Duration {
    let threads = std::fs::read_dir(format!("/proc/{id}/task")).unwrap();
    let nanoseconds = threads.filter_map(|thread| {
        let text = std::fs::read_to_string(thread.ok()?.path().join("schedstat")).ok()?;
        text.split(' ').next()?.parse::<u64>().ok()
    });
    Duration::from_nanos(nanoseconds.sum())
}

/// Waits until no more connections come than were asked for, or all are there.
async fn open_all(server: SocketAddr, count: usize) -> Vec<TcpStream> {
    let mut opening = JoinSet::new();
    let mut open = Vec::with_capacity(count);
    for number in 0..count {
        opening.spawn(connect(flooder(number), server));
        if opening.len() >= 100 {
            open.extend(opening.join_next().await.unwrap().unwrap());
        }
    }
    while let Some(opened) = opening.join_next().await {
        open.extend(opened.unwrap());
    }
    open
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_idle_connections() {
    let _turn = TURN.lock().await;
    let possible = raise_file_limit().saturating_sub(200).min(10_000);
    let (server, _folder) = start("");
    let idle = open_all(server.http, possible).await;
    println!("{} connections were opened", idle.len());
    assert!(idle.len() > 4096, "the limit of open files is too low for this test");
    watch(&server).await.hold("idle connections");
    drop(idle);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_slow_heads() {
    let _turn = TURN.lock().await;
    raise_file_limit();
    let (server, _folder) = start("");
    let mut slow = JoinSet::new();
    for mut stream in open_all(server.http, 1000).await {
        slow.spawn(async move {
            let _ = stream.write_all(b"GET /v1.1/gmail.com HTTP/1.1\r\nHost: x\r\nX: ").await;
            while stream.write_all(b"y").await.is_ok() {
                sleep(Duration::from_millis(500)).await;
            }
        });
    }
    watch(&server).await.hold("slow heads");
}

/// Nearly as long as a body may be, and never ending.
#[tokio::test(flavor = "multi_thread")]
async fn three_thousand_slow_bodies() {
    let _turn = TURN.lock().await;
    raise_file_limit();
    let (server, _folder) = start("");
    let mut slow = JoinSet::new();
    for mut stream in open_all(server.http, 3000).await {
        slow.spawn(async move {
            let head = "POST /autodiscover/autodiscover.xml HTTP/1.1\r\nHost: x\r\n\
                        Content-Length: 60001\r\n\r\n";
            let _ = stream.write_all(head.as_bytes()).await;
            let _ = stream.write_all(&[b' '; 60_000]).await;
            stream
        });
    }
    watch(&server).await.hold("slow bodies");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_slow_readers() {
    let _turn = TURN.lock().await;
    let (server, _folder) = start("");
    let mut slow = JoinSet::new();
    for mut stream in open_all(server.http, 200).await {
        slow.spawn(async move {
            // The answers are more than anybody keeps for who does not read.
            let _ = stream.write_all(&REQUEST.repeat(2000)).await;
            stream
        });
    }
    watch(&server).await.hold("slow readers");
}

/// Like KMail's `ispdb`, which asks again at once whatever it was told: on connections that stay
/// open, and on a new one each time.
#[tokio::test(flavor = "multi_thread")]
async fn one_client_that_repeats_one_request_without_end() {
    let _turn = TURN.lock().await;
    let (server, _folder) = start("");
    let address = server.http;
    let answers = Arc::new([const { AtomicU64::new(0) }; 600]);
    let mut flood = JoinSet::new();
    for _ in 0..8 {
        let answers = Arc::clone(&answers);
        flood.spawn(async move {
            let mut buffer = [0; 8192];
            while let Ok(mut stream) = connect(flooder(1), address).await {
                loop {
                    if stream.write_all(REQUEST).await.is_err() {
                        break;
                    }
                    match stream.read(&mut buffer).await {
                        Ok(0) | Err(_) => break,
                        Ok(length) => {
                            let status = usize::from(status(&buffer[..length]));
                            answers[status].fetch_add(1, Ordering::Relaxed);
                        }
                    }
                }
            }
        });
    }
    watch(&server).await.hold("one request without end");
    flood.shutdown().await;
    let of = |status: usize| answers[status].load(Ordering::Relaxed);
    println!("the flooder got 200 {} times and 429 {} times", of(200), of(429));
    assert!((600..700).contains(&of(200)), "the first 600, and ten a second");
    assert!((8..300).contains(&of(429)), "each connection is slowed to four a second");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_client_that_connects_without_end() {
    let _turn = TURN.lock().await;
    let (server, _folder) = start("");
    let address = server.http;
    let (served, refused) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
    let mut flood = JoinSet::new();
    for _ in 0..8 {
        let (served, refused) = (Arc::clone(&served), Arc::clone(&refused));
        flood.spawn(async move {
            loop {
                match ask(flooder(1), address).await {
                    Ok(200) => served.fetch_add(1, Ordering::Relaxed),
                    _ => refused.fetch_add(1, Ordering::Relaxed),
                };
            }
        });
    }
    watch(&server).await.hold("one connection after the other");
    flood.shutdown().await;
    let (served, refused) = (served.load(Ordering::Relaxed), refused.load(Ordering::Relaxed));
    println!("the flooder was served {served} times and refused {refused} times");
    assert!((600..700).contains(&served) && refused > 0);
}

/// From so many addresses that no single one asks too much.
#[tokio::test(flavor = "multi_thread")]
async fn half_of_all_requests_are_garbage() {
    let _turn = TURN.lock().await;
    let (server, _folder) = start("");
    let address = server.http;
    let (running, answered) = (Arc::new(AtomicBool::new(true)), Arc::new(AtomicU64::new(0)));
    let mut flood = JoinSet::new();
    for flood_number in 0..8 {
        let (running, answered) = (Arc::clone(&running), Arc::clone(&answered));
        flood.spawn(async move {
            let long = [b"GET /", "y".repeat(60_000).as_bytes(), b"\r\n\r\n"].concat();
            let garbage: [&[u8]; 5] =
                [b"\0\x01\x02\r\n\r\n", b"\x16\x03\x01\x02\0\x01\0", b"GET\r\n\r\n", &long, b""];
            let mut number: usize = flood_number;
            while running.load(Ordering::Relaxed) {
                number += 8;
                let sent =
                    if (number / 8).is_multiple_of(2) { LAST } else { garbage[number / 16 % 5] };
                let Ok(mut stream) = connect(flooder(number), address).await else { continue };
                let _ = stream.write_all(sent).await;
                let _ = stream.shutdown().await;
                let mut received = Vec::new();
                let _ = stream.read_to_end(&mut received).await;
                answered.fetch_add(1, Ordering::Relaxed);
            }
        });
    }
    let watched = watch(&server).await;
    running.store(false, Ordering::Relaxed);
    while flood.join_next().await.is_some() {}
    println!("{} requests of the flood were answered or closed", answered.load(Ordering::Relaxed));
    watched.hold("garbage");
    assert!(answered.load(Ordering::Relaxed) > 100);
}
