//! Content must not steer a terminal: control characters and marks that turn direction are shown by their numbers.

use std::fmt::Write as _;
use std::path::Path;

use crate::text::is_forbidden;

/// Text on one line, safe to show: line breaks and tabs become spaces, what could steer a terminal `\u{1b}`.
pub fn clean(text: &str) -> String {
    cleaned(text, |letter| matches!(letter, '\n' | '\r' | '\t').then_some(" "))
}

/// A line of a file, safe to show; tabs stay.
pub(super) fn clean_line(line: &str) -> String {
    cleaned(line, |letter| match letter {
        '\t' => Some("\t"),
        '\n' | '\r' => Some(""),
        _ => None,
    })
}

fn cleaned(text: &str, exception: fn(char) -> Option<&'static str>) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        if let Some(instead) = exception(letter) {
            safe.push_str(instead);
        } else if steers(letter) {
            // Writing to a string cannot fail.
            let _ = write!(safe, "\\u{{{:x}}}", u32::from(letter));
        } else {
            safe.push(letter);
        }
    }
    safe
}

/// Whether a letter must not reach a terminal as it is.
pub(super) fn steers(letter: char) -> bool {
    letter.is_control() || matches!(letter, '\u{2028}' | '\u{2029}') || is_forbidden(letter)
}

/// A path as text, with `/` between its parts; bytes that are no UTF-8 are shown as `\xE6`.
pub fn path(path: &Path) -> String {
    let mut shown = String::new();
    for chunk in path.as_os_str().as_encoded_bytes().utf8_chunks() {
        shown.push_str(&clean(chunk.valid()));
        for byte in chunk.invalid() {
            let _ = write!(shown, "\\x{byte:02X}");
        }
    }
    if std::path::MAIN_SEPARATOR == '\\' { shown.replace('\\', "/") } else { shown }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_steers() {
        assert_eq!(clean("a\u{1b}[31m\u{202e}b\u{7f}\u{9b}\nc"), "a\\u{1b}[31m\\u{202e}b\\u{7f}\\u{9b} c");
        assert_eq!(clean("قصص «øl»"), "قصص «øl»");
        assert_eq!(clean_line("\tx\u{0}\r\n"), "\tx\\u{0}");
    }

    #[cfg(unix)]
    #[test]
    fn bytes_of_a_name_are_shown() {
        use std::os::unix::ffi::OsStrExt;
        let name = Path::new(std::ffi::OsStr::from_bytes(b"content/b\xe6rum/\x1b.md"));
        assert_eq!(path(name), "content/b\\xE6rum/\\u{1b}.md");
    }
}
