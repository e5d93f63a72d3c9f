//! What becomes of orders: renewal, revocation, and everything that an authority can refuse.

use std::time::Duration;

use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
use serde_json::{Value, json};

use crate::authority::{Behaviour, EXTERNAL_KEY, Fate, World, wait_until};
use crate::node::{
    SERVICE, certificates, configuration, curl, peers, serial, small_domain, start, told,
    wait_for_certificate,
};
use crate::support::Mailguide;

/// The host of `small_domain("own.test")` that the tests look at.
const HOST: &str = "autoconfig.own.test";

/// A server with these small domains and these settings, and an authority that is not there yet.
fn begin(behaviour: Behaviour, acme: &str, domains: &[&str]) -> Option<(World, Mailguide)> {
    peers()?;
    let world = World::new(behaviour);
    write(&world, acme, domains);
    let node = start(&world);
    Some((world, node))
}

fn write(world: &World, acme: &str, domains: &[&str]) {
    let domains: String = domains.iter().map(|name| small_domain(name)).collect();
    let rest = format!("{SERVICE}{domains}");
    world.folder.write("mailguide.toml", &configuration(world, acme, &rest));
}

fn wait_for_problem(node: &Mailguide, host: &str, word: &str) -> Value {
    let problem = || told(node, host)["problem"].as_str().unwrap_or_default().to_owned();
    wait_until(&format!("{host} fails with {word}"), || problem().starts_with(word));
    told(node, host)
}

#[test]
fn a_certificate_is_renewed_before_it_ends() {
    let behaviour = Behaviour { validity: Some(45), ..Behaviour::default() };
    let Some((world, node)) = begin(behaviour, "", &["own.test"]) else { return };
    world.start_pebble();
    wait_for_certificate(&world, &node, HOST);
    let first = serial(&node, HOST);
    wait_until("another certificate is shown", || {
        // All the time there is one that is good.
        curl(&world, &node, HOST).unwrap();
        serial(&node, HOST) != first
    });
    let name = told(&node, HOST);
    assert_eq!((&name["state"], &name["why"]), (&json!("valid"), &json!("two_thirds_of_life")));
    let metrics = node.admin.clone().unwrap();
    let metrics = admin(&metrics, "/metrics");
    assert!(metrics.contains("mailguide_certificates{state=\"valid\"}"), "{metrics}");
    assert!(
        metrics.contains("mailguide_certificate_soonest_expiry_timestamp_seconds "),
        "{metrics}"
    );
    assert!(
        metrics.contains("mailguide_certificate_orders_total{outcome=\"issued\"}"),
        "{metrics}"
    );
}

fn admin(place: &str, path: &str) -> String {
    let output = std::process::Command::new("curl")
        .args(["--silent", "--unix-socket", place.strip_prefix("unix:").unwrap()])
        .arg(format!("http://localhost{path}"))
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap()
}

/// Pebble of this version suggests nothing (RFC 9773), so the proxy does, and mirrors what is replaced.
#[test]
fn a_certificate_is_renewed_when_the_authority_suggests_it() {
    let Some((world, node)) = begin(Behaviour::default(), "", &["own.test"]) else { return };
    world.proxy.decide(|_, path| match path {
        "/dir" => Fate::Change(|_, answer, base| {
            let mut directory: Value = serde_json::from_str(answer).unwrap();
            directory["renewalInfo"] = json!(format!("{base}/renewal"));
            directory.to_string()
        }),
        path if path.starts_with("/renewal/") => Fate::Answer {
            status: 200,
            headers: "Retry-After: 60\r\nContent-Type: application/json\r\n".to_owned(),
            body: json!({ "suggestedWindow": {
                "start": "2026-01-01T00:00:00Z", "end": "2026-01-02T00:00:00Z"
            }})
            .to_string(),
        },
        "/order-plz" => Fate::Change(|request, answer, _| {
            let request: Value = serde_json::from_slice(request).unwrap();
            let payload = request["payload"].as_str().unwrap();
            let payload = BASE64_URL_SAFE_NO_PAD.decode(payload).unwrap();
            let payload: Value = serde_json::from_slice(&payload).unwrap();
            let mut order: Value = serde_json::from_str(answer).unwrap();
            if let Some(replaces) = payload.get("replaces") {
                order["replaces"] = replaces.clone();
            }
            order.to_string()
        }),
        _ => Fate::Pass,
    });
    world.start_pebble();
    wait_for_certificate(&world, &node, HOST);
    let first = serial(&node, HOST);
    // The window has passed, as it has for a certificate that is going to be revoked.
    wait_until("another certificate is shown", || serial(&node, HOST) != first);
    let asked = world.proxy.exchanges();
    let asked = asked.iter().find(|one| one.path.starts_with("/renewal/")).unwrap();
    let identifier = asked.path.strip_prefix("/renewal/").unwrap();
    let (_, number) = identifier.split_once('.').unwrap();
    let number = BASE64_URL_SAFE_NO_PAD.decode(number).unwrap();
    let number: String = number.iter().map(|byte| format!("{byte:02X}")).collect();
    let known = number.trim_start_matches("00");
    assert!(known.ends_with(first.trim_start_matches('0')) || known == first, "{number} {first}");
}

#[test]
fn a_revoked_certificate_is_replaced() {
    let Some((world, node)) = begin(Behaviour::default(), "", &["own.test"]) else { return };
    world.start_pebble();
    wait_for_certificate(&world, &node, HOST);
    let first = serial(&node, HOST);
    let (code, text) = certificates(&node, &["revoke", HOST]);
    assert_eq!(code, 0, "{text}");
    assert_ne!(serial(&node, HOST), first);
    let status = world.management(&format!("/cert-status-by-serial/{}", first.to_lowercase()));
    assert!(status.contains("Revoked"), "{status}");
    curl(&world, &node, HOST).unwrap();
    // Renewal by hand is the same without revocation.
    let second = serial(&node, HOST);
    let (code, text) = certificates(&node, &["renew", HOST]);
    assert_eq!(code, 0, "{text}");
    assert_ne!(serial(&node, HOST), second);
    for (name, word) in
        [("autoconfig.gmail.com", "not_served"), ("www.own.test", "no_document_host")]
    {
        let (code, text) = certificates(&node, &["renew", name]);
        assert_eq!(code, 1, "{text}");
        assert!(text.contains(word), "{text}");
    }
    assert_eq!(certificates(&node, &["renew", "not a name"]).0, 2);
}

#[test]
fn an_account_that_the_authority_forgot_is_registered_anew() {
    let Some((world, node)) = begin(Behaviour::default(), "", &["own.test"]) else { return };
    world.start_pebble();
    wait_for_certificate(&world, &node, HOST);
    let first = serial(&node, HOST);
    world.stop_pebble();
    world.proxy.forget();
    world.start_pebble();
    let (code, text) = certificates(&node, &["renew", HOST]);
    assert_eq!(code, 0, "{text}");
    assert_eq!(world.proxy.count("/sign-me-up", 201), 1);
    assert_ne!(serial(&node, HOST), first);
    curl(&world, &node, HOST).unwrap();
}

#[test]
fn an_external_account_is_bound_where_the_authority_wants_one() {
    let behaviour = Behaviour { external_accounts: true, ..Behaviour::default() };
    let Some((world, node)) = begin(behaviour, "", &["own.test"]) else { return };
    world.start_pebble();
    let name = wait_for_problem(&node, HOST, "account_refused");
    assert!(name["problem"].as_str().unwrap().contains("acme.eab_kid"), "{name}");
    drop(node);
    // A wrong key is refused, and told with the words of the authority.
    write(&world, "eab_kid = \"kid-1\"\neab_key = \"d3Jvbmctd3Jvbmctd3Jvbmc\"", &["own.test"]);
    let node = start(&world);
    let (code, text) = certificates(&node, &["renew", HOST]);
    assert_eq!(code, 1, "{text}");
    drop(node);
    write(&world, &format!("eab_kid = \"kid-1\"\neab_key = \"{EXTERNAL_KEY}\""), &["own.test"]);
    let node = start(&world);
    let (code, text) = certificates(&node, &["renew", HOST]);
    assert_eq!(code, 0, "{text}");
    curl(&world, &node, HOST).unwrap();
}

#[test]
fn wrong_nonces_are_no_obstacle() {
    // Of a hundred. With 40 an order may use up all its attempts by chance.
    let environment = vec![("PEBBLE_WFE_NONCEREJECT", "20")];
    let behaviour = Behaviour { environment, ..Behaviour::default() };
    let Some((world, node)) = begin(behaviour, "", &["own.test", "other.test"]) else { return };
    world.start_pebble();
    wait_for_certificate(&world, &node, HOST);
    wait_for_certificate(&world, &node, "autoconfig.other.test");
    assert!(world.proxy.exchanges().iter().any(|one| one.status == 400), "some were refused");
    assert_eq!(world.proxy.count("/sign-me-up", 201), 1);
}

#[test]
fn a_name_that_is_refused_backs_off_alone_and_says_why() {
    let Some((world, node)) = begin(Behaviour::default(), "", &["bad.test", "own.test"]) else {
        return;
    };
    let bad = "autoconfig.bad.test";
    // There nobody answers.
    world.lead(bad, Some("127.0.0.99"));
    world.start_pebble();
    let name = wait_for_problem(&node, bad, "validation_failed");
    assert_eq!((&name["state"], &name["failures"]), (&json!("failing"), &json!(1)), "{name}");
    assert_eq!(name["why"], "after_failure");
    wait_for_certificate(&world, &node, HOST);
    let (code, text) = certificates(&node, &["list"]);
    assert!(code == 1 && text.contains("failed 1 times: validation_failed: "), "{text}");
    // A restart is no new attempt.
    drop(node);
    world.proxy.forget();
    let node = start(&world);
    let name = wait_for_problem(&node, bad, "validation_failed");
    assert_eq!((&name["failures"], &name["why"]), (&json!(1), &json!("after_failure")), "{name}");
    assert_eq!(world.proxy.count("/order-plz", 201), 0, "nothing was ordered");
    // Once it is mended, the operator need not wait.
    world.lead(bad, None);
    let (code, text) = certificates(&node, &["renew", bad]);
    assert_eq!(code, 0, "{text}");
    curl(&world, &node, bad).unwrap();
    assert_eq!(told(&node, bad)["failures"], 0);
}

#[test]
fn a_rate_limit_lets_all_names_wait() {
    let domains = ["a.test", "b.test", "c.test", "d.test", "e.test", "f.test", "g.test"];
    let Some((world, node)) = begin(Behaviour::default(), "", &domains) else { return };
    world.proxy.decide(|_, path| match path {
        "/order-plz" => Fate::Answer {
            status: 429,
            headers: "Retry-After: 7200\r\nContent-Type: application/problem+json\r\n".to_owned(),
            body: json!({
                "type": "urn:ietf:params:acme:error:rateLimited",
                "detail": "too many new orders",
                "status": 429,
            })
            .to_string(),
        },
        _ => Fate::Pass,
    });
    world.start_pebble();
    let list = || {
        let (_, text) = certificates(&node, &["list", "--json"]);
        serde_json::from_str::<Value>(&text).unwrap()
    };
    wait_until("the authority is left alone", || list()["paused_until"].is_string());
    std::thread::sleep(Duration::from_secs(3));
    let tried = world.proxy.count("/order-plz", 429);
    assert!((1..=4).contains(&tried), "only those that were under way: {tried}");
    let waiting = list();
    let names = waiting["names"].as_array().unwrap();
    let limited = |name: &&Value| {
        name["problem"].as_str().is_some_and(|problem| problem.starts_with("rate_limited"))
    };
    assert_eq!(names.iter().filter(limited).count(), tried, "{waiting}");
}

#[test]
fn no_more_is_ordered_in_an_hour_than_the_operator_says() {
    let domains = ["a.test", "b.test", "c.test"];
    let Some((world, node)) = begin(Behaviour::default(), "orders_per_hour = 2", &domains) else {
        return;
    };
    world.start_pebble();
    let valid = || {
        let (_, text) = certificates(&node, &["list"]);
        text.lines().filter(|line| line.contains(" valid ")).count()
    };
    wait_until("two names have a certificate", || valid() == 2);
    std::thread::sleep(Duration::from_secs(3));
    assert_eq!((valid(), world.proxy.count("/order-plz", 201)), (2, 2));
}
