//! DNSSEC, end to end: keys made by the program, answers of the real server, judged by the programs
//! of others: delv, ldns-verify-zone, and unbound below a signed parent that NSD serves.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![allow(clippy::disallowed_types, reason = "tests open sockets")]
#![allow(clippy::disallowed_methods, reason = "tests read and write files and the environment")]
#![allow(clippy::print_stderr, reason = "a skipped test says so")]

mod support;

use std::fs;
use std::net::{SocketAddr, TcpListener, UdpSocket};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use serde_json::Value;
use support::{Folder, Mailguide, PATIENCE, mailguide};

/// Whether all programs are there.
fn have(programs: &[&str]) -> bool {
    let missing = programs.iter().find(|program| {
        let found = Command::new("sh").args(["-c", &format!("command -v {program}")]).output();
        !found.unwrap().status.success()
    });
    if let Some(missing) = missing {
        let required = std::env::var_os("MAILGUIDE_REQUIRE_PEERS").is_some();
        assert!(!required, "{missing} is missing, but all peers are required");
        eprintln!("SKIPPED: {missing} is not installed");
    }
    missing.is_none()
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&[&output.stdout[..], &output.stderr].concat()).into_owned()
}

/// Waits until something is so.
#[track_caller]
fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    let end = Instant::now() + 3 * PATIENCE;
    while !is_so() {
        assert!(Instant::now() < end, "{what}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

//----------- The server -----------------------------------------------------

const DOMAINS: &str = r#"
[http]
public_addresses = ["192.0.2.1", "2001:db8::1"]

[[service]]
id = "own"

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

[[service.record]]
name = "www"
type = "CNAME"
value = "web"

[[service.record]]
name = "web"
type = "A"
value = "192.0.2.80"

[[service.record]]
name = "outside"
type = "CNAME"
value = "web.example.net."

[[service.record]]
name = "deep.below"
type = "TXT"
value = "a text"

[[service.record]]
name = "imap"
type = "A"
value = "192.0.2.25"

[[domain]]
name = "own.example"
service = "own"

[[domain]]
name = "child.own.example"
service = "own"

[[domain]]
name = "all.example"
service = "own"
wildcard = true
"#;

/// A folder with a configuration and keys.
struct Node {
    folder: Folder,
    settings: String,
}

impl Node {
    fn new(dns: &str) -> Self {
        let folder = Folder::new("dnssec");
        let settings = format!("[dns]\ndnssec = true\n{dns}\n[state]\nfolder = \"state\"\n");
        let node = Self { folder, settings };
        node.configure("");
        let made = node.keys(&["generate", "--json"]);
        assert_eq!(made["phase"], "steady");
        node
    }

    fn configure(&self, more: &str) {
        self.folder.write("mailguide.toml", &format!("{}{DOMAINS}{more}", self.settings));
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    fn start(&self) -> Mailguide {
        Mailguide::start(&["--config", &self.path("mailguide.toml"), "--log", "off"])
    }

    fn run(&self, arguments: &[&str]) -> Output {
        mailguide()
            .args(arguments)
            .args(["--config", &self.path("mailguide.toml")])
            .output()
            .unwrap()
    }

    /// What a command for keys says, in JSON.
    fn keys(&self, arguments: &[&str]) -> Value {
        let output = self.run(&[&["dns", "keys"], arguments].concat());
        assert!(output.status.success(), "{}", text(&output));
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// The DS of a domain, as a zone file has it behind the type.
    fn ds(&self, domain: &str) -> String {
        let records = self.keys(&["ds", domain, "--json"]);
        records[0]["data"].as_str().unwrap().to_owned()
    }
}

fn tag(keys: &Value, state: &str) -> u64 {
    let keys = keys["keys"].as_array().unwrap();
    let key = keys.iter().find(|key| key["state"] == state);
    key.unwrap_or_else(|| panic!("no {state} key in {keys:?}"))["key_tag"].as_u64().unwrap()
}

#[test]
fn keys_are_made_kept_private_and_survive_a_kill() {
    let node = Node::new("");
    let file = node.path("state/dnssec-keys.json");
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(fs::metadata(node.path("state")).unwrap().permissions().mode() & 0o777, 0o700);
    let again = node.run(&["dns", "keys", "generate"]);
    assert_eq!(again.status.code(), Some(2), "{}", text(&again));
    assert!(text(&again).contains("there is a key already"));
    let early = node.run(&["dns", "keys", "confirm"]);
    assert_eq!(early.status.code(), Some(2), "{}", text(&early));

    let server = node.start();
    let control = server.control.display().to_string();
    let told = node.run(&["dns", "keys", "roll", "--control", &control]);
    assert!(told.status.success() && text(&told).contains("reloaded:"), "{}", text(&told));
    let before = node.keys(&["list", "--json"]);
    assert_eq!(
        (&before["phase"], before["keys"].as_array().unwrap().len()),
        (&"introduced".into(), 2)
    );
    let dnskeys = |server: &Mailguide| {
        let mut lines: Vec<String> = dig(server.dns, &["own.example", "DNSKEY", "+short"])
            .lines()
            .map(str::to_owned)
            .collect();
        lines.sort();
        lines
    };
    let seen = dnskeys(&server);
    assert_eq!(seen.len(), 2, "{seen:?}");
    server.signal("KILL");
    drop(server);
    assert_eq!(node.keys(&["list", "--json"]), before);
    let server = node.start();
    assert_eq!(dnskeys(&server), seen);

    fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
    let open = node.run(&["config", "check"]);
    assert_eq!(open.status.code(), Some(2));
    assert!(text(&open).contains("others may read it"), "{}", text(&open));
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
    fs::write(&file, "{}").unwrap();
    let broken = node.run(&["reload", "--control", &server.control.display().to_string()]);
    // The option --config means nothing to it.
    assert_eq!(broken.status.code(), Some(2));
    let broken = mailguide().args(["reload", "--control"]).arg(&server.control).output().unwrap();
    assert!(text(&broken).contains("it is no file of keys"), "{}", text(&broken));
    assert_eq!(dnskeys(&server), seen, "a failed reload keeps the keys");
}

//----------- delv -----------------------------------------------------------

fn dig(server: SocketAddr, arguments: &[&str]) -> String {
    let output = Command::new("dig")
        .args([&format!("@{}", server.ip()), "-p", &server.port().to_string()])
        .args(["+tries=1", "+timeout=15", "+norecurse"])
        .args(arguments)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", text(&output));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn delv_validates_every_kind_of_answer() {
    if !have(&["delv"]) {
        return;
    }
    let node = Node::new("");
    let server = node.start();
    let delv = |zone: &str, name: &str, kind: &str| {
        let ds = node.ds(zone);
        let (numbers, digest) = ds.rsplit_once(' ').unwrap();
        let anchors = format!("trust-anchors {{ {zone}. static-ds {numbers} \"{digest}\"; }};\n");
        let file = node.folder.write(&format!("anchors-{zone}"), &anchors);
        let output = Command::new("delv")
            .args(["@127.0.0.1", "-p", &server.dns.port().to_string(), "-a"])
            .arg(file)
            .args([&format!("+root={zone}"), "+multiline", name, kind])
            .output()
            .unwrap();
        text(&output)
    };
    let (own, all) = ("own.example", "all.example");
    for (zone, name, kind) in [
        (own, "own.example", "SOA"),
        (own, "own.example", "NS"),
        (own, "own.example", "DNSKEY"),
        (own, "own.example", "CDS"),
        (own, "own.example", "CDNSKEY"),
        (own, "_imaps._tcp.own.example", "SRV"),
        (own, "_iMaPs._TCP.OWN.example", "SRV"),
        (own, "autoconfig.own.example", "AAAA"),
        (own, "_ua-auto-config.own.example", "TXT"),
        (own, "www.own.example", "A"),
        (own, "www.own.example", "CNAME"),
        (own, "own.example", "ANY"),
        // Our own zone above speaks of its child.
        (own, "child.own.example", "DS"),
        (own, "autoconfig.child.own.example", "A"),
        (all, "autoconfig.any.thing.all.example", "A"),
        (all, "_imaps._tcp.other.all.example", "SRV"),
    ] {
        let told = delv(zone, name, kind);
        assert!(told.starts_with("; fully validated\n"), "{name} {kind}: {told}");
        assert!(!told.contains("unsigned") && !told.contains("failed"), "{name} {kind}: {told}");
    }
    for (zone, name, kind) in [
        (own, "own.example", "MX"),
        (own, "_tcp.own.example", "A"),
        (own, "below.own.example", "TXT"),
        (own, "_imaps._tcp.own.example", "TXT"),
        (own, "nothing.own.example", "A"),
        (own, "a.b.c.d.own.example", "TYPE65280"),
        (own, "nothing\\.at\\.all.own.example", "A"),
        (all, "other.all.example", "MX"),
        (all, "_no._tcp.other.all.example", "SRV"),
    ] {
        let told = delv(zone, name, kind);
        assert!(told.contains("; negative response, fully validated"), "{name} {kind}: {told}");
    }
}

#[test]
fn what_does_not_exist_is_denied_as_each_client_wants_it() {
    if !have(&["dig"]) {
        return;
    }
    let node = Node::new("");
    let server = node.start();
    // With single spaces in a line.
    let ask = |arguments: &[&str]| -> String {
        let shown = ["+noall", "+comments", "+authority", "+answer"];
        let told = dig(server.dns, &[arguments, &shown].concat());
        let line = |line: &str| line.split_ascii_whitespace().collect::<Vec<_>>().join(" ") + "\n";
        told.lines().map(line).collect()
    };
    let plain = ask(&["no.own.example", "A", "+noedns"]);
    assert!(plain.contains("status: NXDOMAIN") && !plain.contains("NSEC"), "{plain}");
    let signed = ask(&["no.own.example", "A", "+dnssec"]);
    assert!(signed.contains("status: NOERROR"), "{signed}");
    let denial = "no.own.example. 900 IN NSEC \\000.no.own.example. RRSIG NSEC TYPE128\n";
    assert!(signed.contains(denial), "{signed}");
    // With CO the code is the one that it is (RFC 9824 §5.1); dig cannot say that.
    let question = b"\x02no\x03own\x07example\0\0\x01\0\x01";
    let with_flags = |flags: u16| {
        let head = [0x4d, 0x47, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1];
        let size = [0, 0, 41, 0x04, 0xd0, 0, 0];
        let query = [&head[..], question, &size, &flags.to_be_bytes(), &[0, 0]].concat();
        let answer = server.udp(&query);
        let [flags, low, 0, 0] = *answer.last_chunk().unwrap() else { panic!("OPT is last") };
        (answer[3] & 0x0F, u16::from_be_bytes([flags, low]))
    };
    assert_eq!(with_flags(0x8000), (0, 0x8000));
    assert_eq!(with_flags(0xC000), (3, 0xC000));
    assert_eq!(with_flags(0x4000), (3, 0), "without DO it means nothing");
    // A name above others is there.
    let above = ask(&["below.own.example", "A", "+dnssec"]);
    assert!(above.contains("\\000.below.own.example. RRSIG NSEC\n"), "{above}");
    // Asked for itself, the record is an answer; NXNAME is nothing to ask for.
    let itself = ask(&["web.own.example", "NSEC"]);
    assert!(
        itself.contains("web.own.example. 900 IN NSEC \\000.web.own.example. A RRSIG NSEC\n"),
        "{itself}"
    );
    let meta = ask(&["own.example", "TYPE128", "+dnssec"]);
    assert!(meta.contains("status: FORMERR"), "{meta}");
    let apex = ask(&["own.example", "NSEC"]);
    assert!(apex.contains(" NS SOA RRSIG NSEC DNSKEY CDS CDNSKEY\n"), "{apex}");
    let refused = ask(&["other.test", "A", "+dnssec"]);
    assert!(refused.contains("status: REFUSED") && !refused.contains("RRSIG"), "{refused}");
}

//----------- Zone files -----------------------------------------------------

#[test]
fn signed_zone_files_are_right_in_the_eyes_of_ldns() {
    if !have(&["ldns-verify-zone"]) {
        return;
    }
    for (cuts, zones) in
        [("", 1), ("zone_cuts = \"names\"\nname_servers = [\"ns.example.net\"]", 5)]
    {
        let node = Node::new(cuts);
        let output = node.run(&["dns", "own.example", "--format", "zone", "--signed"]);
        assert!(output.status.success(), "{}", text(&output));
        let printed = String::from_utf8(output.stdout).unwrap();
        let files: Vec<&str> = printed.split("\n\n").collect();
        assert_eq!(files.len(), zones);
        for (number, zone) in files.into_iter().enumerate() {
            let file =
                node.folder.write(&format!("zone-{number}"), &format!("{}\n", zone.trim_end()));
            let verified = Command::new("ldns-verify-zone").arg("-V2").arg(&file).output().unwrap();
            assert!(verified.status.success(), "{}\n{zone}", text(&verified));
            // One letter more, and it is not right any more.
            let changed =
                zone.replacen(" SRV 0 0 ", " SRV 0 1 ", 1).replacen(" A 192", " A 193", 1);
            if changed != zone {
                fs::write(&file, changed).unwrap();
                let verified = Command::new("ldns-verify-zone").arg(&file).output().unwrap();
                assert!(!verified.status.success(), "{}", text(&verified));
            }
        }
    }
    let node = Node::new("");
    let endless = node.run(&["dns", "all.example", "--format", "zone", "--signed"]);
    assert_eq!(endless.status.code(), Some(1), "{}", text(&endless));
}

//----------- unbound --------------------------------------------------------

/// A server of others, which is killed when dropped.
struct Peer {
    child: Child,
    address: SocketAddr,
}

impl Drop for Peer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn free_address() -> SocketAddr {
    loop {
        let tcp = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = tcp.local_addr().unwrap();
        if UdpSocket::bind(address).is_ok() {
            return address;
        }
    }
}

impl Peer {
    fn start(program: &str, folder: &Path, address: SocketAddr, configuration: &str) -> Self {
        let file = folder.join(format!("{program}.conf"));
        fs::write(&file, configuration).unwrap();
        let log = fs::File::create(folder.join(format!("{program}.log"))).unwrap();
        let child = Command::new(program)
            .args(["-d", "-c"])
            .arg(&file)
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn()
            .unwrap();
        let mut peer = Self { child, address };
        let log = || fs::read_to_string(folder.join(format!("{program}.log"))).unwrap();
        wait_until(program, || {
            assert!(peer.child.try_wait().unwrap().is_none(), "{program} ended: {}", log());
            let output = Command::new("dig")
                .args(["@127.0.0.1", "-p", &address.port().to_string()])
                .args(["+tries=1", "+timeout=1", "version.bind", "CH", "TXT"])
                .output();
            output.unwrap().status.success()
        });
        peer
    }

    /// A validating resolver with zones to ask for, and trust anchors, both as unbound writes them.
    fn unbound(folder: &Path, anchors: &[String], stubs: &[(&str, SocketAddr)]) -> Self {
        let address = free_address();
        let port = address.port();
        let mut configuration = format!(
            "server:\n interface: 127.0.0.1@{port}\n do-daemonize: no\n username: \"\"\n chroot: \"\"\n \
             directory: \"{folder}\"\n pidfile: \"\"\n use-syslog: no\n logfile: \"\"\n verbosity: 1\n \
             val-log-level: 2\n num-threads: 1\n module-config: \"validator iterator\"\n \
             do-not-query-localhost: no\n cache-max-ttl: 3\n cache-max-negative-ttl: 3\n \
             val-bogus-ttl: 1\n infra-keep-probing: yes\n",
            folder = folder.display(),
        );
        for anchor in anchors {
            configuration.push_str(&format!(" trust-anchor: \"{anchor}\"\n"));
        }
        for (zone, server) in stubs {
            configuration.push_str(&format!(
                "stub-zone:\n name: \"{zone}\"\n stub-addr: {}@{}\n",
                server.ip(),
                server.port()
            ));
        }
        configuration.push_str("remote-control:\n control-enable: no\n");
        Self::start("unbound", folder, address, &configuration)
    }

    /// Whether a resolver finds an answer secure; it is bogus where the code is SERVFAIL.
    fn resolve(&self, name: &str, kind: &str) -> Found {
        let output = Command::new("dig")
            .args(["@127.0.0.1", "-p", &self.address.port().to_string()])
            .args([
                "+tries=1",
                "+timeout=15",
                "+adflag",
                "+noall",
                "+comments",
                "+answer",
                name,
                kind,
            ])
            .output()
            .unwrap();
        let told = text(&output);
        if told.contains("status: SERVFAIL") {
            return Found::Bogus;
        }
        let flags = told.split_once("flags: ").unwrap_or_else(|| panic!("{told}")).1;
        match flags.split(';').next().unwrap().split(' ').any(|flag| flag == "ad") {
            true => Found::Secure,
            false => Found::Insecure,
        }
    }
}

#[derive(Debug, Eq, PartialEq)]
enum Found {
    Secure,
    Insecure,
    Bogus,
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

//----------- A roll below a signed parent -----------------------------------

/// The zone `example`, signed by ldns and served by NSD.
struct Parent {
    folder: Folder,
    key: String,
    nsd: Option<Peer>,
    serial: u32,
}

impl Parent {
    fn new() -> Self {
        let folder = Folder::new("dnssec-parent");
        let made = Command::new("ldns-keygen")
            .args(["-a", "ECDSAP256SHA256", "-k", "example"])
            .current_dir(folder.path())
            .output()
            .unwrap();
        assert!(made.status.success(), "{}", text(&made));
        let key = String::from_utf8(made.stdout).unwrap().trim().to_owned();
        Self { folder, key, nsd: None, serial: 1 }
    }

    /// Says which key the child has.
    fn publish(&mut self, ds: &str) {
        self.serial += 1;
        let zone = format!(
            "$TTL 1\nexample. IN SOA ns.example. hostmaster.example. {} 60 60 600 1\n\
             example. IN NS ns.example.\nns.example. IN A 127.0.0.1\n\
             own.example. IN NS ns.own.example.\nns.own.example. IN A 127.0.0.1\n\
             own.example. IN DS {ds}\n",
            self.serial
        );
        self.folder.write("zone", &zone);
        let signed = Command::new("ldns-signzone")
            .args(["-f", "signed.new", "-o", "example", "zone", &self.key])
            .current_dir(self.folder.path())
            .output()
            .unwrap();
        assert!(signed.status.success(), "{}", text(&signed));
        let path = |name: &str| self.folder.path().join(name);
        fs::rename(path("signed.new"), path("signed")).unwrap();
        match &self.nsd {
            None => {
                let address = free_address();
                let folder = self.folder.path();
                let configuration = format!(
                    "server:\n ip-address: 127.0.0.1@{}\n username: \"\"\n chroot: \"\"\n pidfile: \
                     \"\"\n database: \"\"\n zonesdir: \"{folder}\"\n zonelistfile: \"{folder}/list\"\n \
                     xfrdfile: \"{folder}/xfrd\"\n xfrdir: \"{folder}\"\n server-count: 1\n\
                     remote-control:\n control-enable: no\nzone:\n name: \"example\"\n zonefile: \
                     \"signed\"\n",
                    address.port(),
                    folder = folder.display(),
                );
                self.nsd = Some(Peer::start("nsd", folder, address, &configuration));
            }
            Some(nsd) => {
                let id = nsd.child.id().to_string();
                assert!(Command::new("kill").args(["-s", "HUP", &id]).status().unwrap().success());
            }
        }
        let (address, digest) = (self.address(), ds.rsplit(' ').next().unwrap());
        wait_until("the parent has the new DS", || {
            let told = dig(address, &["own.example", "DS", "+short", "+nosplit"]);
            told.to_lowercase().contains(digest) && told.lines().count() == 1
        });
    }

    fn address(&self) -> SocketAddr {
        self.nsd.as_ref().unwrap().address
    }

    fn anchor(&self) -> String {
        let file = self.folder.path().join(format!("{}.ds", self.key));
        fs::read_to_string(file).unwrap().trim().replace('\t', " ")
    }
}

#[test]
fn a_key_is_rolled_without_a_bogus_moment() {
    if !have(&["unbound", "nsd", "ldns-keygen", "ldns-signzone", "dig"]) {
        return;
    }
    // Signatures are made anew every ten seconds meanwhile. The resolver remembers for three; a
    // server on a loaded machine may need some for a reload.
    let node = Node::new(
        "signature_lifetime = \"30s\"\nkey_publication = \"20s\"\nkey_retirement = \"10s\"",
    );
    let server = node.start();
    let control = server.control.display().to_string();
    let mut parent = Parent::new();
    parent.publish(&node.ds("own.example"));
    let stubs = [("example", parent.address()), ("own.example", server.dns)];
    let unbound = Arc::new(Peer::unbound(node.folder.path(), &[parent.anchor()], &stubs));
    let stopped = Arc::new(AtomicBool::new(false));
    let watch = {
        let (unbound, stopped) = (Arc::clone(&unbound), Arc::clone(&stopped));
        let log = node.folder.path().join("unbound.log");
        std::thread::spawn(move || {
            let (mut number, mut secure) = (0, 0);
            while !stopped.load(Ordering::Relaxed) {
                number += 1;
                let absent = format!("no-{number}.own.example");
                for (name, kind) in [
                    ("_imaps._tcp.own.example", "SRV"),
                    ("web.own.example", "AAAA"),
                    (&*absent, "A"),
                    ("own.example", "DNSKEY"),
                ] {
                    let found = unbound.resolve(name, kind);
                    let log = fs::read_to_string(&log).unwrap();
                    assert!(!log.contains("validation failure"), "question {number}: {log}");
                    // A server that is slow on a loaded machine is not a bogus answer.
                    assert_ne!(found, Found::Insecure, "{name} {kind}, question {number}");
                    secure += usize::from(found == Found::Secure);
                }
            }
            secure
        })
    };
    let list = || node.keys(&["list", "--json"]);
    let old = tag(&list(), "active");
    let rolled = node.keys(&["roll", "--json", "--control", &control]);
    let new = tag(&rolled, "introduced");
    assert_eq!((&rolled["phase"], tag(&rolled, "active")), (&"introduced".into(), old));
    wait_until("the new key signs", || list()["phase"] == "submitted");
    assert_eq!((tag(&list(), "active"), tag(&list(), "retiring")), (new, old));
    let cds = dig(server.dns, &["own.example", "CDS", "+short", "+nosplit"]);
    let ds = node.ds("own.example");
    assert_eq!(cds.trim().to_lowercase(), ds, "CDS asks for the new DS");
    assert!(ds.starts_with(&format!("{new} ")));
    parent.publish(&ds);
    let confirmed = node.keys(&["confirm", "--json", "--control", &control]);
    assert_eq!(confirmed["phase"], "retiring");
    wait_until("the old key goes", || list()["phase"] == "steady");
    let keys = || dig(server.dns, &["own.example", "DNSKEY", "+short"]).lines().count();
    wait_until("one key is seen", || keys() == 1);
    // A while longer than anything is remembered.
    let end = Instant::now() + Duration::from_secs(4);
    wait_until("time passes", || Instant::now() > end || watch.is_finished());
    stopped.store(true, Ordering::Relaxed);
    let secure = watch.join().unwrap();
    assert!(secure > 40, "only {secure} answers were secure");
    assert_eq!(tag(&list(), "active"), new);
}
