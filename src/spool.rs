//! Texts that wait in a file without a name until somebody asks for them: a site of any size is built in little memory.
//!
//! The file goes with the process, however that ends. Where there can be none, or it can hold no more, texts wait in memory.
//! One that cannot be read again is told ([`Spool::lost`]); blanks stand in its place, so that every place in it still holds.

use std::borrow::Cow;
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use crate::disk::Disk;

/// Bytes below which a text takes less memory than the note of where it waits is worth.
const SHORT: usize = 256;

/// Where texts wait.
#[derive(Debug)]
pub struct Spool {
    file: File,
    /// Where the next text begins.
    end: AtomicU64,
    /// Why the first that could not be read again could not.
    lost: Mutex<Option<io::Error>>,
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
        let file = disk.nameless(folder).ok()?;
        Some(Arc::new(Self { file, end: AtomicU64::new(0), lost: Mutex::new(None) }))
    }

    /// Lets a text wait.
    pub fn put(self: &Arc<Self>, text: &str) -> Spooled {
        let length = text.len();
        if length < SHORT {
            return text.into();
        }
        let at = self.end.fetch_add(length as u64, Ordering::Relaxed);
        match self.file.write_all_at(text.as_bytes(), at) {
            Ok(()) => Spooled(Where::Away { spool: self.clone(), at, length }),
            Err(_) => text.into(),
        }
    }

    /// Why some text could not be read again, if one could not.
    pub fn lost(&self) -> Option<io::Error> {
        self.lost.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn read(&self, at: u64, length: usize) -> String {
        let mut bytes = vec![0; length];
        let read = self.file.read_exact_at(&mut bytes, at).and_then(|()| {
            let text = simdutf8::basic::from_utf8(&bytes);
            text.map(str::to_owned).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
        });
        read.unwrap_or_else(|error| {
            self.lost.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
            " ".repeat(length)
        })
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
    use super::*;
    use crate::disk::real::RealDisk;

    #[test]
    fn what_waits_comes_back_and_leaves_no_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let spool = Spool::below(&RealDisk, folder.path()).expect("a real disk");
        let texts: Vec<String> = (0..100).map(|nth| format!("{nth} blåbær أهلا ").repeat(nth)).collect();
        let waiting: Vec<Spooled> = texts.iter().map(|text| spool.put(text)).collect();
        for (text, waiting) in texts.iter().zip(&waiting) {
            assert_eq!((&*waiting.read(), waiting.len()), (text.as_str(), text.len()));
            assert_eq!(*waiting.beside(text.clone().into()).read(), **text);
        }
        assert_eq!(RealDisk.list(folder.path()).expect("the folder").len(), 0);
        assert!(spool.lost().is_none());
    }

    #[test]
    fn what_cannot_be_read_again_is_told_and_keeps_its_length() {
        let folder = tempfile::tempdir().expect("a folder");
        let spool = Spool::below(&RealDisk, folder.path()).expect("a real disk");
        let waiting = spool.put(&"x".repeat(1000));
        spool.file.set_len(10).expect("a shorter file");
        assert_eq!(*waiting.read(), *" ".repeat(1000));
        assert!(spool.lost().is_some());
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
