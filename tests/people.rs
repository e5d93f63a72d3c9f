//! Pages and the API over real sockets: what they say, what they must never do, and that every
//! answer of the API is what its own description promises.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use std::sync::{Arc, LazyLock};

use jsonschema::Validator;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};
use support::{Mailguide, Response, Shared};

static SERVER: Shared = Shared::new(&["--log", "off"]);

fn server() -> Arc<Mailguide> {
    SERVER.get()
}

const OPENAPI: &str = include_str!("../src/http/openapi.json");

/// The schema of one component, with all others at hand.
fn validator(component: &str) -> Validator {
    let description: Value = serde_json::from_str(OPENAPI).unwrap();
    let schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$ref": format!("#/components/schemas/{component}"),
        "components": description["components"],
    });
    jsonschema::validator_for(&schema).unwrap()
}

static SERVICE: LazyLock<Validator> = LazyLock::new(|| validator("Service"));
static ADVICE: LazyLock<Validator> = LazyLock::new(|| validator("Advice"));
static PROBLEM: LazyLock<Validator> = LazyLock::new(|| validator("Problem"));

fn encode(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}

/// Asks the API and holds the answer against its description.
fn api(target: &str) -> (u16, Value) {
    let response = server().get(target);
    let data: Value = serde_json::from_slice(&response.body)
        .unwrap_or_else(|error| panic!("{target}: {error}: {response:?}"));
    let (kind, schema) = match response.status {
        200 if target.starts_with("/api/v1/service") => ("application/json", &SERVICE),
        200 => ("application/json", &ADVICE),
        400 => ("application/problem+json", &PROBLEM),
        status => panic!("{target}: {status}"),
    };
    assert_eq!(response.header("content-type"), Some(kind));
    assert_eq!(response.header("access-control-allow-origin"), Some("*"));
    assert_eq!(response.header("cache-control"), Some("no-store"));
    let faults: Vec<String> = schema.iter_errors(&data).map(|fault| fault.to_string()).collect();
    assert!(faults.is_empty(), "{target}: {faults:?} in {data:#}");
    (response.status, data)
}

//----------- The API --------------------------------------------------------

#[test]
fn the_description_is_served_and_names_what_there_is() {
    let response = server().get("/api/v1/openapi.json");
    assert_eq!(response.status, 200);
    let served: Value = serde_json::from_slice(&response.body).unwrap();
    assert_eq!(served["openapi"], "3.1.0");
    let paths: Vec<&String> = served["paths"].as_object().unwrap().keys().collect();
    assert_eq!(paths, ["/api/v1/guide", "/api/v1/openapi.json", "/api/v1/service"]);
    // The words of the enums are those of the program.
    let schemas = &served["components"]["schemas"];
    let words = |value: &Value| -> Vec<String> {
        value["enum"].as_array().unwrap().iter().map(|w| w.as_str().unwrap().to_owned()).collect()
    };
    let languages: Vec<_> =
        mailguide::guide::Language::ALL.iter().map(|language| language.as_str()).collect();
    assert_eq!(words(&schemas["Language"]), languages);
    let mut causes: Vec<_> =
        mailguide::guide::Cause::ALL.iter().map(|cause| cause.as_str()).collect();
    causes.push("unknown");
    causes.sort_unstable();
    let mut described = words(&schemas["Advice"]["properties"]["cause"]);
    described.sort();
    assert_eq!(described, causes);
}

#[test]
fn a_service_is_told_as_data() {
    let (_, data) = api("/api/v1/service?address=fred%40icloud.com");
    assert_eq!((&data["served"], &data["reason"]), (&json!(true), &json!("provider_domain")));
    assert_eq!(data["incoming"][0]["username"], "fred");
    assert_eq!(data["outgoing"][0]["username"], "fred@icloud.com");
    assert_eq!(data["password"]["kind"], "app_password");
    let (_, data) = api("/api/v1/service?address=taro%40docomo.ne.jp");
    assert_eq!(data["incoming"][0]["username"], Value::Null);
    assert_eq!(data["login"]["name"], "IMAP ID");
    let (_, data) = api("/api/v1/service?address=fred%40tuta.com");
    assert_eq!((&data["served"], &data["incoming"]), (&json!(false), &json!([])));
    assert_eq!(data["reason"], "no_mail_protocol");
    let (_, data) = api("/api/v1/service?address=unknown.example");
    assert_eq!((&data["served"], &data["provider"]), (&json!(false), &Value::Null));
}

#[test]
fn advice_is_told_as_data() {
    let refused = encode("534-5.7.9 Application-specific password required");
    let (_, data) = api(&format!("/api/v1/guide?address=fred%40gmail.com&error={refused}&lang=ja"));
    assert_eq!((&data["cause"], &data["language"]), (&json!("app_password_needed"), &json!("ja")));
    assert_eq!(data["question"], Value::Null);
    assert!(data["steps"].as_array().unwrap().len() > 2);
    assert!(data["links"][0].as_str().unwrap().starts_with("https://"));

    // Unknown text says so and asks the next question.
    let (_, data) = api("/api/v1/guide?address=fred%40gmail.com&error=abracadabra");
    assert_eq!((&data["cause"], &data["cause_text"]), (&json!("unknown"), &Value::Null));
    assert_eq!(data["question"]["id"], "two_factor");
    // Without an address the message alone is recognised, and the address is asked for.
    let (_, data) = api(&format!("/api/v1/guide?error={refused}"));
    assert_eq!(data["cause"], "app_password_needed");
    assert_eq!(data["question"]["id"], "address");
    let (_, data) = api("/api/v1/guide");
    assert_eq!(data["question"]["id"], "address");
}

#[test]
fn the_questions_come_one_after_the_other_and_end() {
    let mut target = "/api/v1/guide?address=fred%40icloud.com&lang=en".to_owned();
    let mut asked = Vec::new();
    loop {
        let (_, data) = api(&target);
        let Some(question) = data["question"].as_object() else {
            assert!(!data["steps"].as_array().unwrap().is_empty());
            assert_ne!(data["cause"], "unknown");
            break;
        };
        let id = question["id"].as_str().unwrap().to_owned();
        let answer = question["answers"][0]["id"].as_str().unwrap();
        target = format!("{target}&{id}={answer}");
        asked.push(id);
    }
    assert_eq!(asked, ["two_factor", "change", "app", "message"]);
}

#[test]
fn what_makes_no_sense_is_a_problem_that_names_the_field() {
    for (target, field) in [
        ("/api/v1/service", "address"),
        ("/api/v1/service?address=a%40", "address"),
        ("/api/v1/guide?address=%3Cb%3E", "address"),
        ("/api/v1/guide?lang=xx", "lang"),
        ("/api/v1/guide?two_factor=maybe", "two_factor"),
        ("/api/v1/guide?change=x", "change"),
        ("/api/v1/guide?app=x", "app"),
        ("/api/v1/guide?message=x", "message"),
    ] {
        let (status, data) = api(target);
        assert_eq!((status, &data["errors"][0]["field"]), (400, &json!(field)), "{target}");
    }
    let long = "x".repeat(15_000);
    assert_eq!(api(&format!("/api/v1/guide?error={long}")).0, 400);
}

#[test]
fn every_provider_is_described_as_promised() {
    let list = support::mailguide().args(["providers", "list", "--json"]).output().unwrap();
    let list: Value = serde_json::from_slice(&list.stdout).unwrap();
    for provider in list.as_array().unwrap() {
        let Some(domain) = provider["domains"][0].as_str() else { continue };
        let (_, data) = api(&format!("/api/v1/service?address=fred%40{domain}"));
        assert_eq!(data["provider"]["id"], provider["id"]);
        api(&format!("/api/v1/guide?address=fred%40{domain}&message=password&lang=ja"));
    }
}

//----------- Pages ----------------------------------------------------------

fn post(form: &str) -> Response {
    let headers = "Content-Type: application/x-www-form-urlencoded\r\n";
    server().request("POST", "/setup", headers, form.as_bytes())
}

fn assert_page(response: &Response, status: u16) {
    assert_eq!(response.status, status, "{response:?}");
    assert_eq!(response.header("content-type"), Some("text/html; charset=utf-8"));
    let policy = response.header("content-security-policy").unwrap();
    assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
    assert_eq!(response.header("referrer-policy"), Some("no-referrer"));
    let text = response.text();
    assert!(text.starts_with("<!DOCTYPE html>") && text.trim_end().ends_with("</html>"));
    for word in ["<script", "style=\"", " onclick", "http://"] {
        assert!(!text.contains(word), "{word} in {text}");
    }
}

#[test]
fn the_first_page_asks_for_an_address_in_every_language() {
    for language in mailguide::guide::Language::ALL {
        let tag = language.as_str();
        let page = server().get(&format!("/?lang={tag}"));
        assert_page(&page, 200);
        assert!(page.text().contains(&format!("<html lang=\"{tag}\">")));
        assert!(page.text().contains("<label for=\"address\">"));
        let page = server().request("GET", "/", &format!("Accept-Language: {tag}\r\n"), b"");
        assert!(page.text().contains(&format!("<html lang=\"{tag}\">")));
    }
}

#[test]
fn the_password_stands_first_and_the_settings_follow() {
    for response in [
        post("address=fred%40gmail.com&lang=en"),
        server().get("/setup?address=fred%40gmail.com&lang=en"),
    ] {
        assert_page(&response, 200);
        assert_eq!(response.header("cache-control"), Some("no-store"));
        let text = response.text();
        let at = |word: &str| text.find(word).unwrap_or_else(|| panic!("no {word} in {text}"));
        assert!(at("<p class=\"kind\">An app password") < at("<code>imap.gmail.com</code>"));
        assert!(at("href=\"https://myaccount.google.com/apppasswords\"") < at("id=\"guide\""));
    }
}

#[test]
fn a_carrier_s_user_name_is_asked_for_and_not_made_up() {
    let page = post("address=taro%40docomo.ne.jp&lang=ja");
    let text = page.text();
    assert!(text.contains("IMAP用パスワード"), "{text}");
    let servers = &text[text.find("id=\"servers\"").unwrap()..text.find("id=\"guide\"").unwrap()];
    assert!(!servers.contains("taro@docomo.ne.jp") && servers.contains("IMAP ID"), "{servers}");
}

#[test]
fn what_is_not_served_says_why_and_shows_no_settings() {
    for (address, words) in [
        ("fred@tuta.com", "only its own apps"),
        ("fred@proton.me", "Bridge"),
        ("fred@softbank.ne.jp", "MMS"),
        ("fred@unknown.example", "not known here"),
    ] {
        let page = post(&format!("address={}&lang=en", encode(address)));
        assert_page(&page, 200);
        assert!(page.text().contains(words) && !page.text().contains("<dl>"), "{}", page.text());
        let has_help = page.text().contains("rel=\"noreferrer noopener\"");
        let known = ["fred@tuta.com", "fred@proton.me"].contains(&address);
        assert_eq!(has_help, known, "{}", page.text());
    }
    let page = post("address=nonsense%40&lang=en");
    assert_page(&page, 400);
    assert!(page.text().contains("This is not a mail address."));
}

#[test]
fn a_pasted_message_is_explained_on_the_page() {
    let error = encode("[AUTHENTICATIONFAILED] Invalid credentials (Failure)");
    let page = post(&format!("address=fred%40gmail.com&lang=en&error={error}"));
    assert!(page.text().contains("Gmail wants an app password here."), "{}", page.text());
    let page = post("address=fred%40gmail.com&lang=en&error=abracadabra");
    assert!(page.text().contains("This message is not known here."), "{}", page.text());
    assert!(page.text().contains("Is two-step sign-in on?"));
    assert!(!page.text().contains("abracadabra"), "what was pasted is not repeated");
}

#[test]
fn every_provider_has_a_page_at_a_stable_address() {
    for id in ["gmail", "icloud", "docomo", "tuta", "outlook-personal"] {
        let page = server().get(&format!("/guide/{id}?lang=en"));
        assert_page(&page, 200);
        assert!(page.text().contains("<h1>"), "{}", page.text());
        assert!(!page.text().contains('%'), "placeholders are for programs: {}", page.text());
    }
    for target in ["/guide/nobody", "/guide/"] {
        assert_eq!(server().get(target).status, 404);
    }
    assert_page(&server().get("/guide/nobody"), 404);
}

#[test]
fn every_provider_has_a_page_and_its_questions() {
    let list = support::mailguide().args(["providers", "list", "--json"]).output().unwrap();
    let list: Value = serde_json::from_slice(&list.stdout).unwrap();
    for provider in list.as_array().unwrap() {
        let target = format!("/guide/{}", provider["id"].as_str().unwrap());
        let page = server().get(&target);
        assert_page(&page, 200);
        let page = server().request("POST", &target, "", b"message=password&lang=en");
        assert_page(&page, 200);
        if provider["status"] == "served" {
            assert!(page.text().contains("What to do"), "{target}: {}", page.text());
        }
    }
}

/// With a public address of our own, the hints in all documents lead to our page.
#[test]
fn hints_lead_to_our_own_page_where_there_is_one() {
    let server = Mailguide::start(&["--log", "off", "--public-url", "https://mail.example.org/"]);
    let link = "https://mail.example.org/guide/gmail";
    let autoconfig = server.get("/v1.1/gmail.com");
    assert!(autoconfig.text().contains(&format!("<documentation url=\"{link}\">")));
    let target = "/autodiscover/autodiscover.xml";
    let autodiscover = server.request("POST", target, "", b"email=fred@gmail.com");
    assert!(autodiscover.text().contains(&format!("<ServiceHome>{link}</ServiceHome>")));
    assert_eq!(server.get("/guide/gmail").status, 200);
    let output = support::mailguide().args(["serve", "--public-url", "http://x"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn the_style_sheet_is_small_and_comes_from_here() {
    let style = server().get("/style.css");
    assert_eq!(style.header("content-type"), Some("text/css; charset=utf-8"));
    assert!(style.body.len() < 8192 && !style.text().contains("url("));
}

/// The protocol paths never answer HTML (protocols row 24).
#[test]
fn mail_programs_never_see_a_page() {
    for target in [
        "/mail/config-v1.1.xml",
        "/.well-known/autoconfig/mail/config-v1.1.xml",
        "/v1.1/unknown.example",
        "/autodiscover/autodiscover.xml",
    ] {
        let response = server().request("GET", target, "Accept: text/html\r\n", b"");
        assert_eq!(response.header("content-type"), Some("text/plain; charset=utf-8"), "{target}");
    }
}

/// No field of any query or form comes back unescaped, or breaks a page or the data.
#[test]
fn nothing_is_reflected_unescaped() {
    const MARK: &str = "<x-mark y='\"&z>";
    let fields = ["address", "error", "lang", "two_factor", "change", "app", "message", "other"];
    let text = prop_oneof![
        "\\PC{0,30}".prop_map(|text| format!("{text}{MARK}")),
        "[a-z0-9.+]{1,10}".prop_map(|text| format!("{text}{MARK}@gmail.com")),
        Just("fred@gmail.com".to_owned()),
    ];
    let field = (prop::sample::select(fields.to_vec()), text);
    let forms = prop::collection::vec(field, 1..6);
    let config = ProptestConfig { cases: 200, ..ProptestConfig::default() };
    TestRunner::new(config)
        .run(&forms, |form| {
            let form: Vec<String> =
                form.iter().map(|(name, text)| format!("{name}={}", encode(text))).collect();
            let form = form.join("&");
            for response in [
                server().get(&format!("/setup?{form}")),
                post(&form),
                server().get(&format!("/?{form}")),
                server().get(&format!("/guide/gmail?{form}")),
                server().get(&format!("/api/v1/service?{form}")),
                server().get(&format!("/api/v1/guide?{form}")),
            ] {
                prop_assert!(matches!(response.status, 200 | 400), "{:?}", response);
                prop_assert!(!response.text().contains("<x-mark"), "{}", response.text());
                let kind = response.header("content-type").unwrap();
                if kind.contains("json") {
                    prop_assert!(serde_json::from_slice::<Value>(&response.body).is_ok());
                }
            }
            Ok(())
        })
        .unwrap();
}

/// What is typed is not logged.
#[test]
fn logs_name_neither_address_nor_message() {
    let mut server = Mailguide::start(&["--log", "debug"]);
    let form = b"address=lovelace%40gmail.com&error=sesame";
    server.request("POST", "/setup", "", form);
    server.get("/setup?address=lovelace%40gmail.com&error=sesame");
    server.get("/api/v1/guide?address=lovelace%40gmail.com&error=sesame");
    server.signal("TERM");
    server.wait();
    let log = server.rest_of_stderr();
    assert_eq!(
        log.iter().filter(|line| line.contains("domain=\"gmail.com\"")).count(),
        3,
        "{log:#?}"
    );
    for word in ["lovelace", "sesame"] {
        assert!(log.iter().all(|line| !line.contains(word)), "{word} in {log:#?}");
    }
}
