//! A disk with files lying beneath it: they are seen where the disk itself has nothing.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};

use super::{Disk, Found, Kind, Stat};

/// A disk whose folder `folder`, where it is not there, holds files that only can be read. Whoever makes the folder
/// covers them all.
pub struct Beneath<'a> {
    disk: &'a dyn Disk,
    folder: PathBuf,
    files: BTreeMap<PathBuf, Cow<'static, [u8]>>,
}

impl<'a> Beneath<'a> {
    /// `files` by their paths in `folder`.
    pub fn new(
        disk: &'a dyn Disk,
        folder: PathBuf,
        files: impl IntoIterator<Item = (PathBuf, Cow<'static, [u8]>)>,
    ) -> Self {
        Self { disk, folder, files: files.into_iter().collect() }
    }

    /// The path in the folder, where the disk does not have the folder.
    fn inner<'p>(&self, path: &'p Path) -> Option<&'p Path> {
        path.strip_prefix(&self.folder).ok().filter(|_| self.disk.stat(&self.folder).is_none())
    }

    /// What lies below a path in the folder, by the path from there.
    fn below(&self, inner: &Path) -> impl Iterator<Item = (&Path, &[u8])> {
        self.files.iter().filter_map(move |(path, bytes)| Some((path.strip_prefix(inner).ok()?, &**bytes)))
    }
}

impl Disk for Beneath<'_> {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        match self.inner(path).and_then(|inner| self.files.get(inner)) {
            Some(bytes) => Ok(bytes.to_vec()),
            None => self.disk.read(path),
        }
    }

    fn walk(&self, folder: &Path) -> (Vec<Found>, Vec<(PathBuf, io::Error)>) {
        let Some(inner) = self.inner(folder) else { return self.disk.walk(folder) };
        let found = self.below(inner).filter(|(path, _)| !path.as_os_str().is_empty());
        let found = found.map(|(path, bytes)| Found {
            path: path.to_owned(),
            kind: Kind::File,
            length: bytes.len() as u64,
        });
        (found.collect(), Vec::new())
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<(OsString, Kind)>> {
        let Some(inner) = self.inner(folder) else { return self.disk.list(folder) };
        let mut names = BTreeMap::new();
        for (path, _) in self.below(inner) {
            let mut parts = path.iter();
            let Some(first) = parts.next() else { continue };
            let kind = if parts.next().is_some() { Kind::Folder } else { Kind::File };
            names.insert(first.to_owned(), kind);
        }
        Ok(names.into_iter().collect())
    }

    fn stat(&self, path: &Path) -> Option<Stat> {
        let Some(inner) = self.inner(path) else { return self.disk.stat(path) };
        let stat = |kind, length| Stat { kind, length, modified: 0 };
        match self.files.get(inner) {
            Some(bytes) => Some(stat(Kind::File, bytes.len() as u64)),
            None => self.below(inner).next().map(|_| stat(Kind::Folder, 0)),
        }
    }

    crate::disk::passed_on!();
}

#[cfg(test)]
mod tests {
    use super::super::memory::MemoryDisk;
    use super::*;

    fn beneath(disk: &MemoryDisk) -> Beneath<'_> {
        let files = [("a.txt", "a"), ("b/c.txt", "c")];
        let files = files.map(|(path, text)| (PathBuf::from(path), Cow::Borrowed(text.as_bytes())));
        Beneath::new(disk, PathBuf::from("/root/themes/plain"), files)
    }

    #[test]
    fn files_are_seen_where_the_disk_has_none() {
        let disk = MemoryDisk::with([("/root/site.toml", "x")]);
        let both = beneath(&disk);
        let folder = Path::new("/root/themes/plain");
        assert_eq!(both.read(&folder.join("b/c.txt")).unwrap(), b"c");
        assert_eq!(both.read(Path::new("/root/site.toml")).unwrap(), b"x");
        assert_eq!(both.stat(folder).map(|stat| stat.kind), Some(Kind::Folder));
        assert_eq!(both.stat(&folder.join("b")).map(|stat| stat.kind), Some(Kind::Folder));
        assert_eq!(both.stat(&folder.join("a.txt")).map(|stat| stat.length), Some(1));
        assert_eq!(both.stat(&folder.join("none")), None);
        let walked: Vec<PathBuf> = both.walk(folder).0.into_iter().map(|found| found.path).collect();
        assert_eq!(walked, [PathBuf::from("a.txt"), PathBuf::from("b/c.txt")]);
        let listed = both.list(folder).unwrap();
        assert_eq!(listed, [("a.txt".into(), Kind::File), ("b".into(), Kind::Folder)]);
    }

    #[test]
    fn a_folder_of_its_own_covers_them_all() {
        let disk = MemoryDisk::with([("/root/themes/plain/mine.txt", "m")]);
        let both = beneath(&disk);
        let folder = Path::new("/root/themes/plain");
        assert!(both.read(&folder.join("a.txt")).is_err());
        assert_eq!(both.walk(folder).0.len(), 1);
    }
}
