//! Listings as a zone of octoDNS's `YamlProvider`, whose keys must be sorted as people count:
//! `a2` before `a10`.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::{Group, Listed};
use crate::dns::dnssec::SecurityData;
use crate::dns::record::{Data, dotted, hexadecimal};

const HEAD: &str = "---
# Add these to the file of your zone: octoDNS deletes what a zone has and its file has not.
# Semicolons are escaped, as octoDNS wants them with escaped_semicolons: true.
";

/// Writes the zone; what several records of a name and type say stands together.
pub(super) fn write(groups: &[Group]) -> String {
    // By name, then by type.
    let mut names: BTreeMap<Natural<'_>, BTreeMap<&str, Vec<&Listed>>> = BTreeMap::new();
    for record in groups.iter().flat_map(|group| &group.records) {
        let sets = names.entry(Natural(&record.below)).or_default();
        sets.entry(record.data.type_name()).or_default().push(record);
    }
    let mut text = HEAD.to_owned();
    for (name, sets) in names {
        writeln!(text, "{}:", scalar(name.0)).expect("a String takes it all");
        for (type_name, records) in sets {
            write_set(type_name, &records, &mut text);
        }
    }
    text
}

fn write_set(type_name: &str, records: &[&Listed], text: &mut String) {
    let ttl = records.first().map_or(0, |record| record.ttl);
    writeln!(text, "  - ttl: {ttl}\n    type: {type_name}").expect("a String takes it all");
    match records {
        [record] if matches!(record.data, Data::Cname(_)) => text.push_str("    value:"),
        _ => text.push_str("    values:\n"),
    }
    for record in records {
        match &record.data {
            Data::Cname(target) => writeln!(text, " {}", scalar(&dotted(target))),
            data => writeln!(text, "      - {}", value(data)),
        }
        .expect("a String takes it all");
    }
}

fn value(data: &Data) -> String {
    let fields = |fields: &[(&str, String)]| {
        let fields: Vec<String> =
            fields.iter().map(|(name, value)| format!("{name}: {value}")).collect();
        format!("{{{}}}", fields.join(", "))
    };
    let host = |host: &Option<String>| scalar(&dotted(host.as_deref().unwrap_or_default()));
    match data {
        Data::Caa { flags, tag, value } => {
            fields(&[("flags", flags.to_string()), ("tag", scalar(tag)), ("value", scalar(value))])
        }
        Data::Security(SecurityData::Ds(key)) => fields(&[
            ("algorithm", key.algorithm.to_string()),
            ("digest", scalar(&hexadecimal(&key.digest))),
            ("digest_type", key.digest_type.to_string()),
            ("key_tag", key.key_tag.to_string()),
        ]),
        Data::Mx { preference, exchange } => {
            fields(&[("exchange", host(exchange)), ("preference", preference.to_string())])
        }
        Data::Srv { priority, weight, port, target } => fields(&[
            ("port", port.to_string()),
            ("priority", priority.to_string()),
            ("target", host(target)),
            ("weight", weight.to_string()),
        ]),
        Data::Tlsa { usage, selector, matching, data } => fields(&[
            ("certificate_association_data", scalar(&hexadecimal(data))),
            ("certificate_usage", usage.to_string()),
            ("matching_type", matching.to_string()),
            ("selector", selector.to_string()),
        ]),
        Data::Txt(texts) => scalar(&texts.concat().replace(';', "\\;")),
        Data::A(_)
        | Data::Aaaa(_)
        | Data::Cname(_)
        | Data::Ns(_)
        | Data::Hinfo
        | Data::Security(_)
        | Data::Soa { .. } => scalar(&data.presentation()),
    }
}

/// A YAML scalar between single quotation marks, in which only these are special.
fn scalar(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// A name in the order of numbers and of the characters between them.
#[derive(Eq, PartialEq)]
struct Natural<'n>(&'n str);

impl Natural<'_> {
    /// The texts, each with the number behind it. Numbers are digits without zeros in front, the
    /// shorter of two is the smaller one.
    fn parts(&self) -> impl Iterator<Item = (&str, usize, &str)> {
        let mut rest = Some(self.0);
        std::iter::from_fn(move || {
            let text = rest.take().filter(|text| !text.is_empty())?;
            let from = text.find(|c: char| c.is_ascii_digit()).unwrap_or(text.len());
            let (words, digits) = text.split_at(from);
            let until = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
            let (digits, after) = digits.split_at(until);
            rest = Some(after);
            let digits = digits.trim_start_matches('0');
            Some((words, digits.len(), digits))
        })
    }
}

impl Ord for Natural<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.parts().cmp(other.parts()).then_with(|| self.0.cmp(other.0))
    }
}

impl PartialOrd for Natural<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted_as_people_count() {
        let mut names = ["ns10", "ns2", "", "autoconfig", "_imaps._tcp", "ns", "a-1", "1a", "ns2a"];
        names.sort_by(|a, b| Natural(a).cmp(&Natural(b)));
        assert_eq!(
            names,
            ["", "1a", "_imaps._tcp", "a-1", "autoconfig", "ns", "ns2", "ns2a", "ns10"]
        );
    }
}
