//! A route and a body in, a reply out: status, headers, document, and the reason for the log.

use std::time::Duration;

use super::mobileconfig;
use super::people::{self, PersonAsked};
use super::reply::{Cache, Reply, text};
use super::route::{Resource, Route, Subject};
use crate::documents::autodiscover::{self, ErrorCode, TimeOfDay, Wanted};
use crate::documents::pieces::Values;
use crate::documents::{autoconfig, pacc};
use crate::guide::{Guide, Language};
use crate::lookup::{Answer, Known, Question, Reason, lookup};
use crate::mail::{Address, Domain, Host, Link};
use crate::snapshot::Snapshot;

/// After how many seconds to try again what could not be found out: no longer than failures of
/// directories and of DNS are remembered.
const UNAVAILABLE_RETRY_AFTER: u32 = 5;

/// A request, read to its end.
#[derive(Clone, Debug)]
pub enum Asked {
    /// Mozilla autoconfig.
    Autoconfig {
        /// For whom.
        question: Question,
        /// The address, if there was one.
        address: Option<Address>,
    },
    /// Autodiscover.
    Autodiscover {
        /// For whom.
        question: Question,
        /// The request.
        request: autodiscover::Request,
        /// The host that was asked.
        host: Option<Host>,
    },
    /// Autodiscover, read from an `autodiscover.` host.
    AutodiscoverRead {
        /// For whom.
        question: Question,
        /// The host that was asked.
        host: Domain,
    },
    /// Autodiscover that cannot be answered.
    AutodiscoverFault(autodiscover::RequestError),
    /// Autodiscover version 2.
    AutodiscoverJson {
        /// For whom.
        question: Question,
        /// What is asked for.
        wanted: Wanted,
    },
    /// PACC.
    Pacc(Question),
    /// Apple profile.
    Mobileconfig {
        /// For whom.
        question: Question,
        /// The address, if there was one.
        address: Option<Address>,
    },
    /// A page or data about an address.
    Person {
        /// What was asked for.
        asked: PersonAsked,
        /// For whom, if an address or a domain was given.
        question: Option<Question>,
    },
    /// What needs no look-up.
    Route(Route),
}

impl Asked {
    /// Reads a request. `body` is empty but for Autodiscover.
    pub fn read(route: Route, body: &[u8]) -> Self {
        match route {
            Route::Autoconfig(Subject { address, domain, host }) => {
                Self::Autoconfig { question: Question { domain, host }, address }
            }
            Route::Autodiscover(host) => match autodiscover::read(body) {
                Ok(request) => {
                    let question = Question::about(request.address.domain().clone());
                    Self::Autodiscover { question, request, host }
                }
                Err(fault) => Self::AutodiscoverFault(fault),
            },
            Route::AutodiscoverRead { host, domain } => {
                Self::AutodiscoverRead { question: Question::about(domain), host }
            }
            Route::AutodiscoverJson { domain, wanted } => {
                Self::AutodiscoverJson { question: Question { domain, host: None }, wanted }
            }
            Route::Mobileconfig(Subject { address, domain, host }) => {
                Self::Mobileconfig { question: Question { domain, host }, address }
            }
            Route::Pacc(host) => Self::Pacc(Question { domain: None, host }),
            Route::Page(page) => Self::person(PersonAsked::page(page, body)),
            Route::Api(api) => Self::person(PersonAsked::Api(api)),
            route => Self::Route(route),
        }
    }

    fn person(asked: PersonAsked) -> Self {
        let question = asked.form().and_then(|form| form.address.as_ref());
        let question = question.map(|subject| Question::about(subject.domain.clone()));
        Self::Person { asked, question }
    }

    /// What has to be looked up.
    pub fn question(&self) -> Option<&Question> {
        match self {
            Self::Autoconfig { question, .. }
            | Self::Autodiscover { question, .. }
            | Self::AutodiscoverRead { question, .. }
            | Self::AutodiscoverJson { question, .. }
            | Self::Mobileconfig { question, .. }
            | Self::Pacc(question) => Some(question),
            Self::Person { question, .. } => question.as_ref(),
            Self::AutodiscoverFault(_) | Self::Route(_) => None,
        }
    }

    /// The address in the question, if it is one.
    pub fn address(&self) -> Option<&Address> {
        match self {
            Self::Autoconfig { address, .. } => address.as_ref(),
            Self::Autodiscover { request, .. } => Some(&request.address),
            Self::Mobileconfig { address, .. } => address.as_ref(),
            Self::Person { asked, .. } => asked.form()?.address.as_ref()?.address.as_ref(),
            Self::AutodiscoverJson { .. }
            | Self::AutodiscoverRead { .. }
            | Self::Pacc(_)
            | Self::AutodiscoverFault(_)
            | Self::Route(_) => None,
        }
    }
}

/// Answers. `now` is the time since the Unix epoch; it goes into the errors of Autodiscover and the
/// signatures of Apple profiles. `memory` is empty, and what the most common documents are written
/// into.
pub fn answer(
    asked: Asked,
    known: &Known<'_>,
    language: Language,
    now: Duration,
    guide: &Guide,
    snapshot: &Snapshot,
    memory: Vec<u8>,
) -> Reply {
    let time = || TimeOfDay::from_epoch(now);
    match asked {
        Asked::AutodiscoverJson { question, wanted } => {
            answer_autodiscover_json(lookup(&question, known, snapshot), &question, wanted)
        }
        Asked::Pacc(question) => answer_pacc(lookup(&question, known, snapshot)),
        Asked::Mobileconfig { question, address } => {
            let answer = lookup(&question, known, snapshot);
            let signer = snapshot.policy().profile_signer.as_deref();
            let reply = mobileconfig::answer(answer, question.domain, address.as_ref(), language);
            mobileconfig::sign(reply, signer, now)
        }
        Asked::Person { asked, question } => {
            people::answer(asked, question.as_ref(), known, language, guide, snapshot)
        }
        Asked::Autoconfig { question, address } => {
            let answer = lookup(&question, known, snapshot);
            answer_autoconfig(answer, question, address.as_ref(), language, memory)
        }
        Asked::Autodiscover { question, request, host } => {
            let answer = lookup(&question, known, snapshot);
            answer_autodiscover(answer, &request, host.as_ref(), time, memory)
        }
        Asked::AutodiscoverRead { question, host } => {
            match &snapshot.policy().autodiscover_redirect {
                Some(link) if link.host() != Host::Name(host) => {
                    redirect_autodiscover(lookup(&question, known, snapshot), question, link)
                }
                _ => method_not_allowed(Resource::Autodiscover),
            }
        }
        Asked::AutodiscoverFault(fault) => {
            let code = match fault {
                autodiscover::RequestError::LegacyDn => ErrorCode::NotFound,
                _ => ErrorCode::InvalidRequest,
            };
            autodiscover_error(code, Reason::InvalidRequest, &fault.to_string(), time(), None)
        }
        Asked::Route(Route::MethodNotAllowed { resource }) => method_not_allowed(resource),
        Asked::Route(Route::Preflight { resource }) => Reply {
            allow: Some(resource.allowed()),
            ..text(204, Reason::Record, resource.as_str(), None, String::new())
        },
        Asked::Route(_) => {
            let line = "There is nothing here. Mail programs ask /mail/config-v1.1.xml or \
                        /autodiscover/autodiscover.xml.";
            text(404, Reason::NoSuchPath, "-", None, line.to_owned())
        }
    }
}

/// Says whether every directory answers. Where one does not, what is remembered goes on being
/// served: the status stays 200.
pub fn health(healthy: bool) -> Reply {
    let (reason, word) = match healthy {
        true => (Reason::Static, "ok"),
        false => (Reason::DirectoryUnavailable, "degraded"),
    };
    let body = serde_json::json!({ "status": word }).to_string();
    Reply::new(200, reason, Resource::Health.as_str(), "application/json", body.into_bytes())
}

fn answer_autoconfig(
    answer: Answer<'_>,
    question: Question,
    address: Option<&Address>,
    language: Language,
    mut body: Vec<u8>,
) -> Reply {
    let resource = Resource::Autoconfig.as_str();
    let found = match answer {
        Answer::Found(found) => found,
        Answer::NotServed { reason, .. } => return not_served(reason, resource, question.domain),
    };
    let document = &found.documents.autoconfig;
    let cache = match document.depends_on_address() {
        true => Cache::Never,
        false => Cache::PublicByLanguage,
    };
    let address = found.own(address);
    let values = Values {
        domain: &found.domain,
        address,
        foreign: found.foreign(),
        // Whose login it is, is known by the address alone.
        login: found.login.as_deref().filter(|_| address.is_some()),
    };
    document.render_into(values, language, &mut body);
    Reply {
        cache,
        domain: Some(found.domain),
        mx: found.mx,
        ..Reply::new(200, found.reason, resource, autoconfig::CONTENT_TYPE, body)
    }
}

fn answer_autodiscover_json(answer: Answer<'_>, question: &Question, wanted: Wanted) -> Reply {
    let resource = Resource::AutodiscoverJson.as_str();
    let found = match answer {
        Answer::Found(found) => found,
        Answer::NotServed { reason, .. } => {
            return not_served(reason, resource, question.domain.clone());
        }
    };
    let locations = match found.documents.autodiscover.locations(&found.domain) {
        Ok(locations) => locations,
        Err(reason) => return not_served(reason, resource, Some(found.domain)),
    };
    let location = locations.iter().find(|location| location.wanted == wanted);
    let (status, reason, body) = match location {
        Some(location) if location.redirects => (200, Reason::Redirected, location.to_json()),
        Some(location) => (200, found.reason, location.to_json()),
        None => (400, Reason::SchemaUnavailable, autodiscover::invalid_protocol(&locations)),
    };
    Reply {
        content_type: autodiscover::JSON_CONTENT_TYPE,
        cache: Cache::Never,
        mx: found.mx,
        ..text(status, reason, resource, Some(found.domain), body)
    }
}

fn answer_pacc(answer: Answer<'_>) -> Reply {
    let resource = Resource::Pacc.as_str();
    let found = match answer {
        Answer::Found(found) => found,
        Answer::NotServed { reason, .. } => return not_served(reason, resource, None),
    };
    let Some(document) = &found.documents.pacc else {
        return not_served(Reason::NotExpressible, resource, Some(found.domain));
    };
    let body = document.render(&found.domain).into_bytes();
    Reply {
        cache: Cache::Public,
        domain: Some(found.domain),
        ..Reply::new(200, found.reason, resource, pacc::CONTENT_TYPE, body)
    }
}

fn answer_autodiscover(
    answer: Answer<'_>,
    request: &autodiscover::Request,
    host: Option<&Host>,
    time: impl FnOnce() -> TimeOfDay,
    mut body: Vec<u8>,
) -> Reply {
    let resource = Resource::Autodiscover.as_str();
    let domain = request.address.domain().clone();
    let found = match answer {
        Answer::Found(found) => found,
        Answer::NotServed { reason, .. } => return not_served(reason, resource, Some(domain)),
    };
    let document = match found.documents.autodiscover.document(request, host) {
        Ok(document) => document,
        Err(reason @ Reason::SchemaUnavailable) => {
            let message = "This response schema is not available here";
            let code = ErrorCode::SchemaUnavailable;
            return autodiscover_error(code, reason, message, time(), Some(domain));
        }
        Err(reason) => return not_served(reason, resource, Some(domain)),
    };
    document.render_into(&request.address, found.login.as_deref(), &mut body);
    let reason = if document.redirects { Reason::Redirected } else { found.reason };
    Reply {
        domain: Some(domain),
        mx: found.mx,
        ..Reply::new(200, reason, resource, autodiscover::CONTENT_TYPE, body)
    }
}

/// Outlook reads from plain HTTP to be sent on to a host with a certificate (protocols §4.1).
fn redirect_autodiscover(answer: Answer<'_>, question: Question, link: &Link) -> Reply {
    let resource = Resource::Autodiscover.as_str();
    let found = match answer {
        Answer::Found(found) => found,
        Answer::NotServed { reason, .. } => return not_served(reason, resource, question.domain),
    };
    if found.documents.autodiscover.is_off() {
        return not_served(Reason::SwitchedOff, resource, Some(found.domain));
    }
    let line = "Autodiscover is answered at another host.".to_owned();
    Reply {
        location: Some(link.clone()),
        mx: found.mx,
        ..text(302, Reason::Redirected, resource, Some(found.domain), line)
    }
}

fn autodiscover_error(
    code: ErrorCode,
    reason: Reason,
    message: &str,
    time: TimeOfDay,
    domain: Option<Domain>,
) -> Reply {
    let resource = Resource::Autodiscover.as_str();
    let mut body = Vec::new();
    autodiscover::error(code, message, time, &mut body);
    Reply { domain, ..Reply::new(200, reason, resource, autodiscover::CONTENT_TYPE, body) }
}

/// 404 in one line of plain text: never HTML, never XML (protocols row 24).
pub(super) fn not_served(reason: Reason, resource: &'static str, domain: Option<Domain>) -> Reply {
    let line = match reason {
        Reason::NoDomain => "No domain was asked for. Add ?emailaddress=you@example.org.",
        Reason::UnencryptedOnly => {
            "This provider's servers do not encrypt, so they are not served."
        }
        Reason::NoMailProtocol => "This provider lets only its own apps in.",
        Reason::BridgeOnly => "This provider lets mail programs in only through its own Bridge.",
        Reason::MmsOnly => "This is a phone message service, not a mailbox.",
        Reason::NotEstablished => "Nobody we trust names this provider's servers.",
        Reason::NoPasswordWorks => {
            "No password works for this provider, and this format cannot say OAuth2."
        }
        Reason::SwitchedOff => "Autodiscover is switched off for this domain.",
        Reason::NotExpressible => "This format cannot express this provider's servers.",
        _ => "This domain is not served here.",
    };
    // What could not be found out now may be known a moment later.
    let unavailable = matches!(reason, Reason::MxUnavailable | Reason::DirectoryUnavailable);
    let status = if unavailable { 503 } else { 404 };
    let cache = if unavailable { Cache::Never } else { Cache::PublicShortly };
    let retry_after = unavailable.then_some(UNAVAILABLE_RETRY_AFTER);
    Reply { cache, retry_after, ..text(status, reason, resource, domain, line.to_owned()) }
}

fn method_not_allowed(resource: Resource) -> Reply {
    let line = match resource {
        Resource::Api
        | Resource::Health
        | Resource::Autoconfig
        | Resource::AutodiscoverJson
        | Resource::Mobileconfig
        | Resource::Pacc
        | Resource::Page => "This document is read with GET.",
        Resource::Setup => "This page is read with GET or POST.",
        Resource::Autodiscover => {
            "Autodiscover answers POST. Try: curl --data email=you@example.org, and this address."
        }
    };
    Reply {
        allow: Some(resource.allowed()),
        ..text(405, Reason::MethodNotAllowed, resource.as_str(), None, line.to_owned())
    }
}
