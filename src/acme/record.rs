//! What is kept of the account, of orders that have begun and of challenges, as JSON.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::failure::{Failure, Problem};

/// An account. Its key is kept before the authority hears of it, so that nothing makes a second one.
#[derive(Clone, Deserialize, Serialize)]
pub struct AccountRecord {
    /// The directory of the authority.
    pub directory: String,
    /// The private key, PKCS #8 in base64url.
    pub key: String,
    /// Where the account is, once the authority has made it.
    pub url: Option<String>,
}

/// What is known of the certificate that is to come.
#[derive(Clone, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct OrderRecord {
    /// The order, while it is under way.
    pub pending: Option<PendingOrder>,
    /// How often in succession it failed.
    #[serde(default)]
    pub failures: u32,
    /// When to try again, in seconds since the Unix epoch.
    #[serde(default)]
    pub retry_at: u64,
    /// Why it failed last.
    pub problem: Option<(String, String)>,
}

/// An order that the authority knows.
#[derive(Clone, Deserialize, Eq, PartialEq, Serialize)]
pub struct PendingOrder {
    /// The account it belongs to.
    pub account: String,
    /// Where it is.
    pub url: String,
    /// The private key of the certificate to come, as PEM.
    pub key: String,
}

/// What the authority is to be answered about a host.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct ChallengeRecord {
    /// The token that the authority asks for.
    pub token: String,
    /// Token and thumbprint of the account's key (RFC 8555 §8.1).
    pub key_authorization: String,
}

impl OrderRecord {
    /// Why it failed last.
    pub fn last_problem(&self) -> Option<Problem> {
        let (word, detail) = self.problem.as_ref()?;
        Some(Problem::new(Failure::parse(word)?, detail))
    }
}

/// Reads what was kept. What cannot be read is as good as nothing: it is ordered anew.
pub fn read<T: DeserializeOwned>(value: &[u8]) -> Option<T> {
    serde_json::from_slice(value).ok()
}

/// Writes what is to be kept.
pub fn write(record: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec_pretty(record).expect("records have texts and numbers alone")
}
