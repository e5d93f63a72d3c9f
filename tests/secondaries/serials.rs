//! Serials: a zone whose records changed has a later one, and no other has.

use std::collections::BTreeMap;
use std::time::Duration;

use mailguide::config::{Configured, ConfiguredService};
use mailguide::dns::transfer::{Before, Remembered, ServedZones, Sources};
use mailguide::dns::zone::StaticRecord;
use mailguide::guide::Sentences;
use mailguide::mail::Domain;
use mailguide::providers::{Database, read};
use mailguide::snapshot::{Policy, Snapshot};
use proptest::prelude::*;

use crate::primary::{CATALOG, Primary, configuration};
use crate::support::organisation;
use crate::support::programs::have;

/// What there is at a moment: for each of three services a version, and for each of six domains
/// the service it has, configured or listed, if it has one.
#[derive(Clone, Debug)]
struct Moment {
    versions: [u8; 3],
    domains: [Option<(usize, bool)>; 6],
    /// How far the clock went, and it may go back.
    clock: i64,
    restarts: bool,
}

thread_local! {
    static SENTENCES: Sentences = Sentences::built_in();
}

const NAMES: [&str; 6] =
    ["a.example", "b.example", "c.example", "x.y.a.example", "y.a.example", "x.b.example"];

impl Moment {
    fn snapshot(&self) -> Snapshot {
        let service = |number: usize| {
            let id = format!("s{number}");
            let read = read(&id, &id, organisation::SERVICE, None)
                .unwrap_or_else(|report| panic!("{report}"));
            let address = format!("192.0.2.{}", self.versions[number]);
            let records = vec![StaticRecord::parse("imap", "A", &address, 300).unwrap()];
            ConfiguredService { records, ..read.provider.into() }
        };
        let domains = self.domains().filter(|(_, _, listed)| !listed);
        let configured = Configured {
            services: (0..3).map(service).collect(),
            domains: domains.map(|(name, id, _)| (Domain::parse(name).unwrap(), id)).collect(),
            ..Configured::default()
        };
        let database = Database::read(vec![]).unwrap();
        SENTENCES.with(|sentences| {
            Snapshot::build(database, configured, sentences, Policy::default(), 1)
        })
    }

    fn domains(&self) -> impl Iterator<Item = (&'static str, Box<str>, bool)> {
        let domains = NAMES.into_iter().zip(self.domains);
        domains.filter_map(|(name, domain)| {
            let (service, listed) = domain?;
            Some((name, format!("s{service}").into(), listed))
        })
    }

    /// What each zone says, apart from its serial.
    fn contents(&self) -> BTreeMap<&'static str, (usize, u8, Vec<&'static str>)> {
        let served: Vec<&str> = self.domains().map(|(name, _, _)| name).collect();
        let nearest = |name: &str| {
            served
                .iter()
                .filter(|above| name.ends_with(&format!(".{above}")))
                .max_by_key(|above| above.len())
                .copied()
        };
        let content = |name: &'static str, service: usize| {
            let children = served.iter().filter(|child| nearest(child) == Some(name));
            (service, self.versions[service], children.copied().collect())
        };
        let domains = NAMES.into_iter().zip(self.domains);
        domains.filter_map(|(name, domain)| Some((name, content(name, domain?.0)))).collect()
    }
}

fn moments() -> impl Strategy<Value = Vec<Moment>> {
    let domain = proptest::option::weighted(0.7, (0_usize..3, any::<bool>()));
    let moment = (
        proptest::array::uniform3(0_u8..2),
        proptest::array::uniform6(domain),
        -1000_i64..1000,
        proptest::bool::weighted(0.3),
    );
    let moment = moment.prop_map(|(versions, domains, clock, restarts)| Moment {
        versions,
        domains,
        clock,
        restarts,
    });
    // Most of the time little changes.
    let changes = proptest::collection::vec((moment, 0_usize..10), 2..10);
    changes.prop_map(|changes| {
        let mut moments: Vec<Moment> = Vec::new();
        for (next, kept) in changes {
            let Some(last) = moments.last().cloned() else {
                moments.push(next);
                continue;
            };
            let mut moment = Moment { clock: next.clock, restarts: next.restarts, ..last };
            match kept {
                0..6 => moment.domains[kept] = next.domains[kept],
                6..8 => moment.versions[kept - 6] = next.versions[kept - 6],
                8 => moment = next,
                _ => {}
            }
            moments.push(moment);
        }
        moments
    })
}

fn is_later(serial: u32, than: u32) -> bool {
    (serial.wrapping_sub(than) as i32) > 0
}

/// What the records of a zone are made from, as far as the test changes it.
type Contents<'z> = (usize, u8, Vec<&'z str>);

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]
    #[test]
    fn a_serial_rises_with_its_zone_and_only_then(
        moments in moments(),
        begin in prop_oneof![Just(1_800_000_000_u64), Just(u64::from(u32::MAX) - 500)],
    ) {
        let catalog = Domain::parse(CATALOG).unwrap();
        let mut clock = begin;
        let mut before: Option<(ServedZones, Moment)> = None;
        // The last that a secondary may have of each zone, also of those that went.
        let mut seen: BTreeMap<&str, (u32, Contents<'_>)> = BTreeMap::new();
        let mut catalog_seen: Option<(u32, Vec<&str>)> = None;
        for moment in moments {
            clock = clock.saturating_add_signed(moment.clock);
            let snapshot = moment.snapshot();
            let listed: Vec<(Domain, Box<str>)> = moment
                .domains()
                .filter(|(_, _, listed)| *listed)
                .map(|(name, id, _)| (Domain::parse(name).unwrap(), id))
                .collect();
            let now = Duration::from_secs(clock);
            let sources = Sources { listed: &listed, catalog: Some(&catalog), now };
            let remembered: Remembered;
            let last = match &before {
                None => Before::Nothing,
                Some((zones, _)) if moment.restarts => {
                    // Through the file that it is kept in.
                    let json = serde_json::to_string(&zones.to_remember()).unwrap();
                    remembered = serde_json::from_str(&json).unwrap();
                    Before::Remembered(&remembered)
                }
                Some((zones, _)) => Before::Served(zones),
            };
            let zones = ServedZones::next(&snapshot, &sources, &last);
            let contents = moment.contents();
            prop_assert_eq!(zones.len(), contents.len());
            let names: Vec<&str> = contents.keys().copied().collect();
            for (name, content) in &contents {
                let serial = zones.serial(name).unwrap();
                if let Some((was, old)) = seen.get(name) {
                    prop_assert!(!is_later(*was, serial), "{name} fell from {was} to {serial}");
                    if old != content {
                        prop_assert!(is_later(serial, *was), "{name} changed at {was}");
                    }
                }
                seen.insert(name, (serial, content.clone()));
            }
            let (_, serial) = zones.catalog().unwrap();
            if let Some((was, old)) = &catalog_seen {
                prop_assert_eq!(*old != names, is_later(serial, *was));
                prop_assert!(*old != names || serial == *was);
            }
            catalog_seen = Some((serial, names));
            // While it runs, what stays as it is keeps its serial.
            if let Some((zones_before, moment_before)) = &before {
                let old = moment_before.contents();
                for (name, content) in &contents {
                    let same = old.get(name) == Some(content);
                    let nothing_changed = old == contents && moment_before.versions == moment.versions;
                    if same && (!moment.restarts || nothing_changed) {
                        prop_assert_eq!(zones.serial(name), zones_before.serial(name), "{}", name);
                    }
                }
            }
            before = Some((zones, moment));
        }
    }
}

#[test]
fn a_restart_changes_no_serial_and_a_clock_that_went_back_lets_none_fall() {
    if !have(&["dig"]) {
        return;
    }
    let mut primary = Primary::start(&configuration(""), &[]);
    primary.add("new.example");
    let zones = ["own.example", "new.example", "below.deep.own.example", CATALOG];
    let serials = |primary: &Primary| zones.map(|zone| primary.serial(zone));
    let first = serials(&primary);
    primary.reload();
    assert_eq!(serials(&primary), first, "a reload");
    primary.start_again();
    assert_eq!(serials(&primary), first, "a restart");
    // As if all that had been written by a clock that was ahead by a month.
    let file = primary.folder.path().join("state/zones.json");
    let text = std::fs::read_to_string(&file).unwrap();
    let mut remembered: serde_json::Value = serde_json::from_str(&text).unwrap();
    ahead(&mut remembered);
    std::fs::write(&file, remembered.to_string()).unwrap();
    primary.start_again();
    let later = serials(&primary);
    assert_eq!(later, first.map(|serial| serial + MONTH));
    primary.change("smtp.hoster.example", "submission.hoster.example");
    let last = serials(&primary);
    assert_eq!(last[3], later[3], "the catalog has not changed");
    for (zone, (last, later)) in zones.iter().zip(last.iter().zip(&later)).take(3) {
        assert!(is_later(*last, *later), "{zone}: {later} to {last}");
    }
}

const MONTH: u32 = 30 * 86_400;

/// Adds a month to everything that is a serial.
fn ahead(remembered: &mut serde_json::Value) {
    let later = |serial: &mut serde_json::Value| {
        *serial = (serial.as_u64().unwrap() + u64::from(MONTH)).into();
    };
    later(&mut remembered["latest"]);
    later(&mut remembered["catalog"]["serial"]);
    for service in remembered["services"].as_array_mut().unwrap() {
        later(&mut service["serial"]);
    }
    for zone in remembered["zones"].as_array_mut().unwrap() {
        later(&mut zone[1]);
    }
}
