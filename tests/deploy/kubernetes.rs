//! The manifests, against the schemas of the Kubernetes API and against each other.

use std::process::Command;

use super::support::{Folder, Mailguide, mailguide};
use super::{asked_at, have, in_tree, outcome, run, text_of};

const MANIFESTS: [&str; 5] = ["configuration", "deployment", "disruption", "network", "service"];

fn path(manifest: &str) -> String {
    format!("deploy/kubernetes/{manifest}.yaml")
}

/// Lines of a block below a key, without their indentation.
fn block(text: &str, key: &str) -> String {
    let mut lines = text.lines().skip_while(|line| !line.trim_start().starts_with(key));
    lines.next().unwrap_or_else(|| panic!("no {key}"));
    let lines: Vec<&str> = lines.collect();
    let depth = lines[0].len() - lines[0].trim_start().len();
    let inside =
        lines.iter().take_while(|line| line.is_empty() || line.starts_with(&lines[0][..depth]));
    inside.map(|line| line.get(depth..).unwrap_or_default().to_owned() + "\n").collect()
}

#[test]
fn the_api_understands_the_manifests() {
    if !have(&["kubernetes-validate"]) {
        return;
    }
    let validate = |path: &std::path::Path| {
        outcome(Command::new("kubernetes-validate").arg("--strict").arg(path))
    };
    let files = std::fs::read_dir(in_tree("deploy/kubernetes")).unwrap();
    assert_eq!(files.count(), MANIFESTS.len());
    for manifest in MANIFESTS {
        let (is_content, said) = validate(&in_tree(&path(manifest)));
        assert!(is_content, "{manifest}: {said}");
    }
    // It would have told.
    let folder = Folder::new("manifest");
    let wrong = text_of(&path("deployment")).replace("readOnlyRootFilesystem", "readOnlyRoot");
    let (is_content, said) = validate(&folder.write("wrong.yaml", &wrong));
    assert!(!is_content && said.contains("readOnlyRoot"), "{said}");
}

/// The configuration inside is right, and its ports are those of the deployment.
#[test]
fn the_configuration_map_is_right() {
    let text = block(&text_of(&path("configuration")), "mailguide.toml: |");
    let folder = Folder::new("map");
    let file = folder.write("mailguide.toml", &text);
    run(mailguide().args(["config", "check", "--config"]).arg(file));
    let deployment = text_of(&path("deployment"));
    for (listens, port) in [
        ("[http]\nlisten = \"[::]:8080\"", 8080),
        ("[dns]\nlisten = \"[::]:5300\"", 5300),
        ("[admin]\nlisten = \"[::]:8081\"", 8081),
    ] {
        assert!(text.contains(listens), "{text}");
        assert!(deployment.contains(&format!("containerPort: {port}\n")));
    }
}

/// What the probes ask is answered, by the very configuration of the map.
#[test]
fn the_probes_are_answered() {
    let text = block(&text_of(&path("configuration")), "mailguide.toml: |");
    let folder = Folder::new("probes");
    let file = folder.write("mailguide.toml", &text);
    let arguments = ["--admin", "127.0.0.1:0", "--config", file.to_str().unwrap()];
    let server = Mailguide::start(&arguments);
    let deployment = text_of(&path("deployment"));
    for (probe, path) in
        [("startupProbe", "/readyz"), ("readinessProbe", "/readyz"), ("livenessProbe", "/healthz")]
    {
        let probe = block(&deployment, &format!("{probe}:"));
        assert!(probe.contains(&format!("path: {path}\n  port: admin\n")), "{probe}");
        assert_eq!(asked_at(server.admin.as_ref().unwrap().parse().unwrap(), path).status, 200);
    }
}

/// What one manifest calls by name is there in the other: ports, labels, the map, the user.
#[test]
fn the_manifests_fit_each_other() {
    let deployment = text_of(&path("deployment"));
    let ports = block(&deployment, "ports:");
    for manifest in ["service", "network"] {
        let text = text_of(&path(manifest));
        let key = if manifest == "service" { "targetPort: " } else { "- port: " };
        let named = text.lines().filter_map(|line| line.trim_start().strip_prefix(key));
        let named: Vec<&str> = named.filter(|name| name.parse::<u16>().is_err()).collect();
        assert_eq!(named[..3], ["http", "dns", "dns-tcp"], "{manifest}");
        for name in named {
            assert!(ports.contains(&format!("- name: {name}\n")), "{manifest}: {name}");
        }
    }
    for manifest in MANIFESTS {
        let text = text_of(&path(manifest));
        assert!(text.contains("\n  name: mailguide\n"), "{manifest}");
        assert!(text.contains("app.kubernetes.io/name: mailguide\n"), "{manifest}");
    }
    let container = text_of("deploy/container/Containerfile");
    assert!(container.contains("\nUSER 65532:65532\n"));
    assert!(
        deployment.contains("runAsUser: 65532\n") && deployment.contains("runAsGroup: 65532\n")
    );
    // All that the image wants to write to.
    assert!(container.contains("\nENV XDG_RUNTIME_DIR=/run\n"));
    assert!(container.contains("\nENV STATE_DIRECTORY=/var/lib/mailguide\n"));
    for mounted in ["mountPath: /run\n", "mountPath: /var/lib/mailguide\n"] {
        assert!(deployment.contains(mounted), "{mounted}");
    }
    assert!(deployment.contains("fsGroup: 65532\n"));
}
