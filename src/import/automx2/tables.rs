//! The tables of automx2's database, as texts; whoever can read the database hands them in.

use std::collections::{BTreeMap, HashMap};

use super::catalogue::{Catalogue, Domain, Entry, LdapReference, Row};
use crate::import::toml_writer::shown;
use crate::import::{Finding, ImportError, Imported};

/// How many rows of a table are read at most.
pub const ROWS_MAX: usize = 1_000_000;

/// The tables that are read, with their columns.
pub const TABLES: [(&str, &[&str]); 7] = [
    ("provider", &["id", "name", "short_name"]),
    ("domain", &["id", "name", "provider_id", "ldapserver_id"]),
    (
        "server",
        &[
            "id",
            "type",
            "name",
            "port",
            "socket_type",
            "user_name",
            "authentication",
            "prio",
            "url",
        ],
    ),
    ("server_domain", &["server_id", "domain_id"]),
    ("davserver", &["id", "type", "url", "port", "use_ssl", "domain_required", "user_name"]),
    ("davserver_domain", &["davserver_id", "domain_id"]),
    (
        "ldapserver",
        &[
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
        ],
    ),
];

/// A table as it was found.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Table {
    /// Its name, one of [`TABLES`].
    pub name: String,
    /// All of its columns.
    pub columns: Vec<String>,
    /// Its rows, each with the values of all columns; nothing for `NULL`.
    pub rows: Vec<Vec<Option<String>>>,
}

/// Imports a database. `source` is its name. Tables that are not there count as empty.
pub fn import_tables(source: &str, tables: &[Table]) -> Result<Imported, ImportError> {
    if tables.iter().any(|table| table.rows.len() > ROWS_MAX) {
        return Err(ImportError::TooMany { things: "rows in a table", most: ROWS_MAX });
    }
    let mut findings = Vec::new();
    let mut read: HashMap<&str, Vec<Row>> = HashMap::new();
    for table in tables {
        let Some((name, known)) = TABLES.iter().find(|(name, _)| *name == table.name) else {
            continue;
        };
        for column in &table.columns {
            if !known.contains(&column.as_str()) {
                findings.push(Finding::note(format!(
                    "the column {} of the table {name} is unknown and left out",
                    shown(column)
                )));
            }
        }
        read.entry(name).or_default().extend(rows(table, known));
    }
    let mut take = |name: &str| read.remove(name).unwrap_or_default();
    let (providers, provider_places) = entries("provider", take("provider"));
    let (servers, server_places) = entries("server", take("server"));
    let (davservers, davserver_places) = entries("davserver", take("davserver"));
    let (ldapservers, ldapserver_places) = entries("ldapserver", take("ldapserver"));
    let mut of_domain = |table, column, places: &HashMap<String, usize>| {
        let mut of_domain: HashMap<String, Vec<usize>> = HashMap::new();
        for row in take(table) {
            let server = row.get(column).and_then(|id| places.get(id));
            if let (Some(domain), Some(server)) = (row.get("domain_id"), server) {
                of_domain.entry(domain.to_owned()).or_default().push(*server);
            }
        }
        of_domain
    };
    let mut servers_of = of_domain("server_domain", "server_id", &server_places);
    let mut davservers_of = of_domain("davserver_domain", "davserver_id", &davserver_places);
    let mut catalogue =
        Catalogue { findings, providers, servers, davservers, ldapservers, ..Catalogue::default() };
    for row in take("domain") {
        let id = row.get("id").unwrap_or_default();
        let of_this = |of_domain: &mut HashMap<String, Vec<usize>>| {
            let mut places = of_domain.remove(id).unwrap_or_default();
            places.sort_unstable();
            places.dedup();
            places
        };
        let name = row.get("name").unwrap_or_default().to_owned();
        let provider = row.get("provider_id").and_then(|id| provider_places.get(id)).copied();
        if provider.is_none() {
            catalogue.findings.push(Finding::note(format!(
                "the domain {} has no provider; automx2 answered nothing for it",
                shown(&name)
            )));
        }
        catalogue.domains.push(Domain {
            provider,
            servers: of_this(&mut servers_of),
            davservers: of_this(&mut davservers_of),
            directory: row.get("ldapserver_id").map(|id| {
                let known = ldapserver_places.get(id).copied();
                known.map_or_else(|| LdapReference::Missing(id.to_owned()), LdapReference::Known)
            }),
            name,
        });
    }
    if catalogue.domains.is_empty() {
        return Err(ImportError::NotAutomx2);
    }
    Ok(catalogue.into_draft().write(&format!("automx2's database {}", shown(source))))
}

fn rows(table: &Table, known: &'static [&'static str]) -> impl Iterator<Item = Row> {
    let names: Vec<Option<&'static str>> = table
        .columns
        .iter()
        .map(|column| known.iter().copied().find(|name| name == column))
        .collect();
    table.rows.iter().map(move |row| {
        let named = names.iter().zip(row);
        let values = named.filter_map(|(name, value)| Some(((*name)?, value.clone()?)));
        Row(values.collect::<BTreeMap<_, _>>())
    })
}

/// Rows with their names in sentences, and their places by identifier.
fn entries(table: &str, rows: Vec<Row>) -> (Vec<Entry>, HashMap<String, usize>) {
    let mut places = HashMap::new();
    let entries = (0..).zip(rows).map(|(at, row)| {
        let id = row.get("id").unwrap_or_default().to_owned();
        let place = match id.parse::<i64>() {
            Ok(id) => format!("{table} {id}"),
            Err(_) => format!("{table} {}", shown(&id)),
        };
        places.insert(id, at);
        Entry { place, row }
    });
    (entries.collect(), places)
}
