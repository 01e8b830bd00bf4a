//! A text's parts as they go by, without any HTML: for whoever compares texts.

use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};

use pulldown_cmark::{Event, Parser};

use super::body::Arg;
use super::directive;
use super::scan::{self, LineKind};
use super::writer::OPTIONS;

/// A part of a text.
#[derive(Debug)]
pub enum Part<'a> {
    /// Markdown's own.
    Event(Event<'a>),
    /// `::name{…}`, or the line that opens a container.
    Directive(&'a str, Vec<(Box<str>, Arg)>),
    /// A line that closes a container, or one that cannot be understood.
    Other,
}

/// Calls `visit` for every part of a file's Markdown with its bytes in the file, read just as a page is. `false` where the
/// text cannot be read; then what was visited means nothing.
pub fn outline(text: &str, body_start: usize, visit: &mut dyn FnMut(Part<'_>, Range<usize>)) -> bool {
    let base = text.floor_char_boundary(body_start);
    let markdown = text.get(base..).unwrap_or_default();
    let scan = scan::scan(markdown);
    if scan.too_deep.is_some() {
        return false;
    }
    let read = || {
        for (event, range) in Parser::new_ext(&scan.masked, OPTIONS).into_offset_iter() {
            let whole = range.start + base..range.end + base;
            let line = match event {
                Event::Rule => scan.lines.binary_search_by_key(&range.start, |line| line.start).ok(),
                _ => None,
            };
            let Some(line) = line.and_then(|number| scan.lines.get(number)) else {
                visit(Part::Event(event), whole);
                continue;
            };
            let written = markdown.get(line.start..line.end).unwrap_or_default();
            let whole = line.start + base..line.end + base;
            match directive::read(written) {
                Ok(read) if line.kind == LineKind::Directive => {
                    let args = read.args.into_iter().map(|(name, arg, _)| (name, arg)).collect();
                    visit(Part::Directive(read.name, args), whole);
                }
                _ => visit(Part::Other, whole),
            }
        }
    };
    catch_unwind(AssertUnwindSafe(read)).is_ok()
}
