//! Listings as sets of records, for the tests of `mailguide dns`.

use std::collections::BTreeSet;

use mailguide::dns::listing::{ListingFormat, listing};
use mailguide::lookup::{Answer, Known, Question, lookup};
use mailguide::mail::Domain;
use mailguide::snapshot::Snapshot;
use serde_json::Value;

use super::organisation;

/// A record as everybody tells it: name, TTL, type and data in the words of a zone file.
pub type Told = (String, u64, String, String);

/// The listing of a domain that is served.
pub fn list(
    domain: &str,
    snapshot: &Snapshot,
    target: Option<&Domain>,
    format: ListingFormat,
) -> String {
    let question = Question::about(organisation::domain(domain));
    let Answer::Found(found) = lookup(&question, &Known::NOTHING, snapshot) else {
        panic!("{domain} is not served")
    };
    listing(&found, snapshot.policy(), target, format)
}

/// The records of our JSON.
pub fn from_json(text: &str) -> Vec<Told> {
    let list: Value = serde_json::from_str(text).unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let record = |record: &Value| {
        let ttl = record["ttl"].as_u64().unwrap();
        (text(&record["name"]), ttl, text(&record["type"]), text(&record["data"]))
    };
    list.as_array().unwrap().iter().map(record).collect()
}

/// The records of a domain, each listed once.
pub fn listed(domain: &str, snapshot: &Snapshot) -> BTreeSet<Told> {
    let list = from_json(&list(domain, snapshot, None, ListingFormat::Json));
    let set: BTreeSet<Told> = list.iter().cloned().collect();
    assert_eq!(set.len(), list.len(), "a record is listed twice: {list:#?}");
    set
}
