//! The languages we speak, and which of them a reader wants.

use crate::mail::keywords;

keywords! {
    /// A language with a file of sentences. The words are BCP 47 tags.
    pub enum Language {
        /// English, spoken where nothing else fits.
        English = "en",
        /// Japanese.
        Japanese = "ja",
        /// German.
        German = "de",
        /// French.
        French = "fr",
        /// Spanish.
        Spanish = "es",
        /// Italian.
        Italian = "it",
        /// Portuguese as in Brazil.
        BrazilianPortuguese = "pt-BR",
        /// Dutch.
        Dutch = "nl",
        /// Polish.
        Polish = "pl",
        /// Ukrainian.
        Ukrainian = "uk",
        /// Russian.
        Russian = "ru",
        /// Turkish.
        Turkish = "tr",
        /// Chinese in simplified characters.
        SimplifiedChinese = "zh-Hans",
        /// Chinese in traditional characters.
        TraditionalChinese = "zh-Hant",
        /// Korean.
        Korean = "ko",
    }
}

/// The most ranges of an `Accept-Language` header that are looked at.
const RANGES_MAX: usize = 16;

impl Language {
    /// What is spoken where nothing else fits.
    pub const FALLBACK: Self = Self::English;

    /// The position in [`Self::ALL`].
    pub fn index(self) -> usize {
        self as usize
    }

    /// The two-letter code that autoconfig's `lang` attribute takes.
    pub fn short(self) -> &'static str {
        let tag = self.as_str();
        tag.split_once('-').map_or(tag, |(primary, _)| primary)
    }

    /// What its speakers call it.
    pub fn own_name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Japanese => "日本語",
            Self::German => "Deutsch",
            Self::French => "Français",
            Self::Spanish => "Español",
            Self::Italian => "Italiano",
            Self::BrazilianPortuguese => "Português (Brasil)",
            Self::Dutch => "Nederlands",
            Self::Polish => "Polski",
            Self::Ukrainian => "Українська",
            Self::Russian => "Русский",
            Self::Turkish => "Türkçe",
            Self::SimplifiedChinese => "简体中文",
            Self::TraditionalChinese => "繁體中文",
            Self::Korean => "한국어",
        }
    }

    /// The language for one tag: `ja`, `ja-JP`, `ja_JP.UTF-8`.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let tag = tag.trim().split(['.', '@']).next().unwrap_or_default();
        let mut subtags = tag.split(['-', '_']);
        let primary = subtags.next().unwrap_or_default();
        if primary.eq_ignore_ascii_case("zh") {
            return Some(chinese(subtags));
        }
        Self::ALL.iter().copied().find(|language| language.short().eq_ignore_ascii_case(primary))
    }

    /// The language for an `Accept-Language` header (RFC 9110 §12.5.4): the acceptable one of
    /// highest weight, the first one among equals.
    pub fn negotiate(header: &str) -> Option<Self> {
        let mut best: Option<(u16, Self)> = None;
        for range in header.split(',').take(RANGES_MAX) {
            let (tag, parameters) = range.split_once(';').unwrap_or((range, ""));
            let parameters = parameters.trim();
            let weight = parameters.strip_prefix("q=").or_else(|| parameters.strip_prefix("Q="));
            let weight = weight.map_or(Some(1000), thousandths);
            let Some((weight, language)) = weight.zip(Self::from_tag(tag)) else { continue };
            if weight > 0 && best.is_none_or(|(most, _)| weight > most) {
                best = Some((weight, language));
            }
        }
        best.map(|(_, language)| language)
    }
}

/// The script decides, or else the region; simplified where neither is given.
fn chinese<'t>(subtags: impl Iterator<Item = &'t str>) -> Language {
    const SIMPLIFIED: [&str; 3] = ["Hans", "CN", "SG"];
    const TRADITIONAL: [&str; 4] = ["Hant", "TW", "HK", "MO"];
    for subtag in subtags {
        let is = |known: &&str| known.eq_ignore_ascii_case(subtag);
        if SIMPLIFIED.iter().any(is) {
            return Language::SimplifiedChinese;
        }
        if TRADITIONAL.iter().any(is) {
            return Language::TraditionalChinese;
        }
    }
    Language::SimplifiedChinese
}

/// A weight from 0 to 1 with at most three digits behind the point (RFC 9110 §12.4.2).
fn thousandths(weight: &str) -> Option<u16> {
    let weight = weight.trim();
    let (whole, fraction) = weight.split_once('.').unwrap_or((weight, ""));
    let digits = fraction.len() <= 3 && fraction.bytes().all(|b| b.is_ascii_digit());
    let fraction: u16 = format!("{fraction:0<3}").parse().ok().filter(|_| digits)?;
    match whole {
        "0" => Some(fraction),
        "1" if fraction == 0 => Some(1000),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_highest_weight_that_we_speak_wins() {
        for (header, language) in [
            ("ja", Some(Language::Japanese)),
            ("en-US,en;q=0.9", Some(Language::English)),
            ("xx,ja;q=0.8,en;q=0.9", Some(Language::English)),
            ("ja-JP;q=0.5, en;q=0.5", Some(Language::Japanese)),
            ("en;q=0, ja;q=0.1", Some(Language::Japanese)),
            ("en;Q=0, ja; Q=0.1", Some(Language::Japanese)),
            ("en;q=2", None),
            ("*", None),
            ("", None),
        ] {
            assert_eq!(Language::negotiate(header), language, "{header}");
        }
    }

    #[test]
    fn locales_of_the_system_are_understood() {
        assert_eq!(Language::from_tag("ja_JP.UTF-8"), Some(Language::Japanese));
        assert_eq!(Language::from_tag("C.UTF-8"), None);
        assert_eq!(Language::from_tag("pt_PT"), Some(Language::BrazilianPortuguese));
        assert_eq!(Language::from_tag("zh_TW.Big5"), Some(Language::TraditionalChinese));
        assert_eq!(Language::from_tag("zh-Hans-HK"), Some(Language::SimplifiedChinese));
        assert_eq!(Language::from_tag("zh"), Some(Language::SimplifiedChinese));
        for language in Language::ALL {
            assert_eq!(Language::from_tag(language.as_str()), Some(language));
        }
    }
}
