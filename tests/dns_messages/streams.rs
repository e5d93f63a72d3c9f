//! Messages over TCP and TLS.

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::Arc;
use std::time::{Duration, Instant};

use hickory_server::proto::op::ResponseCode;

use rustls::pki_types::ServerName;
use rustls::{ClientConnection, StreamOwned};

use super::certificates::Authority;
use super::query::*;
use super::support::{Folder, Mailguide, PATIENCE};
use super::{address, ask_tcp, assert_alive};

fn connect() -> TcpStream {
    let stream = TcpStream::connect(address()).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream.set_nodelay(true).unwrap();
    stream
}

/// A message behind its length (RFC 7766 §8).
fn framed(message: &[u8]) -> Vec<u8> {
    [&(message.len() as u16).to_be_bytes(), message].concat()
}

fn receive(stream: &mut impl Read) -> Vec<u8> {
    let mut length = [0; 2];
    stream.read_exact(&mut length).unwrap();
    let mut answer = vec![0; usize::from(u16::from_be_bytes(length))];
    stream.read_exact(&mut answer).unwrap();
    answer
}

#[test]
fn queries_in_one_segment_are_all_answered() {
    // RFC 7766 §6.2.1.1. 100 are more than wait for a client that does not read.
    for count in [3, 100] {
        let mut stream = connect();
        let names = ["gmail.com", "x.gmail.com", "example.net"].into_iter().cycle();
        let queries: Vec<Vec<u8>> =
            names.take(count).map(|name| query(name, SOA).bytes()).collect();
        let bytes: Vec<u8> = queries.iter().flat_map(|query| framed(query)).collect();
        stream.write_all(&bytes).unwrap();
        let mut answers: Vec<_> = queries.iter().map(|_| receive(&mut stream)).collect();
        for query in &queries {
            let place = answers.iter().position(|answer| answer[..2] == query[..2]);
            read(query, answers.swap_remove(place.expect("an answer for every ID")));
        }
    }
}

#[test]
fn a_query_may_come_byte_by_byte_and_be_the_last() {
    let mut stream = connect();
    let sent = query("_imaps._tcp.gmail.com", SRV).bytes();
    for byte in framed(&sent) {
        stream.write_all(&[byte]).unwrap();
    }
    stream.shutdown(Shutdown::Write).unwrap();
    assert_eq!(read(&sent, receive(&mut stream)).data(), ["0 0 993 imap.gmail.com."]);
    assert_eq!(stream.read(&mut [0]).unwrap(), 0, "the server closes as well");
}

#[test]
fn a_tcp_message_of_no_bytes_ends_the_connection() {
    let mut stream = connect();
    stream.write_all(&[&[0, 0], &*framed(&query("gmail.com", SOA).bytes())].concat()).unwrap();
    let end = stream.read(&mut [0]).or_else(|error| match error.kind() {
        ErrorKind::ConnectionReset => Ok(0),
        _ => Err(error),
    });
    assert_eq!(end.unwrap(), 0);
    assert_alive();
}

#[test]
fn garbage_over_tcp_harms_nobody_else() {
    let good = query("gmail.com", SOA).bytes();
    let self_pointer = [&header(7, 0, [1, 0, 0, 0])[..], &[0xc0, 12, 0, 1, 0, 1]].concat();
    for garbage in [
        framed(&[1, 2, 3]),
        framed(&good[..11]),
        framed(&self_pointer),
        framed(&[0xff; 600]),
        [&[0xff, 0xff][..], &good].concat(),
        framed(&good)[..good.len()].to_vec(),
        b"GET / HTTP/1.1\r\n\r\n".to_vec(),
    ] {
        let mut stream = connect();
        stream.write_all(&garbage).unwrap();
        assert!(ask_tcp(&query("gmail.com", SOA)).has(AA));
        drop(stream);
        assert!(ask_tcp(&query("gmail.com", SOA)).has(AA));
    }
    // A format error does not end the connection.
    let mut stream = connect();
    stream.write_all(&[framed(&self_pointer), framed(&good)].concat()).unwrap();
    read(&self_pointer, receive(&mut stream)).assert_bare(ResponseCode::FormErr);
    assert!(read(&good, receive(&mut stream)).has(AA));
}

#[test]
fn a_client_has_so_many_connections_and_an_idle_one_makes_room() {
    let folder = Folder::new("dns-connections");
    let text = "[dns]\nunlimited = []\nconnections = 4\nconnections_per_client = 2\n";
    let file = folder.write("mailguide.toml", text);
    let server = Mailguide::start(&["--log", "off", "--config", file.to_str().unwrap()]);
    let sent = query("gmail.com", SOA).bytes();
    let connect_from = |host: u8| {
        let from = std::net::SocketAddr::from(([127, 0, 0, host], 0));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build().unwrap();
        let stream = runtime.block_on(async {
            let socket = tokio::net::TcpSocket::new_v4().unwrap();
            socket.bind(from).unwrap();
            socket.connect(server.dns).await.unwrap().into_std().unwrap()
        });
        stream.set_nonblocking(false).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream
    };
    let is_served = |stream: &mut TcpStream| {
        let mut length = [0; 2];
        let asked = stream.write_all(&framed(&sent)).and_then(|()| stream.read_exact(&mut length));
        let length = usize::from(u16::from_be_bytes(length));
        asked.and_then(|()| stream.read_exact(&mut vec![0; length])).is_ok()
    };
    let mut first: Vec<TcpStream> = (0..2).map(|_| connect_from(2)).collect();
    assert!(first.iter_mut().all(is_served));
    assert!(!is_served(&mut connect_from(2)), "two are what a client may have");
    let mut others: Vec<TcpStream> = (3..=4).map(connect_from).collect();
    assert!(others.iter_mut().all(is_served));
    let mut newest = connect_from(5);
    assert!(is_served(&mut newest), "an idle one of who has most made room");
    assert!(others.iter_mut().all(is_served));
    assert_eq!(first.iter_mut().filter_map(|stream| is_served(stream).then_some(())).count(), 1);
}

//----------- TLS ------------------------------------------------------------

/// A server with a certificate for `ns.test`.
fn secure() -> (Mailguide, Authority, Folder) {
    let folder = Folder::new("dns-tls");
    let authority = Authority::new();
    let issued = authority.issue(&["ns.test"]);
    folder.write("ns.pem", &issued.chain);
    folder.write("ns.key", &issued.key);
    let file = folder.write("mailguide.toml", &format!("[tls]\nfolder = {:?}\n", folder.path()));
    let arguments = ["--log", "off", "--dot", "127.0.0.1:0", "--config", file.to_str().unwrap()];
    (Mailguide::start(&arguments), authority, folder)
}

type Secure = StreamOwned<ClientConnection, TcpStream>;

fn connect_secure(server: &Mailguide, authority: &Authority, protocols: &[&[u8]]) -> Secure {
    let stream = TcpStream::connect(server.dot.unwrap()).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let client = Arc::new(authority.client(protocols));
    let name = ServerName::try_from("ns.test").unwrap();
    StreamOwned::new(ClientConnection::new(client, name).unwrap(), stream)
}

#[test]
fn messages_over_tls_are_answered_as_over_tcp() {
    // RFC 7858; who names a protocol names this one (RFC 7301).
    let (server, authority, _folder) = secure();
    for protocols in [&[][..], &[&b"dot"[..]]] {
        let mut stream = connect_secure(&server, &authority, protocols);
        let queries = ["gmail.com", "x.gmail.com", "example.net"].map(|name| query(name, SOA));
        let sent: Vec<Vec<u8>> = queries.iter().map(Query::bytes).collect();
        let bytes: Vec<u8> = sent.iter().flat_map(|query| framed(query)).collect();
        stream.write_all(&bytes).unwrap();
        for sent in &sent {
            let answer = read(sent, receive(&mut stream));
            assert_eq!(answer.bytes, server.tcp(sent));
        }
        assert_eq!(stream.conn.alpn_protocol(), protocols.first().copied());
    }
}

#[test]
fn answers_over_tls_are_filled_up_for_who_fills_up_queries() {
    // RFC 7830 §4, RFC 8467 §4.1; never in plain sight, where it would only amplify.
    let (server, authority, _folder) = secure();
    let mut stream = connect_secure(&server, &authority, &[b"dot"]);
    for name in ["gmail.com", "x.gmail.com", "_imaps._tcp.gmail.com"] {
        let sent = query(name, SRV).option(12, &[0; 40]).bytes();
        stream.write_all(&framed(&sent)).unwrap();
        assert_eq!(read(&sent, receive(&mut stream)).bytes.len(), 468, "{name}");
        let bare = query(name, SRV).edns(1232).bytes();
        stream.write_all(&framed(&bare)).unwrap();
        assert!(read(&bare, receive(&mut stream)).bytes.len() < 200, "{name}");
    }
    let plain = query("gmail.com", SOA).option(12, &[0; 40]).bytes();
    assert!(server.udp(&plain).len() < 200 && server.tcp(&plain).len() < 200);
}

#[test]
fn who_speaks_something_else_to_the_secure_port_is_sent_away() {
    let (server, authority, _folder) = secure();
    let mut stream = connect_secure(&server, &authority, &[b"h2"]);
    assert!(stream.write_all(&framed(&query("gmail.com", SOA).bytes())).is_err());
    for bytes in [&b"GET / HTTP/1.1\r\n\r\n"[..], &framed(&query("gmail.com", SOA).bytes())] {
        let mut stream = TcpStream::connect(server.dot.unwrap()).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.write_all(bytes).unwrap();
        let mut heard = Vec::new();
        let start = Instant::now();
        let _ = stream.read_to_end(&mut heard);
        assert!(heard.len() < 20, "an alert at most: {heard:x?}");
        assert!(start.elapsed() < PATIENCE - Duration::from_secs(1));
    }
    let mut stream = connect_secure(&server, &authority, &[b"dot"]);
    let sent = query("gmail.com", SOA).bytes();
    stream.write_all(&framed(&sent)).unwrap();
    assert!(read(&sent, receive(&mut stream)).has(AA));
}
