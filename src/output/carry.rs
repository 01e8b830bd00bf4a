//! What goes along from the published tree into the new one, by hard links: our unchanged files, and everything
//! that is not ours.

use std::collections::{HashMap, HashSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use super::mark;
use super::stage::{Record, Stage, State, held};
use crate::disk::Kind;
use crate::plan::path::OutputPath;

/// What was found on the way.
#[derive(Default, Debug)]
pub(super) struct Carried {
    /// Things that are not ours, sorted; folders end in `/`.
    pub(super) strangers: Vec<String>,
    /// Things that are not ours and stand where something is to be published, sorted.
    pub(super) in_the_way: Vec<String>,
    /// How many of our unchanged files went along.
    pub(super) unchanged: usize,
}

/// An error of the disk, and the path it speaks of.
pub(super) type Failure = (PathBuf, io::Error);

struct Carry<'a> {
    stage: &'a Stage<'a>,
    by_path: HashMap<&'a str, State>,
    folders_before: HashSet<&'a str>,
    folders_now: HashSet<&'a str>,
    strangers: Mutex<Vec<String>>,
    in_the_way: Mutex<Vec<String>>,
    unchanged: AtomicUsize,
}

/// Walks the published tree once and links what goes along.
pub(super) fn carry(stage: &Stage, taken: &HashMap<OutputPath, Record>) -> Result<Carried, Failure> {
    if stage.published.mark.is_none() {
        return Ok(Carried::default());
    }
    let carry = Carry {
        stage,
        by_path: taken.iter().map(|(path, record)| (path.as_str(), record.state)).collect(),
        folders_before: folders(stage.published.files.files.iter().map(|file| &file.path)),
        folders_now: folders(taken.keys()),
        strangers: Mutex::default(),
        in_the_way: Mutex::default(),
        unchanged: AtomicUsize::new(0),
    };
    carry.shared_folder(Path::new(""))?;
    let Carry { strangers, in_the_way, unchanged, .. } = carry;
    let sorted = |list: Mutex<Vec<String>>| {
        let mut list = std::mem::take(&mut *held(&list));
        list.sort_unstable();
        list
    };
    Ok(Carried {
        strangers: sorted(strangers),
        in_the_way: sorted(in_the_way),
        unchanged: unchanged.into_inner(),
    })
}

/// Every folder these paths lie in.
fn folders<'a>(paths: impl Iterator<Item = &'a OutputPath>) -> HashSet<&'a str> {
    let mut folders = HashSet::new();
    for path in paths {
        let mut folder = path.folder();
        while let Some(name) = folder {
            if !folders.insert(name) {
                break;
            }
            folder = name.rsplit_once('/').map(|(above, _)| above);
        }
    }
    folders
}

impl Carry<'_> {
    fn from(&self, path: &Path) -> PathBuf {
        self.stage.paths.folder.join(path)
    }

    fn to(&self, path: &Path) -> PathBuf {
        self.stage.paths.next.join(path)
    }

    /// A folder that is ours, or was, or will be.
    fn shared_folder(&self, folder: &Path) -> Result<(), Failure> {
        let from = self.from(folder);
        let inside = self.stage.disk.list(&from).map_err(|error| (from, error))?;
        inside.par_iter().try_for_each(|(name, kind)| {
            let path = folder.join(name);
            // What we write has names in UTF-8; everything else is a stranger's.
            match (path.to_str(), kind) {
                (Some(name), Kind::Folder) => self.folder(name),
                (None, Kind::Folder) => self.strange_folder(&path),
                (Some(mark::NAME), _) => Ok(()),
                (Some(name), _) => self.file(name),
                (None, _) => self.stranger(&path),
            }
        })
    }

    fn folder(&self, path: &str) -> Result<(), Failure> {
        let rel = Path::new(path);
        if self.by_path.contains_key(path) {
            // We publish a file here: whatever else the folder holds must be ours.
            if self.holds_strangers(rel)? {
                held(&self.in_the_way).push(format!("{path}/"));
            }
            return Ok(());
        }
        if self.folders_before.contains(path) || self.folders_now.contains(path) {
            return self.shared_folder(rel);
        }
        self.strange_folder(rel)
    }

    fn file(&self, path: &str) -> Result<(), Failure> {
        let was_ours = self.stage.published.files.get(path).is_some();
        // After a lost manifest we cannot know what was ours: what we publish now then takes its place.
        let may_go = was_ours || self.stage.published.lost;
        match self.by_path.get(path) {
            Some(State::Unchanged) => {
                self.unchanged.fetch_add(1, Ordering::Relaxed);
                self.link(Path::new(path))
            }
            Some(State::Written) if may_go => Ok(()),
            None if was_ours => Ok(()),
            None if !self.folders_now.contains(path) => self.stranger(Path::new(path)),
            None if may_go => Ok(()),
            Some(State::Written) | None => {
                held(&self.in_the_way).push(path.to_owned());
                Ok(())
            }
        }
    }

    fn stranger(&self, path: &Path) -> Result<(), Failure> {
        held(&self.strangers).push(path.to_string_lossy().into_owned());
        self.link(path)
    }

    /// Links one file, in a folder that is made if need be.
    fn link(&self, path: &Path) -> Result<(), Failure> {
        let folder = path.parent().and_then(Path::to_str).filter(|folder| !folder.is_empty());
        self.stage
            .make_folder(folder)
            .and_then(|_| self.stage.disk.link(&self.from(path), &self.to(path)))
            .map_err(|error| (self.from(path), error))
    }

    /// A folder that holds nothing of ours goes along as it is, empty or not, with its permissions.
    fn strange_folder(&self, path: &Path) -> Result<(), Failure> {
        held(&self.strangers).push(format!("{}/", path.to_string_lossy()));
        self.whole_folder(path)
    }

    fn whole_folder(&self, folder: &Path) -> Result<(), Failure> {
        let (disk, from, to) = (self.stage.disk, self.from(folder), self.to(folder));
        let failed = |error| (from.clone(), error);
        disk.create_folder(&to).map_err(failed)?;
        let inside = disk.list(&from).map_err(failed)?;
        inside.par_iter().try_for_each(|(name, kind)| {
            let path = folder.join(name);
            match kind {
                Kind::Folder => self.whole_folder(&path),
                _ => disk.link(&self.from(&path), &self.to(&path)).map_err(|error| (self.from(&path), error)),
            }
        })?;
        disk.copy_mode(&from, &to).map_err(failed)
    }

    /// Whether a folder holds any file that the manifest does not list.
    fn holds_strangers(&self, folder: &Path) -> Result<bool, Failure> {
        let from = self.from(folder);
        for (name, kind) in self.stage.disk.list(&from).map_err(|error| (from, error))? {
            let path = folder.join(name);
            let strange = match kind {
                Kind::Folder => self.holds_strangers(&path)?,
                _ => path.to_str().is_none_or(|path| self.stage.published.files.get(path).is_none()),
            };
            if strange {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
