//! `mailguide import`: what automx2, autodiscover-email-settings and autoconfig files become.
//! The texts that come out are held by `tests/golden/import`.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![allow(clippy::disallowed_methods, reason = "tests read and write files")]

#[path = "support/import.rs"]
mod fixtures;
#[path = "support/imported.rs"]
mod imported;
mod support;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::process::Output;

use fixtures::Fixtures;
use imported::{check, tables};
use mailguide::import::automx2::{self, Table};
use mailguide::import::{ImportError, Imported, TEXT_MAX, autoconfig, monogramm};
use mailguide::mail::Domain;
use proptest::prelude::*;
use serde_json::{Value, json};

fn import(fixtures: &Fixtures, arguments: &[&str]) -> Output {
    let mut program = support::mailguide();
    program.current_dir(fixtures.path()).arg("import").args(arguments).output().unwrap()
}

fn words(output: &Output) -> &str {
    std::str::from_utf8(&output.stderr).unwrap()
}

fn seed(value: &Value) -> Result<Imported, ImportError> {
    automx2::import_seed("seed.json", value.to_string().as_bytes())
}

#[test]
fn every_fixture_becomes_a_sound_file_with_all_of_its_domains() {
    let read = |name: &str| {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/import/");
        std::fs::read(format!("{folder}{name}")).unwrap()
    };
    for (name, domains) in [
        ("automx2-seed.json", "a.example b.example klein.example xn--bcher-kva.example"),
        ("automx2-ldap.json", "example.com example.net example.org gone.example other.example"),
        ("automx2-faults.json", "good.example long.example"),
    ] {
        let imported = automx2::import_seed(name, &read(name)).unwrap();
        assert_eq!(Vec::from_iter(check(&imported)).join(" "), domains);
    }
    for (name, domains) in [("monogramm.env", "example.com"), ("monogramm-faults.env", "")] {
        let imported = monogramm::import_file(name, &read(name)).unwrap();
        assert_eq!(Vec::from_iter(check(&imported)).join(" "), domains);
    }
    let mut services = autoconfig::Services::default();
    for name in ["autoconfig.xml", "autoconfig-oauth2.xml"] {
        services.add(name, &read(name), &[]).unwrap();
    }
    let names = check(&services.finish().unwrap());
    assert_eq!(Vec::from_iter(names).join(" "), "example.net example.org");
}

/// The whole way: what needs no hand is accepted as it is, and what does is refused or warned of.
#[test]
fn what_was_imported_is_accepted_by_config_check() {
    let fixtures = Fixtures::new();
    for (number, (arguments, words)) in [
        (&["automx2", "automx2-seed.json"][..], "2 services, 4 domains"),
        (&["automx2", "automx2-ldap.json"], "4 services, 5 domains"),
        (&["automx2", "automx2.sqlite"], "3 services, 4 domains"),
        (&["monogramm", "monogramm.env"], "1 service, 1 domain"),
        (&["autoconfig", "autoconfig.xml"], "1 service, 2 domains"),
        (&["autoconfig", "autoconfig-oauth2.xml", "--domain", "a.example"], "1 service, 1 domain"),
    ]
    .into_iter()
    .enumerate()
    {
        let name = format!("{number}.toml");
        import(&fixtures, &[arguments, &["--into", &name]].concat());
        let mut program = support::mailguide();
        let program = program.current_dir(fixtures.path());
        let output = program.args(["config", "check", "--config", &name]).output().unwrap();
        let said = std::str::from_utf8(&output.stderr).unwrap();
        assert!(said.contains("the configuration is right"), "{arguments:?}\n{said}");
        assert!(said.contains(words), "{arguments:?}\n{said}");
    }
}

//----------- The command ----------------------------------------------------

#[test]
fn a_new_file_is_written_and_an_old_one_never_changed() {
    let fixtures = Fixtures::new();
    let printed = import(&fixtures, &["monogramm", "monogramm.env"]);
    let written = import(&fixtures, &["monogramm", "monogramm.env", "--into", "new.toml"]);
    assert_eq!(written.status.code(), Some(0), "{}", words(&written));
    assert!(written.stdout.is_empty());
    assert_eq!(words(&written), words(&printed));
    let path = fixtures.path().join("new.toml");
    assert_eq!(std::fs::read(&path).unwrap(), printed.stdout);
    let again = import(&fixtures, &["automx2", "automx2-seed.json", "--into", "new.toml"]);
    assert_eq!(again.status.code(), Some(2));
    assert!(words(&again).contains("name a new file with --into"), "{}", words(&again));
    assert_eq!(std::fs::read(&path).unwrap(), printed.stdout);
    // Where nothing could be imported, no file is made.
    let nothing = import(&fixtures, &["automx2", "monogramm.env", "--into", "nothing.toml"]);
    assert_eq!(nothing.status.code(), Some(1));
    assert!(!fixtures.path().join("nothing.toml").exists());
}

#[cfg(unix)]
#[test]
fn a_file_with_a_password_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let fixtures = Fixtures::new();
    let output = import(&fixtures, &["automx2", "automx2-ldap.json", "--into", "new.toml"]);
    assert_eq!(output.status.code(), Some(1), "{}", words(&output));
    let permissions = std::fs::metadata(fixtures.path().join("new.toml")).unwrap().permissions();
    assert_eq!(permissions.mode() & 0o777, 0o600);
    assert!(!words(&output).contains("wo\\"), "the password stands in the file alone");
}

#[test]
fn without_a_file_the_environment_is_read() {
    let run = |variables: &[(&str, &str)]| {
        let mut program = support::mailguide();
        for name in monogramm::VARIABLES {
            program.env_remove(name);
        }
        program.args(["import", "monogramm"]).envs(variables.iter().copied()).output().unwrap()
    };
    let output = run(&[
        ("DOMAIN", "example.org"),
        ("IMAP_HOST", "imap.example.org"),
        ("SMTP_HOST", "smtp.example.org"),
        ("PORT", "8000"),
        ("SOMETHING_ELSE", "secret"),
    ]);
    assert_eq!(output.status.code(), Some(0), "{}", words(&output));
    assert!(!words(&output).contains("SOMETHING_ELSE"), "what is not its business is not told");
    let file: toml::Table = std::str::from_utf8(&output.stdout).unwrap().parse().unwrap();
    let service = tables(&file, "service")[0];
    assert_eq!(service["display_name"].as_str(), Some("example.org"));
    let smtp = tables(service, "outgoing")[0];
    assert_eq!((smtp["port"].as_integer(), smtp["tls"].as_str()), (Some(587), Some("starttls")));
    for variables in [&[][..], &[("PORT", "8000")], &[("DOMAIN", "")]] {
        let output = run(variables);
        assert_eq!(output.status.code(), Some(1));
        assert!(output.stdout.is_empty());
        assert!(words(&output).contains("name a file with lines KEY=value"), "{}", words(&output));
    }
}

#[test]
fn a_database_is_read_with_care() {
    let fixtures = Fixtures::new();
    // Text where numbers belong, no table but two, a column of a name that nobody expects.
    fixtures.database(
        "odd.sqlite",
        r#"CREATE TABLE domain (id TEXT, name TEXT, provider_id, "a ""b"" c" TEXT);
           CREATE TABLE server_domain (server_id, domain_id);
           INSERT INTO domain VALUES ('x', 'example.org', 'y', 'z'), (NULL, NULL, NULL, NULL);
           INSERT INTO server_domain VALUES (1, 'x');"#,
    );
    let output = import(&fixtures, &["automx2", "odd.sqlite"]);
    assert_eq!(output.status.code(), Some(1), "{}", words(&output));
    assert!(words(&output).contains(r#"the column "a \"b\" c" of the table domain"#));
    let file: toml::Table = std::str::from_utf8(&output.stdout).unwrap().parse().unwrap();
    assert_eq!(tables(&file, "domain").len(), 1);
    // A view may run for ever.
    fixtures.database(
        "view.sqlite",
        "CREATE VIEW domain AS WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n) \
         SELECT id, 'x' AS name, 1 AS provider_id FROM n WHERE id < 0;",
    );
    fixtures.database("other.sqlite", "CREATE TABLE other (id);");
    std::fs::write(fixtures.path().join("broken.sqlite"), b"SQLite format 3\0 and no more")
        .unwrap();
    for (name, code, what) in [
        ("view.sqlite", 1, "no domains of automx2"),
        ("other.sqlite", 1, "no domains of automx2"),
        ("broken.sqlite", 2, "cannot read broken.sqlite"),
    ] {
        let output = import(&fixtures, &["automx2", name]);
        assert_eq!(output.status.code(), Some(code), "{name}");
        assert!(output.stdout.is_empty() && words(&output).contains(what), "{}", words(&output));
    }
    // It was opened to be read.
    let bytes = std::fs::read(fixtures.path().join("odd.sqlite")).unwrap();
    let _ = import(&fixtures, &["automx2", "odd.sqlite"]);
    assert_eq!(std::fs::read(fixtures.path().join("odd.sqlite")).unwrap(), bytes);
}

//----------- Limits ---------------------------------------------------------

#[test]
fn what_is_too_large_is_refused() {
    let large = vec![b' '; TEXT_MAX + 1];
    assert_eq!(automx2::import_seed("x", &large), Err(ImportError::TooLarge));
    assert_eq!(monogramm::import_file("x", &large), Err(ImportError::TooLarge));
    assert!(autoconfig::Services::default().add("x", &large, &[]).is_err());
    let lines = "\n".repeat(100_001);
    let error = monogramm::import_file("x", lines.as_bytes());
    assert_eq!(error, Err(ImportError::TooMany { things: "lines", most: 100_000 }));
    let domains = vec!["a.example"; 200_001];
    let error = seed(&json!({"provider": "x", "domains": domains, "servers": []}));
    assert_eq!(error, Err(ImportError::TooMany { things: "domains", most: 200_000 }));
    let servers = vec![json!({}); 2_000];
    let error = seed(&json!({"provider": "x", "domains": &domains[..501], "servers": servers}));
    assert_eq!(error, Err(ImportError::TooMany { things: "servers of domains", most: 1_000_000 }));
    let rows = vec![Vec::new(); automx2::ROWS_MAX + 1];
    let table = Table { name: "domain".to_owned(), columns: Vec::new(), rows };
    let error = automx2::import_tables("x", &[table]);
    assert_eq!(error, Err(ImportError::TooMany { things: "rows in a table", most: 1_000_000 }));
}

#[test]
fn a_hundred_thousand_domains_are_carried_over_in_one_service() {
    let names: Vec<String> = (0..100_000).map(|number| format!("d{number}.example")).collect();
    let servers =
        json!([{"type": "imap", "name": "a.example"}, {"type": "smtp", "name": "a.example"}]);
    let imported = seed(&json!({"provider": "Big", "domains": names, "servers": servers})).unwrap();
    assert!(imported.findings.is_empty());
    assert_eq!(imported.toml.matches("[[service]]").count(), 1);
    assert_eq!(imported.toml.matches("[[domain]]").count(), 100_000);
    // As many services of one name are not slower.
    let providers: Vec<Value> = (0..20_000)
        .map(|number| json!({"provider": "Big", "domains": [names[number]], "servers": servers}))
        .collect();
    let imported = seed(&Value::Array(providers)).unwrap();
    assert!(imported.toml.contains("id = \"big-20000\"\n"));
}

//----------- Properties -----------------------------------------------------

/// Words that mean something somewhere, and any others.
fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => proptest::sample::select(vec![
            "imap", "pop", "smtp", "caldav", "carddav", "SSL", "STARTTLS", "plain", "OAuth2",
            "password-encrypted", "none", "%EMAILADDRESS%", "%EMAILLOCALPART%", "%EMAILDOMAIN%",
            "imap.%EMAILDOMAIN%", "Mail.Example.org", "example.org", "bücher.example", "192.0.2.1",
            "https://dav.example/%EMAILADDRESS%/", "https://dav.example/", "993", "143", "0", "465",
            "(mail={0})", "true", "1e3", "163", "nan", "", "a b\n[http]", "\"\"\"", "\u{7f}\u{202e}",
        ]).prop_map(str::to_owned),
        1 => any::<String>(),
        1 => any::<u16>().prop_map(|number| number.to_string()),
    ]
}

/// Any JSON, with field names that are mostly known.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        4 => word().prop_map(Value::String),
        1 => any::<i32>().prop_map(Value::from),
        1 => any::<bool>().prop_map(Value::from),
        1 => Just(Value::Null),
    ];
    let name = prop_oneof![
        8 => proptest::sample::select(vec![
            "provider", "domains", "servers", "ldapservers", "type", "name", "port", "socket_type",
            "user_name", "authentication", "prio", "url", "ldapserver_id", "id", "search_filter",
            "bind_password", "use_ssl", "attr_cn",
        ]).prop_map(str::to_owned),
        1 => any::<String>(),
    ];
    leaf.prop_recursive(4, 64, 8, move |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..6).prop_map(Value::Array),
            proptest::collection::vec((name.clone(), inner), 0..10)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

/// A server of a seed: mostly words that belong there, so that every pair of them comes up.
fn server() -> impl Strategy<Value = Value> {
    let field = |name: &'static str, good: &'static [&'static str]| {
        prop_oneof![
            8 => proptest::sample::select(good).prop_map(|word| Some(word.to_owned())),
            1 => word().prop_map(Some),
            1 => Just(None),
        ]
        .prop_map(move |value| Some((name.to_owned(), Value::String(value?))))
    };
    let fields = (
        field("type", &["imap", "pop", "smtp", "caldav"]),
        field("name", &["Mail.Example.org", "imap.%EMAILDOMAIN%", "bücher.example"]),
        field("port", &["993", "995", "465", "143", "110", "587", "25", "2525"]),
        field("socket_type", &["SSL", "STARTTLS", "starttls", "plain"]),
        field("user_name", &["%EMAILADDRESS%", "%EMAILLOCALPART%", "x%EMAILDOMAIN%"]),
        field("authentication", &["plain", "password-encrypted", "OAuth2", "none"]),
        field("prio", &["10", "5", "-1"]),
        field("url", &["https://dav.example/", "https://dav.example/%EMAILADDRESS%/"]),
    );
    fields.prop_map(|(a, b, c, d, e, f, g, h)| {
        Value::Object([a, b, c, d, e, f, g, h].into_iter().flatten().collect())
    })
}

fn domain() -> impl Strategy<Value = String> {
    "[a-dA-D]{1,3}(-[0-9]{1,2})?\\.[a-c]{2,3}\\.?"
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn any_json_is_refused_or_becomes_a_sound_file(value in any_json()) {
        if let Ok(imported) = seed(&value) {
            check(&imported);
        }
    }

    #[test]
    fn a_seed_loses_no_domain_whatever_its_servers(
        providers in proptest::collection::vec(
            (word(), proptest::collection::vec(domain(), 1..5), proptest::collection::vec(server(), 0..5)),
            1..4,
        ),
    ) {
        let wanted: BTreeSet<String> = providers
            .iter()
            .flat_map(|(_, domains, _)| domains)
            .map(|domain| Domain::parse(domain).unwrap().to_string())
            .collect();
        let seeds = providers.into_iter().map(|(provider, domains, servers)| {
            json!({"provider": provider, "domains": domains, "servers": servers})
        });
        prop_assert_eq!(check(&seed(&seeds.collect()).unwrap()), wanted);
    }

    #[test]
    fn tables_lose_no_domain_either(
        domains in proptest::collection::vec((domain(), 0..4_u8, proptest::option::of(0..3_u8)), 1..6),
        rows in proptest::collection::vec((0..5_usize, proptest::collection::vec(word(), 10)), 0..12),
        links in proptest::collection::vec((0..6_u8, 0..6_u8), 0..12),
    ) {
        let names = ["provider", "server", "davserver", "ldapserver", "other"];
        let mut tables: Vec<Table> = names
            .iter()
            .map(|name| {
                let known = automx2::TABLES.iter().find(|(known, _)| known == name);
                let columns = known.map_or(&["id"][..], |(_, columns)| columns);
                Table {
                    name: (*name).to_owned(),
                    columns: columns.iter().map(|column| (*column).to_owned()).collect(),
                    rows: Vec::new(),
                }
            })
            .collect();
        for (table, words) in rows {
            let table = &mut tables[table];
            let id = Some(table.rows.len().to_string());
            let values = words.into_iter().map(Some).take(table.columns.len() - 1);
            table.rows.push(std::iter::once(id).chain(values).collect());
        }
        for (name, column) in [("server_domain", "server_id"), ("davserver_domain", "davserver_id")] {
            let text = |number: u8| Some(number.to_string());
            let rows = links.iter().map(|(server, domain)| vec![text(*server), text(*domain)]);
            let columns = vec![column.to_owned(), "domain_id".to_owned()];
            tables.push(Table { name: name.to_owned(), columns, rows: rows.collect() });
        }
        let columns = ["id", "name", "provider_id", "ldapserver_id"].map(str::to_owned);
        let rows = (0..).zip(&domains).map(|(id, (name, provider, ldapserver)): (u8, _)| {
            let ldapserver = ldapserver.map(|id| id.to_string());
            vec![Some(id.to_string()), Some(name.clone()), Some(provider.to_string()), ldapserver]
        });
        let rows = rows.collect();
        tables.push(Table { name: "domain".to_owned(), columns: columns.to_vec(), rows });
        let wanted = domains.iter().map(|(name, ..)| Domain::parse(name).unwrap().to_string());
        let imported = automx2::import_tables("x.sqlite", &tables).unwrap();
        prop_assert_eq!(check(&imported), wanted.collect::<BTreeSet<_>>());
    }

    #[test]
    fn any_environment_is_refused_or_becomes_a_sound_file(
        lines in proptest::collection::vec(
            prop_oneof![
                6 => (proptest::sample::select(monogramm::VARIABLES.to_vec()), word())
                    .prop_map(|(name, value)| format!("{name}={value}")),
                1 => any::<String>(),
            ],
            0..20,
        ),
    ) {
        if let Ok(imported) = monogramm::import_file("x.env", lines.join("\n").as_bytes()) {
            check(&imported);
        }
    }

    #[test]
    fn any_autoconfig_file_becomes_a_sound_file(
        name in word(),
        domains in proptest::collection::vec(domain(), 0..4),
        servers in proptest::collection::vec(proptest::collection::vec(word(), 6), 0..4),
    ) {
        let escaped = |text: &str| {
            let text: String = text.chars().filter(|c| !c.is_control()).collect();
            text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
        };
        let mut xml = format!("<a><emailProvider><displayName>{}</displayName>", escaped(&name));
        for domain in &domains {
            write!(xml, "<domain>{domain}</domain>").unwrap();
        }
        for words in &servers {
            let words: Vec<String> = words.iter().map(|word| escaped(word)).collect();
            write!(
                xml,
                "<incomingServer type=\"{}\"><hostname>{}</hostname><port>{}</port>\
                 <socketType>{}</socketType><username>{}</username>\
                 <authentication>{}</authentication></incomingServer>",
                words[0], words[1], words[2], words[3], words[4], words[5]
            )
            .unwrap();
        }
        xml.push_str("</emailProvider></a>");
        let mut services = autoconfig::Services::default();
        services.add("x.xml", xml.as_bytes(), &[]).unwrap();
        let wanted = domains.iter().map(|name| Domain::parse(name).unwrap().to_string());
        prop_assert_eq!(check(&services.finish().unwrap()), wanted.collect::<BTreeSet<_>>());
    }
}
