//! `benches/dns-vs-nsd` runs: all three servers answer rightly what it asks. How fast they are is no
//! matter of a test.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![allow(clippy::disallowed_methods, reason = "tests read the environment")]
#![allow(clippy::print_stderr, reason = "a test that is skipped says so")]

use std::path::Path;
use std::process::Command;

#[test]
fn the_comparison_with_nsd_and_knot_runs() {
    let load = std::env::current_exe().unwrap();
    let load = load.ancestors().nth(2).unwrap().join("examples/dns_load");
    let here = |program: &str| {
        ["/usr/sbin", "/usr/bin"].iter().any(|folder| Path::new(folder).join(program).exists())
    };
    let missing = ["nsd", "knotd", "ldns-signzone", "python3", "taskset"]
        .into_iter()
        .find(|program| !here(program));
    // A single test is built without the examples.
    let missing = missing.or_else(|| (!load.exists()).then_some("examples/dns_load"));
    if let Some(missing) = missing {
        let required = std::env::var_os("MAILGUIDE_REQUIRE_PEERS").is_some();
        assert!(!required, "{missing} is missing, but all peers are required");
        eprintln!("SKIPPED: {missing} is not installed");
        return;
    }
    let output = Command::new(Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/dns-vs-nsd"))
        .arg("--quick")
        .env("MAILGUIDE", env!("CARGO_BIN_EXE_mailguide"))
        .env("DNS_LOAD", load)
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}{errors}");
    for server in ["nsd", "knot", "mailguide"] {
        assert!(told.contains(&format!("20 zones, nxdomain                 {server}")), "{told}");
    }
    assert!(told.contains("each further domain:"), "{told}");
}
