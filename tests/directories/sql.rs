//! SQL directories that are well.

use mailguide::directory::fault::DirectoryFault;
use mailguide::directory::sql::{SqlDirectory, SqlSettings};

use super::databases::{MariaDb, Postgres, SqliteFile};
use super::{
    CANARY, TIMEOUT, address, check_error, check_log, domain, fixture, hostile_local_parts, logged,
};

/// Settings for the tables of `directory.sql`.
pub(crate) fn settings(url: String) -> SqlSettings {
    SqlSettings {
        url,
        domain_query: Some(
            "SELECT name, service FROM domains WHERE name = :domain
             UNION ALL SELECT a.name, d.service FROM aliases AS a
             JOIN domains AS d ON d.name = a.target WHERE a.name = :domain"
                .to_owned(),
        ),
        login_query: Some(
            "SELECT address, login FROM users WHERE address = :address AND local_part = :local_part
             AND address LIKE '%@example.org' AND :domain <> ':domain' ORDER BY id -- :comment"
                .to_owned(),
        ),
        list_query: None,
        list_interval: TIMEOUT,
        list_most: 100,
        service: None,
        timeout: TIMEOUT,
        connections: 2,
    }
}

async fn open(settings: SqlSettings) -> SqlDirectory {
    SqlDirectory::open(settings).await.unwrap_or_else(|error| panic!("{error}"))
}

async fn service(directory: &SqlDirectory, name: &str) -> Option<Box<str>> {
    directory.service_of(&domain(name)).await.unwrap()
}

async fn login(directory: &SqlDirectory, text: &str) -> Option<Box<str>> {
    directory.login_of(&address(text)).await.unwrap()
}

/// The tables of `directory.sql`, whatever database they are in.
async fn answers(url: String) {
    let directory = open(settings(url.clone())).await;
    for (name, expected) in [
        ("example.org", Some("standard")),
        ("alias.example", Some("standard")),
        ("padded.example", Some("standard")),
        ("null.example", None),
        ("blank.example", None),
        ("missing.example", None),
    ] {
        assert_eq!(service(&directory, name).await.as_deref(), expected, "{name}");
    }
    assert!(service(&directory, "twice.example").await.is_some());
    for (text, expected) in [
        ("fred@example.org", Some("EXAMPLE-fred")),
        ("padded@example.org", Some("p")),
        ("twice@example.org", Some("first")),
        ("null@example.org", None),
        ("blank@example.org", None),
        ("control@example.org", None),
        ("missing@example.org", None),
        ("fred@example.com", None),
    ] {
        assert_eq!(login(&directory, text).await.as_deref(), expected, "{text}");
    }

    logged();
    assert_eq!(login(&directory, &format!("{CANARY}@example.org")).await, None);
    for local_part in hostile_local_parts() {
        let found = login(&directory, &format!("{local_part}@example.org")).await;
        assert_eq!(found, None, "{local_part}");
    }
    assert_eq!(login(&directory, "fred@example.org").await.as_deref(), Some("EXAMPLE-fred"));

    // A service for rows that name none.
    let service_for_all = Some("fallback".into());
    let directory = open(SqlSettings { service: service_for_all.clone(), ..settings(url.clone()) });
    let directory = directory.await;
    for (name, expected) in [
        ("example.org", Some("standard")),
        ("null.example", Some("fallback")),
        ("blank.example", Some("fallback")),
        ("missing.example", None),
    ] {
        assert_eq!(service(&directory, name).await.as_deref(), expected, "{name}");
    }

    // No column `service`, no login query; no domain query.
    let without_column = SqlSettings {
        domain_query: Some("SELECT name FROM domains WHERE name = :domain;".to_owned()),
        login_query: None,
        service: service_for_all,
        ..settings(url.clone())
    };
    let directory = open(without_column).await;
    assert_eq!(service(&directory, "example.org").await.as_deref(), Some("fallback"));
    assert_eq!(login(&directory, "fred@example.org").await, None);
    let directory = open(SqlSettings { domain_query: None, ..settings(url.clone()) }).await;
    assert_eq!(service(&directory, "example.org").await, None);
    assert_eq!(login(&directory, "fred@example.org").await.as_deref(), Some("EXAMPLE-fred"));

    // Numbers, and names in capitals.
    let number = "SELECT id AS LOGIN FROM users WHERE address = :address";
    let directory =
        open(SqlSettings { login_query: Some(number.to_owned()), ..settings(url.clone()) }).await;
    assert_eq!(login(&directory, "fred@example.org").await.as_deref(), Some("7"));

    all_are_listed(&url).await;
    many_ask_at_once(url).await;
}

/// All domains at once; what names no service is left out, and too many are none.
async fn all_are_listed(url: &str) {
    let list = |query: &str, list_most| SqlSettings {
        list_query: Some(query.to_owned()),
        list_most,
        ..settings(url.to_owned())
    };
    let all = "SELECT name AS domain, service FROM domains";
    let listed = open(list(all, 100)).await.list().await.unwrap();
    assert!(listed.contains(&(domain("example.org"), "standard".into())), "{listed:?}");
    assert!(listed.iter().all(|(name, _)| name.as_str() != "null.example"), "{listed:?}");
    assert_eq!(open(list(all, 2)).await.list().await, Err(DirectoryFault::TooMany));
    for (query, told) in [
        ("SELECT :domain AS domain, service FROM domains", "leave parameters out"),
        ("SELECT name, service FROM domains", "missing column `domain`"),
        ("SELECT name AS domain FROM domains", "missing column `service`"),
    ] {
        let error = SqlDirectory::open(list(query, 100)).await.err().unwrap().to_string();
        assert!(error.starts_with("sql.list_query: ") && error.contains(told), "{error}");
    }
}

async fn many_ask_at_once(url: String) {
    let directory = std::sync::Arc::new(open(settings(url)).await);
    let mut asking = tokio::task::JoinSet::new();
    for number in 0..60 {
        let directory = std::sync::Arc::clone(&directory);
        asking.spawn(async move {
            let name = if number % 2 == 0 { "example.org" } else { "missing.example" };
            (number, directory.service_of(&domain(name)).await.unwrap())
        });
    }
    while let Some(answer) = asking.join_next().await {
        let (number, service) = answer.unwrap();
        assert_eq!(service.as_deref(), (number % 2 == 0).then_some("standard"));
    }
}

/// Each type, as a login name.
async fn types(url: &str, cases: &[(&str, Result<Option<&str>, DirectoryFault>)]) {
    for (column, expected) in cases {
        let query = format!("SELECT {column} AS login FROM typed WHERE address = :address");
        let settings = SqlSettings {
            domain_query: None,
            login_query: Some(query),
            ..settings(url.to_owned())
        };
        let directory = open(settings).await;
        let found = directory.login_of(&address("fred@example.org")).await;
        let expected = expected.as_ref().map(|found| found.map(Box::from)).map_err(|fault| *fault);
        assert_eq!(found, expected, "{column}");
    }
}

#[tokio::test]
async fn sqlite_answers() {
    let file = SqliteFile::create(&fixture("directory.sql"));
    answers(file.url()).await;
    file.sql(
        "CREATE TABLE typed (address, word, octets, number, fraction, empty, broken);
         INSERT INTO typed VALUES
           ('fred@example.org', 'fréd', CAST('fréd' AS BLOB), -12, 1.5, NULL, x'ff')",
    );
    types(
        &file.url(),
        &[
            ("word", Ok(Some("fréd"))),
            ("octets", Ok(Some("fréd"))),
            ("number", Ok(Some("-12"))),
            ("empty", Ok(None)),
            ("fraction", Err(DirectoryFault::Unreadable)),
            ("broken", Err(DirectoryFault::Unreadable)),
        ],
    )
    .await;
    check_log("the SQL directory failed fault=\"unreadable\"");
}

#[tokio::test]
async fn sqlite_files_are_read_and_nothing_else() {
    let file = SqliteFile::create(&fixture("directory.sql"));
    for mode in ["", "?mode=rw", "?mode=rwc"] {
        let delete = "DELETE FROM domains WHERE name <> :domain RETURNING service".to_owned();
        let url = format!("{}{mode}", file.url());
        let writing = SqlSettings { domain_query: Some(delete), ..settings(url) };
        let error = SqlDirectory::open(writing).await.err().unwrap();
        check_error(&error, "sql.domain_query", "readonly", false);
    }
    let directory = open(settings(file.url())).await;
    assert_eq!(service(&directory, "example.org").await.as_deref(), Some("standard"));
}

#[tokio::test]
async fn a_sqlite_file_of_a_hundred_thousand_domains() {
    let file = SqliteFile::create_domains(100_000);
    let settings = SqlSettings {
        domain_query: Some("SELECT name FROM domain WHERE name = :domain".to_owned()),
        login_query: None,
        service: Some("standard".into()),
        ..settings(file.url())
    };
    let directory = open(settings).await;
    for (name, expected) in [
        ("customer-1.example", Some("standard")),
        ("customer-100000.example", Some("standard")),
        ("customer-100001.example", None),
    ] {
        assert_eq!(service(&directory, name).await.as_deref(), expected, "{name}");
    }
}

#[tokio::test]
async fn postgresql_answers_and_comes_back() {
    let Some(mut server) = Postgres::start() else { return };
    server.create("directory", &fixture("directory.sql"));
    answers(server.url("directory")).await;
    server.create(
        "types",
        "CREATE EXTENSION citext;
         CREATE TYPE colour AS ENUM ('red', 'blue');
         CREATE DOMAIN login_name AS VARCHAR(64) CHECK (VALUE <> '');
         CREATE TABLE typed (
           address TEXT, varying VARCHAR(9), fixed CHAR(9), folded CITEXT, colour colour,
           own login_name, small INT2, big INT8);
         INSERT INTO typed VALUES ('fred@example.org', 'fréd', 'fixed', 'Fold', 'blue', 'own', -2,
           9223372036854775807)",
    );
    types(
        &server.url("types"),
        &[
            ("varying", Ok(Some("fréd"))),
            ("fixed", Ok(Some("fixed"))),
            ("folded", Ok(Some("Fold"))),
            ("colour", Ok(Some("blue"))),
            ("own", Ok(Some("own"))),
            ("small", Ok(Some("-2"))),
            ("big", Ok(Some("9223372036854775807"))),
            ("NULL", Ok(None)),
            ("'constant'", Ok(Some("constant"))),
        ],
    )
    .await;

    let encrypted = format!(
        "{}?sslmode=verify-full&sslrootcert={}",
        server.url("directory"),
        server.authority().display()
    );
    let directory = open(settings(encrypted)).await;
    assert_eq!(service(&directory, "example.org").await.as_deref(), Some("standard"));
    let how = "SELECT count(*) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)
               WHERE ssl AND usename = 'reader'";
    assert_eq!(server.sql("directory", how).trim(), "1");

    connections_are_bounded(&server).await;
    tables_change(&server).await;
    what_the_server_repeats_stays_unsaid(&server).await;

    let directory = open(settings(server.url("directory"))).await;
    assert_eq!(service(&directory, "example.org").await.as_deref(), Some("standard"));
    server.stop();
    server.start_again();
    // The connection that was open is dead, and nobody notices.
    assert_eq!(service(&directory, "example.org").await.as_deref(), Some("standard"));
    server.stop();
    logged();
    let gone = directory.login_of(&address(&format!("{CANARY}@example.org"))).await;
    assert_eq!(gone, Err(DirectoryFault::Unreachable));
    check_log("the SQL directory failed fault=\"unreachable\"");
    server.start_again();
    assert_eq!(service(&directory, "example.org").await.as_deref(), Some("standard"));

    server.create_domains("many", 100_000);
    let count = server.sql("many", "SELECT count(*) FROM domain");
    assert_eq!(count.trim(), "100000");
}

async fn connections_are_bounded(server: &Postgres) {
    let slow = "SELECT service, pg_sleep(0.2) FROM domains WHERE name = :domain";
    let settings = settings(format!("{}?application_name=bounded", server.url("directory")));
    let directory = open(SqlSettings { domain_query: Some(slow.to_owned()), ..settings }).await;
    let asked = domain("example.org");
    let asking = || directory.service_of(&asked);
    let (a, b, c, d, e) = tokio::join!(asking(), asking(), asking(), asking(), asking());
    for answer in [a, b, c, d, e] {
        assert_eq!(answer.unwrap().as_deref(), Some("standard"));
    }
    let count = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'bounded'";
    assert_eq!(server.sql("directory", count).trim(), "2");
}

/// A plan that was made for yesterday's tables is made anew.
async fn tables_change(server: &Postgres) {
    let any = "SELECT * FROM domains WHERE name = :domain";
    let settings = settings(server.url("directory"));
    let directory = open(SqlSettings { domain_query: Some(any.to_owned()), ..settings }).await;
    assert_eq!(service(&directory, "example.org").await.as_deref(), Some("standard"));
    server.sql("directory", "ALTER TABLE domains ADD COLUMN remark TEXT");
    assert_eq!(service(&directory, "example.org").await.as_deref(), Some("standard"));
}

/// PostgreSQL puts the value into its message when it cannot convert it.
async fn what_the_server_repeats_stays_unsaid(server: &Postgres) {
    let numbers = "SELECT login FROM users
                   WHERE CASE :address WHEN 'nobody@example.invalid' THEN 1 ELSE id END
                     = CASE :address WHEN 'nobody@example.invalid' THEN 0
                       ELSE CAST(:local_part AS INTEGER) END";
    let settings = settings(server.url("directory"));
    let login_query = Some(numbers.to_owned());
    let directory = open(SqlSettings { login_query, domain_query: None, ..settings }).await;
    let answer = directory.login_of(&address(&format!("{CANARY}@example.org"))).await;
    assert_eq!(answer, Err(DirectoryFault::QueryFailed));
    check_log("the SQL directory failed fault=\"query_failed\" code=22P02");
}

#[tokio::test]
async fn mariadb_answers_and_comes_back() {
    let Some(mut server) = MariaDb::start() else { return };
    server.create("directory", &fixture("directory.sql"));
    answers(server.url("directory")).await;
    answers(server.url("directory").replace("mysql://", "mariadb://")).await;
    server.create(
        "types",
        "CREATE TABLE typed (
           address VARCHAR(255), fixed CHAR(9), colour ENUM('red', 'blue'), octets VARBINARY(9),
           long_text LONGTEXT, tiny TINYINT, flag TINYINT(1), big BIGINT UNSIGNED,
           latin VARCHAR(9) CHARACTER SET latin1, broken VARBINARY(9));
         INSERT INTO typed VALUES ('fred@example.org', 'fixed', 'blue', 'fréd', 'long', -2, 1,
           18446744073709551615, 'fréd', x'ff')",
    );
    types(
        &server.url("types"),
        &[
            ("fixed", Ok(Some("fixed"))),
            ("colour", Ok(Some("blue"))),
            ("octets", Ok(Some("fréd"))),
            ("long_text", Ok(Some("long"))),
            ("tiny", Ok(Some("-2"))),
            ("flag", Ok(Some("1"))),
            ("big", Ok(Some("18446744073709551615"))),
            ("latin", Ok(Some("fréd"))),
            ("NULL", Ok(None)),
            ("CONCAT('a', 'b')", Ok(Some("ab"))),
            ("broken", Err(DirectoryFault::Unreadable)),
        ],
    )
    .await;

    let authority = server.authority().display();
    let encrypted = format!("{}?ssl-mode=VERIFY_IDENTITY&ssl-ca={authority}", server.url("types"));
    let how = "SELECT VARIABLE_VALUE AS login FROM information_schema.SESSION_STATUS
               WHERE VARIABLE_NAME = 'Ssl_version' AND :address <> ''";
    let login_query = Some(how.to_owned());
    let encrypted = SqlSettings { domain_query: None, login_query, ..settings(encrypted) };
    let version = login(&open(encrypted).await, "fred@example.org").await;
    assert_eq!(version.as_deref(), Some("TLSv1.3"));

    let directory = open(settings(server.url("directory"))).await;
    assert_eq!(service(&directory, "example.org").await.as_deref(), Some("standard"));
    server.stop();
    server.start_again();
    // The connection that was open is dead, and nobody notices.
    assert_eq!(service(&directory, "example.org").await.as_deref(), Some("standard"));
    server.stop();
    logged();
    let gone = directory.login_of(&address(&format!("{CANARY}@example.org"))).await;
    assert_eq!(gone, Err(DirectoryFault::Unreachable));
    check_log("the SQL directory failed fault=\"unreachable\"");
    server.start_again();
    assert_eq!(service(&directory, "example.org").await.as_deref(), Some("standard"));

    server.create_domains("many", 100_000);
    assert_eq!(server.sql("many", "SELECT count(*) FROM domain").trim(), "100000");
}
