//! Who gets which zones, and what they are like on the wire.

use std::collections::BTreeSet;
use std::process::Command;

use hickory_server::proto::op::{Message, MessageType, OpCode, Query, ResponseCode};
use hickory_server::proto::rr::{Name, RecordType};

use crate::certificates::Authority;
use crate::databases::{PASSWORD, Slapd};
use crate::primary::{CATALOG, KEY, PATIENCE, Primary, configuration, dig};
use crate::support::programs::{have, wait_until};

fn query(name: &str, record_type: RecordType) -> Vec<u8> {
    let mut message = Message::new(7, MessageType::Query, OpCode::Query);
    message.add_query(Query::query(Name::from_ascii(name).unwrap(), record_type));
    message.to_vec().unwrap()
}

fn code(answer: &[u8]) -> ResponseCode {
    let answer = Message::from_vec(answer).unwrap();
    assert_eq!((answer.answers.len(), answer.authorities.len()), (0, 0));
    answer.metadata.response_code
}

/// The records that `dig` prints, one space between words.
fn records(told: &str) -> Vec<String> {
    let lines = told
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with(';') && !line.contains("\tTSIG\t"));
    lines.map(|line| line.split_ascii_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

#[test]
fn nobody_else_gets_a_zone_or_learns_which_there_are() {
    if !have(&["dig"]) {
        return;
    }
    let primary = Primary::start(&configuration(""), &[]);
    let server = &primary.server;
    // Without the key every name is refused alike.
    for name in ["own.example.", "not-ours.example.", "gmail.com.", "catalog.example.net."] {
        for kind in [RecordType::AXFR, RecordType::IXFR] {
            let message = query(name, kind);
            assert_eq!(code(&server.tcp(&message)), ResponseCode::Refused, "{name}");
            assert_eq!(code(&server.udp(&message)), ResponseCode::Refused, "{name}");
        }
    }
    for (name, kind) in [
        ("catalog.example.net.", RecordType::SOA),
        ("catalog.example.net.", RecordType::NS),
        ("version.catalog.example.net.", RecordType::TXT),
    ] {
        let answer = server.udp(&query(name, kind));
        assert_eq!(code(&answer), ResponseCode::Refused, "{name}");
        let other = server.udp(&query("not-ours.example.", kind));
        assert_eq!(answer[..12], other[..12], "{name}");
    }
    // A wrong secret, and a key that is not ours.
    let wrong = "hmac-sha256:transfer.example.net:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    let unknown = "hmac-sha256:other.example.net:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    for (key, error) in [(wrong, "BADSIG"), (unknown, "BADKEY")] {
        let told = dig(server.dns, &["-y", key, "+tcp", "own.example", "SOA"]);
        assert!(told.contains("status: NOTAUTH") && told.contains(error), "{told}");
        assert!(!told.contains("hostmaster"), "{told}");
    }
    // With the key: not what others own, and not by datagram.
    for name in ["gmail.com", "not-ours.example", "own.example.not-ours.example"] {
        let told = dig(server.dns, &["-y", KEY, name, "AXFR"]);
        assert!(told.contains("Transfer failed"), "{name}: {told}");
    }
    let told = dig(server.dns, &["-y", KEY, "+notcp", "+ignore", "own.example", "IXFR=1"]);
    assert_eq!(records(&told).len(), 1, "{told}");
}

#[test]
fn domains_with_all_their_subdomains_are_never_transferred() {
    if !have(&["dig"]) {
        return;
    }
    let file = configuration("").replacen(
        "name = \"own.example\"",
        "name = \"all.example\"\nwildcard = true\nservice = \"standard\"\n[[domain]]\nname = \"own.example\"",
        1,
    );
    let primary = Primary::start(&file, &[]);
    let told = dig(primary.server.dns, &["-y", KEY, "all.example", "AXFR"]);
    assert!(told.contains("Transfer failed"), "{told}");
    let told = dig(primary.server.dns, &["-y", KEY, CATALOG, "AXFR"]);
    assert!(told.contains("own.example.") && !told.contains("all.example."), "{told}");
}

#[test]
fn a_zone_has_what_its_names_are_answered_with() {
    if !have(&["dig"]) {
        return;
    }
    let primary = Primary::start(&configuration(""), &[]);
    let dns = primary.server.dns;
    let told = dig(dns, &["-y", KEY, "own.example", "AXFR", "+noall", "+answer"]);
    let records = records(&told);
    assert_eq!(records.first(), records.last(), "{told}");
    assert!(records[0].contains(" SOA "), "{told}");
    // Each of them is answered, and nothing else at its name and type.
    let mut asked = BTreeSet::new();
    let below = |name: &str| name.ends_with("below.deep.own.example.");
    for record in &records {
        let words: Vec<&str> = record.split(' ').collect();
        if !below(words[0]) && words[3] != "CNAME" {
            asked.insert((words[0].to_owned(), words[3].to_owned()));
        }
    }
    let mut answered: Vec<String> = Vec::new();
    for (name, kind) in &asked {
        let told = dig(dns, &[name, kind, "+noall", "+answer"]);
        answered.extend(self::records(&told));
    }
    let mut transferred: Vec<String> = records[1..].to_vec();
    let is_ours =
        |record: &String| !below(record.split(' ').next().unwrap()) && !record.contains(" CNAME ");
    transferred.retain(is_ours);
    answered.sort();
    transferred.sort();
    assert_eq!(transferred, answered);
    assert!(transferred.len() > 15, "{told}");
    // What is another zone is delegated, with the addresses of its name server.
    for line in [
        "below.deep.own.example. 3600 IN NS ns.below.deep.own.example.",
        "ns.below.deep.own.example. 3600 IN A 192.0.2.1",
        "ns.below.deep.own.example. 3600 IN AAAA 2001:db8::1",
        "www.own.example. 3600 IN CNAME own.example.",
    ] {
        assert!(records.iter().any(|record| record == line), "{line} in {told}");
    }
}

#[test]
fn many_domains_fill_many_signed_messages() {
    if !have(&["dig"]) {
        return;
    }
    let mut file = configuration("");
    for number in 0..3000 {
        file.push_str(&format!(
            "[[domain]]\nname = \"d{number}.example\"\nservice = \"standard\"\n"
        ));
    }
    for algorithm in ["hmac-sha256", "hmac-sha384", "hmac-sha512"] {
        let key = KEY.replace("hmac-sha256", algorithm);
        let primary = Primary::start(&file.replace(KEY, &key), &[]);
        let told = dig(primary.server.dns, &["-y", &key, CATALOG, "AXFR"]);
        assert!(!told.contains("verify") && !told.contains("failed"), "{told}");
        assert_eq!(told.matches(" PTR ").count() + told.matches("\tPTR\t").count(), 3002);
        let size = told.lines().find(|line| line.contains("XFR size")).unwrap();
        assert!(!size.contains("messages 1,"), "{size}");
    }
}

#[test]
fn signed_questions_get_signed_answers() {
    if !have(&["dig"]) {
        return;
    }
    let primary = Primary::start(&configuration(""), &[]);
    for transport in ["+notcp", "+tcp"] {
        for (name, kind) in [
            ("_imaps._tcp.own.example", "SRV"),
            ("nothing.own.example", "A"),
            ("not-ours.example", "A"),
            (CATALOG, "SOA"),
        ] {
            let told = dig(primary.server.dns, &["-y", KEY, transport, name, kind]);
            assert!(told.contains("TSIG PSEUDOSECTION"), "{told}");
            assert!(!told.contains("verify"), "{told}");
        }
    }
}

#[test]
fn domains_of_ldap_are_in_the_catalog() {
    if !have(&["dig"]) {
        return;
    }
    let Some(server) = Slapd::start(false, "") else { return };
    let entry = |domain: &str| {
        format!(
            "dn: ou={domain},dc=example,dc=org\nobjectClass: organizationalUnit\n\
             objectClass: domainRelatedObject\nou: {domain}\nassociatedDomain: {domain}\n\n"
        )
    };
    server.ldif(&entry("first.example"));
    let file = configuration("").replacen(
        "\n[[service]]",
        &format!(
            "[directory]\nremember = \"100ms\"\nremember_missing = \"100ms\"\n[ldap]\nurl = \"{}\"\n\
             bind_dn = \"{}\"\nbind_password = '{PASSWORD}'\nbase = \"dc=example,dc=org\"\n\
             domain_filter = \"(associatedDomain=%EMAILDOMAIN%)\"\n\
             list_filter = \"(objectClass=domainRelatedObject)\"\n\
             domain_attribute = \"associatedDomain\"\nlist_interval = \"200ms\"\n\
             service = \"standard\"\ntimeout = \"20s\"\n\n[[service]]",
            server.url(),
            Slapd::ADMIN,
        ),
        1,
    );
    let primary = Primary::start(&file, &[]);
    let dns = primary.server.dns;
    let is_there = |domain: &str| {
        let catalog = dig(dns, &["-y", KEY, CATALOG, "AXFR", "+noall", "+answer"]);
        let zone = dig(dns, &["-y", KEY, domain, "AXFR", "+noall", "+answer"]);
        let member = format!(" PTR {domain}.");
        records(&catalog).iter().any(|record| record.ends_with(&member))
            && zone.contains("_imaps._tcp")
    };
    assert!(is_there("first.example"));
    server.ldif(&entry("second.example"));
    wait_until("the new domain", PATIENCE, || is_there("second.example"));
}

#[test]
fn changes_of_the_catalog_are_told_alone() {
    if !have(&["dig"]) {
        return;
    }
    let primary = Primary::start(&configuration(""), &[]);
    let dns = primary.server.dns;
    let first = primary.serial(CATALOG);
    primary.add("new.example");
    primary.add("other.example");
    primary.remove("new.example");
    let changes = |from: u32| {
        let told = dig(dns, &["-y", KEY, CATALOG, &format!("IXFR={from}"), "+noall", "+answer"]);
        let told = records(&told);
        let last = |line: &String| line.split(' ').next_back().unwrap().to_owned();
        let kind = |line: &String| line.split(' ').nth(3).unwrap().to_owned();
        told.iter().map(|line| if kind(line) == "PTR" { last(line) } else { kind(line) }).collect()
    };
    let told: Vec<String> = changes(first);
    let expected = [
        "SOA",
        "SOA",
        "SOA",
        "new.example.",
        "SOA",
        "SOA",
        "other.example.",
        "SOA",
        "new.example.",
        "SOA",
        "SOA",
    ];
    assert_eq!(told, expected);
    let told: Vec<String> = changes(primary.serial(CATALOG));
    assert_eq!(told, ["SOA"]);
    // From a serial that nobody knows any longer the way leads over the whole.
    let told: Vec<String> = changes(first.wrapping_sub(1000));
    assert_eq!(told[..3], ["SOA", "NS", "TXT"]);
    assert_eq!(told.len(), 3 + 3 + 1);
}

#[test]
fn signed_zones_are_transferred_signed() {
    if !have(&["ldns-verify-zone", "dig"]) {
        return;
    }
    for cuts in ["domain", "names"] {
        let more = format!(
            "dnssec = true\nzone_cuts = \"{cuts}\"\nname_servers = [\"ns1.hoster.example\"]"
        );
        let primary = Primary::start(&configuration(&more), &[]);
        let zones = match cuts {
            "domain" => vec!["own.example", "below.deep.own.example"],
            _ => vec!["_tcp.own.example", "autoconfig.own.example", "_tcp.below.deep.own.example"],
        };
        for zone in zones {
            let told = dig(
                primary.server.dns,
                &["-y", KEY, zone, "AXFR", "+onesoa", "+noall", "+answer", "+nosplit"],
            );
            let lines = records(&told).join("\n");
            let file = primary.folder.write(&format!("{zone}.zone"), &format!("{lines}\n"));
            let output = Command::new("ldns-verify-zone").arg(&file).output().unwrap();
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(output.status.success() && told.contains("RRSIG"), "{zone}: {said}\n{told}");
        }
    }
}

#[test]
fn zones_are_transferred_over_tls() {
    if !have(&["kdig"]) {
        return;
    }
    let issued = Authority::new().issue(&["dns.example"]);
    let mut primary = Primary::start(&configuration(""), &[]);
    let chain = primary.folder.write("chain.pem", &issued.chain);
    let key = primary.folder.write("key.pem", &issued.key);
    primary.folder.write(
        "mailguide.toml",
        &configuration("tls_listen = \"127.0.0.1:0\"").replace(
            "[http]",
            &format!(
                "[tls]\ncertificate = \"{}\"\nkey = \"{}\"\n[http]",
                chain.display(),
                key.display()
            ),
        ),
    );
    primary.start_again();
    let place = primary.server.dot.expect("a place for DNS over TLS");
    let output = Command::new("kdig")
        .args(["+tls", "@127.0.0.1", "-p", &place.port().to_string(), "-y", KEY, CATALOG, "AXFR"])
        .output()
        .unwrap();
    let told = String::from_utf8(output.stdout).unwrap();
    assert!(told.contains("own.example.") && !told.contains("TSIG error"), "{told}");
    assert_eq!(told.matches("SOA").count(), 2, "{told}");
}
