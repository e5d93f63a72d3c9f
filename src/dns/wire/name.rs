//! The name of a question, in lower case, cut into labels.

/// The longest name on the wire (RFC 1035 §2.3.4).
const NAME_MAX: usize = 255;
/// The most labels that it can have.
const LABELS_MAX: usize = NAME_MAX / 2;
/// The longest label (RFC 1035 §2.3.4).
const LABEL_MAX: usize = 63;

/// A name in text without its final dot. Bytes that no name of ours has are `?`, which matches
/// nothing.
pub(super) struct Name {
    text: [u8; NAME_MAX],
    length: usize,
    /// Where each label begins.
    starts: [u8; LABELS_MAX],
    labels: usize,
}

impl Default for Name {
    fn default() -> Self {
        Self { text: [0; NAME_MAX], length: 0, starts: [0; LABELS_MAX], labels: 0 }
    }
}

/// Letters in lower case, digits, hyphen and underscore as they are, `?` for everything else.
const TEXT_OF: [u8; 256] = {
    let mut table = [b'?'; 256];
    let mut byte = 0;
    while byte < table.len() {
        if let b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' = byte as u8 {
            table[byte] = (byte as u8).to_ascii_lowercase();
        }
        byte += 1;
    }
    table
};

impl Name {
    /// Reads the name that a text on the wire begins with, and returns its length there. Not the
    /// root, and no compression, which would point into the header.
    pub(super) fn read(&mut self, wire: &[u8]) -> Option<usize> {
        self.labels = 0;
        let mut at = 0;
        loop {
            let length = usize::from(*wire.get(at)?);
            if length == 0 {
                break;
            }
            let next = at + 1 + length;
            // A name of 255 bytes has 254 before its root.
            if length > LABEL_MAX || next >= NAME_MAX {
                return None;
            }
            self.starts[self.labels] = at as u8;
            self.labels += 1;
            at = next;
        }
        self.length = at.checked_sub(1)?;
        // All at once, and then a dot in the place of each length but the first.
        for (to, from) in self.text[..self.length].iter_mut().zip(&wire[1..at]) {
            *to = TEXT_OF[usize::from(*from)];
        }
        for start in self.starts[..self.labels].iter().skip(1) {
            self.text[usize::from(*start) - 1] = b'.';
        }
        Some(at + 1)
    }

    /// How many labels it has.
    pub(super) fn labels(&self) -> usize {
        self.labels
    }

    /// Where a label begins, in text as on the wire.
    pub(super) fn start(&self, label: usize) -> usize {
        usize::from(self.starts[label])
    }

    /// The name from a label on.
    pub(super) fn from(&self, label: usize) -> &[u8] {
        &self.text[self.start(label)..self.length]
    }

    /// Whether it is a zone's apex or lies in the zone.
    pub(super) fn is_in(&self, zone: &str) -> bool {
        let above = self.text[..self.length].strip_suffix(zone.as_bytes());
        above.is_some_and(|above| above.is_empty() || above.ends_with(b"."))
    }

    /// What stands before a label, without the dot between.
    pub(super) fn before(&self, label: usize) -> &[u8] {
        &self.text[..self.start(label).saturating_sub(1)]
    }

    /// One label.
    pub(super) fn label(&self, label: usize) -> &[u8] {
        let end = match label + 1 < self.labels {
            true => self.start(label + 1) - 1,
            false => self.length,
        };
        &self.text[self.start(label)..end]
    }

    /// Writes the name from a label on as it stands on the wire, in lower case, with its root, and
    /// returns how long it is; nothing where there is no room.
    pub(super) fn write_from(&self, label: usize, out: &mut [u8]) -> Option<usize> {
        let text = self.from(label);
        let out = out.get_mut(..text.len() + 2)?;
        out[1..=text.len()].copy_from_slice(text);
        out[text.len() + 1] = 0;
        for label_here in label..self.labels {
            out[self.start(label_here) - self.start(label)] = self.label(label_here).len() as u8;
        }
        Some(out.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_read_in_lower_case_and_written_back() {
        let mut name = Name::default();
        let wire = b"\x06_IMAPS\x04_tcp\x07Example\x03org\0rest";
        assert_eq!(name.read(wire), Some(wire.len() - 4));
        assert_eq!(name.labels(), 4);
        assert_eq!(name.from(2), b"example.org");
        assert_eq!((name.before(2), name.before(0)), (&b"_imaps._tcp"[..], &b""[..]));
        assert_eq!((name.label(1), name.label(3)), (&b"_tcp"[..], &b"org"[..]));
        let mut out = [0xFF; 64];
        assert_eq!(name.write_from(2, &mut out), Some(13));
        assert_eq!(&out[..13], b"\x07example\x03org\0");
        assert_eq!(name.write_from(2, &mut out[..12]), None);
    }

    #[test]
    fn what_no_name_of_ours_has_matches_nothing() {
        let mut name = Name::default();
        assert_eq!(name.read(b"\x05a.b\0c\0"), Some(7));
        assert_eq!(name.from(0), b"a?b?c");
    }

    #[test]
    fn every_byte_has_its_text() {
        let mut name = Name::default();
        for byte in 0..=u8::MAX {
            let expected = match byte {
                b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' => byte,
                b'A'..=b'Z' => byte.to_ascii_lowercase(),
                _ => b'?',
            };
            assert_eq!(name.read(&[2, b'x', byte, 1, byte, 0]), Some(6));
            assert_eq!(name.from(0), [b'x', expected, b'.', expected]);
        }
    }

    #[test]
    fn the_longest_names_are_read_and_longer_ones_refused() {
        let mut name = Name::default();
        let labels = |count: usize| [b"\x01a".repeat(count), vec![0]].concat();
        assert_eq!(name.read(&labels(127)), Some(255));
        assert_eq!((name.labels(), name.from(126)), (127, &b"a"[..]));
        assert_eq!(name.read(&labels(128)), None);
        let long = |last: usize| {
            let label = [&[63][..], &[b'x'; 63]].concat();
            [label.repeat(3), vec![last as u8], vec![b'y'; last], vec![0]].concat()
        };
        assert_eq!(name.read(&long(61)), Some(255));
        assert_eq!(name.read(&long(62)), None);
    }

    #[test]
    fn the_root_pointers_and_short_texts_are_refused() {
        let mut name = Name::default();
        for wire in [&b""[..], b"\0", b"\xC0\x0C", b"\x01", b"\x01a", b"\x01a\xC0\x0C", b"\x02a\0"]
        {
            assert_eq!(name.read(wire), None, "{wire:?}");
        }
    }
}
