//! What is remembered of zones while the program does not run: enough to know whether any has
//! changed.

use serde::{Deserialize, Serialize};

use super::ServedZones;

impl ServedZones {
    /// Whether another moment had the same zones with the same serials.
    pub fn is_same(&self, other: &Self) -> bool {
        let untimed = |zones: &Self| Remembered { at: 0, ..zones.to_remember() };
        untimed(self) == untimed(other)
    }

    /// What is to be remembered until the next start.
    pub fn to_remember(&self) -> Remembered {
        let catalog = self.catalog.as_ref().map(|catalog| RememberedCatalog {
            name: catalog.name.to_string(),
            serial: catalog.serial,
            members: self.catalog_digest(),
        });
        let services = self.services.iter().map(|service| RememberedService {
            id: service.id.clone(),
            content: service.content,
            members: service.members,
            serial: service.serial,
        });
        let mut services: Vec<RememberedService> = services.collect();
        services.sort_unstable_by(|one, other| one.id.cmp(&other.id));
        let zones = self.own_serials.iter().map(|(name, serial)| (name.to_string(), *serial));
        let mut zones: Vec<(String, u32)> = zones.collect();
        zones.sort_unstable();
        let at = self.at.as_secs();
        Remembered { latest: self.latest, at, catalog, services, zones }
    }
}

/// What is remembered of zones while the program does not run.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Remembered {
    pub(super) latest: u32,
    pub(super) at: u64,
    pub(super) catalog: Option<RememberedCatalog>,
    pub(super) services: Vec<RememberedService>,
    /// Zones with a serial of their own.
    pub(super) zones: Vec<(String, u32)>,
}

#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RememberedCatalog {
    pub(super) name: String,
    pub(super) serial: u32,
    pub(super) members: u64,
}

#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RememberedService {
    pub(super) id: Box<str>,
    pub(super) content: u64,
    pub(super) members: u64,
    pub(super) serial: u32,
}
