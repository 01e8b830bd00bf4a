//! Where somebody comes from is told only within `origin` (P02): what `persons` says of it, and the names of countries
//! and their people in Norwegian and English. Other languages have no list; docs/privacy.md says so.

use std::sync::LazyLock;

use super::finder::{Endings, Finder, Words};
use super::pieces::pieces;
use super::{Gate, Text};
use crate::check::texts::Written;
use crate::diagnostic::{Diagnostic, codes};
use crate::edition::consent::{Scope, covers, private_persons};

const ORIGINS: &str = include_str!("origins.txt");

static NORWEGIAN: LazyLock<Option<Finder<()>>> = LazyLock::new(|| listed(|norwegian, _| norwegian));
static ENGLISH: LazyLock<Option<Finder<()>>> = LazyLock::new(|| listed(|_, english| english));

pub(super) fn check(gate: &Gate<'_>) -> Vec<Diagnostic> {
    let guarded = gate.texts.iter().filter(|text| {
        let fields = &text.shown.fields;
        fields.object("consent").is_some() && !covers(fields, Scope::Origin)
    });
    guarded.flat_map(in_text).collect()
}

fn in_text(text: &Text<'_>) -> Vec<Diagnostic> {
    let own = own(text);
    let finders = match text.shown.lang.as_str() {
        "nb" | "nn" | "no" => vec![&*NORWEGIAN],
        // `Island` is Iceland in Norwegian and not in English.
        "en" => vec![&*ENGLISH],
        _ => vec![&*NORWEGIAN, &*ENGLISH],
    };
    let mut findings = Vec::new();
    let whole = text.file.text();
    for piece in pieces(Written { file: text.file, text: &whole }) {
        let found =
            finders.iter().copied().chain([&own]).flatten().flat_map(|finder| finder.find(piece.text));
        findings
            .extend(found.map(|(span, ())| Diagnostic::new(codes::ORIGIN_NOT_COVERED).at(piece.place(span))));
    }
    findings.dedup();
    findings
}

/// What the entry itself says of origins.
fn own(text: &Text<'_>) -> Option<Finder<()>> {
    let mut words = Words::new();
    for origin in private_persons(&text.shown.fields).filter_map(|(_, person)| person.text("origin")) {
        words.word(origin, (), Endings::Inflected);
    }
    words.finder()
}

fn listed(of: impl Fn(&'static str, &'static str) -> &'static str) -> Option<Finder<()>> {
    let mut words = Words::new();
    for line in ORIGINS.lines().filter(|line| !line.starts_with('#')) {
        let (norwegian, english) = line.split_once('|').unwrap_or((line, ""));
        for word in of(norwegian, english).split_whitespace() {
            words.word(word, (), Endings::Inflected);
        }
    }
    words.finder()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(finder: &LazyLock<Option<Finder<()>>>, text: &str) -> Vec<String> {
        let finder = finder.as_ref().expect("the list has words");
        finder.find(text).into_iter().map(|(span, ())| text[span].to_owned()).collect()
    }

    #[test]
    fn countries_and_their_people() {
        for text in [
            "Syria",
            "Syrias",
            "syrer",
            "Syreren",
            "syrerne",
            "syriske",
            "syrar",
            "Sri Lanka",
            "Sør-Sudan",
            "polakker",
            "FRA-IRAK",
        ] {
            assert!(!found(&NORWEGIAN, &format!("Hun er {text}.")).is_empty(), "{text}");
        }
        for text in ["Syria", "Syrian", "Syrians", "Syria's", "South Africa", "Turkey", "Poles"] {
            assert!(!found(&ENGLISH, &format!("She is {text}.")).is_empty(), "{text}");
        }
    }

    #[test]
    fn other_words_are_no_countries() {
        for text in [
            "Norge",
            "norsk",
            "finne jobb",
            "engelsk",
            "syre",
            "irritert",
            "jordnær",
            "japp",
            "en indeks",
            "serberi",
            "mali",
            "togo",
        ] {
            assert_eq!(found(&NORWEGIAN, text), Vec::<String>::new(), "{text}");
        }
        for text in ["Norway", "Norwegian", "an island", "a turkey", "polish the floor", "English", "china"] {
            assert_eq!(found(&ENGLISH, text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn the_list_is_whole() {
        for line in ORIGINS.lines().filter(|line| !line.starts_with('#')) {
            let (norwegian, english) = line.split_once(" | ").unwrap_or_else(|| panic!("{line}"));
            assert!(!norwegian.trim().is_empty() && !english.trim().is_empty(), "{line}");
        }
    }
}
