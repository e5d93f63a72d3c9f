//! How long something took, counted in classes.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// The upper bounds of the classes: in microseconds, and in seconds as they are written.
pub(super) const BOUNDS: [(u64, &str); 14] = [
    (50, "0.00005"),
    (100, "0.0001"),
    (250, "0.00025"),
    (500, "0.0005"),
    (1_000, "0.001"),
    (2_500, "0.0025"),
    (5_000, "0.005"),
    (10_000, "0.01"),
    (50_000, "0.05"),
    (100_000, "0.1"),
    (500_000, "0.5"),
    (1_000_000, "1"),
    (2_500_000, "2.5"),
    (5_000_000, "5"),
];

/// Durations in classes, with their sum.
#[derive(Default)]
pub struct Histogram {
    /// One class more than there are bounds: what lies above them all.
    classes: [AtomicU64; BOUNDS.len() + 1],
    microseconds: AtomicU64,
}

impl Histogram {
    /// Counts a duration.
    pub(super) fn record(&self, took: Duration) {
        self.record_many(took, 1);
    }

    /// Counts so many that took equally long.
    pub(super) fn record_many(&self, took: Duration, count: u64) {
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        let class = BOUNDS.partition_point(|(bound, _)| *bound < micros);
        self.classes[class].fetch_add(count, Ordering::Relaxed);
        self.microseconds.fetch_add(micros.saturating_mul(count), Ordering::Relaxed);
    }

    /// How many durations were counted.
    pub fn count(&self) -> u64 {
        self.classes.iter().map(|class| class.load(Ordering::Relaxed)).sum()
    }

    /// The sum of all durations, in microseconds.
    pub fn microseconds(&self) -> u64 {
        self.microseconds.load(Ordering::Relaxed)
    }

    /// How many were within each bound, and in the end how many there are.
    pub(super) fn cumulated(&self) -> [u64; BOUNDS.len() + 1] {
        let mut sum = 0;
        self.classes.each_ref().map(|class| {
            sum += class.load(Ordering::Relaxed);
            sum
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_counts_within_its_bound_and_all_above() {
        let histogram = Histogram::default();
        for micros in [0, 50, 51, 5_000_000, 5_000_001] {
            histogram.record(Duration::from_micros(micros));
        }
        let within = histogram.cumulated();
        assert_eq!((within[0], within[1], within[12]), (2, 3, 3));
        assert_eq!((within[13], within[14]), (4, 5), "a bound belongs to its class");
        assert_eq!((histogram.count(), histogram.microseconds()), (5, 10_000_102));
    }

    #[test]
    fn bounds_rise_and_are_written_as_they_are() {
        assert!(BOUNDS.is_sorted_by(|one, next| one.0 < next.0));
        for (micros, seconds) in BOUNDS {
            let written: f64 = seconds.parse().unwrap();
            assert!((written * 1e6 - micros as f64).abs() < 1e-6, "{seconds}");
        }
    }
}
