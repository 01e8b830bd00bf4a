//! Raw HTML: a short list of harmless tags, read strictly and written anew; comments go; anything else is an error.

use std::ops::Range;

use crate::diagnostic::{Span, codes};

use super::escape;
use super::writer::Writer;

/// Tags that close.
const PAIRED: &[&str] =
    &["abbr", "bdi", "cite", "del", "ins", "kbd", "mark", "q", "small", "span", "sub", "sup", "time"];
/// Tags that don't.
const VOID: &[&str] = &["br", "wbr"];

/// A tag that waits for its end.
pub(super) struct OpenTag {
    name: &'static str,
    /// The depth of what Markdown has opened around it: both must end in order.
    pub(super) depth: usize,
    span: Span,
}

/// One piece of raw HTML.
enum Token<'t> {
    Text(&'t str),
    Comment,
    /// What stands between `<` and `>`.
    Tag(&'t str),
}

impl Writer<'_> {
    /// A tag or comment within a line.
    pub(super) fn raw_inline(&mut self, html: &str, span: Span) {
        if self.alt.is_some() {
            return;
        }
        self.tokens(html, span, true);
    }

    /// A block of HTML, whole.
    pub(super) fn raw_block(&mut self, span: Span) {
        let html = std::mem::take(&mut self.blocks.raw);
        let written = self.source.get(span.start..span.end).unwrap_or_default();
        // Where nothing stands before its lines, the block is what the file says, and places are exact.
        let exact = written.trim_end() == html.trim_end();
        self.begin_block();
        let (start, holes) = (self.html.len(), self.holes.len());
        self.html.push_str("<p>");
        let findings = self.findings.len();
        self.tokens(html.trim(), span, exact);
        while self.raw.last().is_some_and(|open| open.depth >= self.depth) {
            self.unclosed_tag();
        }
        // A directive in a comment is left out with it; in anything else there is an error already.
        if self.findings.len() > findings
            || self.html.get(start + 3..).is_some_and(|html| html.trim().is_empty())
        {
            self.meet_all(span);
        }
        if self.html.get(start + 3..).is_some_and(|html| html.trim().is_empty()) && self.holes.len() == holes
        {
            self.html.truncate(start);
        } else {
            self.html.push_str("</p>\n");
        }
    }

    fn tokens(&mut self, html: &str, span: Span, exact: bool) {
        let mut at = 0;
        while let Some((token, length)) = token(html.get(at..).unwrap_or_default()) {
            let within = Span { start: span.start + at, end: span.start + at + length };
            let place = if exact { within } else { span };
            match token {
                Token::Comment => {}
                Token::Text(text) => {
                    let meant = unescaped(text);
                    self.gap = true;
                    escape::text(&meant, &mut self.html);
                }
                Token::Tag(tag) => self.tag(tag, place),
            }
            at += length;
        }
    }

    fn tag(&mut self, tag: &str, span: Span) {
        if let Some(name) = tag.strip_prefix('/') {
            return self.closing_tag(name.trim_end(), span);
        }
        let end =
            tag.find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '-').unwrap_or(tag.len());
        let (written, rest) = tag.split_at(end);
        let name = written.to_ascii_lowercase();
        let known = |list: &'static [&'static str]| list.iter().copied().find(|known| *known == name);
        let Some(allowed) = known(PAIRED).or(known(VOID)) else {
            let shown = if name.is_empty() { tag.chars().take(12).collect() } else { name };
            return self.report(self.found(codes::RAW_HTML, span).with("tag", shown));
        };
        let void = known(VOID).is_some();
        let rest = if void { rest.trim_end().trim_end_matches('/') } else { rest };
        // A tag whose attributes are refused is still opened: its end is not to blame.
        let attributes = attributes(allowed, rest).unwrap_or_else(|| {
            self.report(self.found(codes::RAW_HTML_ATTRIBUTE, span).with("tag", allowed));
            Vec::new()
        });
        self.html.push('<');
        self.html.push_str(allowed);
        for (key, value) in attributes {
            self.html.extend([" ", key, "=\""]);
            escape::attribute(&value, &mut self.html);
            self.html.push('"');
        }
        self.html.push('>');
        if !void {
            self.raw.push(OpenTag { name: allowed, depth: self.depth, span });
        }
    }

    fn closing_tag(&mut self, name: &str, span: Span) {
        let name = name.to_ascii_lowercase();
        match self.raw.last() {
            Some(open) if open.name == name && open.depth == self.depth => {
                self.html.extend(["</", open.name, ">"]);
                self.raw.pop();
            }
            // The end of a tag that was refused: one finding is enough.
            _ if !PAIRED.contains(&name.as_str()) => {}
            _ => self.report(self.found(codes::RAW_HTML_UNBALANCED, span).with("tag", name)),
        }
    }

    /// A tag that what surrounds it does not wait for.
    pub(super) fn unclosed_tag(&mut self) {
        if let Some(open) = self.raw.pop() {
            self.html.extend(["</", open.name, ">"]);
            self.report(self.found(codes::RAW_HTML_UNBALANCED, open.span).with("tag", open.name));
        }
    }
}

/// The token a text begins with, and its length.
fn token(html: &str) -> Option<(Token<'_>, usize)> {
    if html.is_empty() {
        return None;
    }
    if html.starts_with("<!--") {
        let end = html.get(4..).and_then(|rest| rest.find("-->")).map_or(html.len(), |at| at + 7);
        return Some((Token::Comment, end));
    }
    if let Some(rest) = html.strip_prefix('<') {
        let end = tag_end(rest);
        return Some((Token::Tag(rest.get(..end).unwrap_or(rest)), (end + 2).min(html.len())));
    }
    let end = html.find('<').unwrap_or(html.len());
    Some((Token::Text(html.get(..end).unwrap_or(html)), end))
}

/// Where a tag's `>` is, quotes respected.
fn tag_end(tag: &str) -> usize {
    let mut quote = None;
    for (at, byte) in tag.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return at,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), close) if open == close => quote = None,
            _ => {}
        }
    }
    tag.len()
}

/// The attributes of an allowed tag: `None` if there is anything but `lang`, `dir`, `title` and, on tags that
/// know it, `datetime`, each once and in double or single quotes.
fn attributes(tag: &str, text: &str) -> Option<Vec<(&'static str, String)>> {
    let mut found: Vec<(&'static str, String)> = Vec::new();
    let mut rest = text;
    loop {
        let trimmed = rest.trim_start();
        if trimmed.is_empty() {
            return Some(found);
        }
        if trimmed.len() == rest.len() {
            return None;
        }
        let (key, after) = trimmed.split_once('=')?;
        let quote = after.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
        let value: Range<usize> = 1..after.get(1..)?.find(quote)? + 1;
        rest = after.get(value.end + 1..)?;
        let value = unescaped(after.get(value)?);
        let key = match key.to_ascii_lowercase().as_str() {
            "lang" if is_language(&value) => "lang",
            "dir" if matches!(value.as_str(), "ltr" | "rtl" | "auto") => "dir",
            "title" if !crate::text::variable::any(&value) => "title",
            "datetime" if matches!(tag, "time" | "ins" | "del") && is_time(&value) => "datetime",
            _ => return None,
        };
        if found.iter().any(|(other, _)| *other == key) {
            return None;
        }
        found.push((key, value));
    }
}

fn is_language(value: &str) -> bool {
    value.starts_with(|letter: char| letter.is_ascii_alphabetic())
        && value.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

fn is_time(value: &str) -> bool {
    !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit() || b"-:.+ TZPWDHMS".contains(&byte))
}

/// The few references that are written by hand; others keep their `&`, and show as they are written.
fn unescaped(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&nbsp;", "\u{a0}")
        .replace("&amp;", "&")
}
