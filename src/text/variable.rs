//! `{{ name }}`: only `{{`, a dotted name and `}}`, with at most one space inside; anything else in braces is text.

use memchr::memmem;

/// A piece of a text that may hold variables.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Piece<'a> {
    /// Text as it stands.
    Text(&'a str),
    /// A variable's name.
    Variable(&'a str),
}

/// A text's pieces in order: for fields, alternative texts, targets, arguments and heading titles.
pub fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = text;
    let mut waiting = None;
    std::iter::from_fn(move || {
        if let Some(name) = waiting.take() {
            return Some(Piece::Variable(name));
        }
        if rest.is_empty() {
            return None;
        }
        let Some((at, length, name)) = next(rest, 0) else {
            return Some(Piece::Text(std::mem::take(&mut rest)));
        };
        let before = rest.get(..at).unwrap_or_default();
        rest = rest.get(at + length..).unwrap_or_default();
        if before.is_empty() {
            return Some(Piece::Variable(name));
        }
        waiting = Some(name);
        Some(Piece::Text(before))
    })
}

/// The names of a text's variables, in order.
pub fn names(text: &str) -> impl Iterator<Item = &str> {
    pieces(text).filter_map(|piece| match piece {
        Piece::Variable(name) => Some(name),
        Piece::Text(_) => None,
    })
}

/// A text with its variables put in by `value`.
pub fn filled(text: &str, mut value: impl FnMut(&str) -> String) -> String {
    let piece = |piece: Piece<'_>| match piece {
        Piece::Text(text) => text.to_owned(),
        Piece::Variable(name) => value(name),
    };
    pieces(text).map(piece).collect()
}

/// Whether a text holds a variable.
pub fn any(text: &str) -> bool {
    next(text, 0).is_some()
}

/// The next variable at or after `from`: where it begins, how long it is, its name.
pub fn next(text: &str, from: usize) -> Option<(usize, usize, &str)> {
    let mut at = from;
    loop {
        at += memmem::find(text.get(at..)?.as_bytes(), b"{{")?;
        let rest = text.get(at..)?;
        if let Some((length, name)) = at_start(rest) {
            return Some((at, length, name));
        }
        at += 1;
    }
}

/// The variable a text begins with: its length and its name.
fn at_start(text: &str) -> Option<(usize, &str)> {
    let inner = text.strip_prefix("{{")?;
    let inner = inner.strip_prefix(' ').unwrap_or(inner);
    let length = inner.bytes().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.')).count();
    let (name, rest) = inner.split_at_checked(length)?;
    let rest = rest.strip_prefix(' ').unwrap_or(rest).strip_prefix("}}")?;
    let dotted = name.split('.').all(|part| part.starts_with(|letter: char| letter.is_ascii_alphabetic()));
    dotted.then(|| (text.len() - rest.len(), name))
}
