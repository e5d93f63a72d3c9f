//! Settings in the environment, one `NAME=value` a line.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mailguide::config::{Config, SettingFaults, Settings, show};
use mailguide_fuzz::report;

fuzz_target!(|text: &str| {
    let variables = text.split('\n').filter_map(|line| line.split_once('='));
    let variables = variables.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let mut settings = Settings::defaults();
    let mut faults = SettingFaults::default();
    settings.read_environment(variables, &mut faults.elsewhere);
    let unknown = faults.elsewhere.len();
    let config = Config::read(&settings, None, &mut faults);
    assert!(faults.file.is_empty(), "there is no file");
    assert_eq!(config.is_some(), faults.is_empty());
    for fault in &faults.elsewhere {
        report::check_words(fault);
        assert!(!fault.contains('\n'), "{fault:?}");
    }
    // What names no setting changes none.
    if unknown > 0 && text.lines().count() == unknown {
        assert_eq!(settings, Settings::defaults());
    }
    let _: toml::Table = show(&settings, None, true).parse().expect("what is shown is TOML");
});
