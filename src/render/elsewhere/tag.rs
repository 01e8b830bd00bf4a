//! One tag's attributes, as browsers split and decode them.

use std::borrow::Cow;
use std::ops::Range;

use memchr::memchr;

/// A start tag, without its brackets.
pub(in crate::render) struct Tag<'a> {
    pub(in crate::render) name: &'a [u8],
    pub(in crate::render) attributes: &'a [u8],
}

/// What ends a tag's or an attribute's name.
pub(in crate::render) fn ends_name(byte: u8) -> bool {
    byte == b'>' || is_space_or_slash(byte)
}

fn is_space_or_slash(byte: u8) -> bool {
    byte == b'/' || is_space(byte)
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0c)
}

/// One attribute: its name, its value as written, and where the next begins.
struct Attribute {
    name: Range<usize>,
    value: Range<usize>,
    next: usize,
}

/// The attribute at or after a place; `Err` with the place of the `>` that ends the tag, or of the end of the bytes.
fn attribute(bytes: &[u8], at: usize) -> Result<Attribute, usize> {
    let start = find(bytes, at, |byte| !is_space_or_slash(byte));
    if bytes.get(start).is_none_or(|byte| *byte == b'>') {
        return Err(start);
    }
    // An equals sign that begins a name belongs to it.
    let end = find(bytes, start + 1, |byte| byte == b'=' || ends_name(byte));
    let equals = find(bytes, end, |byte| !is_space(byte));
    if bytes.get(equals) != Some(&b'=') {
        return Ok(Attribute { name: start..end, value: end..end, next: equals });
    }
    let first = find(bytes, equals + 1, |byte| !is_space(byte));
    let (value, next) = match bytes.get(first) {
        Some(quote @ (b'"' | b'\'')) => match memchr(*quote, &bytes[first + 1..]) {
            Some(length) => (first + 1..first + 1 + length, first + 2 + length),
            None => return Err(bytes.len()),
        },
        _ => {
            let end = find(bytes, first, |byte| byte == b'>' || is_space(byte));
            (first..end, end)
        }
    };
    Ok(Attribute { name: start..end, value, next })
}

/// The first place from `at` on whose byte is wanted, or the end.
#[inline]
fn find(bytes: &[u8], at: usize, wanted: impl Fn(u8) -> bool) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    at + rest.iter().position(|byte| wanted(*byte)).unwrap_or(rest.len())
}

/// The place of the `>` that ends a tag, from behind its name on; `None` where nothing does.
pub(in crate::render) fn end(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        match attribute(bytes, at) {
            Ok(found) => at = found.next,
            Err(end) => return (end < bytes.len()).then_some(end),
        }
    }
}

/// Longest name of an attribute that matters here; longer ones are cut, and then match nothing.
const NAME: usize = 16;

impl<'a> Tag<'a> {
    /// Every attribute's name in lower case, with its value as written. Nothing is copied but the name.
    pub(in crate::render) fn attributes(&self) -> impl Iterator<Item = (Name, &'a [u8])> + use<'a> {
        let (bytes, mut at) = (self.attributes, 0);
        std::iter::from_fn(move || {
            let found = attribute(bytes, at).ok()?;
            at = found.next;
            Some((Name::of(&bytes[found.name]), &bytes[found.value]))
        })
    }

    /// Every attribute's name and value as written.
    pub(in crate::render) fn all(&self) -> impl Iterator<Item = (&'a str, &'a [u8])> + use<'a> {
        let (bytes, mut at) = (self.attributes, 0);
        std::iter::from_fn(move || {
            let found = attribute(bytes, at).ok()?;
            at = found.next;
            Some((std::str::from_utf8(&bytes[found.name]).unwrap_or_default(), &bytes[found.value]))
        })
    }

    /// The value of an attribute, decoded.
    pub(in crate::render) fn value(&self, wanted: &str) -> Cow<'a, str> {
        let mut all = self.attributes();
        all.find(|(name, _)| name.as_str() == wanted).map(|(_, value)| decoded(value)).unwrap_or_default()
    }
}

/// The beginning of a name, in lower case.
pub(in crate::render) struct Name {
    letters: [u8; NAME],
    length: usize,
}

impl Name {
    fn of(name: &[u8]) -> Self {
        let mut letters = [0; NAME];
        let length = name.len().min(NAME);
        letters[..length].copy_from_slice(&name[..length]);
        letters.make_ascii_lowercase();
        Self { letters, length }
    }

    pub(in crate::render) fn as_str(&self) -> &str {
        std::str::from_utf8(&self.letters[..self.length]).unwrap_or_default()
    }
}

/// Names of characters that can make an address.
const NAMED: [(&str, &str); 17] = [
    ("amp", "&"),
    ("colon", ":"),
    ("sol", "/"),
    ("bsol", "\\"),
    ("period", "."),
    ("Tab", "\t"),
    ("NewLine", "\n"),
    ("lpar", "("),
    ("rpar", ")"),
    ("quot", "\""),
    ("apos", "'"),
    ("commat", "@"),
    ("lt", "<"),
    ("gt", ">"),
    ("num", "#"),
    ("semi", ";"),
    ("equals", "="),
];

/// The text with its character references resolved, as far as they matter in an address.
pub(in crate::render) fn decoded(value: &[u8]) -> Cow<'_, str> {
    let text = String::from_utf8_lossy(value);
    if !text.contains('&') {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = &*text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        match reference(after) {
            Some((said, length)) => {
                out.push_str(&said);
                rest = &after[length..];
            }
            None => {
                out.push('&');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// What stands behind an ampersand, and how long it is. A number needs no semicolon.
fn reference(after: &str) -> Option<(Cow<'static, str>, usize)> {
    if let Some(number) = after.strip_prefix('#') {
        let (digits, radix, head) = match number.strip_prefix(['x', 'X']) {
            Some(digits) => (digits, 16, 2),
            None => (number, 10, 1),
        };
        let length = digits.find(|letter: char| !letter.is_digit(radix)).unwrap_or(digits.len());
        let value = digits[..length].trim_start_matches('0');
        let letter = char::from_u32(u32::from_str_radix(value, radix).ok()?)?;
        let semicolon = usize::from(digits[length..].starts_with(';'));
        return Some((Cow::Owned(letter.to_string()), head + length + semicolon));
    }
    let (_, said) = NAMED.iter().find(|(name, _)| {
        after.strip_prefix(name).is_some_and(|rest| rest.starts_with(';') || *name == "amp")
    })?;
    let end = after.find(|letter: char| !letter.is_ascii_alphanumeric()).unwrap_or(after.len());
    let name = if after.starts_with("amp") { 3 } else { end };
    Some((Cow::Borrowed(said), name + usize::from(after[name..].starts_with(';'))))
}
