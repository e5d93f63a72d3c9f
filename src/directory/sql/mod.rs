//! The operator's own SQL database: which service serves a domain, which login name an address has.

mod engine;
mod open;
pub mod query;
mod url;

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use sqlx::mysql::MySql;
use sqlx::postgres::Postgres;
use sqlx::sqlite::Sqlite;

use self::engine::{Answer, Engineered, FirstRow, Question};
use self::open::{DOMAIN_QUERY, Queries, open, refuse_memory};
use self::query::Query;
use super::fault::{DirectoryError, DirectoryFault};
use super::pool::Pool;
use super::{LIST_TIMEOUT, value};
use crate::mail::{Address, Domain};

pub(crate) use self::query::Dialect;
pub(crate) use self::url::dialect;
pub use self::url::masked;

/// The columns that count.
const SERVICE: &str = "service";
const LOGIN: &str = "login";
const DOMAIN: &str = "domain";

/// How a SQL directory is reached and asked.
#[derive(Clone, Eq, PartialEq)]
pub struct SqlSettings {
    /// `sqlite:…`, `postgres://…` or `mysql://…`.
    pub url: String,
    /// Has a row where the domain `:domain` is served; its column `service` names the service.
    pub domain_query: Option<String>,
    /// Has in its column `login` the login name of `:address`, which is `:local_part` at `:domain`.
    pub login_query: Option<String>,
    /// Lists all domains, in the columns `domain` and `service`.
    pub list_query: Option<String>,
    /// How often.
    pub list_interval: Duration,
    /// How many domains it may list.
    pub list_most: u32,
    /// The service of domains whose row names none.
    pub service: Option<Box<str>>,
    /// How long a question may take, with all waiting and connecting.
    pub timeout: Duration,
    /// The most connections that are open at a time.
    pub connections: u32,
}

impl fmt::Debug for SqlSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SqlSettings")
            .field("url", &masked(&self.url))
            .field("domain_query", &self.domain_query)
            .field("login_query", &self.login_query)
            .field("list_query", &self.list_query)
            .field("list_interval", &self.list_interval)
            .field("list_most", &self.list_most)
            .field("service", &self.service)
            .field("timeout", &self.timeout)
            .field("connections", &self.connections)
            .finish()
    }
}

/// A SQL database that is asked for domains and login names.
pub struct SqlDirectory {
    database: Database,
    domain_query: Option<Query>,
    login_query: Option<Query>,
    list_query: Option<Query>,
    list_most: usize,
    service: Option<Box<str>>,
    warned: AtomicBool,
}

enum Database {
    Sqlite(Pool<Engineered<Sqlite>>),
    Postgres(Pool<Engineered<Postgres>>),
    MySql(Pool<Engineered<MySql>>),
}

impl SqlDirectory {
    /// Connects and tries every query. An error names the setting at fault.
    pub async fn open(settings: SqlSettings) -> Result<Self, DirectoryError> {
        let dialect = dialect(&settings.url)?;
        let queries = Queries::parse(&settings, dialect)?;
        let database = match dialect {
            Dialect::Sqlite => {
                refuse_memory(&settings.url)?;
                Database::Sqlite(open(&settings, &queries).await?)
            }
            Dialect::Postgres => Database::Postgres(open(&settings, &queries).await?),
            Dialect::MySql => Database::MySql(open(&settings, &queries).await?),
        };
        let Queries { domain: domain_query, login: login_query, list: list_query } = queries;
        let list_most = settings.list_most as usize;
        let service = settings.service;
        let warned = AtomicBool::new(false);
        Ok(Self { database, domain_query, login_query, list_query, list_most, service, warned })
    }

    /// The identifier of the service of a domain; none where it is not served. The first row counts.
    pub async fn service_of(&self, domain: &Domain) -> Result<Option<Box<str>>, DirectoryFault> {
        let Some(query) = &self.domain_query else { return Ok(None) };
        let row = self.ask(&Question::new(query, query.about_domain(domain), SERVICE)).await?;
        Ok(row.and_then(|row| self.service_named(row.value.as_deref())))
    }

    /// The service that a row names, or else the one for all.
    fn service_named(&self, name: Option<&str>) -> Option<Box<str>> {
        let service = name.and_then(value::service).or_else(|| self.service.clone());
        if service.is_none() && !self.warned.swap(true, Ordering::Relaxed) {
            tracing::warn!(
                "{DOMAIN_QUERY}: a row names no service, so its domain is not served; name one for \
                 all with sql.service"
            );
        }
        service
    }

    /// Whether all domains can be listed.
    pub fn lists(&self) -> bool {
        self.list_query.is_some()
    }

    /// All domains with their services. What is no domain, or has no service, is left out.
    pub async fn list(&self) -> Result<Vec<(Domain, Box<str>)>, DirectoryFault> {
        let Some(query) = &self.list_query else { return Ok(Vec::new()) };
        let question = Question::list(query, self.list_most);
        let answer = match &self.database {
            Database::Sqlite(pool) => pool.ask_within(LIST_TIMEOUT, &question).await,
            Database::Postgres(pool) => pool.ask_within(LIST_TIMEOUT, &question).await,
            Database::MySql(pool) => pool.ask_within(LIST_TIMEOUT, &question).await,
        };
        let Answer::All(rows) = answer? else { return Ok(Vec::new()) };
        let listed = rows.into_iter().filter_map(|row| {
            let domain = Domain::parse(row.domain?.trim()).ok()?;
            Some((domain, self.service_named(row.service.as_deref())?))
        });
        Ok(listed.collect())
    }

    /// The login name of an address; none where there is no such mailbox, or none that is fit to
    /// be one. The first row counts.
    pub async fn login_of(&self, address: &Address) -> Result<Option<Box<str>>, DirectoryFault> {
        let Some(query) = &self.login_query else { return Ok(None) };
        let row = self.ask(&Question::new(query, query.about_address(address), LOGIN)).await?;
        Ok(row.and_then(|row| value::login(&row.value?)))
    }

    async fn ask(&self, question: &Question) -> Result<Option<FirstRow>, DirectoryFault> {
        let answer = match &self.database {
            Database::Sqlite(pool) => pool.ask(question).await,
            Database::Postgres(pool) => pool.ask(question).await,
            Database::MySql(pool) => pool.ask(question).await,
        };
        match answer? {
            Answer::First(row) => Ok(row),
            Answer::All(_) => Ok(None),
        }
    }
}
