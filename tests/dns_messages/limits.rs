//! Response rate limiting, as a client and a victim see it.

use std::net::UdpSocket;
use std::time::{Duration, Instant};

use hickory_server::proto::op::ResponseCode;

use super::query::*;
use super::support::{Folder, Mailguide, PATIENCE};
use super::{tcp, udp};

/// How long an answer that does not come is waited for.
const SILENCE: Duration = Duration::from_millis(500);

/// A server that limits this machine too, to one answer a second.
fn limited(slip: u32) -> (Mailguide, Folder) {
    let folder = Folder::new("dns-limits");
    let text = format!("[dns]\nunlimited = []\nresponses_per_second = 1\nslip = {slip}\n");
    let file = folder.write("mailguide.toml", &text);
    (Mailguide::start(&["--log", "off", "--config", file.to_str().unwrap()]), folder)
}

/// Sends all at once, and returns what comes back until it is silent.
fn flood(server: &Mailguide, queries: &[Vec<u8>]) -> Vec<Vec<u8>> {
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    socket.connect(server.dns).unwrap();
    socket.set_read_timeout(Some(SILENCE)).unwrap();
    let mut answers = Vec::new();
    let mut buffer = [0; 4096];
    // Few at a time, so that none is lost on the way.
    for some in queries.chunks(50) {
        for query in some {
            socket.send(query).unwrap();
        }
        while let Ok(length) = socket.recv(&mut buffer) {
            answers.push(buffer[..length].to_vec());
        }
    }
    answers
}

/// Queries of every kind, each with an ID of its own.
fn of_every_kind(count: usize) -> Vec<Vec<u8>> {
    let kinds = [
        query("autoconfig.gmail.com", A),
        query("_imaps._tcp.gmail.com", SRV).edns(4096),
        query("x.gmail.com", SRV).option(10, b"a client"),
        query("gmail.com", ANY).edns(1232),
        query("example.net", SOA).edns(512),
        query("gmail.com", SOA).opt(Opt { version: 1, ..Opt::default() }),
        query("gmail.com", SOA).flags(5 << 11),
        query("gmail.com", AXFR),
    ];
    kinds.iter().cycle().take(count).map(Query::bytes).collect()
}

#[test]
fn a_network_that_is_flooded_gets_no_more_than_was_sent_in_its_name() {
    let (server, _folder) = limited(1);
    let start = Instant::now();
    let queries = of_every_kind(400);
    let answers = flood(&server, &queries);
    let seconds = start.elapsed().as_secs() as usize + 1;
    let mut whole = 0;
    for answer in &answers {
        let query = queries.iter().find(|query| query[..2] == answer[..2]).unwrap();
        if answer.len() > query.len() || answer[2] & 0x02 == 0 {
            whole += 1;
        }
    }
    assert!(whole <= seconds + 1, "{whole} whole answers in {seconds} seconds");
    assert!(answers.len() > 300, "each is answered: {}", answers.len());
    let sum = |messages: &[Vec<u8>]| messages.iter().map(Vec::len).sum::<usize>();
    assert!(sum(&answers) <= sum(&queries));
    // With one of two that slip, the half; without, next to nothing.
    for (slip, most) in [(2, 220), (0, seconds + 10)] {
        let (server, _folder) = limited(slip);
        let count = flood(&server, &queries).len();
        assert!(count <= most, "{count} answers with slip = {slip}");
    }
}

#[test]
fn who_shows_a_cookie_or_comes_by_tcp_is_not_limited() {
    let (server, _folder) = limited(0);
    let asked = query("_imaps._tcp.gmail.com", SRV);
    let cookie = tcp(&server, &asked.clone().option(10, b"a client")).option(10).unwrap();
    flood(&server, &of_every_kind(50));
    for _ in 0..100 {
        let answer = udp(&server, &asked.clone().option(10, &cookie));
        assert_eq!(answer.data(), ["0 0 993 imap.gmail.com."]);
        assert_eq!(tcp(&server, &asked).data(), ["0 0 993 imap.gmail.com."]);
    }
}

#[test]
fn who_shows_an_old_cookie_is_told_a_new_one_of_the_same_length() {
    // RFC 7873 §5.2.4: BADCOOKIE, and the client asks once more.
    let (server, _folder) = limited(1);
    flood(&server, &of_every_kind(20));
    let asked = query("_imaps._tcp.gmail.com", SRV);
    let old = asked.clone().option(10, b"a client and an old one.");
    let end = Instant::now() + PATIENCE;
    let cookie = loop {
        let sent = old.bytes();
        let answer = read(&sent, server.udp(&sent));
        if answer.code() == ResponseCode::BADCOOKIE {
            assert_eq!((answer.bytes.len(), answer.data()), (sent.len(), vec![]));
            break answer.option(10).unwrap();
        }
        assert!(Instant::now() < end, "every answer came in its time");
    };
    for _ in 0..20 {
        assert_eq!(udp(&server, &asked.clone().option(10, &cookie)).data().len(), 1);
    }
}

#[test]
fn who_is_allowed_is_not_limited() {
    let folder = Folder::new("dns-allowed");
    let text = "[dns]\nunlimited = [\"127.0.0.0/24\"]\nresponses_per_second = 1\nslip = 0\n";
    let file = folder.write("mailguide.toml", text);
    let server = Mailguide::start(&["--log", "off", "--config", file.to_str().unwrap()]);
    assert_eq!(flood(&server, &of_every_kind(200)).len(), 200);
}
