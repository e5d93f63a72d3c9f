//! An autoconfig file that becomes a configuration.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mailguide::import::autoconfig::Services;
use mailguide_fuzz::imported;

fuzz_target!(|bytes: &[u8]| {
    let mut services = Services::default();
    if services.add("config-v1.1.xml", bytes, &[]).is_ok() {
        imported::check(&services.finish().expect("a file was added"));
    }
});
