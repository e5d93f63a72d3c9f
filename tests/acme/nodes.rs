//! Several nodes, domains of directories, and names that anybody can make up.

use std::process::Command;

use crate::authority::{Behaviour, World, wait_until};
use crate::node::{
    SERVICE, certificates, configuration, curl, domain, peers, small_domain, start, told,
    wait_for_certificate,
};

#[test]
fn of_nodes_that_share_a_folder_one_orders_and_both_answer_the_authority() {
    let Some(()) = peers() else { return };
    let world = World::new(Behaviour::default());
    let rest = format!("{SERVICE}{}", domain("own.test"));
    world.folder.write("mailguide.toml", &configuration(&world, "", &rest));
    // The first has begun and waits for the authority when the second comes, which the names lead to.
    let first = start(&world);
    wait_until("the first is at it", || told(&first, "autoconfig.own.test")["busy"] == true);
    let second = start(&world);
    world.start_pebble();
    for host in ["autoconfig.own.test", "autodiscover.own.test", "ua-auto-config.own.test"] {
        wait_for_certificate(&world, &first, host);
        wait_for_certificate(&world, &second, host);
    }
    assert_eq!(world.proxy.count("/sign-me-up", 201), 1);
    assert_eq!(world.proxy.count("/order-plz", 201), 3);
}

/// A database with these domains.
fn database(world: &World, domains: &[&str]) {
    let path = world.folder.path().join("mail.db");
    let values: String = domains.iter().map(|name| format!("('{name}'),")).collect();
    let script = format!(
        "import sqlite3\nd = sqlite3.connect({path:?})\nd.execute('CREATE TABLE IF NOT EXISTS domain \
         (name TEXT)')\nd.execute('DELETE FROM domain')\nd.execute(\"INSERT INTO domain VALUES \
         {}\")\nd.commit()\n",
        values.trim_end_matches(','),
    );
    assert!(Command::new("python3").args(["-c", &script]).status().unwrap().success());
}

#[test]
fn only_domains_that_are_served_by_name_are_ordered_for_when_somebody_asks() {
    let Some(()) = peers() else { return };
    let world = World::new(Behaviour::default());
    database(&world, &["customer.test", "other.test"]);
    let sql = format!(
        "[sql]\nurl = \"sqlite:{}\"\ndomain_query = \"SELECT name FROM domain WHERE name = :domain\"\n\
         service = \"standard\"\n",
        world.folder.path().join("mail.db").display(),
    );
    let sql = format!("[directory]\nremember = \"100ms\"\n{sql}");
    let rest = format!("{sql}{SERVICE}{}wildcard = true\n", small_domain("wild.test"));
    world.folder.write("mailguide.toml", &configuration(&world, "", &rest));
    let node = start(&world);
    world.start_pebble();
    // The domain itself is named, what lies below it is not.
    wait_for_certificate(&world, &node, "autoconfig.wild.test");
    let refused = [
        "autoconfig.nobody.test",
        "autoconfig.gmail.com",
        "www.customer.test",
        "autoconfig.made-up.wild.test",
        "customer.test",
    ];
    for host in refused {
        let fault = curl(&world, &node, host).unwrap_err();
        assert!(fault.contains("unrecognized name"), "{fault}");
    }
    // The first handshake fails at once, and a later one works.
    let host = "autoconfig.customer.test";
    let fault = curl(&world, &node, host).unwrap_err();
    assert!(fault.contains("unrecognized name"), "{fault}");
    for host in refused {
        assert!(curl(&world, &node, host).is_err());
    }
    wait_for_certificate(&world, &node, host);
    assert_eq!(world.proxy.count("/order-plz", 201), 2);
    // After a restart it is still there, without a question to anybody.
    drop(node);
    world.proxy.forget();
    let node = start(&world);
    curl(&world, &node, host).unwrap();
    assert_eq!(world.proxy.count("/order-plz", 201), 0);
    // A domain that has gone gets no other.
    database(&world, &["other.test"]);
    let renew = || certificates(&node, &["renew", host]);
    wait_until("the domain is forgotten", || renew() == (1, refusal(host, "not_served_by_name")));
    wait_until("its name is retired", || told(&node, host)["busy"] == false);
    // What a client has not yet asked for is not ordered.
    assert_eq!(told(&node, "autoconfig.other.test"), serde_json::Value::Null);
}

fn refusal(host: &str, word: &str) -> String {
    format!(
        "the authority is asked for {host}; this takes some seconds\n\
         error: {host} gets no certificate: {word}\n"
    )
}
