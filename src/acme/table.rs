//! All names with what is known of each, and whose turn it is. Times are since the Unix epoch.

use std::collections::{BTreeSet, HashMap};
use std::time::Duration;

use super::failure::Problem;
use super::schedule::{Action, Facts, Plan, plan};
use crate::mail::{Domain, keywords};

/// The most names, some 300 bytes each.
pub const NAMES_MAX: usize = 1_000_000;

keywords! {
    /// How a name is served.
    pub enum CertificateState {
        /// There is a certificate.
        Valid = "valid",
        /// There is one, but the last attempt to renew it failed.
        RenewalFailing = "renewal_failing",
        /// There is none yet.
        Missing = "missing",
        /// There is none, and the last attempt to get one failed.
        Failing = "failing",
        /// The one there is has ended.
        Expired = "expired",
        /// The name is no longer served.
        Retired = "retired",
    }
}

/// A name.
#[derive(Clone, Debug)]
pub struct Entry {
    /// What decides about it.
    pub facts: Facts,
    /// How often in succession it failed.
    pub failures: u32,
    /// Why it failed last.
    pub problem: Option<Problem>,
    /// All names together may have to wait, and this one until then.
    pub held_until: Option<Duration>,
    /// Something is being done about it.
    pub busy: bool,
}

impl Entry {
    fn new() -> Self {
        Self { facts: Facts::default(), failures: 0, problem: None, held_until: None, busy: false }
    }

    /// What is next.
    pub fn plan(&self) -> Plan {
        let plan = plan(&self.facts);
        Plan { at: plan.at.max(self.held_until.unwrap_or_default()), ..plan }
    }

    /// How it is served.
    pub fn state(&self, now: Duration) -> CertificateState {
        match (self.facts.lifetime, &self.problem) {
            _ if self.facts.retired => CertificateState::Retired,
            (None, None) => CertificateState::Missing,
            (None, Some(_)) => CertificateState::Failing,
            (Some(lifetime), _) if lifetime.until <= now => CertificateState::Expired,
            (Some(_), None) => CertificateState::Valid,
            (Some(_), Some(_)) => CertificateState::RenewalFailing,
        }
    }
}

/// All names.
#[derive(Debug, Default)]
pub struct Table {
    entries: HashMap<Domain, Entry>,
    /// Names at which nothing is being done, by when something is to be.
    agenda: BTreeSet<(Duration, Domain)>,
}

impl Table {
    /// Changes what is known of a name, which is put in if it is new and there is room.
    pub fn change(&mut self, host: &Domain, change: impl FnOnce(&mut Entry)) {
        if self.entries.len() >= NAMES_MAX && !self.entries.contains_key(host) {
            return;
        }
        let entry = self.entries.entry(host.clone()).or_insert_with(Entry::new);
        if !entry.busy {
            self.agenda.remove(&(entry.plan().at, host.clone()));
        }
        change(entry);
        if !entry.busy {
            self.agenda.insert((entry.plan().at, host.clone()));
        }
    }

    /// Takes names whose time has come, at most so many; they are busy until somebody says
    /// otherwise.
    pub fn take_due(&mut self, now: Duration, most: usize) -> Vec<(Domain, Action)> {
        let due = self.agenda.iter().take_while(|(at, _)| *at <= now).take(most);
        let due: Vec<Domain> = due.map(|(_, host)| host.clone()).collect();
        let take = |host: Domain| {
            let action = self.entries.get(&host)?.plan().action;
            self.change(&host, |entry| entry.busy = true);
            Some((host, action))
        };
        due.into_iter().filter_map(take).collect()
    }

    /// Takes a name, whatever its time, unless something is being done about it already.
    pub fn take(&mut self, host: &Domain) -> bool {
        let busy = self.entries.get(host).is_some_and(|entry| entry.busy);
        self.change(host, |entry| entry.busy = true);
        !busy && self.entries.contains_key(host)
    }

    /// Forgets a name.
    pub fn remove(&mut self, host: &Domain) {
        if let Some(entry) = self.entries.remove(host) {
            self.agenda.remove(&(entry.plan().at, host.clone()));
        }
    }

    /// A name.
    pub fn get(&self, host: &Domain) -> Option<&Entry> {
        self.entries.get(host)
    }

    /// All names.
    pub fn iter(&self) -> impl Iterator<Item = (&Domain, &Entry)> {
        self.entries.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::acme::failure::Failure;
    use crate::acme::schedule::Lifetime;

    fn host(name: &str) -> Domain {
        Domain::parse(name).unwrap()
    }

    fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn a_name_that_fails_holds_up_no_other() {
        let mut table = Table::default();
        let (good, bad) = (host("autoconfig.good.example"), host("autoconfig.bad.example"));
        table.change(&good, |_| {});
        table.change(&bad, |_| {});
        let now = seconds(1000);
        assert_eq!(table.take_due(now, 1).len(), 1, "no more than asked for");
        assert_eq!(table.take_due(now, 9).len(), 1, "each once");
        assert_eq!(table.take_due(now, 9).len(), 0);
        assert!(!table.take(&good), "somebody is at it");
        table.change(&bad, |entry| {
            entry.busy = false;
            entry.facts.retry_at = Some(seconds(2000));
            entry.problem = Some(Problem::new(Failure::ValidationFailed, "no"));
        });
        table.change(&good, |entry| {
            entry.busy = false;
            entry.facts.lifetime = Some(Lifetime { from: seconds(0), until: seconds(9000) });
        });
        assert_eq!(table.take_due(seconds(1999), 9), []);
        assert_eq!(table.take_due(seconds(2000), 9), [(bad.clone(), Action::Order)]);
        assert_eq!(table.take_due(seconds(5999), 9), []);
        assert_eq!(table.take_due(seconds(6000), 9), [(good.clone(), Action::Order)]);
        let state = |host| table.get(host).unwrap().state(seconds(6000));
        assert_eq!(
            (state(&good), state(&bad)),
            (CertificateState::Valid, CertificateState::Failing)
        );
        table.remove(&good);
        assert_eq!(table.iter().count(), 1);
    }

    #[test]
    fn who_is_held_waits_unless_somebody_takes_it() {
        let mut table = Table::default();
        let name = host("autoconfig.a.example");
        table.change(&name, |entry| entry.held_until = Some(seconds(50)));
        assert_eq!(table.take_due(seconds(49), 9), []);
        assert!(table.take(&name));
        assert_eq!(table.take_due(seconds(50), 9), []);
    }
}
