//! The text of the numbers: read by the rules of its format, and by Prometheus itself.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::RandomState;
use std::io::Write;
use std::process::{Command, Stdio};

use mailguide::metrics::{Metrics, expose};

use crate::admin;
use crate::observed::observed;
use crate::support::Mailguide;
use crate::support::programs::have;

/// Every sample by its name and labels, read by the rules of the text format 0.0.4 and the naming
/// rules of Prometheus, more strictly than a scraper does.
fn read_exposition(text: &str) -> BTreeMap<String, f64> {
    let mut samples = BTreeMap::new();
    let mut families = BTreeSet::new();
    let mut family: Option<(String, String)> = None;
    let mut help: Option<String> = None;
    assert!(text.ends_with('\n') && !text.contains("\n\n") && text.is_ascii());
    let is_name = |name: &str| {
        let mut bytes = name.bytes();
        bytes.next().is_some_and(|first| first.is_ascii_lowercase())
            && bytes.all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
    };
    for line in text.lines() {
        if let Some(rest) = line.strip_prefix("# HELP ") {
            let (name, words) = rest.split_once(' ').unwrap();
            assert!(is_name(name) && words.ends_with('.'), "{line}");
            help = Some(name.to_owned());
        } else if let Some(rest) = line.strip_prefix("# TYPE ") {
            let (name, kind) = rest.split_once(' ').unwrap();
            assert_eq!(help.as_deref(), Some(name), "help comes first: {line}");
            assert!(["counter", "gauge", "histogram"].contains(&kind), "{line}");
            assert_eq!(kind == "counter", name.ends_with("_total"), "{line}");
            assert!(families.insert(name.to_owned()), "once a family: {line}");
            family = Some((name.to_owned(), kind.to_owned()));
        } else {
            let (series, value) = line.rsplit_once(' ').unwrap();
            let value: f64 = value.parse().unwrap();
            assert!(value.is_finite() && value >= 0.0, "{line}");
            let (name, labels) = match series.split_once('{') {
                Some((name, labels)) => (name, labels.strip_suffix('}').unwrap()),
                None => (series, ""),
            };
            let (family, kind) = family.as_ref().unwrap();
            let suffix = name.strip_prefix(family.as_str()).unwrap_or("?");
            let fits = match kind.as_str() {
                "histogram" => ["_bucket", "_sum", "_count"].contains(&suffix),
                _ => suffix.is_empty(),
            };
            assert!(fits, "{line} below {family}");
            for label in labels.split(',').filter(|label| !label.is_empty()) {
                let (label, word) = label.split_once('=').unwrap();
                let word = word.strip_prefix('"').and_then(|word| word.strip_suffix('"')).unwrap();
                let plain = |c: char| c.is_ascii_alphanumeric() || "-_.+".contains(c);
                assert!(is_name(label) && !word.is_empty() && word.chars().all(plain), "{line}");
            }
            assert!(samples.insert(series.to_owned(), value).is_none(), "twice: {line}");
        }
    }
    check_histograms(&samples, text);
    samples
}

/// The classes of a histogram never fall, and the last of them is its count.
fn check_histograms(samples: &BTreeMap<String, f64>, text: &str) {
    let mut below: Option<(String, f64)> = None;
    for line in text.lines().filter(|line| line.contains("_bucket{")) {
        let (series, value) = line.rsplit_once(' ').unwrap();
        let value: f64 = value.parse().unwrap();
        let (name, bound) = series.split_once(",le=\"").unwrap();
        if let Some((last, least)) = &below
            && last == name
        {
            assert!(value >= *least, "{line}");
        }
        if bound == "+Inf\"}" {
            let count = format!("{}}}", name.replace("_bucket{", "_count{"));
            assert_eq!(samples[&count], value, "{line}");
            assert!(samples.contains_key(&count.replace("_count{", "_sum{")), "{line}");
        }
        below = Some((name.to_owned(), value));
    }
}

/// The numbers of a server.
pub(crate) fn numbers(server: &Mailguide) -> BTreeMap<String, f64> {
    let response = admin(server, "/metrics");
    let content_type = response.header("content-type");
    assert_eq!(content_type, Some("text/plain; version=0.0.4; charset=utf-8"));
    assert_eq!(response.status, 200);
    read_exposition(response.text())
}

/// `MAILGUIDE_BLESS=1` rewrites the file: read it.
#[test]
fn the_text_of_the_numbers() {
    let metrics = Metrics::new(RandomState::new());
    let text = expose(&observed(&metrics));
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/metrics.txt");
    if std::env::var_os("MAILGUIDE_BLESS").is_some() {
        std::fs::write(path, &text).unwrap();
    }
    assert_eq!(text, std::fs::read_to_string(path).unwrap());
    let samples = read_exposition(&text);
    let of = |series: &str| samples[series];
    assert_eq!(
        of("mailguide_directory_failures_total{directory=\"sql\",fault=\"timed_out\"}"),
        4.0
    );
    let times = "mailguide_http_request_duration_seconds";
    assert_eq!(of(&format!("{times}_bucket{{protocol=\"autoconfig\",le=\"0.00005\"}}")), 1.0);
    assert_eq!(of(&format!("{times}_bucket{{protocol=\"autoconfig\",le=\"0.0001\"}}")), 2.0);
    assert_eq!(of(&format!("{times}_sum{{protocol=\"autoconfig\"}}")), 2.0001);
}

#[test]
fn prometheus_has_nothing_to_find_fault_with() {
    if !have(&["promtool"]) {
        return;
    }
    let server = Mailguide::start(&["--log", "off"]);
    server.get("/v1.1/gmail.com");
    let metrics = Metrics::new(RandomState::new());
    for text in [admin(&server, "/metrics").text().to_owned(), expose(&observed(&metrics))] {
        let mut child = Command::new("promtool")
            .args(["check", "metrics"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
    }
}
