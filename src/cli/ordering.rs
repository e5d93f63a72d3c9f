//! Puts the ordering of certificates together: the store, the authority, and where they are shown.

use std::sync::Arc;

use arc_swap::ArcSwap;

use super::{CommandError, tell};
use crate::acme::client::AuthorityClient;
use crate::acme::database::DatabaseStore;
use crate::acme::folder::FolderStore;
use crate::acme::orderer::Orderer;
use crate::acme::settings::{AcmeSettings, StoreKind};
use crate::acme::store::{Store, StoreError};
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
    let store = store(&settings, config).await?;
    let opened = Orderer::open(settings, store, client, certificates, state).await;
    opened.map(Some).map_err(|problem| CommandError::Usage(format!("acme.store: {problem}")))
}

/// The way to the authority.
pub(super) fn client(settings: &AcmeSettings) -> Result<AuthorityClient, CommandError> {
    AuthorityClient::new(settings.authority_file.as_deref()).map_err(|problem| {
        CommandError::Usage(format!("acme.ca_file: {problem}; name a PEM file with roots"))
    })
}

/// Reading the configuration holds that what a store needs is there.
async fn store(settings: &AcmeSettings, config: &Config) -> Result<Arc<dyn Store>, CommandError> {
    let opened: Result<Arc<dyn Store>, StoreError> = match (settings.store, config) {
        (StoreKind::Folder, Config { state: Some(state), .. }) => {
            FolderStore::open(&state.join(FOLDER)).map(|store| Arc::new(store) as _)
        }
        (StoreKind::Sql, Config { sql: Some(database), .. }) => {
            DatabaseStore::open(database).await.map(|store| Arc::new(store) as _)
        }
        (StoreKind::Folder, _) => return Err(missing("state.folder")),
        (StoreKind::Sql, _) => return Err(missing("sql.url")),
    };
    opened.map_err(|error| CommandError::Usage(format!("acme.store: {error}")))
}

fn missing(setting: &str) -> CommandError {
    CommandError::Usage(format!("acme.store: there is no place for certificates; set {setting}"))
}
