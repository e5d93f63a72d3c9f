//! Finds provider files: those built in and those in the operator's folder.

use std::path::{Path, PathBuf};

use super::CommandError;
use crate::providers::{Database, ProviderFile, embedded};

/// Where provider files come from.
#[derive(clap::Args, Clone, Debug)]
pub(super) struct ProviderArguments {
    /// A folder with provider files of your own; they add to the built-in ones or replace them
    #[arg(long = "providers", value_name = "DIR")]
    own_providers: Option<PathBuf>,
}

impl ProviderArguments {
    /// Reads all files, or tells every fault of every file.
    pub(super) fn database(&self) -> Result<Database, CommandError> {
        let mut files = embedded();
        if let Some(folder) = &self.own_providers {
            files.extend(read_folder(folder)?);
        }
        Database::read(files).map_err(|reports| {
            let count: usize = reports.iter().map(|report| report.faults().len()).sum();
            let texts: Vec<String> = reports.iter().map(ToString::to_string).collect();
            let (faults, are) = if count == 1 { ("fault", "is") } else { ("faults", "are") };
            CommandError::Files(format!(
                "there {are} {count} {faults} in the provider files\n\n{}",
                texts.join("\n\n")
            ))
        })
    }
}

/// All provider files of a folder, sorted by name.
pub(super) fn read_folder(folder: &Path) -> Result<Vec<ProviderFile<'static>>, CommandError> {
    let files = read_toml_files(folder, "provider files", "--providers")?;
    let file = |(path, source): (PathBuf, String)| ProviderFile {
        id: path.file_stem().unwrap_or_default().to_string_lossy().into_owned().into(),
        path: path.display().to_string().into(),
        source: source.into(),
        built_in: false,
    };
    Ok(files.into_iter().map(file).collect())
}

/// The texts of all `*.toml` files of a folder, sorted by name. `what` they are and `option` that
/// names the folder go into the error.
pub(super) fn read_toml_files(
    folder: &Path,
    what: &str,
    option: &str,
) -> Result<Vec<(PathBuf, String)>, CommandError> {
    let unreadable = |path: &Path, error: std::io::Error| {
        CommandError::Usage(format!(
            "cannot read {}: {error}; name a folder of {what} that this user may read with \
             {option}",
            path.display()
        ))
    };
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(|error| unreadable(folder, error))? {
        let path = entry.map_err(|error| unreadable(folder, error))?.path();
        if path.extension().is_none_or(|extension| extension != "toml") {
            continue;
        }
        let source = std::fs::read_to_string(&path).map_err(|error| unreadable(&path, error))?;
        files.push((path, source));
    }
    files.sort();
    Ok(files)
}
