//! Alerts and dashboard: Prometheus understands every expression, and the alerts fire when they should.

use std::collections::BTreeSet;
use std::process::Command;

use serde_json::Value;

use super::support::Folder;
use super::{have, in_tree, outcome, run, text_of};

const ALERTS: &str = "deploy/prometheus/alerts.yaml";
const DASHBOARD: &str = "deploy/grafana/dashboard.json";

/// The names that `/metrics` has and that are looked at here.
const METRICS: [&str; 18] = [
    "mailguide_build_info",
    "mailguide_configuration_last_load_successful",
    "mailguide_directory_entries",
    "mailguide_directory_failures_total",
    "mailguide_directory_healthy",
    "mailguide_directory_questions_total",
    "mailguide_directory_remembered_total",
    "mailguide_dns_queries_total",
    "mailguide_dns_query_duration_seconds_bucket",
    "mailguide_domains",
    "mailguide_http_connections_open",
    "mailguide_http_request_duration_seconds_bucket",
    "mailguide_http_requests_total",
    "mailguide_mx_lookups_total",
    "mailguide_mx_wanted_total",
    "mailguide_own_domains",
    "mailguide_ready",
    "mailguide_uptime_seconds",
];

/// Every name of a metric in a text.
fn metrics(text: &str) -> BTreeSet<&str> {
    let words = text.split(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '_'));
    words.filter(|word| word.starts_with("mailguide_")).collect()
}

/// The expressions of the dashboard, as Grafana would send them.
fn expressions(dashboard: &Value) -> Vec<String> {
    let panels = dashboard["panels"].as_array().unwrap();
    let targets = panels.iter().flat_map(|panel| panel["targets"].as_array().unwrap());
    let expressions = targets.map(|target| target["expr"].as_str().unwrap());
    let filled_in = |expression: &str| {
        let variables = [("$__rate_interval", "5m"), ("$job", "mailguide"), ("$instance", ".*")];
        variables.iter().fold(expression.to_owned(), |text, (from, to)| text.replace(from, to))
    };
    expressions.map(filled_in).collect()
}

#[test]
fn alerts_and_dashboard_look_at_what_is_measured() {
    let (alerts, dashboard) = (text_of(ALERTS), text_of(DASHBOARD));
    let looked_at: BTreeSet<&str> = metrics(&alerts).union(&metrics(&dashboard)).copied().collect();
    assert_eq!(looked_at, BTreeSet::from(METRICS));
}

#[test]
fn prometheus_understands_the_dashboard() {
    let dashboard: Value = serde_json::from_str(&text_of(DASHBOARD)).unwrap();
    let expressions = expressions(&dashboard);
    assert!(expressions.len() > 20 && expressions.iter().all(|text| !text.contains('$')));
    let mut places = BTreeSet::new();
    for panel in dashboard["panels"].as_array().unwrap() {
        assert!(places.insert((panel["gridPos"]["y"].as_u64(), panel["gridPos"]["x"].as_u64())));
        assert!(!panel["title"].as_str().unwrap().is_empty());
        assert!(!panel["description"].as_str().unwrap().is_empty(), "{}", panel["title"]);
    }
    if !have(&["promtool"]) {
        return;
    }
    let folder = Folder::new("dashboard");
    let check = |expressions: &[String]| {
        let rule = |(number, text): (usize, &String)| serde_json::json!({ "record": format!("dashboard:{number}"), "expr": text });
        let rules: Vec<Value> = expressions.iter().enumerate().map(rule).collect();
        let file = serde_json::json!({ "groups": [{ "name": "dashboard", "rules": rules }] });
        // YAML has JSON in it.
        let file = folder.write("rules.yaml", &file.to_string());
        outcome(Command::new("promtool").args(["check", "rules"]).arg(file))
    };
    let (is_content, said) = check(&expressions);
    assert!(is_content, "{said}");
    let (is_content, _) = check(&[expressions[0].replace(')', "")]);
    assert!(!is_content, "it would not have told");
}

#[test]
fn alerts_fire_when_they_should() {
    if !have(&["promtool"]) {
        return;
    }
    run(Command::new("promtool").args(["check", "rules"]).arg(in_tree(ALERTS)));
    let folder = Folder::new("alerts");
    let fires = |alerts: &str| {
        folder.write("alerts.yaml", alerts);
        let test = format!("rule_files: [alerts.yaml]\n{}", text_of("tests/deploy/alerts.yaml"));
        let test = folder.write("test.yaml", &test);
        outcome(Command::new("promtool").args(["test", "rules"]).arg(test))
    };
    let alerts = text_of(ALERTS);
    let (is_content, said) = fires(&alerts);
    assert!(is_content, "{said}");
    for (from, to) in
        [("> 0.01", "> 0.05"), ("healthy == 0", "healthy == 1"), ("[15m]) > 2", "[15m]) > 3")]
    {
        assert!(alerts.contains(from), "{from}");
        let (is_content, _) = fires(&alerts.replace(from, to));
        assert!(!is_content, "nobody saw that `{from}` became `{to}`");
    }
}
