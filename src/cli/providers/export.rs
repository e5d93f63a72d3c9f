//! `mailguide providers export`: the database as files for any static web server.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use crate::cli::provider_files::ProviderArguments;
use crate::cli::{CommandError, tell};
use crate::config::Configured;
use crate::guide::{Guide, Language};
use crate::http::answer::{Asked, answer};
use crate::http::route::Route;
use crate::lookup::Known;
use crate::snapshot::{Policy, Snapshot};

/// Write autoconfig files, one a domain and named like it, as the ISPDB serves them
#[derive(clap::Args, Debug)]
pub(in crate::cli) struct Arguments {
    /// The folder to write into; it is made if it is not there
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    #[command(flatten)]
    providers: ProviderArguments,
}

/// Asks our own front for every domain, so that a file is what the server answers.
pub(super) fn run(arguments: &Arguments) -> Result<ExitCode, CommandError> {
    let database = arguments.providers.database()?;
    let guide = Guide::built_in();
    let snapshot =
        Snapshot::build(database, Configured::default(), &guide.sentences, Policy::default(), 0);
    let unwritable = |path: &PathBuf, error: std::io::Error| {
        CommandError::Usage(format!(
            "cannot write {}: {error}; name a folder that this user may write to",
            path.display()
        ))
    };
    std::fs::create_dir_all(&arguments.folder)
        .map_err(|error| unwritable(&arguments.folder, error))?;
    let mut files = 0;
    for entry in snapshot.entries() {
        for domain in &entry.provider().domains {
            let route = Route::parse("GET", None, &format!("/v1.1/{domain}"), None);
            let time = Duration::ZERO;
            let asked = Asked::read(route, b"");
            let reply = answer(
                asked,
                &Known::NOTHING,
                Language::FALLBACK,
                time,
                &guide,
                &snapshot,
                Vec::new(),
            );
            if reply.status != 200 {
                continue;
            }
            let path = arguments.folder.join(domain.as_str());
            std::fs::write(&path, &reply.body).map_err(|error| unwritable(&path, error))?;
            files += 1;
        }
    }
    tell(&format!(
        "{files} files are in {}; serve the folder at /v1.1/ as text/xml",
        arguments.folder.display()
    ));
    Ok(ExitCode::SUCCESS)
}
