//! Apple profiles: one incoming server, one outgoing, TLS as a switch, and what is beside mail.

use std::collections::{BTreeMap, BTreeSet};

use mailguide::mail::{
    Address, Endpoint, PasswordKind, Protocol, TlsMode, Username, WebServiceKind,
};
use roxmltree::{Document, Node};

use crate::ask::{World, body};
use crate::model::{Expected, Told, is_typed};

/// What a profile says.
#[derive(Debug, Eq, PartialEq)]
struct Said {
    mail: Vec<Told>,
    /// Host, port and path of calendars and contacts, by the type of their payload.
    web: BTreeMap<String, (String, u16, Option<String>)>,
}

pub(crate) fn check(world: World<'_>, expected: &Expected<'_>) {
    let address = expected.address;
    let reply = world.profile(&address.to_string());
    let said = expect(expected);
    assert_eq!(reply.status, if said.is_some() { 200 } else { 404 }, "{address}: profile");
    if let Some(said) = said {
        assert_eq!(reply.content_type, "application/x-apple-aspen-config");
        assert_eq!(read(&body(reply), address), said, "{address}: profile");
    }
}

//----------- Expecting ------------------------------------------------------

/// IMAP, or else POP, and SMTP; servers with TLS from the first byte go first. None where a typed
/// password does not get in. TLS is told as a switch alone: `encrypted` stands for both modes.
fn expect(expected: &Expected<'_>) -> Option<Said> {
    let service = expected.service;
    let rule = &service.password;
    if rule.kind == PasswordKind::None
        || (rule.kind == PasswordKind::OAuth2Only && rule.also.is_empty())
    {
        return None;
    }
    let best = |protocol| {
        let all: Vec<&Endpoint> = service.endpoints().filter(|e| e.protocol == protocol).collect();
        let mut typed = all.iter().filter(|endpoint| is_typed(endpoint));
        let implicit = typed.clone().find(|endpoint| endpoint.tls == TlsMode::Implicit);
        implicit.or_else(|| typed.next()).copied()
    };
    let incoming = best(Protocol::Imap).or_else(|| best(Protocol::Pop3))?;
    let outgoing = best(Protocol::Smtp)?;
    let mail = [incoming, outgoing].map(|endpoint| {
        let told = expected.told(endpoint);
        let username = told.username.filter(|_| endpoint.username != Username::Issued);
        Told { tls: "encrypted", takes_password: Some(true), username, ..told }
    });
    let web = service.companions.web.iter().filter_map(|web| {
        let kind = match web.kind {
            WebServiceKind::CalDav => "caldav",
            WebServiceKind::CardDav => "carddav",
            _ => return None,
        };
        let url =
            web.address.template().as_str().replace("%EMAILDOMAIN%", expected.domain().as_str());
        let rest = url.strip_prefix("https://").unwrap();
        let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
        let (host, port) = authority.split_once(':').unwrap_or((authority, "443"));
        let path = Some(format!("/{path}")).filter(|path| path != "/");
        let place = (host.to_owned(), port.parse().unwrap(), path);
        Some((format!("com.apple.{kind}.account"), place))
    });
    Some(Said { mail: mail.into(), web: web.collect() })
}

//----------- Parsing back ---------------------------------------------------

fn read(xml: &str, address: &Address) -> Said {
    let options = roxmltree::ParsingOptions { allow_dtd: true, ..Default::default() };
    let document = Document::parse_with_options(xml, options).unwrap();
    let root = dictionary(document.root_element().first_element_child().unwrap());
    assert_eq!(string(&root["PayloadType"]), "Configuration");
    let identifier = string(&root["PayloadIdentifier"]);
    let mut reversed: Vec<&str> = address.domain().as_str().split('.').collect();
    reversed.reverse();
    assert!(identifier.starts_with(&format!("{}.", reversed.join("."))), "{identifier}");

    let payloads = root["PayloadContent"].children().filter(Node::is_element);
    let payloads: Vec<_> = payloads.map(dictionary).collect();
    let all = || payloads.iter().chain([&root]);
    for key in ["PayloadUUID", "PayloadIdentifier"] {
        let distinct: BTreeSet<String> = all().map(|payload| string(&payload[key])).collect();
        assert_eq!(distinct.len(), payloads.len() + 1, "{key}");
    }
    for payload in all() {
        assert_eq!(payload["PayloadVersion"].text(), Some("1"));
        for key in payload.keys() {
            let same = key == "OutgoingPasswordSameAsIncomingPassword";
            assert!(same || !key.contains("Password"), "{key} in a profile");
        }
    }
    let (mail, web): (Vec<_>, Vec<_>) = payloads
        .iter()
        .partition(|payload| string(&payload["PayloadType"]) == "com.apple.mail.managed");
    assert_eq!(mail.len(), 1);
    Said { mail: read_mail(mail[0], address), web: web.into_iter().map(read_web).collect() }
}

type Dictionary<'d> = BTreeMap<String, Node<'d, 'd>>;

fn read_mail(mail: &Dictionary<'_>, address: &Address) -> Vec<Told> {
    assert_eq!(string(&mail["EmailAddress"]), address.to_string());
    let incoming = match &*string(&mail["EmailAccountType"]) {
        "EmailTypeIMAP" => "imap",
        "EmailTypePOP" => "pop3",
        other => panic!("EmailAccountType {other}"),
    };
    let told = [("Incoming", incoming), ("Outgoing", "smtp")].map(|(direction, protocol)| {
        let key = |name| format!("{direction}MailServer{name}");
        let way = string(&mail[&key("Authentication")]);
        assert!(["EmailAuthPassword", "EmailAuthCRAMMD5"].contains(&&*way), "{way}");
        Told {
            protocol: protocol.to_owned(),
            host: string(&mail[&key("HostName")]),
            port: mail[&key("PortNumber")].text().unwrap().parse().unwrap(),
            tls: match mail[&key("UseSSL")].tag_name().name() {
                "true" => "encrypted",
                other => panic!("UseSSL {other}"),
            },
            username: mail.get(&key("Username")).map(string),
            takes_password: Some(true),
        }
    });
    let one_password = mail["OutgoingPasswordSameAsIncomingPassword"].has_tag_name("true");
    assert!(!one_password || told[0].username == told[1].username);
    told.into()
}

fn read_web(web: &Dictionary<'_>) -> (String, (String, u16, Option<String>)) {
    let kind = string(&web["PayloadType"]);
    let prefix = if kind.contains("caldav") { "CalDAV" } else { "CardDAV" };
    let key = |name| format!("{prefix}{name}");
    assert!(web[&key("UseSSL")].has_tag_name("true"));
    let host = string(&web[&key("HostName")]);
    let port = web[&key("Port")].text().unwrap().parse().unwrap();
    (kind, (host, port, web.get(&key("PrincipalURL")).map(string)))
}

fn string(node: &Node<'_, '_>) -> String {
    assert_eq!(node.tag_name().name(), "string");
    node.text().unwrap_or_default().to_owned()
}

/// The keys of a property list's dictionary, each with its value.
fn dictionary<'d>(node: Node<'d, 'd>) -> Dictionary<'d> {
    assert_eq!(node.tag_name().name(), "dict");
    let children: Vec<Node<'d, 'd>> = node.children().filter(Node::is_element).collect();
    let pairs = children.chunks(2).map(|pair| {
        assert_eq!(pair[0].tag_name().name(), "key");
        (pair[0].text().unwrap().to_owned(), pair[1])
    });
    let dictionary: Dictionary<'d> = pairs.collect();
    assert_eq!(dictionary.len() * 2, children.len(), "a key stands twice");
    dictionary
}
