//! An environment file of autodiscover-email-settings that becomes a configuration.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mailguide::import::monogramm;
use mailguide_fuzz::imported;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(configuration) = monogramm::import_file("settings.env", bytes) {
        imported::check(&configuration);
    }
});
