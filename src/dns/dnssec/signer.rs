//! Signs records, and remembers what it signed.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::Arc;
use std::time::Duration;

use aws_lc_rs::digest::{self, SHA256};
use moka::sync::Cache;

use super::data::{SecurityData, Signature, number};
use super::keys::{Key, KeySet, Phase};
use super::name::WireName;
use crate::dns::record::TTL;

/// How far clocks may be behind ours.
const SKEW: Duration = Duration::from_secs(3600);
/// Internet (RFC 1035 §3.2.4).
const CLASS: u16 = 1;
/// The part of all signatures that is remembered of names that do not exist: there is no end of
/// them, and they must not push out the others.
const ABSENT_SHARE: u64 = 16;

/// Signs zones.
pub struct ZoneSigner {
    keys: KeySet,
    lifetime: Duration,
    key_ttl: u32,
    memory: Arc<SignatureMemory>,
}

/// Signatures that were made, by what they sign: one that is found here is right, whatever has
/// changed meanwhile.
pub struct SignatureMemory {
    existing: Cache<SignedBy, [u8; 64]>,
    absent: Cache<SignedBy, [u8; 64]>,
}

/// The digest of what is signed, and the beginning of the key.
type SignedBy = ([u8; 32], [u8; 8]);

impl SignatureMemory {
    /// Remembers about as many as that.
    pub fn new(most: u64) -> Arc<Self> {
        let absent = Cache::new((most / ABSENT_SHARE).max(1));
        Arc::new(Self { existing: Cache::new(most), absent })
    }

    /// How many signatures are remembered at most.
    pub fn most(&self) -> u64 {
        self.existing.policy().max_capacity().unwrap_or_default()
    }
}

/// All records of a name and type.
pub(super) struct RecordSet<'r> {
    pub(super) owner: &'r WireName,
    pub(super) record_type: u16,
    pub(super) ttl: u32,
    /// Each record in canonical form.
    pub(super) records: Vec<Vec<u8>>,
    /// Whether the name is one of those that have no end.
    pub(super) absent: bool,
}

impl ZoneSigner {
    /// Signs with these keys. Signatures last for `lifetime`, and are made anew when a third of it
    /// has passed, so that what secondaries have is good for the other two. DNSKEY may be kept
    /// half as long as a new key is `published` before it signs, so that servers have the other half
    /// to learn of it, but for no longer than other records.
    pub fn new(
        keys: KeySet,
        lifetime: Duration,
        published: Duration,
        memory: Arc<SignatureMemory>,
    ) -> Self {
        let key_ttl = u32::try_from(published.as_secs() / 2).unwrap_or(TTL).min(TTL);
        Self { keys, lifetime, key_ttl, memory }
    }

    /// The keys.
    pub fn keys(&self) -> &KeySet {
        &self.keys
    }

    /// How long signatures are good.
    pub fn lifetime(&self) -> Duration {
        self.lifetime
    }

    /// What it remembers.
    pub fn memory(&self) -> &Arc<SignatureMemory> {
        &self.memory
    }

    /// How long DNSKEY, CDS and CDNSKEY may be kept, in seconds.
    pub(super) fn key_ttl(&self) -> u32 {
        self.key_ttl
    }

    /// The records of a type that the apex of a signed zone has; none for other types.
    pub(super) fn apex_records(
        &self,
        record_type: u16,
        zone: &WireName,
        now: Duration,
    ) -> Vec<SecurityData> {
        match record_type {
            number::DNSKEY => {
                let keys = self.keys.states(now).into_iter();
                keys.map(|(key, _)| SecurityData::Dnskey(*key.public())).collect()
            }
            number::CDNSKEY => vec![SecurityData::Cdnskey(*self.keys.active(now).public())],
            number::CDS => vec![SecurityData::Cds(self.keys.active(now).digest(zone))],
            _ => Vec::new(),
        }
    }

    /// Stands for what signing adds to a zone: when it changes, secondaries need the zone anew,
    /// with a later serial.
    pub fn edition(&self, apex: &str, now: Duration) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.period(&WireName::of(apex), now).hash(&mut hasher);
        for (key, state) in self.keys.states(now) {
            (key.public(), state).hash(&mut hasher);
        }
        hasher.finish()
    }

    /// Until when the zone is signed as it is now.
    pub fn stays_until(&self, apex: &str, now: Duration) -> Duration {
        let zone = WireName::of(apex);
        let next = (self.period(&zone, now) + 1).saturating_mul(self.refresh());
        let next = Duration::from_secs(next).saturating_sub(self.offset(&zone));
        match self.keys.phase(now) {
            Phase::Introduced { until } | Phase::Retiring { until } => next.min(until),
            Phase::Steady | Phase::Submitted => next,
        }
    }

    /// The number of the time in which a zone's signatures stay as they are.
    fn period(&self, zone: &WireName, now: Duration) -> u64 {
        (now + self.offset(zone)).as_secs() / self.refresh()
    }

    /// How long signatures are used, in seconds.
    fn refresh(&self) -> u64 {
        (self.lifetime.as_secs() / 3).max(1)
    }

    /// Zones are not all signed anew at the same moment.
    fn offset(&self, zone: &WireName) -> Duration {
        let mut hasher = DefaultHasher::new();
        zone.hash(&mut hasher);
        Duration::from_secs(hasher.finish() % self.refresh())
    }

    /// The signatures of a record set. The keys, and what asks a parent to change them, are signed
    /// by every key (RFC 7344 §4.1), all else by the one that signs now.
    pub(super) fn sign(
        &self,
        set: &RecordSet<'_>,
        zone: &WireName,
        now: Duration,
    ) -> Vec<SecurityData> {
        let by_all = matches!(set.record_type, number::DNSKEY | number::CDS | number::CDNSKEY);
        let keys = self.keys.states(now);
        let signing = &keys[..if by_all { keys.len() } else { 1 }];
        let start = self.period(zone, now) * self.refresh();
        let start = start.wrapping_sub(self.offset(zone).as_secs());
        // What signatures say of time wraps around (RFC 4034 §3.1.5).
        let expiration = start.wrapping_add(self.lifetime.as_secs()) as u32;
        let inception = start.wrapping_sub(SKEW.as_secs()) as u32;
        let mut records: Vec<&[u8]> = set.records.iter().map(Vec::as_slice).collect();
        records.sort_unstable();
        records.dedup();
        let sign = |key: &Key| {
            let mut signature = Signature {
                covered: set.record_type,
                labels: set.owner.label_count(),
                original_ttl: set.ttl,
                expiration,
                inception,
                key_tag: key.tag(),
                signer: zone.clone(),
                signature: [0; 64],
            };
            let mut signed = signature.head();
            for record in &records {
                signed.extend_from_slice(set.owner.as_bytes());
                signed.extend(set.record_type.to_be_bytes());
                signed.extend(CLASS.to_be_bytes());
                signed.extend(set.ttl.to_be_bytes());
                signed.extend((record.len() as u16).to_be_bytes());
                signed.extend_from_slice(record);
            }
            signature.signature = self.signature(key, &signed, set.absent);
            SecurityData::Rrsig(Box::new(signature))
        };
        signing.iter().map(|(key, _)| sign(key)).collect()
    }

    fn signature(&self, key: &Key, signed: &[u8], absent: bool) -> [u8; 64] {
        let digest = digest::digest(&SHA256, signed);
        let by = *key.public().first_chunk().expect("a key has 64 bytes");
        let memory = if absent { &self.memory.absent } else { &self.memory.existing };
        let place = (digest.as_ref().try_into().expect("SHA-256 has 32 bytes"), by);
        memory.get(&place).unwrap_or_else(|| {
            let signature = key.sign(&digest);
            memory.insert(place, signature);
            signature
        })
    }
}

/// Keys are never shown.
impl std::fmt::Debug for ZoneSigner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ZoneSigner").field("keys", &self.keys).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Duration = Duration::from_secs(1_800_000_000);
    const DAY: u64 = 24 * 3600;

    fn signer(lifetime: u64, memory: &Arc<SignatureMemory>) -> ZoneSigner {
        let seconds = Duration::from_secs;
        ZoneSigner::new(KeySet::generate(NOW), seconds(lifetime), seconds(60), Arc::clone(memory))
    }

    fn sign(signer: &ZoneSigner, owner: &str, absent: bool, now: Duration) -> Signature {
        let owner = WireName::of(owner);
        let records = vec![vec![192, 0, 2, 1]];
        let set = RecordSet { owner: &owner, record_type: 1, ttl: 60, records, absent };
        let signatures = signer.sign(&set, &WireName::of("example"), now);
        let [SecurityData::Rrsig(signature)] = &signatures[..] else { panic!("one signature") };
        (**signature).clone()
    }

    #[test]
    fn signatures_are_made_anew_long_before_they_end() {
        let memory = SignatureMemory::new(1000);
        let signer = signer(21 * DAY, &memory);
        let mut made = Vec::new();
        for hour in 0..30 * 24 {
            let now = NOW + Duration::from_secs(3600 * hour);
            let signature = sign(&signer, "a.example", false, now);
            let (start, end) = (u64::from(signature.inception), u64::from(signature.expiration));
            assert!(start + SKEW.as_secs() <= now.as_secs());
            assert!(end >= now.as_secs() + 14 * DAY && end <= now.as_secs() + 21 * DAY);
            made.push(signature.signature);
        }
        // The same one is used for a week.
        made.dedup();
        assert!((5..=6).contains(&made.len()), "{}", made.len());
    }

    #[test]
    fn names_that_do_not_exist_push_out_no_others() {
        let memory = SignatureMemory::new(64);
        let signer = signer(21 * DAY, &memory);
        let first = sign(&signer, "a.example", false, NOW);
        for number in 0..200 {
            sign(&signer, &format!("{number}.example"), true, NOW);
        }
        memory.absent.run_pending_tasks();
        assert!(memory.absent.entry_count() <= 4);
        assert_eq!(sign(&signer, "a.example", false, NOW), first);
    }
}
