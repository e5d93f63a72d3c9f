//! What lies below a zone and is answered elsewhere: names that the operator delegates to other
//! servers, and the keys of zones that are ours as well.

use super::dnssec::SecurityData;
use super::record::{Data, Owner, Record};
use super::zone::{Node, Place, Zone};
use crate::index::suffixes;
use crate::lookup::Known;
use crate::snapshot::Snapshot;

/// Where somebody else has the answer (RFC 1034 §4.3.2, step 3b).
pub(super) struct Referral {
    /// The name servers.
    pub(super) servers: Vec<Record>,
    /// The addresses of those at or below the name that is delegated (RFC 9471 §3.1).
    pub(super) glue: Vec<Record>,
    /// The addresses of the others, as far as the zone has them (RFC 9471 §3.2).
    pub(super) additional: Vec<Record>,
}

impl Zone<'_> {
    /// The name at or above another one that the operator delegates, if there is one.
    pub(super) fn cut<'n>(&self, name: &'n str) -> Option<&'n str> {
        if !self.snapshot.has_delegations() {
            return None;
        }
        let below_apex = suffixes(name).take_while(|name| name.len() > self.apex.len());
        let is_cut = |name: &&str| self.node(name).records.iter().any(is_server);
        // The first from above counts: the zone does not know what lies below.
        below_apex.filter(is_cut).last()
    }

    /// What the zone itself has to say of a name that is delegated.
    pub(super) fn node_of_cut(&self, name: &str) -> Node {
        let mut records = self.node(name).records;
        records.retain(|record| is_server(record) || is_ds(record));
        Node { exists: true, records }
    }

    /// The same of the apex of another zone of ours.
    pub(super) fn place_of_zone<'n>(&self, apex: &'n str) -> Place<'n> {
        match self.cut(apex) {
            Some(cut) if cut != apex => Place::Cut(cut),
            _ => Place::Node(self.node_of_cut(apex)),
        }
    }

    /// Who has the answer below a name that is delegated.
    pub(super) fn referral(&self, cut: &str) -> Referral {
        let of = |name: &str, fits: fn(&Record) -> bool| {
            let records = self.node(name).records.into_iter().filter(fits);
            let owner = Owner::Name(name.to_owned());
            records.map(|record| Record { owner: owner.clone(), ..record }).collect::<Vec<_>>()
        };
        let servers = of(cut, is_server);
        let (mut glue, mut additional) = (Vec::new(), Vec::new());
        for server in &servers {
            let Data::Ns(host) = &server.data else { continue };
            match is_within(host, cut) {
                true => glue.extend(of(host, is_address)),
                false if self.has(host) => additional.extend(of(host, is_address)),
                false => {}
            }
        }
        Referral { servers, glue, additional }
    }
}

/// Whether a name is another one or lies below it.
pub(super) fn is_within(name: &str, above: &str) -> bool {
    let prefix = name.strip_suffix(above);
    prefix.is_some_and(|prefix| prefix.is_empty() || prefix.ends_with('.'))
}

fn is_server(record: &Record) -> bool {
    matches!(record.data, Data::Ns(_))
}

fn is_ds(record: &Record) -> bool {
    matches!(record.data, Data::Security(SecurityData::Ds(_)))
}

fn is_address(record: &Record) -> bool {
    matches!(record.data, Data::A(_) | Data::Aaaa(_))
}

//----------- Zones of ours --------------------------------------------------

/// The zone that speaks of the keys of another one (RFC 4035 §3.1.4.1), where both are ours.
pub(super) fn zone_above<'z>(
    apex: &'z str,
    known: &'z Known<'z>,
    snapshot: &'z Snapshot,
) -> Option<Zone<'z>> {
    let is_of_challenges =
        snapshot.policy().challenge_zone.as_ref().is_some_and(|zone| zone.as_str() == apex);
    if !is_of_challenges && Zone::enclosing(apex, known, snapshot).ok()?.apex != apex {
        return None;
    }
    let (_, above) = apex.split_once('.')?;
    Zone::enclosing(above, known, snapshot).ok()
}

/// Whether a name is the apex of a zone that another one of ours delegates to us.
pub(super) fn is_ours(apex: &str, known: &Known<'_>, snapshot: &Snapshot) -> bool {
    zone_above(apex, known, snapshot).is_some_and(|above| above.cut(apex).is_none())
}

/// Whether the zone that a name lies in has its records for those alone who look for the servers of
/// what it delegates: they are not signed (RFC 4035 §2.2).
pub(super) fn is_glue(name: &str, known: &Known<'_>, snapshot: &Snapshot) -> bool {
    Zone::enclosing(name, known, snapshot).is_ok_and(|zone| zone.cut(name).is_some())
}
