//! Queries that no library encoded, and answers as they came.
#![allow(unreachable_pub, reason = "each part uses what it needs")]

use std::sync::atomic::{AtomicU16, Ordering};

use hickory_server::proto::op::{Message, ResponseCode};
use hickory_server::proto::rr::rdata::opt::EdnsOption;

// Types (RFC 1035 §3.2.2, 3596, 2782, 1995, 5936).
pub const A: u16 = 1;
pub const SOA: u16 = 6;
pub const TXT: u16 = 16;
pub const AAAA: u16 = 28;
pub const SRV: u16 = 33;
pub const IXFR: u16 = 251;
pub const AXFR: u16 = 252;
pub const ANY: u16 = 255;

// Flags (RFC 1035 §4.1.1, 4035 §3).
pub const QR: u16 = 0x8000;
pub const OPCODE: u16 = 0x7800;
pub const AA: u16 = 0x0400;
pub const TC: u16 = 0x0200;
pub const RD: u16 = 0x0100;
pub const RA: u16 = 0x0080;
pub const Z: u16 = 0x0040;
pub const AD: u16 = 0x0020;

/// The largest answer over UDP, whatever the client says (RFC 9715 §3.2).
pub const PAYLOAD_MAX: usize = 1232;

/// A query, encoded here.
#[derive(Clone, Debug)]
pub struct Query {
    pub flags: u16,
    /// The name on the wire.
    pub name: Vec<u8>,
    pub kind: u16,
    pub class: u16,
    pub opts: Vec<Opt>,
}

/// An OPT record (RFC 6891 §6.1.2).
#[derive(Clone, Debug, Default)]
pub struct Opt {
    pub payload: u16,
    pub version: u8,
    pub flags: u16,
    pub options: Vec<u8>,
}

pub fn query(name: &str, kind: u16) -> Query {
    wire_query(wire(&name.split('.').map(str::as_bytes).collect::<Vec<_>>()), kind)
}

pub fn wire_query(name: Vec<u8>, kind: u16) -> Query {
    Query { flags: 0, name, kind, class: 1, opts: vec![] }
}

/// A name on the wire, from its labels; nothing is checked.
pub fn wire(labels: &[&[u8]]) -> Vec<u8> {
    let mut name = Vec::new();
    for label in labels.iter().filter(|label| !label.is_empty()) {
        name.push(label.len() as u8);
        name.extend_from_slice(label);
    }
    name.push(0);
    name
}

pub fn header(id: u16, flags: u16, counts: [u16; 4]) -> Vec<u8> {
    [id, flags].iter().chain(&counts).flat_map(|field| field.to_be_bytes()).collect()
}

impl Query {
    pub fn edns(self, payload: u16) -> Self {
        self.opt(Opt { payload, ..Opt::default() })
    }

    pub fn opt(mut self, opt: Opt) -> Self {
        self.opts.push(opt);
        self
    }

    /// With an OPT record that has one option.
    pub fn option(self, code: u16, content: &[u8]) -> Self {
        let head = [code, content.len() as u16].map(u16::to_be_bytes).concat();
        self.opt(Opt { payload: 1232, options: [&head, content].concat(), ..Opt::default() })
    }

    pub fn flags(self, flags: u16) -> Self {
        Self { flags, ..self }
    }

    pub fn question(&self) -> Vec<u8> {
        [&self.name[..], &self.kind.to_be_bytes(), &self.class.to_be_bytes()].concat()
    }

    /// The message, with an ID of its own.
    pub fn bytes(&self) -> Vec<u8> {
        static ID: AtomicU16 = AtomicU16::new(0x1234);
        let id = ID.fetch_add(1, Ordering::Relaxed);
        let mut bytes = header(id, self.flags, [1, 0, 0, self.opts.len() as u16]);
        bytes.extend(self.question());
        for opt in &self.opts {
            bytes.extend([0, 0, 41]);
            bytes.extend(opt.payload.to_be_bytes());
            bytes.extend([0, opt.version]);
            bytes.extend(opt.flags.to_be_bytes());
            bytes.extend((opt.options.len() as u16).to_be_bytes());
            bytes.extend(&opt.options);
        }
        bytes
    }
}

/// An answer, as it came and as hickory reads it.
#[derive(Debug)]
pub struct Answer {
    pub bytes: Vec<u8>,
    pub message: Message,
}

/// Reads an answer and holds it to what is true of every answer (RFC 1035 §4.1.1).
pub fn read(sent: &[u8], bytes: Vec<u8>) -> Answer {
    let flags = |message: &[u8]| u16::from_be_bytes([message[2], message[3]]);
    assert_eq!(bytes[..2], sent[..2], "the ID is copied");
    assert_eq!(flags(&bytes) & (OPCODE | RD), flags(sent) & (OPCODE | RD), "these are copied");
    assert_eq!(flags(&bytes) & (QR | RA | Z | AD), QR, "an answer without recursion or DNSSEC");
    let message = Message::from_vec(&bytes).unwrap_or_else(|error| panic!("{error}: {bytes:x?}"));
    Answer { bytes, message }
}

impl Answer {
    pub fn has(&self, flag: u16) -> bool {
        u16::from_be_bytes([self.bytes[2], self.bytes[3]]) & flag != 0
    }

    pub fn code(&self) -> ResponseCode {
        self.message.metadata.response_code
    }

    /// What the records of the answer section say.
    pub fn data(&self) -> Vec<String> {
        self.message.answers.iter().map(|record| record.data.to_string()).collect()
    }

    /// The options of the OPT record, by code.
    pub fn options(&self) -> Vec<(u16, Vec<u8>)> {
        let Some(edns) = &self.message.edns else { return Vec::new() };
        let options = edns.options().options.iter().map(|(_, option)| match option {
            EdnsOption::Unknown(code, content) => (*code, content.clone()),
            other => panic!("{other:?}"),
        });
        options.collect()
    }

    /// The content of an option.
    pub fn option(&self, code: u16) -> Option<Vec<u8>> {
        self.options().into_iter().find(|(other, _)| *other == code).map(|(_, content)| content)
    }

    /// The fields of the OPT record, which is the only additional one: payload, the high bits of
    /// the code, version, flags.
    pub fn opt(&self) -> Option<(u16, u8, u8, u16)> {
        if self.bytes[10..12] == [0, 0] {
            return None;
        }
        assert_eq!(self.bytes[10..12], [0, 1]);
        let options: usize = self.options().iter().map(|(_, content)| 4 + content.len()).sum();
        let opt = &self.bytes[self.bytes.len() - 11 - options..];
        assert_eq!(opt[..3], [0, 0, 41]);
        assert_eq!(opt[9..11], (options as u16).to_be_bytes());
        let pair = |at| u16::from_be_bytes([opt[at], opt[at + 1]]);
        Some((pair(3), opt[5], opt[6], pair(7)))
    }

    /// A name that does not exist in the zone of gmail.com (RFC 2308 §2.1).
    #[track_caller]
    pub fn assert_missing(&self) {
        let found = (self.code(), self.has(AA), self.data());
        assert_eq!(found, (ResponseCode::NXDomain, true, vec![]), "{self:?}");
        let [soa] = &self.message.authorities[..] else { panic!("one SOA in {self:?}") };
        // It may point into the question, whatever its letter case.
        assert_eq!(soa.name.to_string().to_ascii_lowercase(), "gmail.com.");
    }

    /// A code and nothing else.
    #[track_caller]
    pub fn assert_bare(&self, code: ResponseCode) {
        assert_eq!((self.code(), self.has(AA), self.has(TC)), (code, false, false), "{self:?}");
        assert_eq!(self.bytes[6..10], [0; 4], "no records");
    }
}
