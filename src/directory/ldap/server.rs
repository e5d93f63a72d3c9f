//! One connection to an LDAP server (RFC 4511): how it is opened, and how it is searched.

use std::time::Duration;

use ldap3::{Ldap, LdapConnAsync, LdapConnSettings, LdapError, ResultEntry, Scope, SearchOptions};
use tokio::task::AbortHandle;

use crate::directory::fault::DirectoryFault;
use crate::directory::pool::Server;

/// Two entries are enough to know that there is more than one.
const ENTRIES_MAX: i32 = 2;
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

/// What is searched for.
pub(super) struct Search {
    /// The filter, filled in.
    pub(super) filter: String,
    /// The attribute that counts, if any.
    pub(super) attribute: Option<Box<str>>,
}

/// The values that an entry has for the attribute.
pub(super) type Entry = Vec<Vec<u8>>;

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
        // What is no entry that we can read is none.
        Ok(entries.into_iter().filter_map(values).collect())
    }
}

/// The values of the one attribute that was asked for. The crate's own reader takes it for granted
/// that servers speak LDAP, and panics where they do not.
fn values(entry: ResultEntry) -> Option<Entry> {
    // SearchResultEntry ::= [APPLICATION 4] SEQUENCE { objectName, attributes } (RFC 4511 §4.5.2)
    let mut parts = entry.0.match_id(4)?.expect_constructed()?.into_iter().skip(1);
    let attributes = parts.next()?.expect_constructed()?;
    let Some(attribute) = attributes.into_iter().next() else { return Some(Vec::new()) };
    let values = attribute.expect_constructed()?.into_iter().nth(1)?.expect_constructed()?;
    values.into_iter().map(|value| value.expect_primitive()).collect()
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
    type Question = Search;
    type Answer = Vec<Entry>;

    async fn connect(&self) -> Result<Bound, DirectoryFault> {
        let mut bound = self.dial().await.map_err(|error| logged(&error))?;
        self.bind(&mut bound).await.map_err(|error| logged(&error))?;
        Ok(bound)
    }

    async fn ask(&self, bound: &mut Bound, search: &Search) -> Result<Vec<Entry>, DirectoryFault> {
        self.search(bound, search).await.map_err(|error| logged(&error))
    }

    async fn close(mut bound: Bound) {
        // Nobody waits for it, and there is nothing to be done if it fails.
        let _ = bound.ldap.unbind().await;
    }
}
