//! How a language sets its text: quotation marks, and the spaces at which no line may break.
//!
//! Quotation marks are those of the Unicode CLDR's delimiters, but for Arabic, Tigrinya and Amharic, whose books and
//! newspapers use «»; for Northern Sámi as written in Norway; and for Norwegian's inner marks.

use std::borrow::Cow;

use memchr::memchr_iter;

/// A no-break space.
const NO_BREAK: &str = "\u{a0}";
/// The narrow one, before French `!`, `?` and `;`.
const NARROW: &str = "\u{202f}";

/// Languages that part the thousands of a number with a space, by the CLDR's symbols.
const SPACED_THOUSANDS: [&str; 22] = [
    "nb", "nn", "se", "sv", "fi", "et", "lv", "lt", "pl", "cs", "sk", "hu", "bg", "ru", "uk", "be", "fr",
    "sq", "hy", "ka", "kk", "pt",
];

/// What stands before a number and belongs to it, by language; `§` does in all.
const BEFORE_NUMBERS: &[(&[&str], &[&str])] = &[
    (&["nb", "nn", "da", "sv", "se"], &["kr", "kl.", "nr.", "s.", "ca.", "pkt."]),
    (&["en"], &["No.", "no.", "p.", "pp.", "NOK"]),
    (&["de"], &["Nr.", "S.", "ca."]),
    (&["fr"], &["n°", "p.", "art."]),
    (&["pl"], &["nr", "s.", "ul.", "godz.", "ok."]),
    (&["uk", "ru", "be"], &["№", "с.", "ст."]),
];

/// Languages in which a word of one letter never ends a line.
const SHORT_WORDS: &[(&[&str], &str)] =
    &[(&["pl", "cs", "sk"], "aiouwzksvAIOUWZKSV"), (&["uk", "ru", "be"], "аеіийоувзксяАЕІИЙОУВЗКСЯ")];

/// One language's way of setting text.
pub struct Typography {
    /// Around what is quoted.
    pub double: (&'static str, &'static str),
    /// Around a quotation in a quotation.
    pub single: (&'static str, &'static str),
    spaced_thousands: bool,
    before_numbers: &'static [&'static str],
    short_words: &'static str,
    french: bool,
}

impl Typography {
    /// That of a BCP 47 tag; one that is not known is set as English.
    pub fn of(tag: &str) -> Self {
        let language = tag.split(['-', '_']).next().unwrap_or_default();
        let language = if language == "no" { "nb" } else { language };
        let (double, single) = quotes(language);
        let of = |table: &'static [(&[&str], &[&str])]| {
            table.iter().find(|(languages, _)| languages.contains(&language)).map(|(_, words)| *words)
        };
        let short = SHORT_WORDS.iter().find(|(languages, _)| languages.contains(&language));
        Self {
            double,
            single,
            spaced_thousands: SPACED_THOUSANDS.contains(&language),
            before_numbers: of(BEFORE_NUMBERS).unwrap_or_default(),
            short_words: short.map_or("", |(_, letters)| letters),
            french: language == "fr",
        }
    }

    /// The text with spaces that hold together what belongs together: `10 000`, `62,1 %`, `§ 7`, `kl. 10`, `w domu`.
    pub fn bound<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if !self.may_bind(text.as_bytes()) {
            return Cow::Borrowed(text);
        }
        let mut bound: Option<String> = None;
        let (mut from, mut number) = (0, None);
        for at in memchr_iter(b' ', text.as_bytes()) {
            if let Some(space) = self.space(text, at, &mut number) {
                let bound = bound.get_or_insert_with(|| String::with_capacity(text.len() + 8));
                bound.push_str(&text[from..at]);
                bound.push_str(space);
                from = at + 1;
            }
        }
        match bound {
            None => Cow::Borrowed(text),
            Some(bound) => Cow::Owned(bound + &text[from..]),
        }
    }

    /// Whether there is a byte that could bind a space; written so that it compiles to vector code.
    fn may_bind(&self, text: &[u8]) -> bool {
        let binds = |byte: &u8| matches!(byte, b'0'..=b'9' | b'%' | 0xc2 | 0xe2);
        self.french || !self.short_words.is_empty() || text.iter().fold(false, |any, byte| any | binds(byte))
    }

    /// What must stand in place of the space at `at`, where a plain one may not; `number` is where the last number
    /// begins that a space before it was bound to.
    fn space(&self, text: &str, at: usize, number: &mut Option<usize>) -> Option<&'static str> {
        let (before, after) = (&text[..at], &text[at + 1..]);
        let next = *after.as_bytes().first()?;
        let last = *before.as_bytes().last()?;
        match next {
            b'0'..=b'9' if self.before_number(before, after, *number) => {
                *number = Some(at + 1);
                Some(NO_BREAK)
            }
            b'0'..=b'9' => None,
            b'%' => last.is_ascii_digit().then_some(NO_BREAK),
            b'!' | b'?' | b';' if self.french => Some(NARROW),
            b':' if self.french => Some(NO_BREAK),
            // The first bytes of `‰`, `€` and `°`.
            0xe2 | 0xc2 if last.is_ascii_digit() => after.starts_with(['‰', '€', '°']).then_some(NO_BREAK),
            _ => self.is_short(before).then_some(NO_BREAK),
        }
    }

    fn before_number(&self, before: &str, after: &str, number: Option<usize>) -> bool {
        let word = before.rsplit([' ', '(', '\u{a0}']).next().unwrap_or_default();
        if word.ends_with('§') || self.before_numbers.contains(&word) {
            return true;
        }
        // Up to three digits, then groups of three: `11 500`, not `2019 465` and not a telephone number's pairs.
        let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
        let group = (1..=3).contains(&word.len()) && digits(word) == word.len() && digits(after) == 3;
        // A group that begins with a nought goes on a number: `10 000 000`, not `007 123`.
        let goes_on = || number == Some(before.len() - word.len());
        self.spaced_thousands && group && (!word.starts_with('0') || goes_on())
    }

    fn is_short(&self, before: &str) -> bool {
        if self.short_words.is_empty() {
            return false;
        }
        // Few words are so short that what stands before them is within a letter's bytes: the others are passed over at once.
        let parts = |byte: &u8| matches!(byte, b' ' | b'(' | 0xa0);
        let bytes = before.as_bytes();
        if bytes.len() > 2 && !bytes[bytes.len() - 3..bytes.len() - 1].iter().any(parts) {
            return false;
        }
        let mut letters = before.chars().rev();
        let (last, gap) = (letters.next(), letters.next());
        gap.is_none_or(|letter| matches!(letter, ' ' | '(' | '\u{a0}'))
            && last.is_some_and(|letter| self.short_words.contains(letter))
    }
}

/// Outer and inner marks of a language.
fn quotes(language: &str) -> ((&'static str, &'static str), (&'static str, &'static str)) {
    match language {
        "nb" | "nn" | "se" => (("«", "»"), ("‘", "’")),
        "ar" | "ti" | "am" | "fa" | "ps" | "ckb" => (("«", "»"), ("‹", "›")),
        // French marks keep their distance, and the space is part of them.
        "fr" => (("«\u{202f}", "\u{202f}»"), ("“", "”")),
        "uk" | "ru" | "be" => (("«", "»"), ("„", "“")),
        "es" | "it" | "el" | "sq" => (("«", "»"), ("“", "”")),
        "hy" => (("«", "»"), ("«", "»")),
        "pl" | "ro" => (("„", "”"), ("«", "»")),
        "hu" => (("„", "”"), ("»", "«")),
        "et" => (("„", "“"), ("«", "»")),
        "de" | "is" | "cs" | "sk" | "sl" | "hr" => (("„", "“"), ("‚", "‘")),
        "lt" | "bg" => (("„", "“"), ("„", "“")),
        "mk" | "sr" => (("„", "“"), ("‘", "’")),
        "bs" => (("„", "”"), ("‘", "’")),
        "sv" | "fi" | "he" => (("”", "”"), ("’", "’")),
        "ur" => (("”", "“"), ("’", "‘")),
        "ja" => (("「", "」"), ("『", "』")),
        _ => (("“", "”"), ("‘", "’")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// No-break spaces as `~`, narrow ones as `^`.
    fn bound(tag: &str, text: &str) -> String {
        Typography::of(tag).bound(text).replace('\u{a0}', "~").replace('\u{202f}', "^")
    }

    #[test]
    fn what_belongs_together_stays_together() {
        for (tag, text, wanted) in [
            ("nb", "rundt 11 500 borgere, 10 000 000 kroner", "rundt 11~500 borgere, 10~000~000 kroner"),
            ("nb", "62,1 % i § 7, kl. 10 og (s. 18)", "62,1~% i §~7, kl.~10 og (s.~18)"),
            (
                "nb",
                "i 2019 465 i jobb, tlf 22 33 44 55, 007 123",
                "i 2019 465 i jobb, tlf 22 33 44 55, 007 123",
            ),
            ("nb", "000 000 000, 1 000 000 og (1 000 000)", "000 000 000, 1~000~000 og (1~000~000)"),
            ("nb", "§ 0 500, kr 000 000, 5 000 (000 000)", "§~0~500, kr~000~000, 5~000 (000 000)"),
            ("nb", "kr 500 og 20 €, 5 ‰, 20 °C", "kr~500 og 20~€, 5~‰, 20~°C"),
            ("en", "11 500 people, 62.1 %, No. 3", "11 500 people, 62.1~%, No.~3"),
            ("pl", "praca w domu i z nami (a ty)", "praca w~domu i~z~nami (a~ty)"),
            ("uk", "робота в домі і в місті", "робота в~домі і~в~місті"),
            ("fr", "Quoi ? Oui : bien !", "Quoi^? Oui~: bien^!"),
            ("nb", "", ""),
            ("nb", " 5", " 5"),
            ("nb", "5 ", "5 "),
        ] {
            assert_eq!(bound(tag, text), wanted, "{tag}");
        }
    }

    #[test]
    fn a_long_row_of_noughts_takes_no_longer_than_other_text() {
        let row = "000 ".repeat(60_000);
        assert!(matches!(Typography::of("nb").bound(&row), Cow::Borrowed(_)));
        assert_eq!(bound("nb", &format!("1 {row}")), format!("1~{}~000 ", ["000"; 59_999].join("~")));
    }

    #[test]
    fn a_text_without_such_spaces_is_not_copied() {
        assert!(matches!(Typography::of("nb").bound("en to tre"), Cow::Borrowed(_)));
    }

    #[test]
    fn marks_by_language() {
        for (tag, double) in [
            ("nb", ("«", "»")),
            ("no-NO", ("«", "»")),
            ("en", ("“", "”")),
            ("de", ("„", "“")),
            ("sv", ("”", "”")),
            ("ar", ("«", "»")),
            ("tlh", ("“", "”")),
        ] {
            assert_eq!(Typography::of(tag).double, double, "{tag}");
        }
    }
}
