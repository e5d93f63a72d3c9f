//! What the service manager does for us: sockets that outlive a process, so that a restart refuses
//! nobody, and what it is told in return. The test stands in for systemd.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![allow(clippy::disallowed_methods, reason = "tests read and write files")]
#![allow(clippy::disallowed_types, reason = "tests open sockets and files")]

#[path = "support/certificates.rs"]
mod certificates;
mod support;

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixDatagram;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use certificates::Authority;
use support::{Folder, PATIENCE, Response};

/// Moves what was handed over as standard streams to where sockets are handed over, and says that
/// they are for this process, which becomes the program.
const HAND_OVER: &str = "exec 3<&0 4<&1 5<&2 </dev/null >\"$OUT\" 2>\"$ERR\"; \
                         LISTEN_PID=$$ exec \"$0\" \"$@\"";

/// A server that was started as systemd starts it; killed when dropped.
struct Activated {
    child: Child,
    folder: Folder,
}

impl Activated {
    /// With up to three sockets by name, and further variables.
    fn start(
        sockets: Vec<(&str, OwnedFd)>,
        variables: &[(&str, &str)],
        arguments: &[&str],
    ) -> Self {
        let folder = Folder::new("activated");
        let names: Vec<&str> = sockets.iter().map(|(name, _)| *name).collect();
        let mut command = Command::new("sh");
        command.args(["-c", HAND_OVER, env!("CARGO_BIN_EXE_mailguide"), "serve", "--control"]);
        command.arg(folder.path().join("control")).args(arguments);
        command.env("OUT", folder.path().join("out")).env("ERR", folder.path().join("err"));
        if !names.is_empty() {
            command.env("LISTEN_FDS", names.len().to_string());
            command.env("LISTEN_FDNAMES", names.join(":"));
        }
        command.envs(variables.iter().copied());
        let mut streams = sockets.into_iter().map(|(_, socket)| Stdio::from(socket));
        let mut stream = || streams.next().unwrap_or_else(Stdio::null);
        command.stdin(stream()).stdout(stream()).stderr(stream());
        Self { child: command.spawn().unwrap(), folder }
    }

    fn file(&self, name: &str) -> String {
        std::fs::read_to_string(self.folder.path().join(name)).unwrap_or_default()
    }

    /// Waits for the line that says where it listens.
    fn wait_until_ready(&mut self) -> String {
        let end = Instant::now() + PATIENCE;
        loop {
            let line = self.file("out");
            if line.ends_with('\n') {
                return line;
            }
            let ended = self.child.try_wait().unwrap();
            assert!(Instant::now() < end && ended.is_none(), "{}", self.file("err"));
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    fn signal(&self, name: &str) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-s", name, &id]).status().unwrap().success());
    }

    fn wait(&mut self) -> Option<i32> {
        self.child.wait().unwrap().code()
    }
}

impl Drop for Activated {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn get(address: SocketAddr) -> std::io::Result<Vec<u8>> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.write_all(b"GET /v1.1/gmail.com HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")?;
    let mut received = Vec::new();
    stream.read_to_end(&mut received)?;
    Ok(received)
}

const PORTS: [&str; 8] =
    ["--http", "127.0.0.1:0", "--dns", "127.0.0.1:0", "--log", "off", "--admin", "off"];

#[test]
fn sockets_are_taken_by_their_names() {
    // Both sockets of DNS on one port.
    let (udp, dns_tcp) = (0..16)
        .find_map(|_| {
            let udp = UdpSocket::bind("127.0.0.1:0").unwrap();
            let tcp = TcpListener::bind(udp.local_addr().unwrap()).ok()?;
            Some((udp, tcp))
        })
        .unwrap();
    let http = TcpListener::bind("127.0.0.1:0").unwrap();
    let (http_address, dns_address) = (http.local_addr().unwrap(), udp.local_addr().unwrap());
    let sockets = vec![("dns", udp.into()), ("http", http.into()), ("dns", dns_tcp.into())];
    let mut server = Activated::start(sockets, &[], &PORTS);
    let ready = server.wait_until_ready();
    assert_eq!(ready, format!("LISTENING http={http_address} dns={dns_address}\n"));
    assert_eq!(Response::parse(&get(http_address).unwrap()).status, 200);
    let query = b"\0\x07\0\0\0\x01\0\0\0\0\0\0\x05gmail\x03com\0\0\x06\0\x01";
    let client = UdpSocket::bind("127.0.0.1:0").unwrap();
    client.set_read_timeout(Some(PATIENCE)).unwrap();
    client.send_to(query, dns_address).unwrap();
    let mut answer = [0; 512];
    let length = client.recv(&mut answer).unwrap();
    assert!(length > query.len() && answer[..2] == query[..2]);
    server.signal("TERM");
    assert_eq!(server.wait(), Some(0));
}

#[test]
fn https_is_answered_on_a_socket_without_a_setting() {
    let folder = Folder::new("activation-https");
    let authority = Authority::new();
    let issued = authority.issue(&["one.test"]);
    folder.write("one.pem", &issued.chain);
    folder.write("one.key", &issued.key);
    let file = format!("[tls]\nfolder = {:?}\n", folder.path());
    let file = folder.write("mailguide.toml", &file);
    let https = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = https.local_addr().unwrap();
    let arguments = [&["--config", file.to_str().unwrap()], &PORTS[..]].concat();
    let mut server = Activated::start(vec![("https", https.into())], &[], &arguments);
    let ready = server.wait_until_ready();
    assert!(ready.ends_with(&format!(" https={address}\n")), "{ready}");
}

#[test]
fn dns_over_tls_is_answered_on_a_socket_without_a_setting() {
    let folder = Folder::new("activation-dot");
    let issued = Authority::new().issue(&["ns.test"]);
    folder.write("ns.pem", &issued.chain);
    folder.write("ns.key", &issued.key);
    let file = format!("[tls]\nfolder = {:?}\n", folder.path());
    let file = folder.write("mailguide.toml", &file);
    let dot = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = dot.local_addr().unwrap();
    let arguments = [&["--config", file.to_str().unwrap()], &PORTS[..]].concat();
    let mut server = Activated::start(vec![("dot", dot.into())], &[], &arguments);
    let ready = server.wait_until_ready();
    assert!(ready.ends_with(&format!(" dot={address}\n")), "{ready}");
}

#[test]
fn sockets_without_a_use_are_refused_with_a_remedy() {
    let socket = || TcpListener::bind("127.0.0.1:0").unwrap().into();
    let mut server = Activated::start(vec![("mailguide.socket", socket())], &[], &PORTS);
    assert_eq!(server.wait(), Some(2));
    let told = server.file("err");
    assert!(told.contains("a socket named `mailguide.socket`"), "{told}");
    assert!(told.contains("FileDescriptorName=http, https, dns or dot"), "{told}");
    let mut server = Activated::start(vec![("http", socket()), ("http", socket())], &[], &PORTS);
    assert_eq!(server.wait(), Some(2));
    assert!(server.file("err").contains("two sockets named http"), "{}", server.file("err"));
    let mut server = Activated::start(vec![("dns", socket())], &[], &PORTS);
    assert_eq!(server.wait(), Some(2));
    assert!(server.file("err").contains("DNS needs both"), "{}", server.file("err"));
}

/// Under load, first with the new process beside the old one, then after it, as systemd does it.
#[test]
fn a_restart_refuses_no_connection() {
    let held = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = held.local_addr().unwrap();
    let start = || {
        let socket = vec![("http", held.try_clone().unwrap().into())];
        Activated::start(socket, &[], &PORTS)
    };
    let mut server = start();
    server.wait_until_ready();
    let (done, answered) = (AtomicBool::new(false), AtomicUsize::new(0));
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                while !done.load(Ordering::Relaxed) {
                    let received = get(address);
                    let received = received.unwrap_or_else(|error| panic!("refused: {error}"));
                    let response = Response::parse(&received);
                    assert_eq!(response.status, 200);
                    assert!(response.text().ends_with("</clientConfig>\n"));
                    answered.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        let more = |number: usize| {
            let goal = answered.load(Ordering::Relaxed) + number;
            let end = Instant::now() + PATIENCE;
            while answered.load(Ordering::Relaxed) < goal {
                assert!(Instant::now() < end, "nobody is answered any longer");
                std::thread::sleep(Duration::from_millis(5));
            }
        };
        for overlapping in [true, false, true, false] {
            more(50);
            if overlapping {
                let mut new = start();
                new.wait_until_ready();
                std::mem::swap(&mut server, &mut new);
                new.signal("TERM");
                assert_eq!(new.wait(), Some(0));
            } else {
                server.signal("TERM");
                assert_eq!(server.wait(), Some(0));
                server = start();
            }
        }
        more(50);
        done.store(true, Ordering::Relaxed);
    });
}

#[test]
fn the_service_manager_is_told_of_every_state() {
    let folder = Folder::new("notify");
    let path = folder.path().join("notify");
    let manager = UnixDatagram::bind(&path).unwrap();
    manager.set_read_timeout(Some(PATIENCE)).unwrap();
    let receive = || {
        let mut message = [0; 512];
        let length = manager.recv(&mut message).unwrap();
        String::from_utf8(message[..length].to_vec()).unwrap()
    };
    // Anything but the watchdog, which may come at any time.
    let next = || loop {
        let message = receive();
        if message.trim_end() != "WATCHDOG=1" {
            return message;
        }
    };
    let variables = [("NOTIFY_SOCKET", path.to_str().unwrap()), ("WATCHDOG_USEC", "200000")];
    let mut server = Activated::start(Vec::new(), &variables, &PORTS);
    server.wait_until_ready();
    assert_eq!(next().trim_end(), "READY=1");
    for _ in 0..3 {
        assert_eq!(receive().trim_end(), "WATCHDOG=1");
    }
    server.signal("HUP");
    let reloading = next();
    let time = reloading.trim_end().strip_prefix("RELOADING=1\nMONOTONIC_USEC=");
    assert!(time.unwrap().parse::<u64>().unwrap() > 0, "{reloading}");
    assert_eq!(next().trim_end(), "READY=1");
    server.signal("TERM");
    assert_eq!(next().trim_end(), "STOPPING=1");
    assert_eq!(server.wait(), Some(0));
}
