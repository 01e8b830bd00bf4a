//! A translation with what changed in its original told at its place: a call of the theme's component `changed` behind
//! each block that the change touches, holding the original's block as it is now.

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use super::body::{Arg, Body, Component, Hole, HoleKind, Part};
use super::{Document, Features, Texts};
use crate::diagnostic::Span;
use crate::fingerprint::Fingerprinter;
use crate::locale::Lang;
use crate::source::SourceId;
use crate::text::{escaped, variable};

/// The component that tells of a change.
pub const CHANGED: &str = "changed";

/// How an item ends.
const ITEM_END: &str = "</li>\n";

/// A block at the top of a text: where it stands in the file and in the HTML. A site has hundreds of thousands, and no file
/// of four gigabytes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Top {
    span: Range<u32>,
    html: Range<u32>,
}

impl Top {
    pub(super) fn new(span: Span, html: Range<usize>) -> Self {
        Self { span: short(span.start..span.end), html: short(html) }
    }

    /// Where it stands in the file.
    pub(super) fn span(&self) -> Span {
        let Range { start, end } = long(&self.span);
        Span { start, end }
    }

    /// Where it stands in the HTML.
    pub(super) fn html(&self) -> Range<usize> {
        long(&self.html)
    }

    /// The same block, elsewhere in the HTML.
    pub(super) fn move_to(&mut self, html: Range<usize>) {
        self.html = short(html);
    }
}

fn short(range: Range<usize>) -> Range<u32> {
    let short = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    short(range.start)..short(range.end)
}

fn long(range: &Range<u32>) -> Range<usize> {
    range.start as usize..range.end as usize
}

/// What a page says of its original.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Outdated {
    /// How many of the original's blocks have changed since.
    pub changed: usize,
    /// How many it has.
    pub of: usize,
    /// Whether numbers, dates, addresses or the like are among what changed.
    pub facts: bool,
}

/// All there is to tell on a page.
#[derive(Clone, PartialEq, Debug)]
pub struct Marks {
    /// The original's language.
    pub lang: Lang,
    /// In numbers.
    pub outdated: Outdated,
    /// In the order of the original.
    pub list: Vec<Notice>,
}

/// One change to tell of.
#[derive(Clone, PartialEq, Debug)]
pub struct Notice {
    /// A byte in the translation's file, in the block behind which it is told; `None` for before all of them.
    pub behind: Option<usize>,
    /// `changed`, `added` or `removed`.
    pub kind: &'static str,
    /// Whether it is opened for the reader: facts changed, or what the author calls critical.
    pub open: bool,
    /// What the original says now.
    pub now: Option<Now>,
}

/// What the original says now.
#[derive(Clone, PartialEq, Debug)]
pub enum Now {
    /// A stretch of a file's text.
    Block(SourceId, usize),
    /// A field's words.
    Words(String),
}

/// The translation with its marks.
pub(super) fn marked(translation: &Document, marks: &Marks, texts: &Texts) -> Document {
    let mut print = Fingerprinter::new();
    print.fingerprint(translation.fingerprint).text(marks.lang.as_str());
    print.number(marks.outdated.changed as u64).number(marks.outdated.of as u64);
    let mut holes: Vec<(Spot, Hole)> = Vec::new();
    let mut told: Vec<(Spot, &Now)> = Vec::new();
    for mark in &marks.list {
        let at = place(translation, mark.behind);
        let now = mark.now.as_ref().map(|now| settled(now, texts));
        // Two items of one list are one list.
        let same = |hole: &Hole| now.as_ref().is_some_and(|now| holds(hole, now));
        if let Some((_, hole)) = holes.iter_mut().find(|(place, hole)| *place == at && same(hole)) {
            open(hole, mark.open);
            continue;
        }
        told.extend(mark.now.as_ref().map(|now| (at, now)));
        holes.push((at, hole(mark, now, &marks.lang, at.0)));
    }
    for (at, now) in &told {
        print.number(at.0 as u64);
        match now {
            Now::Words(words) => print.text(words),
            Now::Block(source, block) => {
                let document =
                    texts.file(*source).map(|(_, document)| document.fingerprint).unwrap_or_default();
                print.fingerprint(document).number(*block as u64)
            }
        };
    }
    for mark in &marks.list {
        print.text(mark.kind).number(u64::from(mark.open)).number(mark.behind.map_or(0, |at| at as u64 + 1));
    }
    holes.sort_by_key(|(at, _)| *at);
    let own = &translation.body.holes;
    let (mut all, mut from): (Vec<Hole>, usize) = (Vec::with_capacity(own.len() + holes.len()), 0);
    for ((at, within), hole) in holes {
        // What begins there stands behind it, what ends there before.
        let before = within || at == translation.body.html.len();
        let number = own.partition_point(|other| other.at < at || other.at == at && before);
        all.extend_from_slice(&own[from..number]);
        all.push(hole);
        from = number;
    }
    all.extend_from_slice(&own[from..]);
    let body = Body { html: translation.body.html.clone(), holes: all.into() };
    let features = Features::of(&body);
    let outdated = Some(marks.outdated.clone());
    Document { body, features, fingerprint: print.finish(), outdated, ..translation.clone() }
}

/// Where a change is told: a place in the HTML, and whether that is within a block.
type Spot = (usize, bool);

/// Behind the block that a byte of the file belongs to; within a list's item, at its end.
fn place(document: &Document, behind: Option<usize>) -> Spot {
    let Some(at) = behind else { return (0, false) };
    if let Some(item) = around(&document.items, at) {
        return (item.html().end.saturating_sub(ITEM_END.len()), true);
    }
    let number = document.tops.partition_point(|top| top.span().start <= at);
    let top = number.checked_sub(1).and_then(|number| document.tops.get(number));
    let end = document.notes_at.unwrap_or(document.body.html.len());
    (top.map_or(end, |top| top.html().end.min(end)), false)
}

/// The block around a byte of the file.
fn around(tops: &[Top], at: usize) -> Option<&Top> {
    let number = tops.partition_point(|top| top.span().start <= at);
    let top = number.checked_sub(1).and_then(|number| tops.get(number))?;
    (at < top.span().end.max(top.span().start + 1)).then_some(top)
}

/// What the original says now, as a body.
fn settled(now: &Now, texts: &Texts) -> (Arc<Path>, Body) {
    match now {
        Now::Words(text) => (Arc::from(Path::new("")), words(text)),
        Now::Block(source, at) => {
            let Some((file, document)) = texts.file(*source) else {
                return (Arc::from(Path::new("")), Body::default());
            };
            let top = around(&document.items, *at).or_else(|| around(&document.tops, *at));
            (file.clone(), top.map(|top| cut(&document.body, &top.html())).unwrap_or_default())
        }
    }
}

/// Words as a paragraph.
fn words(text: &str) -> Body {
    let (mut html, mut holes) = (String::from("<p>"), Vec::new());
    for piece in variable::pieces(text) {
        match piece {
            variable::Piece::Text(text) => html.push_str(&escaped(text)),
            variable::Piece::Variable(name) => {
                holes.push(Hole {
                    at: html.len(),
                    span: Span::default(),
                    kind: HoleKind::Variable(name.into()),
                });
            }
        }
    }
    html.push_str("</p>\n");
    Body { html: html.into(), holes: holes.into() }
}

/// A stretch of a body without what would stand on the page twice: marks of notes, and ids of headings.
fn cut(body: &Body, range: &Range<usize>) -> Body {
    let mut html = body.html().get(range.clone()).unwrap_or_default().to_owned();
    let inside = |hole: &&Hole| range.contains(&hole.at) && !matches!(hole.kind, HoleKind::Mark(_));
    let mut holes: Vec<Hole> = body
        .holes
        .iter()
        .filter(inside)
        .map(|hole| Hole { at: hole.at - range.start, ..hole.clone() })
        .collect();
    if html.starts_with("<h")
        && html.as_bytes().get(2).is_some_and(u8::is_ascii_digit)
        && let Some((open, close)) = html.find('>').zip(html.rfind("</h"))
    {
        const OPEN: &str = "<p><strong>";
        html = format!("{OPEN}{}</strong></p>\n", &html[open + 1..close]);
        holes.iter_mut().for_each(|hole| hole.at = (hole.at + OPEN.len()).saturating_sub(open + 1));
    }
    if html.trim_start().starts_with("<li") {
        const OPEN: &str = "<ul>\n";
        html = format!("{OPEN}{}</ul>\n", html);
        holes.iter_mut().for_each(|hole| hole.at += OPEN.len());
    }
    Body { html: html.into(), holes: holes.into() }
}

fn hole(mark: &Notice, now: Option<(Arc<Path>, Body)>, lang: &Lang, at: usize) -> Hole {
    let span = Span { start: mark.behind.unwrap_or_default(), end: mark.behind.unwrap_or_default() };
    let text = |name: &str, value: &str| (Box::from(name), Arg::Text(value.into()), span);
    let mut args = vec![text("kind", mark.kind), text("lang", lang.as_str()), text("dir", lang.direction())];
    if mark.open {
        args.push((Box::from("open"), Arg::Flag, span));
    }
    let body = now.map(|(file, body)| {
        let kind = HoleKind::Part(Box::new(Part { file, body, lang: Some(lang.clone()) }));
        Body { html: "".into(), holes: Box::new([Hole { at: 0, span, kind }]) }
    });
    Hole { at, span, kind: HoleKind::Component(Box::new(Component { name: CHANGED.into(), args, body })) }
}

/// Whether a mark's component holds this.
fn holds(hole: &Hole, now: &(Arc<Path>, Body)) -> bool {
    let HoleKind::Component(component) = &hole.kind else { return false };
    let inner = component.body.as_ref().and_then(|body| body.holes.first());
    matches!(inner.map(|hole| &hole.kind), Some(HoleKind::Part(part)) if part.file == now.0 && part.body == now.1)
}

fn open(hole: &mut Hole, open: bool) {
    if let HoleKind::Component(component) = &mut hole.kind
        && open
        && component.args.iter().all(|(name, ..)| &**name != "open")
    {
        component.args.push((Box::from("open"), Arg::Flag, hole.span));
    }
}
