//! DNS cookies (RFC 7873, RFC 9018), as a client sees them.

use hickory_server::proto::op::ResponseCode;

use super::query::*;
use super::support::{Folder, Mailguide};
use super::{ask, ask_raw, ask_tcp, tcp, udp};

const COOKIE: u16 = 10;
const CLIENT: [u8; 8] = *b"a client";

fn with_cookie(cookie: &[u8]) -> Query {
    query("_imaps._tcp.gmail.com", SRV).option(COOKIE, cookie)
}

#[test]
fn a_client_learns_a_cookie_and_it_stays_the_same_while_it_is_fresh() {
    let answer = ask(&with_cookie(&CLIENT));
    assert_eq!(answer.data(), ["0 0 993 imap.gmail.com."]);
    let cookie = answer.option(COOKIE).unwrap();
    assert_eq!((cookie.len(), &cookie[..8], &cookie[8..12]), (24, &CLIENT[..], &[1, 0, 0, 0][..]));
    for answer in [ask(&with_cookie(&cookie)), ask_tcp(&with_cookie(&cookie))] {
        assert_eq!(answer.data(), ["0 0 993 imap.gmail.com."]);
        assert_eq!(answer.options(), [(COOKIE, cookie.clone())]);
    }
    // One that is not ours is answered like none, with a new one (RFC 7873 §5.2.4).
    let forged = [&CLIENT[..], &[1; 16]].concat();
    for answer in [ask(&with_cookie(&forged)), ask_tcp(&with_cookie(&forged))] {
        assert_eq!(answer.code(), ResponseCode::NoError);
        assert_ne!(answer.option(COOKIE).unwrap(), forged);
    }
    assert_eq!(ask(&query("gmail.com", SOA).edns(1232)).option(COOKIE), None);
    // Refusals and errors have one too.
    let refused = ask(&query("example.net", A).option(COOKIE, &CLIENT));
    assert_eq!(refused.option(COOKIE).unwrap()[..8], CLIENT);
}

#[test]
fn lengths_that_no_cookie_has_are_format_errors() {
    // RFC 7873 §5.2.2. The OPT record comes back, or EDNS would seem unknown here (RFC 6891 §7).
    for length in [0, 1, 7, 9, 15, 41, 60] {
        let answer = ask(&with_cookie(&vec![7; length]));
        assert_eq!((answer.code(), answer.data()), (ResponseCode::FormErr, vec![]), "{length}");
        assert!(answer.opt().is_some());
    }
}

#[test]
fn of_several_cookies_the_first_counts() {
    let options = [&[0, 10, 0, 8][..], &CLIENT, &[0, 10, 0, 8], b"no other"].concat();
    let opt = Opt { payload: 1232, options, ..Opt::default() };
    let answer = ask(&query("gmail.com", SOA).opt(opt));
    assert_eq!(answer.options().len(), 1);
    assert_eq!(answer.option(COOKIE).unwrap()[..8], CLIENT);
}

#[test]
fn who_asks_nothing_may_learn_a_cookie() {
    // RFC 7873 §5.4.
    let message = |cookie: &[u8]| {
        let length = [cookie.len() as u16 + 4, 10, cookie.len() as u16].map(u16::to_be_bytes);
        let opt = [&[0, 0, 41, 4, 208, 0, 0, 0, 0][..], &length.concat(), cookie].concat();
        [&header(7, 0, [0, 0, 0, 1])[..], &opt].concat()
    };
    let answer = ask_raw(&message(&CLIENT));
    assert_eq!((answer.code(), &answer.bytes[4..6]), (ResponseCode::NoError, &[0, 0][..]));
    let cookie = answer.option(COOKIE).unwrap();
    assert_eq!(ask_raw(&message(&cookie)).code(), ResponseCode::NoError);
    let stale = ask_raw(&message(&[&CLIENT[..], &[1; 16]].concat()));
    assert_eq!(stale.code(), ResponseCode::BADCOOKIE);
    assert!(stale.option(COOKIE).is_some());
}

#[test]
fn servers_with_the_same_secret_know_each_others_cookies() {
    let (old, new) = ("000102030405060708090a0b0c0d0e0f", "e5e973e5a6b2a43f48e7dc849e37bfcf");
    let folder = Folder::new("dns-cookies");
    let start = |name: &str, secrets: &str| {
        let file = folder.write(name, &format!("[dns]\ncookie_secret = \"{secrets}\"\n"));
        Mailguide::start(&["--log", "off", "--config", file.to_str().unwrap()])
    };
    let both = [old, new].join(" ");
    let (first, second, third) = (start("a", &both), start("b", new), start("c", old));
    let learn = |server| udp(server, &with_cookie(&CLIENT)).option(COOKIE).unwrap();
    let knows =
        |server, cookie: &[u8]| tcp(server, &with_cookie(cookie)).option(COOKIE).unwrap() == cookie;
    let (by_first, by_second) = (learn(&first), learn(&second));
    assert!(knows(&first, &by_first) && knows(&third, &by_first) && !knows(&second, &by_first));
    assert!(knows(&first, &by_second) && knows(&second, &by_second) && !knows(&third, &by_second));
}

#[test]
fn a_cookie_outlives_a_reload() {
    let server = Mailguide::start(&["--log", "info"]);
    let cookie = udp(&server, &with_cookie(&CLIENT)).option(COOKIE).unwrap();
    server.signal("HUP");
    server.stderr_line(|line| line.contains("reloaded"));
    assert_eq!(udp(&server, &with_cookie(&cookie)).option(COOKIE).unwrap(), cookie);
}
