//! Pages and data about an address: what people read, and what programs read for them.

use serde_json::{Value, json};

use super::reply::{Cache, Reply, text};
use super::route::{Api, Page, Resource};
use crate::documents::json;
use crate::guide::{Advice, Guide, Language, Message, Situation};
use crate::lookup::{Answer, Known, Question, Reason, lookup, lookup_provider};
use crate::mail::MailService;
use crate::snapshot::{Entry, Snapshot};
use crate::web::{self, Form, FormFault, STYLE_SHEET, Subject};

const HTML: &str = "text/html; charset=utf-8";
const JSON: &str = "application/json";
/// RFC 9457 §3.
const PROBLEM: &str = "application/problem+json";
/// The description of the API (OpenAPI 3.1).
const OPENAPI: &str = include_str!("openapi.json");

/// What was asked for, with its form read.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum PersonAsked {
    /// A page.
    Page(Page),
    /// Data.
    Api(Api),
}

impl PersonAsked {
    /// A page; a form that was posted is in the body.
    pub(super) fn page(page: Page, body: &[u8]) -> Self {
        let posted = || Some(Form::parse(std::str::from_utf8(body).unwrap_or_default()));
        Self::Page(match page {
            Page::Setup(None) => Page::Setup(posted()),
            Page::Provider(id, None) => Page::Provider(id, posted()),
            page => page,
        })
    }

    /// The form, where there is one.
    pub(super) fn form(&self) -> Option<&Form> {
        match self {
            Self::Page(Page::Setup(Some(form))) => Some(form),
            Self::Api(Api::Service(form) | Api::Guide(form)) => Some(form),
            _ => None,
        }
    }
}

/// Answers. The form's language goes before that of the request.
pub(super) fn answer(
    asked: PersonAsked,
    question: Option<&Question>,
    known: &Known<'_>,
    language: Language,
    guide: &Guide,
    snapshot: &Snapshot,
) -> Reply {
    let found = question.map(|question| lookup(question, known, snapshot));
    match asked {
        PersonAsked::Page(Page::StyleSheet) => Reply {
            content_type: "text/css; charset=utf-8",
            cache: Cache::PublicForADay,
            ..text(200, Reason::Static, Resource::Page.as_str(), None, STYLE_SHEET.to_owned())
        },
        PersonAsked::Page(Page::Home(form)) => {
            let language = form.language.unwrap_or(language);
            page(200, Reason::Static, web::home(guide, language, None), Cache::PublicByLanguage)
        }
        PersonAsked::Page(Page::Setup(form)) => {
            setup_page(&form.unwrap_or_default(), found, language, guide, snapshot)
        }
        PersonAsked::Page(Page::Provider(id, form)) => {
            provider_page(&id, &form.unwrap_or_default(), language, guide, snapshot)
        }
        PersonAsked::Api(Api::OpenApi) => Reply {
            content_type: JSON,
            cache: Cache::PublicForADay,
            ..text(200, Reason::Static, Resource::Api.as_str(), None, OPENAPI.to_owned())
        },
        PersonAsked::Api(Api::Service(form)) => match (found, form.address) {
            (Some(answer), Some(subject)) if form.faults.is_empty() => {
                let data = json::answer(&answer, &subject.domain, subject.address.as_ref());
                data_about(&data, &answer, &subject)
            }
            _ => problem(&form.faults, "address"),
        },
        PersonAsked::Api(Api::Guide(form)) => {
            if !form.faults.is_empty() {
                return problem(&form.faults, "address");
            }
            let language = form.language.unwrap_or(language);
            let service = found.as_ref().and_then(service_of);
            let advice = advise(&form, service, guide);
            let mut data = json::advice(&advice, service, guide, language);
            match (&found, &form.address) {
                (Some(answer), Some(subject)) => {
                    data["domain"] = json!(subject.domain.as_str());
                    data["served"] = json!(answer.found().is_some());
                    data_about(&data, answer, subject)
                }
                _ => {
                    data["domain"] = Value::Null;
                    data["served"] = json!(false);
                    data_reply(&data, Reason::NoDomain)
                }
            }
        }
    }
}

/// The service that advice is about: also one that is known but not served has a password rule.
fn service_of<'s>(answer: &Answer<'s>) -> Option<&'s MailService> {
    answer.entry().map(Entry::service)
}

fn advise(form: &Form, service: Option<&MailService>, guide: &Guide) -> Advice {
    let recognition = form.error.as_ref();
    let recognition = recognition.map(|error| guide.error_texts.recognise(error, service));
    guide.rules.advise(&Situation {
        service,
        two_factor: form.two_factor,
        change: form.change,
        app: form.app,
        symptom: form.symptom,
        recognition,
    })
}

fn setup_page(
    form: &Form,
    found: Option<Answer<'_>>,
    language: Language,
    guide: &Guide,
    snapshot: &Snapshot,
) -> Reply {
    let language = form.language.unwrap_or(language);
    let (Some(answer), Some(subject)) = (found, &form.address) else {
        let wrong = form.faults.iter().any(|fault| fault.field == "address");
        let problem = wrong.then_some(Message::PageBadAddress);
        let status = if wrong { 400 } else { 200 };
        let body = web::home(guide, language, problem);
        return page(status, Reason::NoDomain, body, Cache::Never);
    };
    let advice = advise(form, service_of(&answer), guide);
    let public_url = snapshot.policy().public_url.as_ref();
    let body = web::setup(guide, language, form, subject, &answer, &advice, public_url);
    let reply = page(200, answer.reason(), body, Cache::Never);
    Reply { domain: Some(subject.domain.clone()), mx: answer.mx().cloned(), ..reply }
}

fn provider_page(
    id: &str,
    form: &Form,
    language: Language,
    guide: &Guide,
    snapshot: &Snapshot,
) -> Reply {
    let language = form.language.unwrap_or(language);
    let Some(entry) = snapshot.entries().iter().find(|entry| *entry.service().id == *id) else {
        let body = web::not_found(guide, language);
        return page(404, Reason::NoSuchPath, body, Cache::PublicShortly);
    };
    let answer = lookup_provider(entry);
    let advice = advise(form, Some(entry.service()), guide);
    let body = web::provider(guide, language, form, entry.service(), &answer, &advice);
    let answered = *form != Form { language: form.language, ..Form::default() };
    let cache = if answered { Cache::Never } else { Cache::PublicByLanguage };
    page(200, answer.reason(), body, cache)
}

//----------- Replies --------------------------------------------------------

fn page(status: u16, reason: Reason, body: String, cache: Cache) -> Reply {
    let reply = text(status, reason, Resource::Page.as_str(), None, body);
    Reply { content_type: HTML, cache, ..reply }
}

fn data_about(data: &Value, answer: &Answer<'_>, subject: &Subject) -> Reply {
    let reply = data_reply(data, answer.reason());
    Reply { domain: Some(subject.domain.clone()), mx: answer.mx().cloned(), ..reply }
}

fn data_reply(data: &Value, reason: Reason) -> Reply {
    let reply = text(200, reason, Resource::Api.as_str(), None, format!("{data:#}"));
    Reply { content_type: JSON, cache: Cache::Never, ..reply }
}

/// Every field that makes no sense, or that is missing (RFC 9457).
fn problem(faults: &[FormFault], needed: &'static str) -> Reply {
    let errors: Vec<Value> = match faults {
        [] => vec![json!({ "field": needed, "detail": "this field is missing" })],
        faults => faults
            .iter()
            .map(|fault| json!({ "field": fault.field, "detail": fault.problem }))
            .collect(),
    };
    let data = json!({
        "type": "about:blank",
        "title": "Bad Request",
        "status": 400,
        "detail": "Some fields of the query make no sense",
        "errors": errors,
    });
    let body = format!("{data:#}");
    let reply = text(400, Reason::InvalidRequest, Resource::Api.as_str(), None, body);
    Reply { content_type: PROBLEM, cache: Cache::Never, ..reply }
}
