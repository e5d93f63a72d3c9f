//! The last look-ups: they tell why, and name nobody.

use serde_json::Value;

use crate::admin;
use crate::support::Mailguide;

fn lookups(server: &Mailguide) -> Vec<Value> {
    let response = admin(server, "/lookups");
    assert_eq!((response.status, response.header("content-type")), (200, Some("application/json")));
    let body: Value = serde_json::from_slice(&response.body).unwrap();
    body["lookups"].as_array().unwrap().clone()
}

#[test]
fn the_last_look_ups_tell_why_and_name_nobody() {
    let server = Mailguide::start(&["--log", "off"]);
    assert!(lookups(&server).is_empty());
    for address in ["lovelace@gmail.com", "hopper@gmail.com", "lovelace@gmail.com"] {
        let target = format!("/mail/config-v1.1.xml?emailaddress={address}");
        let secret = "User-Agent: okhttp/4.12.0\r\nAuthorization: Basic c2VzYW1l\r\n";
        assert_eq!(server.request("GET", &target, secret, b"").status, 200);
    }
    server.request("POST", "/autodiscover/autodiscover.xml", "", b"email=lovelace@icloud.com");
    server.get("/lovelace@gmail.com");
    server.get("/v1.1/lovelace@gmail.com");
    server.udp(b"\0\x01\0\0\0\x01\0\0\0\0\0\0\x08lovelace\x05gmail\x03com\0\0\x01\0\x01");
    server.get("/health");
    server.get("/style.css");

    let rows = lookups(&server);
    let words: Vec<[&str; 3]> = rows
        .iter()
        .map(|row| ["protocol", "domain", "reason"].map(|key| row[key].as_str().unwrap_or("-")))
        .collect();
    assert_eq!(
        words,
        [
            ["dns-udp", "gmail.com", "no_such_name"],
            ["autoconfig", "-", "no_domain"],
            ["other", "-", "no_such_path"],
            ["autodiscover", "icloud.com", "provider_domain"],
            ["autoconfig", "gmail.com", "provider_domain"],
            ["autoconfig", "gmail.com", "provider_domain"],
            ["autoconfig", "gmail.com", "provider_domain"],
        ],
        "the newest first, without probes and what is the same for everybody"
    );
    assert_eq!(rows[4]["client"], "k9");
    assert_eq!((&rows[4]["status"], &rows[0]["status"]), (&Value::from(200), &Value::Null));
    assert!(rows[4]["micros"].as_u64().is_some());
    assert!(rows[4]["time"].as_str().unwrap().ends_with('Z'));
    // One address is one digest, whatever it is.
    assert_eq!(rows[4]["address"], rows[6]["address"]);
    assert_ne!(rows[4]["address"], rows[5]["address"]);
    assert_eq!(rows[4]["address"].as_str().unwrap().len(), 16);
    assert_eq!(rows[0]["address"], Value::Null);
    for path in ["/lookups", "/metrics", "/readyz"] {
        let response = admin(&server, path);
        for word in ["lovelace", "hopper", "@", "127.0.0.1", "c2VzYW1l", "okhttp"] {
            assert!(!response.text().contains(word), "{word} in {}", response.text());
        }
    }

    // Another start has another key.
    let other = Mailguide::start(&["--log", "off"]);
    other.get("/mail/config-v1.1.xml?emailaddress=lovelace@gmail.com");
    assert_ne!(lookups(&other)[0]["address"], rows[4]["address"]);
}
