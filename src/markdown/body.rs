//! [`Body`]: HTML with typed holes, as one string and offsets.

use std::borrow::Cow;
use std::path::Path;
use std::sync::Arc;

use crate::diagnostic::Span;
use crate::locale::Lang;
use crate::spool::Spooled;
use crate::text::variable;

use super::target::Target;

/// HTML with typed holes.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Body {
    pub(super) html: Spooled,
    pub(super) holes: Box<[Hole]>,
}

/// A place in the HTML that only the site can fill.
#[derive(Clone, PartialEq, Debug)]
pub struct Hole {
    /// The byte of the HTML it stands before.
    pub at: usize,
    /// Where in the file it was written.
    pub span: Span,
    /// What to put there.
    pub kind: HoleKind,
}

/// What a hole is for.
#[derive(Clone, PartialEq, Debug)]
pub enum HoleKind {
    /// Stands inside `href="…"`: the filler writes an escaped address.
    Href(Target),
    /// Stands behind a link to a document: the filler writes what kind it is and how large.
    Download(Target),
    /// A picture: the filler writes the element.
    Image(Box<Image>),
    /// A directive; or a GitHub alert, as `alert` with the argument `kind`. Stands where a block may stand.
    Component(Box<Component>),
    /// `{{ name }}` in text: the filler writes escaped text. Never in an attribute.
    Variable(Box<str>),
    /// `[^label]`: the mark of a footnote.
    Mark(Mark),
    /// A stretch of another file's text: how a page stands together from sections of several layers.
    Part(Box<Part>),
}

/// A picture in a text.
#[derive(Clone, PartialEq, Debug)]
pub struct Image {
    /// Which picture.
    pub src: Target,
    /// Its alternative text, unescaped; may hold variables, see [`crate::text::variable`].
    pub alt: Box<str>,
    /// Its title or caption, unescaped; may hold variables.
    pub title: Option<Box<str>>,
    /// Whether it is all there is in its paragraph: then no `<p>` stands around it.
    pub alone: bool,
}

/// A footnote's mark.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Mark {
    /// The note's number, from 1.
    pub note: usize,
    /// How many marks of this note there were, this one counted.
    pub nth: usize,
}

impl Mark {
    /// The mark as HTML.
    pub fn html(self) -> String {
        let Self { note, .. } = self;
        format!("<sup class=\"fn\"><a id=\"{}\" href=\"#fn-{note}\">{note}</a></sup>", self.id())
    }

    /// Where the note's way back leads.
    pub fn id(self) -> String {
        match self {
            Self { note, nth: 1 } => format!("fnref-{note}"),
            Self { note, nth } => format!("fnref-{note}-{nth}"),
        }
    }
}

/// A stretch of one file's text.
#[derive(Clone, PartialEq, Debug)]
pub struct Part {
    /// The file its holes' spans count in.
    pub file: Arc<Path>,
    /// The text.
    pub body: Body,
    /// Its language, where that is not the page's.
    pub lang: Option<Lang>,
}

/// A call of a theme's component.
#[derive(Clone, PartialEq, Debug)]
pub struct Component {
    /// Its name.
    pub name: Box<str>,
    /// Its arguments in the order written, each with its place; texts may hold variables.
    pub args: Vec<(Box<str>, Arg, Span)>,
    /// What a container holds; `None` for a leaf.
    pub body: Option<Body>,
}

/// The value of an argument.
#[derive(Clone, PartialEq, Debug)]
pub enum Arg {
    /// `key="text"`
    Text(Box<str>),
    /// `key=12`
    Number(f64),
    /// `key`
    Flag,
}

impl Body {
    /// Writes the HTML, asking `fill` for what belongs in each hole.
    ///
    /// # Errors
    /// The first that `fill` gives.
    pub fn fill<E>(
        &self,
        out: &mut String,
        fill: &mut dyn FnMut(&Hole, &mut String) -> Result<(), E>,
    ) -> Result<(), E> {
        let html = self.html();
        out.reserve(html.len());
        let mut from = 0;
        for hole in &self.holes {
            out.push_str(html.get(from..hole.at).unwrap_or_default());
            fill(hole, out)?;
            from = hole.at;
        }
        out.push_str(html.get(from..).unwrap_or_default());
        Ok(())
    }

    /// The HTML between the holes.
    pub(super) fn html(&self) -> Cow<'_, str> {
        self.html.read()
    }

    /// Lets the HTML wait where its text does.
    pub(super) fn wait_beside(&mut self, text: &Spooled) {
        let html = std::mem::take(&mut self.html);
        self.html = text.beside(html);
    }

    /// The holes in the order of the text; those of a component's body are in that body.
    pub fn holes(&self) -> &[Hole] {
        &self.holes
    }

    /// Whether there is nothing to show.
    pub fn is_empty(&self) -> bool {
        self.html.is_empty() && self.holes.is_empty()
    }

    /// Whether a reader would see nothing of it.
    pub(super) fn is_blank(&self) -> bool {
        self.holes.is_empty() && self.html().trim().is_empty()
    }

    /// Bytes of it, components included: for budgets.
    pub fn size(&self) -> usize {
        let below: usize = self
            .holes
            .iter()
            .map(|hole| match &hole.kind {
                HoleKind::Component(component) => component.body.as_ref().map_or(0, Self::size),
                HoleKind::Part(part) => part.body.size(),
                _ => 0,
            })
            .sum();
        self.html.len() + size_of_val(&*self.holes) + below
    }

    /// Calls `visit` for every hole with the file it stands in, `file` unless a part says another; those in components'
    /// bodies too, in the order of the text.
    pub fn each_hole<'b>(&'b self, file: &'b Arc<Path>, visit: &mut dyn FnMut(&'b Arc<Path>, &'b Hole)) {
        for hole in &self.holes {
            visit(file, hole);
            match &hole.kind {
                HoleKind::Component(component) => {
                    component.body.iter().for_each(|body| body.each_hole(file, visit));
                }
                HoleKind::Part(part) => part.body.each_hole(&part.file, visit),
                _ => {}
            }
        }
    }

    /// Calls `visit` for every variable, wherever the text may name one.
    pub fn each_variable<'b>(
        &'b self,
        file: &'b Arc<Path>,
        visit: &mut dyn FnMut(&'b Arc<Path>, Span, &'b str),
    ) {
        self.each_hole(file, &mut |file, hole| {
            let mut text =
                |text: &'b str, span: Span| variable::names(text).for_each(|name| visit(file, span, name));
            match &hole.kind {
                HoleKind::Variable(name) => visit(file, hole.span, name),
                HoleKind::Href(target) => text(target.path(), hole.span),
                HoleKind::Image(image) => {
                    text(&image.alt, hole.span);
                    image.title.iter().for_each(|title| text(title, hole.span));
                }
                HoleKind::Component(component) => component.args.iter().for_each(|(_, arg, span)| {
                    if let Arg::Text(value) = arg {
                        text(value, *span);
                    }
                }),
                // The link it stands behind names them.
                HoleKind::Download(_) | HoleKind::Mark(_) | HoleKind::Part(_) => {}
            }
        });
    }

    /// Adds the text without markup, for search and summaries: blocks are parted by line breaks, note marks left
    /// out, components' bodies taken in. `variable` writes what a variable stands for.
    pub fn plain_text(&self, out: &mut String, variable: &mut dyn FnMut(&str, &mut String)) {
        let html = self.html();
        let mut from = 0;
        let mut note = false;
        for hole in &self.holes {
            strip(html.get(from..hole.at).unwrap_or_default(), out, &mut note);
            from = hole.at;
            match &hole.kind {
                HoleKind::Variable(name) => variable(name, out),
                // What stands there is the original's text.
                HoleKind::Component(component) if &*component.name == super::mark::CHANGED => {}
                HoleKind::Component(component) => {
                    if let Some(body) = &component.body {
                        break_line(out);
                        body.plain_text(out, variable);
                        break_line(out);
                    }
                }
                HoleKind::Part(part) => {
                    break_line(out);
                    part.body.plain_text(out, variable);
                }
                HoleKind::Href(_) | HoleKind::Download(_) | HoleKind::Image(_) | HoleKind::Mark(_) => {}
            }
        }
        strip(html.get(from..).unwrap_or_default(), out, &mut note);
        out.truncate(out.trim_end().len());
    }
}

/// Adds the text of our own HTML. A piece may begin inside a tag (behind an `href` hole). `note` says that we
/// stand in a note's way back.
fn strip(html: &str, out: &mut String, note: &mut bool) {
    let mut rest = html;
    if html.starts_with('"') {
        rest = html.split_once('>').map_or("", |(_, after)| after);
    }
    while let Some(at) = rest.find(['<', '&']) {
        let (before, after) = rest.split_at(at);
        if !*note {
            add(before, out);
        }
        rest = if after.starts_with('&') { reference(after, out) } else { tag(after, out, note) };
    }
    if !*note {
        add(rest, out);
    }
}

/// Adds text, but no empty lines.
fn add(text: &str, out: &mut String) {
    let blank = out.is_empty() || out.ends_with('\n');
    out.push_str(if blank { text.trim_start_matches([' ', '\n']) } else { text });
}

fn reference<'a>(text: &'a str, out: &mut String) -> &'a str {
    for (written, meant) in
        [("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&#123;", "{")]
    {
        if let Some(rest) = text.strip_prefix(written) {
            out.push_str(meant);
            return rest;
        }
    }
    out.push('&');
    text.get(1..).unwrap_or_default()
}

fn tag<'a>(text: &'a str, out: &mut String, note: &mut bool) -> &'a str {
    if text.starts_with("<a class=\"fn-back\"") {
        *note = true;
    } else if *note && text.starts_with("</a>") {
        *note = false;
    }
    let end = text.find('>').map_or(text.len(), |at| at + 1);
    let (tag, rest) = text.split_at(end);
    let name = tag.trim_start_matches(['<', '/']);
    let name = name.split([' ', '>']).next().unwrap_or_default();
    if matches!(
        name,
        "td" | "th" | "dt" | "dd" | "li" | "p" | "br" | "h2" | "h3" | "h4" | "h5" | "h6" | "pre"
    ) {
        break_line(out);
    }
    rest
}

fn break_line(out: &mut String) {
    if !out.is_empty() && !out.ends_with('\n') {
        out.push('\n');
    }
}
