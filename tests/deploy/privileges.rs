//! The rights of root: what is done with them, that they are gone afterwards, and that nothing is written
//! but state.

use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use super::certificates::Authority;
use super::support::{Folder, Mailguide, mailguide};
use super::{are_root, have, in_tree, is_served_over_all, outcome, run};

/// A user that every system has, and its number.
const NOBODY: (&str, u32) = ("nobody", 65534);

/// A configuration with a certificate for `one.test`, whose key has this mode.
fn configured(folder: &Folder, key_mode: u32) -> PathBuf {
    let authority = Authority::new();
    let issued = authority.issue(&["one.test"]);
    folder.write("root.pem", &authority.root());
    let certificate = folder.write("one.pem", &issued.chain);
    let key = folder.write("one.key", &issued.key);
    set_mode(&key, key_mode);
    let text = format!("[tls]\ncertificate = {certificate:?}\nkey = {key:?}\n");
    folder.write("mailguide.toml", &text)
}

fn set_mode(path: &Path, mode: u32) {
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
}

/// What `/proc` says of every thread of a process.
fn threads(id: u32) -> Vec<String> {
    let tasks = std::fs::read_dir(format!("/proc/{id}/task")).unwrap();
    tasks
        .map(|task| std::fs::read_to_string(task.unwrap().path().join("status")).unwrap())
        .collect()
}

/// The words of a line of it.
fn words<'s>(status: &'s str, name: &str) -> Vec<&'s str> {
    let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
    line.unwrap_or_else(|| panic!("no {name} in {status}")).split_whitespace().collect()
}

fn is_without_rights(id: u32) {
    let threads = threads(id);
    assert!(threads.len() > 1, "a server has several threads");
    let number = NOBODY.1.to_string();
    for status in threads {
        for kind in ["Uid", "Gid"] {
            assert_eq!(words(&status, kind), [&*number; 4], "{status}");
        }
        assert_eq!(words(&status, "Groups"), [&*number], "{status}");
        for kind in ["CapInh", "CapPrm", "CapEff", "CapAmb"] {
            assert_eq!(u64::from_str_radix(words(&status, kind)[0], 16), Ok(0), "{status}");
        }
        assert_eq!(words(&status, "NoNewPrivs"), ["1"], "{status}");
    }
}

/// A command as a user without rights.
fn as_user(number: u32) -> Command {
    let mut command = Command::new("setpriv");
    command.args([format!("--reuid={number}"), format!("--regid={number}")]);
    command.arg("--clear-groups");
    command
}

fn reload(server: &Mailguide) -> Output {
    mailguide().arg("reload").arg("--control").arg(&server.control).output().unwrap()
}

#[test]
fn root_is_given_up_in_every_thread() {
    if !are_root() || !have(&["setpriv", "curl"]) {
        return;
    }
    let folder = Folder::new("privileges");
    let path = configured(&folder, 0o600);
    let arguments = ["--https", "127.0.0.1:0", "--user", NOBODY.0];
    let arguments = [&arguments[..], &["--config", path.to_str().unwrap()]].concat();
    let mut server = Mailguide::start(&arguments);
    is_without_rights(server.id());
    is_served_over_all(&server);
    // The key that only root may read is in use, and it is told that it cannot be read again.
    let key = folder.path().join("one.key").display().to_string();
    let told = server.stderr_line(|line| line.contains("`mailguide reload` will fail"));
    assert!(told.contains(&key) && told.contains("the user nobody"), "{told}");
    let port = server.https.unwrap().port();
    let mut curl = Command::new("curl");
    curl.args(["--silent", "--show-error", "--fail", "--noproxy", "*", "--max-time", "20"]);
    curl.args(["--connect-to", "::127.0.0.1:", "--cacert"]).arg(folder.path().join("root.pem"));
    run(curl.arg(format!("https://one.test:{port}/health")));
    // Root rules it, and hears the fault; once it is mended, all is well.
    let refused = reload(&server);
    assert_eq!(refused.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&refused.stderr).contains(&key), "{refused:?}");
    set_mode(Path::new(&key), 0o644);
    assert_eq!(reload(&server).status.code(), Some(0));
    is_without_rights(server.id());
    // Both sockets are that user's, and nobody else's but root's.
    let admin = server.admin.clone().unwrap();
    let admin = admin.strip_prefix("unix:").unwrap();
    for socket in [&*server.control, Path::new(admin)] {
        let found = std::fs::metadata(socket).unwrap();
        assert_eq!((found.uid(), found.mode() & 0o777), (NOBODY.1, 0o600));
    }
    let asked_as = |number| {
        let mut curl = as_user(number);
        curl.args(["curl", "--silent", "--fail", "--noproxy", "*", "--unix-socket", admin]);
        outcome(curl.arg("http://localhost/readyz")).0
    };
    assert!(asked_as(NOBODY.1) && !asked_as(NOBODY.1 - 1));
    server.signal("TERM");
    assert_eq!(server.wait(), Some(0));
    assert!(!server.control.exists() && !Path::new(admin).exists());
}

#[test]
fn nothing_is_written_but_state() {
    if !are_root() || !have(&["unshare", "ip", "curl", "dig"]) {
        return;
    }
    let folder = Folder::new("read-only");
    configured(&folder, 0o644);
    let mut script = Command::new(in_tree("tests/deploy/read_only.sh"));
    let said = run(script.arg(env!("CARGO_BIN_EXE_mailguide")).arg(folder.path()));
    let end = "it started, answered, reloaded and stopped, twice";
    assert!(said.lines().any(|line| line == end), "{said}");
}

#[test]
fn root_that_stays_root_is_warned() {
    if !are_root() {
        return;
    }
    let server = Mailguide::start(&[]);
    let told = server.stderr_line(|line| line.contains("runs as root"));
    assert!(told.starts_with("warning: ") && told.contains("--user (process.user)"), "{told}");
}

#[test]
fn users_that_cannot_be_become_are_refused_with_a_remedy() {
    if !are_root() || !have(&["setpriv"]) {
        return;
    }
    let folder = Folder::new("users");
    let refused = |command: &mut Command, arguments: &[&str]| {
        command.arg("serve").args(["--http", "127.0.0.1:0", "--dns", "127.0.0.1:0"]);
        command.arg("--control").arg(folder.path().join("control")).args(arguments);
        let output = command.output().unwrap();
        let told = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{told}");
        told
    };
    let told = refused(&mut mailguide(), &["--user", "no-such-user"]);
    assert!(told.contains("--user: this system knows no user `no-such-user`; "), "{told}");
    let told = refused(&mut mailguide(), &["--user", "nobody", "--group", "no-such-group"]);
    assert!(told.contains("--group: this system knows no group `no-such-group`; "), "{told}");
    let file = folder.write("mailguide.toml", "[process]\nuser = \"no-such-user\"\n");
    let told = refused(&mut mailguide(), &["--config", file.to_str().unwrap()]);
    assert!(told.contains("mailguide.toml:2:8") && told.contains("useradd --system"), "{told}");
    // Who is not root may be who it is, and nobody else. Not everybody may enter where it was built.
    let program = folder.path().join("mailguide");
    std::fs::copy(env!("CARGO_BIN_EXE_mailguide"), &program).unwrap();
    let told = refused(as_user(NOBODY.1).arg(&program), &["--user", "daemon"]);
    assert!(told.contains("--user: nobody but root becomes another user; "), "{told}");
    let mut same = as_user(NOBODY.1);
    same.arg(&program);
    let place = Folder::new("nobodys");
    std::os::unix::fs::chown(place.path(), Some(NOBODY.1), None).unwrap();
    let control = place.path().join("control");
    let server = Mailguide::start_by(same, control, &["--user", NOBODY.0]);
    is_served_over_all(&server);
}
