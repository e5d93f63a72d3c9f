//! NSD answers the zones that it gets from us, and every difference between both is explained in one
//! table here.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;

use hickory_server::proto::rr::RecordType;

use crate::ask::{Told, ask};
use crate::support::ports::free_address;
use crate::support::programs::{Running, have, run};
use crate::support::{Folder, Mailguide, PATIENCE};
use crate::{exported, organisation};

/// The types that every name is asked for.
const TYPES: [RecordType; 17] = [
    RecordType::A,
    RecordType::NS,
    RecordType::CNAME,
    RecordType::SOA,
    RecordType::PTR,
    RecordType::MX,
    RecordType::TXT,
    RecordType::AAAA,
    RecordType::SRV,
    RecordType::DS,
    RecordType::NSEC,
    RecordType::DNSKEY,
    RecordType::TLSA,
    RecordType::HTTPS,
    RecordType::CAA,
    RecordType::ANY,
    RecordType::Unknown(65_280),
];

/// Where we differ from NSD, and why.
const EXPLAINED: [(Difference, &str); 3] = [
    (
        Difference::Any,
        "ANY is answered with one short record (RFC 8482 §4.2); NSD gives all records of the name",
    ),
    (
        Difference::Glue,
        "to NS of the apex NSD adds the addresses of name servers; no resolver needs them from us \
         that has found us, so the answer stays short",
    ),
    (
        Difference::OtherZone,
        "an alias that leads into another zone ends there, be it ours; so it does where the keys of \
         its own zone are asked for, which stand in the zone above. NSD goes on in the other zone",
    ),
];

#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
enum Difference {
    Any,
    Glue,
    OtherZone,
}

impl Case {
    /// Which of the explained differences it is, if one.
    fn explain(&self, name: &str, kind: RecordType, ours: &Told, nsd: &Told) -> Option<Difference> {
        let same_but_additional =
            Told { additional: BTreeSet::new(), ..nsd.clone() } == *ours && nsd.code == 0;
        if kind == RecordType::ANY && ours.answers.iter().all(|record| record.contains("RFC8482")) {
            Some(Difference::Any)
        } else if kind == RecordType::NS && same_but_additional {
            Some(Difference::Glue)
        } else if self.leads_out(name, kind, ours) && nsd.answers.is_superset(&ours.answers) {
            Some(Difference::OtherZone)
        } else {
            None
        }
    }

    /// Whether an answer is nothing but aliases, the last of which leads to what its zone has not.
    fn leads_out(&self, name: &str, kind: RecordType, told: &Told) -> bool {
        let mut targets: BTreeMap<&str, &str> = BTreeMap::new();
        for record in &told.answers {
            let Some((owner, target)) = record.split_once(" 3600 IN CNAME ") else { return false };
            targets.insert(owner, target);
        }
        let start = format!("{}.", name.to_ascii_lowercase());
        let mut end = &*start;
        while let Some(target) = targets.remove(end) {
            end = target;
        }
        let end = end.trim_end_matches('.');
        let is_apex = self.zones.iter().any(|zone| zone == end);
        let leads_out =
            self.zone_of(end) != self.zone_of(name) || kind == RecordType::DS && is_apex;
        end != name.to_ascii_lowercase() && told.authority.is_empty() && leads_out
    }

    fn zone_of(&self, name: &str) -> Option<&String> {
        let name = format!(".{}", name.to_ascii_lowercase());
        let above = self.zones.iter().filter(|zone| name.ends_with(&format!(".{zone}")));
        above.max_by_key(|zone| zone.len())
    }
}

//----------- What is compared -----------------------------------------------

/// Zones that both have.
pub(crate) struct Case {
    what: &'static str,
    pub(crate) configuration: String,
    /// The apexes.
    pub(crate) zones: Vec<String>,
    /// At least so many questions are asked.
    least: usize,
}

#[test]
fn every_name_and_type_is_answered_as_nsd_answers_it() {
    if !have(&["nsd", "dig"]) {
        return;
    }
    let mut explained = BTreeSet::new();
    for case in [whole_domains(), nested_domains(), single_names(), delegations()] {
        explained.extend(case.compare());
    }
    let known: BTreeSet<Difference> = EXPLAINED.iter().map(|(difference, _)| *difference).collect();
    assert_eq!(explained, known, "every explanation is still needed");
    println!("The answers are those of NSD, but for:");
    EXPLAINED.iter().for_each(|(_, why)| println!("- {why}"));
}

/// Records of a service, as the configuration has them.
fn records(records: &[(&str, &str, &str)]) -> String {
    let records = records.iter().map(|(name, kind, value)| {
        format!("\n[[service.record]]\nname = {name:?}\ntype = {kind:?}\nvalue = {value:?}\n")
    });
    records.collect()
}

/// The organisation, with more records, more settings of DNS and more domains.
fn configuration(more_records: &str, dns: &str, domains: &[&str]) -> String {
    let organisation = organisation();
    let (before, after) = organisation.split_once("[[domain]]").unwrap();
    let before = before.replacen("[dns]\n", &format!("[dns]\n{dns}"), 1);
    let domains =
        domains.iter().map(|name| format!("\n[[domain]]\nname = {name:?}\nservice = \"own\"\n"));
    format!("{before}{more_records}[[domain]]{after}{}", domains.collect::<String>())
}

const TRANSFERS: &str = "transfer_allow = [\"127.0.0.1\"]\n";

fn whole_domains() -> Case {
    Case {
        what: "whole domains",
        configuration: organisation(),
        zones: ["own.example", "other.example", "gmail.com", "icloud.com"]
            .map(str::to_owned)
            .into(),
        least: 1500,
    }
}

/// One domain below another, with names between them.
pub(crate) fn nested_domains() -> Case {
    let zones = ["own.example", "child.own.example", "x.y.own.example", "z.x.y.own.example"];
    let aliases = records(&[("over", "CNAME", "mail.child"), ("out", "CNAME", "missing.child")]);
    Case {
        what: "domains below others",
        configuration: configuration(&aliases, TRANSFERS, &zones[1..]),
        zones: zones.map(str::to_owned).into(),
        least: 1500,
    }
}

/// The names that an organisation delegates to us, each a zone.
fn single_names() -> Case {
    let dns = format!("{TRANSFERS}zone_cuts = \"names\"\nname_servers = [\"ns.example.net\"]\n");
    let cuts = ["_tcp", "autoconfig", "autodiscover", "ua-auto-config", "_ua-auto-config"];
    let below = records(&[
        ("x._tcp", "NS", "ns2.example.net."),
        ("_443._tcp.autoconfig", "TLSA", "3 1 0 ab"),
    ]);
    Case {
        what: "zones of single names",
        configuration: configuration(&below, &dns, &[]),
        zones: cuts.iter().map(|cut| format!("{cut}.own.example")).collect(),
        least: 500,
    }
}

/// Names that other servers answer for.
pub(crate) fn delegations() -> Case {
    let delegations = records(&[
        ("sub", "NS", "ns1.sub"),
        ("sub", "NS", "ns2.example.net."),
        ("sub", "DS", DS),
        ("sub", "DS", OTHER_DS),
        ("ns1.sub", "A", "192.0.2.53"),
        ("ns1.sub", "AAAA", "2001:db8::53"),
        ("plain.deep", "NS", "ns2.example.net."),
        ("near", "NS", "mail"),
        ("near", "NS", "ns1.sub"),
        ("near", "NS", "imap"),
        ("self", "NS", "self"),
        ("self", "A", "192.0.2.54"),
        ("x._tcp", "NS", "ns2.example.net."),
        ("into", "CNAME", "www.sub"),
        ("to-the-cut", "CNAME", "plain.deep"),
        ("twice", "CNAME", "into"),
        ("@", "MX", "30 mx.sub"),
    ]);
    Case {
        what: "delegations",
        configuration: configuration(&delegations, TRANSFERS, &["child.own.example"]),
        zones: ["own.example", "other.example", "child.own.example"].map(str::to_owned).into(),
        least: 1500,
    }
}

/// Of no key.
const DS: &str = "7 13 2 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
const OTHER_DS: &str = "8 8 4 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\
                        0123456789abcdef0123456789abcdef";

impl Case {
    /// Asks both for every name and type, and returns how they differ.
    fn compare(&self) -> BTreeSet<Difference> {
        let folder = Folder::new("dns-nsd");
        let file = folder.write("mailguide.toml", &self.configuration);
        let server = Mailguide::start(&["--log", "off", "--config", file.to_str().unwrap()]);
        let mut names = BTreeSet::new();
        for zone in &self.zones {
            let (text, owners) = match self.configuration.contains(TRANSFERS) {
                true => transferred(zone, &server),
                false => exported(&file, zone, &server),
            };
            folder.write(zone, &text);
            names.extend(owners);
        }
        let nsd = Nsd::start(folder.path(), &self.zones);
        let (mut compared, mut explained, mut bugs) = (0, BTreeSet::new(), Vec::new());
        for name in asked_for(&names) {
            for kind in TYPES {
                let (ours, theirs) = (ask(server.dns, &name, kind), ask(nsd.address, &name, kind));
                compared += 1;
                if ours == theirs {
                    continue;
                }
                match self.explain(&name, kind, &ours, &theirs) {
                    Some(difference) => drop(explained.insert(difference)),
                    None => bugs.push(format!("{name} {kind}\n  ours {ours:?}\n  NSD  {theirs:?}")),
                }
            }
        }
        let first = bugs.iter().take(20).cloned().collect::<Vec<_>>().join("\n");
        assert!(bugs.is_empty(), "{}: {} of {compared}:\n{first}", self.what, bugs.len());
        assert!(compared > self.least, "{}: {compared}", self.what);
        println!("{compared} questions: {}", self.what);
        explained
    }
}

/// A zone as secondaries get it, and its owners.
pub(crate) fn transferred(zone: &str, server: &Mailguide) -> (String, BTreeSet<String>) {
    let port = server.dns.port().to_string();
    let told = run(Command::new("dig")
        .args(["@127.0.0.1", "-p", &port, zone, "AXFR", "+onesoa", "+nosplit"])
        .args(["+noall", "+answer"]));
    let lines = told.lines().filter(|line| line.contains("\tIN\t"));
    let owner = |line: &str| line.split_ascii_whitespace().next().unwrap().to_owned();
    let owners = lines.map(|line| owner(line).trim_end_matches('.').to_owned()).collect();
    (told, owners)
}

/// The owners and, for each: those above it, one below it, one beside it, and all in another case.
fn asked_for(owners: &BTreeSet<String>) -> BTreeSet<String> {
    let mut names = owners.clone();
    for owner in owners {
        let mut rest = owner.as_str();
        while let Some((_, above)) = rest.split_once('.').filter(|(_, above)| above.contains('.')) {
            names.insert(above.to_owned());
            rest = above;
        }
        names.insert(format!("missing.{owner}"));
        names.insert(format!("a.missing.{owner}"));
        let mixed = owner.chars().enumerate().map(|(place, letter)| match place % 2 {
            0 => letter.to_ascii_uppercase(),
            _ => letter,
        });
        names.insert(mixed.collect());
    }
    names.extend(["example.net".to_owned(), "example".to_owned(), "*.own.example".to_owned()]);
    names
}

//----------- NSD ------------------------------------------------------------

/// NSD with zones from files.
struct Nsd {
    _running: Running,
    address: SocketAddr,
}

impl Nsd {
    fn start(folder: &Path, zones: &[String]) -> Self {
        let address = free_address();
        let path = folder.display();
        let mut text = format!(
            "server:\n ip-address: {}@{}\n username: \"\"\n chroot: \"\"\n zonesdir: \"{path}\"\n \
             pidfile: \"{path}/nsd.pid\"\n xfrdfile: \"{path}/xfrd\"\n database: \"\"\n \
             zonelistfile: \"{path}/zones\"\n server-count: 1\n rrl-ratelimit: 0\n \
             minimal-responses: yes\n refuse-any: no\nremote-control:\n control-enable: no\n",
            address.ip(),
            address.port(),
        );
        for zone in zones {
            text.push_str(&format!("zone:\n name: {zone}\n zonefile: {zone}\n"));
        }
        let file = folder.join("nsd.conf");
        std::fs::write(&file, text).unwrap();
        let log = folder.join("nsd.log");
        let mut running = Running::start(Command::new("nsd").args(["-d", "-c"]).arg(file), log);
        running.wait_until("NSD answers", PATIENCE, || {
            let told = Command::new("dig")
                .args(["@127.0.0.1", "-p", &address.port().to_string()])
                .args(["+tries=1", "+timeout=1", &zones[0], "SOA"])
                .output();
            String::from_utf8_lossy(&told.unwrap().stdout).contains("status: NOERROR")
        });
        Self { _running: running, address }
    }
}
