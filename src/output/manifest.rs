//! What we published: every file of ours with its hash and what the disk said of it.
//!
//! It lies in `.globale/published/`, never in the site. A damaged one, or one of another tree than the mark
//! names, is taken as not there: then nothing counts as ours, and nothing is deleted.
//!
//! The form, numbers little-endian: a line that names the version, the tree's id, how many files; for each, sorted
//! by path: how many bytes its path shares with the one before, how many follow, these, hash, length, time; at the end
//! the fingerprint of all before.

use std::path::Path;

use super::place::Paths;
use crate::disk::Disk;
use crate::fingerprint::Fingerprint;
use crate::plan::path::OutputPath;

const VERSION: &[u8] = b"globale published 1\n";
/// What one file takes at least.
const LEAST: usize = 2 + 2 + 16 + 8 + 16;

/// One file of ours.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct File {
    pub(super) path: OutputPath,
    pub(super) hash: Fingerprint,
    pub(super) length: u64,
    pub(super) modified: i128,
}

/// All files of a tree, sorted by path.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Manifest {
    /// The hash over all paths and contents.
    pub(super) tree: Fingerprint,
    pub(super) files: Vec<File>,
}

impl Manifest {
    /// Of these files.
    pub(super) fn of(mut files: Vec<File>) -> Self {
        files.sort_unstable_by(|a, b| a.path.cmp(&b.path));
        Self { tree: super::hash_of(files.iter().map(|file| (&file.path, file.hash))), files }
    }

    /// The file at a path, if it is ours.
    pub(super) fn get(&self, path: &str) -> Option<&File> {
        let at = self.files.binary_search_by(|file| file.path.as_str().cmp(path)).ok()?;
        self.files.get(at)
    }

    /// As bytes.
    pub(super) fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(64 + self.files.len() * (LEAST + 24));
        bytes.extend_from_slice(VERSION);
        bytes.extend_from_slice(self.tree.as_bytes());
        bytes.extend_from_slice(&(self.files.len() as u64).to_le_bytes());
        let mut before: &[u8] = b"";
        for file in &self.files {
            let path = file.path.as_str().as_bytes();
            let shared = path.iter().zip(before).take_while(|(one, other)| one == other).count();
            let rest = &path[shared..];
            // An output path has at most 1,024 bytes.
            bytes.extend_from_slice(&(shared as u16).to_le_bytes());
            bytes.extend_from_slice(&(rest.len() as u16).to_le_bytes());
            bytes.extend_from_slice(rest);
            bytes.extend_from_slice(file.hash.as_bytes());
            bytes.extend_from_slice(&file.length.to_le_bytes());
            bytes.extend_from_slice(&file.modified.to_le_bytes());
            before = path;
        }
        let check = Fingerprint::of(&bytes);
        bytes.extend_from_slice(check.as_bytes());
        bytes
    }

    /// From bytes; `None` for anything that [`Self::encode`] did not write.
    pub(super) fn decode(bytes: &[u8]) -> Option<Self> {
        let (content, check) = bytes.split_last_chunk::<16>()?;
        if Fingerprint::of(content).as_bytes() != check {
            return None;
        }
        let mut rest = Reader(content.strip_prefix(VERSION)?);
        let tree = rest.fingerprint()?;
        let count = usize::try_from(rest.number()?).ok()?;
        if count > content.len() / LEAST {
            return None;
        }
        let mut files: Vec<File> = Vec::with_capacity(count);
        for _ in 0..count {
            let before = files.last().map_or("", |file| file.path.as_str());
            let file = rest.file(before)?;
            if !files.is_empty() && file.path.as_str() <= before {
                return None;
            }
            files.push(file);
        }
        rest.0.is_empty().then_some(Self { tree, files })
    }
}

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (taken, rest) = self.0.split_first_chunk::<N>()?;
        self.0 = rest;
        Some(*taken)
    }

    fn number(&mut self) -> Option<u64> {
        self.take().map(u64::from_le_bytes)
    }

    fn fingerprint(&mut self) -> Option<Fingerprint> {
        self.take().map(Fingerprint::from_bytes)
    }

    fn text(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    fn file(&mut self, before: &str) -> Option<File> {
        let shared = usize::from(u16::from_le_bytes(self.take()?));
        let length = usize::from(u16::from_le_bytes(self.take()?));
        let mut path = before.as_bytes().get(..shared)?.to_vec();
        path.extend_from_slice(self.text(length)?);
        let path = OutputPath::new(String::from_utf8(path).ok()?).ok()?;
        let hash = self.fingerprint()?;
        Some(File { path, hash, length: self.number()?, modified: self.take().map(i128::from_le_bytes)? })
    }
}

/// The manifest of the tree with this id, if we have it. A kill can fall between the exchange and the manifest's
/// rename, so there may be two; the right one then takes its place.
pub(super) fn load(disk: &dyn Disk, paths: &Paths, tree: Fingerprint) -> Option<Manifest> {
    if let Some(manifest) = read(disk, &paths.manifest).filter(|manifest| manifest.tree == tree) {
        return Some(manifest);
    }
    let manifest = read(disk, &paths.manifest_next).filter(|manifest| manifest.tree == tree)?;
    // If this fails, the next build looks here again.
    let _ = disk.rename(&paths.manifest_next, &paths.manifest);
    Some(manifest)
}

/// The manifest at a path, if it is whole.
pub(super) fn read(disk: &dyn Disk, path: &Path) -> Option<Manifest> {
    Manifest::decode(&disk.read(path).ok()?)
}
