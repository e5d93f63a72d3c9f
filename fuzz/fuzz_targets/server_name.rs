//! The name in a client's greeting, and its protocols: which certificate it is shown.
#![no_main]

use std::sync::{Arc, LazyLock, Mutex};

use libfuzzer_sys::fuzz_target;
use mailguide::mail::Domain;
use mailguide::tls::certificate::{Certificate, Name};
use mailguide::tls::certificates::{ACME_TLS, Certificates, Choice};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::CertifiedKey;

static TOLD: Mutex<Vec<Domain>> = Mutex::new(Vec::new());
static KEYS: LazyLock<[Arc<CertifiedKey>; 4]> =
    LazyLock::new(|| ["a.test", "*.wild.test", "exact.wild.test", "a.test"].map(certificate));
static CERTIFICATES: LazyLock<Certificates> = LazyLock::new(|| {
    let tell = |domain: &Domain| TOLD.lock().expect("nobody panics on").push(domain.clone());
    let certificates = Certificates::new(Some(Arc::new(tell)));
    for key in &KEYS[..3] {
        let names = Certificate::new(Arc::clone(key)).expect("a certificate").names().to_vec();
        certificates.insert(&names, Arc::clone(key)).expect("a certificate");
    }
    let domain = Domain::parse("a.test").expect("a domain");
    certificates.insert_challenge(&domain, Arc::clone(&KEYS[3]));
    certificates
});

// The name, then a protocol a line.
fuzz_target!(|text: &str| {
    let (name, protocols) = text.split_once('\n').unwrap_or((text, ""));
    let protocols = || protocols.split('\n').map(str::as_bytes);
    let validates = protocols().any(|protocol| protocol == ACME_TLS);
    TOLD.lock().expect("nobody panics on").clear();
    let choice = CERTIFICATES.choose(Some(name), protocols());
    let told = std::mem::take(&mut *TOLD.lock().expect("nobody panics on"));
    let domain = Domain::parse(name).ok();
    let shown = |key: &Arc<CertifiedKey>| KEYS.iter().position(|known| Arc::ptr_eq(known, key));
    let is = |text: &str| domain.as_ref().is_some_and(|domain| domain.as_str() == text);
    let below = |parent: &str| {
        domain.as_ref().and_then(Domain::parent).is_some_and(|above| above == parent)
    };
    match &choice {
        Choice::Challenge(key) => assert!(validates && is("a.test") && shown(key) == Some(3)),
        Choice::Certificate(key) => {
            assert!(!validates);
            let expected = match () {
                () if is("a.test") => Some(0),
                () if is("exact.wild.test") => Some(2),
                () if below("wild.test") => Some(1),
                () => None,
            };
            assert!(expected.is_some() && shown(key) == expected, "{name:?}");
        }
        Choice::Unknown(unknown) => {
            let known = is("a.test") || below("wild.test");
            assert!(validates || !known, "{name:?}");
            assert_eq!(unknown.is_some(), !validates && domain.is_some());
            assert_eq!(&told, &Vec::from_iter(unknown.clone()), "is told of once");
        }
    }
    if !matches!(choice, Choice::Unknown(Some(_))) {
        assert!(told.is_empty());
    }
});

fn certificate(name: &str) -> Arc<CertifiedKey> {
    let made = rcgen::generate_simple_self_signed([name.to_owned()]).expect("a certificate");
    let chain = vec![CertificateDer::from(made.cert)];
    let key = PrivateKeyDer::Pkcs8(made.signing_key.serialize_der().into());
    let certificate = Certificate::from_der(chain, key).expect("a certificate");
    assert!(matches!(certificate.names(), [Name::Exact(_) | Name::Wildcard(_)]));
    Arc::clone(certificate.key())
}
