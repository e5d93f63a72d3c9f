//! The container: its root file system is put together as the recipe says, and what the recipe starts
//! is started in it. No engine is needed.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use super::support::Folder;
use super::{are_root, have, in_tree, outcome, run, text_of};

/// How the recipe makes the program static.
const STATIC: &str = "-C target-feature=+crt-static";

/// The last stage of the recipe.
#[derive(Default)]
struct Stage {
    /// Where a file comes from, whether that is the stage before, and where it goes.
    copies: Vec<(String, bool, String)>,
    /// An empty folder, and whose it is.
    state: Option<(String, String)>,
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
                if let Some(rest) = rest.strip_prefix("--chown=") {
                    let (user, rest) = rest.split_once(" /state ").unwrap();
                    found.state = Some((rest.to_owned(), user.to_owned()));
                    continue;
                }
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

/// The library as these tests were compiled against it. Cargo has it already, and says where.
fn library() -> PathBuf {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["build", "--locked", "--quiet", "--lib", "--example", "manuals"]);
    let said = run(cargo.arg("--message-format=json").current_dir(in_tree("")));
    let artifacts = said.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let mut files = artifacts
        .filter(|artifact| artifact["target"]["kind"] == serde_json::json!(["lib"]))
        .filter(|artifact| artifact["target"]["name"] == "mailguide")
        .flat_map(|artifact| artifact["filenames"].as_array().cloned().unwrap_or_default());
    let is_library = |file: &Value| file.as_str().is_some_and(|file| file.ends_with(".rlib"));
    files.find(is_library).expect("it is a library").as_str().unwrap().into()
}

/// The program, linked as the recipe links it: of what is compiled already, so that it takes seconds.
fn link_static_program(to: &Path) {
    let library = library();
    let mut rustc = Command::new("rustc");
    rustc.args(["--edition=2024", "--crate-name=mailguide", "-Cstrip=symbols"]);
    rustc.args(STATIC.split(' ')).arg(in_tree("src/main.rs")).arg("-o").arg(to);
    rustc.arg("--extern").arg(format!("mailguide={}", library.display()));
    let dependencies = library.parent().unwrap().join("deps");
    run(rustc.arg("-L").arg(format!("dependency={}", dependencies.display())));
    let said = run(Command::new("readelf").args(["--program-headers", "--dynamic"]).arg(to));
    assert!(!said.contains("INTERP") && !said.contains("NEEDED"), "it is not static: {said}");
}

#[test]
fn the_image_runs_without_rights_on_a_root_that_cannot_be_written() {
    if !are_root() || !have(&["unshare", "setpriv", "ip", "curl", "dig", "readelf"]) {
        return;
    }
    assert!(text_of("deploy/container/Containerfile").contains(&format!(" -- {STATIC}\n")));
    let stage = last_stage();
    let folder = Folder::new("container");
    let root = folder.path();
    for (from, is_built, to) in &stage.copies {
        if from.ends_with("/release/mailguide") {
            let place = root.join(to.trim_start_matches('/'));
            std::fs::create_dir_all(place.parent().unwrap()).unwrap();
            link_static_program(&place);
        } else if *is_built {
            // What the build stage has of its distribution, this machine has of its own.
            put(Path::new(from), root, to);
        } else {
            put(&in_tree(from), root, to);
        }
    }
    let (state, user) = stage.state.as_ref().expect("the recipe has a folder for state");
    assert_eq!(*user, stage.user);
    // Engines make the others.
    for mount in [state.trim_start_matches('/'), "run", "proc"] {
        std::fs::create_dir_all(root.join(mount)).unwrap();
    }
    std::fs::create_dir_all(root.join("etc")).unwrap();
    std::fs::write(root.join("etc/hosts"), "127.0.0.1 localhost database.test\n").unwrap();
    let mut command = Command::new(in_tree("tests/deploy/container.sh"));
    command.arg(root).arg(&stage.user).arg(state);
    command.args(&stage.environment).arg("--").args(&stage.command);
    let said = run(&mut command);
    assert!(said.lines().any(|line| line == "it ran, answered and stopped"), "{said}");
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
    let (state, _) = stage.state.unwrap();
    assert!(compose.contains(&format!("- state:{state}\n")), "{compose}");
    assert!(compose.contains("dockerfile: deploy/container/Containerfile\n"));
    assert!(compose.contains("read_only: true\n") && compose.contains("- /run:mode=1777,"));
    let configuration = text_of("deploy/container/mailguide.toml");
    for listens in ["listen = \"[::]:8080\"", "listen = \"[::]:5300\""] {
        assert!(configuration.contains(listens), "{configuration}");
    }
}

/// The format, by the schema of the Compose specification.
#[test]
fn compose_is_understood() {
    if !have(&["check-jsonschema"]) {
        return;
    }
    let check = |path: &Path| {
        let mut command = Command::new("check-jsonschema");
        outcome(command.args(["--builtin-schema", "vendor.compose-spec"]).arg(path))
    };
    let (is_content, said) = check(&in_tree("deploy/container/compose.yaml"));
    assert!(is_content, "{said}");
    // It would have told.
    let wrong = text_of("deploy/container/compose.yaml").replace("read_only", "read_onyl");
    let (is_content, said) = check(&Folder::new("compose").write("compose.yaml", &wrong));
    assert!(!is_content && said.contains("read_onyl"), "{said}");
}
