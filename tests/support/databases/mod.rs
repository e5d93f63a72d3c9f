//! Databases and directories of a test's own: PostgreSQL, MariaDB, OpenLDAP and SQLite files, each
//! in a temporary folder and on a free port, gone when they are dropped.
//!
//! Use it as `#[path = "support/databases/mod.rs"] mod databases;`.
#![allow(dead_code, unreachable_pub, unused_imports, reason = "each test uses its part of it")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![allow(clippy::print_stderr, reason = "a skipped test says so")]
#![allow(clippy::disallowed_types, reason = "tests open sockets and files")]
#![allow(clippy::disallowed_methods, reason = "tests read files and the environment")]

mod mariadb;
mod postgres;
mod process;
mod slapd;
mod sqlite;

use std::io::Write;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

pub use mariadb::MariaDb;
pub use postgres::Postgres;
pub use slapd::Slapd;
pub use sqlite::SqliteFile;

/// How long a server may take to start or to stop. Those that recover on a busy machine take long.
const PATIENCE: Duration = Duration::from_secs(60);
/// The user that tables are read with. It may do nothing else.
pub const READER: &str = "reader";
/// Its password, with all in it that is special in a URL.
pub const PASSWORD: &str = "pa/ss@w:rd?#%";
/// The same in a URL.
pub const PASSWORD_IN_URL: &str = "pa%2Fss%40w%3Ard%3F%23%25";

/// Returns what is there, or says that the test is skipped. `.ci/run` installs it all and sets
/// `MAILGUIDE_REQUIRE_PEERS`, which makes a missing program a failure.
fn found(programs: &[&str]) -> Option<Vec<PathBuf>> {
    let mut folders: Vec<PathBuf> = ["/usr/sbin", "/usr/bin"].map(PathBuf::from).to_vec();
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut versions: Vec<PathBuf> = versions.map(|entry| entry.path().join("bin")).collect();
    versions.sort();
    folders.extend(versions.into_iter().next_back());
    let find = |program| {
        let paths = folders.iter().map(|folder| folder.join(program));
        paths.into_iter().find(|path| path.exists()).ok_or(program)
    };
    match programs.iter().copied().map(find).collect::<Result<_, &str>>() {
        Ok(paths) => Some(paths),
        Err(program) => {
            let required = std::env::var_os("MAILGUIDE_REQUIRE_PEERS").is_some();
            assert!(!required, "{program} is not installed, but all peers are required");
            eprintln!("SKIPPED: {program} is not installed");
            None
        }
    }
}

/// A temporary folder, removed when it is dropped.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new() -> Self {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("mailguide-databases-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir(&path).unwrap();
        // Servers run as users of their own.
        std::fs::set_permissions(&path, PermissionsExt::from_mode(0o755)).unwrap();
        Self(path)
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    fn text(&self, name: &str) -> String {
        self.path(name).display().to_string()
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        std::fs::write(self.path(name), text).unwrap();
        self.path(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Runs a program to its end, with a text for it to read, and returns what it says.
fn run(command: &mut Command, input: &str) -> String {
    let shown = format!("{command:?}");
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{shown}: {error}"));
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_owned();
    let writing = std::thread::spawn(move || {
        // A program that has failed reads no further; its exit code tells.
        let _ = stdin.write_all(input.as_bytes());
    });
    let output = child.wait_with_output().unwrap();
    writing.join().unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{shown}: {told}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn is_root() -> bool {
    std::fs::metadata("/proc/self").unwrap().uid() == 0
}

/// A program that runs as `user` where we are root: database servers refuse to be root.
fn as_user(user: &str, program: &Path) -> Command {
    if !is_root() {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid", user, "--regid", user, "--clear-groups", "--"]).arg(program);
    command
}

fn give_to(user: &str, path: &Path) {
    if is_root() {
        run(Command::new("chown").args(["-R", &format!("{user}:")]).arg(path), "");
    }
}

fn is_quiet_success(command: &mut Command) -> bool {
    let command = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// An authority and a certificate of it for 127.0.0.1 and localhost.
struct Certificates {
    authority: PathBuf,
    certificate: PathBuf,
    key: PathBuf,
}

impl Certificates {
    fn make(openssl: &Path, folder: &Folder) -> Self {
        let path = |name: &str| folder.text(name);
        let key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout"];
        let mut request = Command::new(openssl);
        request.args(["req", "-x509", "-days", "2", "-subj", "/CN=Test authority"]).args(key);
        run(request.args([path("authority.key"), "-out".into(), path("authority.pem")]), "");
        let mut request = Command::new(openssl);
        request.args(["req", "-subj", "/CN=localhost"]).args(key);
        run(request.args([path("server.key"), "-out".into(), path("server.csr")]), "");
        folder.write("names", "subjectAltName=DNS:localhost,IP:127.0.0.1\n");
        let mut sign = Command::new(openssl);
        sign.args(["x509", "-req", "-days", "2", "-CAcreateserial", "-in", &path("server.csr")]);
        sign.args(["-CA", &path("authority.pem"), "-CAkey", &path("authority.key")]);
        run(sign.args(["-extfile", &path("names"), "-out", &path("server.pem")]), "");
        Self {
            authority: folder.path("authority.pem"),
            certificate: folder.path("server.pem"),
            key: folder.path("server.key"),
        }
    }
}
