//! The first connection to a SQL directory, which proves that its settings are right.

use sqlx::{ColumnIndex, Encode, Error, Executor, IntoArguments, Type};

use super::engine::{Engine, Engineered, Prepared, Question, fault, named};
use super::query::{Dialect, Names, Parameter, Query, QueryError};
use super::url::{self, masked};
use super::{DOMAIN, LOGIN, SERVICE, SqlSettings};
use crate::directory::fault::{DirectoryError, DirectoryFault, one_line};
use crate::directory::pool::{Pool, Server};
use crate::mail::Address;

/// The keys of the settings.
pub(super) const DOMAIN_QUERY: &str = "sql.domain_query";
const LOGIN_QUERY: &str = "sql.login_query";
const LIST_QUERY: &str = "sql.list_query";
/// What the queries may ask for, and what they must.
const OF_DOMAIN: &[Parameter] = &[Parameter::Domain];
const OF_ADDRESS: &[Parameter] = &[Parameter::Domain, Parameter::Address, Parameter::LocalPart];
const OF_USER: &[Parameter] = &[Parameter::Address, Parameter::LocalPart];

/// <https://www.sqlite.org/rescode.html#notadb>; codes of other databases have five characters.
const SQLITE_NOT_A_DATABASE: &str = "26";

/// All queries, read.
pub(super) struct Queries {
    pub(super) domain: Option<Query>,
    pub(super) login: Option<Query>,
    pub(super) list: Option<Query>,
}

impl Queries {
    pub(super) fn parse(settings: &SqlSettings, dialect: Dialect) -> Result<Self, DirectoryError> {
        let parse = |text: &Option<String>, setting, allowed, needed| {
            let query = text.as_deref().map(|text| Query::parse(text, dialect, allowed, needed));
            query.transpose().map_err(|error| fault_of_text(setting, &error, allowed))
        };
        let domain = parse(&settings.domain_query, DOMAIN_QUERY, OF_DOMAIN, OF_DOMAIN)?;
        let login = parse(&settings.login_query, LOGIN_QUERY, OF_ADDRESS, OF_USER)?;
        let list = parse(&settings.list_query, LIST_QUERY, &[], &[])?;
        match (&domain, &login) {
            (None, None) => Err(DirectoryError::configuration(
                url::SETTING,
                "there is a database but no query to ask it",
                format!("set {DOMAIN_QUERY}, {LOGIN_QUERY} or both"),
            )),
            _ => Ok(Self { domain, login, list }),
        }
    }

    /// Each with its setting and the column that counts.
    fn all(&self) -> impl Iterator<Item = (&'static str, &Query, &'static str)> {
        let domain = self.domain.iter().map(|query| (DOMAIN_QUERY, query, SERVICE));
        let login = self.login.iter().map(|query| (LOGIN_QUERY, query, LOGIN));
        domain.chain(login).chain(self.list.iter().map(|query| (LIST_QUERY, query, DOMAIN)))
    }
}

fn fault_of_text(
    setting: &'static str,
    error: &QueryError,
    allowed: &'static [Parameter],
) -> DirectoryError {
    let remedy = match error {
        QueryError::UnknownParameter { .. } if allowed.is_empty() => {
            "it is asked for all domains at once, so leave parameters out".to_owned()
        }
        QueryError::UnknownParameter { .. } => format!("write {}", Names(allowed)),
        QueryError::Unclosed(_) => "close it".to_owned(),
        QueryError::SecondStatement => "keep the first alone".to_owned(),
        QueryError::NoParameter(_) => {
            "compare a column with it, or everybody is answered alike".to_owned()
        }
    };
    DirectoryError::configuration(setting, error.to_string(), remedy)
}

/// A database in memory is another one for each connection, and always empty.
pub(super) fn refuse_memory(url: &str) -> Result<(), DirectoryError> {
    if !url.contains(":memory:") && !url.contains("mode=memory") {
        return Ok(());
    }
    Err(DirectoryError::configuration(
        url::SETTING,
        "a database in memory is always empty",
        "name a file",
    ))
}

/// Connects, and tries each query with an address that cannot exist.
pub(super) async fn open<DB: Engine>(
    settings: &SqlSettings,
    queries: &Queries,
) -> Result<Pool<Engineered<DB>>, DirectoryError>
where
    for<'c> &'c mut DB::Connection: Executor<'c, Database = DB>,
    for<'t> &'t str: Encode<'t, DB> + Type<DB>,
    DB::Arguments: IntoArguments<DB>,
    usize: ColumnIndex<DB::Row>,
    Engineered<DB>: Server<Connection = DB::Connection>,
{
    let SqlSettings { url, timeout, .. } = settings;
    let in_time = |what: &str| {
        let problem = format!("{} {what} within {} ms", masked(url), timeout.as_millis());
        DirectoryError::unreachable(
            url::SETTING,
            problem,
            "is it overloaded, or a firewall between?",
        )
    };
    let options = DB::options(url, *timeout).map_err(|error| {
        DirectoryError::configuration(
            url::SETTING,
            format!("the URL cannot be read: {}", told(&error)),
            "it is like postgres://user:password@host/database, with what is special in the \
             password percent-encoded",
        )
    })?;
    let server = Engineered::new(options);
    let connected = tokio::time::timeout(*timeout, server.open()).await;
    let mut connection = connected
        .map_err(|_| in_time("does not let us in"))?
        .map_err(|error| fault_of_connecting::<DB>(url, &error))?;
    let checks = async {
        for (setting, query, column) in queries.all() {
            let prepared = server.prepare(&mut connection, query).await;
            let prepared = prepared.map_err(|error| fault_of_query::<DB>(setting, url, &error))?;
            check(setting, query, &prepared)?;
            if !has_column(setting, &prepared, column)? {
                check_is_dispensable(settings, setting, column, &prepared)?;
            }
            if column == DOMAIN && !has_column(setting, &prepared, SERVICE)? {
                check_is_dispensable(settings, setting, SERVICE, &prepared)?;
            }
            // Only who asks learns whether he may.
            let sample = Question::new(query, query.about_address(&sample_address()), column);
            let answer = server.first_row(&mut connection, &sample).await;
            answer.map_err(|error| fault_of_query::<DB>(setting, url, &error))?;
        }
        Ok(())
    };
    match tokio::time::timeout(*timeout, checks).await {
        Ok(checked) => checked?,
        Err(_) => return Err(in_time("does not answer a query")),
    }
    Ok(Pool::new(server, connection, settings.connections, *timeout))
}

/// What an error says, without what the driver puts in front.
fn told(error: &Error) -> String {
    one_line(&match error {
        Error::Database(error) => error.message().to_owned(),
        Error::Io(error) => error.to_string(),
        Error::Tls(error) | Error::Configuration(error) => match error.downcast_ref() {
            Some(inner) => return told(inner),
            None => error.to_string(),
        },
        error => error.to_string(),
    })
}

fn fault_of_connecting<DB: Engine>(url: &str, error: &Error) -> DirectoryError {
    let (shown, told) = (masked(url), told(error));
    let configuration =
        |problem, remedy| DirectoryError::configuration(url::SETTING, problem, remedy);
    let is_tls = match error {
        Error::Tls(_) => true,
        // What rustls finds comes as an error of the stream.
        Error::Io(error) => error.get_ref().is_some_and(|inner| inner.is::<rustls::Error>()),
        _ => false,
    };
    if is_tls {
        return configuration(
            format!("{shown} and we do not agree on TLS: {told}"),
            "see its sslmode, sslrootcert and the name in the server's certificate",
        );
    }
    match fault::<DB>(error) {
        DirectoryFault::Refused => configuration(
            format!("{shown} refuses us: {told}"),
            "see user name, password, and from where the user may come",
        ),
        DirectoryFault::Unreachable | DirectoryFault::TimedOut => DirectoryError::unreachable(
            url::SETTING,
            format!("{shown} cannot be reached: {told}"),
            "see whether it is there, and whether the URL is right",
        ),
        DirectoryFault::QueryFailed | DirectoryFault::Unreadable | DirectoryFault::TooMany => {
            configuration(
                format!("{shown} does not let us in: {told}"),
                "see the name of the database",
            )
        }
    }
}

fn fault_of_query<DB: Engine>(setting: &'static str, url: &str, error: &Error) -> DirectoryError {
    let (shown, told) = (masked(url), told(error));
    // SQLite opens any file, and looks into it with the first query.
    let code = error.as_database_error().and_then(|error| error.code());
    if code.as_deref() == Some(SQLITE_NOT_A_DATABASE) {
        let problem = format!("{shown} cannot be used: {told}");
        return DirectoryError::configuration(url::SETTING, problem, "name the right file");
    }
    match fault::<DB>(error) {
        DirectoryFault::Unreachable | DirectoryFault::TimedOut => DirectoryError::unreachable(
            setting,
            format!("{shown} breaks off when the query is tried: {told}"),
            "see whether it is well",
        ),
        DirectoryFault::Refused => DirectoryError::configuration(
            setting,
            format!("the user of {shown} may not run the query: {told}"),
            "grant SELECT on its tables",
        ),
        DirectoryFault::QueryFailed | DirectoryFault::Unreadable | DirectoryFault::TooMany => {
            DirectoryError::configuration(
                setting,
                format!("the database does not accept the query: {told}"),
                "try it in the database's own client",
            )
        }
    }
}

fn check(setting: &'static str, query: &Query, prepared: &Prepared) -> Result<(), DirectoryError> {
    if prepared.columns.is_empty() {
        let problem = "the statement has no rows to answer with";
        return Err(DirectoryError::configuration(setting, problem, "begin it with SELECT"));
    }
    // A placeholder of the database's own would be left without a value.
    if prepared.placeholders != query.parameters.len() {
        return Err(DirectoryError::configuration(
            setting,
            "there is a placeholder that is none of ours",
            format!("write {} instead", Names(OF_ADDRESS)),
        ));
    }
    Ok(())
}

/// Whether there is a column of that name, which must be one that can be read.
fn has_column(
    setting: &'static str,
    prepared: &Prepared,
    name: &str,
) -> Result<bool, DirectoryError> {
    match prepared.columns.iter().find(|(column, _)| named(column, name)) {
        None => Ok(false),
        Some((_, true)) => Ok(true),
        Some((_, false)) => Err(DirectoryError::configuration(
            setting,
            format!("the column `{name}` is no text"),
            format!("write CAST(… AS char(255)) AS {name}"),
        )),
    }
}

/// A missing column is a fault, unless there is a service for all.
fn check_is_dispensable(
    settings: &SqlSettings,
    setting: &'static str,
    column: &'static str,
    prepared: &Prepared,
) -> Result<(), DirectoryError> {
    let remedy = match column {
        SERVICE if settings.service.is_some() => return Ok(()),
        SERVICE => "let the query name a service, or name one for all with sql.service",
        DOMAIN => "name the column with the domain by AS domain",
        _ => "name the column with the login name by AS login",
    };
    let problem = format!("missing column `{column}` among {}", names(prepared));
    Err(DirectoryError::configuration(setting, problem, remedy))
}

/// An address that cannot exist (RFC 2606 §2).
fn sample_address() -> Address {
    Address::parse("nobody@example.invalid").expect("it is an address")
}

fn names(prepared: &Prepared) -> String {
    let names = prepared.columns.iter().map(|(name, _)| format!("`{name}`"));
    names.collect::<Vec<_>>().join(", ")
}
