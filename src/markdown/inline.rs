//! Text, links and pictures.

use pulldown_cmark::LinkType;

use crate::diagnostic::{Span, codes};

use super::body::{HoleKind, Image};
use super::escape;
use super::target::{BadTarget, Link, Target, download_kind};
use super::writer::Writer;
use crate::text::variable;

/// How far an address is looked for that a space broke off.
const LONGEST_ADDRESS: usize = 300;

/// Counts spaces, in blocks whose count fits a byte: so written, it compiles to vector code.
fn spaces(bytes: &[u8]) -> usize {
    bytes
        .chunks(64)
        .map(|block| usize::from(block.iter().map(|byte| u8::from(*byte == b' ')).sum::<u8>()))
        .sum()
}

/// A link that is open.
pub(super) struct OpenLink {
    /// Whether a tag was written.
    written: bool,
    /// Where its text begins, and how many holes there were.
    content: (usize, usize),
    /// The document it leads to.
    download: Option<Target>,
}

/// The document of ours that a link leads to.
fn document(link: &Link) -> Option<Target> {
    match link {
        Link::Target(target @ (Target::File { path, .. } | Target::Site { path, .. })) => {
            download_kind(path).map(|_| target.clone())
        }
        _ => None,
    }
}

/// A picture whose alternative text is being gathered.
pub(super) struct Alt {
    depth: usize,
    src: Option<Target>,
    title: Option<Box<str>>,
    text: String,
}

impl Writer<'_> {
    /// Text of any kind.
    pub(super) fn text_event(&mut self, text: &str, span: Span) {
        if self.blocks.code.is_some() {
            return self.code_text(text, span);
        }
        let byte = self.source.as_bytes().get(span.start);
        let quote = matches!(byte, Some(b'"' | b'\'')) && text.len() == 3 && span.end == span.start + 1;
        let text = if quote { self.localised(text, span) } else { text };
        if matches!(byte, Some(b'[' | b']')) && !self.escaped(span) {
            match self.source.as_bytes().get(span.start..).unwrap_or_default() {
                [b'[', b'^', ..] => self.missing_note(span.start),
                [b']', b'[', b'^', ..] => {}
                [b']', b'(', ..] => {
                    self.mark_in_link();
                    self.space_in_address(span.start);
                }
                [b']', b'[', ..] => self.mark_in_link(),
                _ => {}
            }
        }
        if let Some(alt) = &mut self.alt {
            alt.text.push_str(text);
            return;
        }
        if span.start < self.skip_until || self.scan.variables.get(self.next_variable).is_some() {
            return self.text_with_variables(text, span);
        }
        self.plain(text);
    }

    /// `](` as text, where an address with a space in it follows: the parser makes no link of it, so the brackets would
    /// be published.
    fn space_in_address(&mut self, bracket: usize) {
        // No further, or `[a](b` a thousand times in one line would be read a thousand times.
        let before = self.source.get(..bracket).unwrap_or_default();
        let before = &before[before.ceil_char_boundary(bracket.saturating_sub(LONGEST_ADDRESS))..];
        if before.rfind('[').is_none_or(|open| before[..open].ends_with('\\')) {
            return;
        }
        let start = bracket + 2;
        let rest = self.source.get(start..).unwrap_or_default();
        let rest = rest.get(..rest.floor_char_boundary(LONGEST_ADDRESS)).unwrap_or_default();
        let line = rest.lines().next().unwrap_or_default();
        let mut depth = 1;
        let end = line.find(|letter| {
            depth += i32::from(letter == '(') - i32::from(letter == ')');
            depth == 0
        });
        let Some(address) = end.and_then(|end| line.get(..end)) else { return };
        let is_address = address.starts_with("@/")
            || address.contains("://")
            || address.rsplit_once('.').is_some_and(|(stem, ending)| {
                !stem.is_empty()
                    && (2..=5).contains(&ending.len())
                    && ending.bytes().all(|byte| byte.is_ascii_alphanumeric())
            });
        if !is_address || !address.trim().contains(' ') || address.contains(['<', '>', '"', '\\']) {
            return;
        }
        let span = Span { start, end: start + address.len() };
        let meant = format!("<{}>", address.trim());
        let finding = self.found(codes::SPACE_IN_ADDRESS, span).with("meant", &meant);
        self.report(finding.mend(self.place(span), meant));
    }

    fn escaped(&self, span: Span) -> bool {
        span.start > 0 && self.source.as_bytes().get(span.start - 1) == Some(&b'\\')
    }

    fn plain(&mut self, text: &str) {
        let bytes = text.as_bytes();
        let (Some(first), Some(last)) = (bytes.first(), bytes.last()) else { return };
        let spaces = spaces(bytes);
        self.words +=
            spaces + usize::from(self.gap && *first != b' ') - usize::from(*last == b' ' && spaces > 0);
        self.gap = *last == b' ';
        if let Some(heading) = &mut self.heading {
            heading.text.push_str(text);
        }
        match spaces {
            0 => escape::text(text, &mut self.html),
            _ => escape::text(&self.typography.bound(text), &mut self.html),
        }
    }

    /// A quotation mark in the language's manner; an apostrophe stays one.
    fn localised<'t>(&self, text: &'t str, span: Span) -> &'t str {
        match text {
            "“" => self.typography.double.0,
            "”" => self.typography.double.1,
            "‘" => self.typography.single.0,
            "’" if self.apostrophe(span) => text,
            "’" => self.typography.single.1,
            _ => text,
        }
    }

    /// Between two letters it is no closing mark.
    fn apostrophe(&self, span: Span) -> bool {
        let after = self.source.get(span.end..).and_then(|rest| rest.chars().next());
        if after.is_some_and(char::is_alphanumeric) {
            return true;
        }
        // `Jonas' bil`: a mark that nothing opened in the line is an apostrophe too.
        let before = self.source.get(..span.start).unwrap_or_default();
        let from = before.floor_char_boundary(before.len().saturating_sub(400));
        let line = before.get(from..).unwrap_or_default().rsplit('\n').next().unwrap_or_default();
        let mut last = ' ';
        !line.chars().any(|letter| {
            let opens = letter == '\'' && !last.is_alphanumeric();
            last = letter;
            opens
        })
    }

    /// A text in which a variable begins, or which is the rest of one: the parser may cut anywhere.
    fn text_with_variables(&mut self, text: &str, span: Span) {
        if text.len() != span.end - span.start {
            return self.plain(text);
        }
        let mut at = span.start.max(self.skip_until.min(span.end));
        while let Some(next) = self.scan.variables.get(self.next_variable).copied() {
            if next.start >= span.end {
                break;
            }
            self.next_variable += 1;
            if next.start < at {
                continue;
            }
            self.plain(text.get(at - span.start..next.start - span.start).unwrap_or_default());
            let written = self.source.get(next.start..next.end).unwrap_or_default();
            if let Some((_, _, name)) = variable::next(written, 0) {
                self.variable(name, Span { start: next.start, end: next.end });
            }
            self.skip_until = next.end;
            at = next.end.min(span.end);
        }
        self.plain(text.get(at - span.start..).unwrap_or_default());
    }

    fn variable(&mut self, name: &str, span: Span) {
        self.words += usize::from(std::mem::take(&mut self.gap));
        if let Some(heading) = &mut self.heading {
            heading.text.push_str(name);
        }
        self.hole(HoleKind::Variable(name.into()), span);
    }

    /// Code within a line.
    pub(super) fn code_span(&mut self, text: &str) {
        if let Some(alt) = &mut self.alt {
            alt.text.push_str(text);
            return;
        }
        if let Some(heading) = &mut self.heading {
            heading.text.push_str(text);
        }
        self.words += usize::from(std::mem::take(&mut self.gap));
        self.html.push_str("<code>");
        escape::text(text, &mut self.html);
        self.html.push_str("</code>");
    }

    /// The end of a line within a paragraph.
    pub(super) fn line_break(&mut self, hard: bool) {
        self.gap = true;
        if let Some(alt) = &mut self.alt {
            alt.text.push(' ');
            return;
        }
        if let Some(heading) = &mut self.heading {
            heading.text.push(' ');
        }
        self.html.push_str(if hard { "<br>\n" } else { "\n" });
    }

    /// A link begins: its address is judged here, and nowhere else.
    pub(super) fn start_link(&mut self, kind: LinkType, address: &str, title: &str, span: Span) {
        let start = self.html.len();
        let email = kind == LinkType::Email;
        let link = match email {
            true => Link::parse(&format!("mailto:{address}")),
            false => Link::parse(address),
        };
        let written = link.is_ok();
        let download = link.as_ref().ok().and_then(document);
        match link {
            Err(bad) => self.report_target(bad, address, span),
            Ok(link) => {
                self.html.push_str("<a href=\"");
                self.link_address(link, span);
                self.link_title(title, span);
                // An address to write to reads from left to right in every language.
                self.html.push_str(if email { " dir=\"ltr\">" } else { ">" });
            }
        }
        self.heading_cut(start);
        self.links.push(OpenLink { written, content: (self.html.len(), self.holes.len()), download });
    }

    fn link_address(&mut self, link: Link, span: Span) {
        let mut rel = "";
        match link {
            Link::Elsewhere(address) => {
                escape::push_href(&address, &mut self.html);
                if address.get(..4).is_some_and(|scheme| scheme.eq_ignore_ascii_case("http")) {
                    rel = " rel=\"noopener\"";
                }
            }
            Link::Fragment(id) => {
                self.html.push('#');
                escape::push_href(&id.replace('%', "%25"), &mut self.html);
                self.fragments.push((id, span));
            }
            Link::Target(target) => self.hole(HoleKind::Href(target), span),
        }
        self.html.push('"');
        self.html.push_str(rel);
    }

    fn link_title(&mut self, title: &str, span: Span) {
        if title.is_empty() {
            return;
        }
        if variable::any(title) {
            self.report(self.found(codes::VARIABLE_IN_TITLE, span));
        }
        self.html.push_str(" title=\"");
        escape::attribute(title, &mut self.html);
        self.html.push('"');
    }

    /// A link ends.
    pub(super) fn end_link(&mut self, span: Span) {
        let Some(link) = self.links.pop() else { return };
        let start = self.html.len();
        let (content, holes) = link.content;
        let blank = self.html.get(content..).is_some_and(|html| html.trim().is_empty());
        if blank && self.holes.len() == holes {
            self.report(self.found(codes::EMPTY_LINK, span));
        }
        if link.written {
            self.html.push_str("</a>");
            self.heading_cut(start);
            // A heading says what follows, not how large it is.
            if let Some(target) = link.download.filter(|_| self.heading.is_none() && self.alt.is_none()) {
                self.hole(HoleKind::Download(target), span);
            }
        }
    }

    fn report_target(&mut self, bad: BadTarget, address: &str, span: Span) {
        let address: String = address.chars().filter(|letter| !letter.is_control()).take(80).collect();
        let finding = match bad {
            BadTarget::Scheme(scheme) => self.found(codes::BAD_SCHEME, span).with("scheme", scheme),
            BadTarget::Malformed => self.found(codes::BAD_TARGET, span),
        };
        self.report(finding.with("target", address));
    }

    /// A picture begins; what follows is its alternative text.
    pub(super) fn start_image(&mut self, address: &str, title: &str, span: Span) {
        let src = match Link::parse(address) {
            Ok(Link::Target(Target::Web { .. }) | Link::Elsewhere(_)) => {
                let finding = self.found(codes::IMAGE_ELSEWHERE, span).with("target", address);
                self.report(finding);
                None
            }
            Ok(Link::Fragment(_)) => {
                self.report_target(BadTarget::Malformed, address, span);
                None
            }
            Ok(Link::Target(target)) => Some(target),
            Err(bad) => {
                self.report_target(bad, address, span);
                None
            }
        };
        let title = Some(title).filter(|title| !title.is_empty()).map(Box::from);
        self.alt = Some(Alt { depth: self.depth, src, title, text: String::new() });
    }

    /// A picture ends, unless it is one inside another's alternative text.
    pub(super) fn end_image(&mut self, span: Span) {
        let depth = self.depth;
        if let Some(alt) = self.alt.take_if(|alt| alt.depth == depth) {
            if let Some(heading) = &mut self.heading {
                heading.text.push_str(&alt.text);
            }
            if alt.text.trim().is_empty() {
                let finding = self.found(codes::PICTURE_WITHOUT_ALT, span);
                self.report(finding);
            }
            if let Some(src) = alt.src {
                let image = Image { src, alt: alt.text.into_boxed_str(), title: alt.title, alone: false };
                self.hole(HoleKind::Image(Box::new(image)), span);
            }
        }
    }
}
