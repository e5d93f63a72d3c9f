//! Reads `[[domain.record]]`: further DNS records.

use toml::Spanned;

use crate::dns::zone::{StaticRecord, check_records};
use crate::fields::{Fields, positive, text};

/// How long a record may be kept where the file does not say, in seconds.
const TTL: u32 = 3600;

/// Reads all records of a table, and whether they can stand together.
pub(super) fn read(table: &mut Fields<'_, '_>) -> Vec<StaticRecord> {
    let records: Vec<Spanned<StaticRecord>> = table.tables("record", |record| {
        let name = record.required("name", text);
        let kind = record.required("type", text);
        let value = record.required("value", text);
        let ttl = record.optional("ttl", positive).map_or(TTL, |ttl| ttl.get().into());
        let place = record.place("value");
        match StaticRecord::parse(&name?, &kind?, &value?, ttl) {
            Ok(record) => Some(record),
            Err(error) => {
                record.faults().push(place, error.to_string());
                None
            }
        }
    });
    let (places, records): (Vec<_>, Vec<_>) =
        records.into_iter().map(|record| (record.span(), record.into_inner())).unzip();
    for (index, fault) in check_records(&records) {
        table.faults().push(places[index].clone(), fault.to_string());
    }
    records
}
