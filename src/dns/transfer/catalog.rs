//! The records of the catalog zone (RFC 9432): the version, and a pointer to each zone.

use std::sync::Arc;

use hickory_server::proto::rr::rdata::{NS, PTR, SOA, TXT};
use hickory_server::proto::rr::{Name, RData, Record};
use sha2::{Digest, Sha256};

use super::super::message::fqdn;
use super::super::record::{EXPIRE, NEGATIVE_TTL};
use super::messages::Records;
use super::zones::{Change, ServedZones};

/// The version of the schema (RFC 9432 §4.2.1).
const VERSION: &str = "2";
/// Who nobody asks: a catalog is not for resolvers (RFC 9432 §4.1).
const NOBODY: &str = "invalid";
/// How long records may be kept; nobody keeps them.
const TTL: u32 = 0;
/// When secondaries ask again, in seconds, if nobody told them of a change; and after a failure.
const REFRESH: i32 = 300;
const RETRY: i32 = 60;

/// The start of authority.
pub(super) fn start(zones: &ServedZones) -> Option<Record> {
    let (name, serial) = zones.catalog()?;
    Some(start_at(&fqdn(name.as_str()), serial))
}

fn start_at(name: &Name, serial: u32) -> Record {
    let mailbox = fqdn(&format!("hostmaster.{NOBODY}"));
    let soa = SOA::new(fqdn(NOBODY), mailbox, serial, REFRESH, RETRY, EXPIRE, NEGATIVE_TTL);
    Record::from_rdata(name.clone(), TTL, RData::SOA(soa))
}

/// The whole catalog.
pub(super) fn whole(zones: &Arc<ServedZones>, start: Record) -> Records {
    let name = start.name.clone();
    let servers = Record::from_rdata(name.clone(), TTL, RData::NS(NS(fqdn(NOBODY))));
    let version = TXT::new(vec![VERSION.to_owned()]);
    let version = Record::from_rdata(below("version", &name), TTL, RData::TXT(version));
    let zones = Arc::clone(zones);
    let members = (0..zones.len() as u32).flat_map(move |number| {
        let domain = zones.domain(number).unwrap_or_default();
        pointers(&zones, domain, &name)
    });
    let head = [start.clone(), servers, version].into_iter();
    Box::new(head.chain(members).chain([start]))
}

/// The steps to the present catalog (RFC 1995 §4): each begins with the start of authority before it
/// and what was taken away, and goes on with that after it and what was put in.
pub(super) fn changes(zones: &Arc<ServedZones>, start: &Record, changes: Vec<Change>) -> Records {
    let name = start.name.clone();
    let zones = Arc::clone(zones);
    let steps = changes.into_iter().flat_map(move |change| {
        let records = |domains: Vec<Box<str>>| {
            let (zones, name) = (Arc::clone(&zones), name.clone());
            domains.into_iter().flat_map(move |domain| pointers(&zones, &domain, &name))
        };
        let removed = records(change.removed);
        let added = records(change.added);
        let removed = std::iter::once(start_at(&name, change.from)).chain(removed);
        removed.chain(std::iter::once(start_at(&name, change.to))).chain(added)
    });
    Box::new(std::iter::once(start.clone()).chain(steps).chain([start.clone()]))
}

fn pointers(zones: &ServedZones, domain: &str, catalog: &Name) -> Vec<Record> {
    let pointer = |apex: String| {
        let owner = below(&format!("{}.zones", label(&apex)), catalog);
        Record::from_rdata(owner, TTL, RData::PTR(PTR(fqdn(&apex))))
    };
    zones.apexes(domain).into_iter().map(pointer).collect()
}

/// The label of a zone, which is always the same and no other's (RFC 9432 §4.1).
fn label(apex: &str) -> String {
    super::super::record::hexadecimal(&Sha256::digest(apex)[..16])
}

/// A name too long becomes the root, which no secondary takes for one of its zones.
fn below(labels: &str, name: &Name) -> Name {
    let mut whole = Name::from_ascii(labels).and_then(|labels| labels.append_domain(name));
    if let Ok(name) = &mut whole {
        name.set_fqdn(true);
    }
    whole.unwrap_or_else(|_| Name::root())
}
