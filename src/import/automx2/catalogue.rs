//! What automx2 knows, whichever way it came, and the draft that is made from it.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::import::draft::{Draft, Field, Ldap, Service, ServiceId};
use crate::import::server::{Server, Words};
use crate::import::toml_writer::{Value, shown};
use crate::import::{Finding, companion};
use crate::mail::{Protocol, Template, Variable, WebServiceKind};

/// A row, as words by column. What is not there, is empty or `NULL` has no entry.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(super) struct Row(pub(super) BTreeMap<&'static str, String>);

impl Row {
    pub(super) fn get(&self, column: &str) -> Option<&str> {
        self.0.get(column).map(String::as_str).filter(|text| !text.trim().is_empty())
    }

    fn or_empty(&self, column: &str) -> &str {
        self.get(column).unwrap_or_default()
    }

    /// Python, SQL and people write truth in many ways.
    fn is_true(&self, column: &str) -> Option<bool> {
        let word = self.get(column)?.trim().to_ascii_lowercase();
        Some(matches!(word.as_str(), "1" | "true" | "yes" | "on" | "y" | "t"))
    }
}

/// The tables of automx2; rows know each other by their places.
#[derive(Debug, Default)]
pub(super) struct Catalogue {
    pub(super) findings: Vec<Finding>,
    pub(super) providers: Vec<Entry>,
    pub(super) servers: Vec<Entry>,
    pub(super) davservers: Vec<Entry>,
    pub(super) ldapservers: Vec<Entry>,
    pub(super) domains: Vec<Domain>,
}

/// A row with its name in sentences, such as `server 4000`.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) place: String,
    pub(super) row: Row,
}

/// A domain with the places of what belongs to it.
#[derive(Debug)]
pub(super) struct Domain {
    pub(super) name: String,
    pub(super) provider: Option<usize>,
    pub(super) servers: Vec<usize>,
    pub(super) davservers: Vec<usize>,
    pub(super) directory: Option<LdapReference>,
}

/// What a domain says of its LDAP server.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub(super) enum LdapReference {
    Known(usize),
    /// No row has the identifier.
    Missing(String),
}

/// Domains that agree in all of it share a service.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
struct Shared {
    provider: Option<usize>,
    servers: Vec<usize>,
    davservers: Vec<usize>,
    directory: Option<LdapReference>,
}

impl Catalogue {
    pub(super) fn into_draft(mut self) -> Draft {
        let mut draft = Draft::new(std::mem::take(&mut self.findings));
        self.find_the_unused(&mut draft);
        let directory = self.domains.iter().find_map(|domain| match domain.directory {
            Some(LdapReference::Known(at)) => Some(at),
            _ => None,
        });
        draft.ldap = directory.map(|at| ldap(&self.ldapservers[at]));
        let mut services: HashMap<Shared, ServiceId> = HashMap::new();
        for domain in std::mem::take(&mut self.domains) {
            let Domain { name, provider, mut servers, davservers, directory: reference } = domain;
            servers.sort_by_key(|at| priority(&self.servers[*at].row));
            let shared = Shared { provider, servers, davservers, directory: reference };
            let service = match services.get(&shared) {
                Some(service) => *service,
                None => {
                    let service = draft.add_service(self.service(&shared, directory, &name));
                    services.insert(shared, service);
                    service
                }
            };
            draft.add_domain(&name, service);
        }
        draft
    }

    /// Tells what no domain uses.
    fn find_the_unused(&self, draft: &mut Draft) {
        let used = |of: fn(&Domain) -> Vec<usize>| -> HashSet<usize> {
            self.domains.iter().flat_map(of).collect()
        };
        let known = |domain: &Domain| match domain.directory {
            Some(LdapReference::Known(at)) => vec![at],
            _ => Vec::new(),
        };
        let kinds = [
            (&self.providers, used(|domain| domain.provider.into_iter().collect())),
            (&self.servers, used(|domain| domain.servers.clone())),
            (&self.davservers, used(|domain| domain.davservers.clone())),
            (&self.ldapservers, used(known)),
        ];
        for (entries, used) in kinds {
            let unused = entries.iter().enumerate().filter(|(at, _)| !used.contains(at));
            draft.findings.extend(unused.map(|(_, entry)| {
                Finding::note(format!("{} belongs to no domain and is left out", entry.place))
            }));
        }
    }

    fn service(&self, shared: &Shared, directory: Option<usize>, domain: &str) -> Service {
        let provider = shared.provider.map(|at| &self.providers[at]);
        let name = provider.and_then(|entry| entry.row.get("name"));
        let origin = match (provider, name) {
            (Some(entry), Some(name)) => format!("{}, {}", entry.place, shown(name)),
            (Some(entry), None) => entry.place.clone(),
            (None, _) => "domains without a provider".to_owned(),
        };
        let mut service = Service {
            origin_of_domains: origin.clone(),
            origin,
            name: name.unwrap_or_default().to_owned(),
            // automx2 makes short names the same way.
            short_name: provider
                .and_then(|entry| entry.row.get("short_name"))
                .or_else(|| {
                    name.and_then(|name| name.split(' ').next()).filter(|word| !word.is_empty())
                })
                .map(str::to_owned),
            ..Service::default()
        };
        match &shared.directory {
            None => {}
            Some(LdapReference::Known(at)) if Some(*at) == directory => service.directory = true,
            Some(LdapReference::Known(at)) => service.findings.push(Finding::needs_hand(format!(
                "the login names of {} are in another directory, {}, but Mailguide asks one alone; \
                 for now the user names of the servers are told",
                shown(domain),
                self.ldapservers[*at].place
            ))),
            Some(LdapReference::Missing(id)) => {
                service.findings.push(Finding::needs_hand(format!(
                    "the login names of {} are in the LDAP server {}, which is not there; for now \
                 the user names of the servers are told",
                    shown(domain),
                    shown(id)
                )))
            }
        }
        let servers = shared.servers.iter().map(|at| &self.servers[*at]);
        let davservers = shared.davservers.iter().map(|at| &self.davservers[*at]);
        let mut kinds = HashSet::new();
        for entry in servers.chain(davservers) {
            match entry.row.or_empty("type").trim().to_ascii_lowercase().as_str() {
                "imap" => service.servers.push(mail_server(entry, Protocol::Imap, "993")),
                "pop" | "pop3" => service.servers.push(mail_server(entry, Protocol::Pop3, "995")),
                "smtp" => service.servers.push(mail_server(entry, Protocol::Smtp, "465")),
                "caldav" => web_service(entry, WebServiceKind::CalDav, &mut kinds, &mut service),
                "carddav" => web_service(entry, WebServiceKind::CardDav, &mut kinds, &mut service),
                kind => service.findings.push(Finding::needs_hand(format!(
                    "{} has the type {}, which is none of imap, pop, smtp, caldav, carddav",
                    entry.place,
                    shown(kind)
                ))),
            }
        }
        service
    }
}

/// A server for mail. What a seed does not say is filled in as automx2 does it; `port` is its
/// usual one.
fn mail_server(Entry { place, row }: &Entry, protocol: Protocol, port: &str) -> Server {
    let port = row.get("port").unwrap_or(port);
    let socket = if matches!(port, "465" | "993" | "995") { "SSL" } else { "STARTTLS" };
    Server::read(Words {
        place: place.clone(),
        origin: format!("{place}, prio {}", priority(row)),
        protocol,
        host: row.or_empty("name"),
        port,
        socket: row.get("socket_type").unwrap_or(socket),
        username: row.get("user_name").unwrap_or(Variable::Address.as_str()),
        authentication: vec![row.get("authentication").unwrap_or("plain")],
    })
}

fn web_service(
    Entry { place, row }: &Entry,
    kind: WebServiceKind,
    kinds: &mut HashSet<WebServiceKind>,
    service: &mut Service,
) {
    let url = with_port(row.or_empty("url"), row.get("port"));
    if !kinds.insert(kind) {
        service.findings.push(Finding::needs_hand(format!(
            "{place} is a second {}, {}; only one can be announced",
            kind.as_str(),
            shown(&url)
        )));
        return;
    }
    let user = row.get("user_name").unwrap_or(Variable::Address.as_str());
    if user != Variable::Address.as_str() {
        let message = format!("{place} has the user name {}, which is left out", shown(user));
        service.findings.push(Finding::note(message));
    }
    service.fields.push(companion::field(kind, &url, place));
}

/// Smaller numbers first; ten where there is none, as in automx2.
fn priority(row: &Row) -> i64 {
    row.get("prio").and_then(|prio| prio.trim().parse().ok()).unwrap_or(10)
}

/// The port of automx2's column, put where it stands in a URL.
fn with_port(url: &str, port: Option<&str>) -> String {
    let usual = if url.starts_with("https:") { "443" } else { "80" };
    match (port, url.split_once("://")) {
        (Some(port), Some((scheme, rest))) if port != "0" && port != usual => {
            let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
            match authority.contains(':') {
                true => url.to_owned(),
                false => format!("{scheme}://{authority}:{port}{path}"),
            }
        }
        _ => url.to_owned(),
    }
}

//----------- LDAP -----------------------------------------------------------

fn ldap(Entry { place, row }: &Entry) -> Ldap {
    let text = |text: &str| Value::Text(text.to_owned());
    let mut fields = Vec::new();
    fields.push(ldap_url(place, row));
    if let Some(user) = row.get("bind_user") {
        fields.push(Field::new("bind_dn", text(user)));
    }
    for (key, column, meaning) in [
        ("base", "search_base", "where to look"),
        ("login_attribute", "attr_uid", "which attribute is the login name"),
    ] {
        fields.push(match row.get(column) {
            Some(value) => Field::new(key, text(value)),
            None => {
                let message = format!("{place} does not say in {column} {meaning}");
                Field::at_fault(key, text(""), Finding::needs_hand(message))
            }
        });
    }
    let filter = row.or_empty("search_filter");
    fields.push(match login_filter(filter) {
        Ok(filter) => Field::new("login_filter", Value::Text(filter)),
        Err(fault) => {
            let message = format!("{place}: the search_filter {}: {fault}", shown(filter));
            Field::at_fault("login_filter", text(filter), Finding::needs_hand(message))
        }
    });
    let mut findings = Vec::new();
    if let Some(attribute) = row.get("attr_cn") {
        findings.push(Finding::note(format!(
            "{place}: people's names, attr_cn {}, are not given out by Mailguide",
            shown(attribute)
        )));
    }
    if row.is_true("use_ssl") == Some(false) {
        findings.push(Finding::note(format!(
            "{place}: the directory is asked without TLS; add start_tls = true if it can do that"
        )));
    }
    Ldap {
        origin: place.clone(),
        findings,
        fields,
        password: row.get("bind_password").map(str::to_owned),
    }
}

fn ldap_url(place: &str, row: &Row) -> Field {
    let (name, port) = (row.or_empty("name"), row.get("port").map(str::trim));
    let encrypts = row.is_true("use_ssl").unwrap_or_else(|| port.is_none_or(|port| port == "636"));
    let (scheme, usual) = if encrypts { ("ldaps", "636") } else { ("ldap", "389") };
    let port = port.unwrap_or(usual);
    let url = Value::Text(match port == usual {
        true => format!("{scheme}://{name}"),
        false => format!("{scheme}://{name}:{port}"),
    });
    let is_host = crate::mail::Host::parse(name).is_ok() && !name.contains([':', '[']);
    if !is_host || port.parse::<crate::mail::Port>().is_err() {
        let message =
            format!("{place}: {} is no host with a port", shown(&format!("{name}:{port}")));
        return Field::at_fault("url", url, Finding::needs_hand(message));
    }
    Field::new("url", url)
}

/// automx2 fills the address in with Python's `format`: `{0}` is the address, `{{` a brace.
fn login_filter(filter: &str) -> Result<String, &'static str> {
    let mut converted = String::new();
    let mut rest = filter;
    while let Some(c) = rest.chars().next() {
        let (taken, written) = match c {
            '{' if rest.starts_with("{0}") => (3, Variable::Address.as_str()),
            '{' if rest.starts_with("{}") => (2, Variable::Address.as_str()),
            '{' if rest.starts_with("{{") => (2, "{"),
            '}' if rest.starts_with("}}") => (2, "}"),
            '{' | '}' => return Err("it has a brace that is no {0}"),
            '%' => (1, Variable::Percent.as_str()),
            c => (c.len_utf8(), &rest[..c.len_utf8()]),
        };
        converted.push_str(written);
        rest = &rest[taken..];
    }
    let names_someone = Template::parse(&converted).is_ok_and(|filter| filter.needs_address());
    if !names_someone {
        return Err("it does not ask for the address, {0}, so that it would find anyone");
    }
    if !converted.starts_with('(') || !converted.ends_with(')') {
        return Err("it does not stand in parentheses");
    }
    Ok(converted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_of_python_become_templates() {
        for (filter, converted) in [
            ("(mail={0})", "(mail=%EMAILADDRESS%)"),
            ("(|(mail={})(a=100%{{x}}))", "(|(mail=%EMAILADDRESS%)(a=100%%{x}))"),
        ] {
            assert_eq!(login_filter(filter).as_deref(), Ok(converted));
        }
        for filter in ["", "mail={0}", "(mail=*)", "(mail={1})", "(mail={0}", "(a=%EMAILADDRESS%)"]
        {
            assert!(login_filter(filter).is_err(), "{filter}");
        }
    }

    #[test]
    fn a_port_goes_into_the_address() {
        for (url, port, whole) in [
            ("https://dav.example/a", "8443", "https://dav.example:8443/a"),
            ("https://dav.example", "443", "https://dav.example"),
            ("https://dav.example:1/a", "8443", "https://dav.example:1/a"),
            ("http://dav.example/", "0", "http://dav.example/"),
            ("dav", "5", "dav"),
        ] {
            assert_eq!(with_port(url, Some(port)), whole);
        }
    }
}
