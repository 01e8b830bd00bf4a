//! Texts that wait in a file without a name until somebody asks for them: a site of any size is built in little memory.
//!
//! The file goes with the process, however that ends. Where there can be none, or the disk has little room left, texts wait in
//! memory: the site that is built needs that room.
//! One that cannot be read again is told ([`Spool::close`]); blanks stand in its place, so that every place in it still holds.

use std::borrow::Cow;
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::disk::Disk;

/// Bytes below which a text takes less memory than the note of where it waits is worth.
const SHORT: usize = 256;

/// Bytes that go to the file at once: each text by itself would cost twice as much.
const AT_ONCE: usize = 256 * 1024;

/// Bytes that are left free on the disk.
const LEFT: u64 = 1 << 30;

/// Where texts wait.
#[derive(Debug)]
pub struct Spool {
    file: File,
    /// Bytes that are left free on its disk.
    left: u64,
    /// How much of it the file has.
    written: AtomicU64,
    tail: Mutex<Tail>,
    /// Why the first that could not be read again could not.
    lost: Mutex<Option<io::Error>>,
}

/// What the file does not have yet.
#[derive(Debug, Default)]
struct Tail {
    /// Where in the file it begins.
    at: u64,
    bytes: Vec<u8>,
    /// Whether the file takes no more.
    full: bool,
}

/// A text that waits, here or in a spool.
#[derive(Clone, Debug)]
pub struct Spooled(Where);

#[derive(Clone, Debug)]
enum Where {
    Here(Box<str>),
    Away { spool: Arc<Spool>, at: u64, length: usize },
}

impl Spool {
    /// In a folder; `None` where there is no such folder, or no file without a name in it.
    pub fn below(disk: &dyn Disk, folder: &Path) -> Option<Arc<Self>> {
        Some(Self::of(disk.nameless(folder).ok()?, LEFT))
    }

    fn of(file: File, left: u64) -> Arc<Self> {
        let (written, tail, lost) = (AtomicU64::new(0), Mutex::default(), Mutex::default());
        Arc::new(Self { file, left, written, tail, lost })
    }

    fn has_room(&self) -> bool {
        rustix::fs::fstatvfs(&self.file)
            .is_ok_and(|disk| disk.f_bavail.saturating_mul(disk.f_frsize) >= self.left)
    }

    /// Lets a text wait.
    pub fn put(self: &Arc<Self>, text: &str) -> Spooled {
        if text.len() < SHORT {
            return text.into();
        }
        let mut tail = self.tail();
        if tail.full {
            return text.into();
        }
        let at = tail.at + tail.bytes.len() as u64;
        tail.bytes.extend_from_slice(text.as_bytes());
        if tail.bytes.len() >= AT_ONCE {
            tail.full = !self.has_room() || self.file.write_all_at(&tail.bytes, tail.at).is_err();
            if !tail.full {
                tail.at += tail.bytes.len() as u64;
                tail.bytes.clear();
                self.written.store(tail.at, Ordering::Release);
            }
        }
        Spooled(Where::Away { spool: self.clone(), at, length: text.len() })
    }

    /// Nobody asks for a text any more: the file is emptied before anybody waits for the disk to write it. Why some text
    /// could not be read again, if one could not.
    pub fn close(&self) -> Option<io::Error> {
        // What cannot be emptied goes with the process.
        let _ = self.file.set_len(0);
        self.lost.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn tail(&self) -> MutexGuard<'_, Tail> {
        self.tail.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn read(&self, at: u64, length: usize) -> String {
        let read = self.bytes(at, length).and_then(|bytes| {
            let text = simdutf8::basic::from_utf8(&bytes);
            text.map(str::to_owned).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
        });
        read.unwrap_or_else(|error| {
            self.lost.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
            " ".repeat(length)
        })
    }

    fn bytes(&self, at: u64, length: usize) -> io::Result<Vec<u8>> {
        if at >= self.written.load(Ordering::Acquire) {
            let tail = self.tail();
            if let Some(from) = at.checked_sub(tail.at) {
                return Ok(tail.bytes[from as usize..][..length].to_vec());
            }
        }
        let mut bytes = vec![0; length];
        self.file.read_exact_at(&mut bytes, at).map(|()| bytes)
    }
}

impl Spooled {
    /// The text.
    pub fn read(&self) -> Cow<'_, str> {
        match &self.0 {
            Where::Here(text) => Cow::Borrowed(text),
            Where::Away { spool, at, length } => Cow::Owned(spool.read(*at, *length)),
        }
    }

    /// Lets another text wait where this one does.
    #[must_use]
    pub fn beside(&self, text: Self) -> Self {
        match (&self.0, &text.0) {
            (Where::Away { spool, .. }, Where::Here(text)) => spool.put(text),
            _ => text,
        }
    }

    /// Its bytes.
    pub fn len(&self) -> usize {
        match &self.0 {
            Where::Here(text) => text.len(),
            Where::Away { length, .. } => *length,
        }
    }

    /// Whether there is nothing of it.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl<T: Into<Box<str>>> From<T> for Spooled {
    fn from(text: T) -> Self {
        Self(Where::Here(text.into()))
    }
}

impl Default for Spooled {
    fn default() -> Self {
        "".into()
    }
}

impl PartialEq for Spooled {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.read() == other.read()
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::disallowed_methods, reason = "a file that takes no more")]

    use super::*;
    use crate::disk::real::RealDisk;

    #[test]
    fn what_waits_comes_back_and_leaves_no_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let spool = Spool::below(&RealDisk, folder.path()).expect("a real disk");
        let texts: Vec<String> = (0..300).map(|nth| format!("{nth} blåbær أهلا ").repeat(nth)).collect();
        let waiting: Vec<Spooled> = texts.iter().map(|text| spool.put(text)).collect();
        for (text, waiting) in texts.iter().zip(&waiting) {
            assert_eq!((&*waiting.read(), waiting.len()), (text.as_str(), text.len()));
            assert_eq!(*waiting.beside(text.clone().into()).read(), **text);
        }
        assert!(spool.tail().at > 2 * AT_ONCE as u64, "most of it is in the file");
        assert_eq!(RealDisk.list(folder.path()).expect("the folder").len(), 0);
        assert!(spool.close().is_none());
    }

    #[test]
    fn what_cannot_be_read_again_is_told_and_keeps_its_length() {
        let folder = tempfile::tempdir().expect("a folder");
        let spool = Spool::below(&RealDisk, folder.path()).expect("a real disk");
        let (waiting, last) = (spool.put(&"x".repeat(AT_ONCE)), spool.put(&"y".repeat(1000)));
        spool.file.set_len(10).expect("a shorter file");
        assert_eq!(*waiting.read(), *" ".repeat(AT_ONCE));
        assert_eq!(*last.read(), *"y".repeat(1000), "what the file never had is not lost");
        assert!(spool.close().is_some());
    }

    #[test]
    fn what_the_file_cannot_hold_waits_in_memory() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("x"), "").expect("a file");
        let file = File::open(folder.path().join("x")).expect("a file that takes no more");
        let full = RealDisk.nameless(folder.path()).expect("a file on a disk with too little room");
        for spool in [Spool::of(file, 0), Spool::of(full, u64::MAX)] {
            let texts = ["x".repeat(1000), "y".repeat(AT_ONCE), "z".repeat(1000)];
            let waiting = texts.each_ref().map(|text| spool.put(text));
            assert!(matches!(waiting[2].0, Where::Here(_)));
            assert!(texts.iter().zip(&waiting).all(|(text, waiting)| *waiting.read() == **text));
            assert!(spool.close().is_none());
        }
    }

    #[test]
    fn without_a_place_on_disk_everything_waits_in_memory() {
        assert!(Spool::below(&crate::disk::memory::MemoryDisk::default(), Path::new("x")).is_none());
        assert!(Spool::below(&RealDisk, Path::new("/is/not/there")).is_none());
        assert_eq!(
            *Spooled::from("x".repeat(1000)).beside("y".repeat(1000).into()).read(),
            *"y".repeat(1000)
        );
    }
}
