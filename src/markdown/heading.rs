//! Headings: levels, ids, and the titles that tables of contents show.

use std::ops::Range;

use crate::diagnostic::{Span, codes};

use super::body::HoleKind;
use super::sections::{Operation, Word};
use super::writer::Writer;
use super::{Heading, Kind};

/// A heading that is being written.
pub(super) struct OpenHeading {
    start: usize,
    holes: usize,
    span: Span,
    /// Its text so far, with variables' names.
    pub(super) text: String,
    id: Option<Box<str>>,
    operation: Option<Operation>,
    /// What of the HTML a table of contents leaves out.
    cuts: Vec<Range<usize>>,
}

impl Writer<'_> {
    /// A heading begins.
    pub(super) fn start_heading(&mut self, level: u8, span: Span) {
        self.begin_block();
        let line = self.source.get(span.start..span.end).unwrap_or_default().trim_end();
        let span = Span { start: span.start, end: span.start + line.len() };
        // A town's section has the level of the one it stands for, whatever stands before it in the town's file.
        let free = self.input.kind == Kind::Sections && Word::in_line(line).is_some();
        if level == 1 {
            self.report(self.found(codes::HEADING_ONE, span));
        } else if !free && level > self.last_level + 1 {
            let wanted = "#".repeat(usize::from(self.last_level) + 1);
            let finding = self.found(codes::HEADING_SKIPS, span).with("level", level);
            self.report(finding.with("wanted", wanted));
        }
        self.last_level = level;
        self.heading = Some(OpenHeading {
            start: self.html.len(),
            holes: self.holes.len(),
            span,
            text: String::new(),
            id: None,
            operation: None,
            cuts: Vec::new(),
        });
        self.html.push_str(tags(level).0);
    }

    /// What stands in braces behind the title.
    pub(super) fn heading_attributes(
        &mut self,
        id: Option<&str>,
        classes: Vec<&str>,
        other: Option<String>,
        span: Span,
    ) {
        let span = self.heading.as_ref().map_or(span, |heading| heading.span);
        if let Some(other) = other {
            self.report(self.found(codes::HEADING_ATTRIBUTE, span).with("attribute", other));
        }
        let good = |id: &str| id.chars().all(|letter| letter.is_alphanumeric() || "-_.".contains(letter));
        if let Some(bad) = id.filter(|id| !good(id)) {
            self.report(self.found(codes::BAD_HEADING_ID, span).with("id", bad));
        }
        let good: Option<Box<str>> = id.filter(|id| good(id)).map(Box::from);
        let word =
            classes.iter().find_map(|class| Word::parse(class)).filter(|_| self.input.kind == Kind::Sections);
        let Some(heading) = &mut self.heading else { return };
        match (word, good) {
            // What stands before, behind or for nothing has an id of its own.
            (Some(word), Some(target)) => {
                heading.id = (word == Word::Replace).then(|| target.clone());
                heading.operation = Some(Operation { word, target });
            }
            (_, id) => heading.id = id,
        }
    }

    /// What was written since `start` does not belong in a table of contents.
    pub(super) fn heading_cut(&mut self, start: usize) {
        if let Some(heading) = &mut self.heading {
            heading.cuts.push(start..self.html.len());
        }
    }

    /// A heading ends: now its id is known.
    pub(super) fn end_heading(&mut self, level: u8) {
        let Some(heading) = self.heading.take() else { return };
        let (open, close) = tags(level);
        if heading.text.trim().is_empty() {
            self.report(self.found(codes::EMPTY_HEADING, heading.span));
        }
        let html = self.heading_title(&heading, heading.start + open.len());
        let id = match &heading.id {
            Some(id) => self.claim_id(id.clone(), heading.span),
            None => self.free_id(&heading.text, heading.span),
        };
        let mut attribute = String::with_capacity(id.len() + 6);
        attribute.push_str(" id=\"");
        super::escape::attribute(&id, &mut attribute);
        attribute.push('"');
        self.html.insert_str(heading.start + open.len() - 1, &attribute);
        for hole in self.holes.iter_mut().skip(heading.holes) {
            hole.at += attribute.len();
        }
        self.html.push_str(close);
        let span = heading.span.shifted(self.base);
        let top = self.depth == 1 && self.frames.is_empty() && self.raw.is_empty();
        let at = top.then(|| u32::try_from(heading.start).ok()).flatten();
        let operation = heading.operation.map(Box::new);
        let chosen = heading.id.is_some();
        self.headings.push(Heading { level, id, chosen, html: html.into(), operation, at, span });
        self.gap = true;
    }

    /// The title's HTML without links, notes and pictures, with variables as they were written.
    fn heading_title(&self, heading: &OpenHeading, start: usize) -> String {
        let mut title = String::with_capacity(self.html.len() - start);
        let mut cuts = heading.cuts.iter().peekable();
        let holes = self.holes.iter().skip(heading.holes);
        let mut names = holes
            .filter_map(|hole| match &hole.kind {
                HoleKind::Variable(name) => Some((hole.at, name)),
                _ => None,
            })
            .peekable();
        let mut at = start;
        loop {
            while let Some((_, name)) = names.next_if(|(hole, _)| *hole <= at) {
                title.extend(["{{ ", name, " }}"]);
            }
            if let Some(cut) = cuts.next_if(|cut| cut.start <= at) {
                at = at.max(cut.end);
                continue;
            }
            if at >= self.html.len() {
                title.truncate(title.trim_end().len());
                return title;
            }
            let cut = cuts.peek().map_or(self.html.len(), |cut| cut.start);
            let stop = names.peek().map_or(cut, |(hole, _)| cut.min(*hole));
            let piece = self.html.get(at..stop).unwrap_or_default();
            // Braces that are no variable must not look like one.
            if piece.contains("{{") {
                title.push_str(&piece.replace('{', "&#123;"));
            } else {
                title.push_str(piece);
            }
            at = stop;
        }
    }

    /// An id someone chose.
    fn claim_id(&mut self, id: Box<str>, span: Span) -> Box<str> {
        if let Some(first) = self.anchors.get(&id).copied() {
            let finding = self.found(codes::DUPLICATE_HEADING_ID, span).with("id", &id);
            self.report(finding.also(self.place(first)));
        } else {
            self.anchors.insert(id.clone(), span);
        }
        id
    }

    /// An id made from the title: `kontakt`, `kontakt-2`, `kontakt-3`.
    fn free_id(&mut self, title: &str, span: Span) -> Box<str> {
        let mut slug = crate::text::slug(title);
        // Notes have ids of this form.
        if slug.is_empty() || slug.starts_with("fn-") || slug.starts_with("fnref-") {
            slug.insert_str(0, if slug.is_empty() { "section" } else { "section-" });
        }
        let mut id: Box<str> = slug.as_str().into();
        while self.anchors.contains_key(&id) {
            let counter = self.counters.entry(slug.as_str().into()).or_insert(1);
            *counter += 1;
            id = format!("{slug}-{counter}").into();
        }
        self.anchors.insert(id.clone(), span);
        id
    }
}

/// The page's title is the only `h1`: a heading of that level is an error, and written as an `h2`.
fn tags(level: u8) -> (&'static str, &'static str) {
    match level {
        3 => ("<h3>", "</h3>\n"),
        4 => ("<h4>", "</h4>\n"),
        5 => ("<h5>", "</h5>\n"),
        6 => ("<h6>", "</h6>\n"),
        _ => ("<h2>", "</h2>\n"),
    }
}
