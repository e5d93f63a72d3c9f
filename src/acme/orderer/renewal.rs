//! When the authority suggests to renew a certificate (RFC 9773).

use std::time::Duration;

use instant_acme::CertificateIdentifier;
use rustls::pki_types::Der;

use super::{Orderer, now, random};
use crate::acme::failure::Problem;
use crate::acme::schedule;
use crate::mail::Domain;
use crate::tls::certificate::Certificate;

impl Orderer {
    /// When the authority suggests to renew.
    pub(super) async fn ask_renewal(&self, host: &Domain) {
        let asked = self.renewal_info(host).await;
        let again = |wait| schedule::ask_again(now(), wait, random());
        self.table().change(host, |entry| {
            entry.busy = false;
            match asked {
                Ok(Some((window, wait))) => {
                    let lifetime = entry.facts.lifetime;
                    let moment =
                        lifetime.and_then(|lifetime| schedule::moment(window, lifetime, random()));
                    // What was drawn at random stays, as long as it fits.
                    let fits = |at: &Duration| (window.0..=window.1).contains(at);
                    entry.facts.suggested = entry.facts.suggested.filter(fits).or(moment);
                    entry.facts.ask_at = Some(again(Some(wait)));
                }
                // This authority suggests nothing.
                Ok(None) => entry.facts.ask_at = None,
                Err(_) => entry.facts.ask_at = Some(again(None)),
            }
        });
    }

    async fn renewal_info(
        &self,
        host: &Domain,
    ) -> Result<Option<((Duration, Duration), Duration)>, Problem> {
        let Some(certificate) = self.read_certificate(host).await? else { return Ok(None) };
        let Some(identifier) = identifier(&certificate) else { return Ok(None) };
        match self.account().await?.renewal_info(&identifier).await {
            Ok((info, wait)) => {
                let window = info.suggested_window;
                let time = |seconds: i64| Duration::from_secs(seconds.try_into().unwrap_or(0));
                let (start, end) = (window.start.unix_timestamp(), window.end.unix_timestamp());
                Ok(Some(((time(start), time(end)), wait)))
            }
            Err(instant_acme::Error::Unsupported(_)) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }
}

/// How authorities name a certificate (RFC 9773 §4.1).
pub(super) fn identifier(certificate: &Certificate) -> Option<CertificateIdentifier<'static>> {
    let (authority_key, serial) = certificate.authority_key_and_serial()?;
    let identifier =
        CertificateIdentifier::new(Der::from_slice(&authority_key), Der::from_slice(&serial));
    Some(identifier.into_owned())
}
