//! Which password to type, where to get it, what to do first: in sentences of the asker's language.
//!
//! Providers hold facts, languages hold sentences; here the one chooses the other.

mod explanation;
mod language;
mod message;

pub use explanation::{Explanation, Paragraph, ServerFacts, explain};
pub use language::Language;
pub use message::{Argument, Message, Sentences};

use crate::mail::{MailService, PasswordKind};

/// The one sentence that travels with every document: which password this service wants.
pub fn hint(service: &MailService, sentences: &Sentences, language: Language) -> String {
    let rule = &service.password;
    let message = match (rule.kind, &rule.name) {
        (PasswordKind::Normal, _) => Message::HintNormal,
        (PasswordKind::AppPassword, _) => Message::HintAppPassword,
        (PasswordKind::Dedicated, None) => Message::HintDedicated,
        (PasswordKind::Dedicated, Some(_)) => Message::HintDedicatedNamed,
        (PasswordKind::AuthorizationCode, _) => Message::HintAuthorizationCode,
        (PasswordKind::OAuth2Only, _) if !rule.also.is_empty() => Message::HintOauth2OrOther,
        (PasswordKind::OAuth2Only, _) => Message::HintOauth2Only,
        (PasswordKind::None, _) => Message::HintNone,
        (PasswordKind::Unknown, _) => Message::HintUnknown,
    };
    let mut arguments = vec![("provider", Argument::Text(&service.name))];
    if let Some(name) = rule.name.as_deref().filter(|_| message == Message::HintDedicatedNamed) {
        arguments.push(("name", Argument::Text(name)));
    }
    sentences.say(language, message, &arguments)
}
