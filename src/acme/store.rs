//! Where certificates, orders and the account are kept: what a store can do. Several nodes may
//! share one.
//!
//! A store keeps values by kind and name, each whole or not at all, and locks. It knows nothing of
//! what the values mean ([`super::record`]).

use std::time::Duration;

use async_trait::async_trait;
use thiserror::Error;

use crate::mail::keywords;

keywords! {
    /// What a value is.
    pub enum Kind {
        /// An account at an authority, with its key.
        Account = "accounts",
        /// A certificate with its chain and key, by its host.
        Certificate = "certificates",
        /// An order that has begun, or that failed, by its host.
        Order = "orders",
        /// What the authority is to be answered, by its host.
        Challenge = "challenges",
    }
}

/// A value, without itself.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Listed {
    /// Its name.
    pub name: Box<str>,
    /// Another one whenever the value is another one.
    pub version: u64,
}

/// A lock that is held until this is dropped or the process ends. Where a lock could outlive its
/// process, the store lets it expire after [`LOCK_EXPIRY`], and keeps it alive while it is held.
pub struct Lock(Box<dyn Send + Sync>);

/// How long a lock may outlive the process that held it.
pub const LOCK_EXPIRY: Duration = Duration::from_secs(60);

impl Lock {
    /// A lock that is held as long as `held` lives.
    pub fn new(held: impl Send + Sync + 'static) -> Self {
        Self(Box::new(held))
    }
}

impl std::fmt::Debug for Lock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Lock").field("held", &std::ptr::from_ref(&*self.0)).finish()
    }
}

/// A store. A value that was written is there after a crash; one that was being written is the old
/// one or the new one.
#[async_trait]
pub trait Store: Send + Sync {
    /// The value of a name.
    async fn read(&self, kind: Kind, name: &str) -> Result<Option<Vec<u8>>, StoreError>;

    /// Puts a value in the place of the old one.
    async fn write(&self, kind: Kind, name: &str, value: &[u8]) -> Result<(), StoreError>;

    /// Forgets a value; one that is not there is no error.
    async fn remove(&self, kind: Kind, name: &str) -> Result<(), StoreError>;

    /// All names of a kind. It is asked for every [`Self::watch_interval`].
    async fn list(&self, kind: Kind) -> Result<Vec<Listed>, StoreError>;

    /// Takes a lock, or nothing while another node or task holds it. It waits for nobody.
    async fn lock(&self, kind: Kind, name: &str) -> Result<Option<Lock>, StoreError>;

    /// How often to look what other nodes have changed.
    fn watch_interval(&self) -> Duration;
}

/// Why a store failed: where, and what to do.
#[derive(Clone, Debug, Error, Eq, PartialEq)]
#[error("{place}: {problem}; {remedy}")]
pub struct StoreError {
    /// The file or table.
    pub place: String,
    /// What went wrong.
    pub problem: String,
    /// What to do.
    pub remedy: &'static str,
}
