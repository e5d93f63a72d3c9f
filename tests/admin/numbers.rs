//! The numbers of the real server: they rise by exactly what was asked.

use std::collections::BTreeMap;
use std::net::{TcpStream, UdpSocket};

use crate::SRV_OF_GMAIL;
use crate::exposition::numbers;
use crate::support::programs::wait_until;
use crate::support::{Mailguide, PATIENCE};

const NOT_SERVED: &[u8] = b"\0\x01\0\0\0\x01\0\0\0\0\0\0\x04here\x07example\0\0\x01\0\x01";

#[test]
fn numbers_rise_by_exactly_what_was_asked() {
    let server = Mailguide::start(&["--log", "off"]);
    let before = numbers(&server);
    assert!(!before.keys().any(|series| series.contains("requests_total{")), "{before:?}");
    let thunderbird = "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 \
                       Thunderbird/153.7.0\r\n";
    let evil = "User-Agent: x\",reason=\"evil\"} 99\r\n";
    let autoconfig = "/mail/config-v1.1.xml?emailaddress=fred@gmail.com";
    for _ in 0..3 {
        assert_eq!(server.request("GET", autoconfig, thunderbird, b"").status, 200);
    }
    assert_eq!(server.request("GET", autoconfig, evil, b"").status, 200);
    assert_eq!(server.get("/v1.1/unknown.example").status, 404);
    let body = b"email=fred@icloud.com";
    let curl = "User-Agent: curl/7.88.1\r\n";
    let path = "/autodiscover/autodiscover.xml";
    assert_eq!(server.request("POST", path, curl, body).status, 200);
    assert_eq!(server.get("/nowhere").status, 404);
    for _ in 0..2 {
        server.udp(SRV_OF_GMAIL);
    }
    server.tcp(SRV_OF_GMAIL);
    server.udp(NOT_SERVED);

    let requests = |protocol: &str, client: &str, reason: &str| {
        format!(
            "mailguide_http_requests_total{{protocol=\"{protocol}\",client=\"{client}\",\
             reason=\"{reason}\"}}"
        )
    };
    let queries = |transport: &str, reason: &str| {
        format!("mailguide_dns_queries_total{{transport=\"{transport}\",reason=\"{reason}\"}}")
    };
    let count = |family: &str, label: &str, word: &str| {
        format!("mailguide_{family}_duration_seconds_count{{{label}=\"{word}\"}}")
    };
    let expected: BTreeMap<String, f64> = BTreeMap::from([
        (requests("autoconfig", "thunderbird", "provider_domain"), 3.0),
        (requests("autoconfig", "other", "provider_domain"), 1.0),
        (requests("autoconfig", "unnamed", "unknown_domain"), 1.0),
        (requests("autodiscover", "curl", "provider_domain"), 1.0),
        (requests("other", "unnamed", "no_such_path"), 1.0),
        (queries("udp", "record"), 2.0),
        (queries("tcp", "record"), 1.0),
        (queries("udp", "unknown_domain"), 1.0),
        (count("http_request", "protocol", "autoconfig"), 5.0),
        (count("http_request", "protocol", "autodiscover"), 1.0),
        (count("http_request", "protocol", "other"), 1.0),
        (count("dns_query", "transport", "udp"), 3.0),
        (count("dns_query", "transport", "tcp"), 1.0),
    ]);
    let after = numbers(&server);
    let is_counted = |series: &str| series.contains("_total{") || series.contains("_count{");
    let risen: BTreeMap<String, f64> = after
        .into_iter()
        .map(|(series, value)| (series.clone(), value - before.get(&series).unwrap_or(&0.0)))
        .filter(|(series, risen)| is_counted(series) && *risen != 0.0)
        .collect();
    assert_eq!(risen, expected);
    assert_eq!(risen.values().sum::<f64>(), 22.0, "11 answers, each counted and timed");

    // A process of this size has some megabytes, and a socket or two.
    assert!(numbers(&server)["process_resident_memory_bytes"] > 1e6);
    assert!(numbers(&server)["process_open_fds"] > 4.0);

    // Connections are counted while they are open.
    let open = || numbers(&server)["mailguide_http_connections_open"];
    wait_until("all connections are closed", PATIENCE, || open() == 0.0);
    let connection = TcpStream::connect(server.http).unwrap();
    wait_until("the connection is open", PATIENCE, || open() == 1.0);
    drop(connection);
    wait_until("the connection is closed", PATIENCE, || open() == 0.0);
}

/// A resolver that knows one MX, says nothing about another domain, and that there is nothing else.
fn resolver() -> String {
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    let address = socket.local_addr().unwrap().to_string();
    // The thread ends with the process; its socket is on loopback and answers nobody else.
    std::thread::spawn(move || {
        let mut query = [0; 512];
        while let Ok((length, source)) = socket.recv_from(&mut query) {
            let asked = |name: &[u8]| query[..length].windows(name.len()).any(|part| part == name);
            // The header and the question (some add more) are sent back, as an answer.
            let question = 12 + query[12..].iter().position(|byte| *byte == 0).unwrap() + 5;
            let mut answer = query[..question].to_vec();
            answer[2..12].copy_from_slice(&[0x81, 0x83, 0, 1, 0, 0, 0, 0, 0, 0]);
            if asked(b"\x06silent") {
                continue;
            }
            if asked(b"\x05found") {
                (answer[3], answer[7]) = (0x80, 1);
                answer.extend_from_slice(b"\xc0\x0c\0\x0f\0\x01\0\0\x01\x2c\0\x10\0\x0a");
                answer.extend_from_slice(b"\x04mail\x07example\0");
            }
            let _ = socket.send_to(&answer, source);
        }
    });
    address
}

#[test]
fn mx_look_ups_are_counted_by_what_came_of_them() {
    let resolver = resolver();
    let server = Mailguide::start(&["--log", "off", "--mx-lookup", "--resolver", &resolver]);
    let counted = || {
        let numbers = numbers(&server);
        let of = |outcome: &str| {
            numbers[&format!("mailguide_mx_lookups_total{{outcome=\"{outcome}\"}}")]
        };
        [of("found"), of("none"), of("failed"), numbers["mailguide_mx_wanted_total"]]
    };
    assert_eq!(counted(), [0.0; 4]);
    for domain in ["found", "found", "nothing", "silent"] {
        server.get(&format!("/v1.1/{domain}.example"));
    }
    // A domain that is in the database needs none.
    server.get("/v1.1/gmail.com");
    assert_eq!(counted(), [1.0, 1.0, 1.0, 4.0], "what is remembered is not looked up again");
}
