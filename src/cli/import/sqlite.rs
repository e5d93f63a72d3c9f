//! Reads automx2's tables from an SQLite database, as texts, without changing it.

use std::path::Path;

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions as _, Connection as _, Row as _};

use super::unreadable;
use crate::cli::CommandError;
use crate::import::automx2::{ROWS_MAX, TABLES, Table};

/// How a database file begins (SQLite file format §1.3.1).
pub(super) const MAGIC: &[u8] = b"SQLite format 3\0";

/// The largest database that is read, in bytes; one with 100,000 domains has some 20 MiB.
const DATABASE_MAX: u64 = 256 * 1024 * 1024;

/// The longest value that is read, in characters: more than any column of automx2 has.
const VALUE_MAX: usize = 4096;

/// Reads those of automx2's tables that are there.
pub(super) fn read(path: &Path) -> Result<Vec<Table>, CommandError> {
    let size = std::fs::metadata(path).map_err(|error| unreadable(path, &error))?.len();
    if size > DATABASE_MAX {
        let problem = "it is larger than 256 MiB; let Mailguide ask it with [sql] instead";
        return Err(CommandError::Usage(format!("cannot read {}: {problem}", path.display())));
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(CommandError::Start)?;
    runtime.block_on(tables(path)).map_err(|error| unreadable(path, &error))
}

async fn tables(path: &Path) -> Result<Vec<Table>, sqlx::Error> {
    // A hostile schema may not call functions.
    let options = SqliteConnectOptions::new()
        .filename(path)
        .read_only(true)
        .pragma("trusted_schema", "OFF")
        .disable_statement_logging();
    let mut connection = options.connect().await?;
    let mut tables = Vec::new();
    for (name, _) in TABLES {
        if let Some(table) = table(name, &mut connection).await? {
            tables.push(table);
        }
    }
    connection.close().await?;
    Ok(tables)
}

async fn table(
    name: &'static str,
    connection: &mut SqliteConnection,
) -> Result<Option<Table>, sqlx::Error> {
    // A view could cost anything; automx2 has none.
    let query = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?1";
    if sqlx::query(query).bind(name).fetch_optional(&mut *connection).await?.is_none() {
        return Ok(None);
    }
    let columns: Vec<String> = sqlx::query_scalar("SELECT name FROM pragma_table_info(?1)")
        .bind(name)
        .fetch_all(&mut *connection)
        .await?;
    let values: Vec<String> = columns
        .iter()
        .map(|column| {
            let column = column.replace('"', "\"\"");
            format!("substr(CAST(\"{column}\" AS TEXT), 1, {VALUE_MAX})")
        })
        .collect();
    let query = format!(
        "SELECT {} FROM \"{name}\" ORDER BY rowid LIMIT {}",
        values.join(", "),
        ROWS_MAX + 1
    );
    let mut rows = Vec::new();
    for row in sqlx::query(sqlx::AssertSqlSafe(query)).fetch_all(connection).await? {
        let values: Result<Vec<Option<String>>, sqlx::Error> =
            (0..columns.len()).map(|at| row.try_get(at)).collect();
        rows.push(values?);
    }
    Ok(Some(Table { name: name.to_owned(), columns, rows }))
}
