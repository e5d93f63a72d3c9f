//! One attempt to get a certificate: whether it may be made now, what it leads to, and what is noted
//! of it.

use std::sync::Arc;
use std::sync::atomic::Ordering as Atomic;
use std::time::Duration;

use tracing::{info, warn};

use super::renewal::identifier;
use super::{Orderer, lifetime_of, note_certificate, now, random};
use crate::acme::failure::{Failure, Problem};
use crate::acme::names::Verdict;
use crate::acme::order::Ordering;
use crate::acme::store::Kind;
use crate::acme::{record, registration, schedule};
use crate::mail::Domain;
use crate::tls::certificate::Certificate;

/// How long to wait where it cannot be known whether a name is still served, or a file has it.
const UNDECIDED: Duration = Duration::from_secs(3600);
/// How often an order goes on at once where the authority stumbles over an account that it forgot,
/// or over nonces.
const REPEATS: usize = 6;

/// What an attempt has led to.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Outcome {
    /// To a certificate.
    Issued,
    /// To nothing that the authority knows of: another node was faster, or it is too early.
    Nothing,
}

impl Orderer {
    /// Orders a certificate for a name that is busy, and notes what came of it.
    pub(super) async fn order(&self, host: &Domain, asked: bool) -> Result<(), Problem> {
        let verdict = self.verdict(host).await;
        let hold = |until| {
            self.table().change(host, |entry| {
                entry.busy = false;
                entry.held_until = Some(until);
            });
        };
        if verdict == Verdict::DirectoryUnavailable || self.certificates.has_file_for(host) {
            hold(now() + UNDECIDED);
            let problem = "a file has a certificate for the name, or its directory is silent";
            return Err(Problem::new(Failure::Refused, problem));
        }
        if !verdict.is_yes() {
            self.table().change(host, |entry| {
                entry.busy = false;
                entry.facts.retired = true;
            });
            info!(host = host.as_str(), reason = verdict.as_str(), "the name is no longer served");
            return Err(Problem::new(Failure::Refused, "the name is not served"));
        }
        let begun = now();
        if let Err(until) = self.gate().begin(begun) {
            hold(until);
            return Err(Problem::new(Failure::RateLimited, "there are too many orders for now"));
        }
        let mut ordered = self.order_locked(host, asked).await;
        for _ in 0..REPEATS {
            match &ordered {
                Err(problem) if problem.failure == Failure::AccountUnknown => {
                    self.forget_account().await;
                }
                Err(problem) if problem.failure == Failure::NonceRefused => {}
                _ => break,
            }
            ordered = self.order_locked(host, asked).await;
        }
        let asked_nothing = match &ordered {
            Ok(outcome) => *outcome == Outcome::Nothing,
            Err(problem) => problem.failure == Failure::OrderedElsewhere,
        };
        if asked_nothing {
            self.gate().give_back(begun);
        }
        if let Err(problem) = &ordered {
            self.note_failure(host, problem).await;
        }
        ordered.map(|_| ())
    }

    /// The authority does not know the account any longer: it is registered anew, with its key.
    async fn forget_account(&self) {
        *self.account.lock().await = None;
        warn!(reason = Failure::AccountUnknown.as_str(), "the authority has forgotten the account");
        if let Err(problem) = registration::forget(&self.settings, &*self.store).await {
            warn!(reason = problem.failure.as_str(), "{}", problem.detail);
        }
    }

    async fn order_locked(&self, host: &Domain, asked: bool) -> Result<Outcome, Problem> {
        let name = host.as_str();
        let Some(_lock) = self.store.lock(Kind::Order, name).await? else {
            return Err(Problem::new(Failure::OrderedElsewhere, "another node orders it"));
        };
        let known = self.table().get(host).cloned();
        let lifetime = known.as_ref().and_then(|entry| entry.facts.lifetime);
        let held = self.read_certificate(host).await?;
        if let Some(held) = held.as_ref().filter(|_| !asked)
            && lifetime.is_none_or(|known| known.until < lifetime_of(held).until)
        {
            // Another node was faster, or this one was killed when it had all but finished.
            self.store.remove(Kind::Order, name).await?;
            self.show(host, Arc::clone(held));
            return Ok(Outcome::Nothing);
        }
        let kept = self.kept_order(host).await?;
        let retry_at = Duration::from_secs(kept.retry_at);
        if schedule::is_to_come(retry_at, now()) && !asked {
            self.table().change(host, |entry| {
                entry.busy = false;
                entry.failures = kept.failures;
                entry.problem = kept.last_problem();
                entry.facts.retry_at = Some(retry_at);
            });
            return Ok(Outcome::Nothing);
        }
        let account = self.account().await?;
        let suggested = known.is_some_and(|entry| entry.facts.suggested.is_some());
        // An authority that stumbles over it gets the next order without.
        let says_so = suggested && kept.failures == 0;
        let replaces = held.as_deref().filter(|_| says_so).and_then(identifier);
        let ordering = Ordering {
            host,
            challenge: self.settings.challenge,
            account: &account,
            store: &*self.store,
            replaces,
            settle: self.store.watch_interval() * 2,
        };
        let certificate = ordering.carry_out(kept).await?;
        self.show(host, certificate);
        self.counts.issued.fetch_add(1, Atomic::Relaxed);
        info!(host = name, outcome = "issued", "a certificate was issued");
        Ok(Outcome::Issued)
    }

    /// Notes why there is no certificate: here, for other nodes and for after a restart.
    async fn note_failure(&self, host: &Domain, problem: &Problem) {
        let failure = problem.failure;
        if failure == Failure::OrderedElsewhere {
            let at = schedule::retry_at(now(), 1, failure, random());
            return self.table().change(host, |entry| {
                entry.busy = false;
                entry.facts.retry_at = Some(at);
            });
        }
        self.counts.failed[failure as usize].fetch_add(1, Atomic::Relaxed);
        if failure == Failure::RateLimited {
            self.gate().pause(now(), self.client.retry_after());
        }
        let mut kept = self.kept_order(host).await.unwrap_or_default();
        kept.failures = kept.failures.saturating_add(1);
        let at = schedule::retry_at(now(), kept.failures, failure, random());
        kept.retry_at = at.as_secs();
        kept.problem = Some((failure.as_str().to_owned(), problem.detail.clone()));
        if !failure.is_general() || failure == Failure::AccountUnknown {
            kept.pending = None;
        }
        let written = self.store.write(Kind::Order, host.as_str(), &record::write(&kept)).await;
        if let Err(error) = written {
            warn!(reason = Failure::StoreFailed.as_str(), "{error}");
        }
        warn!(
            host = host.as_str(),
            outcome = failure.as_str(),
            failures = kept.failures,
            retry_in_seconds = at.saturating_sub(now()).as_secs(),
            "there is no certificate: {}",
            problem.detail,
        );
        self.table().change(host, |entry| {
            entry.busy = false;
            entry.failures = kept.failures;
            entry.problem = Some(problem.clone());
            entry.facts.retry_at = Some(at);
        });
    }

    /// Shows a certificate, and notes when it is to be renewed.
    fn show(&self, host: &Domain, certificate: Arc<Certificate>) {
        let lifetime = lifetime_of(&certificate);
        let names = certificate.names().to_vec();
        self.certificates.insert_all([(names, certificate)]);
        self.table().change(host, |entry| note_certificate(entry, lifetime, now()));
    }
}
