//! Certificates, orders and the account in the database of the SQL directory, in two tables of our
//! own. Nodes that use the same database share them.
//!
//! A lock is a row that its holder renews; the clock that lets it expire is the database's. Each
//! change counts in a row of its kind, so that whoever looks for changes reads one number.

use std::collections::HashMap;
use std::future::poll_fn;
use std::str::FromStr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use aws_lc_rs::rand;
use sqlx::any::{AnyConnectOptions, AnyRow, install_default_drivers};
use sqlx::{
    Any, AnyConnection, AssertSqlSafe, ConnectOptions as _, Connection as _, Either, Error,
    Executor as _, Row as _,
};
use tokio::task::JoinHandle;
use tracing::warn;

use super::store::{Kind, LOCK_EXPIRY, Listed, Lock, Store, StoreError};
use crate::directory::sql::{Dialect, SqlSettings, dialect, masked};

/// The tables, as an operator may make them beforehand.
const TABLES: &str = include_str!("../../deploy/sql/certificates.sql");
/// How often to look: one look reads four numbers.
const WATCH_INTERVAL: Duration = Duration::from_secs(2);
/// How often a lock is renewed.
const LOCK_RENEWAL: Duration = Duration::from_secs(15);
/// The kind of the rows that count changes; their names are the kinds that are changed.
const CHANGES: &str = "changes";
const REMEDY: &str = "let the user of sql.url make the tables of deploy/sql/certificates.sql, or \
                      make them and let that user read and write them";

/// A store in a database.
#[derive(Clone)]
pub struct DatabaseStore {
    link: Arc<Link>,
    listed: Arc<Mutex<HashMap<Kind, Look>>>,
}

/// What was last seen of a kind.
struct Look {
    changes: i64,
    names: Vec<Listed>,
}

impl DatabaseStore {
    /// Connects, and makes the tables if they are missing.
    pub async fn open(settings: &SqlSettings) -> Result<Self, StoreError> {
        install_default_drivers();
        let place = masked(&settings.url);
        let fault = |problem: String| StoreError { place: place.clone(), problem, remedy: REMEDY };
        let dialect = dialect(&settings.url).map_err(|error| fault(error.to_string()))?;
        let options = AnyConnectOptions::from_str(&settings.url);
        let options = options.map_err(|_| fault("the URL cannot be read".to_owned()))?;
        let link = Link {
            options: options.disable_statement_logging(),
            dialect,
            place: place.clone(),
            timeout: settings.timeout,
            connection: tokio::sync::Mutex::new(None),
        };
        link.make_tables().await?;
        Ok(Self { link: Arc::new(link), listed: Arc::default() })
    }
}

#[async_trait]
impl Store for DatabaseStore {
    async fn read(&self, kind: Kind, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let sql = "SELECT content FROM mailguide_values WHERE kind = ? AND name = ?";
        let rows = self.link.rows(sql, &[kind.as_str(), name]).await?;
        let content = rows.first().map(|row| row.try_get::<String, _>(0)).transpose();
        Ok(content.map_err(|error| self.link.fault(&error))?.map(String::into_bytes))
    }

    async fn write(&self, kind: Kind, name: &str, value: &[u8]) -> Result<(), StoreError> {
        let content = std::str::from_utf8(value).map_err(|_| StoreError {
            place: self.link.place.clone(),
            problem: "a value is no text".to_owned(),
            remedy: "report it, please",
        })?;
        let version = version(value).to_string();
        let values = [kind.as_str(), name, content, &version];
        let sql = self.link.dialect.write();
        self.link.change(kind, sql, &values).await
    }

    async fn remove(&self, kind: Kind, name: &str) -> Result<(), StoreError> {
        let sql = "DELETE FROM mailguide_values WHERE kind = ? AND name = ?";
        self.link.change(kind, sql, &[kind.as_str(), name]).await
    }

    async fn list(&self, kind: Kind) -> Result<Vec<Listed>, StoreError> {
        let fault = |error: Error| self.link.fault(&error);
        let sql = "SELECT version FROM mailguide_values WHERE kind = ? AND name = ?";
        let rows = self.link.rows(sql, &[CHANGES, kind.as_str()]).await?;
        let changes: i64 = rows.first().map_or(Ok(0), |row| row.try_get(0)).map_err(fault)?;
        let looks = || self.listed.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(look) = looks().get(&kind).filter(|look| look.changes == changes) {
            return Ok(look.names.clone());
        }
        let sql = "SELECT name, version FROM mailguide_values WHERE kind = ?";
        let rows = self.link.rows(sql, &[kind.as_str()]).await?;
        let listed = |row: &AnyRow| {
            let (name, version): (String, i64) = (row.try_get(0)?, row.try_get(1)?);
            Ok(Listed { name: name.into(), version: version.cast_unsigned() })
        };
        let names: Vec<Listed> =
            rows.iter().map(listed).collect::<Result<_, _>>().map_err(fault)?;
        looks().insert(kind, Look { changes, names: names.clone() });
        Ok(names)
    }

    async fn lock(&self, kind: Kind, name: &str) -> Result<Option<Lock>, StoreError> {
        let mut random = [0; 16];
        rand::fill(&mut random).expect("the system has random numbers");
        let row = LockRow {
            kind,
            name: name.into(),
            holder: format!("{:032x}", u128::from_be_bytes(random)),
        };
        let now = self.link.dialect.now();
        let expired =
            format!("DELETE FROM mailguide_locks WHERE kind = ? AND name = ? AND expires <= {now}");
        self.link.execute(&expired, &[kind.as_str(), name]).await?;
        let taken = self.link.execute(&self.link.dialect.lock(), &row.values()).await?;
        Ok((taken == 1).then(|| Lock::new(Held::new(Arc::clone(&self.link), row))))
    }

    fn watch_interval(&self) -> Duration {
        WATCH_INTERVAL
    }
}

/// A number that is another one for every other value.
fn version(value: &[u8]) -> i64 {
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, value);
    let first = digest.as_ref().first_chunk().expect("SHA-256 has 32 bytes");
    i64::from_be_bytes(*first)
}

//----------- Locks ----------------------------------------------------------

#[derive(Clone)]
struct LockRow {
    kind: Kind,
    name: Box<str>,
    holder: String,
}

impl LockRow {
    fn values(&self) -> [&str; 3] {
        [self.kind.as_str(), &self.name, &self.holder]
    }
}

/// A row that is renewed until this is dropped, and then goes.
struct Held {
    link: Arc<Link>,
    row: LockRow,
    renewal: JoinHandle<()>,
}

impl Held {
    fn new(link: Arc<Link>, row: LockRow) -> Self {
        let renewal = tokio::spawn(renew(Arc::clone(&link), row.clone()));
        Self { link, row, renewal }
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.renewal.abort();
        // Without a runtime the process is about to end, and the row expires.
        let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
        let (link, row) = (Arc::clone(&self.link), self.row.clone());
        runtime.spawn(async move {
            let sql = "DELETE FROM mailguide_locks WHERE kind = ? AND name = ? AND holder = ?";
            if let Err(error) = link.execute(sql, &row.values()).await {
                warn!("a lock stays until it expires: {error}");
            }
        });
    }
}

/// An order goes on also where its lock has expired: what is repeated then is only a question.
async fn renew(link: Arc<Link>, row: LockRow) {
    let sql = format!(
        "UPDATE mailguide_locks SET expires = {} WHERE kind = ? AND name = ? AND holder = ?",
        link.dialect.expiry()
    );
    loop {
        tokio::time::sleep(LOCK_RENEWAL).await;
        if let Err(error) = link.execute(&sql, &row.values()).await {
            warn!("a lock could not be renewed: {error}");
        }
    }
}

//----------- Connection -----------------------------------------------------

/// One connection, opened again when it has died.
struct Link {
    options: AnyConnectOptions,
    dialect: Dialect,
    /// The URL without its password.
    place: String,
    timeout: Duration,
    connection: tokio::sync::Mutex<Option<AnyConnection>>,
}

impl Link {
    async fn make_tables(&self) -> Result<(), StoreError> {
        let look = "SELECT (SELECT COUNT(*) FROM mailguide_values WHERE kind = '') + \
                    (SELECT COUNT(*) FROM mailguide_locks WHERE kind = '')";
        if self.rows(look, &[]).await.is_ok() {
            return Ok(());
        }
        for statement in statements(TABLES) {
            // Another node may make it at the same time; whether it is there is seen below.
            if self.execute(&statement, &[]).await.is_err() {
                break;
            }
        }
        self.rows(look, &[]).await.map(|_| ())
    }

    /// Changes a value, and counts that, or does neither.
    async fn change(&self, kind: Kind, sql: &str, values: &[&str]) -> Result<(), StoreError> {
        let count = [CHANGES, kind.as_str()];
        self.carry_out(&[(sql, values), (self.dialect.count(), &count)]).await.map(|_| ())
    }

    /// Carries out a statement; returns how many rows it changed.
    async fn execute(&self, sql: &str, values: &[&str]) -> Result<u64, StoreError> {
        self.carry_out(&[(sql, values)]).await.map(|outcome| outcome.changed)
    }

    async fn rows(&self, sql: &str, values: &[&str]) -> Result<Vec<AnyRow>, StoreError> {
        self.carry_out(&[(sql, values)]).await.map(|outcome| outcome.rows)
    }

    /// Carries out all statements or none.
    async fn carry_out(&self, statements: &[Statement<'_>]) -> Result<Outcome, StoreError> {
        let placed = statements.iter().map(|(sql, values)| (self.dialect.placed(sql), *values));
        let statements: Vec<(String, &[&str])> = placed.collect();
        match tokio::time::timeout(self.timeout, self.carry_out_in_turn(&statements)).await {
            Ok(outcome) => outcome.map_err(|error| self.fault(&error)),
            Err(_) => {
                let problem = format!("no answer within {} ms", self.timeout.as_millis());
                Err(StoreError { place: self.place.clone(), problem, remedy: REMEDY })
            }
        }
    }

    async fn carry_out_in_turn(&self, statements: &[(String, &[&str])]) -> Result<Outcome, Error> {
        let mut turn = self.connection.lock().await;
        // What is broken off in the middle, by a time limit as well, is not used again.
        if let Some(mut connection) = turn.take() {
            match ask(&mut connection, statements).await {
                Ok(outcome) => {
                    *turn = Some(connection);
                    return Ok(outcome);
                }
                // The database has understood, and says no.
                Err(error @ Error::Database(_)) => return Err(error),
                Err(_) => {}
            }
        }
        let mut connection = self.options.connect().await?;
        let outcome = ask(&mut connection, statements).await?;
        *turn = Some(connection);
        Ok(outcome)
    }

    /// The text of a database's error repeats values, and ours are keys: its code is enough.
    fn fault(&self, error: &Error) -> StoreError {
        let problem = match error {
            Error::Database(error) => match error.code() {
                Some(code) => format!("the database says no (code {code})"),
                None => "the database says no".to_owned(),
            },
            Error::Io(error) => format!("the database cannot be reached: {error}"),
            Error::Tls(_) => "the database cannot be reached by TLS".to_owned(),
            _ => "the database answers with something else".to_owned(),
        };
        StoreError { place: self.place.clone(), problem, remedy: REMEDY }
    }
}

/// A statement, and what goes in the place of each `?`.
type Statement<'s> = (&'s str, &'s [&'s str]);

/// What the first statement led to.
#[derive(Default)]
struct Outcome {
    changed: u64,
    rows: Vec<AnyRow>,
}

async fn ask(
    connection: &mut AnyConnection,
    statements: &[(String, &[&str])],
) -> Result<Outcome, Error> {
    if let [statement] = statements {
        return ask_one(connection, statement).await;
    }
    let mut transaction = connection.begin().await?;
    let mut first = None;
    for statement in statements {
        let outcome = ask_one(&mut transaction, statement).await?;
        first.get_or_insert(outcome);
    }
    transaction.commit().await?;
    Ok(first.unwrap_or_default())
}

async fn ask_one(
    connection: &mut AnyConnection,
    (sql, values): &(String, &[&str]),
) -> Result<Outcome, Error> {
    let mut query = sqlx::query::<Any>(AssertSqlSafe(sql.clone()));
    for value in *values {
        query = query.bind((*value).to_owned());
    }
    let mut outcome = Outcome::default();
    let mut stream = connection.fetch_many(query);
    while let Some(part) = poll_fn(|context| stream.as_mut().poll_next(context)).await {
        match part? {
            Either::Left(done) => outcome.changed += done.rows_affected(),
            Either::Right(row) => outcome.rows.push(row),
        }
    }
    drop(stream);
    Ok(outcome)
}

/// The statements of a file; none of them has a `;` within.
fn statements(file: &str) -> Vec<String> {
    let lines: Vec<&str> = file.lines().filter(|line| !line.starts_with("--")).collect();
    let lines = lines.join("\n");
    let statements = lines.split(';').map(str::trim).filter(|text| !text.is_empty());
    statements.map(str::to_owned).collect()
}

//----------- Dialects -------------------------------------------------------

impl Dialect {
    /// A statement with `?` for each value, as the database wants it.
    fn placed(self, sql: &str) -> String {
        if self != Self::Postgres {
            return sql.to_owned();
        }
        let mut placed = String::with_capacity(sql.len() + 8);
        for (number, part) in sql.split('?').enumerate() {
            if number > 0 {
                placed.push_str(&format!("${number}"));
            }
            placed.push_str(part);
        }
        placed
    }

    /// The time, in seconds since the Unix epoch.
    fn now(self) -> &'static str {
        match self {
            Self::Sqlite => "CAST(strftime('%s', 'now') AS INTEGER)",
            Self::Postgres => "CAST(EXTRACT(EPOCH FROM clock_timestamp()) AS BIGINT)",
            Self::MySql => "UNIX_TIMESTAMP()",
        }
    }

    /// When a lock expires that is taken or renewed now.
    fn expiry(self) -> String {
        format!("{} + {}", self.now(), LOCK_EXPIRY.as_secs())
    }

    /// Puts a value in the place of the old one.
    fn write(self) -> &'static str {
        match self {
            Self::Sqlite | Self::Postgres => {
                "INSERT INTO mailguide_values (kind, name, content, version) \
                 VALUES (?, ?, ?, CAST(? AS BIGINT)) ON CONFLICT (kind, name) \
                 DO UPDATE SET content = excluded.content, version = excluded.version"
            }
            Self::MySql => {
                "REPLACE INTO mailguide_values (kind, name, content, version) \
                 VALUES (?, ?, ?, CAST(? AS SIGNED))"
            }
        }
    }

    /// Counts a change.
    fn count(self) -> &'static str {
        match self {
            Self::Sqlite | Self::Postgres => {
                "INSERT INTO mailguide_values (kind, name, content, version) \
                 VALUES (?, ?, '', 1) ON CONFLICT (kind, name) \
                 DO UPDATE SET version = mailguide_values.version + 1"
            }
            Self::MySql => {
                "INSERT INTO mailguide_values (kind, name, content, version) \
                 VALUES (?, ?, '', 1) ON DUPLICATE KEY UPDATE version = version + 1"
            }
        }
    }

    /// Takes a lock that nobody has.
    fn lock(self) -> String {
        let expiry = self.expiry();
        let values = format!("(kind, name, holder, expires) VALUES (?, ?, ?, {expiry})");
        match self {
            Self::Sqlite | Self::Postgres => {
                format!("INSERT INTO mailguide_locks {values} ON CONFLICT (kind, name) DO NOTHING")
            }
            Self::MySql => format!("INSERT IGNORE INTO mailguide_locks {values}"),
        }
    }
}
