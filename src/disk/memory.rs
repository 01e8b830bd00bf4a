//! A disk that lives in memory, for tests and for previews.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{Disk, Found, Kind, Lock, Stat};

/// Files by path, each with the number of the write that made it (which stands for its time).
#[derive(Clone, Default, Debug)]
pub struct MemoryDisk(Arc<Mutex<Files>>);

#[derive(Default, Debug)]
struct Files {
    files: BTreeMap<PathBuf, (i128, Arc<[u8]>)>,
    writes: i128,
}

struct NoLock;
impl Lock for NoLock {}

impl MemoryDisk {
    /// A disk that holds these files.
    pub fn with<P: Into<PathBuf>, B: AsRef<[u8]>>(files: impl IntoIterator<Item = (P, B)>) -> Self {
        let disk = Self::default();
        for (path, bytes) in files {
            disk.files().put(path.into(), bytes.as_ref());
        }
        disk
    }

    fn files(&self) -> MutexGuard<'_, Files> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Files {
    fn put(&mut self, path: PathBuf, bytes: &[u8]) {
        self.writes += 1;
        self.files.insert(path, (self.writes, Arc::from(bytes)));
    }

    fn take_folder(&mut self, folder: &Path) -> BTreeMap<PathBuf, (i128, Arc<[u8]>)> {
        let (inside, rest) =
            std::mem::take(&mut self.files).into_iter().partition(|(path, _)| path.starts_with(folder));
        self.files = rest;
        inside
    }

    fn put_below(&mut self, from: &Path, to: &Path, files: BTreeMap<PathBuf, (i128, Arc<[u8]>)>) {
        for (path, file) in files {
            let inner = path.strip_prefix(from).unwrap_or(&path);
            let target = if inner.as_os_str().is_empty() { to.to_owned() } else { to.join(inner) };
            self.files.insert(target, file);
        }
    }
}

fn missing() -> io::Error {
    io::ErrorKind::NotFound.into()
}

impl Disk for MemoryDisk {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.files().files.get(path).map(|(_, bytes)| bytes.to_vec()).ok_or_else(missing)
    }

    fn walk(&self, folder: &Path) -> (Vec<Found>, Vec<(PathBuf, io::Error)>) {
        let files = self.files();
        let below = files.files.iter().filter_map(|(path, (_, bytes))| {
            let path = path.strip_prefix(folder).ok()?;
            Some(Found { path: path.to_owned(), kind: Kind::File, length: bytes.len() as u64 })
        });
        (below.collect(), Vec::new())
    }

    fn stat(&self, path: &Path) -> Option<Stat> {
        let files = self.files();
        match files.files.get(path) {
            Some((at, bytes)) => Some(Stat { kind: Kind::File, length: bytes.len() as u64, modified: *at }),
            None => files.files.keys().any(|file| file.starts_with(path)).then_some(Stat {
                kind: Kind::Folder,
                length: 0,
                modified: 0,
            }),
        }
    }

    fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        self.files().put(path.to_owned(), bytes);
        Ok(())
    }

    fn create_folder(&self, _: &Path) -> io::Result<()> {
        Ok(())
    }

    fn link(&self, from: &Path, to: &Path) -> io::Result<()> {
        let mut files = self.files();
        let file = files.files.get(from).cloned().ok_or_else(missing)?;
        files.files.insert(to.to_owned(), file);
        Ok(())
    }

    fn remove_file(&self, path: &Path) -> io::Result<()> {
        self.files().files.remove(path).map(|_| ()).ok_or_else(missing)
    }

    fn remove_folder(&self, path: &Path) -> io::Result<()> {
        self.files().take_folder(path);
        Ok(())
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        let mut files = self.files();
        let taken = files.take_folder(from);
        if taken.is_empty() {
            return Err(missing());
        }
        files.put_below(from, to, taken);
        Ok(())
    }

    fn exchange(&self, one: &Path, other: &Path) -> io::Result<()> {
        let mut files = self.files();
        let (first, second) = (files.take_folder(one), files.take_folder(other));
        files.put_below(one, other, first);
        files.put_below(other, one, second);
        Ok(())
    }

    fn sync(&self, _: &Path) -> io::Result<()> {
        Ok(())
    }

    fn lock(&self, _: &Path) -> io::Result<Box<dyn Lock>> {
        Ok(Box::new(NoLock))
    }

    fn resolve(&self, path: &Path) -> io::Result<PathBuf> {
        Ok(path.to_owned())
    }
}
