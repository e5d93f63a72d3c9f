//! How certificates are ordered, as the operator says it.

use std::num::NonZeroU32;
use std::path::PathBuf;

use crate::mail::{Domain, Link, keywords};

keywords! {
    /// How the authority sees that a name leads here.
    pub enum ChallengeKind {
        /// A file over HTTP, on port 80 of the name (RFC 8555 §8.3).
        Http01 = "http-01",
        /// A certificate in a handshake, on port 443 of the name (RFC 8737).
        TlsAlpn01 = "tls-alpn-01",
        /// A TXT record (RFC 8555 §8.4).
        Dns01 = "dns-01",
    }
}

keywords! {
    /// Where certificates and keys are kept.
    pub enum StoreKind {
        /// In the state folder.
        Folder = "folder",
        /// In the database of the SQL directory.
        Sql = "sql",
    }
}

/// How certificates are ordered.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct AcmeSettings {
    /// The directory of the authority (RFC 8555 §7.1.1).
    pub directory: Link,
    /// Whom the authority writes to.
    pub contact: Option<Box<str>>,
    /// How it sees that a name leads here.
    pub challenge: ChallengeKind,
    /// The zone that `_acme-challenge.` names are aliases into.
    pub challenge_zone: Option<Domain>,
    /// An account at the authority that already exists there (RFC 8555 §7.3.4).
    pub external_account: Option<ExternalAccount>,
    /// The roots that are trusted instead of the system's.
    pub authority_file: Option<PathBuf>,
    /// Where certificates are kept.
    pub store: StoreKind,
    /// How many orders this node begins in an hour.
    pub orders_per_hour: NonZeroU32,
}

/// An account that the authority knows from elsewhere.
#[derive(Clone, Eq, PartialEq)]
pub struct ExternalAccount {
    /// Its identifier.
    pub id: Box<str>,
    /// The key of the MAC.
    pub key: Box<[u8]>,
}

/// The key stays out of logs.
impl std::fmt::Debug for ExternalAccount {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ExternalAccount").field("id", &self.id).finish_non_exhaustive()
    }
}
