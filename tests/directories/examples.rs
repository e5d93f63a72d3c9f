//! The ready examples of `deploy/`, each against the tables or entries it is for.

use std::path::Path;

use mailguide::directory::ldap::{LdapDirectory, LdapSettings};
use mailguide::directory::sql::{SqlDirectory, SqlSettings};
use mailguide::mail::Template;

use super::databases::{MariaDb, Postgres, Slapd, SqliteFile};
use super::{TIMEOUT, address, domain, fixture};

/// The schemas that are the same in every database.
const EVERYWHERE: [&str; 3] = ["automx2", "modoboa", "postfixadmin"];

/// A table of an example file, which has nothing else in it.
fn example(path: &str, table: &str) -> toml::Table {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy").join(path);
    let mut file: toml::Table = std::fs::read_to_string(path).unwrap().parse().unwrap();
    let Some(toml::Value::Table(found)) = file.remove(table) else { panic!("no [{table}]") };
    assert!(file.is_empty());
    found
}

/// Takes a text out of a table.
fn take(table: &mut toml::Table, key: &str) -> Option<String> {
    table.remove(key).map(|value| value.as_str().unwrap().to_owned())
}

fn sql_settings(name: &str, url: String) -> SqlSettings {
    let mut table = example(&format!("sql/{name}.toml"), "sql");
    let own_url = take(&mut table, "url").unwrap();
    assert!(own_url.contains("://") || own_url.starts_with("sqlite:/"), "{own_url}");
    let settings = SqlSettings {
        url,
        domain_query: take(&mut table, "domain_query"),
        login_query: take(&mut table, "login_query"),
        list_query: take(&mut table, "list_query"),
        list_interval: TIMEOUT,
        list_most: 100,
        service: take(&mut table, "service").map(String::into_boxed_str),
        timeout: TIMEOUT,
        connections: 1,
    };
    assert!(table.is_empty(), "{table:?}");
    assert_eq!(settings.service.as_deref(), Some("standard"));
    settings
}

/// What a schema's example must answer. The tables say so in the names of their domains.
async fn check(name: &str, url: String) {
    let directory = SqlDirectory::open(sql_settings(name, url)).await;
    let directory = directory.unwrap_or_else(|error| panic!("{name}: {error}"));
    let mut services =
        vec![("served.example", Some("standard")), ("missing.example", None), ("all", None)];
    let mut logins = Vec::new();
    if name == "automx2" {
        services
            .extend([("premium.example", Some("premium")), ("orphan.example", Some("standard"))]);
    } else {
        services.extend([
            ("alias.example", Some("standard")),
            ("off.example", None),
            ("backup.example", None),
            ("off-alias.example", None),
            ("alias-of-off.example", None),
            ("alias-of-none.example", None),
        ]);
        logins.extend([
            ("fred@served.example", Some("fred@served.example")),
            ("fred@alias.example", Some("fred@served.example")),
            ("fred@off-alias.example", None),
            ("gone@served.example", None),
            ("gone@alias.example", None),
            ("missing@served.example", None),
        ]);
    }
    let listed = directory.list().await.unwrap();
    for (asked, expected) in services {
        let service = directory.service_of(&domain(asked)).await.unwrap();
        assert_eq!(service.as_deref(), expected, "{name}: {asked}");
        let mut all = listed.iter().filter(|(domain, _)| domain.as_str() == asked);
        assert_eq!(all.next().map(|(_, service)| &**service), expected, "{name}: {asked}");
        assert!(all.next().is_none(), "{name}: {asked}");
    }
    for (asked, expected) in logins {
        let login = directory.login_of(&address(asked)).await.unwrap();
        assert_eq!(login.as_deref(), expected, "{name}: {asked}");
    }
}

#[tokio::test]
async fn examples_for_sqlite() {
    for name in EVERYWHERE {
        let file = SqliteFile::create(&fixture(&format!("{name}.sql")));
        check(name, file.url()).await;
    }
}

#[tokio::test]
async fn examples_for_postgresql() {
    let Some(server) = Postgres::start() else { return };
    for name in EVERYWHERE {
        server.create(name, &fixture(&format!("{name}.sql")));
        check(name, server.url(name)).await;
    }
}

#[tokio::test]
async fn examples_for_mariadb() {
    let Some(server) = MariaDb::start() else { return };
    for name in EVERYWHERE.into_iter().chain(["mailcow"]) {
        server.create(name, &fixture(&format!("{name}.sql")));
        check(name, server.url(name)).await;
    }
}

/// Every example file is one that these tests run.
#[test]
fn no_example_is_left_out() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy");
    let names = |folder: &str, from: &Path| {
        let files = std::fs::read_dir(from.join(folder)).unwrap();
        let mut names: Vec<String> =
            files.map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
        // The tables for certificates are no example.
        names.retain(|name| name.ends_with(".toml"));
        names.sort();
        names
    };
    let sql = ["automx2.toml", "mailcow.toml", "modoboa.toml", "postfixadmin.toml"];
    assert_eq!(names("sql", &folder), sql);
    assert_eq!(names("ldap", &folder), ["openldap.toml"]);
}

#[tokio::test]
async fn example_for_openldap() {
    // The access rule of the example, and what a bind needs.
    let access = "access to attrs=userPassword by anonymous auth\n\
                  access to dn.subtree=\"dc=example,dc=org\" \
                  attrs=entry,objectClass,associatedDomain,mail,uid \
                  by dn.exact=\"cn=mailguide,dc=example,dc=org\" read";
    let Some(server) = Slapd::start(true, access) else { return };
    server.ldif(&fixture("directory.ldif"));
    let mut table = example("ldap/openldap.toml", "ldap");
    assert_eq!(take(&mut table, "url").as_deref(), Some("ldap://localhost"));
    assert_eq!(take(&mut table, "bind_password").as_deref(), Some("password"));
    let start_tls = table.remove("start_tls").unwrap().as_bool().unwrap();
    let filter = |text: Option<String>| text.map(|text| Template::parse(&text).unwrap());
    let settings = LdapSettings {
        url: server.url(),
        start_tls,
        authority_file: Some(server.authority().to_owned()),
        bind_dn: take(&mut table, "bind_dn"),
        bind_password: Some("reader's own".to_owned()),
        base: take(&mut table, "base").unwrap(),
        domain_filter: filter(take(&mut table, "domain_filter")),
        service_attribute: None,
        list_filter: take(&mut table, "list_filter"),
        domain_attribute: take(&mut table, "domain_attribute"),
        list_interval: TIMEOUT,
        list_most: 100,
        login_filter: filter(take(&mut table, "login_filter")),
        login_attribute: take(&mut table, "login_attribute"),
        service: take(&mut table, "service").map(String::into_boxed_str),
        timeout: TIMEOUT,
        connections: 1,
    };
    assert!(table.is_empty(), "{table:?}");
    let directory = LdapDirectory::open(settings).await;
    let directory = directory.unwrap_or_else(|error| panic!("{error}"));
    for (asked, expected) in [("example.org", Some("standard")), ("missing.example", None)] {
        let service = directory.service_of(&domain(asked)).await.unwrap();
        assert_eq!(service.as_deref(), expected, "{asked}");
    }
    let mut listed = directory.list().await.unwrap();
    listed.sort();
    let expected = ["alias.example", "example.org", "nameless.example"];
    assert_eq!(listed, expected.map(|name| (domain(name), "standard".into())));
    for (asked, expected) in
        [("fred@example.org", Some("fred.example")), ("missing@example.org", None)]
    {
        let login = directory.login_of(&address(asked)).await.unwrap();
        assert_eq!(login.as_deref(), expected, "{asked}");
    }
}
