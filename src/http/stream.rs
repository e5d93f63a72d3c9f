//! A stream whose other end must read: what cannot be written for a while breaks the connection.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep};

use super::requests::Requests;

/// How long nothing at all may be written before the connection is cut.
const WRITE_TIMEOUT: Duration = Duration::from_secs(10);

/// A stream that waits for its reader, but not without end.
pub struct PatientStream<S> {
    inner: S,
    /// Those of the connection: who still reads an answer does not send the next request.
    requests: Arc<Requests>,
    /// Set while something waits to be written.
    deadline: Option<Pin<Box<Sleep>>>,
}

impl<S> PatientStream<S> {
    /// Puts a time limit to the writes of a stream.
    pub fn new(inner: S, requests: Arc<Requests>) -> Self {
        Self { inner, requests, deadline: None }
    }

    /// What a write comes to: any progress begins the time anew.
    fn limit<T>(
        &mut self,
        written: Poll<io::Result<T>>,
        context: &mut Context<'_>,
    ) -> Poll<io::Result<T>> {
        if written.is_ready() {
            if self.deadline.take().is_some() {
                self.requests.wait_from(Instant::now());
            }
            return written;
        }
        let deadline =
            self.deadline.get_or_insert_with(|| Box::pin(tokio::time::sleep(WRITE_TIMEOUT)));
        match deadline.as_mut().poll(context) {
            Poll::Ready(()) => Poll::Ready(Err(io::ErrorKind::TimedOut.into())),
            Poll::Pending => Poll::Pending,
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for PatientStream<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_read(context, buffer)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for PatientStream<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.inner).poll_write(context, bytes);
        self.limit(written, context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.inner).poll_write_vectored(context, slices);
        self.limit(written, context)
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};
    use tokio::time::sleep;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn who_reads_nothing_is_cut() {
        let (ours, theirs) = duplex(100);
        let mut stream = PatientStream::new(ours, Arc::default());
        stream.write_all(&[0; 100]).await.unwrap();
        sleep(WRITE_TIMEOUT * 3).await;
        let start = Instant::now();
        let error = stream.write_all(&[0; 100]).await.unwrap_err();
        assert_eq!((error.kind(), start.elapsed()), (io::ErrorKind::TimedOut, WRITE_TIMEOUT));
        drop(theirs);
    }

    #[tokio::test(start_paused = true)]
    async fn who_reads_slowly_is_waited_for() {
        let (ours, mut theirs) = duplex(100);
        let reading = tokio::spawn(async move {
            let mut byte = [0];
            for _ in 0..20 {
                sleep(WRITE_TIMEOUT / 2).await;
                theirs.read_exact(&mut byte).await.unwrap();
            }
            theirs
        });
        let mut stream = PatientStream::new(ours, Arc::default());
        stream.write_all(&[0; 120]).await.unwrap();
        let start = Instant::now();
        let theirs = reading.await.unwrap();
        assert!(start.elapsed() < WRITE_TIMEOUT);
        drop(theirs);
    }
}
