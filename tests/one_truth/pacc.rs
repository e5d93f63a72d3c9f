//! PACC and its digest: host names alone, which mean TLS from the first byte, the default ports and
//! the whole address.

use std::collections::BTreeMap;

use base64::Engine as _;
use mailguide::dns::zone::{Data, QueryType};
use mailguide::mail::{
    Authentication, Domain, Endpoint, Link, Protocol, TlsMode, Username, WebServiceKind,
};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::ask::World;
use crate::model::Expected;

/// What the document says, by the names of its members.
#[derive(Debug, Default, Eq, PartialEq)]
struct Said {
    protocols: BTreeMap<String, String>,
    password: bool,
    issuer: Option<String>,
    name: String,
    logo: Option<(String, String)>,
}

pub(crate) fn check(world: World<'_>, expected: &Expected<'_>) {
    let domain = expected.domain();
    assert_eq!(read(world, domain), expect(expected), "{domain}: PACC");
}

//----------- Expecting ------------------------------------------------------

fn expect(expected: &Expected<'_>) -> Option<Said> {
    let (service, best) = (expected.service, expected.best());
    let said = |endpoint: &&Endpoint| {
        let told = (endpoint.protocol, endpoint.port.get());
        let port =
            matches!(told, (Protocol::Imap, 993) | (Protocol::Pop3, 995) | (Protocol::Smtp, 465));
        port && endpoint.tls == TlsMode::Implicit && endpoint.username == Username::Address
    };
    let all = |way| best.iter().all(|endpoint| endpoint.authentication.contains(&way));
    let password = all(Authentication::Password);
    let issuer = service.oauth2_issuer.as_ref().filter(|_| all(Authentication::OAuth2));
    if !best.iter().all(said) || (!password && issuer.is_none()) {
        return None;
    }
    let fill = |text: &str| text.replace("%EMAILDOMAIN%", expected.domain().as_str());
    let mut protocols = BTreeMap::new();
    for endpoint in best {
        let names: &[&str] = match endpoint.protocol {
            Protocol::Imap => &["imap"],
            Protocol::Pop3 => &["pop3"],
            Protocol::Smtp => &["smtp", "submit"],
        };
        let host = fill(endpoint.host.as_str());
        protocols.extend(names.iter().map(|name| ((*name).to_owned(), host.clone())));
    }
    for web in &service.companions.web {
        let url = fill(web.address.template().as_str());
        let (_, authority) = url.split_once("://").unwrap();
        let url = if authority.contains('/') { url } else { url + "/" };
        // A port cannot be said.
        if web.kind != WebServiceKind::ActiveSync && !url.contains(":8443") {
            protocols.insert(web.kind.as_str().to_owned(), url);
        }
    }
    if let Some(sieve) = service.companions.sieve.as_ref().filter(|s| s.port.get() == 4190) {
        protocols.insert("managesieve".to_owned(), fill(sieve.host.as_str()));
    }
    let logo = service.logo.as_ref().and_then(|link| {
        let known = [(".svg", "svg+xml"), (".png", "png"), (".jpg", "jpeg"), (".webp", "webp")];
        let (_, kind) = known.into_iter().find(|(end, _)| link.as_str().ends_with(end))?;
        Some((link.to_string(), format!("image/{kind}")))
    });
    Some(Said {
        protocols,
        password,
        issuer: issuer.map(Link::to_string),
        name: service.name.to_string(),
        logo,
    })
}

//----------- Parsing back ---------------------------------------------------

fn read(world: World<'_>, domain: &Domain) -> Option<Said> {
    let host = format!("ua-auto-config.{domain}");
    let reply = world.get(&host, "/.well-known/user-agent-configuration.json");
    let txt = world.records(&format!("_ua-auto-config.{domain}"), QueryType::Txt);
    let address = world.records(&host, QueryType::A);
    if reply.status != 200 {
        assert_eq!((reply.status, txt.len(), address.len()), (404, 0, 0), "{domain}");
        return None;
    }
    assert_eq!(address.len(), 1);
    let [Data::Txt(txt)] = &*txt else { panic!("{txt:?}") };
    let txt = txt.concat();
    let digest = txt.strip_prefix("v=UAAC1; a=sha256; d=").unwrap();
    let digest = base64::engine::general_purpose::STANDARD.decode(digest).unwrap();
    assert_eq!(digest, Sha256::digest(&reply.body).as_slice(), "of the bytes that HTTP serves");
    assert_eq!(reply.content_type, "application/json");

    let data: Value = serde_json::from_slice(&reply.body).unwrap();
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let protocols = data["protocols"].as_object().unwrap();
    let protocols = protocols.iter().map(|(name, member)| {
        let is_web = matches!(name.as_str(), "caldav" | "carddav" | "jmap" | "webdav");
        let (key, value) = member.as_object().unwrap().iter().next().unwrap();
        assert_eq!(key, if is_web { "url" } else { "host" }, "{name}");
        let value = text(value).unwrap();
        assert!(!value.contains('%'), "{value}");
        match is_web {
            true => assert!(Link::parse(&value).is_ok(), "{value}"),
            false => assert!(Domain::parse(&value).is_ok(), "{value}"),
        }
        (name.clone(), value)
    });
    let provider = &data["info"]["provider"];
    assert!(provider["name"].as_str().unwrap().chars().count() <= 60);
    let logo = provider.get("logo").map(|logos| {
        let logo = &logos[0];
        (text(&logo["url"]).unwrap(), text(&logo["content-type"]).unwrap())
    });
    Some(Said {
        protocols: protocols.collect(),
        password: data["authentication"]["password"].as_bool().unwrap(),
        issuer: text(&data["authentication"]["oauth-public"]["issuer"]),
        name: text(&provider["name"]).unwrap(),
        logo,
    })
}
