//! A validating resolver trusts what we say, and notices whoever changes it on the way.

use std::net::{SocketAddr, UdpSocket};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::node::Node;
use crate::peer::{Found, Peer};
use crate::support::PATIENCE;
use crate::support::ports::free_address;
use crate::support::programs::have;

#[test]
fn a_validating_resolver_trusts_answers_and_notices_every_change() {
    if !have(&["unbound", "dig"]) {
        return;
    }
    let node = Node::new("signature_lifetime = \"3h\"");
    let server = node.start();
    let anchors = |zones: &[&str]| -> Vec<String> {
        zones.iter().map(|zone| format!("{zone}. DS {}", node.ds(zone))).collect()
    };
    let both = anchors(&["own.example", "all.example"]);
    let stubs = [("own.example", server.dns), ("all.example", server.dns)];
    let unbound = Peer::unbound(node.folder.path(), &both, &stubs);
    for (name, kind) in [
        ("own.example", "SOA"),
        ("_imaps._tcp.own.example", "SRV"),
        ("web.own.example", "A"),
        ("www.own.example", "A"),
        ("web.own.example", "AAAA"),
        ("_tcp.own.example", "A"),
        ("no.own.example", "A"),
        ("no.no.own.example", "TXT"),
        ("autoconfig.child.own.example", "A"),
        ("no.child.own.example", "A"),
        ("_imaps._tcp.any.all.example", "SRV"),
        ("any.all.example", "TXT"),
    ] {
        assert_eq!(unbound.resolve(name, kind), Found::Secure, "{name} {kind}");
    }
    drop(unbound);

    for change in [change_address, change_signature] {
        let forger = Forger::start(server.dns, change);
        let anchors = anchors(&["own.example"]);
        let stubs = [("own.example", forger.address)];
        let unbound = Peer::unbound(node.folder.path(), &anchors, &stubs);
        assert_eq!(unbound.resolve("_imaps._tcp.own.example", "SRV"), Found::Secure);
        assert_eq!(unbound.resolve("web.own.example", "A"), Found::Bogus);
    }
}

/// Passes datagrams on and changes what it is told to in the answers.
struct Forger {
    address: SocketAddr,
    stopped: Arc<AtomicBool>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Forger {
    fn start(server: SocketAddr, change: fn(&mut [u8])) -> Self {
        let address = free_address();
        let socket = UdpSocket::bind(address).unwrap();
        socket.set_read_timeout(Some(Duration::from_millis(100))).unwrap();
        let stopped = Arc::new(AtomicBool::new(false));
        let stop = Arc::clone(&stopped);
        let thread = std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            while !stop.load(Ordering::Relaxed) {
                let Ok((length, client)) = socket.recv_from(&mut buffer) else { continue };
                let upstream = UdpSocket::bind("127.0.0.1:0").unwrap();
                upstream.set_read_timeout(Some(PATIENCE)).unwrap();
                upstream.send_to(&buffer[..length], server).unwrap();
                let length = upstream.recv(&mut buffer).unwrap();
                let mut answer = buffer[..length].to_vec();
                change(&mut answer);
                socket.send_to(&answer, client).unwrap();
            }
        });
        Self { address, stopped, thread: Some(thread) }
    }
}

impl Drop for Forger {
    fn drop(&mut self) {
        self.stopped.store(true, Ordering::Relaxed);
        let _ = self.thread.take().unwrap().join();
    }
}

fn replace(message: &mut [u8], from: &[u8], to: &[u8]) {
    if let Some(place) = message.windows(from.len()).position(|bytes| bytes == from) {
        message[place..place + to.len()].copy_from_slice(to);
    }
}

/// Another address in place of ours.
fn change_address(message: &mut [u8]) {
    replace(message, &[192, 0, 2, 80], &[192, 0, 2, 81]);
}

/// Another byte in the middle of the signature of an address: type, algorithm and labels are 8
/// bytes before its end.
fn change_signature(message: &mut [u8]) {
    let of_address = [0, 1, 13, 3];
    if let Some(place) = message.windows(4).position(|bytes| bytes == of_address) {
        // Type covered to key tag have 18 bytes, the signer `own.example` has 13.
        message[place + 18 + 13 + 20] ^= 1;
    }
}
