//! Apple configuration profiles, by the schemas that Apple publishes for them: `TopLevel`,
//! `com.apple.mail.managed`, `com.apple.caldav.account` and `com.apple.carddav.account`.
//!
//! Apple's devices ask no domain for settings: a person opens a link and installs what comes. The
//! profile never holds a password; the device asks for it, and the texts say which one to type.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use plist::{Dictionary, Value};
use uuid::Uuid;

use crate::guide::{Hints, Language};
use crate::mail::{
    Address, Authentication, Domain, Endpoint, Link, MailService, Protocol, TlsMode, WebAddress,
    WebServiceKind,
};

/// The media type of profiles, signed or not.
pub const CONTENT_TYPE: &str = "application/x-apple-aspen-config";

/// The path that we send people to.
const PATH: &str = "/profile.mobileconfig";
/// What need not be escaped in a query (RFC 3986 §2.3).
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The namespace of all identifiers (RFC 9562 §5.5). A new one would make every device take the
/// next profile for another account.
const NAMESPACE: Uuid = Uuid::from_u128(0xcddafa5b_993d_4163_90c7_3b022ae6a556);

/// The profile of one service, waiting for a person and a language.
#[derive(Clone, Debug)]
pub struct Profile {
    name: Box<str>,
    incoming: Endpoint,
    outgoing: Endpoint,
    calendars: Option<WebAddress>,
    contacts: Option<WebAddress>,
    /// Which password to type, by language.
    hints: [Box<str>; Language::ALL.len()],
    help: Option<Link>,
}

impl Profile {
    /// Prepares the profile of a service, or nothing where no password works: profiles know no
    /// OAuth2 for mail. `help` is the page that the hints lead to.
    pub fn compile(service: &MailService, help: Option<&Link>, hints: &Hints) -> Option<Self> {
        if !service.takes_password() {
            return None;
        }
        let incoming = told(service, Protocol::Imap).or_else(|| told(service, Protocol::Pop3))?;
        let outgoing = told(service, Protocol::Smtp)?;
        Some(Self {
            name: service.name.clone(),
            incoming: incoming.clone(),
            outgoing: outgoing.clone(),
            calendars: service.companions.web(WebServiceKind::CalDav).cloned(),
            contacts: service.companions.web(WebServiceKind::CardDav).cloned(),
            hints: hints.each_ref().map(|hint| hint.as_str().into()),
            help: help.cloned(),
        })
    }

    /// The profile for a domain and, where it is known, an address of it; `login` is the login name
    /// that a directory has. What is not known is left out, and the device asks for it.
    pub fn render(
        &self,
        domain: &Domain,
        address: Option<&Address>,
        login: Option<&str>,
        language: Language,
    ) -> Vec<u8> {
        let whom = Whom { domain, address, login };
        let mut content = vec![Value::Dictionary(self.mail(whom))];
        content.extend(self.calendars.as_ref().map(|at| self.web(whom, &CALENDARS, at)));
        content.extend(self.contacts.as_ref().map(|at| self.web(whom, &CONTACTS, at)));
        let mut root = self.payload(whom, Payload::Profile);
        root.insert("PayloadDescription".to_owned(), self.hint(language).into());
        root.insert("PayloadOrganization".to_owned(), (&*self.name).into());
        root.insert("ConsentText".to_owned(), Value::Dictionary(self.consent()));
        root.insert("PayloadContent".to_owned(), Value::Array(content));
        let mut bytes = Vec::with_capacity(8 * 1024);
        let written = Value::Dictionary(root).to_writer_xml(&mut bytes);
        written
            .expect("a Vec takes all bytes, and XML has a form for strings, numbers and switches");
        bytes.push(b'\n');
        bytes
    }

    /// Where the profile for an address is, below the root of any server that answers for it.
    pub fn location(&self, address: &Address) -> String {
        location(address)
    }

    /// What the device shows before it installs, in its own language.
    fn consent(&self) -> Dictionary {
        let fallback = ("default", Language::FALLBACK);
        let languages = Language::ALL.map(|language| (language.as_str(), language));
        let texts = std::iter::once(fallback).chain(languages);
        texts.map(|(tag, language)| (tag, self.hint(language))).collect()
    }

    /// Which password to type, and the page that tells more.
    fn hint(&self, language: Language) -> String {
        let hint = &self.hints[language.index()];
        match &self.help {
            Some(link) => format!("{hint}\n{link}"),
            None => hint.to_string(),
        }
    }

    fn mail(&self, whom: Whom<'_>) -> Dictionary {
        let mut mail = self.payload(whom, Payload::Mail);
        let kind = match self.incoming.protocol {
            Protocol::Pop3 => "EmailTypePOP",
            Protocol::Imap | Protocol::Smtp => "EmailTypeIMAP",
        };
        mail.insert("EmailAccountType".to_owned(), kind.into());
        mail.insert("EmailAccountDescription".to_owned(), self.label(whom).into());
        if let Some(address) = whom.address {
            mail.insert("EmailAddress".to_owned(), address.to_string().into());
        }
        server(whom, &self.incoming, "Incoming", &mut mail);
        server(whom, &self.outgoing, "Outgoing", &mut mail);
        let same = self.incoming.username == self.outgoing.username;
        mail.insert("OutgoingPasswordSameAsIncomingPassword".to_owned(), same.into());
        mail
    }

    fn web(&self, whom: Whom<'_>, keys: &WebKeys, address: &WebAddress) -> Value {
        let mut web = self.payload(whom, keys.payload);
        web.insert(keys.description.to_owned(), self.label(whom).into());
        web.insert(keys.host.to_owned(), address.host().fill_domain(whom.domain).into());
        web.insert(keys.port.to_owned(), u64::from(address.port().get()).into());
        web.insert(keys.tls.to_owned(), true.into());
        // The root is where devices begin by themselves, with `.well-known` (RFC 6764 §5).
        if address.path() != "/" {
            web.insert(keys.path.to_owned(), address.path().into());
        }
        if let Some(username) = whom.username(&self.incoming) {
            web.insert(keys.username.to_owned(), username.into());
        }
        Value::Dictionary(web)
    }

    /// The keys that every payload has.
    fn payload(&self, whom: Whom<'_>, payload: Payload) -> Dictionary {
        let name = match payload {
            Payload::Profile => format!("{} ({})", self.name, whom.title()),
            Payload::Mail => {
                format!("{}, {}", self.incoming.protocol.name(), self.outgoing.protocol.name())
            }
            Payload::Calendars => "CalDAV".to_owned(),
            Payload::Contacts => "CardDAV".to_owned(),
        };
        Dictionary::from_iter([
            ("PayloadType", Value::from(payload.kind())),
            ("PayloadVersion", 1_u64.into()),
            ("PayloadIdentifier", whom.identifier(payload).into()),
            ("PayloadUUID", whom.uuid(payload).hyphenated().to_string().to_uppercase().into()),
            ("PayloadDisplayName", name.into()),
        ])
    }

    /// What the account is called on the device.
    fn label(&self, whom: Whom<'_>) -> String {
        whom.address.map_or_else(|| self.name.to_string(), ToString::to_string)
    }
}

fn location(address: &Address) -> String {
    format!("{PATH}?emailaddress={}", utf8_percent_encode(&address.to_string(), ESCAPED))
}

//----------- Servers --------------------------------------------------------

/// The endpoint of a protocol that a profile tells: the best of those that take a password, TLS
/// from the first byte before STARTTLS, which a profile cannot demand (protocols §6.1).
fn told(service: &MailService, protocol: Protocol) -> Option<&Endpoint> {
    service
        .endpoints()
        .filter(|endpoint| endpoint.protocol == protocol)
        .filter(|endpoint| endpoint.authentication.iter().any(|way| way.is_typed()))
        .min_by_key(|endpoint| match endpoint.tls {
            TlsMode::Implicit => 0,
            TlsMode::StartTls => 1,
            TlsMode::None => 2,
        })
}

fn server(whom: Whom<'_>, endpoint: &Endpoint, direction: &str, mail: &mut Dictionary) {
    let mut insert = |name: &str, value: Value| {
        mail.insert(format!("{direction}MailServer{name}"), value);
    };
    insert("HostName", endpoint.host.fill_domain(whom.domain).into());
    insert("PortNumber", u64::from(endpoint.port.get()).into());
    // Without it, devices may begin in plain text.
    insert("UseSSL", (endpoint.tls != TlsMode::None).into());
    insert("Authentication", authentication(endpoint).into());
    if let Some(username) = whom.username(endpoint) {
        insert("Username", username.into());
    }
}

fn authentication(endpoint: &Endpoint) -> &'static str {
    match endpoint.authentication.contains(&Authentication::Password) {
        true => "EmailAuthPassword",
        false => "EmailAuthCRAMMD5",
    }
}

/// The keys of a service beside mail.
struct WebKeys {
    payload: Payload,
    description: &'static str,
    host: &'static str,
    port: &'static str,
    tls: &'static str,
    path: &'static str,
    username: &'static str,
}

const CALENDARS: WebKeys = WebKeys {
    payload: Payload::Calendars,
    description: "CalDAVAccountDescription",
    host: "CalDAVHostName",
    port: "CalDAVPort",
    tls: "CalDAVUseSSL",
    path: "CalDAVPrincipalURL",
    username: "CalDAVUsername",
};

const CONTACTS: WebKeys = WebKeys {
    payload: Payload::Contacts,
    description: "CardDAVAccountDescription",
    host: "CardDAVHostName",
    port: "CardDAVPort",
    tls: "CardDAVUseSSL",
    path: "CardDAVPrincipalURL",
    username: "CardDAVUsername",
};

//----------- Identity -------------------------------------------------------

/// A part of a profile that has an identity of its own.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Payload {
    Profile,
    Mail,
    Calendars,
    Contacts,
}

impl Payload {
    /// `PayloadType`.
    fn kind(self) -> &'static str {
        match self {
            Self::Profile => "Configuration",
            Self::Mail => "com.apple.mail.managed",
            Self::Calendars => "com.apple.caldav.account",
            Self::Contacts => "com.apple.carddav.account",
        }
    }

    /// The word in identifiers; changing one has the effect of changing [`NAMESPACE`].
    fn word(self) -> &'static str {
        match self {
            Self::Profile => "profile",
            Self::Mail => "mail",
            Self::Calendars => "caldav",
            Self::Contacts => "carddav",
        }
    }
}

/// For whom a profile is made.
#[derive(Clone, Copy)]
struct Whom<'a> {
    domain: &'a Domain,
    address: Option<&'a Address>,
    login: Option<&'a str>,
}

impl Whom<'_> {
    fn title(self) -> String {
        self.address.map_or_else(|| self.domain.to_string(), ToString::to_string)
    }

    fn username(self, endpoint: &Endpoint) -> Option<String> {
        endpoint.username.fill(self.domain, self.address, self.login)
    }

    /// The same at every download, so that a second one replaces the first; another for every
    /// address and every payload, so that two mailboxes fit on one device.
    fn uuid(self, payload: Payload) -> Uuid {
        // Neither words nor domains contain a slash.
        let address = self.address.map(ToString::to_string).unwrap_or_default();
        let name = format!("{}/{}/{address}", payload.word(), self.domain);
        Uuid::new_v5(&NAMESPACE, name.as_bytes())
    }

    /// Reverse DNS. Devices replace a profile by one of the same identifier, so an address must be
    /// in it, and in a form that any identifier can hold.
    fn identifier(self, payload: Payload) -> String {
        let labels: Vec<&str> = self.domain.as_str().rsplit('.').collect();
        let profile = self.uuid(Payload::Profile);
        let root = format!("{}.mailguide.{}", labels.join("."), profile.simple());
        match payload {
            Payload::Profile => root,
            payload => format!("{root}.{}", payload.word()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_to_a_profile_survives_any_address() {
        let address = Address::parse("a+b&c=ü%2F#?@example.org").unwrap();
        let link = location(&address);
        let (_, value) = link.split_once("emailaddress=").unwrap();
        assert!(value.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~%".contains(&b)));
        let decoded = percent_encoding::percent_decode_str(value).decode_utf8().unwrap();
        assert_eq!(decoded, address.to_string());
    }

    #[test]
    fn identities_are_stable_and_never_shared() {
        let mut seen = std::collections::HashSet::new();
        for (domain, local_part) in [
            ("a.example", None),
            ("a.example", Some("x")),
            ("a.example", Some("y")),
            ("b.example", Some("x")),
        ] {
            let domain = Domain::parse(domain).unwrap();
            let address =
                local_part.map(|local| Address::parse(&format!("{local}@{domain}")).unwrap());
            let whom = Whom { domain: &domain, address: address.as_ref(), login: None };
            for payload in [Payload::Profile, Payload::Mail, Payload::Calendars, Payload::Contacts]
            {
                assert_eq!(whom.uuid(payload).get_version_num(), 5);
                assert!(seen.insert(whom.uuid(payload).to_string()));
                assert!(seen.insert(whom.identifier(payload)));
                // Who logs in under which name changes nothing.
                let other = Whom { login: Some("z"), ..whom };
                assert_eq!(other.uuid(payload), whom.uuid(payload));
            }
        }
        assert_eq!(seen.len(), 4 * 4 * 2);
    }

    /// A device that has a profile must know its successor: these values never change.
    #[test]
    fn identities_are_those_of_earlier_versions() {
        let address = Address::parse("fred@example.org").unwrap();
        let whom = Whom { domain: address.domain(), address: Some(&address), login: None };
        let expected = "ef27db4d-918b-50f8-a409-539540ffb472";
        assert_eq!(whom.uuid(Payload::Profile).to_string(), expected);
    }
}
