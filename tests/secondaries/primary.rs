//! A server whose zones are transferred, and `dig` to ask for them.

use std::net::SocketAddr;
use std::process::Command;
use std::time::Duration;

use crate::support::{Folder, Mailguide, mailguide};

/// How long secondaries may take to follow on a busy machine.
pub(crate) const PATIENCE: Duration = Duration::from_secs(90);
/// The key that is allowed to transfer.
pub(crate) const KEY: &str =
    "hmac-sha256:transfer.example.net:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
/// The name of the catalog.
pub(crate) const CATALOG: &str = "catalog.example.net";

/// A service, domains, and who may have them; `DNS` stands for more settings of that section.
const CONFIGURATION: &str = r#"
[http]
public_addresses = ["192.0.2.1", "2001:db8::1"]

[dns]
transfer_allow = ["transfer.example.net"]
tsig_keys = "KEY"
catalog_zone = "catalog.example.net"
DNS

[[service]]
id = "standard"
[[service.incoming]]
protocol = "imap"
host = "imap.%EMAILDOMAIN%"
port = 993
tls = "implicit"
username = "address"
authentication = ["password"]
[[service.outgoing]]
protocol = "smtp"
host = "smtp.hoster.example"
port = 465
tls = "implicit"
username = "address"
authentication = ["password"]
[[service.record]]
name = "imap"
type = "A"
value = "192.0.2.25"
[[service.record]]
name = "www"
type = "CNAME"
value = "@"
[[service.record]]
name = "@"
type = "MX"
value = "10 imap"

[[domain]]
name = "own.example"
service = "standard"

[[domain]]
name = "below.deep.own.example"
service = "standard"
"#;

/// The configuration with more settings of its DNS section.
pub(crate) fn configuration(dns: &str) -> String {
    CONFIGURATION.replace("KEY", KEY).replace("DNS", dns)
}

/// A server with a state folder.
pub(crate) struct Primary {
    pub(crate) folder: Folder,
    pub(crate) server: Mailguide,
    arguments: Vec<String>,
}

impl Primary {
    /// Starts one with that configuration.
    pub(crate) fn start(file: &str, more: &[&str]) -> Self {
        let folder = Folder::new("primary");
        std::fs::create_dir(folder.path().join("domains.d")).unwrap();
        let path = folder.write("mailguide.toml", file);
        let state = folder.path().join("state");
        let mut arguments = vec!["--config", path.to_str().unwrap()];
        arguments.extend(["--state", state.to_str().unwrap()]);
        arguments.extend(more);
        if file.contains("dnssec = true") {
            let generate = [&["dns", "keys", "generate"], &arguments[..4]].concat();
            let made = mailguide().args(generate).output().unwrap();
            assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        }
        let server = Mailguide::start(&arguments);
        let arguments = arguments.into_iter().map(str::to_owned).collect();
        Self { folder, server, arguments }
    }

    /// Kills it and starts it again.
    pub(crate) fn start_again(&mut self) {
        self.server.signal("KILL");
        self.server.wait();
        let arguments: Vec<&str> = self.arguments.iter().map(String::as_str).collect();
        self.server = Mailguide::start(&arguments);
    }

    /// Adds a domain in a file of its own.
    pub(crate) fn add(&self, domain: &str) {
        let file = format!("name = \"{domain}\"\nservice = \"standard\"\n");
        self.folder.write(&format!("domains.d/{domain}.toml"), &file);
        self.reload();
    }

    /// Removes it again.
    pub(crate) fn remove(&self, domain: &str) {
        let file = self.folder.path().join(format!("domains.d/{domain}.toml"));
        std::fs::remove_file(file).unwrap();
        self.reload();
    }

    /// Replaces a piece of the configuration file.
    pub(crate) fn change(&self, from: &str, to: &str) {
        let path = self.folder.path().join("mailguide.toml");
        let text = std::fs::read_to_string(path).unwrap();
        assert!(text.contains(from), "{text}");
        self.folder.write("mailguide.toml", &text.replace(from, to));
        self.reload();
    }

    pub(crate) fn reload(&self) {
        let reload =
            mailguide().args(["reload", "--control"]).arg(&self.server.control).output().unwrap();
        assert!(reload.status.success(), "{}", String::from_utf8_lossy(&reload.stderr));
    }

    /// What `mailguide dns secondary` prints.
    pub(crate) fn secondary(&self, program: &str) -> String {
        let output = mailguide()
            .args(["dns", "secondary", "--show-secrets", "--for", program, "--primary"])
            .arg(self.server.dns.to_string())
            .arg("--config")
            .arg(self.folder.path().join("mailguide.toml"))
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// The serial that it answers for a zone, to who may have it.
    pub(crate) fn serial(&self, zone: &str) -> u32 {
        let told = dig(self.server.dns, &["-y", KEY, "+short", zone, "SOA"]);
        let serial = told.split(' ').nth(2).and_then(|serial| serial.parse().ok());
        serial.unwrap_or_else(|| panic!("{zone}: {told}"))
    }
}

/// What `dig` prints.
pub(crate) fn dig(server: SocketAddr, arguments: &[&str]) -> String {
    let output = Command::new("dig")
        .arg(format!("@{}", server.ip()))
        .args(["-p", &server.port().to_string(), "+tries=1", "+timeout=5", "+nocookie"])
        .args(arguments)
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap()
}
