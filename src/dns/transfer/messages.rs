//! A zone as a stream of messages (RFC 5936 §2.2, RFC 1995 §4): made one at a time, each with as many
//! records as fit, signed where the request was.

use std::iter::Peekable;
use std::time::Duration;

use hickory_server::proto::rr;
use hickory_server::proto::serialize::binary::{BinEncodable, BinEncoder};

use super::tsig::Session;
use super::wire;

/// A message is full when it has this many bytes. The longest record goes in all the same: names are
/// only compressed up to here anyway (RFC 1035 §4.1.4).
const FULL: usize = 16_000;

/// Records in their order.
pub(super) type Records = Box<dyn Iterator<Item = rr::Record> + Send>;

/// The messages that answer a request.
pub(in crate::dns) struct Transfer {
    /// The header with the question, and whether EDNS has its place in the first message.
    head: Vec<u8>,
    edns: Option<[u8; 11]>,
    records: Peekable<Records>,
    session: Option<Session>,
    is_first: bool,
}

impl Transfer {
    /// Answers a request, without its signature, with some records.
    pub(super) fn new(request: &[u8], records: Records, session: Option<Session>) -> Self {
        const AUTHORITATIVE: u8 = 0x04;
        let mut head = wire::refusal(request, 0);
        head[2] |= AUTHORITATIVE;
        let edns = wire::edns_of_answer(request);
        Self { head, edns, records: records.peekable(), session, is_first: true }
    }

    /// The next message; the time since the Unix epoch is that of its signature.
    pub(in crate::dns) fn next_message(&mut self, now: Duration) -> Option<Vec<u8>> {
        self.records.peek()?;
        let is_first = std::mem::take(&mut self.is_first);
        let mut message = Vec::with_capacity(FULL);
        let mut encoder = BinEncoder::new(&mut message);
        // The question stands in the first message alone (RFC 5936 §2.2.1).
        let head = if is_first { &self.head[..] } else { &self.head[..wire::HEADER] };
        encoder.emit_vec(head).ok()?;
        let mut count: u16 = 0;
        while encoder.len() < FULL
            && let Some(record) = self.records.next()
        {
            record.emit(&mut encoder).ok()?;
            count += 1;
        }
        message[4..6].copy_from_slice(&u16::from(is_first).to_be_bytes());
        message[6..8].copy_from_slice(&count.to_be_bytes());
        if let Some(edns) = self.edns.filter(|_| is_first) {
            message.extend(edns);
            wire::add_to_additional(&mut message, 1);
        }
        if let Some(session) = &mut self.session {
            session.seal(&mut message, now);
        }
        Some(message)
    }
}
