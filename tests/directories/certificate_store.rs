//! Certificates in the database: the same as in a folder, whatever database it is, and shared by
//! those that use it.

use std::time::Duration;

use mailguide::acme::database::DatabaseStore;
use mailguide::acme::store::{Kind, Listed, Lock, Store};

use super::databases::{MariaDb, Postgres, SqliteFile};
use super::sql::settings;

/// What an operator runs, and what the server makes itself.
const TABLES: &str = include_str!("../../deploy/sql/certificates.sql");
/// A value of a certificate's size, with what is special in SQL.
const VALUE: &str = "{\"key\": \"-----BEGIN\\nit's ? $1 :name `\\\" %\\n\"}";

async fn open(url: &str) -> DatabaseStore {
    let opened = DatabaseStore::open(&settings(url.to_owned())).await;
    opened.unwrap_or_else(|error| panic!("{error}"))
}

async fn names(store: &DatabaseStore, kind: Kind) -> Vec<Listed> {
    let mut names = store.list(kind).await.unwrap();
    names.sort_by(|one, other| one.name.cmp(&other.name));
    names
}

/// Reads, writes, forgets, lists; another node sees all of it.
async fn keeps_values(url: &str) {
    let (one, other) = (open(url).await, open(url).await);
    let name = "autoconfig.a.example";
    assert_eq!(one.read(Kind::Order, name).await, Ok(None));
    assert_eq!(names(&other, Kind::Order).await, []);
    one.write(Kind::Order, name, VALUE.as_bytes()).await.unwrap();
    assert_eq!(other.read(Kind::Order, name).await.unwrap().unwrap(), VALUE.as_bytes());
    let first = names(&other, Kind::Order).await;
    assert_eq!(names(&other, Kind::Order).await, first, "what nobody changed is the same");
    let long = VALUE.repeat(400);
    one.write(Kind::Order, name, long.as_bytes()).await.unwrap();
    assert_eq!(other.read(Kind::Order, name).await.unwrap().unwrap(), long.as_bytes());
    let second = names(&other, Kind::Order).await;
    assert_eq!((first.len(), second.len(), &*second[0].name), (1, 1, name));
    assert_ne!(first[0].version, second[0].version);
    // Kinds do not meet.
    one.write(Kind::Certificate, name, b"c").await.unwrap();
    other.remove(Kind::Order, name).await.unwrap();
    other.remove(Kind::Order, name).await.unwrap();
    assert_eq!(names(&one, Kind::Order).await, []);
    assert_eq!(one.read(Kind::Certificate, name).await.unwrap().unwrap(), b"c");
    // A value that comes again is seen again.
    one.write(Kind::Order, name, VALUE.as_bytes()).await.unwrap();
    assert_eq!(names(&other, Kind::Order).await, first);
}

/// Waits until a lock is free.
async fn lock(store: &DatabaseStore, name: &str) -> Lock {
    loop {
        if let Some(lock) = store.lock(Kind::Order, name).await.unwrap() {
            return lock;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// A lock has one holder; that of a node which was killed expires.
async fn keeps_locks(url: &str, expire: impl Fn()) {
    let (one, other) = (open(url).await, open(url).await);
    let held = lock(&one, "a").await;
    assert!(other.lock(Kind::Order, "a").await.unwrap().is_none());
    assert!(one.lock(Kind::Order, "a").await.unwrap().is_none());
    assert!(other.lock(Kind::Account, "a").await.unwrap().is_some());
    drop(held);
    let held = lock(&other, "a").await;
    // As if its node had been killed.
    std::mem::forget(held);
    assert!(one.lock(Kind::Order, "a").await.unwrap().is_none());
    expire();
    assert!(one.lock(Kind::Order, "a").await.unwrap().is_some());
    // Of many who want it at once, one has it.
    let mut wanting = tokio::task::JoinSet::new();
    for store in [one, other].into_iter().cycle().take(16) {
        wanting.spawn(async move { store.lock(Kind::Order, "b").await.unwrap() });
    }
    let held = wanting.join_all().await;
    assert_eq!(held.iter().filter(|held| held.is_some()).count(), 1);
}

/// As if the time of every lock were over.
const EXPIRE: &str = "UPDATE mailguide_locks SET expires = 1";

#[tokio::test]
async fn sqlite_keeps_certificates() {
    let file = SqliteFile::create("CREATE TABLE x (y)");
    keeps_values(&file.url()).await;
    keeps_locks(&file.url(), || file.sql(EXPIRE)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn postgresql_keeps_certificates() {
    let Some(mut server) = Postgres::start() else { return };
    server.create("mail", &[TABLES, &grants("reader")].concat());
    let url = server.url("mail");
    keeps_values(&url).await;
    keeps_locks(&url, || drop(server.sql("mail", EXPIRE))).await;
    let store = open(&url).await;
    server.stop();
    let error = store.list(Kind::Order).await.unwrap_err().to_string();
    assert!(error.contains("***") && !error.contains("ss@w"), "{error}");
    server.start_again();
    assert!(store.list(Kind::Order).await.is_ok(), "it comes back by itself");
}

#[tokio::test(flavor = "multi_thread")]
async fn mariadb_keeps_certificates() {
    let Some(server) = MariaDb::start() else { return };
    server.create("mail", &[TABLES, &grants("reader@'127.0.0.1'")].concat());
    let url = server.url("mail");
    keeps_values(&url).await;
    keeps_locks(&url, || drop(server.sql("mail", EXPIRE))).await;
}

/// What the file tells an operator to grant.
fn grants(user: &str) -> String {
    let granted = TABLES.lines().filter_map(|line| line.strip_prefix("--   GRANT"));
    let granted: Vec<String> =
        granted.map(|line| format!("\nGRANT{}", line.replace("reader", user))).collect();
    assert_eq!(granted.len(), 2);
    granted.concat()
}

#[tokio::test]
async fn a_database_without_the_tables_says_how_to_make_them() {
    let Some(server) = Postgres::start() else { return };
    server.create("mail", "CREATE TABLE x (y INTEGER)");
    let error = DatabaseStore::open(&settings(server.url("mail"))).await.err().unwrap();
    let error = error.to_string();
    assert!(error.contains("deploy/sql/certificates.sql"), "{error}");
    assert!(error.contains("code 42P01"), "{error}");
}
