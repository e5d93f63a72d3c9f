//! The records below any domain of one service, as they go over the wire.

use std::hash::{BuildHasher, Hasher};

use hashbrown::{DefaultHashBuilder, HashTable};

use super::record_set::{Compiler, RecordSet, type_number};
use crate::dns::record::{NEGATIVE_TTL, Record};
use crate::dns::static_record::NAME_MAX;
use crate::dns::zone::{OwnName, Zone, delegated};
use crate::lookup::{Found, Reason};
use crate::mail::{Domain, Variable};
use crate::snapshot::{Entry, Snapshot};

/// What stands below any domain of a service. The holes of the records are filled in by the
/// question; what depends on the domain otherwise is not here.
pub struct WireRecords {
    hasher: DefaultHashBuilder,
    nodes: HashTable<Node>,
    /// What other servers answer for, at and below.
    delegated: Box<[Box<[u8]>]>,
    /// The SOA of negative answers.
    denial: RecordSet,
    domain_max: usize,
}

/// A name that exists.
pub(super) struct Node {
    name: Box<str>,
    /// By type; none where the domain stands in it at a place that cannot be filled in.
    sets: Box<[(u16, Option<RecordSet>)]>,
    /// Whether it leads to another name.
    is_alias: bool,
}

impl Node {
    /// The records of a type, if there are any; nothing where the general path has to look.
    pub(super) fn set(&self, kind: u16) -> Option<Option<&RecordSet>> {
        if self.is_alias {
            return None;
        }
        match self.sets.iter().find(|(of, _)| *of == kind) {
            Some((_, set)) => set.as_ref().map(Some),
            None => Some(None),
        }
    }
}

impl WireRecords {
    /// Compiles the records of a service, or tells why it is not served.
    pub(crate) fn compile(entry: &Entry, snapshot: &Snapshot) -> Result<Self, Reason> {
        let found = Found {
            entry,
            documents: entry.documents()?,
            domain: Domain::placeholder(),
            reason: Reason::ConfiguredDomain,
            mx: None,
            login: None,
        };
        let zone = Zone::of_any_domain(found, snapshot);
        let domain = Variable::Domain.as_str();
        let mut most_before = 0;
        let denial = compile(&[zone.soa(NEGATIVE_TTL)], &mut most_before);
        let hasher = DefaultHashBuilder::default();
        let mut nodes = HashTable::new();
        for below in zone.names_below() {
            let name = match below {
                "" => domain.to_owned(),
                below => format!("{below}.{domain}"),
            };
            let node = zone.node(&name);
            if !node.exists {
                continue;
            }
            let is_alias = node.records.iter().any(|record| type_number(&record.data).is_none());
            let mut kinds: Vec<u16> =
                node.records.iter().filter_map(|record| type_number(&record.data)).collect();
            kinds.sort_unstable();
            kinds.dedup();
            let sets = kinds.into_iter().map(|kind| {
                let of_kind = |record: &&Record| type_number(&record.data) == Some(kind);
                let records: Vec<Record> = node.records.iter().filter(of_kind).cloned().collect();
                // The digest is that of a document which names its domain.
                let is_digest = below == OwnName::UaAutoConfigDigest.as_str();
                let set = compile(&records, &mut most_before).filter(|_| !is_digest);
                (kind, set)
            });
            let node = Node { name: below.into(), sets: sets.collect(), is_alias };
            let hashed = hash(&hasher, below.as_bytes());
            nodes.insert_unique(hashed, node, |node| hash(&hasher, node.name.as_bytes()));
        }
        // Nothing is answered here without it, nor where a name was too long for the placeholder
        // that is not too long for a shorter domain.
        let is_whole = denial.is_some() && !zone.has_names_too_long();
        let delegated = delegated(entry.records()).map(|cut| cut.as_bytes().into()).collect();
        let domain_max = if is_whole { NAME_MAX - most_before } else { 0 };
        let denial = denial.unwrap_or_else(|| Compiler::default().finish().0);
        Ok(Self { hasher, nodes, delegated, denial, domain_max })
    }

    /// How long a domain may be such that no name with it is too long.
    pub(super) fn domain_max(&self) -> usize {
        self.domain_max
    }

    /// Whether other servers answer for a name below the domain.
    pub(super) fn is_delegated(&self, below: &[u8]) -> bool {
        self.delegated.iter().any(|cut| {
            below.strip_suffix(&**cut).is_some_and(|p| p.is_empty() || p.ends_with(b"."))
        })
    }

    /// The SOA of negative answers.
    pub(super) fn denial(&self) -> &RecordSet {
        &self.denial
    }

    /// The name below the domain, if it exists.
    pub(super) fn node(&self, below: &[u8]) -> Option<&Node> {
        self.nodes.find(hash(&self.hasher, below), |node| node.name.as_bytes() == below)
    }
}

fn compile(records: &[Record], most_before: &mut usize) -> Option<RecordSet> {
    let mut compiler = Compiler::default();
    for record in records {
        compiler.add(record)?;
    }
    let (set, before) = compiler.finish();
    *most_before = before.max(*most_before);
    Some(set)
}

fn hash(hasher: &DefaultHashBuilder, name: &[u8]) -> u64 {
    let mut hasher = hasher.build_hasher();
    hasher.write(name);
    hasher.finish()
}
