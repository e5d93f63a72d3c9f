//! The Debian package: built from the program under test, and taken through its life.

use std::process::Command;

use super::{are_root, have, in_tree, run};

#[test]
fn the_package_lives_from_installation_to_purge() {
    let programs = ["cargo-deb", "dpkg-shlibdeps", "debootstrap", "unshare", "ip", "curl", "dig"];
    if !are_root() || !have(&programs) {
        return;
    }
    let mut test = Command::new(in_tree("deploy/debian/test"));
    let said = run(test.args(["--profile", "dev"]));
    let end = "the package was installed, asked, upgraded, asked, removed and purged";
    assert_eq!(said.trim_end().lines().next_back(), Some(end), "{said}");
}
