//! The account at the authority (RFC 8555 §7.3). Its key is kept before the authority hears of it,
//! and whoever comes with a known key gets the account that it has: whatever breaks off, there are
//! never two.
//!
//! instant-acme makes the key itself where an account has a contact or comes from elsewhere, and so
//! a server that is killed would lose it: this one request is ours, everything else is instant-acme's.

use aws_lc_rs::hmac;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
use hyper::header::{CONTENT_TYPE, LOCATION};
use hyper::{Method, Request};
use instant_acme::{Account, AccountBuilder, BodyWrapper, BytesResponse};
use rustls::pki_types::PrivatePkcs8KeyDer;
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use tracing::info;

use super::client::AuthorityClient;
use super::failure::{Failure, Problem};
use super::record::{self, AccountRecord};
use super::settings::AcmeSettings;
use super::store::{Kind, Store};

/// How often a request is repeated whose nonce was not taken (RFC 8555 §6.5).
const NONCE_ATTEMPTS: usize = 8;

/// What of the directory is needed here (RFC 8555 §7.1.1).
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Directory {
    new_nonce: String,
    new_account: String,
    #[serde(default)]
    meta: Meta,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Meta {
    #[serde(default)]
    external_account_required: bool,
}

/// The account, made if there is none yet.
pub async fn account(
    settings: &AcmeSettings,
    store: &dyn Store,
    client: &AuthorityClient,
) -> Result<Account, Problem> {
    let directory = settings.directory.as_str();
    let name = account_name(directory);
    let _lock = store.lock(Kind::Account, &name).await?.ok_or_else(|| {
        Problem::new(Failure::OrderedElsewhere, "another node is registering the account")
    })?;
    let kept = store.read(Kind::Account, &name).await?;
    let kept: Option<AccountRecord> = kept.as_deref().and_then(record::read);
    let mut known = match kept.filter(|known| known.directory == directory) {
        Some(known) => known,
        None => {
            let known = AccountRecord {
                directory: directory.to_owned(),
                key: BASE64_URL_SAFE_NO_PAD.encode(new_key()?),
                url: None,
            };
            store.write(Kind::Account, &name, &record::write(&known)).await?;
            known
        }
    };
    let key = BASE64_URL_SAFE_NO_PAD.decode(&known.key).map_err(|_| key_unusable())?;
    let url = match &known.url {
        Some(url) => url.clone(),
        None => {
            let url = register(settings, &key, client).await?;
            known.url = Some(url.clone());
            store.write(Kind::Account, &name, &record::write(&known)).await?;
            info!(authority = directory, "the account is known to the authority");
            url
        }
    };
    let builder: AccountBuilder = Account::builder_with_http(Box::new(client.clone()));
    let key = PrivatePkcs8KeyDer::from(key);
    Ok(builder.from_parts(url, key, directory.to_owned()).await?)
}

/// Forgets that the authority knows the account, because it no longer does. The key stays.
pub async fn forget(settings: &AcmeSettings, store: &dyn Store) -> Result<(), Problem> {
    let name = account_name(settings.directory.as_str());
    let kept = store.read(Kind::Account, &name).await?;
    let Some(known) = kept.as_deref().and_then(record::read::<AccountRecord>) else {
        return Ok(());
    };
    let forgotten = AccountRecord { url: None, ..known };
    Ok(store.write(Kind::Account, &name, &record::write(&forgotten)).await?)
}

/// An authority has an account of its own, however many are used after another.
fn account_name(directory: &str) -> String {
    let digest = Sha256::digest(directory.as_bytes());
    digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

fn new_key() -> Result<Vec<u8>, Problem> {
    let made = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new());
    made.map(|key| key.as_ref().to_vec()).map_err(|_| key_unusable())
}

fn key_unusable() -> Problem {
    Problem::new(Failure::StoreFailed, "the key of the account cannot be used; remove its file")
}

/// Tells the authority of the key; where it knows it already, that account is the answer (RFC 8555
/// §7.3.1).
async fn register(
    settings: &AcmeSettings,
    key: &[u8],
    client: &AuthorityClient,
) -> Result<String, Problem> {
    let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, key);
    let key = key.map_err(|_| key_unusable())?;
    let get = |method, url: &str| {
        let request = Request::builder().method(method).uri(url).body(BodyWrapper::default());
        request.map_err(|error| Problem::new(Failure::AuthorityError, error))
    };
    let answer = client.send(get(Method::GET, settings.directory.as_str())?).await?;
    let directory: Directory = serde_json::from_slice(&body(answer).await?)
        .map_err(|error| Problem::new(Failure::AuthorityError, format!("no directory: {error}")))?;
    let binding = match &settings.external_account {
        Some(external) => {
            let protected = json!({
                "alg": "HS256", "kid": &*external.id, "url": directory.new_account,
            });
            let mac = hmac::Key::new(hmac::HMAC_SHA256, &external.key);
            let sign = |text: &[u8]| Ok(hmac::sign(&mac, text).as_ref().to_vec());
            Some(signed(&protected, &public(&key), sign)?)
        }
        None if directory.meta.external_account_required => {
            return Err(Problem::new(
                Failure::AccountRefused,
                "the authority wants an account that it has already; set acme.eab_kid and \
                 acme.eab_key",
            ));
        }
        None => None,
    };
    let mut payload = json!({ "termsOfServiceAgreed": true });
    if let Some(contact) = &settings.contact {
        payload["contact"] = json!([format!("mailto:{contact}")]);
    }
    if let Some(binding) = binding {
        payload["externalAccountBinding"] = binding;
    }
    let mut nonce = None;
    for _ in 0..NONCE_ATTEMPTS {
        let fresh = match nonce.take() {
            Some(nonce) => nonce,
            None => {
                let answer = client.send(get(Method::HEAD, &directory.new_nonce)?).await?;
                header(&answer, "replay-nonce")
                    .ok_or_else(|| Problem::new(Failure::AuthorityError, "there is no nonce"))?
            }
        };
        let protected = json!({
            "alg": "ES256", "jwk": public(&key), "nonce": fresh, "url": directory.new_account,
        });
        let sign = |text: &[u8]| {
            let signature = key.sign(&SystemRandom::new(), text).map_err(|_| key_unusable())?;
            Ok(signature.as_ref().to_vec())
        };
        let request = Request::builder()
            .method(Method::POST)
            .uri(&directory.new_account)
            .header(CONTENT_TYPE, "application/jose+json")
            .body(BodyWrapper::from(signed(&protected, &payload, sign)?.to_string().into_bytes()))
            .map_err(|error| Problem::new(Failure::AuthorityError, error))?;
        let answer = client.send(request).await?;
        if answer.parts.status.is_success() {
            return header(&answer, LOCATION.as_str())
                .ok_or_else(|| Problem::new(Failure::AuthorityError, "the account has no URL"));
        }
        nonce = header(&answer, "replay-nonce");
        let problem: instant_acme::Problem = serde_json::from_slice(&body(answer).await?)
            .map_err(|error| Problem::new(Failure::AuthorityError, error))?;
        if problem.r#type.as_deref() != Some("urn:ietf:params:acme:error:badNonce") {
            let told = Problem::of_authority(&problem);
            let failure = match told.failure {
                Failure::RateLimited => Failure::RateLimited,
                _ => Failure::AccountRefused,
            };
            return Err(Problem { failure, ..told });
        }
    }
    Err(Problem::new(Failure::AuthorityError, "no nonce was taken"))
}

/// The public key as the authority reads it (RFC 7518 §6.2.1).
fn public(key: &EcdsaKeyPair) -> Value {
    // An uncompressed point: 4, then both coordinates.
    let point = key.public_key().as_ref();
    let (x, y) = point[1..].split_at(32);
    let text = |coordinate: &[u8]| BASE64_URL_SAFE_NO_PAD.encode(coordinate);
    json!({ "kty": "EC", "crv": "P-256", "x": text(x), "y": text(y) })
}

/// A signed object (RFC 7515 §7.2.2).
fn signed(
    protected: &Value,
    payload: &Value,
    sign: impl Fn(&[u8]) -> Result<Vec<u8>, Problem>,
) -> Result<Value, Problem> {
    let text = |value: &Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
    let (protected, payload) = (text(protected), text(payload));
    let signature = sign(format!("{protected}.{payload}").as_bytes())?;
    let signature = BASE64_URL_SAFE_NO_PAD.encode(signature);
    Ok(json!({ "protected": protected, "payload": payload, "signature": signature }))
}

fn header(answer: &BytesResponse, name: &str) -> Option<String> {
    answer.parts.headers.get(name)?.to_str().ok().map(str::to_owned)
}

async fn body(mut answer: BytesResponse) -> Result<Vec<u8>, Problem> {
    let body = answer.body.into_bytes().await;
    body.map(Vec::from).map_err(|error| Problem::new(Failure::Unreachable, error))
}
