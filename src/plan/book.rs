//! A nested type as a book: one page with every chapter, and one file to carry away.

use std::sync::Arc;

use super::path::OutputPath;
use super::{EditionPlan, PageKind, address, claims::Claims};
use crate::edition::{Edition, Origin};
use crate::model::Role;
use crate::theme::Shape;

/// The templates of the page and of the file; a theme without them has no books.
pub(super) const PAGE: &str = "book.html";
const FILE: &str = "epub.html";

/// The chapters of a nested type that are in the reader's language.
#[derive(Debug)]
pub struct Book {
    /// Its page.
    pub page: usize,
    /// Its chapters in reading order, parts and all: those in the reader's language.
    pub chapters: Vec<usize>,
    /// How many there are on the site, whatever their language.
    pub of: usize,
    /// Where the book goes as one file, if the theme knows how such a file looks.
    pub file: Option<OutputPath>,
}

/// The chapters of a book in reading order, and the entry that introduces them; `None` where none is in the reader's language.
pub(super) fn chapters(
    edition: &Edition,
    plan: &EditionPlan,
    folder: &Arc<str>,
) -> Option<(Vec<usize>, Option<usize>)> {
    let own = |at: &usize| edition.shown[*at].origin != Origin::Fallback;
    let chapters: Vec<usize> = plan.orders[folder].items.iter().copied().filter(own).collect();
    let introduces = |at: &usize| edition.shown[*at].role == Role::Section;
    let index = edition.find(folder).filter(introduces).filter(own);
    (!chapters.is_empty()).then_some((chapters, index))
}

/// The kind of a book's page.
pub(super) fn kind(folder: &Arc<str>, index: Option<usize>) -> PageKind {
    PageKind::Book(folder.clone(), index)
}

/// Takes the address of a book's file: `handbok/handbok-nb.epub`.
pub(super) fn file(
    edition: &Edition,
    theme: &Shape,
    (base, route): (&str, &str),
    claims: &mut Claims<'_>,
) -> Option<OutputPath> {
    theme.has(FILE).then(|| claims.take(&format!("{base}{route}-{}.epub", edition.lang), None)).flatten()
}

/// The last part of the address of a book's page.
pub(super) fn word(edition: &Edition) -> &'static str {
    address::word("book", &edition.chain)
}
