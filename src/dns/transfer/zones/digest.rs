//! What stands for the contents of zones, so that two moments can be compared without either.

use std::time::Duration;

use sha2::{Digest, Sha256};

use crate::dns::zone::{OwnName, records_of};
use crate::lookup::{Found, Reason};
use crate::mail::Domain;
use crate::snapshot::{Entry, Snapshot};

/// Stands for all that the zones of a service are made from, but their names. Another version of
/// the program may make other records from the same.
pub(super) fn content_digest(entry: &Entry, snapshot: &Snapshot, now: Duration) -> Option<u64> {
    let documents = entry.documents().ok()?;
    // A name that nobody's domain has (RFC 2606 §2).
    let domain = Domain::parse("zone.invalid").ok()?;
    let reason = Reason::ConfiguredDomain;
    let found = Found { entry, documents, domain, reason, mx: None, login: None };
    let policy = snapshot.policy();
    let records: Vec<_> =
        OwnName::ALL.iter().map(|name| records_of(&found, policy, name.as_str())).collect();
    let signed_with = policy.zone_signer.as_ref().map(|signer| {
        let keys = signer.keys().states(now).into_iter();
        (keys.map(|(key, state)| (key.tag(), state)).collect::<Vec<_>>(), signer.lifetime())
    });
    let made_from = format!(
        "{:?} {:?} {records:?} {:?} {:?} {:?} {signed_with:?}",
        entry.service(),
        entry.records(),
        policy.addresses,
        policy.name_servers,
        policy.zone_cuts,
    );
    Some(digest_of(&[env!("CARGO_PKG_VERSION"), &made_from]))
}

pub(super) fn digest_of(texts: &[&str]) -> u64 {
    let mut digest = Sha256::new();
    for text in texts {
        digest.update(text);
        digest.update([0]);
    }
    let digest = digest.finalize();
    u64::from_be_bytes(*digest.first_chunk().expect("SHA-256 has 32 bytes"))
}
