//! When what is due: renewal, the next attempt after a failure, and how much the authority may be
//! asked. Time and randomness are arguments; times are since the Unix epoch.

use std::collections::VecDeque;
use std::num::NonZeroU32;
use std::time::Duration;

use super::failure::Failure;
use crate::mail::keywords;

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3600);
const DAY: Duration = Duration::from_secs(24 * 3600);
/// The longest time between two attempts.
const BACKOFF_MAX: Duration = DAY;
/// How long to wait after a limit was reached, where the authority does not say.
const PAUSE: Duration = HOUR;
/// The longest pause that an authority can ask for: it may mean less well than it should.
const PAUSE_MAX: Duration = Duration::from_secs(7 * 24 * 3600);
/// How seldom and how often an authority is asked when to renew (RFC 9773 §4.3.2), whatever it says.
const ASK: (Duration, Duration) = (MINUTE, DAY);

keywords! {
    /// What is to be done about a name.
    pub enum Action {
        /// Order a certificate.
        Order = "order",
        /// Ask the authority when to renew.
        AskRenewal = "ask_renewal",
        /// Forget the certificate.
        Forget = "forget",
    }
}

keywords! {
    /// Why it is that.
    pub enum Why {
        /// There is no certificate yet.
        Missing = "missing",
        /// It failed before.
        AfterFailure = "after_failure",
        /// Two thirds of the certificate's life have passed.
        TwoThirds = "two_thirds_of_life",
        /// The authority suggests it (RFC 9773).
        Suggested = "suggested_by_authority",
        /// The authority is asked now and then.
        Regularly = "regularly",
        /// The name is no longer served, and the certificate ends.
        NoLongerServed = "no_longer_served",
    }
}

/// How long a certificate lives.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Lifetime {
    /// When it begins.
    pub from: Duration,
    /// When it ends.
    pub until: Duration,
}

impl Lifetime {
    /// When to renew where the authority suggests nothing.
    pub fn two_thirds(self) -> Duration {
        self.from + self.until.saturating_sub(self.from) * 2 / 3
    }
}

/// What is known of a name.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Facts {
    /// The certificate there is.
    pub lifetime: Option<Lifetime>,
    /// When the authority suggests to renew it.
    pub suggested: Option<Duration>,
    /// When to ask the authority for that, if it can be asked.
    pub ask_at: Option<Duration>,
    /// When to try again after a failure.
    pub retry_at: Option<Duration>,
    /// The name is not served any longer.
    pub retired: bool,
}

/// What is next, when, and why.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Plan {
    /// What.
    pub action: Action,
    /// Not before this time.
    pub at: Duration,
    /// Why.
    pub why: Why,
}

/// Decides what is next for a name.
pub fn plan(facts: &Facts) -> Plan {
    let plan = |action, at, why| Plan { action, at, why };
    if facts.retired {
        let ends = facts.lifetime.map_or(Duration::ZERO, |lifetime| lifetime.until);
        return plan(Action::Forget, ends, Why::NoLongerServed);
    }
    let order = match (facts.lifetime, facts.suggested) {
        (None, _) => plan(Action::Order, Duration::ZERO, Why::Missing),
        (Some(_), Some(at)) => plan(Action::Order, at, Why::Suggested),
        (Some(lifetime), None) => plan(Action::Order, lifetime.two_thirds(), Why::TwoThirds),
    };
    let order = match facts.retry_at {
        Some(at) if at > order.at => plan(Action::Order, at, Why::AfterFailure),
        _ => order,
    };
    match facts.ask_at {
        Some(at) if facts.lifetime.is_some() && at < order.at => {
            plan(Action::AskRenewal, at, Why::Regularly)
        }
        _ => order,
    }
}

/// A moment of a window that an authority suggests, evenly at random (RFC 9773 §4.2); nothing where
/// the window is none, or comes when the certificate has ended.
pub fn moment(window: (Duration, Duration), lifetime: Lifetime, random: u64) -> Option<Duration> {
    let (start, end) = window;
    (start <= end && start < lifetime.until)
        .then(|| (start + fraction(end - start, random)).min(lifetime.until))
}

/// When to ask again, `wait` being what the authority said.
pub fn ask_again(now: Duration, wait: Option<Duration>, random: u64) -> Duration {
    let wait = wait.unwrap_or(6 * HOUR).clamp(ASK.0, ASK.1);
    now + wait + fraction(wait / 8, random)
}

/// When to try again after that many failures in succession: twice as long each time, give or take
/// a quarter, so that many names do not come back at once.
pub fn retry_at(now: Duration, failures: u32, failure: Failure, random: u64) -> Duration {
    // Authorities allow some five failed validations of a name an hour.
    let first = match failure {
        Failure::OrderedElsewhere => return now + MINUTE / 4,
        Failure::AccountUnknown | Failure::OrderGone if failures <= 1 => return now,
        failure if failure.is_general() => MINUTE,
        _ => 5 * MINUTE,
    };
    let doublings = failures.saturating_sub(1).min(16);
    let wait = (first * 2u32.pow(doublings)).min(BACKOFF_MAX);
    now + wait * 3 / 4 + fraction(wait / 2, random)
}

/// Whether a noted time to try again is still to come. A later one than is ever noted was damaged in
/// the store, and keeps nobody waiting.
pub fn is_to_come(retry_at: Duration, now: Duration) -> bool {
    now < retry_at && retry_at <= now + 2 * BACKOFF_MAX
}

/// That share of a time that a random number is of all random numbers.
pub fn fraction(time: Duration, random: u64) -> Duration {
    let nanoseconds = time.as_nanos() * u128::from(random) / (u128::from(u64::MAX) + 1);
    Duration::from_nanos(u64::try_from(nanoseconds).unwrap_or(u64::MAX))
}

//----------- How much the authority may be asked ----------------------------

/// How much is ordered of all names together.
#[derive(Debug)]
pub struct Gate {
    per_hour: NonZeroU32,
    /// When orders began, within the last hour.
    begun: VecDeque<Duration>,
    paused_until: Duration,
}

impl Gate {
    /// So many orders may begin in an hour.
    pub fn new(per_hour: NonZeroU32) -> Self {
        Self { per_hour, begun: VecDeque::new(), paused_until: Duration::ZERO }
    }

    /// Takes an order on, or says when to come back.
    pub fn begin(&mut self, now: Duration) -> Result<(), Duration> {
        if now < self.paused_until {
            return Err(self.paused_until);
        }
        while self.begun.front().is_some_and(|begun| *begun + HOUR <= now) {
            self.begun.pop_front();
        }
        match self.begun.front() {
            Some(first) if self.begun.len() >= self.per_hour.get() as usize => Err(*first + HOUR),
            _ => {
                self.begun.push_back(now);
                Ok(())
            }
        }
    }

    /// The authority was asked nothing for the order that began then.
    pub fn give_back(&mut self, begun: Duration) {
        if let Some(place) = self.begun.iter().rposition(|other| *other == begun) {
            self.begun.remove(place);
        }
    }

    /// The authority wants to be left alone.
    pub fn pause(&mut self, now: Duration, wait: Option<Duration>) {
        let until = now + wait.unwrap_or(PAUSE).min(PAUSE_MAX);
        self.paused_until = self.paused_until.max(until);
    }

    /// Until when nothing is ordered.
    pub fn paused_until(&self, now: Duration) -> Option<Duration> {
        (now < self.paused_until).then_some(self.paused_until)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const YEAR: u64 = 365 * 24 * 3600;

    fn time() -> impl Strategy<Value = Duration> {
        (0..YEAR).prop_map(Duration::from_secs)
    }

    fn lifetime() -> impl Strategy<Value = Lifetime> {
        (time(), 60..YEAR)
            .prop_map(|(from, length)| Lifetime { from, until: from + Duration::from_secs(length) })
    }

    prop_compose! {
        fn facts()(
            lifetime in proptest::option::of(lifetime()),
            suggested in proptest::option::of(time()),
            ask_at in proptest::option::of(time()),
            retry_at in proptest::option::of(time()),
            retired: bool,
        ) -> Facts {
            Facts { lifetime, suggested, ask_at, retry_at, retired }
        }
    }

    fn failure() -> impl Strategy<Value = Failure> {
        proptest::sample::select(Failure::ALL.to_vec())
    }

    proptest! {
        #[test]
        fn without_failures_a_certificate_is_renewed_while_it_lives(lifetime in lifetime()) {
            let plan = plan(&Facts { lifetime: Some(lifetime), ..Facts::default() });
            prop_assert_eq!(plan.action, Action::Order);
            prop_assert!(lifetime.from <= plan.at && plan.at < lifetime.until);
        }

        #[test]
        fn nothing_is_tried_before_its_time(facts in facts()) {
            let plan = plan(&facts);
            if let (Action::Order, Some(retry_at)) = (plan.action, facts.retry_at) {
                prop_assert!(plan.at >= retry_at);
            }
            if facts.retired {
                prop_assert_eq!(plan.action, Action::Forget);
            }
            prop_assert_eq!(plan.action == Action::Forget, facts.retired);
            // To ask never puts an order off.
            if plan.action == Action::AskRenewal {
                let order = super::plan(&Facts { ask_at: None, ..facts });
                prop_assert!(plan.at < order.at);
            }
        }

        #[test]
        fn a_moment_lies_in_its_window_and_in_the_life(
            start in time(), length in 0..YEAR, lifetime in lifetime(), random: u64,
        ) {
            let end = start + Duration::from_secs(length);
            match moment((start, end), lifetime, random) {
                Some(moment) => {
                    prop_assert!(start <= moment && moment <= end && moment <= lifetime.until);
                }
                None => prop_assert!(start >= lifetime.until),
            }
        }

        #[test]
        fn failures_back_off_within_bounds(
            now in time(), failures in 1..1000u32, failure in failure(), random: u64, other: u64,
        ) {
            let wait = retry_at(now, failures, failure, random) - now;
            prop_assert!(wait <= BACKOFF_MAX * 5 / 4);
            // Twice as many failures in succession never wait less, whatever chance says.
            let later = retry_at(now, failures + 2, failure, other) - now;
            prop_assert!(later >= wait || wait >= BACKOFF_MAX * 3 / 4, "{wait:?} {later:?}");
            if !failure.is_general() && failures > 1 {
                prop_assert!(wait >= 7 * MINUTE);
            }
        }

        #[test]
        fn no_hour_has_more_orders_than_it_may(
            per_hour in 1..20u32, steps in proptest::collection::vec(0..1200u64, 1..200),
        ) {
            let mut gate = Gate::new(NonZeroU32::new(per_hour).unwrap());
            let (mut now, mut begun) = (Duration::from_secs(1_000_000), Vec::new());
            for step in steps {
                now += Duration::from_secs(step);
                match gate.begin(now) {
                    Ok(()) => begun.push(now),
                    Err(until) => prop_assert!(until > now && until <= now + HOUR),
                }
            }
            for (index, first) in begun.iter().enumerate() {
                let within = begun[index..].iter().take_while(|at| **at < *first + HOUR).count();
                prop_assert!(within <= per_hour as usize);
            }
        }

        #[test]
        fn what_is_given_back_may_be_taken_again(
            per_hour in 1..20u32, kept in 0..20u32, given_back in 0..100u64,
        ) {
            let mut gate = Gate::new(NonZeroU32::new(per_hour).unwrap());
            let now = Duration::from_secs(1_000_000);
            let kept = kept.min(per_hour - 1);
            for _ in 0..kept {
                prop_assert_eq!(gate.begin(now), Ok(()));
            }
            for minute in 0..given_back {
                let later = now + Duration::from_secs(minute % 50 * 60);
                prop_assert_eq!(gate.begin(later), Ok(()));
                gate.give_back(later);
            }
            let left = (0..per_hour + 1).filter(|_| gate.begin(now).is_ok()).count();
            prop_assert_eq!(left, (per_hour - kept) as usize);
        }

        #[test]
        fn a_noted_time_is_waited_for_and_no_later_one(
            now in time(), failures in 0..u32::MAX, random in any::<u64>(), damage in any::<u64>(),
        ) {
            for failure in Failure::ALL {
                let noted = retry_at(now, failures, failure, random);
                prop_assert_eq!(is_to_come(noted, now), noted > now);
            }
            let damaged = now + 3 * BACKOFF_MAX + Duration::from_secs(damage / 2);
            prop_assert!(!is_to_come(damaged, now));
        }

        #[test]
        fn a_pause_lets_nothing_through(now in time(), wait in proptest::option::of(0..YEAR), after in 0..YEAR) {
            let mut gate = Gate::new(NonZeroU32::MAX);
            let wait = wait.map(Duration::from_secs);
            gate.pause(now, wait);
            let until = now + wait.unwrap_or(PAUSE).min(PAUSE_MAX);
            let later = now + Duration::from_secs(after);
            prop_assert_eq!(gate.begin(later).is_ok(), later >= until);
        }
    }

    #[test]
    fn an_authority_that_says_nothing_is_asked_a_few_times_a_day() {
        let now = Duration::from_secs(1_000_000);
        for (wait, least, most) in [
            (None, 6 * HOUR, 7 * HOUR),
            (Some(Duration::ZERO), MINUTE, 2 * MINUTE),
            (Some(30 * DAY), DAY, DAY + 3 * HOUR),
        ] {
            for random in [0, u64::MAX] {
                let at = ask_again(now, wait, random) - now;
                assert!(least <= at && at <= most, "{wait:?} {at:?}");
            }
        }
    }
}
