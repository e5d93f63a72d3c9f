//! The records of a domain written down, for an organisation that keeps its own DNS: each group
//! with the reason for it, in the formats that zones are kept in.

mod octodns;
mod terraform;
mod text;

use std::collections::BTreeSet;
use std::time::Duration;

use super::contents::contents;
use super::dnssec::ZoneSigner;
use super::record::{Data, Record};
use super::records::{DomainRecords, OwnName};
use super::static_record::NAME_MAX;
use super::zone::{CUTS, ZoneCuts, name_servers};
use crate::index::suffixes;
use crate::lookup::{Found, Known};
use crate::mail::{Domain, keywords};
use crate::snapshot::{Policy, Snapshot};

keywords! {
    /// How a listing is written.
    pub enum ListingFormat {
        /// A table for people.
        Plain = "plain",
        /// Lines of a zone file, RFC 1035 §5.
        Zone = "zone",
        /// Objects with name, type, TTL and data.
        Json = "json",
        /// The YAML of octoDNS.
        OctoDns = "octodns",
        /// Resources of Terraform's provider hashicorp/dns.
        Terraform = "terraform",
        /// Input of nsupdate, RFC 2136.
        Nsupdate = "nsupdate",
    }
}

/// Writes down what an organisation adds to its own DNS: the records that our zone of the domain
/// has, but `SOA`, `NS` and the addresses of name servers. With a `target` the hosts of documents
/// are aliases of it instead of having our addresses. Where only names below the domain are our
/// zones ([`ZoneCuts::Names`]), it is their delegation, and what lies beside them.
pub fn listing(
    found: &Found<'_>,
    policy: &Policy,
    target: Option<&Domain>,
    format: ListingFormat,
) -> String {
    let domain = &found.domain;
    let groups = match policy.zone_cuts {
        ZoneCuts::Domain => groups(found, policy, target),
        ZoneCuts::Names => delegation(found, policy),
    };
    match format {
        ListingFormat::Plain => text::plain(&groups),
        ListingFormat::Zone => text::zone(&groups),
        ListingFormat::Json => text::json(&groups),
        ListingFormat::Nsupdate => text::nsupdate(domain, &groups),
        ListingFormat::OctoDns => octodns::write(&groups),
        ListingFormat::Terraform => terraform::write(domain, &groups),
    }
}

/// The zones of a domain as whole zone files, signed: each with SOA, keys, and the chain of names.
pub fn signed_zones(
    domain: &Domain,
    snapshot: &Snapshot,
    signer: &ZoneSigner,
    now: Duration,
) -> String {
    let zones = match snapshot.policy().zone_cuts {
        ZoneCuts::Domain => vec![domain.to_string()],
        ZoneCuts::Names => CUTS.iter().map(|cut| format!("{cut}.{domain}")).collect(),
    };
    let zone = |apex: &String| {
        let nearest = |name: &&str| snapshot.entry(name).is_some();
        let is_child = |name: &&str| suffixes(name).skip(1).find(nearest) == Some(domain.as_str());
        let children: BTreeSet<Box<str>> = match snapshot.policy().zone_cuts {
            ZoneCuts::Domain => snapshot.domains().filter(is_child).map(Box::from).collect(),
            ZoneCuts::Names => BTreeSet::new(),
        };
        let children: Vec<Box<str>> = children.into_iter().collect();
        let contents = contents(apex, &children, &Known::NOTHING, snapshot);
        let signed = contents.map(|contents| signer.sign_zone(apex, contents, now));
        let lines = signed
            .into_iter()
            .flatten()
            .map(|(name, Record { ttl, data, .. })| text::zone_line(&name, ttl, &data) + "\n");
        lines.collect::<String>()
    };
    zones.iter().map(zone).collect::<Vec<_>>().join("\n")
}

//----------- What is listed -------------------------------------------------

/// Records that are added for one reason.
struct Group {
    reason: &'static str,
    records: Vec<Listed>,
}

/// A record with its place.
struct Listed {
    /// What stands before the domain; empty for the domain itself.
    below: String,
    /// The whole name, without a final dot.
    name: String,
    ttl: u32,
    data: Data,
}

impl Listed {
    /// Nothing where the name is longer than a name may be.
    fn new(below: &str, domain: &Domain, record: Record) -> Option<Self> {
        let name = match below {
            "" => domain.to_string(),
            below => format!("{below}.{domain}"),
        };
        let Record { ttl, data, .. } = record;
        (name.len() <= NAME_MAX).then_some(Self { below: below.to_owned(), name, ttl, data })
    }
}

/// Why an organisation wants these names, in the order in which they are listed.
const REASONS: [(&str, &[OwnName]); 9] = [
    (
        "Autoconfig: where Thunderbird, K-9 Mail, FairEmail and others fetch the settings",
        &[OwnName::Autoconfig],
    ),
    (
        "Autodiscover: the same for Outlook; the service always has port 443",
        &[OwnName::Autodiscover, OwnName::AutodiscoverService],
    ),
    (
        "RFC 6186 and 8314: the mail servers, for Evolution, FairEmail and others; a target of . \
         means: not offered",
        &[
            OwnName::Imaps,
            OwnName::Imap,
            OwnName::Pop3s,
            OwnName::Pop3,
            OwnName::Submissions,
            OwnName::Submission,
        ],
    ),
    ("What aerc asks for instead of _submissions", &[OwnName::Smtps]),
    (
        "PACC (draft-ietf-mailmaint-pacc): settings in JSON, and their digest, which changes with them",
        &[OwnName::UaAutoConfig, OwnName::UaAutoConfigDigest],
    ),
    (
        "RFC 6764: where calendars and contacts are, for Thunderbird, DAVx5 and Evolution",
        &[OwnName::CalDavs, OwnName::CalDav, OwnName::CardDavs, OwnName::CardDav],
    ),
    ("RFC 8620: where mail is over JMAP", &[OwnName::Jmap]),
    ("RFC 5804: where filters are managed with Sieve", &[OwnName::Sieve]),
    ("mailconf: the address of the settings, for Himalaya", &[OwnName::Apex]),
];
const FURTHER: &str = "Further records of this service";
const DELEGATION: &str = "Delegates the names that Mailguide answers to its name servers";

fn groups(found: &Found<'_>, policy: &Policy, target: Option<&Domain>) -> Vec<Group> {
    let records = DomainRecords::new(found, policy);
    let listed = |below: &str, records: Vec<Record>| -> Vec<Listed> {
        let listed = |record| Listed::new(below, &found.domain, record);
        records.into_iter().filter_map(listed).collect()
    };
    let own = |name: &OwnName| {
        let target = target
            .filter(|target| target.as_str() != format!("{}.{}", name.as_str(), found.domain));
        let of_name = match target {
            Some(target) => lead_to(target, *name, &records),
            None => records.own_at(*name),
        };
        listed(name.as_str(), of_name)
    };
    let mut groups: Vec<Group> = REASONS
        .into_iter()
        .map(|(reason, names)| Group { reason, records: names.iter().flat_map(own).collect() })
        .collect();
    let is_alias = |below: &str| {
        let mut listed = groups.iter().flat_map(|group| &group.records);
        listed.any(|record| record.below == below && matches!(record.data, Data::Cname(_)))
    };
    // Beside an alias there is nothing (RFC 1034 §3.6.2).
    let names = records.further_names().into_iter().filter(|below| !is_alias(below));
    let further = names.flat_map(|below| listed(below, records.further_at(below))).collect();
    groups.push(Group { reason: FURTHER, records: further });
    groups.retain(|group| !group.records.is_empty());
    groups
}

/// The records of a name where the hosts of documents are aliases. A service must not be at an
/// alias (RFC 2782, "Target"), so Autodiscover's is at the target itself.
fn lead_to(target: &Domain, name: OwnName, records: &DomainRecords<'_>) -> Vec<Record> {
    if records.has_host(name) {
        return vec![Record::asked(Data::Cname(target.to_string()))];
    }
    let mut records = records.own_at(name);
    for record in records.iter_mut().filter(|_| name == OwnName::AutodiscoverService) {
        if let Data::Srv { target: Some(host), .. } = &mut record.data {
            *host = target.to_string();
        }
    }
    records
}

/// The delegation of our zones, and the records that lie in none of them.
fn delegation(found: &Found<'_>, policy: &Policy) -> Vec<Group> {
    let servers = name_servers(&policy.name_servers, &found.domain);
    let delegated = CUTS.iter().flat_map(|cut| {
        let records = servers.iter().map(|server| Record::asked(Data::Ns(server.clone())));
        records.filter_map(|record| Listed::new(cut, &found.domain, record)).collect::<Vec<_>>()
    });
    let delegated = Group { reason: DELEGATION, records: delegated.collect() };
    let mut groups = groups(found, policy, None);
    for group in &mut groups {
        group.records.retain(|record| !lies_in_a_cut(&record.below));
    }
    groups.insert(0, delegated);
    groups.retain(|group| !group.records.is_empty());
    groups
}

fn lies_in_a_cut(below: &str) -> bool {
    CUTS.iter().any(|cut| {
        let prefix = below.strip_suffix(cut);
        prefix.is_some_and(|prefix| prefix.is_empty() || prefix.ends_with('.'))
    })
}
