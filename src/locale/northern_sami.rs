//! Northern Sámi, for which ICU4X has no data.
//!
//! The names of months and the plural classes are those of the Unicode CLDR's `se` locale; the written form of a date
//! (`skábmamánu 1. b. 2019`, with the month in the genitive) is that of the Sámi Parliament of Norway.

/// The months in the nominative; the genitive ends in `mánu`.
const MONTHS: [&str; 12] = [
    "ođđajagemánnu",
    "guovvamánnu",
    "njukčamánnu",
    "cuoŋománnu",
    "miessemánnu",
    "geassemánnu",
    "suoidnemánnu",
    "borgemánnu",
    "čakčamánnu",
    "golggotmánnu",
    "skábmamánnu",
    "juovlamánnu",
];

/// Their short forms.
const SHORT: [&str; 12] =
    ["ođđj", "guov", "njuk", "cuo", "mies", "geas", "suoi", "borg", "čakč", "golg", "skáb", "juov"];

/// Whether a language tag is Northern Sámi's.
pub(super) fn is_tag(tag: &str) -> bool {
    tag == "se" || tag.starts_with("se-")
}

/// The name of a month, counted from 1.
pub(super) fn month(number: u8) -> Option<&'static str> {
    MONTHS.get(usize::from(number).checked_sub(1)?).copied()
}

/// Its short form.
pub(super) fn short_month(number: u8) -> Option<&'static str> {
    SHORT.get(usize::from(number).checked_sub(1)?).copied()
}

/// A day: `skábmamánu 1. b. 2019`.
pub(super) fn day(year: i32, number: u8, day: u8) -> Option<String> {
    let genitive = month(number)?.replace("mánnu", "mánu");
    Some(format!("{genitive} {day}. b. {year}"))
}

/// `one`, `two` or `other`.
pub(super) fn plural(count: u64) -> &'static str {
    match count {
        1 => "one",
        2 => "two",
        _ => "other",
    }
}
