//! The settings about secondaries: who gets zones, who is told of changes, with which keys.

use std::sync::Arc;

use super::typed::Reader;
use crate::dns::transfer::{Allowed, Key, Secondaries, Secondary};
use crate::mail::Domain;

const KEYS: &str = "dns.tsig_keys";
const ALLOW: &str = "dns.transfer_allow";
const NOTIFY: &str = "dns.secondaries";
const CATALOG: &str = "dns.catalog_zone";

impl Reader<'_> {
    pub(super) fn secondaries(&mut self) -> Secondaries {
        let keys = self.tsig_keys();
        let allowed = "write an address, a network or the name of a key, or an address and a key";
        let allow = self.many(ALLOW, Allowed::parse, allowed);
        let place = "write an address such as 192.0.2.53 or 192.0.2.53:5353, and behind a space the \
                     name of a key if there is one";
        let notify = self.many(NOTIFY, Secondary::parse, place);
        let catalog = self.one(CATALOG, Domain::parse, "write a name such as catalog.example.net");
        let secondaries = Secondaries { keys, allow, notify, catalog };
        self.check_keys(&secondaries);
        if secondaries.allow.iter().any(Allowed::is_anybody) {
            let problem = "everybody could get the list of your domains";
            let remedy = "name the addresses of your secondaries, or a key";
            self.faults.push(self.settings.get(ALLOW), problem, remedy);
        }
        for key in [NOTIFY, CATALOG] {
            let setting = self.settings.get(key);
            if !setting.values.is_empty() && self.settings.get(ALLOW).values.is_empty() {
                let problem = format!("{key} is for secondaries, but nobody may transfer zones");
                self.faults.push(setting, &problem, &format!("set {ALLOW}"));
            }
        }
        secondaries
    }

    /// What is wrong with a key is told without it, and without the line of the file where all of
    /// them stand.
    fn tsig_keys(&mut self) -> Vec<Arc<Key>> {
        const REMEDY: &str =
            "write hmac-sha256:name:secret with a secret that `openssl rand -base64 32` makes";
        let texts = &self.settings.get(KEYS).values;
        let texts = texts.iter().flat_map(|value| value.split_ascii_whitespace());
        let mut keys: Vec<Arc<Key>> = Vec::new();
        for (text, number) in texts.zip(1..) {
            match Key::parse(text) {
                Ok(key) if keys.iter().any(|known| known.name() == key.name()) => {
                    let fault = format!("{KEYS} has the key {} twice; leave one out", key.name());
                    self.faults.elsewhere.push(fault);
                }
                Ok(key) => keys.push(Arc::new(key)),
                Err(error) => {
                    let fault = format!("key {number} of {KEYS} cannot be read: {error}; {REMEDY}");
                    self.faults.elsewhere.push(fault);
                }
            }
        }
        keys
    }

    /// A key that is wrong is not missed as well.
    fn check_keys(&mut self, secondaries: &Secondaries) {
        let texts = &self.settings.get(KEYS).values;
        let texts = texts.iter().flat_map(|value| value.split_ascii_whitespace());
        if secondaries.keys.len() < texts.count() {
            return;
        }
        let allowed = secondaries.allow.iter().map(|allowed| (ALLOW, &allowed.key));
        let told = secondaries.notify.iter().map(|secondary| (NOTIFY, &secondary.key));
        for (setting, name) in allowed.chain(told) {
            if let Some(name) = name
                && secondaries.key(name).is_none()
            {
                let problem =
                    format!("{setting} names the key {name}, but there is none of that name");
                let remedy = format!("add it to {KEYS}, or write an address");
                self.faults.push(self.settings.get(setting), &problem, &remedy);
            }
        }
    }
}
