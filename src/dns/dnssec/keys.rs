//! The keys of a node and their roll, as they stand in the key file, with the time as an argument.
//!
//! One key signs everything in all zones (a combined signing key), so a hoster has one key for a
//! hundred thousand zones; the DS of each differs by its name. A roll goes as RFC 6781 §4.1.3 has it
//! for a single key, each step safe with whatever resolvers still remember:
//!
//! 1. introduced: DNSKEY has both keys and a signature of each; all else is signed by the old one.
//! 2. submitted, when nobody remembers a DNSKEY without the new key any more: the new one signs,
//!    and CDS and CDNSKEY ask the parent to vouch for it. The old key stays, since its DS does.
//! 3. retiring, when the operator says that every parent has the new DS: until nobody remembers the
//!    old DS, nor a signature of the old key.
//!
//! Only commands write the file. What time brings follows from the times in it.

use std::fmt;
use std::time::Duration;

use aws_lc_rs::digest::{self, Digest, SHA256};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::data::{KeyDigest, SecurityData, dnskey};
use super::name::WireName;

/// The version of the key file.
const VERSION: u32 = 1;

/// The keys with the times of their roll. Times are those since the Unix epoch.
pub struct KeySet {
    current: Key,
    roll: Option<Roll>,
}

struct Roll {
    next: Key,
    introduced: Duration,
    submitted: Duration,
    /// Set when the operator has said that the parents have the new DS.
    ends: Option<Duration>,
}

/// Where the keys are in a roll.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Phase {
    /// There is one key.
    Steady,
    /// The next key can be seen, and signs nothing but the keys, until a time.
    Introduced {
        /// When it begins to sign.
        until: Duration,
    },
    /// The next key signs; its DS is wanted at the parents.
    Submitted,
    /// The parents have the next DS; the old key stays until a time.
    Retiring {
        /// When it goes.
        until: Duration,
    },
}

/// How a key is used.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyState {
    /// It can be seen, and signs nothing but the keys yet.
    Introduced,
    /// It signs.
    Active,
    /// It has signed, and can be seen yet.
    Retiring,
}

/// Why keys cannot be rolled, or not be confirmed.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
pub enum RollError {
    /// One roll at a time.
    #[error("the keys are being rolled already")]
    Rolling,
    /// No next key waits for its DS.
    #[error("no new key waits for its DS")]
    NotSubmitted,
}

/// Why a key file cannot be used.
#[derive(Debug, Error)]
pub enum KeyFileError {
    /// It is no key file.
    #[error("it is no file of keys ({0})")]
    Format(serde_json::Error),
    /// It was written by a later version.
    #[error("it was written by another version of mailguide")]
    Version,
    /// A private key in it cannot be used.
    #[error("a private key in it is none for ECDSA P-256")]
    Key,
    /// The keys cannot be told apart.
    #[error("its two keys have the same key tag")]
    SameTag,
}

impl KeySet {
    /// A new key, made now.
    pub fn generate(now: Duration) -> Self {
        Self { current: Key::generate(now), roll: None }
    }

    /// Reads a key file.
    pub fn from_json(json: &[u8]) -> Result<Self, KeyFileError> {
        let file: KeyFile = serde_json::from_slice(json).map_err(KeyFileError::Format)?;
        if file.version != VERSION {
            return Err(KeyFileError::Version);
        }
        let current = Key::from_file(file.key)?;
        let seconds = Duration::from_secs;
        let roll = file.roll.map(|roll| {
            Ok(Roll {
                next: Key::from_file(roll.key)?,
                introduced: seconds(roll.introduced),
                submitted: seconds(roll.submitted),
                ends: roll.ends.map(seconds),
            })
        });
        let roll: Option<Roll> = roll.transpose()?;
        if roll.as_ref().is_some_and(|roll| roll.next.tag == current.tag) {
            return Err(KeyFileError::SameTag);
        }
        Ok(Self { current, roll })
    }

    /// Writes a key file, private keys included.
    pub fn to_json(&self) -> String {
        let roll = self.roll.as_ref().map(|roll| RollInFile {
            key: roll.next.to_file(),
            introduced: roll.introduced.as_secs(),
            submitted: roll.submitted.as_secs(),
            ends: roll.ends.map(|time| time.as_secs()),
        });
        let file = KeyFile { version: VERSION, key: self.current.to_file(), roll };
        serde_json::to_string_pretty(&file).expect("it has strings and numbers only") + "\n"
    }

    /// Where the keys are in their roll.
    pub fn phase(&self, now: Duration) -> Phase {
        match &self.roll {
            None => Phase::Steady,
            Some(roll) if now < roll.submitted => Phase::Introduced { until: roll.submitted },
            Some(Roll { ends: None, .. }) => Phase::Submitted,
            Some(Roll { ends: Some(ends), .. }) if now < *ends => Phase::Retiring { until: *ends },
            Some(_) => Phase::Steady,
        }
    }

    /// Introduces a next key, which signs after `publication`: as long as anybody may remember a
    /// DNSKEY without it, and as secondaries need to fetch a zone.
    pub fn roll(&mut self, now: Duration, publication: Duration) -> Result<(), RollError> {
        if self.phase(now) != Phase::Steady {
            return Err(RollError::Rolling);
        }
        if let Some(roll) = self.roll.take() {
            self.current = roll.next;
        }
        // Validators choose keys by tag.
        let mut keys = std::iter::repeat_with(|| Key::generate(now));
        let next = keys.find(|next| next.tag != self.current.tag);
        let next = next.expect("there is no end of keys");
        self.roll = Some(Roll { next, introduced: now, submitted: now + publication, ends: None });
        Ok(())
    }

    /// Every parent has the DS of the next key. The old key goes after `retirement`: as long as
    /// anybody may remember the old DS or a signature of the old key.
    pub fn confirm(&mut self, now: Duration, retirement: Duration) -> Result<(), RollError> {
        match (self.phase(now), &mut self.roll) {
            (Phase::Submitted, Some(roll)) => {
                roll.ends = Some(now + retirement);
                Ok(())
            }
            _ => Err(RollError::NotSubmitted),
        }
    }

    /// The keys that can be seen, with how they are used and when they were made; the one that
    /// signs first.
    pub fn states(&self, now: Duration) -> Vec<(&Key, KeyState)> {
        let Some(roll) = &self.roll else { return vec![(&self.current, KeyState::Active)] };
        match self.phase(now) {
            Phase::Introduced { .. } => {
                vec![(&self.current, KeyState::Active), (&roll.next, KeyState::Introduced)]
            }
            Phase::Submitted | Phase::Retiring { .. } => {
                vec![(&roll.next, KeyState::Active), (&self.current, KeyState::Retiring)]
            }
            Phase::Steady => vec![(&roll.next, KeyState::Active)],
        }
    }

    /// The key that signs, for which the parents are to vouch.
    pub(super) fn active(&self, now: Duration) -> &Key {
        self.states(now)[0].0
    }

    /// The DS that the parent of a zone is to have.
    pub fn ds(&self, zone: &WireName, now: Duration) -> SecurityData {
        SecurityData::Ds(self.active(now).digest(zone))
    }
}

/// Private keys are never shown.
impl fmt::Debug for KeySet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let next = self.roll.as_ref().map(|roll| roll.next.tag);
        f.debug_struct("KeySet").field("current", &self.current.tag).field("next", &next).finish()
    }
}

//----------- One key --------------------------------------------------------

/// A key pair.
pub struct Key {
    pair: EcdsaKeyPair,
    /// The private key as PKCS #8 has it.
    private: Box<[u8]>,
    public: [u8; 64],
    tag: u16,
    made: Duration,
}

impl Key {
    fn generate(now: Duration) -> Self {
        let algorithm = &ECDSA_P256_SHA256_FIXED_SIGNING;
        let private = EcdsaKeyPair::generate_pkcs8(algorithm, &SystemRandom::new());
        let private = private.expect("the system has random numbers");
        Self::new(private.as_ref(), now).expect("a key that was just made is one")
    }

    fn new(private: &[u8], made: Duration) -> Option<Self> {
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, private).ok()?;
        // A point is written uncompressed; the zone has it without the 4 before it (RFC 6605 §4).
        let public = pair.public_key().as_ref().strip_prefix(&[4])?.try_into().ok()?;
        let tag = key_tag(&dnskey(&public));
        Some(Self { pair, private: private.into(), public, tag, made })
    }

    fn from_file(key: KeyInFile) -> Result<Self, KeyFileError> {
        let private = STANDARD.decode(key.private).map_err(|_| KeyFileError::Key)?;
        Self::new(&private, Duration::from_secs(key.made)).ok_or(KeyFileError::Key)
    }

    fn to_file(&self) -> KeyInFile {
        KeyInFile { made: self.made.as_secs(), private: STANDARD.encode(&self.private) }
    }

    /// The short number that signatures name it by (RFC 4034, appendix B).
    pub fn tag(&self) -> u16 {
        self.tag
    }

    /// When it was made.
    pub fn made(&self) -> Duration {
        self.made
    }

    pub(super) fn public(&self) -> &[u8; 64] {
        &self.public
    }

    pub(super) fn sign(&self, digest: &Digest) -> [u8; 64] {
        let signature = self.pair.sign_digest(digest).expect("a good key signs every digest");
        signature.as_ref().try_into().expect("a P-256 signature has 64 bytes (RFC 6605 §4)")
    }

    /// What a DS or CDS says of it (RFC 4034 §5.1.4).
    pub(super) fn digest(&self, zone: &WireName) -> KeyDigest {
        let key = dnskey(&self.public);
        let digest = digest::digest(&SHA256, &[zone.as_bytes(), &key].concat());
        KeyDigest::of_ours(self.tag, digest.as_ref())
    }
}

/// RFC 4034, appendix B.
fn key_tag(dnskey: &[u8]) -> u16 {
    let words = dnskey.chunks(2);
    let sum: u32 =
        words.map(|w| u32::from(w[0]) << 8 | w.get(1).copied().map_or(0, u32::from)).sum();
    (sum + (sum >> 16)) as u16
}

//----------- The file -------------------------------------------------------

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct KeyFile {
    version: u32,
    key: KeyInFile,
    roll: Option<RollInFile>,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct KeyInFile {
    made: u64,
    /// PKCS #8 in Base64.
    private: String,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct RollInFile {
    key: KeyInFile,
    introduced: u64,
    submitted: u64,
    ends: Option<u64>,
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Duration = Duration::from_secs(1_800_000_000);

    fn after(seconds: u64) -> Duration {
        START + Duration::from_secs(seconds)
    }

    #[test]
    fn the_example_of_rfc_6605_comes_out() {
        // RFC 6605 §6.1.
        let private = STANDARD.decode("GU6SnQ/Ou+xC5RumuIUIuJZteXT2z0O/ok1s38Et6mQ=").unwrap();
        let public = "GojIhhXUN/u4v54ZQqGSnyhWJwaubCvTmeexv7bR6edbkrSqQpF64cYbcB7wNcP+e+MAnLr+Wi9x\
                      MWyQLc8NAA==";
        let public: [u8; 64] = STANDARD.decode(public).unwrap().try_into().unwrap();
        let algorithm = &ECDSA_P256_SHA256_FIXED_SIGNING;
        let point = [&[4][..], &public].concat();
        let pair = EcdsaKeyPair::from_private_key_and_public_key(algorithm, &private, &point);
        let private = pair.unwrap().to_pkcs8v1().unwrap();
        let key = Key::new(private.as_ref(), START).unwrap();
        assert_eq!((key.public, key.tag), (public, 55648));
        let ds = SecurityData::Ds(key.digest(&WireName::of("example.net"))).presentation();
        let expected = "b4c8c1fe2e7477127b27115656ad6256f424625bf5c1e2770ce6d6e37df61d17";
        assert_eq!(ds, format!("55648 13 2 {expected}"));
    }

    #[test]
    fn a_roll_goes_step_by_step_and_survives_the_file() {
        let again = |keys: KeySet| KeySet::from_json(keys.to_json().as_bytes()).unwrap();
        let tags = |keys: &KeySet, now| -> Vec<(u16, KeyState)> {
            keys.states(now).into_iter().map(|(key, state)| (key.tag, state)).collect()
        };
        let mut keys = again(KeySet::generate(START));
        let old = keys.current.tag;
        assert_eq!(keys.phase(after(1)), Phase::Steady);
        assert_eq!(tags(&keys, after(1)), [(old, KeyState::Active)]);

        let publication = Duration::from_secs(100);
        keys.roll(after(10), publication).unwrap();
        let mut keys = again(keys);
        let new = keys.roll.as_ref().unwrap().next.tag;
        assert_eq!(keys.phase(after(109)), Phase::Introduced { until: after(110) });
        let expected = [(old, KeyState::Active), (new, KeyState::Introduced)];
        assert_eq!(tags(&keys, after(109)), expected);
        let retirement = Duration::from_secs(1000);
        assert_eq!(keys.confirm(after(109), retirement), Err(RollError::NotSubmitted));

        assert_eq!(keys.phase(after(110)), Phase::Submitted);
        // Without the operator's word it stays so.
        let expected = [(new, KeyState::Active), (old, KeyState::Retiring)];
        assert_eq!(tags(&keys, after(1_000_000)), expected);
        assert_eq!(keys.roll(after(120), publication), Err(RollError::Rolling));

        keys.confirm(after(200), retirement).unwrap();
        let mut keys = again(keys);
        assert_eq!(keys.confirm(after(201), retirement), Err(RollError::NotSubmitted));
        assert_eq!(keys.phase(after(1199)), Phase::Retiring { until: after(1200) });
        assert_eq!(tags(&keys, after(1199)), expected);
        assert_eq!(keys.phase(after(1200)), Phase::Steady);
        assert_eq!(tags(&keys, after(1200)), [(new, KeyState::Active)]);

        keys.roll(after(1300), publication).unwrap();
        assert_eq!(keys.current.tag, new, "the old key has gone");
    }

    #[test]
    fn what_is_no_key_file_is_refused() {
        let good = KeySet::generate(START).to_json();
        for (text, fault) in [
            ("", "it is no file of keys"),
            (&*good.replace("\"version\": 1", "\"version\": 2"), "another version"),
            (&*good.replace("\"private\": \"", "\"private\": \"AAAA"), "ECDSA P-256"),
            (&*good.replace("\"made\"", "\"mode\""), "it is no file of keys"),
        ] {
            let error = KeySet::from_json(text.as_bytes()).unwrap_err().to_string();
            assert!(error.contains(fault), "{error}");
        }
        let shown = format!("{:?}", KeySet::generate(START));
        assert!(shown.len() < 60, "{shown}");
    }
}
