//! Footnotes: numbered by their first mark, gathered at the end, each with its ways back.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::Range;

use crate::diagnostic::{Span, codes};

use super::body::{Hole, HoleKind, Mark};
use super::component::{self, FrameKind};
use super::writer::{NEAREST_LIMIT, Writer};

/// What stands around all notes.
pub(super) const NOTES: (&str, &str) = ("<div class=\"footnotes\"><ol>\n", "</ol></div>");

/// A note in the finished HTML, for a page that is put together anew.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct WrittenNote {
    /// Its number, from 1.
    pub(super) number: usize,
    /// Its text in the HTML, ways back left out.
    pub(super) text: Range<usize>,
    /// Where the ways back stand.
    pub(super) ending: Ending,
}

/// Where a note's ways back stand.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Ending {
    /// In its last paragraph, which is still open.
    InParagraph,
    /// In a paragraph of their own.
    AfterBlocks,
}

/// What stands before a note's text.
pub(super) fn note_start(number: usize) -> String {
    format!("<li id=\"fn-{number}\">")
}

/// What stands behind a note's text: its ways back.
pub(super) fn note_end(number: usize, count: usize, ending: Ending) -> String {
    let mut back = String::new();
    for nth in 1..=count {
        let id = Mark { note: number, nth }.id();
        let name = id.trim_start_matches("fnref-");
        let _ = write!(back, " <a class=\"fn-back\" href=\"#{id}\" aria-label=\"↩ {name}\">↩</a>");
    }
    match ending {
        Ending::InParagraph => format!("{back}</p></li>\n"),
        Ending::AfterBlocks => format!("<p>{}</p></li>\n", back.trim_start()),
    }
}

/// Longest label that is looked for behind `[^`.
const LABEL_LIMIT: usize = 100;

/// Marks and notes so far.
#[derive(Default)]
pub(super) struct Notes {
    /// By label in lower case: its number and how many marks refer to it.
    marks: BTreeMap<Box<str>, (usize, usize)>,
    /// By label in lower case.
    notes: BTreeMap<Box<str>, Note>,
    /// The last mark of the block.
    last: Option<Span>,
    /// Marks for which no note was found: label and place.
    missing: Vec<(Box<str>, Span)>,
}

struct Note {
    span: Span,
    html: String,
    holes: Vec<Hole>,
}

fn key(label: &str) -> Box<str> {
    label.to_lowercase().into_boxed_str()
}

impl Writer<'_> {
    /// `[^label]:` begins.
    pub(super) fn start_note(&mut self, label: &str, span: Span) {
        let line = self.source.get(span.start..span.end).unwrap_or_default();
        let end = span.start + line.find(']').map_or(line.len(), |at| at + 1);
        self.push_frame(FrameKind::Note(key(label)), Span { start: span.start, end });
    }

    /// A note is whole.
    pub(super) fn keep_note(&mut self, label: Box<str>, span: Span, html: String, holes: Vec<Hole>) {
        if let Some(first) = self.notes.notes.get(&label).map(|note| note.span) {
            let finding = self.found(codes::NOTE_TWICE, span).with("label", &label);
            self.report(finding.also(self.place(first)));
            return;
        }
        self.notes.notes.insert(label, Note { span, html, holes });
    }

    /// `[^label]` with a note somewhere.
    pub(super) fn note_mark(&mut self, label: &str, span: Span) {
        if self.alt.is_some() {
            return;
        }
        self.notes.last = Some(span);
        let next = self.notes.marks.len() + 1;
        let (number, count) = self.notes.marks.entry(key(label)).or_insert((next, 0));
        *count += 1;
        let mark = Mark { note: *number, nth: *count };
        self.hole(HoleKind::Mark(mark), span);
    }

    /// A block begins: no mark was met in it yet.
    pub(super) fn forget_mark(&mut self) {
        self.notes.last = None;
    }

    /// `](` as text behind a mark: the parser makes no link around marks, so the brackets would be published.
    pub(super) fn mark_in_link(&mut self) {
        if let Some(span) = self.notes.last.take() {
            let mark = self.source.get(span.start..span.end).unwrap_or_default().to_owned();
            self.report(self.found(codes::NOTE_IN_LINK, span).with("mark", mark));
        }
    }

    /// Text that begins with `[^`: a mark without its note, as pulldown-cmark leaves those.
    pub(super) fn missing_note(&mut self, start: usize) {
        let rest = self.source.get(start + 2..).unwrap_or_default();
        let rest = rest.get(..rest.floor_char_boundary(LABEL_LIMIT)).unwrap_or_default();
        let Some(end) = rest.find([']', '[', '\n']).filter(|end| *end > 0) else { return };
        let (label, rest) = rest.split_at(end);
        if rest.starts_with(']') && !label.contains([' ', '\t']) && label != "^" {
            let span = Span { start, end: start + 3 + end };
            self.notes.missing.push((label.into(), span));
        }
    }

    /// Writes the notes at the end, and says which marks and notes have no counterpart.
    pub(super) fn finish_notes(&mut self) {
        let notes = std::mem::take(&mut self.notes);
        for (number, (label, span)) in notes.missing.iter().enumerate() {
            let known = notes.notes.keys().map(AsRef::as_ref);
            let finding = self.found(codes::NOTE_MISSING, *span).with("label", label);
            // Every mark against every note would be quadratic.
            let near = number < NEAREST_LIMIT;
            self.report(if near { finding.nearest(&key(label), known) } else { finding });
        }
        let mut ordered: Vec<(usize, usize, Note)> = Vec::with_capacity(notes.marks.len());
        for (label, note) in notes.notes {
            match notes.marks.get(&label) {
                Some((number, count)) => ordered.push((*number, *count, note)),
                None => self.report(self.found(codes::NOTE_UNUSED, note.span).with("label", label)),
            }
        }
        ordered.sort_unstable_by_key(|(number, ..)| *number);
        if ordered.is_empty() {
            return;
        }
        self.begin_block();
        self.notes_at = Some(self.html.len());
        self.html.push_str(NOTES.0);
        for (number, count, note) in ordered {
            self.write_note(number, count, note);
        }
        self.html.push_str(NOTES.1);
    }

    fn write_note(&mut self, number: usize, count: usize, note: Note) {
        self.claim_note_id(format!("fn-{number}"), note.span);
        for nth in 1..=count {
            self.claim_note_id(Mark { note: number, nth }.id(), note.span);
        }
        self.html.push_str(&note_start(number));
        let start = self.html.len();
        let body = component::body(note.html, note.holes);
        let last_hole = body.holes.last().map_or(0, |hole| hole.at);
        let html = body.html();
        let open = html.strip_suffix("</p>").filter(|before| before.len() >= last_hole);
        self.html.push_str(open.unwrap_or(&html));
        let moved = body.holes.iter().map(|hole| Hole { at: hole.at + start, ..hole.clone() });
        self.holes.extend(moved);
        let text = start..self.html.len();
        let ending = if open.is_some() { Ending::InParagraph } else { Ending::AfterBlocks };
        self.html.push_str(&note_end(number, count, ending));
        self.written_notes.push(WrittenNote { number, text, ending });
    }

    fn claim_note_id(&mut self, id: String, span: Span) {
        if let Some(other) = self.anchors.insert(id.clone().into(), span) {
            let finding = self.found(codes::DUPLICATE_HEADING_ID, other).with("id", id);
            self.report(finding.also(self.place(span)));
        }
    }
}
