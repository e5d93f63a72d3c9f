//! One connection to an LDAP server (RFC 4511): how it is opened, and how it is searched.

use std::time::Duration;

use ldap3::adapters::{Adapter, EntriesOnly, PagedResults};
use ldap3::{Ldap, LdapConnAsync, LdapConnSettings, LdapError, ResultEntry, Scope, SearchOptions};
use tokio::task::AbortHandle;

use crate::directory::fault::DirectoryFault;
use crate::directory::pool::Server;

/// Two entries are enough to know that there is more than one.
const ENTRIES_MAX: i32 = 2;
/// How many entries of a list are asked for at a time (RFC 2696): servers that limit what a search
/// finds allow 500 and more.
const PAGE: i32 = 500;
/// Asks for no attribute at all (RFC 4511 §4.5.1.8).
const NO_ATTRIBUTES: &str = "1.1";
/// Result codes (RFC 4511 §4.1.9).
const SIZE_LIMIT_EXCEEDED: u32 = 4;

/// An LDAP server that is asked.
pub(super) struct LdapServer {
    pub(super) url: String,
    pub(super) connecting: LdapConnSettings,
    /// Name and password; empty ones are the anonymous bind (RFC 4513 §5.1.1).
    pub(super) bind_dn: String,
    pub(super) bind_password: String,
    pub(super) base: String,
    pub(super) timeout: Duration,
}

/// A connection, bound. It ends when it is dropped.
pub(super) struct Bound {
    ldap: Ldap,
    driver: AbortHandle,
}

impl Drop for Bound {
    fn drop(&mut self) {
        self.driver.abort();
    }
}

/// What is asked.
pub(super) enum Question {
    /// For one thing.
    Search(Search),
    /// For all domains.
    List(List),
}

/// What is searched for.
pub(super) struct Search {
    /// The filter, filled in.
    pub(super) filter: String,
    /// The attribute that counts, if any.
    pub(super) attribute: Option<Box<str>>,
}

/// How all domains are found.
#[derive(Clone)]
pub(super) struct List {
    pub(super) filter: Box<str>,
    /// The attribute that holds domains.
    pub(super) domains: Box<str>,
    /// The attribute that names the service, if any.
    pub(super) service: Option<Box<str>>,
    /// How many domains there may be.
    pub(super) most: usize,
}

/// What comes back.
pub(super) enum Answer {
    /// The first entries that a search finds.
    Found(Vec<Entry>),
    /// All domains.
    All(Vec<Listed>),
}

/// The values that an entry has for the attribute.
pub(super) type Entry = Vec<Value>;
/// A value, as the server has it.
type Value = Vec<u8>;

/// An entry with domains.
pub(super) struct Listed {
    pub(super) domains: Vec<Value>,
    pub(super) service: Option<Value>,
}

impl LdapServer {
    /// Opens a connection, with TLS where it is wanted.
    pub(super) async fn dial(&self) -> Result<Bound, LdapError> {
        let settings = self.connecting.clone();
        let (connection, ldap) = LdapConnAsync::with_settings(settings, &self.url).await?;
        let driving = tokio::spawn(async move {
            // Whoever asks on the connection hears of its end.
            let _ = connection.drive().await;
        });
        Ok(Bound { ldap, driver: driving.abort_handle() })
    }

    /// Says who we are.
    pub(super) async fn bind(&self, bound: &mut Bound) -> Result<(), LdapError> {
        bound.ldap.simple_bind(&self.bind_dn, &self.bind_password).await?.success()?;
        Ok(())
    }

    /// Searches the whole tree below the base.
    pub(super) async fn search(
        &self,
        bound: &mut Bound,
        search: &Search,
    ) -> Result<Vec<Entry>, LdapError> {
        let seconds = self.timeout.as_millis().div_ceil(1000);
        let limits = SearchOptions::new()
            .sizelimit(ENTRIES_MAX)
            .timelimit(i32::try_from(seconds).unwrap_or(i32::MAX));
        let attributes = vec![search.attribute.as_deref().unwrap_or(NO_ATTRIBUTES).to_owned()];
        let searching = bound.ldap.with_search_options(limits);
        let found =
            searching.search(&self.base, Scope::Subtree, &search.filter, attributes).await?;
        let (entries, result) = (found.0, found.1);
        if result.rc != SIZE_LIMIT_EXCEEDED {
            result.success()?;
        }
        // What is no entry that we can read is none. One attribute was asked for.
        let values = |entry| Some(read_attributes(entry)?.into_iter().next().unwrap_or_default().1);
        Ok(entries.into_iter().filter_map(values).collect())
    }

    /// Finds all entries with domains, page by page.
    async fn list(&self, bound: &mut Bound, list: &List) -> Result<Vec<Listed>, ListFault> {
        let attributes: Vec<&str> =
            std::iter::once(&list.domains).chain(&list.service).map(|name| &**name).collect();
        let adapters: Vec<Box<dyn Adapter<'_, _, _>>> =
            vec![Box::new(EntriesOnly::new()), Box::new(PagedResults::new(PAGE))];
        let (base, scope) = (&self.base, Scope::Subtree);
        let searching =
            bound.ldap.streaming_search_with(adapters, base, scope, &list.filter, attributes);
        let mut entries = searching.await?;
        let (mut listed, mut number) = (Vec::new(), 0);
        while let Some(entry) = entries.next().await? {
            let Some(entry) = self::listed(entry, list) else { continue };
            number += entry.domains.len();
            if number > list.most {
                return Err(ListFault::TooMany);
            }
            listed.push(entry);
        }
        match entries.finish().await {
            result if result.rc == SIZE_LIMIT_EXCEEDED => Err(ListFault::TooMany),
            result => result.success().map(|_| listed).map_err(ListFault::Ldap),
        }
    }
}

/// Why there is no list.
enum ListFault {
    Ldap(LdapError),
    /// It has more than we take, or than the server gives.
    TooMany,
}

impl From<LdapError> for ListFault {
    fn from(error: LdapError) -> Self {
        Self::Ldap(error)
    }
}

/// The domains of an entry, with the service.
fn listed(entry: ResultEntry, list: &List) -> Option<Listed> {
    let (mut domains, mut service) = (Vec::new(), None);
    for (name, values) in read_attributes(entry)? {
        // Options may follow the name (RFC 4512 §2.5).
        let name = name.split(|byte| *byte == b';').next().unwrap_or_default();
        if name.eq_ignore_ascii_case(list.domains.as_bytes()) {
            domains.extend(values);
        } else if list.service.as_ref().is_some_and(|it| name.eq_ignore_ascii_case(it.as_bytes())) {
            service = values.into_iter().next();
        }
    }
    Some(Listed { domains, service })
}

/// The attributes of an entry, each with its values. The crate's own reader takes it for granted
/// that servers speak LDAP, and panics where they do not.
fn read_attributes(entry: ResultEntry) -> Option<Vec<(Value, Vec<Value>)>> {
    // SearchResultEntry ::= [APPLICATION 4] SEQUENCE { objectName, attributes } (RFC 4511 §4.5.2)
    let mut parts = entry.0.match_id(4)?.expect_constructed()?.into_iter().skip(1);
    let attributes = parts.next()?.expect_constructed()?.into_iter().map(|attribute| {
        let mut parts = attribute.expect_constructed()?.into_iter();
        let name = parts.next()?.expect_primitive()?;
        let values = parts.next()?.expect_constructed()?.into_iter();
        Some((name, values.map(|value| value.expect_primitive()).collect::<Option<_>>()?))
    });
    attributes.collect()
}

/// What an error means (RFC 4511 §4.1.9 and appendix A).
pub(super) fn fault(error: &LdapError) -> DirectoryFault {
    match error {
        LdapError::LdapResult { result } => match result.rc {
            3 => DirectoryFault::TimedOut,
            7 | 8 | 13 | 48 | 49 | 50 => DirectoryFault::Refused,
            51 | 52 => DirectoryFault::Unreachable,
            _ => DirectoryFault::QueryFailed,
        },
        LdapError::Timeout { .. } => DirectoryFault::TimedOut,
        LdapError::Io { .. }
        | LdapError::OpSend { .. }
        | LdapError::ResultRecv { .. }
        | LdapError::IdScrubSend { .. }
        | LdapError::MiscSend { .. }
        | LdapError::EndOfStream
        | LdapError::Rustls { .. } => DirectoryFault::Unreachable,
        _ => DirectoryFault::QueryFailed,
    }
}

/// For the log, which may have the code of an error but not its text.
fn logged(error: &LdapError) -> DirectoryFault {
    let fault = fault(error);
    let code = match error {
        LdapError::LdapResult { result } => Some(result.rc),
        _ => None,
    };
    tracing::debug!(fault = fault.as_str(), code, "the LDAP directory failed");
    fault
}

impl Server for LdapServer {
    type Connection = Bound;
    type Question = Question;
    type Answer = Answer;

    async fn connect(&self) -> Result<Bound, DirectoryFault> {
        let mut bound = self.dial().await.map_err(|error| logged(&error))?;
        self.bind(&mut bound).await.map_err(|error| logged(&error))?;
        Ok(bound)
    }

    async fn ask(&self, bound: &mut Bound, asked: &Question) -> Result<Answer, DirectoryFault> {
        match asked {
            Question::Search(search) => {
                let found = self.search(bound, search).await;
                found.map(Answer::Found).map_err(|error| logged(&error))
            }
            Question::List(list) => match self.list(bound, list).await {
                Ok(listed) => Ok(Answer::All(listed)),
                Err(ListFault::Ldap(error)) => Err(logged(&error)),
                Err(ListFault::TooMany) => Err(DirectoryFault::TooMany),
            },
        }
    }

    async fn close(mut bound: Bound) {
        // Nobody waits for it, and there is nothing to be done if it fails.
        let _ = bound.ldap.unbind().await;
    }
}
