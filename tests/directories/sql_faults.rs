//! SQL directories that are configured wrong, not there, or stand still.

use std::time::Duration;

use mailguide::directory::fault::DirectoryFault;
use mailguide::directory::sql::{SqlDirectory, SqlSettings};

use super::databases::{MariaDb, PASSWORD_IN_URL, Postgres, SqliteFile};
use super::sql::settings;
use super::{SLACK, SilentServer, check_error, domain, fixture, timed};
use crate::support::ports::free_port;

/// What is wrong with the settings, the setting at fault, and what is said about it.
type Case = (Box<dyn Fn(&mut SqlSettings)>, &'static str, &'static str);

fn url(text: impl Into<String>) -> Box<dyn Fn(&mut SqlSettings)> {
    let text = text.into();
    Box::new(move |settings| settings.url = text.clone())
}

fn domain_query(text: &'static str) -> Box<dyn Fn(&mut SqlSettings)> {
    Box::new(move |settings| settings.domain_query = Some(text.to_owned()))
}

fn login_query(text: &'static str) -> Box<dyn Fn(&mut SqlSettings)> {
    Box::new(move |settings| settings.login_query = Some(text.to_owned()))
}

/// What is wrong whatever the database is.
fn wrong_everywhere() -> Vec<Case> {
    let (domains, logins) = ("sql.domain_query", "sql.login_query");
    vec![
        (url("oracle://u:s3cret@host/db"), "sql.url", "no database that is supported"),
        (url("/var/lib/mail.db"), "sql.url", "no database that is supported"),
        (url("mysql://u:s3cret@host/db?sslmod=required"), "sql.url", "known are"),
        (url("mysql://u:s3cret@host:no-port/db"), "sql.url", "port"),
        (url("postgres://u:s3/cret@host/db"), "sql.url", "percent-encoded"),
        (url("postgres://u:s3cret@host/db?sslmode=maybe"), "sql.url", "maybe"),
        (
            Box::new(|settings| (settings.domain_query, settings.login_query) = (None, None)),
            "sql.url",
            "no query",
        ),
        (domain_query("SELECT service FROM domains WHERE name = :doman"), domains, "`:doman`"),
        (
            domain_query("SELECT service FROM domains WHERE name = :address"),
            domains,
            "write `:domain`",
        ),
        (domain_query("SELECT service FROM domains"), domains, "missing parameter `:domain`"),
        (domain_query("SELECT service FROM domains WHERE 'name = :domain"), domains, "`'`"),
        (
            domain_query("SELECT service FROM domains WHERE name = :domain; DELETE FROM domains"),
            domains,
            "second statement",
        ),
        (domain_query("SELEC service FROM domains WHERE name = :domain"), domains, "SELEC"),
        (domain_query("SELECT service FROM nowhere WHERE name = :domain"), domains, "nowhere"),
        (domain_query("SELECT name AS nam FROM domains WHERE name = :domain"), domains, "`nam`"),
        (login_query("SELECT login FROM users WHERE 'a' = :domain"), logins, "`:local_part`"),
        (
            login_query("SELECT login FROM users WHERE address = :adress"),
            logins,
            "`:domain`, `:address` or `:local_part`",
        ),
        (
            login_query("SELECT id, address AS logon FROM users WHERE address = :address"),
            logins,
            "missing column `login` among `id`, `logon`",
        ),
    ]
}

async fn check(good: &SqlSettings, cases: Vec<Case>) {
    for (break_it, setting, says) in cases {
        let mut settings = good.clone();
        break_it(&mut settings);
        let error = SqlDirectory::open(settings).await.err();
        check_error(&error.unwrap_or_else(|| panic!("{says}")), setting, says, false);
    }
}

async fn check_unreachable(settings: SqlSettings, says: &str) {
    let error = SqlDirectory::open(settings).await.err();
    check_error(&error.unwrap_or_else(|| panic!("{says}")), "sql.url", says, true);
}

#[tokio::test]
async fn sqlite_faults_are_told() {
    let file = SqliteFile::create(&fixture("directory.sql"));
    let good = settings(file.url());
    check(&good, wrong_everywhere()).await;
    let no_database = file.path().with_file_name("no-database");
    std::fs::write(
        &no_database,
        "no database, but a text that is long enough to be read\n".repeat(99),
    )
    .unwrap();
    let placeholder = "SELECT service FROM domains WHERE name = :domain AND name = ?2";
    let update = "UPDATE domains SET name = :domain";
    check(
        &good,
        vec![
            (url("sqlite::memory:"), "sql.url", "always empty"),
            (url(format!("sqlite:{}", no_database.display())), "sql.url", "not a database"),
            (url(format!("{}?node=ro", file.url())), "sql.url", "node"),
            (domain_query(placeholder), "sql.domain_query", "none of ours"),
            (domain_query(update), "sql.domain_query", "no rows"),
        ],
    )
    .await;

    let missing = file.path().with_file_name("missing.db");
    for mode in ["", "?mode=rwc"] {
        let url = format!("sqlite:{}{mode}", missing.display());
        check_unreachable(settings(url), "missing.db").await;
        assert!(!missing.exists());
    }
}

#[tokio::test]
async fn a_locked_sqlite_file_is_waited_for_in_bounds() {
    use sqlx::{Connection, Executor};
    let file = SqliteFile::create(&fixture("directory.sql"));
    let timeout = Duration::from_millis(300);
    let directory = SqlDirectory::open(SqlSettings { timeout, ..settings(file.url()) }).await;
    let directory = directory.unwrap_or_else(|error| panic!("{error}"));
    let mut other = sqlx::SqliteConnection::connect(&file.url()).await.unwrap();
    other.execute("BEGIN EXCLUSIVE").await.unwrap();
    let (time, answer) = timed(directory.service_of(&domain("example.org"))).await;
    assert_eq!(answer, Err(DirectoryFault::TimedOut));
    assert!(time < timeout + SLACK, "{time:?}");
    other.execute("ROLLBACK").await.unwrap();
    let answer = directory.service_of(&domain("example.org")).await;
    assert_eq!(answer.unwrap().as_deref(), Some("standard"));
}

#[tokio::test]
async fn postgresql_faults_are_told() {
    let Some(server) = Postgres::start() else { return };
    server.create(
        "directory",
        &format!("{}; CREATE TABLE odd (login BYTEA, service INET)", fixture("directory.sql")),
    );
    let good = settings(server.url("directory"));
    check(&good, wrong_everywhere()).await;
    server.sql("directory", "CREATE TABLE secret (service TEXT, name TEXT)");
    let placeholder = "SELECT service FROM domains WHERE name = :domain AND name = $2";
    check(
        &good,
        vec![
            (url(good.url.replace(PASSWORD_IN_URL, "wrong")), "sql.url", "refuses us"),
            (url(good.url.replace("reader:", "nobody:")), "sql.url", "refuses us"),
            (url(server.url("nowhere")), "sql.url", "\"nowhere\" does not exist"),
            (url(format!("{}?sslmode=verify-full", good.url)), "sql.url", "TLS"),
            (domain_query(placeholder), "sql.domain_query", "none of ours"),
            (
                domain_query("SELECT service FROM secret WHERE name = :domain"),
                "sql.domain_query",
                "may not run the query: permission denied for table secret; grant SELECT",
            ),
            (
                domain_query("SELECT service FROM odd WHERE :domain <> ''"),
                "sql.domain_query",
                "`service` is no text",
            ),
            (
                login_query("SELECT login FROM odd WHERE :address <> ''"),
                "sql.login_query",
                "`login` is no text",
            ),
        ],
    )
    .await;
    let unreachable = format!("postgres://reader:s3cret@127.0.0.1:{}/db", free_port());
    check_unreachable(settings(unreachable), "postgres://reader:***@127.0.0.1").await;
}

#[tokio::test]
async fn mariadb_faults_are_told_and_standing_still_is_waited_for_in_bounds() {
    let Some(server) = MariaDb::start() else { return };
    server.create(
        "directory",
        &format!("{}; CREATE TABLE odd (login DOUBLE, service DATE)", fixture("directory.sql")),
    );
    server.sql("", "CREATE DATABASE secret; CREATE TABLE secret.names (service TEXT, name TEXT)");
    let good = settings(server.url("directory"));
    check(&good, wrong_everywhere()).await;
    let placeholder = "SELECT service FROM domains WHERE name = :domain AND name = ?";
    check(
        &good,
        vec![
            (url(good.url.replace(PASSWORD_IN_URL, "wrong")), "sql.url", "refuses us"),
            (url(good.url.replace("reader:", "nobody:")), "sql.url", "refuses us"),
            (url(server.url("nowhere")), "sql.url", "'nowhere'"),
            (url(format!("{}?ssl-mode=VERIFY_CA", good.url)), "sql.url", "TLS"),
            (domain_query(placeholder), "sql.domain_query", "none of ours"),
            (
                domain_query("SELECT service FROM secret.names WHERE name = :domain"),
                "sql.domain_query",
                "grant SELECT",
            ),
            (
                domain_query("SELECT service FROM odd WHERE :domain <> ''"),
                "sql.domain_query",
                "`service` is no text",
            ),
            (
                login_query("SELECT login FROM odd WHERE :address <> ''"),
                "sql.login_query",
                "`login` is no text",
            ),
        ],
    )
    .await;
    let unreachable = format!("mysql://reader:s3cret@127.0.0.1:{}/db", free_port());
    check_unreachable(settings(unreachable), "mysql://reader:***@127.0.0.1").await;

    let timeout = Duration::from_millis(500);
    let directory = SqlDirectory::open(SqlSettings { timeout: super::TIMEOUT, ..good.clone() });
    drop(directory.await.unwrap_or_else(|error| panic!("{error}")));
    let directory = SqlDirectory::open(SqlSettings { timeout, ..good }).await;
    let directory = directory.unwrap_or_else(|error| panic!("{error}"));
    server.pause();
    // Both with the connection that was open and with a new one.
    for _ in 0..2 {
        let (time, answer) = timed(directory.service_of(&domain("example.org"))).await;
        assert_eq!(answer, Err(DirectoryFault::TimedOut));
        assert!(time >= timeout && time < timeout + SLACK, "{time:?}");
    }
    server.resume();
    let begun = std::time::Instant::now();
    let answer = loop {
        match directory.service_of(&domain("example.org")).await {
            // It has to find its feet again.
            Err(DirectoryFault::TimedOut) if begun.elapsed() < super::TIMEOUT => {}
            answer => break answer,
        }
    };
    assert_eq!(answer.unwrap().as_deref(), Some("standard"));
}

#[tokio::test]
async fn a_silent_server_is_given_up() {
    let silent = SilentServer::new();
    for scheme in ["postgres", "mysql"] {
        let timeout = Duration::from_millis(300);
        let url = format!("{scheme}://reader:s3cret@127.0.0.1:{}/db", silent.port());
        let settings = SqlSettings { timeout, ..settings(url) };
        let (time, ()) = timed(check_unreachable(settings, "within 300 ms")).await;
        assert!(time >= timeout && time < timeout + SLACK, "{time:?}");
    }
}

#[test]
fn settings_do_not_show_the_password() {
    let shown = format!("{:?}", settings("postgres://reader:s3cret@host/db".to_owned()));
    assert!(!shown.contains("s3cret") && shown.contains("reader:***@host"), "{shown}");
}
