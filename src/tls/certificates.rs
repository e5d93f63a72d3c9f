//! All certificates of the server, and which of them a client is shown. Reading takes no lock.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwap;
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;

use super::certificate::{Certificate, CertificateError, Name};
use crate::mail::Domain;

/// The protocol in which an authority checks that a name leads here (RFC 8737 §6.2).
pub const ACME_TLS: &[u8] = b"acme-tls/1";

/// Is told of names that were asked for and have no certificate. It is called during handshakes,
/// for names that anybody may make up: it must return at once, and decide for itself.
pub type OnUnknown = Arc<dyn Fn(&Domain) + Send + Sync>;

/// All certificates of the server. Those from files go before those that were ordered.
#[derive(Default)]
pub struct Certificates {
    table: ArcSwap<Table>,
    on_unknown: Option<OnUnknown>,
}

#[derive(Clone, Default)]
struct Table {
    files: Layer,
    ordered: Layer,
    /// For clients that name no host.
    default: Option<Arc<Certificate>>,
    challenges: HashMap<Domain, Arc<CertifiedKey>>,
}

/// Certificates by the names that they are for.
#[derive(Clone, Default)]
struct Layer {
    exact: HashMap<Domain, Arc<Certificate>>,
    /// By the domain behind `*.`.
    wildcards: HashMap<Box<str>, Arc<Certificate>>,
}

/// What a client is shown.
#[derive(Clone, Debug)]
pub enum Choice {
    /// A certificate.
    Certificate(Arc<CertifiedKey>),
    /// What an authority wants to see, and nothing else on this connection.
    Challenge(Arc<CertifiedKey>),
    /// There is none for the name, if it was one.
    Unknown(Option<Domain>),
}

impl Certificates {
    /// None yet. `on_unknown` is told of every name that none can be shown for.
    pub fn new(on_unknown: Option<OnUnknown>) -> Self {
        Self { table: ArcSwap::default(), on_unknown }
    }

    /// What a client is shown that asks for a name, in any letter case and with or without a final
    /// dot, and that offers these protocols.
    pub fn choose<'a>(
        &self,
        name: Option<&str>,
        mut protocols: impl Iterator<Item = &'a [u8]>,
    ) -> Choice {
        let table = self.table.load();
        let Some(name) = name else {
            return match &table.default {
                Some(certificate) => Choice::Certificate(Arc::clone(certificate.key())),
                None => Choice::Unknown(None),
            };
        };
        let Ok(domain) = Domain::parse(name) else { return Choice::Unknown(None) };
        // Who speaks this protocol wants to see nothing else (RFC 8737 §3).
        if protocols.any(|protocol| protocol == ACME_TLS) {
            return match table.challenges.get(&domain) {
                Some(key) => Choice::Challenge(Arc::clone(key)),
                None => Choice::Unknown(None),
            };
        }
        match table.get(&domain) {
            Some(certificate) => Choice::Certificate(Arc::clone(certificate.key())),
            None => {
                if let Some(on_unknown) = &self.on_unknown {
                    on_unknown(&domain);
                }
                Choice::Unknown(Some(domain))
            }
        }
    }

    /// The certificate that is shown for a name, in any letter case and with or without a final
    /// dot.
    pub fn get(&self, name: &str) -> Option<Arc<CertifiedKey>> {
        let domain = Domain::parse(name).ok()?;
        self.table.load().get(&domain).map(|certificate| Arc::clone(certificate.key()))
    }

    /// Whether a file has a certificate for a host.
    pub fn has_file_for(&self, host: &Domain) -> bool {
        let table = self.table.load();
        let by_wildcard = || table.files.wildcards.contains_key(host.parent().unwrap_or_default());
        table.files.exact.contains_key(host) || by_wildcard()
    }

    /// When the certificate that is shown for a name ends, as time since the Unix epoch.
    pub fn expires(&self, name: &str) -> Option<Duration> {
        let domain = Domain::parse(name).ok()?;
        self.table.load().get(&domain).map(|certificate| certificate.expires())
    }

    /// How many names have a certificate.
    pub fn len(&self) -> usize {
        let table = self.table.load();
        table.files.len() + table.ordered.len()
    }

    /// Whether there is nothing to show.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Takes an ordered certificate for these names, in place of older ones.
    pub fn insert(&self, names: &[Name], key: Arc<CertifiedKey>) -> Result<(), CertificateError> {
        self.insert_all([(names.to_vec(), Arc::new(Certificate::new(key)?))]);
        Ok(())
    }

    /// Takes many ordered certificates at once, each for its names: the table is copied once.
    pub fn insert_all(
        &self,
        certificates: impl IntoIterator<Item = (Vec<Name>, Arc<Certificate>)>,
    ) {
        let certificates: Vec<_> = certificates.into_iter().collect();
        self.change(|table| {
            for (names, certificate) in &certificates {
                table.ordered.insert(names, certificate);
            }
        });
    }

    /// Forgets the ordered certificate of a name.
    pub fn remove(&self, name: &Name) {
        self.change(|table| {
            match name {
                Name::Exact(domain) => table.ordered.exact.remove(domain),
                Name::Wildcard(parent) => table.ordered.wildcards.remove(parent.as_str()),
            };
        });
    }

    /// Puts these in the place of all certificates from files. The first is shown to clients that
    /// name no host.
    pub(super) fn set_files(&self, certificates: &[Arc<Certificate>]) {
        self.change(|table| {
            table.files = Layer::default();
            // The first of those that name the same host wins, as it does without a host.
            for certificate in certificates.iter().rev() {
                table.files.insert(certificate.names(), certificate);
            }
            table.default = certificates.first().cloned();
        });
    }

    /// Shows this to an authority that checks the domain by TLS-ALPN-01 (RFC 8737).
    pub fn insert_challenge(&self, domain: &Domain, key: Arc<CertifiedKey>) {
        self.change(|table| {
            table.challenges.insert(domain.clone(), Arc::clone(&key));
        });
    }

    /// Ends that.
    pub fn remove_challenge(&self, domain: &Domain) {
        self.change(|table| {
            table.challenges.remove(domain);
        });
    }

    fn change(&self, change: impl Fn(&mut Table)) {
        self.table.rcu(|table| {
            let mut table = Table::clone(table);
            change(&mut table);
            table
        });
    }
}

impl Table {
    /// An exact name goes before a wildcard, a file before an order.
    fn get(&self, domain: &Domain) -> Option<&Arc<Certificate>> {
        let layers = [&self.files, &self.ordered];
        let exact = layers.iter().find_map(|layer| layer.exact.get(domain));
        exact.or_else(|| {
            let parent = domain.parent()?;
            layers.iter().find_map(|layer| layer.wildcards.get(parent))
        })
    }
}

impl Layer {
    fn len(&self) -> usize {
        self.exact.len() + self.wildcards.len()
    }

    fn insert(&mut self, names: &[Name], certificate: &Arc<Certificate>) {
        for name in names {
            match name {
                Name::Exact(domain) => {
                    self.exact.insert(domain.clone(), Arc::clone(certificate));
                }
                Name::Wildcard(parent) => {
                    self.wildcards.insert(parent.as_str().into(), Arc::clone(certificate));
                }
            }
        }
    }
}

impl ResolvesServerCert for Certificates {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let protocols = hello.alpn().into_iter().flatten();
        match self.choose(hello.server_name(), protocols) {
            Choice::Certificate(key) | Choice::Challenge(key) => Some(key),
            Choice::Unknown(_) => None,
        }
    }
}

impl fmt::Debug for Certificates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Certificates").field("names", &self.len()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use rustls::pki_types::{CertificateDer, PrivateKeyDer};

    use super::*;

    fn certificate(names: &[&str]) -> Arc<Certificate> {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let made = rcgen::generate_simple_self_signed(names).unwrap();
        let chain = vec![CertificateDer::from(made.cert)];
        let key = PrivateKeyDer::Pkcs8(made.signing_key.serialize_der().into());
        Arc::new(Certificate::from_der(chain, key).unwrap())
    }

    fn domain(text: &str) -> Domain {
        Domain::parse(text).unwrap()
    }

    /// Whether a client without further protocols is shown this one.
    fn shows(certificates: &Certificates, name: Option<&str>, wanted: &Certificate) -> bool {
        match certificates.choose(name, [&b"h2"[..]].into_iter()) {
            Choice::Certificate(key) => Arc::ptr_eq(&key, wanted.key()),
            Choice::Challenge(_) | Choice::Unknown(_) => false,
        }
    }

    #[test]
    fn a_name_finds_its_certificate_in_every_form() {
        let certificates = Certificates::new(None);
        let (one, wild) = (certificate(&["a.test", "b.test"]), certificate(&["*.wild.test"]));
        certificates.set_files(&[Arc::clone(&one), Arc::clone(&wild)]);
        for name in ["a.test", "A.TEST", "b.test.", "B.Test."] {
            assert!(shows(&certificates, Some(name), &one), "{name}");
            assert_eq!(certificates.expires(name), Some(one.expires()));
        }
        assert!(shows(&certificates, Some("x.wild.test"), &wild));
        assert!(shows(&certificates, None, &one), "the first is the default");
        for unknown in ["wild.test", "x.y.wild.test", "test", "c.test", "*.wild.test", ""] {
            assert!(!shows(&certificates, Some(unknown), &one), "{unknown}");
            assert!(!shows(&certificates, Some(unknown), &wild), "{unknown}");
        }
        certificates.set_files(&[]);
        assert!(certificates.is_empty() && !shows(&certificates, None, &one));
    }

    #[test]
    fn exact_names_go_first_and_files_before_orders() {
        let certificates = Certificates::new(None);
        let (file, ordered) = (certificate(&["a.test", "*.b.test"]), certificate(&["a.test"]));
        let exact = certificate(&["x.b.test"]);
        for certificate in [&ordered, &exact] {
            let (names, key) = (certificate.names(), Arc::clone(certificate.key()));
            certificates.insert(names, key).unwrap();
        }
        assert!(shows(&certificates, Some("a.test"), &ordered));
        certificates.set_files(&[Arc::clone(&file)]);
        assert!(shows(&certificates, Some("a.test"), &file));
        assert!(shows(&certificates, Some("x.b.test"), &exact));
        assert!(shows(&certificates, Some("y.b.test"), &file));
        certificates.remove(&Name::Exact(domain("x.b.test")));
        assert!(shows(&certificates, Some("x.b.test"), &file));
        certificates.set_files(&[]);
        assert!(shows(&certificates, Some("a.test"), &ordered), "what was ordered is still there");
    }

    #[test]
    fn who_validates_sees_the_challenge_and_nobody_else_does() {
        let certificates = Certificates::new(None);
        let (web, challenge) = (certificate(&["a.test"]), certificate(&["a.test"]));
        certificates.set_files(&[Arc::clone(&web)]);
        certificates.insert_challenge(&domain("a.test"), Arc::clone(challenge.key()));
        assert!(shows(&certificates, Some("a.test"), &web));
        let validate = |name| certificates.choose(name, [ACME_TLS].into_iter());
        assert!(matches!(
            validate(Some("A.test.")),
            Choice::Challenge(key) if Arc::ptr_eq(&key, challenge.key())
        ));
        assert!(matches!(validate(Some("b.test")), Choice::Unknown(_)));
        certificates.remove_challenge(&domain("a.test"));
        assert!(matches!(validate(Some("a.test")), Choice::Unknown(_)));
    }

    #[test]
    fn unknown_names_are_told_of_once_a_handshake() {
        let told = Arc::new(Mutex::new(Vec::new()));
        let telling = Arc::clone(&told);
        let certificates = Certificates::new(Some(Arc::new(move |domain: &Domain| {
            telling.lock().unwrap().push(domain.to_string());
        })));
        certificates.set_files(&[certificate(&["a.test"])]);
        for name in [Some("a.test"), None, Some("B.test."), Some("not_a_domain.test")] {
            let _ = certificates.choose(name, [&b"h2"[..]].into_iter());
        }
        // Nobody can order by looking like an authority.
        let _ = certificates.choose(Some("c.test"), [ACME_TLS].into_iter());
        assert_eq!(*told.lock().unwrap(), ["b.test"]);
    }
}
