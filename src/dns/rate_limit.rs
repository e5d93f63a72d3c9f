//! Response rate limiting: who may be somebody else's victim gets so many answers over UDP a
//! second, and not a byte more than was sent in its name.
//!
//! What is counted is the network that an answer goes to. Over TCP, and with a good cookie, a
//! sender is where it says it is and is not counted. Of the answers that are too many, one of a few
//! is sent without records and with TC set ("slip"): who does ask from there comes back by TCP.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use crate::network::Network;
use crate::rate_table::{Allowance, RateTable};

/// The time in which an allowance is full again.
const SECOND: Duration = Duration::from_secs(1);
/// The length of a header (RFC 1035 §4.1.1).
const HEADER: usize = 12;

/// How many answers a network gets.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ResponseLimits {
    /// So many at once, and again each second; nothing where nobody is limited.
    pub per_second: Option<NonZeroU32>,
    /// One of how many further ones is answered, without records; 0 for none.
    pub slip: u32,
    /// Who is not limited.
    pub unlimited: Vec<Network>,
}

/// What becomes of an answer.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Verdict {
    /// It is sent.
    Answer,
    /// In its place goes one without records and with TC, which is not longer than the query.
    Truncate,
    /// There is none.
    Drop,
}

/// Counts answers by network: without a lock, without allocation, in the same time for any number.
#[derive(Default)]
pub struct ResponseLimiter {
    table: RateTable,
    limited: AtomicU32,
}

impl ResponseLimiter {
    /// Counts an answer over UDP that goes to an address which nothing proves. `now` is the time
    /// since any moment that stays the same.
    pub fn judge(&self, client: IpAddr, now: Duration, limits: &ResponseLimits) -> Verdict {
        let Some(per_second) = limits.per_second else { return Verdict::Answer };
        let allowance = Allowance::new(per_second, SECOND);
        if self.table.admit(prefix(client), now, allowance).is_ok()
            || limits.unlimited.iter().any(|network| network.contains(client))
        {
            return Verdict::Answer;
        }
        let limited = self.limited.fetch_add(1, Ordering::Relaxed);
        match limited.checked_rem(limits.slip) {
            Some(0) => Verdict::Truncate,
            _ => Verdict::Drop,
        }
    }
}

/// The network that is counted: the /24 of an IPv4 address, the /56 of an IPv6 one, which is what
/// one customer has. The highest bit tells them apart.
fn prefix(client: IpAddr) -> u64 {
    match client.to_canonical() {
        IpAddr::V4(address) => u64::from(address.to_bits() >> 8),
        IpAddr::V6(address) => (address.to_bits() >> 72) as u64 | 1 << 63,
    }
}

/// Writes an answer with TC and no records to a query with one question, and an OPT record where
/// the query has one behind it. It is never longer than the query. Nothing for anything else.
pub fn truncated(query: &[u8], out: &mut Vec<u8>) -> Option<()> {
    const ANSWER: u8 = 0x80;
    const TRUNCATED: u8 = 0x02;
    /// Opcode and RD, which are copied.
    const COPIED: u8 = 0x79;
    /// An OPT record without options, as far as its class (RFC 6891 §6.1.2).
    const OPT: [u8; 3] = [0, 0, 41];
    const OPT_LENGTH: usize = 11;
    let header: &[u8; HEADER] = query.first_chunk()?;
    let [id_high, id_low, flags, _, 0, 1, ..] = *header else { return None };
    if flags & ANSWER != 0 {
        return None;
    }
    let question = question_end(query)?;
    let rest = &query[question..];
    let has_opt = header[6..10] == [0; 4] && rest.starts_with(&OPT) && rest.len() >= OPT_LENGTH;
    out.clear();
    out.extend([id_high, id_low, flags & COPIED | ANSWER | TRUNCATED, 0]);
    out.extend([0, 1, 0, 0, 0, 0, 0, u8::from(has_opt)]);
    out.extend(&query[HEADER..question]);
    if has_opt {
        out.extend(OPT);
        // Our payload, no extended code, version 0, and DO as it came.
        out.extend(super::reply::PAYLOAD_MAX.to_be_bytes());
        out.extend([0, 0, rest[7] & 0x80, 0, 0, 0]);
    }
    Some(())
}

/// Where the only question ends; its name must be written out (RFC 1035 §4.1.4 gives it nothing
/// to point at).
fn question_end(query: &[u8]) -> Option<usize> {
    let mut at = HEADER;
    loop {
        match *query.get(at)? {
            0 => break,
            length @ 1..=63 => at += 1 + usize::from(length),
            _ => return None,
        }
    }
    let end = at + 5;
    (end <= query.len()).then_some(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits(per_second: u32, slip: u32) -> ResponseLimits {
        let unlimited = vec![Network::parse("203.0.113.0/24").unwrap()];
        ResponseLimits { per_second: NonZeroU32::new(per_second), slip, unlimited }
    }

    fn judge_all(limits: &ResponseLimits, clients: &[&str], now: Duration) -> Vec<Verdict> {
        let limiter = ResponseLimiter::default();
        let judge = |client: &&str| limiter.judge(client.parse().unwrap(), now, limits);
        clients.iter().map(judge).collect()
    }

    #[test]
    fn a_network_gets_so_many_answers_and_then_one_of_a_few_slips() {
        use Verdict::{Answer, Drop, Truncate};
        let now = Duration::from_secs(5);
        let (neighbours, other) = (["192.0.2.1", "192.0.2.254"], "192.0.3.1");
        let asked = [neighbours, neighbours, neighbours].concat();
        let judged = judge_all(&limits(2, 2), &asked, now);
        assert_eq!(judged, [Answer, Answer, Truncate, Drop, Truncate, Drop]);
        assert_eq!(judge_all(&limits(2, 0), &asked, now)[2..], [Drop; 4]);
        assert_eq!(judge_all(&limits(2, 1), &asked, now)[2..], [Truncate; 4]);
        assert_eq!(judge_all(&limits(0, 2), &asked, now), [Answer; 6]);
        assert_eq!(judge_all(&limits(1, 0), &[neighbours[0], other], now), [Answer; 2]);
        let six = ["2001:db8:0:1::1", "2001:db8:0:ff::2", "2001:db8:0:100::1"];
        assert_eq!(judge_all(&limits(1, 0), &six, now), [Answer, Drop, Answer]);
        assert_eq!(judge_all(&limits(1, 0), &["203.0.113.7"; 4], now), [Answer; 4]);
    }

    #[test]
    fn an_allowance_comes_back_within_a_second() {
        let (limiter, limits) = (ResponseLimiter::default(), limits(10, 0));
        let answered = |milliseconds: u64| {
            let now = Duration::from_millis(milliseconds);
            let judge = |_: &u32| limiter.judge("192.0.2.1".parse().unwrap(), now, &limits);
            (0..20).filter(|number| judge(number) == Verdict::Answer).count()
        };
        assert_eq!([1000, 1100, 1600, 9000].map(answered), [10, 1, 5, 10]);
    }

    proptest::proptest! {
        /// Whatever is asked: what slips through is never longer than the query, and says TC.
        #[test]
        fn an_answer_without_records_is_no_longer_than_its_query(
            bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..80),
            is_query in proptest::bool::ANY,
        ) {
            let mut query = bytes;
            if is_query && query.len() > 12 {
                query[2] &= 0x7F;
                query[4..12].copy_from_slice(&[0, 1, 0, 0, 0, 0, 0, 1]);
            }
            let mut out = Vec::new();
            if truncated(&query, &mut out).is_some() {
                proptest::prop_assert!(out.len() <= query.len());
                proptest::prop_assert_eq!(&out[..2], &query[..2]);
                proptest::prop_assert_eq!(out[2] & 0x82, 0x82);
            }
        }
    }

    #[test]
    fn question_and_opt_come_back() {
        let question = b"\x01a\x07example\0\0\x21\0\x01";
        let opt = b"\0\0\x29\x10\0\0\0\x80\0\0\x0c\0\x0a\0\x08\x01\x02\x03\x04\x05\x06\x07\x08";
        let query = [&b"\x12\x34\x01\0\0\x01\0\0\0\0\0\x01"[..], question, opt].concat();
        let mut out = Vec::new();
        truncated(&query, &mut out).unwrap();
        let wanted_opt = b"\0\0\x29\x04\xd0\0\0\x80\0\0\0";
        let wanted = [&b"\x12\x34\x83\0\0\x01\0\0\0\0\0\x01"[..], question, wanted_opt].concat();
        assert_eq!(out, wanted);
        let bare = [&b"\x12\x34\0\0\0\x01\0\0\0\0\0\0"[..], question].concat();
        truncated(&bare, &mut out).unwrap();
        assert_eq!(out, [&b"\x12\x34\x82\0\0\x01\0\0\0\0\0\0"[..], question].concat());
    }
}
