//! Reads one `[[service]]`, or what a `[[domain]]` says of its own.

use std::collections::{BTreeMap, HashMap};

use toml::Spanned;
use toml::de::DeValue;

use super::ConfiguredService;
use super::traps;
use super::typed::redirect;
use crate::diagnostics::Faults;
use crate::dns::zone::StaticRecord;
use crate::fields::{Fields, Value, boolean, parsed, positive, text, word, wrong_type};
use crate::guide::Language;
use crate::mail::{
    AutodiscoverMode, Companions, Date, Domain, Endpoint, ErrorText, Link, Login, MailService,
    PasswordFormat, PasswordKind, PasswordRule, Port, Protocol, Requirement, SieveServer, TlsMode,
    Username, WebAddress, WebService, WebServiceKind,
};
use crate::providers::sense::{self, NAME_MAX, SHORT_NAME_MAX};
use crate::providers::service::{
    plain, read_endpoint, read_error_text, read_host, read_login, read_password, read_requirement,
};
use crate::providers::{Confidence, Coverage, Provider, Source, Status, UNKNOWN_REQUIREMENT};

/// What a table says about a service; nothing where it is silent.
#[derive(Default)]
pub(super) struct Offer {
    display_name: Option<Box<str>>,
    display_short_name: Option<Box<str>>,
    incoming: Vec<Spanned<Endpoint>>,
    outgoing: Vec<Spanned<Endpoint>>,
    protocols: Option<Vec<Protocol>>,
    login: Option<Login>,
    password: Option<PasswordRule>,
    requirement: Option<Requirement>,
    error_texts: Vec<ErrorText>,
    help_url: Option<Link>,
    hints: Vec<(Language, Box<str>)>,
    logo: Option<Link>,
    autodiscover: Option<AutodiscoverMode>,
    web: Vec<WebService>,
    sieve: Option<SieveServer>,
    oauth2_issuer: Option<Link>,
    disclose_login_names: Option<bool>,
    login_names: HashMap<Box<str>, Box<str>>,
    mx: Vec<Domain>,
    records: Vec<StaticRecord>,
    /// Whether the servers could all be read.
    readable: bool,
    /// Whether anything but servers was said.
    says_more: bool,
}

impl Offer {
    /// Reads all fields that a service may have.
    pub(super) fn read(table: &mut Fields<'_, '_>) -> Self {
        let faults_before = table.faults().len();
        let incoming = table.tables("incoming", read_endpoint);
        let outgoing = table.tables("outgoing", read_endpoint);
        let readable = table.faults().len() == faults_before;
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
        let silent = [
            "display_name",
            "display_short_name",
            "protocols",
            "login",
            "password",
            "enable",
            "error_text",
            "help_url",
            "hint",
            "logo",
            "autodiscover",
            "autodiscover_redirect_domain",
            "autodiscover_redirect_url",
            "caldav",
            "carddav",
            "jmap",
            "webdav",
            "activesync",
            "managesieve",
            "oauth2_issuer",
            "disclose_login_names",
            "login_names",
            "mx",
            "record",
        ]
        .into_iter()
        .all(|name| table.value(name).is_none());
        Self { says_more: !silent, ..offer }
    }

    /// Whether it has servers of its own.
    pub(super) fn has_servers(&self) -> bool {
        !self.incoming.is_empty() || !self.outgoing.is_empty() || !self.readable
    }

    /// Whether nothing is said at all.
    pub(super) fn is_silent(&self) -> bool {
        !self.says_more && !self.has_servers()
    }

    /// Makes the service, from nothing or from another one that it changes. `id` and `name` are
    /// its own; `directory` says whether somebody can be asked for login names.
    pub(super) fn into_service(
        self,
        id: &str,
        name: &str,
        base: Option<&Provider>,
        asks: Asks<'_>,
        table: &mut Fields<'_, '_>,
        warnings: &mut Faults,
    ) -> Option<ConfiguredService> {
        let own_servers = self.has_servers();
        let (incoming, outgoing) = (self.incoming.clone(), self.outgoing.clone());
        let readable = self.readable;
        let disclosed = self.disclose_login_names == Some(true);
        let has_names = asks.directory || !self.login_names.is_empty();
        let (records, login_names) = (self.records.clone(), self.login_names.clone());
        let mx = self.mx.clone();
        let mut provider = base.cloned().unwrap_or_else(|| empty(id, name));
        provider.domains = Vec::new();
        provider.mx = mx;
        provider.service.id = id.into();
        self.apply(&mut provider.service);
        let unencrypted = provider.service.endpoints().any(|e| e.tls == TlsMode::None);
        if own_servers {
            provider.status = if unencrypted { Status::UnencryptedOnly } else { Status::Served };
        }
        let service = &provider.service;
        sense::check_name("display_name", &service.name, NAME_MAX, table);
        sense::check_name("display_short_name", &service.short_name, SHORT_NAME_MAX, table);
        if own_servers && readable {
            sense::check_servers(&provider, &incoming, &outgoing, table);
            sense::check_password_words(&provider, table);
        }
        if unencrypted && !asks.allow_unencrypted.iter().any(|allowed| **allowed == *id) {
            let place = table.span();
            table.faults().push_with_remedy(
                place,
                "a server without TLS is served only where you ask for it by name",
                format!("add \"{id}\" to allow_unencrypted under [providers], or use TLS"),
            );
        }
        check_login_names(service, disclosed, has_names, table);
        if service.outgoing.is_empty() || service.incoming.is_empty() {
            let wanted = provider.status == Status::Served && !own_servers;
            if wanted {
                let place = table.place("protocols");
                table.faults().push_with_remedy(
                    place,
                    "no incoming or no outgoing server is left",
                    "add the protocol to `protocols`, or the server",
                );
            }
        }
        traps::check(service, table, warnings);
        Some(ConfiguredService { provider, records, login_names })
    }

    fn apply(self, service: &mut MailService) {
        if let Some(name) = self.display_name {
            service.short_name = shortened(&name);
            service.name = name;
        }
        if let Some(name) = self.display_short_name {
            service.short_name = name;
        }
        if !self.incoming.is_empty() || !self.outgoing.is_empty() {
            service.incoming = plain(self.incoming);
            service.outgoing = plain(self.outgoing);
        }
        if let Some(protocols) = self.protocols {
            service.incoming.retain(|endpoint| protocols.contains(&endpoint.protocol));
            service.outgoing.retain(|endpoint| protocols.contains(&endpoint.protocol));
        }
        service.login = self.login.or_else(|| service.login.take());
        if let Some(password) = self.password {
            service.password = password;
        }
        if let Some(requirement) = self.requirement {
            service.requirement = requirement;
        }
        if !self.error_texts.is_empty() {
            service.error_texts = self.error_texts;
        }
        if let Some(url) = self.help_url {
            service.documentation.insert(0, url);
        }
        if !self.hints.is_empty() {
            service.hints = self.hints;
        }
        service.logo = self.logo.or_else(|| service.logo.take());
        if let Some(mode) = self.autodiscover {
            service.autodiscover = mode;
        }
        let Companions { web, sieve } = &mut service.companions;
        for service in self.web {
            web.retain(|known| known.kind != service.kind);
            web.push(service);
        }
        *sieve = self.sieve.or_else(|| sieve.take());
        service.oauth2_issuer = self.oauth2_issuer.or_else(|| service.oauth2_issuer.take());
    }
}

/// What else decides whether a service makes sense.
#[derive(Clone, Copy)]
pub(super) struct Asks<'a> {
    /// Whether SQL or LDAP can be asked for login names.
    pub(super) directory: bool,
    /// Services that may be served without encryption.
    pub(super) allow_unencrypted: &'a [Box<str>],
}

fn empty(id: &str, name: &str) -> Provider {
    let checked = Date::parse("2026-01-01").expect("a date");
    Provider {
        service: MailService {
            id: id.into(),
            name: name.into(),
            short_name: shortened(name),
            own_domain: None,
            incoming: Vec::new(),
            outgoing: Vec::new(),
            login: None,
            password: NORMAL_PASSWORD,
            requirement: UNKNOWN_REQUIREMENT,
            error_texts: Vec::new(),
            documentation: Vec::new(),
            hints: Vec::new(),
            logo: None,
            companions: Companions::default(),
            oauth2_issuer: None,
            autodiscover: AutodiscoverMode::Answer,
        },
        status: Status::Served,
        domains: Vec::new(),
        mx: Vec::new(),
        countries: Vec::new(),
        languages: Vec::new(),
        note: None,
        ispdb_difference: None,
        sources: vec![Source {
            url: None,
            title: Some("the operator's configuration".into()),
            checked,
            covers: vec![Coverage::Servers, Coverage::Password],
        }],
        // The operator knows: no doubt is to be told.
        servers_confidence: Confidence::ThreeOrMore,
        password_confidence: Confidence::ThreeOrMore,
    }
}

fn shortened(name: &str) -> Box<str> {
    let short: String = name.chars().take(SHORT_NAME_MAX).collect();
    short.trim_end_matches(['.', '-', ' ']).into()
}

const NORMAL_PASSWORD: PasswordRule = PasswordRule {
    kind: PasswordKind::Normal,
    also: Vec::new(),
    name: None,
    chosen_by: None,
    sent_by: None,
    requires_two_factor: None,
    create_url: None,
    menu: Vec::new(),
    shown_once: None,
    reissue_url: None,
    revoked_by_password_change: None,
    account_password_refused_since: None,
    format: PasswordFormat { length: None, groups: None, characters: None, case_sensitive: None },
};

/// A login name that is not the address tells that the mailbox exists: it takes two words of the
/// operator to give it out.
fn check_login_names(
    service: &MailService,
    disclosed: bool,
    has_names: bool,
    table: &mut Fields<'_, '_>,
) {
    if !service.needs_directory() {
        if table.value("login_names").is_some() {
            let place = table.place("login_names");
            table.faults().push_with_remedy(
                place,
                "the login names are never used",
                "set username = \"directory\" at the servers that want them",
            );
        }
        return;
    }
    let place = table.place("disclose_login_names");
    if !disclosed {
        table.faults().push_with_remedy(
            place,
            "username = \"directory\" tells everybody who asks that a mailbox exists: its login \
             name differs from the address",
            "if that is what you want, add disclose_login_names = true; each client is told a few \
             a minute (login_names_per_minute under [http])",
        );
    } else if !has_names {
        table.faults().push_with_remedy(
            place,
            "there is nobody to ask for login names",
            "add login_names, or set sql.login_query or ldap.login_filter",
        );
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

/// Whether a service has a user name of that form.
pub(super) fn uses(service: &MailService, fits: impl Fn(&Username) -> bool) -> bool {
    service.endpoints().any(|endpoint| fits(&endpoint.username))
}
