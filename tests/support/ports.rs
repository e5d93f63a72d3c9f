//! Ports for programs that have to be told theirs before they start.

use std::net::{Ipv4Addr, SocketAddr, TcpListener, UdpSocket};
use std::ops::Range;
use std::os::linux::net::SocketAddrExt;
use std::os::unix::net::{SocketAddr as UnixAddress, UnixListener};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};

/// Below the ports that the kernel chooses when it is asked for any (from 32768 on, unless it is
/// told otherwise): neither a listener on port 0 nor a connection out comes by one of these.
const PORTS: Range<u16> = 10_000..32_000;

/// What says that this process has taken its ports. It ends with the process, and holds where
/// ports do: within one network namespace.
static TAKEN: Mutex<Vec<UnixListener>> = Mutex::new(Vec::new());

/// A port of 127.0.0.1 that nobody uses, neither for UDP nor for TCP, and that no other test is
/// given until this process ends. `benches/` takes its ports in the same way.
pub fn free_port() -> u16 {
    /// How far this process has come from where it began.
    static STEP: AtomicU32 = AtomicU32::new(0);
    let ports = u32::from(PORTS.end - PORTS.start);
    for _ in PORTS {
        let step = STEP.fetch_add(1, Ordering::Relaxed);
        let place = std::process::id().wrapping_mul(97).wrapping_add(step) % ports;
        let port = PORTS.start + u16::try_from(place).unwrap();
        if take(port) {
            return port;
        }
    }
    panic!("all ports from {} to {} are in use", PORTS.start, PORTS.end);
}

/// An address of this machine as [`free_port`] finds it.
pub fn free_address() -> SocketAddr {
    SocketAddr::from((Ipv4Addr::LOCALHOST, free_port()))
}

/// Takes a port, unless another test has it or some program listens there.
fn take(port: u16) -> bool {
    let name = UnixAddress::from_abstract_name(format!("mailguide-test-port-{port}")).unwrap();
    let Ok(taken) = UnixListener::bind_addr(&name) else { return false };
    let address = (Ipv4Addr::LOCALHOST, port);
    let is_free = TcpListener::bind(address).is_ok() && UdpSocket::bind(address).is_ok();
    if is_free {
        TAKEN.lock().unwrap().push(taken);
    }
    is_free
}
