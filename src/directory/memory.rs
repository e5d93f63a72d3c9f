//! What a directory said, and how long that counts.
//!
//! An answer is taken for granted for a while. After that it is asked for anew, by one of all who
//! want it while the others wait; where the directory does not answer, the old answer goes on
//! being used, however old it is.

use std::hash::Hash;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use moka::future::Cache;
use moka::ops::compute::{CompResult, Op};
use tokio::time::Instant;

/// How long an old answer is used before a directory that failed is asked again.
const RETRY: Duration = Duration::from_secs(5);

/// How answers are remembered.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct MemorySettings {
    /// How long an answer is taken for granted.
    pub remember: Duration,
    /// The same for the answer that there is nothing.
    pub remember_missing: Duration,
    /// How many answers are kept; those asked for least make room.
    pub entries: u64,
}

/// Remembered answers, by what was asked for. An answer is a value, or that there is none.
pub struct Memory<K, V> {
    cache: Cache<K, Remembered<V>>,
    settings: MemorySettings,
    /// Answers from before this are doubted; in milliseconds since the start.
    doubted: AtomicU64,
    start: Instant,
    remembered: AtomicU64,
    stood_in: AtomicU64,
}

/// What was counted of a memory.
pub(super) struct MemoryFigures {
    /// Answers given without asking.
    pub(super) remembered: u64,
    /// Old answers given because nobody answered.
    pub(super) stood_in: u64,
    /// Answers that are kept, about.
    pub(super) entries: u64,
}

#[derive(Clone)]
struct Remembered<V> {
    answer: Option<V>,
    since: Instant,
    fresh_until: Instant,
}

impl<K, V> Memory<K, V>
where
    K: Clone + Eq + Hash + Send + Sync + 'static,
    V: Clone + Send + Sync + 'static,
{
    /// Nothing is remembered yet.
    pub fn new(settings: MemorySettings) -> Self {
        let cache = Cache::builder().max_capacity(settings.entries).build();
        let [doubted, remembered, stood_in] = [0, 0, 0].map(AtomicU64::new);
        Self { cache, settings, doubted, start: Instant::now(), remembered, stood_in }
    }

    /// What was counted so far.
    pub(super) fn figures(&self) -> MemoryFigures {
        MemoryFigures {
            remembered: self.remembered.load(Ordering::Relaxed),
            stood_in: self.stood_in.load(Ordering::Relaxed),
            entries: self.cache.entry_count(),
        }
    }

    /// No answer that was given so far is taken for granted any longer.
    pub fn doubt(&self) {
        let now = self.start.elapsed().as_millis() as u64 + 1;
        self.doubted.store(now, Ordering::Relaxed);
    }

    fn is_fresh(&self, remembered: &Remembered<V>) -> bool {
        let since = remembered.since.duration_since(self.start).as_millis() as u64 + 1;
        Instant::now() < remembered.fresh_until && since > self.doubted.load(Ordering::Relaxed)
    }

    /// What is remembered and still taken for granted.
    pub async fn fresh(&self, key: &K) -> Option<Option<V>> {
        let remembered = self.cache.get(key).await?;
        if !self.is_fresh(&remembered) {
            return None;
        }
        self.remembered.fetch_add(1, Ordering::Relaxed);
        Some(remembered.answer)
    }

    /// What is remembered, or else what `ask` finds out. An error comes back only where nothing
    /// is remembered.
    pub async fn find<E>(
        &self,
        key: &K,
        ask: impl Future<Output = Result<Option<V>, E>>,
    ) -> Result<Option<V>, E>
    where
        E: Send + Sync + 'static,
    {
        if let Some(answer) = self.fresh(key).await {
            return Ok(answer);
        }
        let settings = self.settings;
        let computed = self.cache.entry_by_ref(key).and_try_compute_with(|entry| async move {
            let old = entry.map(moka::Entry::into_value);
            // Somebody else may have asked while this one waited.
            if old.as_ref().is_some_and(|old| self.is_fresh(old)) {
                return Ok(Op::Nop);
            }
            match (ask.await, old) {
                (Ok(answer), _) => {
                    let time = match answer {
                        Some(_) => settings.remember,
                        None => settings.remember_missing,
                    };
                    let since = Instant::now();
                    Ok(Op::Put(Remembered { answer, since, fresh_until: since + time }))
                }
                (Err(_), Some(old)) => {
                    self.stood_in.fetch_add(1, Ordering::Relaxed);
                    let since = Instant::now();
                    Ok(Op::Put(Remembered { since, fresh_until: since + RETRY, ..old }))
                }
                (Err(error), None) => Err(error),
            }
        });
        Ok(match computed.await? {
            CompResult::Inserted(entry)
            | CompResult::ReplacedWith(entry)
            | CompResult::Unchanged(entry) => entry.into_value().answer,
            CompResult::Removed(_) | CompResult::StillNone(_) => None,
        })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicU32;

    use super::*;

    const SETTINGS: MemorySettings = MemorySettings {
        remember: Duration::from_secs(60),
        remember_missing: Duration::from_secs(10),
        entries: 100,
    };

    async fn found(value: u32) -> Result<Option<u32>, &'static str> {
        Ok(Some(value))
    }

    async fn missing() -> Result<Option<u32>, &'static str> {
        Ok(None)
    }

    async fn down() -> Result<Option<u32>, &'static str> {
        Err("down")
    }

    #[tokio::test(start_paused = true)]
    async fn an_answer_counts_for_its_time_and_longer_when_nobody_answers() {
        let memory = Memory::new(SETTINGS);
        assert_eq!(memory.find(&"a", found(1)).await, Ok(Some(1)));
        assert_eq!(memory.find(&"a", found(2)).await, Ok(Some(1)), "still fresh");
        tokio::time::advance(Duration::from_secs(61)).await;
        assert_eq!(memory.find(&"a", down()).await, Ok(Some(1)), "stale, but nobody answers");
        assert_eq!(memory.find(&"a", found(3)).await, Ok(Some(1)), "not asked again at once");
        tokio::time::advance(RETRY).await;
        assert_eq!(memory.find(&"a", found(3)).await, Ok(Some(3)));
        assert_eq!(memory.find(&"b", down()).await, Err("down"), "nothing is remembered");
        assert_eq!(memory.find(&"b", missing()).await, Ok(None));
        tokio::time::advance(Duration::from_secs(11)).await;
        assert_eq!(memory.find(&"b", found(4)).await, Ok(Some(4)));
        memory.doubt();
        assert_eq!(memory.find(&"b", down()).await, Ok(Some(4)), "doubted, but nobody answers");
        tokio::time::advance(Duration::from_millis(2)).await;
        memory.doubt();
        assert_eq!(memory.find(&"b", found(5)).await, Ok(Some(5)));
    }

    #[tokio::test]
    async fn many_who_ask_at_once_cost_one_question() {
        let memory = Memory::new(SETTINGS);
        let asked = AtomicU32::new(0);
        let ask = || async {
            asked.fetch_add(1, Ordering::Relaxed);
            tokio::task::yield_now().await;
            Ok::<_, &str>(Some(7))
        };
        let answers = futures_of(50, || memory.find(&"a", ask())).await;
        assert!(answers.iter().all(|answer| *answer == Ok(Some(7))));
        assert_eq!(asked.load(Ordering::Relaxed), 1);
    }

    async fn futures_of<F: Future>(count: usize, make: impl Fn() -> F) -> Vec<F::Output> {
        let mut running: Vec<_> = (0..count).map(|_| Box::pin(make())).collect();
        let mut done = Vec::new();
        std::future::poll_fn(|context| {
            running.retain_mut(|future| match future.as_mut().poll(context) {
                std::task::Poll::Ready(output) => {
                    done.push(output);
                    false
                }
                std::task::Poll::Pending => true,
            });
            match running.is_empty() {
                true => std::task::Poll::Ready(()),
                false => std::task::Poll::Pending,
            }
        })
        .await;
        done
    }
}
