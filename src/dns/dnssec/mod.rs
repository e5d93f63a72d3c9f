//! DNSSEC: zones signed while they are answered (RFC 4033 to 4035, RFC 6840).
//!
//! All zones of a node share one key ([`KeySet`]), and what it signs is remembered ([`ZoneSigner`]).
//! What does not exist is denied with one NSEC record made for the question (RFC 9824, `answer`);
//! secondaries get zones with a whole chain of them (`zone`). Everything takes the time as an
//! argument.

mod answer;
mod data;
mod keys;
mod name;
mod signer;
mod zone;

pub use data::{Bitmap, KeyDigest, SecurityData, Signature};
pub use keys::{Key, KeyFileError, KeySet, KeyState, Phase, RollError};
pub use name::WireName;
pub use signer::{SignatureMemory, ZoneSigner};

use std::time::Duration;

pub(super) use answer::{Asked, secure};
pub(super) use data::number::NXNAME;

/// What the operator decides about signing.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct DnssecSettings {
    /// Whether zones are signed.
    pub enabled: bool,
    /// How long a signature is good.
    pub signature_lifetime: Duration,
    /// How many signatures are remembered.
    pub signatures: u64,
    /// How long a new key is published before it signs.
    pub key_publication: Duration,
    /// How long an old key stays after its DS has gone.
    pub key_retirement: Duration,
}
