//! What DNSSEC adds to an answer: signatures, keys, and the proof that something is not there.
//!
//! What does not exist is denied by a record that says: the name is there, has no such type, and
//! nothing lies behind it (RFC 9824). That takes one signature and one record, tells of no other
//! name, and suits zones in which every name exists. A name that does not exist has the type NXNAME.

use std::time::Duration;

use super::data::{Bitmap, SecurityData, canonical, number, type_number};
use super::name::WireName;
use super::signer::{RecordSet, ZoneSigner};
use crate::dns::delegation;
use crate::dns::record::{Data, NEGATIVE_TTL, Owner, Record, TTL};
use crate::dns::zone::{self, QueryType, ZoneAnswer};
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
    let securing = Securing { asked, signer, zone, known, snapshot };
    let answer = securing.of_types(answer);
    if asked.dnssec_ok { securing.signed(answer) } else { answer }
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
            // All zones of ours are signed, those below others as well.
            number::DS
                if answer.reason == Reason::NoData
                    && delegation::is_ours(self.asked.name, self.known, self.snapshot) =>
            {
                ttl = TTL;
                vec![self.signer.keys().ds(&self.asked.wire, self.asked.now)]
            }
            // What an alias leads to may be missing; the name itself is there.
            number::NSEC | number::RRSIG
                if matches!(answer.reason, Reason::Record | Reason::NoData)
                    || !answer.answers.is_empty() =>
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
        answer.reason = Reason::Record;
        for section in [&mut answer.authority, &mut answer.glue, &mut answer.additional] {
            section.clear();
        }
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
        if let Some(cut) = self.delegated(&answer) {
            answer.authority.extend(self.keys_of(cut));
        }
        let is_glue = |record: &Record| match &record.owner {
            Owner::Name(name) => delegation::is_glue(name, self.known, self.snapshot),
            Owner::Apex | Owner::Asked => false,
        };
        let (glue, addresses) = answer.additional.into_iter().partition(is_glue);
        answer.additional = glue;
        answer.additional.extend(self.sign(addresses, false));
        let absent = answer.reason == Reason::NoSuchName;
        answer.answers = self.sign(answer.answers, false);
        answer.authority = self.sign(answer.authority, absent);
        answer
    }

    /// The name that an answer says is delegated.
    fn delegated(&self, answer: &ZoneAnswer) -> Option<String> {
        answer.authority.iter().find_map(|record| match (&record.data, &record.owner) {
            (Data::Ns(_), Owner::Name(cut)) => Some(cut.clone()),
            _ => None,
        })
    }

    /// The keys of what is delegated, or the proof that nobody vouches for any (RFC 4035 §3.1.4).
    fn keys_of(&self, cut: String) -> Vec<Record> {
        let keys = zone::answer(&cut, QueryType::Ds, self.known, self.snapshot).answers;
        let owner = Owner::Name(cut);
        match keys.is_empty() {
            true => vec![self.denial(&owner, true)],
            false => keys.into_iter().map(|key| Record { owner: owner.clone(), ..key }).collect(),
        }
    }

    /// The types that a name has in this zone.
    fn types_at(&self, name: &str) -> Vec<u16> {
        let all = zone::answer(name, QueryType::All, self.known, self.snapshot);
        match all.zone.as_deref().map(WireName::of) {
            Some(zone) if zone == self.zone => {
                all.answers.iter().map(|record| type_number(&record.data)).collect()
            }
            // It is the apex of another one of ours, of which this one has the name servers alone.
            _ => vec![number::NS],
        }
    }

    /// The record that says which types a name has.
    fn denial(&self, owner: &Owner, exists: bool) -> Record {
        let name = self.wire(owner);
        let mut types = match (owner, exists) {
            (_, false) => vec![number::NXNAME],
            (Owner::Name(name), _) => self.types_at(name),
            _ => self.types_at(self.asked.name),
        };
        types.extend([number::NSEC, number::RRSIG]);
        if name == self.zone {
            types.extend([number::DNSKEY, number::CDS, number::CDNSKEY]);
        }
        let is_cut = types.contains(&number::NS) && name != self.zone;
        let next = match is_cut {
            true => name.successor_beside(&self.zone),
            false => name.successor(&self.zone),
        };
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
