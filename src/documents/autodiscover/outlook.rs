//! What mail programs read ([MS-OXDSCLI] §2.2.4; examples of real clients' parsers in protocols
//! §4.3): settings, or where to ask instead.

use crate::documents::autoconfig::announced;
use crate::documents::pieces::{Pieces, Slot, login_name, parts};
use crate::mail::{Domain, Endpoint, Link, MailService, Protocol, TlsMode};
use crate::xml::{Element, Part};

/// The outer namespace, also that of errors.
pub(super) const NAMESPACE: &str =
    "http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006";
/// The namespace of an answer for mail programs.
const RESPONSE_NAMESPACE: &str =
    "http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a";

/// The settings of a service, or nothing where the format cannot tell the truth: it knows no
/// OAuth2, and no STARTTLS on a port that clients do not take for STARTTLS. `help` is the page that
/// the document leads to.
pub(super) fn settings(service: &MailService, help: Option<&Link>) -> Option<Pieces> {
    let told: Vec<&Endpoint> = expressible(service).collect();
    let incoming = told.iter().find(|e| e.protocol != Protocol::Smtp)?;
    let outgoing = told.iter().find(|e| e.protocol == Protocol::Smtp)?;
    let same_login = incoming.username == outgoing.username;
    let mut details = Vec::new();
    if let Some(link) = help {
        details.push(Element::text("ServiceHome", link.as_str()));
    }
    details.extend(told.iter().map(|endpoint| protocol(endpoint, same_login)));
    Some(document("settings", details))
}

/// Sends a client on to ask for the same local part at another domain.
pub(super) fn redirect_to_domain(domain: &Domain) -> Pieces {
    let address = vec![Part::Slot(Slot::LocalPart), Part::Text(format!("@{domain}"))];
    document("redirectAddr", vec![Element::parts("RedirectAddr", address)])
}

/// Sends a client on to ask at another URL.
pub(super) fn redirect_to_url(url: &Link) -> Pieces {
    document("redirectUrl", vec![Element::text("RedirectUrl", url.as_str())])
}

/// FairEmail reads the document as a stream: type and action go first (protocols §4.3).
fn document(action: &str, details: Vec<Element<Slot>>) -> Pieces {
    let mut account = vec![Element::text("AccountType", "email"), Element::text("Action", action)];
    account.extend(details);
    let user = Element::parts("DisplayName", vec![Part::Slot(Slot::Address)]);
    let children = vec![Element::parent("User", vec![user]), Element::parent("Account", account)];
    respond(RESPONSE_NAMESPACE, children)
}

/// A response in the namespace of its schema.
pub(super) fn respond(namespace: &str, children: Vec<Element<Slot>>) -> Pieces {
    let response = Element::parent("Response", children).with("xmlns", namespace);
    Pieces::compile(&Element::parent("Autodiscover", vec![response]).with("xmlns", NAMESPACE))
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
