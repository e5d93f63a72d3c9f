//! The operator's own domains, end to end: which service answers for which domain, what a domain may
//! change, who is told a login name, and what a reload does.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use hickory_server::proto::op::{Message, Query};
use hickory_server::proto::rr::{Name, RecordType};
use support::{Folder, Mailguide, Response, mailguide};

const SERVERS: &str = r#"
[[TABLE.incoming]]
protocol = "imap"
host = "imap.hoster.example"
port = 993
tls = "implicit"
username = "address"
authentication = ["password"]

[[TABLE.outgoing]]
protocol = "smtp"
host = "smtp.%EMAILDOMAIN%"
port = 465
tls = "implicit"
username = "address"
authentication = ["password"]
"#;

fn servers(table: &str) -> String {
    SERVERS.replace("TABLE", table)
}

/// A server that is configured by a file.
struct Configured {
    folder: Folder,
    server: Mailguide,
}

impl Configured {
    fn start(file: &str) -> Self {
        Self::start_with(file, &[])
    }

    fn start_with(file: &str, more: &[&str]) -> Self {
        let folder = Folder::new("domains");
        let path = folder.write("mailguide.toml", file);
        let arguments = [&["--config", path.to_str().unwrap()], more].concat();
        let server = Mailguide::start(&arguments);
        Self { folder, server }
    }

    fn autoconfig(&self, address: &str) -> Response {
        self.server.get(&format!("/mail/config-v1.1.xml?emailaddress={address}"))
    }

    fn reload(&self) -> (i32, String) {
        let output =
            mailguide().args(["reload", "--control"]).arg(&self.server.control).output().unwrap();
        (output.status.code().unwrap(), String::from_utf8(output.stderr).unwrap())
    }
}

fn between<'t>(text: &'t str, start: &str, end: &str) -> &'t str {
    let (_, rest) = text.split_once(start).unwrap_or_else(|| panic!("no {start} in {text}"));
    rest.split_once(end).unwrap().0
}

fn imap(response: &Response) -> &str {
    assert_eq!(response.status, 200, "{}", response.text());
    between(response.text(), "<hostname>", "</hostname>")
}

#[test]
fn a_domain_is_served_by_its_own_servers_a_shared_service_or_a_provider() {
    let file = format!(
        "[[service]]\nid = \"shared\"\n{}\n[[domain]]\nname = \"one.example\"\nservice = \"shared\"\n\
         aliases = [\"uno.example\", \"bücher.example\"]\n\n[[domain]]\nname = \"two.example\"\n\
         provider = \"google-workspace\"\n\n[[domain]]\nname = \"three.example\"\n{}",
        servers("service"),
        servers("domain"),
    );
    let configured = Configured::start(&file);
    for (domain, host) in [
        ("one.example", "imap.hoster.example"),
        ("uno.example", "imap.hoster.example"),
        ("xn--bcher-kva.example", "imap.hoster.example"),
        ("two.example", "imap.gmail.com"),
        ("three.example", "imap.hoster.example"),
    ] {
        let response = configured.autoconfig(&format!("fred@{domain}"));
        assert_eq!(imap(&response), host, "{domain}");
        assert!(response.text().contains(&format!("<domain>{domain}</domain>")), "{domain}");
    }
    let response = configured.autoconfig("fred@uno.example");
    assert!(response.text().contains("<hostname>smtp.uno.example</hostname>"));
    assert_eq!(configured.autoconfig("fred@sub.one.example").status, 404, "no wildcard");
    assert_eq!(configured.autoconfig("fred@four.example").status, 404);
}

#[test]
fn a_wildcard_serves_what_lies_below_and_a_default_all_else() {
    let file = format!(
        "[default]\nprovider = \"google-workspace\"\n\n[[domain]]\nname = \"one.example\"\n\
         wildcard = true\n{}\n[[domain]]\nname = \"other.one.example\"\nprovider = \"fastmail\"\n",
        servers("domain"),
    );
    let configured = Configured::start(&file);
    for (domain, host) in [
        ("one.example", "imap.hoster.example"),
        ("sub.one.example", "imap.hoster.example"),
        ("a.b.one.example", "imap.hoster.example"),
        ("other.one.example", "imap.fastmail.com"),
        ("none.example", "imap.gmail.com"),
        // What a provider file lists goes before the default.
        ("icloud.com", "imap.mail.me.com"),
    ] {
        assert_eq!(imap(&configured.autoconfig(&format!("fred@{domain}"))), host, "{domain}");
    }
    let by_host = configured.server.request(
        "GET",
        "/mail/config-v1.1.xml",
        "Host: autoconfig.none.example\r\n",
        b"",
    );
    assert_eq!(imap(&by_host), "imap.gmail.com");
}

#[test]
fn a_domain_changes_what_its_provider_says() {
    let file = "[http]\npublic_url = \"https://guide.example\"\n[[domain]]\nname = \"one.example\"\n\
                provider = \"google-workspace\"\ndisplay_name = \"Our Mail\"\nprotocols = [\"imap\", \
                \"smtp\"]\nautodiscover = false\nhint = { en = \"Ask Eve.\", de = \"Frag Eva.\" }\n\
                caldav = \"https://dav.one.example/cal/\"\n\n[domain.password]\nkind = \
                \"app_password\"\ncreate_url = \"https://id.one.example/app\"\n\n[[domain]]\nname = \
                \"two.example\"\nprovider = \"google-workspace\"\n";
    let configured = Configured::start(file);
    let document = configured.autoconfig("fred@one.example");
    let text = document.text();
    assert_eq!(between(text, "<displayName>", "<"), "Our Mail");
    assert!(text.contains(">Ask Eve.<") && !text.contains("pop3"), "{text}");
    assert!(text.contains("https://guide.example/guide/one-example"), "{text}");
    let german = configured.server.request(
        "GET",
        "/mail/config-v1.1.xml?emailaddress=fred@one.example",
        "Accept-Language: de\r\n",
        b"",
    );
    assert!(german.text().contains(">Frag Eva.<"), "{}", german.text());
    let page = configured.server.get("/guide/one-example");
    assert!(page.status == 200 && page.text().contains("https://id.one.example/app"));
    let body = b"email=fred@one.example";
    let autodiscover =
        configured.server.request("POST", "/autodiscover/autodiscover.xml", "", body);
    assert_eq!(autodiscover.status, 404, "it is switched off");
    let profile = configured.server.get("/email.mobileconfig?email=fred@one.example");
    assert!(profile.text().contains("dav.one.example"), "{}", profile.text());
    // The other domain of the same provider is as it was.
    let other = configured.autoconfig("fred@two.example");
    assert!(!other.text().contains("Our Mail") && !other.text().contains("Ask Eve"));
}

#[test]
fn a_file_for_each_domain_in_a_folder_beside_the_configuration() {
    let folder = Folder::new("domains-d");
    let path = folder.write("mailguide.toml", "");
    std::fs::create_dir(folder.path().join("domains.d")).unwrap();
    folder.write("domains.d/one.toml", "name = \"one.example\"\nprovider = \"fastmail\"\n");
    let server = Mailguide::start(&["--config", path.to_str().unwrap()]);
    let configured = Configured { folder, server };
    assert_eq!(imap(&configured.autoconfig("fred@one.example")), "imap.fastmail.com");

    configured.folder.write("domains.d/two.toml", "name = \"two.example\"\nprovider = \"gmail\"\n");
    let (code, words) = configured.reload();
    assert_eq!(code, 0, "{words}");
    assert_eq!(imap(&configured.autoconfig("fred@two.example")), "imap.gmail.com");

    configured
        .folder
        .write("domains.d/three.toml", "name = \"one.example\"\nprovider = \"nobody\"\n");
    let (code, words) = configured.reload();
    assert_eq!(code, 1);
    assert!(words.contains("domains.d/three.toml:1:8"), "{words}");
    assert!(words.contains("stands in") && words.contains("there is no provider"), "{words}");
    assert_eq!(imap(&configured.autoconfig("fred@one.example")), "imap.fastmail.com");
}

#[test]
fn a_reload_puts_every_setting_in_force_but_those_of_sockets() {
    let configured =
        Configured::start("[[domain]]\nname = \"one.example\"\nprovider = \"gmail\"\n");
    assert!(!configured.autoconfig("fred@one.example").text().contains("<enable"));
    configured.folder.write(
        "mailguide.toml",
        "[http]\nenable_element = true\n[control]\nsocket = \"elsewhere\"\n[[domain]]\nname = \
         \"one.example\"\nprovider = \"gmail\"\n[providers]\nbuilt_in = false\n",
    );
    let (code, words) = configured.reload();
    assert_eq!(code, 0, "{words}");
    assert!(configured.autoconfig("fred@one.example").text().contains("<enable"));
    assert_eq!(configured.autoconfig("fred@icloud.com").status, 404, "built_in is false");
    configured.folder.write("mailguide.toml", "[http\n");
    assert_eq!(configured.reload().0, 1);
    assert_eq!(configured.autoconfig("fred@one.example").status, 200);
}

#[test]
fn login_names_are_told_to_each_client_a_few_a_minute() {
    let file = format!(
        "[http]\nlogin_names_per_minute = 3\n[[domain]]\nname = \"one.example\"\n\
         disclose_login_names = true\nlogin_names = {{ fred = \"u1001\", JANE = \"u1002\" }}\n{}",
        servers("domain").replace("\"address\"", "\"directory\""),
    );
    let configured = Configured::start(&file);
    let username = |address: &str| {
        let response = configured.autoconfig(address);
        assert_eq!(response.header("cache-control"), Some("no-store"));
        between(response.text(), "<username>", "<").to_owned()
    };
    assert_eq!(username("fred@one.example"), "u1001");
    assert_eq!(username("Jane@one.example"), "u1002");
    assert_eq!(username("nobody@one.example"), "nobody@one.example", "missing: the same shape");
    // The fourth address is one too many, whether or not it exists; the first is no news.
    assert_eq!(username("jane@one.example"), "jane@one.example");
    assert_eq!(username("fred@one.example"), "u1001");
    let without = configured.server.request(
        "GET",
        "/mail/config-v1.1.xml",
        "Host: autoconfig.one.example\r\n",
        b"",
    );
    assert_eq!(between(without.text(), "<username>", "<"), "%EMAILADDRESS%");
}

/// Answers for existing and missing mailboxes differ in the user name alone.
#[test]
fn existing_and_missing_mailboxes_get_the_same_shape() {
    let file = format!(
        "[http]\nlogin_names_per_minute = 100\n[[domain]]\nname = \"one.example\"\n\
         disclose_login_names = true\nlogin_names = {{ fred = \"u1001\" }}\n{}",
        servers("domain").replace("\"address\"", "\"directory\""),
    );
    let configured = Configured::start(&file);
    for target in [
        "/mail/config-v1.1.xml?emailaddress=",
        "/email.mobileconfig?email=",
        "/api/v1/service?address=",
    ] {
        let ask = |address: &str| configured.server.get(&format!("{target}{address}"));
        let (found, missing) = (ask("fred@one.example"), ask("nobody@one.example"));
        let headers = |response: &Response| -> Vec<(String, String)> {
            let vary = ["content-length", "date"];
            let kept = response.headers.iter().filter(|(name, _)| !vary.contains(&name.as_str()));
            kept.cloned().collect()
        };
        assert_eq!((found.status, headers(&found)), (missing.status, headers(&missing)));
        let lines = |response: &Response| response.text().lines().count();
        assert!(found.text().contains("u1001"), "{target}");
        assert_eq!(lines(&found), lines(&missing), "{target}");
    }
}

/// Virtualmin's eighth form has a percent sign, which is none of a placeholder.
#[test]
fn a_user_name_made_from_a_template_is_filled_in_by_us() {
    let template = "\"%EMAILLOCALPART%%%%EMAILDOMAINLABEL%\"";
    let file = format!(
        "[[domain]]\nname = \"one.example\"\n{}",
        servers("domain").replace("\"address\"", template)
    );
    let configured = Configured::start(&file);
    let document = configured.autoconfig("fred@one.example");
    assert_eq!(between(document.text(), "<username>", "<"), "fred%one");
}

#[test]
fn servers_may_stand_in_any_order_and_documents_put_imap_first() {
    let imap_first = servers("domain");
    let pop3 = "[[domain.incoming]]\nprotocol = \"pop3\"\nhost = \"pop.hoster.example\"\nport = \
                995\ntls = \"implicit\"\nusername = \"address\"\nauthentication = [\"password\"]\n";
    let file = format!("[[domain]]\nname = \"one.example\"\n{pop3}{imap_first}");
    let configured = Configured::start(&file);
    let document = configured.autoconfig("fred@one.example");
    assert_eq!(imap(&document), "imap.hoster.example");
    assert!(document.text().contains("<hostname>pop.hoster.example</hostname>"));
}

#[test]
fn outlook_is_sent_to_the_host_with_a_certificate() {
    let file = "[http]\nautodiscover_redirect = \
                \"https://mail.hoster.example/autodiscover/autodiscover.xml\"\n[[domain]]\nname = \
                \"one.example\"\nprovider = \"fastmail\"\n";
    let configured = Configured::start(file);
    for (host, status) in [
        ("autodiscover.one.example", 302),
        ("autodiscover.none.example", 404),
        ("mail.hoster.example", 405),
        ("one.example", 405),
    ] {
        let headers = format!("Host: {host}\r\n");
        let path = "/Autodiscover/Autodiscover.xml";
        let response = configured.server.request("GET", path, &headers, b"");
        assert_eq!(response.status, status, "{host}");
        let location = response.header("location");
        let wanted = "https://mail.hoster.example/autodiscover/autodiscover.xml";
        assert_eq!(location, (status == 302).then_some(wanted), "{host}");
    }
}

#[test]
fn further_records_and_zones_of_single_names_come_from_the_file() {
    let file = "[dns]\nzone_cuts = \"names\"\nname_servers = [\"ns1.hoster.example\"]\n[[domain]]\nname \
                = \"one.example\"\nprovider = \"fastmail\"\n[[domain.record]]\nname = \
                \"_imaps._tcp\"\ntype = \"TXT\"\nvalue = \"ours\"\nttl = 60\n";
    let configured = Configured::start(file);
    let ask = |name: &str, kind: RecordType| {
        let mut message = Message::query();
        message.add_query(Query::query(name.parse::<Name>().unwrap(), kind));
        let answer = configured.server.udp(&message.to_vec().unwrap());
        let answer = Message::from_vec(&answer).unwrap();
        let code = u16::from(answer.metadata.response_code);
        (code, answer.answers.iter().map(|record| record.data.to_string()).collect::<Vec<_>>())
    };
    let text = ask("_imaps._tcp.one.example.", RecordType::TXT);
    assert_eq!(text, (0, vec!["ours".to_owned()]));
    let apex = ask("_tcp.one.example.", RecordType::NS);
    assert_eq!(apex, (0, vec!["ns1.hoster.example.".to_owned()]));
    assert_eq!(ask("one.example.", RecordType::SOA), (5, vec![]), "it is not ours");
}

#[test]
fn the_environment_goes_before_the_file_and_arguments_before_both() {
    let folder = Folder::new("layers");
    let path = folder.write("mailguide.toml", "[log]\nlevel = \"error\"\n");
    let output = mailguide()
        .args(["config", "show", "--json", "--config"])
        .arg(path)
        .args(["--log", "debug", "--public-address", "192.0.2.1"])
        .env("MAILGUIDE__LOG__LEVEL", "warn")
        .env("MAILGUIDE__MX__LOOKUP", "true")
        .output()
        .unwrap();
    let shown: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let value = |key: &str| {
        let settings = shown.as_array().unwrap();
        let setting = settings.iter().find(|setting| setting["key"] == key).unwrap();
        (setting["value"].clone(), setting["origin"].as_str().unwrap().to_owned())
    };
    assert_eq!(value("log.level"), ("debug".into(), "--log".to_owned()));
    assert_eq!(value("mx.lookup"), (true.into(), "MAILGUIDE__MX__LOOKUP".to_owned()));
    assert_eq!(value("http.listen").1, "default");
}
