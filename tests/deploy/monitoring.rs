//! Alerts and dashboard: Prometheus understands every expression, and the alerts fire when they should.

use std::collections::BTreeSet;
use std::process::Command;

use mailguide::lookup::Reason;
use serde_json::Value;

use super::support::Folder;
use super::{have, in_tree, outcome, run, text_of};

const ALERTS: &str = "deploy/prometheus/alerts.yaml";
const DASHBOARD: &str = "deploy/grafana/dashboard.json";

/// What `/metrics` says when there is something of everything.
const METRICS: &str = "tests/golden/metrics.txt";

/// The names of all samples that Prometheus would store.
fn measured(exposed: &str) -> BTreeSet<String> {
    let samples = exposed.lines().filter(|line| !line.starts_with('#'));
    let names = samples.map(|line| line.split(['{', ' ']).next().unwrap().to_owned());
    names.collect()
}

/// Every name of a metric in a text.
fn metrics(text: &str) -> BTreeSet<&str> {
    let words = text.split(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '_'));
    words.filter(|word| word.starts_with("mailguide_") || word.starts_with("process_")).collect()
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
    let measured = measured(&text_of(METRICS));
    for path in [ALERTS, DASHBOARD] {
        let text = text_of(path);
        let looked_at = metrics(&text);
        assert!(looked_at.len() > 5, "{path}");
        let missing: Vec<_> = looked_at.iter().filter(|name| !measured.contains(**name)).collect();
        assert!(missing.is_empty(), "{path} looks at {missing:?}");
    }
    // Alerts name reasons, which are those of the program.
    for reason in [Reason::DirectoryUnavailable, Reason::MxUnavailable] {
        assert!(text_of(ALERTS).contains(reason.as_str()));
    }
}

/// The labels of a metric.
fn labels<'e>(exposed: &'e str, metric: &str) -> BTreeSet<&'e str> {
    let series = exposed.lines().filter_map(|line| line.split_once('{'));
    let of_metric = series.filter(|(name, _)| *name == metric);
    of_metric
        .flat_map(|(_, rest)| rest.split(','))
        .filter_map(|label| label.split_once("=\"").map(|(name, _)| name))
        .collect()
}

#[test]
fn the_dashboard_divides_by_labels_and_reasons_that_there_are() {
    let exposed = text_of(METRICS);
    let dashboard: Value = serde_json::from_str(&text_of(DASHBOARD)).unwrap();
    let (mut divided, mut named) = (0, 0);
    for panel in dashboard["panels"].as_array().unwrap() {
        for target in panel["targets"].as_array().unwrap() {
            let expression = target["expr"].as_str().unwrap();
            let metric = metrics(expression).into_iter().next().unwrap();
            let mut known = labels(&exposed, metric);
            // Prometheus gives it to all.
            known.insert("instance");
            let by = expression.split_once("by (").map_or("", |(_, rest)| rest);
            let by = by.split(')').next().unwrap().split(", ").filter(|label| !label.is_empty());
            // What a legend shows is what is left of the labels.
            let legend = target["legendFormat"].as_str().unwrap().split("{{").skip(1);
            let legend = legend.map(|rest| rest.split("}}").next().unwrap());
            for label in by.chain(legend) {
                assert!(known.contains(label), "{label} of {expression}");
                divided += 1;
            }
            let matched = expression.split("reason=").skip(1);
            for words in matched.map(|rest| rest.split('"').nth(1).unwrap()) {
                for word in words.split('|') {
                    assert!(Reason::parse(word).is_some(), "{word} of {expression}");
                    named += 1;
                }
            }
        }
    }
    assert!(divided > 20 && named > 3, "{divided} {named}");
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
