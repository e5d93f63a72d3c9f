//! Signed zone files, as `ldns-verify-zone` sees them.

use std::fs;
use std::process::Command;

use crate::node::Node;
use crate::support::programs::{have, said};

#[test]
fn signed_zone_files_are_right_in_the_eyes_of_ldns() {
    if !have(&["ldns-verify-zone"]) {
        return;
    }
    for (cuts, zones) in
        [("", 1), ("zone_cuts = \"names\"\nname_servers = [\"ns.example.net\"]", 5)]
    {
        let node = Node::new(cuts);
        let output = node.run(&["dns", "own.example", "--format", "zone", "--signed"]);
        assert!(output.status.success(), "{}", said(&output));
        let printed = String::from_utf8(output.stdout).unwrap();
        let files: Vec<&str> = printed.split("\n\n").collect();
        assert_eq!(files.len(), zones);
        for (number, zone) in files.into_iter().enumerate() {
            let file =
                node.folder.write(&format!("zone-{number}"), &format!("{}\n", zone.trim_end()));
            let verified = Command::new("ldns-verify-zone").arg("-V2").arg(&file).output().unwrap();
            assert!(verified.status.success(), "{}\n{zone}", said(&verified));
            // One letter more, and it is not right any more.
            let changed =
                zone.replacen(" SRV 0 0 ", " SRV 0 1 ", 1).replacen(" A 192", " A 193", 1);
            if changed != zone {
                fs::write(&file, changed).unwrap();
                let verified = Command::new("ldns-verify-zone").arg(&file).output().unwrap();
                assert!(!verified.status.success(), "{}", said(&verified));
            }
        }
    }
    let node = Node::new("");
    let endless = node.run(&["dns", "all.example", "--format", "zone", "--signed"]);
    assert_eq!(endless.status.code(), Some(1), "{}", said(&endless));
}
