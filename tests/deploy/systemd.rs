//! The units: systemd reads them, finds them tight, and the program runs under their filters.

use std::os::unix::process::ExitStatusExt;
use std::path::PathBuf;
use std::process::Command;

use super::support::{Folder, Mailguide, mailguide};
use super::{have, in_tree, is_served_over_all, outcome, run, text_of};

const SERVICE: &str = "deploy/systemd/mailguide.service";
const SOCKETS: [&str; 4] = [
    "mailguide-http.socket",
    "mailguide-https.socket",
    "mailguide-dns.socket",
    "mailguide-dot.socket",
];

/// The units in a folder of their own, and the service with the program that was built.
fn units(folder: &Folder) -> Vec<PathBuf> {
    let service = text_of(SERVICE);
    assert!(service.contains("=/usr/bin/mailguide "));
    let service = service.replace("/usr/bin/mailguide", env!("CARGO_BIN_EXE_mailguide"));
    let mut units = vec![folder.write("mailguide.service", &service)];
    for name in SOCKETS {
        units.push(folder.write(name, &text_of(&format!("deploy/systemd/{name}"))));
    }
    units
}

#[test]
fn systemd_understands_every_line() {
    if !have(&["systemd-analyze"]) {
        return;
    }
    let folder = Folder::new("units");
    let verify = |units: &[PathBuf]| {
        outcome(Command::new("systemd-analyze").args(["verify", "--man=no"]).args(units))
    };
    let (is_content, said) = verify(&units(&folder));
    assert!(is_content && said.is_empty(), "{said}");
    // It would have told.
    let wrong = text_of(SERVICE).replace("ProtectSystem", "ProtectSystems");
    let (_, said) = verify(&[folder.write("wrong.service", &wrong)]);
    assert!(said.contains("ProtectSystems"), "{said}");
}

/// The scale of `systemd-analyze security` ends at 10 (as tenths: 100); what is left is mostly that a
/// server has the network.
#[test]
fn systemd_finds_the_service_tight() {
    if !have(&["systemd-analyze"]) {
        return;
    }
    let mut command = Command::new("systemd-analyze");
    command.args(["security", "--no-pager", "--offline=true", "--threshold=17"]);
    run(command.arg(in_tree(SERVICE)));
}

/// The program under the filters of the unit.
fn confined(program: &str) -> Command {
    let mut command = Command::new("python3");
    command.arg(in_tree("tests/deploy/confine.py")).arg(in_tree(SERVICE)).arg(program);
    command.env("LANG", "C.UTF-8").env_remove("LC_ALL").env_remove("LC_MESSAGES");
    command
}

fn can_confine() -> bool {
    have(&["python3", "systemd-analyze"])
        && (outcome(
            Command::new("python3").args(["-c", "import ctypes; ctypes.CDLL('libseccomp.so.2')"]),
        )
        .0 || super::skipped("libseccomp is missing"))
}

/// From start to stop, with requests, reloads both ways and directories, no call is made that the
/// unit forbids: the filter would kill the program.
#[test]
fn the_program_lives_under_the_filters_of_the_unit() {
    if !can_confine() {
        return;
    }
    let folder = Folder::new("confined");
    let configuration = format!(
        "[mx]\nlookup = true\nresolver = \"127.0.0.1:9\"\n\
         [sql]\nurl = \"sqlite:{}\"\n\
         domain_query = \"SELECT name FROM domain WHERE name = :domain\"\n\
         service = \"google-workspace\"\n",
        folder.path().join("mail.db").display()
    );
    let table =
        "import sqlite3; sqlite3.connect('mail.db').execute('CREATE TABLE domain (name TEXT)')";
    run(Command::new("python3").args(["-c", table]).current_dir(folder.path()));
    let path = folder.write("mailguide.toml", &configuration);
    let control = folder.path().join("control");
    let command = confined(env!("CARGO_BIN_EXE_mailguide"));
    let arguments = ["--config", path.to_str().unwrap()];
    let mut server = Mailguide::start_by(command, control.clone(), &arguments);
    is_served_over_all(&server);
    assert_eq!(server.get("/").status, 200);
    // The directory does not know it, and the resolver is not there: both are asked in vain.
    assert_eq!(server.get("/mail/config-v1.1.xml?emailaddress=fred@missing.example").status, 404);
    run(mailguide().arg("reload").arg("--control").arg(&control));
    server.signal("HUP");
    server.stderr_line(|line| line.contains("reloaded"));
    server.stderr_line(|line| line.contains("reloaded"));
    is_served_over_all(&server);
    server.signal("TERM");
    assert_eq!(server.wait(), Some(0));
}

/// The filters of the test above forbid what they should.
#[test]
fn the_filters_of_the_unit_kill() {
    if !can_confine() {
        return;
    }
    const BAD_SYSTEM_CALL: i32 = 31;
    let ended = |code: &str| confined("python3").args(["-c", code]).output().unwrap().status;
    assert!(ended("import socket; socket.socket(socket.AF_INET)").success());
    for forbidden in [
        "import os; os.chroot('/')",
        "import os; os.setuid(1)",
        "import mmap; mmap.mmap(-1, 4096, prot=mmap.PROT_WRITE | mmap.PROT_EXEC)",
        "import socket; socket.socket(socket.AF_NETLINK)",
    ] {
        assert_eq!(ended(forbidden).signal(), Some(BAD_SYSTEM_CALL), "{forbidden}");
    }
}
