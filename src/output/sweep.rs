//! Removes a tree of ours: the old site after the exchange, or one that was never finished.

use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::carry::Failure;
use super::manifest::Manifest;
use super::mark;
use crate::disk::{Disk, Kind};

/// What others put in the old tree while the new one took its place still belongs to them: it is moved over.
#[derive(Clone, Copy)]
pub(super) struct Rescue<'a> {
    /// The published folder.
    pub(super) into: &'a Path,
    /// What in the tree to be removed is ours.
    pub(super) before: &'a Manifest,
    /// What in the published folder is ours.
    pub(super) now: &'a Manifest,
}

struct Sweep<'a> {
    disk: &'a dyn Disk,
    tree: &'a Path,
    rescue: Option<Rescue<'a>>,
}

/// Removes the tree, its mark last, so that a kill leaves either a marked or an empty folder.
pub(super) fn sweep(disk: &dyn Disk, tree: &Path, rescue: Option<Rescue>) -> Result<(), Failure> {
    let sweep = Sweep { disk, tree, rescue };
    sweep.inside(Path::new(""))?;
    let mark = tree.join(mark::NAME);
    if disk.stat(&mark).is_some() {
        disk.remove_file(&mark).map_err(|error| (mark, error))?;
    }
    disk.remove_empty(tree).map_err(|error| (tree.to_owned(), error))
}

impl Sweep<'_> {
    fn inside(&self, folder: &Path) -> Result<(), Failure> {
        let whole = self.tree.join(folder);
        let inside = self.disk.list(&whole).map_err(|error| (whole, error))?;
        inside.par_iter().try_for_each(|(name, kind)| {
            let path = folder.join(name);
            let whole = self.tree.join(&path);
            match kind {
                Kind::Folder => {
                    self.inside(&path)?;
                    self.disk.remove_empty(&whole).map_err(|error| (whole, error))
                }
                _ if path == Path::new(mark::NAME) => Ok(()),
                _ if self.is_moved(&path, &whole).map_err(|error| (whole.clone(), error))? => Ok(()),
                _ => self.disk.remove_file(&whole).map_err(|error| (whole, error)),
            }
        })
    }

    /// Moves a stranger's file over if the new tree lacks it or has an older one.
    fn is_moved(&self, path: &Path, whole: &Path) -> io::Result<bool> {
        let Some(rescue) = self.rescue else { return Ok(false) };
        let ours = path
            .to_str()
            .is_some_and(|path| rescue.before.get(path).is_some() || rescue.now.get(path).is_some());
        let there: PathBuf = rescue.into.join(path);
        if ours || !self.is_newer(whole, &there) {
            return Ok(false);
        }
        if let Some(folder) = there.parent() {
            self.disk.create_folder(folder)?;
        }
        self.disk.rename(whole, &there)?;
        Ok(true)
    }

    fn is_newer(&self, one: &Path, other: &Path) -> bool {
        match (self.disk.stat(one), self.disk.stat(other)) {
            (Some(one), Some(other)) => one.modified > other.modified && one.kind == other.kind,
            (_, None) => true,
            (None, _) => false,
        }
    }
}
