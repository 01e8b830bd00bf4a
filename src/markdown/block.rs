//! Blocks: paragraphs, lists, quotes, tables, code.

use std::fmt::Write as _;

use pulldown_cmark::{Alignment, CodeBlockKind, Tag, TagEnd};

use crate::diagnostic::{Span, codes};

use super::body::HoleKind;
use super::code;
use super::writer::Writer;

/// What blocks remember between their beginning and their end.
#[derive(Default)]
pub(super) struct Blocks {
    /// Where the open paragraph begins, and how many holes there were.
    paragraph: (usize, usize),
    /// Where the last item begins.
    item: usize,
    /// A task's `<label>` is open.
    label: bool,
    table: Table,
    /// The open code block: its language and its text.
    pub(super) code: Option<(Option<Box<str>>, String)>,
    /// The open HTML block.
    pub(super) raw: String,
}

#[derive(Default)]
struct Table {
    alignments: Vec<Alignment>,
    column: usize,
    head: bool,
    body: bool,
    /// Where the open cell begins, where its content begins, and how many holes there were.
    cell: (usize, usize, usize),
}

impl Writer<'_> {
    /// A block begins on a line of its own.
    pub(super) fn begin_block(&mut self) {
        self.close_label();
        self.forget_mark();
        if !self.html.is_empty() && !self.html.ends_with('\n') {
            self.html.push('\n');
        }
        self.gap = true;
    }

    /// A block that is no heading begins.
    pub(super) fn start_block(&mut self, tag: Tag<'_>, span: Span) {
        match tag {
            Tag::Paragraph => {
                self.begin_block();
                self.blocks.paragraph = (self.html.len(), self.holes.len());
                self.html.push_str("<p>");
            }
            Tag::BlockQuote(Some(kind)) => self.start_alert(kind, span),
            Tag::BlockQuote(None) => self.open("<blockquote>\n"),
            Tag::List(None) => self.open("<ul>\n"),
            Tag::List(Some(1)) => self.open("<ol>\n"),
            Tag::List(Some(first)) => {
                self.begin_block();
                let _ = writeln!(self.html, "<ol start=\"{first}\">");
            }
            Tag::Item => {
                self.begin_block();
                self.blocks.item = self.html.len();
                self.html.push_str("<li>");
            }
            Tag::DefinitionList => self.open("<dl>\n"),
            Tag::DefinitionListTitle => self.open("<dt>"),
            Tag::DefinitionListDefinition => self.open("<dd>"),
            Tag::FootnoteDefinition(label) => self.start_note(&label, span),
            Tag::CodeBlock(kind) => self.start_code(kind),
            Tag::HtmlBlock => self.blocks.raw.clear(),
            tag => self.start_table(tag, span),
        }
    }

    fn open(&mut self, tag: &str) {
        self.begin_block();
        self.html.push_str(tag);
    }

    /// A block that is no heading ends.
    pub(super) fn end_block(&mut self, tag: TagEnd, span: Span) {
        self.close_label();
        self.gap = true;
        match tag {
            TagEnd::Paragraph => self.end_paragraph(),
            TagEnd::BlockQuote(None) => self.html.push_str("</blockquote>\n"),
            TagEnd::BlockQuote(Some(_)) | TagEnd::FootnoteDefinition => self.end_frame(),
            TagEnd::List(true) => self.html.push_str("</ol>\n"),
            TagEnd::List(false) => self.html.push_str("</ul>\n"),
            TagEnd::Item => self.html.push_str("</li>\n"),
            TagEnd::DefinitionList => self.html.push_str("</dl>\n"),
            TagEnd::DefinitionListTitle => self.html.push_str("</dt>\n"),
            TagEnd::DefinitionListDefinition => self.html.push_str("</dd>\n"),
            TagEnd::CodeBlock => self.end_code(span),
            TagEnd::HtmlBlock => self.raw_block(span),
            tag => self.end_table(tag),
        }
    }

    /// A paragraph that holds a picture alone loses its tags, one that holds nothing goes.
    fn end_paragraph(&mut self) {
        let (start, holes) = self.blocks.paragraph;
        let empty = self.html.len() == start + 3;
        if empty && self.holes.len() == holes {
            self.html.truncate(start);
            return;
        }
        if empty
            && self.holes.len() == holes + 1
            && let Some(hole) = self.holes.last_mut()
            && let HoleKind::Image(image) = &mut hole.kind
        {
            image.alone = true;
            hole.at = start;
            self.html.truncate(start);
            self.html.push('\n');
            return;
        }
        self.html.push_str("</p>\n");
    }

    /// `[ ]` or `[x]` at the beginning of an item: the item's first line becomes the box's label.
    pub(super) fn task_marker(&mut self, done: bool) {
        let item = self.blocks.item;
        if self.html.get(item..).is_some_and(|html| html.starts_with("<li>")) {
            const CLASS: &str = " class=\"task\"";
            self.html.insert_str(item + 3, CLASS);
            self.blocks.paragraph.0 += CLASS.len();
        }
        self.html.push_str(if done { TASK_DONE } else { TASK_OPEN });
        self.blocks.label = true;
        self.gap = true;
    }

    fn close_label(&mut self) {
        if !std::mem::take(&mut self.blocks.label) {
            return;
        }
        let filled = self.holes.last().is_some_and(|hole| hole.at == self.html.len());
        for tag in [TASK_OPEN, TASK_DONE] {
            // A box that says nothing is no task, and a screen reader could not name it.
            if self.html.ends_with(tag) && !filled {
                self.html.truncate(self.html.len() - tag.len());
                return;
            }
        }
        self.html.push_str("</label>");
    }

    fn start_code(&mut self, kind: CodeBlockKind<'_>) {
        self.begin_block();
        let language = match &kind {
            CodeBlockKind::Indented => None,
            CodeBlockKind::Fenced(info) => {
                info.split([' ', '\t', ',', '{']).next().filter(|name| !name.is_empty())
            }
        };
        self.blocks.code = Some((language.map(Box::from), String::new()));
    }

    /// A line of code; taken from the file, since directives in it were covered for the parser.
    pub(super) fn code_text(&mut self, text: &str, span: Span) {
        let written = self.source.get(span.start..span.end).filter(|written| written.len() == text.len());
        if let Some((_, code)) = &mut self.blocks.code {
            code.push_str(written.unwrap_or(text));
        }
    }

    fn end_code(&mut self, span: Span) {
        self.meet_all(span);
        let Some((language, text)) = self.blocks.code.take() else { return };
        self.html.push_str("<pre class=\"code\"><code");
        if let Some(language) = &language {
            self.html.push_str(" class=\"language-");
            super::escape::attribute(language, &mut self.html);
            self.html.push('"');
        }
        self.html.push('>');
        match language {
            Some(language) => code::highlight(&language, &text, &mut self.html),
            None => super::escape::text(&text, &mut self.html),
        }
        self.html.push_str("</code></pre>\n");
    }

    fn start_table(&mut self, tag: Tag<'_>, span: Span) {
        match tag {
            Tag::Table(alignments) => {
                self.begin_block();
                self.blocks.table = Table { alignments, ..Table::default() };
                self.html.push_str("<div class=\"table\"><table>");
            }
            Tag::TableHead => {
                self.blocks.table.head = true;
                self.html.push_str("<thead><tr>");
            }
            Tag::TableRow => {
                self.row_that_is_cut(span);
                let table = &mut self.blocks.table;
                table.column = 0;
                self.html.push_str(if std::mem::replace(&mut table.body, true) {
                    "<tr>"
                } else {
                    "<tbody>\n<tr>"
                });
            }
            Tag::TableCell => self.start_cell(),
            _ => {}
        }
    }

    /// A row with more cells than the table's head: the parser leaves out what is too much.
    fn row_that_is_cut(&mut self, span: Span) {
        let columns = self.blocks.table.alignments.len();
        let row = self.source.get(span.start..span.end).unwrap_or_default();
        let row = row.lines().next().unwrap_or_default().trim();
        let found = cells(row);
        if found > columns {
            let span = Span { start: span.start, end: span.start + row.len() };
            let finding = self.found(codes::ROW_CUT, span).with("found", found).with("columns", columns);
            self.report(finding);
        }
    }

    fn start_cell(&mut self) {
        self.gap = true;
        let table = &mut self.blocks.table;
        let start = self.html.len();
        self.html.push_str(if table.head { "<th scope=\"col\"" } else { "<td" });
        self.html.push_str(alignment(table));
        self.html.push('>');
        table.cell = (start, self.html.len(), self.holes.len());
    }

    fn end_table(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Table if self.blocks.table.body => self.html.push_str("</tbody></table></div>\n"),
            TagEnd::Table => self.html.push_str("</table></div>\n"),
            TagEnd::TableHead => {
                self.blocks.table.head = false;
                self.html.push_str("</tr></thead>\n");
            }
            TagEnd::TableRow => self.html.push_str("</tr>\n"),
            TagEnd::TableCell => self.end_cell(),
            _ => {}
        }
    }

    /// A heading cell without text heads nothing: it becomes a plain cell.
    fn end_cell(&mut self) {
        let table = &mut self.blocks.table;
        let (start, content, holes) = table.cell;
        if !table.head {
            self.html.push_str("</td>");
        } else if self.html.len() == content && self.holes.len() == holes {
            self.html.truncate(start);
            self.html.push_str("<td></td>");
        } else {
            self.html.push_str("</th>");
        }
        table.column += 1;
    }
}

const TASK_OPEN: &str = "<label><input type=\"checkbox\" disabled> ";
const TASK_DONE: &str = "<label><input type=\"checkbox\" disabled checked> ";

/// How many cells a row of a table is written with: an upright stroke parts them wherever it stands, but for `\\|`.
fn cells(row: &str) -> usize {
    let row = row.strip_prefix('|').unwrap_or(row);
    let bytes = row.as_bytes();
    let parts = |at: usize| bytes[at] == b'|' && !bytes[..at].ends_with(b"\\");
    let strokes = (0..bytes.len()).filter(|at| parts(*at)).count();
    strokes + usize::from(!row.is_empty() && !parts(bytes.len() - 1))
}

fn alignment(table: &Table) -> &'static str {
    match table.alignments.get(table.column) {
        Some(Alignment::Right) => " class=\"r\"",
        Some(Alignment::Center) => " class=\"c\"",
        _ => "",
    }
}
