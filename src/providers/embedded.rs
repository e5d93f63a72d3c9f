//! The provider files that are built into the program.

use super::ProviderFile;

include!(concat!(env!("OUT_DIR"), "/embedded_providers.rs"));

/// The built-in files, sorted by name.
pub fn embedded() -> Vec<ProviderFile<'static>> {
    EMBEDDED
        .iter()
        .map(|&(id, source)| ProviderFile {
            id: id.into(),
            path: format!("providers/{id}.toml").into(),
            source: source.into(),
            built_in: true,
        })
        .collect()
}
