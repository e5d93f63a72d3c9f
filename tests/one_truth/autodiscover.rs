//! Autodiscover in its three documents: for mail programs, for phones, and the JSON that points
//! there; and the DNS records that lead to it.

use mailguide::dns::zone::{Data, QueryType};
use mailguide::http::reply::Reply;
use mailguide::lookup::Reason;
use mailguide::mail::{Address, AutodiscoverMode, Host, Link, Username, WebServiceKind};
use roxmltree::{Document, Node};

use crate::ask::{MOBILE_SYNC, OUTLOOK, World, body};
use crate::model::{Expected, Told, is_said_by_autodiscover, is_typed};

/// What a client is told.
#[derive(Clone, Debug, Eq, PartialEq)]
enum Said {
    Servers(Vec<Told>),
    /// Where ActiveSync is, or the XML.
    Url(String),
    AskWith(String),
    AskAt(String),
    /// Not in this format, or not by this name; the JSON lists what there is.
    Unavailable(Vec<String>),
    Nothing(Reason),
}

pub(crate) fn check(world: World<'_>, expected: &Expected<'_>) {
    let Expected { service, address, .. } = expected;
    let domain = expected.domain();
    let text = address.to_string();
    let outlook = expect_outlook(expected);
    let mobile_sync = expect_mobile_sync(expected);

    let reply = world.autodiscover(&text, OUTLOOK, "localhost");
    assert_eq!(read_outlook(reply), outlook, "{domain}: Autodiscover");
    let reply = world.autodiscover(&text, MOBILE_SYNC, "localhost");
    assert_eq!(read_mobile_sync(reply), mobile_sync, "{domain}: Autodiscover for phones");
    if let AutodiscoverMode::RedirectUrl(link) = &service.autodiscover {
        let Host::Name(host) = link.host() else { panic!("{link}") };
        let reply = world.autodiscover(&text, OUTLOOK, host.as_str());
        assert_eq!(read_outlook(reply), expect_settings(expected), "{domain}: where it leads to");
    }

    let active_sync = active_sync(expected);
    let xml = match &outlook {
        Said::Servers(_) | Said::AskWith(_) => {
            Some(format!("https://autodiscover.{domain}/autodiscover/autodiscover.xml"))
        }
        Said::AskAt(url) => Some(url.clone()),
        _ => None,
    };
    let active_sync = active_sync.filter(|_| service.autodiscover != AutodiscoverMode::Off);
    let named = [("ActiveSync", &active_sync), ("AutodiscoverV1", &xml)];
    let offered: Vec<String> =
        named.iter().filter(|(_, url)| url.is_some()).map(|(name, _)| (*name).to_owned()).collect();
    for (protocol, url) in named.into_iter().chain([("Ews", &None)]) {
        let said = match (url, &outlook) {
            (Some(url), _) => Said::Url(url.clone()),
            (None, Said::Nothing(reason)) if offered.is_empty() => Said::Nothing(*reason),
            (None, _) => Said::Unavailable(offered.clone()),
        };
        let read = read_json(world, address, protocol);
        assert_eq!(read, said, "{domain}: Autodiscover in JSON, {protocol}");
    }

    let srv = world.records(&format!("_autodiscover._tcp.{domain}"), QueryType::Srv);
    let [Data::Srv { port, target, .. }] = &*srv else { panic!("{srv:?}") };
    let host = format!("autodiscover.{domain}");
    let addresses = world.records(&host, QueryType::A).len();
    match offered.is_empty() {
        true => assert_eq!((*port, target, addresses), (0, &None, 0), "{domain}: leads nowhere"),
        false => assert_eq!((*port, target, addresses), (443, &Some(host), 1), "{domain}"),
    }
}

//----------- Expecting ------------------------------------------------------

fn at_another_domain(expected: &Expected<'_>) -> Option<String> {
    match &expected.service.autodiscover {
        AutodiscoverMode::RedirectAddress(to) if to != expected.domain() => {
            Some(format!("{}@{to}", expected.address.local_part()))
        }
        _ => None,
    }
}

fn expect_outlook(expected: &Expected<'_>) -> Said {
    match (&expected.service.autodiscover, at_another_domain(expected)) {
        (AutodiscoverMode::Off, _) => Said::Nothing(Reason::SwitchedOff),
        (AutodiscoverMode::RedirectUrl(link), _) => Said::AskAt(link.to_string()),
        (_, Some(address)) => Said::AskWith(address),
        (AutodiscoverMode::Answer | AutodiscoverMode::RedirectAddress(_), None) => {
            expect_settings(expected)
        }
    }
}

fn expect_settings(expected: &Expected<'_>) -> Said {
    let best = expected.best();
    let told: Vec<Told> = best
        .into_iter()
        .filter(|endpoint| is_said_by_autodiscover(endpoint))
        .map(|endpoint| {
            let told = expected.told(endpoint);
            let known = endpoint.username != Username::Issued;
            Told { username: told.username.filter(|_| known), ..told }
        })
        .collect();
    let sends = told.iter().any(|told| told.protocol == "smtp");
    let receives = told.iter().any(|told| told.protocol != "smtp");
    let service = expected.service;
    let works = service.incoming.iter().any(is_typed) && service.outgoing.iter().any(is_typed);
    match (sends && receives, works) {
        (true, _) => Said::Servers(told),
        (false, true) => Said::Nothing(Reason::NotExpressible),
        (false, false) => Said::Nothing(Reason::NoPasswordWorks),
    }
}

fn active_sync(expected: &Expected<'_>) -> Option<String> {
    let address = expected.service.companions.web(WebServiceKind::ActiveSync)?;
    Some(address.template().as_str().replace("%EMAILDOMAIN%", expected.domain().as_str()))
}

fn expect_mobile_sync(expected: &Expected<'_>) -> Said {
    if expected.service.autodiscover == AutodiscoverMode::Off {
        return Said::Nothing(Reason::SwitchedOff);
    }
    match (at_another_domain(expected), active_sync(expected)) {
        (Some(address), _) => Said::AskWith(address),
        (None, Some(url)) => Said::Url(url),
        (None, None) => Said::Unavailable(Vec::new()),
    }
}

//----------- Parsing back ---------------------------------------------------

const OUTER: &str = "http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006";

fn child<'a>(node: Node<'a, 'a>, name: &str) -> Option<Node<'a, 'a>> {
    node.children().find(|child| child.tag_name().name() == name)
}

fn value(node: Node<'_, '_>, name: &str) -> Option<String> {
    let child = node.children().find(|child| child.tag_name().name() == name);
    child.map(|child| child.text().unwrap_or("").to_owned())
}

/// What there is when there is no document, or else the document.
fn refused(reply: Reply) -> Result<String, Said> {
    let (status, reason) = (reply.status, reply.reason);
    let content_type = reply.content_type;
    let body = body(reply);
    if status == 404 {
        assert_eq!(content_type, "text/plain; charset=utf-8");
        return Err(Said::Nothing(reason));
    }
    assert_eq!((status, content_type), (200, "text/xml; charset=utf-8"), "{body}");
    assert!(body.starts_with("<?xml "));
    assert!(!body.contains("xmlns:"), "Thunderbird fails on prefixes");
    if let Some((_, code)) = body.split_once("<ErrorCode>") {
        assert!(code.starts_with("601<"), "{body}");
        return Err(Said::Unavailable(Vec::new()));
    }
    Ok(body)
}

fn response<'a>(document: &'a Document<'a>, schema: &str) -> Node<'a, 'a> {
    let root = document.root_element();
    assert_eq!(root.tag_name().namespace(), Some(OUTER));
    let response = root.first_element_child().unwrap();
    let namespace = format!("http://schemas.microsoft.com/exchange/autodiscover/{schema}");
    assert_eq!(response.tag_name().namespace(), Some(&*namespace));
    response
}

fn read_outlook(reply: Reply) -> Said {
    let xml = match refused(reply) {
        Ok(xml) => xml,
        Err(said) => return said,
    };
    let document = Document::parse(&xml).unwrap();
    let response = response(&document, OUTLOOK);
    assert!(child(response, "User").is_some(), "exchangelib needs it");
    let account = child(response, "Account").unwrap();
    let order: Vec<&str> =
        account.children().filter(Node::is_element).map(|node| node.tag_name().name()).collect();
    assert_eq!(order[..2], ["AccountType", "Action"], "FairEmail reads them first");
    assert_eq!(value(account, "AccountType").as_deref(), Some("email"));
    let protocols = account.children().filter(|node| node.tag_name().name() == "Protocol");
    match value(account, "Action").as_deref() {
        Some("settings") => Said::Servers(protocols.map(server).collect()),
        Some("redirectAddr") => Said::AskWith(value(account, "RedirectAddr").unwrap()),
        Some("redirectUrl") => Said::AskAt(value(account, "RedirectUrl").unwrap()),
        other => panic!("Action {other:?}"),
    }
}

fn server(protocol: Node<'_, '_>) -> Told {
    let required = |name| value(protocol, name).unwrap_or_else(|| panic!("no {name}"));
    assert_eq!(required("SPA"), "off");
    assert_eq!(required("DomainRequired"), "off");
    assert_eq!(required("AuthRequired"), "on");
    let port = required("Port").parse().unwrap();
    let name = match required("Type").as_str() {
        "IMAP" => "imap",
        "POP3" => "pop3",
        "SMTP" => "smtp",
        other => panic!("Type {other}"),
    };
    Told {
        protocol: name.to_owned(),
        host: required("Server"),
        port,
        tls: tls_of(&required("SSL"), &required("Encryption"), port),
        username: value(protocol, "LoginName"),
        takes_password: Some(true),
    }
}

/// TLS modes as Outlook reads them, and as Thunderbird reads them: they must agree.
fn tls_of(ssl: &str, encryption: &str, port: u16) -> &'static str {
    let outlook = match encryption {
        "SSL" => "implicit",
        "TLS" => "starttls",
        other => panic!("Encryption {other}"),
    };
    let thunderbird = match (ssl, port) {
        ("on", 143 | 110 | 25 | 587) => "starttls",
        ("on", _) => "implicit",
        _ => "none",
    };
    assert_eq!(outlook, thunderbird, "Outlook and Thunderbird disagree on port {port}");
    outlook
}

fn read_mobile_sync(reply: Reply) -> Said {
    let xml = match refused(reply) {
        Ok(xml) => xml,
        Err(said) => return said,
    };
    let document = Document::parse(&xml).unwrap();
    let response = response(&document, MOBILE_SYNC);
    assert_eq!(value(response, "Culture").as_deref(), Some("en:us"));
    let user = child(response, "User").unwrap();
    assert_eq!(value(user, "DisplayName"), value(user, "EMailAddress"));
    let action = child(response, "Action").unwrap();
    if let Some(address) = value(action, "Redirect") {
        return Said::AskWith(address);
    }
    let server = child(child(action, "Settings").unwrap(), "Server").unwrap();
    assert_eq!(value(server, "Type").as_deref(), Some("MobileSync"));
    assert_eq!(value(server, "Name"), value(server, "Url"));
    Said::Url(value(server, "Url").unwrap())
}

/// Both forms of the URL, which say the same.
fn read_json(world: World<'_>, address: &Address, protocol: &str) -> Said {
    let path = "/autodiscover/autodiscover.json";
    let domain = address.domain();
    let upper = protocol.to_uppercase();
    let reply = world.get("localhost", &format!("{path}?Email=a@{domain}&Protocol={protocol}"));
    let other = world.get("localhost", &format!("{path}/v1.0/a@{domain}?Protocol={upper}"));
    assert_eq!(reply, other);
    let (status, reason) = (reply.status, reply.reason);
    if status == 404 {
        return Said::Nothing(reason);
    }
    assert_eq!(reply.content_type, "application/json");
    let data: serde_json::Value = serde_json::from_slice(&reply.body).unwrap();
    if status == 200 {
        assert_eq!(data["Protocol"], protocol);
        let url = data["Url"].as_str().unwrap();
        assert!(Link::parse(url).is_ok(), "{url}");
        return Said::Url(url.to_owned());
    }
    assert_eq!((status, &data["ErrorCode"]), (400, &"InvalidProtocol".into()));
    let message = data["ErrorMessage"].as_str().unwrap();
    let listed = message.rsplit_once("Supported values are '").unwrap().1.trim_end_matches('\'');
    Said::Unavailable(listed.split(',').map(str::to_owned).collect())
}
