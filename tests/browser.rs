//! The pages in a real browser: `tests/browser/run.mjs`, against the real program.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![allow(clippy::print_stderr, reason = "a skipped test says so")]
#![allow(clippy::disallowed_methods, reason = "tests read files and the environment")]

mod support;

use std::path::Path;
use std::process::Command;

use support::Mailguide;

/// What is not there of what the test needs. `.ci/run` installs it all and sets
/// `MAILGUIDE_REQUIRE_PEERS`, which makes a missing part a failure.
fn missing(folder: &Path) -> Option<String> {
    let chromium = std::env::var("CHROMIUM").unwrap_or_else(|_| "/usr/bin/chromium".to_owned());
    let runs = |program: &str| {
        let output = Command::new(program).arg("--version").output();
        output.is_ok_and(|output| output.status.success())
    };
    let program = [chromium.as_str(), "node"].into_iter().find(|program| !runs(program));
    let program = program.map(|program| format!("{program} is not installed"));
    let modules = folder.join("node_modules");
    program.or_else(|| {
        let told = || format!("{} is missing; run npm install beside it", modules.display());
        (!modules.is_dir()).then(told)
    })
}

#[test]
fn the_pages_work_in_a_real_browser() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser");
    if let Some(missing) = missing(&folder) {
        let required = std::env::var_os("MAILGUIDE_REQUIRE_PEERS").is_some();
        assert!(!required, "{missing}, but all peers are required");
        eprintln!("SKIPPED: {missing}");
        return;
    }
    // With a public URL, the pages have QR codes.
    let server = Mailguide::start(&["--log", "off", "--public-url", "https://guide.example.net"]);
    let output = Command::new("node")
        .arg(folder.join("run.mjs"))
        .arg(format!("http://{}", server.http))
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stdout);
    let wrong = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}{wrong}");
}
