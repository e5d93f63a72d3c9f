//! What operators see of the real server: health, numbers, the last look-ups, status and top. The
//! numbers rise by exactly what was asked, are read by what reads them elsewhere, and name nobody.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![allow(clippy::print_stderr, reason = "a skipped test says so")]
#![allow(clippy::disallowed_types, reason = "tests open sockets")]
#![allow(clippy::disallowed_methods, reason = "tests read files, the environment and the clock")]

#[path = "support/databases.rs"]
mod databases;
mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::hash::RandomState;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream, UdpSocket};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use databases::SqliteFile;
use mailguide::acme::failure::{Failure, Problem};
use mailguide::acme::schedule::{Facts, Lifetime};
use mailguide::acme::table::Entry;
use mailguide::admin::server::{self, AdminListener, Node};
use mailguide::directory::fault::DirectoryFault;
use mailguide::directory::mx::MxFigures;
use mailguide::directory::{DirectoryFigures, SourceFigures};
use mailguide::lookup::Reason;
use mailguide::mail::Domain;
use mailguide::metrics::certificates::{CertificateFigures, OrderCounts};
use mailguide::metrics::{
    ClientFamily, Configuration, Exchange, Front, Metrics, Observation, Phase, ProcessFigures,
    Protocol, Served, Transport, expose,
};
use serde_json::Value;
use support::{Folder, Mailguide, PATIENCE, Response, mailguide};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

/// Whether a program of the outside is there, as in `tests/cli.rs`.
fn have(program: &str) -> bool {
    let found = Command::new(program).arg("-h").output().is_ok();
    if !found {
        let required = std::env::var_os("MAILGUIDE_REQUIRE_PEERS").is_some();
        assert!(!required, "{program} is missing, but all peers are required");
        eprintln!("SKIPPED: {program} is not installed");
    }
    found
}

fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let start = Instant::now();
    while !is_so() {
        assert!(start.elapsed() < PATIENCE, "never: {what}");
        std::thread::yield_now();
    }
}

/// Where the admin listener is, where nothing else is configured.
fn socket(server: &Mailguide) -> PathBuf {
    let mut path = server.control.clone().into_os_string();
    path.push(".admin");
    path.into()
}

fn admin_request(server: &Mailguide, method: &str, path: &str) -> Response {
    let mut stream = UnixStream::connect(socket(server)).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    write!(stream, "{method} {path} HTTP/1.1\r\nHost: admin\r\n\r\n").unwrap();
    let mut received = Vec::new();
    stream.read_to_end(&mut received).unwrap();
    Response::parse(&received)
}

fn admin(server: &Mailguide, path: &str) -> Response {
    admin_request(server, "GET", path)
}

fn lookups(server: &Mailguide) -> Vec<Value> {
    let response = admin(server, "/lookups");
    assert_eq!((response.status, response.header("content-type")), (200, Some("application/json")));
    let body: Value = serde_json::from_slice(&response.body).unwrap();
    body["lookups"].as_array().unwrap().clone()
}

//----------- The exposition format ------------------------------------------

/// Every sample by its name and labels, read by the rules of the text format 0.0.4 and the naming
/// rules of Prometheus, more strictly than a scraper does.
fn read_exposition(text: &str) -> BTreeMap<String, f64> {
    let mut samples = BTreeMap::new();
    let mut families = BTreeSet::new();
    let mut family: Option<(String, String)> = None;
    let mut help: Option<String> = None;
    assert!(text.ends_with('\n') && !text.contains("\n\n") && text.is_ascii());
    let is_name = |name: &str| {
        let mut bytes = name.bytes();
        bytes.next().is_some_and(|first| first.is_ascii_lowercase())
            && bytes.all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
    };
    for line in text.lines() {
        if let Some(rest) = line.strip_prefix("# HELP ") {
            let (name, words) = rest.split_once(' ').unwrap();
            assert!(is_name(name) && words.ends_with('.'), "{line}");
            help = Some(name.to_owned());
        } else if let Some(rest) = line.strip_prefix("# TYPE ") {
            let (name, kind) = rest.split_once(' ').unwrap();
            assert_eq!(help.as_deref(), Some(name), "help comes first: {line}");
            assert!(["counter", "gauge", "histogram"].contains(&kind), "{line}");
            assert_eq!(kind == "counter", name.ends_with("_total"), "{line}");
            assert!(families.insert(name.to_owned()), "once a family: {line}");
            family = Some((name.to_owned(), kind.to_owned()));
        } else {
            let (series, value) = line.rsplit_once(' ').unwrap();
            let value: f64 = value.parse().unwrap();
            assert!(value.is_finite() && value >= 0.0, "{line}");
            let (name, labels) = match series.split_once('{') {
                Some((name, labels)) => (name, labels.strip_suffix('}').unwrap()),
                None => (series, ""),
            };
            let (family, kind) = family.as_ref().unwrap();
            let suffix = name.strip_prefix(family.as_str()).unwrap_or("?");
            let fits = match kind.as_str() {
                "histogram" => ["_bucket", "_sum", "_count"].contains(&suffix),
                _ => suffix.is_empty(),
            };
            assert!(fits, "{line} below {family}");
            for label in labels.split(',').filter(|label| !label.is_empty()) {
                let (label, word) = label.split_once('=').unwrap();
                let word = word.strip_prefix('"').and_then(|word| word.strip_suffix('"')).unwrap();
                let plain = |c: char| c.is_ascii_alphanumeric() || "-_.+".contains(c);
                assert!(is_name(label) && !word.is_empty() && word.chars().all(plain), "{line}");
            }
            assert!(samples.insert(series.to_owned(), value).is_none(), "twice: {line}");
        }
    }
    check_histograms(&samples, text);
    samples
}

/// The classes of a histogram never fall, and the last of them is its count.
fn check_histograms(samples: &BTreeMap<String, f64>, text: &str) {
    let mut below: Option<(String, f64)> = None;
    for line in text.lines().filter(|line| line.contains("_bucket{")) {
        let (series, value) = line.rsplit_once(' ').unwrap();
        let value: f64 = value.parse().unwrap();
        let (name, bound) = series.split_once(",le=\"").unwrap();
        if let Some((last, least)) = &below
            && last == name
        {
            assert!(value >= *least, "{line}");
        }
        if bound == "+Inf\"}" {
            let count = format!("{}}}", name.replace("_bucket{", "_count{"));
            assert_eq!(samples[&count], value, "{line}");
            assert!(samples.contains_key(&count.replace("_count{", "_sum{")), "{line}");
        }
        below = Some((name.to_owned(), value));
    }
}

fn numbers(server: &Mailguide) -> BTreeMap<String, f64> {
    let response = admin(server, "/metrics");
    let content_type = response.header("content-type");
    assert_eq!(content_type, Some("text/plain; version=0.0.4; charset=utf-8"));
    assert_eq!(response.status, 200);
    read_exposition(response.text())
}

/// One name with a certificate, and one that never got one.
fn certificates_at(now: Duration) -> CertificateFigures {
    let day = Duration::from_secs(86_400);
    let lifetime = Lifetime { from: now - day, until: now + 30 * day };
    let entry =
        |facts, problem| Entry { facts, failures: 0, problem, held_until: None, busy: false };
    let host = |name| Domain::parse(name).unwrap();
    let failed = Failure::ALL.map(|failure| (failure, u64::from(failure == Failure::RateLimited)));
    CertificateFigures {
        now,
        names: vec![
            (
                host("autoconfig.a.example"),
                entry(Facts { lifetime: Some(lifetime), ..Facts::default() }, None),
            ),
            (
                host("autoconfig.b.example"),
                entry(Facts::default(), Some(Problem::new(Failure::RateLimited, "too many"))),
            ),
        ],
        orders: OrderCounts { issued: 1, failed },
        requests: 14,
        paused_until: Some(now + day),
    }
}

/// A server that has been asked one thing of each kind, with fixed times.
fn observed(metrics: &Metrics) -> Observation<'_> {
    let at = Duration::from_secs(1_795_342_049);
    let record = |front, reason, micros| {
        let took = Duration::from_micros(micros);
        let (domain, mx, address) = (None, None, None);
        metrics.record(&Exchange { front, reason, domain, mx, address, at, took });
    };
    let http = |protocol, client| Front::Http { protocol, client, status: 200 };
    let autoconfig = http(Protocol::Autoconfig, ClientFamily::Thunderbird);
    record(autoconfig, Reason::ProviderDomain, 40);
    record(autoconfig, Reason::ProviderDomain, 60);
    record(autoconfig, Reason::UnknownDomain, 2_000_000);
    record(http(Protocol::AutodiscoverJson, ClientFamily::Outlook), Reason::Redirected, 9_000_000);
    record(http(Protocol::Other, ClientFamily::Other), Reason::NoSuchPath, 1);
    record(Front::Dns(Transport::Udp), Reason::Record, 33);
    record(Front::Dns(Transport::Tcp), Reason::NoSuchName, 333);
    let configuration = Configuration {
        served: Served { domains: 1200, own_domains: 200, services: 90, serial: 2026 },
        tried_at: at,
        loaded: 3,
        refused: 1,
        ..Configuration::default()
    };
    let source = |name, asked, failing: Option<DirectoryFault>| SourceFigures {
        name,
        asked,
        failed: [0, if failing.is_some() { 4 } else { 0 }, 0, 0, 0, 0],
        failing,
    };
    Observation {
        metrics,
        version: "1.2.3",
        now: at,
        uptime: Duration::from_secs(3600),
        phase: Phase::Serving,
        configuration,
        directories: DirectoryFigures {
            sources: vec![
                source("sql", 70, Some(DirectoryFault::TimedOut)),
                source("ldap", 5, None),
            ],
            remembered: 900,
            stood_in: 2,
            entries: 70,
        },
        mx: Some(MxFigures { wanted: 30, found: 4, none: 3, failed: 2 }),
        certificates: Some(certificates_at(at)),
        process: ProcessFigures { resident_bytes: Some(20_000_768), open_files: Some(12) },
    }
}

/// `MAILGUIDE_BLESS=1` rewrites the file: read it.
#[test]
fn the_text_of_the_numbers() {
    let metrics = Metrics::new(RandomState::new());
    let text = expose(&observed(&metrics));
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/metrics.txt");
    if std::env::var_os("MAILGUIDE_BLESS").is_some() {
        std::fs::write(path, &text).unwrap();
    }
    assert_eq!(text, std::fs::read_to_string(path).unwrap());
    let samples = read_exposition(&text);
    let of = |series: &str| samples[series];
    assert_eq!(
        of("mailguide_directory_failures_total{directory=\"sql\",fault=\"timed_out\"}"),
        4.0
    );
    let times = "mailguide_http_request_duration_seconds";
    assert_eq!(of(&format!("{times}_bucket{{protocol=\"autoconfig\",le=\"0.00005\"}}")), 1.0);
    assert_eq!(of(&format!("{times}_bucket{{protocol=\"autoconfig\",le=\"0.0001\"}}")), 2.0);
    assert_eq!(of(&format!("{times}_sum{{protocol=\"autoconfig\"}}")), 2.0001);
}

#[test]
fn prometheus_has_nothing_to_find_fault_with() {
    if !have("promtool") {
        return;
    }
    let server = Mailguide::start(&["--log", "off"]);
    server.get("/v1.1/gmail.com");
    let metrics = Metrics::new(RandomState::new());
    for text in [admin(&server, "/metrics").text().to_owned(), expose(&observed(&metrics))] {
        let mut child = Command::new("promtool")
            .args(["check", "metrics"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
    }
}

//----------- The real server ------------------------------------------------

const SRV_OF_GMAIL: &[u8] =
    b"\0\x01\0\0\0\x01\0\0\0\0\0\0\x06_imaps\x04_tcp\x05gmail\x03com\0\0\x21\0\x01";
const NOT_SERVED: &[u8] = b"\0\x01\0\0\0\x01\0\0\0\0\0\0\x04here\x07example\0\0\x01\0\x01";

#[test]
fn numbers_rise_by_exactly_what_was_asked() {
    let server = Mailguide::start(&["--log", "off"]);
    let before = numbers(&server);
    assert!(!before.keys().any(|series| series.contains("requests_total{")), "{before:?}");
    let thunderbird = "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 \
                       Thunderbird/153.7.0\r\n";
    let evil = "User-Agent: x\",reason=\"evil\"} 99\r\n";
    let autoconfig = "/mail/config-v1.1.xml?emailaddress=fred@gmail.com";
    for _ in 0..3 {
        assert_eq!(server.request("GET", autoconfig, thunderbird, b"").status, 200);
    }
    assert_eq!(server.request("GET", autoconfig, evil, b"").status, 200);
    assert_eq!(server.get("/v1.1/unknown.example").status, 404);
    let body = b"email=fred@icloud.com";
    let curl = "User-Agent: curl/7.88.1\r\n";
    let path = "/autodiscover/autodiscover.xml";
    assert_eq!(server.request("POST", path, curl, body).status, 200);
    assert_eq!(server.get("/nowhere").status, 404);
    for _ in 0..2 {
        server.udp(SRV_OF_GMAIL);
    }
    server.tcp(SRV_OF_GMAIL);
    server.udp(NOT_SERVED);

    let requests = |protocol: &str, client: &str, reason: &str| {
        format!(
            "mailguide_http_requests_total{{protocol=\"{protocol}\",client=\"{client}\",\
             reason=\"{reason}\"}}"
        )
    };
    let queries = |transport: &str, reason: &str| {
        format!("mailguide_dns_queries_total{{transport=\"{transport}\",reason=\"{reason}\"}}")
    };
    let count = |family: &str, label: &str, word: &str| {
        format!("mailguide_{family}_duration_seconds_count{{{label}=\"{word}\"}}")
    };
    let expected: BTreeMap<String, f64> = BTreeMap::from([
        (requests("autoconfig", "thunderbird", "provider_domain"), 3.0),
        (requests("autoconfig", "other", "provider_domain"), 1.0),
        (requests("autoconfig", "unnamed", "unknown_domain"), 1.0),
        (requests("autodiscover", "curl", "provider_domain"), 1.0),
        (requests("other", "unnamed", "no_such_path"), 1.0),
        (queries("udp", "record"), 2.0),
        (queries("tcp", "record"), 1.0),
        (queries("udp", "unknown_domain"), 1.0),
        (count("http_request", "protocol", "autoconfig"), 5.0),
        (count("http_request", "protocol", "autodiscover"), 1.0),
        (count("http_request", "protocol", "other"), 1.0),
        (count("dns_query", "transport", "udp"), 3.0),
        (count("dns_query", "transport", "tcp"), 1.0),
    ]);
    let after = numbers(&server);
    let is_counted = |series: &str| series.contains("_total{") || series.contains("_count{");
    let risen: BTreeMap<String, f64> = after
        .into_iter()
        .map(|(series, value)| (series.clone(), value - before.get(&series).unwrap_or(&0.0)))
        .filter(|(series, risen)| is_counted(series) && *risen != 0.0)
        .collect();
    assert_eq!(risen, expected);
    assert_eq!(risen.values().sum::<f64>(), 22.0, "11 answers, each counted and timed");

    // A process of this size has some megabytes, and a socket or two.
    assert!(numbers(&server)["process_resident_memory_bytes"] > 1e6);
    assert!(numbers(&server)["process_open_fds"] > 4.0);

    // Connections are counted while they are open.
    let open = || numbers(&server)["mailguide_http_connections_open"];
    until("all connections are closed", || open() == 0.0);
    let connection = TcpStream::connect(server.http).unwrap();
    until("the connection is open", || open() == 1.0);
    drop(connection);
    until("the connection is closed", || open() == 0.0);
}

#[test]
fn the_last_look_ups_tell_why_and_name_nobody() {
    let server = Mailguide::start(&["--log", "off"]);
    assert!(lookups(&server).is_empty());
    for address in ["lovelace@gmail.com", "hopper@gmail.com", "lovelace@gmail.com"] {
        let target = format!("/mail/config-v1.1.xml?emailaddress={address}");
        let secret = "User-Agent: okhttp/4.12.0\r\nAuthorization: Basic c2VzYW1l\r\n";
        assert_eq!(server.request("GET", &target, secret, b"").status, 200);
    }
    server.request("POST", "/autodiscover/autodiscover.xml", "", b"email=lovelace@icloud.com");
    server.get("/lovelace@gmail.com");
    server.get("/v1.1/lovelace@gmail.com");
    server.udp(b"\0\x01\0\0\0\x01\0\0\0\0\0\0\x08lovelace\x05gmail\x03com\0\0\x01\0\x01");
    server.get("/health");
    server.get("/style.css");

    let rows = lookups(&server);
    let words: Vec<[&str; 3]> = rows
        .iter()
        .map(|row| ["protocol", "domain", "reason"].map(|key| row[key].as_str().unwrap_or("-")))
        .collect();
    assert_eq!(
        words,
        [
            ["dns-udp", "gmail.com", "no_such_name"],
            ["autoconfig", "-", "no_domain"],
            ["other", "-", "no_such_path"],
            ["autodiscover", "icloud.com", "provider_domain"],
            ["autoconfig", "gmail.com", "provider_domain"],
            ["autoconfig", "gmail.com", "provider_domain"],
            ["autoconfig", "gmail.com", "provider_domain"],
        ],
        "the newest first, without probes and what is the same for everybody"
    );
    assert_eq!(rows[4]["client"], "k9");
    assert_eq!((&rows[4]["status"], &rows[0]["status"]), (&Value::from(200), &Value::Null));
    assert!(rows[4]["micros"].as_u64().is_some());
    assert!(rows[4]["time"].as_str().unwrap().ends_with('Z'));
    // One address is one digest, whatever it is.
    assert_eq!(rows[4]["address"], rows[6]["address"]);
    assert_ne!(rows[4]["address"], rows[5]["address"]);
    assert_eq!(rows[4]["address"].as_str().unwrap().len(), 16);
    assert_eq!(rows[0]["address"], Value::Null);
    for path in ["/lookups", "/metrics", "/readyz"] {
        let response = admin(&server, path);
        for word in ["lovelace", "hopper", "@", "127.0.0.1", "c2VzYW1l", "okhttp"] {
            assert!(!response.text().contains(word), "{word} in {}", response.text());
        }
    }

    // Another start has another key.
    let other = Mailguide::start(&["--log", "off"]);
    other.get("/mail/config-v1.1.xml?emailaddress=lovelace@gmail.com");
    assert_ne!(lookups(&other)[0]["address"], rows[4]["address"]);
}

#[test]
fn the_listener_is_the_users_own_and_goes_with_the_server() {
    let mut server = Mailguide::start(&["--log", "off"]);
    let mode = std::fs::metadata(socket(&server)).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert_eq!(admin(&server, "/healthz").text(), "ok\n");
    assert_eq!(admin(&server, "/readyz").text(), r#"{"reasons":[],"status":"ok"}"#);
    assert_eq!(admin(&server, "/nowhere").status, 404);
    let refused = admin_request(&server, "POST", "/metrics");
    assert_eq!((refused.status, refused.header("allow")), (405, Some("GET, HEAD")));
    let head = admin_request(&server, "HEAD", "/metrics");
    assert!(head.status == 200 && head.body.is_empty());
    assert_eq!(server.get("/metrics").status, 404, "the public front has none of it");
    server.signal("TERM");
    assert_eq!(server.wait(), Some(0));
    assert!(!socket(&server).exists());
}

#[test]
fn the_listener_is_where_it_is_configured_to_be() {
    let get = |address: &str| {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
        let mut received = Vec::new();
        stream.read_to_end(&mut received).unwrap();
        Response::parse(&received).status
    };
    let server = Mailguide::start(&["--log", "off", "--admin", "127.0.0.1:0"]);
    assert_eq!(get(server.admin.as_deref().unwrap()), 200);
    assert!(!socket(&server).exists());

    let folder = Folder::new("admin");
    let path = format!("unix:{}/socket", folder.path().display());
    let server = Mailguide::start(&["--log", "off", "--admin", &path]);
    assert_eq!(server.admin.as_deref(), Some(path.as_str()));
    let taken = serve(&["--admin", &path], &[]);
    assert_eq!(taken.status.code(), Some(2), "{taken:?}");
    assert!(
        words(&taken).contains("another program listens there; name another place with --admin")
    );

    let server = Mailguide::start(&["--log", "off", "--admin", "off"]);
    assert_eq!(server.admin, None);
    assert!(!socket(&server).exists());
}

/// Runs `mailguide serve` that is expected to end by itself.
fn serve(arguments: &[&str], environment: &[(&str, &str)]) -> Output {
    let folder = Folder::new("admin-serve");
    let control = folder.path().join("control");
    mailguide()
        .args(["serve", "--http", "127.0.0.1:0", "--dns", "127.0.0.1:0", "--control"])
        .arg(control)
        .args(arguments)
        .envs(environment.iter().copied())
        .output()
        .unwrap()
}

fn words(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn others_do_not_reach_it_without_the_operators_word() {
    for address in ["0.0.0.0:8081", "192.0.2.1:8081", "[::]:8081"] {
        let refused = serve(&["--admin", address], &[]);
        assert_eq!(refused.status.code(), Some(2), "{refused:?}");
        assert_eq!(
            words(&refused),
            format!(
                "error: --admin: admin.listen is {address}, which others can reach; name a \
                 loopback address or unix:/path, or set admin.allow_remote = true\n"
            )
        );
    }
    // With it, it is the address alone that decides: this one is in use.
    let listener = TcpListener::bind("0.0.0.0:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let taken = serve(&["--admin", &address], &[("MAILGUIDE__ADMIN__ALLOW_REMOTE", "true")]);
    assert_eq!(taken.status.code(), Some(2), "{taken:?}");
    assert!(words(&taken).contains("another program uses the port"), "{}", words(&taken));
}

#[test]
fn it_is_not_ready_while_it_stops_and_is_looked_at_until_the_end() {
    let mut server = Mailguide::start(&["--log", "off"]);
    // A request that has begun holds the server up, as in tests/cli.rs.
    let body = "email=fred@gmail.com";
    let mut stream = TcpStream::connect(server.http).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    write!(
        stream,
        "POST /autodiscover/autodiscover.xml HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n\
         Content-Length: {}\r\n\r\n",
        body.len()
    )
    .unwrap();
    let mut begun = [0; 25];
    stream.read_exact(&mut begun).unwrap();
    server.signal("TERM");
    server.stderr_line(|line| line == "stopping");
    let response = admin(&server, "/readyz");
    assert_eq!(response.status, 503);
    assert_eq!(response.text(), r#"{"reasons":[],"status":"stopping"}"#);
    assert_eq!(admin(&server, "/healthz").status, 200);
    stream.write_all(body.as_bytes()).unwrap();
    assert_eq!(server.wait(), Some(0));
}

/// A directory that takes its time at the start: it is looked at already, and not ready.
#[test]
fn it_is_not_ready_before_it_can_answer() {
    // Takes connections and says nothing.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let folder = Folder::new("admin-start");
    let file = folder.write(
        "mailguide.toml",
        &format!(
            "[ldap]\nurl = \"ldap://{}\"\nbase = \"dc=example\"\ntimeout = \"20s\"\nservice = \
             \"gmail\"\ndomain_filter = \"(associatedDomain=%EMAILDOMAIN%)\"\n",
            silent.local_addr().unwrap()
        ),
    );
    let control = folder.path().join("control");
    let mut child = mailguide()
        .args(["serve", "--http", "127.0.0.1:0", "--dns", "127.0.0.1:0", "--log", "off"])
        .args(["--config"])
        .arg(file)
        .arg("--control")
        .arg(&control)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let socket = folder.path().join("control.admin");
    let mut connected = None;
    until("the admin listener is there", || {
        connected = UnixStream::connect(&socket).ok();
        connected.is_some()
    });
    let mut stream = connected.unwrap();
    stream.write_all(b"GET /readyz HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
    let mut received = Vec::new();
    stream.read_to_end(&mut received).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    let response = Response::parse(&received);
    assert_eq!(response.status, 503);
    assert_eq!(response.text(), r#"{"reasons":[],"status":"starting"}"#);
}

/// A resolver that knows one MX, says nothing about another domain, and that there is nothing else.
fn resolver() -> String {
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    let address = socket.local_addr().unwrap().to_string();
    // The thread ends with the process; its socket is on loopback and answers nobody else.
    std::thread::spawn(move || {
        let mut query = [0; 512];
        while let Ok((length, source)) = socket.recv_from(&mut query) {
            let asked = |name: &[u8]| query[..length].windows(name.len()).any(|part| part == name);
            // The header and the question (some add more) are sent back, as an answer.
            let question = 12 + query[12..].iter().position(|byte| *byte == 0).unwrap() + 5;
            let mut answer = query[..question].to_vec();
            answer[2..12].copy_from_slice(&[0x81, 0x83, 0, 1, 0, 0, 0, 0, 0, 0]);
            if asked(b"\x06silent") {
                continue;
            }
            if asked(b"\x05found") {
                (answer[3], answer[7]) = (0x80, 1);
                answer.extend_from_slice(b"\xc0\x0c\0\x0f\0\x01\0\0\x01\x2c\0\x10\0\x0a");
                answer.extend_from_slice(b"\x04mail\x07example\0");
            }
            let _ = socket.send_to(&answer, source);
        }
    });
    address
}

#[test]
fn mx_look_ups_are_counted_by_what_came_of_them() {
    let resolver = resolver();
    let server = Mailguide::start(&["--log", "off", "--mx-lookup", "--resolver", &resolver]);
    let counted = || {
        let numbers = numbers(&server);
        let of = |outcome: &str| {
            numbers[&format!("mailguide_mx_lookups_total{{outcome=\"{outcome}\"}}")]
        };
        [of("found"), of("none"), of("failed"), numbers["mailguide_mx_wanted_total"]]
    };
    assert_eq!(counted(), [0.0; 4]);
    for domain in ["found", "found", "nothing", "silent"] {
        server.get(&format!("/v1.1/{domain}.example"));
    }
    // A domain that is in the database needs none.
    server.get("/v1.1/gmail.com");
    assert_eq!(counted(), [1.0, 1.0, 1.0, 4.0], "what is remembered is not looked up again");
}

/// Who says half a sentence and no more is not waited for without end.
#[tokio::test(start_paused = true)]
async fn a_slow_monitor_is_cut_off() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let node = Arc::new(Node::new(Arc::new(Metrics::new(RandomState::new()))));
    tokio::spawn(server::serve(AdminListener::Tcp(listener), node));
    let start = tokio::time::Instant::now();
    let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
    stream.write_all(b"GET /healthz HTTP/1.1\r\nHo").await.unwrap();
    let mut received = Vec::new();
    stream.read_to_end(&mut received).await.unwrap();
    let waited = start.elapsed();
    assert!((14..=31).contains(&waited.as_secs()), "cut after {waited:?}");
}

//----------- Status and top -------------------------------------------------

fn ask(server: &Mailguide, arguments: &[&str]) -> (i32, String) {
    let output =
        mailguide().args(arguments).arg("--control").arg(&server.control).output().unwrap();
    (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap())
}

#[test]
fn status_tells_what_is_missing_and_is_right_again() {
    let database = SqliteFile::create_domains(3);
    let folder = Folder::new("admin-status");
    let good = format!(
        "[directory]\nremember = \"50ms\"\nremember_missing = \"50ms\"\n[sql]\nurl = \
         \"{}\"\ndomain_query = \"SELECT name FROM domain WHERE name = :domain\"\nservice = \
         \"google-workspace\"\n",
        database.url()
    );
    let file = folder.write("mailguide.toml", &good);
    let server = Mailguide::start(&["--log", "off", "--config", file.to_str().unwrap()]);
    let status = || {
        let (code, text) = ask(&server, &["status", "--json"]);
        (code, serde_json::from_str::<Value>(&text).unwrap())
    };
    let (code, json) = status();
    assert_eq!((code, &json["status"]), (0, &Value::from("ok")));
    assert_eq!(json["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(json["directories"]["sql"], "ok");
    assert!(json["domains"].as_u64().unwrap() > 100 && json["zone_serial"].as_u64().is_some());
    let (code, text) = ask(&server, &["status"]);
    assert_eq!(code, 0);
    let start = format!("mailguide {}: ok, up ", env!("CARGO_PKG_VERSION"));
    assert!(text.starts_with(&start) && text.contains("\ndirectory    sql: ok\n"), "{text}");
    assert_eq!(admin(&server, "/readyz").text(), r#"{"reasons":[],"status":"ok"}"#);

    // The table goes away: what was asked before is still answered, and everybody is told.
    let known = || server.get("/v1.1/customer-1.example").status;
    let sql = |name: &str| format!("mailguide_directory_{name}");
    assert_eq!(known(), 200);
    let asked = numbers(&server)[&sql("questions_total{directory=\"sql\"}")];
    database.sql("ALTER TABLE domain RENAME TO elsewhere");
    until("the directory has failed", || {
        assert_eq!(known(), 200);
        admin(&server, "/readyz").text().contains("degraded")
    });
    let response = admin(&server, "/readyz");
    assert_eq!(response.status, 200, "what is remembered goes on being served");
    assert_eq!(
        response.text(),
        r#"{"reasons":["directory sql: query_failed"],"status":"degraded"}"#
    );
    let (code, json) = status();
    assert_eq!((code, &json["directories"]["sql"]), (1, &Value::from("query_failed")));
    let now = numbers(&server);
    assert!(now[&sql("failures_total{directory=\"sql\",fault=\"query_failed\"}")] >= 1.0);
    assert!(now[&sql("remembered_total{age=\"old\"}")] >= 1.0);
    assert!(now[&sql("questions_total{directory=\"sql\"}")] > asked);
    assert_eq!(now[&sql("healthy{directory=\"sql\"}")], 0.0);
    assert_eq!((now["mailguide_degraded"], now["mailguide_ready"]), (1.0, 1.0));
    database.sql("ALTER TABLE elsewhere RENAME TO domain");
    until("the directory answers again", || {
        server.get("/v1.1/customer-2.example");
        status().0 == 0
    });

    // A reload that is refused is told with its fault, on this machine alone.
    folder.write("mailguide.toml", &good.replace("remember =", "remembers ="));
    assert_eq!(ask(&server, &["reload"]).0, 1);
    let (code, text) = ask(&server, &["status"]);
    assert_eq!(code, 1);
    assert!(text.contains("\nrefused ") && text.contains("remembers"), "{text}");
    let response = admin(&server, "/readyz");
    assert!(response.text().contains("the last reload was refused"), "{}", response.text());
    assert!(!response.text().contains("remembers"), "{}", response.text());
    let now = numbers(&server);
    assert_eq!(now["mailguide_configuration_last_load_successful"], 0.0);
    assert_eq!(now["mailguide_configuration_loads_total{outcome=\"refused\"}"], 1.0);
    folder.write("mailguide.toml", &good);
    assert_eq!(ask(&server, &["reload"]).0, 0);
    assert_eq!(status().0, 0);
    assert_eq!(numbers(&server)["mailguide_configuration_loads_total{outcome=\"loaded\"}"], 2.0);
}

/// Somebody who connects and says nothing keeps nobody else from being answered.
#[test]
fn the_control_socket_knows_its_commands_and_waits_for_nobody() {
    let server = Mailguide::start(&["--log", "off"]);
    let silent: Vec<UnixStream> =
        (0..4).map(|_| UnixStream::connect(&server.control).unwrap()).collect();
    let say = |command: &[u8]| {
        let mut stream = UnixStream::connect(&server.control).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.write_all(command).unwrap();
        let mut reply = String::new();
        stream.read_to_string(&mut reply).unwrap();
        reply
    };
    let start = Instant::now();
    assert!(say(b"status\n").starts_with("ok\n{\"status\":\"ok\","));
    assert!(say(b"figures\n").starts_with("ok\n{\"status\":{"));
    let unknown = "error\nthe commands are: reload, status, figures, certificates, renew NAME, \
                   revoke NAME\n";
    assert!(say(b"renew autoconfig.example.org\n").starts_with("error\nthis server orders no"));
    assert_eq!(say(b"shutdown\n"), unknown);
    assert_eq!(say(&[b'x'; 320]), unknown, "no more than a command is read");
    assert!(start.elapsed() < Duration::from_secs(4), "those who are silent are given 5 s");
    drop(silent);
}

#[test]
fn without_a_server_status_and_top_say_so() {
    let path = std::env::temp_dir().join("mailguide-no-server-is-here");
    for command in ["status", "top"] {
        let output = mailguide().args([command, "--control"]).arg(&path).output().unwrap();
        assert_eq!(output.status.code(), Some(3), "{command}");
        assert!(words(&output).starts_with("error: no server answers on "), "{}", words(&output));
    }
}

#[test]
fn without_a_terminal_top_is_one_table() {
    let server = Mailguide::start(&["--log", "off"]);
    let (code, text) = ask(&server, &["top"]);
    assert!(code == 0 && text.contains("\nnothing yet\n"), "{text}");
    for _ in 0..4 {
        server.get("/v1.1/gmail.com");
    }
    server.udp(SRV_OF_GMAIL);
    let (code, text) = ask(&server, &["top"]);
    assert_eq!(code, 0);
    let row = |start: &str| -> Vec<String> {
        let line = text.lines().find(|line| line.trim_start().starts_with(start));
        line.unwrap_or_else(|| panic!("no {start}: {text}"))
            .split_whitespace()
            .map(str::to_owned)
            .collect()
    };
    assert_eq!(row("autoconfig")[1], "4");
    assert_eq!(row("provider_domain")[1], "4");
    assert_eq!(row("dns-udp")[1], "1");
    assert!(text.contains("slowest of the last 5 look-ups") && text.contains(" gmail.com "));
    assert!(!text.contains('\u{1b}'), "no colours where there is no terminal");
}

/// `script` makes the terminal.
#[test]
fn at_a_terminal_top_goes_on_until_q() {
    if !have("script") {
        return;
    }
    let server = Mailguide::start(&["--log", "off"]);
    let program = env!("CARGO_BIN_EXE_mailguide");
    let command = format!("{program} top --control {}", server.control.display());
    let mut child = Command::new("script")
        .args(["-qec", &command, "/dev/null"])
        .env("TERM", "xterm")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let mut stdout = child.stdout.take().unwrap();
    let (mut text, mut buffer) = (String::new(), [0; 4096]);
    let (mut asked, mut left) = (false, false);
    loop {
        let length = stdout.read(&mut buffer).unwrap_or(0);
        if length == 0 {
            break;
        }
        text.push_str(&String::from_utf8_lossy(&buffer[..length]));
        // The first table knows nothing; a later one has what was asked meanwhile.
        if text.contains("nothing yet") && !asked {
            server.get("/v1.1/gmail.com");
            asked = true;
        }
        if text.contains("gmail.com") && !left {
            left = true;
            stdin.write_all(b"q").unwrap();
        }
    }
    assert_eq!(child.wait().unwrap().code(), Some(0), "{text}");
    assert!(
        text.contains("\u{1b}[?1049h") && text.contains("\u{1b}[?1049l"),
        "the screen is given back"
    );
}
