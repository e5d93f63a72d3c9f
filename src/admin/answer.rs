//! A route and a server at one moment in, a reply out.

use serde_json::json;

use super::figures::LookupFigures;
use super::route::AdminRoute;
use crate::metrics::{self, Observation};

const JSON: &str = "application/json";
const PLAIN_TEXT: &str = "text/plain; charset=utf-8";

/// A reply to an operator. Nobody may keep it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct AdminReply {
    /// The status code.
    pub status: u16,
    /// The type of the body.
    pub content_type: &'static str,
    /// The body.
    pub body: String,
    /// The methods that work, with 405.
    pub allow: Option<&'static str>,
}

/// Answers.
pub fn answer(route: AdminRoute, observation: &Observation<'_>) -> AdminReply {
    match route {
        AdminRoute::Alive => reply(200, PLAIN_TEXT, "ok\n".to_owned()),
        AdminRoute::Ready => ready(observation),
        AdminRoute::Metrics => reply(200, metrics::CONTENT_TYPE, metrics::expose(observation)),
        AdminRoute::Lookups => {
            let lookups = observation.metrics.lookups();
            let lookups: Vec<LookupFigures> = lookups.iter().map(LookupFigures::of).collect();
            reply(200, JSON, json!({ "lookups": lookups }).to_string())
        }
        AdminRoute::MethodNotAllowed => AdminReply {
            allow: Some("GET, HEAD"),
            ..reply(405, PLAIN_TEXT, "This is read with GET.\n".to_owned())
        },
        AdminRoute::NotFound => {
            let paths = "There are /healthz, /readyz, /metrics and /lookups.\n";
            reply(404, PLAIN_TEXT, paths.to_owned())
        }
    }
}

fn ready(observation: &Observation<'_>) -> AdminReply {
    let health = observation.health();
    let status = if health.is_ready() { 200 } else { 503 };
    let body = json!({ "status": health.as_str(), "reasons": observation.reasons() });
    reply(status, JSON, body.to_string())
}

fn reply(status: u16, content_type: &'static str, body: String) -> AdminReply {
    AdminReply { status, content_type, body, allow: None }
}

#[cfg(test)]
mod tests {
    use std::hash::RandomState;
    use std::time::Duration;

    use super::*;
    use crate::directory::fault::DirectoryFault;
    use crate::directory::{DirectoryFigures, SourceFigures};
    use crate::metrics::{Configuration, Metrics, Phase, ProcessFigures};

    fn observation(metrics: &Metrics, phase: Phase) -> Observation<'_> {
        Observation {
            metrics,
            version: "1.2.3",
            now: Duration::from_secs(1000),
            uptime: Duration::from_secs(10),
            phase,
            configuration: Configuration::default(),
            directories: DirectoryFigures::default(),
            mx: None,
            certificates: None,
            process: ProcessFigures::default(),
        }
    }

    #[test]
    fn who_does_not_answer_clients_is_not_ready() {
        let metrics = Metrics::new(RandomState::new());
        for (phase, status, word) in [
            (Phase::Starting, 503, "starting"),
            (Phase::Serving, 200, "ok"),
            (Phase::Stopping, 503, "stopping"),
        ] {
            let observation = observation(&metrics, phase);
            let reply = answer(AdminRoute::Ready, &observation);
            assert_eq!(reply.status, status);
            assert_eq!(reply.body, format!("{{\"reasons\":[],\"status\":\"{word}\"}}"));
            assert_eq!(answer(AdminRoute::Alive, &observation).status, 200, "alive all the same");
        }
    }

    #[test]
    fn a_directory_that_fails_and_a_reload_that_was_refused_are_told() {
        let metrics = Metrics::new(RandomState::new());
        let source = |name, failing| SourceFigures {
            name,
            asked: 1,
            failed: [0; DirectoryFault::ALL.len()],
            failing,
        };
        let sources = vec![source("sql", Some(DirectoryFault::TimedOut)), source("ldap", None)];
        let mut observation = Observation {
            directories: DirectoryFigures { sources, ..DirectoryFigures::default() },
            ..observation(&metrics, Phase::Serving)
        };
        observation.configuration.fault = Some("password = \"sesame\"".to_owned());
        let reply = answer(AdminRoute::Ready, &observation);
        assert_eq!(reply.status, 200, "what is remembered goes on being served");
        let body: serde_json::Value = serde_json::from_str(&reply.body).unwrap();
        assert_eq!(body["status"], "degraded");
        assert_eq!(body["reasons"][0], "directory sql: timed_out");
        assert_eq!(body["reasons"].as_array().unwrap().len(), 2);
        assert!(!reply.body.contains("sesame"), "{}", reply.body);
    }
}
