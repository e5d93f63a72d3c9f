//! The time that heads of requests have: one timer for a connection, however many it sends.
//!
//! hyper wants a new timer for each head and throws it away when the head is there. Here the
//! connection's own timer stays where it is, and is set anew only when it goes off too early:
//! once in a time limit instead of twice a request.

use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};

/// The timer of one connection, which is not set in the beginning.
#[derive(Default)]
pub struct HeadTimer {
    alarm: Arc<Alarm>,
}

type Alarm = Mutex<Option<Pin<Box<tokio::time::Sleep>>>>;

impl hyper::rt::Timer for HeadTimer {
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn hyper::rt::Sleep>> {
        self.sleep_until(self.now() + duration)
    }

    fn sleep_until(&self, deadline: Instant) -> Pin<Box<dyn hyper::rt::Sleep>> {
        Box::pin(HeadSleep { alarm: Arc::clone(&self.alarm), deadline: deadline.into() })
    }

    fn now(&self) -> Instant {
        tokio::time::Instant::now().into()
    }
}

/// Waits for one head to be late.
struct HeadSleep {
    alarm: Arc<Alarm>,
    deadline: tokio::time::Instant,
}

impl hyper::rt::Sleep for HeadSleep {}

impl Future for HeadSleep {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let mut alarm = lock(&self.alarm);
        let set = || Box::pin(tokio::time::sleep_until(self.deadline));
        let alarm = alarm.get_or_insert_with(set);
        loop {
            // It may have been set for an earlier head, but never for a later one.
            if alarm.deadline() > self.deadline {
                alarm.as_mut().reset(self.deadline);
            }
            ready!(alarm.as_mut().poll(context));
            if alarm.deadline() >= self.deadline {
                return Poll::Ready(());
            }
            alarm.as_mut().reset(self.deadline);
        }
    }
}

fn lock(alarm: &Alarm) -> MutexGuard<'_, Option<Pin<Box<tokio::time::Sleep>>>> {
    alarm.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use hyper::rt::Timer;
    use tokio::time::{Instant, sleep, timeout};

    use super::*;

    const LIMIT: Duration = Duration::from_secs(15);

    #[tokio::test(start_paused = true)]
    async fn each_head_has_its_whole_time() {
        let timer = HeadTimer::default();
        for _ in 0..20 {
            let head = timer.sleep(LIMIT);
            assert!(timeout(LIMIT * 2 / 3, head).await.is_err(), "this head came in time");
            sleep(LIMIT / 10).await;
        }
        let start = Instant::now();
        timer.sleep(LIMIT).await;
        let took = start.elapsed();
        assert!(LIMIT <= took && took < LIMIT + Duration::from_millis(5), "{took:?}");
        let start = Instant::now();
        timer.sleep(LIMIT / 2).await;
        assert!(start.elapsed() < LIMIT * 2 / 3, "a shorter limit is kept as well");
    }
}
