//! Mozilla autoconfig, as Thunderbird reads it.

use std::collections::BTreeSet;

use mailguide::guide::Language;
use mailguide::mail::{Address, Authentication, Domain};
use roxmltree::{Document, Node};

use crate::ask::{World, body};
use crate::model::{Expected, Told};

pub(crate) fn check(world: World<'_>, expected: &Expected<'_>) {
    let best = expected.best();
    let ways: Vec<Vec<&str>> =
        best.iter().map(|endpoint| endpoint.authentication.iter().map(word).collect()).collect();
    let hint = expected.service.hints.iter().find(|(language, _)| *language == Language::FALLBACK);
    let domain = expected.domain();
    // Thunderbird for Android does not say for whom it asks: then nobody's login name is known.
    let nobody = Expected { login: None, ..*expected };
    for (expected, reply) in [
        (expected, world.autoconfig(&expected.address.to_string())),
        (&nobody, world.get(&format!("autoconfig.{domain}"), "/mail/config-v1.1.xml")),
    ] {
        assert_eq!(reply.status, 200, "{domain}");
        let read = read(&body(reply), expected.address);
        let told: Vec<Told> = best.iter().map(|endpoint| expected.told(endpoint)).collect();
        assert_eq!(read.servers, told, "{domain}: autoconfig");
        assert_eq!(read.ways, ways, "{domain}: autoconfig");
        if let (Some((_, hint)), Some(told)) = (hint, read.hint) {
            assert_eq!(told, **hint, "{domain}: autoconfig");
        }
    }
}

fn word(way: &Authentication) -> &'static str {
    match way {
        Authentication::OAuth2 => "OAuth2",
        Authentication::Password => "password-cleartext",
        Authentication::PasswordEncrypted => "password-encrypted",
        Authentication::None => "none",
    }
}

struct Read {
    servers: Vec<Told>,
    /// The ways to sign in, by server.
    ways: Vec<Vec<String>>,
    /// The English hint.
    hint: Option<String>,
}

fn text<'a>(node: Node<'a, 'a>, name: &str) -> Option<&'a str> {
    let child = node.children().find(|child| child.has_tag_name(name))?;
    assert!(child.children().all(|inner| inner.is_text()), "{name} holds more than text");
    let text = child.text().unwrap_or("");
    assert_eq!(text, text.trim(), "white space around {name}");
    Some(text)
}

/// What Thunderbird does with a user name: placeholders are replaced.
fn fill(username: &str, address: &Address) -> String {
    username
        .replace("%EMAILADDRESS%", &address.to_string())
        .replace("%EMAILLOCALPART%", address.local_part())
        .replace("%EMAILDOMAIN%", address.domain().as_str())
}

fn read(xml: &str, address: &Address) -> Read {
    let document = Document::parse(xml).unwrap();
    let root = document.root_element();
    assert_eq!(root.tag_name().name(), "clientConfig");
    assert_eq!(root.attribute("version"), Some("1.1"));
    let provider = root.first_element_child().unwrap();
    assert_eq!(root.children().filter(Node::is_element).count(), 1, "one emailProvider");
    assert!(Domain::parse(provider.attribute("id").unwrap()).is_ok());
    let domains: Vec<&str> = provider
        .children()
        .filter(|node| node.has_tag_name("domain"))
        .map(|node| node.text().unwrap())
        .collect();
    assert_eq!(domains[0], address.domain().as_str(), "the asked domain stands first");
    let order: Vec<&str> =
        provider.children().filter(Node::is_element).map(|node| node.tag_name().name()).collect();
    let mut grouped = order.clone();
    grouped.dedup();
    let distinct: BTreeSet<&str> = order.iter().copied().collect();
    assert_eq!(grouped.len(), distinct.len(), "same-named elements are scattered: {order:?}");

    let mut read = Read { servers: Vec::new(), ways: Vec::new(), hint: None };
    for server in provider
        .children()
        .filter(|node| node.has_tag_name("incomingServer") || node.has_tag_name("outgoingServer"))
    {
        let ways: Vec<String> = server
            .children()
            .filter(|node| node.has_tag_name("authentication"))
            .map(|node| node.text().unwrap().to_owned())
            .collect();
        read.servers.push(Told {
            protocol: server.attribute("type").unwrap().to_owned(),
            host: text(server, "hostname").unwrap().to_owned(),
            port: text(server, "port").unwrap().parse().unwrap(),
            tls: match text(server, "socketType").unwrap() {
                "SSL" => "implicit",
                "STARTTLS" => "starttls",
                other => panic!("socketType {other}"),
            },
            username: Some(fill(text(server, "username").unwrap(), address)),
            takes_password: Some(ways.iter().any(|way| way.starts_with("password"))),
        });
        read.ways.push(ways);
    }
    let english =
        |node: &Node<'_, '_>| node.has_tag_name("descr") && node.attribute("lang") == Some("en");
    read.hint = document.descendants().find(english).map(|node| node.text().unwrap().to_owned());
    read
}
