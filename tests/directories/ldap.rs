//! LDAP directories that are well.

use mailguide::directory::fault::DirectoryFault;
use mailguide::directory::ldap::{LdapDirectory, LdapSettings};
use mailguide::mail::{Domain, Template};

use super::databases::{PASSWORD, Slapd};
use super::{CANARY, TIMEOUT, address, check_log, domain, fixture, hostile_local_parts, logged};

pub(crate) fn template(text: &str) -> Option<Template> {
    Some(Template::parse(text).unwrap())
}

/// Settings for the entries of `directory.ldif`.
pub(crate) fn settings(url: String) -> LdapSettings {
    LdapSettings {
        url,
        start_tls: false,
        authority_file: None,
        bind_dn: Some(Slapd::ADMIN.to_owned()),
        bind_password: Some(PASSWORD.to_owned()),
        base: "dc=example,dc=org".to_owned(),
        domain_filter: template("(associatedDomain=%EMAILDOMAIN%)"),
        service_attribute: Some("businessCategory".to_owned()),
        list_filter: None,
        domain_attribute: Some("associatedDomain".to_owned()),
        list_interval: TIMEOUT,
        list_most: 100,
        login_filter: template("(&(objectClass=inetOrgPerson)(mail=%EMAILADDRESS%))"),
        login_attribute: Some("uid".to_owned()),
        service: None,
        timeout: TIMEOUT,
        connections: 2,
    }
}

async fn open(settings: LdapSettings) -> LdapDirectory {
    LdapDirectory::open(settings).await.unwrap_or_else(|error| panic!("{error}"))
}

async fn service(directory: &LdapDirectory, name: &str) -> Option<Box<str>> {
    directory.service_of(&domain(name)).await.unwrap()
}

async fn login(directory: &LdapDirectory, text: &str) -> Option<Box<str>> {
    directory.login_of(&address(text)).await.unwrap()
}

#[tokio::test]
async fn openldap_answers_and_comes_back() {
    let Some(mut server) = Slapd::start(true, "") else { return };
    server.ldif(&fixture("directory.ldif"));
    let directory = open(settings(server.url())).await;
    for (name, expected) in [
        ("example.org", Some("standard")),
        ("alias.example", Some("standard")),
        ("nameless.example", None),
        ("missing.example", None),
    ] {
        assert_eq!(service(&directory, name).await.as_deref(), expected, "{name}");
    }
    for (text, expected) in [
        ("fred@example.org", Some("fred.example")),
        ("FRED@alias.example", Some("fred.example")),
        ("missing@example.org", None),
        ("no-name@example.org", None),
        ("two-names@example.org", None),
        ("shared@example.org", None),
    ] {
        assert_eq!(login(&directory, text).await.as_deref(), expected, "{text}");
    }
    let service_for_all = Some("fallback".into());
    let directory = open(LdapSettings { service: service_for_all, ..settings(server.url()) }).await;
    assert_eq!(service(&directory, "example.org").await.as_deref(), Some("standard"));
    assert_eq!(service(&directory, "nameless.example").await.as_deref(), Some("fallback"));
    assert_eq!(service(&directory, "missing.example").await, None);

    all_are_listed(&server).await;
    hostile_values_find_nothing(&server).await;
    halves_of_a_directory(&server).await;
    ways_to_connect(&server).await;
    many_ask_at_once(&server).await;

    let directory = open(settings(server.url())).await;
    assert_eq!(login(&directory, "fred@example.org").await.as_deref(), Some("fred.example"));
    server.stop();
    server.start_again();
    // The connection that was open is dead, and nobody notices.
    assert_eq!(login(&directory, "fred@example.org").await.as_deref(), Some("fred.example"));
    server.stop();
    logged();
    let gone = directory.login_of(&address(&format!("{CANARY}@example.org"))).await;
    assert_eq!(gone, Err(DirectoryFault::Unreachable));
    check_log("the LDAP directory failed fault=\"unreachable\"");
    server.start_again();
    assert_eq!(login(&directory, "fred@example.org").await.as_deref(), Some("fred.example"));
}

/// All domains at once, also where they take several pages; what names no service is left out, and
/// too many are none.
async fn all_are_listed(server: &Slapd) {
    let all = |url| LdapSettings {
        list_filter: Some("(associatedDomain=*)".to_owned()),
        domain_attribute: Some("ASSOCIATEDDOMAIN".to_owned()),
        ..settings(url)
    };
    let listed = |settings| async { open(settings).await.list().await };
    let sorted = |list: Vec<(Domain, Box<str>)>| {
        let mut told: Vec<String> = list.iter().map(|(name, id)| format!("{name} {id}")).collect();
        told.sort_unstable();
        told
    };
    let found = listed(all(server.url())).await.unwrap();
    assert_eq!(sorted(found), ["alias.example standard", "example.org standard"]);
    let service = Some("fallback".into());
    let found = listed(LdapSettings { service, ..all(server.url()) }).await.unwrap();
    let expected = ["alias.example standard", "example.org standard", "nameless.example fallback"];
    assert_eq!(sorted(found), expected);
    // The one without a service counts as well.
    let found = listed(LdapSettings { list_most: 3, ..all(server.url()) }).await;
    assert_eq!(found.unwrap().len(), 2);
    let found = listed(LdapSettings { list_most: 2, ..all(server.url()) }).await;
    assert_eq!(found, Err(DirectoryFault::TooMany));
    assert_eq!(listed(settings(server.url())).await, Ok(Vec::new()), "nothing is to be listed");

    let many: String = (0..1200)
        .map(|number| {
            format!(
                "dn: ou=d{number},ou=domains,dc=example,dc=org\nobjectClass: organizationalUnit\n\
                 objectClass: domainRelatedObject\nou: d{number}\n\
                 associatedDomain: d{number}.pages.example\nbusinessCategory: standard\n\n"
            )
        })
        .collect();
    server.ldif(&many);
    let found = listed(LdapSettings { list_most: 2000, ..all(server.url()) }).await.unwrap();
    let pages = found.iter().filter(|(name, _)| name.as_str().ends_with(".pages.example"));
    assert_eq!((found.len(), pages.count()), (1202, 1200));
}

/// There is one person below the base, so a `*` that kept its meaning would find it.
async fn hostile_values_find_nothing(server: &Slapd) {
    for filter in
        ["(&(objectClass=inetOrgPerson)(mail=%EMAILADDRESS%))", "(|(uid=%EMAILLOCALPART%))"]
    {
        let base = "ou=alone,dc=example,dc=org".to_owned();
        let login_filter = template(filter);
        let directory = open(LdapSettings { base, login_filter, ..settings(server.url()) }).await;
        for local_part in hostile_local_parts() {
            let found = login(&directory, &format!("{local_part}@example.org")).await;
            assert_eq!(found, None, "{local_part} in {filter}");
        }
        assert_eq!(login(&directory, "alone@example.org").await.as_deref(), Some("alone"));
    }
}

async fn halves_of_a_directory(server: &Slapd) {
    let domains = LdapSettings {
        login_filter: None,
        login_attribute: None,
        service_attribute: None,
        service: Some("standard".into()),
        ..settings(server.url())
    };
    let directory = open(domains).await;
    assert_eq!(service(&directory, "nameless.example").await.as_deref(), Some("standard"));
    assert_eq!(service(&directory, "missing.example").await, None);
    assert_eq!(login(&directory, "fred@example.org").await, None);
    let logins =
        LdapSettings { domain_filter: None, service_attribute: None, ..settings(server.url()) };
    let directory = open(logins).await;
    assert_eq!(service(&directory, "example.org").await, None);
    assert_eq!(login(&directory, "fred@example.org").await.as_deref(), Some("fred.example"));
}

async fn ways_to_connect(server: &Slapd) {
    let authority_file = Some(server.authority().to_owned());
    let by_name = server.tls_url().replace("127.0.0.1", "localhost");
    for settings in [
        LdapSettings { authority_file: authority_file.clone(), ..settings(server.tls_url()) },
        LdapSettings { authority_file: authority_file.clone(), ..settings(by_name) },
        LdapSettings { authority_file, start_tls: true, ..settings(server.url()) },
        LdapSettings { bind_dn: None, bind_password: None, ..settings(server.url()) },
        settings(server.socket_url()),
        settings(format!("{}/", server.url())),
    ] {
        let directory = open(settings).await;
        assert_eq!(login(&directory, "fred@example.org").await.as_deref(), Some("fred.example"));
    }
}

async fn many_ask_at_once(server: &Slapd) {
    let directory = std::sync::Arc::new(open(settings(server.url())).await);
    let mut asking = tokio::task::JoinSet::new();
    for number in 0..60 {
        let directory = std::sync::Arc::clone(&directory);
        asking.spawn(async move {
            let name = if number % 2 == 0 { "example.org" } else { "missing.example" };
            (number, directory.service_of(&domain(name)).await.unwrap())
        });
    }
    while let Some(answer) = asking.join_next().await {
        let (number, service) = answer.unwrap();
        assert_eq!(service.as_deref(), (number % 2 == 0).then_some("standard"));
    }
}
