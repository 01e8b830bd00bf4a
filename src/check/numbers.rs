//! A text that states a number names where it is from (`G0510`). P13 and DESIGN §5: every number in a text has a source.
//!
//! Chapters of the handbook, examples and drafts go free. What is a date, a time, a year, a list's or heading's number, a
//! footnote's mark, a link, code or a name is no statement of a number; [`scan`] tells them apart.

use std::collections::HashSet;
use std::sync::LazyLock;

use rayon::prelude::*;

use super::Look;
use crate::diagnostic::{Diagnostic, Place, codes};
use crate::edition::Shown;
use crate::model::SourceId;

mod scan;
mod words;

/// The types whose texts state facts.
const TYPES: [&str; 5] = ["story", "news", "page", "company", "programme"];

pub(super) fn check(look: &Look<'_>) -> Vec<Diagnostic> {
    let names = LazyLock::new(|| names(look));
    let is_name = |word: &str, number: &str| names.contains(&(word, number));
    let written: Vec<(&Shown, SourceId)> =
        look.written().map(|(_, _, shown, source)| (shown, source)).collect();
    written.into_par_iter().filter_map(|text| number(look, text, &is_name)).collect()
}

/// The first number of a text without sources.
fn number(
    look: &Look<'_>,
    (shown, source): (&Shown, SourceId),
    is_name: &(dyn Fn(&str, &str) -> bool + Sync),
) -> Option<Diagnostic> {
    let fields = &shown.fields;
    let draft = fields.flag("draft") || matches!(fields.text("status"), Some("draft" | "review"));
    if !TYPES.contains(&&*shown.form.name) || draft || fields.flag("example") {
        return None;
    }
    if !fields.list("sources").is_empty() {
        return None;
    }
    let say = |number: &str, place| {
        let finding = Diagnostic::new(codes::NUMBER_WITHOUT_SOURCE).with("number", number);
        Some(finding.at(place))
    };
    let lead = fields.get("lead").zip(fields.text("lead")).filter(|_| source == shown.source);
    if let Some((typed, text)) = lead
        && let Some(found) = scan::first_number(text, is_name)
    {
        return say(&text[found], typed.place.clone());
    }
    let file = look.files.get(source)?;
    let start = file.body_start?;
    let body = file.text.get(start..)?;
    let found = scan::first_number(body, is_name)?;
    let number = &body[found.clone()];
    say(number, Place::new(&file.path, start + found.start..start + found.end))
}

/// What entries are called, where there is a number in it, as the word before the number and the number.
fn names<'a>(look: &Look<'a>) -> HashSet<(&'a str, &'a str)> {
    let titles = look.texts().filter_map(|(_, _, shown)| shown.fields.text("title"));
    titles.flat_map(scan::in_name).filter(|(word, _)| !word.is_empty()).collect()
}
