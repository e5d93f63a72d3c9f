//! What is shown of the store: certificates to clients and answers to the authority, whichever node
//! put them there.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use tracing::warn;

use super::{Orderer, lifetime_of, note_certificate, now, random};
use crate::acme::failure::Problem;
use crate::acme::record::{self, ChallengeRecord};
use crate::acme::schedule;
use crate::acme::store::{Kind, Listed};
use crate::mail::Domain;
use crate::tls::certificate::{Certificate, Name};

/// How far apart the authority is asked about certificates that are read together.
const ASK_APART: Duration = Duration::from_millis(50);
/// How many certificates are read before they are shown.
const READ_AT_ONCE: usize = 1000;

/// Which version of each value of the store is in use.
#[derive(Default)]
pub(super) struct Shown {
    certificates: HashMap<Box<str>, u64>,
    challenges: Vec<Listed>,
    /// Hosts that an authority is shown a certificate for.
    handshakes: HashSet<Domain>,
}

impl Orderer {
    /// Looks what has changed.
    pub(super) async fn look_at_store(&self) -> Result<(), Problem> {
        self.show_challenges().await?;
        self.show_certificates().await
    }

    async fn show_challenges(&self) -> Result<(), Problem> {
        let mut shown = self.shown.lock().await;
        let mut listed = self.store.list(Kind::Challenge).await?;
        listed.sort_by(|one, other| one.name.cmp(&other.name));
        if listed == shown.challenges {
            return Ok(());
        }
        let mut records: Vec<(Domain, ChallengeRecord)> = Vec::new();
        for Listed { name, .. } in &listed {
            let value = self.store.read(Kind::Challenge, name).await?;
            let record = value.as_deref().and_then(record::read);
            records.extend(Domain::parse(name).ok().zip(record));
        }
        let state = self.state.load_full();
        let answers = records.iter().map(|(host, record)| (host.as_str(), record));
        state.snapshot.policy().challenges.set(answers);
        let handshakes: HashSet<Domain> = records.iter().map(|(host, _)| host.clone()).collect();
        for gone in shown.handshakes.difference(&handshakes) {
            self.certificates.remove_challenge(gone);
        }
        for (host, record) in &records {
            if let Some(key) = record.certificate(host) {
                self.certificates.insert_challenge(host, key);
            }
        }
        (shown.challenges, shown.handshakes) = (listed, handshakes);
        Ok(())
    }

    /// The same for certificates alone.
    pub(super) async fn show_certificates(&self) -> Result<(), Problem> {
        let mut shown = self.shown.lock().await;
        let listed = self.store.list(Kind::Certificate).await?;
        let changed: Vec<&Listed> = listed
            .iter()
            .filter(|listed| shown.certificates.get(&listed.name) != Some(&listed.version))
            .collect();
        for some in changed.chunks(READ_AT_ONCE) {
            let mut read: Vec<(Domain, Arc<Certificate>)> = Vec::new();
            for Listed { name, version } in some {
                shown.certificates.insert(name.clone(), *version);
                let Ok(host) = Domain::parse(name) else { continue };
                match self.read_certificate(&host).await? {
                    Some(certificate) => read.push((host, certificate)),
                    None => warn!(host = name, "the certificate that was kept cannot be read"),
                }
            }
            let pairs = read.iter().map(|(_, one)| (one.names().to_vec(), Arc::clone(one)));
            self.certificates.insert_all(pairs);
            let mut table = self.table();
            // The authority is not asked about all of them at once.
            let many = ASK_APART * u32::try_from(read.len()).unwrap_or(u32::MAX);
            let spread = |random| schedule::fraction(many, random);
            for (host, certificate) in &read {
                let lifetime = lifetime_of(certificate);
                table.change(host, |entry| {
                    // Our own order is noted by who carries it out.
                    if entry.facts.lifetime != Some(lifetime) && !entry.busy {
                        note_certificate(entry, lifetime, now() + spread(random()));
                    }
                });
            }
        }
        if listed.len() < shown.certificates.len() {
            let here: HashSet<&str> = listed.iter().map(|listed| &*listed.name).collect();
            let gone: Vec<Box<str>> = shown
                .certificates
                .keys()
                .filter(|name| !here.contains(&***name))
                .cloned()
                .collect();
            for name in gone {
                shown.certificates.remove(&name);
                if let Ok(host) = Domain::parse(&name) {
                    self.certificates.remove(&Name::Exact(host.clone()));
                    self.table().change(&host, |entry| entry.facts.lifetime = None);
                }
            }
        }
        Ok(())
    }
}
