//! A server that signs, with a folder for its keys, and `dig` to ask it.

use std::net::SocketAddr;
use std::process::{Command, Output};

use serde_json::Value;

use crate::support::programs::{run, said};
use crate::support::{Folder, Mailguide, SERVERS, mailguide};

const SERVICE: &str = r#"
[http]
public_addresses = ["192.0.2.1", "2001:db8::1"]

[[service]]
id = "own"
"#;

const DOMAINS: &str = r#"
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
pub(crate) struct Node {
    pub(crate) folder: Folder,
}

impl Node {
    /// With more settings for DNS.
    pub(crate) fn new(dns: &str) -> Self {
        let folder = Folder::new("dnssec");
        let settings = format!("[dns]\ndnssec = true\n{dns}\n[state]\nfolder = \"state\"\n");
        folder.write("mailguide.toml", &format!("{settings}{SERVICE}{SERVERS}{DOMAINS}"));
        let node = Self { folder };
        let made = node.keys(&["generate", "--json"]);
        assert_eq!(made["phase"], "steady");
        node
    }

    pub(crate) fn path(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    pub(crate) fn start(&self) -> Mailguide {
        Mailguide::start(&["--config", &self.path("mailguide.toml"), "--log", "off"])
    }

    /// Runs a command with this configuration.
    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        mailguide()
            .args(arguments)
            .args(["--config", &self.path("mailguide.toml")])
            .output()
            .unwrap()
    }

    /// What a command for keys says, in JSON.
    pub(crate) fn keys(&self, arguments: &[&str]) -> Value {
        let output = self.run(&[&["dns", "keys"], arguments].concat());
        assert!(output.status.success(), "{}", said(&output));
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// The DS of a domain, as a zone file has it behind the type.
    pub(crate) fn ds(&self, domain: &str) -> String {
        let records = self.keys(&["ds", domain, "--json"]);
        records[0]["data"].as_str().unwrap().to_owned()
    }
}

/// The tag of the key in a state.
pub(crate) fn tag(keys: &Value, state: &str) -> u64 {
    let keys = keys["keys"].as_array().unwrap();
    let key = keys.iter().find(|key| key["state"] == state);
    key.unwrap_or_else(|| panic!("no {state} key in {keys:?}"))["key_tag"].as_u64().unwrap()
}

/// What `dig` prints.
pub(crate) fn dig(server: SocketAddr, arguments: &[&str]) -> String {
    run(Command::new("dig")
        .args([&format!("@{}", server.ip()), "-p", &server.port().to_string()])
        .args(["+tries=1", "+timeout=15", "+norecurse"])
        .args(arguments))
}
