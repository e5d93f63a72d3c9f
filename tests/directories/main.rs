//! SQL and LDAP directories against the real servers: what they answer, what goes wrong, and how
//! they come back.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![allow(clippy::print_stderr, reason = "a skipped test says so")]
#![allow(clippy::disallowed_types, reason = "tests open sockets and files")]
#![allow(clippy::disallowed_methods, reason = "tests read files and the clock")]

mod certificate_store;
#[path = "../support/databases/mod.rs"]
mod databases;
mod examples;
mod ldap;
mod ldap_faults;
mod sql;
mod sql_faults;
#[path = "../support/mod.rs"]
mod support;

use std::io::Write;
use std::net::TcpListener;
use std::path::Path;
use std::sync::{Mutex, OnceLock};
use std::time::{Duration, Instant};

use mailguide::directory::fault::DirectoryError;
use mailguide::mail::{Address, Domain};

/// How long a directory may take in these tests, unless they wait for the end of it.
const TIMEOUT: Duration = Duration::from_secs(20);
/// What may come on top of a time limit on a busy machine.
const SLACK: Duration = Duration::from_secs(10);

fn domain(text: &str) -> Domain {
    Domain::parse(text).unwrap()
}

fn address(text: &str) -> Address {
    Address::parse(text).unwrap()
}

/// Local parts that mean something in SQL or in LDAP filters. None of them has a mailbox.
fn hostile_local_parts() -> Vec<String> {
    let longest = "a".repeat(64);
    [
        "'",
        "''",
        "\"",
        "`",
        "\\",
        "\\'",
        "'OR'1'='1",
        "'OR/**/1=1--",
        "x';DROP/**/TABLE/**/users;--",
        "%",
        "_",
        "fre_",
        "fred%",
        ":address",
        ":local_part",
        "?",
        "$1",
        "$$",
        "*",
        "fre*",
        "*)(uid=*",
        "*)(|(uid=*",
        "fred)(uid=*",
        "\\2a",
        "\\",
        "(",
        ")",
        "&",
        "|",
        "!",
        "=",
        "<x>",
        "ü",
        "ﬀred",
        longest.as_str(),
    ]
    .map(str::to_owned)
    .to_vec()
}

/// An error at the start is one sentence that names the setting and keeps the password.
fn check_error(error: &DirectoryError, setting: &str, says: &str, is_unreachable: bool) {
    let told = error.to_string();
    assert_eq!(error.setting(), setting, "{told}");
    assert!(told.starts_with(&format!("{setting}: ")), "{told}");
    assert!(told.contains(says), "{told} does not say {says}");
    assert_eq!(error.is_unreachable(), is_unreachable, "{told}");
    assert!(!told.contains('\n') && !told.contains(". ") && !told.ends_with('.'), "{told}");
    let (_, remedy) = told.rsplit_once("; ").unwrap_or_else(|| panic!("no remedy: {told}"));
    assert!(remedy.len() > 5, "{told}");
    for password in [databases::PASSWORD, databases::PASSWORD_IN_URL, "s3cret"] {
        assert!(!told.contains(password), "{told}");
    }
}

/// A port that takes connections and never says a word.
struct SilentServer {
    listener: TcpListener,
}

impl SilentServer {
    fn new() -> Self {
        // The kernel takes connections as long as the queue has room for them.
        Self { listener: TcpListener::bind("127.0.0.1:0").unwrap() }
    }

    fn port(&self) -> u16 {
        self.listener.local_addr().unwrap().port()
    }
}

fn fixture(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/databases");
    std::fs::read_to_string(folder.join(name)).unwrap()
}

/// How long something took, and what came of it.
async fn timed<T>(future: impl Future<Output = T>) -> (Duration, T) {
    let begun = Instant::now();
    let result = future.await;
    (begun.elapsed(), result)
}

/// Part of every local part that must not come to light.
const CANARY: &str = "canary-9b1f";

/// All that any thread has logged since somebody asked for it first, however detailed.
fn logged() -> String {
    static LOG: OnceLock<Mutex<Vec<u8>>> = OnceLock::new();
    struct Writer;
    impl Write for Writer {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            LOG.get_or_init(Mutex::default).lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let log = LOG.get_or_init(|| {
        let builder = tracing_subscriber::fmt().with_ansi(false).with_writer(|| Writer);
        builder.with_max_level(tracing::Level::TRACE).init();
        Mutex::default()
    });
    String::from_utf8_lossy(&log.lock().unwrap()).into_owned()
}

/// Neither addresses nor passwords come to the log, whatever happens.
fn check_log(says: &str) {
    let logged = logged();
    assert!(logged.contains(says), "{says} is not in the log");
    for secret in [CANARY, databases::PASSWORD, databases::PASSWORD_IN_URL] {
        assert!(!logged.contains(secret), "{secret} is in the log");
    }
}

#[test]
fn what_no_address_may_hold_never_reaches_a_directory() {
    let long = "a".repeat(254);
    for local_part in ["a\0b", "a b", "a\nb", "a\u{7f}b", long.as_str()] {
        assert!(Address::parse(&format!("{local_part}@example.org")).is_err(), "{local_part:?}");
    }
    for local_part in hostile_local_parts() {
        address(&format!("{local_part}@example.org"));
    }
}
