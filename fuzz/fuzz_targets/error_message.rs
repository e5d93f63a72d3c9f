//! A message of a server or a mail program that somebody pasted.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use mailguide::guide::{ERROR_MAX, ErrorTexts};
use mailguide::mail::MailService;
use mailguide::providers::{Database, embedded};

static TEXTS: LazyLock<ErrorTexts> = LazyLock::new(ErrorTexts::built_in);
static SERVICES: LazyLock<Vec<MailService>> = LazyLock::new(|| {
    let database = Database::read(embedded()).expect("a test reads the built-in files");
    let services = database.into_providers().into_iter().map(|provider| provider.service);
    services.filter(|service| !service.error_texts.is_empty()).collect()
});

fuzz_target!(|text: &str| {
    let found = TEXTS.recognise(text, None);
    assert_eq!(TEXTS.recognise(&text.to_ascii_uppercase(), None), found, "letter case");
    if text.len() < ERROR_MAX / 2 {
        assert_eq!(TEXTS.recognise(&text.replace(' ', " \n"), None), found, "white space");
        // What is known is recognised beside anything else.
        let (known, _) = TEXTS.texts().nth(text.len() % TEXTS.texts().count()).expect("a text");
        let beside = TEXTS.recognise(&format!("{text} {known} {text}"), None);
        assert!(beside.cause.is_some(), "{known:?}");
    }
    let service = &SERVICES[text.len() % SERVICES.len()];
    let own = TEXTS.recognise(text, Some(service));
    assert!(own.cause.is_some() || found.cause.is_none(), "who knows more recognises as much");
});
