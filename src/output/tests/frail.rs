//! A disk that dies, fills up or lacks the exchange.

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::disk::{Disk, Found, Kind, Lock, Stat};

/// How the disk fails once its steps are used up.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum End {
    /// The process is dead: nothing happens any more, a write under way is cut in half.
    Killed,
    /// Nothing more can be written; removing and renaming work.
    Full,
}

/// Passes everything on until `steps` changes were made.
pub(crate) struct Frail<'a> {
    pub(crate) disk: &'a dyn Disk,
    pub(crate) steps: usize,
    pub(crate) end: End,
    pub(crate) exchanges: bool,
    pub(crate) done: AtomicUsize,
}

impl<'a> Frail<'a> {
    pub(crate) fn new(disk: &'a dyn Disk, steps: usize, end: End) -> Self {
        Self { disk, steps, end, exchanges: true, done: AtomicUsize::new(0) }
    }

    /// Counts one change; an error once there are too many.
    fn step(&self) -> io::Result<()> {
        if self.done.fetch_add(1, Ordering::SeqCst) < self.steps {
            return Ok(());
        }
        Err(match self.end {
            End::Killed => io::Error::other("killed"),
            End::Full => io::ErrorKind::StorageFull.into(),
        })
    }

    fn change(&self) -> io::Result<()> {
        match (self.step(), self.end) {
            (Err(error), End::Killed) => Err(error),
            _ => Ok(()),
        }
    }

    fn cut(&self, path: &Path, bytes: &[u8]) {
        // Only the very step that was interrupted leaves half a file.
        if self.done.load(Ordering::SeqCst) == self.steps + 1 {
            let _ = self.disk.write(path, &bytes[..bytes.len() / 2]);
        }
    }
}

impl Disk for Frail<'_> {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.disk.read(path)
    }
    fn walk(&self, folder: &Path) -> (Vec<Found>, Vec<(PathBuf, io::Error)>) {
        self.disk.walk(folder)
    }
    fn list(&self, folder: &Path) -> io::Result<Vec<(OsString, Kind)>> {
        self.disk.list(folder)
    }
    fn stat(&self, path: &Path) -> Option<Stat> {
        self.disk.stat(path)
    }
    fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        self.step().inspect_err(|_| self.cut(path, bytes))?;
        self.disk.write(path, bytes)
    }
    fn create(&self, path: &Path, bytes: &[u8]) -> io::Result<Stat> {
        self.step().inspect_err(|_| self.cut(path, bytes))?;
        self.disk.create(path, bytes)
    }
    fn create_folder(&self, path: &Path) -> io::Result<()> {
        self.step()?;
        self.disk.create_folder(path)
    }
    fn link(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.step()?;
        self.disk.link(from, to)
    }
    fn touch(&self, path: &Path) -> io::Result<()> {
        self.disk.touch(path)
    }
    fn remove_file(&self, path: &Path) -> io::Result<()> {
        self.change()?;
        self.disk.remove_file(path)
    }
    fn remove_empty(&self, path: &Path) -> io::Result<()> {
        self.change()?;
        self.disk.remove_empty(path)
    }
    fn remove_folder(&self, path: &Path) -> io::Result<()> {
        self.change()?;
        self.disk.remove_folder(path)
    }
    fn copy_mode(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.change()?;
        self.disk.copy_mode(from, to)
    }
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.change()?;
        self.disk.rename(from, to)
    }
    fn exchange(&self, one: &Path, other: &Path) -> io::Result<()> {
        if !self.exchanges {
            return Err(io::ErrorKind::Unsupported.into());
        }
        self.change()?;
        self.disk.exchange(one, other)
    }
    fn sync(&self, path: &Path) -> io::Result<()> {
        self.change()?;
        self.disk.sync(path)
    }
    fn lock(&self, path: &Path) -> io::Result<Box<dyn Lock>> {
        self.disk.lock(path)
    }
    fn resolve(&self, path: &Path) -> io::Result<PathBuf> {
        self.disk.resolve(path)
    }
}
