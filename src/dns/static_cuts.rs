//! What is wrong with the names that the operator delegates to other servers.

use thiserror::Error;

use super::delegation::is_within;
use super::dnssec::SecurityData;
use super::record::Data;
use super::records::OwnName;
use super::static_record::StaticRecord;
use crate::index::suffixes;
use crate::mail::{Domain, Variable};

/// The name server of a domain where none is configured.
const NAME_SERVER: &str = "ns";

/// What is wrong with a record that delegates a name, or lies at or below such a name.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
pub enum CutFault {
    /// The zone needs a name at or below it.
    #[error(
        "Mailguide answers {} itself, made from the service, so neither it nor a name above it can \
         be delegated; delegate other names",
        .0.as_str()
    )]
    OwnName(OwnName),
    /// The zone's name server lies at or below it.
    #[error(
        "ns is the name server of the domain where dns.name_servers names none, so it cannot be \
         delegated"
    )]
    NameServer,
    /// A `DS` of a name that is not delegated.
    #[error(
        "a DS vouches for the keys of a name that is delegated, and this one is not; add its NS \
         records, or leave the DS out"
    )]
    KeysOfNobody,
    /// A record that nobody would see.
    #[error(
        "the name is delegated, or lies below a name that is: its servers answer for it (RFC 2181 \
         §6); leave only NS and DS at the name that is delegated, and the addresses of its name \
         servers"
    )]
    Covered,
    /// A name server that nobody finds.
    #[error(
        "the name server lies at or below the name that it serves, so nobody finds it without its \
         address; add A or AAAA records for it (RFC 9471 §3.1)"
    )]
    NoGlue,
}

/// The names below a domain that records delegate; one may come several times.
pub fn delegated(records: &[StaticRecord]) -> impl Iterator<Item = &str> {
    let servers = records.iter().filter(|record| matches!(record.data, Data::Ns(_)));
    servers.map(|record| &*record.name)
}

/// What is wrong with one of the records of a service, as far as it has to do with delegations.
pub(super) fn fault(record: &StaticRecord, all: &[StaticRecord]) -> Option<CutFault> {
    let name = &*record.name;
    if let Data::Ns(server) = &record.data {
        let own = OwnName::ALL.into_iter().filter(|own| *own != OwnName::Apex);
        if let Some(own) = own.into_iter().find(|own| is_within(own.as_str(), name)) {
            return Some(CutFault::OwnName(own));
        }
        if is_within(NAME_SERVER, name) {
            return Some(CutFault::NameServer);
        }
        let lost = below_domain(server).is_some_and(|server| {
            is_within(server, name) && !all.iter().any(|r| *r.name == *server && is_address(r))
        });
        if lost {
            return Some(CutFault::NoGlue);
        }
    }
    // The first from above counts: the zone does not know what lies below.
    let cut = cuts_above(name, all).last();
    let is_keys = matches!(record.data, Data::Security(SecurityData::Ds(_)));
    let is_server = matches!(record.data, Data::Ns(_));
    match cut {
        None if is_keys => Some(CutFault::KeysOfNobody),
        None => None,
        Some(cut) if cut == name && (is_keys || is_server) => None,
        Some(_) if is_address(record) && is_name_server(name, all) => None,
        Some(_) => Some(CutFault::Covered),
    }
}

/// Whether a name lies at or below one that is delegated.
pub(super) fn is_delegated(below: &str, records: &[StaticRecord]) -> bool {
    cuts_above(below, records).next().is_some()
}

fn cuts_above<'n>(below: &'n str, records: &[StaticRecord]) -> impl Iterator<Item = &'n str> {
    suffixes(below).filter(|name| delegated(records).any(|cut| cut == *name))
}

fn is_address(record: &StaticRecord) -> bool {
    matches!(record.data, Data::A(_) | Data::Aaaa(_))
}

/// Whether anything is delegated to a name.
fn is_name_server(below: &str, records: &[StaticRecord]) -> bool {
    records.iter().any(|record| match &record.data {
        Data::Ns(server) => below_domain(server) == Some(below),
        _ => false,
    })
}

/// What stands before the domain in a name that is written for all domains.
pub(super) fn below_domain(name: &str) -> Option<&str> {
    name.strip_suffix(Variable::Domain.as_str())?.strip_suffix('.')
}

/// The first of the name servers that lies in what a domain delegates, where nobody would ask us for
/// its addresses.
pub fn delegated_server<'s>(
    domain: &Domain,
    delegated: impl Iterator<Item = &'s str>,
    name_servers: &'s [Domain],
) -> Option<&'s Domain> {
    let cuts: Vec<String> = delegated.map(|cut| format!("{cut}.{domain}")).collect();
    let is_lost = |server: &&Domain| cuts.iter().any(|cut| is_within(server.as_str(), cut));
    name_servers.iter().find(is_lost)
}
