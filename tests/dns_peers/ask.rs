//! Asks a name server, and takes its answer apart.

use std::collections::BTreeSet;
use std::net::{SocketAddr, UdpSocket};
use std::time::Duration;

use hickory_server::proto::op::Message;
use hickory_server::proto::rr::{Record, RecordType};

/// All that an answer says, letter case and order left out.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Told {
    pub(crate) code: u16,
    pub(crate) authoritative: bool,
    pub(crate) truncated: bool,
    pub(crate) answers: BTreeSet<String>,
    pub(crate) authority: BTreeSet<String>,
    pub(crate) additional: BTreeSet<String>,
}

/// Asks for a name and a type over UDP.
pub(crate) fn ask(server: SocketAddr, name: &str, kind: RecordType) -> Told {
    let mut query = vec![0x4d, 0x47, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1];
    for label in name.split('.') {
        query.push(label.len() as u8);
        query.extend_from_slice(label.as_bytes());
    }
    query.push(0);
    query.extend(u16::from(kind).to_be_bytes());
    query.extend([0, 1, 0, 0, 41, 4, 208, 0, 0, 0, 0, 0, 0]);
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    socket.connect(server).unwrap();
    socket.set_read_timeout(Some(Duration::from_secs(2))).unwrap();
    let mut answer = [0; 4096];
    let length = (0..5)
        .find_map(|_| {
            socket.send(&query).unwrap();
            socket.recv(&mut answer).ok()
        })
        .unwrap_or_else(|| panic!("{server} does not answer {name} {kind}"));
    let message = Message::from_vec(&answer[..length]).unwrap();
    let told = |records: &[Record]| -> BTreeSet<String> {
        let line = |record: &Record| {
            let owner = record.name.to_string().to_ascii_lowercase();
            let (ttl, kind) = (record.ttl, record.record_type());
            format!("{owner} {ttl} IN {kind} {}", presentation(record))
        };
        records.iter().map(line).collect()
    };
    let metadata = &message.metadata;
    Told {
        code: metadata.response_code.into(),
        authoritative: metadata.authoritative,
        truncated: metadata.truncation,
        answers: told(&message.answers),
        authority: told(&message.authorities),
        additional: told(&message.additionals),
    }
}

/// What a zone file says behind the type.
fn presentation(record: &Record) -> String {
    let text = record.data.to_string();
    match record.record_type() {
        RecordType::TXT => format!("{text:?}"),
        _ => text.to_ascii_lowercase().replace("rfc8482", "RFC8482"),
    }
}
