//! The requests of one connection: how many came, and since when it waits for the next.
//!
//! The time limit of heads is kept here instead of by hyper, which passes over a connection twice
//! for each request to set a timer. Here one timer is left alone until it goes off, and looks then
//! how long the connection has been waiting.

use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::{Instant, sleep_until};

/// What a connection was asked so far.
pub struct Requests {
    begun: Instant,
    came: AtomicU32,
    answered: AtomicU32,
    /// Since when it waits for the next head, in milliseconds after it has begun.
    waits_since: AtomicU64,
    first: Notify,
}

impl Default for Requests {
    /// None yet, and the first is waited for from now on.
    fn default() -> Self {
        Self {
            begun: Instant::now(),
            came: AtomicU32::new(0),
            answered: AtomicU32::new(0),
            waits_since: AtomicU64::new(0),
            first: Notify::new(),
        }
    }
}

impl Requests {
    /// The head of one more is there.
    pub fn come(&self) {
        if self.came.fetch_add(1, Ordering::Relaxed) == 0 {
            self.first.notify_one();
        }
    }

    /// One of them has its answer.
    pub fn answer(&self, at: Instant) {
        self.wait_from(at);
        self.answered.fetch_add(1, Ordering::Release);
    }

    /// The time that the next head has begins then.
    pub fn wait_from(&self, at: Instant) {
        let since = at.saturating_duration_since(self.begun).as_millis() as u64;
        self.waits_since.store(since, Ordering::Relaxed);
    }

    /// How many came.
    pub fn number(&self) -> u32 {
        self.came.load(Ordering::Relaxed)
    }

    /// Returns when the first has come.
    pub async fn first(&self) {
        self.first.notified().await;
    }

    /// Returns when the head of the next one has not come in time. Only for requests that follow
    /// each other: those of HTTP/1.1.
    pub async fn late_head(&self, limit: Duration) {
        loop {
            let now = Instant::now();
            let answered = self.answered.load(Ordering::Acquire);
            let due = if answered == self.number() {
                let since = Duration::from_millis(self.waits_since.load(Ordering::Relaxed));
                self.begun + since + limit
            } else {
                now + limit
            };
            if due <= now {
                return;
            }
            sleep_until(due).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::{sleep, timeout};

    use super::*;

    const LIMIT: Duration = Duration::from_secs(15);

    #[tokio::test(start_paused = true)]
    async fn each_head_has_its_whole_time_and_no_more() {
        let requests = Requests::default();
        let asking = async {
            for _ in 0..20 {
                sleep(LIMIT * 2 / 3).await;
                requests.come();
                sleep(LIMIT * 2).await;
                requests.answer(Instant::now());
            }
            std::future::pending::<()>().await;
        };
        let served = (LIMIT * 2 / 3 + LIMIT * 2) * 20;
        let start = Instant::now();
        tokio::select! {
            () = requests.late_head(LIMIT) => {}
            () = asking => {}
        }
        let late = start.elapsed() - served;
        assert!(LIMIT <= late && late < LIMIT + Duration::from_millis(5), "{late:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn who_reads_slowly_is_waited_for_before_the_next_head() {
        let requests = Requests::default();
        requests.come();
        requests.answer(Instant::now());
        sleep(LIMIT / 2).await;
        requests.wait_from(Instant::now());
        assert!(timeout(LIMIT * 2 / 3, requests.late_head(LIMIT)).await.is_err());
        assert!(timeout(LIMIT, requests.late_head(LIMIT)).await.is_ok());
    }
}
