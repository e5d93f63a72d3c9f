//! Whole zones, record by record, for secondaries and for files.

use std::collections::BTreeSet;

use super::delegation::is_within;
use super::record::{Data, Record, TTL};
use super::records::{DomainRecords, OwnName};
use super::static_record::NAME_MAX;
use super::zone::Zone;
use crate::lookup::{Known, Reason};
use crate::snapshot::Snapshot;

/// A whole zone.
pub struct ZoneContents {
    /// All records, each with its whole name; the first is the start of authority.
    pub records: Vec<(String, Record)>,
    /// The apexes of zones of ours that are cut out below it.
    pub children: Vec<String>,
}

/// What is in a zone. The zones cut out below it (`children`) are delegated, with the addresses of
/// name servers in them.
pub(super) fn contents(
    apex: &str,
    children: &[Box<str>],
    known: &Known<'_>,
    snapshot: &Snapshot,
) -> Result<ZoneContents, Reason> {
    let zone = Zone::enclosing(apex, known, snapshot)?;
    if zone.apex != apex {
        return Err(Reason::UnknownDomain);
    }
    let mut records = vec![(apex.to_owned(), zone.soa(TTL))];
    for name in zone.names() {
        let node = zone.node(&name).records.into_iter();
        let node = node.filter(|record| !matches!(record.data, Data::Soa { .. }));
        records.extend(node.map(|record| (name.clone(), record)));
    }
    let mut delegated = Vec::new();
    for child in children {
        // What the operator delegates is not ours to cut.
        if let Some(cut) = zone.cut(child) {
            let of_cut = if cut == &**child { zone.node_of_cut(cut).records } else { Vec::new() };
            records.extend(of_cut.into_iter().map(|record| (cut.to_owned(), record)));
            continue;
        }
        let Ok(child) = Zone::enclosing(child, known, snapshot) else { continue };
        delegated.push(child.apex.to_owned());
        for server in child.name_servers() {
            let is_below = is_within(&server, child.apex);
            let mut glue = if is_below { child.node(&server).records } else { Vec::new() };
            glue.retain(|record| matches!(record.data, Data::A(_) | Data::Aaaa(_)));
            records.extend(glue.into_iter().map(|record| (server.clone(), record)));
            records.push((child.apex.to_owned(), Record::asked(Data::Ns(server))));
        }
    }
    Ok(ZoneContents { records, children: delegated })
}

impl Zone<'_> {
    /// The names that have records in the zone, as long as not all subdomains are in it.
    fn names(&self) -> BTreeSet<String> {
        let domain = &self.found.domain;
        let own = OwnName::ALL.iter().map(|name| name.as_str());
        let further = DomainRecords::new(&self.found, self.snapshot.policy()).further_names();
        let below = own.chain(further).map(|below| match below {
            "" => domain.to_string(),
            below => format!("{below}.{domain}"),
        });
        let all = below.chain(self.name_servers()).chain([self.apex.to_owned()]);
        all.filter(|name| name.len() <= NAME_MAX && self.has(name)).collect()
    }
}
