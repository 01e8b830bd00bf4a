//! One directive line: `::name{key="value" key=12 flag}`.

use crate::diagnostic::Span;

use super::body::Arg;

/// A directive as written.
#[derive(Debug, PartialEq)]
pub(super) struct Directive<'a> {
    /// Two for a leaf, three or more for a container.
    pub(super) colons: usize,
    /// The component's name.
    pub(super) name: &'a str,
    /// Its arguments, with spans within the line.
    pub(super) args: Vec<(Box<str>, Arg, Span)>,
}

/// Reads a line that begins with two colons or more and holds no line break.
///
/// # Errors
/// Where in the line it cannot be understood.
pub(super) fn read(line: &str) -> Result<Directive<'_>, Span> {
    let after_colons = line.trim_start_matches(':');
    let colons = line.len() - after_colons.len();
    let name_length = word(after_colons);
    let (name, rest) = after_colons.split_at(name_length);
    let mut cursor = Cursor { line, at: colons + name_length };
    if name.is_empty() || rest.starts_with(|letter: char| letter != '{' && !letter.is_whitespace()) {
        return Err(cursor.here());
    }
    cursor.skip_spaces();
    let mut args = Vec::new();
    if cursor.eat("{") {
        read_args(&mut cursor, &mut args)?;
        cursor.skip_spaces();
    }
    if cursor.rest().is_empty() { Ok(Directive { colons, name, args }) } else { Err(cursor.here()) }
}

fn read_args(cursor: &mut Cursor<'_>, args: &mut Vec<(Box<str>, Arg, Span)>) -> Result<(), Span> {
    loop {
        let before = cursor.at;
        cursor.skip_spaces();
        if cursor.eat("}") {
            return Ok(());
        }
        if !args.is_empty() && cursor.at == before {
            return Err(cursor.here());
        }
        let start = cursor.at;
        let key: Box<str> = cursor.take(word(cursor.rest())).into();
        if key.is_empty() {
            return Err(cursor.here());
        }
        let value = if cursor.eat("=") { read_value(cursor)? } else { Arg::Flag };
        let span = Span { start, end: cursor.at };
        if args.iter().any(|(other, _, _)| *other == key) {
            return Err(span);
        }
        args.push((key, value, span));
    }
}

fn read_value(cursor: &mut Cursor<'_>) -> Result<Arg, Span> {
    let start = cursor.at;
    if !cursor.eat("\"") {
        let length =
            cursor.rest().bytes().take_while(|b| b.is_ascii_digit() || matches!(b, b'-' | b'.')).count();
        let number: f64 = cursor.take(length).parse().map_err(|_| cursor.since(start))?;
        return Ok(Arg::Number(number));
    }
    let mut value = String::new();
    loop {
        let plain = cursor.rest().find(['"', '\\']).ok_or_else(|| cursor.since(start))?;
        value.push_str(cursor.take(plain));
        if cursor.eat("\"") {
            return Ok(Arg::Text(value.into()));
        }
        if cursor.eat("\\\"") {
            value.push('"');
        } else if cursor.eat("\\\\") {
            value.push('\\');
        } else {
            value.push_str(cursor.take(1));
        }
    }
}

/// The length of the name a text begins with: a letter, then letters, digits, `-` and `_`.
fn word(text: &str) -> usize {
    if !text.starts_with(|letter: char| letter.is_ascii_alphabetic()) {
        return 0;
    }
    text.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')).count()
}

struct Cursor<'a> {
    line: &'a str,
    at: usize,
}

impl<'a> Cursor<'a> {
    fn rest(&self) -> &'a str {
        self.line.get(self.at..).unwrap_or_default()
    }

    fn take(&mut self, length: usize) -> &'a str {
        let taken = self.rest().get(..length).unwrap_or_default();
        self.at += taken.len();
        taken
    }

    fn eat(&mut self, what: &str) -> bool {
        let found = self.rest().starts_with(what);
        self.at += if found { what.len() } else { 0 };
        found
    }

    fn skip_spaces(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }

    fn here(&self) -> Span {
        self.since(self.at)
    }

    /// From there to the end of the line; at the end, its last character.
    fn since(&self, start: usize) -> Span {
        let last = self.line.char_indices().next_back().map_or(0, |(at, _)| at);
        Span { start: start.min(last), end: self.line.len() }
    }
}
