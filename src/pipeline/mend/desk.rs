//! A disk with papers on top: what is put on the desk is read in place of what lies on the disk.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::disk::{Disk, Found, Kind, Stat};
use crate::fingerprint::Fingerprint;

/// Remembers what each text was when it was first read, and holds those that were mended since.
pub(super) struct Desk<'a> {
    disk: &'a dyn Disk,
    papers: Mutex<Papers>,
}

#[derive(Default)]
struct Papers {
    /// Of each text as the disk gave it.
    seen: HashMap<PathBuf, Fingerprint>,
    edits: BTreeMap<PathBuf, Edit>,
    /// New files that go along with mends.
    laid: BTreeMap<PathBuf, Laid>,
    /// Every text that lay here at some time.
    past: HashSet<(PathBuf, Fingerprint)>,
}

/// A mended text that is not written yet.
#[derive(Clone)]
pub(super) struct Edit {
    /// What the file was when it was read.
    pub(super) before: Fingerprint,
    /// What it is to be.
    pub(super) bytes: Vec<u8>,
}

/// A new file that is not written yet.
#[derive(Clone, Default)]
pub(super) struct Laid {
    pub(super) bytes: Vec<u8>,
    /// The mended texts that name it.
    pub(super) named_by: BTreeSet<PathBuf>,
}

impl<'a> Desk<'a> {
    pub(super) fn new(disk: &'a dyn Disk) -> Self {
        Self { disk, papers: Mutex::default() }
    }

    /// The text of a file, if the disk still holds what was read; also in the midst of mending.
    pub(super) fn unchanged(&self, path: &Path) -> Option<String> {
        let bytes = self.disk.read(path).ok()?;
        let papers = self.papers();
        if papers.seen.get(path) != Some(&Fingerprint::of(&bytes)) {
            return None;
        }
        let bytes = papers.edits.get(path).map_or(bytes, |edit| edit.bytes.clone());
        String::from_utf8(bytes).ok()
    }

    /// Puts a mended text on the desk, unless it lay here before.
    pub(super) fn put(&self, path: PathBuf, text: String) -> bool {
        let mut papers = self.papers();
        let Some(before) = papers.seen.get(&path).copied() else { return false };
        let new = Fingerprint::of(text.as_bytes());
        if new == before || !papers.past.insert((path.clone(), new)) {
            return false;
        }
        papers.edits.insert(path, Edit { before, bytes: text.into_bytes() });
        true
    }

    /// Lays a new file on the desk, which the mended text `named_by` names.
    pub(super) fn lay(&self, path: PathBuf, bytes: &[u8], named_by: &Path) {
        let mut papers = self.papers();
        let laid = papers.laid.entry(path).or_default();
        laid.bytes = bytes.to_vec();
        laid.named_by.insert(named_by.to_owned());
    }

    /// The new files.
    pub(super) fn laid(&self) -> BTreeMap<PathBuf, Laid> {
        self.papers().laid.clone()
    }

    /// Everything that is not written yet.
    pub(super) fn edits(&self) -> BTreeMap<PathBuf, Edit> {
        self.papers().edits.clone()
    }

    /// What a thread left behind when it broke is still whole: each change is one step.
    fn papers(&self) -> MutexGuard<'_, Papers> {
        self.papers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn is_text(path: &Path) -> bool {
    path.extension()
        .is_some_and(|extension| ["md", "yml", "yaml", "toml"].iter().any(|one| extension == *one))
}

impl Disk for Desk<'_> {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        if let Some(edit) = self.papers().edits.get(path) {
            return Ok(edit.bytes.clone());
        }
        if let Some(laid) = self.papers().laid.get(path) {
            return Ok(laid.bytes.clone());
        }
        let bytes = self.disk.read(path)?;
        if is_text(path) {
            self.papers().seen.entry(path.to_owned()).or_insert_with(|| Fingerprint::of(&bytes));
        }
        Ok(bytes)
    }

    fn stat(&self, path: &Path) -> Option<Stat> {
        if let Some(laid) = self.papers().laid.get(path) {
            return Some(Stat { length: laid.bytes.len() as u64, kind: Kind::File, modified: 0 });
        }
        let stat = self.disk.stat(path)?;
        match self.papers().edits.get(path) {
            Some(edit) => Some(Stat { length: edit.bytes.len() as u64, ..stat }),
            None => Some(stat),
        }
    }

    fn walk(&self, folder: &Path) -> (Vec<Found>, Vec<(PathBuf, io::Error)>) {
        self.disk.walk(folder)
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<(OsString, Kind)>> {
        self.disk.list(folder)
    }

    crate::disk::passed_on!();
}
