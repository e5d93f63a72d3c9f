//! Messages as bytes (RFC 1035 §4.1), as far as it takes to put a record behind them or to take it
//! away: where each record lies, and names.

use std::ops::Range;

/// The length of a header.
pub(super) const HEADER: usize = 12;
/// Where the number of additional records stands.
const ADDITIONAL: usize = 10;
/// How many pointers a name may follow: no more labels than these fit into one.
const POINTERS_MAX: usize = 127;

/// Where a record lies.
pub(super) struct RecordPlace {
    pub(super) start: usize,
    pub(super) record_type: u16,
    pub(super) class: u16,
    pub(super) ttl: u32,
    pub(super) data: Range<usize>,
    pub(super) in_additional: bool,
}

/// All records but the question; nothing where the message ends too early or too late.
pub(super) fn records(message: &[u8]) -> Option<Vec<RecordPlace>> {
    let count = |at| Some(usize::from(number(message, at)?));
    let (questions, additional) = (count(4)?, count(ADDITIONAL)?);
    let others = count(6)? + count(8)?;
    let mut at = HEADER;
    for _ in 0..questions {
        at = name_end(message, at)? + 4;
    }
    let mut places = Vec::new();
    for index in 0..others + additional {
        let start = at;
        let fields = name_end(message, at)?;
        let head = message.get(fields..fields + 10)?;
        let data_start = fields + 10;
        at = data_start + usize::from(u16::from_be_bytes([head[8], head[9]]));
        places.push(RecordPlace {
            start,
            record_type: u16::from_be_bytes([head[0], head[1]]),
            class: u16::from_be_bytes([head[2], head[3]]),
            ttl: u32::from_be_bytes([head[4], head[5], head[6], head[7]]),
            data: data_start..at,
            in_additional: index >= others,
        });
    }
    (at == message.len()).then_some(places)
}

/// The end of the question, where there is exactly one.
pub(super) fn question_end(message: &[u8]) -> Option<usize> {
    if number(message, 4)? != 1 {
        return None;
    }
    let end = name_end(message, HEADER)? + 4;
    (end <= message.len()).then_some(end)
}

/// A request's header and question as an answer with a code.
pub(super) fn refusal(request: &[u8], code: u8) -> Vec<u8> {
    const IS_ANSWER: u8 = 0x80;
    const OPCODE_AND_RECURSION_DESIRED: u8 = 0x79;
    let end = question_end(request).unwrap_or(HEADER);
    let mut answer = request[..end].to_vec();
    answer[2] = IS_ANSWER | answer[2] & OPCODE_AND_RECURSION_DESIRED;
    answer[3] = code;
    answer[4..HEADER].fill(0);
    answer[5] = u8::from(end > HEADER);
    answer
}

/// Whether there are records where a signature could be.
pub(super) fn has_additional(message: &[u8]) -> bool {
    number(message, ADDITIONAL).is_some_and(|count| count > 0)
}

/// Counts a record that was put behind a message, or taken away.
pub(super) fn add_to_additional(message: &mut [u8], change: i16) {
    let count = number(message, ADDITIONAL).unwrap_or(0).wrapping_add_signed(change);
    message[ADDITIONAL..HEADER].copy_from_slice(&count.to_be_bytes());
}

/// A number of two bytes.
pub(super) fn number(message: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes([*message.get(at)?, *message.get(at + 1)?]))
}

/// Where a name ends.
fn name_end(message: &[u8], mut at: usize) -> Option<usize> {
    loop {
        match *message.get(at)? {
            0 => return Some(at + 1),
            length @ 1..=63 => at += 1 + usize::from(length),
            192.. => return message.get(at + 1).map(|_| at + 2),
            _ => return None,
        }
    }
}

/// Where a name ends that begins some data and has no pointers.
pub(super) fn uncompressed_end(data: &[u8]) -> Option<usize> {
    let end = name_end(data, 0).filter(|end| *end <= data.len())?;
    (data[end - 1] == 0).then_some(end)
}

/// A name in lower case without the final dot. Bytes that no name of ours has become `?`, which
/// matches nothing.
pub(super) fn text_at(message: &[u8], mut at: usize) -> Option<String> {
    let mut text = String::new();
    let mut pointers = 0;
    loop {
        match *message.get(at)? {
            0 => return Some(text),
            length @ 1..=63 => {
                let label = message.get(at + 1..at + 1 + usize::from(length))?;
                if !text.is_empty() {
                    text.push('.');
                }
                text.extend(label.iter().map(|byte| match byte {
                    b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' => {
                        char::from(byte.to_ascii_lowercase())
                    }
                    _ => '?',
                }));
                at += 1 + usize::from(length);
            }
            192.. if pointers < POINTERS_MAX => {
                pointers += 1;
                at = usize::from(number(message, at)? & 0x3FFF);
            }
            _ => return None,
        }
        if text.len() > 255 {
            return None;
        }
    }
}

/// A name of ours on the wire.
pub(super) fn name(text: &str) -> Vec<u8> {
    let mut name = Vec::with_capacity(text.len() + 2);
    for label in text.split('.').filter(|label| !label.is_empty()) {
        name.push(label.len() as u8);
        name.extend(label.bytes());
    }
    name.push(0);
    name
}

/// Bytes behind their length, and what follows them.
pub(super) fn sized(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let length = usize::from(number(bytes, 0)?);
    bytes[2..].split_at_checked(length)
}

/// The record that says that EDNS is understood, where a request has it (RFC 6891 §6.1.1).
pub(super) fn edns_of_answer(request: &[u8]) -> Option<[u8; 11]> {
    const OPT: u16 = 41;
    const PAYLOAD: [u8; 2] = 1232_u16.to_be_bytes();
    const DNSSEC_OK: u32 = 0x8000;
    let asked = records(request)?.into_iter().find(|place| place.record_type == OPT)?;
    let [payload_high, payload_low] = PAYLOAD;
    let [.., flags_high, flags_low] = (asked.ttl & DNSSEC_OK).to_be_bytes();
    Some([0, 0, OPT as u8, payload_high, payload_low, 0, 0, flags_high, flags_low, 0, 0])
}

/// The type and the class that a message asks for, where it has one question.
pub(super) fn type_and_class(message: &[u8]) -> Option<(u16, u16)> {
    let end = question_end(message)?;
    Some((number(message, end - 4)?, number(message, end - 2)?))
}

/// The serial of the SOA that a request for changes carries (RFC 1995 §3).
pub(super) fn serial_of_request(message: &[u8]) -> Option<u32> {
    const SOA: u16 = 6;
    let place = records(message)?.into_iter().find(|p| p.record_type == SOA && !p.in_additional)?;
    let fields = name_end(message, name_end(message, place.data.start)?)?;
    let serial = message.get(fields..fields + 4)?.first_chunk()?;
    (fields + 20 == place.data.end).then_some(u32::from_be_bytes(*serial))
}
