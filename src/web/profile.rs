//! The part of a page that brings a mailbox onto Apple's devices.

use qrcode::{Color, EcLevel, QrCode};

use crate::guide::{Guide, Language, Message};
use crate::lookup::Found;
use crate::mail::{Address, Link};

/// What the template takes.
pub(super) struct ProfileSection {
    pub(super) heading: String,
    pub(super) link: String,
    pub(super) get: String,
    pub(super) on_phone: String,
    pub(super) on_mac: String,
    pub(super) scan: String,
    pub(super) code: Option<Code>,
}

/// A QR code, in a coordinate system with one unit a module.
pub(super) struct Code {
    /// Width and height with the margin.
    pub(super) side: usize,
    /// The dark modules, one rectangle a run.
    pub(super) path: String,
}

/// How to get the profile of an address, where there is one. The code takes the link to a phone,
/// which must reach us under a public name.
pub(super) fn profile(
    guide: &Guide,
    language: Language,
    found: &Found<'_>,
    address: Option<&Address>,
    public_url: Option<&Link>,
) -> Option<ProfileSection> {
    let say = |message| guide.sentences.say(language, message, &[]);
    let link = found.documents.mobileconfig.as_ref()?.location(found.own(address)?);
    let absolute = |url: &Link| format!("{}{link}", url.as_str().trim_end_matches('/'));
    Some(ProfileSection {
        heading: say(Message::PageApple),
        get: say(Message::PageAppleGet),
        on_phone: say(Message::PageAppleOnPhone),
        on_mac: say(Message::PageAppleOnMac),
        scan: say(Message::PageAppleScan),
        code: public_url.and_then(|url| Code::of(&absolute(url))),
        link,
    })
}

/// The blank modules around a code (ISO/IEC 18004 §9.1).
const MARGIN: usize = 4;

impl Code {
    /// The code of a text, or nothing where it is too long for any.
    fn of(text: &str) -> Option<Self> {
        let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
        let mut path = String::new();
        for (y, row) in code.to_colors().chunks(code.width()).enumerate() {
            let mut x = 0;
            for run in row.chunk_by(|left, right| left == right) {
                if run[0] == Color::Dark {
                    let (length, x, y) = (run.len(), x + MARGIN, y + MARGIN);
                    path.push_str(&format!("M{x} {y}h{length}v1h-{length}z"));
                }
                x += run.len();
            }
        }
        Some(Self { side: code.width() + 2 * MARGIN, path })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_link_has_a_code_and_a_longer_one_is_left_out() {
        let code = Code::of(&"x".repeat(2331)).unwrap();
        assert_eq!(code.side, 177 + 8, "version 40 of ISO/IEC 18004");
        assert!(Code::of(&"x".repeat(2332)).is_none());
    }
}
