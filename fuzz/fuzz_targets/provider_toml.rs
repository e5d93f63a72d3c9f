//! A provider file: its faults have places, or all documents can be made from it.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use mailguide::config::Configured;
use mailguide::guide::Guide;
use mailguide::mail::Date;
use mailguide::providers::read;
use mailguide_fuzz::{documents, report, snapshot_of};

static GUIDE: LazyLock<Guide> = LazyLock::new(Guide::built_in);

fuzz_target!(|text: &str| {
    let today = Date::parse("2026-11-22").expect("a date");
    if let Err(faults) = read("fuzzed", "fuzzed.toml", text, Some(today)) {
        report::check(&faults, text);
    }
    let provider = match read("fuzzed", "fuzzed.toml", text, None) {
        Ok(read) => read.provider,
        Err(faults) => return report::check(&faults, text),
    };
    let domains = provider.domains.clone();
    let configured = Configured { services: vec![provider.into()], ..Configured::default() };
    let snapshot = snapshot_of(configured, &GUIDE.sentences);
    for domain in domains.iter().take(2) {
        documents::check_domain(domain);
        documents::check_all(domain, &GUIDE, &snapshot);
    }
});
