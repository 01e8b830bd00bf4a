//! No file holds a national identity number or somebody's own telephone number: a mobile number, or one on the line
//! of the name of somebody who stands in `persons` (P06, P15).
//!
//! Looked for in every file of content as it is written, comments and hidden entries too: what lies in the project
//! lies in its history.

use std::ops::Range;

use super::Gate;
use super::digits::{Sequence, sequences};
use super::finder::{Finder, Words};
use crate::check::Look;
use crate::check::texts::Written;
use crate::diagnostic::{Diagnostic, Place, codes};
use crate::edition::consent::persons;
use crate::node::{Node, Value};
use crate::source::SourceFile;

/// Of the names of files that are no texts.
pub(super) fn in_names_of_files(gate: &Gate<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for file in gate.look.assets.iter().chain(gate.look.statics) {
        let name = file.to_string_lossy();
        if sequences(&name).iter().any(|sequence| identity(sequence).is_some()) {
            findings.push(Diagnostic::new(codes::IDENTITY_NUMBER).at(Place::file(file.clone())));
        }
    }
    findings
}

/// By what a telephone number is judged.
pub(super) struct Allowed {
    /// Those that are meant to be public.
    numbers: Vec<Vec<u8>>,
    /// Everybody some entry names.
    people: Option<Finder<()>>,
}

impl Allowed {
    pub(super) fn new(look: &Look<'_>) -> Self {
        Self { numbers: public_numbers(&look.config.privacy.public_contacts), people: people(look) }
    }
}

/// The last eight digits of each contact that is meant to be public.
fn public_numbers(contacts: &[String]) -> Vec<Vec<u8>> {
    let numbers = contacts.iter().filter(|contact| !contact.contains('@')).map(|contact| {
        let all = sequences(contact);
        let digits: Vec<u8> =
            all.iter().flat_map(|sequence| sequence.digits(0..sequence.groups.len())).collect();
        digits[digits.len().saturating_sub(8)..].to_vec()
    });
    numbers.filter(|digits| digits.len() == 8).collect()
}

/// Everybody some entry names, in office or not.
fn people(look: &Look<'_>) -> Option<Finder<()>> {
    let mut words = Words::new();
    let entries = look.model.layers.values().flat_map(|entries| entries.values());
    for original in entries.filter_map(|entry| entry.original()) {
        persons(&original.fields)
            .filter_map(|(_, person)| person.text("display_name"))
            .for_each(|name| words.name(name, ()));
    }
    words.finder()
}

/// Of a file as it is written.
pub(super) fn in_file(Written { file, text }: Written<'_>, allowed: &Allowed) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for sequence in sequences(text) {
        if let Some(span) = identity(&sequence) {
            findings.push(Diagnostic::new(codes::IDENTITY_NUMBER).at(Place::new(&file.path, span)));
            continue;
        }
        let Some((span, number)) = phone(text, &sequence) else { continue };
        if !allowed.numbers.contains(&number) && !is_amount(file, &span) {
            let mobile = matches!(number.first(), Some(4 | 9)).then_some(codes::PRIVATE_PHONE);
            let beside = || stands_beside(text, &span, allowed).then_some(codes::PERSONAL_PHONE);
            let code = mobile.or_else(beside);
            findings.extend(code.map(|code| Diagnostic::new(code).at(Place::new(&file.path, span))));
        }
    }
    findings
}

/// Whether a number is on the line of somebody's name.
fn stands_beside(text: &str, span: &Range<usize>, allowed: &Allowed) -> bool {
    let start = text[..span.start].rfind('\n').map_or(0, |at| at + 1);
    let end = text[span.end..].find('\n').map_or(text.len(), |at| span.end + at);
    allowed.people.as_ref().is_some_and(|people| !people.find(&text[start..end]).is_empty())
}

/// A field that is nothing but the bare number: an amount or a number in a register, not somebody's telephone.
fn is_amount(file: &SourceFile, span: &Range<usize>) -> bool {
    fn is_bare(node: &Node, span: &Range<usize>) -> bool {
        match &node.value {
            Value::Plain(_) => Range::from(node.span) == *span,
            Value::List(items) => items.iter().any(|item| is_bare(item, span)),
            Value::Table(pairs) => {
                pairs.iter().any(|pair| !NUMBERS.contains(&&*pair.key) && is_bare(&pair.value, span))
            }
            _ => false,
        }
    }
    /// Fields a site may add for telephones, where a bare number is just that.
    const NUMBERS: &[&str] = &["phone", "telephone", "mobile", "mobil", "telefon", "tlf"];
    is_bare(&file.front, span)
}

/// Where a sequence holds an identity number: eleven digits, in one or with the day of birth apart.
fn identity(sequence: &Sequence) -> Option<Range<usize>> {
    let groups = sequence.groups.len();
    let stretches = (0..groups).flat_map(|from| (from + 1..=groups.min(from + 4)).map(move |to| from..to));
    let mut fit = stretches.filter(|stretch| {
        matches!(*sequence.shape(stretch.clone()), [11] | [6, 5] | [6, 3, 2] | [2, 2, 2, 5] | [2, 2, 2, 3, 2])
    });
    fit.find(|stretch| is_identity_number(&sequence.digits(stretch.clone())))
        .map(|stretch| sequence.span(stretch))
}

/// Day and month are possible and both control digits right. A D-number adds 40 to the day; numbers for tests add 40,
/// 65 or 80 to the month.
fn is_identity_number(digits: &[u8]) -> bool {
    const FIRST: [u32; 9] = [3, 7, 6, 1, 8, 9, 4, 5, 2];
    const SECOND: [u32; 10] = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2];
    let control = |weights: &[u32]| {
        let sum: u32 = weights.iter().zip(digits).map(|(weight, digit)| weight * u32::from(*digit)).sum();
        (11 - sum % 11) % 11
    };
    let two = |at: usize| u32::from(digits[at]) * 10 + u32::from(digits[at + 1]);
    let possible = |number: u32, added: &[u32], most: u32| {
        added.iter().any(|added| number > *added && number - added <= most)
    };
    digits.len() == 11
        && possible(two(0), &[0, 40], 31)
        && possible(two(2), &[0, 40, 65, 80], 12)
        && control(&FIRST) == u32::from(digits[9])
        && control(&SECOND) == u32::from(digits[10])
}

/// A Norwegian telephone number at the end of a sequence: where, and its eight digits.
fn phone(text: &str, sequence: &Sequence) -> Option<(Range<usize>, Vec<u8>)> {
    let groups = sequence.groups.len();
    let plus = sequence.before == Some('+');
    if is_part_of_more(text, sequence) {
        return None;
    }
    (0..groups).find_map(|from| {
        let group = &sequence.groups[from];
        let apart =
            group.parted_by.is_none_or(char::is_whitespace) || from == 1 && is_country(sequence, plus);
        let digits = sequence.digits(from..groups);
        let number = match *sequence.shape(from..groups) {
            [8] | [3, 2, 3] | [2, 2, 2, 2] | [3, 3, 2] | [5, 3] if apart => digits,
            [4, 4] if apart && sequence.groups[from + 1].parted_by.is_some_and(char::is_whitespace) => digits,
            [10] if from == 0 && plus && digits.starts_with(&[4, 7]) => digits[2..].to_vec(),
            [12] if from == 0 && digits.starts_with(&[0, 0, 4, 7]) => digits[4..].to_vec(),
            _ => return None,
        };
        Some((sequence.span(from..groups), number))
    })
}

fn is_country(sequence: &Sequence, plus: bool) -> bool {
    let first = &sequence.groups[0].digits;
    plus && *first == [4, 7] || *first == [0, 0, 4, 7]
}

/// Part of an address, a file's name, a longer code or an amount.
fn is_part_of_more(text: &str, sequence: &Sequence) -> bool {
    let before = &text[..sequence.groups[0].span.start];
    let after = &text[sequence.end..];
    let joined = matches!(
        sequence.before,
        Some('/' | '=' | '#' | '&' | '_' | '-' | '.' | ',' | '@' | '$' | '€' | '£')
    ) || sequence.before.is_some_and(char::is_alphabetic);
    let mut next = after.chars();
    let runs_on = match next.next() {
        Some('.' | ',') => next.next().is_some_and(char::is_alphanumeric),
        Some(letter) => letter.is_alphabetic() || matches!(letter, '_' | '%' | '/' | '='),
        None => false,
    };
    // The words beside it are short; a line may be long.
    let unit: String = after.trim_start().chars().take(12).collect::<String>().to_lowercase();
    let price: Vec<char> = before.trim_end().chars().rev().take(12).collect();
    let price: String = price.into_iter().rev().collect::<String>().to_lowercase();
    let amount = ["kr", "nok", "million", "mill", "euro", "eur", "usd", "%", "prosent"];
    let named = ["kr", "kr.", "nok", "isbn", "issn", "isbn:", "issn:", "doi:", "konto", "kontonummer"];
    joined
        || runs_on
        || amount.iter().any(|word| unit.starts_with(word))
        || named.iter().any(|word| price.ends_with(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn phones(text: &str) -> Vec<String> {
        let sequences = sequences(text);
        let found = sequences.iter().filter_map(|sequence| phone(text, sequence));
        found.map(|(_, digits)| digits.iter().map(ToString::to_string).collect()).collect()
    }

    fn identities(text: &str) -> usize {
        sequences(text).iter().filter(|sequence| identity(sequence).is_some()).count()
    }

    /// A number with the right control digits for its nine first.
    fn number(nine: &str) -> Option<String> {
        (0..100).map(|two| format!("{nine}{two:02}")).find(|text| identities(text) == 1)
    }

    #[test]
    fn identity_numbers_are_told_from_other_numbers() {
        for start in ["010190", "410190", "014190", "018190", "016690", "310199"] {
            let found = (300..330).find_map(|rest| number(&format!("{start}{rest}"))).expect("one of thirty");
            let (day, rest) = found.split_at(6);
            for text in [
                format!("fnr {found}."),
                format!("{day} {rest}"),
                format!("{day}-{rest}"),
                format!("født {day}\u{a0}{rest},"),
            ] {
                assert_eq!(identities(&text), 1, "{text}");
            }
            let arabic: String =
                found.chars().filter_map(|digit| char::from_u32(0x660 + digit.to_digit(10)?)).collect();
            assert_eq!(identities(&arabic), 1, "{arabic}");
            let last = found.chars().next_back().and_then(|digit| digit.to_digit(10)).expect("a digit");
            assert_eq!(identities(&format!("{}{}", &found[..10], (last + 1) % 10)), 0, "{found}, one off");
        }
        for text in [
            "12345678901",
            "99999999999",
            "00000000000",
            "9788202123456",
            "1 234 567 890 123",
            "2026-05-17 12345",
        ] {
            assert_eq!(identities(text), 0, "{text}");
        }
    }

    #[test]
    fn telephone_numbers_as_people_write_them() {
        for text in [
            "91234567",
            "912 34 567",
            "91 23 45 67",
            "9123 4567",
            "912 345 67",
            "+47 912 34 567",
            "+4791234567",
            "+47 91234567",
            "0047 912 34 567",
            "004791234567",
            "(+47) 912 34 567",
            "tlf: 912-34-567",
            "912.34.567",
            "[ring](tel:+4791234567)",
            "Ring 91234567.",
            "i 2018 912 34 567",
            "mob. 912\u{a0}34\u{a0}567",
            "٩١٢٣٤٥٦٧",
            "٩١٢ ٣٤ ٥٦٧",
            "۹۱۲۳۴۵۶۷",
            "phone: \"912 34 567\"",
            "91234567, kveld",
        ] {
            assert_eq!(phones(text), ["91234567"], "{text}");
        }
    }

    #[test]
    fn a_country_s_code_is_no_part_of_the_number() {
        for text in ["+47 22 33 44 55", "0047 22 33 44 55", "22 33 44 55"] {
            assert_eq!(phones(text), ["22334455"], "{text}");
        }
        assert_eq!(phones("+47 00 00 00 00"), ["00000000"], "no mobile number");
    }

    #[test]
    fn other_numbers_are_no_telephones() {
        for text in [
            "912 345 678",
            "912345678 MVA",
            "978-82-02-41234-5",
            "978 82 02 41234 5",
            "ISBN 9788202412345",
            "45 000 000 kr",
            "45 000 000",
            "kr 45000000",
            "45000000 kroner",
            "2026-05-17",
            "17.05.2026",
            "4500-10-10",
            "https://example.com/91234567/",
            "?id=91234567",
            "IMG_91234567.jpg",
            "91234567.jpg",
            "a91234567",
            "912345678901234",
            "9012 34 56789",
            "465 av 1000",
            "40 %",
            "4838 Arendal, 9008 Tromsø",
            "ISSN 9123-4567",
            "48.858370, 9.294481",
            "1.91234567",
            "91,2 og 34567",
        ] {
            assert_eq!(phones(text), Vec::<String>::new(), "{text}");
        }
    }
}
