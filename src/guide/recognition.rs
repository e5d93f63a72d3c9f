//! What servers and mail programs really say, and what it means.

use std::collections::HashSet;

use serde::Deserialize;

use super::Message;
use crate::mail::{ErrorMeaning, MailService, PasswordKind, keywords};

/// The longest pasted message that is looked at, in bytes.
pub const ERROR_MAX: usize = 4096;

keywords! {
    /// Why somebody is refused. The words are stable identifiers of the API.
    pub enum Cause {
        /// Only an app password is accepted.
        AppPasswordNeeded = "app_password_needed",
        /// Only the separate mail password is accepted.
        DedicatedPasswordNeeded = "dedicated_password_needed",
        /// Only an authorization code is accepted.
        AuthorizationCodeNeeded = "authorization_code_needed",
        /// Only sign-in through the browser is accepted.
        OAuth2Needed = "oauth2_needed",
        /// The user name or the password is wrong.
        WrongCredentials = "wrong_credentials",
        /// IMAP, POP3 or SMTP is switched off.
        AccessNotEnabled = "access_not_enabled",
        /// The account is locked.
        AccountLocked = "account_locked",
        /// Too many wrong attempts.
        TooManyAttempts = "too_many_attempts",
        /// Sign in on the web first.
        WebSignInNeeded = "web_sign_in_needed",
        /// The client does something the server does not trust.
        UnsafeClient = "unsafe_client",
        /// The plan does not include mail clients.
        PlanRequired = "plan_required",
        /// An old password is stored on the device.
        StoredCredentials = "stored_credentials",
        /// Host, port or TLS mode are wrong.
        ServerValues = "server_values",
        /// The server cannot be reached.
        Network = "network",
        /// The organisation decides.
        Administrator = "administrator",
    }
}

impl Cause {
    /// The sentence that tells it.
    pub fn message(self) -> Message {
        match self {
            Self::AppPasswordNeeded => Message::CauseAppPasswordNeeded,
            Self::DedicatedPasswordNeeded => Message::CauseDedicatedPasswordNeeded,
            Self::AuthorizationCodeNeeded => Message::CauseAuthorizationCodeNeeded,
            Self::OAuth2Needed => Message::CauseOauth2Needed,
            Self::WrongCredentials => Message::CauseWrongCredentials,
            Self::AccessNotEnabled => Message::CauseAccessNotEnabled,
            Self::AccountLocked => Message::CauseAccountLocked,
            Self::TooManyAttempts => Message::CauseTooManyAttempts,
            Self::WebSignInNeeded => Message::CauseWebSignInNeeded,
            Self::UnsafeClient => Message::CauseUnsafeClient,
            Self::PlanRequired => Message::CausePlanRequired,
            Self::StoredCredentials => Message::CauseStoredCredentials,
            Self::ServerValues => Message::CauseServerValues,
            Self::Network => Message::CauseNetwork,
            Self::Administrator => Message::CauseAdministrator,
        }
    }

    /// What a refused password means at a service that wants a certain kind.
    pub(super) fn of_refusal(service: &MailService) -> Self {
        match service.password.kind {
            PasswordKind::AppPassword => Self::AppPasswordNeeded,
            PasswordKind::Dedicated => Self::DedicatedPasswordNeeded,
            PasswordKind::AuthorizationCode => Self::AuthorizationCodeNeeded,
            PasswordKind::OAuth2Only => Self::OAuth2Needed,
            PasswordKind::Normal | PasswordKind::None | PasswordKind::Unknown => {
                Self::WrongCredentials
            }
        }
    }
}

impl From<ErrorMeaning> for Cause {
    fn from(meaning: ErrorMeaning) -> Self {
        match meaning {
            ErrorMeaning::AccessNotEnabled => Self::AccessNotEnabled,
            ErrorMeaning::AccountLocked => Self::AccountLocked,
            ErrorMeaning::AppPasswordNeeded => Self::AppPasswordNeeded,
            ErrorMeaning::AuthorizationCodeNeeded => Self::AuthorizationCodeNeeded,
            ErrorMeaning::DedicatedPasswordNeeded => Self::DedicatedPasswordNeeded,
            ErrorMeaning::OAuth2Needed => Self::OAuth2Needed,
            ErrorMeaning::PlanRequired => Self::PlanRequired,
            ErrorMeaning::TooManyAttempts => Self::TooManyAttempts,
            ErrorMeaning::UnsafeClient => Self::UnsafeClient,
            ErrorMeaning::WebSignInNeeded => Self::WebSignInNeeded,
            ErrorMeaning::WrongCredentials => Self::WrongCredentials,
        }
    }
}

/// What a pasted message was recognised as.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Recognition {
    /// The cause; nothing where the message is not known.
    pub cause: Option<Cause>,
}

/// The messages that are known everywhere.
pub struct ErrorTexts {
    texts: Vec<KnownText>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KnownText {
    #[serde(rename = "match")]
    text: String,
    cause: Cause,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    text: Vec<KnownText>,
}

impl ErrorTexts {
    /// Reads the built-in list.
    pub fn built_in() -> Self {
        let file: File =
            toml::from_str(include_str!("errors.toml")).expect("a test reads the built-in list");
        let texts = file.text.into_iter();
        let texts = texts.map(|known| KnownText { text: normal(&known.text), ..known }).collect();
        Self { texts }
    }

    /// Recognises a message: what the service is known to say goes first, then the longest of what
    /// is said everywhere.
    pub fn recognise(&self, error: &str, service: Option<&MailService>) -> Recognition {
        let error = normal(cut(error));
        let own = service.iter().flat_map(|service| &service.error_texts);
        let own = own
            .map(|known| (normal(&known.text), Cause::from(known.means)))
            .filter(|(text, _)| error.contains(text.as_str()))
            .max_by_key(|(text, _)| text.len());
        let general = || {
            let known = self.texts.iter().filter(|known| error.contains(&known.text));
            known.max_by_key(|known| known.text.len()).map(|known| known.cause)
        };
        let cause = own.map(|(_, cause)| cause).or_else(general);
        // A refusal that says no more means: another kind of password is wanted.
        let cause = match (cause, service) {
            (Some(Cause::WrongCredentials), Some(service)) => Some(Cause::of_refusal(service)),
            (cause, _) => cause,
        };
        Recognition { cause }
    }

    /// The texts that are listed, for tests that walk them.
    pub fn texts(&self) -> impl Iterator<Item = (&str, Cause)> {
        self.texts.iter().map(|known| (known.text.as_str(), known.cause))
    }

    /// Texts that stand in the list twice.
    pub fn duplicates(&self) -> Vec<&str> {
        let mut seen = HashSet::new();
        self.texts().map(|(text, _)| text).filter(|text| !seen.insert(*text)).collect()
    }
}

fn cut(text: &str) -> &str {
    let mut end = text.len().min(ERROR_MAX);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// Lower case, one space where there is white space, and the multi-line form of SMTP replies
/// (`534-5.7.9`, RFC 5321 §4.2.1) like the single-line one.
fn normal(text: &str) -> String {
    let mut normal = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !normal.is_empty() {
            normal.push(' ');
        }
        let bytes = word.as_bytes();
        let code = bytes.len() > 4 && bytes[..3].iter().all(u8::is_ascii_digit) && bytes[3] == b'-';
        if code && bytes[4].is_ascii_digit() {
            normal.push_str(&word[..3]);
            normal.push(' ');
            normal.push_str(&word[4..].to_lowercase());
        } else {
            normal.push_str(&word.to_lowercase());
        }
    }
    normal
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_recognised_in_any_case_and_form() {
        let texts = ErrorTexts::built_in();
        for (error, cause) in [
            (
                "NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)",
                Some(Cause::WrongCredentials),
            ),
            ("535 5.7.8 Error: authentication failed", Some(Cause::WrongCredentials)),
            (
                "534-5.7.9 Application-specific\r\n password required",
                Some(Cause::AppPasswordNeeded),
            ),
            ("[webalert https://x] Web login required.", Some(Cause::WebSignInNeeded)),
            ("Fehler (0X800CCC0E)", Some(Cause::Network)),
            ("アカウントがロックされています。", Some(Cause::AccountLocked)),
            ("hello", None),
            ("", None),
        ] {
            assert_eq!(texts.recognise(error, None).cause, cause, "{error}");
        }
    }

    #[test]
    fn no_text_stands_in_the_list_twice_or_is_too_short() {
        let texts = ErrorTexts::built_in();
        assert_eq!(texts.duplicates(), Vec::<&str>::new());
        assert!(texts.texts().all(|(text, _)| text.len() >= 5));
    }

    #[test]
    fn a_long_message_is_cut_on_a_character() {
        let error = format!("{}authenticationfailed", "ü".repeat(ERROR_MAX));
        assert_eq!(ErrorTexts::built_in().recognise(&error, None).cause, None);
    }
}
