//! The certificates that are ordered as data: what `mailguide certificates list` gets.

use serde::{Deserialize, Serialize};

use super::figures::timestamp;
use crate::acme::table::{CertificateState, Entry};
use crate::mail::Domain;
use crate::metrics::certificates::CertificateFigures;

/// All names.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct CertificateList {
    /// Until when the authority wants to be left alone.
    pub paused_until: Option<String>,
    /// The names, in order.
    pub names: Vec<NameFigures>,
}

/// A name.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct NameFigures {
    /// The host.
    pub name: String,
    /// How it is served: `valid`, `renewal_failing`, `missing`, `failing`, `expired`, `retired`.
    pub state: String,
    /// When its certificate ends.
    pub not_after: Option<String>,
    /// What is next: `order`, `ask_renewal`, `forget`.
    pub next: String,
    /// When.
    pub next_at: String,
    /// Why.
    pub why: String,
    /// Something is being done about it now.
    pub busy: bool,
    /// How often in succession it failed.
    pub failures: u32,
    /// Why it failed last.
    pub problem: Option<String>,
}

impl CertificateList {
    /// The names at a moment.
    pub fn of(figures: &CertificateFigures) -> Self {
        let name = |(host, entry): &(Domain, Entry)| {
            let plan = entry.plan();
            NameFigures {
                name: host.to_string(),
                state: entry.state(figures.now).as_str().to_owned(),
                not_after: entry.facts.lifetime.map(|lifetime| timestamp(lifetime.until)),
                next: plan.action.as_str().to_owned(),
                next_at: timestamp(plan.at.max(figures.now)),
                why: plan.why.as_str().to_owned(),
                busy: entry.busy,
                failures: entry.failures,
                problem: entry.problem.as_ref().map(ToString::to_string),
            }
        };
        Self {
            paused_until: figures.paused_until.map(timestamp),
            names: figures.names.iter().map(name).collect(),
        }
    }
}

impl NameFigures {
    /// Whether clients get a certificate that they accept, or soon will for the first time.
    pub fn is_served(&self) -> bool {
        match CertificateState::parse(&self.state) {
            Some(CertificateState::Failing | CertificateState::Expired) | None => false,
            Some(_) => true,
        }
    }
}
