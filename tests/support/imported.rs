//! What holds for every configuration that was made from that of another program.
#![allow(dead_code, unreachable_pub, reason = "tests and fuzz targets use their part of it")]

use std::collections::BTreeSet;

use mailguide::import::Imported;
use mailguide::mail::{Domain, Link, Template, WebAddress, WebServiceKind};
use mailguide::providers::read;

/// The text is TOML, its services are sound, its domains are normal and belong to them, and all
/// that was found stands in it. Returns the names of the domains.
pub fn check(imported: &Imported) -> BTreeSet<String> {
    let Imported { toml: text, findings, secret } = imported;
    let file: toml::Table = text.parse().unwrap_or_else(|error| panic!("{error}\n{text}"));
    for key in file.keys() {
        assert!(["domain", "http", "ldap", "service"].contains(&&**key), "{key}");
    }
    if let Some(http) = file.get("http") {
        Link::parse(http["public_url"].as_str().unwrap()).unwrap();
    }
    let ldap = file.get("ldap").and_then(toml::Value::as_table);
    if let Some(filter) = ldap.and_then(|ldap| ldap.get("login_filter")) {
        assert!(Template::parse(filter.as_str().unwrap()).unwrap().needs_address());
    }
    assert_eq!(ldap.is_some_and(|ldap| ldap.contains_key("bind_password")), *secret);
    let mut ids = BTreeSet::new();
    for service in tables(&file, "service") {
        check_service(service);
        assert!(ids.insert(service["id"].as_str().unwrap()), "{text}");
    }
    let mut names = BTreeSet::new();
    for domain in tables(&file, "domain") {
        let name = domain["name"].as_str().unwrap();
        assert_eq!(Domain::parse(name).unwrap().as_str(), name);
        assert!(ids.contains(domain["service"].as_str().unwrap()), "{text}");
        assert!(names.insert(name.to_owned()), "{text}");
    }
    let comments: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix('#')).collect();
    let comments = comments.concat();
    for finding in findings {
        let sentence = format!(" {finding}");
        let sentence = sentence.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(comments.contains(&sentence), "{sentence}\nis not in\n{text}");
        assert!(!sentence.contains(char::is_control), "{sentence}");
    }
    names
}

/// The tables of an array of them.
pub fn tables<'t>(file: &'t toml::Table, key: &str) -> Vec<&'t toml::Table> {
    let tables = file.get(key).map(|tables| tables.as_array().unwrap());
    tables.into_iter().flatten().map(|table| table.as_table().unwrap()).collect()
}

/// The reader of provider files has the same rules for servers; it judges independently.
fn check_service(service: &toml::Table) {
    for kind in WebServiceKind::ALL {
        if let Some(url) = service.get(kind.as_str()) {
            WebAddress::parse(url.as_str().unwrap()).unwrap();
        }
    }
    if let Some(url) = service.get("help_url") {
        Link::parse(url.as_str().unwrap()).unwrap();
    }
    let servers = |key: &str| tables(service, key).into_iter().cloned();
    let typed = ["incoming", "outgoing"].into_iter().flat_map(servers).any(|server| {
        let ways = server["authentication"].as_array().unwrap();
        ways.iter().any(|way| way.as_str().unwrap().starts_with("password"))
    });
    let complete = servers("incoming").count() > 0 && servers("outgoing").count() > 0;
    let mut provider = toml::toml! {
        [[source]]
        title = "a test"
        checked = 2026-11-22
        covers = ["servers"]
    };
    let directory = service.contains_key("disclose_login_names");
    for key in ["incoming", "outgoing"] {
        let servers = servers(key).map(|mut server| {
            assert_eq!(server["username"].as_str() == Some("directory"), directory);
            if directory {
                server.insert("username".to_owned(), "address".into());
            }
            toml::Value::Table(server)
        });
        provider.insert(key.to_owned(), toml::Value::Array(servers.collect()));
    }
    let mut text = |key: &str, text: &str| provider.insert(key.to_owned(), text.into());
    text("name", service["display_name"].as_str().unwrap());
    text("short_name", service["display_short_name"].as_str().unwrap());
    text("status", if complete { "served" } else { "not_established" });
    // Where nothing else is said, the password is a usual one.
    let stated = service.get("password").map(|password| password["kind"].as_str().unwrap());
    let kind = match (complete, typed) {
        (true, _) => stated.unwrap_or("normal"),
        (false, true) => "normal",
        (false, false) => "oauth2_only",
    };
    provider.insert(
        "password".to_owned(),
        toml::Table::from_iter([("kind".to_owned(), kind.into())]).into(),
    );
    let source = toml::to_string(&provider).unwrap();
    if let Err(report) = read(service["id"].as_str().unwrap(), "service.toml", &source, None) {
        panic!("{report}\n{source}");
    }
}
