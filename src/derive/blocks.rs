//! A text as blocks: paragraphs, headings, items, tables, code, and the fields a translation may hold.
//!
//! In: a file's text. Out: [`Block`]s in order, each with a hash of what it *says*: line breaks, the kind of a list's
//! bullet, `_` or `*`, a link written in place or by reference, the padding of tables, line ends and accents do not count;
//! words, numbers, links and code do.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Tag, TagEnd};

use super::facts::Facts;
use super::heading::{self, Heading};
use crate::fingerprint::{Fingerprint, Fingerprinter};
use crate::markdown::{Arg, OutlinePart, outline};
use crate::text::{nfc, variable};

/// What a block is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Kind {
    /// A field of the front matter.
    Field,
    /// A heading of this level.
    Heading(u8),
    /// A paragraph, in a quotation or out of one.
    Paragraph,
    /// A paragraph of a list's item.
    Item,
    /// A term that is explained.
    Term,
    /// A paragraph of a footnote.
    Note,
    /// A whole table.
    Table,
    /// Code on lines of its own.
    Code,
    /// HTML on lines of its own.
    Html,
    /// `::name{…}`
    Directive,
    /// A line across.
    Rule,
}

/// One block of a text.
#[derive(Clone, PartialEq, Debug)]
pub struct Block {
    /// What it is.
    pub kind: Kind,
    /// Of what it says.
    pub hash: Fingerprint,
    /// Its words without markup.
    pub plain: String,
    /// What readers act on.
    pub facts: Facts,
    /// Its bytes in the file, with what marks it as what it is.
    pub span: Range<usize>,
    /// The bytes of its words.
    pub inner: Range<usize>,
    /// The field's path: `title`, `image.alt`, `checklist.0`; empty in the text.
    pub name: String,
    /// A heading's id, and what it does to a lower layer's page.
    pub heading: Option<Heading>,
    /// The id of the heading it stands under, or is.
    pub section: String,
    /// Whether its section is marked `{.critical}`.
    pub critical: bool,
    /// Which file it stands in, where a text stands together from several.
    pub file: usize,
}

impl Block {
    /// A field.
    pub fn field(name: String, text: &str, span: Range<usize>) -> Self {
        let mut facts = Facts::default();
        facts.read(text);
        let plain = folded(&nfc(text));
        let hash = Fingerprinter::new().text("field").text(&name).text(&canonical(&plain)).finish();
        let inner = span.clone();
        let (heading, section, critical, file) = (None, String::new(), false, 0);
        Self { kind: Kind::Field, hash, plain, facts, span, inner, name, heading, section, critical, file }
    }

    /// The name people use for it on the command line.
    pub fn id(&self) -> String {
        self.hash.short(8)
    }

    /// Whether it holds words that are translated.
    pub fn has_words(&self) -> bool {
        match self.kind {
            Kind::Rule | Kind::Code => false,
            Kind::Directive => self.plain.contains(char::is_alphabetic),
            _ => !self.plain.is_empty(),
        }
    }
}

/// The blocks of a file's Markdown; `None` where it cannot be read.
pub fn of_text(text: &str, body_start: usize) -> Option<Vec<Block>> {
    let mut reader = Reading { text, ..Reading::default() };
    outline(text, body_start, &mut |part, range| reader.part(part, range)).then(|| {
        reader.close();
        heading::mark_sections(&mut reader.blocks);
        reader.blocks
    })
}

/// White space of any kind and length is one space.
pub fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `{{town}}` and `{{ town }}` are one.
fn canonical(text: &str) -> String {
    variable::filled(text, |name| format!("\u{1}v{name}\u{1}"))
}

/// A block that is being read.
struct Leaf {
    kind: Kind,
    span: Range<usize>,
    inner: Option<Range<usize>>,
    /// Its words with canonical marks for what is no word.
    canon: String,
    plain: String,
    facts: Facts,
    heading: Option<Heading>,
}

#[derive(Default)]
struct Reading<'t> {
    text: &'t str,
    blocks: Vec<Block>,
    leaf: Option<Leaf>,
    /// What is open around the leaf: items, notes, meanings.
    around: Vec<Kind>,
    /// Where the item begins whose first block has not come yet.
    item: Option<usize>,
    targets: Vec<(String, String)>,
    headings: heading::Ids,
}

impl Reading<'_> {
    fn part(&mut self, part: OutlinePart<'_>, range: Range<usize>) {
        match part {
            OutlinePart::Event(Event::Start(tag)) => self.start(tag, range),
            OutlinePart::Event(Event::End(tag)) => self.end(tag, range),
            OutlinePart::Event(Event::Html(html)) => self.raw(&html),
            OutlinePart::Event(Event::Rule) => {
                self.open(Kind::Rule, range);
                self.close();
            }
            OutlinePart::Event(event) => self.inline(event, range),
            OutlinePart::Directive(name, args) => self.directive(name, &args, range),
            OutlinePart::Other => self.close(),
        }
    }

    fn start(&mut self, tag: Tag<'_>, range: Range<usize>) {
        match tag {
            Tag::Paragraph => self.open(self.context(), range),
            Tag::Heading { level, id, classes, .. } => {
                self.open(Kind::Heading(level as u8), range);
                let classes: Vec<&str> = classes.iter().map(|class| &**class).collect();
                self.leaf_mut(|leaf| leaf.heading = Some(Heading::written(id.as_deref(), &classes)));
            }
            Tag::Item => {
                self.close();
                self.around.push(Kind::Item);
                self.item = Some(range.start);
            }
            Tag::FootnoteDefinition(_) => {
                self.close();
                self.around.push(Kind::Note);
            }
            Tag::DefinitionListTitle => self.open(Kind::Term, range),
            Tag::DefinitionListDefinition => {
                self.close();
                self.around.push(Kind::Paragraph);
            }
            Tag::CodeBlock(kind) => {
                self.open(Kind::Code, range);
                if let CodeBlockKind::Fenced(info) = kind
                    && !info.is_empty()
                {
                    self.mark(&info);
                }
            }
            Tag::HtmlBlock => self.open(Kind::Html, range),
            Tag::Table(_) => self.open(Kind::Table, range),
            Tag::TableHead | Tag::TableRow => self.mark("row"),
            Tag::TableCell => self.mark("cell"),
            Tag::BlockQuote(_) | Tag::List(_) | Tag::DefinitionList | Tag::MetadataBlock(_) => self.close(),
            tag => self.start_span(tag, range),
        }
    }

    /// Emphasis, links and pictures.
    fn start_span(&mut self, tag: Tag<'_>, range: Range<usize>) {
        self.within(&range);
        match tag {
            Tag::Emphasis => self.mark("em"),
            Tag::Strong => self.mark("strong"),
            Tag::Strikethrough => self.mark("del"),
            Tag::Link { dest_url, title, .. } | Tag::Image { dest_url, title, .. } => {
                self.mark("to");
                self.targets.push((dest_url.into_string(), title.into_string()));
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd, range: Range<usize>) {
        match tag {
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough => self.mark("/"),
            TagEnd::Link | TagEnd::Image => {
                let (target, title) = self.targets.pop().unwrap_or_default();
                self.mark(&format!("{target}\u{2}{title}"));
                self.leaf_mut(|leaf| {
                    leaf.facts.link(&target);
                    leaf.facts.read(&title);
                });
            }
            TagEnd::Item | TagEnd::FootnoteDefinition | TagEnd::DefinitionListDefinition => {
                self.close();
                self.around.pop();
                self.item = None;
            }
            TagEnd::TableCell | TagEnd::TableRow | TagEnd::TableHead => {}
            _ => {
                self.leaf_mut(|leaf| leaf.span.end = leaf.span.end.max(range.end));
                self.close();
            }
        }
    }

    fn inline(&mut self, event: Event<'_>, range: Range<usize>) {
        self.within(&range);
        match event {
            Event::Text(text) if self.leaf.as_ref().is_some_and(|leaf| leaf.kind == Kind::Code) => {
                // Lines of directives were covered for the parser.
                let written = self.text.get(range).filter(|written| written.len() == text.len());
                let code = written.unwrap_or(&text).to_owned();
                self.leaf_mut(|leaf| leaf.plain.push_str(&code));
            }
            Event::Text(text) => self.words(&text),
            Event::Code(code) => {
                self.mark("code");
                self.words(&code);
                self.mark("/");
                self.leaf_mut(|leaf| leaf.facts.code(&code));
            }
            Event::SoftBreak => self.words(" "),
            Event::HardBreak => {
                self.words(" ");
                self.mark("break");
            }
            Event::InlineHtml(html) if !html.starts_with("<!--") => self.mark(&html),
            Event::FootnoteReference(label) => self.mark(&format!("note {label}")),
            Event::TaskListMarker(done) => self.mark(if done { "done" } else { "to do" }),
            _ => {}
        }
    }

    fn raw(&mut self, html: &str) {
        self.leaf_mut(|leaf| leaf.plain.push_str(html));
    }

    fn directive(&mut self, name: &str, args: &[(Box<str>, Arg)], range: Range<usize>) {
        self.open(Kind::Directive, range);
        let mut args: Vec<&(Box<str>, Arg)> = args.iter().collect();
        args.sort_by(|a, b| a.0.cmp(&b.0));
        self.mark(name);
        for (key, arg) in args {
            let value = match arg {
                // One word is a name, a file or an address; several are a text.
                Arg::Text(text) if text.contains(' ') => {
                    self.words(text);
                    self.words(" ");
                    String::new()
                }
                Arg::Text(text) => text.to_string(),
                Arg::Number(number) => number.to_string(),
                Arg::Flag => "true".to_owned(),
            };
            self.mark(&format!("{key}={value}"));
            self.leaf_mut(|leaf| {
                if !value.is_empty() {
                    leaf.facts.code(&format!("{key}={value}"));
                }
            });
        }
        self.close();
    }

    /// What a paragraph is here.
    fn context(&self) -> Kind {
        self.around.last().copied().unwrap_or(Kind::Paragraph)
    }

    fn open(&mut self, kind: Kind, range: Range<usize>) {
        self.close();
        let start = self.item.take().unwrap_or(range.start);
        self.leaf = Some(Leaf {
            kind,
            span: start..range.end,
            inner: None,
            canon: String::new(),
            plain: String::new(),
            facts: Facts::default(),
            heading: None,
        });
    }

    /// Words stand here; in a list without gaps no paragraph has begun.
    fn within(&mut self, range: &Range<usize>) {
        if self.leaf.is_none() {
            self.open(self.context(), range.clone());
        }
        self.leaf_mut(|leaf| {
            let inner = leaf.inner.get_or_insert(range.clone());
            *inner = inner.start.min(range.start)..inner.end.max(range.end);
            leaf.span.end = leaf.span.end.max(range.end);
        });
    }

    fn leaf_mut(&mut self, change: impl FnOnce(&mut Leaf)) {
        if let Some(leaf) = &mut self.leaf {
            change(leaf);
        }
    }

    fn words(&mut self, text: &str) {
        self.leaf_mut(|leaf| {
            leaf.canon.push_str(text);
            leaf.plain.push_str(text);
        });
    }

    /// A mark that is no word.
    fn mark(&mut self, mark: &str) {
        self.leaf_mut(|leaf| {
            leaf.canon.extend(["\u{1}", mark, "\u{1}"]);
            if matches!(mark, "row" | "cell") {
                leaf.plain.push(' ');
            }
        });
    }

    /// A block is whole.
    fn close(&mut self) {
        let Some(mut leaf) = self.leaf.take() else { return };
        let verbatim = matches!(leaf.kind, Kind::Code | Kind::Html);
        if verbatim {
            leaf.canon.push_str(&nfc(leaf.plain.trim_end()).replace("\r\n", "\n"));
        } else {
            leaf.plain = folded(&nfc(&leaf.plain));
            leaf.canon = canonical(&folded(&nfc(&leaf.canon)));
        }
        if leaf.kind == Kind::Html && is_comment(&leaf.plain)
            || leaf.canon.is_empty() && leaf.kind != Kind::Rule
        {
            return;
        }
        match leaf.kind {
            Kind::Code => leaf.facts.code(&leaf.plain),
            _ => leaf.facts.read(&leaf.plain),
        }
        let tag = format!("{:?}", leaf.kind);
        let hash = Fingerprinter::new().text(&tag).text(&leaf.canon).finish();
        let written = self.text.get(leaf.span.clone()).unwrap_or_default();
        let end = leaf.span.start + written.trim_end().len();
        let span = leaf.span.start..end;
        let inner = leaf.inner.map_or(span.clone(), |inner| inner.start..inner.end.min(end));
        if let Some(heading) = &mut leaf.heading {
            self.headings.name(heading, &leaf.plain);
        }
        self.blocks.push(Block {
            kind: leaf.kind,
            hash,
            plain: leaf.plain,
            facts: leaf.facts,
            span,
            inner,
            name: String::new(),
            heading: leaf.heading,
            section: String::new(),
            critical: false,
            file: 0,
        });
    }
}

fn is_comment(html: &str) -> bool {
    let html = html.trim();
    html.starts_with("<!--") && html.find("-->").is_some_and(|end| end + 3 == html.len())
}

#[cfg(test)]
mod tests;
