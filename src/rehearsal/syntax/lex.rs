//! Words and signs of a template's tags.

use super::Place;

#[derive(Clone, PartialEq, Debug)]
pub(super) enum Token {
    /// `{{`
    Open,
    /// `{%`
    Tag,
    /// `}}` or `%}`
    Close,
    /// The words of `{# … #}`.
    Comment(String),
    /// Text between tags that is more than blank.
    Content,
    Word(String),
    Text(String),
    Number,
    Sign(&'static str),
}

/// Longer ones first.
const SIGNS: [&str; 31] = [
    "...", "?.", "?[", "**", "//", "==", "!=", "<=", ">=", "</", "+", "-", "*", "/", "%", "<", ">", "=", "~",
    "|", ".", ",", ":", "!", "(", ")", "[", "]", "{", "}", "@",
];

/// All tokens with their places; `None` where a letter is none of Tera's.
pub(super) fn tokens(text: &str) -> Option<Vec<(Token, Place)>> {
    let mut lexer = Lexer { text, at: 0, tokens: Vec::new() };
    while lexer.at < text.len() {
        lexer.content()?;
    }
    Some(lexer.tokens)
}

struct Lexer<'a> {
    text: &'a str,
    at: usize,
    tokens: Vec<(Token, Place)>,
}

impl Lexer<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn push(&mut self, token: Token, length: usize) {
        self.tokens.push((token, self.at..self.at + length));
        self.at += length;
    }

    /// Up to and through the next tag.
    fn content(&mut self) -> Option<()> {
        let rest = self.rest();
        let next = ["{{", "{%", "{#"].iter().filter_map(|mark| rest.find(mark)).min();
        let length = next.unwrap_or(rest.len());
        if rest[..length].trim().is_empty() {
            self.at += length;
        } else {
            self.push(Token::Content, length);
        }
        let Some(mark) = self.rest().get(..2) else { return Some(()) };
        match mark {
            "{#" => {
                let end = self.rest().find("#}")?;
                let words =
                    self.rest()[2..end].trim_start_matches('-').trim_end_matches('-').trim().to_owned();
                self.push(Token::Comment(words), end + 2);
            }
            "{%" if self.raw() => {
                let end = self.rest().find("endraw")?;
                self.at += end + self.rest()[end..].find("%}")? + 2;
            }
            mark => {
                let (token, close) = if mark == "{{" { (Token::Open, "}}") } else { (Token::Tag, "%}") };
                let dash = usize::from(self.rest()[2..].starts_with('-'));
                self.push(token, 2 + dash);
                self.tag(close)?;
            }
        }
        Some(())
    }

    fn raw(&self) -> bool {
        self.rest()[2..].trim_start_matches('-').trim_start().starts_with("raw")
            && self.rest().find("%}").is_some_and(|end| self.rest()[2..end].trim_matches('-').trim() == "raw")
    }

    /// The inside of a tag and its end.
    fn tag(&mut self, close: &str) -> Option<()> {
        let mut depth = 0usize;
        loop {
            let rest = self.rest();
            let first = rest.chars().next()?;
            if first.is_whitespace() {
                self.at += first.len_utf8();
            } else if depth == 0
                && (rest.starts_with(close)
                    || rest.strip_prefix('-').is_some_and(|rest| rest.starts_with(close)))
            {
                let dash = usize::from(first == '-');
                self.push(Token::Close, close.len() + dash);
                return Some(());
            } else if first.is_alphabetic() || first == '_' {
                let length = rest.find(|letter: char| !letter.is_alphanumeric() && letter != '_');
                let word = rest[..length.unwrap_or(rest.len())].to_owned();
                let length = word.len();
                self.push(Token::Word(word), length);
            } else if first.is_ascii_digit() {
                let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
                let whole = digits(rest);
                let decimals = rest[whole..].strip_prefix('.').map_or(0, digits);
                self.push(Token::Number, whole + if decimals > 0 { decimals + 1 } else { 0 });
            } else if matches!(first, '"' | '\'' | '`') {
                let (text, length) = quoted(rest, first)?;
                self.push(Token::Text(text), length);
            } else {
                let sign = SIGNS.iter().find(|sign| rest.starts_with(**sign))?;
                match *sign {
                    "{" => depth += 1,
                    "}" => depth = depth.saturating_sub(1),
                    _ => {}
                }
                self.push(Token::Sign(sign), sign.len());
            }
        }
    }
}

/// A text in quotes, and how many bytes it takes with them.
fn quoted(rest: &str, quote: char) -> Option<(String, usize)> {
    let (mut text, mut letters) = (String::new(), rest.char_indices().skip(1));
    while let Some((at, letter)) = letters.next() {
        match letter {
            '\\' => text.push(letters.next()?.1),
            end if end == quote => return Some((text, at + 1)),
            letter => text.push(letter),
        }
    }
    None
}
