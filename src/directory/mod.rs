//! What the operator's directories say: which service serves a domain, which login name an address
//! has. SQL is asked before LDAP, and both only where the configuration is silent.

pub mod fault;
pub mod hosts;
pub mod ldap;
mod limit;
mod memory;
pub mod mx;
mod pool;
pub mod sql;
mod value;

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use thiserror::Error;
use tokio::time::Instant;
use tracing::{info, warn};

use crate::lookup::{DirectoryAnswer, DirectoryEntry};
use crate::mail::{Address, Domain};
use fault::{DirectoryError, DirectoryFault};
use ldap::{LdapDirectory, LdapSettings};
use sql::{SqlDirectory, SqlSettings};

pub use limit::LoginLimit;
pub use memory::{Memory, MemorySettings};

/// The directories by the names of their settings.
const SQL: &str = "sql";
const LDAP: &str = "ldap";
/// How long a directory that failed is left alone: whoever asks meanwhile need not wait for it.
const PAUSE: Duration = Duration::from_secs(1);

/// How long a list of all domains may take; nobody waits for it.
const LIST_TIMEOUT: Duration = Duration::from_secs(60);

/// How directories are reached, and what is remembered of them.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct DirectorySettings {
    /// The database.
    pub sql: Option<SqlSettings>,
    /// The LDAP server.
    pub ldap: Option<LdapSettings>,
    /// What is remembered.
    pub memory: MemorySettings,
}

/// All directories, and what they said.
pub struct Directories {
    settings: DirectorySettings,
    sources: Vec<Source>,
    domains: Memory<Domain, Box<str>>,
    logins: Memory<Address, Box<str>>,
}

impl Directories {
    /// No directory at all.
    pub fn none() -> Self {
        let memory = MemorySettings { remember: PAUSE, remember_missing: PAUSE, entries: 0 };
        let settings = DirectorySettings { sql: None, ldap: None, memory };
        let (domains, logins) = (Memory::new(memory), Memory::new(memory));
        Self { settings, sources: Vec::new(), domains, logins }
    }

    /// Connects to all of them. What is wrong with any of them is told.
    pub async fn open(settings: DirectorySettings) -> Result<Self, Vec<DirectoryError>> {
        let mut sources = Vec::new();
        let mut errors = Vec::new();
        if let Some(sql) = settings.sql.clone() {
            match SqlDirectory::open(sql).await {
                Ok(directory) => sources.push(Source::new(SQL, Backend::Sql(Box::new(directory)))),
                Err(error) => errors.push(error),
            }
        }
        if let Some(ldap) = settings.ldap.clone() {
            match LdapDirectory::open(ldap).await {
                Ok(directory) => {
                    sources.push(Source::new(LDAP, Backend::Ldap(Box::new(directory))))
                }
                Err(error) => errors.push(error),
            }
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        let (domains, logins) = (Memory::new(settings.memory), Memory::new(settings.memory));
        Ok(Self { settings, sources, domains, logins })
    }

    /// How they were opened.
    pub fn settings(&self) -> &DirectorySettings {
        &self.settings
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.sources.is_empty()
    }

    /// Whether none of them has failed since it last answered.
    pub fn is_healthy(&self) -> bool {
        self.sources.iter().all(|source| !source.is_failing())
    }

    /// What was counted since they were opened.
    pub fn figures(&self) -> DirectoryFigures {
        let memories = [self.domains.figures(), self.logins.figures()];
        DirectoryFigures {
            sources: self.sources.iter().map(Source::figures).collect(),
            remembered: memories.iter().map(|memory| memory.remembered).sum(),
            stood_in: memories.iter().map(|memory| memory.stood_in).sum(),
            entries: memories.iter().map(|memory| memory.entries).sum(),
        }
    }

    /// From now on every answer is asked for anew; what was said before stands in only where a
    /// directory does not answer.
    pub fn doubt(&self) {
        self.domains.doubt();
        self.logins.doubt();
    }

    /// What is remembered of a domain and taken for granted, without asking anybody.
    pub async fn remembered(&self, domain: &Domain) -> Option<DirectoryEntry> {
        let answer = self.domains.fresh(domain).await?;
        Some(entry(domain, Ok::<_, DirectoryFault>(answer)))
    }

    /// Which service serves a domain.
    pub async fn find_domain(&self, domain: &Domain) -> DirectoryEntry {
        let found = self.domains.find(domain, self.ask(Asked::Service(domain)));
        entry(domain, found.await)
    }

    /// The login name of an address, where one is known.
    pub async fn find_login(&self, address: &Address) -> Option<Box<str>> {
        let found = self.logins.find(address, self.ask(Asked::Login(address)));
        found.await.unwrap_or_default()
    }

    /// How often the domains are to be listed, where a directory can list them.
    pub fn list_interval(&self) -> Option<Duration> {
        let DirectorySettings { sql, ldap, .. } = &self.settings;
        let sql = sql.iter().filter(|sql| sql.list_query.is_some()).map(|sql| sql.list_interval);
        let ldap = ldap.iter().filter(|ldap| ldap.list_filter.is_some());
        sql.chain(ldap.map(|ldap| ldap.list_interval)).min()
    }

    /// All domains that directories can list, with the identifiers of their services: those of the
    /// directory that is asked first come first.
    pub async fn list(&self) -> Result<Vec<(Domain, Box<str>)>, ListError> {
        let mut listed = Vec::new();
        for source in &self.sources {
            let list = source.list().await;
            listed.extend(list.map_err(|fault| ListError { directory: source.name, fault })?);
        }
        Ok(listed)
    }

    /// The first directory that has something decides. One that fails is passed over, but then
    /// nothing found is not the answer that there is nothing.
    async fn ask(&self, asked: Asked<'_>) -> Result<Option<Box<str>>, DirectoryFault> {
        let mut failed = None;
        for source in &self.sources {
            match source.ask(asked).await {
                Ok(Some(found)) => return Ok(Some(found)),
                Ok(None) => {}
                Err(fault) => failed = Some(fault),
            }
        }
        failed.map_or(Ok(None), Err)
    }
}

/// A directory does not list its domains.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[error(
    "{directory}.list_{}: {fault}; see {directory}.list_most, and whether the directory is well",
    if *.directory == LDAP { "filter" } else { "query" }
)]
pub struct ListError {
    directory: &'static str,
    /// Why.
    pub fault: DirectoryFault,
}

fn entry<E>(domain: &Domain, found: Result<Option<Box<str>>, E>) -> DirectoryEntry {
    let answer = match found {
        Ok(Some(service)) => DirectoryAnswer::Service(service),
        Ok(None) => DirectoryAnswer::Nothing,
        Err(_) => DirectoryAnswer::Unavailable,
    };
    DirectoryEntry { domain: domain.clone(), answer }
}

/// What a directory is asked.
#[derive(Clone, Copy)]
enum Asked<'a> {
    /// The service of a domain.
    Service(&'a Domain),
    /// The login name of an address.
    Login(&'a Address),
}

enum Backend {
    Sql(Box<SqlDirectory>),
    Ldap(Box<LdapDirectory>),
}

impl Backend {
    async fn ask(&self, asked: Asked<'_>) -> Result<Option<Box<str>>, DirectoryFault> {
        match (self, asked) {
            (Self::Sql(directory), Asked::Service(domain)) => directory.service_of(domain).await,
            (Self::Sql(directory), Asked::Login(address)) => directory.login_of(address).await,
            (Self::Ldap(directory), Asked::Service(domain)) => directory.service_of(domain).await,
            (Self::Ldap(directory), Asked::Login(address)) => directory.login_of(address).await,
        }
    }
}

/// What was counted of all directories.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct DirectoryFigures {
    /// Each of them.
    pub sources: Vec<SourceFigures>,
    /// Questions answered from memory without asking.
    pub remembered: u64,
    /// Old answers that stood in for a directory that did not answer.
    pub stood_in: u64,
    /// Answers that are remembered, about.
    pub entries: u64,
}

/// What was counted of one directory.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SourceFigures {
    /// `sql` or `ldap`.
    pub name: &'static str,
    /// Questions it was asked.
    pub asked: u64,
    /// Those it did not answer, in the order of [`DirectoryFault::ALL`].
    pub failed: [u64; DirectoryFault::ALL.len()],
    /// What went wrong last, where it has not answered since.
    pub failing: Option<DirectoryFault>,
}

/// A directory, and whether it answers.
struct Source {
    name: &'static str,
    backend: Backend,
    asked: AtomicU64,
    failed: [AtomicU64; DirectoryFault::ALL.len()],
    /// What went wrong last, and when it may be asked again.
    failing: Mutex<Option<(DirectoryFault, Instant)>>,
}

impl Source {
    fn new(name: &'static str, backend: Backend) -> Self {
        let (asked, failed) = (AtomicU64::new(0), Default::default());
        Self { name, backend, asked, failed, failing: Mutex::new(None) }
    }

    fn is_failing(&self) -> bool {
        self.failing.lock().unwrap_or_else(PoisonError::into_inner).is_some()
    }

    fn figures(&self) -> SourceFigures {
        let failing = self.failing.lock().unwrap_or_else(PoisonError::into_inner);
        SourceFigures {
            name: self.name,
            asked: self.asked.load(Ordering::Relaxed),
            failed: self.failed.each_ref().map(|count| count.load(Ordering::Relaxed)),
            failing: failing.map(|(fault, _)| fault),
        }
    }

    /// A list that fails is no reason not to ask for single domains.
    async fn list(&self) -> Result<Vec<(Domain, Box<str>)>, DirectoryFault> {
        match &self.backend {
            Backend::Sql(directory) if directory.lists() => directory.list().await,
            Backend::Ldap(directory) if directory.lists() => directory.list().await,
            Backend::Sql(_) | Backend::Ldap(_) => Ok(Vec::new()),
        }
    }

    async fn ask(&self, asked: Asked<'_>) -> Result<Option<Box<str>>, DirectoryFault> {
        {
            let failing = self.failing.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some((fault, until)) = &*failing
                && Instant::now() < *until
            {
                return Err(*fault);
            }
        }
        self.asked.fetch_add(1, Ordering::Relaxed);
        let answer = self.backend.ask(asked).await;
        let mut failing = self.failing.lock().unwrap_or_else(PoisonError::into_inner);
        match &answer {
            Ok(_) if failing.take().is_some() => {
                info!(directory = self.name, "answers again");
            }
            Ok(_) => {}
            Err(fault) => {
                self.failed[*fault as usize].fetch_add(1, Ordering::Relaxed);
                if failing.is_none() {
                    warn!(directory = self.name, reason = fault.as_str(), "does not answer");
                }
                *failing = Some((*fault, Instant::now() + PAUSE));
            }
        }
        answer
    }
}
