//! The publishing: completes the tree in the making and puts it in the old one's place.

use std::collections::{HashMap, HashSet};
use std::io;

use rayon::prelude::*;

use super::carry::{self, Carried};
use super::manifest::{File, Manifest};
use super::stage::{Record, Stage, State, held};
use super::sweep::{self, Rescue};
use super::{NAMED, Swap, Written, mark, trouble};
use crate::diagnostic::{Diagnostic, codes};
use crate::disk;
use crate::fingerprint::Fingerprint;
use crate::plan::path::OutputPath;

impl Stage<'_> {
    /// Puts everything that was taken in the place of what was published, in one step. Where nothing changed,
    /// nothing is touched.
    ///
    /// # Errors
    /// What was published stays, if: an output could not be taken (its error), a stranger's file stands where
    /// one belongs (G1013), others changed the folder meanwhile (G1014), the disk refuses (G1010–G1012, G1017).
    pub fn publish(self) -> Result<Written, Diagnostic> {
        if let Some(failure) = self.failure() {
            return Err(failure);
        }
        let taken = self.settled();
        let manifest = manifest_of(&taken);
        let mut written = Written::of(&taken, &self.published.files, manifest.tree);
        if written.written == 0 && self.published.mark == Some(manifest.tree) {
            self.remember(&manifest);
            return Ok(written);
        }
        self.begin().map_err(|error| trouble(&self.paths.next, &error))?;
        let carried = carry::carry(&self, &taken).map_err(|(path, error)| trouble(&path, &error))?;
        self.check(&carried, written.unchanged)?;
        written.swapped = self.replace(&manifest)?;
        written.findings = self.clear(&manifest, written.swapped);
        written.tell_strangers(&self, carried.strangers);
        Ok(written)
    }

    /// Everything the site will have: what was taken, and what is kept unseen.
    fn settled(&self) -> HashMap<OutputPath, Record> {
        let mut taken = std::mem::take(&mut *held(&self.taken));
        let kept = std::mem::take(&mut *held(&self.kept));
        if !kept.is_empty() {
            let kept: HashSet<String> = kept.into_iter().collect();
            let is_kept = |path: &OutputPath| is_below(path.as_str(), &kept);
            let unseen = self.published.files.files.par_iter();
            let unseen: Vec<_> = unseen
                .filter(|file| !taken.contains_key(&file.path) && is_kept(&file.path))
                .filter_map(|file| Some((file.path.clone(), self.kept_record(file)?)))
                .collect();
            taken.extend(unseen);
        }
        taken
    }

    /// A kept file as it is now; `None` if it is gone.
    fn kept_record(&self, file: &File) -> Option<Record> {
        let stat = self.published_file(&file.path)?;
        let hash = if (stat.length, stat.modified) == (file.length, file.modified) {
            file.hash
        } else {
            // Edited by hand: its true hash lets the next whole build see that.
            Fingerprint::of(&self.disk.read(&self.paths.folder.join(file.path.as_str())).ok()?)
        };
        Some(Record { hash, length: stat.length, modified: stat.modified, state: State::Unchanged })
    }

    /// Keeps the manifest of a site that did not change, where times did or the manifest was lost.
    fn remember(&self, manifest: &Manifest) {
        if self.published.lost || *manifest != self.published.files {
            // A manifest that cannot be written only costs the next build some reading.
            let _ = self
                .write_manifest(manifest)
                .and_then(|()| self.disk.rename(&self.paths.manifest_next, &self.paths.manifest));
        }
    }

    /// Not in place yet. One that a kill cut short has no valid checksum.
    fn write_manifest(&self, manifest: &Manifest) -> io::Result<()> {
        let path = &self.paths.manifest_next;
        path.parent().map_or(Ok(()), |folder| self.disk.create_folder(folder))?;
        self.disk.write(path, &manifest.encode())
    }

    fn check(&self, carried: &Carried, unchanged: usize) -> Result<(), Diagnostic> {
        if !carried.in_the_way.is_empty() {
            let named: Vec<String> =
                carried.in_the_way.iter().take(NAMED).map(|path| format!("`{path}`")).collect();
            return Err(Diagnostic::new(codes::STRANGER_IN_THE_WAY)
                .with("path", self.paths.folder.display())
                .with("count", carried.in_the_way.len())
                .with("paths", named.join(", ")));
        }
        if carried.unchanged != unchanged || !self.is_own() {
            return Err(Diagnostic::new(codes::DISTURBED).with("path", self.paths.folder.display()));
        }
        Ok(())
    }

    /// Finishes the new tree, waits until it is on the medium, and puts it in place.
    fn replace(&self, manifest: &Manifest) -> Result<Swap, Diagnostic> {
        let (next, folder) = (&self.paths.next, &self.paths.folder);
        let marked = next.join(mark::NAME);
        disk::write_whole(self.disk, &marked, mark::finished(manifest.tree).as_bytes())
            .map_err(|error| trouble(&marked, &error))?;
        let listed = &self.paths.manifest_next;
        self.write_manifest(manifest).map_err(|error| trouble(listed, &error))?;
        if self.disk.stat(folder).is_some() {
            self.disk.copy_mode(folder, next).map_err(|error| trouble(next, &error))?;
        }
        // The manifest may lie on another file system; on the same one the second call finds nothing to do.
        self.disk.sync(next).and_then(|()| self.disk.sync(listed)).map_err(|error| trouble(next, &error))?;
        let swap = self.swap().map_err(|error| trouble(folder, &error))?;
        // From here on what stands at `next` is not the tree in the making.
        *held(&self.begun) = false;
        Ok(swap)
    }

    fn swap(&self) -> io::Result<Swap> {
        let (disk, paths) = (self.disk, &self.paths);
        if self.published.mark.is_none() {
            return disk.rename(&paths.next, &paths.folder).map(|()| Swap::Renamed);
        }
        match disk.exchange(&paths.next, &paths.folder) {
            Err(error) if error.kind() == io::ErrorKind::Unsupported => {}
            done => return done.map(|()| Swap::Exchange),
        }
        disk.rename(&paths.folder, &paths.old)?;
        disk.rename(&paths.next, &paths.folder).inspect_err(|_| {
            // If this fails too, the next build's `recover` does it.
            let _ = disk.rename(&paths.old, &paths.folder);
        })?;
        Ok(Swap::Journal)
    }

    /// Removes the old tree; then the new manifest takes the old one's place.
    fn clear(&self, manifest: &Manifest, swap: Swap) -> Vec<Diagnostic> {
        let paths = &self.paths;
        let old = match swap {
            Swap::Exchange => Some(&paths.next),
            Swap::Journal => Some(&paths.old),
            Swap::Renamed | Swap::Nothing => None,
        };
        let rescue = Rescue { into: &paths.folder, before: &self.published.files, now: manifest };
        let swept = old.map_or(Ok(()), |old| sweep::sweep(self.disk, old, Some(rescue)));
        if let Err((path, error)) = swept {
            let finding =
                Diagnostic::new(codes::OLD_TREE_STAYS).with("path", path.display()).with("reason", error);
            return vec![finding];
        }
        // If this fails, the next build finds the manifest by the tree's id.
        let _ = self.disk.rename(&paths.manifest_next, &paths.manifest);
        Vec::new()
    }
}

/// Whether a path is one of the prefixes or lies below one; everything lies below the empty one.
fn is_below(path: &str, prefixes: &HashSet<String>) -> bool {
    let mut above = Some(path);
    while let Some(name) = above {
        if prefixes.contains(name) {
            return true;
        }
        above = name.rsplit_once('/').map(|(above, _)| above);
    }
    prefixes.contains("")
}

fn manifest_of(taken: &HashMap<OutputPath, Record>) -> Manifest {
    let file = |(path, record): (&OutputPath, &Record)| File {
        path: path.clone(),
        hash: record.hash,
        length: record.length,
        modified: record.modified,
    };
    Manifest::of(taken.iter().map(file).collect())
}

impl Written {
    fn of(taken: &HashMap<OutputPath, Record>, before: &Manifest, hash: Fingerprint) -> Self {
        let written = taken.values().filter(|record| record.state == State::Written).count();
        Self {
            files: taken.len(),
            written,
            unchanged: taken.len() - written,
            deleted: before.files.iter().filter(|file| !taken.contains_key(&file.path)).count(),
            bytes: taken.values().map(|record| record.length).sum(),
            strangers: Vec::new(),
            stranger_count: 0,
            hash,
            swapped: Swap::Nothing,
            findings: Vec::new(),
        }
    }

    fn tell_strangers(&mut self, stage: &Stage, mut strangers: Vec<String>) {
        self.stranger_count = strangers.len();
        if stage.published.lost && self.stranger_count > 0 {
            let finding = Diagnostic::new(codes::MANIFEST_LOST)
                .with("path", stage.paths.folder.display())
                .with("count", self.stranger_count);
            self.findings.push(finding);
        }
        strangers.truncate(NAMED);
        self.strangers = strangers;
    }
}
