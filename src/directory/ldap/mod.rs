//! The operator's LDAP directory: which service serves a domain, which login name an address has.

pub mod filter;
mod open;
mod server;

use std::fmt;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use self::server::{Answer, Entry, LdapServer, List, Question, Search};
use super::fault::{DirectoryError, DirectoryFault};
use super::pool::Pool;
use super::{LIST_TIMEOUT, value};
use crate::mail::{Address, Domain, Template};

/// How an LDAP directory is reached and asked.
#[derive(Clone, Eq, PartialEq)]
pub struct LdapSettings {
    /// `ldap://host`, `ldaps://host`, or `ldapi://` with the percent-encoded path of a socket.
    pub url: String,
    /// Whether an `ldap://` connection is encrypted by StartTLS (RFC 4511 §4.14).
    pub start_tls: bool,
    /// A PEM file with the authorities of the server's certificate; otherwise those of the system.
    pub authority_file: Option<PathBuf>,
    /// Who asks; nobody in particular where there is none.
    pub bind_dn: Option<String>,
    /// The password for it.
    pub bind_password: Option<String>,
    /// The entry below which everything is searched.
    pub base: String,
    /// Finds an entry where a domain is served.
    pub domain_filter: Option<Template>,
    /// The attribute of that entry which names the service.
    pub service_attribute: Option<String>,
    /// Finds all entries with domains.
    pub list_filter: Option<String>,
    /// The attribute of those entries which holds domains.
    pub domain_attribute: Option<String>,
    /// How often they are listed.
    pub list_interval: Duration,
    /// How many domains may be listed.
    pub list_most: u32,
    /// Finds the entry of a user.
    pub login_filter: Option<Template>,
    /// The attribute of that entry which holds the login name.
    pub login_attribute: Option<String>,
    /// The service of domains whose entry names none.
    pub service: Option<Box<str>>,
    /// How long a question may take, with all waiting and connecting.
    pub timeout: Duration,
    /// The most connections that are open at a time.
    pub connections: u32,
}

impl fmt::Debug for LdapSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LdapSettings")
            .field("url", &super::sql::masked(&self.url))
            .field("start_tls", &self.start_tls)
            .field("authority_file", &self.authority_file)
            .field("bind_dn", &self.bind_dn)
            .field("bind_password", &self.bind_password.as_ref().map(|_| "***"))
            .field("base", &self.base)
            .field("domain_filter", &self.domain_filter)
            .field("service_attribute", &self.service_attribute)
            .field("list_filter", &self.list_filter)
            .field("domain_attribute", &self.domain_attribute)
            .field("list_interval", &self.list_interval)
            .field("list_most", &self.list_most)
            .field("login_filter", &self.login_filter)
            .field("login_attribute", &self.login_attribute)
            .field("service", &self.service)
            .field("timeout", &self.timeout)
            .field("connections", &self.connections)
            .finish()
    }
}

/// An LDAP server that is asked for domains and login names.
pub struct LdapDirectory {
    pool: Pool<LdapServer>,
    domain_filter: Option<Template>,
    service_attribute: Option<Box<str>>,
    list: Option<List>,
    login_filter: Option<Template>,
    login_attribute: Option<Box<str>>,
    service: Option<Box<str>>,
    warned_of_service: AtomicBool,
    warned_of_login: AtomicBool,
}

impl LdapDirectory {
    /// Connects, binds and tries both filters. An error names the setting at fault.
    pub async fn open(settings: LdapSettings) -> Result<Self, DirectoryError> {
        let pool = open::open(&settings).await?;
        Ok(Self {
            pool,
            list: open::list(&settings),
            domain_filter: settings.domain_filter,
            service_attribute: settings.service_attribute.map(String::into_boxed_str),
            login_filter: settings.login_filter,
            login_attribute: settings.login_attribute.map(String::into_boxed_str),
            service: settings.service,
            warned_of_service: AtomicBool::new(false),
            warned_of_login: AtomicBool::new(false),
        })
    }

    /// The identifier of the service of a domain; none where it is not served.
    pub async fn service_of(&self, domain: &Domain) -> Result<Option<Box<str>>, DirectoryFault> {
        let Some(template) = &self.domain_filter else { return Ok(None) };
        let filter = filter::about_domain(template, domain);
        let entries = self.ask(filter, &self.service_attribute).await?;
        let Some(values) = entries.into_iter().next() else { return Ok(None) };
        let named = values.into_iter().next().map(text).transpose()?;
        Ok(self.service_named(named.as_deref()))
    }

    /// The service that an entry names, or else the one for all.
    fn service_named(&self, name: Option<&str>) -> Option<Box<str>> {
        let service = name.and_then(value::service).or_else(|| self.service.clone());
        if service.is_none() && !self.warned_of_service.swap(true, Ordering::Relaxed) {
            tracing::warn!(
                "ldap.service_attribute: an entry names no service, so its domain is not served; \
                 name one for all with ldap.service"
            );
        }
        service
    }

    /// Whether all domains can be listed.
    pub fn lists(&self) -> bool {
        self.list.is_some()
    }

    /// All domains with their services. What is no domain, or has no service, is left out.
    pub async fn list(&self) -> Result<Vec<(Domain, Box<str>)>, DirectoryFault> {
        let Some(list) = &self.list else { return Ok(Vec::new()) };
        let question = Question::List(list.clone());
        let Answer::All(entries) = self.pool.ask_within(LIST_TIMEOUT, &question).await? else {
            return Ok(Vec::new());
        };
        let mut listed = Vec::new();
        for entry in entries {
            let named = entry.service.and_then(|octets| text(octets).ok());
            let Some(service) = self.service_named(named.as_deref()) else { continue };
            let domains = entry.domains.into_iter().filter_map(|octets| text(octets).ok());
            let domains = domains.filter_map(|domain| Domain::parse(domain.trim()).ok());
            listed.extend(domains.map(|domain| (domain, service.clone())));
        }
        Ok(listed)
    }

    /// The login name of an address; none where there is no such mailbox, where there is more than
    /// one, or where none is fit to be one.
    pub async fn login_of(&self, address: &Address) -> Result<Option<Box<str>>, DirectoryFault> {
        let Some(template) = &self.login_filter else { return Ok(None) };
        let filter = filter::about_address(template, address);
        let mut entries = self.ask(filter, &self.login_attribute).await?;
        let mut values = entries.pop().unwrap_or_default();
        if !entries.is_empty() || values.len() > 1 {
            if !self.warned_of_login.swap(true, Ordering::Relaxed) {
                tracing::warn!(
                    "ldap.login_filter: an address has more than one login name, so none is given \
                     out; make the filter find one entry with one value"
                );
            }
            return Ok(None);
        }
        match values.pop() {
            None => Ok(None),
            Some(octets) => Ok(value::login(&text(octets)?)),
        }
    }

    async fn ask(
        &self,
        filter: String,
        attribute: &Option<Box<str>>,
    ) -> Result<Vec<Entry>, DirectoryFault> {
        let search = Search { filter, attribute: attribute.clone() };
        match self.pool.ask(&Question::Search(search)).await? {
            Answer::Found(entries) => Ok(entries),
            Answer::All(_) => Ok(Vec::new()),
        }
    }
}

fn text(octets: Vec<u8>) -> Result<String, DirectoryFault> {
    String::from_utf8(octets).map_err(|_| DirectoryFault::Unreadable)
}
