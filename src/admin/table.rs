//! The figures as a table for a terminal.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::Duration;

use super::figures::{Figures, LookupFigures, ProtocolFigures};

/// How many of the slowest look-ups are shown.
const SLOWEST: usize = 5;

/// The table. Rates are those since an earlier moment, with the time from then to now; without one
/// since the server was started.
pub fn table(earlier: Option<(&Figures, Duration)>, now: &Figures) -> String {
    let status = &now.status;
    let uptime = Duration::from_secs(status.uptime_seconds.max(1));
    let (earlier, time) = match earlier {
        Some((figures, time)) => (Some(figures), time),
        None => (None, uptime),
    };
    let seconds = time.as_secs_f64().max(0.001);
    let before = |protocol: &str| {
        let mut protocols = earlier.iter().flat_map(|figures| &figures.protocols);
        protocols.find(|figures| figures.protocol == protocol)
    };
    let mut text = format!(
        "mailguide {}: {}, up {}, {} connections\n",
        status.version,
        status.status,
        span(status.uptime_seconds),
        status.connections
    );
    for reason in &status.reasons {
        let _ = writeln!(text, "  {reason}");
    }
    if !status.directories.is_empty() {
        let each = status.directories.iter().map(|(name, health)| format!("{name} {health}"));
        let _ = writeln!(text, "directories: {}", each.collect::<Vec<_>>().join(", "));
    }
    let _ = writeln!(text, "\n{:<26} {:>12} {:>10} {:>9}", "asked", "answers", "per s", "mean ms");
    for protocol in &now.protocols {
        protocol_rows(before(&protocol.protocol), protocol, seconds, &mut text);
    }
    if now.protocols.is_empty() {
        text.push_str("nothing yet\n");
    }
    slowest(&now.lookups, &mut text);
    text
}

fn protocol_rows(
    before: Option<&ProtocolFigures>,
    now: &ProtocolFigures,
    seconds: f64,
    text: &mut String,
) {
    // A server that was restarted begins at 0.
    let rate = |before: u64, now: u64| now.saturating_sub(before) as f64 / seconds;
    let requests = before.map_or(0, |before| before.requests);
    let micros = before.map_or(0, |before| before.microseconds);
    let answered = now.requests.saturating_sub(requests);
    let mean = match answered {
        0 => String::from("-"),
        answered => {
            let micros = now.microseconds.saturating_sub(micros);
            format!("{:.3}", micros as f64 / answered as f64 / 1000.0)
        }
    };
    let _ = writeln!(
        text,
        "{:<26} {:>12} {:>10.1} {mean:>9}",
        now.protocol,
        now.requests,
        rate(requests, now.requests)
    );
    let nothing = BTreeMap::new();
    let reasons = before.map_or(&nothing, |before| &before.reasons);
    for (reason, count) in &now.reasons {
        let before = reasons.get(reason).copied().unwrap_or(0);
        let _ = writeln!(text, "  {reason:<24} {count:>12} {:>10.1}", rate(before, *count));
    }
}

fn slowest(lookups: &[LookupFigures], text: &mut String) {
    if lookups.is_empty() {
        return;
    }
    let mut slowest: Vec<&LookupFigures> = lookups.iter().collect();
    slowest.sort_by_key(|lookup| std::cmp::Reverse(lookup.micros));
    let _ = writeln!(text, "\nslowest of the last {} look-ups", lookups.len());
    for lookup in slowest.into_iter().take(SLOWEST) {
        let _ = writeln!(
            text,
            "{:>10.3} ms  {:<8}  {:<17} {:<12} {} {}",
            lookup.micros as f64 / 1000.0,
            lookup.time.get(11..19).unwrap_or_default(),
            lookup.protocol,
            lookup.client.as_deref().unwrap_or("-"),
            lookup.domain.as_deref().unwrap_or("-"),
            lookup.reason
        );
    }
}

/// A span of time in the two units that matter.
pub fn span(seconds: u64) -> String {
    let (days, hours, minutes) = (seconds / 86_400, seconds / 3600 % 24, seconds / 60 % 60);
    match (days, hours, minutes) {
        (0, 0, 0) => format!("{seconds} s"),
        (0, 0, _) => format!("{minutes} min {} s", seconds % 60),
        (0, ..) => format!("{hours} h {minutes} min"),
        _ => format!("{days} d {hours} h"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::admin::figures::{ConfigurationFigures, Status};

    fn figures(count: u64) -> Figures {
        let protocol = ProtocolFigures {
            protocol: "autoconfig".to_owned(),
            requests: count,
            microseconds: count * 250,
            reasons: BTreeMap::from([("provider_domain".to_owned(), count)]),
        };
        Figures {
            status: Status {
                status: "degraded".to_owned(),
                reasons: vec!["directory sql: timed_out".to_owned()],
                version: "1.2.3".to_owned(),
                uptime_seconds: 100,
                domains: 1,
                own_domains: 1,
                services: 1,
                zone_serial: 1,
                directories: BTreeMap::from([("sql".to_owned(), "timed_out".to_owned())]),
                certificates: None,
                configuration: ConfigurationFigures {
                    loaded_at: String::new(),
                    tried_at: String::new(),
                    fault: None,
                    warnings: Vec::new(),
                },
                connections: 3,
                memory_bytes: None,
            },
            protocols: vec![protocol],
            lookups: [40, 1500, 7]
                .map(|micros| LookupFigures {
                    time: "2026-11-22T10:07:29.007Z".to_owned(),
                    protocol: "autoconfig".to_owned(),
                    client: Some("curl".to_owned()),
                    domain: Some("example.org".to_owned()),
                    mx: None,
                    address: None,
                    reason: "provider_domain".to_owned(),
                    status: Some(200),
                    micros,
                })
                .to_vec(),
        }
    }

    #[test]
    fn rates_are_those_since_the_earlier_moment() {
        let (earlier, now) = (figures(1000), figures(1300));
        let text = table(Some((&earlier, Duration::from_secs(2))), &now);
        assert_eq!(
            text,
            "mailguide 1.2.3: degraded, up 1 min 40 s, 3 connections\n\
             \x20 directory sql: timed_out\n\
             directories: sql timed_out\n\
             \n\
             asked                           answers      per s   mean ms\n\
             autoconfig                         1300      150.0     0.250\n\
             \x20 provider_domain                  1300      150.0\n\
             \n\
             slowest of the last 3 look-ups\n\
             \x20    1.500 ms  10:07:29  autoconfig        curl         example.org provider_domain\n\
             \x20    0.040 ms  10:07:29  autoconfig        curl         example.org provider_domain\n\
             \x20    0.007 ms  10:07:29  autoconfig        curl         example.org provider_domain\n"
        );
        let since_start = table(None, &now);
        assert!(since_start.contains("1300       13.0"), "{since_start}");
    }

    #[test]
    fn a_server_that_was_restarted_has_no_negative_rates() {
        let text = table(Some((&figures(1300), Duration::from_secs(1))), &figures(10));
        assert!(text.contains("10        0.0         -"), "{text}");
    }

    #[test]
    fn spans_have_two_units() {
        for (seconds, expected) in
            [(0, "0 s"), (61, "1 min 1 s"), (3_600, "1 h 0 min"), (90_000, "1 d 1 h")]
        {
            assert_eq!(span(seconds), expected);
        }
    }
}
