//! Writes a draft as a `mailguide.toml`, with the origin of each part and each finding beside what
//! it is about.

use std::collections::HashMap;

use super::draft::{Draft, Field, Ldap, ServedDomain, Service};
use super::toml_writer::{TomlWriter, Value, shown};
use super::{Finding, Imported};
use crate::providers::embedded;
use crate::providers::sense::{NAME_MAX, SHORT_NAME_MAX, looks_like_a_number};

/// The longest identifier of a service, without the number that may follow.
const ID_MAX: usize = 50;

impl Draft {
    /// Writes the file. `source` names where all of it comes from.
    pub(super) fn write(self, source: &str) -> Imported {
        let first_domains = self.first_domains();
        let Self { findings, public_url, ldap, services, domains, .. } = self;
        let secret = ldap.as_ref().is_some_and(|ldap| ldap.password.is_some());
        let mut rendering = Rendering::new();
        for finding in findings {
            rendering.finding(finding);
        }
        if let Some(public_url) = public_url {
            rendering.origin(public_url.origin);
            rendering.writer.table("[http]");
            rendering.writer.text("public_url", &public_url.url);
        }
        if let Some(ldap) = ldap {
            rendering.ldap(ldap);
        }
        let services: Vec<Written> = services
            .into_iter()
            .zip(first_domains)
            .map(|(service, domain)| rendering.service(service, domain.as_deref()))
            .collect();
        let mut last = "";
        for domain in domains {
            let service = &services[domain.service.0];
            rendering.writer.blank();
            if last != service.origin {
                rendering.origin(&service.origin);
                last = &service.origin;
            }
            rendering.domain(domain, service);
        }
        rendering.finish(source, secret)
    }

    /// The first domain of each service, which stands in where a name is missing.
    fn first_domains(&self) -> Vec<Option<String>> {
        let mut first = vec![None; self.services.len()];
        for served in &self.domains {
            if let (Ok(domain), slot @ None) = (&served.domain, &mut first[served.service.0]) {
                *slot = Some(domain.to_string());
            }
        }
        first
    }
}

/// What the domains need to know of a service that is written.
struct Written {
    id: String,
    origin: String,
}

struct Rendering {
    writer: TomlWriter,
    findings: Vec<Finding>,
    /// Identifiers that are taken, with how often they were wanted.
    ids: HashMap<String, usize>,
}

impl Rendering {
    fn new() -> Self {
        // A service may not be named like a provider, nor like what all other domains get.
        let taken = embedded().into_iter().map(|file| file.id.into_owned());
        let taken = taken.chain(["default".to_owned()]);
        Self {
            writer: TomlWriter::default(),
            findings: Vec::new(),
            ids: taken.map(|id| (id, 1)).collect(),
        }
    }

    fn finish(self, source: &str, secret: bool) -> Imported {
        let mut imported = Imported { toml: String::new(), findings: self.findings, secret };
        let mut head = TomlWriter::default();
        head.comment(&format!("Made from {source}."));
        if imported.needs_a_hand() {
            head.comment(
                "Comments that say \"needs a hand\" tell what could not be carried over. See to \
                 them, then run: mailguide config check",
            );
        }
        head.blank();
        imported.toml = head.finish() + &self.writer.finish();
        imported
    }

    fn origin(&mut self, origin: &str) {
        self.writer.blank();
        self.writer.comment(&format!("From {origin}"));
    }

    fn finding(&mut self, finding: Finding) {
        self.writer.comment(&finding.to_string());
        self.findings.push(finding);
    }

    fn field(&mut self, field: Field) {
        let Field { key, value, fault } = field;
        match fault {
            None => self.writer.value(key, &value),
            Some(fault) => {
                self.finding(fault);
                self.writer.commented(|writer| writer.value(key, &value));
            }
        }
    }

    fn ldap(&mut self, ldap: Ldap) {
        self.origin(&ldap.origin);
        for finding in ldap.findings {
            self.finding(finding);
        }
        self.writer.table("[ldap]");
        for field in ldap.fields {
            self.field(field);
        }
        if let Some(password) = ldap.password {
            self.finding(Finding::note(
                "the password of the directory stands in this file; better delete the line and set \
                 the environment variable MAILGUIDE__LDAP__BIND_PASSWORD",
            ));
            self.writer.text("bind_password", &password);
        }
    }

    fn service(&mut self, mut service: Service, domain: Option<&str>) -> Written {
        let id = self.identifier(&service.name, domain);
        self.origin(&service.origin);
        for finding in std::mem::take(&mut service.findings) {
            self.finding(finding);
        }
        let name = self.name(&service.name, NAME_MAX, &id, domain);
        let short_name = match &service.short_name {
            Some(short_name) if *short_name != service.name => {
                self.name(short_name, SHORT_NAME_MAX, &id, domain)
            }
            _ => fitting(&name, SHORT_NAME_MAX),
        };
        for (outgoing, kind, way) in [(false, "incoming", "receive"), (true, "outgoing", "send")] {
            if !service.is_complete(outgoing) {
                self.finding(Finding::needs_hand(format!(
                    "service {}: it has no {kind} server, so that nobody could {way} mail; add a \
                     [[service.{kind}]]",
                    shown(&id)
                )));
            }
        }
        if service.put_imap_first() {
            let message = format!("service {}: IMAP now stands before POP3", shown(&id));
            self.finding(Finding::note(message));
        }
        self.writer.table("[[service]]");
        self.writer.text("id", &id);
        self.writer.text("display_name", &name);
        self.writer.text("display_short_name", &short_name);
        for field in std::mem::take(&mut service.fields) {
            self.field(field);
        }
        if service.directory {
            self.finding(Finding::note(format!(
                "service {}: login names come from the directory, so whoever asks for an address \
                 learns its login name, and by it that the mailbox exists; if that is too much, \
                 write username = \"address\" at its servers",
                shown(&id)
            )));
            self.writer.value("disclose_login_names", &Value::Switch(true));
        }
        if service.browser_alone() {
            self.writer.table("[service.password]");
            self.writer.text("kind", "oauth2_only");
        }
        for mut server in service.servers {
            self.origin(&server.origin);
            for finding in std::mem::take(&mut server.findings) {
                self.finding(finding);
            }
            if service.directory {
                server.ask_directory();
            }
            server.write(&mut self.writer);
        }
        Written { id, origin: service.origin_of_domains }
    }

    fn domain(&mut self, served: ServedDomain, service: &Written) {
        if let Some(fault) = served.fault {
            self.finding(fault);
        }
        let write = |writer: &mut TomlWriter, name: &str| {
            writer.table("[[domain]]");
            writer.text("name", name);
            writer.text("service", &service.id);
        };
        match served.domain {
            Ok(domain) => write(&mut self.writer, domain.as_str()),
            Err(text) => self.writer.commented(|writer| write(writer, &text)),
        }
    }

    /// A name that clients show as it is; the domain stands in for one that they could not.
    fn name(&mut self, text: &str, most: usize, id: &str, domain: Option<&str>) -> String {
        let words: Vec<&str> = text
            .split(|c: char| c.is_whitespace() || c.is_control())
            .filter(|word| !word.is_empty())
            .collect();
        let name = words.join(" ");
        let domain = domain.unwrap_or("Mail");
        let (text, what) = if name.is_empty() {
            (domain, "it has no name".to_owned())
        } else if has_placeholder(&name) {
            (domain, format!("its name {} has a placeholder", shown(text)))
        } else if fitting(&name, most) != name {
            let what = "is too long for clients, or reads as a number";
            (&*name, format!("its name {} {what}", shown(text)))
        } else {
            return name;
        };
        let name = fitting(text, most);
        let message = format!("service {}: {what}; {} stands in for it", shown(id), shown(&name));
        self.finding(Finding::note(message));
        name
    }

    /// An identifier that no other service has: `Big Org` becomes `big-org`.
    fn identifier(&mut self, name: &str, domain: Option<&str>) -> String {
        let name = Some(name).filter(|name| !has_placeholder(name));
        let base = [name, domain, Some("imported")]
            .into_iter()
            .flatten()
            .map(slug)
            .find(|slug| !slug.is_empty())
            .expect("the last one is not empty");
        let mut id = base.clone();
        while self.ids.contains_key(&id) {
            let times = self.ids.entry(base.clone()).or_default();
            *times += 1;
            id = format!("{base}-{times}");
        }
        self.ids.insert(id.clone(), 1);
        id
    }
}

/// Whether a name would differ from user to user.
fn has_placeholder(name: &str) -> bool {
    name.contains("%EMAIL") || name.contains("%REALNAME%")
}

/// A name that is short enough and does not read as a number, which clients mangle.
fn fitting(name: &str, most: usize) -> String {
    let short = cut(name, most);
    match looks_like_a_number(short) {
        true => format!("{} Mail", cut(short, most - " Mail".len())),
        false => short.to_owned(),
    }
}

/// The beginning of a text, up to the end of a word if one ends there.
fn cut(text: &str, most: usize) -> &str {
    let Some((end, _)) = text.char_indices().nth(most) else { return text };
    let whole = if text[end..].starts_with(' ') { None } else { text[..end].rfind(' ') };
    text[..whole.unwrap_or(end)].trim_end()
}

/// A text in lower-case letters, digits and hyphens.
fn slug(text: &str) -> String {
    let mut slug = String::new();
    for c in text.chars().take(ID_MAX) {
        match c.to_ascii_lowercase() {
            c if c.is_ascii_alphanumeric() => slug.push(c),
            _ if slug.is_empty() || slug.ends_with('-') => {}
            _ => slug.push('-'),
        }
    }
    slug.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_cut_between_words() {
        assert_eq!(cut("Example Mail", 12), "Example Mail");
        assert_eq!(cut("Example Mail Service", 12), "Example Mail");
        assert_eq!(cut("Example Mail Service", 14), "Example Mail");
        assert_eq!(cut("Büchersendung", 3), "Büc");
    }

    #[test]
    fn identifiers_are_slugs_and_never_the_same() {
        let mut rendering = Rendering::new();
        let mut id = |name, domain| rendering.identifier(name, domain);
        assert_eq!(id("  Big & Org, Inc. ", None), "big-org-inc");
        assert_eq!(id("Big Org Inc", None), "big-org-inc-2");
        assert_eq!(id("例", Some("example.org")), "example-org");
        assert_eq!(id("%EMAILADDRESS%", None), "imported");
        assert_eq!(id("Gmail", None), "gmail-2", "a provider has that name");
        assert_eq!(id("Default", None), "default-2");
    }
}
