//! The addresses of a stylesheet: `url(…)`, `@import "…"`, `image-set("…")`, `src("…")`.

use memchr::memchr;

/// Every address, with the word before it.
pub(super) fn addresses(css: &[u8]) -> Vec<(&'static str, String)> {
    // Without a bracket or an at-sign there is no address; and most style attributes have neither.
    if memchr(b'(', css).is_none() && memchr(b'@', css).is_none() && memchr(b'\\', css).is_none() {
        return Vec::new();
    }
    let text = plain(&String::from_utf8_lossy(css));
    let lower = text.to_ascii_lowercase();
    let mut found = Vec::new();
    for word in ["url(", "src("] {
        for (at, _) in lower.match_indices(word) {
            // A word of its own: `curl(` is none.
            let own = !lower[..at]
                .ends_with(|letter: char| letter.is_alphanumeric() || letter == '-' || letter == '_');
            if own && !names_a_namespace(&lower[..at]) {
                found.push((&word[..3], in_brackets(&text[at + word.len()..])));
            }
        }
    }
    for (at, word) in lower.match_indices("@import") {
        let rest = text[at + word.len()..].trim_start();
        if let Some(address) = string(rest) {
            found.push(("@import", address));
        }
    }
    for (at, word) in lower.match_indices("image-set(") {
        let rest = &text[at + word.len()..];
        let end = rest.find([';', '}']).unwrap_or(rest.len());
        found.extend(strings(&rest[..end]).into_iter().map(|address| ("image-set", address)));
    }
    found
}

/// Whether what stands before is a namespace's declaration, which is a name and fetches nothing.
fn names_a_namespace(before: &str) -> bool {
    let statement = before.rsplit([';', '{', '}']).next().unwrap_or_default();
    statement.trim_start().starts_with("@namespace")
}

/// The address in brackets, quoted or not.
fn in_brackets(rest: &str) -> String {
    let rest = rest.trim_start();
    string(rest).unwrap_or_else(|| rest[..rest.find(')').unwrap_or(rest.len())].trim_end().to_owned())
}

/// The string that begins a text.
fn string(text: &str) -> Option<String> {
    let quote = text.chars().next().filter(|letter| matches!(letter, '"' | '\''))?;
    let inner = &text[1..];
    Some(inner[..inner.find(quote).unwrap_or(inner.len())].to_owned())
}

/// Every string of a text.
fn strings(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['"', '\'']) {
        let Some(one) = string(&rest[at..]) else { break };
        rest = rest.get(at + one.len() + 2..).unwrap_or_default();
        found.push(one);
    }
    found
}

/// The CSS without comments, its escapes resolved: `\75 rl(` is `url(`. A `/*` in a string is no comment.
fn plain(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let mut quote = None;
    let mut rest = css;
    while let Some(letter) = rest.chars().next() {
        if quote.is_none() && rest.starts_with("/*") {
            rest = rest[2..].find("*/").map_or("", |end| &rest[end + 4..]);
            continue;
        }
        let after = &rest[letter.len_utf8()..];
        match letter {
            '\\' => {
                let (said, length) = escaped(after);
                out.extend(said);
                rest = &after[length..];
                continue;
            }
            '"' | '\'' if quote == Some(letter) => quote = None,
            '"' | '\'' if quote.is_none() => quote = Some(letter),
            // A line's end ends a string that was never closed.
            '\n' => quote = None,
            _ => {}
        }
        out.push(letter);
        rest = after;
    }
    out
}

/// What an escape says, and its length behind the backslash.
fn escaped(after: &str) -> (Option<char>, usize) {
    let digits = after.bytes().take(6).take_while(u8::is_ascii_hexdigit).count();
    if digits == 0 {
        // A letter for itself; a line's end for nothing.
        let letter = after.chars().next();
        return (letter.filter(|letter| *letter != '\n'), letter.map_or(0, char::len_utf8));
    }
    let said = u32::from_str_radix(&after[..digits], 16).ok().and_then(char::from_u32);
    let space = usize::from(after[digits..].starts_with([' ', '\t', '\n']));
    (said, digits + space)
}
