//! Nodes that keep their certificates in one database: what one of them orders or renews, the other
//! one serves, and what one of them leaves undone, the other one ends.

use std::sync::{Arc, Mutex};

use crate::authority::{Behaviour, Fate, World, wait_until};
use crate::databases::{Postgres, READER, SqliteFile};
use crate::node::{
    SERVICE, certificates, configuration, kill, peers, serial, small_domain, start, told,
    wait_for_certificate,
};
use crate::support::Mailguide;

/// The only host of the domain.
const HOST: &str = "autoconfig.own.test";
/// The domain that the directory has besides; nobody asks for it.
const DIRECTORY: &str = "CREATE TABLE domain (name VARCHAR(255) PRIMARY KEY)";
/// What an operator runs where the server may make no tables.
const TABLES: &str = include_str!("../../deploy/sql/certificates.sql");
/// As if the time of every lock were over, which takes a minute.
const EXPIRE: &str = "UPDATE mailguide_locks SET expires = 1";

fn postgres() -> Option<Postgres> {
    peers()?;
    let server = Postgres::start()?;
    server.create("mail", &format!("{DIRECTORY};\n{TABLES}"));
    for table in ["mailguide_values", "mailguide_locks"] {
        server.sql("mail", &format!("GRANT INSERT, UPDATE, DELETE ON {table} TO {READER}"));
    }
    Some(server)
}

fn sqlite() -> Option<SqliteFile> {
    peers()?;
    Some(SqliteFile::create(DIRECTORY))
}

/// Two nodes with one database. The first has begun its order and waits for the authority, which is
/// not there yet; names lead to the second.
fn two_nodes(world: &World, url: &str) -> (Mailguide, Mailguide) {
    let rest = format!(
        "[sql]\nurl = \"{url}\"\ndomain_query = \"SELECT name FROM domain WHERE name = :domain\"\n\
         service = \"standard\"\n{SERVICE}{}",
        small_domain("own.test"),
    );
    world.folder.write("mailguide.toml", &configuration(world, "store = \"sql\"", &rest));
    let first = start(world);
    wait_until("the first is at it", || told(&first, HOST)["busy"] == true);
    (first, start(world))
}

fn one_orders_and_both_serve(url: &str) {
    let world = World::new(Behaviour::default());
    let (first, second) = two_nodes(&world, url);
    world.start_pebble();
    wait_for_certificate(&world, &first, HOST);
    wait_for_certificate(&world, &second, HOST);
    let ordered = serial(&first, HOST);
    assert_eq!(serial(&second, HOST), ordered);
    assert_eq!(world.proxy.count("/sign-me-up", 201), 1);
    assert_eq!(world.proxy.count("/order-plz", 201), 1);
    // Whoever renews, the other one serves it.
    for (renewing, other, orders) in [(&second, &first, 2), (&first, &second, 3)] {
        let before = serial(other, HOST);
        let (code, text) = certificates(renewing, &["renew", HOST]);
        assert_eq!(code, 0, "{text}");
        let renewed = serial(renewing, HOST);
        assert_ne!(renewed, before);
        wait_until("the other one serves what was renewed", || serial(other, HOST) == renewed);
        assert_eq!(world.proxy.count("/order-plz", 201), orders);
    }
    assert_eq!(world.proxy.count("/sign-me-up", 201), 1);
    // In the database alone: nothing of it lies in the state folder.
    assert!(!world.folder.path().join("state/acme").exists());
}

/// Kills the first at a request of its order, which the authority then has heard of or not.
fn the_other_one_takes_over(url: &str, expire: impl Fn(), at: &'static str, heard: bool) {
    let world = World::new(Behaviour::default());
    let (mut first, second) = two_nodes(&world, url);
    let (victim, killed_at) = (first.id(), Arc::new(Mutex::new(None)));
    let killed = Arc::clone(&killed_at);
    world.proxy.decide(move |_, path| {
        if !path.starts_with(at) || killed.lock().unwrap().is_some() {
            return Fate::Pass;
        }
        *killed.lock().unwrap() = Some(path.to_owned());
        if heard {
            return Fate::Swallow(Box::new(move || kill(victim)));
        }
        kill(victim);
        Fate::Answer { status: 503, headers: String::new(), body: String::new() }
    });
    world.start_pebble();
    assert_eq!(first.wait(), None, "it was killed");
    assert_eq!(told(&second, HOST)["state"], "missing");
    expire();
    wait_for_certificate(&world, &second, HOST);
    let context = format!("killed at {:?}: {:?}", killed_at.lock(), world.proxy.exchanges());
    // The second goes on with the account and the order of the first, and does nothing twice.
    assert_eq!(world.proxy.count("/sign-me-up", 201), 1, "{context}");
    assert_eq!(world.proxy.count("/order-plz", 201), 1, "{context}");
    assert_eq!(world.proxy.count("/finalize-order", 200), 1, "{context}");
    // One that comes back has it from the database.
    world.proxy.forget();
    let first = start(&world);
    wait_for_certificate(&world, &first, HOST);
    assert_eq!(serial(&first, HOST), serial(&second, HOST));
    assert_eq!(world.proxy.count("/order-plz", 201), 0);
}

#[test]
fn of_nodes_that_share_a_sqlite_file_one_orders_and_both_serve() {
    let Some(file) = sqlite() else { return };
    one_orders_and_both_serve(&file.url());
}

#[test]
fn of_nodes_that_share_postgresql_one_orders_and_both_serve() {
    let Some(server) = postgres() else { return };
    one_orders_and_both_serve(&server.url("mail"));
}

#[test]
fn who_shares_a_sqlite_file_ends_what_another_left_when_it_was_killed() {
    let Some(file) = sqlite() else { return };
    the_other_one_takes_over(&file.url(), || file.sql(EXPIRE), "/finalize-order", false);
}

#[test]
fn who_shares_postgresql_ends_what_another_left_when_it_was_killed() {
    let Some(server) = postgres() else { return };
    let expire = || drop(server.sql("mail", EXPIRE));
    the_other_one_takes_over(&server.url("mail"), expire, "/chalZ", true);
}
