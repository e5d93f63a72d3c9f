//! Pebble, an authority for tests, and what stands between it and the server: a proxy that sees, counts
//! and changes every request, and forwarders that keep the ports the same when a server is started
//! again.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::Command;
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::{ClientConfig, ClientConnection, ServerConfig, ServerConnection, StreamOwned};

use crate::certificates::Authority;
use crate::support::Folder;
use crate::support::ports::free_address;
use crate::support::programs::{self, Running};

/// How long anything that Pebble has a part in may take.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// A request to the authority, and what it answered.
#[derive(Clone, Debug)]
pub(crate) struct Exchange {
    pub(crate) path: String,
    pub(crate) status: u16,
}

/// What becomes of a request.
pub(crate) enum Fate {
    /// It goes to the authority, and the answer comes back.
    Pass,
    /// It goes to the authority, then this is done, and no answer comes back.
    Swallow(Box<dyn FnOnce() + Send>),
    /// It never reaches the authority.
    Answer { status: u16, headers: String, body: String },
    /// It goes to the authority, and the answer's body is changed: request, answer, and the URL of
    /// the proxy.
    Change(fn(&[u8], &str, &str) -> String),
}

type Decide = Box<dyn Fn(&str, &str) -> Fate + Send + Sync>;

/// The proxy before Pebble.
pub(crate) struct Proxy {
    pub(crate) address: SocketAddr,
    inner: Arc<Inner>,
}

struct Inner {
    upstream: Mutex<Option<SocketAddr>>,
    known: Condvar,
    client: Arc<ClientConfig>,
    decide: Mutex<Arc<Decide>>,
    exchanges: Mutex<Vec<Exchange>>,
}

impl Proxy {
    fn start(authority: &Authority) -> Self {
        let issued = authority.issue(&["localhost"]);
        let chain = CertificateDer::pem_slice_iter(issued.chain.as_bytes());
        let chain: Vec<_> = chain.map(Result::unwrap).collect();
        let key = PrivateKeyDer::from_pem_slice(issued.key.as_bytes()).unwrap();
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let server = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(chain, key)
            .unwrap();
        let server = Arc::new(server);
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let inner = Arc::new(Inner {
            upstream: Mutex::default(),
            known: Condvar::new(),
            client: Arc::new(authority.client(&[])),
            decide: Mutex::new(Arc::new(Box::new(|_, _| Fate::Pass))),
            exchanges: Mutex::default(),
        });
        let serving = Arc::clone(&inner);
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (inner, server) = (Arc::clone(&serving), Arc::clone(&server));
                std::thread::spawn(move || {
                    let connection = ServerConnection::new(server).unwrap();
                    // A client that has been killed ends it.
                    let _ = inner.serve(StreamOwned::new(connection, stream));
                });
            }
        });
        Self { address, inner }
    }

    /// From now on requests meet this fate.
    pub(crate) fn decide(&self, decide: impl Fn(&str, &str) -> Fate + Send + Sync + 'static) {
        *self.inner.decide.lock().unwrap() = Arc::new(Box::new(decide));
    }

    /// All that was asked so far.
    pub(crate) fn exchanges(&self) -> Vec<Exchange> {
        self.inner.exchanges.lock().unwrap().clone()
    }

    /// How many requests for a path beginning so had that status.
    pub(crate) fn count(&self, path: &str, status: u16) -> usize {
        let exchanges = self.exchanges();
        let fits = |one: &&Exchange| one.path.starts_with(path) && one.status == status;
        exchanges.iter().filter(fits).count()
    }

    /// Forgets what was asked.
    pub(crate) fn forget(&self) {
        self.inner.exchanges.lock().unwrap().clear();
    }
}

impl Inner {
    fn serve(&self, stream: StreamOwned<ServerConnection, TcpStream>) -> std::io::Result<()> {
        let mut stream = BufReader::new(stream);
        loop {
            let Some((head, body)) = read_message(&mut stream)? else { return Ok(()) };
            let mut words = head.split(' ');
            let method = words.next().unwrap_or_default().to_owned();
            let path = words.next().unwrap_or_default().to_owned();
            let decide = Arc::clone(&self.decide.lock().unwrap());
            let fate = decide(&method, &path);
            let (status, mut headers, mut answer) = match &fate {
                Fate::Answer { status, headers, body } => {
                    (*status, headers.clone(), body.clone().into_bytes())
                }
                _ => self.ask(&head, &body)?,
            };
            self.exchanges.lock().unwrap().push(Exchange { path, status });
            match fate {
                Fate::Swallow(done) => {
                    done();
                    return Ok(());
                }
                Fate::Change(change) => {
                    let text = String::from_utf8(answer).unwrap();
                    answer =
                        change(&body, &text, &format!("https://{}", self.host(&head))).into_bytes();
                }
                Fate::Pass | Fate::Answer { .. } => {}
            }
            let length = if method == "HEAD" { 0 } else { answer.len() };
            headers.push_str(&format!("Content-Length: {length}\r\n"));
            let out = stream.get_mut();
            write!(out, "HTTP/1.1 {status} Status\r\n{headers}\r\n")?;
            out.write_all(&answer[..length])?;
            out.flush()?;
        }
    }

    fn host(&self, head: &str) -> String {
        let mut lines = head.lines();
        let host =
            lines.find_map(|line| line.to_lowercase().strip_prefix("host: ").map(str::to_owned));
        host.unwrap()
    }

    /// Asks Pebble: status, headers but those of the length, body.
    fn ask(&self, head: &str, body: &[u8]) -> std::io::Result<(u16, String, Vec<u8>)> {
        let upstream = self.upstream.lock().unwrap();
        let upstream = self.known.wait_while(upstream, |upstream| upstream.is_none()).unwrap();
        let upstream = upstream.unwrap();
        let name = ServerName::try_from("localhost").unwrap();
        let connection = ClientConnection::new(Arc::clone(&self.client), name).unwrap();
        let mut stream = StreamOwned::new(connection, TcpStream::connect(upstream)?);
        // HTTP/1.0 has no chunks, and ends with the connection.
        stream.write_all(head.replacen("HTTP/1.1", "HTTP/1.0", 1).as_bytes())?;
        stream.write_all(b"\r\n\r\n")?;
        stream.write_all(body)?;
        let mut answer = Vec::new();
        // Pebble closes without a word.
        let _ = stream.read_to_end(&mut answer);
        let end = answer
            .windows(4)
            .position(|w| w == b"\r\n\r\n")
            .ok_or_else(|| std::io::Error::other("the authority gave no answer"))?;
        let head = String::from_utf8(answer[..end].to_vec()).unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        let hop = ["content-length", "connection", "transfer-encoding"];
        let headers = head.lines().skip(1).filter(|line| {
            let name = line.split(':').next().unwrap().to_lowercase();
            !hop.contains(&name.as_str())
        });
        let headers = headers.map(|line| format!("{line}\r\n")).collect();
        Ok((status, headers, answer[end + 4..].to_vec()))
    }
}

/// A head without its empty line, and its body; nothing at the end.
fn read_message(stream: &mut impl BufRead) -> std::io::Result<Option<(String, Vec<u8>)>> {
    let mut head = String::new();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line)? == 0 {
            return Ok(None);
        }
        if line == "\r\n" {
            break;
        }
        head.push_str(&line);
    }
    let length = head.lines().find_map(|line| {
        line.to_lowercase().strip_prefix("content-length: ").map(|text| text.parse().unwrap())
    });
    let mut body = vec![0; length.unwrap_or(0)];
    stream.read_exact(&mut body)?;
    Ok(Some((head.trim_end().to_owned(), body)))
}

/// Passes connections on to whoever is there now.
pub(crate) struct Forwarder {
    pub(crate) address: SocketAddr,
    target: Arc<Mutex<Option<SocketAddr>>>,
}

impl Forwarder {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let target: Arc<Mutex<Option<SocketAddr>>> = Arc::default();
        let known = Arc::clone(&target);
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let target = *known.lock().unwrap();
                let Some(Ok(other)) = target.map(TcpStream::connect) else { continue };
                for (mut from, mut to) in
                    [(stream.try_clone().unwrap(), other.try_clone().unwrap()), (other, stream)]
                {
                    std::thread::spawn(move || {
                        let _ = std::io::copy(&mut from, &mut to);
                        let _ = to.shutdown(std::net::Shutdown::Write);
                    });
                }
            }
        });
        Self { address, target }
    }

    /// From now on connections go there.
    pub(crate) fn lead_to(&self, target: SocketAddr) {
        *self.target.lock().unwrap() = Some(target);
    }
}

/// How Pebble is to behave.
#[derive(Clone, Default)]
pub(crate) struct Behaviour {
    /// Variables of its environment.
    pub(crate) environment: Vec<(&'static str, &'static str)>,
    /// How long certificates are good for, in seconds.
    pub(crate) validity: Option<u32>,
    /// It wants external accounts.
    pub(crate) external_accounts: bool,
    /// Whom it asks for names; a server that answers 127.0.0.1 to all, unless another is named.
    pub(crate) resolver: Option<SocketAddr>,
}

/// The key of the external account `kid-1`.
pub(crate) const EXTERNAL_KEY: &str =
    "zWNDZM6eQGHWpSRTPal5eIUYFTu7EajVIoguysqZ9wG44nMEtx3MUAsUDkMTQ12W";

/// An authority with all that stands between it and a server.
pub(crate) struct World {
    pub(crate) proxy: Proxy,
    pub(crate) http: Forwarder,
    pub(crate) https: Forwarder,
    behaviour: Behaviour,
    management: SocketAddr,
    /// Where the resolver is told what to answer.
    names: Option<SocketAddr>,
    pebble: Mutex<Option<Running>>,
    resolver: Option<Running>,
    /// It goes when all that write into it have gone.
    pub(crate) folder: Folder,
}

impl World {
    pub(crate) fn new(behaviour: Behaviour) -> Self {
        let authority = Authority::new();
        let folder = Folder::new("acme");
        folder.write("authority.pem", &authority.root());
        let issued = authority.issue(&["localhost"]);
        folder.write("pebble.pem", &issued.chain);
        folder.write("pebble.key", &issued.key);
        let world = Self {
            proxy: Proxy::start(&authority),
            http: Forwarder::start(),
            https: Forwarder::start(),
            management: free_address(),
            folder,
            behaviour,
            names: None,
            pebble: Mutex::default(),
            resolver: None,
        };
        world.with_resolver()
    }

    /// A resolver that leads all names here.
    fn with_resolver(mut self) -> Self {
        if self.behaviour.resolver.is_none() {
            let (address, names) = (free_address(), free_address());
            let mut resolver = Command::new("pebble-challtestsrv");
            resolver
                .args(["-dns01", &address.to_string(), "-http01", "", "-https01", ""])
                .args(["-tlsalpn01", "", "-management", &names.to_string()])
                .args(["-defaultIPv4", "127.0.0.1", "-defaultIPv6", ""]);
            let resolver = Running::start(&mut resolver, self.folder.path().join("resolver.log"));
            self.behaviour.resolver = Some(address);
            (self.resolver, self.names) = (Some(resolver), Some(names));
        }
        self
    }

    /// The directory of the authority, as the server is told of it.
    pub(crate) fn directory(&self) -> String {
        format!("https://localhost:{}/dir", self.proxy.address.port())
    }

    /// Starts Pebble, which remembers nothing of an earlier one.
    pub(crate) fn start_pebble(&self) {
        let address = free_address();
        let keys = format!(r#""externalAccountMACKeys": {{ "kid-1": "{EXTERNAL_KEY}" }},"#);
        let validity =
            self.behaviour.validity.map(|s| format!(r#""certificateValidityPeriod": {s},"#));
        let config = format!(
            r#"{{ "pebble": {{ "listenAddress": "{address}", "managementListenAddress": "{}",
            "certificate": "{pem}.pem", "privateKey": "{pem}.key", "httpPort": {}, "tlsPort": {},
            {} {} "externalAccountBindingRequired": {}, "ocspResponderURL": "" }} }}"#,
            self.management,
            self.http.address.port(),
            self.https.address.port(),
            if self.behaviour.external_accounts { &keys } else { "" },
            validity.unwrap_or_default(),
            self.behaviour.external_accounts,
            pem = self.folder.path().join("pebble").display(),
        );
        let config = self.folder.write("pebble.json", &config);
        let mut pebble = Command::new("pebble");
        pebble
            .args(["-strict", "-config"])
            .arg(config)
            .args(["-dnsserver", &self.behaviour.resolver.unwrap().to_string()])
            .env("PEBBLE_VA_NOSLEEP", "1")
            .env("PEBBLE_WFE_NONCEREJECT", "0")
            .env("PEBBLE_AUTHZREUSE", "0")
            .envs(self.behaviour.environment.iter().copied());
        let mut pebble = Running::start(&mut pebble, self.folder.path().join("pebble.log"));
        let listens = || TcpStream::connect(address).is_ok();
        pebble.wait_until("Pebble listens", PATIENCE, listens);
        *self.pebble.lock().unwrap() = Some(pebble);
        *self.proxy.inner.upstream.lock().unwrap() = Some(address);
        self.proxy.inner.known.notify_all();
    }

    /// Ends Pebble, and with it all that it knew.
    pub(crate) fn stop_pebble(&self) {
        *self.proxy.inner.upstream.lock().unwrap() = None;
        *self.pebble.lock().unwrap() = None;
    }

    /// Something of Pebble's management.
    pub(crate) fn management(&self, path: &str) -> String {
        let root = self.folder.path().join("authority.pem");
        let port = self.management.port();
        let output = Command::new("curl")
            .args(["--silent", "--show-error", "--max-time", "20", "--cacert"])
            .arg(root)
            .arg(format!("https://localhost:{port}{path}"))
            .args(["--resolve", &format!("localhost:{port}:127.0.0.1")])
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// The root of what Pebble issues, in a file.
    pub(crate) fn issued_root(&self) -> PathBuf {
        self.folder.write("issued-root.pem", &self.management("/roots/0"))
    }

    /// Lets a name lead to an address, or nowhere else than all others.
    pub(crate) fn lead(&self, host: &str, address: Option<&str>) {
        let (path, body) = match address {
            Some(ip) => ("add-a", format!(r#"{{"host":"{host}.","addresses":["{ip}"]}}"#)),
            None => ("clear-a", format!(r#"{{"host":"{host}."}}"#)),
        };
        let names = self.names.unwrap();
        wait_until("the resolver listens", || TcpStream::connect(names).is_ok());
        let output = Command::new("curl")
            .args(["--silent", "--show-error", "--fail", "--data", &body])
            .arg(format!("http://{names}/{path}"))
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
}

/// Waits for a condition.
pub(crate) fn wait_until(what: &str, condition: impl FnMut() -> bool) {
    programs::wait_until(what, PATIENCE, condition);
}
