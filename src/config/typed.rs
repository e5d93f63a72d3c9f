//! Settings as the program runs on them.

use std::collections::HashSet;
use std::fmt::Display;
use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::Configured;
use super::admin::AdminListen;
use super::layers::Settings;
use super::setting::{Origin, Setting};
use super::words::{account, duration, key_time, level, path, redirect, zone_cuts};
use crate::acme::settings::AcmeSettings;
use crate::connection_table::ConnectionLimits;
use crate::diagnostics::Faults;
use crate::directory::ldap::LdapSettings;
use crate::directory::sql::SqlSettings;
use crate::dns::cookies::CookieSecret;
use crate::dns::dnssec::DnssecSettings;
use crate::dns::limits::DnsLimits;
use crate::dns::rate_limit::ResponseLimits;
use crate::dns::transfer::Secondaries;
use crate::dns::zone::ZoneCuts;
use crate::http::limits::Limits;
use crate::http::proxies::Proxies;
use crate::mail::{Domain, Link};
use crate::network::Network;
use crate::providers::Provider;
use crate::tls::files::FileSettings;

/// All settings, checked.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where HTTP is answered.
    pub http: SocketAddr,
    /// Where HTTPS is answered.
    pub https: Option<SocketAddr>,
    /// Where its certificates are.
    pub certificates: FileSettings,
    /// How further ones are ordered.
    pub acme: Option<AcmeSettings>,
    /// Who is believed what he says about clients.
    pub proxies: Proxies,
    /// The addresses of `autoconfig.` names.
    pub public_addresses: Vec<IpAddr>,
    /// Where people reach the pages.
    pub public_url: Option<Link>,
    /// Where a GET for Autodiscover is sent on to.
    pub autodiscover_redirect: Option<Link>,
    /// Whether autoconfig carries `<enable>`.
    pub enable_element: bool,
    /// How many login names a client is told in a minute.
    pub login_names_per_minute: u32,
    /// How much clients may ask over HTTP.
    pub limits: Limits,
    /// Where DNS is answered.
    pub dns: SocketAddr,
    /// Where DNS over TLS is answered.
    pub dot: Option<SocketAddr>,
    /// How much clients may ask over DNS.
    pub dns_limits: DnsLimits,
    /// What DNS cookies are made with: the first, and those that are accepted as well.
    pub cookie_secrets: Vec<CookieSecret>,
    /// The name servers of all zones.
    pub name_servers: Vec<Domain>,
    /// Which names are zones.
    pub zone_cuts: ZoneCuts,
    /// How zones are signed.
    pub dnssec: DnssecSettings,
    /// Whether `_smtps._tcp` is published.
    pub smtps_alias: bool,
    /// Whether `mailconf=` is published.
    pub mailconf: bool,
    /// Who gets zones, and who is told of changes.
    pub secondaries: Secondaries,
    /// Provider files of the operator.
    pub providers: Option<PathBuf>,
    /// Whether built-in providers are answered for.
    pub built_in: bool,
    /// Services that may be served without encryption.
    pub allow_unencrypted: Vec<Box<str>>,
    /// Whether every unknown domain is recognised by its MX.
    pub mx_lookup: bool,
    /// Whom MX look-ups ask.
    pub resolver: Option<SocketAddr>,
    /// Domain files.
    pub domains: Option<PathBuf>,
    /// A list of domains.
    pub domain_list: Option<PathBuf>,
    /// How long an answer of a directory is taken for granted.
    pub remember: Duration,
    /// The same for the answer that there is nothing.
    pub remember_missing: Duration,
    /// How many answers are remembered.
    pub entries: u64,
    /// The database.
    pub sql: Option<SqlSettings>,
    /// The LDAP server.
    pub ldap: Option<LdapSettings>,
    /// Certificate and key that Apple profiles are signed with.
    pub apple: Option<(PathBuf, PathBuf)>,
    /// Where what must outlive a restart is kept; the shell may know a place where nobody names one.
    pub state: Option<PathBuf>,
    /// Whom the server becomes when it was started as root.
    pub run_as: Option<RunAs>,
    /// What to log.
    pub log: Box<str>,
    /// The control socket.
    pub control: Option<PathBuf>,
    /// Where monitors look.
    pub admin: AdminListen,
}

/// A user and a group, as the system knows them.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RunAs {
    /// The user.
    pub user: Box<str>,
    /// The group, if it is not the user's own.
    pub group: Option<Box<str>>,
}

/// Faults of settings: those of the file, with their place, and those of the environment and the
/// command line.
#[derive(Debug, Default)]
pub struct SettingFaults {
    /// In the file.
    pub file: Faults,
    /// Elsewhere.
    pub elsewhere: Vec<String>,
}

impl SettingFaults {
    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.file.is_empty() && self.elsewhere.is_empty()
    }

    /// Notes what is wrong with the value of a setting.
    pub fn push(&mut self, setting: &Setting, problem: &str, remedy: &str) {
        match &setting.origin {
            Origin::File(span) => self.file.push_with_remedy(span.clone(), problem, remedy),
            origin => self.elsewhere.push(format!("{origin}: {problem}; {remedy}")),
        }
    }
}

impl Config {
    /// Checks every setting, and those that only make sense together.
    /// Relative paths of the file start at its folder, `base`.
    pub fn read(
        settings: &Settings,
        base: Option<&Path>,
        faults: &mut SettingFaults,
    ) -> Option<Self> {
        let mut reader = Reader { settings, base, faults };
        let config = reader.config();
        faults.is_empty().then_some(config).flatten()
    }
}

/// Notes every setting that names a service or a provider that is not there, or a domain that is
/// something else.
pub fn check_named_services(
    settings: &Settings,
    configured: &Configured,
    providers: &[Provider],
    faults: &mut SettingFaults,
) {
    let services = configured.services.iter().map(|service| &service.provider);
    let ids: HashSet<&str> = services.chain(providers).map(|p| &*p.service.id).collect();
    let catalog = settings.get("dns.catalog_zone");
    let is_domain = |name: &String| {
        let mut domains = configured.domains.iter();
        domains.any(|(domain, _)| domain.as_str().eq_ignore_ascii_case(name))
    };
    if let Some(name) = catalog.values.iter().find(|name| is_domain(name)) {
        let problem = format!("{} is one of your domains", name.escape_default());
        let remedy = "give the catalog a name that nothing else has, such as catalog below it";
        faults.push(catalog, &problem, remedy);
    }
    for key in ["sql.service", "ldap.service", "providers.allow_unencrypted"] {
        let setting = settings.get(key);
        for id in setting.values.iter().filter(|id| !ids.contains(id.as_str())) {
            let problem = format!(
                "{key} names {}, but there is no such service or provider",
                id.escape_default()
            );
            let remedy = "name a [[service]] of the file, or one of `mailguide providers list`";
            faults.push(setting, &problem, remedy);
        }
    }
}

const ADDRESS_AND_PORT: &str = "write an address and a port, such as 127.0.0.1:8080";
const AUTODISCOVER_LINK: &str =
    "write a link such as https://autodiscover.example.org/autodiscover/autodiscover.xml";
const NETWORK: &str = "write a network such as 192.0.2.0/24 or 2001:db8::/32, or an address";
const HTTPS_LINK: &str = "write a link such as https://autoconfig.example.org";

pub(super) struct Reader<'r> {
    pub(super) settings: &'r Settings,
    base: Option<&'r Path>,
    pub(super) faults: &'r mut SettingFaults,
}

impl Reader<'_> {
    fn config(&mut self) -> Option<Config> {
        let http = self.one("http.listen", str::parse, ADDRESS_AND_PORT);
        let https =
            self.one("tls.listen", str::parse, "write an address and a port, such as [::]:443");
        let certificates = self.certificates();
        let acme = self.acme();
        let proxies = self.proxies();
        let public_addresses =
            self.many("http.public_addresses", str::parse::<IpAddr>, "write an IP address");
        let public_url = self.one("http.public_url", Link::parse, HTTPS_LINK);
        let autodiscover_redirect =
            self.one("http.autodiscover_redirect", redirect, AUTODISCOVER_LINK);
        let limits = self.limits();
        let dns = self.one("dns.listen", str::parse, ADDRESS_AND_PORT);
        let dot =
            self.one("dns.tls_listen", str::parse, "write an address and a port, such as [::]:853");
        let dns_limits = self.dns_limits();
        let cookie_secrets = self.cookie_secrets();
        let name_servers = self.many("dns.name_servers", Domain::parse, "write a host name");
        let zone_cuts = self.one("dns.zone_cuts", zone_cuts, "write domain or names");
        let dnssec = self.dnssec();
        let resolver = self.one("mx.resolver", str::parse, ADDRESS_AND_PORT);
        let log = self.one("log.level", level, "the levels are off, error, warn, info and debug");
        let remember = self.duration("directory.remember");
        let remember_missing = self.duration("directory.remember_missing");
        let entries = self.number("directory.entries");
        let login_names_per_minute = self.number("http.login_names_per_minute");
        let sql = self.sql();
        let ldap = self.ldap();
        let apple = self.apple();
        let run_as = self.run_as();
        let admin = self.admin();
        let secondaries = self.secondaries();
        if zone_cuts == Some(ZoneCuts::Names) && name_servers.is_empty() {
            let setting = self.settings.get("dns.zone_cuts");
            let remedy = "set dns.name_servers to host names outside of these domains";
            self.faults.push(setting, "the zones have no name server to be delegated to", remedy);
        }
        Some(Config {
            http: http?,
            https,
            certificates,
            acme,
            proxies,
            public_addresses,
            public_url,
            autodiscover_redirect,
            enable_element: self.switch("http.enable_element"),
            login_names_per_minute: login_names_per_minute?.get(),
            limits: limits?,
            dns: dns?,
            dot,
            dns_limits: dns_limits?,
            cookie_secrets,
            name_servers,
            zone_cuts: zone_cuts?,
            dnssec: dnssec?,
            smtps_alias: self.switch("dns.smtps_alias"),
            mailconf: self.switch("dns.mailconf"),
            secondaries,
            providers: self.path("providers.folder"),
            built_in: self.switch("providers.built_in"),
            allow_unencrypted: self.values("providers.allow_unencrypted"),
            mx_lookup: self.switch("mx.lookup"),
            resolver,
            domains: self.path("domains.folder"),
            domain_list: self.path("domains.file"),
            remember: remember?,
            remember_missing: remember_missing?,
            entries: entries?.get().into(),
            sql,
            ldap,
            apple,
            state: self.path("state.folder"),
            run_as,
            log: log?,
            control: self.path("control.socket"),
            admin,
        })
    }

    fn run_as(&mut self) -> Option<RunAs> {
        let remedy = "write the name that the system has for one that may do little";
        let user = self.one("process.user", account, remedy);
        let group = self.one("process.group", account, remedy);
        if self.text("process.user").is_none() && self.text("process.group").is_some() {
            let setting = self.settings.get("process.group");
            self.faults.push(setting, "there is no user to be in this group", "set process.user");
        }
        Some(RunAs { user: user?, group })
    }

    /// Without the operator's word nothing of it leaves the machine.
    fn admin(&mut self) -> AdminListen {
        let remedy = "write an address and a port, such as 127.0.0.1:8081, unix:/path or off";
        let listen = self.one("admin.listen", AdminListen::parse, remedy).unwrap_or_default();
        let allowed = self.switch("admin.allow_remote");
        if let AdminListen::Tcp(address) = listen
            && !address.ip().to_canonical().is_loopback()
            && !allowed
        {
            let setting = self.settings.get("admin.listen");
            let problem = format!("admin.listen is {address}, which others can reach");
            let remedy = "name a loopback address or unix:/path, or set admin.allow_remote = true";
            self.faults.push(setting, &problem, remedy);
        }
        listen
    }

    fn dnssec(&mut self) -> Option<DnssecSettings> {
        let remedy = "write a number with s, m or h, such as 90s or 48h";
        let [signature_lifetime, key_publication, key_retirement] =
            ["dns.signature_lifetime", "dns.key_publication", "dns.key_retirement"]
                .map(|key| self.one(key, key_time, remedy));
        let signatures = self.number("dns.signatures");
        Some(DnssecSettings {
            enabled: self.switch("dns.dnssec"),
            signature_lifetime: signature_lifetime?,
            signatures: signatures?.get().into(),
            key_publication: key_publication?,
            key_retirement: key_retirement?,
        })
    }

    fn limits(&mut self) -> Option<Limits> {
        let requests_per_minute = self.number("http.requests_per_minute");
        let connections = self.number("http.connections");
        let connections_per_client = self.number("http.connections_per_client");
        Some(Limits {
            unlimited: self.many("http.unlimited", Network::parse, NETWORK),
            requests_per_minute: requests_per_minute?,
            connections: connections?,
            connections_per_client: connections_per_client?,
        })
    }

    fn dns_limits(&mut self) -> Option<DnsLimits> {
        let number = "write a whole number; 0 for no limit";
        let per_second = self.one("dns.responses_per_second", str::parse::<u32>, number);
        let slip = self.one("dns.slip", str::parse::<u32>, "write a whole number; 0 for none");
        let unlimited = self.many("dns.unlimited", Network::parse, NETWORK);
        let (all, per_client) =
            (self.number("dns.connections"), self.number("dns.connections_per_client"));
        let per_second = NonZeroU32::new(per_second?);
        Some(DnsLimits {
            responses: ResponseLimits { per_second, slip: slip?, unlimited },
            connections: ConnectionLimits { all: all?, per_client: per_client? },
        })
    }

    /// Their digits are never told, not even the wrong ones.
    fn cookie_secrets(&mut self) -> Vec<CookieSecret> {
        let setting = self.settings.get("dns.cookie_secret");
        let words = setting.values.iter().flat_map(|value| value.split_ascii_whitespace());
        let secrets: Option<Vec<_>> = words.map(CookieSecret::parse).collect();
        secrets.unwrap_or_else(|| {
            let problem = "dns.cookie_secret is not made of 32 hexadecimal digits";
            let remedy = "write what `openssl rand -hex 16` prints, with spaces between several";
            self.faults.push(setting, problem, remedy);
            Vec::new()
        })
    }

    fn apple(&mut self) -> Option<(PathBuf, PathBuf)> {
        self.pair("apple.certificate", "apple.key", "a certificate alone signs nothing")
    }

    fn certificates(&mut self) -> FileSettings {
        let pair = self.pair("tls.certificate", "tls.key", "a certificate alone cannot be shown");
        let folder = self.path("tls.folder");
        FileSettings { pair, folder }
    }

    fn proxies(&mut self) -> Proxies {
        let network = "write an address or a network, such as 192.0.2.0/24";
        let networks = self.many("http.trusted_proxies", Network::parse, network);
        let send_header = self.switch("http.proxy_protocol");
        if send_header && self.values("http.trusted_proxies").is_empty() {
            let setting = self.settings.get("http.proxy_protocol");
            let remedy = "set http.trusted_proxies to the addresses of the proxies";
            self.faults.push(setting, "no proxy is trusted, so nobody could connect", remedy);
        }
        Proxies { networks, send_header }
    }

    /// A certificate and its key; one without the other is a fault.
    fn pair(&mut self, certificate: &str, key: &str, alone: &str) -> Option<(PathBuf, PathBuf)> {
        match (self.path(certificate), self.path(key)) {
            (Some(certificate), Some(key)) => Some((certificate, key)),
            (None, None) => None,
            (Some(_), None) => {
                let setting = self.settings.get(certificate);
                self.faults.push(setting, alone, &format!("set {key}"));
                None
            }
            (None, Some(_)) => {
                let setting = self.settings.get(key);
                let remedy = format!("set {certificate}");
                self.faults.push(setting, "the key has no certificate", &remedy);
                None
            }
        }
    }

    pub(super) fn one<T, E: Display>(
        &mut self,
        key: &str,
        parse: impl Fn(&str) -> Result<T, E>,
        remedy: &str,
    ) -> Option<T> {
        self.many(key, parse, remedy).into_iter().next()
    }

    pub(super) fn many<T, E: Display>(
        &mut self,
        key: &str,
        parse: impl Fn(&str) -> Result<T, E>,
        remedy: &str,
    ) -> Vec<T> {
        let setting = self.settings.get(key);
        let mut parsed = Vec::new();
        for value in &setting.values {
            match parse(value) {
                Ok(value) => parsed.push(value),
                Err(error) => {
                    let shown = value.escape_default();
                    let problem = format!("{key} cannot be `{shown}`: {error}");
                    self.faults.push(setting, &problem, remedy);
                }
            }
        }
        parsed
    }

    pub(super) fn switch(&mut self, key: &str) -> bool {
        self.one(key, str::parse, "write true or false").unwrap_or(false)
    }

    pub(super) fn number(&mut self, key: &str) -> Option<NonZeroU32> {
        self.one(key, str::parse, "write a whole number above 0")
    }

    pub(super) fn duration(&mut self, key: &str) -> Option<Duration> {
        self.one(key, duration, "write a number with ms, s, m or h, such as 1500ms or 5m")
    }

    pub(super) fn text(&self, key: &str) -> Option<String> {
        self.settings.get(key).values.first().cloned()
    }

    fn values(&self, key: &str) -> Vec<Box<str>> {
        self.settings.get(key).values.iter().map(|value| value.as_str().into()).collect()
    }

    pub(super) fn path(&self, key: &str) -> Option<PathBuf> {
        path(self.settings.get(key), self.base)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limits_of_a_configuration_that_says_nothing_are_the_defaults() {
        let mut faults = SettingFaults::default();
        let config = Config::read(&Settings::defaults(), None, &mut faults).unwrap();
        assert_eq!(config.limits, Limits::default());
        assert_eq!(config.dns_limits, DnsLimits::default());
    }
}
