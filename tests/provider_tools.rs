//! `mailguide providers`: list, show, check, count, import, export.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![allow(clippy::disallowed_methods, reason = "tests read and write files")]

mod support;

use std::path::PathBuf;
use std::process::Output;

use serde_json::Value;
use support::{Mailguide, mailguide};

fn providers(arguments: &[&str]) -> Output {
    mailguide().arg("providers").args(arguments).output().unwrap()
}

fn stdout(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).unwrap()
}

fn json(arguments: &[&str]) -> Value {
    let output = providers(&[arguments, &["--json"]].concat());
    serde_json::from_str(stdout(&output)).unwrap()
}

fn temporary(name: &str) -> PathBuf {
    std::env::temp_dir().join(format!("mailguide-{name}-{}", std::process::id()))
}

#[test]
fn the_shipped_files_have_no_findings() {
    for arguments in [&["check"][..], &["check", concat!(env!("CARGO_MANIFEST_DIR"), "/providers")]]
    {
        let output = providers(arguments);
        assert_eq!(output.status.code(), Some(0), "{}", stdout(&output));
        assert!(output.stdout.is_empty());
    }
}

/// Our own DNS front stands in for the resolver: it knows one host, one alias, and nothing else.
#[test]
fn check_asks_whether_servers_are_named_by_aliases_only_where_it_is_told_to() {
    let folder = support::Folder::new("aliases");
    let file = folder.write("mailguide.toml", WORLD);
    let server = Mailguide::start(&["--log", "off", "--config", file.to_str().unwrap()]);
    let files = support::Folder::new("aliases-files");
    let good = include_str!("fixtures/providers/captured.toml");
    let hosts = ["host.world.example", "alias.world.example"];
    let of_one = |host: &str| {
        let lines = good.lines().map(|line| match line.starts_with("host = ") {
            true => format!("host = {host:?}\n"),
            false => format!("{line}\n"),
        });
        let text = lines.collect::<String>();
        let (before, rest) = text.split_once("domains = [").unwrap();
        let (_, after) = rest.split_once("]\n").unwrap();
        format!("{before}domains = [\"for-{host}\"]\n{after}")
    };
    for host in hosts {
        let id = host.split('.').next().unwrap();
        files.write(&format!("{id}.toml"), &of_one(host));
    }
    let path = files.path().to_str().unwrap();
    assert_eq!(providers(&["check", path]).status.code(), Some(0));
    let resolver = server.dns.to_string();
    let output = providers(&["check", path, "--resolver", &resolver]);
    let told = stdout(&output);
    assert_eq!(output.status.code(), Some(1), "{told}");
    assert!(told.contains("alias.toml:") && !told.contains("host.toml:"), "{told}");
    let text = "the host is an alias of host.world.example, but SRV names the host itself";
    assert_eq!(told.matches(text).count(), 1, "{told}");
    files.write("alias.toml", &of_one("missing.world.example"));
    let output = providers(&["check", path, "--resolver", &resolver]);
    assert!(stdout(&output).contains("the host does not exist"), "{}", stdout(&output));
    drop(server);
    let output = providers(&["check", path, "--resolver", &resolver]);
    assert_eq!(output.status.code(), Some(3), "{}", stdout(&output));
}

const WORLD: &str = r#"
[[service]]
id = "world"

[[service.record]]
name = "host"
type = "A"
value = "192.0.2.1"

[[service.record]]
name = "alias"
type = "CNAME"
value = "host"

[[service.incoming]]
protocol = "imap"
host = "host.%EMAILDOMAIN%"
port = 993
tls = "implicit"
username = "address"
authentication = ["password"]

[[service.outgoing]]
protocol = "smtp"
host = "host.%EMAILDOMAIN%"
port = 465
tls = "implicit"
username = "address"
authentication = ["password"]

[[domain]]
name = "world.example"
service = "world"
"#;

#[test]
fn check_finds_what_does_not_belong_into_a_shipped_file() {
    let folder = temporary("check");
    std::fs::create_dir_all(&folder).unwrap();
    let good = include_str!("fixtures/providers/captured.toml");
    std::fs::write(folder.join("good.toml"), good).unwrap();
    let bad = good
        .replace("\"cap.test\", \"t1.test\"", "\"cap.test\", \"new.test\", \"new.test\"")
        .replace("2026-11-22", "2999-01-01")
        .replace("\"servers\", \"password\"", "\"login\"")
        .replace("[confidence]", "[enable]\npop3 = \"required\"\n\n[confidence]")
        .replace("https", "http");
    std::fs::write(folder.join("bad.toml"), bad).unwrap();
    let path = folder.to_str().unwrap();
    let output = providers(&["check", path]);
    assert_eq!(output.status.code(), Some(1));
    let data = json(&["check", path]);
    std::fs::remove_dir_all(&folder).unwrap();
    let findings: Vec<String> = data["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| {
            assert!(finding["remedy"].is_string(), "{finding}");
            let file = finding["path"].as_str().unwrap().rsplit('/').next().unwrap();
            let message = finding["message"].as_str().unwrap();
            format!("{file}:{}:{} {message}", finding["line"], finding["column"])
        })
        .collect();
    let has = |start: &str, message: &str| {
        let found = findings.iter().any(|f| f.starts_with(start) && f.contains(message));
        assert!(found, "no {start} … {message} in {findings:#?}");
    };
    has("bad.toml:30:11", "lies in the future");
    has("bad.toml:9:1", "no source for the servers");
    has("bad.toml:25:1", "no source for the kind");
    has("bad.toml:34:8", "no POP3 server is listed");
}

#[test]
fn a_domain_in_two_places_is_found_in_both_kinds() {
    let folder = temporary("twice");
    std::fs::create_dir_all(&folder).unwrap();
    let good = include_str!("fixtures/providers/captured.toml");
    std::fs::write(
        folder.join("a.toml"),
        good.replace("\"t1.test\",", "\"t1.test\", \"t1.test\","),
    )
    .unwrap();
    std::fs::write(
        folder.join("b.toml"),
        good.replace(".test", ".example").replace("note =", "mx = [\"mx.test\"]\nnote ="),
    )
    .unwrap();
    std::fs::write(
        folder.join("c.toml"),
        good.replace(".test", ".other")
            .replace("note =", "mx = [\"mx.test\"]\nnote =")
            .replace("\"cap.other\"", "\"cap.test\""),
    )
    .unwrap();
    let output = providers(&["check", folder.to_str().unwrap()]);
    std::fs::remove_dir_all(&folder).unwrap();
    let text = stdout(&output);
    assert!(text.contains("the domain t1.test stands here twice"), "{text}");
    assert!(text.contains("the domain cap.test stands in"), "{text}");
    assert!(text.contains("the MX suffix mx.test stands in"), "{text}");
}

#[test]
fn list_chooses_by_domain_country_kind_and_protocol() {
    let ids = |arguments: &[&str]| -> Vec<String> {
        let data = json(&[&["list"], arguments].concat());
        let ids = data.as_array().unwrap().iter().map(|provider| provider["id"].as_str().unwrap());
        ids.map(str::to_owned).collect()
    };
    assert_eq!(ids(&["--domain", "Googlemail.com"]), ["gmail"]);
    let japanese = ids(&["--country", "JP", "--password", "dedicated"]);
    assert!(
        ["au", "docomo", "ocn", "softbank-i"].iter().all(|id| japanese.contains(&(*id).to_owned()))
    );
    assert!(ids(&["--language", "ko"]).contains(&"naver".to_owned()));
    assert!(!ids(&["--protocol", "pop3"]).contains(&"icloud".to_owned()));
    assert_eq!(ids(&["--status", "bridge_only"]), ["proton"]);
    assert!(ids(&[]).len() > 200);
    let none = providers(&["list", "--domain", "nobody.example"]);
    assert_eq!(none.status.code(), Some(1));
    let table = providers(&["list", "--domain", "icloud.com"]);
    assert_eq!(
        stdout(&table).lines().nth(1).unwrap().split_whitespace().collect::<Vec<_>>(),
        [
            "icloud",
            "iCloud",
            "Mail",
            "app_password",
            "local_part",
            "imap,smtp",
            "icloud.com",
            "+2",
            "served"
        ]
    );
}

#[test]
fn show_tells_everything_with_sources() {
    for name in ["docomo", "docomo.ne.jp"] {
        let text = providers(&["show", name]);
        let text = stdout(&text);
        for word in ["IMAP用パスワード", "imap.spmode.ne.jp:993", "issued", "2019-11-26", "source"]
        {
            assert!(text.contains(word), "no {word} in {text}");
        }
    }
    let data = json(&["show", "gmail"]);
    assert_eq!(data["password"]["kind"], "app_password");
    assert!(data["sources"].as_array().unwrap().len() > 3);
    assert_eq!(providers(&["show", "nobody"]).status.code(), Some(1));
}

/// The README's numbers are those that its command counts.
#[test]
fn the_readme_states_the_numbers_that_are_counted() {
    let data = json(&["count"]);
    let readme = include_str!("../README.md");
    for (name, words) in [
        ("providers", "providers"),
        ("domains", "mail domains"),
        ("mx_suffixes", "MX suffixes"),
        ("with_password_rule", "with a password rule"),
        ("languages", "languages"),
        ("unencrypted", "without encryption"),
    ] {
        let stated = format!("**{} {words}**", data[name]);
        assert!(readme.contains(&stated), "README.md does not state {stated}");
    }
    let table = providers(&["count"]);
    assert!(stdout(&table).contains(&format!("{:>6}  providers", data["providers"])));
}

#[test]
fn exported_files_are_what_the_server_answers() {
    let folder = temporary("export");
    let output = providers(&["export", folder.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let served = json(&["count"])["served_domains"].as_u64().unwrap();
    let files: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|file| file.unwrap()).collect();
    assert_eq!(files.len() as u64, served);
    let server = Mailguide::start(&["--log", "off"]);
    for file in files.iter().step_by(7) {
        let domain = file.file_name().into_string().unwrap();
        let response = server.get(&format!("/v1.1/{domain}"));
        assert_eq!(response.body, std::fs::read(file.path()).unwrap(), "{domain}");
    }
    std::fs::remove_dir_all(&folder).unwrap();
}

/// Import is the inverse of export, up to what autoconfig cannot say.
#[test]
fn what_was_exported_can_be_imported_and_serves_the_same() {
    let folder = temporary("roundtrip");
    let (xml, toml) = (folder.join("xml"), folder.join("toml"));
    assert_eq!(providers(&["export", xml.to_str().unwrap()]).status.code(), Some(0));
    for domain in ["gmail.com", "icloud.com", "posteo.de", "outlook.com", "gmx.net"] {
        let file = xml.join(domain);
        let output =
            providers(&["import", file.to_str().unwrap(), "--into", toml.to_str().unwrap()]);
        let words = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(0), "{words}");
        let name = format!("{}.toml", domain.replace('.', "-"));
        let text = std::fs::read_to_string(toml.join(&name)).unwrap();
        assert_eq!(text.matches("[[incoming]]").count(), {
            let xml = std::fs::read_to_string(&file).unwrap();
            xml.matches("<incomingServer").count()
        });
        // Nobody's work is overwritten.
        let again =
            providers(&["import", file.to_str().unwrap(), "--into", toml.to_str().unwrap()]);
        assert_eq!(again.status.code(), Some(2));
    }
    let own = Mailguide::start(&["--log", "off", "--providers", toml.to_str().unwrap()]);
    for domain in ["gmail.com", "icloud.com", "posteo.de", "outlook.com", "gmx.net"] {
        let servers = |text: &str| {
            let start = text.find("<incomingServer").unwrap();
            text[start..text.rfind("</outgoingServer>").unwrap()].to_owned()
        };
        let response = own.get(&format!("/v1.1/{domain}"));
        let exported = std::fs::read_to_string(xml.join(domain)).unwrap();
        assert_eq!(servers(response.text()), servers(&exported), "{domain}");
    }
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn what_import_cannot_express_is_kept_as_a_comment_and_named() {
    let file = temporary("import.xml");
    let xml = r#"<?xml version="1.0"?>
<clientConfig version="1.1">
  <emailProvider id="Example.org">
    <domain>example.org</domain>
    <domain>bad_domain</domain>
    <domain purpose="mx">mx.example.org</domain>
    <displayName>Example &amp; Sons</displayName>
    <incomingServer type="imap">
      <hostname>imap.%EMAILDOMAIN%</hostname><port>993</port><socketType>SSL</socketType>
      <authentication>OAuth2</authentication><authentication>password-cleartext</authentication>
      <username>%EMAILADDRESS%</username>
    </incomingServer>
    <incomingServer type="imap">
      <hostname>imap.example.org</hostname><port>143</port><socketType>plain</socketType>
      <authentication>password-cleartext</authentication><username>%EMAILADDRESS%</username>
    </incomingServer>
    <incomingServer type="pop3">
      <hostname>pop.example.org</hostname><port>995</port><socketType>SSL</socketType>
      <authentication>password-encrypted</authentication><username>%EMAILLOCALPART%</username>
      <pop3><leaveMessagesOnServer>true</leaveMessagesOnServer></pop3>
    </incomingServer>
    <incomingServer type="ews"><url>https://example.org/ews</url></incomingServer>
    <outgoingServer type="smtp">
      <hostname>smtp.example.org</hostname><port>587</port><socketType>STARTTLS</socketType>
      <authentication>password-cleartext</authentication><username>%EMAILADDRESS%</username>
    </outgoingServer>
    <documentation url="http://example.org/help"/>
    <enable visiturl="https://example.org/enable"><instruction>Switch it on</instruction></enable>
  </emailProvider>
  <oAuth2><issuer>example.org</issuer></oAuth2>
</clientConfig>"#;
    std::fs::write(&file, xml).unwrap();
    let output = providers(&["import", file.to_str().unwrap()]);
    std::fs::remove_file(&file).unwrap();
    let (toml, words) = (stdout(&output), std::str::from_utf8(&output.stderr).unwrap());
    assert_eq!(output.status.code(), Some(0), "{words}\n{toml}");
    for what in [
        "domain bad_domain",
        "documentation http://example.org/help",
        "imap server imap.example.org:143: socketType plain",
        "pop3 server pop.example.org:995: pop3",
        "incomingServer ews",
        "enable https://example.org/enable",
        "oAuth2",
    ] {
        assert!(toml.contains(&format!("# not imported: {what}")), "no {what} in {toml}");
        assert!(words.contains(what), "no {what} in {words}");
    }
    for line in [
        "# example-org.toml",
        "name = \"Example & Sons\"",
        "mx = [\"mx.example.org\"]",
        "host = \"imap.%EMAILDOMAIN%\"",
        "authentication = [\"oauth2\", \"password\"]",
        "username = \"local_part\"",
        "kind = \"unknown\"",
    ] {
        assert!(toml.lines().any(|known| known == line), "no {line} in {toml}");
    }
}

#[test]
fn what_is_no_autoconfig_file_is_refused() {
    let file = temporary("no-autoconfig.xml");
    for text in ["<html/>", "not XML", "<!DOCTYPE a><clientConfig/>"] {
        std::fs::write(&file, text).unwrap();
        let output = providers(&["import", file.to_str().unwrap()]);
        assert_eq!(output.status.code(), Some(1), "{output:?}");
        assert!(output.stdout.is_empty());
    }
    std::fs::remove_file(&file).unwrap();
    assert_eq!(providers(&["import", "no/such/file"]).status.code(), Some(2));
}

/// An operator may choose to serve what does not encrypt, one provider at a time.
#[test]
fn unencrypted_servers_are_served_only_to_operators_who_ask() {
    let data = json(&["list", "--status", "unencrypted_only"]);
    let provider = data.as_array().unwrap().iter().find(|provider| {
        provider["incoming"].as_array().unwrap().iter().all(|server| server["tls"] == "none")
            && provider["outgoing"].as_array().unwrap().iter().any(|server| server["tls"] == "none")
    });
    let provider = provider.unwrap();
    let (id, domain) = (provider["id"].as_str().unwrap(), provider["domains"][0].as_str().unwrap());
    let target = format!("/v1.1/{domain}");
    let server = Mailguide::start(&["--log", "off"]);
    assert_eq!(server.get(&target).status, 404);
    let server = Mailguide::start(&["--log", "off", "--allow-unencrypted", id]);
    let response = server.get(&target);
    assert_eq!(response.status, 200, "{response:?}");
    assert!(response.text().contains("<socketType>plain</socketType>"), "{}", response.text());
    let body = format!("email=fred@{domain}");
    let response = server.request("POST", "/autodiscover/autodiscover.xml", "", body.as_bytes());
    assert!(response.text().contains("<SSL>off</SSL>\n        <Encryption>None</Encryption>"));
    let unknown = mailguide().args(["serve", "--allow-unencrypted", "nobody"]).output().unwrap();
    assert_eq!(unknown.status.code(), Some(2));
}
