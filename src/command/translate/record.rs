//! What a page said when its units went out in a PO file, so that no words are lost that somebody wrote since.
//!
//! Each unit carries it as a comment (`#. globale: as exported …`), which editors of PO files keep: the translation's file as
//! a whole, and the unit's own words. An import writes a page only where its file still is what went out, or what an earlier
//! import of that same PO file made of it; where it cannot tell, it asks. Git is not asked: a zip has none, and what was
//! committed may be newer than the export as well. The way on is another export, which brings both together in the PO file,
//! where a human sees them side by side.

use std::path::Path;

use super::Desk;
use super::units::Page;
use crate::command::CACHE;
use crate::derive::base;
use crate::derive::po::Unit;
use crate::fingerprint::{Fingerprint, Fingerprinter};
use crate::store::Store;
use crate::text::normal;

/// How the comment begins.
const NOTE: &str = "globale: as exported ";
/// Stands for a file that is not there.
pub(super) const NEW: &str = "new";
/// Where in the cache it is remembered what imports wrote. What is lost there makes an import ask.
const ROOM: &str = "imported";
/// Hexadecimal digits of the comment's words.
const DIGITS: usize = 12;

/// What a translation's file and one of its units said.
struct Record {
    file: String,
    words: String,
}

impl Record {
    /// What a unit carries: nothing, where an earlier version exported it.
    fn of(unit: &Unit) -> Option<Self> {
        let note = unit.extracted.iter().find_map(|line| line.strip_prefix(NOTE))?;
        let (file, words) = note.trim().split_once(' ')?;
        Some(Self { file: file.to_owned(), words: words.to_owned() })
    }
}

fn print(text: &str) -> String {
    Fingerprint::of(text.as_bytes()).short(DIGITS)
}

/// A translation's file by what it says, whichever state of the original it names.
pub(super) fn of_text(text: &str, data: bool) -> String {
    let text = normal(text);
    print(&base::stamped(&text, data, "").unwrap_or(text))
}

/// The file of a page's translation as it is now.
pub(super) fn of_page(desk: &Desk<'_>, page: &Page<'_>) -> String {
    let path = desk.context.root.join(&page.path);
    if desk.context.disk.stat(&path).is_none() {
        return NEW.to_owned();
    }
    // One that cannot be read is no state that anybody exported.
    let text = desk.context.disk.read(&path).map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    text.map_or_else(|error| error.to_string(), |text| of_text(&text, page.new.data))
}

/// Has a unit carry what its page says now.
pub(super) fn note(unit: &mut Unit, file: &str) {
    unit.extracted.push(format!("{NOTE}{file} {}", print(&unit.text)));
}

/// Whether a translator wrote a unit's words. Where nobody can know, they did.
pub(super) fn is_new(unit: &Unit) -> bool {
    !unit.text.trim().is_empty() && Record::of(unit).is_none_or(|record| record.words != print(&unit.text))
}

/// Whether a unit brings its page words, or says that those there hold.
pub(super) fn brings(unit: &Unit, there: &Unit) -> bool {
    match unit.text == there.text {
        true => there.is_fuzzy() && !unit.is_fuzzy() && unit.id == there.id,
        false => is_new(unit),
    }
}

/// Brings a unit of an earlier PO file together with what its page says now; whether the file has something that is not on
/// the page yet. What a human must look at is fuzzy: where both were edited, or the page's words are gone.
pub(super) fn carry(unit: &mut Unit, earlier: &Unit, as_exported: impl FnOnce() -> bool, says: &str) -> bool {
    let gone = unit.text.is_empty();
    let lost = gone && !earlier.text.trim().is_empty();
    if !lost && !brings(earlier, unit) {
        return false;
    }
    let differs = !gone && earlier.text != unit.text;
    let edited =
        differs && Record::of(earlier).is_none_or(|was| was.words != print(&unit.text)) && !as_exported();
    let fuzzy = earlier.is_fuzzy() || earlier.id != unit.id || edited || gone && !is_new(earlier);
    if fuzzy && differs {
        unit.extracted.push(format!("{says} {}", unit.text));
    }
    let previous = if earlier.id == unit.id { earlier.previous.clone() } else { Some(earlier.id.clone()) };
    unit.previous = previous.or(unit.previous.take()).filter(|_| fuzzy);
    unit.flags = if fuzzy { vec!["fuzzy".to_owned()] } else { Vec::new() };
    unit.text.clone_from(&earlier.text);
    true
}

/// What imports of a PO file wrote.
pub(super) struct Imports<'a> {
    store: Store<'a>,
    name: String,
}

impl<'a> Imports<'a> {
    /// Those of the file of that name, wherever it lies.
    pub(super) fn of(desk: &Desk<'a>, file: &Path) -> Self {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Self { store: Store::new(desk.context.disk, &desk.context.root.join(CACHE)), name }
    }

    fn key(&self, path: &Path, exported: &str, written: &str) -> Fingerprint {
        let mut key = Fingerprinter::new();
        key.text(&self.name).text(&path.to_string_lossy()).text(exported).text(written);
        key.finish()
    }

    /// Whether a page's file is what these units were exported from, or what an import made of it.
    pub(super) fn know(&self, path: &Path, units: &[&Unit], now: &str) -> bool {
        units.iter().all(|unit| match Record::of(unit) {
            None => now == NEW,
            Some(was) => was.file == now || self.store.get(ROOM, self.key(path, &was.file, now)).is_some(),
        })
    }

    /// Keeps in mind what was made of a page.
    pub(super) fn remember(&self, path: &Path, units: &[&Unit], written: &str) {
        for was in units.iter().filter_map(|unit| Record::of(unit)) {
            self.store.put(ROOM, self.key(path, &was.file, written), b"");
        }
    }
}

/// Whether units say what their pages were.
pub(super) fn is_told(units: &[&Unit]) -> bool {
    units.iter().all(|unit| Record::of(unit).is_some())
}
