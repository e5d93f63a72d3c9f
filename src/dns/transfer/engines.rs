//! What other name servers have to be told to become secondaries of ours: NSD, Knot DNS and BIND.

use std::fmt::Write as _;
use std::net::SocketAddr;

use super::tsig::Key;
use crate::mail::{Domain, keywords};

keywords! {
    /// What is written.
    pub enum Engine {
        /// For `named.conf`: BIND 9.18 or later.
        Bind = "bind",
        /// For `knot.conf`: Knot DNS 3.0 or later.
        Knot = "knot",
        /// For `nsd.conf`: NSD 4.9 or later.
        Nsd = "nsd",
        /// For `nsd.conf`: an NSD that knows no catalogs, beside the script.
        NsdWithoutCatalog = "nsd-without-catalog",
        /// A script that lets such an NSD follow the catalog.
        NsdScript = "nsd-script",
    }
}

/// How a secondary reaches us.
pub struct Primary<'p> {
    /// Where we are.
    pub address: SocketAddr,
    /// The catalog.
    pub catalog: &'p Domain,
    /// The key for transfers, if there is one.
    pub key: Option<&'p Key>,
    /// The key that we sign notifications with, if we do.
    pub notify_key: Option<&'p Key>,
    /// Whether secrets are written out.
    pub secrets: bool,
}

/// Writes it.
pub fn configuration(engine: Engine, primary: &Primary<'_>) -> String {
    let written = match engine {
        Engine::Bind => primary.bind(),
        Engine::Knot => primary.knot(),
        Engine::Nsd => primary.nsd(true),
        Engine::NsdWithoutCatalog => primary.nsd(false),
        Engine::NsdScript => primary.nsd_script(),
    };
    written.expect("a String takes it all")
}

type Written = Result<String, std::fmt::Error>;

impl Primary<'_> {
    /// The keys, each once.
    fn keys(&self) -> impl Iterator<Item = &Key> {
        let other = self.notify_key.filter(|key| self.key.is_none_or(|k| k.name() != key.name()));
        self.key.into_iter().chain(other)
    }

    fn secret(&self, key: &Key) -> String {
        match self.secrets {
            true => key.secret(),
            false => format!("the secret of {}", key.name()),
        }
    }

    /// Where we are, as Knot and NSD write it.
    fn place(&self) -> String {
        format!("{}@{}", self.address.ip(), self.address.port())
    }

    fn bind(&self) -> Written {
        let (address, port) = (self.address.ip(), self.address.port());
        let catalog = self.catalog;
        let key = self.key.map(|key| format!(" key \"{}\"", key.name())).unwrap_or_default();
        let primary = format!("{{ {address} port {port}{key}; }}");
        let mut text = format!(
            "// Into options {{ }} (BIND 9.18 or later):\n\
             catalog-zones {{ zone \"{catalog}\" default-primaries {primary} in-memory yes; }};\n\n\
             // Beside options {{ }}:\n"
        );
        for key in self.keys() {
            let (name, algorithm) = (key.name(), key.algorithm().as_str());
            writeln!(
                text,
                "key \"{name}\" {{ algorithm {algorithm}; secret \"{}\"; }};",
                self.secret(key)
            )?;
        }
        writeln!(
            text,
            "zone \"{catalog}\" {{\n\ttype secondary;\n\tfile \"{catalog}.db\";\n\
             \tprimaries {primary};\n\tallow-query {{ none; }};\n\tallow-transfer {{ none; }};\n\
             \tnotify no;\n}};"
        )?;
        Ok(text)
    }

    fn knot(&self) -> Written {
        let (catalog, place) = (self.catalog, self.place());
        let mut text = "# Knot DNS 3.0 or later\n".to_owned();
        let mut section = "key:\n";
        for key in self.keys() {
            let (name, algorithm) = (key.name(), key.algorithm().as_str());
            writeln!(
                text,
                "{section}  - id: {name}\n    algorithm: {algorithm}\n    secret: {}",
                quoted(&self.secret(key))
            )?;
            section = "";
        }
        writeln!(text, "remote:\n  - id: mailguide\n    address: {place}")?;
        if let Some(key) = self.key {
            writeln!(text, "    key: {}", key.name())?;
        }
        writeln!(text, "acl:\n  - id: mailguide\n    address: {}", self.address.ip())?;
        if let Some(key) = self.notify_key {
            writeln!(text, "    key: {}", key.name())?;
        }
        writeln!(text, "    action: notify")?;
        let zone = "    master: mailguide\n    acl: mailguide\n";
        writeln!(
            text,
            "template:\n  - id: mailguide\n{zone}zone:\n  - domain: {catalog}.\n{zone}    \
             catalog-role: interpret\n    catalog-template: mailguide"
        )?;
        Ok(text)
    }

    fn nsd(&self, with_catalog: bool) -> Written {
        let key = |key: Option<&Key>| key.map_or("NOKEY", Key::name).to_owned();
        let mut text = match with_catalog {
            true => "# NSD 4.9 or later\n".to_owned(),
            false => {
                "# NSD before 4.9, which knows no catalogs; beside it let the script run each \
                      minute that\n# `mailguide dns secondary --for nsd-script` prints\n"
                    .to_owned()
            }
        };
        for key in self.keys() {
            let (name, algorithm) = (key.name(), key.algorithm().as_str());
            writeln!(
                text,
                "key:\n\tname: \"{name}\"\n\talgorithm: {algorithm}\n\tsecret: {}",
                quoted(&self.secret(key))
            )?;
        }
        writeln!(
            text,
            "pattern:\n\tname: \"mailguide\"\n\trequest-xfr: {} {}\n\tallow-notify: {} {}",
            self.place(),
            key(self.key),
            self.address.ip(),
            key(self.notify_key)
        )?;
        if with_catalog {
            writeln!(
                text,
                "zone:\n\tname: \"{}\"\n\tcatalog: consumer\n\tcatalog-member-pattern: \
                 \"mailguide\"\n\tinclude-pattern: \"mailguide\"",
                self.catalog
            )?;
        }
        Ok(text)
    }

    /// The key stands in a file that only its reader can open: arguments are seen by everybody.
    fn nsd_script(&self) -> Written {
        let (address, port) = (self.address.ip(), self.address.port());
        let catalog = self.catalog;
        let mut text = "#!/bin/sh\n\
            # Lets NSD follow the catalog of Mailguide: adds the zones that it lists, and removes\n\
            # those that it does not list any longer. For cron; NSD_CONTROL names nsd-control.\n\
            set -eu\n\
            control=${NSD_CONTROL:-nsd-control}\n\
            work=$(mktemp -d)\n\
            trap 'rm -rf \"$work\"' EXIT\n"
            .to_owned();
        let mut with_key = String::new();
        if let Some(key) = self.key {
            let (name, algorithm) = (key.name(), key.algorithm().as_str());
            writeln!(
                text,
                "umask 077\ncat > \"$work/key\" <<'END'\nkey \"{name}\" {{ algorithm {algorithm}; secret \
                 \"{}\"; }};\nEND",
                self.secret(key)
            )?;
            with_key.push_str(" -k \"$work/key\"");
        }
        writeln!(
            text,
            "dig +noall +answer @{address} -p {port}{with_key} {catalog} AXFR > \"$work/catalog\"\n\
             # It is whole where it ends as it begins; else nothing is to be removed.\n\
             test \"$(grep -c '[[:space:]]SOA[[:space:]]' \"$work/catalog\")\" -eq 2\n\
             awk '$4 == \"PTR\" {{ sub(/\\.$/, \"\", $5); print $5 }}' \"$work/catalog\" | sort > \"$work/listed\"\n\
             $control zonestatus | awk '$1 == \"zone:\" {{ zone = $2 }} \
             $1 == \"pattern:\" && $2 == \"mailguide\" {{ print zone }}' | sort > \"$work/served\"\n\
             comm -23 \"$work/listed\" \"$work/served\" | sed 's/$/ mailguide/' | $control addzones\n\
             comm -13 \"$work/listed\" \"$work/served\" | $control delzones"
        )?;
        Ok(text)
    }
}

fn quoted(text: &str) -> String {
    format!("\"{text}\"")
}
