//! What to do: the entries of `rules.toml` that fit a situation, in words.

use serde::Deserialize;

use super::{
    App, Argument, Cause, Change, Language, Message, Question, Sentences, Situation, Symptom,
    TwoFactor,
};
use crate::mail::{Link, MailService, PasswordKind, Username};

/// Where Office keeps identities; `advice-office-identity` warns of it.
const OFFICE_IDENTITIES: &str =
    r"HKEY_CURRENT_USER\SOFTWARE\Microsoft\Office\16.0\Common\Identity\Identities";

/// All entries.
pub struct Rules {
    entries: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    entry: Vec<Entry>,
}

/// An entry; what is not given is no condition.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    /// The rule of the research that it carries out.
    rule: Option<String>,
    says: Vec<Message>,
    causes: Option<Vec<Cause>>,
    providers: Option<Vec<String>>,
    kinds: Option<Vec<PasswordKind>>,
    two_factor: Option<Vec<TwoFactor>>,
    changes: Option<Vec<Change>>,
    apps: Option<Vec<App>>,
    symptoms: Option<Vec<Symptom>>,
    oauth2: Option<bool>,
    shown_once: Option<bool>,
    needs_two_factor: Option<bool>,
    username: Option<String>,
}

/// What to do, and what to ask next.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Advice {
    /// Why somebody is refused; nothing where that is not known.
    pub cause: Option<Cause>,
    /// The steps, in their order.
    pub steps: Vec<Message>,
    /// The rules of the research that the steps carry out.
    pub rules: Vec<String>,
    /// The next question whose answer would help.
    pub question: Option<Question>,
}

impl Rules {
    /// Reads the built-in rules.
    pub fn built_in() -> Self {
        let file: File =
            toml::from_str(include_str!("rules.toml")).expect("a test reads the built-in rules");
        Self { entries: file.entry }
    }

    /// The identifiers of all rules, each once.
    pub fn ids(&self) -> Vec<&str> {
        let mut ids: Vec<&str> =
            self.entries.iter().filter_map(|entry| entry.rule.as_deref()).collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    }

    /// Advises.
    pub fn advise(&self, situation: &Situation<'_>) -> Advice {
        let cause = cause(situation);
        let mut steps: Vec<Message> = Vec::new();
        let mut rules: Vec<String> = Vec::new();
        for entry in self.entries.iter().filter(|entry| entry.fits(cause, situation)) {
            for step in &entry.says {
                if !steps.contains(step) {
                    steps.push(*step);
                }
            }
            rules.extend(entry.rule.clone());
        }
        rules.dedup();
        Advice { cause, steps, rules, question: situation.question() }
    }
}

impl Entry {
    fn fits(&self, cause: Option<Cause>, situation: &Situation<'_>) -> bool {
        let service = situation.service;
        let of_service = |fits: &dyn Fn(&MailService) -> bool| service.is_some_and(fits);
        one_of(&self.causes, cause)
            && one_of(&self.two_factor, situation.two_factor)
            && one_of(&self.changes, situation.change)
            && one_of(&self.apps, situation.app)
            && one_of(&self.symptoms, situation.symptom)
            && self.providers.as_ref().is_none_or(|providers| {
                of_service(&|service| providers.iter().any(|id| **id == *service.id))
            })
            && self
                .kinds
                .as_ref()
                .is_none_or(|kinds| of_service(&|service| kinds.contains(&service.password.kind)))
            && self.oauth2.is_none_or(|wanted| situation.offers_oauth2() == wanted)
            && self.shown_once.is_none_or(|wanted| {
                of_service(&|service| service.password.shown_once == Some(wanted))
            })
            && self.needs_two_factor.is_none_or(|wanted| {
                of_service(&|service| service.password.requires_two_factor == Some(wanted))
            })
            && self.username.as_ref().is_none_or(|form| {
                let typed = |username: &Username| username.as_str() == form;
                of_service(&|s| s.incoming.first().is_some_and(|e| typed(&e.username)))
            })
    }
}

/// No condition, or the value is there and among those wanted.
fn one_of<T: PartialEq>(wanted: &Option<Vec<T>>, value: Option<T>) -> bool {
    wanted.as_ref().is_none_or(|wanted| value.is_some_and(|value| wanted.contains(&value)))
}

/// What the message was recognised as, or else what the answers say.
fn cause(situation: &Situation<'_>) -> Option<Cause> {
    if let Some(cause) = situation.recognition.and_then(|recognition| recognition.cause) {
        return Some(cause);
    }
    match situation.symptom? {
        Symptom::Connection => Some(Cause::Network),
        Symptom::Locked => Some(Cause::AccountLocked),
        Symptom::Dialog | Symptom::Silent => Some(Cause::StoredCredentials),
        Symptom::Password if situation.app == Some(App::Everywhere) => {
            Some(Cause::WrongCredentials)
        }
        Symptom::Password => {
            Some(situation.service.map_or(Cause::WrongCredentials, Cause::of_refusal))
        }
        Symptom::Other => None,
    }
}

/// A step in words.
pub fn step(step: Message, sentences: &Sentences, language: Language) -> String {
    match step {
        Message::AdviceOfficeIdentity => {
            sentences.say(language, step, &[("key", Argument::Text(OFFICE_IDENTITIES))])
        }
        _ => sentences.say(language, step, &[]),
    }
}

/// The cause in words.
pub fn cause_sentence(
    cause: Cause,
    service: Option<&MailService>,
    sentences: &Sentences,
    language: Language,
) -> String {
    let name = service.map_or("", |service| &service.name);
    let message = match (cause, service) {
        // Without a provider there is nobody to name.
        (
            Cause::AppPasswordNeeded
            | Cause::DedicatedPasswordNeeded
            | Cause::AuthorizationCodeNeeded
            | Cause::OAuth2Needed,
            None,
        ) => return sentences.say(language, kind_of_cause(cause), &[]),
        _ => cause.message(),
    };
    let named = [("provider", Argument::Text(name))];
    let arguments: &[_] = if names_provider(cause) { &named } else { &[] };
    sentences.say(language, message, arguments)
}

fn names_provider(cause: Cause) -> bool {
    matches!(
        cause,
        Cause::AppPasswordNeeded
            | Cause::DedicatedPasswordNeeded
            | Cause::AuthorizationCodeNeeded
            | Cause::OAuth2Needed
    )
}

fn kind_of_cause(cause: Cause) -> Message {
    match cause {
        Cause::DedicatedPasswordNeeded => Message::PasswordDedicated,
        Cause::AuthorizationCodeNeeded => Message::PasswordAuthorizationCode,
        Cause::OAuth2Needed => Message::PasswordOauth2Only,
        _ => Message::PasswordAppPassword,
    }
}

/// Where the steps lead: making the password, switching access on, the provider's help.
pub fn links(service: &MailService) -> Vec<&Link> {
    let rule = &service.password;
    let mut links: Vec<&Link> = Vec::new();
    let all = rule
        .create_url
        .iter()
        .chain(&rule.reissue_url)
        .chain(&service.requirement.url)
        .chain(service.login.iter().filter_map(|login| login.url.as_ref()))
        .chain(&service.documentation);
    for link in all {
        if !links.contains(&link) {
            links.push(link);
        }
    }
    links
}
