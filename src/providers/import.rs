//! Autoconfig XML in, the text of a provider file out. What the schema cannot express stays as a
//! comment, and is named.

use std::fmt::Write as _;

use thiserror::Error;

use crate::mail::{Date, Domain, Link, Port, Variable};
use crate::xml::{self, Limits, Node, XmlError};

/// The ISPDB's largest file has some 40 kB and 400 elements.
const LIMITS: Limits = Limits { bytes: 1024 * 1024, depth: 16, elements: 20_000, attributes: 16 };

/// A provider file made from an autoconfig file.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Imported {
    /// The name of the file without `.toml`.
    pub id: String,
    /// Its text.
    pub toml: String,
    /// What could not be expressed.
    pub left_out: Vec<String>,
}

/// Why nothing could be imported.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
pub enum ImportError {
    /// Not XML that we read.
    #[error("{0}")]
    Xml(#[from] XmlError),
    /// Not autoconfig.
    #[error("there is no emailProvider in it; name an autoconfig file")]
    NoProvider,
}

/// Imports a file. `name` is its name, `today` becomes the date of the source.
pub fn import(name: &str, bytes: &[u8], today: Date) -> Result<Imported, ImportError> {
    let root = xml::read(bytes, LIMITS)?;
    let provider = root.child("emailProvider").ok_or(ImportError::NoProvider)?;
    let mut writing = Writing { toml: String::new(), left_out: Vec::new() };
    let id = provider.attribute("id").unwrap_or(name);
    writing.head(provider, id);
    writing.servers(provider);
    writing.others(&root, provider);
    writing.tail(provider, name, today);
    Ok(Imported { id: slug(id), toml: writing.toml, left_out: writing.left_out })
}

/// `Example.ORG` becomes `example-org`.
fn slug(id: &str) -> String {
    let fits = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
    let slug: String = id.trim_end_matches(".xml").chars().map(fits).take(60).collect();
    match slug.trim_matches('-') {
        "" => "imported".to_owned(),
        slug => slug.to_owned(),
    }
}

struct Writing {
    toml: String,
    left_out: Vec<String>,
}

impl Writing {
    fn line(&mut self, text: &str) {
        self.toml.push_str(text);
        self.toml.push('\n');
    }

    fn value(&mut self, field: &str, value: &str) {
        writeln!(self.toml, "{field} = {}", quoted(value)).expect("a String takes it all");
    }

    /// Keeps something as a comment and remembers that it was left out.
    fn leave_out(&mut self, what: String) {
        let what = what.replace(char::is_control, " ");
        writeln!(self.toml, "# not imported: {what}").expect("a String takes it all");
        self.left_out.push(what);
    }

    fn head(&mut self, provider: &Node, id: &str) {
        let text = |name| provider.child(name).map(|node| node.text.trim());
        let name = text("displayName").filter(|name| !name.is_empty()).unwrap_or(id);
        let short = text("displayShortName").filter(|name| !name.is_empty()).unwrap_or(name);
        self.value("name", &cut(name, 60));
        self.value("short_name", &cut(short, 20));
        if all_plain(provider) {
            self.value("status", "unencrypted_only");
        }
        let mut domains: Vec<String> = Vec::new();
        let mut mx = Vec::new();
        let mut odd = Vec::new();
        for node in provider.children.iter().filter(|node| node.name == "domain") {
            match Domain::parse(node.text.trim()) {
                Ok(domain) if node.attribute("purpose") == Some("mx") => {
                    mx.push(domain.to_string())
                }
                Ok(domain) if domains.contains(&domain.to_string()) => {}
                Ok(domain) => domains.push(domain.to_string()),
                Err(error) => odd.push(format!("domain {}: {error}", node.text.trim())),
            }
        }
        self.list("domains", &domains);
        if !mx.is_empty() {
            self.list("mx", &mx);
        }
        let documentation: Vec<String> = provider
            .children
            .iter()
            .filter(|node| node.name == "documentation")
            .filter_map(|node| node.attribute("url").map(str::to_owned))
            .collect();
        let (links, others): (Vec<String>, Vec<String>) =
            documentation.into_iter().partition(|url| Link::parse(url).is_ok());
        if !links.is_empty() {
            self.list("documentation", &links);
        }
        odd.extend(others.into_iter().map(|url| format!("documentation {url}: not https")));
        for what in odd {
            self.leave_out(what);
        }
    }

    fn list(&mut self, field: &str, values: &[String]) {
        let values: Vec<String> = values.iter().map(|value| quoted(value)).collect();
        let one_line = format!("{field} = [{}]", values.join(", "));
        if one_line.len() <= 110 {
            return self.line(&one_line);
        }
        self.line(&format!("{field} = ["));
        for value in values {
            self.line(&format!("    {value},"));
        }
        self.line("]");
    }

    fn servers(&mut self, provider: &Node) {
        let unencrypted = all_plain(provider);
        let kinds =
            [("incomingServer", "imap"), ("incomingServer", "pop3"), ("outgoingServer", "smtp")];
        for (element, protocol) in kinds {
            for node in &provider.children {
                if node.name == element && node.attribute("type") == Some(protocol) {
                    self.server(node, protocol, unencrypted);
                }
            }
        }
    }

    fn server(&mut self, node: &Node, protocol: &str, unencrypted: bool) {
        let text = |name| node.child(name).map_or("", |child| child.text.trim());
        let (host, port, socket) = (text("hostname"), text("port"), text("socketType"));
        let place = format!("{protocol} server {host}:{port}");
        let tls = match socket {
            "SSL" => "implicit",
            "STARTTLS" => "starttls",
            "plain" if unencrypted => "none",
            _ => return self.leave_out(format!("{place}: socketType {socket}")),
        };
        let Ok(port) = port.parse::<Port>() else {
            return self.leave_out(format!("{place}: the port is no number from 1 to 65535"));
        };
        let ways: Vec<&str> = node
            .children
            .iter()
            .filter(|child| child.name == "authentication")
            .filter_map(|child| match child.text.trim() {
                "OAuth2" | "OAuth" => Some("\"oauth2\""),
                "password-cleartext" | "plain" => Some("\"password\""),
                "password-encrypted" | "secure" => Some("\"password_encrypted\""),
                "none" | "client-IP-address" | "smtp-after-pop" if protocol == "smtp" => {
                    Some("\"none\"")
                }
                _ => None,
            })
            .collect();
        if ways.is_empty() {
            return self.leave_out(format!("{place}: no known way to sign in"));
        }
        let username = match text("username") {
            "%EMAILADDRESS%" => "address",
            "%EMAILLOCALPART%" => "local_part",
            template if template.contains('%') => template,
            other => return self.leave_out(format!("{place}: user name {other:?}")),
        };
        let table = if protocol == "smtp" { "outgoing" } else { "incoming" };
        self.line(&format!("\n[[{table}]]"));
        self.value("protocol", protocol);
        self.value("host", &lower_case(host));
        self.line(&format!("port = {port}"));
        self.value("tls", tls);
        if tls == "implicit" && matches!(port.get(), 25 | 110 | 143 | 587) {
            self.line("unusual_port = true");
        }
        self.value("username", username);
        self.line(&format!("authentication = [{}]", ways.join(", ")));
        let known = ["hostname", "port", "socketType", "authentication", "username"];
        for child in &node.children {
            if !known.contains(&child.name.as_str()) {
                self.leave_out(format!("{place}: {}", child.name));
            }
        }
    }

    /// What stands beside the servers and has no field here.
    fn others(&mut self, root: &Node, provider: &Node) {
        let known = ["domain", "displayName", "displayShortName", "documentation"];
        let mut others = Vec::new();
        for child in &provider.children {
            let server = match child.name.as_str() {
                "incomingServer" => matches!(child.attribute("type"), Some("imap" | "pop3")),
                "outgoingServer" => child.attribute("type") == Some("smtp"),
                _ => false,
            };
            if !server && !known.contains(&child.name.as_str()) {
                others.push(describe(child));
            }
        }
        others.extend(root.children.iter().filter(|c| c.name != "emailProvider").map(describe));
        if !others.is_empty() {
            self.line("");
        }
        for what in others {
            self.leave_out(what);
        }
    }

    fn tail(&mut self, provider: &Node, name: &str, today: Date) {
        let typed = |node: &Node| {
            let ways = node.children.iter().filter(|child| child.name == "authentication");
            ways.into_iter().any(|way| !way.text.trim().starts_with("OAuth"))
        };
        let servers = || provider.children.iter().filter(|c| c.name.ends_with("Server"));
        let kind = if servers().any(typed) || servers().next().is_none() {
            "unknown"
        } else {
            "oauth2_only"
        };
        self.line("\n[password]");
        self.value("kind", kind);
        self.line("\n[[source]]");
        self.value("title", &format!("imported from {name}"));
        self.line(&format!("checked = {today}"));
        self.line("covers = [\"servers\"]");
        self.line("\n[confidence]");
        self.value("servers", "1");
        self.value("password", "unverified");
    }
}

/// Whether no server of the file encrypts.
fn all_plain(provider: &Node) -> bool {
    let mut sockets = provider
        .children
        .iter()
        .filter_map(|node| node.child("socketType"))
        .map(|node| node.text.trim())
        .peekable();
    sockets.peek().is_some() && sockets.all(|socket| socket == "plain")
}

/// A host name as provider files write it; placeholders keep their letters.
fn lower_case(host: &str) -> String {
    let placeholder = Variable::Domain.as_str();
    let parts: Vec<String> = host.split(placeholder).map(str::to_ascii_lowercase).collect();
    parts.join(placeholder)
}

fn describe(node: &Node) -> String {
    let url = node.attribute("visiturl").or_else(|| node.attribute("url"));
    let kind = node.attribute("type").map(|kind| format!(" {kind}")).unwrap_or_default();
    format!("{}{kind}{}", node.name, url.map(|url| format!(" {url}")).unwrap_or_default())
}

/// The beginning of a name, on one line.
fn cut(text: &str, most: usize) -> String {
    let words = text.split(|c: char| c.is_whitespace() || c.is_control());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    words.join(" ").chars().take(most).collect::<String>().trim_end().to_owned()
}

/// A TOML string.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_provider_file_can_say_is_not_written() {
        let server = |port: &str| {
            format!(
                "<hostname>a.example</hostname><port>{port}</port><socketType>SSL</socketType>\
                 <username>%EMAILADDRESS%</username><authentication>password-cleartext</authentication>"
            )
        };
        let file = format!(
            "<clientConfig><emailProvider id=\"a.example\"><domain>a.example</domain>\
             <displayName>A\n  <![CDATA[\u{7f}]]>mail</displayName>\
             <incomingServer type=\"imap\">{}</incomingServer>\
             <incomingServer type=\"imap\">{}</incomingServer>\
             <outgoingServer type=\"smtp\">{}</outgoingServer></emailProvider></clientConfig>",
            server("000"),
            server("993"),
            server("465"),
        );
        let today = Date::parse("2026-11-22").unwrap();
        let imported = import("a.example.xml", file.as_bytes(), today).unwrap();
        assert_eq!(imported.left_out.len(), 1, "{:?}", imported.left_out);
        let read = super::super::read(&imported.id, "a.toml", &imported.toml, None);
        let provider = read.unwrap_or_else(|report| panic!("{report}")).provider;
        assert_eq!(&*provider.service.name, "A mail");
        assert_eq!(provider.service.incoming.len(), 1);
    }
}
