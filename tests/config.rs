//! The configuration: each file of `tests/golden/config` is a command line, the environment, a file
//! `mailguide.toml`, maybe more files, each behind its name, and what comes of them. `MAILGUIDE_BLESS=1` rewrites what comes of them: read it.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![allow(clippy::disallowed_methods, reason = "tests read and write files")]

mod support;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Output;

use mailguide::config::{DEFINITIONS, FirstDomain, SECTIONS, ServedBy, sample};
use mailguide::mail::Domain;
use support::{Folder, mailguide};

const DIVIDER: &str = "----------\n";
/// Stands before the name of a further file.
const FURTHER_FILE: &str = "---------- ";

/// Runs a command line, with `NAME=value` before it, in a folder with that configuration file.
fn run(line: &str, file: &str) -> Output {
    let folder = Folder::new("config");
    let mut files = file.split(FURTHER_FILE);
    folder.write("mailguide.toml", files.next().unwrap());
    for further in files {
        let (name, text) = further.split_once('\n').unwrap();
        folder.write(name, text);
    }
    let mut words = line.split_whitespace().peekable();
    let mut command = mailguide();
    command.current_dir(folder.path());
    while let Some((name, value)) = words.peek().and_then(|word| word.split_once('=')) {
        command.env(name, value);
        words.next();
    }
    command.args(words).output().unwrap()
}

fn shown(output: &Output) -> String {
    let mut text = format!("exit code {}\n", output.status.code().unwrap());
    for (name, bytes) in [("stdout", &output.stdout), ("stderr", &output.stderr)] {
        if !bytes.is_empty() {
            write!(text, "[{name}]\n{}", String::from_utf8_lossy(bytes)).unwrap();
        }
    }
    text
}

#[test]
fn what_comes_of_a_configuration() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/config");
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let mut wrong = String::new();
    for path in &files {
        let text = std::fs::read_to_string(path).unwrap();
        let (question, expected) = text.split_once(DIVIDER).unwrap();
        let (line, file) = question.split_once('\n').unwrap();
        let told = shown(&run(line, file));
        if std::env::var_os("MAILGUIDE_BLESS").is_some() {
            std::fs::write(path, format!("{question}{DIVIDER}{told}")).unwrap();
        } else if told != expected {
            write!(wrong, "=== {}\n--- expected\n{expected}--- told\n{told}", path.display())
                .unwrap();
        }
    }
    assert!(files.len() > 20 && wrong.is_empty(), "{wrong}");
}

/// Every line of the sample file can be put in force, and the file is right then, too.
#[test]
fn the_sample_file_is_right_with_every_line_in_force() {
    let own = FirstDomain {
        domain: Domain::parse("example.org").unwrap(),
        served_by: ServedBy::OwnServers {
            imap: Domain::parse("imap.example.org").unwrap(),
            pop3: Some(Domain::parse("pop.example.org").unwrap()),
            smtp: Domain::parse("smtp.example.org").unwrap(),
        },
    };
    let text = sample(&own, &[]);
    let output = run("config check", &text);
    assert_eq!(output.status.code(), Some(0), "{}", shown(&output));

    // The settings, all of them: each has an example or a default that is a right value.
    let (settings, domains) = text.split_once("\n[[domain]]").unwrap();
    // What only another machine has: files, folders and a service of that name.
    let elsewhere = [
        "folder",
        "file",
        "certificate",
        "key",
        "authority",
        "allow_unencrypted",
        "directory",
        "ca_file",
    ];
    let mut in_force = 0;
    let settings: String = settings
        .lines()
        .map(|line| {
            let setting = line.strip_prefix("# ").filter(|line| {
                let name = line.split_once(" = ").map_or("", |(name, _)| name);
                DEFINITIONS.iter().any(|known| known.section_and_name().1 == name)
            });
            match setting {
                Some(setting) if !elsewhere.iter().any(|name| setting.starts_with(name)) => {
                    in_force += 1;
                    format!("{setting}\n")
                }
                _ => format!("{line}\n"),
            }
        })
        .collect();
    let here = DEFINITIONS.iter().map(|definition| definition.section_and_name().1);
    let here = here.filter(|name| !elsewhere.iter().any(|other| name.starts_with(other)));
    assert_eq!(in_force, here.count(), "every setting but those of files stands there");
    let service = "[[service]]\nid = \"standard\"\nprovider = \"google-workspace\"\n";
    let output = run("config check", &format!("{settings}\n{service}\n[[domain]]{domains}"));
    // A warning is none of the file's: with name servers of its own, the zone lacks addresses.
    assert!(output.status.code() <= Some(1), "{}", shown(&output));
}

/// Every field that the sample file shows is known: an unknown one would be a fault.
#[test]
fn every_field_of_a_domain_in_the_sample_file_is_known() {
    let first = FirstDomain {
        domain: Domain::parse("example.org").unwrap(),
        served_by: ServedBy::Provider("google-workspace".into()),
    };
    let text = sample(&first, &[]);
    let (_, fields) = text.split_once("What else a domain can say").unwrap();
    let mut checked = 0;
    for line in fields.lines() {
        let Some(line) = line.strip_prefix("# ") else { continue };
        let Some((name, _)) = line.split_once(" = ") else { continue };
        let plain = name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_' || b.is_ascii_digit());
        if !plain || ["host", "port", "tls", "protocol", "username", "kind"].contains(&name) {
            continue;
        }
        if ["type", "value", "ttl", "create_url", "authentication"].contains(&name) {
            continue;
        }
        let file = format!("[[domain]]\nname = \"other.example\"\n{line}\n");
        let told = shown(&run("config check", &file));
        assert!(!told.contains("there is no field"), "{line}\n{told}");
        checked += 1;
    }
    assert!(checked > 15, "{checked}");
}

#[test]
fn every_setting_has_a_place_and_words() {
    for (index, definition) in DEFINITIONS.iter().enumerate() {
        let (section, name) = definition.section_and_name();
        assert!(SECTIONS.iter().any(|(known, _)| *known == section), "{}", definition.key);
        assert!(!name.is_empty() && !definition.summary.ends_with('.'), "{}", definition.key);
        assert!(definition.paragraph.ends_with('.'), "{}", definition.key);
        assert!(
            definition.default.is_empty() != definition.example.is_empty(),
            "{}",
            definition.key
        );
        let again = DEFINITIONS[..index].iter().any(|other| other.key == definition.key);
        assert!(!again, "{} stands twice", definition.key);
    }
}

#[test]
fn a_secret_is_never_shown() {
    let file = "[sql]\nurl = \"postgres://u:hunter2@localhost/db\"\ndomain_query = \"SELECT 1\"\n\
                service = \"gmail\"\n[ldap]\nurl = \"ldap://localhost\"\nbase = \"dc=x\"\n\
                bind_password = \"hunter2\"\ndomain_filter = \"(dc=%EMAILDOMAIN%)\"\n";
    for line in ["config show", "config show --origin", "config show --json", "config check"] {
        let output = run(line, file);
        let told = shown(&output);
        assert_eq!(output.status.code(), Some(0), "{told}");
        assert!(!told.contains("hunter2"), "{line}: {told}");
    }
}
