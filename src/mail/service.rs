//! What a mail service is: its servers, how one signs in, and with which password.

use std::fmt;
use std::num::NonZeroU16;

use super::{
    Address, Companions, Domain, ErrorText, Link, PasswordKind, PasswordRule, Requirement,
    Template, keywords,
};
use crate::guide::Language;

/// A TCP port.
pub type Port = NonZeroU16;

/// A mail service as the program runs on it. Every document is made from this and nothing else.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct MailService {
    /// A stable identifier: lower-case letters, digits, hyphens.
    pub id: Box<str>,
    /// The name in full, at most 60 characters.
    pub name: Box<str>,
    /// The name in short, at most 20 characters.
    pub short_name: Box<str>,
    /// The provider's own domain, if it has one.
    pub own_domain: Option<Domain>,
    /// Servers to read mail from, best first.
    pub incoming: Vec<Endpoint>,
    /// Servers to send mail through, best first.
    pub outgoing: Vec<Endpoint>,
    /// What the user name is, where it is not simply made from the address.
    pub login: Option<Login>,
    /// Which password a mail client wants.
    pub password: PasswordRule,
    /// What must be switched on before a client is let in.
    pub requirement: Requirement,
    /// What the servers say when they refuse, and what that means.
    pub error_texts: Vec<ErrorText>,
    /// The provider's help pages, best first.
    pub documentation: Vec<Link>,
    /// The operator's own hint about the password, by language; English stands in for the others.
    pub hints: Vec<(Language, Box<str>)>,
    /// The provider's mark, as a picture.
    pub logo: Option<Link>,
    /// What is offered beside mail.
    pub companions: Companions,
    /// The issuer of an identity provider of the operator's own (RFC 8414).
    pub oauth2_issuer: Option<Link>,
    /// What Autodiscover does.
    pub autodiscover: AutodiscoverMode,
}

impl MailService {
    /// The endpoint that documents with room for one server a protocol announce.
    pub fn preferred(&self, protocol: Protocol) -> Option<&Endpoint> {
        self.endpoints().find(|endpoint| endpoint.protocol == protocol)
    }

    /// All endpoints, incoming first, best first.
    pub fn endpoints(&self) -> impl Iterator<Item = &Endpoint> {
        self.incoming.iter().chain(&self.outgoing)
    }

    /// Whether a client that can only type a password can ever get in.
    pub fn takes_password(&self) -> bool {
        let typed = |endpoints: &[Endpoint]| {
            endpoints.iter().any(|e| e.authentication.iter().any(|a| a.is_typed()))
        };
        let works = match self.password.kind {
            PasswordKind::None => false,
            PasswordKind::OAuth2Only => !self.password.also.is_empty(),
            _ => true,
        };
        works && typed(&self.incoming) && typed(&self.outgoing)
    }

    /// Whether a user name must be looked up in a directory.
    pub fn needs_directory(&self) -> bool {
        self.endpoints().any(|endpoint| endpoint.username == Username::Directory)
    }

    /// The page to send people to: where the password is made, or else the provider's help.
    pub fn help(&self) -> Option<&Link> {
        self.password.create_url.as_ref().or_else(|| self.documentation.first())
    }
}

/// What Autodiscover does for a service.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub enum AutodiscoverMode {
    /// It answers.
    #[default]
    Answer,
    /// It is switched off.
    Off,
    /// It sends clients on with the same local part at another domain (`RedirectAddr`).
    RedirectAddress(Domain),
    /// It sends clients on to another server (`RedirectUrl`).
    RedirectUrl(Link),
}

/// One server, as a client needs it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Endpoint {
    /// What is spoken.
    pub protocol: Protocol,
    /// The host name; only the domain may be filled in.
    pub host: Template,
    /// The port.
    pub port: Port,
    /// When TLS begins.
    pub tls: TlsMode,
    /// Whether TLS from the first byte on a port that is known for STARTTLS is no mistake.
    pub unusual_port: bool,
    /// What to type as user name.
    pub username: Username,
    /// Ways to sign in, best first, never empty.
    pub authentication: Vec<Authentication>,
}

keywords! {
    /// A mail access protocol.
    pub enum Protocol {
        /// RFC 9051.
        Imap = "imap",
        /// RFC 1939.
        Pop3 = "pop3",
        /// Message submission, RFC 6409.
        Smtp = "smtp",
    }
}

impl Protocol {
    /// The name as people write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Imap => "IMAP",
            Self::Pop3 => "POP3",
            Self::Smtp => "SMTP",
        }
    }
}

keywords! {
    /// When TLS begins.
    pub enum TlsMode {
        /// With the first byte (RFC 8314 §3).
        Implicit = "implicit",
        /// By a command, and then it must.
        StartTls = "starttls",
        /// Never. Served only to operators who ask for it.
        None = "none",
    }
}

/// What to type as user name.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Username {
    /// The whole address.
    Address,
    /// What stands before the `@`.
    LocalPart,
    /// Something the provider issued, which cannot be told from the address: see [`Login`].
    Issued,
    /// Made from the parts of the address in another way.
    Template(Template),
    /// What a directory has for the address; the whole address where it has nothing.
    Directory,
}

impl Username {
    /// The form in a word or, where it is one, the template.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Address => "address",
            Self::LocalPart => "local_part",
            Self::Issued => "issued",
            Self::Template(template) => template.as_str(),
            Self::Directory => "directory",
        }
    }

    /// The user name of a mailbox, unless only its user can tell: it was issued, or it is made from
    /// an address that is not known. `login` is what a directory has.
    pub fn fill(
        &self,
        domain: &Domain,
        address: Option<&Address>,
        login: Option<&str>,
    ) -> Option<String> {
        match self {
            Self::Address => address.map(ToString::to_string),
            Self::LocalPart => address.map(|address| address.local_part().to_owned()),
            Self::Issued => None,
            Self::Template(template) => match address {
                Some(address) => Some(template.fill(address)),
                None if template.needs_address() => None,
                None => Some(template.fill_domain(domain)),
            },
            Self::Directory => {
                login.map(str::to_owned).or_else(|| address.map(ToString::to_string))
            }
        }
    }
}

impl fmt::Display for Username {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What a provider calls the user name, and where its customers read it.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Login {
    /// The provider's own word, such as `IMAP ID`.
    pub name: Option<Box<str>>,
    /// A visible instruction for documents that must have a user name; set where it is issued.
    pub placeholder: Option<Box<str>>,
    /// Where it can be read.
    pub url: Option<Link>,
    /// The way there, as labels on the screen.
    pub menu: Vec<Box<str>>,
}

keywords! {
    /// A way to sign in.
    pub enum Authentication {
        /// In the browser, by XOAUTH2 or OAUTHBEARER.
        OAuth2 = "oauth2",
        /// A password, sent inside TLS.
        Password = "password",
        /// A password, by a challenge such as CRAM-MD5 or SCRAM.
        PasswordEncrypted = "password_encrypted",
        /// Not at all (outgoing only).
        None = "none",
    }
}

impl Authentication {
    /// Whether the user types something.
    pub fn is_typed(self) -> bool {
        matches!(self, Self::Password | Self::PasswordEncrypted)
    }
}
