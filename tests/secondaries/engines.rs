//! The real NSD, Knot DNS and BIND as secondaries, configured by what `mailguide dns secondary`
//! prints: they take up, change and drop domains without being touched.

use std::fs;
use std::net::SocketAddr;
use std::process::Command;

use crate::databases::SqliteFile;
use crate::primary::{PATIENCE, Primary, configuration, dig};
use crate::support::Folder;
use crate::support::ports::free_port;
use crate::support::programs::{Running, have, wait_until};

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Program {
    Bind,
    Knot,
    Nsd,
}

/// A secondary.
struct Secondary {
    program: Program,
    running: Running,
    folder: Folder,
    address: SocketAddr,
}

impl Secondary {
    /// Starts one at a port that the primary knows already.
    fn start(program: Program, port: u16, primary: &Primary) -> Self {
        let folder = Folder::new("secondary");
        let path = folder.path();
        let place = path.display();
        let (name, arguments, file) = match program {
            Program::Bind => {
                let printed = primary.secondary("bind");
                let (options, beside) = printed.split_once("// Beside options { }:\n").unwrap();
                let file = format!(
                    "options {{ directory \"{place}\"; listen-on port {port} {{ 127.0.0.1; }};\n\
                     listen-on-v6 {{ none; }}; pid-file none; session-keyfile none; recursion no;\n\
                     notify no; dnssec-validation no;\n{options} }};\ncontrols {{ }};\n{beside}"
                );
                ("named", vec!["-g", "-c"], file)
            }
            Program::Knot => {
                // Unless it is said where, all of this machine store their zones in one place.
                let storage = format!("    storage: {place}\n    master: ");
                let printed = primary.secondary("knot").replace("    master: ", &storage);
                fs::create_dir(path.join("db")).unwrap();
                let file = format!(
                    "server:\n    rundir: {place}\n    listen: 127.0.0.1@{port}\n\
                     database:\n    storage: {place}/db\nlog:\n  - target: stderr\n    any: info\n\
                     {printed}"
                );
                ("knotd", vec!["-c"], file)
            }
            Program::Nsd => {
                let printed = primary.secondary("nsd-without-catalog");
                let file = format!(
                    "server:\n\tip-address: 127.0.0.1@{port}\n\tusername: \"\"\n\tchroot: \"\"\n\
                     \tzonesdir: \"{place}\"\n\tdatabase: \"\"\n\tpidfile: \"{place}/pid\"\n\
                     \tzonelistfile: \"{place}/zone.list\"\n\txfrdfile: \"{place}/xfrd.state\"\n\
                     \txfrdir: \"{place}\"\n\tserver-count: 1\n\
                     remote-control:\n\tcontrol-enable: yes\n\
                     \tcontrol-interface: \"{place}/control\"\n{printed}"
                );
                ("nsd", vec!["-d", "-c"], file)
            }
        };
        let file = folder.write("secondary.conf", &file);
        let mut command = Command::new(name);
        let running = Running::start(command.args(arguments).arg(&file), path.join("log"));
        if program == Program::Nsd {
            let script = folder.write("follow", &primary.secondary("nsd-script"));
            assert!(script.exists());
        }
        let address = SocketAddr::from(([127, 0, 0, 1], port));
        Self { program, running, folder, address }
    }

    /// Waits until it answers as the primary does.
    fn wait_for(&mut self, primary: &Primary, name: &str, kind: &str) {
        let what = format!("{:?} has {name} {kind}", self.program);
        let Self { program, running, folder, address } = self;
        running.wait_until(&what, PATIENCE, || {
            follow_catalog(*program, folder);
            answer(*address, name, kind) == answer(primary.server.dns, name, kind)
        });
    }

    /// What it wrote down.
    fn told(&self) -> String {
        let read = |name: &str| fs::read_to_string(self.folder.path().join(name));
        let configuration = read("secondary.conf").unwrap_or_default();
        format!("{}\n{configuration}", read("log").unwrap_or_default())
    }
}

/// What cron does each minute beside an NSD that knows no catalogs.
fn follow_catalog(program: Program, folder: &Folder) {
    if program != Program::Nsd {
        return;
    }
    let file = folder.path().join("secondary.conf");
    let output = Command::new("sh")
        .arg(folder.path().join("follow"))
        .env("NSD_CONTROL", format!("nsd-control -c {}", file.display()))
        .output()
        .unwrap();
    fs::write(folder.path().join("followed"), [output.stdout, output.stderr].concat()).unwrap();
}

/// Status and records of an answer, in lower case: servers differ in which case of a name they
/// repeat.
fn answer(server: SocketAddr, name: &str, kind: &str) -> (String, Vec<String>) {
    let [answer] = &answers(server, &[(name, kind)])[..] else { return Default::default() };
    answer.clone()
}

/// The same of several questions.
fn answers(server: SocketAddr, asked: &[(&str, &str)]) -> Vec<(String, Vec<String>)> {
    let folder = Folder::new("questions");
    let lines = asked.iter().map(|(name, kind)| format!("{name} {kind}\n"));
    let file = folder.write("questions", &lines.collect::<String>());
    let file = file.to_str().unwrap();
    let told = dig(server, &["-f", file, "+norecurse", "+noall", "+comments", "+answer"]);
    let mut answers: Vec<(String, Vec<String>)> = Vec::new();
    for line in told.lines() {
        if let Some((_, status)) = line.split_once("status: ") {
            answers.push((status.split(',').next().unwrap().to_owned(), Vec::new()));
        } else if let (Some((_, records)), false) =
            (answers.last_mut(), line.is_empty() || line.starts_with(';'))
        {
            let words: Vec<&str> = line.split_ascii_whitespace().collect();
            records.push(words.join(" ").to_lowercase());
            records.sort();
        }
    }
    answers
}

const NAMES: [&str; 12] = [
    "own.example",
    "OWN.example",
    "_tcp.own.example",
    "_imaps._tcp.own.example",
    "_pop3._tcp.own.example",
    "autoconfig.own.example",
    "x.autoconfig.own.example",
    "_ua-auto-config.own.example",
    "ns.own.example",
    "nothing.own.example",
    "deep.own.example",
    "_imaps._tcp.below.deep.own.example",
];
const TYPES: [&str; 9] = ["A", "AAAA", "CNAME", "MX", "NS", "SOA", "SRV", "TXT", "TYPE65"];

/// A domain comes, changes and goes; meanwhile every name is answered alike.
fn follows(program: Program) {
    let port = free_port();
    let notify = format!("secondaries = [\"127.0.0.1:{port} transfer.example.net\"]");
    let primary = Primary::start(&configuration(&notify), &[]);
    let mut secondary = Secondary::start(program, port, &primary);
    secondary.wait_for(&primary, "own.example", "SOA");
    secondary.wait_for(&primary, "below.deep.own.example", "SOA");
    let asked: Vec<(&str, &str)> =
        NAMES.into_iter().flat_map(|name| TYPES.map(|kind| (name, kind))).collect();
    let [here, there] = [secondary.address, primary.server.dns].map(|at| answers(at, &asked));
    assert_eq!([here.len(), there.len()], [asked.len(); 2]);
    for (asked, (here, there)) in asked.iter().zip(here.iter().zip(&there)) {
        assert_eq!(here, there, "{program:?} {asked:?}");
    }
    primary.add("new.example");
    let (_, records) = answer(primary.server.dns, "_imaps._tcp.new.example", "SRV");
    assert_eq!(records, ["_imaps._tcp.new.example. 3600 in srv 0 0 993 imap.new.example."]);
    secondary.wait_for(&primary, "_imaps._tcp.new.example", "SRV");
    // The zone has changed, and NOTIFY says so: nobody waits two hours for it.
    primary.change("smtp.hoster.example", "submission.hoster.example");
    let (_, records) = answer(primary.server.dns, "_submissions._tcp.own.example", "SRV");
    assert!(records[0].ends_with("submission.hoster.example."), "{records:?}");
    secondary.wait_for(&primary, "_submissions._tcp.own.example", "SRV");
    secondary.wait_for(&primary, "_submissions._tcp.new.example", "SRV");
    primary.remove("new.example");
    let refused = |name| answer(secondary.address, name, "SOA").0 == "REFUSED";
    wait_until("new.example to go", PATIENCE, || {
        follow_catalog(secondary.program, &secondary.folder);
        refused("new.example")
    });
    assert!(!refused("own.example"), "{}", secondary.told());
}

#[test]
fn bind_follows() {
    if have(&["named", "dig"]) {
        follows(Program::Bind);
    }
}

#[test]
fn knot_follows() {
    if have(&["knotd", "dig"]) {
        follows(Program::Knot);
    }
}

#[test]
fn nsd_follows() {
    if have(&["nsd", "dig"]) {
        follows(Program::Nsd);
    }
}

#[test]
fn a_validating_client_finds_what_a_secondary_says_secure() {
    if !have(&["knotd", "delv", "dig"]) {
        return;
    }
    let port = free_port();
    let more = format!("dnssec = true\nsecondaries = [\"127.0.0.1:{port} transfer.example.net\"]");
    let primary = Primary::start(&configuration(&more), &[]);
    let mut secondary = Secondary::start(Program::Knot, port, &primary);
    secondary.wait_for(&primary, "own.example", "DNSKEY");
    let key = dig(secondary.address, &["own.example", "DNSKEY", "+short", "+nosplit"]);
    let words: Vec<&str> = key.split_ascii_whitespace().collect();
    let [flags, protocol, algorithm, key @ ..] = &words[..] else { panic!("{words:?}") };
    let anchor = format!(
        "trust-anchors {{ \"own.example\" static-key {flags} {protocol} {algorithm} \"{}\"; }};",
        key.concat()
    );
    let anchor = secondary.folder.write("anchor", &anchor);
    for (name, kind, expected) in [
        ("_imaps._tcp.own.example", "SRV", "; fully validated"),
        ("_pop3s._tcp.own.example", "TXT", "; negative response, fully validated"),
        ("nothing.own.example", "A", "; negative response, fully validated"),
        ("_imaps._tcp.below.deep.own.example", "SRV", "; fully validated"),
    ] {
        let output = Command::new("delv")
            .args(["@127.0.0.1", "-p", &port.to_string(), "+root=own.example", "-a"])
            .args([anchor.to_str().unwrap(), name, kind])
            .output()
            .unwrap();
        let told = String::from_utf8(output.stdout).unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(told.contains(expected), "{name} {kind}: {told}\n{said}");
    }
}

#[test]
fn a_domain_of_the_directory_reaches_a_secondary() {
    if !have(&["knotd", "dig"]) {
        return;
    }
    let database = SqliteFile::create(
        "CREATE TABLE domain (name TEXT, service TEXT);
         INSERT INTO domain VALUES ('first.example', 'standard');",
    );
    let port = free_port();
    let notify = format!("secondaries = [\"127.0.0.1:{port} transfer.example.net\"]");
    let file = configuration(&notify).replacen(
        "\n[[service]]",
        &format!(
            "[directory]\nremember = \"100ms\"\nremember_missing = \"100ms\"\n[sql]\nurl = \"{}\"\n\
             domain_query = \"SELECT service FROM domain WHERE name = :domain\"\n\
             list_query = \"SELECT name AS domain, service FROM domain\"\n\
             list_interval = \"200ms\"\ntimeout = \"20s\"\n\n[[service]]",
            database.url()
        ),
        1,
    );
    let primary = Primary::start(&file, &[]);
    let mut secondary = Secondary::start(Program::Knot, port, &primary);
    secondary.wait_for(&primary, "_imaps._tcp.first.example", "SRV");
    database.sql("INSERT INTO domain VALUES ('second.example', 'standard')");
    wait_until("the directory", PATIENCE, || {
        answer(primary.server.dns, "_imaps._tcp.second.example", "SRV").0 == "NOERROR"
    });
    secondary.wait_for(&primary, "_imaps._tcp.second.example", "SRV");
    database.sql("DELETE FROM domain WHERE name = 'first.example'");
    wait_until("first.example to go", PATIENCE, || {
        answer(secondary.address, "first.example", "SOA").0 == "REFUSED"
    });
    // A list that is too long, or a directory that is silent, takes nothing away.
    database.sql("ALTER TABLE domain RENAME TO gone");
    primary.server.stderr_line(|line| line.contains("those listed before stay"));
    assert_eq!(answer(secondary.address, "second.example", "SOA").0, "NOERROR");
}
