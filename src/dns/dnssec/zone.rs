//! A whole zone signed at once, for secondaries and for files: every name has an NSEC record that
//! leads to the next one (RFC 4035 §2).

use std::collections::BTreeMap;
use std::time::Duration;

use super::data::{Bitmap, SecurityData, canonical, number, type_number};
use super::name::WireName;
use super::signer::{RecordSet, ZoneSigner};
use crate::dns::record::{Data, NEGATIVE_TTL, Record, TTL};
use crate::dns::zone::ZoneContents;

/// All records of a name, by type.
#[derive(Default)]
struct Node {
    name: String,
    sets: BTreeMap<u16, Vec<Record>>,
}

impl Node {
    fn add(&mut self, ttl: u32, data: Data) {
        let record = Record { ttl, ..Record::asked(data) };
        self.sets.entry(type_number(&record.data)).or_default().push(record);
    }
}

impl ZoneSigner {
    /// All records of a zone, signed: those given, in canonical order with SOA first, the keys, the
    /// chain of NSEC records, and signatures. What lies below a delegation is glue and not signed.
    /// Zones of ours that are cut out below get a DS: they are signed as well. Each record comes
    /// with the whole name of its owner, without a final dot.
    pub fn sign_zone(
        &self,
        apex: &str,
        contents: ZoneContents,
        now: Duration,
    ) -> Vec<(String, Record)> {
        let zone = WireName::of(apex);
        let mut nodes: BTreeMap<WireName, Node> = BTreeMap::new();
        for (name, Record { ttl, data, .. }) in contents.records {
            let node = nodes.entry(WireName::of(&name)).or_default();
            node.name = name;
            node.add(ttl, data);
        }
        let top = nodes.entry(zone.clone()).or_default();
        top.name = apex.to_owned();
        for kind in [number::DNSKEY, number::CDS, number::CDNSKEY] {
            for data in self.apex_records(kind, &zone, now) {
                top.add(self.key_ttl(), Data::Security(data));
            }
        }
        let cuts: Vec<WireName> = nodes
            .iter()
            .filter(|(name, node)| **name != zone && node.sets.contains_key(&number::NS))
            .map(|(name, _)| name.clone())
            .collect();
        for child in contents.children.iter().map(|child| WireName::of(child)) {
            let ds = self.keys().ds(&child, now);
            nodes.entry(child).or_default().add(TTL, Data::Security(ds));
        }
        let is_glue = |name: &WireName| cuts.iter().any(|cut| name != cut && name.is_within(cut));
        let chain: Vec<WireName> = nodes.keys().filter(|name| !is_glue(name)).cloned().collect();
        let following = chain.iter().cycle().skip(1);
        for (name, next) in chain.iter().zip(following) {
            let node = nodes.get_mut(name).expect("the chain was made from them");
            let is_cut = cuts.contains(name);
            let seen = |kind: &u16| !is_cut || matches!(*kind, number::NS | number::DS);
            let own = node.sets.keys().copied().filter(seen);
            let types: Bitmap = own.chain([number::NSEC, number::RRSIG]).collect();
            let nsec = SecurityData::Nsec { next: next.clone(), types };
            node.add(NEGATIVE_TTL, Data::Security(nsec));
            let signed = |kind: &u16| !is_cut || matches!(*kind, number::DS | number::NSEC);
            let signatures: Vec<(u32, SecurityData)> = node
                .sets
                .iter()
                .filter(|(kind, _)| signed(kind))
                .flat_map(|(kind, records)| {
                    let set = RecordSet {
                        owner: name,
                        record_type: *kind,
                        ttl: records[0].ttl,
                        records: records.iter().map(|record| canonical(&record.data)).collect(),
                        absent: false,
                    };
                    self.sign(&set, &zone, now).into_iter().map(|data| (records[0].ttl, data))
                })
                .collect();
            for (ttl, signature) in signatures {
                node.add(ttl, Data::Security(signature));
            }
        }
        let of_node = |Node { name, sets }: Node| {
            let records = sets.into_values().flatten();
            records.map(|record| (name.clone(), record)).collect::<Vec<_>>()
        };
        let mut signed: Vec<(String, Record)> = nodes.into_values().flat_map(of_node).collect();
        // The apex comes first, so this moves little.
        signed.sort_by_key(|(_, record)| !matches!(record.data, Data::Soa { .. }));
        signed
    }
}
