//! The keys: who makes them, who may read them, and that a crash loses none.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::node::{Node, dig};
use crate::support::programs::said;
use crate::support::{Mailguide, mailguide};

#[test]
fn keys_are_made_kept_private_and_survive_a_kill() {
    let node = Node::new("");
    let file = node.path("state/dnssec-keys.json");
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(fs::metadata(node.path("state")).unwrap().permissions().mode() & 0o777, 0o700);
    let again = node.run(&["dns", "keys", "generate"]);
    assert_eq!(again.status.code(), Some(2), "{}", said(&again));
    assert!(said(&again).contains("there is a key already"));
    let early = node.run(&["dns", "keys", "confirm"]);
    assert_eq!(early.status.code(), Some(2), "{}", said(&early));

    let server = node.start();
    let control = server.control.display().to_string();
    let told = node.run(&["dns", "keys", "roll", "--control", &control]);
    assert!(told.status.success() && said(&told).contains("reloaded:"), "{}", said(&told));
    let before = node.keys(&["list", "--json"]);
    assert_eq!(
        (&before["phase"], before["keys"].as_array().unwrap().len()),
        (&"introduced".into(), 2)
    );
    let dnskeys = |server: &Mailguide| {
        let mut lines: Vec<String> = dig(server.dns, &["own.example", "DNSKEY", "+short"])
            .lines()
            .map(str::to_owned)
            .collect();
        lines.sort();
        lines
    };
    let seen = dnskeys(&server);
    assert_eq!(seen.len(), 2, "{seen:?}");
    server.signal("KILL");
    drop(server);
    assert_eq!(node.keys(&["list", "--json"]), before);
    let server = node.start();
    assert_eq!(dnskeys(&server), seen);

    fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
    let open = node.run(&["config", "check"]);
    assert_eq!(open.status.code(), Some(2));
    assert!(said(&open).contains("others may read it"), "{}", said(&open));
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
    fs::write(&file, "{}").unwrap();
    let broken = node.run(&["reload", "--control", &server.control.display().to_string()]);
    // The option --config means nothing to it.
    assert_eq!(broken.status.code(), Some(2));
    let broken = mailguide().args(["reload", "--control"]).arg(&server.control).output().unwrap();
    assert!(said(&broken).contains("it is no file of keys"), "{}", said(&broken));
    assert_eq!(dnskeys(&server), seen, "a failed reload keeps the keys");
}
