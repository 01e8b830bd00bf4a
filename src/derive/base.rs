//! Snapshots: whole texts under `.globale/base/`, committed, each named after its content.

use std::io;
use std::path::{Path, PathBuf};

use crate::disk::{self, Disk};
use crate::fingerprint::Fingerprint;
use crate::text::normal;

/// Where they lie.
pub const FOLDER: &str = ".globale/base";

/// Hexadecimal digits of a snapshot's name.
const DIGITS: usize = 12;

/// The name of a text's snapshot: of the whole file as it was written, fields and all, before any variable is put in.
pub fn name(text: &str) -> String {
    named(&normal(text))
}

fn named(normal: &str) -> String {
    Fingerprint::of(normal.as_bytes()).short(DIGITS)
}

/// Where the snapshot of that name lies, relative to the root.
pub fn path(name: &str) -> PathBuf {
    Path::new(FOLDER).join(format!("{name}.md"))
}

/// The name of the snapshot that a file is; `None` for any other file.
pub fn named_by(path: &Path) -> Option<&str> {
    path.to_str()?.strip_suffix(".md").filter(|stem| is_name(stem))
}

/// Everything in a text that could be the name of a snapshot.
pub fn names_in(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| is_name(word))
}

fn is_name(word: &str) -> bool {
    word.len() == DIGITS && word.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// Keeps a text's snapshot, and says its name. One that is there already is the same text.
///
/// # Errors
/// What the disk says.
pub fn keep(disk: &dyn Disk, root: &Path, text: &str) -> io::Result<String> {
    let name = name(text);
    let whole = root.join(path(&name));
    if disk.stat(&whole).is_none() {
        disk::write_whole(disk, &whole, normal(text).as_bytes())?;
    }
    Ok(name)
}

/// The state of an original of which nothing has been translated.
const NOTHING: &str = "---\n---\n";

/// A translation that is begun, of an original that is text or `data`: it names a state of which nothing is translated
/// yet, so that its page shows the original, or the data it was begun from. Gives it with the state's name.
///
/// # Errors
/// What the disk says.
pub fn begun(
    (disk, root): (&dyn Disk, &Path),
    text: String,
    (original, data): (&str, bool),
) -> io::Result<(String, String)> {
    let name = keep(disk, root, if data { original } else { NOTHING })?;
    Ok((stamped(&text, data, &name).unwrap_or(text), name))
}

/// What stands in `base:` until `check --fix` puts the snapshot's name there: the original as it is now.
pub const NOW: &str = "now";

/// What a snapshot's file holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Kept {
    /// The text it is named after.
    Whole(String),
    /// Another text: somebody edited it.
    Edited,
    /// No text with fields at all.
    Damaged,
    /// There is none.
    Missing,
}

/// Reads the snapshot of that name.
pub fn read(disk: &dyn Disk, root: &Path, name: &str) -> Kept {
    let path = root.join(path(name));
    let Some(bytes) = disk.stat(&path).and_then(|_| disk.read(&path).ok()) else { return Kept::Missing };
    let Ok(text) = String::from_utf8(bytes) else { return Kept::Damaged };
    let text = normal(&text);
    if named(&text) == name {
        return Kept::Whole(text);
    }
    let fields = |data| crate::source::split(&text, data).is_some_and(|(front, _)| front.table().is_some());
    let readable = fields(false) || fields(true);
    if readable { Kept::Edited } else { Kept::Damaged }
}

/// Every snapshot: where it lies, relative to the root, and what it holds.
pub fn all(disk: &dyn Disk, root: &Path) -> Vec<(PathBuf, String)> {
    let (found, _) = disk.walk(&root.join(FOLDER));
    let paths = found.into_iter().map(|item| Path::new(FOLDER).join(item.path));
    let text =
        |path: &Path| disk.read(&root.join(path)).map(|bytes| normal(&String::from_utf8_lossy(&bytes)));
    paths.map(|path| (text(&path).unwrap_or_default(), path)).map(|(text, path)| (path, text)).collect()
}

/// A file that names this snapshot; `data` is one of fields from its first line to its last. `None` where it has no fields
/// that a line could be put among.
pub fn stamped(text: &str, data: bool, name: &str) -> Option<String> {
    if data { named_first(text, name) } else { named_in(text, name) }
}

/// Data whose first field names this snapshot: behind the mark of its encoding, and behind the line that begins it.
fn named_first(text: &str, name: &str) -> Option<String> {
    let mark = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let (mut start, mut at) = (mark, mark);
    for line in text[mark..].split_inclusive('\n') {
        at += line.len();
        match line.trim_end() {
            "---" if start == mark => start = at,
            remark if remark.is_empty() || remark.starts_with('#') => {}
            // One value in braces, from its first line to its last.
            braces if braces.starts_with('{') => return None,
            _ => break,
        }
    }
    let (before, fields) = text.split_at(start);
    let rest: String = fields.split_inclusive('\n').filter(|line| !line.starts_with("base:")).collect();
    Some(format!("{before}base: {name}{}{rest}", line_break(text)))
}

fn line_break(text: &str) -> &'static str {
    if text.contains("\r\n") { "\r\n" } else { "\n" }
}

/// A text whose fields name this snapshot: `base` stands in place of an earlier one, or as the last field. `None` where the
/// text does not begin with fields.
fn named_in(text: &str, name: &str) -> Option<String> {
    let mut lines = text.split_inclusive('\n').scan(0, |at, line| {
        let start = *at;
        *at += line.len();
        Some((start, line))
    });
    let (_, first) = lines.next()?;
    if first.trim_start_matches('\u{feff}').trim_end() != "---" {
        return None;
    }
    let mut earlier = None;
    for (start, line) in lines {
        if line.starts_with("base:") {
            earlier = Some((start, start + line.len()));
        }
        if line.trim_end() == "---" {
            let (from, to) = earlier.unwrap_or((start, start));
            return Some(format!("{}base: {name}{}{}", &text[..from], line_break(text), &text[to..]));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disk::memory::MemoryDisk;

    #[test]
    fn a_name_does_not_hang_on_the_system_that_checked_the_file_out() {
        let name = name("---\ntitle: \u{e5}\n---\nText.\n");
        assert_eq!(name.len(), 12);
        assert_eq!(super::name("\u{feff}---\r\ntitle: a\u{30a}\r\n---\r\nText.\r\n"), name);
        assert_ne!(super::name("---\ntitle: \u{e5}\n---\nText!\n"), name);
    }

    #[test]
    fn what_is_kept_is_found_again() {
        let disk = MemoryDisk::default();
        let name = keep(&disk, Path::new("/site"), "a\r\nb").unwrap();
        assert_eq!(keep(&disk, Path::new("/site"), "a\nb").unwrap(), name);
        assert_eq!(all(&disk, Path::new("/site")), [(path(&name), "a\nb".to_owned())]);
    }

    #[test]
    fn fields_name_one_snapshot() {
        for (text, expected) in [
            ("---\ntitle: A\n---\nX\n", Some("---\ntitle: A\nbase: 0123456789ab\n---\nX\n")),
            (
                "---\r\nbase: a\r\ntitle: A\r\n---\r\n",
                Some("---\r\nbase: 0123456789ab\r\ntitle: A\r\n---\r\n"),
            ),
            ("---\n---\nbase: x\n", Some("---\nbase: 0123456789ab\n---\nbase: x\n")),
            ("title: A\n", None),
            ("---\ntitle: A\n", None),
        ] {
            assert_eq!(named_in(text, "0123456789ab").as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn data_names_its_snapshot_where_its_fields_begin() {
        for (text, expected) in [
            ("title: A\n", "base: 0123456789ab\ntitle: A\n"),
            ("base: a\ntitle: A\n", "base: 0123456789ab\ntitle: A\n"),
            ("\u{feff}title: A\n", "\u{feff}base: 0123456789ab\ntitle: A\n"),
            ("---\ntitle: A\nbase: a\n", "---\nbase: 0123456789ab\ntitle: A\n"),
            ("# A remark\n\n---\ntitle: A\n", "# A remark\n\n---\nbase: 0123456789ab\ntitle: A\n"),
            ("# A remark\ntitle: A\n", "base: 0123456789ab\n# A remark\ntitle: A\n"),
            ("\u{feff}---\r\nbase: a\r\ntitle: A\r\n", "\u{feff}---\r\nbase: 0123456789ab\r\ntitle: A\r\n"),
        ] {
            let stamped = stamped(text, true, "0123456789ab").unwrap();
            assert_eq!(stamped, expected, "{text}");
            let (fields, _) = crate::source::split(&stamped, true).unwrap();
            assert_eq!(fields.get("base").and_then(|base| base.text()), Some("0123456789ab"), "{text}");
        }
        assert_eq!(stamped("{ title: A }\n", true, "0123456789ab"), None);
    }

    #[test]
    fn a_snapshot_is_known_by_its_name() {
        assert_eq!(named_by(Path::new("0123456789ab.md")), Some("0123456789ab"));
        for other in ["README.txt", "README.md", "0123456789AB.md", "0123456789ab.txt", "x/0123456789ab.md"] {
            assert_eq!(named_by(Path::new(other)), None, "{other}");
        }
        let text = "base: 0123456789ab\r\n\"base\": 'aaaaaaaaaaaa'\nbbbbbbbbbbbbb xcccccccccccc";
        assert_eq!(names_in(text).collect::<Vec<_>>(), ["0123456789ab", "aaaaaaaaaaaa"]);
    }
}
