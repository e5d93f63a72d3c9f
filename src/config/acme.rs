//! The settings under which certificates are ordered, and what keeps an authority from seeing names.

use std::net::SocketAddr;

use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};

use super::Config;
use super::typed::Reader;
use crate::acme::settings::{AcmeSettings, ChallengeKind, ExternalAccount, StoreKind};
use crate::mail::{Address, Domain, Link};

/// The port that is asked for HTTP-01 (RFC 8555 §8.3).
const HTTP_PORT: u16 = 80;
/// The port that is asked for TLS-ALPN-01 (RFC 8737 §3).
const HTTPS_PORT: u16 = 443;
/// The port of DNS.
const DNS_PORT: u16 = 53;

impl Reader<'_> {
    /// Nothing where no authority is named; then the other settings do nothing.
    pub(super) fn acme(&mut self) -> Option<AcmeSettings> {
        let link = "write a link such as https://acme-v02.api.letsencrypt.org/directory";
        let directory = self.one("acme.directory", Link::parse, link);
        let accept_terms = self.switch("acme.accept_terms");
        let address = "write a mail address, such as hostmaster@example.org";
        let contact = self.one("acme.contact", contact, address);
        let kinds = "write http-01, tls-alpn-01 or dns-01";
        let kind = |word: &str| ChallengeKind::parse(word).ok_or("there is no such challenge");
        let challenge = self.one("acme.challenge", kind, kinds);
        let challenge_zone =
            self.one("acme.challenge_zone", Domain::parse, "write the name of a zone");
        let store = |word: &str| StoreKind::parse(word).ok_or("there is no such store");
        let store = self.one("acme.store", store, "write folder or sql");
        let orders_per_hour = self.number("acme.orders_per_hour");
        let external_account = self.external_account();
        let directory = directory?;
        let mut fault = |key: &str, problem: &str, remedy: &str| {
            self.faults.push(self.settings.get(key), problem, remedy);
        };
        if !accept_terms {
            let problem = "the authority gives no certificate to who does not agree to its terms";
            fault("acme.directory", problem, "read them and set acme.accept_terms = true");
        }
        if challenge_zone.is_some() && challenge != Some(ChallengeKind::Dns01) {
            let problem = "a zone of challenges is of use with dns-01 alone";
            fault("acme.challenge_zone", problem, "set acme.challenge = \"dns-01\"");
        }
        if store == Some(StoreKind::Sql) && self.text("sql.url").is_none() {
            let remedy = "set sql.url, or acme.store = \"folder\"";
            self.faults.push(self.settings.get("acme.store"), "there is no database", remedy);
        }
        Some(AcmeSettings {
            directory,
            contact,
            challenge: challenge?,
            challenge_zone,
            external_account,
            authority_file: self.path("acme.ca_file"),
            store: store?,
            orders_per_hour: orders_per_hour?,
        })
    }

    fn external_account(&mut self) -> Option<ExternalAccount> {
        let (id, key) = (self.text("acme.eab_kid"), self.text("acme.eab_key"));
        let (given, missing) = match (id, key) {
            (Some(id), Some(key)) => {
                let key = BASE64_URL_SAFE_NO_PAD.decode(key.trim_end_matches('='));
                if let Ok(key) = key {
                    return Some(ExternalAccount { id: id.into(), key: key.into() });
                }
                let setting = self.settings.get("acme.eab_key");
                let remedy = "copy it as the authority shows it";
                self.faults.push(setting, "acme.eab_key is no base64url", remedy);
                return None;
            }
            (Some(_), None) => ("acme.eab_kid", "acme.eab_key"),
            (None, Some(_)) => ("acme.eab_key", "acme.eab_kid"),
            (None, None) => return None,
        };
        let problem = format!("{given} alone proves nothing");
        self.faults.push(self.settings.get(given), &problem, &format!("set {missing} too"));
        None
    }
}

fn contact(text: &str) -> Result<Box<str>, String> {
    Address::parse(text).map(|_| text.into()).map_err(|error| error.to_string())
}

/// What may keep the authority from seeing that names lead here. Nobody can know from here what
/// stands between, so these are hints.
pub fn acme_warnings(config: &Config) -> Vec<String> {
    let Some(acme) = &config.acme else { return Vec::new() };
    let mut warnings = Vec::new();
    let asked = |listen: &str, address: SocketAddr, port: u16| {
        let word = acme.challenge.as_str();
        let reached = match address.ip().to_canonical().is_loopback() {
            true => format!("{listen} is {address}, which only this machine reaches"),
            false if address.port() != port => format!("{listen} is {address}"),
            false => return None,
        };
        Some(format!(
            "acme.challenge is {word}, for which the authority asks port {port} of each name, but \
             {reached}: let that port lead there, or listen on it"
        ))
    };
    warnings.extend(match acme.challenge {
        ChallengeKind::Http01 => asked("http.listen", config.http, HTTP_PORT),
        ChallengeKind::TlsAlpn01 => {
            config.https.and_then(|https| asked("tls.listen", https, HTTPS_PORT))
        }
        ChallengeKind::Dns01 => asked("dns.listen", config.dns, DNS_PORT),
    });
    if config.https.is_none() {
        warnings.push(
            "certificates are ordered, but tls.listen (--https) names no place where they are \
             shown; a socket of the service manager would do as well"
                .to_owned(),
        );
    }
    warnings
}
