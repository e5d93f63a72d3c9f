//! Makes a service of what a table says: from nothing, or from another service that it changes.

use super::ConfiguredService;
use super::offer::Offer;
use super::traps;
use crate::diagnostics::Faults;
use crate::fields::Fields;
use crate::mail::{
    AutodiscoverMode, Companions, Date, MailService, PasswordFormat, PasswordKind, PasswordRule,
    TlsMode, Username,
};
use crate::providers::sense::{self, NAME_MAX, SHORT_NAME_MAX};
use crate::providers::service::plain;
use crate::providers::{Confidence, Coverage, Provider, Source, Status, UNKNOWN_REQUIREMENT};

impl Offer {
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

/// Whether a service has a user name of that form.
pub(super) fn uses(service: &MailService, fits: impl Fn(&Username) -> bool) -> bool {
    service.endpoints().any(|endpoint| fits(&endpoint.username))
}
