//! What we answer ([MS-OXDSCLI] §2.2.4; examples of real clients' parsers in protocols §4.3).

use crate::documents::autoconfig::announced;
use crate::documents::pieces::{Pieces, Slot, Values, login_name, parts};
use crate::mail::{Address, Endpoint, Link, MailService, Protocol, TlsMode};
use crate::xml::{Element, Part, write};

/// Thunderbird takes `text/xml` and `application/xml`; outlook.com insists on this one.
pub const CONTENT_TYPE: &str = "text/xml; charset=utf-8";

/// The outer namespace, also that of errors.
const NAMESPACE: &str = "http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006";
/// The namespace of an answer for mail programs.
const OUTLOOK_NAMESPACE: &str =
    "http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a";

/// The settings document of one service, waiting for an address.
#[derive(Clone, Debug)]
pub struct Autodiscover(Pieces);

impl Autodiscover {
    /// Writes the document of a service, or nothing where the format cannot tell the truth: it
    /// knows no OAuth2, and no STARTTLS on a port that clients do not take for STARTTLS. `help` is
    /// the page that the document leads to.
    pub fn compile(service: &MailService, help: Option<&Link>) -> Option<Self> {
        let told: Vec<&Endpoint> = expressible(service).collect();
        let incoming = told.iter().find(|e| e.protocol != Protocol::Smtp)?;
        let outgoing = told.iter().find(|e| e.protocol == Protocol::Smtp)?;
        let same_login = incoming.username == outgoing.username;
        let mut account =
            vec![Element::text("AccountType", "email"), Element::text("Action", "settings")];
        if let Some(link) = help {
            account.push(Element::text("ServiceHome", link.as_str()));
        }
        account.extend(told.iter().map(|endpoint| protocol(endpoint, same_login)));
        let user = Element::parts("DisplayName", vec![Part::Slot(Slot::Address)]);
        let response = Element::parent(
            "Response",
            vec![Element::parent("User", vec![user]), Element::parent("Account", account)],
        );
        let root = Element::parent("Autodiscover", vec![response.with("xmlns", OUTLOOK_NAMESPACE)]);
        Some(Self(Pieces::compile(&root.with("xmlns", NAMESPACE))))
    }

    /// Appends the document for an address, with the login name that a directory has for it.
    pub fn render_into(&self, address: &Address, login: Option<&str>, out: &mut Vec<u8>) {
        let domain = address.domain();
        let values = Values { domain, address: Some(address), foreign: false, login };
        self.0.render_into(values, out);
    }
}

/// The announced servers that a client would understand as they are meant.
fn expressible(service: &MailService) -> impl Iterator<Item = &Endpoint> {
    announced(service).filter(|endpoint| {
        // Thunderbird reads STARTTLS from the port number alone (protocols §2.4).
        let starttls_port = matches!(endpoint.port.get(), 143 | 110 | 25 | 587);
        let tls_understood = match endpoint.tls {
            TlsMode::StartTls => starttls_port,
            TlsMode::Implicit => !starttls_port,
            TlsMode::None => true,
        };
        tls_understood && endpoint.authentication.iter().any(|way| way.is_typed())
    })
}

fn protocol(endpoint: &Endpoint, same_login: bool) -> Element<Slot> {
    let mut children = vec![
        Element::text("Type", endpoint.protocol.name()),
        Element::parts("Server", parts(&endpoint.host)),
        Element::text("Port", endpoint.port.to_string()),
        Element::text("DomainRequired", "off"),
    ];
    // An empty LoginName becomes the user "true" in Thunderbird: leave it out (protocols §10, 5).
    children.extend(login_name(&endpoint.username).map(|name| Element::parts("LoginName", name)));
    let (ssl, encryption) = tls_words(endpoint.tls);
    children.extend([
        Element::text("SPA", "off"),
        Element::text("SSL", ssl),
        Element::text("Encryption", encryption),
        Element::text("AuthRequired", "on"),
    ]);
    if endpoint.protocol == Protocol::Smtp {
        children.push(Element::text("UsePOPAuth", if same_login { "on" } else { "off" }));
    }
    Element::parent("Protocol", children)
}

/// `SSL` and `Encryption`. The second overrides the first in Outlook ([MS-OXDSCLI]
/// §2.2.4.1.1.2.6.22), where `SSL` means TLS from the first byte and `TLS` means STARTTLS;
/// Thunderbird takes `SSL off` for plain text whatever the second says.
fn tls_words(tls: TlsMode) -> (&'static str, &'static str) {
    match tls {
        TlsMode::Implicit => ("on", "SSL"),
        TlsMode::StartTls => ("on", "TLS"),
        TlsMode::None => ("off", "None"),
    }
}

//----------- Errors ---------------------------------------------------------

/// Error codes ([MS-OXDSCLI] §2.2.4.1.1.3.2).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ErrorCode {
    /// 500: the address cannot be found.
    NotFound,
    /// 600: the request is not one.
    InvalidRequest,
    /// 601: the response schema asked for is not available.
    SchemaUnavailable,
}

impl ErrorCode {
    fn number(self) -> &'static str {
        match self {
            Self::NotFound => "500",
            Self::InvalidRequest => "600",
            Self::SchemaUnavailable => "601",
        }
    }
}

/// A time of day, as errors must carry one.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct TimeOfDay {
    nanoseconds: u64,
}

impl TimeOfDay {
    /// From the time since the epoch.
    pub fn from_epoch(since_epoch: std::time::Duration) -> Self {
        let seconds = since_epoch.as_secs() % 86_400;
        Self { nanoseconds: seconds * 1_000_000_000 + u64::from(since_epoch.subsec_nanos()) }
    }

    fn to_text(self) -> String {
        let seconds = self.nanoseconds / 1_000_000_000;
        let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
        let fraction = self.nanoseconds % 1_000_000_000 / 100;
        format!("{hours:02}:{minutes:02}:{:02}.{fraction:07}", seconds % 60)
    }
}

/// Appends an error document. `message` is ours and never repeats what the client sent.
pub fn error(code: ErrorCode, message: &str, time: TimeOfDay, out: &mut Vec<u8>) {
    let detail = Element::parent(
        "Error",
        vec![
            Element::<Slot>::text("ErrorCode", code.number()),
            Element::text("Message", message),
            Element::text("DebugData", ""),
        ],
    );
    // An identifier to be quoted to the operator; Exchange's has ten digits as well.
    let id = time.nanoseconds / 100 % 4_294_967_295;
    let detail = detail.with("Time", time.to_text()).with("Id", id.to_string());
    let response = Element::parent("Response", vec![detail]);
    let root = Element::parent("Autodiscover", vec![response]).with("xmlns", NAMESPACE);
    out.extend_from_slice(&write(&root).bytes);
}
