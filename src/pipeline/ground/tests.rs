#![expect(clippy::disallowed_methods, reason = "a file that can be written and not read again")]

use std::fs::{File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use crate::diagnostic::codes;
use crate::disk::Disk;
use crate::disk::memory::MemoryDisk;
use crate::disk::{Found, Kind, Stat, passed_on};
use crate::output::Target;
use crate::pipeline::preview::tests::{disk, options};
use crate::pipeline::{Destination, Outcome, build};

/// A disk with a nameless file that can be written and not be read again, as if the disk below it failed.
struct Forgetful<'a> {
    disk: &'a MemoryDisk,
    folder: &'a Path,
}

impl Disk for Forgetful<'_> {
    passed_on!(but nameless);

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.disk.read(path)
    }

    fn walk(&self, folder: &Path) -> (Vec<Found>, Vec<(PathBuf, io::Error)>) {
        self.disk.walk(folder)
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<(std::ffi::OsString, Kind)>> {
        self.disk.list(folder)
    }

    fn stat(&self, path: &Path) -> Option<Stat> {
        self.disk.stat(path)
    }

    fn nameless(&self, _: &Path) -> io::Result<File> {
        OpenOptions::new().write(true).create(true).truncate(true).open(self.folder.join("x"))
    }
}

fn build_on(disk: &dyn Disk) -> Outcome {
    let options = options();
    let (root, folder) = (options.root.clone(), options.root.join("public"));
    build(
        disk,
        &options,
        Destination::Publish(Target { root, folder, content: Vec::new(), home: None, fresh: true }),
    )
}

#[test]
fn nothing_is_published_of_texts_that_were_lost() {
    let disk = disk();
    let long = format!("---\ntitle: Hjem\n---\n{}\n", "Hei. ".repeat(60_000));
    disk.write(Path::new("/site/content/vik/index.nb.md"), long.as_bytes()).unwrap();
    let folder = tempfile::tempdir().unwrap();

    let lost = build_on(&Forgetful { disk: &disk, folder: folder.path() });
    let told: Vec<_> = lost.findings.iter().map(|finding| finding.code).collect();
    assert!(told.contains(&codes::LOST_TEXT) && !lost.summary.published, "{told:?}");
    assert!(disk.stat(Path::new("/site/public")).is_none());

    let whole = build_on(&disk);
    assert!(whole.summary.published, "{:?}", whole.findings);
}
