//! Signatures of messages under a shared key (TSIG, RFC 8945): takes them off what comes in, puts
//! them under what goes out, a stream of messages included.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use aws_lc_rs::{constant_time, hmac};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use thiserror::Error;

use super::super::static_record::has_good_labels;
use super::wire;
use crate::mail::keywords;

/// How many seconds clocks may differ (RFC 8945 §10 recommends it).
const FUDGE: u16 = 300;
/// The shortest secret that is taken, in bytes: half of the shortest digest, which is as short as a
/// truncated MAC may be (RFC 8945 §5.2.2.1), or its key could be guessed sooner than it.
const SECRET_MIN: usize = 16;
/// RFC 8945 §4.2.
const TYPE: u16 = 250;
const CLASS_ANY: u16 = 255;
/// The length of a time and of the fudge behind it.
const TIMERS: usize = 6 + 2;

keywords! {
    /// How a message is signed (RFC 8945 §6).
    pub enum Algorithm {
        /// SHA-256, which everybody has to know.
        HmacSha256 = "hmac-sha256",
        /// SHA-384.
        HmacSha384 = "hmac-sha384",
        /// SHA-512.
        HmacSha512 = "hmac-sha512",
    }
}

impl Algorithm {
    fn hmac(self) -> hmac::Algorithm {
        match self {
            Self::HmacSha256 => hmac::HMAC_SHA256,
            Self::HmacSha384 => hmac::HMAC_SHA384,
            Self::HmacSha512 => hmac::HMAC_SHA512,
        }
    }

    /// The length of a code, in bytes.
    fn length(self) -> usize {
        self.hmac().digest_algorithm().output_len()
    }
}

/// A key that two name servers share.
#[derive(Clone, Eq, PartialEq)]
pub struct Key {
    name: Box<str>,
    algorithm: Algorithm,
    secret: Box<[u8]>,
}

/// Why a text is no key. None of them repeats it: it may be a secret.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
pub enum KeyError {
    /// It does not have three parts.
    #[error("it is not an algorithm, a name and a secret with colons between them")]
    Parts,
    /// The algorithm is none of those that are supported.
    #[error("its algorithm is none of hmac-sha256, hmac-sha384 and hmac-sha512")]
    Algorithm,
    /// The name is not like that of a host.
    #[error("its name is not made of labels of letters, digits, hyphens and underscores")]
    Name,
    /// The secret cannot be read.
    #[error("its secret is not Base64")]
    Base64,
    /// The secret is too short.
    #[error("its secret has fewer than 16 bytes")]
    Short,
}

impl Key {
    /// Reads `hmac-sha256:name:secret`, as `dig -y` and `keymgr -t` have it; the secret in Base64.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let parts: Vec<&str> = text.split(':').map(str::trim).collect();
        let [algorithm, name, secret] = parts[..] else { return Err(KeyError::Parts) };
        let algorithm = Algorithm::parse(&algorithm.to_ascii_lowercase());
        let algorithm = algorithm.ok_or(KeyError::Algorithm)?;
        let name = key_name(name).ok_or(KeyError::Name)?;
        let secret = STANDARD.decode(secret).map_err(|_| KeyError::Base64)?;
        match secret.len() {
            0..SECRET_MIN => Err(KeyError::Short),
            _ => Ok(Self { name, algorithm, secret: secret.into() }),
        }
    }

    /// Its name, in lower case without a final dot.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How it signs.
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The secret in Base64.
    pub fn secret(&self) -> String {
        STANDARD.encode(&self.secret)
    }

    /// The authentication code of some parts, end to end.
    fn authenticate(&self, parts: &[&[u8]]) -> hmac::Tag {
        let key = hmac::Key::new(self.algorithm.hmac(), &self.secret);
        let mut context = hmac::Context::with_key(&key);
        for part in parts {
            context.update(part);
        }
        context.sign()
    }

    /// What is authenticated of a signature beside the message (RFC 8945 §4.3.3).
    fn variables(&self, timers: &[u8], error: [u8; 2], other: &[u8]) -> Vec<u8> {
        let mut variables = wire::name(&self.name);
        variables.extend(CLASS_ANY.to_be_bytes());
        variables.extend(0_u32.to_be_bytes());
        variables.extend(wire::name(self.algorithm.as_str()));
        variables.extend(timers);
        variables.extend(error);
        variables.extend((other.len() as u16).to_be_bytes());
        variables.extend(other);
        variables
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key({}:{}:…)", self.algorithm.as_str(), self.name)
    }
}

/// Reads the name of a key.
pub(super) fn key_name(text: &str) -> Option<Box<str>> {
    let name = text.strip_suffix('.').unwrap_or(text).to_ascii_lowercase();
    has_good_labels(&name).then(|| name.into())
}

/// What is wrong with a signature (RFC 8945 §3).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum TsigError {
    None = 0,
    BadSignature = 16,
    BadKey = 17,
    BadTime = 18,
    BadTruncation = 22,
}

/// A message whose signature was looked at.
#[derive(Debug)]
pub(super) enum Opened {
    /// It has none that could be found.
    Unsigned,
    /// It is right: the message without it, and what signs the answer.
    Signed(Vec<u8>, Session),
    /// It is wrong: the answer. Only who has the key and a wrong clock gets one that is signed.
    Refused(Vec<u8>),
    /// It cannot be read, or stands where none may be.
    Malformed,
}

/// Takes the signature off a message. `now` is the time since the Unix epoch.
pub(super) fn open(message: &[u8], keys: &[Arc<Key>], now: Duration) -> Opened {
    if !wire::has_additional(message) {
        return Opened::Unsigned;
    }
    let Some(places) = wire::records(message) else { return Opened::Unsigned };
    let Some(last) = places.iter().position(|place| place.record_type == TYPE) else {
        return Opened::Unsigned;
    };
    let place = &places[last];
    let is_last = last + 1 == places.len() && place.in_additional;
    let Some(signature) = Signature::read(message, place).filter(|_| is_last) else {
        return Opened::Malformed;
    };
    let mut unsigned = message[..place.start].to_vec();
    unsigned[..2].copy_from_slice(&signature.original_id);
    wire::add_to_additional(&mut unsigned, -1);
    let known = keys.iter().find(|key| {
        *key.name == *signature.key_name && key.algorithm.as_str() == signature.algorithm
    });
    let Some(key) = known else {
        return Opened::Refused(refusal(&unsigned, &signature, TsigError::BadKey));
    };
    let length = key.algorithm.length();
    if signature.mac.len() > length || signature.mac.len() < (length / 2).max(10) {
        return Opened::Malformed;
    }
    let variables = key.variables(signature.timers, signature.error, signature.other);
    let tag = key.authenticate(&[&unsigned, &variables]);
    // A forwarder may have given the message another one, which the answer has to have.
    unsigned[..2].copy_from_slice(&message[..2]);
    let right = &tag.as_ref()[..signature.mac.len()];
    if constant_time::verify_slices_are_equal(right, signature.mac).is_err() {
        return Opened::Refused(refusal(&unsigned, &signature, TsigError::BadSignature));
    }
    let mut session = Session { key: Arc::clone(key), prior: Some(signature.mac.into()), sent: 0 };
    if signature.mac.len() < length {
        let mut answer = not_authenticated(&unsigned);
        session.seal_with(&mut answer, signature.timers, TsigError::BadTruncation, &[]);
        return Opened::Refused(answer);
    }
    let now = now.as_secs();
    if signature.time().abs_diff(now) > signature.fudge() {
        // The client sees from it how its clock goes (RFC 8945 §5.2.3).
        let mut answer = not_authenticated(&unsigned);
        let time = &now.to_be_bytes()[2..];
        session.seal_with(&mut answer, signature.timers, TsigError::BadTime, time);
        return Opened::Refused(answer);
    }
    Opened::Signed(unsigned, session)
}

/// A signature as it came.
struct Signature<'m> {
    key_name: String,
    algorithm: String,
    /// The time and the fudge.
    timers: &'m [u8],
    mac: &'m [u8],
    original_id: [u8; 2],
    error: [u8; 2],
    other: &'m [u8],
}

impl<'m> Signature<'m> {
    fn read(message: &'m [u8], place: &wire::RecordPlace) -> Option<Self> {
        if place.class != CLASS_ANY || place.ttl != 0 {
            return None;
        }
        let key_name = wire::text_at(message, place.start)?;
        let data = message.get(place.data.clone())?;
        // Its name must not be compressed (RFC 8945 §4.2).
        let end = wire::uncompressed_end(data)?;
        let algorithm = wire::text_at(data, 0)?;
        let (timers, rest) = data[end..].split_at_checked(TIMERS)?;
        let (mac, rest) = wire::sized(rest)?;
        let (id_and_error, rest) = rest.split_at_checked(4)?;
        let (other, rest) = wire::sized(rest)?;
        let original_id = [id_and_error[0], id_and_error[1]];
        let error = [id_and_error[2], id_and_error[3]];
        let read = Self { key_name, algorithm, timers, mac, original_id, error, other };
        rest.is_empty().then_some(read)
    }

    fn time(&self) -> u64 {
        self.timers[..6].iter().fold(0, |time, byte| time << 8 | u64::from(*byte))
    }

    fn fudge(&self) -> u64 {
        u64::from(u16::from_be_bytes([self.timers[6], self.timers[7]]))
    }
}

/// The answer to a signature that cannot be checked or is wrong: it is not signed
/// (RFC 8945 §5.2.1, §5.2.2).
fn refusal(request: &[u8], signature: &Signature<'_>, error: TsigError) -> Vec<u8> {
    let mut answer = not_authenticated(request);
    let id = [request[0], request[1]];
    let name = wire::name(&signature.key_name);
    let algorithm = wire::name(&signature.algorithm);
    append(&mut answer, &name, &algorithm, signature.timers, &[], id, error, &[]);
    answer
}

/// A request's header and question with the code for this.
fn not_authenticated(request: &[u8]) -> Vec<u8> {
    const NOT_AUTH: u8 = 9;
    wire::refusal(request, NOT_AUTH)
}

/// What signs the messages of one conversation.
#[derive(Clone, Debug)]
pub(in crate::dns) struct Session {
    key: Arc<Key>,
    /// The code of the message before: the request's, or that of the last answer.
    prior: Option<Box<[u8]>>,
    /// How many answers went out.
    sent: u32,
}

impl Session {
    /// To sign a request.
    pub(in crate::dns) fn new(key: Arc<Key>) -> Self {
        Self { key, prior: None, sent: 0 }
    }

    /// The key.
    pub(super) fn key(&self) -> &Key {
        &self.key
    }

    /// How many bytes a signature adds to a message.
    pub(super) fn overhead(&self) -> usize {
        let names = self.key.name.len() + self.key.algorithm.as_str().len() + 4;
        names + 10 + TIMERS + 2 + self.key.algorithm.length() + 6
    }

    /// Signs a message.
    pub(super) fn seal(&mut self, message: &mut Vec<u8>, now: Duration) {
        let mut timers = now.as_secs().to_be_bytes()[2..].to_vec();
        timers.extend(FUDGE.to_be_bytes());
        self.seal_with(message, &timers, TsigError::None, &[]);
    }

    fn seal_with(&mut self, message: &mut Vec<u8>, timers: &[u8], error: TsigError, other: &[u8]) {
        let variables;
        // From the second answer on only the times are authenticated (RFC 8945 §5.3.1).
        let behind = match self.sent {
            0 => {
                variables = self.key.variables(timers, (error as u16).to_be_bytes(), other);
                &variables
            }
            _ => timers,
        };
        let prior = self.prior.as_deref().unwrap_or_default();
        let length = (prior.len() as u16).to_be_bytes();
        let length = if self.prior.is_some() { &length[..] } else { &[] };
        let tag = self.key.authenticate(&[length, prior, message, behind]);
        let id = [message[0], message[1]];
        let name = wire::name(&self.key.name);
        let algorithm = wire::name(self.key.algorithm.as_str());
        append(message, &name, &algorithm, timers, tag.as_ref(), id, error, other);
        self.prior = Some(tag.as_ref().into());
        self.sent += 1;
    }
}

/// Appends the record (RFC 8945 §4.2).
#[expect(clippy::too_many_arguments, reason = "they are the fields of the record")]
fn append(
    message: &mut Vec<u8>,
    name: &[u8],
    algorithm: &[u8],
    timers: &[u8],
    mac: &[u8],
    original_id: [u8; 2],
    error: TsigError,
    other: &[u8],
) {
    message.extend(name);
    message.extend(TYPE.to_be_bytes());
    message.extend(CLASS_ANY.to_be_bytes());
    message.extend(0_u32.to_be_bytes());
    let length = algorithm.len() + timers.len() + 2 + mac.len() + 2 + 2 + 2 + other.len();
    message.extend((length as u16).to_be_bytes());
    message.extend(algorithm);
    message.extend(timers);
    message.extend((mac.len() as u16).to_be_bytes());
    message.extend(mac);
    message.extend(original_id);
    message.extend((error as u16).to_be_bytes());
    message.extend((other.len() as u16).to_be_bytes());
    message.extend(other);
    wire::add_to_additional(message, 1);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NOW: Duration = Duration::from_secs(1_800_000_000);
    const SECOND: Duration = Duration::from_secs(1);
    const QUERY: &[u8] = b"\x12\x34\0\0\0\x01\0\0\0\0\0\0\x01a\x07example\0\0\xfc\0\x01";

    fn key(text: &str) -> Arc<Key> {
        Arc::new(Key::parse(text).unwrap())
    }

    fn keys() -> Vec<Arc<Key>> {
        let secret = STANDARD.encode([7; 32]);
        let key = |algorithm: Algorithm| {
            let name = algorithm.as_str();
            Arc::new(Key::parse(&format!("{name}:k-{name}:{secret}")).unwrap())
        };
        Algorithm::ALL.into_iter().map(key).collect()
    }

    fn signed(key: &Arc<Key>, now: Duration) -> Vec<u8> {
        let mut message = QUERY.to_vec();
        Session::new(Arc::clone(key)).seal(&mut message, now);
        message
    }

    fn refused_with(message: &[u8], keys: &[Arc<Key>]) -> (u16, usize) {
        let Opened::Refused(answer) = open(message, keys, NOW) else { panic!("not refused") };
        assert_eq!((answer[..2].to_vec(), answer[2], answer[3]), (vec![0x12, 0x34], 0x80, 9));
        let places = wire::records(&answer).unwrap();
        let signature = Signature::read(&answer, places.last().unwrap()).unwrap();
        let data = &answer[places.last().unwrap().data.clone()];
        let error = data.len() - 2 - signature.other.len() - 2;
        (u16::from_be_bytes([data[error], data[error + 1]]), signature.mac.len())
    }

    #[test]
    fn keys_are_read_as_dig_has_them() {
        let read = key("HMAC-SHA256:Transfer.Example.:AAECAwQFBgcICQoLDA0ODw==");
        assert_eq!((read.name(), read.algorithm()), ("transfer.example", Algorithm::HmacSha256));
        assert_eq!(read.secret(), "AAECAwQFBgcICQoLDA0ODw==");
        assert!(!format!("{read:?}").contains("AAEC"));
        for (text, error) in [
            ("name:AAECAwQFBgcICQoLDA0ODw==", KeyError::Parts),
            ("hmac-md5:name:AAECAwQFBgcICQoLDA0ODw==", KeyError::Algorithm),
            ("hmac-sha256:a b:AAECAwQFBgcICQoLDA0ODw==", KeyError::Name),
            ("hmac-sha256::AAECAwQFBgcICQoLDA0ODw==", KeyError::Name),
            ("hmac-sha256:name:not base64", KeyError::Base64),
            ("hmac-sha256:name:AAEC", KeyError::Short),
        ] {
            assert_eq!(Key::parse(text), Err(error), "{text}");
        }
    }

    #[test]
    fn what_was_signed_is_taken_off_again() {
        for key in &keys() {
            let message = signed(key, NOW - 299 * SECOND);
            assert_eq!(message.len() - QUERY.len(), Session::new(Arc::clone(key)).overhead());
            let Opened::Signed(unsigned, session) = open(&message, &keys(), NOW) else {
                panic!("{key:?}");
            };
            assert_eq!(unsigned, QUERY);
            assert_eq!(session.key(), &**key);
        }
        assert!(matches!(open(QUERY, &keys(), NOW), Opened::Unsigned));
    }

    #[test]
    fn a_wrong_signature_is_told_as_such() {
        let keys = keys();
        let message = signed(&keys[0], NOW);
        assert_eq!(refused_with(&message, &keys[1..]), (17, 0));
        let mut changed = message;
        changed[13] = b'b';
        assert_eq!(refused_with(&changed, &keys), (16, 0));
        // Only a wrong clock gets an answer that is signed.
        assert_eq!(refused_with(&signed(&keys[0], NOW - 301 * SECOND), &keys), (18, 32));
        assert_eq!(refused_with(&signed(&keys[0], NOW + 301 * SECOND), &keys), (18, 32));
    }

    #[test]
    fn a_signature_stands_last_and_once() {
        let keys = keys();
        let mut twice = signed(&keys[0], NOW);
        Session::new(Arc::clone(&keys[1])).seal(&mut twice, NOW);
        assert!(matches!(open(&twice, &keys, NOW), Opened::Malformed));
        let cut = &signed(&keys[0], NOW)[..60];
        assert!(matches!(open(cut, &keys, NOW), Opened::Unsigned));
    }

    proptest! {
        #[test]
        fn nothing_that_was_changed_is_taken_for_signed(at in 0_usize..200, bit in 0_u8..8) {
            let keys = keys();
            let mut message = signed(&keys[2], NOW);
            let at = at % message.len();
            message[at] ^= 1 << bit;
            // The identifier is replaced by that in the signature; letter case is none in names.
            let is_case = message[at].is_ascii_alphabetic() && bit == 5;
            let opened = open(&message, &keys, NOW);
            prop_assert!(at < 2 || is_case || !matches!(opened, Opened::Signed(..)), "{at} {bit}");
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = open(&bytes, &keys(), NOW);
        }
    }
}
