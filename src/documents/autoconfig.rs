//! Mozilla autoconfig XML, draft-ietf-mailmaint-autoconfig (version 1.1 of the document).
//!
//! Every choice here is forced by a released client: one server a protocol, IMAP first, exact
//! words, tight text, `<domain>` elements side by side, no other kinds of server.

use super::pieces::{Pieces, Slot, Values, parts, placeholder};
use crate::guide::{Hints, Language};
use crate::mail::{
    Authentication, Endpoint, Link, MailService, Protocol, TlsMode, Username, Variable,
};
use crate::xml::{Element, Part, write_inner};

/// Thunderbird takes `text/xml`, `application/xml` and `text/rdf` only (protocols, t2).
pub const CONTENT_TYPE: &str = "text/xml; charset=utf-8";

/// The document of one service, waiting for a domain and a language.
#[derive(Clone, Debug)]
pub struct Autoconfig {
    head: Pieces,
    /// What follows the servers, by language; the last line included.
    tails: Box<[Box<[u8]>]>,
    depends_on_address: bool,
}

impl Autoconfig {
    /// Writes the document of a service; `help` is the page that the hint leads to. `enable` adds the `<enable>` element, which several
    /// released clients reject the whole file for.
    pub fn compile(
        service: &MailService,
        help: Option<&Link>,
        hints: &Hints,
        enable: bool,
    ) -> Self {
        let (head, end) = Pieces::compile(&document(service)).split_off_end(END);
        let tails = Language::ALL
            .iter()
            .map(|language| {
                let elements = hint_elements(service, help, hints, *language, enable);
                [write_inner(&elements, 2).as_slice(), &end].concat().into()
            })
            .collect();
        let depends_on_address = announced(service).any(|endpoint| match &endpoint.username {
            Username::Template(template) => template.needs_address(),
            Username::Directory => true,
            Username::Address | Username::LocalPart | Username::Issued => false,
        });
        Self { head, tails, depends_on_address }
    }

    /// Whether the bytes differ from one address of a domain to another.
    pub fn depends_on_address(&self) -> bool {
        self.depends_on_address
    }

    /// Appends the document.
    pub fn render_into(&self, values: Values<'_>, language: Language, out: &mut Vec<u8>) {
        let tail = &self.tails[language.index()];
        out.reserve(self.head.room(values) + tail.len());
        self.head.render_into(values, out);
        out.extend_from_slice(tail);
    }
}

/// The servers that the document announces: the best one of each protocol, IMAP first.
pub fn announced(service: &MailService) -> impl Iterator<Item = &Endpoint> {
    [Protocol::Imap, Protocol::Pop3, Protocol::Smtp]
        .into_iter()
        .filter_map(|protocol| service.preferred(protocol))
}

/// How every document ends; the hints stand right before it.
const END: &str = "  </emailProvider>\n</clientConfig>\n";

/// There is no `<oAuth2>`, also where the operator has an issuer of their own: Himalaya rejects the
/// file unless all of its addresses are known, and Thunderbird never reads it (protocols §1.2).
fn document(service: &MailService) -> Element<Slot> {
    let mut children = vec![Element::parts("domain", vec![Part::Slot(Slot::Domain)])];
    let id = match &service.own_domain {
        Some(own) => {
            children.push(Element::text("domain", own.as_str()).only_if(Slot::Foreign));
            Part::Text(own.to_string())
        }
        None => Part::Slot(Slot::Domain),
    };
    children.push(Element::text("displayName", &*service.name));
    children.push(Element::text("displayShortName", &*service.short_name));
    children.extend(announced(service).map(|endpoint| server(service, endpoint)));
    let provider = Element::parent("emailProvider", children).with_parts("id", vec![id]);
    Element::parent("clientConfig", vec![provider]).with("version", "1.1")
}

/// hostname, port, socketType, authentication, username: the order that FairEmail's stream parser
/// needs (protocols §1.6, 12).
fn server(service: &MailService, endpoint: &Endpoint) -> Element<Slot> {
    let name = match endpoint.protocol {
        Protocol::Imap | Protocol::Pop3 => "incomingServer",
        Protocol::Smtp => "outgoingServer",
    };
    let mut children = vec![
        Element::parts("hostname", parts(&endpoint.host)),
        Element::text("port", endpoint.port.to_string()),
        Element::text("socketType", socket_type(endpoint.tls)),
    ];
    children.extend(
        endpoint
            .authentication
            .iter()
            .map(|way| Element::text("authentication", authentication(*way))),
    );
    children.push(Element::parts("username", username(service, &endpoint.username)));
    Element::parent(name, children).with("type", endpoint.protocol.as_str())
}

fn socket_type(tls: TlsMode) -> &'static str {
    match tls {
        TlsMode::Implicit => "SSL",
        TlsMode::StartTls => "STARTTLS",
        TlsMode::None => "plain",
    }
}

fn authentication(way: Authentication) -> &'static str {
    match way {
        Authentication::OAuth2 => "OAuth2",
        Authentication::Password => "password-cleartext",
        Authentication::PasswordEncrypted => "password-encrypted",
        Authentication::None => "none",
    }
}

/// Exactly one placeholder or a literal: several clients compare the whole value (protocols §1.5).
fn username(service: &MailService, username: &Username) -> Vec<Part<Slot>> {
    let whole = |variable: Variable| vec![Part::Text(variable.as_str().to_owned())];
    match username {
        Username::Address => whole(Variable::Address),
        Username::LocalPart => whole(Variable::LocalPart),
        Username::Issued => vec![Part::Text(placeholder(service))],
        Username::Template(template) => parts(template),
        Username::Directory => vec![Part::Slot(Slot::Login)],
    }
}

/// What tells people which password to type, in the asker's language and in English.
fn hint_elements(
    service: &MailService,
    help: Option<&Link>,
    hints: &Hints,
    language: Language,
    enable: bool,
) -> Vec<Element<Slot>> {
    let mut languages = vec![language];
    if language != Language::FALLBACK {
        languages.push(Language::FALLBACK);
    }
    let tell = |name: &'static str| {
        let told = languages.iter().map(|language| {
            Element::text(name, &*hints[language.index()]).with("lang", language.short())
        });
        told.collect::<Vec<_>>()
    };
    let mut elements = Vec::new();
    if let Some(link) = help {
        elements.push(Element::parent("documentation", tell("descr")).with("url", link.as_str()));
    }
    let visit = service.requirement.url.as_ref().or(help);
    if let Some(link) = visit.filter(|_| enable) {
        elements
            .push(Element::parent("enable", tell("instruction")).with("visiturl", link.as_str()));
    }
    elements
}
