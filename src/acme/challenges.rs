//! What the authority is answered while it checks names, over HTTP and DNS. Reading takes no lock.

use std::collections::HashMap;
use std::sync::Arc;

use arc_swap::ArcSwap;
use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
use rcgen::{CertificateParams, CustomExtension, DistinguishedName, KeyPair};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::CertifiedKey;
use sha2::{Digest as _, Sha256};

use super::record::ChallengeRecord;
use crate::mail::Domain;
use crate::tls::certificate::Certificate;

/// Below which path the authority asks (RFC 8555 §8.3).
const HTTP_PREFIX: &str = "/.well-known/acme-challenge/";
/// The label that the authority asks below (RFC 8555 §8.4).
pub const DNS_LABEL: &str = "_acme-challenge";

/// All answers, of this node and of those that share its store.
#[derive(Debug, Default)]
pub struct Challenges {
    answers: ArcSwap<Answers>,
}

#[derive(Clone, Debug, Default)]
struct Answers {
    /// Key authorizations by token.
    by_token: HashMap<Box<str>, Arc<str>>,
    /// Digests of key authorizations by host.
    by_host: HashMap<Box<str>, Vec<Box<str>>>,
}

impl Challenges {
    /// Puts these in the place of all.
    pub fn set<'a>(&self, records: impl IntoIterator<Item = (&'a str, &'a ChallengeRecord)>) {
        let mut answers = Answers::default();
        for (host, record) in records {
            answers
                .by_token
                .insert(record.token.as_str().into(), (*record.key_authorization).into());
            answers.by_host.entry(host.into()).or_default().push(record.text().into());
        }
        self.answers.store(Arc::new(answers));
    }

    /// What is answered over HTTP at a path, whatever the host.
    pub fn http(&self, path: &str) -> Option<Arc<str>> {
        let token = path.strip_prefix(HTTP_PREFIX)?;
        self.answers.load().by_token.get(token).cloned()
    }

    /// The TXT records of a host that the authority checks.
    pub fn texts(&self, host: &str) -> Vec<Box<str>> {
        self.answers.load().by_host.get(host).cloned().unwrap_or_default()
    }
}

impl ChallengeRecord {
    fn digest(&self) -> [u8; 32] {
        Sha256::digest(self.key_authorization.as_bytes()).into()
    }

    /// The text of the TXT record (RFC 8555 §8.4).
    pub fn text(&self) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(self.digest())
    }

    /// The certificate of the handshake (RFC 8737 §3); nothing where keys cannot be made.
    pub fn certificate(&self, host: &Domain) -> Option<Arc<CertifiedKey>> {
        let mut params = CertificateParams::new(vec![host.to_string()]).ok()?;
        params.distinguished_name = DistinguishedName::new();
        params.custom_extensions = vec![CustomExtension::new_acme_identifier(&self.digest())];
        let key = KeyPair::generate().ok()?;
        let certificate = params.self_signed(&key).ok()?;
        let chain = vec![CertificateDer::from(certificate)];
        let key = PrivateKeyDer::Pkcs8(key.serialize_der().into());
        Some(Arc::clone(Certificate::from_der(chain, key).ok()?.key()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_found_by_token_and_by_host() {
        let challenges = Challenges::default();
        let record = ChallengeRecord {
            token: "LoqXcYV8q5ONbJQxbmR7SCTNo3tiAXDfowyjxAjEuX0".to_owned(),
            key_authorization: "LoqXcYV8q5ONbJQxbmR7SCTNo3tiAXDfowyjxAjEuX0\
                                .9jg46WB3rR_AHD-EBXdN7cBkH1WOu0tA3M9fm21mqTI"
                .to_owned(),
        };
        challenges.set([("a.example", &record)]);
        let path = format!("/.well-known/acme-challenge/{}", record.token);
        assert_eq!(challenges.http(&path).as_deref(), Some(&*record.key_authorization));
        for unknown in ["", "/.well-known/acme-challenge/", "/.well-known/acme-challenge/x", "/"] {
            assert_eq!(challenges.http(unknown), None);
        }
        assert_eq!(challenges.texts("a.example").len(), 1);
        assert_eq!(challenges.texts("b.example").len(), 0);
        challenges.set([]);
        assert_eq!(challenges.http(&path), None);
    }
}
