//! Small things about text that know nothing of sites: places, nearest names, slugs, escapes.

use std::borrow::Cow;

use unicode_normalization::char::decompose_canonical;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

pub mod digits;
pub mod variable;

/// Line and column of a byte, both from 1; the column counts characters, as editors do.
pub fn line_column(text: &str, byte: usize) -> (usize, usize) {
    let mut byte = byte.min(text.len());
    while !text.is_char_boundary(byte) {
        byte -= 1;
    }
    let before = &text[..byte];
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
}

/// The nearest of the known words, if it is near enough to be meant.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = word.chars().count();
    let limit = (length / 3).clamp(1, 3);
    // Most names of a large site are too long or too short to be meant: those are not compared at all.
    let sized = |candidate: &&str| candidate.chars().count().abs_diff(length) <= limit;
    let mut known: Vec<&str> = known.into_iter().filter(sized).collect();
    known.sort_unstable();
    // `IMG_1.JPG` and `img_1.jpg` have no letter in common, and are the same to whoever wrote it.
    let lower = word.to_lowercase();
    let as_written = known.iter().find(|candidate| **candidate != word && candidate.to_lowercase() == lower);
    if let Some(same) = as_written {
        return Some(same);
    }
    known
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(word, candidate), candidate))
        .filter(|(distance, _)| *distance > 0 && *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// The nearest of the known words, if no other is as near: what a mend may put in its place.
pub fn only_near<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let known: Vec<&str> = known.into_iter().collect();
    let near = nearest(word, known.iter().copied())?;
    let distance = strsim::damerau_levenshtein(word, near);
    let as_near = |other: &&str| *other != near && strsim::damerau_levenshtein(word, other) <= distance;
    (!known.iter().any(as_near)).then_some(near)
}

/// Whether a text is an e-mail address.
pub fn is_email(text: &str) -> bool {
    matches!(text.split_once('@'), Some((name, host))
        if !name.is_empty() && host.contains('.') && !text.contains([' ', '"', '<', '>', '\'', '&']))
}

/// Whether a text is an address on the web.
pub fn is_url(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|rest| {
        !rest.is_empty() && !rest.starts_with('/') && !rest.contains([' ', '"', '<', '>'])
    })
}

/// Names Windows keeps for devices; a site must be possible to unpack there.
const RESERVED: [&str; 22] = [
    "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9",
    "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];

/// Whether Windows keeps a file's name for a device, whatever its ending.
pub fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name);
    RESERVED.iter().any(|device| device.eq_ignore_ascii_case(stem))
}

/// How many words a list of suggestions is chosen from at most: a large site has thousands of entries, and each
/// finding would compare them all.
const CANDIDATES: usize = 500;

/// The nearest few of the known words, nearest first, near or not.
pub fn nearest_few<'a>(word: &str, known: impl IntoIterator<Item = &'a str>, few: usize) -> Vec<&'a str> {
    let mut candidates: Vec<&str> = known.into_iter().collect();
    if candidates.len() > CANDIDATES {
        let length = word.len();
        candidates.sort_by_cached_key(|candidate| (candidate.len().abs_diff(length), *candidate));
        candidates.truncate(CANDIDATES);
    }
    let mut ranked: Vec<(usize, &str)> = candidates
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(word, candidate), candidate))
        .collect();
    ranked.sort_unstable();
    ranked.truncate(few);
    ranked.into_iter().map(|(_, candidate)| candidate).collect()
}

/// The marks `TODO` that stand after `opener`, which begins a comment: what each asks for, and where the mark is. Within
/// fenced code a comment is an example.
pub fn to_do<'t>(text: &'t str, opener: &str) -> Vec<(&'t str, std::ops::Range<usize>)> {
    let (mut marks, mut start, mut open) = (Vec::new(), 0, None);
    if memchr::memmem::find(text.as_bytes(), b"TODO").is_none() {
        return marks;
    }
    for line in text.split_inclusive('\n') {
        open = fence(line.trim(), open);
        if let Some((at, what)) = to_do_in(line, opener).filter(|_| open.is_none()) {
            let from = start + at;
            marks.push((what, from..from + line[at..].trim_end().len()));
        }
        start += line.len();
    }
    marks
}

/// The sign of a fence around code, and how many of them it has.
pub type Fence = (char, usize);

/// The fence within which code stands behind a line, if `open` was open before it. It ends with as many of the same sign,
/// and nothing else on the line.
pub fn fence(line: &str, open: Option<Fence>) -> Option<Fence> {
    let Some(sign) = line.chars().next().filter(|sign| matches!(sign, '`' | '~')) else { return open };
    let rest = line.trim_start_matches(sign);
    let length = line.len() - rest.len();
    match open {
        Some((opening, least)) => {
            let closes = sign == opening && length >= least && rest.trim().is_empty();
            open.filter(|_| !closes)
        }
        // Three marks, code and three marks more are code within a line.
        None => (length >= 3 && !(sign == '`' && rest.contains('`'))).then_some((sign, length)),
    }
}

/// A mark in a line, and what it asks for.
fn to_do_in<'t>(line: &'t str, opener: &str) -> Option<(usize, &'t str)> {
    // Not within a word, and not within quotation marks.
    let opens = |at: &usize| {
        let before = &line[..*at];
        before.chars().next_back().is_none_or(char::is_whitespace)
            && before.matches('"').count().is_multiple_of(2)
    };
    let (at, rest) = line
        .match_indices(opener)
        .filter(|(at, _)| opens(at))
        .find_map(|(at, _)| Some((at, line[at + opener.len()..].trim_start().strip_prefix("TODO")?)))?;
    let rest = rest.trim().trim_start_matches(':').trim_end_matches("-->").trim();
    Some((at, if rest.is_empty() { "TODO" } else { rest }))
}

/// A part of an address from any text: lower case, words joined by hyphens; æ→ae, ø→oe, å→aa, other accents
/// dropped, letters of other scripts kept.
pub fn slug(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    let mut gap = false;
    if text.is_ascii() {
        return ascii_slug(text);
    }
    for letter in composed(text).chars().flat_map(char::to_lowercase) {
        let plain: &str = match letter {
            'æ' => "ae",
            'ø' => "oe",
            'å' => "aa",
            'ß' => "ss",
            'ð' => "d",
            'þ' => "th",
            'ł' => "l",
            'đ' => "d",
            _ => "",
        };
        let start = slug.len();
        if plain.is_empty() {
            let base = base_of(letter);
            let kept = if base.is_ascii() { base } else { letter };
            if kept.is_alphanumeric() || (unicode_normalization::char::is_combining_mark(kept) && !gap) {
                slug.push(kept);
            }
        } else {
            slug.push_str(plain);
        }
        if slug.len() == start {
            gap = true;
        } else if gap {
            if start > 0 {
                slug.insert(start, '-');
            }
            gap = false;
        }
    }
    slug
}

/// A letter without its accents.
fn base_of(letter: char) -> char {
    let mut base = None;
    decompose_canonical(letter, |part| base = base.or(Some(part)));
    base.unwrap_or(letter)
}

/// A text with its accents composed; nearly every one is written so.
fn composed(text: &str) -> Cow<'_, str> {
    // Below U+0300, the first accent that stands by itself and in UTF-8 the first sign that begins with this byte, every
    // letter is composed: one look at the bytes tells it of most European texts.
    if text.bytes().max().is_none_or(|most| most < 0xcc) {
        return Cow::Borrowed(text);
    }
    match is_nfc_quick(text.chars()) {
        IsNormalized::Yes => Cow::Borrowed(text),
        _ => Cow::Owned(text.nfc().collect()),
    }
}

/// The one spelling a name has in addresses: accents composed, as the disks of some systems do not keep them.
pub fn nfc(text: &str) -> String {
    composed(text).into_owned()
}

/// A file's text as its fingerprint is taken: accents composed, line feeds alone, no mark at its beginning. So a checkout on
/// another system is still the same text.
pub fn normal(text: &str) -> String {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    match text.contains('\r') {
        false => nfc(text),
        true => nfc(&text.replace("\r\n", "\n").replace('\r', "\n")),
    }
}

/// [`slug`] of a text that needs no composing: most headings.
fn ascii_slug(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() {
            slug.push(char::from(byte.to_ascii_lowercase()));
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.truncate(slug.trim_end_matches('-').len());
    slug
}

/// Whether a text may stand as one segment of an address: what [`slug`] would make of it, or digits and
/// letters joined by single hyphens.
pub fn is_slug(text: &str) -> bool {
    !text.is_empty() && slug(text) == text.nfc().collect::<String>()
}

/// Adds text to HTML, in an element or between double quotes.
pub fn escape_html(text: &str, into: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.find(['&', '<', '>', '"', '\'']) {
        into.push_str(&rest[..at]);
        into.push_str(match rest.as_bytes()[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            _ => "&#39;",
        });
        rest = &rest[at + 1..];
    }
    into.push_str(rest);
}

/// Text as HTML.
pub fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    escape_html(text, &mut html);
    html
}

/// Percent-encodes one segment of an address, so that spaces, `#`, `?`, `%` and quotes survive; letters of every
/// script stay readable.
pub fn encode_segment(segment: &str) -> String {
    let mut encoded = String::with_capacity(segment.len());
    push_encoded(segment, &mut encoded);
    encoded
}

/// Adds parts of an address as [`encode_segment`] writes each; slashes part them.
pub fn push_encoded(address: &str, into: &mut String) {
    let special = |byte: u8| {
        matches!(
            byte,
            b' ' | b'"'
                | b'#'
                | b'%'
                | b'<'
                | b'>'
                | b'?'
                | b'`'
                | b'{'
                | b'}'
                | b'['
                | b']'
                | b'\\'
                | b'^'
                | b'|'
                | b'\''
                | b'&'
        )
    };
    let mut rest = address;
    while let Some(at) = rest.bytes().position(special) {
        into.push_str(&rest[..at]);
        // All of them are ASCII: one byte.
        into.push_str(&format!("%{:02X}", rest.as_bytes()[at]));
        rest = &rest[at + 1..];
    }
    into.push_str(rest);
}

/// Undoes percent-encoding; `None` where the result is not UTF-8 or a `%` leads nowhere.
pub fn decode_percent(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digits = [rest.next()?, rest.next()?];
            bytes.push(u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

/// Characters that never belong in a text to publish: control characters but tab and line breaks, marks that turn the
/// direction of what follows (they can hide what a line says), and the two that are no characters at all, which no
/// feed, book or card can hold.
pub fn forbidden_char(text: &str) -> Option<(usize, char)> {
    text.char_indices().find(|(_, letter)| is_forbidden(*letter))
}

/// Whether [`forbidden_char`] would name this one.
pub fn is_forbidden(letter: char) -> bool {
    matches!(letter, '\u{0}'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{7f}'..='\u{9f}'
        | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_what_is_to_do() {
        let text = "a = 1 # TODO: the address\nb = \"c # TODO\"\n# TODO\nc#TODO: no\n";
        let found: Vec<(&str, &str)> =
            to_do(text, "#").into_iter().map(|(what, at)| (what, &text[at])).collect();
        assert_eq!(found, [("the address", "# TODO: the address"), ("TODO", "# TODO")]);
        let text = "Text.\n<!-- TODO: who answers -->\n```\n<!-- TODO: an example -->\n```\n";
        let found: Vec<&str> = to_do(text, "<!--").into_iter().map(|(what, _)| what).collect();
        assert_eq!(found, ["who answers"]);
    }

    #[test]
    fn a_fence_ends_with_its_own_marks() {
        for (code, fenced) in [
            ("````md\n```\n````\n", false),
            ("```\n~~~\n```\n", false),
            ("~~~\n```\n~~~~\n", false),
            ("```a``` b\n", false),
            ("```\n``` a\n", true),
        ] {
            let text = format!("{code}<!-- TODO: who answers -->\n");
            assert_eq!(to_do(&text, "<!--").is_empty(), fenced, "{code}");
        }
    }

    #[test]
    fn slugs() {
        for (text, expected) in [
            ("Blåbær og øl", "blaabaer-og-oel"),
            ("  Det spirer – og gror!  ", "det-spirer-og-gror"),
            ("Café", "cafe"),
            ("REMA 1000", "rema-1000"),
            ("قصص النجاح", "قصص-النجاح"),
            ("Їжак", "їжак"),
            ("???", ""),
        ] {
            assert_eq!(slug(text), expected);
        }
        assert!(is_slug("det-spirer"));
        for bad in ["Det", "../x", "a--b", "-a", "a b", ""] {
            assert!(!is_slug(bad), "{bad}");
        }
    }

    #[test]
    fn places_count_characters() {
        assert_eq!(line_column("æø\nå: b", 7), (2, 2));
        assert_eq!(line_column("a", 99), (1, 2));
    }

    #[test]
    fn nearest_is_near() {
        assert_eq!(nearest("drfat", ["draft", "date"]), Some("draft"));
        assert_eq!(nearest("podcast", ["draft", "date"]), None);
        assert_eq!(nearest("titel", ["title", "tags"]), Some("title"));
    }

    #[test]
    fn percent_goes_both_ways() {
        let segment = "50 % «bær» & é#?";
        assert_eq!(decode_percent(&encode_segment(segment)).as_deref(), Some(segment));
        assert_eq!(decode_percent("%zz"), None);
    }
}
