//! One order, from nothing or from where it was left to the certificate (RFC 8555 §7.4).
//!
//! What must not be lost is kept before the next request: the order with the key of its certificate
//! once the authority knows it, the certificate before the order is forgotten. So whoever goes on
//! after a crash finds either nothing that the authority knows, or all of it.

use std::sync::Arc;
use std::time::Duration;

use instant_acme::{
    Account, AuthorizationStatus, CertificateIdentifier, ChallengeStatus, ChallengeType,
    Identifier, NewOrder, Order, OrderStatus, RetryPolicy,
};
use rcgen::{CertificateParams, DistinguishedName, KeyPair};

use super::failure::{Failure, Problem};
use super::record::{self, ChallengeRecord, OrderRecord, PendingOrder};
use super::settings::ChallengeKind;
use super::store::{Kind, Store};
use crate::mail::Domain;
use crate::tls::certificate::{Certificate, Name};

/// How long the authority may take to check a name, and to issue a certificate.
const PATIENCE: Duration = Duration::from_secs(90);
/// How often it is asked meanwhile: first soon, then ever more seldom.
const POLLING: RetryPolicy =
    RetryPolicy::new().initial_delay(Duration::from_millis(300)).backoff(1.5).timeout(PATIENCE);

/// What an order is for, and with whose help.
pub struct Ordering<'o> {
    /// The host.
    pub host: &'o Domain,
    /// How it is checked.
    pub challenge: ChallengeKind,
    /// The account.
    pub account: &'o Account,
    /// Where all is kept.
    pub store: &'o dyn Store,
    /// The certificate that is replaced (RFC 9773 §5).
    pub replaces: Option<CertificateIdentifier<'static>>,
    /// How long it takes until all nodes have seen what the authority is to be answered.
    pub settle: Duration,
}

impl Ordering<'_> {
    /// Carries the order out. What was kept of it before goes on; the certificate is kept when this
    /// returns.
    pub async fn carry_out(&self, kept: OrderRecord) -> Result<Arc<Certificate>, Problem> {
        let (mut order, pending) = match kept.pending.clone() {
            Some(pending) if pending.account == self.account.id() => {
                let resumed = self.account.order(pending.url.clone()).await;
                let resumed = resumed.map_err(Problem::from);
                let status = resumed.map(|mut order| (order.state().status, order));
                match status {
                    Ok((status, order)) if status != OrderStatus::Invalid => (order, pending),
                    Err(problem) if problem.failure.is_general() => return Err(problem),
                    // It failed before, or is no more: there is nothing to go on with.
                    Ok(_) | Err(_) => self.begin(kept).await?,
                }
            }
            _ => self.begin(kept).await?,
        };
        let done = self.finish(&mut order, &pending).await;
        // Nobody asks for it any longer, whatever came of it.
        let _ = self.store.remove(Kind::Challenge, self.host.as_str()).await;
        let chain = done?;
        let certificate = self.check(&chain, &pending)?;
        let value = [chain.as_str(), "\n", &pending.key].concat();
        self.store.write(Kind::Certificate, self.host.as_str(), value.as_bytes()).await?;
        self.store.remove(Kind::Order, self.host.as_str()).await?;
        Ok(certificate)
    }

    /// Begins a new order. The key is made first, so that it is kept with the order at once.
    async fn begin(&self, kept: OrderRecord) -> Result<(Order, PendingOrder), Problem> {
        let key = KeyPair::generate().map_err(|error| Problem::new(Failure::StoreFailed, error))?;
        let identifiers = [Identifier::Dns(self.host.to_string())];
        let plain = NewOrder::new(&identifiers);
        let ordered = match self.replaces.clone() {
            // An authority may have forgotten what is to be replaced; then it is ordered as if new.
            Some(old) => match self.account.new_order(&plain.replaces(old)).await {
                Err(instant_acme::Error::Api(problem)) if is_about_replacing(&problem) => {
                    self.account.new_order(&NewOrder::new(&identifiers)).await
                }
                ordered => ordered,
            },
            None => self.account.new_order(&plain).await,
        };
        let order = ordered?;
        let pending = PendingOrder {
            account: self.account.id().to_owned(),
            url: order.url().to_owned(),
            key: key.serialize_pem(),
        };
        let record = OrderRecord { pending: Some(pending.clone()), ..kept };
        self.store.write(Kind::Order, self.host.as_str(), &record::write(&record)).await?;
        Ok((order, pending))
    }

    /// From whatever state an order is in to its certificate.
    async fn finish(&self, order: &mut Order, pending: &PendingOrder) -> Result<String, Problem> {
        if order.state().status == OrderStatus::Pending {
            self.answer(order).await?;
            order.poll_ready(&POLLING).await.or_else(|error| match error {
                // What went wrong stands with the challenge.
                instant_acme::Error::Api(_) => Ok(OrderStatus::Invalid),
                error => Err(error),
            })?;
        }
        match order.state().status {
            OrderStatus::Ready => {
                let key = KeyPair::from_pem(&pending.key).map_err(unusable)?;
                let mut params =
                    CertificateParams::new(vec![self.host.to_string()]).map_err(unusable)?;
                params.distinguished_name = DistinguishedName::new();
                let request = params.serialize_request(&key).map_err(unusable)?;
                order.finalize_csr(request.der()).await?;
            }
            OrderStatus::Invalid => return Err(why_invalid(order).await),
            OrderStatus::Pending | OrderStatus::Processing | OrderStatus::Valid => {}
        }
        Ok(order.poll_certificate(&POLLING).await?)
    }

    /// Lets the authority check the name, where it has not done so.
    async fn answer(&self, order: &mut Order) -> Result<(), Problem> {
        let mut authorizations = order.authorizations();
        while let Some(authorization) = authorizations.next().await {
            let mut authorization = authorization?;
            if authorization.status != AuthorizationStatus::Pending {
                continue;
            }
            let wanted = match self.challenge {
                ChallengeKind::Http01 => ChallengeType::Http01,
                ChallengeKind::TlsAlpn01 => ChallengeType::TlsAlpn01,
                ChallengeKind::Dns01 => ChallengeType::Dns01,
            };
            let mut challenge = authorization.challenge(wanted).ok_or_else(|| {
                let word = self.challenge.as_str();
                Problem::new(Failure::Refused, format!("the authority does not offer {word}"))
            })?;
            let record = ChallengeRecord {
                token: challenge.token.clone(),
                key_authorization: challenge.key_authorization().as_str().to_owned(),
            };
            let value = record::write(&record);
            self.store.write(Kind::Challenge, self.host.as_str(), &value).await?;
            tokio::time::sleep(self.settle).await;
            if challenge.status == ChallengeStatus::Pending {
                challenge.set_ready().await?;
            }
        }
        Ok(())
    }

    /// Whether it is what was ordered: the chain in order, for the host, with our key.
    fn check(&self, chain: &str, pending: &PendingOrder) -> Result<Arc<Certificate>, Problem> {
        let certificate = Certificate::from_pem(chain.as_bytes(), pending.key.as_bytes())
            .map_err(|error| Problem::new(Failure::WrongCertificate, error))?;
        if !certificate.names().contains(&Name::Exact(self.host.clone())) {
            let problem = format!("the certificate is not for {}", self.host);
            return Err(Problem::new(Failure::WrongCertificate, problem));
        }
        Ok(Arc::new(certificate))
    }
}

fn unusable(error: rcgen::Error) -> Problem {
    Problem::new(Failure::StoreFailed, format!("the key that was kept cannot be used: {error}"))
}

/// RFC 9773 §5: the certificate was replaced before, or is not known.
fn is_about_replacing(problem: &instant_acme::Problem) -> bool {
    let known = problem.r#type.as_deref().unwrap_or_default();
    matches!(
        known.strip_prefix("urn:ietf:params:acme:error:"),
        Some("alreadyReplaced" | "malformed" | "unauthorized" | "notFound")
    )
}

/// What the authority says about the check that failed.
async fn why_invalid(order: &mut Order) -> Problem {
    let whole = order.state().error.clone();
    let mut authorizations = order.authorizations();
    while let Some(Ok(mut authorization)) = authorizations.next().await {
        let Ok(state) = authorization.refresh().await else { continue };
        let mut errors = state.challenges.iter().filter_map(|challenge| challenge.error.as_ref());
        if let Some(problem) = errors.next() {
            let told = Problem::of_authority(problem);
            return match told.failure {
                Failure::RateLimited | Failure::Refused => told,
                _ => Problem { failure: Failure::ValidationFailed, ..told },
            };
        }
    }
    match whole {
        Some(problem) => Problem::of_authority(&problem),
        None => Problem::new(Failure::ValidationFailed, "the authority does not say why"),
    }
}
