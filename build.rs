//! Lists `providers/*.toml` so that they can be built into the program.
#![expect(clippy::disallowed_methods, reason = "a build script reads and writes files")]

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

fn main() {
    println!("cargo::rerun-if-changed=providers");
    let root = env::var("CARGO_MANIFEST_DIR").expect("cargo sets it");
    let mut files: Vec<_> = fs::read_dir(Path::new(&root).join("providers"))
        .expect("the folder stands beside Cargo.toml")
        .map(|entry| entry.expect("the folder can be read").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .collect();
    files.sort();
    let mut list = String::from("static EMBEDDED: &[(&str, &str)] = &[\n");
    for path in files {
        let id = path.file_stem().and_then(|stem| stem.to_str()).expect("names are ASCII");
        writeln!(list, "    ({id:?}, include_str!({path:?})),").expect("a String takes it all");
    }
    list.push_str("];\n");
    let out = env::var("OUT_DIR").expect("cargo sets it");
    fs::write(Path::new(&out).join("embedded_providers.rs"), list).expect("OUT_DIR is writable");
}
