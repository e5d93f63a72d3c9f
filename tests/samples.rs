//! Every sample configuration below `deploy/` is right: as it stands, and with each of its lines put
//! in force that stand there as comments.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![allow(clippy::disallowed_methods, reason = "tests read and write files")]

mod support;

use std::path::{Path, PathBuf};

use support::{Folder, mailguide};

/// What a sample that leaves the service to the operator is completed with.
const SERVICE: &str = r#"
[[service]]
id = "standard"
display_name = "Standard"

[[service.incoming]]
protocol = "imap"
host = "imap.example.org"
port = 993
tls = "implicit"
username = "address"
authentication = ["password"]

[[service.outgoing]]
protocol = "smtp"
host = "smtp.example.org"
port = 465
tls = "implicit"
username = "address"
authentication = ["password"]
"#;

/// All files below a folder whose name ends so.
fn files(folder: &Path, end: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, end));
        } else if path.to_str().unwrap().ends_with(end) {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// The file, and if it says nothing of who serves the domains, a service for them.
fn whole(text: &str) -> String {
    let named = text.lines().any(|line| line == "service = \"standard\"");
    if !named || text.contains("[[service]]") {
        return text.to_owned();
    }
    format!("{text}{SERVICE}")
}

/// The name of the setting that a line sets, or would set if it were no comment.
fn name(line: &str) -> Option<&str> {
    let (name, value) = line.split_once(" = ")?;
    let is_name = name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    let is_value = value.starts_with(['"', '[']) || matches!(value, "true" | "false");
    (is_name && is_value).then_some(name)
}

/// The file as it stands, once for each setting in a comment, in the place of the line of its table
/// that sets the same, and once with all examples that begin with `#|`.
fn readings(text: &str) -> Vec<String> {
    let lines: Vec<&str> = text.lines().collect();
    let mut readings = vec![whole(text)];
    for (number, line) in lines.iter().enumerate() {
        let Some(uncommented) = line.strip_prefix("# ") else { continue };
        let Some(wanted) = name(uncommented) else { continue };
        let is_header = |line: &&str| line.starts_with('[');
        let begin = lines[..number].iter().rposition(is_header).map_or(0, |header| header + 1);
        let end = lines[number..].iter().position(is_header).map_or(lines.len(), |n| number + n);
        let mut reading = lines.clone();
        for line in reading[begin..end].iter_mut().filter(|line| name(line) == Some(wanted)) {
            *line = "";
        }
        reading[number] = uncommented;
        readings.push(whole(&(reading.join("\n") + "\n")));
    }
    if text.contains("\n#|") {
        readings.push(whole(&text.replace("\n#|", "\n")));
    }
    readings
}

/// A database file or a certificate may be named that is not there; it is not opened here.
fn check(text: &str) -> Result<(), String> {
    let folder = Folder::new("sample");
    let path = folder.write("mailguide.toml", text);
    let output = mailguide().args(["config", "check", "--config"]).arg(path).output().unwrap();
    match output.status.code() {
        Some(0) => Ok(()),
        code => Err(format!("{code:?} {}", String::from_utf8_lossy(&output.stderr))),
    }
}

#[test]
fn every_sample_configuration_is_right() {
    let deploy = Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy");
    let samples = files(&deploy, ".toml");
    let mut wrong = String::new();
    for path in &samples {
        let text = std::fs::read_to_string(path).unwrap();
        for reading in readings(&text) {
            if let Err(told) = check(&reading) {
                wrong.push_str(&format!("=== {}\n{reading}\n--- {told}\n", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    let number = |path| readings(&std::fs::read_to_string(deploy.join(path)).unwrap()).len();
    assert_eq!(number("ldap/openldap.toml"), 3, "two comments are settings");
}

/// The check above would see a fault: in a line that is in force, and in one that is a comment.
#[test]
fn a_wrong_sample_is_told() {
    let right = "[http]\nlisten = \"127.0.0.1:80\"\n# enable_element = true\n";
    for reading in readings(right) {
        check(&reading).unwrap();
    }
    for (from, to) in [("listen", "listens"), ("enable_element", "enable_elements")] {
        let wrong = right.replace(from, to);
        let told: Vec<_> = readings(&wrong).iter().filter_map(|text| check(text).err()).collect();
        assert!(told.iter().all(|told| told.contains(to)) && !told.is_empty(), "{told:?}");
    }
}
