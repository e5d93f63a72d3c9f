//! automx2's seed: JSON with a provider, its domains and its servers, or a list of such.

use std::collections::{BTreeSet, HashMap};

use serde_json::{Map, Value};

use super::catalogue::{Catalogue, Domain, Entry, LdapReference, Row};
use crate::import::toml_writer::shown;
use crate::import::{Finding, ImportError, Imported, TEXT_MAX};

/// How many domains are read at most.
const DOMAINS_MAX: usize = 200_000;
/// How many servers, and how many references of domains to servers, are read at most.
const SERVERS_MAX: usize = 1_000_000;
/// How many unknown fields are told at most.
const UNKNOWN_MAX: usize = 50;

const PROVIDER_FIELDS: [&str; 7] =
    ["provider", "short_name", "domains", "servers", "ldapservers", "version", "_comment"];
const DOMAIN_FIELDS: [&str; 2] = ["name", "ldapserver_id"];
const SERVER_FIELDS: [&str; 8] =
    ["type", "name", "port", "socket_type", "user_name", "authentication", "prio", "url"];
const LDAP_FIELDS: [&str; 10] = [
    "id",
    "name",
    "port",
    "use_ssl",
    "search_base",
    "search_filter",
    "attr_uid",
    "attr_cn",
    "bind_password",
    "bind_user",
];

/// Imports a seed. `source` is its name.
pub fn import_seed(source: &str, bytes: &[u8]) -> Result<Imported, ImportError> {
    if bytes.len() > TEXT_MAX {
        return Err(ImportError::TooLarge);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| ImportError::NotUtf8)?;
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let seed: Value = serde_json::from_str(text)
        .map_err(|error| ImportError::NotJson { line: error.line(), column: error.column() })?;
    let mut reading = Reading::default();
    match &seed {
        Value::Array(providers) => {
            for (number, provider) in (1..).zip(providers) {
                reading.provider(&format!("provider {number}"), provider)?;
            }
        }
        provider => reading.provider("the provider", provider)?,
    }
    if reading.catalogue.domains.is_empty() && reading.catalogue.servers.is_empty() {
        return Err(ImportError::NotAutomx2);
    }
    let draft = reading.finish().into_draft();
    Ok(draft.write(&format!("automx2's seed {}", shown(source))))
}

#[derive(Default)]
struct Reading {
    catalogue: Catalogue,
    unknown: BTreeSet<(&'static str, String)>,
    references: usize,
}

impl Reading {
    fn provider(&mut self, place: &str, value: &Value) -> Result<(), ImportError> {
        let Some(fields) = self.object(place, value) else { return Ok(()) };
        self.tell_unknown("a provider", fields, &PROVIDER_FIELDS);
        let mut row = Row::default();
        for (column, field) in [("name", "provider"), ("short_name", "short_name")] {
            row.0.extend(fields.get(field).and_then(word).map(|word| (column, word)));
        }
        self.catalogue.providers.push(Entry { place: place.to_owned(), row });
        let provider = self.catalogue.providers.len() - 1;
        let ldapservers = self.ldapservers(place, fields);
        let servers = self.servers(place, fields)?;
        for (number, domain) in (1..).zip(self.list(place, fields, "domains")) {
            self.references += servers.len();
            if self.catalogue.domains.len() == DOMAINS_MAX {
                return Err(ImportError::TooMany { things: "domains", most: DOMAINS_MAX });
            }
            if self.references > SERVERS_MAX {
                return Err(ImportError::TooMany {
                    things: "servers of domains",
                    most: SERVERS_MAX,
                });
            }
            let mut directory = None;
            let name = match domain {
                Value::Object(fields) => {
                    self.tell_unknown("a domain", fields, &DOMAIN_FIELDS);
                    directory = fields.get("ldapserver_id").and_then(word).map(|id| {
                        let known = ldapservers.get(&id).copied();
                        known.map_or(LdapReference::Missing(id), LdapReference::Known)
                    });
                    fields.get("name").and_then(word)
                }
                other => word(other),
            };
            let Some(name) = name else {
                self.fault(format!("domain {number} of {place} has no name"));
                continue;
            };
            let (provider, servers) = (Some(provider), servers.clone());
            let davservers = Vec::new();
            self.catalogue.domains.push(Domain { name, provider, servers, davservers, directory });
        }
        Ok(())
    }

    /// The places of the provider's servers.
    fn servers(
        &mut self,
        place: &str,
        fields: &Map<String, Value>,
    ) -> Result<Vec<usize>, ImportError> {
        let mut places = Vec::new();
        for (number, server) in (1..).zip(self.list(place, fields, "servers")) {
            let place = format!("server {number} of {place}");
            let Some(fields) = self.object(&place, server) else { continue };
            self.tell_unknown("a server", fields, &SERVER_FIELDS);
            if self.catalogue.servers.len() == SERVERS_MAX {
                return Err(ImportError::TooMany { things: "servers", most: SERVERS_MAX });
            }
            places.push(self.catalogue.servers.len());
            self.catalogue.servers.push(Entry { place, row: row(fields, &SERVER_FIELDS) });
        }
        Ok(places)
    }

    /// The places of the provider's LDAP servers, by their identifiers.
    fn ldapservers(&mut self, place: &str, fields: &Map<String, Value>) -> HashMap<String, usize> {
        let mut places = HashMap::new();
        for (number, server) in (1..).zip(self.list(place, fields, "ldapservers")) {
            let place = format!("LDAP server {number} of {place}");
            let Some(fields) = self.object(&place, server) else { continue };
            self.tell_unknown("an LDAP server", fields, &LDAP_FIELDS);
            let row = row(fields, &LDAP_FIELDS);
            if let Some(id) = row.get("id") {
                places.insert(id.to_owned(), self.catalogue.ldapservers.len());
            }
            self.catalogue.ldapservers.push(Entry { place, row });
        }
        places
    }

    fn object<'v>(&mut self, place: &str, value: &'v Value) -> Option<&'v Map<String, Value>> {
        let object = value.as_object();
        if object.is_none() {
            self.fault(format!("{place} is no object in {{ }}"));
        }
        object
    }

    fn list<'v>(&mut self, place: &str, fields: &'v Map<String, Value>, name: &str) -> &'v [Value] {
        match fields.get(name) {
            Some(Value::Array(items)) => items,
            None | Some(Value::Null) => &[],
            Some(_) => {
                self.fault(format!("`{name}` of {place} is no list in [ ]"));
                &[]
            }
        }
    }

    fn tell_unknown(
        &mut self,
        place: &'static str,
        fields: &Map<String, Value>,
        known: &[&'static str],
    ) {
        for name in fields.keys() {
            if !known.contains(&name.as_str()) && self.unknown.len() < UNKNOWN_MAX {
                self.unknown.insert((place, shown(name)));
            }
        }
    }

    fn fault(&mut self, message: String) {
        self.catalogue.findings.push(Finding::needs_hand(message));
    }

    fn finish(self) -> Catalogue {
        let Self { mut catalogue, unknown, .. } = self;
        catalogue.findings.extend(unknown.into_iter().map(|(place, name)| {
            Finding::note(format!("the field {name} of {place} is unknown and left out"))
        }));
        catalogue
    }
}

fn row(fields: &Map<String, Value>, known: &[&'static str]) -> Row {
    let word = |name: &&'static str| Some((*name, word(fields.get(*name)?)?));
    Row(known.iter().filter_map(word).collect())
}

/// A simple value as a word.
fn word(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}
