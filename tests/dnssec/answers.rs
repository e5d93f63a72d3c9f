//! Answers, as `delv` and `dig` see them.

use std::process::Command;

use crate::node::{Node, dig};
use crate::support::programs::{have, said};

#[test]
fn delv_validates_every_kind_of_answer() {
    if !have(&["delv"]) {
        return;
    }
    let node = Node::new("");
    let server = node.start();
    let delv = |zone: &str, name: &str, kind: &str| {
        let ds = node.ds(zone);
        let (numbers, digest) = ds.rsplit_once(' ').unwrap();
        let anchors = format!("trust-anchors {{ {zone}. static-ds {numbers} \"{digest}\"; }};\n");
        let file = node.folder.write(&format!("anchors-{zone}"), &anchors);
        let output = Command::new("delv")
            .args(["@127.0.0.1", "-p", &server.dns.port().to_string(), "-a"])
            .arg(file)
            .args([&format!("+root={zone}"), "+multiline", name, kind])
            .output()
            .unwrap();
        said(&output)
    };
    let (own, all) = ("own.example", "all.example");
    for (zone, name, kind) in [
        (own, "own.example", "SOA"),
        (own, "own.example", "NS"),
        (own, "own.example", "DNSKEY"),
        (own, "own.example", "CDS"),
        (own, "own.example", "CDNSKEY"),
        (own, "_imaps._tcp.own.example", "SRV"),
        (own, "_iMaPs._TCP.OWN.example", "SRV"),
        (own, "autoconfig.own.example", "AAAA"),
        (own, "_ua-auto-config.own.example", "TXT"),
        (own, "www.own.example", "A"),
        (own, "www.own.example", "CNAME"),
        (own, "own.example", "ANY"),
        // Our own zone above speaks of its child.
        (own, "child.own.example", "DS"),
        (own, "autoconfig.child.own.example", "A"),
        (all, "autoconfig.any.thing.all.example", "A"),
        (all, "_imaps._tcp.other.all.example", "SRV"),
    ] {
        let told = delv(zone, name, kind);
        assert!(told.starts_with("; fully validated\n"), "{name} {kind}: {told}");
        assert!(!told.contains("unsigned") && !told.contains("failed"), "{name} {kind}: {told}");
    }
    for (zone, name, kind) in [
        (own, "own.example", "MX"),
        (own, "_tcp.own.example", "A"),
        (own, "below.own.example", "TXT"),
        (own, "_imaps._tcp.own.example", "TXT"),
        (own, "nothing.own.example", "A"),
        (own, "a.b.c.d.own.example", "TYPE65280"),
        (own, "nothing\\.at\\.all.own.example", "A"),
        (all, "other.all.example", "MX"),
        (all, "_no._tcp.other.all.example", "SRV"),
    ] {
        let told = delv(zone, name, kind);
        assert!(told.contains("; negative response, fully validated"), "{name} {kind}: {told}");
    }
}

#[test]
fn what_does_not_exist_is_denied_as_each_client_wants_it() {
    if !have(&["dig"]) {
        return;
    }
    let node = Node::new("");
    let server = node.start();
    // With single spaces in a line.
    let ask = |arguments: &[&str]| -> String {
        let shown = ["+noall", "+comments", "+authority", "+answer"];
        let told = dig(server.dns, &[arguments, &shown].concat());
        let line = |line: &str| line.split_ascii_whitespace().collect::<Vec<_>>().join(" ") + "\n";
        told.lines().map(line).collect()
    };
    let plain = ask(&["no.own.example", "A", "+noedns"]);
    assert!(plain.contains("status: NXDOMAIN") && !plain.contains("NSEC"), "{plain}");
    let signed = ask(&["no.own.example", "A", "+dnssec"]);
    assert!(signed.contains("status: NOERROR"), "{signed}");
    let denial = "no.own.example. 900 IN NSEC \\000.no.own.example. RRSIG NSEC TYPE128\n";
    assert!(signed.contains(denial), "{signed}");
    // With CO the code is the one that it is (RFC 9824 §5.1); dig cannot say that.
    let question = b"\x02no\x03own\x07example\0\0\x01\0\x01";
    let with_flags = |flags: u16| {
        let head = [0x4d, 0x47, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1];
        let size = [0, 0, 41, 0x04, 0xd0, 0, 0];
        let query = [&head[..], question, &size, &flags.to_be_bytes(), &[0, 0]].concat();
        let answer = server.udp(&query);
        let [flags, low, 0, 0] = *answer.last_chunk().unwrap() else { panic!("OPT is last") };
        (answer[3] & 0x0F, u16::from_be_bytes([flags, low]))
    };
    assert_eq!(with_flags(0x8000), (0, 0x8000));
    assert_eq!(with_flags(0xC000), (3, 0xC000));
    assert_eq!(with_flags(0x4000), (3, 0), "without DO it means nothing");
    // A name above others is there.
    let above = ask(&["below.own.example", "A", "+dnssec"]);
    assert!(above.contains("\\000.below.own.example. RRSIG NSEC\n"), "{above}");
    // Asked for itself, the record is an answer; NXNAME is nothing to ask for.
    let itself = ask(&["web.own.example", "NSEC"]);
    assert!(
        itself.contains("web.own.example. 900 IN NSEC \\000.web.own.example. A RRSIG NSEC\n"),
        "{itself}"
    );
    let meta = ask(&["own.example", "TYPE128", "+dnssec"]);
    assert!(meta.contains("status: FORMERR"), "{meta}");
    let apex = ask(&["own.example", "NSEC"]);
    assert!(apex.contains(" NS SOA RRSIG NSEC DNSKEY CDS CDNSKEY\n"), "{apex}");
    let refused = ask(&["other.test", "A", "+dnssec"]);
    assert!(refused.contains("status: REFUSED") && !refused.contains("RRSIG"), "{refused}");
}
