//! What the operator asks for: a new certificate at once, the end of one, and how all of them are.

use std::sync::atomic::Ordering as Atomic;

use instant_acme::RevocationRequest;
use tracing::info;

use super::{Orderer, now};
use crate::acme::failure::{Failure, Problem};
use crate::acme::table::Entry;
use crate::mail::Domain;
use crate::metrics::certificates::{CertificateFigures, OrderCounts};

impl Orderer {
    /// Orders a new certificate for a name at once, and waits for it.
    pub async fn renew(&self, host: &Domain) -> Result<(), String> {
        let verdict = self.verdict(host).await;
        if !verdict.is_yes() {
            return Err(format!("{host} gets no certificate: {}", verdict.as_str()));
        }
        if !self.table().take(host) {
            return Err(format!("an order for {host} is under way; wait for it"));
        }
        self.order(host, true).await.map_err(|problem| problem.to_string())
    }

    /// Revokes the certificate of a name, and orders another one, with another key.
    pub async fn revoke(&self, host: &Domain) -> Result<(), String> {
        let told = |problem: Problem| problem.to_string();
        let Some(certificate) = self.read_certificate(host).await.map_err(told)? else {
            return Err(format!("{host} has no certificate that was ordered here"));
        };
        let account = self.account().await.map_err(told)?;
        let own = certificate.key().cert.first();
        let own = own.ok_or_else(|| format!("the certificate of {host} is empty"))?;
        let request = RevocationRequest { certificate: own, reason: None };
        if let Err(error) = account.revoke(&request).await {
            let problem = Problem::from(error);
            if !problem.detail.to_lowercase().contains("already revoked") {
                return Err(problem.to_string());
            }
        }
        info!(host = host.as_str(), "the certificate was revoked");
        self.renew(host).await
    }

    /// How all names are served, by name.
    pub fn figures(&self) -> CertificateFigures {
        let now = now();
        let paused_until = self.gate().paused_until(now);
        let orders = OrderCounts {
            issued: self.counts.issued.load(Atomic::Relaxed),
            failed: Failure::ALL.map(|failure| {
                (failure, self.counts.failed[failure as usize].load(Atomic::Relaxed))
            }),
        };
        let requests = self.client.requests();
        let table = self.table();
        let mut names: Vec<(Domain, Entry)> =
            table.iter().map(|(host, entry)| (host.clone(), entry.clone())).collect();
        drop(table);
        names.sort_by(|one, other| one.0.cmp(&other.0));
        CertificateFigures { now, names, orders, requests, paused_until }
    }
}
