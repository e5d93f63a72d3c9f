//! Which answer a client gets: settings, a redirect, or none and why.

use super::json::{Location, Wanted};
use super::request::{Request, Schema};
use super::{mobile_sync, outlook};
use crate::documents::pieces::{Pieces, Values};
use crate::lookup::Reason;
use crate::mail::{
    Address, AutodiscoverMode, Domain, Host, Link, MailService, WebAddress, WebServiceKind,
};

/// Thunderbird takes `text/xml` and `application/xml`; outlook.com insists on this one.
pub const CONTENT_TYPE: &str = "text/xml; charset=utf-8";

/// All that Autodiscover says about one service; nothing where it is switched off.
#[derive(Clone, Debug)]
pub struct Autodiscover(Option<Offer>);

#[derive(Clone, Debug)]
struct Offer {
    /// The settings for mail programs, or why there are none.
    outlook: Result<Pieces, Reason>,
    active_sync: Option<ActiveSync>,
    redirect: Option<Redirect>,
}

#[derive(Clone, Debug)]
struct ActiveSync {
    settings: Pieces,
    address: WebAddress,
}

#[derive(Clone, Debug)]
enum Redirect {
    Domain { to: Domain, outlook: Pieces, mobile_sync: Pieces },
    Url { to: Link, outlook: Pieces },
}

impl Autodiscover {
    /// Writes the documents of a service. `help` is the page that settings lead to.
    pub fn compile(service: &MailService, help: Option<&Link>) -> Self {
        let redirect = match &service.autodiscover {
            AutodiscoverMode::Off => return Self(None),
            AutodiscoverMode::Answer => None,
            AutodiscoverMode::RedirectAddress(to) => Some(Redirect::Domain {
                to: to.clone(),
                outlook: outlook::redirect_to_domain(to),
                mobile_sync: mobile_sync::redirect_to_domain(to),
            }),
            AutodiscoverMode::RedirectUrl(to) => {
                Some(Redirect::Url { to: to.clone(), outlook: outlook::redirect_to_url(to) })
            }
        };
        let outlook =
            outlook::settings(service, help).ok_or_else(|| match service.takes_password() {
                true => Reason::NotExpressible,
                false => Reason::NoPasswordWorks,
            });
        let active_sync = service.companions.web(WebServiceKind::ActiveSync);
        let active_sync = active_sync.map(|address| ActiveSync {
            settings: mobile_sync::settings(address),
            address: address.clone(),
        });
        Self(Some(Offer { outlook, active_sync, redirect }))
    }

    /// Whether the operator switched it off.
    pub fn is_off(&self) -> bool {
        self.0.is_none()
    }

    /// Whether anything is said to clients that ask for an address of a domain.
    pub fn is_offered(&self, domain: &Domain) -> bool {
        self.0.as_ref().is_some_and(|offer| {
            let redirected = offer.redirect_from(domain, None).is_some();
            redirected || offer.outlook.is_ok() || offer.active_sync.is_some()
        })
    }

    /// The document for a request that came to `host`, or why there is none.
    pub fn document(&self, request: &Request, host: Option<&Host>) -> Result<Document<'_>, Reason> {
        let offer = self.0.as_ref().ok_or(Reason::SwitchedOff)?;
        let redirect = offer.redirect_from(request.address.domain(), host);
        let redirect = redirect.and_then(|redirect| redirect.document(request.schema));
        let settings = || match request.schema {
            Schema::Outlook => offer.outlook.as_ref().map_err(|reason| *reason),
            Schema::MobileSync => offer
                .active_sync
                .as_ref()
                .map(|active_sync| &active_sync.settings)
                .ok_or(Reason::SchemaUnavailable),
            Schema::Unknown => Err(Reason::SchemaUnavailable),
        };
        match redirect {
            Some(pieces) => Ok(Document { pieces, redirects: true }),
            None => Ok(Document { pieces: settings()?, redirects: false }),
        }
    }

    /// Where clients of an address of a domain find what they ask for, by protocol, or why there is
    /// nothing to be found. Never empty.
    pub fn locations(&self, domain: &Domain) -> Result<Vec<Location>, Reason> {
        let offer = self.0.as_ref().ok_or(Reason::SwitchedOff)?;
        let at =
            |url: String, redirects| Location { wanted: Wanted::AutodiscoverV1, url, redirects };
        let here = || format!("https://autodiscover.{domain}/autodiscover/autodiscover.xml");
        let xml = match (offer.redirect_from(domain, None), &offer.outlook) {
            (Some(Redirect::Url { to, .. }), _) => Ok(at(to.to_string(), true)),
            (Some(Redirect::Domain { .. }), _) | (None, Ok(_)) => Ok(at(here(), false)),
            (None, Err(reason)) => Err(*reason),
        };
        let active_sync = offer.active_sync.as_ref().map(|active_sync| Location {
            wanted: Wanted::ActiveSync,
            url: active_sync.address.fill(domain),
            redirects: false,
        });
        match (active_sync, xml) {
            (None, Err(reason)) => Err(reason),
            (active_sync, xml) => Ok(active_sync.into_iter().chain(xml).collect()),
        }
    }
}

impl Offer {
    /// The redirect, unless the client stands already where it leads to.
    fn redirect_from(&self, domain: &Domain, host: Option<&Host>) -> Option<&Redirect> {
        self.redirect.as_ref().filter(|redirect| match redirect {
            Redirect::Domain { to, .. } => to != domain,
            Redirect::Url { to, .. } => host != Some(&to.host()),
        })
    }
}

impl Redirect {
    fn document(&self, schema: Schema) -> Option<&Pieces> {
        match (self, schema) {
            (Self::Domain { outlook, .. } | Self::Url { outlook, .. }, Schema::Outlook) => {
                Some(outlook)
            }
            (Self::Domain { mobile_sync, .. }, Schema::MobileSync) => Some(mobile_sync),
            // ActiveSync can be sent on to another address only ([MS-ASCMD], Redirect).
            (Self::Url { .. }, Schema::MobileSync) | (_, Schema::Unknown) => None,
        }
    }
}

/// A document that waits for its address.
#[derive(Clone, Copy, Debug)]
pub struct Document<'a> {
    pieces: &'a Pieces,
    /// Whether it sends the client elsewhere.
    pub redirects: bool,
}

impl Document<'_> {
    /// Appends the document for an address, with the login name that a directory has for it.
    pub fn render_into(&self, address: &Address, login: Option<&str>, out: &mut Vec<u8>) {
        let domain = address.domain();
        let values = Values { domain, address: Some(address), foreign: false, login };
        self.pieces.render_into(values, out);
    }
}
