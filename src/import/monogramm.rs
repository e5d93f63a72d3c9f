//! Monogramm's autodiscover-email-settings: environment variables, from a file or a process.

use std::collections::BTreeMap;

use super::draft::{Draft, Field, PublicUrl, Service};
use super::server::{Server, Words};
use super::toml_writer::shown;
use super::{Finding, ImportError, Imported, TEXT_MAX, companion};
use crate::mail::{Domain, Link, Protocol, Variable, WebServiceKind};

/// The variables that are understood.
pub const VARIABLES: [&str; 29] = [
    "COMPANY_NAME",
    "DOMAIN",
    "IMAP_HOST",
    "IMAP_PORT",
    "IMAP_SOCKET",
    "LDAP_BASE",
    "LDAP_HOST",
    "LDAP_PORT",
    "LDAP_SEARCH",
    "LDAP_SOCKET",
    "LDAP_USER_BASE",
    "LDAP_USER_FIELD",
    "LDAP_UUID",
    "MAIL_UUID",
    "MOBILESYNC_AUTODISCOVER_JSON",
    "MOBILESYNC_HOST",
    "MOBILESYNC_NAME",
    "MOBILESYNC_URL",
    "PAYLOADTYPE",
    "POP_HOST",
    "POP_PORT",
    "POP_SOCKET",
    "PORT",
    "PROFILE_IDENTIFIER",
    "PROFILE_UUID",
    "SMTP_HOST",
    "SMTP_PORT",
    "SMTP_SOCKET",
    "SUPPORT_URL",
];

/// How many unknown variables are told at most.
const UNKNOWN_MAX: usize = 50;
/// How many lines are read at most.
const LINES_MAX: usize = 100_000;

/// Imports a file with lines `KEY=value`. `source` is its name.
pub fn import_file(source: &str, bytes: &[u8]) -> Result<Imported, ImportError> {
    if bytes.len() > TEXT_MAX {
        return Err(ImportError::TooLarge);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| ImportError::NotUtf8)?;
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let mut findings = Vec::new();
    let mut variables = BTreeMap::new();
    for (number, line) in (1..).zip(text.lines()) {
        if number > LINES_MAX {
            return Err(ImportError::TooMany { things: "lines", most: LINES_MAX });
        }
        match read_line(line) {
            Ok(None) => {}
            Ok(Some((name, value))) => {
                if variables.insert(name.to_owned(), value).is_some() {
                    findings.push(Finding::note(format!(
                        "line {number} sets {} once more; the last one counts",
                        shown(name)
                    )));
                }
            }
            Err(fault) => findings.push(Finding::needs_hand(format!("line {number} {fault}"))),
        }
    }
    import(&format!("the environment file {}", shown(source)), variables, findings)
}

/// Imports variables of a process; those that are not in [`VARIABLES`] are not its business.
pub fn import_variables(
    variables: impl IntoIterator<Item = (String, String)>,
) -> Result<Imported, ImportError> {
    let known = variables.into_iter().filter(|(name, _)| VARIABLES.contains(&name.as_str()));
    import("the environment", known.collect(), Vec::new())
}

/// One line: nothing, or a name with its value.
fn read_line(line: &str) -> Result<Option<(&str, String)>, &'static str> {
    let line = line.trim();
    if line.is_empty() || line.starts_with('#') {
        return Ok(None);
    }
    let line = line.strip_prefix("export ").unwrap_or(line).trim_start();
    let (name, value) = line.split_once('=').ok_or("is no KEY=value")?;
    let name = name.trim_end();
    let begins_well = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    if !begins_well || !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
        return Err("is no KEY=value");
    }
    read_value(value.trim_start()).map(|value| Some((name, value)))
}

/// A bare word up to a comment, or a text in quotes, as a shell reads it.
fn read_value(text: &str) -> Result<String, &'static str> {
    let Some(quote @ ('"' | '\'')) = text.chars().next() else {
        let bare = text.starts_with('#').then_some(0).or_else(|| {
            let space_before = |(at, _): &(usize, &str)| text[..*at].ends_with([' ', '\t']);
            text.match_indices('#').find(space_before).map(|(at, _)| at)
        });
        return Ok(text[..bare.unwrap_or(text.len())].trim_end().to_owned());
    };
    let mut value = String::new();
    let mut characters = text[1..].char_indices();
    while let Some((at, c)) = characters.next() {
        if c == quote {
            let rest = text[1 + at + 1..].trim_start();
            let ended = rest.is_empty() || rest.starts_with('#');
            return if ended { Ok(value) } else { Err("goes on behind the closing quote") };
        }
        match (c, quote) {
            ('\\', '"') => match characters.next() {
                Some((_, c @ ('"' | '\\' | '$' | '`'))) => value.push(c),
                Some((_, c)) => value.extend(['\\', c]),
                None => {}
            },
            _ => value.push(c),
        }
    }
    Err("has a quote that is not closed on it")
}

fn import(
    source: &str,
    mut variables: BTreeMap<String, String>,
    findings: Vec<Finding>,
) -> Result<Imported, ImportError> {
    variables.retain(|_, value| !value.trim().is_empty());
    // PORT alone stands in many environments.
    if !VARIABLES.iter().any(|name| *name != "PORT" && variables.contains_key(*name)) {
        return Err(ImportError::NoVariables);
    }
    let reading = Reading { variables, draft: Draft::new(findings) };
    Ok(reading.finish().write(source))
}

struct Reading {
    variables: BTreeMap<String, String>,
    draft: Draft,
}

impl Reading {
    fn get(&self, name: &str) -> Option<&str> {
        self.variables.get(name).map(|value| value.trim())
    }

    fn note(&mut self, message: impl Into<String>) {
        self.draft.findings.push(Finding::note(message));
    }

    fn finish(mut self) -> Draft {
        self.tell_what_is_left_out();
        let mut service = Service {
            origin: "COMPANY_NAME, SUPPORT_URL and MOBILESYNC_URL".to_owned(),
            origin_of_domains: "DOMAIN".to_owned(),
            name: self.get("COMPANY_NAME").unwrap_or_default().to_owned(),
            ..Service::default()
        };
        for (protocol, prefix, port, socket) in [
            (Protocol::Imap, "IMAP", "993", "SSL"),
            (Protocol::Pop3, "POP", "995", "SSL"),
            (Protocol::Smtp, "SMTP", "587", "STARTTLS"),
        ] {
            service.servers.extend(self.server(protocol, prefix, port, socket));
        }
        service.fields.extend(self.support());
        service.fields.extend(self.active_sync());
        let domain = self.get("DOMAIN").map(str::to_owned);
        let service = self.draft.add_service(service);
        match domain {
            Some(domain) => {
                self.draft.add_domain(&domain, service);
                self.note(
                    "autodiscover-email-settings answers for every domain that it is asked about; \
                     Mailguide answers for those that stand below, so add the others",
                );
            }
            None => {
                let message = "DOMAIN is not set; add a [[domain]] for each of your domains";
                self.draft.findings.push(Finding::needs_hand(message));
            }
        }
        self.draft
    }

    /// A server is there where its host is.
    fn server(
        &mut self,
        protocol: Protocol,
        prefix: &str,
        usual_port: &str,
        usual_socket: &str,
    ) -> Option<Server> {
        let host = self.get(&format!("{prefix}_HOST"))?.to_owned();
        let mut value = |name: &str, usual: &str| {
            let name = format!("{prefix}_{name}");
            self.get(&name).map(str::to_owned).unwrap_or_else(|| {
                self.note(format!("{name} is not set; {usual} was taken"));
                usual.to_owned()
            })
        };
        let (port, socket) = (value("PORT", usual_port), value("SOCKET", usual_socket));
        Some(Server::read(Words {
            place: format!("{prefix}_HOST"),
            origin: format!("{prefix}_HOST, {prefix}_PORT and {prefix}_SOCKET"),
            protocol,
            host: &host,
            port: &port,
            socket: &socket,
            username: Variable::Address.as_str(),
            authentication: vec!["password-cleartext"],
        }))
    }

    /// The page for people: our own where it was the program's own, or else a help page.
    fn support(&mut self) -> Option<Field> {
        let url = self.get("SUPPORT_URL")?.to_owned();
        let domain = self.get("DOMAIN").and_then(|domain| Domain::parse(domain).ok());
        let own = domain.into_iter().flat_map(|domain| {
            ["autoconfig", "autodiscover"].map(|label| format!("https://{label}.{domain}"))
        });
        let bare = url.strip_suffix('/').unwrap_or(&url);
        if Link::parse(bare).is_ok() && own.into_iter().any(|own| own == bare) {
            let url = bare.to_owned();
            self.draft.public_url = Some(PublicUrl { origin: "SUPPORT_URL", url });
            return None;
        }
        Some(companion::help(&url, "SUPPORT_URL"))
    }

    fn active_sync(&mut self) -> Option<Field> {
        let path = "/Microsoft-Server-ActiveSync";
        let (url, place) = match (self.get("MOBILESYNC_URL"), self.get("MOBILESYNC_HOST")) {
            (Some(url), _) => (url.to_owned(), "MOBILESYNC_URL"),
            (None, Some(host)) => (format!("https://{host}{path}"), "MOBILESYNC_HOST"),
            (None, None) => return None,
        };
        let host = url.strip_prefix("https://").unwrap_or(&url);
        if !host.trim_end_matches('/').contains('/') {
            self.note(format!("{place} has no path; most servers have ActiveSync at {path}"));
        }
        Some(companion::field(WebServiceKind::ActiveSync, &url, place))
    }

    fn tell_what_is_left_out(&mut self) {
        let any = |names: &[&str]| {
            let set: Vec<&str> =
                names.iter().copied().filter(|name| self.variables.contains_key(*name)).collect();
            (!set.is_empty()).then(|| set.join(", "))
        };
        let reasons = [
            (
                any(&[
                    "LDAP_BASE",
                    "LDAP_HOST",
                    "LDAP_PORT",
                    "LDAP_SEARCH",
                    "LDAP_SOCKET",
                    "LDAP_USER_BASE",
                    "LDAP_USER_FIELD",
                ]),
                "Mailguide does not announce address books in LDAP",
            ),
            (
                any(&[
                    "LDAP_UUID",
                    "MAIL_UUID",
                    "PAYLOADTYPE",
                    "PROFILE_IDENTIFIER",
                    "PROFILE_UUID",
                ]),
                "Mailguide makes the identifiers of Apple profiles itself; a profile that is \
                 installed anew stands beside the old one, which can then be removed",
            ),
            (
                any(&["MOBILESYNC_AUTODISCOVER_JSON", "MOBILESYNC_NAME"]),
                "all that Autodiscover tells of ActiveSync is its address",
            ),
            (any(&["PORT"]), "Mailguide listens where http.listen says"),
        ];
        for (names, reason) in reasons {
            if let Some(names) = names {
                self.note(format!("left out {names}: {reason}"));
            }
        }
        let unknown = self.variables.keys().filter(|name| !VARIABLES.contains(&name.as_str()));
        let unknown: Vec<String> = unknown.take(UNKNOWN_MAX).map(|name| shown(name)).collect();
        for name in unknown {
            self.note(format!("the variable {name} is unknown and left out"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read_as_a_shell_reads_them() {
        for (line, read) in [
            ("A=b", Some(("A", "b"))),
            ("  export A_1 = b c # d", Some(("A_1", "b c"))),
            ("A=b#c", Some(("A", "b#c"))),
            ("A=#c", Some(("A", ""))),
            ("A=", Some(("A", ""))),
            ("A='b \" # \\n' # c", Some(("A", "b \" # \\n"))),
            (r#"A="b \"c\" \\ \n ü""#, Some(("A", r#"b "c" \ \n ü"#))),
            ("A=b=c", Some(("A", "b=c"))),
            ("# A=b", None),
            ("", None),
        ] {
            let owned = read.map(|(name, value)| (name, value.to_owned()));
            assert_eq!(read_line(line), Ok(owned), "{line}");
        }
        for line in ["A", "1A=b", "A B=c", "=b", "A=\"b", "A='b", "A=\"b\"c", "A=\"\\"] {
            assert!(read_line(line).is_err(), "{line}");
        }
    }
}
