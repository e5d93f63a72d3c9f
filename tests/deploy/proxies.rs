//! The reverse proxies: each program runs with its snippet, and what clients ask reaches Mailguide
//! under the name that they asked.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::support::ports::free_port;
use super::support::{Folder, Mailguide, PATIENCE, mailguide};
use super::{have, outcome, run, text_of, yaml_of};

/// Where the snippets expect Mailguide.
const UPSTREAM: &str = "127.0.0.1:8080";
/// What the snippets say of `mailguide.toml`.
const TRUSTED: &str = "trusted_proxies = [\"127.0.0.1\"] under [http]";
/// The names that clients ask.
const NAMES: [&str; 3] =
    ["autoconfig.example.org", "autodiscover.example.org", "ua-auto-config.example.org"];

/// A proxy on ports of its own; it is killed when dropped.
struct Proxy {
    child: Child,
    http: u16,
    https: u16,
    _folder: Folder,
}

/// How a program takes its snippet.
struct Program {
    name: &'static str,
    snippet: &'static str,
    /// What is replaced in the snippet: ports, and the places of certificates.
    replace: fn(&Folder, u16, u16) -> Vec<(&'static str, String)>,
    /// What stands around it.
    around: fn(&Folder, u16, u16) -> (String, &'static str),
    check: &'static [&'static str],
    start: &'static [&'static str],
}

const NGINX: Program = Program {
    name: "nginx",
    snippet: "nginx.conf",
    replace: |folder, http, https| {
        vec![
            ("listen [::]:80;", String::new()),
            ("listen [::]:443 ssl;", String::new()),
            ("listen 80;", format!("listen 127.0.0.1:{http};")),
            ("listen 443 ssl;", format!("listen 127.0.0.1:{https} ssl;")),
            ("/etc/ssl/mailguide", folder.path().display().to_string()),
        ]
    },
    around: |folder, _, _| {
        let folder = folder.path().display();
        let temporary: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
            .map(|kind| format!("{kind}_temp_path {folder}/{kind};\n"))
            .concat();
        let before = format!(
            "daemon off;\nmaster_process off;\npid {folder}/pid;\nerror_log {folder}/log;\n\
             events {{}}\nhttp {{\n{temporary}"
        );
        (before, "}\n")
    },
    check: &["-t", "-c"],
    start: &["-c"],
};

const HAPROXY: Program = Program {
    name: "haproxy",
    snippet: "haproxy.cfg",
    replace: |folder, http, https| {
        vec![
            ("bind :::80 v4v6", format!("bind 127.0.0.1:{http}")),
            ("bind :::443 v4v6", format!("bind 127.0.0.1:{https}")),
            ("/etc/haproxy/certificates", folder.path().join("both.pem").display().to_string()),
        ]
    },
    around: |_, _, _| ("# Nothing else.\n".to_owned(), ""),
    check: &["-c", "-f"],
    start: &["-db", "-f"],
};

const CADDY: Program = Program {
    name: "caddy",
    snippet: "Caddyfile",
    replace: |_, _, _| Vec::new(),
    around: |_, http, https| {
        let before = format!(
            "{{\nhttp_port {http}\nhttps_port {https}\nadmin off\nlocal_certs\n\
             skip_install_trust\n}}\n"
        );
        (before, "")
    },
    check: &["validate", "--adapter", "caddyfile", "--config"],
    start: &["run", "--adapter", "caddyfile", "--config"],
};

/// A certificate as the snippets expect it: chain and key, each alone and both in one.
fn make_certificate(folder: &Folder) {
    let path = |name: &str| folder.path().join(name).display().to_string();
    let names = NAMES.map(|name| format!("DNS:{name}")).join(",");
    run(Command::new("openssl")
        .args(["req", "-x509", "-days", "2", "-subj", "/CN=example.org", "-nodes"])
        .args(["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"])
        .args(["-addext", &format!("subjectAltName={names}")])
        .args(["-keyout", &path("key.pem"), "-out", &path("chain.pem")]));
    let [chain, key] =
        ["chain.pem", "key.pem"].map(|name| std::fs::read_to_string(path(name)).unwrap());
    folder.write("both.pem", &(chain + &key));
}

impl Program {
    /// The proxy with its snippet before a server, unless the program is not there.
    fn start(&self, server: SocketAddr) -> Option<Proxy> {
        if !have(&[self.name, "openssl", "curl"]) {
            return None;
        }
        let folder = Folder::new(self.name);
        make_certificate(&folder);
        let (http, https) = (free_port(), free_port());
        let mut text = text_of(&format!("deploy/proxy/{}", self.snippet));
        let mut replace = (self.replace)(&folder, http, https);
        replace.push((UPSTREAM, server.to_string()));
        for (from, to) in replace {
            assert!(text.contains(from), "no `{from}` in {}", self.snippet);
            text = text.replace(from, &to);
        }
        let (before, after) = (self.around)(&folder, http, https);
        let path = folder.write("configuration", &format!("{before}{text}{after}"));
        let (is_content, said) = outcome(&mut self.command(self.check, &path, &folder));
        assert!(is_content && !said.to_ascii_lowercase().contains("[warn"), "{said}");
        let log = std::fs::File::create(folder.path().join("said")).unwrap();
        let mut command = self.command(self.start, &path, &folder);
        let command = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
        let proxy = Proxy { child: command.spawn().unwrap(), http, https, _folder: folder };
        let begun = Instant::now();
        while [http, https].iter().any(|port| TcpStream::connect(("127.0.0.1", *port)).is_err()) {
            assert!(begun.elapsed() < PATIENCE, "{} does not listen", self.name);
            std::thread::sleep(Duration::from_millis(20));
        }
        Some(proxy)
    }

    fn command(&self, arguments: &[&str], path: &Path, folder: &Folder) -> Command {
        let mut command = Command::new(self.name);
        command.args(arguments).arg(path).env("HOME", folder.path());
        command.env("XDG_DATA_HOME", folder.path()).env("XDG_CONFIG_HOME", folder.path());
        let path = std::env::var("PATH").unwrap();
        command.env("PATH", format!("{path}:/usr/sbin:/sbin"));
        command
    }
}

impl Proxy {
    /// What comes for a URL of any name, asked at this proxy.
    fn ask(&self, url: &str, arguments: &[&str]) -> String {
        let port = if url.starts_with("https:") { self.https } else { self.http };
        let mut curl = Command::new("curl");
        curl.args(["--silent", "--show-error", "--fail", "--insecure", "--max-time", "20"]);
        // A certificate may be in the making at first.
        curl.args(["--retry", "5", "--retry-all-errors", "--noproxy", "*"]);
        run(curl.args(["--connect-to", &format!("::127.0.0.1:{port}"), url]).args(arguments))
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        // HAProxy and Caddy have no children, nginx was told to have none.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Every protocol answers through a proxy, by HTTP and by HTTPS, for the name that was asked.
fn leads_to_mailguide(program: &Program) {
    let folder = Folder::new("behind");
    let path = folder.path().join("mailguide.toml");
    let mut init = mailguide();
    init.args(["init", "example.org", "--imap", "imap.example.org"]);
    run(init.args(["--smtp", "smtp.example.org", "--into"]).arg(&path));
    // As each snippet says at its top.
    assert!(text_of(&format!("deploy/proxy/{}", program.snippet)).contains(TRUSTED));
    let trusting = ["--trusted-proxy", "127.0.0.1", "--config", path.to_str().unwrap()];
    let server = Mailguide::start(&trusting);
    let Some(proxy) = program.start(server.http) else { return };
    for scheme in ["http", "https"] {
        let said =
            |path: &str, arguments: &[&str]| proxy.ask(&format!("{scheme}://{path}"), arguments);
        // No address is given: the name alone tells the domain.
        let autoconfig = said("autoconfig.example.org/mail/config-v1.1.xml", &[]);
        assert!(autoconfig.contains("<domain>example.org</domain>"), "{autoconfig}");
        let body = ["--data", "email=fred@example.org"];
        let autodiscover = said("autodiscover.example.org/autodiscover/autodiscover.xml", &body);
        assert!(autodiscover.contains("<Server>imap.example.org</Server>"), "{autodiscover}");
        let pacc =
            said("ua-auto-config.example.org/.well-known/user-agent-configuration.json", &[]);
        assert!(pacc.contains("imap.example.org"), "{pacc}");
        // It is believed how the client came.
        server.stderr_line(|line| line.contains(&format!("scheme=\"{scheme}\"")));
    }
}

/// A server that sends on the head of each request, but for those that ask how it is.
fn recorder() -> (SocketAddr, mpsc::Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let (sender, receiver) = mpsc::channel();
    // The thread ends with the process; its socket is on loopback and knows nothing.
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let sender = sender.clone();
            std::thread::spawn(move || record(stream, &sender));
        }
    });
    (address, receiver)
}

fn record(stream: TcpStream, sender: &mpsc::Sender<String>) {
    let Ok(mut writer) = stream.try_clone() else { return };
    let lines = BufReader::new(stream.take(1 << 16)).lines().map_while(Result::ok);
    let head: Vec<String> = lines.take_while(|line| !line.is_empty()).collect();
    let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    if writer.write_all(answer).is_ok() && !head.is_empty() && !head[0].contains(" /health ") {
        let _ = sender.send(head.join("\n"));
    }
}

/// The name goes on as it was asked, the address of the client is added, and what the client
/// itself claims about it is dropped.
fn tells_who_asks_whom(program: &Program) {
    let (address, heads) = recorder();
    let Some(proxy) = program.start(address) else { return };
    for (scheme, name) in [("http", NAMES[0]), ("https", NAMES[1]), ("http", NAMES[2])] {
        let claims = ["-H", "X-Forwarded-For: 192.0.2.66", "-H", "Forwarded: for=192.0.2.66"];
        proxy.ask(&format!("{scheme}://{name}/"), &claims);
        let head = heads.recv_timeout(PATIENCE).unwrap();
        let values = |field: &str| -> Vec<String> {
            let lines = head.lines().filter_map(|line| line.split_once(": "));
            let lines = lines.filter(|(name, _)| name.eq_ignore_ascii_case(field));
            lines.map(|(_, value)| value.to_owned()).collect()
        };
        assert_eq!(values("Host"), [name], "{head}");
        assert_eq!(values("X-Forwarded-For"), ["127.0.0.1"], "{head}");
        assert_eq!(values("X-Forwarded-Proto"), [scheme], "{head}");
        assert!(!head.contains("192.0.2.66"), "{head}");
    }
}

#[test]
fn nginx() {
    leads_to_mailguide(&NGINX);
    tells_who_asks_whom(&NGINX);
}

#[test]
fn haproxy() {
    leads_to_mailguide(&HAPROXY);
    tells_who_asks_whom(&HAPROXY);
}

#[test]
fn caddy() {
    leads_to_mailguide(&CADDY);
    tells_who_asks_whom(&CADDY);
}

/// Traefik is not in Debian, and no package has the schema of its version 3: the snippet is read here.
/// Both routers lead to the service, by the names that clients ask, and the service to where the other
/// snippets expect Mailguide; nothing is named that is not there.
#[test]
fn traefik() {
    let Some(file) = yaml_of("deploy/proxy/traefik.yaml") else { return };
    let keys = |value: &Value| -> Vec<String> {
        value.as_object().unwrap().keys().map(ToOwned::to_owned).collect()
    };
    assert_eq!(keys(&file), ["http", "tls"]);
    assert_eq!(keys(&file["http"]), ["middlewares", "routers", "services"]);
    let labels = NAMES.map(|name| name.strip_suffix(".example.org").unwrap()).join("|");
    let rule = format!("HostRegexp(`^(?i:{labels})\\..+$`)");
    for (router, entry) in [("mailguide", "web"), ("mailguide-secure", "websecure")] {
        let router = &file["http"]["routers"][router];
        assert_eq!(router["rule"], rule.as_str());
        assert_eq!(router["entryPoints"], serde_json::json!([entry]));
        assert_eq!(router["middlewares"], serde_json::json!(["mailguide"]));
        assert_eq!(router["service"], "mailguide");
        assert_eq!(router["tls"].is_object(), entry == "websecure");
    }
    let headers = &file["http"]["middlewares"]["mailguide"]["headers"]["customRequestHeaders"];
    assert_eq!(*headers, serde_json::json!({ "Forwarded": "" }));
    let balancer = &file["http"]["services"]["mailguide"]["loadBalancer"];
    let servers = serde_json::json!([{ "url": format!("http://{UPSTREAM}") }]);
    assert_eq!(balancer["servers"], servers);
    assert_eq!(balancer["healthCheck"]["path"], "/health");
    // The Host header is passed on unless told not to.
    assert!(balancer["passHostHeader"].is_null());
    assert!(file["tls"]["certificates"][0]["keyFile"].is_string());
    assert!(text_of("deploy/proxy/traefik.yaml").contains(TRUSTED));
}
