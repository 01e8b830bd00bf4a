//! What earlier builds worked out, by content: `.globale/cache`.
//!
//! A blob's name is the fingerprint of what it was made from; its first bytes are the fingerprint of itself.
//! A blob that does not match them (cut short, edited, made by another version) is taken as not there, so a
//! damaged store costs time and never truth. Blobs are written whole or not at all, so two processes may share
//! a store.
//!
//! A blob's time tells when it was last used. A store that grew past [`LIMIT`] lets go of what was not used for longest,
//! but never of what was used within a day: another process may be at work with it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use crate::disk::{self, Disk, Found, Stat};
use crate::fingerprint::Fingerprint;

const HEADER: usize = 16;
/// Bytes a store may hold of what is not in use.
pub const LIMIT: u64 = 1024 * 1024 * 1024;
/// What was used within that time is in use, in nanoseconds: a day.
const GRACE: i128 = 24 * 60 * 60 * 1_000_000_000;

/// A folder of blobs, or none at all (`--fresh`, previews).
pub struct Store<'a> {
    disk: &'a dyn Disk,
    folder: Option<PathBuf>,
    /// Whether anything was kept: only then it may have grown too large.
    grown: AtomicBool,
}

impl<'a> Store<'a> {
    /// The store below `folder`.
    pub fn new(disk: &'a dyn Disk, folder: &Path) -> Self {
        Self { disk, folder: Some(folder.to_owned()), grown: AtomicBool::new(false) }
    }

    /// A store that remembers nothing.
    pub fn none(disk: &'a dyn Disk) -> Self {
        Self { disk, folder: None, grown: AtomicBool::new(false) }
    }

    fn path(&self, room: &str, key: Fingerprint) -> Option<PathBuf> {
        let name = key.to_string();
        Some(self.folder.as_ref()?.join(room).join(&name[..2]).join(&name[2..]))
    }

    /// What was kept under `key`, if it is whole.
    pub fn get(&self, room: &str, key: Fingerprint) -> Option<Vec<u8>> {
        let path = self.path(room, key)?;
        let mut bytes = self.disk.read(&path).ok()?;
        let content = bytes.get(HEADER..)?;
        if Fingerprint::of(content).as_bytes()[..] != bytes[..HEADER] {
            return None;
        }
        // Where that cannot be noted, the blob only looks older than it is.
        let _ = self.disk.touch(&path);
        bytes.drain(..HEADER);
        Some(bytes)
    }

    /// Keeps bytes under `key`, and nothing else in that room.
    pub fn put_alone(&self, room: &str, key: Fingerprint, content: &[u8]) {
        if let Some(folder) = &self.folder {
            // What cannot be removed is only old.
            let _ = self.disk.remove_folder(&folder.join(room));
        }
        self.put(room, key, content);
    }

    /// Forgets what a room kept under any other key: what texts are packed in must not outlive them.
    pub fn keep_only(&self, room: &str, keys: &BTreeSet<Fingerprint>) {
        let Some(folder) = self.folder.as_ref().map(|folder| folder.join(room)) else { return };
        let (found, _) = self.disk.walk(&folder);
        for found in found {
            let name: String = found.path.to_string_lossy().chars().filter(|letter| *letter != '/').collect();
            if !keys.iter().any(|key| key.to_string() == name) {
                let _ = self.disk.remove_file(&folder.join(found.path));
            }
        }
    }

    /// Keeps bytes under `key`. A store that cannot be written is only slow, so nothing is said of it.
    pub fn put(&self, room: &str, key: Fingerprint, content: &[u8]) {
        if let Some(path) = self.path(room, key) {
            let mut bytes = Vec::with_capacity(HEADER + content.len());
            bytes.extend_from_slice(Fingerprint::of(content).as_bytes());
            bytes.extend_from_slice(content);
            let _ = disk::write_whole(self.disk, &path, &bytes);
            self.grown.store(true, Ordering::Relaxed);
        }
    }

    /// Lets go of what was not used for longest, if the store has grown past [`LIMIT`].
    pub fn tidy(&self) {
        let Some(folder) = self.folder.as_ref().filter(|_| self.grown.load(Ordering::Relaxed)) else {
            return;
        };
        let (found, _) = self.disk.walk(folder);
        let mut size: u64 = found.iter().map(|found| found.length).sum();
        if size <= LIMIT {
            return;
        }
        let stat = |found: Found| Some((self.disk.stat(&folder.join(&found.path))?, found.path));
        let mut blobs: Vec<(Stat, PathBuf)> = found.into_iter().filter_map(stat).collect();
        blobs.sort_by(|(one, a), (other, b)| (one.modified, a).cmp(&(other.modified, b)));
        // Something was kept just now, so the newest tells the time by the disk's own clock.
        let now = blobs.last().map_or(0, |(newest, _)| newest.modified);
        for (stat, path) in blobs {
            if size <= LIMIT || now - stat.modified <= GRACE {
                return;
            }
            // What another process removed is gone as well.
            let _ = self.disk.remove_file(&folder.join(path));
            size -= stat.length.min(size);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disk::memory::MemoryDisk;

    #[test]
    fn what_is_not_used_any_more_is_forgotten() {
        let disk = MemoryDisk::default();
        let store = Store::new(&disk, Path::new("cache"));
        let [old, new] = [&b"old"[..], b"new"].map(Fingerprint::of);
        for room in ["search", "image"] {
            store.put(room, old, b"old");
            store.put(room, new, b"new");
        }
        store.keep_only("search", &BTreeSet::from([new]));
        assert_eq!((store.get("search", old), store.get("image", old).is_some()), (None, true));
        assert!(store.get("search", new).is_some());
        Store::none(&disk).keep_only("search", &BTreeSet::new());
        assert!(store.get("search", new).is_some());
    }

    #[test]
    fn a_damaged_blob_is_not_there() {
        let disk = MemoryDisk::default();
        let store = Store::new(&disk, Path::new("cache"));
        let key = Fingerprint::of(b"source");
        store.put("images", key, b"pixels");
        assert_eq!(store.get("images", key).as_deref(), Some(&b"pixels"[..]));
        let path = store.path("images", key).unwrap();
        disk.write(&path, b"rubbish of some length").unwrap();
        assert_eq!(store.get("images", key), None);
        disk.write(&path, b"").unwrap();
        assert_eq!(store.get("images", key), None);
        assert_eq!(Store::none(&disk).get("images", key), None);
    }
}
