//! What the end-to-end tests share: the real program on free ports, raw HTTP, raw DNS.
#![allow(dead_code, unreachable_pub, reason = "each test file uses its part of it")]
#![allow(clippy::print_stderr, reason = "a skipped test says so")]
#![allow(clippy::disallowed_methods, reason = "tests write files")]
#![allow(clippy::disallowed_types, reason = "tests open sockets and files")]

pub mod listing;
pub mod organisation;
pub mod own;
pub mod ports;
pub mod programs;

use std::cell::RefCell;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream, UdpSocket};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, Weak, mpsc};
use std::time::Duration;

/// How long anything on loopback may take before the test has failed.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// The servers of a service, as a configuration file has them below `[[service]]`.
pub const SERVERS: &str = r#"
[[service.incoming]]
protocol = "imap"
host = "imap.%EMAILDOMAIN%"
port = 993
tls = "implicit"
username = "address"
authentication = ["password"]

[[service.outgoing]]
protocol = "smtp"
host = "smtp.example.net"
port = 465
tls = "implicit"
username = "address"
authentication = ["password"]
"#;

/// The program, running on ports of its own; it is killed when dropped.
pub struct Mailguide {
    child: Child,
    pub http: SocketAddr,
    /// Where HTTPS is answered, if it is.
    pub https: Option<SocketAddr>,
    pub dns: SocketAddr,
    /// Where DNS over TLS is answered, if it is.
    pub dot: Option<SocketAddr>,
    /// The control socket.
    pub control: PathBuf,
    /// Where the admin listener is, if there is one.
    pub admin: Option<String>,
    stderr: Mutex<mpsc::Receiver<String>>,
}

/// The built program.
pub fn mailguide() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mailguide"));
    command.env_remove("LC_ALL").env_remove("LC_MESSAGES").env("LANG", "C.UTF-8");
    command
}

impl Mailguide {
    /// Starts `mailguide serve` with further arguments and waits until it says that it listens.
    pub fn start(arguments: &[&str]) -> Self {
        Self::start_in(&std::env::current_dir().unwrap(), arguments)
    }

    /// The same in a working directory.
    pub fn start_in(folder: &std::path::Path, arguments: &[&str]) -> Self {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let control =
            std::env::temp_dir().join(format!("mailguide-test-{}-{number}", std::process::id()));
        let mut command = mailguide();
        command.current_dir(folder);
        Self::start_by(command, control, arguments)
    }

    /// The same by a command of one's own that ends with the program.
    pub fn start_by(mut command: Command, control: PathBuf, arguments: &[&str]) -> Self {
        let mut child = command
            .args(["serve", "--http", "127.0.0.1:0", "--dns", "127.0.0.1:0", "--control"])
            .arg(&control)
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let stderr = lines(child.stderr.take().unwrap());
        let stdout = lines(child.stdout.take().unwrap());
        let Ok(ready) = stdout.recv_timeout(PATIENCE) else {
            panic!("no ready line; it said: {:?}", stderr.try_iter().collect::<Vec<_>>());
        };
        let words: Vec<&str> = ready.split(' ').collect();
        assert_eq!(words[0], "LISTENING", "{ready}");
        let optional = |prefix| -> Option<SocketAddr> {
            let word = words.iter().find_map(|word| word.strip_prefix(prefix));
            word.map(|address| address.parse().unwrap())
        };
        let address = |prefix| optional(prefix).unwrap_or_else(|| panic!("no {prefix} in {ready}"));
        Self {
            http: address("http="),
            https: optional("https="),
            dns: address("dns="),
            dot: optional("dot="),
            control,
            admin: words.iter().find_map(|word| word.strip_prefix("admin=")).map(str::to_owned),
            child,
            stderr: Mutex::new(stderr),
        }
    }

    /// The process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Sends a signal, such as `TERM`.
    pub fn signal(&self, name: &str) {
        let status =
            Command::new("kill").args(["-s", name, &self.id().to_string()]).status().unwrap();
        assert!(status.success());
    }

    /// Waits for the end and returns the exit code.
    pub fn wait(&mut self) -> Option<i32> {
        self.child.wait().unwrap().code()
    }

    /// The next line on stderr that fits.
    pub fn stderr_line(&self, fits: impl Fn(&str) -> bool) -> String {
        loop {
            let line =
                self.stderr.lock().unwrap().recv_timeout(PATIENCE).expect("the line never came");
            if fits(&line) {
                return line;
            }
        }
    }

    /// All that is on stderr after the program has ended.
    pub fn rest_of_stderr(&self) -> Vec<String> {
        self.stderr.lock().unwrap().iter().collect()
    }

    /// Sends one HTTP request and reads one response.
    pub fn request(&self, method: &str, target: &str, headers: &str, body: &[u8]) -> Response {
        let length = match method {
            "POST" => format!("Content-Length: {}\r\n", body.len()),
            _ => String::new(),
        };
        let host = match headers.to_ascii_lowercase().contains("host:") {
            true => "",
            false => "Host: localhost\r\n",
        };
        let mut bytes = format!(
            "{method} {target} HTTP/1.1\r\n{host}{headers}{length}Connection: close\r\n\r\n"
        )
        .into_bytes();
        bytes.extend_from_slice(body);
        self.raw(&bytes)
    }

    /// `GET` without further headers.
    pub fn get(&self, target: &str) -> Response {
        self.request("GET", target, "", b"")
    }

    /// Sends bytes as they are and reads what comes until the server closes.
    pub fn raw(&self, bytes: &[u8]) -> Response {
        let mut stream = TcpStream::connect(self.http).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        // A server may answer and close before it has read everything.
        let _ = stream.write_all(bytes);
        let mut received = Vec::new();
        let _ = stream.read_to_end(&mut received);
        Response::parse(&received)
    }

    /// Sends a DNS message over UDP and returns the answer.
    pub fn udp(&self, message: &[u8]) -> Vec<u8> {
        self.udp_within(message, PATIENCE).expect("no answer over UDP")
    }

    /// Sends a DNS message over UDP and returns the answer, if one comes in time.
    pub fn udp_within(&self, message: &[u8], time: Duration) -> Option<Vec<u8>> {
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        socket.connect(self.dns).unwrap();
        socket.set_read_timeout(Some(time)).unwrap();
        socket.send(message).unwrap();
        let mut buffer = vec![0; 65_535];
        let length = socket.recv(&mut buffer).ok()?;
        buffer.truncate(length);
        Some(buffer)
    }

    /// Sends a DNS message over TCP and returns the answer.
    pub fn tcp(&self, message: &[u8]) -> Vec<u8> {
        let mut stream = TcpStream::connect(self.dns).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.write_all(&(message.len() as u16).to_be_bytes()).unwrap();
        stream.write_all(message).unwrap();
        let mut length = [0; 2];
        stream.read_exact(&mut length).unwrap();
        let mut answer = vec![0; usize::from(u16::from_be_bytes(length))];
        stream.read_exact(&mut answer).unwrap();
        answer
    }
}

thread_local! {
    static HELD: RefCell<Option<Arc<Mailguide>>> = const { RefCell::new(None) };
}

/// One server for all tests of a file that run at the same time. Each test's thread holds it, and
/// with the last of them it ends; a plain static would never be dropped and outlive the tests.
pub struct Shared {
    running: Mutex<Weak<Mailguide>>,
    arguments: &'static [&'static str],
}

impl Shared {
    /// A server that is started when it is first needed.
    pub const fn new(arguments: &'static [&'static str]) -> Self {
        Self { running: Mutex::new(Weak::new()), arguments }
    }

    /// The server.
    pub fn get(&self) -> Arc<Mailguide> {
        HELD.with_borrow_mut(|held| {
            let start = || {
                let mut running = self.running.lock().unwrap();
                running.upgrade().unwrap_or_else(|| {
                    let server = Arc::new(Mailguide::start(self.arguments));
                    *running = Arc::downgrade(&server);
                    server
                })
            };
            Arc::clone(held.get_or_insert_with(start))
        })
    }
}

impl Drop for Mailguide {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        // A server that is killed cannot clean up.
        let _ = std::fs::remove_file(&self.control);
        if let Some(path) = self.admin.as_ref().and_then(|place| place.strip_prefix("unix:")) {
            let _ = std::fs::remove_file(path);
        }
    }
}

fn lines(stream: impl Read + Send + 'static) -> mpsc::Receiver<String> {
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            if sender.send(line).is_err() {
                break;
            }
        }
    });
    receiver
}

/// An HTTP response, taken apart.
#[derive(Debug)]
pub struct Response {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Response {
    /// Takes a response apart. The length must be given, and be right.
    pub fn parse(bytes: &[u8]) -> Self {
        let shown = String::from_utf8_lossy(bytes).into_owned();
        let end = bytes.windows(4).position(|w| w == b"\r\n\r\n");
        let end = end.unwrap_or_else(|| panic!("no head in {shown:?}"));
        let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
        let mut lines = head.split("\r\n");
        let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        let headers = lines
            .map(|line| line.split_once(": ").unwrap())
            .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
            .collect();
        Self { status, headers, body: bytes[end + 4..].to_vec() }
    }

    /// The value of a header that stands at most once.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut found = self.headers.iter().filter(|(known, _)| known == name);
        let value = found.next().map(|(_, value)| value.as_str());
        assert!(found.next().is_none(), "{name} stands twice: {self:?}");
        value
    }

    /// The body as text.
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }
}

/// A folder of its own, removed when dropped.
pub struct Folder(PathBuf);

impl Folder {
    /// An empty one.
    pub fn new(name: &str) -> Self {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("mailguide-{name}-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    /// Where it is.
    pub fn path(&self) -> &std::path::Path {
        &self.0
    }

    /// Writes a file as an editor or a deployment does it: never half of it.
    pub fn write(&self, name: &str, text: &str) -> PathBuf {
        let (new, path) = (self.0.join(format!("{name}.new")), self.0.join(name));
        std::fs::write(&new, text).unwrap();
        std::fs::rename(new, &path).unwrap();
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
