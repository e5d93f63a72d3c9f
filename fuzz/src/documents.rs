//! What holds for every document: it is what it says it is, by somebody else's parser.

use std::time::Duration;

use mailguide::dns::listing::{ListingFormat, listing};
use mailguide::guide::{Guide, Language};
use mailguide::http::answer::{Asked, answer};
use mailguide::http::reply::Reply;
use mailguide::http::route::Route;
use mailguide::lookup::{Answer, Known, Question, lookup};
use mailguide::mail::Domain;
use mailguide::snapshot::Snapshot;

/// A moment, since the Unix epoch.
pub const NOW: Duration = Duration::from_nanos(77_104_889_708_300);

/// A reply can be sent, and its body is of its type.
pub fn check(reply: &Reply) {
    assert!([200, 204, 302, 400, 404, 405, 503].contains(&reply.status), "{}", reply.status);
    let body = std::str::from_utf8(&reply.body).expect("all documents are UTF-8");
    match reply.content_type {
        "text/html; charset=utf-8" => super::page::check(body),
        "text/css; charset=utf-8" => {}
        "text/plain; charset=utf-8" => {
            assert!(body.bytes().all(|b| b == b'\n' || (b' '..=b'~').contains(&b)), "{body:?}");
        }
        json if json.contains("json") => {
            let _: serde_json::Value = serde_json::from_str(body).expect("JSON");
        }
        xml => {
            assert!(xml.contains("xml") || xml.contains("aspen"), "{xml}");
            let options = roxmltree::ParsingOptions { allow_dtd: true, ..Default::default() };
            if let Err(error) = roxmltree::Document::parse_with_options(body, options) {
                panic!("{error}\n{body}");
            }
        }
    }
    if let Some(name) = reply.attachment() {
        assert!(name.bytes().all(|b| (b' '..=b'~').contains(&b)), "{name:?}");
        assert!(!name.contains(['\\', '/']) && name.matches('"').count() == 2, "{name:?}");
    }
    for domain in [&reply.domain, &reply.mx].into_iter().flatten() {
        check_domain(domain);
    }
}

/// A domain is in its only form.
pub fn check_domain(domain: &Domain) {
    let text = domain.as_str();
    assert_eq!(Domain::parse(text).as_ref(), Ok(domain));
    let normal = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'.';
    assert!(text.bytes().all(normal), "{text:?}");
}

/// All documents about a domain can be made, and are sound.
pub fn check_all(domain: &Domain, guide: &Guide, snapshot: &Snapshot) {
    let address = format!("a&<b>'\"%EMAILDOMAIN%@{domain}");
    let encoded = address.replace('&', "%26").replace('"', "%22").replace('%', "%25");
    let body = |schema: &str| {
        let address = address.replace('&', "&amp;").replace('<', "&lt;");
        format!(
            "<Autodiscover><Request><EMailAddress>{address}</EMailAddress>\
             <AcceptableResponseSchema>{schema}</AcceptableResponseSchema></Request></Autodiscover>"
        )
    };
    let outlook =
        body("http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a");
    let phone =
        body("http://schemas.microsoft.com/exchange/autodiscover/mobilesync/responseschema/2006");
    let parameter = format!("emailaddress={encoded}");
    let protocol = format!("Email={encoded}&Protocol=AutodiscoverV1");
    let form = format!("address={encoded}");
    for (method, path, query, body) in [
        ("GET", "/mail/config-v1.1.xml", parameter.as_str(), ""),
        ("GET", "/mobileconfig", parameter.as_str(), ""),
        ("GET", "/.well-known/user-agent-configuration.json", "", ""),
        ("POST", "/autodiscover/autodiscover.xml", "", outlook.as_str()),
        ("POST", "/autodiscover/autodiscover.xml", "", phone.as_str()),
        ("GET", "/autodiscover/autodiscover.json", protocol.as_str(), ""),
        ("GET", "/setup", form.as_str(), ""),
        ("GET", "/api/v1/service", form.as_str(), ""),
        ("GET", "/api/v1/guide", form.as_str(), ""),
    ] {
        let host = format!("ua-auto-config.{domain}");
        let asked =
            Asked::read(Route::parse(method, Some(&host), path, Some(query)), body.as_bytes());
        check(&answer(asked, &Known::NOTHING, Language::English, NOW, guide, snapshot, Vec::new()));
    }
    if let Answer::Found(found) =
        lookup(&Question::about(domain.clone()), &Known::NOTHING, snapshot)
    {
        for format in ListingFormat::ALL {
            let text = listing(&found, snapshot.policy(), None, format);
            super::report::check_words(&text);
        }
    }
}
