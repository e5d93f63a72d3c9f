//! Servers of others: NSD, and unbound as a validating resolver.

use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;

use crate::PATIENCE;
use crate::support::ports::free_address;
use crate::support::programs::{Running, said};

/// A server of others.
pub(crate) struct Peer {
    pub(crate) running: Running,
    pub(crate) address: SocketAddr,
}

impl Peer {
    /// Starts one with its configuration and waits until it answers.
    pub(crate) fn start(
        program: &str,
        folder: &Path,
        address: SocketAddr,
        configuration: &str,
    ) -> Self {
        let file = folder.join(format!("{program}.conf"));
        std::fs::write(&file, configuration).unwrap();
        let log = folder.join(format!("{program}.log"));
        let mut running = Running::start(Command::new(program).args(["-d", "-c"]).arg(&file), log);
        running.wait_until(&format!("{program} answers"), PATIENCE, || {
            let output = Command::new("dig")
                .args(["@127.0.0.1", "-p", &address.port().to_string()])
                .args(["+tries=1", "+timeout=1", "version.bind", "CH", "TXT"])
                .output();
            output.unwrap().status.success()
        });
        Self { running, address }
    }

    /// A validating resolver with zones to ask for, and trust anchors, both as unbound writes them.
    pub(crate) fn unbound(folder: &Path, anchors: &[String], stubs: &[(&str, SocketAddr)]) -> Self {
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
    pub(crate) fn resolve(&self, name: &str, kind: &str) -> Found {
        let output = Command::new("dig")
            .args(["@127.0.0.1", "-p", &self.address.port().to_string()])
            .args(["+tries=1", "+timeout=15", "+adflag", "+noall", "+comments", "+answer"])
            .args([name, kind])
            .output()
            .unwrap();
        let told = said(&output);
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

/// What a validating resolver finds of an answer.
#[derive(Debug, Eq, PartialEq)]
pub(crate) enum Found {
    Secure,
    Insecure,
    Bogus,
}
