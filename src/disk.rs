//! The one door to the disk.
//!
//! Rooms say what they want through [`Disk`]; [`real::RealDisk`] does it, [`memory::MemoryDisk`] plays it
//! for tests. Paths are absolute, or relative to the process where the caller made them so.

use std::ffi::OsString;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

pub mod beneath;
pub mod memory;
pub mod real;
pub mod remembered;
pub mod witness;

/// What kind of thing stands at a path.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// A regular file.
    File,
    /// A folder.
    Folder,
    /// A symbolic link, wherever it leads.
    Link,
    /// A pipe, socket or device.
    Special,
}

impl Kind {
    /// What stands where a file or folder should; `None` for those.
    pub fn odd(self) -> Option<&'static str> {
        match self {
            Self::Link => Some("a symbolic link"),
            Self::Special => Some("a pipe, socket or device"),
            Self::File | Self::Folder => None,
        }
    }
}

/// What the disk says about a path, links not followed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Stat {
    /// What stands there.
    pub kind: Kind,
    /// Bytes, for a file.
    pub length: u64,
    /// Last change, in nanoseconds since 1970; compared with others, never shown.
    pub modified: i128,
}

/// One thing found by [`Disk::walk`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Found {
    /// Relative to the folder that was walked.
    pub path: PathBuf,
    /// What it is. Folders are walked through and not listed.
    pub kind: Kind,
    /// Bytes, for a file.
    pub length: u64,
}

/// Files that editors, browsers, systems and we ourselves leave for a moment, and notes for people who browse the folder:
/// no site is made from them.
pub fn is_scratch(path: &Path) -> bool {
    path.components().any(|part| {
        let name = part.as_os_str().to_string_lossy();
        name.starts_with('#')
            || (name.starts_with('.') && !matches!(&*name, ".well-known" | ".nojekyll" | ".htaccess"))
            || name.ends_with('~')
            || [".swp", ".swx", ".tmp", ".part", ".crdownload"].iter().any(|end| name.ends_with(end))
            || matches!(&*name, "4913" | "Thumbs.db" | "README.md")
    })
}

/// Held as long as it lives: no other process writes the same output meanwhile.
pub trait Lock: Send + Sync {}

/// Everything the program may ask of a disk.
pub trait Disk: Send + Sync {
    /// The whole file.
    fn read(&self, path: &Path) -> io::Result<Vec<u8>>;
    /// Everything below a folder but folders, sorted by path; links are listed, never followed. A folder that
    /// is not there is empty. The second value tells what could not be read.
    fn walk(&self, folder: &Path) -> (Vec<Found>, Vec<(PathBuf, io::Error)>);
    /// The names that stand directly in a folder, folders too, in no order; links are named, never followed.
    fn list(&self, folder: &Path) -> io::Result<Vec<(OsString, Kind)>>;
    /// What stands at a path; `None` for nothing.
    fn stat(&self, path: &Path) -> Option<Stat>;
    /// Writes a whole file; its folder must exist.
    fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<()>;
    /// Writes a whole file that must not be there yet, and tells what the disk then says of it.
    fn create(&self, path: &Path, bytes: &[u8]) -> io::Result<Stat>;
    /// A file without a name in a folder that is there, to write and read: gone when nobody holds it any more.
    /// `Unsupported` where there are none.
    fn nameless(&self, _folder: &Path) -> io::Result<File> {
        Err(io::ErrorKind::Unsupported.into())
    }
    /// Makes a folder and those above it.
    fn create_folder(&self, path: &Path) -> io::Result<()>;
    /// A second name for a file (or a copy of it, where the file system has no hard links). A link or special
    /// file is carried along as it is.
    fn link(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Notes that a file was used, as its time of change; often at most once an hour.
    fn touch(&self, path: &Path) -> io::Result<()>;
    /// Removes a file.
    fn remove_file(&self, path: &Path) -> io::Result<()>;
    /// Removes a folder that holds nothing.
    fn remove_empty(&self, path: &Path) -> io::Result<()>;
    /// Removes a folder with all it holds.
    fn remove_folder(&self, path: &Path) -> io::Result<()>;
    /// Gives a file or folder the permissions of another.
    fn copy_mode(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Renames a file or folder; what stood at `to` is replaced if it is a file, or an empty folder and so is
    /// `from` a folder.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Swaps two folders in one step. `Unsupported` where the file system can't.
    fn exchange(&self, one: &Path, other: &Path) -> io::Result<()>;
    /// Waits until the file system that holds `path` has everything on its medium.
    fn sync(&self, path: &Path) -> io::Result<()>;
    /// Takes the lock file at `path`, or says who holds it (`WouldBlock`).
    fn lock(&self, path: &Path) -> io::Result<Box<dyn Lock>>;
    /// The path without links and dots; the part that exists is resolved, the rest kept.
    fn resolve(&self, path: &Path) -> io::Result<PathBuf>;
}

/// What a disk that lies over another (`self.disk`) passes on as it is: everything that writes.
macro_rules! passed_on {
    () => {
        $crate::disk::passed_on!(but nameless);

        fn nameless(&self, folder: &std::path::Path) -> std::io::Result<std::fs::File> {
            self.disk.nameless(folder)
        }
    };
    (but nameless) => {
        fn write(&self, path: &std::path::Path, bytes: &[u8]) -> std::io::Result<()> {
            self.disk.write(path, bytes)
        }

        fn create(&self, path: &std::path::Path, bytes: &[u8]) -> std::io::Result<$crate::disk::Stat> {
            self.disk.create(path, bytes)
        }

        fn create_folder(&self, path: &std::path::Path) -> std::io::Result<()> {
            self.disk.create_folder(path)
        }

        fn link(&self, from: &std::path::Path, to: &std::path::Path) -> std::io::Result<()> {
            self.disk.link(from, to)
        }

        fn touch(&self, path: &std::path::Path) -> std::io::Result<()> {
            self.disk.touch(path)
        }

        fn remove_file(&self, path: &std::path::Path) -> std::io::Result<()> {
            self.disk.remove_file(path)
        }

        fn remove_empty(&self, path: &std::path::Path) -> std::io::Result<()> {
            self.disk.remove_empty(path)
        }

        fn remove_folder(&self, path: &std::path::Path) -> std::io::Result<()> {
            self.disk.remove_folder(path)
        }

        fn copy_mode(&self, from: &std::path::Path, to: &std::path::Path) -> std::io::Result<()> {
            self.disk.copy_mode(from, to)
        }

        fn rename(&self, from: &std::path::Path, to: &std::path::Path) -> std::io::Result<()> {
            self.disk.rename(from, to)
        }

        fn exchange(&self, one: &std::path::Path, other: &std::path::Path) -> std::io::Result<()> {
            self.disk.exchange(one, other)
        }

        fn sync(&self, path: &std::path::Path) -> std::io::Result<()> {
            self.disk.sync(path)
        }

        fn lock(&self, path: &std::path::Path) -> std::io::Result<Box<dyn $crate::disk::Lock>> {
            self.disk.lock(path)
        }

        fn resolve(&self, path: &std::path::Path) -> std::io::Result<std::path::PathBuf> {
            self.disk.resolve(path)
        }
    };
}
pub(crate) use passed_on;

/// Writes a file and the folders above it, whole or not at all: to a neighbour first, then renamed.
///
/// # Errors
/// What the disk says.
pub fn write_whole(disk: &dyn Disk, path: &Path, bytes: &[u8]) -> io::Result<()> {
    disk.create_folder(path.parent().unwrap_or(Path::new(".")))?;
    let beside = neighbour(path);
    disk.write(&beside, bytes).and_then(|()| disk.rename(&beside, path)).inspect_err(|_| {
        let _ = disk.remove_file(&beside);
    })
}

/// Writes a file that is there anew, whole or not at all; its permissions stay.
///
/// # Errors
/// What the disk says.
pub fn replace_whole(disk: &dyn Disk, path: &Path, bytes: &[u8]) -> io::Result<()> {
    let beside = neighbour(path);
    let written = disk.write(&beside, bytes).and_then(|()| disk.copy_mode(path, &beside));
    written.and_then(|()| disk.rename(&beside, path)).inspect_err(|_| {
        let _ = disk.remove_file(&beside);
    })
}

/// A name beside a file that nobody else uses.
fn neighbour(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let count = WRITES.fetch_add(1, Ordering::Relaxed);
    path.with_file_name(format!(".{name}.{}-{count}.part", std::process::id()))
}

/// Numbers the neighbours, so that two threads that write one file never share one.
static WRITES: AtomicU64 = AtomicU64::new(0);
