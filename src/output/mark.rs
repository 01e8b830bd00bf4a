//! The file `.globale` in a folder says that the folder is ours, and which tree it holds.

use std::io;
use std::path::Path;

use crate::disk::{Disk, Kind};
use crate::fingerprint::Fingerprint;

/// The mark's name, at the top of the tree.
pub(super) const NAME: &str = ".globale";
/// What every mark begins with, in every version.
const KEY: &str = "This folder is written by globale";
const REST: &str = ": it replaces and deletes what it wrote here, and leaves your own files alone.\n";
/// No mark is longer; a longer file is not read.
const LIMIT: u64 = 1024;

/// What stands at a path where a tree of ours may be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Standing {
    /// Nothing.
    Absent,
    /// A folder without anything in it.
    Empty,
    /// A folder whose mark was not even written to its end: the first thing a build does there.
    Begun,
    /// A tree of ours that was not finished, or whose id cannot be read.
    Unfinished,
    /// A finished tree with this id.
    Finished(Fingerprint),
    /// A folder without our mark, with things in it.
    Foreign,
    /// No folder at all.
    NoFolder,
}

/// The mark of a finished tree.
pub(super) fn finished(tree: Fingerprint) -> String {
    format!("{KEY}{REST}tree {tree}\n")
}

/// The mark of a tree that this process is building.
pub(super) fn unfinished() -> String {
    format!("{KEY}{REST}not finished, process {}\n", std::process::id())
}

/// What stands at `folder`.
pub(super) fn standing(disk: &dyn Disk, folder: &Path) -> io::Result<Standing> {
    match disk.stat(folder).map(|stat| stat.kind) {
        None => return Ok(Standing::Absent),
        Some(Kind::Folder) => {}
        Some(_) => return Ok(Standing::NoFolder),
    }
    let path = folder.join(NAME);
    let small = disk.stat(&path).is_some_and(|stat| stat.kind == Kind::File && stat.length <= LIMIT);
    if small {
        return Ok(read(&disk.read(&path)?));
    }
    Ok(if disk.list(folder)?.is_empty() { Standing::Empty } else { Standing::Foreign })
}

fn read(bytes: &[u8]) -> Standing {
    if KEY.as_bytes().starts_with(bytes) && bytes.len() < KEY.len() {
        return Standing::Begun;
    }
    let text = String::from_utf8_lossy(bytes);
    if !text.starts_with(KEY) {
        return Standing::Foreign;
    }
    let tree = text.lines().find_map(|line| line.strip_prefix("tree "));
    match tree.and_then(Fingerprint::parse) {
        Some(tree) => Standing::Finished(tree),
        None => Standing::Unfinished,
    }
}
