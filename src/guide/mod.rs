//! Which password to type, where to get it, what to do first: in sentences of the asker's language.
//!
//! Providers hold facts, languages hold sentences; here the one chooses the other.

pub mod advice;
mod explanation;
mod language;
mod message;
mod recognition;
mod situation;

pub use advice::{Advice, Rules};
pub use explanation::{Explanation, Paragraph, ServerFacts, explain, username_words};
pub use language::Language;
pub use message::{Argument, Message, Sentences};
pub use recognition::{Cause, ERROR_MAX, ErrorTexts, Recognition};
pub use situation::{App, Change, Question, Situation, Symptom, TwoFactor};

use crate::mail::{MailService, PasswordKind};

/// All that the guide is made of.
pub struct Guide {
    /// The sentences.
    pub sentences: Sentences,
    /// What to do, and when.
    pub rules: Rules,
    /// What servers and programs say.
    pub error_texts: ErrorTexts,
}

impl Guide {
    /// Reads all built-in files.
    pub fn built_in() -> Self {
        Self {
            sentences: Sentences::built_in(),
            rules: Rules::built_in(),
            error_texts: ErrorTexts::built_in(),
        }
    }
}

/// The hint in every language, in the order of [`Language::ALL`].
pub type Hints = [String; Language::ALL.len()];

/// The [`hint`] in every language.
pub fn hints(service: &MailService, sentences: &Sentences) -> Hints {
    Language::ALL.map(|language| hint(service, sentences, language))
}

/// The one sentence that travels with every document: which password this service wants. The
/// operator's own words go before ours.
pub fn hint(service: &MailService, sentences: &Sentences, language: Language) -> String {
    let own = |wanted| service.hints.iter().find(|(language, _)| *language == wanted);
    if let Some((_, text)) = own(language).or_else(|| own(Language::FALLBACK)) {
        return text.to_string();
    }
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
