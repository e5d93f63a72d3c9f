//! LDAP directories that are configured wrong, not there, or stand still.

use std::time::{Duration, Instant};

use mailguide::directory::fault::DirectoryFault;
use mailguide::directory::ldap::{LdapDirectory, LdapSettings};

use super::databases::Slapd;
use super::ldap::{settings, template};
use super::{SLACK, SilentServer, TIMEOUT, check_error, domain, fixture, timed};
use crate::support::ports::free_port;

async fn check(settings: LdapSettings, setting: &str, says: &str, is_unreachable: bool) {
    let error = LdapDirectory::open(settings).await.err();
    let error = error.unwrap_or_else(|| panic!("{setting} is no fault: {says}"));
    check_error(&error, setting, says, is_unreachable);
}

/// What is seen before anybody is asked.
#[tokio::test]
async fn settings_that_do_not_fit_are_told() {
    let good = || settings("ldap://ldap.invalid".to_owned());
    for (url, says) in [
        ("http://host", "not that of an LDAP server"),
        ("ldap:host", "not that of an LDAP server"),
        ("ldap://", "no host"),
        ("ldap:///", "no host"),
        ("ldap://:389", "no host"),
        ("ldapi:///run/slapd/ldapi", "more than a host"),
        ("ldap://host/dc=example,dc=org", "ldap.base"),
        ("ldap://cn=admin:s3cret@host", "ldap.bind_dn"),
        ("ldap://host:no-port", "port"),
    ] {
        check(LdapSettings { url: url.to_owned(), ..good() }, "ldap.url", says, false).await;
    }
    let all = || Some("(associatedDomain=*)".to_owned());
    let cases = [
        (
            LdapSettings { start_tls: true, url: "ldaps://host".to_owned(), ..good() },
            "ldap.start_tls",
            "switch it off",
        ),
        (LdapSettings { bind_password: None, ..good() }, "ldap.bind_password", "is missing"),
        (
            LdapSettings { bind_password: Some(String::new()), ..good() },
            "ldap.bind_password",
            "is missing",
        ),
        (LdapSettings { bind_dn: None, ..good() }, "ldap.bind_dn", "no name"),
        (
            LdapSettings { domain_filter: None, login_filter: None, ..good() },
            "ldap.url",
            "no filter to ask it",
        ),
        (
            LdapSettings { domain_filter: template("(mail=%EMAILADDRESS%)"), ..good() },
            "ldap.domain_filter",
            "%EMAILDOMAIN%",
        ),
        (
            LdapSettings { domain_filter: template("(objectClass=*)"), ..good() },
            "ldap.domain_filter",
            "every domain alike",
        ),
        (
            LdapSettings { service_attribute: None, ..good() },
            "ldap.service_attribute",
            "ldap.service",
        ),
        (
            LdapSettings { login_filter: template("(mail=%EMAILDOMAIN%)"), ..good() },
            "ldap.login_filter",
            "%EMAILLOCALPART%",
        ),
        (LdapSettings { login_attribute: None, ..good() }, "ldap.login_attribute", "set it"),
        (
            LdapSettings { domain_attribute: None, list_filter: all(), ..good() },
            "ldap.domain_attribute",
            "associatedDomain",
        ),
        (
            LdapSettings { domain_filter: None, list_filter: all(), ..good() },
            "ldap.list_filter",
            "ldap.domain_filter",
        ),
        (
            LdapSettings { authority_file: Some("/nowhere/ca.pem".into()), ..good() },
            "ldap.authority_file",
            "/nowhere/ca.pem",
        ),
    ];
    for (settings, setting, says) in cases {
        check(settings, setting, says, false).await;
    }
    let shown =
        format!("{:?}", LdapSettings { bind_password: Some("s3cret".to_owned()), ..good() });
    assert!(!shown.contains("s3cret") && shown.contains("***"), "{shown}");
}

#[tokio::test]
async fn openldap_faults_are_told() {
    let Some(server) = Slapd::start(true, "") else { return };
    server.ldif(&fixture("directory.ldif"));
    let good = || settings(server.url());
    let wrong_kind = || Some("Cargo.toml".into());
    let cases = [
        (
            LdapSettings { bind_password: Some("s3cret".into()), ..good() },
            "ldap.bind_dn",
            "refuses",
        ),
        (
            LdapSettings { bind_dn: Some("cn=nobody,dc=example,dc=org".into()), ..good() },
            "ldap.bind_dn",
            "result code 49",
        ),
        (
            LdapSettings { bind_dn: Some("nobody".into()), ..good() },
            "ldap.bind_dn",
            "distinguished",
        ),
        (
            LdapSettings { base: "dc=example,dc=com".into(), ..good() },
            "ldap.base",
            "no `dc=example,dc=com`",
        ),
        (
            LdapSettings { base: "ou=nowhere,dc=example,dc=org".into(), ..good() },
            "ldap.base",
            "result code 32",
        ),
        (LdapSettings { base: "example".into(), ..good() }, "ldap.base", "distinguished name"),
        (
            LdapSettings { domain_filter: template("(associatedDomain=%EMAILDOMAIN%"), ..good() },
            "ldap.domain_filter",
            "RFC 4515",
        ),
        (
            LdapSettings { login_filter: template("(mail=%EMAILADDRESS%))"), ..good() },
            "ldap.login_filter",
            "RFC 4515",
        ),
        (
            LdapSettings { list_filter: Some("(associatedDomain=*".into()), ..good() },
            "ldap.list_filter",
            "RFC 4515",
        ),
        // Our authority is none of the system's.
        (settings(server.tls_url()), "ldap.authority_file", "not trusted"),
        (LdapSettings { start_tls: true, ..good() }, "ldap.authority_file", "not trusted"),
        (
            LdapSettings { authority_file: wrong_kind(), ..settings(server.tls_url()) },
            "ldap.authority_file",
            "no certificate",
        ),
        // TLS where the server speaks plain LDAP.
        (settings(server.url().replace("ldap:", "ldaps:")), "ldap.url", "TLS"),
    ];
    for (settings, setting, says) in cases {
        check(settings, setting, says, false).await;
    }
    let nobody_there = format!("ldap://127.0.0.1:{}", free_port());
    check(settings(nobody_there), "ldap.url", "cannot be reached", true).await;
    check(settings("ldapi://%2Fnowhere".into()), "ldap.url", "cannot be reached", true).await;
}

#[tokio::test]
async fn strict_servers_say_what_they_want() {
    let strict = "disallow bind_anon\nsecurity simple_bind=60";
    let Some(server) = Slapd::start(false, strict) else { return };
    check(settings(server.url()), "ldap.start_tls", "without TLS", false).await;
    let start_tls = LdapSettings { start_tls: true, ..settings(server.url()) };
    check(start_tls, "ldap.start_tls", "does not offer StartTLS", false).await;
    let anonymous =
        LdapSettings { bind_dn: None, bind_password: None, ..settings(server.socket_url()) };
    check(anonymous, "ldap.bind_dn", "without a user", false).await;
    let known = LdapDirectory::open(settings(server.socket_url())).await;
    assert!(known.is_ok());
}

#[tokio::test]
async fn a_silent_server_is_given_up() {
    let silent = SilentServer::new();
    for (scheme, start_tls) in [("ldap", false), ("ldap", true), ("ldaps", false)] {
        let timeout = Duration::from_millis(300);
        let url = format!("{scheme}://127.0.0.1:{}", silent.port());
        let settings = LdapSettings { timeout, start_tls, ..settings(url) };
        let (time, ()) = timed(check(settings, "ldap.url", "within 300 ms", true)).await;
        assert!(time >= timeout && time < timeout + SLACK, "{time:?}");
    }
}

#[tokio::test]
async fn a_server_that_stands_still_is_waited_for_in_bounds() {
    let Some(server) = Slapd::start(false, "") else { return };
    server.ldif(&fixture("directory.ldif"));
    let timeout = Duration::from_millis(500);
    let directory = LdapDirectory::open(LdapSettings { timeout, ..settings(server.url()) }).await;
    let directory = directory.unwrap_or_else(|error| panic!("{error}"));
    server.pause();
    // Both with the connection that was open and with a new one.
    for _ in 0..2 {
        let (time, answer) = timed(directory.service_of(&domain("example.org"))).await;
        assert_eq!(answer, Err(DirectoryFault::TimedOut));
        assert!(time >= timeout && time < timeout + SLACK, "{time:?}");
    }
    server.resume();
    let begun = Instant::now();
    let answer = loop {
        match directory.service_of(&domain("example.org")).await {
            // It has to find its feet again.
            Err(DirectoryFault::TimedOut) if begun.elapsed() < TIMEOUT => {}
            answer => break answer,
        }
    };
    assert_eq!(answer.unwrap().as_deref(), Some("standard"));
}
