//! Listings in plain text: a table, a zone file (RFC 1035 §5), JSON, nsupdate.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::{Group, Listed};
use crate::dns::record::{Data, dotted};
use crate::mail::Domain;

/// Columns as wide as what stands in them, with the reason above each group.
pub(super) fn plain(groups: &[Group]) -> String {
    let widest = |width: fn(&Listed) -> usize| records(groups).map(width).max().unwrap_or(0);
    let name_width = widest(|record| record.name.len());
    let ttl_width = widest(|record| record.ttl.to_string().len());
    commented(groups, "#", |record| {
        let Listed { name, ttl, data, .. } = record;
        let type_name = data.type_name();
        format!("{name:name_width$}  {ttl:ttl_width$}  {type_name:5}  {}", data.presentation())
    })
}

/// Names are whole, so that the lines mean the same wherever they are put.
pub(super) fn zone(groups: &[Group]) -> String {
    commented(groups, ";", line)
}

pub(super) fn json(groups: &[Group]) -> String {
    let list: Value = records(groups)
        .map(|record| {
            json!({
                "name": dotted(&record.name),
                "type": record.data.type_name(),
                "ttl": record.ttl,
                "data": record.data.presentation(),
            })
        })
        .collect();
    format!("{list:#}\n")
}

/// nsupdate finds the server itself unless it is told one.
pub(super) fn nsupdate(domain: &Domain, groups: &[Group]) -> String {
    let mut text = format!("zone {}\n", dotted(domain.as_str()));
    for record in records(groups) {
        writeln!(text, "update add {}", line(record)).expect("a String takes it all");
    }
    text.push_str("send\n");
    text
}

/// A record as one line of a zone file.
pub(super) fn line(record: &Listed) -> String {
    zone_line(&record.name, record.ttl, &record.data)
}

pub(super) fn zone_line(name: &str, ttl: u32, data: &Data) -> String {
    format!("{} {ttl} IN {} {}", dotted(name), data.type_name(), data.presentation())
}

fn records(groups: &[Group]) -> impl Iterator<Item = &Listed> {
    groups.iter().flat_map(|group| &group.records)
}

fn commented(groups: &[Group], mark: &str, line: impl Fn(&Listed) -> String) -> String {
    let groups = groups.iter().map(|group| {
        let lines = group.records.iter().map(|record| line(record) + "\n");
        format!("{mark} {}\n{}", group.reason, lines.collect::<String>())
    });
    groups.collect::<Vec<_>>().join("\n")
}
