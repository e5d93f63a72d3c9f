//! All zones that secondaries may have, with the serial of each, and the catalog of them
//! (RFC 9432): which changed since the moment before.
//!
//! A serial rises when what its zone says may have changed, and only then, so that a reload costs
//! secondaries nothing. Most zones of a service have its serial; only those that came, went over to
//! another service, had a zone cut out below them or were signed anew since have one of their own.
//! To know across a restart whether something changed, a few lines a service are remembered
//! ([`Remembered`]).

mod digest;
mod members;
mod remembered;

use std::collections::{HashMap, HashSet, VecDeque};
use std::fmt;
use std::time::Duration;

use self::digest::{content_digest, digest_of};
use self::members::Members;
use self::remembered::RememberedService;
use crate::dns::zone::{CUTS, ZoneCuts};
use crate::index::{ServiceNumber, suffixes};
use crate::mail::Domain;
use crate::snapshot::Snapshot;

pub use remembered::Remembered;

/// How many zones have a serial of their own at most; then all of their services get a new one.
const OWN_SERIALS_MAX: usize = 65_536;
/// How many changes of the catalog are told one by one (RFC 1995 §5), and how many domains they
/// have in all.
const CHANGES_MAX: usize = 1024;
const CHANGED_DOMAINS_MAX: usize = 65_536;

/// Whether a serial is later than another one (RFC 1982 §3.2).
pub(super) fn is_later(serial: u32, than: u32) -> bool {
    let ahead = serial.wrapping_sub(than);
    ahead != 0 && ahead < 1 << 31
}

/// The serial that follows another one: the time, unless that would not be later.
pub(super) fn serial_after(last: u32, now: u32) -> u32 {
    if is_later(now, last) { now } else { last.wrapping_add(1) }
}

/// The zones of one moment.
#[derive(Default)]
pub struct ServedZones {
    cuts: ZoneCuts,
    services: Vec<Service>,
    /// The domains whose zones they are, with the place of their service above.
    members: Members,
    /// The zones that are cut out below others, by the zone.
    children: HashMap<Box<str>, Vec<Box<str>>>,
    own_serials: HashMap<Box<str>, u32>,
    catalog: Option<Catalog>,
    /// The last serial that was given to anything.
    latest: u32,
    /// Whether it was given at this moment.
    is_news: bool,
    /// The time of this moment.
    at: Duration,
}

/// A service that zones are made from.
struct Service {
    id: Box<str>,
    /// Stands for what its zones say.
    content: u64,
    /// Stands for which zones it has.
    members: u64,
    serial: u32,
}

/// The catalog, without its members.
#[derive(Clone)]
struct Catalog {
    name: Domain,
    serial: u32,
    changes: VecDeque<Change>,
}

/// How the catalog came from one serial to the next.
#[derive(Clone)]
pub(super) struct Change {
    pub(super) from: u32,
    pub(super) to: u32,
    pub(super) removed: Vec<Box<str>>,
    pub(super) added: Vec<Box<str>>,
}

/// What zones are made from, beside the snapshot.
pub struct Sources<'s> {
    /// The domains that directories list, with the identifiers of their services.
    pub listed: &'s [(Domain, Box<str>)],
    /// The name of the catalog, if there is to be one.
    pub catalog: Option<&'s Domain>,
    /// The time since the Unix epoch.
    pub now: Duration,
}

/// What is known of the moment before.
pub enum Before<'z> {
    /// Nothing: all serials begin with the time.
    Nothing,
    /// What was served.
    Served(&'z ServedZones),
    /// What was written down when the program last ran.
    Remembered(&'z Remembered),
}

impl ServedZones {
    /// The zones of a snapshot and of what directories list.
    pub fn next(snapshot: &Snapshot, sources: &Sources<'_>, before: &Before<'_>) -> Self {
        let cuts = snapshot.policy().zone_cuts;
        let mut zones = Self { cuts, at: sources.now, ..Self::default() };
        zones.find_members(snapshot, sources);
        zones.find_children(snapshot, sources.listed);
        zones.digest_members();
        let (latest, last) = match before {
            Before::Nothing => (None, Duration::ZERO),
            Before::Served(before) => (Some(before.latest), before.at),
            Before::Remembered(before) => (Some(before.latest), Duration::from_secs(before.at)),
        };
        // Serials wrap around (RFC 1982).
        let now = sources.now.as_secs() as u32;
        let fresh = latest.map_or(now, |latest| serial_after(latest, now));
        let resigned = zones.resigned_since(last, snapshot);
        zones.give_serials(before, &resigned, fresh);
        zones.make_catalog(sources.catalog, before, fresh);
        // A serial that nothing was given is not used up.
        let serials = zones.services.iter().map(|service| service.serial);
        let serials = serials.chain(zones.own_serials.values().copied());
        let used = serials.chain(zones.catalog.iter().map(|c| c.serial)).any(|s| s == fresh);
        zones.latest = if used { fresh } else { latest.unwrap_or(fresh) };
        zones.is_news = used;
        zones
    }

    /// Domains whose subdomains are all served have names without end, which no transfer can hold.
    fn find_members(&mut self, snapshot: &Snapshot, sources: &Sources<'_>) {
        let whole = self.cuts == ZoneCuts::Domain;
        let mut places: HashMap<&str, Option<ServiceNumber>> = HashMap::new();
        let configured = snapshot.configured().map(|(name, entry)| (name, Some(entry)));
        let directory = sources.listed.iter().filter_map(|(domain, id)| {
            let name = domain.as_str();
            let decided = snapshot.is_configured(name) || snapshot.wildcard_above(name).is_some();
            (!decided).then(|| (name, snapshot.service(id)))
        });
        for (name, entry) in configured.chain(directory) {
            let Some(entry) = entry else { continue };
            if whole && snapshot.has_all_subdomains(name) {
                continue;
            }
            let place = *places.entry(&*entry.service().id).or_insert_with(|| {
                let content = content_digest(entry, snapshot, sources.now)?;
                let id = entry.service().id.clone();
                self.services.push(Service { id, content, members: 0, serial: 0 });
                Some((self.services.len() - 1) as ServiceNumber)
            });
            if let Some(place) = place {
                self.members.insert(name, place);
            }
        }
    }

    /// Only whole domains have others below them.
    fn find_children(&mut self, snapshot: &Snapshot, listed: &[(Domain, Box<str>)]) {
        if self.cuts != ZoneCuts::Domain {
            return;
        }
        let names = snapshot.domains().chain(listed.iter().map(|(domain, _)| domain.as_str()));
        for name in names {
            let above = suffixes(name)
                .skip(1)
                .find(|above| self.members.get(above).is_some() || snapshot.entry(above).is_some());
            let Some(parent) = above.filter(|above| self.members.get(above).is_some()) else {
                continue;
            };
            self.children.entry(parent.into()).or_default().push(name.into());
        }
        for children in self.children.values_mut() {
            children.sort_unstable();
            children.dedup();
        }
    }

    /// For each service: which zones it has and what is cut out below them, in any order.
    fn digest_members(&mut self) {
        let Self { services, members, children, .. } = self;
        for (name, place) in members.iter() {
            let below = children.get(name).into_iter().flatten();
            let below = below.map(|child| digest_of(&["below", name, child]));
            let digest = below.fold(digest_of(&[name]), u64::wrapping_add);
            let service = &mut services[place as usize];
            service.members = service.members.wrapping_add(digest);
        }
    }

    /// The zones whose signatures are others than they were at that time.
    fn resigned_since(&self, last: Duration, snapshot: &Snapshot) -> HashSet<Box<str>> {
        let Some(signer) = &snapshot.policy().zone_signer else { return HashSet::new() };
        let is_resigned = |name: &&str| {
            let mut apexes = self.apexes(name).into_iter();
            apexes.any(|apex| signer.edition(&apex, last) != signer.edition(&apex, self.at))
        };
        let names = self.members.iter().map(|(name, _)| name);
        names.filter(is_resigned).map(Box::from).collect()
    }

    fn give_serials(&mut self, before: &Before<'_>, resigned: &HashSet<Box<str>>, fresh: u32) {
        // What the services were like, where it is known, and whether they have the same zones.
        let known: HashMap<&str, (u64, Option<u64>, u32)> = match before {
            Before::Nothing => HashMap::new(),
            Before::Served(before) => {
                let services = before.services.iter();
                services.map(|known| (&*known.id, (known.content, None, known.serial))).collect()
            }
            Before::Remembered(before) => {
                let services = before.services.iter();
                let members = |known: &RememberedService| Some(known.members);
                services.map(|k| (&*k.id, (k.content, members(k), k.serial))).collect()
            }
        };
        for service in &mut self.services {
            let same = known.get(&*service.id).filter(|(content, members, _)| {
                *content == service.content && members.is_none_or(|m| m == service.members)
            });
            service.serial = same.map_or(fresh, |(_, _, serial)| *serial);
        }
        self.give_own_serials(before, resigned, fresh);
    }

    fn give_own_serials(&mut self, before: &Before<'_>, resigned: &HashSet<Box<str>>, fresh: u32) {
        let mut own: HashMap<Box<str>, u32> = HashMap::new();
        match before {
            Before::Nothing => {}
            Before::Served(before) => {
                for (name, place) in self.members.iter() {
                    let same_service = before.members.get(name).is_some_and(|was| {
                        before.services[was as usize].id == self.services[place as usize].id
                    });
                    let same = same_service && before.children(name) == self.children(name);
                    match (same, before.own_serials.get(name)) {
                        (false, _) => own.insert(name.into(), fresh),
                        (true, Some(serial)) => own.insert(name.into(), *serial),
                        (true, None) => None,
                    };
                }
            }
            Before::Remembered(before) => {
                let zones = before.zones.iter();
                own.extend(zones.map(|(name, serial)| (name.as_str().into(), *serial)));
            }
        }
        if !matches!(before, Before::Nothing) {
            own.extend(resigned.iter().map(|name| (name.clone(), fresh)));
        }
        own.retain(|name, serial| {
            let place = self.members.get(name);
            place.is_some_and(|place| is_later(*serial, self.services[place as usize].serial))
        });
        if own.len() > OWN_SERIALS_MAX {
            for place in own.keys().filter_map(|name| self.members.get(name)) {
                self.services[place as usize].serial = fresh;
            }
            own.clear();
        }
        self.own_serials = own;
    }

    fn make_catalog(&mut self, name: Option<&Domain>, before: &Before<'_>, fresh: u32) {
        let Some(name) = name else { return };
        let mut catalog = Catalog { name: name.clone(), serial: fresh, changes: VecDeque::new() };
        match before {
            Before::Nothing => {}
            Before::Served(before) => {
                let known = before.catalog.as_ref().filter(|known| known.name == *name);
                if let Some(known) = known.filter(|_| before.cuts == self.cuts) {
                    catalog = known.clone();
                    let (removed, added) = (only_in(before, self), only_in(self, before));
                    if !removed.is_empty() || !added.is_empty() {
                        catalog.change(fresh, removed, added);
                    }
                }
            }
            Before::Remembered(before) => {
                let known = before.catalog.as_ref().filter(|known| known.name == name.as_str());
                let digest = self.catalog_digest();
                if let Some(known) = known.filter(|known| known.members == digest) {
                    catalog.serial = known.serial;
                }
            }
        }
        self.catalog = Some(catalog);
    }

    fn catalog_digest(&self) -> u64 {
        let names = self.members.iter().map(|(name, _)| digest_of(&[name]));
        names.fold(digest_of(&[&format!("{:?}", self.cuts)]), u64::wrapping_add)
    }

    //------- What is served ---------------------------------------------------

    /// The serial of the zones of a domain; nothing where it has none that are transferred.
    pub fn serial(&self, domain: &str) -> Option<u32> {
        let place = self.members.get(domain)?;
        let own = self.own_serials.get(domain).copied();
        Some(own.unwrap_or_else(|| self.services[place as usize].serial))
    }

    /// The service of a domain whose zones are transferred, by its identifier.
    pub(super) fn service(&self, domain: &str) -> Option<&str> {
        Some(&self.services[self.members.get(domain)? as usize].id)
    }

    /// The zones that are cut out below one.
    pub(super) fn children(&self, zone: &str) -> &[Box<str>] {
        self.children.get(zone).map_or(&[], Vec::as_slice)
    }

    /// The name of the catalog and its serial.
    pub fn catalog(&self) -> Option<(&Domain, u32)> {
        self.catalog.as_ref().map(|catalog| (&catalog.name, catalog.serial))
    }

    /// How many domains have zones that are transferred.
    pub fn len(&self) -> usize {
        self.members.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// The domain with that number.
    pub(super) fn domain(&self, number: u32) -> Option<&str> {
        self.members.name(number)
    }

    /// The apexes of the zones of a domain.
    pub(super) fn apexes(&self, domain: &str) -> Vec<String> {
        match self.cuts {
            ZoneCuts::Domain => vec![domain.to_owned()],
            ZoneCuts::Names => CUTS.iter().map(|cut| format!("{cut}.{domain}")).collect(),
        }
    }

    /// The domain whose zone has that apex.
    pub(super) fn domain_of<'n>(&self, apex: &'n str) -> Option<&'n str> {
        let domain = match self.cuts {
            ZoneCuts::Domain => apex,
            ZoneCuts::Names => apex.split_once('.').filter(|(cut, _)| CUTS.contains(cut))?.1,
        };
        self.members.get(domain).map(|_| domain)
    }

    /// How the catalog came from a serial to the present one, step by step; nothing where that is
    /// not known any longer.
    pub(super) fn catalog_changes(&self, from: u32) -> Option<Vec<Change>> {
        let changes = &self.catalog.as_ref()?.changes;
        let first = changes.iter().position(|change| change.from == from)?;
        Some(changes.iter().skip(first).cloned().collect())
    }

    /// The apexes of all zones and the catalog, as far as they have changed. With a catalog, new
    /// zones are told by it alone.
    pub fn changed_since(&self, before: &Self) -> Vec<String> {
        let catalog = self.catalog().filter(|catalog| before.catalog() != Some(*catalog));
        let catalog = catalog.map(|(name, _)| name.to_string());
        let zones = self.members.iter().filter(|(name, _)| match before.serial(name) {
            Some(was) => Some(was) != self.serial(name),
            None => self.catalog.is_none(),
        });
        catalog.into_iter().chain(zones.flat_map(|(name, _)| self.apexes(name))).collect()
    }

    /// The same at the start, compared with what was remembered.
    pub fn changed_at_start(&self) -> Vec<String> {
        let is_news = |serial| self.is_news && serial == self.latest;
        let catalog = self.catalog().filter(|(_, serial)| is_news(*serial));
        let catalog = catalog.map(|(name, _)| name.to_string());
        let zones = self.members.iter().map(|(name, _)| name);
        let zones = zones.filter(|name| self.serial(name).is_some_and(is_news));
        catalog.into_iter().chain(zones.flat_map(|name| self.apexes(name))).collect()
    }

    /// The domains that only directories listed.
    pub fn listed(&self, snapshot: &Snapshot) -> Vec<(Domain, Box<str>)> {
        let listed = self.members.iter().filter(|(name, _)| !snapshot.is_configured(name));
        let listed = listed.filter_map(|(name, place)| {
            Some((Domain::parse(name).ok()?, self.services[place as usize].id.clone()))
        });
        listed.collect()
    }
}

impl fmt::Debug for ServedZones {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ServedZones({} domains, serial {})", self.len(), self.latest)
    }
}

impl Catalog {
    fn change(&mut self, to: u32, removed: Vec<Box<str>>, added: Vec<Box<str>>) {
        let from = std::mem::replace(&mut self.serial, to);
        self.changes.push_back(Change { from, to, removed, added });
        let size = |change: &Change| change.removed.len() + change.added.len();
        let mut domains: usize = self.changes.iter().map(size).sum();
        while self.changes.len() > CHANGES_MAX || domains > CHANGED_DOMAINS_MAX {
            domains -= self.changes.pop_front().as_ref().map_or(0, size);
        }
    }
}

fn only_in(zones: &ServedZones, others: &ServedZones) -> Vec<Box<str>> {
    let names = zones.members.iter().map(|(name, _)| name);
    names.filter(|name| others.members.get(name).is_none()).map(Box::from).collect()
}
