//! Names on the wire in canonical form and order (RFC 4034 §6.1 and §6.2).

use std::cmp::Ordering;

/// The longest name on the wire (RFC 1035 §2.3.4).
const NAME_MAX: usize = 255;
/// The longest label (RFC 1035 §2.3.4).
const LABEL_MAX: usize = 63;

/// A name on the wire: uncompressed and in lower case. Names are ordered as RFC 4034 §6.1 orders
/// them, those above others first.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct WireName(Box<[u8]>);

impl WireName {
    /// A name of ours from its text, with or without a final dot. One that is too long becomes the
    /// root, as in all answers.
    pub fn of(text: &str) -> Self {
        let text = text.strip_suffix('.').unwrap_or(text);
        let labels = text.split('.').filter(|_| !text.is_empty()).map(str::as_bytes);
        Self::from_labels(labels).unwrap_or_else(|| Self(Box::new([0])))
    }

    /// A name from its labels; nothing where it or one of them is longer than it may be.
    pub fn from_labels<'l>(labels: impl Iterator<Item = &'l [u8]>) -> Option<Self> {
        let mut wire = Vec::new();
        for label in labels {
            if label.is_empty() || label.len() > LABEL_MAX {
                return None;
            }
            wire.push(label.len() as u8);
            wire.extend(label.iter().map(u8::to_ascii_lowercase));
        }
        wire.push(0);
        (wire.len() <= NAME_MAX).then(|| Self(wire.into()))
    }

    /// The bytes, the root's included.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// What the field Labels of a signature says: neither the root nor a leading `*` counts
    /// (RFC 4034 §3.1.3).
    pub(super) fn label_count(&self) -> u8 {
        let wildcard = self.labels().next() == Some(b"*");
        (self.labels().count() - usize::from(wildcard)) as u8
    }

    /// Whether the name is another one or lies below it.
    pub(super) fn is_within(&self, other: &Self) -> bool {
        let mut rest = &*self.0;
        loop {
            match rest {
                _ if rest == &*other.0 => return true,
                [length, after @ ..] if *length > 0 => rest = &after[usize::from(*length)..],
                _ => return false,
            }
        }
    }

    /// The next name that there could be in a zone (RFC 4471 §3.1.2): nothing lies between the two.
    /// After the last one comes the apex.
    pub(super) fn successor(&self, apex: &Self) -> Self {
        let below = std::iter::once(&[0_u8][..]).chain(self.labels());
        Self::from_labels(below).unwrap_or_else(|| self.successor_beside(apex))
    }

    /// The next name that there could be where nothing lies below this one (RFC 9824 §3.4): what is
    /// delegated is no part of the zone. After the last one comes the apex.
    pub(super) fn successor_beside(&self, apex: &Self) -> Self {
        let mut labels: Vec<Vec<u8>> = self.labels().map(<[u8]>::to_vec).collect();
        let apex_labels = apex.labels().count();
        while labels.len() > apex_labels {
            let first = &mut labels[0];
            first.push(0);
            if let Some(name) = Self::from_labels(labels.iter().map(Vec::as_slice)) {
                return name;
            }
            let first = &mut labels[0];
            first.pop();
            while let Some(byte) = first.pop() {
                // Capitals are small letters: after `@` comes `[`.
                let next = match byte {
                    b'@' => b'[',
                    0xFF => continue,
                    byte => byte + 1,
                };
                first.push(next);
                let name = Self::from_labels(labels.iter().map(Vec::as_slice));
                return name.expect("it is no longer than before");
            }
            labels.remove(0);
        }
        apex.clone()
    }

    fn labels(&self) -> impl Iterator<Item = &[u8]> {
        let mut rest = &*self.0;
        std::iter::from_fn(move || {
            let (length, after) = rest.split_first()?;
            let (label, after) = after.split_at(usize::from(*length));
            rest = after;
            (!label.is_empty()).then_some(label)
        })
    }
}

impl Ord for WireName {
    fn cmp(&self, other: &Self) -> Ordering {
        let mut ours: Vec<&[u8]> = self.labels().collect();
        let mut theirs: Vec<&[u8]> = other.labels().collect();
        ours.reverse();
        theirs.reverse();
        ours.cmp(&theirs)
    }
}

impl PartialOrd for WireName {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// As zone files write it, with a final dot (RFC 1035 §5.1).
impl std::fmt::Display for WireName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for label in self.labels() {
            for byte in label {
                match byte {
                    b'.' | b'\\' | b'"' | b';' | b'@' | b'$' | b'(' | b')' => {
                        write!(f, "\\{}", char::from(*byte))?;
                    }
                    b'!'..=b'~' => write!(f, "{}", char::from(*byte))?,
                    _ => write!(f, "\\{byte:03}")?,
                }
            }
            f.write_str(".")?;
        }
        if self.0.len() == 1 { f.write_str(".") } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn labels(labels: &[&[u8]]) -> WireName {
        WireName::from_labels(labels.iter().copied()).unwrap()
    }

    #[test]
    fn names_are_ordered_as_the_rfc_shows() {
        // RFC 4034 §6.1, without the wildcard's place among the letters changed.
        let ordered: [&[&[u8]]; 9] = [
            &[b"example"],
            &[b"a", b"example"],
            &[b"yljkjljk", b"a", b"example"],
            &[b"Z", b"a", b"example"],
            &[b"zABC", b"a", b"EXAMPLE"],
            &[b"z", b"example"],
            &[b"\x01", b"z", b"example"],
            &[b"*", b"z", b"example"],
            &[b"\xC8", b"z", b"example"],
        ];
        let names: Vec<WireName> = ordered.iter().map(|name| labels(name)).collect();
        assert!(names.is_sorted());
        assert_eq!(names[7].label_count(), 2);
        assert_eq!(names[6].to_string(), "\\001.z.example.");
        assert_eq!(WireName::of("").to_string(), ".");
        assert_eq!(WireName::of("a.example."), WireName::of("a.example"));
        assert!(names[2].is_within(&names[1]) && names[2].is_within(&names[0]));
        assert!(!names[5].is_within(&names[1]));
    }

    #[test]
    fn names_that_are_full_have_a_successor() {
        let apex = WireName::of("example");
        let full = |first: &[u8]| {
            // 9 of the apex, 3 labels of 63 and one of what is left.
            let long = [b'a'; LABEL_MAX];
            labels(&[first, &long, &long, &long[..53], b"example"])
        };
        let first = |name: &WireName| name.labels().next().unwrap().to_vec();
        let of = |first: &[u8]| full(first).successor(&apex);
        let mut label = vec![b'b'; LABEL_MAX];
        let at_most = full(&label);
        assert_eq!(at_most.as_bytes().len(), NAME_MAX);
        label[LABEL_MAX - 1] = b'c';
        assert_eq!(first(&at_most.successor(&apex)), label);
        label[LABEL_MAX - 1] = b'@';
        let expected = [&label[..LABEL_MAX - 1], b"["].concat();
        assert_eq!(first(&of(&label)), expected);
        label[LABEL_MAX - 1] = 0xFF;
        let expected = [&label[..LABEL_MAX - 2], b"c"].concat();
        assert_eq!(first(&of(&label)), expected);
        // Nothing follows below the same parent.
        assert_eq!(first(&of(&[0xFF; LABEL_MAX])).len(), LABEL_MAX);
        // A place for one byte more.
        assert_eq!(first(&of(&[b'b'; LABEL_MAX - 1])), [&[b'b'; LABEL_MAX - 1][..], &[0]].concat());
        let last = labels(&[&[0xFF; 53], &[0xFF; 63], &[0xFF; 63], &[0xFF; 63], b"example"]);
        assert_eq!(last.successor(&apex), apex);
    }

    proptest! {
        #[test]
        fn nothing_lies_between_a_name_and_its_successor(
            below in prop::collection::vec(prop::collection::vec(any::<u8>(), 1..64), 1..5),
            other in prop::collection::vec(prop::collection::vec(any::<u8>(), 1..64), 1..5),
        ) {
            let apex = WireName::of("example");
            let name = |below: &[Vec<u8>]| {
                let labels = below.iter().map(Vec::as_slice);
                WireName::from_labels(labels.chain([&b"example"[..]]))
            };
            prop_assume!(name(&below).is_some() && name(&other).is_some());
            let (name, other) = (name(&below).unwrap(), name(&other).unwrap());
            let next = name.successor(&apex);
            prop_assert!(next > name || next == apex);
            prop_assert!(next.is_within(&apex));
            prop_assert!(!(name < other && (other < next || next == apex)));
            let next = name.successor_beside(&apex);
            prop_assert!(next > name || next == apex);
            prop_assert!(next.is_within(&apex) && !next.is_within(&name));
            let passed_over = name < other && (other < next || next == apex);
            prop_assert!(!passed_over || other.is_within(&name));
        }
    }
}
