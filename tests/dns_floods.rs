//! Floods with forged senders, in network namespaces that the test makes: what reaches the network in
//! whose name is asked, and what share of its honest clients is served meanwhile. Both are printed
//! and held.
//!
//! `cargo test --test dns_floods -- --nocapture` shows the figures.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![allow(clippy::disallowed_types, reason = "tests open sockets")]
#![allow(clippy::disallowed_methods, reason = "tests read the clock and the environment")]
#![allow(clippy::print_stdout, reason = "the figures are for whoever reads the test")]
#![allow(clippy::print_stderr, reason = "a skipped test says so")]

mod support;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream, UdpSocket};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use support::PATIENCE;

/// How many queries a flood sends each second: ten times what a network is answered, and yet no more
/// than a debug build on a busy machine can read.
const FLOOD_RATE: u32 = 2000;
/// How long the flood of a victim goes on; the other one ends with the honest client, or after the
/// second time.
const FLOOD: u32 = 4;
const LONGEST_FLOOD: u32 = 60;
/// From how many further networks queries come, which are honest as far as anybody can tell.
const NETWORKS: u32 = 256;
/// How many times an honest client asks in each way.
const ASKED: u32 = 100;
/// How long it waits for an answer over UDP, and how often it asks again, as resolvers do.
const WAIT: Duration = Duration::from_millis(600);
const TRIES: usize = 6;
/// The least share that must be served over TCP, and over UDP with a cookie.
const SHARE_MIN: f64 = 0.99;

/// The server as the attacker and the honest clients see it, the attacked network, the one of its
/// addresses that only suffers, and the client that asks.
const TO_ATTACKER: &str = "198.18.8.1";
const TO_HONEST: &str = "198.18.7.1";
const VICTIM: Ipv4Addr = Ipv4Addr::new(198, 18, 7, 200);
const HONEST: Ipv4Addr = Ipv4Addr::new(198, 18, 7, 2);

/// Says what a run of this program inside a namespace is to do.
const ROLE: &str = "MAILGUIDE_TEST_ROLE";

#[test]
fn a_flood_in_the_name_of_a_network_neither_reaches_it_nor_shuts_it_out() {
    let Some(world) = World::new() else { return };
    let _server = world.serve();
    // Alone, so that every byte to the victim is of the flood's making.
    let (sent_before, heard_before) = world.bytes();
    let flood = world.play("attacker", "flood-victim").wait_with_output().unwrap();
    let told = String::from_utf8(flood.stdout).unwrap();
    assert!(flood.status.success(), "{told}");
    let (sent, heard) = world.bytes();
    let (sent, heard) = (sent - sent_before, heard - heard_before);
    let ratio = heard as f64 / sent as f64;
    println!("sent in the victim's name: {sent} bytes; reached it: {heard}, {ratio:.2} of that");
    assert!(sent > 300_000, "the flood did not arrive: {sent} bytes");
    assert!(ratio <= 1.0);
    // Now in the name of the honest client itself and of others, while it asks.
    let flood = Running(world.play("attacker", "flood-honest"));
    let honest = world.play("honest", "ask").wait_with_output().unwrap();
    drop(flood);
    assert!(honest.status.success());
    let told = String::from_utf8(honest.stdout).unwrap();
    let share = |way: &str| -> f64 {
        let line = told.lines().find_map(|line| line.strip_prefix(way)).expect("its line");
        let served: u32 = line.trim().parse().unwrap();
        println!("asked {ASKED} times {way} while flooded: {served} served");
        f64::from(served) / f64::from(ASKED)
    };
    assert!(share("over TCP") >= SHARE_MIN);
    assert!(share("with a cookie") >= SHARE_MIN);
    assert!(share("without a cookie") < 0.8, "the flood was not on");
}

//----------- Three hosts ----------------------------------------------------

/// A server between an attacker and the network it attacks. All of it goes when this is dropped.
struct World {
    name: String,
}

impl World {
    fn new() -> Option<Self> {
        let world = Self { name: format!("mg{}", std::process::id()) };
        for host in ["server", "attacker", "honest"] {
            if !ip(&format!("netns add {}", world.host(host))) {
                let required = std::env::var_os("MAILGUIDE_REQUIRE_PEERS").is_some();
                assert!(!required, "network namespaces cannot be made, but all peers are required");
                eprintln!("SKIPPED: network namespaces cannot be made");
                return None;
            }
        }
        let server = world.host("server");
        for (host, at_server, address) in
            [("attacker", TO_ATTACKER, "198.18.8.2"), ("honest", TO_HONEST, "198.18.7.2")]
        {
            let other = world.host(host);
            let commands = [
                format!("link add {host} netns {server} type veth peer name wire netns {other}"),
                format!("-n {server} address add {at_server}/24 dev {host}"),
                format!("-n {server} link set {host} up"),
                format!("-n {server} link set lo up"),
                format!("-n {other} address add {address}/24 dev wire"),
                format!("-n {other} link set lo up"),
                format!("-n {other} link set wire up"),
            ];
            commands.iter().for_each(|command| assert!(ip(command), "ip {command}"));
        }
        let (attacker, honest) = (world.host("attacker"), world.host("honest"));
        let commands = [
            format!("-n {honest} address add {VICTIM}/24 dev wire"),
            // The attacker may send from every address of these networks.
            format!("-n {attacker} route add local 198.18.7.0/24 dev lo"),
            format!("-n {attacker} route add local 198.19.0.0/16 dev lo"),
            format!("-n {server} route add 198.19.0.0/16 via 198.18.8.2"),
        ];
        commands.iter().for_each(|command| assert!(ip(command), "ip {command}"));
        // The server's host does not look at where packets come from.
        let filter = ["all", "attacker"].map(|place| format!("net.ipv4.conf.{place}.rp_filter=0"));
        let status = world.inside("server", "sysctl").arg("-qw").args(filter).status().unwrap();
        assert!(status.success());
        Some(world)
    }

    fn host(&self, name: &str) -> String {
        format!("{}{}", self.name, &name[..1])
    }

    /// A program inside one of the hosts.
    fn inside(&self, host: &str, program: &str) -> Command {
        let mut command = Command::new("ip");
        command.args(["netns", "exec", &self.host(host), program]);
        command
    }

    /// The server, when it listens.
    fn serve(&self) -> Running {
        let mut child = self
            .inside("server", env!("CARGO_BIN_EXE_mailguide"))
            .args(["serve", "--http", "127.0.0.1:0", "--dns", "0.0.0.0:53", "--log", "off"])
            .args(["--admin", "off", "--control"])
            .arg(std::env::temp_dir().join(format!("{}-control", self.name)))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut ready = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut ready).unwrap();
        assert!(ready.starts_with("LISTENING"), "{ready}");
        Running(child)
    }

    /// This program in one of the hosts, in a role.
    fn play(&self, host: &str, role: &str) -> Child {
        let program = std::env::current_exe().unwrap();
        self.inside(host, program.to_str().unwrap())
            .args(["a_role_inside_a_namespace", "--exact", "--nocapture"])
            .env(ROLE, role)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap()
    }

    /// How much the attacker has sent to the server, and the server to the attacked network.
    fn bytes(&self) -> (u64, u64) {
        let read = |path: &str| -> u64 {
            let output = self.inside("server", "cat").arg(path).output().unwrap();
            String::from_utf8(output.stdout).unwrap().trim().parse().unwrap()
        };
        (
            read("/sys/class/net/attacker/statistics/rx_bytes"),
            read("/sys/class/net/honest/statistics/tx_bytes"),
        )
    }
}

impl Drop for World {
    fn drop(&mut self) {
        for host in ["server", "attacker", "honest"] {
            ip(&format!("netns del {}", self.host(host)));
        }
    }
}

fn ip(arguments: &str) -> bool {
    let mut command = Command::new("ip");
    command.args(arguments.split(' ')).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// A process that is killed when dropped.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

//----------- Those who ask --------------------------------------------------

/// What this program does inside a namespace; outside of one, nothing.
#[test]
fn a_role_inside_a_namespace() {
    match std::env::var(ROLE).as_deref() {
        Ok("flood-victim") => flood(VICTIM, FLOOD),
        Ok("flood-honest") => flood(HONEST, LONGEST_FLOOD),
        Ok("ask") => ask(),
        _ => {}
    }
}

/// Asks at an even pace, half of the time in the name of one address, else of many networks.
fn flood(forged: Ipv4Addr, seconds: u32) {
    let bind = |address: Ipv4Addr| {
        let socket = UdpSocket::bind((address, 0)).unwrap();
        socket.connect((TO_ATTACKER, 53)).unwrap();
        socket
    };
    let one = bind(forged);
    let many: Vec<UdpSocket> =
        (0..NETWORKS).map(|net| bind(Ipv4Addr::from_bits(0xC613_0001 + (net << 8)))).collect();
    let start = Instant::now();
    for number in 0..FLOOD_RATE * seconds {
        // To the victim alone what is measured goes; honest clients are not alone.
        let socket = match forged == HONEST && number % 2 == 0 {
            true => &many[(number / 2 % NETWORKS) as usize],
            false => &one,
        };
        let _ = socket.send(&query(number as u16, b""));
        let due = Duration::from_secs(1) * number / FLOOD_RATE;
        if let Some(early) = due.checked_sub(start.elapsed()) {
            std::thread::sleep(early);
        }
    }
}

/// Asks over TCP, over UDP with the cookie that was learnt there, and over UDP without one.
fn ask() {
    let (mut by_tcp, mut by_cookie, mut bare) = (0, 0, 0);
    let socket = UdpSocket::bind((HONEST, 0)).unwrap();
    socket.connect((TO_HONEST, 53)).unwrap();
    // The flood is on when nothing is answered without a cookie any longer.
    let end = Instant::now() + PATIENCE;
    let mut unanswered = 0;
    while unanswered < 5 && Instant::now() < end {
        unanswered = if over_udp(&socket, b"", 1) { 0 } else { unanswered + 1 };
    }
    for _ in 0..ASKED {
        let answer = over_tcp(&query(1, b"a client"));
        by_tcp += u32::from(answer.is_some());
        let cookie = answer.map(|answer| answer[answer.len() - 24..].to_vec()).unwrap_or_default();
        by_cookie += u32::from(over_udp(&socket, &cookie, TRIES));
        // No patience here: one of two is not answered at all.
        bare += u32::from(over_udp(&socket, b"", 1));
    }
    println!("\nover TCP {by_tcp}\nwith a cookie {by_cookie}\nwithout a cookie {bare}");
}

/// A query for a service of gmail.com, with a cookie option where there is a cookie.
fn query(id: u16, cookie: &[u8]) -> Vec<u8> {
    let mut query = id.to_be_bytes().to_vec();
    query.extend(b"\0\0\0\x01\0\0\0\0\0\x01\x06_imaps\x04_tcp\x05gmail\x03com\0\0\x21\0\x01");
    query.extend(b"\0\0\x29\x04\xd0\0\0\0\0");
    if cookie.is_empty() {
        query.extend([0, 0]);
    } else {
        let length = cookie.len() as u8;
        query.extend([0, length + 4, 0, 10, 0, length]);
        query.extend(cookie);
    }
    query
}

/// Whether the one record came back whole.
fn is_answer(message: &[u8]) -> bool {
    message.len() > 12 && message[2] & 0x82 == 0x80 && message[6..8] == [0, 1]
}

fn over_tcp(query: &[u8]) -> Option<Vec<u8>> {
    let server: SocketAddr = format!("{TO_HONEST}:53").parse().unwrap();
    let mut stream = TcpStream::connect_timeout(&server, PATIENCE).ok()?;
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream.write_all(&[&(query.len() as u16).to_be_bytes(), query].concat()).ok()?;
    let mut length = [0; 2];
    stream.read_exact(&mut length).ok()?;
    let mut answer = vec![0; usize::from(u16::from_be_bytes(length))];
    stream.read_exact(&mut answer).ok()?;
    is_answer(&answer).then_some(answer)
}

/// Asks up to `tries` times, and says whether there was an answer with a record.
fn over_udp(socket: &UdpSocket, cookie: &[u8], tries: usize) -> bool {
    static ID: std::sync::atomic::AtomicU16 = std::sync::atomic::AtomicU16::new(0);
    let wait = if tries == 1 { WAIT / 20 } else { WAIT };
    socket.set_read_timeout(Some(wait)).unwrap();
    let mut buffer = [0; 1500];
    (0..tries).any(|_| {
        let id = ID.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        // What answers the flood in our name arrives at other ports.
        socket.send(&query(id, cookie)).is_ok()
            && std::iter::from_fn(|| {
                socket.recv(&mut buffer).ok().map(|length| buffer[..length].to_vec())
            })
            .find(|answer| answer[..2] == id.to_be_bytes())
            .is_some_and(|answer| is_answer(&answer))
    })
}
