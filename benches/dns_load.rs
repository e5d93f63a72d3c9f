//! Asks a DNS server as fast as it answers, in batches: dnsperf tops out below a fast server.
//!
//! `dns_load ADDRESS [NAME=VALUE …]` with `zones` (1), `kind` (positive, nodata, nxdomain, refused,
//! signed), `seconds` (1), `window` (256; how many queries are under way), `transport` (udp, tcp),
//! `sockets` (1; which share the window). It prints one line of JSON: answered, lost, wrong, seconds, p50 and p99 in microseconds. Every
//! answer is looked at: an answer to another question, or with another meaning, is wrong.
#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    clippy::print_stdout,
    reason = "a program that measures: it owns sockets, reads the clock and prints"
)]

use std::collections::HashMap;
use std::error::Error;
use std::io::{BufReader, IoSlice, IoSliceMut, Read, Write};
use std::net::{SocketAddr, TcpStream, UdpSocket};
use std::os::fd::AsRawFd;
use std::thread;
use std::time::{Duration, Instant};

use nix::errno::Errno;
use nix::sys::socket::{
    ControlMessage, MsgFlags, MultiHeaders, SockaddrStorage, recvmmsg, sendmmsg,
};

const BATCH: usize = 32;
const DATAGRAM: usize = 1472;
/// After so long without an answer what is under way is lost.
const PATIENCE: Duration = Duration::from_millis(200);

/// What is asked, and what must come back.
struct Load {
    zones: u32,
    below: &'static str,
    suffix: &'static str,
    kind: u16,
    dnssec_ok: bool,
    code: u8,
    /// How many records the answer has at least; with 0, none.
    records: u8,
    random: u64,
}

impl Load {
    fn new(kind: &str, zones: u32, number: u64) -> Result<Self, Box<dyn Error>> {
        const SRV: u16 = 33;
        const TXT: u16 = 16;
        let (below, suffix, kind, dnssec_ok, code, records) = match kind {
            "positive" => ("_imaps._tcp.", "example", SRV, false, 0, 1),
            "signed" => ("_imaps._tcp.", "example", SRV, true, 0, 2),
            "nodata" => ("_imaps._tcp.", "example", TXT, false, 0, 0),
            "nxdomain" => ("nobody.", "example", SRV, false, 3, 0),
            "refused" => ("_imaps._tcp.", "invalid", SRV, false, 5, 0),
            other => return Err(format!("kind={other}").into()),
        };
        let random = 0x9E37_79B9_7F4A_7C15 ^ number << 32;
        Ok(Self { zones, below, suffix, kind, dnssec_ok, code, records, random })
    }

    /// Writes the next query.
    fn query(&mut self, id: u16, out: &mut Vec<u8>) {
        // xorshift64 (Marsaglia 2003): names in no order.
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        let zone = (self.random >> 32) as u32 % self.zones;
        out.extend(id.to_be_bytes());
        out.extend([0, 0, 0, 1, 0, 0, 0, 0, 0, 1]);
        let domain = format!("d{zone:07}");
        for label in self.below.split('.').chain([&*domain, self.suffix]).filter(|l| !l.is_empty())
        {
            out.push(label.len() as u8);
            out.extend(label.bytes());
        }
        out.push(0);
        out.extend(self.kind.to_be_bytes());
        out.extend([0, 1]);
        let dnssec_ok = if self.dnssec_ok { 0x80 } else { 0 };
        out.extend([0, 0, 41, 0x04, 0xD0, 0, 0, dnssec_ok, 0, 0, 0]);
    }

    fn is_right(&self, answer: &[u8]) -> bool {
        let [_, _, flags, more_flags, 0, 1, 0, answers, ..] = *answer else {
            return false;
        };
        flags & 0x82 == 0x80
            && more_flags & 0x0F == self.code
            && answers >= self.records
            && (answers > 0) == (self.records > 0)
    }
}

#[derive(Default)]
struct Figures {
    answered: u64,
    lost: u64,
    wrong: u64,
    times: Vec<Duration>,
}

impl Figures {
    fn add(&mut self, more: Self) {
        self.answered += more.answered;
        self.lost += more.lost;
        self.wrong += more.wrong;
        self.times.extend(more.times);
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1).filter(|argument| !argument.starts_with("--"));
    // As a benchmark among others it has nobody to ask.
    let Some(address) = arguments.next() else { return Ok(()) };
    let address: SocketAddr = address.parse()?;
    let given: HashMap<String, String> = arguments
        .filter_map(|argument| {
            argument.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned()))
        })
        .collect();
    let value =
        |name: &str, default: &str| given.get(name).cloned().unwrap_or_else(|| default.to_owned());
    let seconds: f64 = value("seconds", "1").parse()?;
    let window: usize = value("window", "256").parse()?;
    let sockets: usize = value("sockets", "1").parse()?;
    let (kind, zones) = (value("kind", "positive"), value("zones", "1").parse()?);
    let duration = Duration::from_secs_f64(seconds);
    let ask = match value("transport", "udp").as_str() {
        "udp" => datagrams,
        "tcp" => connection,
        other => return Err(format!("transport={other}").into()),
    };
    let start = Instant::now();
    let mut figures = Figures::default();
    thread::scope(|scope| -> Result<(), Box<dyn Error>> {
        let mut threads = Vec::new();
        for number in 0..sockets as u64 {
            let load = Load::new(&kind, zones, number)?;
            threads.push(scope.spawn(move || {
                ask(address, load, window / sockets, duration).map_err(|error| error.to_string())
            }));
        }
        for thread in threads {
            figures.add(thread.join().map_err(|_| "a thread has panicked")??);
        }
        Ok(())
    })?;
    let took = start.elapsed().as_secs_f64();
    figures.times.sort_unstable();
    let quantile = |share: f64| {
        let at = (figures.times.len() as f64 * share) as usize;
        figures.times.get(at).map_or(0.0, |time| time.as_secs_f64() * 1e6)
    };
    println!(
        "{{\"answered\": {}, \"lost\": {}, \"wrong\": {}, \"seconds\": {took:.3}, \"p50\": {:.1}, \"p99\": {:.1}}}",
        figures.answered,
        figures.lost,
        figures.wrong,
        quantile(0.5),
        quantile(0.99),
    );
    Ok(())
}

fn datagrams(
    address: SocketAddr,
    mut load: Load,
    window: usize,
    duration: Duration,
) -> Result<Figures, Box<dyn Error>> {
    let local = if address.is_ipv4() { "127.0.0.1:0" } else { "[::1]:0" };
    let socket = UdpSocket::bind(local)?;
    socket.connect(address)?;
    socket.set_read_timeout(Some(PATIENCE))?;
    let mut figures = Figures::default();
    let mut sending = MultiHeaders::<SockaddrStorage>::preallocate(BATCH, None);
    let mut receiving = MultiHeaders::<SockaddrStorage>::preallocate(BATCH, None);
    let mut buffers = Box::new([[0u8; DATAGRAM]; BATCH]);
    let mut queries = vec![Vec::new(); BATCH];
    let mut sent_at = vec![Instant::now(); 65_536];
    let batch = BATCH.min(window);
    let (mut id, mut under_way) = (0u16, 0usize);
    let start = Instant::now();
    while start.elapsed() < duration {
        while under_way + batch <= window {
            let now = Instant::now();
            for query in &mut queries[..batch] {
                query.clear();
                load.query(id, query);
                sent_at[usize::from(id)] = now;
                id = id.wrapping_add(1);
            }
            let slices: Vec<[IoSlice<'_>; 1]> =
                queries[..batch].iter().map(|query| [IoSlice::new(query)]).collect();
            let nobody = [None; BATCH];
            let none: [ControlMessage<'_>; 0] = [];
            let flags = MsgFlags::empty();
            let sent =
                sendmmsg(socket.as_raw_fd(), &mut sending, &slices, &nobody[..batch], none, flags)?;
            under_way += sent.count();
        }
        let mut slices = buffers.each_mut().map(|buffer| [IoSliceMut::new(buffer)]);
        let flags = MsgFlags::MSG_WAITFORONE;
        let lengths: Vec<usize> =
            match recvmmsg(socket.as_raw_fd(), &mut receiving, &mut slices, flags, None) {
                Ok(messages) => messages.map(|message| message.bytes).collect(),
                Err(Errno::EAGAIN) => {
                    figures.lost += under_way as u64;
                    under_way = 0;
                    continue;
                }
                Err(error) => return Err(error.into()),
            };
        let now = Instant::now();
        for (buffer, length) in buffers.iter().zip(lengths) {
            under_way = under_way.saturating_sub(1);
            let answer = &buffer[..length];
            match load.is_right(answer) {
                true => figures.answered += 1,
                false => figures.wrong += 1,
            }
            if let Some([high, low]) = answer.first_chunk::<2>() {
                let sent = sent_at[usize::from(u16::from_be_bytes([*high, *low]))];
                figures.times.push(now.saturating_duration_since(sent));
            }
        }
    }
    Ok(figures)
}

/// One connection, with so many queries under way: for each answer that is there another query
/// goes out, all of them in one piece.
fn connection(
    address: SocketAddr,
    mut load: Load,
    window: usize,
    duration: Duration,
) -> Result<Figures, Box<dyn Error>> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(Duration::from_secs(5)))?;
    let mut figures = Figures::default();
    let mut reader = BufReader::with_capacity(1 << 16, stream.try_clone()?);
    let (mut out, mut answer) = (Vec::new(), vec![0; 65_535]);
    let mut sent_at = vec![Instant::now(); window];
    let mut free: Vec<u16> = (0..window as u16).collect();
    let start = Instant::now();
    while start.elapsed() < duration {
        out.clear();
        let now = Instant::now();
        for id in free.drain(..) {
            let at = out.len();
            out.extend([0, 0]);
            load.query(id, &mut out);
            let length = (out.len() - at - 2) as u16;
            out[at..at + 2].copy_from_slice(&length.to_be_bytes());
            sent_at[usize::from(id)] = now;
        }
        stream.write_all(&out)?;
        while free.is_empty() || has_whole_answer(reader.buffer()) {
            let mut length = [0; 2];
            reader.read_exact(&mut length)?;
            let answer = &mut answer[..usize::from(u16::from_be_bytes(length))];
            reader.read_exact(answer)?;
            match load.is_right(answer) {
                true => figures.answered += 1,
                false => figures.wrong += 1,
            }
            let id = answer.first_chunk().map_or(0, |id| u16::from_be_bytes(*id));
            let sent = sent_at.get(usize::from(id)).ok_or("an answer to nothing that was asked")?;
            figures.times.push(sent.elapsed());
            free.push(id);
        }
    }
    Ok(figures)
}

/// Whether the bytes begin with an answer and its length.
fn has_whole_answer(bytes: &[u8]) -> bool {
    bytes
        .split_first_chunk::<2>()
        .is_some_and(|(length, rest)| rest.len() >= usize::from(u16::from_be_bytes(*length)))
}
