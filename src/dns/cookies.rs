//! DNS cookies (RFC 7873) that other servers with the same secret understand (RFC 9018): what a
//! query shows that its sender is where it says it is.
//!
//! A client that sends back what it got from us under its address cannot have a false address, so
//! it is not limited as those are who might.

#![expect(deprecated, reason = "the standard library has no other name for SipHash-2-4")]

use std::hash::{Hasher as _, SipHasher};
use std::net::IpAddr;

/// The option code (RFC 7873 §4).
pub const COOKIE: u16 = 10;
/// The length of a client's part (RFC 7873 §4).
const CLIENT: usize = 8;
/// The length of our part (RFC 9018 §4).
const SERVER: usize = 16;
/// How long a client and a server cookie may be together (RFC 7873 §4: 8 to 32 bytes of the
/// server).
const BOTH: std::ops::RangeInclusive<usize> = 16..=40;
/// The version, and three bytes that are reserved (RFC 9018 §4.1, §4.2).
const VERSION: [u8; 4] = [1, 0, 0, 0];
/// How long a cookie is good, in seconds (RFC 9018 §4.3).
const LIFETIME: u32 = 3600;
/// How far a clock of another server may be ahead of ours (RFC 9018 §4.3).
const AHEAD: u32 = 300;
/// After what time a client gets a new one (RFC 9018 §4.3).
const RENEWAL: u32 = 1800;
/// How long a secret of our own is used (RFC 7873 §7.1 wants a day, or a month at most).
const DAY: u32 = 24 * 3600;

/// 128 bits that only our servers know.
#[derive(Clone, Copy, Eq, PartialEq)]
pub struct CookieSecret([u8; 16]);

impl CookieSecret {
    /// A secret from random bytes.
    pub fn new(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// Reads 32 hexadecimal digits, as BIND, Knot and NSD take them.
    pub fn parse(digits: &str) -> Option<Self> {
        if digits.len() != 32 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        u128::from_str_radix(digits, 16).ok().map(|number| Self(number.to_be_bytes()))
    }

    /// SipHash-2-4 under this secret.
    fn hasher(self) -> SipHasher {
        let [low, high] = [&self.0[..8], &self.0[8..]]
            .map(|half| u64::from_le_bytes(half.try_into().expect("half of 16 bytes are 8")));
        SipHasher::new_with_keys(low, high)
    }

    /// The secret of a day that is made from this one.
    fn of_day(self, day: u32) -> Self {
        let half = |number: u8| {
            let mut hasher = self.hasher();
            hasher.write(&[number]);
            hasher.write(&day.to_be_bytes());
            hasher.finish()
        };
        Self((u128::from(half(0)) << 64 | u128::from(half(1))).to_be_bytes())
    }
}

impl std::fmt::Debug for CookieSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CookieSecret(..)")
    }
}

/// Makes cookies, and knows its own again.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Cookies {
    /// Under a new secret each day, made from one of this process alone.
    Own(CookieSecret),
    /// Under the first of the operator's secrets; the others are accepted, so that several servers
    /// can change theirs one after the other (RFC 9018 §5).
    Shared(Box<[CookieSecret]>),
}

/// What a query says with its cookie.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Cookie {
    /// Nothing: there is none.
    Absent,
    /// It has a length that no cookie has, which is a format error (RFC 7873 §5.2.2).
    Malformed,
    /// Its sender may be anybody, and is told a cookie.
    Unproven {
        /// The option to send back.
        back: [u8; CLIENT + SERVER],
        /// Whether it had a server's part that is not good, or no longer, and as long as ours.
        stale: bool,
    },
    /// Its sender is at its address.
    Proven {
        /// The option to send back.
        back: [u8; CLIENT + SERVER],
    },
}

impl Cookie {
    /// The option to send back, if any.
    pub fn back(&self) -> Option<&[u8]> {
        match self {
            Self::Unproven { back, .. } | Self::Proven { back } => Some(back),
            Self::Absent | Self::Malformed => None,
        }
    }
}

impl Cookies {
    /// What the content of a cookie option says. `now` is in seconds since the Unix epoch; only
    /// its low 32 bits count.
    pub fn check(&self, option: Option<&[u8]>, client: IpAddr, now: u32) -> Cookie {
        let Some(option) = option else { return Cookie::Absent };
        let Some((asked, server)) = option.split_first_chunk::<CLIENT>() else {
            return Cookie::Malformed;
        };
        if server.is_empty() {
            return Cookie::Unproven { back: self.cookie(asked, client, now), stale: false };
        }
        if !BOTH.contains(&option.len()) {
            return Cookie::Malformed;
        }
        match <[u8; SERVER]>::try_from(server).ok().filter(|s| self.is_good(asked, s, client, now))
        {
            Some(server) => {
                let made = timestamp(&server);
                let is_fresh = now.wrapping_sub(made) <= RENEWAL;
                let back = match is_fresh {
                    true => together(asked, &server),
                    false => self.cookie(asked, client, now),
                };
                Cookie::Proven { back }
            }
            None => {
                let stale = server.len() >= SERVER;
                Cookie::Unproven { back: self.cookie(asked, client, now), stale }
            }
        }
    }

    /// A new cookie for a client.
    fn cookie(&self, asked: &[u8; CLIENT], client: IpAddr, now: u32) -> [u8; CLIENT + SERVER] {
        let secret = match self {
            Self::Own(secret) => secret.of_day(now / DAY),
            Self::Shared(secrets) => secrets[0],
        };
        together(asked, &server_cookie(secret, asked, client, now))
    }

    fn is_good(
        &self,
        asked: &[u8; CLIENT],
        server: &[u8; SERVER],
        client: IpAddr,
        now: u32,
    ) -> bool {
        let made = timestamp(server);
        // Times are compared as serial numbers (RFC 9018 §4.3).
        let in_time = now.wrapping_sub(made) <= LIFETIME || made.wrapping_sub(now) <= AHEAD;
        let is_made_with = |secret| server_cookie(secret, asked, client, made) == *server;
        in_time
            && match self {
                Self::Own(secret) => is_made_with(secret.of_day(made / DAY)),
                Self::Shared(secrets) => secrets.iter().copied().any(is_made_with),
            }
    }
}

/// RFC 9018 §4: version, reserved, time, and the hash of all that is known of the client.
fn server_cookie(
    secret: CookieSecret,
    asked: &[u8; CLIENT],
    client: IpAddr,
    now: u32,
) -> [u8; SERVER] {
    let mut cookie = [0; SERVER];
    cookie[..4].copy_from_slice(&VERSION);
    cookie[4..8].copy_from_slice(&now.to_be_bytes());
    let mut hasher = secret.hasher();
    hasher.write(asked);
    hasher.write(&cookie[..8]);
    match client.to_canonical() {
        IpAddr::V4(address) => hasher.write(&address.octets()),
        IpAddr::V6(address) => hasher.write(&address.octets()),
    }
    cookie[8..].copy_from_slice(&hasher.finish().to_le_bytes());
    cookie
}

fn timestamp(server: &[u8; SERVER]) -> u32 {
    let [_, _, _, _, a, b, c, d, ..] = *server;
    u32::from_be_bytes([a, b, c, d])
}

fn together(asked: &[u8; CLIENT], server: &[u8; SERVER]) -> [u8; CLIENT + SERVER] {
    let mut both = [0; CLIENT + SERVER];
    both[..CLIENT].copy_from_slice(asked);
    both[CLIENT..].copy_from_slice(server);
    both
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(digits: &str) -> Vec<u8> {
        let pairs = digits.as_bytes().chunks(2);
        pairs
            .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
            .collect()
    }

    fn shared(secrets: &[&str]) -> Cookies {
        Cookies::Shared(secrets.iter().map(|digits| CookieSecret::parse(digits).unwrap()).collect())
    }

    /// The secret, client, time, option and answer of RFC 9018 appendix A.
    #[test]
    fn the_cookies_of_the_standard_are_ours() {
        const SECRET: &str = "e5e973e5a6b2a43f48e7dc849e37bfcf";
        let check = |secrets: &[&str], client: &str, now, option: &str| {
            shared(secrets).check(Some(&bytes(option)), client.parse().unwrap(), now)
        };
        // A.1: a client learns its cookie.
        let learnt = "2464c4abcf10c957010000005cf79f111f8130c3eee29480";
        let told = check(&[SECRET], "198.51.100.100", 1_559_731_985, "2464c4abcf10c957");
        let Cookie::Unproven { back, stale: false } = told else { panic!("{told:?}") };
        assert_eq!(back[..], bytes(learnt));
        // A.2: forty minutes later it is good and gets a new one.
        let renewed = check(&[SECRET], "198.51.100.100", 1_559_734_385, learnt);
        let Cookie::Proven { back } = renewed else { panic!("{renewed:?}") };
        assert_eq!(back[..], bytes("2464c4abcf10c957010000005cf7a871d4a564a1442aca77"));
        // A.4: IPv6, and a secret that has been replaced.
        let secrets = ["445536bcd2513298075a5d379663c962", "dd3bdf9344b678b185a6f5cb60fca715"];
        let client = "2001:db8:220:1:59de:d0f4:8769:82b8";
        let old = "22681ab97d52c298010000005cf7c57926556bd0934c72f8";
        let rolled = check(&secrets, client, 1_559_741_961, old);
        let Cookie::Proven { back } = rolled else { panic!("{rolled:?}") };
        // Ours is as good for half an hour; the server of the example always makes a new one.
        assert_eq!(back[..], bytes(old));
        let anew = check(&secrets, client, 1_559_741_961, "22681ab97d52c298");
        assert_eq!(anew.back().unwrap(), bytes("22681ab97d52c298010000005cf7c609a6bb79d16625507a"));
    }

    #[test]
    fn a_cookie_is_good_for_its_client_and_an_hour() {
        let client: IpAddr = "192.0.2.1".parse().unwrap();
        let other: IpAddr = "192.0.2.2".parse().unwrap();
        let start = 1_700_000_000;
        for cookies in [
            Cookies::Own(CookieSecret::new([7; 16])),
            shared(&["000102030405060708090a0b0c0d0e0f"]),
        ] {
            let told = cookies.check(Some(&[1; 8]), client, start);
            let cookie = told.back().unwrap().to_vec();
            let is_good = |cookie: &[u8], client, now| {
                matches!(cookies.check(Some(cookie), client, now), Cookie::Proven { .. })
            };
            for late in [0, 1, 1800, 1801, 3600] {
                assert!(is_good(&cookie, client, start + late), "{late}");
            }
            assert!(is_good(&cookie, client, start - 300));
            assert!(is_good(&cookie, "::ffff:192.0.2.1".parse().unwrap(), start));
            assert!(!is_good(&cookie, client, start + 3601));
            assert!(!is_good(&cookie, client, start - 301));
            assert!(!is_good(&cookie, other, start));
            for place in 0..cookie.len() {
                let mut bent = cookie.clone();
                bent[place] ^= 1;
                assert!(!is_good(&bent, client, start), "{place}");
            }
            assert!(!is_good(&[&cookie[..], &[0]].concat(), client, start));
        }
    }

    #[test]
    fn secrets_of_our_own_change_each_day_and_good_cookies_stay_good() {
        let cookies = Cookies::Own(CookieSecret::new([9; 16]));
        let client: IpAddr = "2001:db8::1".parse().unwrap();
        let midnight = 20_000 * DAY;
        let before = cookies.check(Some(&[1; 8]), client, midnight - 1);
        let after = cookies.check(Some(before.back().unwrap()), client, midnight + 10);
        assert!(matches!(after, Cookie::Proven { .. }));
        let CookieSecret(first) = CookieSecret::new([9; 16]).of_day(1);
        let CookieSecret(second) = CookieSecret::new([9; 16]).of_day(2);
        assert!(first != second && first != [9; 16]);
    }

    #[test]
    fn lengths_that_no_cookie_has_are_malformed() {
        let cookies = Cookies::Own(CookieSecret::new([7; 16]));
        let client: IpAddr = "192.0.2.1".parse().unwrap();
        for length in 0..64 {
            let is_malformed =
                cookies.check(Some(&vec![0; length]), client, 1) == Cookie::Malformed;
            assert_eq!(is_malformed, !(length == 8 || (16..=40).contains(&length)), "{length}");
        }
        assert_eq!(cookies.check(None, client, 1), Cookie::Absent);
    }

    #[test]
    fn a_secret_has_32_digits_and_is_not_shown() {
        let digits = "000102030405060708090A0b0c0d0e0f";
        let secret = CookieSecret::parse(digits).unwrap();
        assert_eq!(secret.0, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]);
        assert_eq!(format!("{secret:?}"), "CookieSecret(..)");
        for wrong in ["", "00", "+00102030405060708090a0b0c0d0e0f", &digits[1..]] {
            assert!(CookieSecret::parse(wrong).is_none(), "{wrong}");
        }
    }
}
