//! Writes the manual pages and the shell completions of the command line into a folder, for packages:
//! `cargo run --example manuals -- FOLDER`.
//!
//! It is no subcommand, so that servers need not carry what is wanted once a release.
#![expect(clippy::disallowed_methods, reason = "this program writes files")]

use std::io;
use std::path::Path;

use clap_complete::Shell;

fn main() -> io::Result<()> {
    let folder = std::env::args_os().nth(1);
    let folder = folder.ok_or_else(|| io::Error::other("name the folder to write into"))?;
    write(Path::new(&folder))
}

/// Writes `man/*.1`, a page for each subcommand, and `completions/`, a file for each shell under the
/// name by which the shell finds it.
pub(crate) fn write(folder: &Path) -> io::Result<()> {
    let (pages, completions) = (folder.join("man"), folder.join("completions"));
    std::fs::create_dir_all(&pages)?;
    clap_mangen::generate_to(mailguide::cli::command(), pages)?;
    let shells =
        [(Shell::Bash, "mailguide"), (Shell::Zsh, "_mailguide"), (Shell::Fish, "mailguide.fish")];
    for (shell, name) in shells {
        let folder = completions.join(shell.to_string());
        std::fs::create_dir_all(&folder)?;
        let mut script = Vec::new();
        clap_complete::generate(shell, &mut mailguide::cli::command(), "mailguide", &mut script);
        std::fs::write(folder.join(name), script)?;
    }
    Ok(())
}
