//! Autoconfig XML, such as a file that was served by hand: a service with its domains.

use std::collections::HashSet;

use super::draft::{Draft, Service};
use super::server::{Server, Words};
use super::toml_writer::shown;
use super::{Finding, ImportError, Imported, companion};
use crate::mail::{Domain, Link, Protocol, WebServiceKind};
use crate::xml::{self, Limits, Node};

/// The ISPDB's largest file has some 40 kB and 400 elements.
const LIMITS: Limits = Limits { bytes: 1024 * 1024, depth: 16, elements: 20_000, attributes: 16 };

/// A configuration that is put together from autoconfig files.
#[derive(Default)]
pub struct Services {
    draft: Draft,
    sources: Vec<String>,
}

impl Services {
    /// Adds a file as a service. `source` is its name. The service gets `domains` or, where there
    /// are none, those of the file.
    pub fn add(
        &mut self,
        source: &str,
        bytes: &[u8],
        domains: &[Domain],
    ) -> Result<(), ImportError> {
        let root = xml::read(bytes, LIMITS)?;
        let provider = root.child("emailProvider").ok_or(ImportError::NoProvider)?;
        let mut reading = Reading {
            service: Service {
                origin: shown(source),
                origin_of_domains: match domains {
                    [] => shown(source),
                    _ => "--domain".to_owned(),
                },
                ..Service::default()
            },
            source: shown(source),
            kinds: HashSet::new(),
            help: false,
        };
        reading.read(provider);
        for child in root.children.iter().filter(|child| child.name != "emailProvider") {
            reading.leave_out(child);
        }
        let texts = match domains {
            [] => domains_of(provider),
            domains => domains.iter().map(Domain::to_string).collect(),
        };
        if texts.is_empty() {
            reading.service.findings.push(Finding::needs_hand(format!(
                "{} names no domain; add a [[domain]] for each, or name one with --domain",
                shown(source)
            )));
        }
        let service = self.draft.add_service(reading.service);
        for text in texts {
            self.draft.add_domain(&text, service);
        }
        self.sources.push(shown(source));
        Ok(())
    }

    /// Writes the file; nothing if no file could be added.
    pub fn finish(self) -> Option<Imported> {
        if self.draft.is_empty() {
            return None;
        }
        Some(self.draft.write(&format!("autoconfig {}", self.sources.join(", "))))
    }
}

/// Domains of mail; a placeholder stands for whatever was asked.
fn domains_of(provider: &Node) -> Vec<String> {
    let domains = provider.children.iter().filter(|child| child.name == "domain");
    domains
        .filter(|node| node.attribute("purpose") != Some("mx"))
        .map(|node| node.text.trim().to_owned())
        .filter(|text| text != "%EMAILDOMAIN%")
        .collect()
}

struct Reading {
    service: Service,
    source: String,
    kinds: HashSet<WebServiceKind>,
    help: bool,
}

impl Reading {
    fn read(&mut self, provider: &Node) {
        let text = |name| provider.child(name).map(|node| node.text.trim().to_owned());
        self.service.name = text("displayName").unwrap_or_default();
        self.service.short_name = text("displayShortName").filter(|name| !name.is_empty());
        for child in &provider.children {
            let kind = child.attribute("type").unwrap_or_default();
            match (child.name.as_str(), kind) {
                ("displayName" | "displayShortName", _) => {}
                ("domain", _) if child.attribute("purpose") == Some("mx") => self.leave_out(child),
                ("domain", _) => {}
                ("incomingServer", "imap") => self.server(child, Protocol::Imap),
                ("incomingServer", "pop3") => self.server(child, Protocol::Pop3),
                ("outgoingServer", "smtp") => self.server(child, Protocol::Smtp),
                ("incomingServer", "jmap") => self.web_service(child, WebServiceKind::Jmap),
                ("addressbook" | "addressBook", "carddav") => {
                    self.web_service(child, WebServiceKind::CardDav);
                }
                ("calendar", "caldav") => self.web_service(child, WebServiceKind::CalDav),
                ("fileShare", "webdav") => self.web_service(child, WebServiceKind::WebDav),
                ("documentation", _) => self.documentation(child),
                _ => self.leave_out(child),
            }
        }
    }

    fn server(&mut self, node: &Node, protocol: Protocol) {
        let text = |name| node.child(name).map_or("", |child| child.text.trim());
        let ways = node.children.iter().filter(|child| child.name == "authentication");
        let mut server = Server::read(Words {
            place: format!("{} server of {}", protocol.as_str(), self.source),
            origin: format!("{} of {}", describe(node), self.source),
            protocol,
            host: text("hostname"),
            port: text("port"),
            socket: text("socketType"),
            username: text("username"),
            authentication: ways.map(|way| way.text.trim()).collect(),
        });
        let known = ["hostname", "port", "socketType", "username", "authentication"];
        for child in node.children.iter().filter(|child| !known.contains(&child.name.as_str())) {
            server.findings.push(Finding::note(format!(
                "{} server of {}: {} is left out",
                protocol.as_str(),
                self.source,
                describe(child)
            )));
        }
        self.service.servers.push(server);
    }

    fn web_service(&mut self, node: &Node, kind: WebServiceKind) {
        // The draft and the files before it use different names.
        let url = node.child("url").or_else(|| node.child("serverURL"));
        match url.map(|url| url.text.trim()) {
            Some(url) if self.kinds.insert(kind) => {
                self.service.fields.push(companion::field(kind, url, &self.source));
            }
            _ => self.leave_out(node),
        }
    }

    fn documentation(&mut self, node: &Node) {
        match node.attribute("url").filter(|url| Link::parse(url).is_ok()) {
            Some(url) if !self.help => {
                self.help = true;
                self.service.fields.push(companion::help(url, &self.source));
            }
            _ => self.leave_out(node),
        }
    }

    fn leave_out(&mut self, node: &Node) {
        let message = format!("{}: {} is left out", self.source, describe(node));
        self.service.findings.push(Finding::note(message));
    }
}

/// The name of an element with what tells it from others of that name.
fn describe(node: &Node) -> String {
    let told = ["type", "url", "visiturl", "purpose"].into_iter().find_map(|name| {
        let value = node.attribute(name)?;
        Some(format!(", {name} {}", shown(value)))
    });
    format!("the element {}{}", shown(&node.name), told.unwrap_or_default())
}
