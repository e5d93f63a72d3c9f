//! A key is rolled below a signed parent, while a resolver goes on asking.

use std::fs;
use std::net::SocketAddr;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crate::PATIENCE;
use crate::node::{Node, dig, tag};
use crate::peer::{Found, Peer};
use crate::support::Folder;
use crate::support::ports::free_address;
use crate::support::programs::{have, run, wait_until};

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
    wait_until("the new key signs", PATIENCE, || list()["phase"] == "submitted");
    assert_eq!((tag(&list(), "active"), tag(&list(), "retiring")), (new, old));
    let cds = dig(server.dns, &["own.example", "CDS", "+short", "+nosplit"]);
    let ds = node.ds("own.example");
    assert_eq!(cds.trim().to_lowercase(), ds, "CDS asks for the new DS");
    assert!(ds.starts_with(&format!("{new} ")));
    parent.publish(&ds);
    let confirmed = node.keys(&["confirm", "--json", "--control", &control]);
    assert_eq!(confirmed["phase"], "retiring");
    wait_until("the old key goes", PATIENCE, || list()["phase"] == "steady");
    let keys = || dig(server.dns, &["own.example", "DNSKEY", "+short"]).lines().count();
    wait_until("one key is seen", PATIENCE, || keys() == 1);
    // A while longer than anything is remembered.
    let end = Instant::now() + Duration::from_secs(4);
    wait_until("time passes", PATIENCE, || Instant::now() > end || watch.is_finished());
    stopped.store(true, Ordering::Relaxed);
    let secure = watch.join().unwrap();
    assert!(secure > 40, "only {secure} answers were secure");
    assert_eq!(tag(&list(), "active"), new);
}

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
        let made = run(Command::new("ldns-keygen")
            .args(["-a", "ECDSAP256SHA256", "-k", "example"])
            .current_dir(folder.path()));
        let key = made.trim().to_owned();
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
        run(Command::new("ldns-signzone")
            .args(["-f", "signed.new", "-o", "example", "zone", &self.key])
            .current_dir(self.folder.path()));
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
            Some(nsd) => nsd.running.signal("HUP"),
        }
        let (address, digest) = (self.address(), ds.rsplit(' ').next().unwrap());
        wait_until("the parent has the new DS", PATIENCE, || {
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
