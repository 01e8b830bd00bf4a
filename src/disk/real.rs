//! The machine's own disk.
#![expect(clippy::disallowed_methods, reason = "this is the door everyone else goes through")]

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};
use std::time::{Duration, SystemTime};

use rayon::prelude::*;
use rustix::fs::{CWD, FlockOperation, RenameFlags};
use walkdir::WalkDir;

use super::{Disk, Found, Kind, Lock, Stat};

/// The machine's own disk.
#[derive(Clone, Copy, Default, Debug)]
pub struct RealDisk;

/// A file used again within that time is not noted again.
const OFTEN: Duration = Duration::from_secs(60 * 60);

struct HeldFile(#[expect(dead_code, reason = "the kernel lets go of the lock when the file closes")] File);
impl Lock for HeldFile {}

fn kind_of(kind: fs::FileType) -> Kind {
    match kind {
        kind if kind.is_symlink() => Kind::Link,
        kind if kind.is_dir() => Kind::Folder,
        kind if kind.is_file() => Kind::File,
        _ => Kind::Special,
    }
}

fn stat_of(data: &fs::Metadata) -> Stat {
    let modified = data.modified().ok().map_or(0, |time| {
        time.duration_since(std::time::UNIX_EPOCH).map_or(0, |since| since.as_nanos() as i128)
    });
    Stat { kind: kind_of(data.file_type()), length: data.len(), modified }
}

/// For file systems without hard links: the same bytes, permissions and time under another name.
fn copy(from: &Path, to: &Path) -> io::Result<()> {
    let mut source = File::open(from)?;
    let data = source.metadata()?;
    let mut target = OpenOptions::new().write(true).create_new(true).open(to)?;
    io::copy(&mut source, &mut target)?;
    target.set_permissions(data.permissions())?;
    target.set_modified(data.modified()?)
}

impl Disk for RealDisk {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        fs::read(path)
    }

    fn walk(&self, folder: &Path) -> (Vec<Found>, Vec<(PathBuf, io::Error)>) {
        let (mut items, mut unread) = (Vec::new(), Vec::new());
        if self.stat(folder).is_none() {
            return (Vec::new(), unread);
        }
        for item in WalkDir::new(folder).sort_by_file_name() {
            match item {
                Ok(item) if item.file_type().is_dir() => {}
                Ok(item) => items.push(item),
                Err(error) => {
                    let path = error.path().unwrap_or(folder).to_owned();
                    unread.push((path, error.into_io_error().unwrap_or(io::ErrorKind::Other.into())));
                }
            }
        }
        // To ask for each file's length takes longer than to walk past it.
        let found = items.into_par_iter().map(|item| Found {
            path: item.path().strip_prefix(folder).unwrap_or(item.path()).to_owned(),
            kind: kind_of(item.file_type()),
            length: item.metadata().map_or(0, |data| data.len()),
        });
        (found.collect(), unread)
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<(OsString, Kind)>> {
        fs::read_dir(folder)?
            .map(|item| item.and_then(|item| Ok((item.file_name(), kind_of(item.file_type()?)))))
            .collect()
    }

    fn stat(&self, path: &Path) -> Option<Stat> {
        fs::symlink_metadata(path).ok().map(|data| stat_of(&data))
    }

    fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        fs::write(path, bytes)
    }

    fn create(&self, path: &Path, bytes: &[u8]) -> io::Result<Stat> {
        let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
        file.write_all(bytes)?;
        Ok(stat_of(&file.metadata()?))
    }

    fn nameless(&self, folder: &Path) -> io::Result<File> {
        tempfile::tempfile_in(folder)
    }

    fn create_folder(&self, path: &Path) -> io::Result<()> {
        fs::create_dir_all(path)
    }

    fn link(&self, from: &Path, to: &Path) -> io::Result<()> {
        // A hard link of a symbolic link is that link itself; so most files cost one call here.
        let Err(error) = fs::hard_link(from, to) else { return Ok(()) };
        if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::AlreadyExists) {
            return Err(error);
        }
        match self.stat(from).map(|stat| stat.kind) {
            Some(Kind::Link) => rustix::fs::symlink(fs::read_link(from)?, to).map_err(Into::into),
            Some(Kind::File) => copy(from, to),
            _ => Err(error),
        }
    }

    fn touch(&self, path: &Path) -> io::Result<()> {
        let now = SystemTime::now();
        let fresh = |time: SystemTime| now.duration_since(time).is_ok_and(|since| since < OFTEN);
        match fs::metadata(path)?.modified() {
            Ok(time) if fresh(time) => Ok(()),
            _ => OpenOptions::new().write(true).open(path)?.set_modified(now),
        }
    }

    fn remove_file(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    fn remove_empty(&self, path: &Path) -> io::Result<()> {
        fs::remove_dir(path)
    }

    fn remove_folder(&self, path: &Path) -> io::Result<()> {
        fs::remove_dir_all(path)
    }

    fn copy_mode(&self, from: &Path, to: &Path) -> io::Result<()> {
        let permissions = fs::symlink_metadata(from)?.permissions();
        if permissions == fs::symlink_metadata(to)?.permissions() {
            return Ok(());
        }
        fs::set_permissions(to, permissions)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn exchange(&self, one: &Path, other: &Path) -> io::Result<()> {
        rustix::fs::renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE).map_err(|error| match error {
            rustix::io::Errno::INVAL | rustix::io::Errno::NOSYS | rustix::io::Errno::OPNOTSUPP => {
                io::ErrorKind::Unsupported.into()
            }
            other => other.into(),
        })
    }

    fn sync(&self, path: &Path) -> io::Result<()> {
        rustix::fs::syncfs(File::open(path)?).map_err(Into::into)
    }

    fn lock(&self, path: &Path) -> io::Result<Box<dyn Lock>> {
        // The kernel lets go of a flock when its process ends, however it ends: no lock is ever stale.
        let mut file = OpenOptions::new().create(true).truncate(false).read(true).write(true).open(path)?;
        rustix::fs::flock(&file, FlockOperation::NonBlockingLockExclusive)?;
        file.set_len(0)?;
        writeln!(file, "{}", std::process::id())?;
        Ok(Box::new(HeldFile(file)))
    }

    fn resolve(&self, path: &Path) -> io::Result<PathBuf> {
        let absolute = std::path::absolute(path)?;
        let mut rest = Vec::new();
        let mut there = absolute.as_path();
        loop {
            if let Ok(real) = fs::canonicalize(there) {
                let mut whole = real;
                for part in rest.iter().rev() {
                    match part {
                        Component::ParentDir => {
                            whole.pop();
                        }
                        part => whole.push(part),
                    }
                }
                return Ok(whole);
            }
            let (Some(last), Some(above)) = (there.components().next_back(), there.parent()) else {
                return Ok(absolute);
            };
            rest.push(last);
            there = above;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_keeps_time_and_permissions_and_overwrites_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let (from, to) = (folder.path().join("from"), folder.path().join("to"));
        fs::write(&from, "text").unwrap();
        File::open(&from).unwrap().set_modified(std::time::UNIX_EPOCH).unwrap();
        copy(&from, &to).unwrap();
        assert_eq!(RealDisk.stat(&from), RealDisk.stat(&to));
        assert_eq!(fs::read(&to).unwrap(), b"text");
        assert!(copy(&from, &to).is_err());
        assert!(RealDisk.link(&from, &to).is_err());
        assert!(RealDisk.create(&to, b"x").is_err());
    }
}
