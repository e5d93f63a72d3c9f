//! An autoconfig file that becomes a provider file.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mailguide::mail::Date;
use mailguide::providers::{import, read};
use mailguide_fuzz::report;

fuzz_target!(|bytes: &[u8]| {
    let today = Date::parse("2026-11-22").expect("a date");
    let Ok(imported) = import("example.org.xml", bytes, today) else { return };
    // Whatever stood in the file: this is TOML, and says itself what is missing.
    let table: toml::Table = imported.toml.parse().expect("what we write is TOML");
    assert!(table.contains_key("name") && table.contains_key("source"));
    let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    assert!(!imported.id.is_empty() && imported.id.len() <= 60 && imported.id.bytes().all(fits));
    for what in &imported.left_out {
        report::check_words(what);
        assert!(
            !what.contains('\n') && imported.toml.contains(&format!("# not imported: {what}\n"))
        );
    }
    let path = format!("{}.toml", imported.id);
    if let Err(faults) = read(&imported.id, &path, &imported.toml, Some(today)) {
        report::check(&faults, &imported.toml);
        // A fault of the importer would be a field that is none, or a value of another type.
        for fault in faults.faults() {
            assert!(!fault.message.contains("there is no field"), "{faults}");
            assert!(!fault.message.contains("belongs here"), "{faults}");
        }
    }
});
