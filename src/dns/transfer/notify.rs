//! Telling a secondary that a zone has changed (NOTIFY, RFC 1996): the message and its answer.

use std::time::Duration;

use super::tsig::Session;
use super::wire;
use crate::mail::keywords;

/// The operation (RFC 1996 §3.7), as it stands in the flags.
const NOTIFY: u8 = 4 << 3;
const OPCODE: u8 = 0x78;
const IS_ANSWER: u8 = 0x80;
const AUTHORITATIVE: u8 = 0x04;
const SOA: u16 = 6;
const CLASS_IN: u16 = 1;

keywords! {
    /// What became of telling a secondary.
    pub enum NotifyOutcome {
        /// It knows.
        Acknowledged = "acknowledged",
        /// It does not want to know.
        Refused = "refused",
        /// It was told several times and said nothing.
        NoAnswer = "no_answer",
        /// It cannot be reached.
        Unreachable = "unreachable",
    }
}

/// A message to a secondary.
pub(in crate::dns) struct Notification {
    id: u16,
    message: Vec<u8>,
}

impl Notification {
    /// Tells that the zone with that apex has changed. `now` is the time since the Unix epoch.
    pub(in crate::dns) fn new(
        id: u16,
        apex: &str,
        session: Option<Session>,
        now: Duration,
    ) -> Self {
        let [high, low] = id.to_be_bytes();
        let mut message = vec![high, low, NOTIFY | AUTHORITATIVE, 0, 0, 1, 0, 0, 0, 0, 0, 0];
        message.extend(wire::name(apex));
        message.extend(SOA.to_be_bytes());
        message.extend(CLASS_IN.to_be_bytes());
        if let Some(mut session) = session {
            session.seal(&mut message, now);
        }
        Self { id, message }
    }

    /// What is sent.
    pub(in crate::dns) fn message(&self) -> &[u8] {
        &self.message
    }

    /// What an answer means; nothing where it is none to this message. It only ends the repeats, so
    /// nobody checks its signature.
    pub(in crate::dns) fn outcome(&self, answer: &[u8]) -> Option<NotifyOutcome> {
        let head = answer.get(..wire::HEADER)?;
        let is_ours = head[..2] == self.id.to_be_bytes()
            && head[2] & IS_ANSWER != 0
            && head[2] & OPCODE == NOTIFY;
        let code = head[3] & 0x0F;
        is_ours.then_some(match code {
            0 => NotifyOutcome::Acknowledged,
            _ => NotifyOutcome::Refused,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_told_from_other_messages() {
        let notification = Notification::new(0x1234, "a.example", None, Duration::ZERO);
        assert_eq!(
            notification.message(),
            b"\x12\x34\x24\0\0\x01\0\0\0\0\0\0\x01a\x07example\0\0\x06\0\x01"
        );
        for (head, outcome) in [
            (b"\x12\x34\xa4\x00", Some(NotifyOutcome::Acknowledged)),
            (b"\x12\x34\xa0\x05", Some(NotifyOutcome::Refused)),
            (b"\x12\x34\xa0\x09", Some(NotifyOutcome::Refused)),
            (b"\x12\x35\xa4\x00", None),
            (b"\x12\x34\x24\x00", None),
            (b"\x12\x34\x84\x00", None),
        ] {
            let answer = [&head[..], &[0; 8]].concat();
            assert_eq!(notification.outcome(&answer), outcome, "{head:x?}");
        }
        assert_eq!(notification.outcome(b"\x12\x34\xa4"), None);
    }
}
