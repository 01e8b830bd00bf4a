//! Text as HTML, fast: long stretches without anything to escape are copied whole.

/// Whether any byte of a block is one of `<`, `>`, `&`, `"`; written so that it compiles to vector code.
fn plain(block: &[u8]) -> bool {
    let mut special = false;
    for byte in block {
        special |= matches!(byte, b'<' | b'>' | b'&' | b'"');
    }
    !special
}

/// Adds text that stands between tags.
pub(super) fn text(text: &str, into: &mut String) {
    escape(text, into, |byte| match byte {
        b'&' => Some("&amp;"),
        b'<' => Some("&lt;"),
        b'>' => Some("&gt;"),
        _ => None,
    });
}

/// Adds text that stands between double quotes.
pub(super) fn attribute(text: &str, into: &mut String) {
    escape(text, into, |byte| match byte {
        b'&' => Some("&amp;"),
        b'<' => Some("&lt;"),
        b'>' => Some("&gt;"),
        b'"' => Some("&quot;"),
        _ => None,
    });
}

/// `special` may name only bytes that [`plain`] knows.
fn escape(text: &str, into: &mut String, special: impl Fn(u8) -> Option<&'static str>) {
    let bytes = text.as_bytes();
    let mut copied = 0;
    let mut at = 0;
    for block in bytes.chunks(32) {
        if !plain(block) {
            for (offset, byte) in block.iter().enumerate() {
                if let Some(reference) = special(*byte) {
                    into.push_str(text.get(copied..at + offset).unwrap_or_default());
                    into.push_str(reference);
                    copied = at + offset + 1;
                }
            }
        }
        at += block.len();
    }
    into.push_str(text.get(copied..).unwrap_or_default());
}

/// Adds an address that stands inside `href="…"`: what would break out of the quotes or the address is
/// percent-encoded, letters of every script stay, and an encoding that is already there is kept.
pub fn push_href(address: &str, into: &mut String) {
    let bytes = address.as_bytes();
    for (at, letter) in address.char_indices() {
        match letter {
            '&' => into.push_str("&amp;"),
            '\'' => into.push_str("&#39;"),
            '%' if !is_encoding(bytes.get(at + 1..at + 3)) => into.push_str("%25"),
            ' '
            | '"'
            | '<'
            | '>'
            | '`'
            | '{'
            | '}'
            | '|'
            | '\\'
            | '^'
            | '['
            | ']'
            | '\0'..='\x1f'
            | '\x7f' => {
                into.push('%');
                into.push(digit(letter as u32 >> 4));
                into.push(digit(letter as u32 & 15));
            }
            letter => into.push(letter),
        }
    }
}

fn is_encoding(digits: Option<&[u8]>) -> bool {
    digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
}

fn digit(value: u32) -> char {
    char::from_digit(value, 16).unwrap_or('0').to_ascii_uppercase()
}
