//! Watches what the site is made from: site.toml, content, themes, static, and the snapshots translations were made from.
//!
//! The system tells which paths changed. Where it cannot, or lost count of them, the files' lengths and times are compared
//! instead.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use super::wake::{Heard, Wake};
use crate::config;
use crate::diagnostic::{Diagnostic, codes};
use crate::disk::{Disk, Kind, is_scratch};
use crate::fingerprint::{Fingerprint, Fingerprinter};
use crate::pipeline::{Changes, SNAPSHOTS};

/// How often files are compared where the system tells nothing.
const POLL: Duration = Duration::from_secs(1);
/// The project's own file.
const FILES: [&str; 2] = ["site.toml", "layers.lock"];
/// What every project is made from.
const FOLDERS: [&str; 3] = ["content", "themes", "static"];

/// Watches one project.
pub(super) struct Watch {
    root: PathBuf,
    system: Result<RecommendedWatcher, String>,
    folders: BTreeSet<PathBuf>,
    /// Whether there are snapshots.
    snapshots: bool,
    /// All files, as they were just before the last build that was made for want of certainty.
    stamp: Option<Fingerprint>,
}

impl Watch {
    /// Begins to watch.
    pub(super) fn start(disk: &dyn Disk, root: &Path, wake: &Wake) -> Self {
        let (handler_root, wake) = (root.to_owned(), wake.clone());
        let handler = move |result: notify::Result<Event>| match result {
            Ok(event) => tell(&handler_root, &wake, &event),
            Err(_) => lost(&wake),
        };
        let system = notify::recommended_watcher(handler).map_err(|error| error.to_string());
        let mut watch =
            Self { root: root.to_owned(), system, folders: BTreeSet::new(), snapshots: false, stamp: None };
        watch.watch_folders(disk);
        if watch.system.is_err() {
            watch.stamp = Some(watch.stamp_now(disk));
        }
        watch
    }

    /// Why the system does not tell of changes, if it does not: `G1104`.
    pub(super) fn trouble(&self) -> Option<Diagnostic> {
        let reason = self.system.as_ref().err()?;
        Some(Diagnostic::new(codes::CANNOT_WATCH).with("reason", reason))
    }

    /// How long to wait for the bell.
    pub(super) fn patience(&self) -> Option<Duration> {
        self.system.is_err().then_some(POLL)
    }

    /// What changed, of what was heard; `None` for nothing.
    pub(super) fn changes(&mut self, disk: &dyn Disk, mut heard: Heard) -> Option<Changes> {
        if heard.folders {
            let before = self.snapshots;
            self.watch_folders(disk);
            // The folder they lie in came for other reasons.
            if !before && !self.snapshots {
                heard.paths.remove(&self.root.join(SNAPSHOTS));
            }
        }
        if heard.paths.contains(&self.root.join(FILES[0])) {
            self.watch_more(disk);
        }
        let changed = !heard.paths.is_empty();
        if changed && self.system.is_ok() && !heard.unsure {
            self.stamp = None;
            return Some(Changes { paths: heard.paths, unsure: false });
        }
        if !heard.unsure && self.system.is_ok() {
            return None;
        }
        // Reading many files is itself an event each and may make the system lose count: without this comparison
        // a large site would be built for ever.
        let stamp = Some(self.stamp_now(disk));
        let news = stamp != self.stamp || changed;
        self.stamp = stamp;
        news.then_some(Changes { paths: heard.paths, unsure: true })
    }

    /// As on a system that tells of nothing.
    #[cfg(test)]
    pub(super) fn lose_the_system(&mut self, disk: &dyn Disk) {
        self.system = Err("test".to_owned());
        self.stamp = Some(self.stamp_now(disk));
    }

    /// Watches every folder that is there now. A folder that came back is a new one to the system.
    fn watch_folders(&mut self, disk: &dyn Disk) {
        self.folders = folders(disk, &self.root);
        let snapshots = self.root.join(SNAPSHOTS);
        self.snapshots = stands(disk, &snapshots);
        let Ok(system) = &mut self.system else { return };
        let mut done = system.watch(&self.root, RecursiveMode::NonRecursive);
        // There the first snapshot's folder comes to stand, beside much that is no source.
        if let Some(above) = snapshots.parent().filter(|above| stands(disk, above)) {
            let _ = system.unwatch(above);
            done = done.and(system.watch(above, RecursiveMode::NonRecursive));
        }
        for folder in &self.folders {
            if stands(disk, folder) {
                let _ = system.unwatch(folder);
                done = done.and(system.watch(folder, RecursiveMode::Recursive));
            }
        }
        if let Err(error) = done {
            self.system = Err(error.to_string());
        }
    }

    /// Watches folders that site.toml did not name before.
    fn watch_more(&mut self, disk: &dyn Disk) {
        for folder in folders(disk, &self.root) {
            if let Ok(system) = &mut self.system
                && !self.folders.contains(&folder)
                && stands(disk, &folder)
            {
                // What cannot be watched is not told of; the next change of site.toml tries again.
                if system.watch(&folder, RecursiveMode::Recursive).is_ok() {
                    self.folders.insert(folder);
                }
            }
        }
    }

    /// One hash over the paths, lengths and times of everything watched.
    fn stamp_now(&self, disk: &dyn Disk) -> Fingerprint {
        let mut stamp = Fingerprinter::new();
        let mut add = |path: &Path| {
            if let Some(stat) = disk.stat(path) {
                stamp.bytes(path.as_os_str().as_encoded_bytes()).number(stat.length);
                stamp.bytes(&stat.modified.to_le_bytes());
            }
        };
        FILES.iter().for_each(|file| add(&self.root.join(file)));
        for folder in &self.folders {
            let (found, _) = disk.walk(folder);
            found
                .iter()
                .filter(|found| !is_scratch(&found.path))
                .for_each(|found| add(&folder.join(&found.path)));
        }
        stamp.finish()
    }
}

/// What the site is made from, whether it is there or not.
fn folders(disk: &dyn Disk, root: &Path) -> BTreeSet<PathBuf> {
    let mut folders: BTreeSet<PathBuf> =
        FOLDERS.iter().chain([&SNAPSHOTS]).map(|name| root.join(name)).collect();
    if let Ok((config, _)) = config::load(disk, root, &config::Overrides { base_url: None }) {
        let own = config.initiatives.into_iter().filter_map(|town| town.static_folder);
        folders.extend(own.map(|folder| root.join(folder)));
    }
    folders
}

fn stands(disk: &dyn Disk, folder: &Path) -> bool {
    disk.stat(folder).is_some_and(|stat| stat.kind == Kind::Folder)
}

fn lost(wake: &Wake) {
    wake.folders();
    wake.unsure();
}

fn tell(root: &Path, wake: &Wake, event: &Event) {
    if event.need_rescan() {
        return lost(wake);
    }
    // To read a file is an event too, and the preview reads many.
    if matches!(event.kind, EventKind::Access(_)) {
        return;
    }
    event.paths.iter().for_each(|path| tell_of(root, wake, path));
}

fn tell_of(root: &Path, wake: &Wake, path: &Path) {
    let inner = path.strip_prefix(root).unwrap_or(path);
    // The root itself is watched for what comes and goes in it, not for its own times.
    if inner.as_os_str().is_empty() {
        return;
    }
    if Path::new(SNAPSHOTS).starts_with(inner) {
        wake.folders();
        return wake.changed(root.join(SNAPSHOTS));
    }
    let is_source =
        inner.components().count() > 1 || FILES.iter().chain(&FOLDERS).any(|name| inner == Path::new(name));
    if !is_source || is_scratch(inner.strip_prefix(SNAPSHOTS).unwrap_or(inner)) {
        return;
    }
    if FOLDERS.iter().any(|folder| inner == Path::new(folder)) {
        wake.folders();
    }
    wake.changed(path.to_owned());
}
