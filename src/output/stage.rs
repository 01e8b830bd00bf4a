//! The tree in the making: takes outputs, writes those that differ from what is published.

use std::collections::{HashMap, HashSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rayon::prelude::*;

use super::manifest::{File, Manifest};
use super::place::Paths;
use super::{Sink, Written, mark, sweep, trouble};
use crate::diagnostic::Diagnostic;
use crate::disk::{Disk, Kind, Lock, Stat};
use crate::fingerprint::Fingerprint;
use crate::plan::path::OutputPath;

/// A build's output between [`super::open`] and [`Stage::publish`]. Dropped without being published, it removes
/// the tree in the making, and what was published stays.
pub struct Stage<'a> {
    pub(super) disk: &'a dyn Disk,
    pub(super) paths: Paths,
    pub(super) published: Published,
    trust: Trust,
    pub(super) taken: Mutex<HashMap<OutputPath, Record>>,
    pub(super) kept: Mutex<Vec<String>>,
    /// Folders of the published tree: whether each is one, all the way down, and no link.
    real: Mutex<HashMap<String, bool>>,
    /// Folders that were made in the tree in the making.
    made: Mutex<HashSet<String>>,
    failed: Mutex<Option<Diagnostic>>,
    /// Whether the tree in the making is there, and ours to remove.
    pub(super) begun: Mutex<bool>,
    _lock: Box<dyn Lock>,
}

/// What stands in the output folder.
pub(super) struct Published {
    /// The tree's id; `None` where nothing is published.
    pub(super) mark: Option<Fingerprint>,
    /// Whether something is published and we do not know what of it is ours.
    pub(super) lost: bool,
    /// What is ours.
    pub(super) files: Manifest,
}

/// What is believed without reading the published file.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Trust {
    /// The manifest, where the disk's length and time agree with it.
    Manifest,
    /// Nothing.
    Nothing,
}

/// One output that was taken.
#[derive(Clone, Debug)]
pub(super) struct Record {
    pub(super) hash: Fingerprint,
    pub(super) length: u64,
    pub(super) modified: i128,
    pub(super) state: State,
}

/// Where a taken output's bytes are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum State {
    /// In the tree in the making.
    Written,
    /// In the published tree already.
    Unchanged,
}

/// A lock is only poisoned by a panic elsewhere, which is reported there.
pub(super) fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Sink for Stage<'_> {
    fn put(&self, path: &OutputPath, bytes: &[u8]) -> io::Result<()> {
        Stage::put(self, path, bytes)
    }

    fn stays(&self, path: &OutputPath, content: Fingerprint) -> bool {
        Stage::stays(self, path, content)
    }
}

impl<'a> Stage<'a> {
    pub(super) fn new(
        disk: &'a dyn Disk,
        paths: Paths,
        published: Published,
        trust: Trust,
        lock: Box<dyn Lock>,
    ) -> Self {
        Self {
            disk,
            paths,
            published,
            trust,
            taken: Mutex::default(),
            kept: Mutex::default(),
            real: Mutex::default(),
            made: Mutex::default(),
            failed: Mutex::default(),
            begun: Mutex::default(),
            _lock: lock,
        }
    }

    /// Takes one planned output; may be called from many threads. What equals the published bytes is not written.
    ///
    /// # Errors
    /// What the disk says; a path that was taken before; our own mark's name. After any of them [`Self::publish`]
    /// refuses.
    pub fn put(&self, path: &OutputPath, bytes: &[u8]) -> io::Result<()> {
        self.take(path, bytes).inspect_err(|error| {
            held(&self.failed).get_or_insert_with(|| trouble(&self.paths.folder.join(path.as_str()), error));
        })
    }

    /// Takes an output whose bytes need not be made again: if what is published there has this content hash and the
    /// disk's length and time agree, it stays and this is `true`; else the caller must [`Self::put`] the bytes.
    pub fn stays(&self, path: &OutputPath, hash: Fingerprint) -> bool {
        let Some(listed) = self.published.files.get(path.as_str()) else { return false };
        let agrees = |stat: &Stat| (stat.length, stat.modified) == (listed.length, listed.modified);
        if self.trust == Trust::Nothing
            || listed.hash != hash
            || !self.published_file(path).is_some_and(|stat| agrees(&stat))
        {
            return false;
        }
        let (length, modified) = (listed.length, listed.modified);
        held(&self.taken).insert(path.clone(), Record { hash, length, modified, state: State::Unchanged });
        true
    }

    /// Whether this tree is what stands in the output folder, every file of it as the manifest says; then nothing need be
    /// published.
    pub fn stands(&self, tree: Fingerprint) -> Option<Written> {
        let listed = &self.published.files;
        let is_there = |file: &File| {
            let stat = self.published_file(&file.path);
            stat.is_some_and(|stat| (stat.length, stat.modified) == (file.length, file.modified))
        };
        if (self.published.mark, listed.tree) != (Some(tree), tree) || !listed.files.par_iter().all(is_there)
        {
            return None;
        }
        let bytes = listed.files.iter().map(|file| file.length).sum();
        let files = listed.files.len();
        Some(Written { files, unchanged: files, bytes, hash: tree, ..Written::default() })
    }

    /// Everything below this prefix (another initiative's folder) stays as it was published: for partial builds.
    pub fn keep(&self, prefix: &str) {
        held(&self.kept).push(prefix.trim_end_matches('/').to_owned());
    }

    /// The first output that could not be taken.
    pub(super) fn failure(&self) -> Option<Diagnostic> {
        held(&self.failed).clone()
    }

    fn take(&self, path: &OutputPath, bytes: &[u8]) -> io::Result<()> {
        if path.as_str().split('/').next() == Some(mark::NAME) {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "this name is our own mark's"));
        }
        let hash = Fingerprint::of(bytes);
        let (stat, state) = match self.already_published(path, bytes, hash) {
            Some(stat) => (stat, State::Unchanged),
            None => {
                self.make_folder(path.folder())?;
                let stat = self.disk.create(&self.paths.next.join(path.as_str()), bytes)?;
                (stat, State::Written)
            }
        };
        let record = Record { hash, length: stat.length, modified: stat.modified, state };
        match held(&self.taken).insert(path.clone(), record) {
            None => Ok(()),
            Some(_) => Err(io::ErrorKind::AlreadyExists.into()),
        }
    }

    /// The published file, if it holds exactly these bytes.
    fn already_published(&self, path: &OutputPath, bytes: &[u8], hash: Fingerprint) -> Option<Stat> {
        let stat = self.published_file(path)?;
        if stat.length != bytes.len() as u64 {
            return None;
        }
        let listed = self.published.files.get(path.as_str());
        if let (Trust::Manifest, Some(listed)) = (self.trust, listed)
            && (listed.length, listed.modified) == (stat.length, stat.modified)
        {
            return (listed.hash == hash).then_some(stat);
        }
        let there = self.disk.read(&self.paths.folder.join(path.as_str())).ok()?;
        (there == bytes).then_some(stat)
    }

    /// What the disk says of a published regular file that no link leads to.
    pub(super) fn published_file(&self, path: &OutputPath) -> Option<Stat> {
        self.published.mark?;
        if !self.is_real(path.folder()) {
            return None;
        }
        let stat = self.disk.stat(&self.paths.folder.join(path.as_str()))?;
        (stat.kind == Kind::File).then_some(stat)
    }

    /// Whether a folder of the published tree is one, and so are those above it: a stranger's link could lead out.
    fn is_real(&self, folder: Option<&str>) -> bool {
        let Some(folder) = folder else { return true };
        if let Some(known) = held(&self.real).get(folder) {
            return *known;
        }
        let above = folder.rsplit_once('/').map(|(above, _)| above);
        let real = self.is_real(above)
            && self.disk.stat(&self.paths.folder.join(folder)).is_some_and(|stat| stat.kind == Kind::Folder);
        held(&self.real).insert(folder.to_owned(), real);
        real
    }

    /// Makes a folder of the tree in the making, once.
    pub(super) fn make_folder(&self, folder: Option<&str>) -> io::Result<PathBuf> {
        self.begin()?;
        let Some(folder) = folder else { return Ok(self.paths.next.clone()) };
        let known = held(&self.made).contains(folder);
        let path = self.paths.next.join(folder);
        if known {
            return Ok(path);
        }
        // Not under the lock: two threads may both make it, which does no harm, but none waits for the disk.
        self.disk.create_folder(&path)?;
        let mut made = held(&self.made);
        let mut folder = Some(folder);
        while let Some(name) = folder {
            if !made.insert(name.to_owned()) {
                break;
            }
            folder = name.rsplit_once('/').map(|(above, _)| above);
        }
        Ok(path)
    }

    /// Makes the tree's top with its mark, before anything else is in it: so a killed build's tree is known as ours.
    pub(super) fn begin(&self) -> io::Result<()> {
        let mut begun = held(&self.begun);
        if !*begun {
            self.disk.create_folder(&self.paths.next)?;
            let marked = self.disk.create(&self.paths.next.join(mark::NAME), mark::unfinished().as_bytes());
            // If a mark was there, another project's build began the same tree: it is not ours to remove.
            *begun = !marked.as_ref().is_err_and(|error| error.kind() == io::ErrorKind::AlreadyExists);
            marked?;
        }
        Ok(())
    }

    /// Whether the tree in the making is still the one this process began.
    pub(super) fn is_own(&self) -> bool {
        let mark: &Path = &self.paths.next.join(mark::NAME);
        self.disk.read(mark).is_ok_and(|bytes| bytes == mark::unfinished().as_bytes())
    }
}

impl Drop for Stage<'_> {
    fn drop(&mut self) {
        if *held(&self.begun) {
            // Nobody is left to tell; the next build removes it.
            let _ = sweep::sweep(self.disk, &self.paths.next, None);
        }
    }
}
