//! What the compiler does not check about how the project is built.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![allow(clippy::disallowed_methods, reason = "tests read files")]

use std::path::{Path, PathBuf};

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files
}

/// The shell, which alone may do I/O, read the clock and log.
const SHELL: [&str; 24] = [
    "acme/client.rs",
    "acme/database.rs",
    "acme/folder.rs",
    "acme/order.rs",
    "acme/orderer",
    "acme/registration.rs",
    "admin/server.rs",
    "cli",
    "connection_table.rs",
    "directory",
    "dns/notifier.rs",
    "dns/server.rs",
    "dns/stream.rs",
    "dns/udp.rs",
    "http/body.rs",
    "http/connections.rs",
    "http/interrupt.rs",
    "http/requests.rs",
    "http/server.rs",
    "http/stream.rs",
    "http/traffic.rs",
    "main.rs",
    "state.rs",
    "tls",
];

#[test]
fn the_core_does_no_io_and_logs_nothing() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut core = 0;
    for file in rust_files(&root) {
        let name = file.strip_prefix(&root).unwrap();
        if SHELL.iter().any(|shell| name.starts_with(shell)) {
            continue;
        }
        core += 1;
        let text = std::fs::read_to_string(&file).unwrap();
        for word in [
            "tracing",
            "tokio",
            "std::fs",
            "std::env::var",
            "Instant::now",
            "SystemTime",
            "println!",
        ] {
            assert!(!text.contains(word), "{word} in {}", name.display());
        }
    }
    assert!(core > 20);
}

#[test]
fn quick_xml_stays_behind_its_wall() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for file in rust_files(&root) {
        let text = std::fs::read_to_string(&file).unwrap();
        let allowed = file.ends_with("xml.rs");
        assert!(allowed || !text.contains("quick_xml::"), "{}", file.display());
    }
}

#[test]
fn hickory_stays_inside_its_rooms() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for file in rust_files(&root) {
        let text = std::fs::read_to_string(&file).unwrap();
        let name = file.strip_prefix(&root).unwrap();
        let rooms = ["dns", "directory/hosts.rs", "directory/mx.rs"];
        let allowed = rooms.iter().any(|room| name.starts_with(room));
        assert!(allowed || !text.contains("hickory"), "{}", file.display());
    }
}

#[test]
fn drivers_stay_inside_their_rooms() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for (driver, rooms) in [
        // The importer reads a file of another program, which is no directory.
        ("sqlx::", &["directory/sql", "acme/database.rs", "cli/import/sqlite.rs"][..]),
        ("ldap3::", &["directory/ldap"][..]),
    ] {
        for file in rust_files(&root) {
            let text = std::fs::read_to_string(&file).unwrap();
            let name = file.strip_prefix(&root).unwrap();
            let allowed = rooms.iter().any(|room| name.starts_with(room));
            assert!(allowed || !text.contains(driver), "{driver} in {}", file.display());
        }
    }
}

#[test]
fn neither_ring_nor_openssl_is_in_the_tree() {
    let lock = include_str!("../Cargo.lock");
    for name in ["openssl", "openssl-sys", "native-tls"] {
        assert!(!lock.contains(&format!("name = \"{name}\"\n")), "{name} came in");
    }
}

/// A target that is not built, or begins with nothing, finds nothing.
#[test]
fn every_fuzz_target_is_built_and_has_seeds_and_words() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz");
    let manifest = std::fs::read_to_string(root.join("Cargo.toml")).unwrap();
    let targets = rust_files(&root.join("fuzz_targets"));
    assert!(targets.len() > 15);
    for file in targets {
        let name = file.file_stem().unwrap().to_str().unwrap();
        assert!(manifest.contains(&format!("name = \"{name}\"\n")), "{name}");
        assert!(root.join("dictionaries").join(name).with_extension("dict").exists(), "{name}");
        let seeds = std::fs::read_dir(root.join("corpus").join(name)).unwrap();
        let sizes: Vec<u64> = seeds.map(|seed| seed.unwrap().metadata().unwrap().len()).collect();
        assert!((1..=60).contains(&sizes.len()), "{name}: {} seeds", sizes.len());
        assert!(sizes.iter().sum::<u64>() < 128 * 1024, "{name}");
    }
}
