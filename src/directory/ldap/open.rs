//! The first connection to an LDAP directory, which proves that its settings are right.

use std::path::Path;
use std::sync::Arc;

use ldap3::{LdapConnSettings, LdapError};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};

use super::LdapSettings;
use super::filter;
use super::server::{LdapServer, List, Search, fault};
use crate::directory::fault::{DirectoryError, DirectoryFault, one_line};
use crate::directory::pool::Pool;
use crate::mail::{Address, Domain};

const URL: &str = "ldap.url";
const START_TLS: &str = "ldap.start_tls";
const AUTHORITY_FILE: &str = "ldap.authority_file";
const BIND_DN: &str = "ldap.bind_dn";
const BIND_PASSWORD: &str = "ldap.bind_password";
const BASE: &str = "ldap.base";
const DOMAIN_FILTER: &str = "ldap.domain_filter";
const SERVICE_ATTRIBUTE: &str = "ldap.service_attribute";
const LIST_FILTER: &str = "ldap.list_filter";
const DOMAIN_ATTRIBUTE: &str = "ldap.domain_attribute";
const LOGIN_FILTER: &str = "ldap.login_filter";
const LOGIN_ATTRIBUTE: &str = "ldap.login_attribute";

/// Checks the settings, connects, binds, and searches once with each filter.
pub(super) async fn open(settings: &LdapSettings) -> Result<Pool<LdapServer>, DirectoryError> {
    check(settings)?;
    let searches = sample_searches(settings);
    let server = LdapServer {
        url: settings.url.clone(),
        connecting: connecting(settings)?,
        bind_dn: settings.bind_dn.clone().unwrap_or_default(),
        bind_password: settings.bind_password.clone().unwrap_or_default(),
        base: settings.base.clone(),
        timeout: settings.timeout,
    };
    let first = async {
        let mut bound = server.dial().await.map_err(|error| fault_of_dialling(settings, &error))?;
        let bind = server.bind(&mut bound).await;
        bind.map_err(|error| fault_of_binding(settings, &error))?;
        for (setting, search) in &searches {
            let found = server.search(&mut bound, search).await;
            found.map_err(|error| fault_of_searching(settings, setting, &error))?;
        }
        Ok(bound)
    };
    let first = tokio::time::timeout(settings.timeout, first).await.unwrap_or_else(|_| {
        let milliseconds = settings.timeout.as_millis();
        Err(DirectoryError::unreachable(
            URL,
            format!("{} does not answer within {milliseconds} ms", settings.url),
            "is it overloaded, or a firewall between?",
        ))
    })?;
    Ok(Pool::new(server, first, settings.connections, settings.timeout))
}

/// What can be seen without asking anybody.
fn check(settings: &LdapSettings) -> Result<(), DirectoryError> {
    let wrong = |setting, problem, remedy| {
        Err(DirectoryError::configuration(setting, problem as &str, remedy as &str))
    };
    check_url(&settings.url)?;
    if settings.start_tls && !settings.url.starts_with("ldap://") {
        return wrong(START_TLS, "StartTLS is for ldap:// alone", "switch it off");
    }
    match (&settings.bind_dn, &settings.bind_password) {
        // A name without a password would be taken for nobody's (RFC 4513 §5.1.2).
        (Some(_), password) if password.as_deref().is_none_or(str::is_empty) => {
            return wrong(BIND_PASSWORD, "the password for ldap.bind_dn is missing", "set it");
        }
        (None, Some(_)) => return wrong(BIND_DN, "there is a password but no name", "set it"),
        _ => {}
    }
    if settings.domain_filter.is_none() && settings.login_filter.is_none() {
        let remedy = "set ldap.domain_filter, ldap.login_filter or both";
        return wrong(URL, "there is a directory but no filter to ask it", remedy);
    }
    if let Some(filter) = &settings.domain_filter {
        if filter.needs_address() {
            let problem = "it asks for an address where there is a domain alone";
            return wrong(DOMAIN_FILTER, problem, "write %EMAILDOMAIN%");
        }
        let sample = |domain| filter::about_domain(filter, &example_domain(domain));
        if sample("a.invalid") == sample("b.example") {
            let problem = "it answers every domain alike";
            return wrong(DOMAIN_FILTER, problem, "compare an attribute with %EMAILDOMAIN%");
        }
        if settings.service.is_none() && settings.service_attribute.is_none() {
            let remedy = "set it, or name a service for all with ldap.service";
            return wrong(SERVICE_ATTRIBUTE, "nothing names the service of a domain", remedy);
        }
    }
    if settings.list_filter.is_some() {
        if settings.domain_filter.is_none() {
            let problem = "domains are listed that nobody can be asked about";
            return wrong(LIST_FILTER, problem, "set ldap.domain_filter");
        }
        if settings.domain_attribute.is_none() {
            let remedy = "set it, to associatedDomain for example";
            return wrong(DOMAIN_ATTRIBUTE, "nothing tells the domains of a listed entry", remedy);
        }
    }
    if let Some(filter) = &settings.login_filter {
        if !filter.needs_address() {
            let remedy = "compare an attribute with %EMAILADDRESS% or %EMAILLOCALPART%";
            return wrong(LOGIN_FILTER, "it answers every address of a domain alike", remedy);
        }
        if settings.login_attribute.is_none() {
            let remedy = "set it, to uid for example";
            return wrong(LOGIN_ATTRIBUTE, "nothing names the login name of a user", remedy);
        }
    }
    Ok(())
}

fn check_url(url: &str) -> Result<(), DirectoryError> {
    let wrong =
        |problem: &str, remedy: &str| Err(DirectoryError::configuration(URL, problem, remedy));
    let (scheme, rest) = url.split_once("://").unwrap_or_default();
    if !matches!(scheme, "ldap" | "ldaps" | "ldapi") {
        return wrong("the URL is not that of an LDAP server", "begin it with ldap:// or ldaps://");
    }
    let host = rest.strip_suffix('/').unwrap_or(rest);
    if host.contains('@') {
        return wrong("the URL holds a user", "name it with ldap.bind_dn and ldap.bind_password");
    }
    if host.is_empty() || host.starts_with(':') {
        return wrong(
            "the URL names no host",
            "write ldap://host, or ldapi://%2Frun%2Fslapd%2Fldapi",
        );
    }
    if host.contains(['/', '?', '#']) {
        return wrong("the URL has more than a host", "name the base with ldap.base");
    }
    Ok(())
}

fn connecting(settings: &LdapSettings) -> Result<LdapConnSettings, DirectoryError> {
    let connecting = LdapConnSettings::new().set_starttls(settings.start_tls);
    match &settings.authority_file {
        None => Ok(connecting),
        Some(file) => Ok(connecting.set_config(Arc::new(trusting(file)?))),
    }
}

/// TLS that trusts the authorities of a file and no others.
fn trusting(file: &Path) -> Result<ClientConfig, DirectoryError> {
    let wrong = |problem: String| {
        let remedy = "name a PEM file with the certificates of the authority";
        DirectoryError::configuration(AUTHORITY_FILE, problem, remedy)
    };
    let shown = file.display();
    #[expect(clippy::disallowed_methods, reason = "the directory belongs to the shell")]
    let pem = std::fs::read(file).map_err(|error| wrong(format!("{shown}: {error}")))?;
    let mut authorities = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(&pem) {
        let certificate = certificate.map_err(|_| wrong(format!("{shown} is no PEM")))?;
        let added = authorities.add(certificate);
        added.map_err(|_| wrong(format!("{shown} has a certificate that cannot be read")))?;
    }
    if authorities.is_empty() {
        return Err(wrong(format!("{shown} has no certificate")));
    }
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let versions =
        ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let versions = versions.expect("aws-lc-rs has what TLS 1.2 and 1.3 need");
    Ok(versions.with_root_certificates(authorities).with_no_client_auth())
}

/// How all domains are listed, if they are.
pub(super) fn list(settings: &LdapSettings) -> Option<List> {
    Some(List {
        filter: settings.list_filter.as_deref()?.into(),
        domains: settings.domain_attribute.as_deref()?.into(),
        service: settings.service_attribute.as_deref().map(Box::from),
        most: settings.list_most as usize,
    })
}

/// The filters, two of them with an address that cannot exist (RFC 2606 §2).
fn sample_searches(settings: &LdapSettings) -> Vec<(&'static str, Search)> {
    let domain = settings.domain_filter.iter().map(|template| {
        let filter = filter::about_domain(template, &example_domain("example.invalid"));
        let attribute = settings.service_attribute.as_deref().map(Box::from);
        (DOMAIN_FILTER, Search { filter, attribute })
    });
    let login = settings.login_filter.iter().map(|template| {
        let address = Address::parse("nobody@example.invalid").expect("it is an address");
        let filter = filter::about_address(template, &address);
        let attribute = settings.login_attribute.as_deref().map(Box::from);
        (LOGIN_FILTER, Search { filter, attribute })
    });
    let list = list(settings).map(|list| {
        let List { filter, domains, .. } = list;
        (LIST_FILTER, Search { filter: filter.into(), attribute: Some(domains) })
    });
    domain.chain(list).chain(login).collect()
}

fn example_domain(name: &str) -> Domain {
    Domain::parse(name).expect("it is a domain")
}

/// What an error says.
fn told(error: &LdapError) -> String {
    match error {
        LdapError::LdapResult { result } => {
            let text = one_line(&result.text);
            let code = format!("result code {}", result.rc);
            if text.is_empty() { code } else { format!("{code}, {text}") }
        }
        LdapError::Io { source } => one_line(&source.to_string()),
        error => one_line(&error.to_string()),
    }
}

fn fault_of_dialling(settings: &LdapSettings, error: &LdapError) -> DirectoryError {
    let LdapSettings { url, .. } = settings;
    let told = told(error);
    let wrong = DirectoryError::configuration::<String, &str>;
    match tls_error(error) {
        Some(rustls::Error::InvalidCertificate(_)) => {
            let remedy =
                "name the authority that signed it, and the server as the certificate does";
            return wrong(
                AUTHORITY_FILE,
                format!("{url} has a certificate that is not trusted: {told}"),
                remedy,
            );
        }
        Some(_) => {
            let remedy = "see whether it is the port for TLS";
            return wrong(URL, format!("{url} and we do not agree on TLS: {told}"), remedy);
        }
        None => {}
    }
    match error {
        // What is no TLS server ends a conversation that makes no sense to it.
        LdapError::Io { source } if source.kind() == std::io::ErrorKind::UnexpectedEof => {
            let remedy = "see whether it is the port for TLS";
            wrong(URL, format!("{url} does not speak TLS: {told}"), remedy)
        }
        LdapError::LdapResult { .. } => {
            let problem = format!("{url} does not offer StartTLS: {told}");
            wrong(START_TLS, problem, "use ldaps://, or set up TLS at the server")
        }
        LdapError::Io { .. } | LdapError::Timeout { .. } | LdapError::ResultRecv { .. } => {
            DirectoryError::unreachable(
                URL,
                format!("{url} cannot be reached: {told}"),
                "see whether it is there, and whether the URL is right",
            )
        }
        _ => {
            wrong(URL, format!("{url} cannot be used: {told}"), "write ldap://host or ldaps://host")
        }
    }
}

fn tls_error(error: &LdapError) -> Option<&rustls::Error> {
    match error {
        LdapError::Rustls { source } => Some(source),
        LdapError::Io { source } => source.get_ref()?.downcast_ref(),
        _ => None,
    }
}

fn fault_of_binding(settings: &LdapSettings, error: &LdapError) -> DirectoryError {
    let LdapSettings { url, .. } = settings;
    let told = told(error);
    let wrong = DirectoryError::configuration::<String, &str>;
    let rc = match error {
        LdapError::LdapResult { result } => result.rc,
        _ => 0,
    };
    match (rc, fault(error)) {
        // strongerAuthRequired, confidentialityRequired
        (8 | 13, _) => {
            let problem = format!("{url} takes no password without TLS: {told}");
            wrong(START_TLS, problem, "switch it on, or use ldaps://")
        }
        // invalidDNSyntax
        (34, _) => {
            let problem = format!("{url} does not take it for a distinguished name: {told}");
            wrong(BIND_DN, problem, "write it like cn=reader,dc=example,dc=org")
        }
        (_, DirectoryFault::Unreachable | DirectoryFault::TimedOut) => DirectoryError::unreachable(
            URL,
            format!("{url} breaks off when we say who we are: {told}"),
            "see whether it is well",
        ),
        _ if settings.bind_dn.is_none() => {
            let problem = format!("{url} does not answer without a user: {told}");
            wrong(BIND_DN, problem, "name a user that may read, with ldap.bind_password")
        }
        _ => {
            let problem = format!("{url} refuses the user or the password: {told}");
            wrong(BIND_DN, problem, "check it and ldap.bind_password")
        }
    }
}

fn fault_of_searching(
    settings: &LdapSettings,
    setting: &'static str,
    error: &LdapError,
) -> DirectoryError {
    let LdapSettings { url, base, .. } = settings;
    let told = told(error);
    let wrong = DirectoryError::configuration::<String, &str>;
    let rc = match error {
        LdapError::FilterParsing => {
            return wrong(
                setting,
                "it is no filter".to_owned(),
                "write it as in RFC 4515, like (mail=%EMAILADDRESS%)",
            );
        }
        LdapError::LdapResult { result } => result.rc,
        _ => 0,
    };
    match (rc, fault(error)) {
        // referral, noSuchObject
        (10 | 32, _) => {
            let problem =
                format!("there is no `{base}` at {url}, or our user may not see it: {told}");
            wrong(BASE, problem, "name an entry that is there")
        }
        // invalidDNSyntax
        (34, _) => {
            let problem = format!("`{base}` is no distinguished name: {told}");
            wrong(BASE, problem, "write it like dc=example,dc=org")
        }
        (_, DirectoryFault::Refused) => {
            let problem = format!("our user may not search below `{base}`: {told}");
            wrong(BIND_DN, problem, "name one that may read")
        }
        (_, DirectoryFault::Unreachable | DirectoryFault::TimedOut) => DirectoryError::unreachable(
            URL,
            format!("{url} breaks off when the filter is tried: {told}"),
            "see whether it is well",
        ),
        _ => {
            let problem = format!("{url} does not carry out the filter: {told}");
            wrong(setting, problem, "try it with ldapsearch")
        }
    }
}
