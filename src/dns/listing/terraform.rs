//! Listings as resources of Terraform's provider hashicorp/dns, which sends RFC 2136 updates.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::text::line;
use super::{Group, Listed};
use crate::dns::record::{Data, dotted, escaped};
use crate::mail::Domain;

const HEAD: &str = "# Resources of the provider hashicorp/dns. Where `zone` is not the zone that the domain lies in,
# write that one, and what is between the two behind each `name`.
";

/// Writes one resource for each name and type, where the first of its records is listed: two for
/// the same would overwrite each other.
pub(super) fn write(domain: &Domain, groups: &[Group]) -> String {
    let mut text = HEAD.to_owned();
    let mut labels = BTreeSet::new();
    let mut rest: Vec<(&str, &Listed)> = Vec::new();
    for group in groups {
        rest.extend(group.records.iter().map(|record| (group.reason, record)));
    }
    let mut told = "";
    while let Some((reason, first)) = rest.first().copied() {
        if reason != told {
            writeln!(text, "\n# {reason}").expect("a String takes it all");
            told = reason;
        }
        let same = |(_, record): &(&str, &Listed)| {
            record.below == first.below && record.data.type_name() == first.data.type_name()
        };
        let set: Vec<&Listed> = rest.iter().filter(|one| same(one)).map(|one| one.1).collect();
        rest.retain(|one| !same(one));
        match resource_type(first) {
            Some(resource_type) => {
                let label = label(resource_type, domain, &first.below, &mut labels);
                write_resource(resource_type, &label, domain, &set, &mut text);
            }
            None => {
                text.push_str("\n# The provider has no resource for this:\n");
                for record in set {
                    writeln!(text, "# {}", line(record)).expect("a String takes it all");
                }
            }
        }
    }
    text
}

fn resource_type(record: &Listed) -> Option<&'static str> {
    Some(match record.data {
        Data::A(_) => "dns_a_record_set",
        Data::Aaaa(_) => "dns_aaaa_record_set",
        Data::Cname(_) => "dns_cname_record",
        Data::Mx { .. } => "dns_mx_record_set",
        Data::Ns(_) => "dns_ns_record_set",
        // Its name must not be empty.
        Data::Srv { .. } if !record.below.is_empty() => "dns_srv_record_set",
        Data::Txt(_) => "dns_txt_record_set",
        Data::Srv { .. }
        | Data::Caa { .. }
        | Data::Hinfo
        | Data::Security(_)
        | Data::Soa { .. }
        | Data::Tlsa { .. } => {
            return None;
        }
    })
}

/// A label that no other resource of the type has: the domain and the name, in the characters that
/// labels may have.
fn label(
    resource_type: &'static str,
    domain: &Domain,
    below: &str,
    taken: &mut BTreeSet<(&'static str, String)>,
) -> String {
    let whole = format!("{domain}_{below}");
    let words: Vec<&str> =
        whole.split(|c: char| !c.is_ascii_alphanumeric()).filter(|w| !w.is_empty()).collect();
    let mut label = words.join("_");
    if label.starts_with(|c: char| c.is_ascii_digit()) {
        label.insert(0, '_');
    }
    let numbered = |number: usize| match number {
        1 => label.clone(),
        number => format!("{label}_{number}"),
    };
    let free = (1..).map(numbered).find(|label| taken.insert((resource_type, label.clone())));
    free.expect("there is always another number")
}

fn write_resource(
    resource_type: &str,
    label: &str,
    domain: &Domain,
    records: &[&Listed],
    text: &mut String,
) {
    let mut values: Vec<String> = Vec::new();
    let mut blocks = String::new();
    let mut attribute = "";
    for record in records {
        let value;
        (attribute, value) = match &record.data {
            Data::Cname(target) => ("cname", dotted(target)),
            Data::Ns(server) => ("nameservers", dotted(server)),
            // The provider puts it between the quotation marks of a zone file, and cuts it.
            Data::Txt(texts) => ("txt", escaped(&texts.concat())),
            Data::Mx { preference, exchange } => {
                blocks += &block("mx", &[("preference", *preference)], "exchange", exchange);
                continue;
            }
            Data::Srv { priority, weight, port, target } => {
                let numbers = [("priority", *priority), ("weight", *weight), ("port", *port)];
                blocks += &block("srv", &numbers, "target", target);
                continue;
            }
            data => ("addresses", data.presentation()),
        };
        values.push(string(&value));
    }
    let mut attributes = vec![("zone", string(&dotted(domain.as_str())))];
    let first = records.first().expect("a set has records");
    if !first.below.is_empty() {
        attributes.push(("name", string(&first.below)));
    }
    match (&values[..], attribute) {
        ([value], "cname") => attributes.push((attribute, value.clone())),
        ([], _) => {}
        (values, _) => attributes.push((attribute, format!("[{}]", values.join(", ")))),
    }
    attributes.push(("ttl", first.ttl.to_string()));
    write!(text, "\nresource \"{resource_type}\" \"{label}\" {{\n{}", aligned(&attributes, 2))
        .expect("a String takes it all");
    text.push_str(&blocks);
    text.push_str("}\n");
}

fn block(name: &str, numbers: &[(&str, u16)], field: &str, host: &Option<String>) -> String {
    let mut attributes: Vec<(&str, String)> =
        numbers.iter().map(|(name, number)| (*name, number.to_string())).collect();
    attributes.push((field, string(&dotted(host.as_deref().unwrap_or_default()))));
    format!("\n  {name} {{\n{}  }}\n", aligned(&attributes, 4))
}

/// The equals signs stand below each other, as `terraform fmt` wants them.
fn aligned(attributes: &[(&str, String)], indent: usize) -> String {
    let width = attributes.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    let lines =
        attributes.iter().map(|(name, value)| format!("{:indent$}{name:width$} = {value}\n", ""));
    lines.collect()
}

/// A string in which nothing is interpolated.
fn string(text: &str) -> String {
    let text = text.replace('\\', "\\\\").replace('"', "\\\"");
    format!("\"{}\"", text.replace("${", "$${").replace("%{", "%%{"))
}
