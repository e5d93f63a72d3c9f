//! Signed answers, kept as they were written for the first who asked, for all who ask the same.
//!
//! Kept is the answer of the general path to the plainest form of a question. What else an asker
//! chooses is put into a copy of it: number, flags, letter case, cookie.

use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwapOption;

use super::OPT;

/// The answers of one snapshot, for any number of threads without a lock: each has one place, where
/// another may follow it.
pub(crate) struct KeptAnswers {
    /// Keyed by chance, so that nobody can choose whose place to take.
    hasher: RandomState,
    places: Box<[ArcSwapOption<Kept>]>,
}

/// The most places, of eight bytes each: they are made before anybody asks, however many signatures
/// an operator lets us remember.
const PLACES_MAX: usize = 1 << 20;

/// What a signed answer depends on.
#[derive(Clone, Copy, Eq, Hash, PartialEq)]
pub(super) struct Asked<'n> {
    /// In lower case.
    pub(super) name: &'n [u8],
    pub(super) kind: u16,
    /// How long the answer may be.
    pub(super) payload: u16,
    /// Whether the asker takes NXDOMAIN with a compact proof (RFC 9824 §5.1).
    pub(super) compact_ok: bool,
}

/// One answer.
pub(super) struct Kept {
    name: Box<[u8]>,
    kind: u16,
    payload: u16,
    compact_ok: bool,
    /// The time since the Unix epoch until which it is what the general path says.
    until: Duration,
    /// The message, which ends with an OPT record without options.
    message: Box<[u8]>,
}

impl Kept {
    /// Nothing where something else stands at the end of the message.
    pub(super) fn new(asked: Asked<'_>, message: Vec<u8>, until: Duration) -> Option<Self> {
        let Asked { name, kind, payload, compact_ok } = asked;
        let [0, 0, OPT_TYPE, .., 0, 0] = message.last_chunk::<OPT>()? else { return None };
        let (name, message) = (name.into(), message.into());
        Some(Self { name, kind, payload, compact_ok, until, message })
    }

    /// The message.
    pub(super) fn message(&self) -> &[u8] {
        &self.message
    }

    fn asked(&self) -> Asked<'_> {
        let Self { kind, payload, compact_ok, .. } = *self;
        Asked { name: &self.name, kind, payload, compact_ok }
    }
}

/// The type OPT (RFC 6891 §6.1.1).
const OPT_TYPE: u8 = 41;

impl KeptAnswers {
    /// Keeps so many at most, and no more than [`PLACES_MAX`].
    pub(crate) fn new(most: usize) -> Self {
        let places = (0..most.min(PLACES_MAX)).map(|_| ArcSwapOption::empty()).collect();
        Self { hasher: RandomState::new(), places }
    }

    /// Hands out the answer to a question, if it is there and still good.
    pub(super) fn read<T>(
        &self,
        asked: Asked<'_>,
        now: Duration,
        read: impl FnOnce(&Kept) -> Option<T>,
    ) -> Option<T> {
        let kept = self.place(asked)?.load();
        let kept = kept.as_ref().filter(|kept| kept.asked() == asked && now < kept.until)?;
        read(kept)
    }

    /// Keeps an answer.
    pub(super) fn keep(&self, kept: Kept) {
        if let Some(place) = self.place(kept.asked()) {
            place.store(Some(Arc::new(kept)));
        }
    }

    fn place(&self, asked: Asked<'_>) -> Option<&ArcSwapOption<Kept>> {
        let count = self.places.len().max(1) as u64;
        self.places.get((self.hasher.hash_one(asked) % count) as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Duration = Duration::from_secs(1000);
    const FRAME: [u8; 12] = [7, 0, 0, OPT_TYPE, 4, 208, 0, 0, 0x80, 0, 0, 0];

    fn asked(name: &[u8], kind: u16) -> Asked<'_> {
        Asked { name, kind, payload: 1232, compact_ok: false }
    }

    fn first_byte(answers: &KeptAnswers, asked: Asked<'_>, now: Duration) -> Option<u8> {
        answers.read(asked, now, |kept| kept.message().first().copied())
    }

    #[test]
    fn an_answer_is_for_one_question_and_one_time() {
        let answers = KeptAnswers::new(1);
        let kept = Kept::new(asked(b"a.example", 1), FRAME.to_vec(), NOW).unwrap();
        answers.keep(kept);
        let before = NOW - Duration::from_nanos(1);
        assert_eq!(first_byte(&answers, asked(b"a.example", 1), before), Some(7));
        assert_eq!(first_byte(&answers, asked(b"a.example", 1), NOW), None);
        for other in [
            asked(b"b.example", 1),
            asked(b"a.example", 28),
            Asked { payload: 512, ..asked(b"a.example", 1) },
            Asked { compact_ok: true, ..asked(b"a.example", 1) },
        ] {
            assert_eq!(first_byte(&answers, other, before), None);
        }
    }

    #[test]
    fn another_takes_its_place_and_nowhere_is_room_for_none() {
        for (most, expected) in [(1, Some(7)), (0, None)] {
            let answers = KeptAnswers::new(most);
            for name in [b"a.example", b"b.example"] {
                answers.keep(Kept::new(asked(name, 1), FRAME.to_vec(), NOW).unwrap());
            }
            assert_eq!(first_byte(&answers, asked(b"a.example", 1), Duration::ZERO), None);
            assert_eq!(first_byte(&answers, asked(b"b.example", 1), Duration::ZERO), expected);
        }
    }

    #[test]
    fn no_setting_takes_all_memory_for_places() {
        assert_eq!(KeptAnswers::new(usize::MAX).places.len(), PLACES_MAX);
    }

    #[test]
    fn what_cannot_take_a_cookie_is_not_kept() {
        let with_option = [&FRAME[..10], &[0, 4, 0, 3, 0, 0]].concat();
        for message in [&FRAME[..10], &with_option] {
            assert!(Kept::new(asked(b"a.example", 1), message.to_vec(), NOW).is_none());
        }
    }
}
