//! What proxies say about the client, in header fields: `F:`, `P:` and `X:`, one a line.
#![no_main]

use std::net::IpAddr;

use libfuzzer_sys::fuzz_target;
use mailguide::http::proxies::{ForwardedFields, Origin, Proxies};
use mailguide::network::Network;

fuzz_target!(|text: &str| {
    let fields = |mark: &str| -> Vec<&str> {
        text.split('\n').filter_map(|line| line.strip_prefix(mark)).collect()
    };
    let (forwarded, x_proto, x_for) = (fields("F:"), fields("P:"), fields("X:"));
    let networks = ["10.0.0.0/8", "fd00::/8"].map(|text| Network::parse(text).expect("a network"));
    let proxies = Proxies { networks: networks.into(), send_header: false };
    let origin = |peer: &str, fields: ForwardedFields<'_>| {
        proxies.origin(Origin { client: ip(peer), secure: false }, &fields)
    };
    let all = ForwardedFields { x_for: &x_for, x_proto: &x_proto, forwarded: &forwarded };

    // A stranger is who he is.
    let stranger = Origin { client: ip("192.0.2.1"), secure: false };
    assert_eq!(origin("192.0.2.1", all), stranger);
    let told = origin("10.0.0.1", all).client;
    assert_eq!(told, told.to_canonical());

    // What a proxy adds at the end decides, whatever the client wrote before it: in a field of its
    // own, and in the client's own field.
    let client = ip("203.0.113.9");
    let own_field = [&x_for[..], &["203.0.113.9"]].concat();
    assert_eq!(origin("10.0.0.1", ForwardedFields { x_for: &own_field, ..all }).client, client);
    let same_field = format!("{}, 203.0.113.9", x_for.join(", "));
    let same_field = ForwardedFields { x_for: &[&same_field], ..all };
    assert_eq!(origin("10.0.0.1", same_field).client, client);
    let own_field = [&forwarded[..], &["for=203.0.113.9"]].concat();
    let own_field = ForwardedFields { forwarded: &own_field, ..ForwardedFields::default() };
    assert_eq!(origin("10.0.0.1", own_field).client, client);
    // A quotation that the client leaves open would take in what is added: then nobody is believed.
    for (client, added) in [
        ("203.0.113.9", "for=203.0.113.9"),
        ("2001:db8::9", "for=\"[2001:db8::9]:4711\";by=\"_a\\\"b\""),
    ] {
        let same_field = format!("{}, {added}", forwarded.join(", "));
        let same_field =
            ForwardedFields { forwarded: &[&same_field], ..ForwardedFields::default() };
        let told = origin("10.0.0.1", same_field).client;
        assert!(told == ip(client) || told == ip("10.0.0.1"), "{told}");
    }
});

fn ip(text: &str) -> IpAddr {
    text.parse().expect("an address")
}
