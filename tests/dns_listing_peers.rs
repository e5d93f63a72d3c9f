//! The listings of `mailguide dns` in the hands of the programs they are written for: BIND and its
//! tools, and a YAML reader.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![allow(clippy::disallowed_types, reason = "tests open sockets")]
#![allow(clippy::disallowed_methods, reason = "tests read and write files and the environment")]
#![allow(clippy::print_stderr, reason = "a skipped test says so")]

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use mailguide::dns::listing::ListingFormat;
use mailguide::snapshot::{Policy, Snapshot};
use support::listing::{Told, from_json, list, listed};
use support::ports::free_port;
use support::programs::{Running, have};
use support::{PATIENCE, organisation};

/// With everything that a listing can have.
fn snapshot(policy: Policy) -> Snapshot {
    organisation::snapshot_with(organisation::records_with_delegations(), policy)
}

fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

const HEAD: &str = "@ 3600 IN SOA ns.example.net. hostmaster.example.net. 1 7200 900 1209600 900\n\
                    @ 3600 IN NS ns.example.net.\n";

#[test]
fn the_zone_loads_without_a_complaint() {
    if !have(&["named-checkzone"]) {
        return;
    }
    let folder = folder("dns-listing-checkzone");
    let target = organisation::domain("server.example.net");
    for (name, policy, target) in [
        ("whole", organisation::policy_with_extras(), None),
        ("aliases", organisation::policy_with_extras(), Some(&target)),
        ("delegation", organisation::policy_of_names(), None),
    ] {
        let snapshot = snapshot(policy);
        let zone = list("own.example", &snapshot, target, ListingFormat::Zone);
        let file = folder.join(name);
        fs::write(&file, format!("{HEAD}{zone}")).unwrap();
        let output = Command::new("named-checkzone")
            .args(["-i", "local", "-k", "fail", "-m", "fail", "-M", "fail", "-n", "fail"])
            .args(["-r", "fail", "-S", "fail", "-W", "warn", "own.example"])
            .arg(&file)
            .output()
            .unwrap();
        let told = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success(), "{name}: {told}");
        assert_eq!(told, "zone own.example/IN: loaded serial 1\nOK\n", "{name}");
    }
}

/// BIND's server.
struct Named {
    _running: Running,
    port: u16,
}

impl Named {
    /// Serves `own.example` from a file `zone` in the folder; anybody may transfer and update it.
    fn start(folder: &Path) -> Self {
        let port = free_port();
        let configuration = format!(
            "options {{ directory \"{folder}\"; listen-on port {port} {{ 127.0.0.1; }};\n\
             listen-on-v6 {{ none; }}; pid-file none; session-keyfile none; recursion no;\n\
             allow-transfer {{ any; }}; }};\ncontrols {{ }};\n\
             zone \"own.example\" {{ type primary; file \"zone\"; allow-update {{ any; }}; \
             check-integrity no; }};\n",
            folder = folder.display()
        );
        let file = folder.join("named.conf");
        fs::write(&file, configuration).unwrap();
        let mut command = Command::new("named");
        let mut running = Running::start(command.args(["-g", "-c"]).arg(&file), folder.join("log"));
        running.wait_until("named answers", PATIENCE, || !transfer(port).is_empty());
        Self { _running: running, port }
    }
}

/// All records of the zone but `SOA` and the `NS` of its apex.
fn transfer(port: u16) -> BTreeSet<Told> {
    let output = Command::new("dig")
        .args(["@127.0.0.1", "-p", &port.to_string(), "own.example", "AXFR"])
        .args(["+onesoa", "+nosplit", "+noall", "+answer", "+tries=1", "+timeout=2"])
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let lines = text.lines().filter(|line| !line.starts_with(';') && !line.is_empty());
    let records = lines.map(|line| {
        let mut words = line.split_ascii_whitespace();
        let name = words.next().unwrap().to_owned();
        let ttl = words.next().unwrap().parse().unwrap();
        assert_eq!(words.next(), Some("IN"), "{line}");
        let kind = words.next().unwrap().to_owned();
        (name, ttl, kind, words.collect::<Vec<_>>().join(" "))
    });
    records.collect()
}

/// The listing as `dig` would print it: hexadecimal digits are capitals there.
fn as_dig_prints(told: BTreeSet<Told>) -> BTreeSet<Told> {
    let capitals = |(name, ttl, kind, data): Told| match kind.as_str() {
        "DS" | "TLSA" => (name, ttl, kind, data.to_uppercase()),
        _ => (name, ttl, kind, data),
    };
    told.into_iter().map(capitals).collect()
}

fn apex() -> BTreeSet<Told> {
    let soa = "ns.example.net. hostmaster.example.net. 1 7200 900 1209600 900";
    let ns = ("own.example.".to_owned(), 3600, "NS".to_owned(), "ns.example.net.".to_owned());
    [("own.example.".to_owned(), 3600, "SOA".to_owned(), soa.to_owned()), ns].into()
}

#[test]
fn a_name_server_reads_the_zone_as_it_is_meant() {
    if !have(&["named", "dig"]) {
        return;
    }
    let snapshot = snapshot(organisation::policy_with_extras());
    let folder = folder("dns-listing-named");
    let zone = list("own.example", &snapshot, None, ListingFormat::Zone);
    fs::write(folder.join("zone"), format!("{HEAD}{zone}")).unwrap();
    let served = transfer(Named::start(&folder).port);
    let mut expected = as_dig_prints(listed("own.example", &snapshot));
    expected.extend(apex());
    assert_eq!(served, expected);
}

#[test]
fn nsupdate_adds_the_same_records() {
    if !have(&["named", "dig", "nsupdate"]) {
        return;
    }
    let snapshot = snapshot(organisation::policy_with_extras());
    let folder = folder("dns-listing-nsupdate");
    fs::write(folder.join("zone"), HEAD).unwrap();
    let named = Named::start(&folder);
    let mut child = Command::new("nsupdate").stdin(Stdio::piped()).spawn().unwrap();
    let updates = list("own.example", &snapshot, None, ListingFormat::Nsupdate);
    let server = format!("server 127.0.0.1 {}\n", named.port);
    child.stdin.take().unwrap().write_all((server + &updates).as_bytes()).unwrap();
    assert!(child.wait().unwrap().success());
    let without_soa = |told: BTreeSet<Told>| {
        told.into_iter().filter(|told| told.2 != "SOA").collect::<BTreeSet<Told>>()
    };
    let mut expected = as_dig_prints(listed("own.example", &snapshot));
    expected.extend(apex());
    assert_eq!(without_soa(transfer(named.port)), without_soa(expected));
}

/// Turns the YAML into the objects of our JSON, TXT data into the text that octoDNS makes of it.
const READ_YAML: &str = r#"
import json, sys, yaml
zone = yaml.safe_load(sys.stdin)
fields = {
    "DS": ["key_tag", "algorithm", "digest_type", "digest"],
    "MX": ["preference", "exchange"],
    "SRV": ["priority", "weight", "port", "target"],
    "CAA": ["flags", "tag", "value"],
    "TLSA": ["certificate_usage", "selector", "matching_type", "certificate_association_data"],
}
records = []
for name, sets in zone.items():
    for record in sets:
        assert set(record) <= {"ttl", "type", "value", "values"}, record
        kind = record["type"]
        for value in record["values"] if "values" in record else [record["value"]]:
            if kind in fields:
                assert sorted(value) == sorted(fields[kind]), value
                assert list(value) == sorted(value), value
                if kind == "CAA":
                    value["value"] = '"' + value["value"] + '"'
                value = " ".join(str(value[field]) for field in fields[kind])
            assert isinstance(value, str), value
            if kind == "TXT":
                value = value.replace("\\;", ";")
            whole = (name + "." if name else "") + "own.example."
            records.append({"name": whole, "type": kind, "ttl": record["ttl"], "data": value})
json.dump(records, sys.stdout)
"#;

#[test]
fn octodns_finds_the_same_records_in_its_yaml() {
    // A machine may have a Python of its own beside Debian's, which alone sees Debian's modules.
    let python = ["/usr/bin/python3", "python3"].into_iter().find(|python| {
        let output = Command::new(python).args(["-c", "import yaml"]).output();
        output.is_ok_and(|output| output.status.success())
    });
    let Some(python) = python else {
        let required = std::env::var_os("MAILGUIDE_REQUIRE_PEERS").is_some();
        assert!(!required, "python3 or its module yaml is missing, but all peers are required");
        eprintln!("SKIPPED: python3 or its module yaml is not installed");
        return;
    };
    let snapshot = snapshot(organisation::policy_with_extras());
    let yaml = list("own.example", &snapshot, None, ListingFormat::OctoDns);
    let mut child = Command::new(python)
        .args(["-c", READ_YAML])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(yaml.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    let read: BTreeSet<Told> =
        from_json(&String::from_utf8(output.stdout).unwrap()).into_iter().collect();
    // octoDNS cuts long texts itself.
    let whole = |(name, ttl, kind, data): Told| match kind.as_str() {
        "TXT" => (name, ttl, kind, data.replace("\" \"", "").trim_matches('"').to_owned()),
        _ => (name, ttl, kind, data),
    };
    let expected: BTreeSet<Told> =
        listed("own.example", &snapshot).into_iter().map(whole).collect();
    assert_eq!(read, expected);
}
