//! What is known of a person's trouble: the service, the answers to a few questions, the message.

use super::{Message, Recognition};
use crate::mail::{Authentication, MailService, PasswordKind, keywords};

/// What is known so far. Everything may be missing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Situation<'a> {
    /// The service of the address.
    pub service: Option<&'a MailService>,
    /// Whether two-step sign-in is on.
    pub two_factor: Option<TwoFactor>,
    /// What changed last.
    pub change: Option<Change>,
    /// Where it fails.
    pub app: Option<App>,
    /// What the message says, roughly.
    pub symptom: Option<Symptom>,
    /// What the pasted message was recognised as, if one was pasted.
    pub recognition: Option<Recognition>,
}

keywords! {
    /// A question that the guide may ask, in this order.
    pub enum Question {
        /// Which address?
        Address = "address",
        /// Is two-step sign-in on?
        TwoFactor = "two_factor",
        /// What changed last?
        Change = "change",
        /// Which app fails, and does web mail work?
        App = "app",
        /// What does the message say?
        Symptom = "message",
    }
}

keywords! {
    /// Whether two-step sign-in is on.
    pub enum TwoFactor {
        /// It is.
        Yes = "yes",
        /// It is not.
        No = "no",
        /// The person does not know.
        NotSure = "not_sure",
    }
}

keywords! {
    /// What changed last.
    pub enum Change {
        /// The phone.
        Phone = "phone",
        /// The computer.
        Computer = "computer",
        /// A move to Outlook.
        Outlook = "outlook",
        /// The password of the account.
        Password = "password",
        /// Two-step sign-in was turned on.
        TwoFactor = "two_factor",
        /// Nothing.
        Nothing = "nothing",
    }
}

keywords! {
    /// Where it fails.
    pub enum App {
        /// Outlook on Windows.
        Outlook = "outlook",
        /// The mail app of the phone.
        Phone = "phone",
        /// Another mail program.
        Program = "program",
        /// Sending alone.
        Sending = "sending",
        /// Everywhere, web mail too.
        Everywhere = "everywhere",
    }
}

keywords! {
    /// What the message says, roughly.
    pub enum Symptom {
        /// The password or the user name is wrong.
        Password = "password",
        /// The server cannot be reached.
        Connection = "connection",
        /// The account is locked.
        Locked = "locked",
        /// Windows asks for credentials again and again.
        Dialog = "dialog",
        /// Nothing is said and nothing is asked.
        Silent = "silent",
        /// Something else.
        Other = "other",
    }
}

impl Question {
    /// The sentence that asks.
    pub fn message(self) -> Message {
        match self {
            Self::Address => Message::QuestionAddress,
            Self::TwoFactor => Message::QuestionTwoFactor,
            Self::Change => Message::QuestionChange,
            Self::App => Message::QuestionApp,
            Self::Symptom => Message::QuestionMessage,
        }
    }

    /// The answers to choose from, each with its word and its sentence; none where one types.
    pub fn answers(self) -> Vec<(&'static str, Message)> {
        match self {
            Self::Address => Vec::new(),
            Self::TwoFactor => vec![
                (TwoFactor::Yes.as_str(), Message::AnswerYes),
                (TwoFactor::No.as_str(), Message::AnswerNo),
                (TwoFactor::NotSure.as_str(), Message::AnswerNotSure),
            ],
            Self::Change => vec![
                (Change::Phone.as_str(), Message::AnswerChangedPhone),
                (Change::Computer.as_str(), Message::AnswerChangedComputer),
                (Change::Outlook.as_str(), Message::AnswerChangedOutlook),
                (Change::Password.as_str(), Message::AnswerChangedPassword),
                (Change::TwoFactor.as_str(), Message::AnswerChangedTwoFactor),
                (Change::Nothing.as_str(), Message::AnswerChangedNothing),
            ],
            Self::App => vec![
                (App::Outlook.as_str(), Message::AnswerAppOutlook),
                (App::Phone.as_str(), Message::AnswerAppPhone),
                (App::Program.as_str(), Message::AnswerAppProgram),
                (App::Sending.as_str(), Message::AnswerAppSending),
                (App::Everywhere.as_str(), Message::AnswerAppEverywhere),
            ],
            Self::Symptom => vec![
                (Symptom::Password.as_str(), Message::AnswerMessagePassword),
                (Symptom::Connection.as_str(), Message::AnswerMessageConnection),
                (Symptom::Locked.as_str(), Message::AnswerMessageLocked),
                (Symptom::Dialog.as_str(), Message::AnswerMessageDialog),
                (Symptom::Silent.as_str(), Message::AnswerMessageSilent),
                (Symptom::Other.as_str(), Message::AnswerMessageOther),
            ],
        }
    }
}

impl Situation<'_> {
    /// The next question whose answer would help; none once a message was recognised.
    pub fn question(&self) -> Option<Question> {
        if self.service.is_none() {
            return Some(Question::Address);
        }
        if self.recognition.is_some_and(|recognition| recognition.cause.is_some()) {
            return None;
        }
        Question::ALL.into_iter().find(|question| match question {
            Question::Address => false,
            Question::TwoFactor => self.two_factor.is_none() && self.two_factor_matters(),
            Question::Change => self.change.is_none(),
            Question::App => self.app.is_none(),
            Question::Symptom => self.symptom.is_none(),
        })
    }

    /// Whether two-step sign-in decides which password is wanted.
    fn two_factor_matters(&self) -> bool {
        self.service.is_some_and(|service| {
            let rule = &service.password;
            let app_password = rule.kind == PasswordKind::AppPassword
                || rule.also.contains(&PasswordKind::AppPassword);
            (app_password || rule.kind == PasswordKind::Unknown)
                && rule.requires_two_factor != Some(false)
        })
    }

    /// Whether the service lets people sign in through the browser.
    pub(super) fn offers_oauth2(&self) -> bool {
        self.service.is_some_and(|service| {
            service.endpoints().any(|e| e.authentication.contains(&Authentication::OAuth2))
        })
    }
}
