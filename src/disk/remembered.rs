//! A disk that remembers which files stand in a folder until it hears of a change.

use std::collections::HashMap;
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::{Disk, Found, Kind, Stat, passed_on};

/// The disk below, whose folders are walked through once.
pub struct Remembered<'a> {
    disk: &'a dyn Disk,
    walks: Mutex<HashMap<PathBuf, Vec<Found>>>,
}

impl<'a> Remembered<'a> {
    /// Remembers nothing yet.
    pub fn new(disk: &'a dyn Disk) -> Self {
        Self { disk, walks: Mutex::default() }
    }

    /// Something changed at a path.
    pub fn forget(&self, path: &Path) {
        let stands = self.disk.stat(path).filter(|stat| stat.kind == Kind::File);
        self.walks().retain(|folder, found| {
            let Ok(inner) = path.strip_prefix(folder) else { return !folder.starts_with(path) };
            match (found.binary_search_by(|item| item.path.as_path().cmp(inner)), stands) {
                (Ok(at), Some(stat)) if found[at].kind == Kind::File => {
                    found[at].length = stat.length;
                    true
                }
                _ => false,
            }
        });
    }

    /// Anything may have changed.
    pub fn forget_all(&self) {
        self.walks().clear();
    }

    fn walks(&self) -> MutexGuard<'_, HashMap<PathBuf, Vec<Found>>> {
        self.walks.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Disk for Remembered<'_> {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.disk.read(path)
    }

    fn walk(&self, folder: &Path) -> (Vec<Found>, Vec<(PathBuf, io::Error)>) {
        if let Some(found) = self.walks().get(folder) {
            return (found.clone(), Vec::new());
        }
        let (found, unread) = self.disk.walk(folder);
        if unread.is_empty() {
            self.walks().insert(folder.to_owned(), found.clone());
        }
        (found, unread)
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<(OsString, Kind)>> {
        self.disk.list(folder)
    }

    fn stat(&self, path: &Path) -> Option<Stat> {
        self.disk.stat(path)
    }

    passed_on!();
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disk::memory::MemoryDisk;

    #[test]
    fn it_is_as_the_disk_below_once_it_heard() {
        let below = MemoryDisk::default();
        let put = |path: &str, text: &str| {
            below.create_folder(Path::new(path).parent().unwrap()).unwrap();
            below.write(Path::new(path), text.as_bytes()).unwrap();
        };
        put("/p/content/a/one.md", "1");
        let disk = Remembered::new(&below);
        let folder = Path::new("/p/content");
        let same = |disk: &Remembered<'_>| assert_eq!(disk.walk(folder).0, below.walk(folder).0);
        same(&disk);
        put("/p/content/a/one.md", "longer");
        put("/p/content/b/two.md", "2");
        assert_eq!(disk.walk(folder).0.len(), 1, "nobody told it");
        disk.forget(Path::new("/p/content/a/one.md"));
        assert_eq!(disk.walk(folder).0[0].length, 6);
        disk.forget(Path::new("/p/content/b/two.md"));
        same(&disk);
        below.remove_folder(Path::new("/p/content/b")).unwrap();
        disk.forget(Path::new("/p/content/b"));
        same(&disk);
        put("/p/content/c/three.md", "3");
        disk.forget(Path::new("/p"));
        same(&disk);
    }
}
