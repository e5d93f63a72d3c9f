//! A JSON seed of automx2 that becomes a configuration.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mailguide::import::{ImportError, automx2};
use mailguide_fuzz::imported;

fuzz_target!(|bytes: &[u8]| {
    match automx2::import_seed("seed.json", bytes) {
        Ok(configuration) => drop(imported::check(&configuration)),
        Err(ImportError::NotJson { line, column }) => {
            let lines = bytes.split(|b| *b == b'\n').count();
            assert!(line <= lines && column <= bytes.len(), "{line}:{column}");
        }
        Err(_) => {}
    }
});
