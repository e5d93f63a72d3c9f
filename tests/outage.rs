//! A database that goes away under load, and comes back: no domain that was asked for before loses
//! its answer, over HTTP or DNS, and health says what is so.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![allow(clippy::disallowed_methods, reason = "tests read the clock")]

#[path = "support/databases/mod.rs"]
mod databases;
mod support;

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Instant;

use databases::Postgres;
use hickory_server::proto::op::{Message, Query};
use hickory_server::proto::rr::{Name, RecordType};
use support::{Folder, Mailguide, PATIENCE};

/// How many domains are asked for before the database goes away.
const KNOWN: usize = 200;

fn ask(server: &Mailguide, number: usize) -> u16 {
    let target = format!("/mail/config-v1.1.xml?emailaddress=a@customer-{number}.example");
    server.get(&target).status
}

/// The response code of a query for the IMAP server of a domain, and how many records came.
fn query(server: &Mailguide, number: usize) -> (u16, usize) {
    let name = format!("_imaps._tcp.customer-{number}.example.");
    let mut message = Message::query();
    message.metadata.id = number as u16;
    message.add_query(Query::query(name.parse::<Name>().unwrap(), RecordType::SRV));
    let answer = Message::from_vec(&server.udp(&message.to_vec().unwrap())).unwrap();
    (u16::from(answer.metadata.response_code), answer.answers.len())
}

fn health(server: &Mailguide) -> String {
    let response = server.get("/health");
    assert_eq!((response.status, response.header("cache-control")), (200, Some("no-store")));
    response.text().to_owned()
}

fn until(what: &str, is_so: impl Fn() -> bool) {
    let start = Instant::now();
    while !is_so() {
        assert!(start.elapsed() < PATIENCE, "never: {what}");
        std::thread::yield_now();
    }
}

#[test]
fn a_database_that_goes_away_under_load_loses_no_domain_that_was_known() {
    let Some(mut database) = Postgres::start() else { return };
    database.create_domains("mail", 10_000);
    let folder = Folder::new("outage");
    let file = folder.write(
        "mailguide.toml",
        &format!(
            "[directory]\nremember = \"300ms\"\nremember_missing = \"100ms\"\n[sql]\nurl = \"{}\"\n\
             domain_query = \"SELECT name FROM domain WHERE name = :domain\"\nservice = \
             \"google-workspace\"\n",
            database.url("mail")
        ),
    );
    let server = Mailguide::start(&["--config", file.to_str().unwrap(), "--log", "warn"]);
    for number in 1..=KNOWN {
        assert_eq!(ask(&server, number), 200);
    }
    assert_eq!(query(&server, 1), (0, 1));
    assert_eq!(health(&server), "{\"status\":\"ok\"}");

    let (stop, asked) = (AtomicBool::new(false), AtomicUsize::new(0));
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let (server, stop, asked) = (&server, &stop, &asked);
            scope.spawn(move || {
                let mut number = thread;
                while !stop.load(Ordering::Relaxed) {
                    number = number % KNOWN + 1;
                    assert_eq!(ask(server, number), 200, "customer-{number}");
                    assert_eq!(query(server, number), (0, 1), "customer-{number}");
                    asked.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        until("load", || asked.load(Ordering::Relaxed) > 50);
        database.stop();
        server.stderr_line(|line| line.contains("does not answer"));
        until("degraded", || health(&server).contains("degraded"));
        // Every answer has expired since, and some several times.
        let down = Instant::now();
        let so_far = asked.load(Ordering::Relaxed);
        until("load", || {
            asked.load(Ordering::Relaxed) > so_far + 4 * KNOWN && down.elapsed().as_millis() > 900
        });
        // What nobody asked for cannot be told now, and is not denied either.
        assert_eq!(ask(&server, KNOWN + 1), 503);
        assert_eq!(query(&server, KNOWN + 1), (2, 0), "SERVFAIL");

        // A reload keeps what is known.
        let output =
            support::mailguide().args(["reload", "--control"]).arg(&server.control).output();
        assert!(output.unwrap().status.success());

        database.start_again();
        until("it is there again", || ask(&server, KNOWN + 2) == 200);
        until("ok", || {
            // A question brings the news.
            ask(&server, KNOWN + 3);
            health(&server).contains("ok")
        });
        stop.store(true, Ordering::Relaxed);
    });
    assert_eq!(ask(&server, 20_000), 404, "it is not in the table");
    assert_eq!(query(&server, KNOWN + 1), (0, 1));
}

#[test]
fn a_directory_that_cannot_be_used_keeps_the_server_from_starting() {
    let file = databases::SqliteFile::create("CREATE TABLE domain (name TEXT)");
    let folder = Folder::new("no-directory");
    for (url, query, code, wanted) in [
        (file.url(), "SELECT nme FROM domain WHERE name = :domain", 2, "sql.domain_query"),
        (file.url(), "SELECT name FROM domain WHERE name = :dmain", 2, "sql.domain_query"),
        ("sqlite:/no/such/file.db".to_owned(), "SELECT 1 WHERE :domain = ''", 3, "sql.url"),
        ("oracle://localhost".to_owned(), "SELECT 1 WHERE :domain = ''", 2, "sql.url"),
    ] {
        let text = format!(
            "[sql]\nurl = \"{url}\"\ndomain_query = \"{query}\"\nservice = \"google-workspace\"\n"
        );
        let path = folder.write("mailguide.toml", &text);
        for command in [&["serve"][..], &["config", "check", "--connect"]] {
            let output =
                support::mailguide().args(command).arg("--config").arg(&path).output().unwrap();
            let said = String::from_utf8(output.stderr).unwrap();
            assert_eq!(output.status.code(), Some(code), "{url} {query}: {said}");
            let error = said.lines().find(|line| line.starts_with("error: ")).unwrap();
            assert!(error.contains(wanted), "{error}");
        }
    }
}
