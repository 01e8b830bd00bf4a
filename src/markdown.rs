//! One parse of one file's Markdown: HTML with typed holes, headings, anchors, and every finding.
//!
//! In: a file's text and its language. Out: a [`Document`], which belongs to the file and not to an edition:
//! whatever needs the site (links to entries, pictures, variables, components, alert titles) stays a [`Hole`]
//! that the view fills. The codes are G0601 to G0629.
//!
//! How it goes: `scan` looks once over the lines and finds what CommonMark does not know (directives,
//! conflict markers, variables, forbidden characters); directive lines are covered by thematic breaks of the
//! same length, so that one single parse sees the whole text, with its footnotes and reference definitions,
//! and every span still counts bytes of the file. `writer` turns pulldown-cmark's events into HTML.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Place, Span, codes};
use crate::fingerprint::{Fingerprint, Fingerprinter};

mod anchor;
mod block;
mod body;
mod code;
mod component;
mod directive;
mod escape;
mod feature;
mod footnote;
mod heading;
mod inline;
mod mark;
mod outline;
mod raw;
mod scan;
mod sections;
mod target;
mod texts;
#[cfg(test)]
mod tests;

mod weave;
mod writer;

pub use body::{Arg, Body, Component, Hole, HoleKind, Image, Mark, Part};
pub use escape::push_href;
pub use feature::{Feature, Features};
pub use mark::{CHANGED, Marks, Notice, Now, Outdated};
pub use outline::{Part as OutlinePart, outline};
pub use sections::{Operation, Word};
pub use target::{BadTarget, Link, Target, download_kind};
pub use texts::{Held, Texts, Weave};
pub use weave::Section;

/// What a parse needs.
pub struct Input<'a> {
    /// The whole file, with either kind of line break.
    pub text: &'a str,
    /// The byte where the Markdown begins, after the front matter.
    pub body_start: usize,
    /// The file, for the places of findings.
    pub file: &'a Arc<Path>,
    /// The file's language, a BCP 47 tag: it decides the quotation marks.
    pub lang: &'a str,
    /// What the text is.
    pub kind: Kind,
    /// Of the Markdown, as it is written.
    pub fingerprint: Fingerprint,
}

/// What a text is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// A whole page.
    Page,
    /// Sections that change a page of a lower layer.
    Sections,
}

/// What a parse gives.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Document {
    /// The text as HTML with holes.
    pub body: Body,
    /// The headings in order, those in components too.
    pub headings: Vec<Heading>,
    /// The ids in the text that are no heading's: footnotes, and those headings had before. See [`Document::anchors`].
    other_anchors: Box<[Box<str>]>,
    /// About how many words a reader meets; code not counted.
    pub words: usize,
    /// Links within the page: the ids they lead to, and where they stand.
    fragments: Vec<(Box<str>, Span)>,
    /// Where the footnotes begin in the HTML, if there are any.
    notes_at: Option<usize>,
    notes: Vec<footnote::WrittenNote>,
    /// The blocks at the top of the text; none where it stands together from several.
    tops: Box<[mark::Top]>,
    /// The items of lists among them.
    items: Box<[mark::Top]>,
    /// For a translation whose original has changed since.
    pub outdated: Option<Outdated>,
    /// What the text is made of.
    pub features: Features,
    /// Stands for the language and the Markdown as written: the same fingerprint gives the same document.
    pub fingerprint: Fingerprint,
}

impl Document {
    /// Every id in the text: headings, footnotes, and those headings had before.
    pub fn anchors(&self) -> impl Iterator<Item = &str> + Clone {
        let headings = self.headings.iter().map(|heading| &*heading.id);
        headings.chain(self.other_anchors.iter().map(|id| &**id))
    }
}

/// One heading.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Heading {
    /// 2 to 6.
    pub level: u8,
    /// Its id, unique in the document.
    pub id: Box<str>,
    /// Whether its author chose the id.
    chosen: bool,
    /// The title as inline HTML without links, notes and pictures. A variable stands as `{{ name }}`; braces
    /// from anything else are written as character references, so [`pieces`](crate::text::variable::pieces) finds the variables and nothing else.
    pub html: Box<str>,
    /// What it does to a page of a lower layer, in a file of sections.
    pub operation: Option<Box<Operation>>,
    /// Where it begins in the HTML, if a section of the page begins with it: not inside a component, a list or a quotation.
    at: Option<u32>,
    /// Where it stands.
    pub span: Span,
}

/// Parses a file's Markdown. The document is there whatever the findings say; with an error among them it is
/// not fit to be published.
pub fn parse(input: &Input<'_>) -> (Document, Vec<Diagnostic>) {
    let body_start = input.text.floor_char_boundary(input.body_start);
    let text = input.text.get(body_start..).unwrap_or_default();
    let parsed = guarded(input, || {
        let scan = scan::scan(text);
        if scan.too_deep.is_some() {
            return writer::refuse(input, body_start, &scan);
        }
        writer::write(input, body_start, &scan)
    });
    let (mut document, findings) = parsed;
    document.fingerprint = Fingerprinter::new().text(input.lang).fingerprint(input.fingerprint).finish();
    document.features = Features::of(&document.body);
    (document, findings)
}

/// A panic in the parser costs this page, never the run.
fn guarded(
    input: &Input<'_>,
    parse: impl FnOnce() -> (Document, Vec<Diagnostic>),
) -> (Document, Vec<Diagnostic>) {
    catch_unwind(AssertUnwindSafe(parse)).unwrap_or_else(|_| {
        let place = Place::new(input.file, Span::default());
        (Document::default(), vec![Diagnostic::new(codes::PARSER_BROKE).at(place)])
    })
}
