//! Which password a mail client wants, and what must be done before it is accepted.

use super::{Date, Link, keywords};

/// What is known of the password that a mail client must send.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PasswordRule {
    /// Which of the six kinds it is.
    pub kind: PasswordKind,
    /// Further kinds that work for some accounts.
    pub also: Vec<PasswordKind>,
    /// What the provider calls it.
    pub name: Option<Box<str>>,
    /// Who chooses it.
    pub chosen_by: Option<PasswordMaker>,
    /// How it reaches the user, if not on a page.
    pub sent_by: Option<SentBy>,
    /// Whether two-step sign-in must be on before it can be made.
    pub requires_two_factor: Option<bool>,
    /// Where it is made or shown.
    pub create_url: Option<Link>,
    /// The way there, as labels on the screen.
    pub menu: Vec<Box<str>>,
    /// Whether it is shown when it is made and never again.
    pub shown_once: Option<bool>,
    /// Where it can be seen again or made anew, if elsewhere.
    pub reissue_url: Option<Link>,
    /// Whether it dies when the account password changes.
    pub revoked_by_password_change: Option<bool>,
    /// Since when the account password is refused.
    pub account_password_refused_since: Option<Date>,
    /// What it looks like.
    pub format: PasswordFormat,
}

keywords! {
    /// The kinds of password that "enter your IMAP password" may mean.
    pub enum PasswordKind {
        /// The account's or mailbox's own password.
        Normal = "normal",
        /// One made for a single app in the security settings.
        AppPassword = "app_password",
        /// One that the provider issues or sets apart for mail.
        Dedicated = "dedicated",
        /// A code that replaces the password in mail clients (QQ, NetEase).
        AuthorizationCode = "authorization_code",
        /// No password works: sign in through the browser.
        OAuth2Only = "oauth2_only",
        /// Mail clients cannot get in at all.
        None = "none",
        /// Nobody we trust says.
        Unknown = "unknown",
    }
}

keywords! {
    /// Who chooses a password.
    pub enum PasswordMaker {
        /// It is generated or issued.
        Provider = "provider",
        /// It is made up by its user.
        User = "user",
    }
}

keywords! {
    /// How a password reaches its user.
    pub enum SentBy {
        /// In a message to another mailbox.
        Email = "email",
        /// On paper.
        Post = "post",
        /// In a text message.
        Sms = "sms",
    }
}

/// What a password looks like, so that a person can tell it from the others.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct PasswordFormat {
    /// The fewest and the most characters, equal where the length is fixed.
    pub length: Option<(u16, u16)>,
    /// Shown in that many groups, typed without the gaps.
    pub groups: Option<u16>,
    /// What it is made of.
    pub characters: Option<Characters>,
    /// Whether upper and lower case differ.
    pub case_sensitive: Option<bool>,
}

keywords! {
    /// What a password is made of.
    pub enum Characters {
        /// 0 to 9.
        Digits = "digits",
        /// a to z.
        Letters = "letters",
        /// a to z and 0 to 9.
        LettersDigits = "letters_digits",
        /// a to z, 0 to 9 and others.
        LettersDigitsSymbols = "letters_digits_symbols",
    }
}

/// What must be switched on before a client is let in.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Requirement {
    /// For IMAP.
    pub imap: Access,
    /// For POP3.
    pub pop3: Access,
    /// For SMTP.
    pub smtp: Access,
    /// The page with the switch.
    pub url: Option<Link>,
    /// The way there, as labels on the screen.
    pub menu: Vec<Box<str>>,
}

keywords! {
    /// Whether a protocol is open to clients.
    pub enum Access {
        /// Nothing needs to be done.
        AlwaysOn = "always_on",
        /// The administrator of the organisation decides.
        ByAdministrator = "by_administrator",
        /// The plan that was bought decides.
        ByPlan = "by_plan",
        /// The user must switch it on.
        Required = "required",
        /// Nobody we trust says.
        Unknown = "unknown",
    }
}

/// What a server says when it refuses, and what that means.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ErrorText {
    /// A part of the text that stays the same.
    pub text: Box<str>,
    /// What is wrong.
    pub means: ErrorMeaning,
}

keywords! {
    /// What is wrong when a server refuses.
    pub enum ErrorMeaning {
        /// IMAP, POP3 or SMTP is switched off.
        AccessNotEnabled = "access_not_enabled",
        /// The account is locked.
        AccountLocked = "account_locked",
        /// Only an app password is accepted.
        AppPasswordNeeded = "app_password_needed",
        /// Only an authorization code is accepted.
        AuthorizationCodeNeeded = "authorization_code_needed",
        /// Only the mail password is accepted.
        DedicatedPasswordNeeded = "dedicated_password_needed",
        /// Only sign-in through the browser is accepted.
        OAuth2Needed = "oauth2_needed",
        /// The plan does not include mail clients.
        PlanRequired = "plan_required",
        /// Too many wrong attempts; wait.
        TooManyAttempts = "too_many_attempts",
        /// The client does something the server does not trust.
        UnsafeClient = "unsafe_client",
        /// Sign in on the web first.
        WebSignInNeeded = "web_sign_in_needed",
        /// The user name or the password is wrong.
        WrongCredentials = "wrong_credentials",
    }
}
