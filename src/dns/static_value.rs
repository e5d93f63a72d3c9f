//! What stands behind the type of a record that the operator writes, where it has several parts.

use super::dnssec::KeyDigest;
use super::record::Data;
use super::static_record::host;

/// The longest text, in bytes; the longest keys of DKIM take a fifth of it.
const TEXT_MAX: usize = 4096;
/// The longest digest of a key, in bytes; that of SHA-384 has 48.
const DIGEST_MAX: usize = 64;

pub(super) fn mx(words: &[&str]) -> Option<Data> {
    let [preference, exchange] = words else { return None };
    Some(Data::Mx { preference: preference.parse().ok()?, exchange: host(exchange)? })
}

pub(super) fn srv(words: &[&str]) -> Option<Data> {
    let [priority, weight, port, target] = words else { return None };
    Some(Data::Srv {
        priority: priority.parse().ok()?,
        weight: weight.parse().ok()?,
        port: port.parse().ok()?,
        target: host(target)?,
    })
}

/// RFC 8659 §4.1.1.
pub(super) fn caa(value: &str) -> Option<Data> {
    let (flags, rest) = value.split_once(char::is_whitespace)?;
    let (tag, value) = rest.trim_start().split_once(char::is_whitespace)?;
    let fits = (1..=15).contains(&tag.len()) && tag.bytes().all(|b| b.is_ascii_alphanumeric());
    let [value] = <[String; 1]>::try_from(texts(value.trim_start())?).ok()?;
    let tag = tag.to_ascii_lowercase();
    fits.then_some(Data::Caa { flags: flags.parse().ok()?, tag, value })
}

/// RFC 6698 §2.2; the digits may be in several groups.
pub(super) fn tlsa(words: &[&str]) -> Option<Data> {
    let [usage, selector, matching, digits @ ..] = words else { return None };
    let number = |word: &str, most: u8| word.parse().ok().filter(|number: &u8| *number <= most);
    let matching = number(matching, 2)?;
    // 1 is SHA-256, 2 is SHA-512.
    let fits = |data: &Vec<u8>| match matching {
        1 => data.len() == 32,
        2 => data.len() == 64,
        _ => (1..=TEXT_MAX).contains(&data.len()),
    };
    let data = bytes(digits).filter(fits)?;
    Some(Data::Tlsa { usage: number(usage, 3)?, selector: number(selector, 1)?, matching, data })
}

/// RFC 4034 §5.3; the digits may be in several groups. 0 is no algorithm and no digest type.
pub(super) fn ds(words: &[&str]) -> Option<KeyDigest> {
    let [key_tag, algorithm, digest_type, digits @ ..] = words else { return None };
    let number = |word: &str| word.parse().ok().filter(|number: &u8| *number > 0);
    let digest_type = number(digest_type)?;
    // SHA-1, SHA-256 and SHA-384 (RFC 3658, RFC 4509, RFC 6605).
    let fits = |digest: &Vec<u8>| match digest_type {
        1 => digest.len() == 20,
        2 => digest.len() == 32,
        4 => digest.len() == 48,
        _ => (1..=DIGEST_MAX).contains(&digest.len()),
    };
    let digest = bytes(digits).filter(fits)?.into();
    Some(KeyDigest {
        key_tag: key_tag.parse().ok()?,
        algorithm: number(algorithm)?,
        digest_type,
        digest,
    })
}

/// Bytes as pairs of hexadecimal digits, in any groups.
fn bytes(digits: &[&str]) -> Option<Vec<u8>> {
    let digits = digits.concat();
    let pairs = digits.as_bytes().chunks(2).map(|pair| {
        let digit = |byte: &u8| char::from(*byte).to_digit(16);
        let [high, low] = pair else { return None };
        u8::try_from(16 * digit(high)? + digit(low)?).ok()
    });
    pairs.collect()
}

/// Strings in quotation marks, or one text without any.
pub(super) fn texts(value: &str) -> Option<Vec<String>> {
    let texts = if value.starts_with('"') {
        let mut texts = Vec::new();
        let mut rest = value;
        while !rest.is_empty() {
            let (text, after) = quoted(rest.strip_prefix('"')?)?;
            texts.push(text);
            rest = after.trim_start();
        }
        texts
    } else {
        vec![value.to_owned()]
    };
    let length: usize = texts.iter().map(String::len).sum();
    let shown = texts.iter().all(|text| !text.contains(char::is_control));
    ((1..=TEXT_MAX).contains(&length) && shown).then_some(texts)
}

/// The text up to the next quotation mark, and what follows that (RFC 1035 §5.1: `\"`, `\\`,
/// `\DDD`).
fn quoted(text: &str) -> Option<(String, &str)> {
    let mut bytes = Vec::new();
    let mut at = 0;
    loop {
        match text.as_bytes().get(at)? {
            b'"' => return Some((String::from_utf8(bytes).ok()?, &text[at + 1..])),
            b'\\' => {
                let next = text.as_bytes().get(at + 1)?;
                if next.is_ascii_digit() {
                    bytes.push(text.get(at + 1..at + 4)?.parse().ok()?);
                    at += 4;
                } else {
                    bytes.push(*next);
                    at += 2;
                }
            }
            byte => {
                bytes.push(*byte);
                at += 1;
            }
        }
    }
}
