//! A chapter's HTML made fit for the book it stands in: on one page with all the others, or in a file of its own.
//!
//! In: our own HTML, its holes filled. Out: the same text with anchors that no other chapter has, links that lead to the
//! chapters of the book where they led to pages, and whole addresses for all other links; for a file, in the strict way of
//! writing that readers of books ask for (XML), without what only a browser can do.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::elsewhere::tag::{Tag, decoded, end, ends_name};
use crate::text::escaped;
use crate::view::{Book, Chapter};

/// Elements without content.
const VOID: [&str; 13] =
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"];
/// What a book on paper or in a reader cannot use, with all it holds.
const LEFT_OUT: [&str; 11] = [
    "script", "template", "button", "dialog", "form", "iframe", "object", "audio", "video", "noscript",
    "select",
];
/// Attributes that a file of a book keeps; drawings keep all of theirs.
const KEPT: [&str; 26] = [
    "abbr",
    "alt",
    "aria-hidden",
    "aria-label",
    "charset",
    "cite",
    "class",
    "colspan",
    "datetime",
    "dir",
    "headers",
    "height",
    "href",
    "id",
    "lang",
    "rel",
    "reversed",
    "role",
    "rowspan",
    "scope",
    "src",
    "start",
    "title",
    "type",
    "value",
    "width",
];
/// Attributes that name an anchor of the same page.
const NAMING: [&str; 7] =
    ["id", "for", "headers", "aria-labelledby", "aria-describedby", "popovertarget", "list"];

/// Where a chapter stands.
pub(super) struct Place<'a> {
    /// What stands before its anchors; empty in a file of its own.
    pub(super) prefix: &'a str,
    /// How many levels its headings go down.
    pub(super) down: u8,
    /// Where the chapters are in the book, by the address of their pages.
    pub(super) chapters: &'a BTreeMap<String, Stand>,
    /// The path the site's addresses begin with, and the whole address it stands for.
    pub(super) base: (&'a str, &'a str),
    /// How it is written.
    pub(super) manner: Manner,
}

/// How a book is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Manner {
    /// On one page of the site.
    Page,
    /// In files of its own.
    File,
}

/// A chapter's place in the book.
pub(super) struct Stand {
    /// The address of its beginning.
    pub(super) top: String,
    /// What stands before the name of an anchor in it.
    pub(super) anchors: String,
}

/// What stands before the anchors of a chapter on the page of the whole book: no chapter's own anchor begins so.
pub(super) fn prefix(id: &str) -> String {
    format!("{id}--")
}

/// The file of a chapter.
pub(super) fn leaf(id: &str) -> String {
    format!("{id}.xhtml")
}

/// Where the chapters of a book are.
pub(super) fn stands(book: &Book<'_>, manner: Manner) -> BTreeMap<String, Stand> {
    let stand = |chapter: &Chapter<'_>| {
        let id = &chapter.id;
        let (top, anchors) = match manner {
            Manner::Page => (format!("#{id}"), format!("#{}", prefix(id))),
            Manner::File => (leaf(id), format!("{}#", leaf(id))),
        };
        (chapter.url.clone(), Stand { top, anchors })
    };
    book.chapters.iter().map(stand).collect()
}

/// Rewrites a chapter, or a whole file.
pub(super) fn rewritten(html: &str, place: &Place<'_>) -> String {
    let mut writer =
        Writer { place, out: String::with_capacity(html.len() + html.len() / 8), open: Vec::new() };
    writer.all(html);
    writer.out
}

struct Writer<'a> {
    place: &'a Place<'a>,
    out: String,
    /// Elements that are open, the innermost last.
    open: Vec<String>,
}

impl Writer<'_> {
    fn all(&mut self, html: &str) {
        let mut rest = html;
        while let Some(at) = rest.find('<') {
            self.text(&rest[..at]);
            let inside = &rest[at + 1..];
            rest = match inside.as_bytes().first() {
                Some(b'!' | b'?') => after(inside, if inside.starts_with("!--") { "-->" } else { ">" }),
                Some(b'/') => {
                    let (name, more) = inside[1..].split_once('>').unwrap_or((&inside[1..], ""));
                    self.close(&name.trim().to_ascii_lowercase());
                    more
                }
                _ => self.element(inside),
            };
        }
        self.text(rest);
        while let Some(name) = self.open.pop() {
            let _ = write!(self.out, "</{name}>");
        }
    }

    /// Text: XML knows five names of characters; the others are written as what they name.
    fn text(&mut self, text: &str) {
        if self.place.manner == Manner::Page || !text.contains('&') {
            self.out.push_str(text);
            return;
        }
        let mut parts = text.split('&');
        self.out.push_str(parts.next().unwrap_or_default());
        for part in parts {
            let name = part.split_once(';').map_or("", |(name, _)| name);
            let known = matches!(name, "amp" | "lt" | "gt" | "quot" | "apos") || name.starts_with('#');
            match NAMED.iter().find(|(named, _)| *named == name) {
                Some((_, letter)) => {
                    self.out.push_str(letter);
                    self.out.push_str(&part[name.len() + 1..]);
                }
                None => {
                    self.out.push_str(if known { "&" } else { "&amp;" });
                    self.out.push_str(part);
                }
            }
        }
    }

    /// Writes the element that begins here, and gives what follows its tag, or the whole of it where it is left out.
    fn element<'h>(&mut self, inside: &'h str) -> &'h str {
        let bytes = inside.as_bytes();
        let length = bytes.iter().position(|byte| ends_name(*byte)).unwrap_or(bytes.len());
        let name = inside[..length].to_ascii_lowercase();
        let Some(end) = end(bytes, length).filter(|_| name.starts_with(|c: char| c.is_ascii_alphabetic()))
        else {
            self.out.push_str("&lt;");
            return inside;
        };
        let tag = Tag { name: &bytes[..length], attributes: &bytes[length..end] };
        let rest = &inside[end + 1..];
        let drawn = name == "svg" || self.open.iter().any(|open| open == "svg");
        if self.place.manner == Manner::File {
            let apart = LEFT_OUT.contains(&name.as_str())
                || tag.attributes().any(|(name, _)| name.as_str() == "popover");
            if apart && !drawn {
                return behind(rest, &name);
            }
            match name.as_str() {
                "picture" => return rest,
                "source" if !drawn => return rest,
                "style" => {
                    let (css, more) = rest.split_once("</style>").unwrap_or((rest, ""));
                    let _ = write!(self.out, "<style>{}</style>", escaped(css));
                    return more;
                }
                "input" => {
                    let ticked = tag.attributes().any(|(name, _)| name.as_str() == "checked");
                    self.out.push_str(if ticked { "☑ " } else { "☐ " });
                    return rest;
                }
                _ => {}
            }
        }
        let name = if drawn { inside[..length].to_owned() } else { self.lowered(name) };
        let empty = VOID.contains(&name.as_str()) && !drawn;
        let shut = empty || drawn && tag.attributes.ends_with(b"/");
        if !shut {
            self.implied(&name);
        }
        self.out.push('<');
        self.out.push_str(&name);
        self.attributes(&tag, &name, drawn);
        self.out.push_str(if shut && (drawn || self.place.manner == Manner::File) { "/>" } else { ">" });
        if !shut {
            self.open.push(name);
        }
        rest
    }

    fn attributes(&mut self, tag: &Tag<'_>, element: &str, drawn: bool) {
        if element == "svg" && self.place.manner == Manner::File {
            self.out.push_str(" xmlns=\"http://www.w3.org/2000/svg\"");
        }
        if element == "html" && self.place.manner == Manner::File {
            self.out.push_str(" xmlns=\"http://www.w3.org/1999/xhtml\"");
        }
        for (written, value) in tag.all() {
            let name = if drawn { written.to_owned() } else { written.to_ascii_lowercase() };
            let kept = drawn && name != "xmlns" || KEPT.contains(&name.as_str());
            if self.place.manner == Manner::File && !kept {
                continue;
            }
            let mut value = decoded(value).into_owned();
            match name.as_str() {
                "href" if element != "link" => value = self.link(&value),
                "src" if self.place.manner == Manner::File => value = self.picture(&value),
                _ if NAMING.contains(&name.as_str()) && !self.place.prefix.is_empty() => {
                    let all = value.split_ascii_whitespace().map(|id| format!("{}{id}", self.place.prefix));
                    value = all.collect::<Vec<String>>().join(" ");
                }
                _ => {}
            }
            let _ = write!(self.out, " {name}=\"{}\"", escaped(&value));
            if name == "lang" && self.place.manner == Manner::File {
                let _ = write!(self.out, " xml:lang=\"{}\"", escaped(&value));
            }
        }
    }

    /// Where a link leads from within the book.
    fn link(&self, to: &str) -> String {
        if let Some(id) = to.strip_prefix('#') {
            return format!("#{}{id}", self.place.prefix);
        }
        let (page, id) = to.split_once('#').map_or((to, None), |(page, id)| (page, Some(id)));
        match (self.place.chapters.get(page), id) {
            (Some(stand), Some(id)) => format!("{}{id}", stand.anchors),
            (Some(stand), None) => stand.top.clone(),
            (None, _) => self.whole(to),
        }
    }

    /// A whole address: paper and readers know of no site it could begin at.
    fn whole(&self, to: &str) -> String {
        let (base, base_url) = self.place.base;
        match to.strip_prefix(base) {
            Some(inner) => format!("{base_url}/{inner}"),
            None => to.to_owned(),
        }
    }

    /// Pictures lie beside the chapters.
    fn picture(&self, src: &str) -> String {
        match src.strip_prefix(self.place.base.0).and_then(|inner| inner.strip_prefix("media/")) {
            Some(name) => format!("{IMAGES}{name}"),
            None => self.whole(src),
        }
    }

    fn lowered(&self, name: String) -> String {
        match name.as_bytes() {
            [b'h', level @ b'1'..=b'6'] => format!("h{}", (level - b'0' + self.place.down).min(6)),
            _ => name,
        }
    }

    /// Closes what HTML lets end by itself.
    fn implied(&mut self, next: &str) {
        let closes: &[&str] = match next {
            "li" => &["li"],
            "dt" | "dd" => &["dt", "dd"],
            "td" | "th" => &["td", "th"],
            "tr" => &["td", "th", "tr"],
            _ => return,
        };
        while self.open.last().is_some_and(|open| closes.contains(&open.as_str())) {
            let name = self.open.pop().unwrap_or_default();
            let _ = write!(self.out, "</{name}>");
        }
    }

    fn close(&mut self, name: &str) {
        let lowered = self.lowered(name.to_owned());
        let Some(at) = self.open.iter().rposition(|open| open.eq_ignore_ascii_case(&lowered)) else { return };
        for name in self.open.drain(at..).rev() {
            let _ = write!(self.out, "</{name}>");
        }
    }
}

/// The folder of a book's pictures.
pub const IMAGES: &str = "images/";

/// Names of characters that templates use.
const NAMED: [(&str, &str); 10] = [
    ("nbsp", "\u{a0}"),
    ("shy", "\u{ad}"),
    ("ndash", "–"),
    ("mdash", "—"),
    ("hellip", "…"),
    ("middot", "·"),
    ("laquo", "«"),
    ("raquo", "»"),
    ("copy", "©"),
    ("times", "×"),
];

fn after<'t>(text: &'t str, end: &str) -> &'t str {
    text.split_once(end).map_or("", |(_, after)| after)
}

/// What follows the end of an element whose tag was just read.
fn behind<'t>(rest: &'t str, name: &str) -> &'t str {
    if VOID.contains(&name) {
        return rest;
    }
    let (mut depth, mut at) = (1, 0);
    while let Some(open) = rest[at..].find('<') {
        at += open + 1;
        let (end_tag, inside) = match rest[at..].strip_prefix('/') {
            Some(inside) => (true, inside),
            None => (false, &rest[at..]),
        };
        let found: String =
            inside.chars().take_while(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
        if found != name {
            continue;
        }
        depth = if end_tag { depth - 1 } else { depth + 1 };
        if depth == 0 {
            return after(&rest[at..], ">");
        }
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(chapters: &BTreeMap<String, Stand>, manner: Manner) -> Place<'_> {
        let base = ("/b/", "https://vik.example/b");
        let (prefix, down) = if manner == Manner::Page { ("chapter-1-", 1) } else { ("", 0) };
        Place { prefix, down, chapters, base, manner }
    }

    fn chapters(page: bool) -> BTreeMap<String, Stand> {
        let (top, anchors) = if page { ("#chapter-2", "#chapter-2-") } else { ("2.xhtml", "2.xhtml#") };
        BTreeMap::from([(
            "/b/bok/to/".to_owned(),
            Stand { top: top.to_owned(), anchors: anchors.to_owned() },
        )])
    }

    #[test]
    fn on_one_page_anchors_are_the_chapters_own() {
        let chapters = chapters(true);
        for (html, expected) in [
            ("<h2 id=\"a\">A</h2>", "<h3 id=\"chapter-1-a\">A</h3>"),
            ("<a href=\"#a\">x</a>", "<a href=\"#chapter-1-a\">x</a>"),
            ("<a href=\"/b/bok/to/\">x</a>", "<a href=\"#chapter-2\">x</a>"),
            ("<a href=\"/b/bok/to/#s\">x</a>", "<a href=\"#chapter-2-s\">x</a>"),
            ("<a href=\"/b/om/\">x</a>", "<a href=\"https://vik.example/b/om/\">x</a>"),
            ("<a href=\"mailto:a@b.example\">x</a>", "<a href=\"mailto:a@b.example\">x</a>"),
            ("<img src=\"/b/media/p.jpg\" alt=\"\">", "<img src=\"/b/media/p.jpg\" alt=\"\">"),
        ] {
            assert_eq!(rewritten(html, &place(&chapters, Manner::Page)), expected);
        }
    }

    #[test]
    fn a_file_is_well_formed() {
        let chapters = chapters(false);
        for (html, expected) in [
            ("a<br>b &nbsp;&amp; c & d", "a<br/>b \u{a0}&amp; c &amp; d"),
            ("<ul><li>a<li>b</ul>", "<ul><li>a</li><li>b</li></ul>"),
            ("<p>a <b>b</p>", "<p>a <b>b</b></p>"),
            ("<p>a</i></p>", "<p>a</p>"),
            ("<input type=checkbox disabled checked> x", "☑  x"),
            ("<a href=\"/b/bok/to/#s\">x</a>", "<a href=\"2.xhtml#s\">x</a>"),
            ("<a id=x href='#a&amp;b'>x</a>", "<a id=\"x\" href=\"#a&amp;b\">x</a>"),
            (
                "<picture><source srcset=\"/b/media/p.webp 1w\"><img src=\"/b/media/p.jpg\" alt=\"\" loading=lazy></picture>",
                "<img src=\"images/p.jpg\" alt=\"\"/>",
            ),
            ("<div popover id=p><div>x</div><img src=y></div>z<button>b</button>", "z"),
            (
                "<svg viewBox=\"0 0 1 1\"><path d=\"M0 0\"/></svg>",
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1 1\"><path d=\"M0 0\"/></svg>",
            ),
            ("<p lang=\"ar\">x</p><!-- y -->", "<p lang=\"ar\" xml:lang=\"ar\">x</p>"),
            ("<script>if (a < b) {}</script><p>x", "<p>x</p>"),
        ] {
            assert_eq!(rewritten(html, &place(&chapters, Manner::File)), expected, "{html}");
        }
    }
}
