//! Directives and alerts: bodies within bodies.

use pulldown_cmark::BlockQuoteKind;

use crate::diagnostic::{Span, codes};
use crate::spool::Spooled;

use super::body::{Arg, Body, Component, Hole, HoleKind};
use super::directive::{self, Directive};
use super::scan::{DEPTH_LIMIT, Line};
use super::writer::Writer;

/// A body that waits while one inside it is written.
pub(super) struct Frame {
    html: String,
    holes: Vec<Hole>,
    /// The depth at which the inner one was opened.
    depth: usize,
    span: Span,
    kind: FrameKind,
}

/// What the inner body is for.
pub(super) enum FrameKind {
    /// `:::name{…}`
    Container {
        /// How many colons close it.
        colons: usize,
        /// What becomes the component.
        name: Box<str>,
        /// Its arguments.
        args: Vec<(Box<str>, Arg, Span)>,
    },
    /// `> [!NOTE]`
    Alert(&'static str),
    /// `[^label]:`
    Note(Box<str>),
}

impl Frame {
    /// Whether it is a container whose inside ends when the block at `depth` ends.
    pub(super) fn is_container_at(&self, depth: usize) -> bool {
        self.depth >= depth && matches!(self.kind, FrameKind::Container { .. })
    }

    fn colons(&self) -> Option<usize> {
        match self.kind {
            FrameKind::Container { colons, .. } => Some(colons),
            _ => None,
        }
    }
}

/// HTML and holes as a body, without blank text at its end.
pub(super) fn body(mut html: String, holes: Vec<Hole>) -> Body {
    let text_end = html.trim_end().len();
    let last_hole = holes.last().map_or(0, |hole| hole.at);
    html.truncate(text_end.max(last_hole));
    // A copy of exactly that length: shrinking would keep the room that was there for growth.
    Body { html: Spooled::from(&*html), holes: holes.into_boxed_slice() }
}

impl Writer<'_> {
    /// Begins a body of its own.
    pub(super) fn push_frame(&mut self, kind: FrameKind, span: Span) {
        let html = std::mem::take(&mut self.html);
        let holes = std::mem::take(&mut self.holes);
        self.frames.push(Frame { html, holes, depth: self.depth, span, kind });
    }

    /// Ends the innermost body; what it was for, where it began, and the body.
    fn pop_frame(&mut self) -> Option<(FrameKind, Span, String, Vec<Hole>)> {
        let frame = self.frames.pop()?;
        let html = std::mem::replace(&mut self.html, frame.html);
        let holes = std::mem::replace(&mut self.holes, frame.holes);
        Some((frame.kind, frame.span, html, holes))
    }

    /// A directive's line.
    pub(super) fn directive(&mut self, line: Line) {
        let text = self.source.get(line.start..line.end).unwrap_or_default();
        let span = Span { start: line.start, end: line.end };
        let directive = match directive::read(text) {
            Ok(directive) => directive,
            Err(within) => {
                self.report(self.found(codes::DIRECTIVE_MALFORMED, within.shifted(line.start)));
                // A broken opener still opens: else its closer would be a second finding.
                let colons = text.len() - text.trim_start_matches(':').len();
                Directive { colons, name: "", args: Vec::new() }
            }
        };
        let name = Box::from(directive.name);
        let shift = |(key, arg, at): (Box<str>, Arg, Span)| (key, arg, at.shifted(line.start + self.base));
        let args = directive.args.into_iter().map(shift).collect();
        self.begin_block();
        if directive.colons == 2 {
            self.component(Component { name, args, body: None }, span);
        } else if self.frames.len() >= DEPTH_LIMIT {
            self.report_depth(span);
        } else {
            self.push_frame(FrameKind::Container { colons: directive.colons, name, args }, span);
        }
    }

    /// A line of colons.
    pub(super) fn closer(&mut self, line: Line) {
        let colons = line.end - line.start;
        let span = Span { start: line.start, end: line.end };
        let here = |frame: &Frame| frame.depth == self.depth && frame.colons().is_some();
        let candidates = self.frames.iter().rev().take_while(|frame| here(frame));
        let Some(above) = candidates.map(Frame::colons).position(|open| open == Some(colons)) else {
            self.report(self.found(codes::DIRECTIVE_STRAY, span).with("colons", ":".repeat(colons.min(20))));
            return;
        };
        (0..above).for_each(|_| self.unclosed_container());
        self.close_container();
    }

    fn close_container(&mut self) {
        if let Some((FrameKind::Container { name, args, .. }, span, html, holes)) = self.pop_frame() {
            let body = Some(body(html, holes));
            self.component(Component { name, args, body }, span);
        }
    }

    /// A container whose surroundings end before it does.
    pub(super) fn unclosed_container(&mut self) {
        if let Some((span, colons)) = self.frames.last().and_then(|frame| Some((frame.span, frame.colons()?)))
        {
            let finding =
                self.found(codes::DIRECTIVE_UNCLOSED, span).with("colons", ":".repeat(colons.min(20)));
            self.report(finding);
        }
        self.close_container();
    }

    fn component(&mut self, component: Component, span: Span) {
        self.gap = true;
        self.hole(HoleKind::Component(Box::new(component)), span);
        self.html.push('\n');
    }

    /// A quote of GitHub's kinds begins.
    pub(super) fn start_alert(&mut self, kind: BlockQuoteKind, span: Span) {
        let kind = match kind {
            BlockQuoteKind::Note => "note",
            BlockQuoteKind::Tip => "tip",
            BlockQuoteKind::Important => "important",
            BlockQuoteKind::Warning => "warning",
            BlockQuoteKind::Caution => "caution",
        };
        self.begin_block();
        self.push_frame(FrameKind::Alert(kind), span);
    }

    /// An alert or a note ends.
    pub(super) fn end_frame(&mut self) {
        match self.pop_frame() {
            Some((FrameKind::Alert(kind), span, html, holes)) => {
                let args = vec![("kind".into(), Arg::Text(kind.into()), span.shifted(self.base))];
                let body = Some(body(html, holes));
                self.component(Component { name: "alert".into(), args, body }, span);
            }
            Some((FrameKind::Note(label), span, html, holes)) => self.keep_note(label, span, html, holes),
            _ => {}
        }
    }
}
