//! The certificates that are ordered, as they are counted and told.

use std::time::Duration;

use crate::acme::failure::Failure;
use crate::acme::table::{CertificateState, Entry};
use crate::mail::Domain;

/// All names at one moment. Times are since the Unix epoch.
#[derive(Clone, Debug)]
pub struct CertificateFigures {
    /// When it was.
    pub now: Duration,
    /// The names, in order.
    pub names: Vec<(Domain, Entry)>,
    /// Where orders led.
    pub orders: OrderCounts,
    /// How many requests the authority got.
    pub requests: u64,
    /// Until when the authority wants to be left alone.
    pub paused_until: Option<Duration>,
}

/// How many orders led where, since the start.
#[derive(Clone, Debug)]
pub struct OrderCounts {
    /// To a certificate.
    pub issued: u64,
    /// To none.
    pub failed: [(Failure, u64); Failure::ALL.len()],
}

impl CertificateFigures {
    /// How many names are served in each way.
    pub fn by_state(&self) -> impl Iterator<Item = (CertificateState, usize)> {
        CertificateState::ALL.into_iter().map(|state| {
            let count = self.names.iter().filter(|(_, entry)| entry.state(self.now) == state);
            (state, count.count())
        })
    }

    /// When the first of the certificates ends, of names that are still served.
    pub fn soonest_expiry(&self) -> Option<Duration> {
        let served = self.names.iter().filter(|(_, entry)| !entry.facts.retired);
        served.filter_map(|(_, entry)| Some(entry.facts.lifetime?.until)).min()
    }
}
