//! What an authority finds that checks names by DNS-01 (RFC 8555 §8.4): TXT records at
//! `_acme-challenge.` in served zones, and a zone of their own that other zones' names are aliases
//! into.

use super::record::{Data, Owner, QueryType, Record, TTL};
use super::zone::{ZoneAnswer, name_servers};
use crate::acme::challenges::DNS_LABEL;
use crate::lookup::Reason;
use crate::snapshot::Snapshot;

/// How long an answer may be kept: the next order has another one.
const CHALLENGE_TTL: u32 = 1;

/// Adds the records that a name has because an authority looks for them, unless the operator leads
/// it elsewhere: beside an alias there is nothing (RFC 1034 §3.6.2).
pub(super) fn add(name: &str, records: &mut Vec<Record>, snapshot: &Snapshot) {
    let host = name.strip_prefix(DNS_LABEL).and_then(|rest| rest.strip_prefix('.'));
    let is_alias = |record: &Record| matches!(record.data, Data::Cname(_));
    if let Some(host) = host.filter(|_| !records.iter().any(is_alias)) {
        records.extend(texts(host, snapshot));
    }
}

/// Whether a name lies in the zone of challenges.
pub(super) fn is_in_zone(name: &str, snapshot: &Snapshot) -> bool {
    below_apex(name, snapshot).is_some()
}

/// The answer from the zone of challenges, where the name lies in it. A host that is checked has a
/// TXT record at its name before that of the zone.
pub(super) fn answer(name: &str, query: QueryType, snapshot: &Snapshot) -> Option<ZoneAnswer> {
    let host = below_apex(name, snapshot)?;
    let apex = snapshot.policy().challenge_zone.as_ref()?;
    let servers = name_servers(&snapshot.policy().name_servers, apex);
    let soa = |ttl| {
        let (primary, mailbox) = (servers[0].clone(), format!("hostmaster.{apex}"));
        let data = Data::Soa { primary, mailbox, serial: snapshot.serial() };
        Record { owner: Owner::Apex, ttl, data }
    };
    let mut records = texts(host, snapshot);
    if host.is_empty() {
        records.push(soa(TTL));
        records.extend(servers.iter().map(|host| Record::asked(Data::Ns(host.clone()))));
    } else if servers.iter().any(|server| server == name) {
        records.extend(snapshot.policy().addresses.records().map(Record::asked));
    }
    let mut answers: Vec<Record> =
        records.into_iter().filter(|record| record.data.is_wanted(query)).collect();
    if query == QueryType::Any && !answers.is_empty() {
        answers = vec![Record::asked(Data::Hinfo)];
    }
    // Hosts come and go, and some lie above others: that there is none is never said of a name.
    let (reason, authority) = match answers.is_empty() {
        true => (Reason::NoData, vec![soa(CHALLENGE_TTL)]),
        false => (Reason::Record, Vec::new()),
    };
    let zone = Some(apex.as_str().into());
    Some(ZoneAnswer { zone, answers, authority, ..ZoneAnswer::none(reason) })
}

fn texts(host: &str, snapshot: &Snapshot) -> Vec<Record> {
    let texts = snapshot.policy().challenges.texts(host).into_iter();
    let record = |text: Box<str>| Record { ttl: CHALLENGE_TTL, ..Record::asked(Data::text(&text)) };
    texts.map(record).collect()
}

/// What stands before the apex of the zone of challenges; nothing for names outside of it.
fn below_apex<'n>(name: &'n str, snapshot: &Snapshot) -> Option<&'n str> {
    let apex = snapshot.policy().challenge_zone.as_ref()?;
    let below = name.strip_suffix(apex.as_str())?;
    if below.is_empty() { Some(below) } else { below.strip_suffix('.') }
}
