//! The header, EDNS and its options, and sizes.

use hickory_server::proto::op::ResponseCode;

use super::query::*;
use super::support::Mailguide;
use super::{ask, ask_tcp, tcp, udp};

#[test]
fn recursion_is_never_available() {
    // `read` compares RD and asserts that RA, Z and AD are clear.
    for flags in [0, RD, RD | AD | RA | Z | AA | TC] {
        assert!(ask(&query("gmail.com", SOA).flags(flags)).has(AA));
        ask(&query("x.gmail.com", A).flags(flags)).assert_missing();
        ask(&query("example.net", A).flags(flags)).assert_bare(ResponseCode::Refused);
    }
}

#[test]
fn an_opt_record_comes_back_only_when_one_was_sent() {
    // RFC 6891 §6.1.1 and §7; the payload is ours.
    for name in ["gmail.com", "x.gmail.com", "example.net"] {
        assert_eq!(ask(&query(name, SOA)).opt(), None, "{name}");
        for said in [0, 100, 512, 1000, 1232, 4096, 65535] {
            let heard = said.clamp(512, 1232);
            let query = query(name, SOA).edns(said);
            assert_eq!(ask(&query).opt(), Some((heard, 0, 0, 0)), "{name}, {said}");
            assert!(ask_tcp(&query).opt().is_some(), "{name}, {said}");
        }
    }
}

#[test]
fn other_versions_of_edns_are_bad() {
    // RFC 6891 §6.1.3: BADVERS is 16, the version in it is the one we have.
    for version in [1, 255] {
        let opt = Opt { payload: 1232, version, ..Opt::default() };
        let answer = ask(&query("gmail.com", SOA).opt(opt));
        assert_eq!((answer.bytes[3] & 0xf, answer.opt()), (0, Some((1232, 1, 0, 0))));
        assert_eq!((answer.data(), answer.has(AA)), (vec![], false));
    }
}

#[test]
fn dnssec_ok_is_copied_and_the_other_flags_are_not() {
    // RFC 3225 §3, 6891 §6.1.4; `opt` holds that options do not come back.
    for (said, heard) in [(0x8000, 0x8000), (0x4000, 0), (0xffff, 0x8000)] {
        let opt = Opt { payload: 1232, flags: said, ..Opt::default() };
        assert_eq!(ask(&query("gmail.com", SOA).opt(opt)).opt(), Some((1232, 0, 0, heard)));
    }
}

#[test]
fn options_are_ignored() {
    // RFC 6891 §6.1.2: unknown ones, and NSID, client subnet, keepalive, padding.
    let options: [&[u8]; 5] = [
        &[0xfd, 0xe9, 0, 3, 1, 2, 3],
        &[0, 3, 0, 0],
        &[0, 8, 0, 7, 0, 1, 24, 0, 192, 0, 2],
        &[0, 11, 0, 0],
        &[0, 12, 0, 4, 0, 0, 0, 0],
    ];
    for options in options.iter().copied().chain([&*options.concat()]) {
        let opt = Opt { payload: 1232, options: options.to_vec(), ..Opt::default() };
        let answer = ask(&query("_imaps._tcp.gmail.com", SRV).opt(opt));
        assert_eq!(answer.data(), ["0 0 993 imap.gmail.com."], "{options:x?}");
        assert_eq!(answer.opt(), Some((1232, 0, 0, 0)));
        assert_eq!(answer.options(), []);
    }
}

#[test]
fn a_refusal_says_more_where_there_is_room_for_it() {
    // RFC 8914 §4.19 (prohibited), §4.21 (not authoritative), §4.22 (not supported).
    for (asked, code) in [
        (query("example.net", SOA), 20),
        (query("gmail.com", AXFR), 18),
        (Query { class: 3, ..query("gmail.com", SOA) }, 21),
    ] {
        let answer = ask(&asked.clone().edns(1232));
        assert_eq!(answer.code(), ResponseCode::Refused);
        assert_eq!(answer.options(), [(15, vec![0, code])]);
        let answer = ask(&asked);
        assert_eq!((answer.code(), answer.opt()), (ResponseCode::Refused, None));
    }
    assert_eq!(ask(&query("x.gmail.com", A).edns(1232)).options(), []);
}

#[test]
fn who_asks_how_long_a_connection_may_be_idle_is_told() {
    // RFC 7828 §3.3: ten seconds, and nothing over UDP.
    let asked = query("gmail.com", SOA).option(11, &[]);
    assert_eq!(ask_tcp(&asked).options(), [(11, vec![0, 100])]);
    assert_eq!(ask(&asked).options(), []);
    assert_eq!(ask_tcp(&query("gmail.com", SOA).edns(1232)).options(), []);
}

/// A server whose addresses do not fit into any UDP answer: 100 of IPv4 and 30 of IPv6, which do
/// fit into one with EDNS.
fn server_with_many_addresses() -> Mailguide {
    let v4 = (1..=100).map(|last| format!("127.1.0.{last}"));
    let v6 = (1..=30).map(|last| format!("2001:db8::{last:x}"));
    let addresses: Vec<String> = v4.chain(v6).collect();
    let given = addresses.iter().flat_map(|address| ["--public-address", address]);
    Mailguide::start(&["--log", "off"].into_iter().chain(given).collect::<Vec<_>>())
}

#[test]
fn what_does_not_fit_is_cut_over_udp_and_whole_over_tcp() {
    // RFC 2181 §9, 7766 §5. `udp` holds that no answer is too large.
    let server = server_with_many_addresses();
    let name = "autoconfig.gmail.com";
    for payload in [None, Some(0), Some(100), Some(512), Some(1232), Some(4096), Some(65535)] {
        let asked = |kind| match payload {
            Some(payload) => query(name, kind).edns(payload),
            None => query(name, kind),
        };
        let answer = udp(&server, &asked(A));
        assert!(answer.has(TC) && answer.has(AA), "{payload:?}");
        assert!(answer.data().len() < 100);
        let answer = udp(&server, &asked(AAAA));
        assert_eq!(answer.has(TC), payload.unwrap_or(0) < 1232, "{payload:?}");
        assert_eq!(answer.data().len() == 30, payload.unwrap_or(0) >= 1232);
        for (kind, count) in [(A, 100), (AAAA, 30)] {
            let answer = tcp(&server, &asked(kind));
            assert_eq!((answer.has(TC), answer.data().len()), (false, count), "{payload:?}");
        }
    }
}

#[test]
fn an_answer_that_was_cut_keeps_its_opt_record() {
    // RFC 6891 §7: header, question and OPT are the least, also where TC is set.
    let server = server_with_many_addresses();
    let lost: Vec<u16> = (512..=1232)
        .filter(|&payload| {
            let answer = udp(&server, &query("autoconfig.gmail.com", A).edns(payload));
            assert!(answer.has(TC));
            answer.opt().is_none()
        })
        .collect();
    assert!(lost.is_empty(), "no OPT at {} of 721 sizes: {lost:?}", lost.len());
}
