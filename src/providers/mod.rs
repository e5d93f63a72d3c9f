//! The provider database: who serves which domain, with what, and which password they want.
//!
//! [`read()`] turns one file into a [`Provider`], or into all of its faults; [`Database`] puts files
//! together. Nothing here touches a disk: the shell hands in texts.

mod database;
mod embedded;
mod findings;
mod import;
mod read;
pub(crate) mod sense;
pub(crate) mod service;

pub use database::{Database, ProviderFile};
pub use embedded::embedded;
pub use import::{ImportError, Imported, import};
pub(crate) use read::UNKNOWN_REQUIREMENT;
pub use read::{ReadProvider, read};

use crate::mail::{Date, Domain, Link, MailService, keywords};

/// A provider as its file describes it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Provider {
    /// Its service, whether or not we hand it out.
    pub service: MailService,
    /// Whether we hand it out, or why not.
    pub status: Status,
    /// Mail domains; the first one is the provider's own.
    pub domains: Vec<Domain>,
    /// Suffixes of MX host names.
    pub mx: Vec<Domain>,
    /// ISO 3166 codes of its customers; empty means anywhere.
    pub countries: Vec<Box<str>>,
    /// ISO 639 codes of its customers; empty means any.
    pub languages: Vec<Box<str>>,
    /// A remark for maintainers.
    pub note: Option<Box<str>>,
    /// Why the servers differ from Thunderbird's ISPDB.
    pub ispdb_difference: Option<Box<str>>,
    /// Where the facts come from, never empty.
    pub sources: Vec<Source>,
    /// How well the sources agree on the servers.
    pub servers_confidence: Confidence,
    /// How well the sources agree on the password.
    pub password_confidence: Confidence,
}

keywords! {
    /// Whether a provider's settings are handed out, or why not.
    pub enum Status {
        /// They are.
        Served = "served",
        /// The only servers known speak plain text.
        UnencryptedOnly = "unencrypted_only",
        /// Only the provider's own apps reach the mailbox.
        NoMailProtocol = "no_mail_protocol",
        /// A program on the user's computer stands between.
        BridgeOnly = "bridge_only",
        /// A phone service, not a mailbox.
        MmsOnly = "mms_only",
        /// Nobody we trust names the servers.
        NotEstablished = "not_established",
    }
}

keywords! {
    /// How well independent sources agree.
    pub enum Confidence {
        /// Three or more agree.
        ThreeOrMore = "3+",
        /// Two agree.
        Two = "2",
        /// There is only one.
        One = "1",
        /// Nobody names a special rule.
        Default = "default",
        /// They contradict each other.
        Conflict = "conflict",
        /// Nobody we trust says.
        Unverified = "unverified",
        /// There is nothing to be sure of.
        NotApplicable = "not_applicable",
    }
}

/// Where facts come from.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Source {
    /// The page.
    pub url: Option<Link>,
    /// What it is, where there is no page or the page needs a name.
    pub title: Option<Box<str>>,
    /// When it was read.
    pub checked: Date,
    /// Which facts it covers.
    pub covers: Vec<Coverage>,
}

keywords! {
    /// A part of a provider file that a source vouches for.
    pub enum Coverage {
        /// Hosts, ports, TLS modes, user names.
        Servers = "servers",
        /// What the user name is.
        Login = "login",
        /// The password rule.
        Password = "password",
        /// What must be switched on.
        Enable = "enable",
        /// What the servers say.
        ErrorText = "error_text",
        /// MX suffixes.
        Mx = "mx",
    }
}
