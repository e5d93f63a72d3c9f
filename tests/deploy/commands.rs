//! Manual pages and completions, as the programs that read them see them.

use std::path::Path;
use std::process::Command;

use super::support::Folder;
use super::{have, manuals, run};

/// The pages that there must be: one for each command that is shown, under its full name.
fn pages(command: &clap::Command, name: &str, found: &mut Vec<String>) {
    found.push(format!("{name}.1"));
    for command in command.get_subcommands().filter(|command| !command.is_hide_set()) {
        pages(command, &format!("{name}-{}", command.get_name()), found);
    }
}

fn written() -> Folder {
    let folder = Folder::new("manuals");
    manuals::write(folder.path()).unwrap();
    folder
}

#[test]
fn every_command_has_a_manual_page() {
    let folder = written();
    let mut expected = Vec::new();
    pages(&mailguide::cli::command(), "mailguide", &mut expected);
    for known in ["mailguide-serve.1", "mailguide-config-check.1"] {
        assert!(expected.iter().any(|page| page == known), "{expected:?}");
    }
    let man = folder.path().join("man");
    let found = std::fs::read_dir(&man).unwrap();
    let mut found: Vec<String> =
        found.map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    // `help` explains itself.
    found.retain(|page| !page.contains("-help"));
    found.sort();
    expected.sort();
    assert_eq!(found, expected);
    let serve = std::fs::read_to_string(man.join("mailguide-serve.1")).unwrap();
    assert!(serve.contains(r"\-\-http"), "{serve}");
    if have(&["mandoc"]) {
        for page in &found {
            run(Command::new("mandoc").args(["-Tlint", "-Werror"]).arg(man.join(page)));
        }
    }
}

/// The completions of a shell, asked as the shell asks them for what may follow `mailguide ser`.
fn completed(shell: &str, arguments: &[&str], script: &str, folder: &Path) {
    if have(&[shell]) {
        // A shell that waits for a word that never comes is no answer.
        let mut command = Command::new("timeout");
        command
            .args(["60", shell])
            .args(arguments)
            .args(["-c", script])
            .current_dir(folder.join("completions"));
        let said = run(command.env("HOME", folder));
        let words: Vec<&str> = said.split_whitespace().collect();
        assert_eq!(words.first(), Some(&"serve"), "{shell}: {said}");
    }
}

#[test]
fn shells_complete_commands() {
    let folder = written();
    let bash = "source bash/mailguide; complete -p mailguide > /dev/null || exit 1
        COMP_WORDS=(mailguide ser) COMP_CWORD=1; _mailguide mailguide ser mailguide
        echo \"${COMPREPLY[@]}\"";
    completed("bash", &["--norc"], bash, folder.path());
    let fish = "source fish/mailguide.fish; complete --do-complete 'mailguide ser'";
    completed("fish", &["--no-config"], fish, folder.path());
    // zsh completes in its line editor alone: that runs in a terminal of its own.
    let zsh = "zmodload zsh/zpty; zpty terminal zsh -f -i
        zpty -w terminal 'fpath=($PWD/zsh $fpath); autoload -Uz compinit; compinit -u -D; PS1=; echo LOADED:$_comps[mailguide]'
        zpty -r -m terminal seen '*LOADED:_mailguide*'
        zpty -w -n terminal $'mailguide ser\\t'
        zpty -r -m terminal seen '*mailguide serve*' && echo serve";
    completed("zsh", &["-f"], zsh, folder.path());
}
