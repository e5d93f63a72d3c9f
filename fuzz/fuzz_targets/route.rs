//! A request to the web server: method, host, path, query, language, body.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use mailguide::guide::{Guide, Language};
use mailguide::http::answer::{Asked, answer};
use mailguide::http::route::Route;
use mailguide::lookup::Known;
use mailguide::snapshot::{Policy, Snapshot};
use mailguide_fuzz::documents::{self, NOW};

static GUIDE: LazyLock<Guide> = LazyLock::new(Guide::built_in);
static SNAPSHOT: LazyLock<Snapshot> = LazyLock::new(|| mailguide_fuzz::snapshot(Policy::default()));

// In the form of the golden files: `METHOD http://host/path?query`, headers, an empty line, a body.
fuzz_target!(|text: &str| {
    let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
    let mut lines = head.lines();
    let (method, target) = lines.next().unwrap_or_default().split_once(' ').unwrap_or_default();
    let header = |name: &str| lines.clone().find_map(|line| line.strip_prefix(name));
    let authority = target
        .strip_prefix("http://")
        .map(|rest| rest.split_at(rest.find('/').unwrap_or(rest.len())));
    let (host, rest) = match authority {
        Some((host, rest)) => (Some(host), rest),
        None => (None, target),
    };
    let (path, query) = rest.split_once('?').map_or((rest, None), |(p, q)| (p, Some(q)));
    let route = Route::parse(method, host, path, query);
    if method == "GET" {
        assert_eq!(Route::parse("HEAD", host, path, query), route);
    }
    let language = header("Accept-Language: ").and_then(Language::negotiate);
    let language = language.unwrap_or(Language::FALLBACK);
    let login = header("Directory-Login: ");
    let asked = Asked::read(route, body.as_bytes());
    if let Some(question) = asked.question() {
        question.domain.iter().for_each(documents::check_domain);
    }
    if let Some(address) = asked.address() {
        let parts = [address.local_part(), address.domain().as_str()];
        assert_eq!(address.to_string(), parts.join("@"));
        assert!(!parts[0].contains(|c: char| c.is_control() || c.is_whitespace()));
    }
    let known = Known { login, ..Known::NOTHING };
    documents::check(&answer(asked, &known, language, NOW, &GUIDE, &SNAPSHOT, Vec::new()));
});
