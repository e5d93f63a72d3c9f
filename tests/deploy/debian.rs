//! The Debian package: made of the program under test, and taken through its life.

use std::path::Path;
use std::process::Command;

use super::{are_root, have, in_tree, run};

#[test]
fn the_package_lives_from_installation_to_purge() {
    let programs = ["cargo-deb", "dpkg-shlibdeps", "debootstrap", "unshare", "ip", "curl", "dig"];
    if !are_root() || !have(&programs) {
        return;
    }
    // `cargo test` has built it, unless a single test was asked for.
    let mut manuals = Command::new(env!("CARGO"));
    run(manuals
        .args(["build", "--locked", "--quiet", "--example", "manuals"])
        .current_dir(in_tree("")));
    let built = Path::new(env!("CARGO_BIN_EXE_mailguide")).parent().unwrap();
    let mut test = Command::new(in_tree("deploy/debian/test"));
    let said = run(test.arg("--built").arg(built));
    let end = "the package was installed, asked, upgraded, asked, removed and purged";
    assert!(said.lines().any(|line| line == end), "{said}");
}
