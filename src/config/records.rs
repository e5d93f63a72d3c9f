//! Reads `[[domain.record]]`.

use crate::dns::zone::StaticRecord;
use crate::fields::Fields;

/// Reads further DNS records.
pub(super) fn read(_table: &mut Fields<'_, '_>) -> Vec<StaticRecord> {
    Vec::new()
}
