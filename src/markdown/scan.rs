//! One look over the lines before the parse: what CommonMark does not know, and what would hurt the parser.

use std::borrow::Cow;

use memchr::memchr;

use crate::text::variable;

/// Deepest nesting of blocks and spans.
pub(super) const DEPTH_LIMIT: usize = 100;
/// A list marker further in than this would stand deeper than [`DEPTH_LIMIT`] lists.
const INDENT_LIMIT: usize = 400;

/// A file of rubbish needs no more findings of one kind than this.
const FINDINGS_LIMIT: usize = 100;

/// What the look found. All offsets count bytes of the Markdown.
pub(super) struct Scan<'a> {
    /// The text for the parser: each line of `lines` covered by a thematic break of the same length.
    pub(super) masked: Cow<'a, str>,
    /// Lines that mean something to us where they are not code, in order.
    pub(super) lines: Vec<Line>,
    /// Variables, in order; some may turn out to be code.
    pub(super) variables: Vec<Variable>,
    /// Characters that never belong in a text.
    pub(super) forbidden: Vec<(usize, char)>,
    /// A line with too many container markers: the text must not be parsed.
    pub(super) too_deep: Option<(usize, usize)>,
}

/// A line with a meaning.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Line {
    /// Its first byte that is no space.
    pub(super) start: usize,
    /// The end of its text, before the line break.
    pub(super) end: usize,
    /// What it is.
    pub(super) kind: LineKind,
}

/// What a line is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum LineKind {
    /// `::name…`, or with more colons.
    Directive,
    /// Three colons or more alone.
    Closer,
    /// `<<<<<<< `
    ConflictOpens,
    /// `=======` or `|||||||` between the two others.
    ConflictTurns,
    /// `>>>>>>> `
    ConflictEnds,
}

/// `{{ name }}`
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Variable {
    /// Its first brace.
    pub(super) start: usize,
    /// Behind its last brace.
    pub(super) end: usize,
}

/// Looks over the Markdown of a file.
pub(super) fn scan(text: &str) -> Scan<'_> {
    let mut found = Scan {
        masked: Cow::Borrowed(text),
        lines: Vec::new(),
        variables: Vec::new(),
        forbidden: forbidden(text),
        too_deep: None,
    };
    let mut conflict = false;
    let mut start = 0;
    while start < text.len() {
        let rest = text.get(start..).unwrap_or_default();
        let length = memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len());
        if begins_unlike_text(rest) {
            look(rest.get(..length).unwrap_or_default(), start, &mut conflict, &mut found);
        }
        start += length + 1;
    }
    if text.contains("{{") {
        found.variables = variables(text);
    }
    if !found.lines.is_empty() {
        found.masked = Cow::Owned(masked(text, &found.lines));
    }
    found
}

/// Most lines begin with a letter, and need no look.
fn begins_unlike_text(line: &str) -> bool {
    line.as_bytes()
        .first()
        .is_some_and(|byte| !byte.is_ascii_alphabetic() && byte.is_ascii() && *byte != b'\n')
}

fn look(line: &str, start: usize, conflict: &mut bool, found: &mut Scan<'_>) {
    let text = line.trim_start_matches([' ', '\t']);
    let Some(first) = text.bytes().next() else { return };
    if !matches!(first, b':' | b'<' | b'=' | b'|' | b'>' | b'-' | b'+' | b'*' | b'0'..=b'9') {
        return;
    }
    let indent = line.len() - text.len();
    let end = start + line.trim_end().len();
    if let Some(kind) = kind(line, indent, *conflict) {
        *conflict = match kind {
            LineKind::ConflictOpens => true,
            LineKind::ConflictEnds => false,
            _ => *conflict,
        };
        found.lines.push(Line { start: start + indent, end, kind });
    } else if first != b'=' && first != b'|' && first != b'<' && found.too_deep.is_none() {
        let deep = markers(text) > DEPTH_LIMIT || indent > INDENT_LIMIT;
        if deep && !is_rule(text) {
            found.too_deep = Some((start, end));
        }
    }
}

fn kind(line: &str, indent: usize, conflict: bool) -> Option<LineKind> {
    let text = line.trim_end();
    let text = text.get(indent..).unwrap_or_default();
    if text.starts_with("::") && indent <= 3 && !line.starts_with('\t') {
        let name = text.trim_start_matches(':');
        return match name.chars().next() {
            None if text.len() > 2 => Some(LineKind::Closer),
            Some(letter) if letter.is_alphabetic() || letter == '{' => Some(LineKind::Directive),
            _ => None,
        };
    }
    if indent > 0 {
        return None;
    }
    let seven = |mark: &str| text.starts_with(mark) && matches!(text.as_bytes().get(7), None | Some(b' '));
    match text.as_bytes().first()? {
        b'<' if seven("<<<<<<<") => Some(LineKind::ConflictOpens),
        b'>' if seven(">>>>>>>") => Some(LineKind::ConflictEnds),
        b'=' if conflict && text == "=======" => Some(LineKind::ConflictTurns),
        b'|' if conflict && seven("|||||||") => Some(LineKind::ConflictTurns),
        _ => None,
    }
}

/// How many container markers a line begins with.
fn markers(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut count = 0;
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let blank = |at: usize| matches!(bytes.get(at), None | Some(b' ' | b'\t'));
        match byte {
            b' ' | b'\t' => at += 1,
            b'>' => {
                count += 1;
                at += 1;
            }
            b'-' | b'+' | b'*' | b':' if blank(at + 1) => {
                count += 1;
                at += 1;
            }
            b'0'..=b'9' => {
                while bytes.get(at).is_some_and(u8::is_ascii_digit) {
                    at += 1;
                }
                if !matches!(bytes.get(at), Some(b'.' | b')')) || !blank(at + 1) {
                    break;
                }
                count += 1;
                at += 1;
            }
            _ => break,
        }
    }
    count
}

/// `- - - -` is a thematic break, however long.
fn is_rule(text: &str) -> bool {
    let Some(mark) = text.bytes().next().filter(|byte| matches!(byte, b'-' | b'*')) else { return false };
    text.bytes().all(|byte| byte == mark || matches!(byte, b' ' | b'\t' | b'\r'))
}

fn masked(text: &str, lines: &[Line]) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut from = 0;
    for line in lines {
        masked.push_str(text.get(from..line.start).unwrap_or_default());
        // Every line with a meaning is three bytes long or more.
        masked.push_str("***");
        masked.extend(std::iter::repeat_n(' ', (line.end - line.start).saturating_sub(3)));
        from = line.end;
    }
    masked.push_str(text.get(from..).unwrap_or_default());
    masked
}

fn variables(text: &str) -> Vec<Variable> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some((at, length, _)) = variable::next(text, from) {
        // A backslash before the braces makes them text; two make a backslash.
        let slashes = text.as_bytes().iter().take(at).rev().take_while(|byte| **byte == b'\\').count();
        if slashes % 2 == 0 {
            found.push(Variable { start: at, end: at + length });
        }
        from = at + length;
    }
    found
}

/// Looks at blocks first: only in those with a byte that a forbidden character could begin with is each byte
/// looked at, and only where such a character is likely is the rule itself asked.
fn forbidden(text: &str) -> Vec<(usize, char)> {
    let mut found = Vec::new();
    let bytes = text.as_bytes();
    for (number, block) in bytes.chunks(64).enumerate() {
        let mut suspect = false;
        for byte in block {
            suspect |= is_control(*byte) | matches!(byte, 0x7f | 0xc2 | 0xe2 | 0xef);
        }
        if !suspect {
            continue;
        }
        for at in number * 64..number * 64 + block.len() {
            let letter =
                Some(at).filter(|at| is_suspect(bytes, *at)).and_then(|at| text.get(at..)?.chars().next());
            let forbidden = letter.filter(|letter| crate::text::is_forbidden(*letter));
            found.extend(forbidden.map(|letter| (at, letter)));
        }
        if found.len() >= FINDINGS_LIMIT {
            found.truncate(FINDINGS_LIMIT);
            break;
        }
    }
    found
}

fn is_control(byte: u8) -> bool {
    byte < 0x20 && !matches!(byte, b'\n' | b'\r' | b'\t')
}

fn is_suspect(bytes: &[u8], at: usize) -> bool {
    let after = |by: usize| bytes.get(at + by).copied().unwrap_or_default();
    match bytes.get(at) {
        Some(0x7f) => true,
        Some(0xc2) => after(1) < 0xa0,
        Some(0xe2) => matches!(after(1), 0x80 | 0x81) && after(2) >= 0xa6,
        Some(0xef) => after(1) == 0xbb || (after(1) == 0xbf && after(2) >= 0xbe),
        Some(byte) => is_control(*byte),
        None => false,
    }
}
