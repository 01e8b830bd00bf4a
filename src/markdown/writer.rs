//! The one pass over pulldown-cmark's events that writes the HTML. Here: what is open, and who handles what.

use std::collections::{BTreeSet, HashMap};

use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd};

use crate::diagnostic::{Code, Diagnostic, Place, Span, codes};
use crate::locale::Typography;

use super::body::{Hole, HoleKind};
use super::component::{self, Frame};
use super::footnote::{Notes, WrittenNote};
use super::heading::OpenHeading;
use super::inline::{Alt, OpenLink};
use super::mark::Top;
use super::scan::{DEPTH_LIMIT, LineKind, Scan};
use super::{Document, Heading, Input, Kind, block, raw};

/// What is switched on beyond CommonMark.
pub(super) const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_HEADING_ATTRIBUTES)
    .union(Options::ENABLE_DEFINITION_LIST)
    .union(Options::ENABLE_GFM)
    .union(Options::ENABLE_SMART_PUNCTUATION);

/// For how many findings of a kind the nearest name is looked up.
pub(super) const NEAREST_LIMIT: usize = 20;

/// Everything that is open while the events go by. All offsets count bytes of the Markdown, not of the file.
pub(super) struct Writer<'a> {
    pub(super) input: &'a Input<'a>,
    pub(super) base: usize,
    pub(super) source: &'a str,
    pub(super) scan: &'a Scan<'a>,
    pub(super) typography: Typography,
    /// The body being written now; those around it wait in `frames`.
    pub(super) html: String,
    pub(super) holes: Vec<Hole>,
    pub(super) frames: Vec<Frame>,
    /// Open blocks and spans.
    pub(super) depth: usize,
    pub(super) too_deep: bool,
    pub(super) findings: Vec<Diagnostic>,
    pub(super) words: usize,
    /// Whether the next letter begins a word.
    pub(super) gap: bool,
    /// The next of the scan's variables.
    pub(super) next_variable: usize,
    /// Text before this was part of a variable.
    pub(super) skip_until: usize,
    /// Which of the scan's lines turned up as blocks, code or comments.
    pub(super) met: Vec<bool>,
    pub(super) live_conflicts: Vec<usize>,
    pub(super) blocks: block::Blocks,
    pub(super) links: Vec<OpenLink>,
    pub(super) alt: Option<Alt>,
    pub(super) heading: Option<OpenHeading>,
    pub(super) headings: Vec<Heading>,
    pub(super) last_level: u8,
    pub(super) anchors: HashMap<Box<str>, Span>,
    pub(super) counters: HashMap<Box<str>, usize>,
    pub(super) fragments: Vec<(Box<str>, Span)>,
    pub(super) notes: Notes,
    /// Where the notes begin in the HTML, and each of them.
    pub(super) notes_at: Option<usize>,
    pub(super) written_notes: Vec<WrittenNote>,
    pub(super) raw: Vec<raw::OpenTag>,
    /// The blocks at the top of the text, the items of lists there, and where the open ones began.
    pub(super) tops: Vec<Top>,
    pub(super) items: Vec<Top>,
    open_tops: [Option<(usize, usize)>; 2],
}

/// Parses and writes a whole document.
pub(super) fn write<'a>(
    input: &'a Input<'a>,
    base: usize,
    scan: &'a Scan<'a>,
) -> (Document, Vec<Diagnostic>) {
    let mut writer = Writer::new(input, base, scan);
    writer.report_forbidden();
    for (event, range) in Parser::new_ext(&scan.masked, OPTIONS).into_offset_iter() {
        writer.event(event, range.into());
    }
    writer.finish()
}

/// The answer for a text that must not be parsed.
pub(super) fn refuse<'a>(
    input: &'a Input<'a>,
    base: usize,
    scan: &'a Scan<'a>,
) -> (Document, Vec<Diagnostic>) {
    let mut writer = Writer::new(input, base, scan);
    writer.report_forbidden();
    if let Some((start, end)) = scan.too_deep {
        writer.report_depth(Span { start, end: end.min(start + 40) });
    }
    (Document::default(), writer.findings)
}

impl<'a> Writer<'a> {
    fn new(input: &'a Input<'a>, base: usize, scan: &'a Scan<'a>) -> Self {
        let source = input.text.get(base..).unwrap_or_default();
        Self {
            input,
            base,
            source,
            scan,
            typography: Typography::of(input.lang),
            html: String::with_capacity(source.len() + source.len() / 4),
            holes: Vec::new(),
            frames: Vec::new(),
            depth: 0,
            too_deep: false,
            findings: Vec::new(),
            words: 0,
            gap: true,
            next_variable: 0,
            skip_until: 0,
            met: vec![false; scan.lines.len()],
            live_conflicts: Vec::new(),
            blocks: block::Blocks::default(),
            links: Vec::new(),
            alt: None,
            heading: None,
            headings: Vec::new(),
            last_level: 1,
            anchors: HashMap::new(),
            counters: HashMap::new(),
            fragments: Vec::new(),
            notes: Notes::default(),
            notes_at: None,
            written_notes: Vec::new(),
            raw: Vec::new(),
            tops: Vec::new(),
            items: Vec::new(),
            open_tops: [None; 2],
        }
    }

    fn event(&mut self, event: Event<'_>, span: Span) {
        // What stands at the top of the text, and the items of lists there.
        let free = self.frames.is_empty();
        let begins = match self.depth {
            0 => free,
            1 => free && matches!(event, Event::Start(Tag::Item)),
            _ => false,
        };
        if begins {
            self.open_tops[self.depth.min(1)] = Some((span.start, self.html.len()));
        }
        let item = matches!(event, Event::End(TagEnd::Item));
        self.read(event, span);
        let ends = self.frames.is_empty() && (self.depth == 0 || self.depth == 1 && item);
        if ends
            && let Some((start, html)) = self.open_tops[self.depth].take()
            && self.html.len() > html
        {
            let top = Top::new(Span { start, end: span.end }, html..self.html.len());
            if item { self.items.push(top) } else { self.tops.push(top) }
        }
    }

    fn read(&mut self, event: Event<'_>, span: Span) {
        match event {
            Event::Start(tag) => {
                self.depth += 1;
                if self.depth > DEPTH_LIMIT {
                    self.report_depth(span);
                } else {
                    self.start(tag, span);
                }
            }
            Event::End(tag) => {
                if self.depth <= DEPTH_LIMIT {
                    self.close_below();
                    self.end(tag, span);
                }
                self.depth = self.depth.saturating_sub(1);
            }
            _ if self.depth > DEPTH_LIMIT => {}
            Event::Text(text) => self.text_event(&text, span),
            Event::Code(text) => self.code_span(&text),
            Event::SoftBreak => self.line_break(false),
            Event::HardBreak => self.line_break(true),
            Event::Rule => self.rule(span),
            Event::InlineHtml(html) => self.raw_inline(&html, span),
            Event::Html(html) => self.blocks.raw.push_str(&html),
            Event::FootnoteReference(label) => self.note_mark(&label, span),
            Event::TaskListMarker(done) => self.task_marker(done),
            // Mathematics is not switched on.
            Event::InlineMath(_) | Event::DisplayMath(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>, span: Span) {
        if self.alt.is_some() {
            return;
        }
        match tag {
            Tag::Emphasis => self.html.push_str("<em>"),
            Tag::Strong => self.html.push_str("<strong>"),
            Tag::Strikethrough => self.html.push_str("<del>"),
            Tag::Link { link_type, dest_url, title, .. } => {
                self.start_link(link_type, &dest_url, &title, span)
            }
            Tag::Image { dest_url, title, .. } => self.start_image(&dest_url, &title, span),
            Tag::Heading { level, id, classes, attrs } => {
                let attributes = (id.as_deref(), classes.iter().map(CowStr::as_ref).collect(), attrs.first());
                let other = attributes.2.map(|(key, _)| key.to_string());
                self.start_heading(level as u8, span);
                self.heading_attributes(attributes.0, attributes.1, other, span);
            }
            tag => self.start_block(tag, span),
        }
    }

    fn end(&mut self, tag: TagEnd, span: Span) {
        if self.alt.is_some() {
            if tag == TagEnd::Image {
                self.end_image(span);
            }
            return;
        }
        match tag {
            TagEnd::Emphasis => self.html.push_str("</em>"),
            TagEnd::Strong => self.html.push_str("</strong>"),
            TagEnd::Strikethrough => self.html.push_str("</del>"),
            TagEnd::Link => self.end_link(span),
            TagEnd::Heading(level) => self.end_heading(level as u8),
            tag => self.end_block(tag, span),
        }
    }

    /// Closes what was opened inside the block that ends now: raw tags and containers.
    fn close_below(&mut self) {
        while self.raw.last().is_some_and(|open| open.depth >= self.depth) {
            self.unclosed_tag();
        }
        while self.frames.last().is_some_and(|frame| frame.is_container_at(self.depth)) {
            self.unclosed_container();
        }
    }

    /// A thematic break, or a line of ours that one stands for.
    fn rule(&mut self, span: Span) {
        let line = self.scan.lines.binary_search_by_key(&span.start, |line| line.start).ok();
        let Some((number, line)) = line.and_then(|number| Some((number, *self.scan.lines.get(number)?)))
        else {
            self.begin_block();
            self.html.push_str("<hr>\n");
            return;
        };
        self.meet(number);
        match line.kind {
            LineKind::Directive => self.directive(line),
            LineKind::Closer => self.closer(line),
            _ => self.live_conflicts.push(number),
        }
    }

    fn meet(&mut self, number: usize) {
        if let Some(met) = self.met.get_mut(number) {
            *met = true;
        }
    }

    /// Lines within a span are code or a comment, and so mean nothing.
    pub(super) fn meet_all(&mut self, span: Span) {
        let from = self.scan.lines.partition_point(|line| line.start < span.start);
        let to = self.scan.lines.partition_point(|line| line.start < span.end);
        (from..to).for_each(|number| self.meet(number));
    }

    pub(super) fn hole(&mut self, kind: HoleKind, span: Span) {
        self.holes.push(Hole { at: self.html.len(), span: span.shifted(self.base), kind });
    }

    pub(super) fn place(&self, span: Span) -> Place {
        Place::new(self.input.file, span.shifted(self.base))
    }

    pub(super) fn found(&self, code: Code, span: Span) -> Diagnostic {
        Diagnostic::new(code).at(self.place(span))
    }

    pub(super) fn report(&mut self, finding: Diagnostic) {
        self.findings.push(finding);
    }

    pub(super) fn report_depth(&mut self, span: Span) {
        if !self.too_deep {
            self.too_deep = true;
            let span = Span { start: span.start, end: span.end.min(span.start + 40) };
            self.report(self.found(codes::NESTED_TOO_DEEP, span).with("limit", DEPTH_LIMIT));
        }
    }

    fn report_forbidden(&mut self) {
        for (at, letter) in &self.scan.forbidden {
            let span = Span { start: *at, end: at + letter.len_utf8() };
            let point = format!("U+{:04X}", u32::from(*letter));
            self.report(self.found(codes::FORBIDDEN_CHARACTER, span).with("point", point));
        }
    }

    fn finish(mut self) -> (Document, Vec<Diagnostic>) {
        self.depth = 0;
        self.close_below();
        self.finish_notes();
        self.check_fragments();
        self.report_conflicts();
        self.report_unmet();
        let holes = std::mem::take(&mut self.holes);
        let html = std::mem::take(&mut self.html);
        let base = self.base;
        // Documents stay until the last page is written: nothing is kept for growth.
        self.headings.shrink_to_fit();
        let fragments = self.fragments.into_iter().map(|(id, span)| (id, span.shifted(base)));
        for heading in &self.headings {
            self.anchors.remove(&heading.id);
        }
        let other_anchors: BTreeSet<Box<str>> = self.anchors.into_keys().collect();
        let body = component::body(html, holes);
        let end = body.html.len();
        let document = Document {
            body,
            headings: self.headings,
            other_anchors: other_anchors.into_iter().collect(),
            words: self.words,
            fragments: fragments.collect(),
            notes_at: self.notes_at,
            notes: self.written_notes,
            tops: shifted(&self.tops, base, end),
            items: shifted(&self.items, base, end),
            outdated: None,
            features: Default::default(),
            fingerprint: Default::default(),
        };
        (document, self.findings)
    }

    /// Links within the page. Those of a town's sections may lead to what another layer has: they are looked at when the
    /// page stands together.
    fn check_fragments(&mut self) {
        if self.input.kind == Kind::Sections {
            return;
        }
        let unknown = self.fragments.iter().filter(|(id, _)| !self.anchors.contains_key(id));
        let unknown: Vec<(Box<str>, Span)> = unknown.cloned().collect();
        for (number, (id, span)) in unknown.iter().enumerate() {
            let known = self.anchors.keys().map(AsRef::as_ref);
            let finding = self.found(codes::UNKNOWN_ANCHOR, *span).with("id", id);
            self.report(if number < NEAREST_LIMIT { finding.nearest(id, known) } else { finding });
        }
    }

    /// One finding for each conflict, with all its lines.
    fn report_conflicts(&mut self) {
        let numbers = std::mem::take(&mut self.live_conflicts);
        let mut groups: Vec<Vec<Span>> = Vec::new();
        let mut open = false;
        for line in numbers.into_iter().filter_map(|number| self.scan.lines.get(number)) {
            let span = Span { start: line.start, end: line.end };
            match groups.last_mut() {
                Some(group) if open && line.kind != LineKind::ConflictOpens => group.push(span),
                _ => groups.push(vec![span]),
            }
            open = line.kind != LineKind::ConflictEnds;
        }
        // Counting lines from the file's beginning for each of many would be quadratic.
        for group in groups.into_iter().take(100) {
            let line =
                |span: &Span| crate::text::line_column(self.input.text, span.start + self.base).0.to_string();
            let lines: Vec<String> = group.iter().map(line).collect();
            let Some((first, further)) = group.split_first() else { continue };
            let finding = self.found(codes::CONFLICT_MARKER, *first).with("lines", lines.join(", "));
            let finding = further.iter().fold(finding, |finding, span| finding.also(self.place(*span)));
            self.report(finding);
        }
    }

    /// A line of ours that became part of something else would be lost in silence.
    fn report_unmet(&mut self) {
        let unmet = self.scan.lines.iter().zip(&self.met).filter(|(_, met)| !**met);
        let spans: Vec<Span> = unmet.map(|(line, _)| Span { start: line.start, end: line.end }).collect();
        if self.too_deep {
            return;
        }
        for span in spans {
            self.report(self.found(codes::DIRECTIVE_MISPLACED, span));
        }
    }
}

/// Blocks as the file counts them, in HTML that ends at `end`.
fn shifted(tops: &[Top], base: usize, end: usize) -> Box<[Top]> {
    let html = |top: &Top| top.html().start..top.html().end.min(end);
    tops.iter().map(|top| Top::new(top.span().shifted(base), html(top))).collect()
}
