//! Reads what a table says about a service: the fields that `[[service]]`, `[[domain]]` and
//! `[default]` share.

use std::collections::{BTreeMap, HashMap};

use toml::Spanned;
use toml::de::DeValue;

use super::words::redirect;
use crate::diagnostics::Faults;
use crate::dns::zone::StaticRecord;
use crate::fields::{Fields, Value, boolean, parsed, positive, text, word, wrong_type};
use crate::guide::Language;
use crate::mail::{
    AutodiscoverMode, Domain, Endpoint, ErrorText, Link, Login, PasswordRule, Port, Protocol,
    Requirement, SieveServer, TlsMode, WebAddress, WebService, WebServiceKind,
};
use crate::providers::service::{
    plain, read_endpoint, read_error_text, read_host, read_login, read_password, read_requirement,
};

/// What a table says about a service; nothing where it is silent.
#[derive(Default)]
pub(super) struct Offer {
    pub(super) display_name: Option<Box<str>>,
    pub(super) display_short_name: Option<Box<str>>,
    pub(super) incoming: Vec<Spanned<Endpoint>>,
    pub(super) outgoing: Vec<Spanned<Endpoint>>,
    pub(super) protocols: Option<Vec<Protocol>>,
    pub(super) login: Option<Login>,
    pub(super) password: Option<PasswordRule>,
    pub(super) requirement: Option<Requirement>,
    pub(super) error_texts: Vec<ErrorText>,
    pub(super) help_url: Option<Link>,
    pub(super) hints: Vec<(Language, Box<str>)>,
    pub(super) logo: Option<Link>,
    pub(super) autodiscover: Option<AutodiscoverMode>,
    pub(super) web: Vec<WebService>,
    pub(super) sieve: Option<SieveServer>,
    pub(super) oauth2_issuer: Option<Link>,
    pub(super) disclose_login_names: Option<bool>,
    pub(super) login_names: HashMap<Box<str>, Box<str>>,
    pub(super) mx: Vec<Domain>,
    pub(super) records: Vec<StaticRecord>,
    /// Whether the servers could all be read.
    pub(super) readable: bool,
    /// Whether anything but servers was said.
    pub(super) says_more: bool,
}

impl Offer {
    /// Reads all fields that a service may have.
    pub(super) fn read(table: &mut Fields<'_, '_>) -> Self {
        let faults_before = table.faults().len();
        let incoming = table.tables("incoming", read_endpoint);
        let outgoing = table.tables("outgoing", read_endpoint);
        let readable = table.faults().len() == faults_before;
        let before = table.present();
        let protocol = word(Protocol::ALL, Protocol::as_str);
        let offer = Self {
            display_name: table.optional("display_name", text),
            display_short_name: table.optional("display_short_name", text),
            incoming,
            outgoing,
            protocols: table
                .value("protocols")
                .is_some()
                .then(|| plain(table.list("protocols", protocol))),
            login: table.table("login", read_login),
            password: table.table("password", read_password).flatten(),
            requirement: table.table("enable", read_requirement),
            error_texts: plain(table.tables("error_text", read_error_text)),
            help_url: table.optional("help_url", parsed(Link::parse)),
            hints: table.optional("hint", read_hints).unwrap_or_default(),
            logo: table.optional("logo", parsed(Link::parse)),
            autodiscover: read_autodiscover(table),
            web: read_web(table),
            sieve: table.table("managesieve", read_sieve).flatten(),
            oauth2_issuer: table.optional("oauth2_issuer", parsed(Link::parse)),
            disclose_login_names: table.optional("disclose_login_names", boolean),
            login_names: table.optional("login_names", read_login_names).unwrap_or_default(),
            mx: plain(table.list("mx", parsed(Domain::parse))),
            records: super::records::read(table),
            readable,
            says_more: false,
        };
        let says_more = table.present() > before;
        Self { says_more, ..offer }
    }

    /// Whether it has servers of its own.
    pub(super) fn has_servers(&self) -> bool {
        !self.incoming.is_empty() || !self.outgoing.is_empty() || !self.readable
    }

    /// Whether nothing is said at all.
    pub(super) fn is_silent(&self) -> bool {
        !self.says_more && !self.has_servers()
    }
}

//----------- Single fields --------------------------------------------------

fn read_hints(value: &Value<'_>, faults: &mut Faults) -> Option<Vec<(Language, Box<str>)>> {
    // One text is said in every language.
    if value.get_ref().as_str().is_some() {
        return text(value, faults).map(|text| vec![(Language::FALLBACK, text)]);
    }
    let DeValue::Table(table) = value.get_ref() else {
        wrong_type(value, "a text, or a table with a text for each language", faults);
        return None;
    };
    let mut hints = Vec::new();
    for (key, value) in table {
        match Language::parse(key.get_ref()) {
            Some(language) => hints.push((language, text(value, faults)?)),
            None => {
                let known: Vec<&str> = Language::ALL.iter().map(|known| known.as_str()).collect();
                let message = format!("`{}` is no language here", key.get_ref().escape_default());
                let remedy = format!("the languages are {}", known.join(", "));
                faults.push_with_remedy(key.span(), message, remedy);
            }
        }
    }
    if !hints.iter().any(|(language, _)| *language == Language::FALLBACK) {
        faults.push_with_remedy(
            value.span(),
            "there is no hint in English",
            "add en = \"…\": it stands in for every language that has none",
        );
    }
    Some(hints)
}

fn read_autodiscover(table: &mut Fields<'_, '_>) -> Option<AutodiscoverMode> {
    let on = table.optional("autodiscover", boolean);
    let domain = table.optional("autodiscover_redirect_domain", parsed(Domain::parse));
    let url = table.optional("autodiscover_redirect_url", parsed(redirect));
    match (on, domain, url) {
        (None, None, None) => None,
        (Some(false), None, None) => Some(AutodiscoverMode::Off),
        (Some(true), None, None) => Some(AutodiscoverMode::Answer),
        (None | Some(true), Some(domain), None) => Some(AutodiscoverMode::RedirectAddress(domain)),
        (None | Some(true), None, Some(url)) => Some(AutodiscoverMode::RedirectUrl(url)),
        _ => {
            let place = table.place("autodiscover_redirect_url");
            table.faults().push_with_remedy(
                place,
                "Autodiscover can do one thing only",
                "keep one of autodiscover = false, autodiscover_redirect_domain and \
                 autodiscover_redirect_url",
            );
            None
        }
    }
}

fn read_web(table: &mut Fields<'_, '_>) -> Vec<WebService> {
    let kinds = WebServiceKind::ALL.into_iter();
    kinds
        .filter_map(|kind| {
            let address = table.optional(kind.as_str(), parsed(WebAddress::parse))?;
            Some(WebService { kind, address })
        })
        .collect()
}

fn read_sieve(table: &mut Fields<'_, '_>) -> Option<SieveServer> {
    let host = table.required("host", read_host);
    let port = table.optional("port", positive);
    let tls = table.optional("tls", word([TlsMode::StartTls, TlsMode::Implicit], TlsMode::as_str));
    let port = port.or_else(|| Port::new(SieveServer::DEFAULT_PORT));
    Some(SieveServer { host: host?, port: port?, tls: tls.unwrap_or(TlsMode::StartTls) })
}

/// The longest login name that is given out.
const LOGIN_MAX: usize = 254;

fn read_login_names(value: &Value<'_>, faults: &mut Faults) -> Option<HashMap<Box<str>, Box<str>>> {
    let DeValue::Table(table) = value.get_ref() else {
        wrong_type(value, "a table with a login name for each local part", faults);
        return None;
    };
    let mut names: BTreeMap<Box<str>, Box<str>> = BTreeMap::new();
    for (key, value) in table {
        let login = text(value, faults)?;
        if login.len() > LOGIN_MAX {
            faults.push(value.span(), format!("the login name is longer than {LOGIN_MAX} bytes"));
        }
        if names.insert(key.get_ref().to_lowercase().into(), login).is_some() {
            faults.push(key.span(), "the local part stands here twice, in different letter case");
        }
    }
    Some(names.into_iter().collect())
}
