//! A text that states a number names where it is from (`G0510`). P13 and DESIGN §5: every number in a text has a source.
//!
//! Chapters of the handbook, examples and drafts go free. What is a date, a time, a year, a list's or heading's number, a
//! footnote's mark, a link, code or a name is no statement of a number; [`scan`] tells them apart.

use std::collections::HashSet;
use std::sync::OnceLock;

use super::Look;
use super::texts::Written;
use crate::diagnostic::{Diagnostic, Place, codes};
use crate::edition::Shown;
use crate::model::SourceId;

mod scan;
mod words;

/// The types whose texts state facts.
const TYPES: [&str; 5] = ["story", "news", "page", "company", "programme"];

/// The rule, ready to be asked of texts.
pub(super) struct Facts<'a> {
    look: Look<'a>,
    /// See [`names`].
    names: OnceLock<HashSet<(&'a str, &'a str)>>,
}

impl<'a> Facts<'a> {
    pub(super) fn new(look: &Look<'a>) -> Self {
        Self { look: *look, names: OnceLock::new() }
    }

    /// The first number of a text without sources, in the text itself or in its page's lead.
    pub(super) fn check(&self, written: Written<'_>, page: (&Shown, SourceId)) -> Option<Diagnostic> {
        let names = || self.names.get_or_init(|| names(&self.look));
        number(written, page, &|word, number| names().contains(&(word, number)))
    }
}

fn number(
    Written { file, text }: Written<'_>,
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
    if let Some((typed, lead)) = lead
        && let Some(found) = scan::first_number(lead, is_name)
    {
        return say(&lead[found], typed.place.clone());
    }
    let start = file.body_start?;
    let body = text.get(start..)?;
    let found = scan::first_number(body, is_name)?;
    let number = &body[found.clone()];
    say(number, Place::new(&file.path, start + found.start..start + found.end))
}

/// What entries are called, where there is a number in it, as the word before the number and the number.
fn names<'a>(look: &Look<'a>) -> HashSet<(&'a str, &'a str)> {
    let titles = look.texts().filter_map(|(_, _, shown)| shown.fields.text("title"));
    titles.flat_map(scan::in_name).filter(|(word, _)| !word.is_empty()).collect()
}
