//! Bodies of requests, read into bounded memory.

use http_body_util::BodyExt;
use hyper::body::{Body, Bytes};
use tokio::sync::{Semaphore, TryAcquireError};

/// The longest body. Autodiscover requests have some 400 bytes.
pub(super) const BODY_MAX: usize = 64 * 1024;
/// A body that anybody may send at any time; a longer one takes one of few places.
const SMALL: usize = 4 * 1024;
/// The most bodies longer than that which are read at a time: 16 MiB.
const LARGE_BODIES: usize = 256;

/// Reads bodies, on all connections.
pub struct Bodies {
    large: Semaphore,
}

impl Default for Bodies {
    fn default() -> Self {
        Self { large: Semaphore::new(LARGE_BODIES) }
    }
}

/// Why a body was not read.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum BodyFault {
    /// It is longer than any that is honest.
    TooLarge,
    /// It broke off, or was no body.
    Broken,
    /// Too many long ones are being read already.
    Overloaded,
}

impl From<TryAcquireError> for BodyFault {
    fn from(_: TryAcquireError) -> Self {
        Self::Overloaded
    }
}

impl Bodies {
    /// Reads a body to its end. What comes is copied: kept as it came, a byte in a chunk of its
    /// own would hold on to all that was read with it.
    pub async fn read<B>(&self, mut body: B) -> Result<Vec<u8>, BodyFault>
    where
        B: Body<Data = Bytes> + Unpin,
    {
        if body.size_hint().lower() > BODY_MAX as u64 {
            return Err(BodyFault::TooLarge);
        }
        let mut read = Vec::new();
        let mut place = None;
        while let Some(frame) = body.frame().await {
            let frame = frame.map_err(|_| BodyFault::Broken)?;
            // Trailers say nothing that we want to know.
            let Ok(data) = frame.into_data() else { continue };
            let length = read.len() + data.len();
            if length > BODY_MAX {
                return Err(BodyFault::TooLarge);
            }
            if length > SMALL && place.is_none() {
                place = Some(self.large.try_acquire()?);
            }
            read.extend_from_slice(&data);
        }
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;
    use std::pin::{Pin, pin};
    use std::task::{Context, Poll};

    use http_body_util::Full;
    use hyper::body::Frame;

    use super::*;

    /// A body that never ends, in frames of a size.
    struct Endless {
        frame: usize,
        left: usize,
    }

    impl Body for Endless {
        type Data = Bytes;
        type Error = Infallible;

        fn poll_frame(
            mut self: Pin<&mut Self>,
            _: &mut Context<'_>,
        ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
            if self.left == 0 {
                return Poll::Pending;
            }
            self.left -= 1;
            Poll::Ready(Some(Ok(Frame::data(vec![b'x'; self.frame].into()))))
        }
    }

    #[tokio::test]
    async fn a_body_has_a_longest() {
        let bodies = Bodies::default();
        let full = |length| Full::new(Bytes::from(vec![b'x'; length]));
        assert_eq!(bodies.read(full(0)).await, Ok(Vec::new()));
        assert_eq!(bodies.read(full(BODY_MAX)).await.unwrap().len(), BODY_MAX);
        assert_eq!(bodies.read(full(BODY_MAX + 1)).await, Err(BodyFault::TooLarge));
        let endless = Endless { frame: 1, left: usize::MAX };
        assert_eq!(bodies.read(endless).await, Err(BodyFault::TooLarge));
    }

    #[tokio::test]
    async fn few_long_bodies_wait_and_any_number_of_short_ones() {
        let bodies = Bodies::default();
        let mut waiting = Vec::new();
        for number in 0..LARGE_BODIES * 2 {
            let left = if number % 2 == 0 { 1 } else { 5 };
            waiting.push(Box::pin(bodies.read(Endless { frame: SMALL, left })));
        }
        for waits in &mut waiting {
            let polled =
                std::future::poll_fn(|context| Poll::Ready(waits.as_mut().poll(context))).await;
            assert!(polled.is_pending());
        }
        let long = Endless { frame: SMALL, left: 5 };
        assert_eq!(bodies.read(long).await, Err(BodyFault::Overloaded));
        let short = Full::new(Bytes::from_static(b"short"));
        assert_eq!(pin!(bodies.read(short)).await, Ok(b"short".to_vec()));
        drop(waiting);
        let long = Full::new(Bytes::from(vec![b'x'; SMALL + 1]));
        assert!(bodies.read(long).await.is_ok(), "there is room again");
    }
}
