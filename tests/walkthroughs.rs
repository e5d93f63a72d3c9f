//! The walk-throughs of the README, run from their own text: files are written, commands carried
//! out in order, and every line that the README shows must come. Only addresses of this machine and
//! of databases are replaced by those of the test.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![allow(clippy::disallowed_methods, reason = "tests read files and the environment")]

#[path = "support/databases/mod.rs"]
mod databases;
mod support;

use std::path::Path;
use std::process::Command;

use databases::{MariaDb, Postgres, Slapd, SqliteFile};
use support::programs::have;
use support::{Folder, Mailguide};

const README: &str = include_str!("../README.md");
/// What the walk-throughs ask with.
const CLIENTS: [&str; 2] = ["curl", "dig"];
/// How many domains the hoster has.
const DOMAINS: usize = 100_000;

/// A fenced block: what it is, and its text.
struct Block {
    kind: &'static str,
    text: &'static str,
}

/// The blocks below a heading.
fn blocks(heading: &str) -> Vec<Block> {
    let section = README.split(&format!("### {heading}\n")).nth(1);
    let section = section.unwrap_or_else(|| panic!("no {heading} in the README"));
    let ends = ["\n### ", "\n## "].map(|end| section.find(end).unwrap_or(section.len()));
    let end = ends[0].min(ends[1]);
    let mut parts = section[..end].split("```");
    parts.next();
    let mut blocks = Vec::new();
    while let (Some(block), Some(_)) = (parts.next(), parts.next()) {
        let (kind, text) = block.split_once('\n').unwrap();
        blocks.push(Block { kind, text });
    }
    blocks
}

/// Carries a walk-through out. `replace` has texts of the README with those of the test.
struct Walk {
    folder: Folder,
    replace: Vec<(String, String)>,
    server: Option<Mailguide>,
    said: String,
}

impl Walk {
    fn new(replace: &[(&str, &str)]) -> Self {
        let folder = Folder::new("walk");
        std::os::unix::fs::symlink(
            env!("CARGO_BIN_EXE_mailguide"),
            folder.path().join("mailguide"),
        )
        .unwrap();
        let replace = replace.iter().map(|(from, to)| ((*from).into(), (*to).into())).collect();
        Self { folder, replace, server: None, said: String::new() }
    }

    fn go(mut self, blocks: &[Block]) -> Self {
        for block in blocks {
            match block.kind {
                "sh" => block.text.lines().for_each(|line| self.command(line)),
                "text" => self.expect(block.text),
                "toml" => {
                    let (name, _) = block.text.split_once('\n').unwrap();
                    let name = name.strip_prefix("# ").expect("the first line names the file");
                    let text = self.replaced(block.text);
                    self.folder.write(name, &text);
                }
                other => panic!("a block of {other:?}"),
            }
        }
        self
    }

    fn replaced(&self, text: &str) -> String {
        let replace = self.replace.iter();
        replace.fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
    }

    fn command(&mut self, line: &str) {
        if let Some(arguments) = line.strip_prefix("mailguide serve") {
            let arguments: Vec<&str> = arguments.split_whitespace().collect();
            let server = Mailguide::start_in(self.folder.path(), &arguments);
            self.replace.push(("127.0.0.1:8080".into(), server.http.to_string()));
            let dns = format!("@127.0.0.1 -p {}", server.dns.port());
            self.replace.push(("@127.0.0.1 -p 5300".into(), dns));
            self.server = Some(server);
            return;
        }
        let line = self.replaced(line);
        let path = std::env::var("PATH").unwrap();
        let output = Command::new("sh")
            .args(["-c", &line])
            .current_dir(self.folder.path())
            .env("PATH", format!("{}:{path}", self.folder.path().display()))
            .env("LANG", "C.UTF-8")
            .env_remove("LC_ALL")
            .env_remove("LC_MESSAGES")
            .output()
            .unwrap();
        let said = [output.stdout, output.stderr].concat();
        let said = String::from_utf8(said).unwrap();
        assert!(output.status.success(), "{line}: {said}");
        self.said.push_str(&said);
        self.said.push('\n');
    }

    /// Every line must stand in what the commands so far have said.
    fn expect(&self, text: &str) {
        let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let said: Vec<String> = self.said.lines().map(plain).collect();
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            let wanted = plain(line);
            let found = said.iter().any(|line| line.contains(&wanted));
            assert!(found, "`{wanted}` does not stand in\n{}", self.said);
        }
    }
}

#[test]
fn one_organisation_with_its_own_servers() {
    if have(&CLIENTS) {
        Walk::new(&[]).go(&blocks("One organisation with its own servers"));
    }
}

#[test]
fn an_organisation_on_google_workspace() {
    if have(&CLIENTS) {
        Walk::new(&[]).go(&blocks("An organisation on Google Workspace"));
    }
}

const HOSTER: &str = "A hoster with a hundred thousand domains in SQL";

/// The walk-through of the hoster; `create` gets the table of the README and returns the URL.
fn hoster(kind: &str, create: impl FnOnce(&str) -> String) {
    let mut blocks = blocks(HOSTER);
    let table = blocks.remove(blocks.iter().position(|block| block.kind == "sql").unwrap()).text;
    let in_the_readme = |wanted: &str| {
        let url = README.lines().find(|line| line.starts_with(&format!("url = \"{wanted}:")));
        url.unwrap().trim_start_matches("url = ").trim_matches('"').to_owned()
    };
    // The blocks with a URL alone stand in for that of SQLite.
    blocks.retain(|block| !block.text.starts_with("url = "));
    assert!(!in_the_readme(kind).is_empty());
    let url = create(table);
    let walk = Walk::new(&[(&in_the_readme("sqlite"), &url)]).go(&blocks);

    // Every thousandth of them, over HTTP; and what is in no table.
    let server = walk.server.as_ref().unwrap();
    for number in (1..=DOMAINS).step_by(1000).chain([DOMAINS]) {
        let domain = format!("customer-{number}.example");
        let response = server.get(&format!("/mail/config-v1.1.xml?emailaddress=a@{domain}"));
        assert_eq!(response.status, 200, "{domain}");
        assert!(response.text().contains(&format!("<domain>{domain}</domain>")));
    }
    let missing = format!("customer-{}.example", DOMAINS + 1);
    for domain in [&*missing, "customer-0.example"] {
        let response = server.get(&format!("/mail/config-v1.1.xml?emailaddress=a@{domain}"));
        assert_eq!(response.status, 404, "{domain} is not there, or not active");
    }
}

fn filled(table: &str, numbers: &str) -> String {
    format!(
        "{table}\nINSERT INTO domain SELECT CONCAT('customer-', n, '.example'), 1 FROM {numbers};\n\
         INSERT INTO domain VALUES ('customer-0.example', 0);\n"
    )
}

#[test]
fn a_hoster_with_sqlite() {
    if have(&CLIENTS) {
        let mut file = None;
        hoster("sqlite", |table| {
            let numbers = format!(
                "(WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers \
                 WHERE n < {DOMAINS}) SELECT n FROM numbers) AS all_numbers"
            );
            let text = filled(table, &numbers);
            let text = text
                .replace("CONCAT('customer-', n, '.example')", "'customer-' || n || '.example'");
            file.insert(SqliteFile::create(&text)).url()
        });
    }
}

#[test]
fn a_hoster_with_postgresql() {
    let Some(server) = Postgres::start().filter(|_| have(&CLIENTS)) else { return };
    hoster("postgres", |table| {
        let numbers = format!("generate_series(1, {DOMAINS}) AS n");
        server.create("mail", &filled(table, &numbers));
        server.url("mail")
    });
}

#[test]
fn a_hoster_with_mysql() {
    let Some(server) = MariaDb::start().filter(|_| have(&CLIENTS)) else { return };
    hoster("mysql", |table| {
        let numbers = format!("(SELECT seq AS n FROM seq_1_to_{DOMAINS}) AS numbers");
        server.create("mail", &filled(table, &numbers));
        server.url("mail")
    });
}

#[test]
fn login_names_from_openldap() {
    let Some(server) = Slapd::start(false, "").filter(|_| have(&CLIENTS)) else { return };
    let mut blocks = blocks("Login names from OpenLDAP");
    let entries = blocks.remove(blocks.iter().position(|block| block.kind == "ldif").unwrap());
    server.ldif(entries.text);
    let walk = Walk::new(&[("ldap://ldap.example.org", &server.url())]).go(&blocks);
    let guide = walk.server.as_ref().unwrap();
    let response = guide.get("/mail/config-v1.1.xml?emailaddress=fred@example.net");
    assert_eq!(response.status, 404, "a domain that is not in the directory");
}

/// The configuration with an authority is right, and walks into no trap.
#[test]
fn certificates_are_ordered_with_four_sections() {
    let folder = Folder::new("authority");
    let [block] = &blocks("Certificates from an authority")[..] else { panic!("one block") };
    let state = folder.path().join("state").display().to_string();
    folder.write("mailguide.toml", &block.text.replace("/var/lib/mailguide", &state));
    let check = ["config", "check"];
    let output = support::mailguide().current_dir(folder.path()).args(check).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// The commands for moving over are those of the program; their tests are in tests/import.rs.
#[test]
fn the_commands_for_moving_over_are_there() {
    for block in blocks("Moving over") {
        for line in block.text.lines() {
            let words: Vec<&str> = line.split_whitespace().collect();
            assert_eq!(words[..2], ["mailguide", "import"], "{line}");
            let output =
                support::mailguide().args(["import", words[2], "--help"]).output().unwrap();
            assert!(output.status.success(), "{line}");
        }
    }
}

/// The table of options is made of the settings that have one.
#[test]
fn the_readme_lists_every_option_with_its_default() {
    let rows: Vec<&str> = README.lines().filter(|line| line.starts_with("| `--")).collect();
    let mut listed = 0;
    for definition in mailguide::config::DEFINITIONS {
        let Some(option) = definition.option else { continue };
        let row = rows.iter().find(|row| {
            let cell = row.split('|').nth(1).unwrap().trim().trim_matches('`');
            cell.split(' ').next() == Some(&format!("--{option}"))
        });
        let row = row.unwrap_or_else(|| panic!("--{option} is not in the README"));
        assert!(row.contains(&format!("`{}`", definition.key)), "{row}");
        let switch = definition.kind == mailguide::config::Kind::Switch;
        assert!(switch || row.contains(definition.default), "{row}");
        listed += 1;
    }
    assert_eq!(listed, rows.len());
    assert!(Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy/sql/postfixadmin.toml").exists());
}
