//! One connection to SQLite, PostgreSQL or MySQL: what differs between them, and what they share.

use std::borrow::Cow;
use std::marker::PhantomData;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use futures_util::TryStreamExt;
use sqlx::error::{BoxDynError, DatabaseError};
use sqlx::mysql::{MySql, MySqlConnectOptions, MySqlDatabaseError, MySqlTypeInfo};
use sqlx::postgres::{PgConnectOptions, PgTypeInfo, PgTypeKind, Postgres};
use sqlx::sqlite::{Sqlite, SqliteConnectOptions, SqliteTypeInfo};
use sqlx::{
    AssertSqlSafe, Column, ColumnIndex, ConnectOptions, Connection, Decode, Either, Encode, Error,
    Executor, IntoArguments, Row, SqlSafeStr, Statement, Type, TypeInfo, ValueRef,
};

use super::query::Query;
use super::{DOMAIN, SERVICE};
use crate::directory::fault::DirectoryFault;
use crate::directory::pool::Server;

/// The settings of a driver.
type Options<DB> = <<DB as sqlx::Database>::Connection as Connection>::Options;

/// A database product.
pub(super) trait Engine: sqlx::Database {
    /// Reads the URL.
    fn options(url: &str, timeout: Duration) -> Result<Options<Self>, Error>;
    /// Whether [`Engine::text`] can read a column of that type.
    fn is_readable(column: &Self::TypeInfo) -> bool;
    /// Reads a value that is not null.
    fn text(value: Self::ValueRef<'_>) -> Result<String, BoxDynError>;
    /// What an error that the server tells means.
    fn fault(error: &dyn DatabaseError) -> DirectoryFault;
}

impl Engine for Sqlite {
    fn options(url: &str, timeout: Duration) -> Result<Options<Self>, Error> {
        let options = SqliteConnectOptions::from_str(url)?.read_only(true).create_if_missing(false);
        Ok(options.busy_timeout(timeout).disable_statement_logging())
    }

    /// Columns have no types; values have.
    fn is_readable(_column: &SqliteTypeInfo) -> bool {
        true
    }

    fn text(value: Self::ValueRef<'_>) -> Result<String, BoxDynError> {
        match value.type_info().name() {
            "INTEGER" => Ok(<i64 as Decode<'_, Self>>::decode(value)?.to_string()),
            "REAL" => Err("a number with a fraction".into()),
            _ => utf8(<&[u8] as Decode<'_, Self>>::decode(value)?),
        }
    }

    /// <https://www.sqlite.org/rescode.html>; the upper bits say more than we need.
    fn fault(error: &dyn DatabaseError) -> DirectoryFault {
        let code = error.code().and_then(|code| code.parse().ok()).unwrap_or(0_u32);
        match code & 0xff {
            3 | 23 => DirectoryFault::Refused,
            5 | 6 => DirectoryFault::TimedOut,
            10 | 14 => DirectoryFault::Unreachable,
            _ => DirectoryFault::QueryFailed,
        }
    }
}

impl Engine for Postgres {
    fn options(url: &str, _timeout: Duration) -> Result<Options<Self>, Error> {
        Ok(PgConnectOptions::from_str(url)?.disable_statement_logging())
    }

    fn is_readable(column: &PgTypeInfo) -> bool {
        match column.kind() {
            PgTypeKind::Enum(_) => true,
            PgTypeKind::Domain(base) => Self::is_readable(base),
            PgTypeKind::Simple => {
                is_postgres_integer(column)
                    || ["TEXT", "VARCHAR", "CHAR", "NAME", "UNKNOWN", "citext"]
                        .contains(&column.name())
            }
            _ => false,
        }
    }

    fn text(value: Self::ValueRef<'_>) -> Result<String, BoxDynError> {
        let mut type_info = value.type_info();
        while let PgTypeKind::Domain(base) = type_info.kind() {
            type_info = Cow::Owned(base.clone());
        }
        match type_info.name() {
            "INT2" => Ok(<i16 as Decode<'_, Self>>::decode(value)?.to_string()),
            "INT4" => Ok(<i32 as Decode<'_, Self>>::decode(value)?.to_string()),
            "INT8" => Ok(<i64 as Decode<'_, Self>>::decode(value)?.to_string()),
            _ if Self::is_readable(&type_info) => utf8(value.as_bytes()?),
            _ => Err("a type that is no text".into()),
        }
    }

    /// PostgreSQL, "Appendix A. PostgreSQL Error Codes".
    fn fault(error: &dyn DatabaseError) -> DirectoryFault {
        let code = error.code().unwrap_or_default();
        match code.get(..2).unwrap_or_default() {
            "28" => DirectoryFault::Refused,
            _ if code == "42501" => DirectoryFault::Refused,
            _ if code == "57014" => DirectoryFault::TimedOut,
            "08" | "53" | "57" | "58" => DirectoryFault::Unreachable,
            _ => DirectoryFault::QueryFailed,
        }
    }
}

fn is_postgres_integer(column: &PgTypeInfo) -> bool {
    ["INT2", "INT4", "INT8"].contains(&column.name())
}

impl Engine for MySql {
    /// A query shall mean what it means in the operator's own client, where `||` is no
    /// concatenation.
    fn options(url: &str, _timeout: Duration) -> Result<Options<Self>, Error> {
        let options = MySqlConnectOptions::from_str(url)?;
        let options = options.pipes_as_concat(false).no_engine_substitution(false);
        Ok(options.disable_statement_logging())
    }

    fn is_readable(column: &MySqlTypeInfo) -> bool {
        is_mysql_integer(column) || is_mysql_text(column)
    }

    fn text(value: Self::ValueRef<'_>) -> Result<String, BoxDynError> {
        let type_info = value.type_info();
        if !is_mysql_integer(&type_info) {
            return match is_mysql_text(&type_info) {
                true => utf8(<&[u8] as Decode<'_, Self>>::decode(value)?),
                false => Err("a type that is no text".into()),
            };
        }
        match type_info.name().ends_with(" UNSIGNED") {
            true => Ok(<u64 as Decode<'_, Self>>::decode(value)?.to_string()),
            false => Ok(<i64 as Decode<'_, Self>>::decode(value)?.to_string()),
        }
    }

    /// MariaDB, "MariaDB Error Code Reference"; the numbers are those of MySQL.
    fn fault(error: &dyn DatabaseError) -> DirectoryFault {
        match error.downcast_ref::<MySqlDatabaseError>().number() {
            1044 | 1045 | 1142 | 1143 | 1227 | 1370 | 1698 => DirectoryFault::Refused,
            1205 | 1969 | 3024 => DirectoryFault::TimedOut,
            1040 | 1053 | 1129 | 1203 | 1927 => DirectoryFault::Unreachable,
            _ => DirectoryFault::QueryFailed,
        }
    }
}

fn is_mysql_integer(column: &MySqlTypeInfo) -> bool {
    let name = column.name().trim_end_matches(" UNSIGNED");
    ["BOOLEAN", "TINYINT", "SMALLINT", "MEDIUMINT", "INT", "BIGINT"].contains(&name)
}

/// A column of `NULL` alone is one, too.
fn is_mysql_text(column: &MySqlTypeInfo) -> bool {
    let name = column.name();
    ["NULL", "CHAR", "VARCHAR", "BINARY", "VARBINARY", "ENUM", "SET"].contains(&name)
        || name.ends_with("TEXT")
        || name.ends_with("BLOB")
}

fn utf8(bytes: &[u8]) -> Result<String, BoxDynError> {
    Ok(std::str::from_utf8(bytes)?.to_owned())
}

/// A question to a database.
pub(super) struct Question {
    sql: Arc<str>,
    values: Vec<String>,
    column: &'static str,
    /// How many rows are wanted at most; the first alone where that is not said.
    most: Option<usize>,
}

impl Question {
    /// A query, the values of its placeholders, and the column that counts.
    pub(super) fn new(query: &Query, values: Vec<String>, column: &'static str) -> Self {
        Self { sql: Arc::clone(&query.sql), values, column, most: None }
    }

    /// A query for all domains.
    pub(super) fn list(query: &Query, most: usize) -> Self {
        Self { most: Some(most), ..Self::new(query, Vec::new(), DOMAIN) }
    }
}

/// What a database answers.
pub(super) enum Answer {
    /// The first row, if there is one.
    First(Option<FirstRow>),
    /// All of them.
    All(Vec<ListedRow>),
}

/// A row of the list of all domains.
pub(super) struct ListedRow {
    pub(super) domain: Option<String>,
    pub(super) service: Option<String>,
}

/// The first row of an answer.
pub(super) struct FirstRow {
    /// What stands in the column that counts; none where it is null or there is no such column.
    pub(super) value: Option<String>,
}

/// What a prepared query is like.
pub(super) struct Prepared {
    /// The names of its columns, and whether their values can be read.
    pub(super) columns: Vec<(String, bool)>,
    /// How many placeholders the database found.
    pub(super) placeholders: usize,
}

/// A database that is asked.
pub(super) struct Engineered<DB: Engine> {
    options: Options<DB>,
    engine: PhantomData<fn() -> DB>,
}

impl<DB: Engine> Engineered<DB>
where
    for<'c> &'c mut DB::Connection: Executor<'c, Database = DB>,
    for<'t> &'t str: Encode<'t, DB> + Type<DB>,
    DB::Arguments: IntoArguments<DB>,
    usize: ColumnIndex<DB::Row>,
{
    pub(super) fn new(options: Options<DB>) -> Self {
        Self { options, engine: PhantomData }
    }

    /// Opens a connection, with the error as it is.
    pub(super) async fn open(&self) -> Result<DB::Connection, Error> {
        self.options.connect().await
    }

    /// Prepares a query, with the error as it is.
    pub(super) async fn prepare(
        &self,
        connection: &mut DB::Connection,
        query: &Query,
    ) -> Result<Prepared, Error> {
        let types = vec![<&str as Type<DB>>::type_info(); query.parameters.len()];
        let sql = AssertSqlSafe(Arc::clone(&query.sql)).into_sql_str();
        let statement = connection.prepare_with(sql, &types).await?;
        let columns = statement.columns().iter();
        let columns = columns.map(|c| (c.name().to_owned(), DB::is_readable(c.type_info())));
        let placeholders = match statement.parameters() {
            Some(Either::Left(types)) => types.len(),
            Some(Either::Right(number)) => number,
            None => query.parameters.len(),
        };
        Ok(Prepared { columns: columns.collect(), placeholders })
    }

    /// Asks, with the error as it is.
    pub(super) async fn first_row(
        &self,
        connection: &mut DB::Connection,
        question: &Question,
    ) -> Result<Option<FirstRow>, Error> {
        let mut query = sqlx::query::<DB>(AssertSqlSafe(Arc::clone(&question.sql)));
        for value in &question.values {
            query = query.bind(value.as_str());
        }
        let Some(row) = connection.fetch_optional(query).await? else { return Ok(None) };
        Ok(Some(FirstRow { value: value::<DB>(&row, question.column)? }))
    }

    /// Asks for all rows, with the error as it is; nothing where there are more than `most`.
    async fn all_rows(
        &self,
        connection: &mut DB::Connection,
        question: &Question,
        most: usize,
    ) -> Result<Option<Vec<ListedRow>>, Error> {
        let query = sqlx::query::<DB>(AssertSqlSafe(Arc::clone(&question.sql)));
        let mut rows = connection.fetch(query);
        let mut listed = Vec::new();
        while let Some(row) = rows.try_next().await? {
            if listed.len() == most {
                return Ok(None);
            }
            let (domain, service) = (value::<DB>(&row, DOMAIN)?, value::<DB>(&row, SERVICE)?);
            listed.push(ListedRow { domain, service });
        }
        Ok(Some(listed))
    }
}

/// What stands in a column; nothing where it is null or there is no such column.
fn value<DB: Engine>(row: &DB::Row, name: &str) -> Result<Option<String>, Error>
where
    usize: ColumnIndex<DB::Row>,
{
    let mut columns = row.columns().iter().zip(0_usize..);
    let Some((_, place)) = columns.find(|(column, _)| named(column.name(), name)) else {
        return Ok(None);
    };
    let value = row.try_get_raw(place)?;
    if value.is_null() {
        return Ok(None);
    }
    DB::text(value).map(Some).map_err(Error::Decode)
}

/// What an error means.
pub(super) fn fault<DB: Engine>(error: &Error) -> DirectoryFault {
    match error {
        Error::Database(error) => DB::fault(&**error),
        Error::Decode(_) | Error::ColumnDecode { .. } => DirectoryFault::Unreadable,
        Error::Io(_) | Error::Tls(_) | Error::Protocol(_) | Error::WorkerCrashed => {
            DirectoryFault::Unreachable
        }
        _ => DirectoryFault::QueryFailed,
    }
}

/// For the log, which may have the code of an error but not its text: that repeats values.
fn logged<DB: Engine>(error: &Error) -> DirectoryFault {
    let fault = fault::<DB>(error);
    let code = error.as_database_error().and_then(DatabaseError::code).unwrap_or_default();
    tracing::debug!(fault = fault.as_str(), %code, "the SQL directory failed");
    fault
}

impl<DB: Engine> Server for Engineered<DB>
where
    for<'c> &'c mut DB::Connection: Executor<'c, Database = DB>,
    for<'t> &'t str: Encode<'t, DB> + Type<DB>,
    DB::Arguments: IntoArguments<DB>,
    Options<DB>: Send + Sync,
    usize: ColumnIndex<DB::Row>,
{
    type Connection = DB::Connection;
    type Question = Question;
    type Answer = Answer;

    async fn connect(&self) -> Result<DB::Connection, DirectoryFault> {
        self.open().await.map_err(|error| logged::<DB>(&error))
    }

    async fn ask(
        &self,
        connection: &mut DB::Connection,
        question: &Question,
    ) -> Result<Answer, DirectoryFault> {
        let answer = match question.most {
            None => self.first_row(connection, question).await.map(Answer::First),
            Some(most) => match self.all_rows(connection, question, most).await {
                Ok(Some(rows)) => Ok(Answer::All(rows)),
                Ok(None) => return Err(DirectoryFault::TooMany),
                Err(error) => Err(error),
            },
        };
        answer.map_err(|error| logged::<DB>(&error))
    }

    async fn close(connection: DB::Connection) {
        // Nobody waits for it, and there is nothing to be done if it fails.
        let _ = connection.close().await;
    }
}

/// Whether a column has that name; databases differ in whether they keep the letter case.
pub(super) fn named(column: &str, name: &str) -> bool {
    column.eq_ignore_ascii_case(name)
}
