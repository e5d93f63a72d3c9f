//! Why an order did not lead to a certificate: one word for logs and metrics, and what the
//! authority said.

use std::fmt;
use std::time::Duration;

use instant_acme::Error;

use super::store::StoreError;
use crate::mail::keywords;

/// The longest detail that is kept, in characters.
const DETAIL_MAX: usize = 300;

keywords! {
    /// Why there is no certificate.
    pub enum Failure {
        /// The authority could not see that the name leads here.
        ValidationFailed = "validation_failed",
        /// The authority gives no certificate for the name.
        Refused = "refused",
        /// The authority wants fewer requests.
        RateLimited = "rate_limited",
        /// The authority does not take the account.
        AccountRefused = "account_refused",
        /// The authority does not know the account any longer.
        AccountUnknown = "account_unknown",
        /// The authority does not know the order any longer.
        OrderGone = "order_gone",
        /// The authority took none of several nonces.
        NonceRefused = "nonce_refused",
        /// The authority said something that is no answer, or that it is broken.
        AuthorityError = "authority_error",
        /// The authority does not answer.
        Unreachable = "unreachable",
        /// The authority took too long.
        TimedOut = "timed_out",
        /// What the authority gave is not the certificate that was ordered.
        WrongCertificate = "wrong_certificate",
        /// Certificates cannot be kept.
        StoreFailed = "store_failed",
        /// Another node orders it.
        OrderedElsewhere = "ordered_elsewhere",
    }
}

impl Failure {
    /// Whether the fault lies with the authority or on the way to it, so that no name is to blame.
    pub fn is_general(self) -> bool {
        match self {
            Self::RateLimited
            | Self::AccountRefused
            | Self::AccountUnknown
            | Self::AuthorityError
            | Self::Unreachable
            | Self::TimedOut
            | Self::StoreFailed
            | Self::NonceRefused
            | Self::OrderedElsewhere => true,
            Self::ValidationFailed | Self::Refused | Self::OrderGone | Self::WrongCertificate => {
                false
            }
        }
    }
}

/// A failure, with the words of who knows more.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Problem {
    /// The word.
    pub failure: Failure,
    /// What the authority or the system said, on one line.
    pub detail: String,
    /// How long the authority wants to be left alone.
    pub retry_after: Option<Duration>,
}

impl Problem {
    /// A failure and words about it.
    pub fn new(failure: Failure, detail: impl fmt::Display) -> Self {
        let detail = detail.to_string();
        let line = detail.chars().map(|c| if c.is_control() { ' ' } else { c });
        Self { failure, detail: line.take(DETAIL_MAX).collect(), retry_after: None }
    }

    /// What the authority said about one thing that was wrong.
    pub fn of_authority(problem: &instant_acme::Problem) -> Self {
        let known = problem.r#type.as_deref().unwrap_or_default();
        let word = known.strip_prefix("urn:ietf:params:acme:error:").unwrap_or_default();
        // RFC 8555 §6.7.
        let failure = match word {
            "rateLimited" => Failure::RateLimited,
            "badNonce" => Failure::NonceRefused,
            "accountDoesNotExist" => Failure::AccountUnknown,
            "externalAccountRequired"
            | "userActionRequired"
            | "invalidContact"
            | "unsupportedContact"
            | "badPublicKey" => Failure::AccountRefused,
            "caa" | "connection" | "dns" | "incorrectResponse" | "tls" | "unauthorized" => {
                Failure::ValidationFailed
            }
            "rejectedIdentifier" | "unsupportedIdentifier" | "badCSR" | "compound" => {
                Failure::Refused
            }
            _ if problem.status == Some(429) => Failure::RateLimited,
            _ if problem.status == Some(404) => Failure::OrderGone,
            _ => Failure::AuthorityError,
        };
        let said = problem.detail.as_deref().unwrap_or(known);
        Self::new(failure, said)
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Api(problem) => Self::of_authority(&problem),
            Error::Timeout(_) => Self::new(Failure::TimedOut, "the order was not ready in time"),
            Error::Json(_) | Error::Str(_) | Error::Unsupported(_) => {
                Self::new(Failure::AuthorityError, error)
            }
            error => Self::new(Failure::Unreachable, with_sources(&error)),
        }
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        Self::new(Failure::StoreFailed, error)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.failure.as_str(), self.detail)
    }
}

/// An error with all that caused it: what hyper says first is seldom what helps.
pub fn with_sources(error: &dyn std::error::Error) -> String {
    let sources = std::iter::successors(error.source(), |source| source.source());
    let mut text = error.to_string();
    for source in sources {
        let source = source.to_string();
        if !text.contains(&source) {
            text = format!("{text}: {source}");
        }
    }
    text
}
