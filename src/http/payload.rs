//! The bytes of a response, in memory that is used again.

use std::cell::RefCell;

use hyper::body::Buf;

/// The largest memory that is kept; documents have some 1500 bytes.
const KEPT_MAX: usize = 8 * 1024;
/// How many pieces of memory a thread keeps: as many as it has responses under way at once, but
/// for those that wait for slow clients.
const KEPT: usize = 32;

thread_local! {
    static MEMORY: RefCell<Vec<Vec<u8>>> = const { RefCell::new(Vec::new()) };
}

/// Memory to write a response into, empty.
pub(super) fn memory() -> Vec<u8> {
    MEMORY.with_borrow_mut(Vec::pop).unwrap_or_default()
}

/// What is still to be sent of a response. Its memory is kept for another one.
pub(super) struct Payload {
    bytes: Vec<u8>,
    sent: usize,
}

impl From<Vec<u8>> for Payload {
    fn from(bytes: Vec<u8>) -> Self {
        Self { bytes, sent: 0 }
    }
}

impl Buf for Payload {
    fn remaining(&self) -> usize {
        self.bytes.len() - self.sent
    }

    fn chunk(&self) -> &[u8] {
        &self.bytes[self.sent..]
    }

    fn advance(&mut self, count: usize) {
        assert!(count <= self.remaining(), "nobody sends more than there is");
        self.sent += count;
    }
}

impl Drop for Payload {
    fn drop(&mut self) {
        let mut bytes = std::mem::take(&mut self.bytes);
        if !(1..=KEPT_MAX).contains(&bytes.capacity()) {
            return;
        }
        bytes.clear();
        // A thread that is ending keeps nothing.
        let _ = MEMORY.try_with(|memory| {
            let mut memory = memory.borrow_mut();
            if memory.len() < KEPT {
                memory.push(bytes);
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_comes_back_empty_and_within_bounds() {
        let mut body = memory();
        body.extend_from_slice(b"secret");
        let place = body.as_ptr();
        let mut payload = Payload::from(body);
        payload.advance(2);
        assert_eq!((payload.remaining(), payload.chunk()), (4, &b"cret"[..]));
        drop(payload);
        let again = memory();
        assert_eq!((again.as_ptr(), again.len()), (place, 0));

        drop(Payload::from(Vec::with_capacity(KEPT_MAX + 1)));
        assert_eq!(memory().capacity(), 0, "too large to keep");
        drop((0..2 * KEPT).map(|_| Payload::from(vec![0])).collect::<Vec<_>>());
        assert_eq!(MEMORY.with_borrow(Vec::len), KEPT);
    }
}
