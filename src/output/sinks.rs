//! Sinks that touch no disk: for `serve`, for `check` and for tests.

use std::collections::HashMap;
use std::io;
use std::sync::{Arc, Mutex};

use super::stage::held;
use super::{Sink, Swap, Written, hash_of};
use crate::fingerprint::Fingerprint;
use crate::plan::path::OutputPath;

/// Keeps every output in memory. An output that is put again takes the place of the one before.
#[derive(Default, Debug)]
pub struct Memory(Mutex<HashMap<OutputPath, Arc<[u8]>>>);

impl Memory {
    /// Holds nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The output at a path such as `baerum/en/index.html`.
    pub fn get(&self, path: &str) -> Option<Arc<[u8]>> {
        let path = OutputPath::new(path).ok()?;
        held(&self.0).get(&path).cloned()
    }

    /// All paths, sorted.
    pub fn paths(&self) -> Vec<OutputPath> {
        let mut paths: Vec<OutputPath> = held(&self.0).keys().cloned().collect();
        paths.sort_unstable();
        paths
    }

    /// What a stage would say of the same outputs in an empty folder; the same hash.
    pub fn written(&self) -> Written {
        let files = held(&self.0);
        let hashed = files.iter().map(|(path, bytes)| (path, (Fingerprint::of(bytes), bytes.len() as u64)));
        written(hashed.collect())
    }
}

impl Sink for Memory {
    fn put(&self, path: &OutputPath, bytes: &[u8]) -> io::Result<()> {
        held(&self.0).insert(path.clone(), Arc::from(bytes));
        Ok(())
    }
}

/// Keeps only what each output's bytes hash to.
#[derive(Default, Debug)]
pub struct Nowhere(Mutex<HashMap<OutputPath, (Fingerprint, u64)>>);

impl Nowhere {
    /// Has seen nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// What a stage would say of the same outputs in an empty folder; the same hash.
    pub fn written(&self) -> Written {
        written(held(&self.0).iter().map(|(path, seen)| (path, *seen)).collect())
    }
}

impl Sink for Nowhere {
    fn put(&self, path: &OutputPath, bytes: &[u8]) -> io::Result<()> {
        let seen = (Fingerprint::of(bytes), bytes.len() as u64);
        match held(&self.0).insert(path.clone(), seen) {
            None => Ok(()),
            Some(_) => Err(io::ErrorKind::AlreadyExists.into()),
        }
    }
}

fn written(mut files: Vec<(&OutputPath, (Fingerprint, u64))>) -> Written {
    files.sort_unstable_by_key(|(path, _)| *path);
    Written {
        files: files.len(),
        written: files.len(),
        unchanged: 0,
        deleted: 0,
        bytes: files.iter().map(|(_, (_, length))| length).sum(),
        strangers: Vec::new(),
        stranger_count: 0,
        hash: hash_of(files.iter().map(|(path, (hash, _))| (*path, *hash))),
        swapped: Swap::Nothing,
        findings: Vec::new(),
    }
}
