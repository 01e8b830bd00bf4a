//! Words beside a number that say what it is.

/// Months in Norwegian and English. In other languages a day is known by the year after its month.
const MONTHS: &[&str] = &[
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
    "jan",
    "feb",
    "mar",
    "apr",
    "jun",
    "jul",
    "aug",
    "sep",
    "sept",
    "okt",
    "oct",
    "nov",
    "des",
    "dec",
];

/// What stands before the hour.
const CLOCKS: &[&str] = &["kl", "klokka", "klokken", "klokkeslett"];

/// What stands before a number that only says which one: a chapter, a page, a step.
const WHICH: &[&str] = &[
    "kapittel", "kapitel", "chapter", "side", "sida", "s", "page", "p", "steg", "trinn", "step", "del",
    "part", "punkt", "point", "nr", "nummer", "no", "number", "figur", "figure", "tabell", "table",
    "paragraf", "§",
];

/// What follows a sum of money or people, so that eight digits are no telephone number.
const UNITS: &[&str] =
    &["kr", "kroner", "nok", "euro", "dollar", "prosent", "per", "%", "mennesker", "people"];

fn among(list: &[&str], word: &str) -> bool {
    let word = word.trim_end_matches(['.', ',', ':']).to_lowercase();
    list.contains(&word.as_str())
}

pub(super) fn is_month(word: &str) -> bool {
    among(MONTHS, word)
}

pub(super) fn is_clock(word: &str) -> bool {
    among(CLOCKS, word)
}

pub(super) fn says_which(word: &str) -> bool {
    among(WHICH, word)
}

pub(super) fn is_unit(word: &str) -> bool {
    among(UNITS, word)
}

pub(super) fn is_half_of_day(word: &str) -> bool {
    among(&["am", "pm", "a.m", "p.m", "o’clock", "o'clock"], word)
}

/// What stands between a day and its month in English: `15th of May`.
pub(super) fn is_ordinal(word: &str) -> bool {
    matches!(word, "st" | "nd" | "rd" | "th" | "of")
}
