//! What languages need: tags, direction, dates, numbers and plurals, from ICU4X.
//!
//! Knows nothing of sites. Every formatter is made once a language, since making one costs far more than using it.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use icu_calendar::{Date, Iso};
use icu_locale::subtags::{Script, script};
use icu_locale::{
    LanguageIdentifier, Locale as IcuLocale, LocaleCanonicalizer, LocaleDirectionality, LocaleExpander,
};

/// Of a language that nobody knows how to write.
const UNKNOWN_SCRIPT: Script = script!("Zyyy");

mod breaks;
mod collation;
mod direction;
mod formats;
mod northern_sami;
mod typography;

pub use collation::Collation;
pub use formats::{DateForm, Formats};
pub use typography::Typography;

/// A BCP 47 language tag in its usual spelling, such as `nb` or `pt-BR`, with how it is written.
#[derive(Clone)]
pub struct Lang {
    tag: Arc<str>,
    script: Script,
    right_to_left: bool,
}

impl Lang {
    /// Reads a tag; `no` is understood as `nb`. `None` where it is no tag.
    pub fn parse(tag: &str) -> Option<Self> {
        let (language, rest) = tag.split_at(tag.find('-').unwrap_or(tag.len()));
        let bokmaal = language.eq_ignore_ascii_case("no").then(|| format!("nb{rest}"));
        let locale: IcuLocale = bokmaal.as_deref().unwrap_or(tag).parse().ok()?;
        // ICU reads `und` as "no language", which no page is in.
        (locale.id.language != LanguageIdentifier::UNKNOWN.language).then(|| Self::of(&locale))
    }

    /// Script and direction come from the locale data, where some languages go by another tag: Dari (`prs`) by `fa-AF`.
    fn of(locale: &IcuLocale) -> Self {
        let mut likely = locale.clone();
        LocaleCanonicalizer::new_extended().canonicalize(&mut likely);
        LocaleExpander::new_extended().maximize(&mut likely.id);
        Self {
            tag: Arc::from(locale.to_string()),
            script: likely.id.script.unwrap_or(UNKNOWN_SCRIPT),
            right_to_left: LocaleDirectionality::new_extended().is_right_to_left(&likely.id),
        }
    }

    /// The tag.
    pub fn as_str(&self) -> &str {
        &self.tag
    }

    /// `rtl` or `ltr`.
    pub fn direction(&self) -> &'static str {
        if self.right_to_left { "rtl" } else { "ltr" }
    }

    /// The script it is written in, by its four letters: `Latn`, `Arab`, `Ethi`.
    pub fn script(&self) -> &str {
        self.script.as_str()
    }

    fn icu(&self) -> IcuLocale {
        self.tag.parse().unwrap_or(IcuLocale::UNKNOWN)
    }
}

// The tag says it all; `Borrow<str>` asks that nothing else is compared.
impl PartialEq for Lang {
    fn eq(&self, other: &Self) -> bool {
        self.tag == other.tag
    }
}

impl Eq for Lang {}

impl PartialOrd for Lang {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Lang {
    fn cmp(&self, other: &Self) -> Ordering {
        self.tag.cmp(&other.tag)
    }
}

impl Hash for Lang {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.tag.hash(state);
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.tag)
    }
}

impl fmt::Debug for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.tag)
    }
}

impl std::borrow::Borrow<str> for Lang {
    fn borrow(&self) -> &str {
        &self.tag
    }
}

/// Whether a word is a script's name in four letters.
pub fn is_script(word: &str) -> bool {
    word.parse::<Script>().is_ok_and(|script| script.as_str() == word)
}

/// Whether a text is a date: `2019`, `2019-11` or `2019-11-01`, and one that the calendar has.
pub fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let sized = parts.iter().zip([4, 2, 2]).all(|(part, size)| part.len() == size);
    let digits = parts.iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
    let number = |at: usize| parts.get(at).map_or(Ok(1), |part| part.parse::<u8>());
    sized
        && digits
        && parts.len() <= 3
        && matches!((number(1), number(2)), (Ok(month), Ok(day))
            if Date::<Iso>::try_new_iso(parts[0].parse().unwrap_or(0), month, day).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags() {
        assert_eq!(Lang::parse("no").unwrap().as_str(), "nb");
        assert_eq!(Lang::parse("NO-no").unwrap().as_str(), "nb-NO");
        assert_eq!(Lang::parse("pt-br").unwrap().as_str(), "pt-BR");
        assert_eq!(Lang::parse("x y"), None);
        assert_eq!(Lang::parse("und"), None);
        assert_eq!(Lang::parse("ar").unwrap().direction(), "rtl");
        assert_eq!(Lang::parse("ti").unwrap().direction(), "ltr");
    }

    #[test]
    fn scripts_and_directions_come_from_the_locale_data() {
        let of = |tag| {
            let lang = Lang::parse(tag).unwrap();
            (lang.script().to_owned(), lang.direction())
        };
        for tag in ["ar", "fa", "prs", "ps", "ur", "ckb", "sd", "ug"] {
            assert_eq!(of(tag), ("Arab".to_owned(), "rtl"), "{tag}");
        }
        for tag in ["am", "ti", "ti-ER", "tig"] {
            assert_eq!(of(tag), ("Ethi".to_owned(), "ltr"), "{tag}");
        }
        assert_eq!(of("he"), ("Hebr".to_owned(), "rtl"));
        assert_eq!(of("ku"), ("Latn".to_owned(), "ltr"));
        assert_eq!(of("uk"), ("Cyrl".to_owned(), "ltr"));
        assert_eq!(of("pa-Arab"), ("Arab".to_owned(), "rtl"));
        assert_eq!(of("nb"), ("Latn".to_owned(), "ltr"));
    }

    #[test]
    fn what_is_a_date() {
        for good in ["2019", "2019-11", "2024-02-29"] {
            assert!(is_date(good), "{good}");
        }
        for bad in ["31.02.2026", "2026-02-31", "2019-13", "19-11-01", "2019-11-01-01", "", "2019-1-1"] {
            assert!(!is_date(bad), "{bad}");
        }
    }
}
