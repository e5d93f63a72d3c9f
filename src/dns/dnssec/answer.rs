//! What DNSSEC adds to an answer: signatures, keys, and the proof that something is not there.
//!
//! What does not exist is denied by a record that says: the name is there, has no such type, and
//! nothing lies behind it (RFC 9824). That takes one signature and one record, tells of no other
//! name, and suits zones in which every name exists. A name that does not exist has the type NXNAME.

use std::time::Duration;

use super::data::{Bitmap, SecurityData, canonical, number, type_number};
use super::name::WireName;
use super::signer::{RecordSet, ZoneSigner};
use crate::dns::record::{Data, NEGATIVE_TTL, Owner, Record, TTL};
use crate::dns::zone::{self, ZoneAnswer};
use crate::lookup::{Known, Reason};
use crate::snapshot::Snapshot;

/// What a query says, as far as DNSSEC is concerned.
pub(in crate::dns) struct Asked<'q> {
    /// The name, in lower case without a final dot.
    pub(in crate::dns) name: &'q str,
    /// The same on the wire.
    pub(in crate::dns) wire: WireName,
    /// The number of the type.
    pub(in crate::dns) record_type: u16,
    /// Whether signatures are wanted (RFC 3225).
    pub(in crate::dns) dnssec_ok: bool,
    /// The time since the Unix epoch.
    pub(in crate::dns) now: Duration,
}

/// Completes the answer of a zone. Those of no zone stay as they are.
pub(in crate::dns) fn secure(
    asked: &Asked<'_>,
    answer: ZoneAnswer,
    signer: &ZoneSigner,
    known: &Known<'_>,
    snapshot: &Snapshot,
) -> ZoneAnswer {
    let Some(apex) = &answer.zone else { return answer };
    let zone = WireName::of(apex);
    let answer = Securing { asked, signer, zone, known, snapshot }.of_types(answer);
    if !asked.dnssec_ok {
        return answer;
    }
    // The answer may come from the zone above by now.
    let zone = WireName::of(answer.zone.as_deref().expect("it had one before"));
    Securing { asked, signer, zone, known, snapshot }.signed(answer)
}

struct Securing<'s> {
    asked: &'s Asked<'s>,
    signer: &'s ZoneSigner,
    zone: WireName,
    known: &'s Known<'s>,
    snapshot: &'s Snapshot,
}

impl Securing<'_> {
    /// Answers queries for the types of DNSSEC themselves.
    fn of_types(&self, mut answer: ZoneAnswer) -> ZoneAnswer {
        let is_apex = self.asked.wire == self.zone;
        let mut ttl = self.signer.key_ttl();
        let found = match self.asked.record_type {
            number::DNSKEY | number::CDS | number::CDNSKEY if is_apex => {
                self.signer.apex_records(self.asked.record_type, &self.zone, self.asked.now)
            }
            // The parent speaks of the keys of a zone (RFC 4035 §3.1.4.1).
            number::DS if is_apex => {
                match zone::zone_above(self.asked.name, self.known, self.snapshot) {
                    Some((apex, domain)) => {
                        answer.zone = Some(apex);
                        answer.domain = Some(domain);
                        ttl = TTL;
                        vec![self.signer.keys().ds(&self.asked.wire, self.asked.now)]
                    }
                    None => return answer,
                }
            }
            // What an alias leads to may be missing; the name itself is there.
            number::NSEC | number::RRSIG
                if answer.reason != Reason::NoSuchName || !answer.answers.is_empty() =>
            {
                let nsec = self.denial(&Owner::Asked, true);
                ttl = nsec.ttl;
                match (nsec.data, self.asked.record_type) {
                    (Data::Security(data), number::NSEC) => vec![data],
                    // All signatures of a name would be a lot; one is an answer (RFC 8482 §4.1).
                    (data, _) => self.signatures(&Owner::Asked, ttl, &[data], false),
                }
            }
            _ => return answer,
        };
        let record = |data| Record { owner: Owner::Asked, ttl, data: Data::Security(data) };
        answer.answers = found.into_iter().map(record).collect();
        answer.authority.clear();
        answer.reason = Reason::Record;
        answer
    }

    /// Adds the proof of what is not there, and signs all that is of this zone.
    fn signed(&self, mut answer: ZoneAnswer) -> ZoneAnswer {
        if answer.authority.iter().any(|record| matches!(record.data, Data::Soa { .. })) {
            let alias = answer.answers.iter().rev().find_map(|record| match &record.data {
                Data::Cname(target) => Some(Owner::Name(target.clone())),
                _ => None,
            });
            let exists = answer.reason != Reason::NoSuchName;
            answer.authority.push(self.denial(&alias.unwrap_or(Owner::Asked), exists));
        }
        let absent = answer.reason == Reason::NoSuchName;
        answer.answers = self.sign(answer.answers, false);
        answer.authority = self.sign(answer.authority, absent);
        answer
    }

    /// The record that says which types a name has.
    fn denial(&self, owner: &Owner, exists: bool) -> Record {
        let name = self.wire(owner);
        let mut types = match (owner, exists) {
            (_, false) => vec![number::NXNAME],
            (Owner::Name(name), _) => zone::types_at(name, self.known, self.snapshot),
            _ => zone::types_at(self.asked.name, self.known, self.snapshot),
        };
        types.extend([number::NSEC, number::RRSIG]);
        if name == self.zone {
            types.extend([number::DNSKEY, number::CDS, number::CDNSKEY]);
        }
        let next = name.successor(&self.zone);
        let nsec = SecurityData::Nsec { next, types: types.into_iter().collect::<Bitmap>() };
        // RFC 9077 §3.
        Record { owner: owner.clone(), ttl: NEGATIVE_TTL, data: Data::Security(nsec) }
    }

    fn wire(&self, owner: &Owner) -> WireName {
        match owner {
            Owner::Asked => self.asked.wire.clone(),
            Owner::Apex => self.zone.clone(),
            Owner::Name(name) => WireName::of(name),
        }
    }

    /// Puts its signatures behind each record set. `absent` is whether the NSEC records are those
    /// of names that do not exist.
    fn sign(&self, mut records: Vec<Record>, absent: bool) -> Vec<Record> {
        let mut signed = Vec::with_capacity(2 * records.len());
        while let Some(Record { owner, ttl, data }) = records.first().cloned() {
            let kind = type_number(&data);
            let (set, rest) = records
                .into_iter()
                .partition(|record| record.owner == owner && type_number(&record.data) == kind);
            records = rest;
            let set: Vec<Record> = set;
            // Delegations are not signed (RFC 4035 §2.2), nor are signatures.
            let is_delegation = kind == number::NS && self.wire(&owner) != self.zone;
            let signatures = if is_delegation || kind == number::RRSIG {
                Vec::new()
            } else {
                // A denial shortens the time of SOA, not that of its record set.
                let original = if kind == number::SOA { TTL } else { ttl };
                let data: Vec<Data> = set.iter().map(|record| record.data.clone()).collect();
                self.signatures(&owner, original, &data, absent && kind == number::NSEC)
            };
            signed.extend(set);
            signed.extend(signatures.into_iter().map(|signature| Record {
                owner: owner.clone(),
                ttl,
                data: Data::Security(signature),
            }));
        }
        signed
    }

    fn signatures(
        &self,
        owner: &Owner,
        ttl: u32,
        records: &[Data],
        absent: bool,
    ) -> Vec<SecurityData> {
        let Some(first) = records.first() else { return Vec::new() };
        let set = RecordSet {
            owner: &self.wire(owner),
            record_type: type_number(first),
            ttl,
            records: records.iter().map(canonical).collect(),
            absent,
        };
        self.signer.sign(&set, &self.zone, self.asked.now)
    }
}
