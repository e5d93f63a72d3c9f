//! Puts the ordering of certificates together: the store, the authority, and where they are shown.

use std::path::Path;
use std::sync::Arc;

use arc_swap::ArcSwap;

use super::{CommandError, tell};
use crate::acme::client::AuthorityClient;
use crate::acme::folder::FolderStore;
use crate::acme::orderer::Orderer;
use crate::acme::settings::{AcmeSettings, StoreKind};
use crate::acme::store::Store;
use crate::config::{Config, acme_warnings};
use crate::state::State;
use crate::tls::certificates::Certificates;

/// The folder of certificates in the state folder.
const FOLDER: &str = "acme";

/// Who orders certificates, where the operator wants them ordered.
pub(super) async fn open(
    config: &Config,
    certificates: Arc<Certificates>,
    state: Arc<ArcSwap<State>>,
) -> Result<Option<Arc<Orderer>>, CommandError> {
    let Some(settings) = config.acme.clone() else { return Ok(None) };
    for warning in acme_warnings(config) {
        tell(&format!("warning: {warning}"));
    }
    let client = client(&settings)?;
    let store = store(&settings, config.state.as_deref())?;
    let opened = Orderer::open(settings, store, client, certificates, state).await;
    opened.map(Some).map_err(|problem| CommandError::Usage(format!("acme.store: {problem}")))
}

/// The way to the authority.
pub(super) fn client(settings: &AcmeSettings) -> Result<AuthorityClient, CommandError> {
    AuthorityClient::new(settings.authority_file.as_deref()).map_err(|problem| {
        CommandError::Usage(format!("acme.ca_file: {problem}; name a PEM file with roots"))
    })
}

fn store(settings: &AcmeSettings, state: Option<&Path>) -> Result<Arc<dyn Store>, CommandError> {
    match (settings.store, state) {
        (StoreKind::Folder, Some(state)) => {
            let opened = FolderStore::open(&state.join(FOLDER));
            let store =
                opened.map_err(|error| CommandError::Usage(format!("acme.store: {error}")))?;
            Ok(Arc::new(store))
        }
        (StoreKind::Folder, None) | (StoreKind::Sql, _) => Err(CommandError::Usage(
            "acme.store: there is no such store in this version; set acme.store = \"folder\" and \
             state.folder"
                .to_owned(),
        )),
    }
}
