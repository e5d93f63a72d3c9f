//! What several targets share: snapshots to ask, and what holds for reports, documents and pages.

pub mod documents;
pub mod page;
pub mod report;

#[path = "../../tests/support/imported.rs"]
pub mod imported;
#[path = "../../tests/support/organisation.rs"]
pub mod organisation;
#[path = "../../tests/support/own.rs"]
pub mod own;

use mailguide::config::Configured;
use mailguide::guide::Sentences;
use mailguide::providers::{Database, embedded};
use mailguide::snapshot::{Policy, Snapshot};

/// The built-in providers and an operator's domains with everything that can be configured.
pub fn snapshot(policy: Policy) -> Snapshot {
    let database = Database::read(embedded()).expect("a test reads the built-in files");
    Snapshot::build(database, own::configured(), &Sentences::built_in(), policy, 2026)
}

/// Nothing but what was configured.
pub fn snapshot_of(configured: Configured, sentences: &Sentences) -> Snapshot {
    let database = Database::read(vec![]).expect("no file is no fault");
    Snapshot::build(database, configured, sentences, organisation::policy_with_extras(), 2026)
}
