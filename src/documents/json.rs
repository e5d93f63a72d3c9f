//! Services, passwords and advice as data for programs: the API, and `--json`.

use serde_json::{Value, json};

use crate::guide::{Advice, Guide, Language, Message, ServerFacts, advice, hint};
use crate::lookup::Answer;
use crate::mail::{Address, Domain, Endpoint, Link, Login, MailService, PasswordRule, Requirement};
use crate::providers::Provider;
use crate::snapshot::Entry;

/// Everything that a provider file says, in the words of `providers/README.md`.
pub fn provider(provider: &Provider) -> Value {
    let service = &provider.service;
    let names =
        |domains: &[Domain]| -> Vec<String> { domains.iter().map(ToString::to_string).collect() };
    json!({
        "id": service.id,
        "name": service.name,
        "short_name": service.short_name,
        "status": provider.status.as_str(),
        "countries": provider.countries,
        "languages": provider.languages,
        "domains": names(&provider.domains),
        "mx": names(&provider.mx),
        "documentation": links(&service.documentation),
        "incoming": service.incoming.iter().map(endpoint).collect::<Vec<_>>(),
        "outgoing": service.outgoing.iter().map(endpoint).collect::<Vec<_>>(),
        "login": service.login.as_ref().map(login),
        "password": password(&service.password),
        "enable": requirement(&service.requirement),
        "error_texts": service
            .error_texts
            .iter()
            .map(|error| json!({ "match": error.text, "means": error.means.as_str() }))
            .collect::<Vec<_>>(),
        "note": provider.note,
        "ispdb_difference": provider.ispdb_difference,
        "sources": provider
            .sources
            .iter()
            .map(|source| {
                let covers: Vec<&str> = source.covers.iter().map(|part| part.as_str()).collect();
                json!({
                    "url": source.url.as_ref().map(Link::as_str),
                    "title": source.title,
                    "checked": source.checked.to_string(),
                    "covers": covers,
                })
            })
            .collect::<Vec<_>>(),
        "confidence": {
            "servers": provider.servers_confidence.as_str(),
            "password": provider.password_confidence.as_str(),
        },
    })
}

fn endpoint(endpoint: &Endpoint) -> Value {
    let ways: Vec<&str> = endpoint.authentication.iter().map(|way| way.as_str()).collect();
    json!({
        "protocol": endpoint.protocol.as_str(),
        "host": endpoint.host.as_str(),
        "port": endpoint.port.get(),
        "tls": endpoint.tls.as_str(),
        "username_form": endpoint.username.as_str(),
        "authentication": ways,
    })
}

/// A server with what an address fills in.
pub fn server(facts: &ServerFacts<'_>) -> Value {
    let mut server = endpoint(facts.endpoint);
    server["host"] = json!(facts.host);
    server["username"] = json!(facts.username);
    server
}

/// What the user name is.
pub fn login(login: &Login) -> Value {
    json!({
        "name": login.name,
        "placeholder": login.placeholder,
        "url": login.url.as_ref().map(Link::as_str),
        "menu": login.menu,
    })
}

/// What must be switched on.
pub fn requirement(requirement: &Requirement) -> Value {
    json!({
        "imap": requirement.imap.as_str(),
        "pop3": requirement.pop3.as_str(),
        "smtp": requirement.smtp.as_str(),
        "url": requirement.url.as_ref().map(Link::as_str),
        "menu": requirement.menu,
    })
}

/// Which password.
pub fn password(rule: &PasswordRule) -> Value {
    let also: Vec<&str> = rule.also.iter().map(|kind| kind.as_str()).collect();
    let length = rule
        .format
        .length
        .map(|(least, most)| json!({ "least": least, "most": (most < u16::MAX).then_some(most) }));
    json!({
        "kind": rule.kind.as_str(),
        "also": also,
        "name": rule.name,
        "chosen_by": rule.chosen_by.map(|maker| maker.as_str()),
        "sent_by": rule.sent_by.map(|sent| sent.as_str()),
        "requires_two_factor": rule.requires_two_factor,
        "create_url": rule.create_url.as_ref().map(Link::as_str),
        "menu": rule.menu,
        "shown_once": rule.shown_once,
        "reissue_url": rule.reissue_url.as_ref().map(Link::as_str),
        "revoked_by_password_change": rule.revoked_by_password_change,
        "account_password_refused_since":
            rule.account_password_refused_since.map(|date| date.to_string()),
        "format": {
            "length": length,
            "groups": rule.format.groups,
            "characters": rule.format.characters.map(|characters| characters.as_str()),
            "case_sensitive": rule.format.case_sensitive,
        },
    })
}

fn links(links: &[Link]) -> Vec<&str> {
    links.iter().map(Link::as_str).collect()
}

/// An answer of the look-up: the same shape for every domain, filled as far as it is known.
pub fn answer(answer: &Answer<'_>, domain: &Domain, address: Option<&Address>) -> Value {
    let found = answer.found();
    let provider = answer.entry().map(Entry::provider);
    let login_name = found.and_then(|found| found.login.as_deref());
    let facts = |endpoints: &[Endpoint]| -> Value {
        let fill = |endpoint| server(&ServerFacts::new(endpoint, domain, address, login_name));
        found.map_or(json!([]), |_| endpoints.iter().map(fill).collect())
    };
    let service = provider.map(|provider| &provider.service);
    let mut rule = service.map(|service| password(&service.password)).unwrap_or_default();
    if let Some(provider) = provider {
        rule["confidence"] = json!(provider.password_confidence.as_str());
    }
    let profile =
        found.and_then(|found| found.documents.mobileconfig.as_ref().zip(found.own(address)));
    json!({
        "domain": domain.as_str(),
        "address": address.map(ToString::to_string),
        "served": found.is_some(),
        "reason": answer.reason().as_str(),
        "mx": answer.mx().map(Domain::as_str),
        "provider": service.map(|service| json!({
            "id": service.id,
            "name": service.name,
            "documentation": links(&service.documentation),
        })),
        "incoming": service.map_or(json!([]), |service| facts(&service.incoming)),
        "outgoing": service.map_or(json!([]), |service| facts(&service.outgoing)),
        "login": service.and_then(|service| service.login.as_ref()).map(login),
        "password": rule,
        "enable": service.map(|service| requirement(&service.requirement)),
        "profile": profile.map(|(profile, address)| profile.location(address)),
    })
}

/// Advice, in the sentences of a language.
pub fn advice(
    advice: &Advice,
    service: Option<&MailService>,
    guide: &Guide,
    language: Language,
) -> Value {
    let sentences = &guide.sentences;
    let say = |message: Message| sentences.say(language, message, &[]);
    let steps: Vec<String> =
        advice.steps.iter().map(|step| advice::step(*step, sentences, language)).collect();
    let links: Vec<&str> =
        service.map(advice::links).unwrap_or_default().iter().map(|link| link.as_str()).collect();
    json!({
        "language": language.as_str(),
        "cause": advice.cause.map_or("unknown", |cause| cause.as_str()),
        "cause_text": advice
            .cause
            .map(|cause| advice::cause_sentence(cause, service, sentences, language)),
        "password": service.map(|service| {
            let mut rule = password(&service.password);
            rule["text"] = json!(hint(service, sentences, language));
            rule
        }),
        "steps": steps,
        "links": links,
        "question": advice.question.map(|question| json!({
            "id": question.as_str(),
            "text": say(question.message()),
            "answers": question
                .answers()
                .into_iter()
                .map(|(id, text)| json!({ "id": id, "text": say(text) }))
                .collect::<Vec<_>>(),
        })),
    })
}
