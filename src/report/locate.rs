//! Bytes of a file become lines, columns and a quotation.

use std::collections::HashMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use memchr::memchr_iter;

use super::clean;
use crate::diagnostic::{Place, Span};
use crate::disk::{Disk, Kind};

/// Files longer than this are named without being read again.
const LONGEST_FILE: u64 = 64 << 20;
/// Of a long line, this many letters before and after the place are quoted.
const AROUND: usize = 60;
/// No more bytes than these are looked at for that: each of thousands of findings may stand in one long line.
const LOOKED_AT: usize = 1024;

/// How many texts are kept at hand. Findings come file by file; a report of tens of thousands need not hold all.
const AT_HAND: usize = 4096;

/// The project's files as they are now, each read once for all reports unless there are very many.
pub struct Files<'a> {
    disk: &'a dyn Disk,
    root: &'a Path,
    texts: Mutex<HashMap<Arc<Path>, Option<Arc<Text>>>>,
}

/// The same, named as one reader finds them.
#[derive(Clone, Copy)]
pub(super) struct Texts<'a> {
    files: &'a Files<'a>,
    prefix: &'a Path,
}

struct Text {
    bytes: Vec<u8>,
    line_starts: Vec<usize>,
}

/// Where something is, as people say it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Located {
    /// The file, safe to show.
    pub(super) file: String,
    /// Line and column of the beginning, from 1; `None` where the file could not be read again.
    pub(super) start: Option<(usize, usize)>,
    /// Line and column just after the end.
    pub(super) end: Option<(usize, usize)>,
    /// The line, where it is text.
    pub(super) quote: Option<Quote>,
}

/// A line of a file, or the stretch of a long one around the place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Quote {
    /// Safe to show.
    pub(super) text: String,
    /// Which bytes of `text` the place is.
    pub(super) mark: Range<usize>,
}

impl<'a> Texts<'a> {
    /// With `prefix` before their names.
    pub(super) fn new(files: &'a Files<'a>, prefix: &'a Path) -> Self {
        Self { files, prefix }
    }

    /// Where a place is now.
    pub(super) fn locate(&self, place: &Place) -> Located {
        let file = clean::path(&self.prefix.join(&place.file));
        let text = self.files.text(&place.file);
        let whole = place.span == Span::default();
        match text {
            None => Located { file, start: None, end: None, quote: None },
            Some(_) if whole => Located { file, start: Some((1, 1)), end: Some((1, 1)), quote: None },
            Some(text) => Located {
                file,
                start: Some(text.line_column(place.span.start)),
                end: Some(text.line_column(place.span.end.max(place.span.start))),
                quote: text.quote(place.span),
            },
        }
    }
}

impl<'a> Files<'a> {
    /// None is read yet.
    pub fn new(disk: &'a dyn Disk, root: &'a Path) -> Self {
        Self { disk, root, texts: Mutex::default() }
    }

    fn text(&self, file: &Arc<Path>) -> Option<Arc<Text>> {
        let texts = || self.texts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = texts().get(file).cloned() {
            return known;
        }
        // Not under the lock: nobody waits for the disk. Should two read it at once, both have the same.
        let text = self.read(self.root.join(file)).map(Arc::new);
        let mut texts = texts();
        if texts.len() == AT_HAND {
            texts.clear();
        }
        texts.insert(file.clone(), text.clone());
        text
    }

    /// Regular files only: a pipe would never end.
    fn read(&self, path: PathBuf) -> Option<Text> {
        let stat = self.disk.stat(&path)?;
        if stat.kind != Kind::File || stat.length > LONGEST_FILE {
            return None;
        }
        Some(Text::new(self.disk.read(&path).ok()?))
    }
}

impl Text {
    fn new(bytes: Vec<u8>) -> Self {
        let breaks = memchr_iter(b'\n', &bytes).map(|at| at + 1);
        let line_starts = std::iter::once(0).chain(breaks).collect();
        Self { bytes, line_starts }
    }

    /// The line that holds a byte, from 0, and the bytes it spans without its line break.
    fn line(&self, byte: usize) -> (usize, Range<usize>) {
        let line = self.line_starts.partition_point(|start| *start <= byte).saturating_sub(1);
        let start = self.line_starts.get(line).copied().unwrap_or_default();
        let end = self.line_starts.get(line + 1).map_or(self.bytes.len(), |next| next - 1);
        (line, start..end.max(start))
    }

    fn lossy(&self, range: Range<usize>) -> String {
        let bytes = self.bytes.get(range.clone()).unwrap_or_default();
        // Editors do not count the mark some put before a file's first letter.
        let bytes =
            if range.start == 0 { bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes) } else { bytes };
        String::from_utf8_lossy(bytes).into_owned()
    }

    fn line_column(&self, byte: usize) -> (usize, usize) {
        let byte = byte.min(self.bytes.len());
        let (line, range) = self.line(byte);
        (line + 1, self.lossy(range.start..byte).chars().count() + 1)
    }

    /// The first line of a stretch with the stretch marked; nothing of a file that is no text.
    fn quote(&self, span: Span) -> Option<Quote> {
        let start = span.start.min(self.bytes.len());
        let (_, line) = self.line(start);
        if self.bytes.get(line.clone())?.contains(&0) {
            return None;
        }
        let line_end = line.end.max(start);
        let end = span.end.clamp(start, line_end);
        let before = start.saturating_sub(LOOKED_AT).max(line.start)..start;
        let before = clean::clean_line(&last(&self.lossy(before)));
        let marked = clean::clean_line(&first(&self.lossy(start..end.min(start + LOOKED_AT))));
        let after = clean::clean_line(&first(&self.lossy(end..line_end.min(end + LOOKED_AT))));
        let mark = before.len()..before.len() + marked.len();
        Some(Quote { text: before + &marked + &after, mark })
    }
}

/// The beginning of a text that may be very long.
fn first(text: &str) -> String {
    match text.char_indices().nth(AROUND * 2) {
        Some((cut, _)) => format!("{}…", &text[..cut]),
        None => text.to_owned(),
    }
}

/// The end of a text that may be very long.
fn last(text: &str) -> String {
    match text.char_indices().rev().nth(AROUND) {
        Some((cut, letter)) => format!("…{}", &text[cut + letter.len_utf8()..]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disk::memory::MemoryDisk;

    fn located(text: &[u8], span: Range<usize>) -> Located {
        let disk = MemoryDisk::with([("/p/a.md", text)]);
        let file: Arc<Path> = Arc::from(Path::new("a.md"));
        let files = Files::new(&disk, Path::new("/p"));
        Texts::new(&files, Path::new("")).locate(&Place::new(&file, span))
    }

    #[test]
    fn columns_count_letters_and_forget_the_mark_at_the_beginning() {
        assert_eq!(located("\u{feff}æb: x\r\ny".as_bytes(), 6..7).start, Some((1, 3)));
        let quote = located("æ\u{1b}b: x\r\ny".as_bytes(), 3..4).quote.unwrap();
        assert_eq!(quote.text, "æ\\u{1b}b: x");
        assert_eq!(&quote.text[quote.mark], "b");
    }

    #[test]
    fn odd_places_do_no_harm() {
        assert_eq!(located(b"", 0..9).start, Some((1, 1)));
        assert_eq!(located(b"a\nb", 900..901).start, Some((2, 2)));
        assert_eq!(located(b"\xffab\n", 1..2).quote.unwrap().text, "\u{fffd}ab");
        assert_eq!(located(b"\0\0", 1..2).quote, None);
        let over_lines = located(b"one\ntwo\nthree", 2..10);
        assert_eq!((over_lines.start, over_lines.end), (Some((1, 3)), Some((3, 3))));
        assert_eq!(over_lines.quote.unwrap().mark, 2..3);
    }

    #[test]
    fn a_long_line_is_cut_around_the_place() {
        let line = "x".repeat(100_000) + "HERE" + &"y".repeat(100_000);
        let quote = located(line.as_bytes(), 100_000..100_004).quote.unwrap();
        assert_eq!(&quote.text[quote.mark.clone()], "HERE");
        assert!(quote.text.len() < 400);
    }
}
