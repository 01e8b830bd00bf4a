//! A disk that lives in memory, for tests and for previews.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io;
use std::ops::Bound;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{Disk, Found, Kind, Lock, Stat};

/// Files and folders by path; a file has the number of the write that made it, which stands for its time.
#[derive(Clone, Default, Debug)]
pub struct MemoryDisk(Arc<Mutex<Nodes>>);

#[derive(Clone, Debug)]
enum Node {
    Folder,
    File(i128, Arc<[u8]>),
}

#[derive(Default, Debug)]
struct Nodes {
    nodes: BTreeMap<PathBuf, Node>,
    writes: i128,
}

struct NoLock;
impl Lock for NoLock {}

impl MemoryDisk {
    /// A disk that holds these files, and the folders they need.
    pub fn with<P: Into<PathBuf>, B: AsRef<[u8]>>(files: impl IntoIterator<Item = (P, B)>) -> Self {
        let disk = Self::default();
        for (path, bytes) in files {
            let path = path.into();
            let mut nodes = disk.nodes();
            let _ = path.parent().map_or(Ok(()), |folder| nodes.make_folders(folder));
            let _ = nodes.put(&path, bytes.as_ref());
        }
        disk
    }

    fn nodes(&self) -> MutexGuard<'_, Nodes> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn is_top(path: &Path) -> bool {
    path.parent().is_none()
}

impl Nodes {
    fn is_folder(&self, path: &Path) -> bool {
        is_top(path) || matches!(self.nodes.get(path), Some(Node::Folder))
    }

    /// That the folder a path lies in is there.
    fn needs_folder(&self, path: &Path) -> io::Result<()> {
        match path.parent() {
            Some(folder) if self.is_folder(folder) => Ok(()),
            Some(folder) if self.nodes.contains_key(folder) => Err(io::ErrorKind::NotADirectory.into()),
            _ => Err(missing()),
        }
    }

    fn make_folders(&mut self, path: &Path) -> io::Result<()> {
        for folder in path.ancestors().filter(|folder| !is_top(folder)) {
            match self.nodes.get(folder) {
                Some(Node::File(..)) => return Err(io::ErrorKind::AlreadyExists.into()),
                Some(Node::Folder) => break,
                None => self.nodes.insert(folder.to_owned(), Node::Folder),
            };
        }
        Ok(())
    }

    fn put(&mut self, path: &Path, bytes: &[u8]) -> io::Result<Stat> {
        self.needs_folder(path)?;
        if self.is_folder(path) {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        self.writes += 1;
        self.nodes.insert(path.to_owned(), Node::File(self.writes, Arc::from(bytes)));
        Ok(Stat { kind: Kind::File, length: bytes.len() as u64, modified: self.writes })
    }

    /// Everything below a folder, not the folder itself.
    fn below<'a>(&'a self, folder: &'a Path) -> impl Iterator<Item = (&'a Path, &'a Node)> {
        // Paths sort by their parts, so a folder's inside follows it directly.
        self.nodes
            .range::<Path, _>((Bound::Excluded(folder), Bound::Unbounded))
            .map(|(path, node)| (path.as_path(), node))
            .take_while(move |(path, _)| path.starts_with(folder))
    }

    /// Takes a file, or a folder with all it holds, out; by path from its top.
    fn take(&mut self, top: &Path) -> Vec<(PathBuf, Node)> {
        let mut paths: Vec<PathBuf> = self.below(top).map(|(path, _)| path.to_owned()).collect();
        paths.push(top.to_owned());
        paths
            .into_iter()
            .filter_map(|path| {
                let node = self.nodes.remove(&path)?;
                Some((path.strip_prefix(top).map(Path::to_owned).unwrap_or_default(), node))
            })
            .collect()
    }

    fn put_back(&mut self, top: &Path, taken: Vec<(PathBuf, Node)>) {
        for (path, node) in taken {
            let whole = if path.as_os_str().is_empty() { top.to_owned() } else { top.join(path) };
            self.nodes.insert(whole, node);
        }
    }
}

fn missing() -> io::Error {
    io::ErrorKind::NotFound.into()
}

impl Disk for MemoryDisk {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        match self.nodes().nodes.get(path) {
            Some(Node::File(_, bytes)) => Ok(bytes.to_vec()),
            Some(Node::Folder) => Err(io::ErrorKind::IsADirectory.into()),
            None => Err(missing()),
        }
    }

    fn walk(&self, folder: &Path) -> (Vec<Found>, Vec<(PathBuf, io::Error)>) {
        let nodes = self.nodes();
        let found = nodes.below(folder).filter_map(|(path, node)| {
            let Node::File(_, bytes) = node else { return None };
            let path = path.strip_prefix(folder).ok()?.to_owned();
            Some(Found { path, kind: Kind::File, length: bytes.len() as u64 })
        });
        (found.collect(), Vec::new())
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<(OsString, Kind)>> {
        let nodes = self.nodes();
        if !nodes.is_folder(folder) {
            return Err(if nodes.nodes.contains_key(folder) {
                io::ErrorKind::NotADirectory.into()
            } else {
                missing()
            });
        }
        let direct = nodes.below(folder).filter(|(path, _)| path.parent() == Some(folder));
        Ok(direct
            .map(|(path, node)| {
                let kind = if matches!(node, Node::Folder) { Kind::Folder } else { Kind::File };
                (path.file_name().unwrap_or_default().to_owned(), kind)
            })
            .collect())
    }

    fn stat(&self, path: &Path) -> Option<Stat> {
        let nodes = self.nodes();
        match nodes.nodes.get(path) {
            Some(Node::File(at, bytes)) => {
                Some(Stat { kind: Kind::File, length: bytes.len() as u64, modified: *at })
            }
            _ => nodes.is_folder(path).then_some(Stat { kind: Kind::Folder, length: 0, modified: 0 }),
        }
    }

    fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        self.nodes().put(path, bytes).map(|_| ())
    }

    fn create(&self, path: &Path, bytes: &[u8]) -> io::Result<Stat> {
        let mut nodes = self.nodes();
        if nodes.nodes.contains_key(path) {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        nodes.put(path, bytes)
    }

    fn create_folder(&self, path: &Path) -> io::Result<()> {
        self.nodes().make_folders(path)
    }

    fn link(&self, from: &Path, to: &Path) -> io::Result<()> {
        let mut nodes = self.nodes();
        nodes.needs_folder(to)?;
        if nodes.nodes.contains_key(to) {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        match nodes.nodes.get(from).cloned() {
            Some(file @ Node::File(..)) => nodes.nodes.insert(to.to_owned(), file),
            Some(Node::Folder) => return Err(io::ErrorKind::PermissionDenied.into()),
            None => return Err(missing()),
        };
        Ok(())
    }

    fn touch(&self, path: &Path) -> io::Result<()> {
        let mut nodes = self.nodes();
        nodes.writes += 1;
        let now = nodes.writes;
        match nodes.nodes.get_mut(path) {
            Some(Node::File(at, _)) => *at = now,
            _ => return Err(missing()),
        }
        Ok(())
    }

    fn remove_file(&self, path: &Path) -> io::Result<()> {
        let mut nodes = self.nodes();
        if nodes.is_folder(path) {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        nodes.nodes.remove(path).map(|_| ()).ok_or_else(missing)
    }

    fn remove_empty(&self, path: &Path) -> io::Result<()> {
        let mut nodes = self.nodes();
        match nodes.nodes.get(path) {
            Some(Node::Folder) if nodes.below(path).next().is_some() => {
                Err(io::ErrorKind::DirectoryNotEmpty.into())
            }
            Some(Node::Folder) => nodes.nodes.remove(path).map(|_| ()).ok_or_else(missing),
            Some(Node::File(..)) => Err(io::ErrorKind::NotADirectory.into()),
            None => Err(missing()),
        }
    }

    fn remove_folder(&self, path: &Path) -> io::Result<()> {
        let mut nodes = self.nodes();
        match nodes.nodes.get(path) {
            Some(Node::Folder) => nodes.take(path),
            Some(Node::File(..)) => return Err(io::ErrorKind::NotADirectory.into()),
            None => return Err(missing()),
        };
        Ok(())
    }

    fn copy_mode(&self, _: &Path, _: &Path) -> io::Result<()> {
        Ok(())
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        let mut nodes = self.nodes();
        nodes.needs_folder(to)?;
        match (nodes.nodes.get(from), nodes.nodes.get(to)) {
            (None, _) => return Err(missing()),
            (Some(Node::File(..)), Some(Node::Folder)) => return Err(io::ErrorKind::IsADirectory.into()),
            (Some(Node::Folder), Some(Node::File(..))) => return Err(io::ErrorKind::NotADirectory.into()),
            (Some(Node::Folder), Some(Node::Folder)) if nodes.below(to).next().is_some() => {
                return Err(io::ErrorKind::DirectoryNotEmpty.into());
            }
            _ => {}
        }
        let taken = nodes.take(from);
        nodes.put_back(to, taken);
        Ok(())
    }

    fn exchange(&self, one: &Path, other: &Path) -> io::Result<()> {
        let mut nodes = self.nodes();
        if !nodes.nodes.contains_key(one) || !nodes.nodes.contains_key(other) {
            return Err(missing());
        }
        let (first, second) = (nodes.take(one), nodes.take(other));
        nodes.put_back(other, first);
        nodes.put_back(one, second);
        Ok(())
    }

    fn sync(&self, _: &Path) -> io::Result<()> {
        Ok(())
    }

    fn lock(&self, _: &Path) -> io::Result<Box<dyn Lock>> {
        Ok(Box::new(NoLock))
    }

    fn resolve(&self, path: &Path) -> io::Result<PathBuf> {
        let mut whole = PathBuf::new();
        for part in path.components() {
            match part {
                Component::CurDir => {}
                Component::ParentDir => {
                    whole.pop();
                }
                part => whole.push(part),
            }
        }
        Ok(whole)
    }
}
