//! Errors for the browser: what the preview lays over a page while the newest edit does not build.

use std::path::Path;

use serde::Serialize;

use super::clean::clean;
use super::locate::{Files, Texts};
use super::words::Tongue;
use crate::diagnostic::{Diagnostic, Severity};
use crate::disk::Disk;

/// Shown in full; of the others only how many.
const IN_FULL: usize = 20;

/// What the overlay shows.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Overlay {
    /// Its heading: how many errors.
    pub heading: String,
    /// Says which state of the page is seen.
    pub note: &'static str,
    /// The words on its button.
    pub close: &'static str,
    /// The language of all these words.
    pub lang: &'static str,
    /// The first of the errors.
    pub problems: Vec<Problem>,
}

/// One error.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Problem {
    /// Its code.
    pub code: &'static str,
    /// What is wrong.
    pub message: String,
    /// `file:line:column`; empty where no file is to blame.
    pub place: String,
    /// The line in three pieces, the middle one to blame.
    pub quote: Option<[String; 3]>,
    /// How to mend it.
    pub hint: String,
}

/// The errors among findings; `None` where there are none.
pub fn overlay(disk: &dyn Disk, root: &Path, found: &[Diagnostic], tongue: Tongue) -> Option<Overlay> {
    let errors: Vec<&Diagnostic> =
        found.iter().filter(|finding| finding.severity() == Severity::Error).collect();
    if errors.is_empty() {
        return None;
    }
    let files = Files::new(disk, root);
    let texts = Texts::new(&files, Path::new(""));
    Some(Overlay {
        heading: tongue.count(errors.len(), super::words::Noun::Error),
        note: tongue.pick(
            "Er det denne siden feilen gjelder, vises den slik den var før. Denne ruten forsvinner når feilen er rettet.",
            "If the error is this page's, you see the page as it was before. This box goes away when the error is mended.",
        ),
        close: tongue.pick("Lukk", "Close"),
        lang: tongue.tag(),
        problems: errors.into_iter().take(IN_FULL).map(|finding| problem(&texts, finding, tongue)).collect(),
    })
}

fn problem(texts: &Texts, finding: &Diagnostic, tongue: Tongue) -> Problem {
    let place = finding.place.as_ref().map(|place| texts.locate(place));
    let quote = place.as_ref().and_then(|place| place.quote.as_ref()).map(|quote| {
        let (before, rest) = quote.text.split_at(quote.mark.start);
        let (marked, after) = rest.split_at(quote.mark.len());
        [before.to_owned(), marked.to_owned(), after.to_owned()]
    });
    Problem {
        code: finding.code.0,
        message: clean(&finding.message(tongue.tag())),
        place: place.map_or_else(String::new, |place| match place.start {
            Some((line, column)) => format!("{}:{line}:{column}", place.file),
            None => place.file,
        }),
        quote,
        hint: clean(&finding.hint(tongue.tag())),
    }
}
