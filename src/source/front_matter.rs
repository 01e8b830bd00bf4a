//! Splits a file into its fields and its text.

use std::path::Path;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Place, codes};
use crate::node::{Node, yaml};

/// Largest block of fields, in bytes: checked before any of it is parsed.
const LIMIT: usize = 64 * 1024;

/// The fields, and where the Markdown begins (`None` for a data file).
pub(super) type Split = (Node, Option<usize>);

/// Splits `text`; `data` means the whole file is YAML.
pub(super) fn split(text: &str, file: &Arc<Path>, data: bool) -> (Option<Split>, Vec<Diagnostic>) {
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let whole = |code| (None, vec![Diagnostic::new(code).at(Place::new(file, start..start))]);
    if text[start..].trim().is_empty() {
        return whole(codes::EMPTY_FILE);
    }
    let (from, to, body) = if data {
        (start, text.len(), None)
    } else {
        let Some(from) = after_fence(text, start) else { return whole(codes::NO_FRONT_MATTER) };
        match closing(text, from) {
            Some((to, body)) => (from, to, Some(body)),
            None => {
                let place = Place::new(file, start..start + 3);
                return (None, vec![Diagnostic::new(codes::UNCLOSED_FRONT_MATTER).at(place)]);
            }
        }
    };
    if to - from > LIMIT {
        let place = Place::new(file, from..from);
        let finding = Diagnostic::new(codes::FRONT_MATTER_SIZE).with("size", (to - from) / 1024);
        return (None, vec![finding.at(place)]);
    }
    let fields = &text[from..to];
    if let Some(at) = conflict(fields) {
        let place = Place::new(file, from + at..from + at + 7);
        return (None, vec![Diagnostic::new(codes::FRONT_MATTER_CONFLICT).at(place)]);
    }
    let (front, findings) = yaml::parse(fields, from, file);
    // Fields that cannot be read would only make the file look as if everything were missing.
    let readable = [codes::DUPLICATE_KEY, codes::CUT_BY_REMARK];
    if findings.iter().any(|finding| !readable.contains(&finding.code)) {
        return (None, findings);
    }
    (Some((front, body)), findings)
}

/// Where the fields begin, if the file begins with a line of `---`.
fn after_fence(text: &str, start: usize) -> Option<usize> {
    let line = text[start..].lines().next()?;
    (line.trim_end() == "---")
        .then(|| text[start..].find('\n').map_or(text.len(), |newline| start + newline + 1))
}

/// Where the closing `---` stands and where the text after it begins.
fn closing(text: &str, from: usize) -> Option<(usize, usize)> {
    let mut at = from;
    for line in text[from..].split_inclusive('\n') {
        if line.trim_end() == "---" {
            return Some((at, at + line.len()));
        }
        at += line.len();
    }
    None
}

fn conflict(fields: &str) -> Option<usize> {
    if fields.starts_with("<<<<<<< ") {
        return Some(0);
    }
    fields.find("\n<<<<<<< ").map(|at| at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes_of(text: &str) -> Vec<&'static str> {
        split(text, &Arc::from(Path::new("x.nb.md")), false).1.iter().map(|finding| finding.code.0).collect()
    }

    #[test]
    fn what_a_file_may_look_like() {
        assert!(codes_of("---\ntitle: x\n---\ntext").is_empty());
        assert!(codes_of("\u{feff}---\r\ntitle: x\r\n---\r\ntext").is_empty());
        assert_eq!(codes_of(""), ["G0212"]);
        assert_eq!(codes_of("  \n "), ["G0212"]);
        assert_eq!(codes_of("text"), ["G0209"]);
        assert_eq!(codes_of("---\ntitle: x\n"), ["G0202"]);
        assert_eq!(codes_of(&format!("---\na: {}\n---\n", "x".repeat(70_000))), ["G0208"]);
        assert_eq!(codes_of("---\n<<<<<<< HEAD\ntitle: a\n=======\ntitle: b\n>>>>>>> x\n---\n"), ["G0217"]);
    }

    #[test]
    fn places_count_from_the_file() {
        let text = "\u{feff}---\ntitle: Å\nbad: a: b\n---\n";
        let (_, findings) = split(text, &Arc::from(Path::new("x.nb.md")), false);
        let span = findings[0].place.as_ref().map(|place| place.span).unwrap();
        assert_eq!(&text[span.start..span.end], "a: b");
    }
}
