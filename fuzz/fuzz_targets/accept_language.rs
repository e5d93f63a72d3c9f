//! The languages that a reader wants, and the locale of a system.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mailguide::guide::Language;

fuzz_target!(|text: &str| {
    let chosen = Language::negotiate(text);
    assert_eq!(Language::negotiate(&text.to_ascii_uppercase()), chosen);
    if let Some(language) = chosen {
        // It was asked for, and not with the weight 0.
        assert!(text.to_ascii_lowercase().contains(language.short()), "{}", language.as_str());
        // What is wanted less changes nothing.
        assert_eq!(Language::negotiate(&format!("{text},tr;q=0.000")), chosen);
    }
    let locale = Language::from_tag(text);
    assert_eq!(Language::from_tag(&text.to_ascii_uppercase()), locale);
    if let Some(language) = locale {
        assert_eq!(Language::from_tag(language.as_str()), Some(language));
    }
});
