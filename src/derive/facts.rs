//! The facts of a text: what a reader would act on, and what a translation must say alike. Numbers, telephone numbers and
//! dates among them, addresses, variables, code.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;

use crate::text::variable;

/// Facts, each with how often it stands there.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Facts {
    /// As digits: grouping left out, a point before decimals.
    pub numbers: BTreeMap<String, usize>,
    /// Where links lead, addresses of mail and the web.
    pub links: BTreeMap<String, usize>,
    /// By name.
    pub variables: BTreeMap<String, usize>,
    /// Months and days of the week, in the languages originals are written in.
    pub days: BTreeMap<String, usize>,
    /// Code, and what directives are told.
    pub code: BTreeMap<String, usize>,
}

/// Months and weekdays; what has the same name in two languages stands once.
const DAYS: &[&str] = &[
    "januar",
    "februar",
    "mars",
    "april",
    "mai",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "desember",
    "january",
    "february",
    "march",
    "may",
    "june",
    "july",
    "october",
    "december",
    "mandag",
    "tirsdag",
    "onsdag",
    "torsdag",
    "fredag",
    "lørdag",
    "søndag",
    "måndag",
    "tysdag",
    "laurdag",
    "sundag",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];

static ADDRESS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:https?://|www\.)[^\s<>()\[\]]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+").expect("a sound pattern")
});
static NUMBER: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"[+-]?\d+(?:[ \u{a0}\u{202f}.,:/٫٬–-]?\d+)*").expect("a sound pattern"));

impl Facts {
    /// Takes in what a stretch of plain text says.
    pub fn read(&mut self, text: &str) {
        let mut rest = String::with_capacity(text.len());
        for piece in variable::pieces(text) {
            match piece {
                variable::Piece::Text(text) => rest.push_str(text),
                variable::Piece::Variable(name) => {
                    *self.variables.entry(name.to_owned()).or_default() += 1;
                    rest.push('\u{fffc}');
                }
            }
        }
        for found in ADDRESS.find_iter(&rest) {
            self.link(found.as_str().trim_end_matches(['.', ',', ';', ':', '!', '?']));
        }
        let rest = western(&ADDRESS.replace_all(&rest, " "));
        for found in NUMBER.find_iter(&rest) {
            *self.numbers.entry(number(found.as_str())).or_default() += 1;
        }
        for word in rest.split(|letter: char| !letter.is_alphabetic()) {
            let word = word.to_lowercase();
            if DAYS.contains(&&*word) {
                *self.days.entry(word).or_default() += 1;
            }
        }
    }

    /// Takes in where a link leads.
    pub fn link(&mut self, target: &str) {
        *self.links.entry(target.to_owned()).or_default() += 1;
        for name in variable::names(target) {
            *self.variables.entry(name.to_owned()).or_default() += 1;
        }
    }

    /// Takes in code.
    pub fn code(&mut self, code: &str) {
        *self.code.entry(code.trim_end().to_owned()).or_default() += 1;
    }
}

/// Digits of Arabic, Persian and Hindi as everyone reads them.
pub fn western(text: &str) -> String {
    let digit = |letter: char| match letter {
        '\u{660}'..='\u{669}' => char::from_digit(letter as u32 - 0x660, 10),
        '\u{6f0}'..='\u{6f9}' => char::from_digit(letter as u32 - 0x6f0, 10),
        '\u{966}'..='\u{96f}' => char::from_digit(letter as u32 - 0x966, 10),
        _ => None,
    };
    text.chars().map(|letter| digit(letter).unwrap_or(letter)).collect()
}

/// `10 000`, `10.000` and `10,000` are one number, as are `1,5` and `1.5`; a telephone number is its digits.
fn number(written: &str) -> String {
    let mut out = String::with_capacity(written.len());
    let letters: Vec<char> = written.chars().collect();
    for (at, letter) in letters.iter().enumerate() {
        match letter {
            '0'..='9' => out.push(*letter),
            ' ' | '\u{a0}' | '\u{202f}' | '٬' => {}
            '.' | ',' | '٫' => {
                let behind = letters[at + 1..].iter().take_while(|letter| letter.is_ascii_digit()).count();
                let before = letters[..at].iter().rev().take_while(|letter| letter.is_ascii_digit()).count();
                if *letter == '٫' || behind != 3 || before > 3 {
                    out.push('.');
                }
            }
            ':' => out.push('.'),
            '–' => out.push('-'),
            letter => out.push(*letter),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(text: &str) -> Facts {
        let mut facts = Facts::default();
        facts.read(text);
        facts
    }

    #[test]
    fn one_number_has_many_spellings() {
        for (one, other) in [
            ("Ring 67 50 40 50.", "Ring 67504050"),
            ("10 000 kroner", "10.000 kroner"),
            ("10\u{a0}000", "10,000"),
            ("1,5 år", "1.5 years"),
            ("٦٧ ٥٠ ٤٠ ٥٠", "67 50 40 50"),
            ("۱۵", "15"),
            ("2018–2019", "2018-2019"),
        ] {
            assert_eq!(facts(one).numbers, facts(other).numbers, "{one} / {other}");
        }
        for (one, other) in [("1,5", "15"), ("67 50 40 50", "67 50 40 51"), ("12.5.2024", "12.6.2024")] {
            assert_ne!(facts(one).numbers, facts(other).numbers, "{one} / {other}");
        }
    }

    #[test]
    fn addresses_days_and_variables_are_facts() {
        let found =
            facts("Skriv til post@vik.example, se www.vik.example/a1. Onsdag i {{ town }}, 3 ganger.");
        assert_eq!(found.links.keys().collect::<Vec<_>>(), ["post@vik.example", "www.vik.example/a1"]);
        assert_eq!(found.days.keys().collect::<Vec<_>>(), ["onsdag"]);
        assert_eq!(found.variables.keys().collect::<Vec<_>>(), ["town"]);
        assert_eq!(found.numbers.keys().collect::<Vec<_>>(), ["3"], "digits of addresses are no numbers");
    }
}
