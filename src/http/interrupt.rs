//! Work that may be interrupted, which costs it nothing before it is.
//!
//! `tokio::select!` polls everything whenever anything happens: with each request of a connection,
//! its timers and what it listens for. Here what interrupts is polled only when it has called.

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};

use futures_util::task::AtomicWaker;

/// What was first.
#[derive(Debug, Eq, PartialEq)]
pub enum Outcome<W, I> {
    /// The work came to its end.
    Done(W),
    /// It was interrupted.
    Interrupted(I),
}

/// Works until the end or an interruption.
pub async fn unless_interrupted<W: Future, I: Future>(
    work: W,
    interruption: I,
) -> Outcome<W::Output, I::Output> {
    let (mut work, mut interruption) = (pin!(work), pin!(interruption));
    let bell = Arc::new(Bell { rings: AtomicBool::new(true), task: AtomicWaker::new() });
    let waker = Waker::from(Arc::clone(&bell));
    std::future::poll_fn(move |context| {
        if let Poll::Ready(done) = work.as_mut().poll(context) {
            return Poll::Ready(Outcome::Done(done));
        }
        // Before it is looked at, so that no ring is missed.
        bell.task.register(context.waker());
        if !bell.rings.swap(false, Ordering::AcqRel) {
            return Poll::Pending;
        }
        let called = interruption.as_mut().poll(&mut Context::from_waker(&waker));
        called.map(Outcome::Interrupted)
    })
    .await
}

/// Tells that the interruption has called, and wakes the task.
struct Bell {
    rings: AtomicBool,
    task: AtomicWaker,
}

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.rings.store(true, Ordering::Release);
        self.task.wake();
    }
}

#[cfg(test)]
mod tests {
    use std::future::{pending, poll_fn, ready};
    use std::time::Duration;

    use tokio::task::yield_now;
    use tokio::time::sleep;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn the_first_counts_and_work_goes_before() {
        let outcome = unless_interrupted(ready(1), ready(2)).await;
        assert_eq!(outcome, Outcome::Done(1));
        let outcome = unless_interrupted(pending::<()>(), sleep(Duration::from_secs(1))).await;
        assert_eq!(outcome, Outcome::Interrupted(()));
        let second = async {
            sleep(Duration::from_secs(1)).await;
            sleep(Duration::from_secs(1)).await;
        };
        let outcome = unless_interrupted(sleep(Duration::from_secs(3)), second).await;
        assert_eq!(outcome, Outcome::Interrupted(()));
    }

    #[tokio::test]
    async fn what_has_not_called_is_not_polled() {
        let mut polls = 0;
        let interruption = poll_fn(|_| {
            polls += 1;
            Poll::<()>::Pending
        });
        let work = async {
            for _ in 0..100 {
                yield_now().await;
            }
        };
        assert_eq!(unless_interrupted(work, interruption).await, Outcome::Done(()));
        assert_eq!(polls, 1);
    }
}
