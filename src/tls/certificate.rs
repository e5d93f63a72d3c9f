//! A certificate with its chain and key, read from PEM and ready to be shown.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use der::Decode as _;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::CertifiedKey;
use thiserror::Error;
use x509_cert::Certificate as Parsed;
use x509_cert::ext::pkix::name::GeneralName;
use x509_cert::ext::pkix::{AuthorityKeyIdentifier, SubjectAltName};

use crate::mail::Domain;

/// A certificate with its chain and key.
pub struct Certificate {
    key: Arc<CertifiedKey>,
    names: Vec<Name>,
    begins: Duration,
    expires: Duration,
    /// The identifier of the authority's key, and the serial: the contents of their encodings.
    issued_as: Option<(Vec<u8>, Vec<u8>)>,
}

/// A name that a certificate is for (RFC 9525 §6.3).
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Name {
    /// One host.
    Exact(Domain),
    /// Every host one label below a domain: `*.example.org`.
    Wildcard(Domain),
}

impl Certificate {
    /// Reads a chain, the server's own certificate first, and its key (PKCS #8, SEC 1 or PKCS #1).
    pub fn from_pem(chain: &[u8], key: &[u8]) -> Result<Self, CertificateError> {
        let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(chain).collect();
        let chain = chain.map_err(|_| CertificateError::ChainUnreadable)?;
        let key =
            PrivateKeyDer::from_pem_slice(key).map_err(|_| CertificateError::KeyUnreadable)?;
        Self::from_der(chain, key)
    }

    /// The same from DER.
    pub fn from_der(
        chain: Vec<CertificateDer<'static>>,
        key: PrivateKeyDer<'static>,
    ) -> Result<Self, CertificateError> {
        let provider = aws_lc_rs::default_provider();
        let signing = provider.key_provider.load_private_key(key);
        let signing = signing.map_err(|_| CertificateError::KeyUnusable)?;
        Self::new(Arc::new(CertifiedKey::new(chain, signing)))
    }

    /// A chain and a key that are in memory already. Checks that they belong together.
    pub fn new(key: Arc<CertifiedKey>) -> Result<Self, CertificateError> {
        let parsed: Result<Vec<_>, _> = key.cert.iter().map(|der| Parsed::from_der(der)).collect();
        let parsed = parsed.map_err(|_| CertificateError::ChainUnreadable)?;
        let own = parsed.first().ok_or(CertificateError::NoCertificate)?;
        let public_key = |certificate: &Parsed| {
            der::Encode::to_der(&certificate.tbs_certificate.subject_public_key_info).ok()
        };
        if let Some(wanted) = key.key.public_key() {
            let position = parsed
                .iter()
                .position(|certificate| public_key(certificate).as_deref() == Some(&*wanted));
            match position {
                Some(0) => {}
                Some(_) => return Err(CertificateError::NotFirst),
                None => return Err(CertificateError::Mismatch),
            }
        }
        for pair in parsed.windows(2) {
            if pair[0].tbs_certificate.issuer != pair[1].tbs_certificate.subject {
                return Err(CertificateError::ChainOrder);
            }
        }
        let names = names(own);
        if names.is_empty() {
            return Err(CertificateError::NoName);
        }
        let expires = own.tbs_certificate.validity.not_after.to_unix_duration();
        let begins = own.tbs_certificate.validity.not_before.to_unix_duration();
        let issued_as = authority_key_and_serial(own);
        Ok(Self { key, names, begins, expires, issued_as })
    }

    /// What rustls shows.
    pub fn key(&self) -> &Arc<CertifiedKey> {
        &self.key
    }

    /// The hosts that it is for.
    pub fn names(&self) -> &[Name] {
        &self.names
    }

    /// When it begins, as time since the Unix epoch.
    pub fn begins(&self) -> Duration {
        self.begins
    }

    /// How its authority knows it (RFC 9773 §4.1): the identifier of the authority's key, and the
    /// serial number as DER has it, without tag and length.
    pub fn authority_key_and_serial(&self) -> Option<(Vec<u8>, Vec<u8>)> {
        self.issued_as.clone()
    }

    /// When it ends, as time since the Unix epoch.
    pub fn expires(&self) -> Duration {
        self.expires
    }
}

/// The key stays out of logs.
impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Certificate").field("names", &self.names).finish_non_exhaustive()
    }
}

fn authority_key_and_serial(certificate: &Parsed) -> Option<(Vec<u8>, Vec<u8>)> {
    let (_, key): (_, AuthorityKeyIdentifier) = certificate.tbs_certificate.get().ok()??;
    let key = key.key_identifier?.as_bytes().to_vec();
    let serial = der::Encode::to_der(&certificate.tbs_certificate.serial_number).ok()?;
    // Tag and length take a byte each: serials have at most 20 (RFC 5280 §4.1.2.2).
    Some((key, serial.get(2..)?.to_vec()))
}

/// The host names of the extension for them; clients look nowhere else (RFC 9525 §6.1).
fn names(certificate: &Parsed) -> Vec<Name> {
    let Ok(Some((_, SubjectAltName(names)))) = certificate.tbs_certificate.get() else {
        return Vec::new();
    };
    let name = |name: &GeneralName| match name {
        GeneralName::DnsName(name) => Name::parse(name.as_str()),
        _ => None,
    };
    names.iter().filter_map(name).collect()
}

impl Name {
    /// Reads a name as certificates write it; others match no host.
    pub fn parse(text: &str) -> Option<Self> {
        match text.strip_prefix("*.") {
            Some(parent) => Domain::parse(parent).ok().map(Self::Wildcard),
            None => Domain::parse(text).ok().map(Self::Exact),
        }
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exact(domain) => write!(f, "{domain}"),
            Self::Wildcard(domain) => write!(f, "*.{domain}"),
        }
    }
}

/// Why certificate and key cannot be used, with a remedy.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
pub enum CertificateError {
    /// No PEM, or what is in it is no certificate.
    #[error("the certificate is not readable as PEM; it begins with -----BEGIN CERTIFICATE-----")]
    ChainUnreadable,
    /// An empty chain.
    #[error("there is no certificate in the file; it begins with -----BEGIN CERTIFICATE-----")]
    NoCertificate,
    /// No PEM, or no key in it.
    #[error(
        "the key is not readable as PEM without a password; it begins with -----BEGIN PRIVATE \
         KEY-----"
    )]
    KeyUnreadable,
    /// A kind of key that TLS does not know, or that is too short.
    #[error(
        "the key is of a kind that cannot be used; take P-256, P-384, Ed25519 or RSA of 2048 \
             bits and more"
    )]
    KeyUnusable,
    /// Another certificate's key.
    #[error("the key does not belong to the certificate; give the two that were made together")]
    Mismatch,
    /// The server's own certificate stands behind others.
    #[error("the server's own certificate is not the first of its chain; put it first")]
    NotFirst,
    /// A certificate is not followed by that of its issuer (RFC 5246 §7.4.2).
    #[error("the chain is out of order; let every certificate be followed by that of its issuer")]
    ChainOrder,
    /// No host in the extension for them.
    #[error(
        "the certificate names no host (subjectAltName), so no client accepts it; have one made \
         with the names of this server"
    )]
    NoName,
}
