//! Signed messages (CMS, RFC 5652): a content with one signature and the chain of its certificates.
//!
//! Apple's devices show who signed a profile. A file without a signature works as well, but is
//! shown as unsigned.

use std::fmt;
use std::time::Duration;

use aws_lc_rs::digest;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1_SIGNING, ECDSA_P384_SHA384_ASN1_SIGNING, EcdsaKeyPair, KeyPair as _,
    RSA_PKCS1_SHA256, RsaKeyPair,
};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cms::cert::{CertificateChoices, IssuerAndSerialNumber};
use cms::content_info::{CmsVersion, ContentInfo};
use cms::signed_data::{
    CertificateSet, EncapsulatedContentInfo, SignedAttributes, SignedData, SignerIdentifier,
    SignerInfo, SignerInfos,
};
use der::asn1::{
    Any, GeneralizedTime, Null, ObjectIdentifier, OctetString, OctetStringRef, SetOfVec, UtcTime,
};
use der::{Decode as _, Encode as _};
use thiserror::Error;
use x509_cert::Certificate;
use x509_cert::attr::Attribute;
use x509_cert::spki::AlgorithmIdentifierOwned;

/// id-data (RFC 5652 §4).
const DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.1");
/// id-signedData (RFC 5652 §5.1).
const SIGNED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2");
/// id-contentType (RFC 5652 §11.1).
const CONTENT_TYPE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.3");
/// id-messageDigest (RFC 5652 §11.2).
const MESSAGE_DIGEST: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.4");
/// id-signingTime (RFC 5652 §11.3).
const SIGNING_TIME: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.5");
/// id-sha256 (RFC 5754 §2.2).
const SHA_256: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1");
/// id-sha384 (RFC 5754 §2.3).
const SHA_384: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.2");
/// rsaEncryption, which also names PKCS #1 v1.5 signatures (RFC 3370 §3.2).
const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
/// ecdsa-with-SHA256 (RFC 5754 §3.3).
const ECDSA_WITH_SHA_256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.2");
/// ecdsa-with-SHA384 (RFC 5754 §3.3).
const ECDSA_WITH_SHA_384: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.3");

/// The first second that UTCTime cannot say: 2050-01-01 (RFC 5652 §11.3).
const UTC_TIME_END: u64 = 2_524_608_000;
/// The last second that GeneralizedTime can say: 9999-12-31T23:59:59.
const TIME_END: u64 = 253_402_300_799;

/// A key with its certificates, ready to sign.
pub struct Signer {
    key: Key,
    identifier: SignerIdentifier,
    certificates: CertificateSet,
}

impl Signer {
    /// Reads a key (PKCS #8, SEC 1 or PKCS #1; RSA of 2048 to 8192 bits, ECDSA with P-256 or P-384)
    /// and its certificates, all as PEM (RFC 7468). The certificates may stand in any order, the
    /// key's own must be among them.
    pub fn from_pem(certificate_chain_pem: &[u8], key_pem: &[u8]) -> Result<Self, SigningError> {
        let certificates = certificates(certificate_chain_pem)?;
        let key = Key::from_pem(key_pem)?;
        let own = certificates.iter().find(|certificate| {
            let public_key = &certificate.tbs_certificate.subject_public_key_info;
            public_key.subject_public_key.raw_bytes() == key.public_key()
        });
        let own = &own.ok_or(SigningError::Mismatch)?.tbs_certificate;
        let identifier = SignerIdentifier::IssuerAndSerialNumber(IssuerAndSerialNumber {
            issuer: own.issuer.clone(),
            serial_number: own.serial_number.clone(),
        });
        let chosen = certificates.into_iter().map(CertificateChoices::Certificate).collect();
        let certificates = CertificateSet(set(chosen));
        Ok(Self { key, identifier, certificates })
    }

    /// The content, signed at a time since the Unix epoch: a DER-encoded `ContentInfo` with
    /// `SignedData` that contains all that is needed to verify it, but the root.
    pub fn sign(&self, content: &[u8], time: Duration) -> Vec<u8> {
        self.message(content, time)
            .expect("what was read from DER, and short texts, have a DER form")
    }

    fn message(&self, content: &[u8], time: Duration) -> der::Result<Vec<u8>> {
        let attributes = self.attributes(content, time)?;
        // What is signed has the tag of a SET, not the implicit one (RFC 5652 §5.4).
        let signature = self.key.sign(&attributes.to_der()?);
        let signer = SignerInfo {
            version: CmsVersion::V1,
            sid: self.identifier.clone(),
            digest_alg: self.key.digest_algorithm(),
            signed_attrs: Some(attributes),
            signature_algorithm: self.key.signature_algorithm(),
            signature: OctetString::new(signature)?,
            unsigned_attrs: None,
        };
        let signed = SignedData {
            version: CmsVersion::V1,
            digest_algorithms: set(vec![self.key.digest_algorithm()]),
            encap_content_info: EncapsulatedContentInfo {
                econtent_type: DATA,
                econtent: Some(Any::encode_from(&OctetStringRef::new(content)?)?),
            },
            certificates: Some(self.certificates.clone()),
            crls: None,
            signer_infos: SignerInfos(set(vec![signer])),
        };
        ContentInfo { content_type: SIGNED_DATA, content: Any::encode_from(&signed)? }.to_der()
    }

    fn attributes(&self, content: &[u8], time: Duration) -> der::Result<SignedAttributes> {
        let digest = self.key.digest(content);
        let seconds = Duration::from_secs(time.as_secs().min(TIME_END));
        let time = match seconds.as_secs() < UTC_TIME_END {
            true => Any::encode_from(&UtcTime::from_unix_duration(seconds)?)?,
            false => Any::encode_from(&GeneralizedTime::from_unix_duration(seconds)?)?,
        };
        let values = [
            (CONTENT_TYPE, Any::encode_from(&DATA)?),
            (MESSAGE_DIGEST, Any::encode_from(&OctetStringRef::new(digest.as_ref())?)?),
            (SIGNING_TIME, time),
        ];
        let attributes = values.map(|(oid, value)| Attribute { oid, values: set(vec![value]) });
        Ok(set(attributes.into()))
    }
}

/// The key stays out of logs.
impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signer").field("identifier", &self.identifier).finish_non_exhaustive()
    }
}

/// A SET in DER: in order.
fn set<T: der::DerOrd>(elements: Vec<T>) -> SetOfVec<T> {
    SetOfVec::try_from(elements).expect("elements that have a DER form can be compared")
}

/// Why nothing can be signed.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
pub enum SigningError {
    /// The file is no PEM, or holds other things.
    #[error(
        "the certificate file has no certificate: it must hold PEM, with blocks that begin with \
         -----BEGIN CERTIFICATE-----, first the server's own and then those that issued it"
    )]
    NoCertificate,
    /// A certificate is damaged.
    #[error(
        "certificate {0} of the certificate file cannot be read: it is damaged, or no X.509 in DER; \
         look at it with openssl x509 -in FILE -text"
    )]
    Certificate(usize),
    /// The file is no PEM, or holds other things.
    #[error(
        "the key file has no private key: it must hold PEM, with a block that begins with \
         -----BEGIN PRIVATE KEY-----, -----BEGIN EC PRIVATE KEY----- or -----BEGIN RSA PRIVATE KEY-----"
    )]
    NoKey,
    /// A pass phrase is needed.
    #[error(
        "the private key in the key file is encrypted; write it without a pass phrase, into a file that \
         only the server may read: openssl pkey -in FILE -out NEWFILE"
    )]
    KeyEncrypted,
    /// It is damaged or of another kind.
    #[error(
        "the private key in the key file cannot be used: it is damaged, or neither RSA of 2048 to 8192 \
         bits nor ECDSA with P-256 or P-384; look at it with openssl pkey -in FILE -check -noout"
    )]
    Key,
    /// They do not belong together.
    #[error(
        "the private key in the key file belongs to no certificate of the certificate file: name the two \
         files that were issued together"
    )]
    Mismatch,
}

//----------- Keys -----------------------------------------------------------

enum Key {
    Rsa(RsaKeyPair),
    P256(EcdsaKeyPair),
    P384(EcdsaKeyPair),
}

impl Key {
    /// The first private key; what else stands there, such as the parameters of a curve, is left.
    fn from_pem(pem: &[u8]) -> Result<Self, SigningError> {
        let text = String::from_utf8_lossy(pem);
        let block = Block::all(&text).find(|block| block.label.ends_with("PRIVATE KEY"));
        let block = block.ok_or(SigningError::NoKey)?;
        // The second is the form from before PKCS #8 (RFC 1421 §4.6.1.1).
        if block.label == "ENCRYPTED PRIVATE KEY" || block.body.contains(",ENCRYPTED") {
            return Err(SigningError::KeyEncrypted);
        }
        let key = block.decode().and_then(|key| Self::from_der(&key)).ok_or(SigningError::Key)?;
        key.try_sign(b"").map(|_| key).ok_or(SigningError::Key)
    }

    fn from_der(key: &[u8]) -> Option<Self> {
        let ecdsa = |algorithm| EcdsaKeyPair::from_private_key_der(algorithm, key);
        RsaKeyPair::from_pkcs8(key)
            .or_else(|_| RsaKeyPair::from_der(key))
            .map(Self::Rsa)
            .or_else(|_| ecdsa(&ECDSA_P256_SHA256_ASN1_SIGNING).map(Self::P256))
            .or_else(|_| ecdsa(&ECDSA_P384_SHA384_ASN1_SIGNING).map(Self::P384))
            .ok()
    }

    /// The public key as certificates have it: `RSAPublicKey`, or the point of the curve.
    fn public_key(&self) -> &[u8] {
        match self {
            Self::Rsa(pair) => pair.public_key().as_ref(),
            Self::P256(pair) | Self::P384(pair) => pair.public_key().as_ref(),
        }
    }

    fn digest(&self, content: &[u8]) -> digest::Digest {
        let algorithm = match self {
            Self::Rsa(_) | Self::P256(_) => &digest::SHA256,
            Self::P384(_) => &digest::SHA384,
        };
        digest::digest(algorithm, content)
    }

    /// Without parameters (RFC 5754 §2).
    fn digest_algorithm(&self) -> AlgorithmIdentifierOwned {
        let oid = match self {
            Self::Rsa(_) | Self::P256(_) => SHA_256,
            Self::P384(_) => SHA_384,
        };
        AlgorithmIdentifierOwned { oid, parameters: None }
    }

    fn signature_algorithm(&self) -> AlgorithmIdentifierOwned {
        let (oid, parameters) = match self {
            Self::Rsa(_) => (RSA, Some(Null.into())),
            Self::P256(_) => (ECDSA_WITH_SHA_256, None),
            Self::P384(_) => (ECDSA_WITH_SHA_384, None),
        };
        AlgorithmIdentifierOwned { oid, parameters }
    }

    fn sign(&self, message: &[u8]) -> Vec<u8> {
        self.try_sign(message).expect("a key that signed when it was read signs again")
    }

    fn try_sign(&self, message: &[u8]) -> Option<Vec<u8>> {
        let random = SystemRandom::new();
        match self {
            Self::Rsa(pair) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &random, message, &mut signature).ok()?;
                Some(signature)
            }
            Self::P256(pair) | Self::P384(pair) => {
                Some(pair.sign(&random, message).ok()?.as_ref().to_vec())
            }
        }
    }
}

//----------- Certificates and PEM -------------------------------------------

fn certificates(pem: &[u8]) -> Result<Vec<Certificate>, SigningError> {
    let text = String::from_utf8_lossy(pem);
    let blocks = Block::all(&text).filter(|block| block.label == "CERTIFICATE");
    let mut certificates: Vec<Certificate> = Vec::new();
    for (index, block) in blocks.enumerate() {
        let read = block.decode().and_then(|der| {
            let certificate = Certificate::from_der(&der).ok()?;
            // A certificate that is written in another way than it was read has no valid signature.
            (certificate.to_der().ok()? == der).then_some(certificate)
        });
        let certificate = read.ok_or(SigningError::Certificate(index + 1))?;
        // A SET has no element twice.
        if !certificates.contains(&certificate) {
            certificates.push(certificate);
        }
    }
    if certificates.is_empty() {
        return Err(SigningError::NoCertificate);
    }
    Ok(certificates)
}

/// A block of PEM. Lines may be of any length: not everybody's have 64 characters.
struct Block<'p> {
    label: &'p str,
    body: &'p str,
}

impl<'p> Block<'p> {
    fn all(pem: &'p str) -> impl Iterator<Item = Self> {
        let mut rest = pem;
        std::iter::from_fn(move || {
            let (_, block) = rest.split_once("-----BEGIN ")?;
            let (label, block) = block.split_once("-----")?;
            let (body, after) = block.split_once("-----END ")?;
            rest = after;
            Some(Self { label, body })
        })
    }

    fn decode(&self) -> Option<Vec<u8>> {
        let base64: String = self.body.split_ascii_whitespace().collect();
        STANDARD.decode(base64).ok()
    }
}
