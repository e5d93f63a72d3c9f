//! The container: its root file system is put together as the recipe says, and what the recipe starts
//! is started in it. No engine is needed.

use std::path::Path;
use std::process::Command;

use super::support::Folder;
use super::{are_root, have, in_tree, run, text_of};

/// The last stage of the recipe.
#[derive(Default)]
struct Stage {
    /// Where a file comes from, whether that is the stage before, and where it goes.
    copies: Vec<(String, bool, String)>,
    environment: Vec<String>,
    user: String,
    /// The entry point, and the arguments that an engine appends to it.
    command: Vec<String>,
}

fn last_stage() -> Stage {
    let text = text_of("deploy/container/Containerfile");
    let (_, stage) = text.split_once("\nFROM scratch\n").expect("the image has nothing else in it");
    let mut found = Stage::default();
    for line in stage.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let (word, rest) = line.split_once(' ').unwrap();
        match word {
            "COPY" => {
                let (is_built, rest) = match rest.strip_prefix("--from=build ") {
                    Some(rest) => (true, rest),
                    None => (false, rest),
                };
                let (from, to) = rest.split_once(' ').unwrap();
                found.copies.push((from.to_owned(), is_built, to.to_owned()));
            }
            "ENV" => found.environment.push(rest.to_owned()),
            "USER" => found.user = rest.to_owned(),
            "ENTRYPOINT" | "CMD" => {
                found.command.extend(serde_json::from_str::<Vec<String>>(rest).unwrap());
            }
            "EXPOSE" => assert_eq!(rest, "8080/tcp 5300/tcp 5300/udp"),
            other => panic!("{other} is not known here"),
        }
    }
    found
}

/// Copies a file to a place below a root.
fn put(from: &Path, root: &Path, to: &str) {
    let to = root.join(to.trim_start_matches('/'));
    std::fs::create_dir_all(to.parent().unwrap()).unwrap();
    std::fs::copy(from, &to).unwrap_or_else(|error| panic!("{}: {error}", from.display()));
}

/// The shared libraries of a program; the image's own is static and has none.
fn libraries(program: &Path) -> Vec<String> {
    let said = run(Command::new("ldd").arg(program));
    let words = said.split_whitespace();
    words.filter(|word| word.starts_with('/')).map(str::to_owned).collect()
}

#[test]
fn the_image_runs_without_rights_on_a_root_that_cannot_be_written() {
    if !are_root() || !have(&["unshare", "setpriv", "ip", "curl", "dig", "ldd"]) {
        return;
    }
    let stage = last_stage();
    let folder = Folder::new("container");
    let root = folder.path();
    for (from, is_built, to) in &stage.copies {
        if from.ends_with("/release/mailguide") {
            let program = Path::new(env!("CARGO_BIN_EXE_mailguide"));
            put(program, root, to);
            for library in libraries(program) {
                put(Path::new(&library), root, &library);
            }
        } else if *is_built {
            // What the build stage has of its distribution, this machine has of its own.
            put(Path::new(from), root, to);
        } else {
            put(&in_tree(from), root, to);
        }
    }
    // Engines make these.
    for mount in ["run", "proc"] {
        std::fs::create_dir_all(root.join(mount)).unwrap();
    }
    let mut command = Command::new(in_tree("tests/deploy/container.sh"));
    command.arg(root).arg(&stage.user).args(&stage.environment).arg("--").args(&stage.command);
    let said = run(&mut command);
    assert_eq!(said.trim_end().lines().next_back(), Some("it ran, answered and stopped"), "{said}");
}

/// Compose mounts what the recipe has, under the same ports and with a root that cannot be written.
#[test]
fn compose_fits_the_recipe() {
    let compose = text_of("deploy/container/compose.yaml");
    let stage = last_stage();
    for (from, _, to) in stage.copies.iter().filter(|(from, ..)| from.ends_with(".toml")) {
        let name = from.strip_prefix("deploy/container/").unwrap();
        assert!(compose.contains(&format!("- ./{name}:{to}:ro\n")), "{compose}");
    }
    for line in ["80:8080/tcp", "53:5300/tcp", "53:5300/udp"] {
        assert!(compose.contains(&format!("- \"{line}\"\n")), "{compose}");
    }
    assert!(compose.contains("dockerfile: deploy/container/Containerfile\n"));
    assert!(compose.contains("read_only: true\n") && compose.contains("- /run:mode=1777,"));
    let configuration = text_of("deploy/container/mailguide.toml");
    for listens in ["listen = \"[::]:8080\"", "listen = \"[::]:5300\""] {
        assert!(configuration.contains(listens), "{configuration}");
    }
}
