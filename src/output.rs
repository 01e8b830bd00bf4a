//! Planned outputs in, the published site out: only what differs is written, and the site changes in one step.
//!
//! [`open`] looks whether the output folder is fit, waits for its turn and reads what was published last.
//! [`Stage::put`] takes outputs from every thread; new ones go to a tree beside the published one, the others
//! cost a comparison. [`Stage::publish`] completes that tree with hard links and exchanges the two.
//!
//! What holds whatever happens, a kill or a full disk at any moment included:
//! - the output folder shows the whole old site or the whole new one (where the file system cannot exchange
//!   two folders, it may be gone for the moment of a rename; the next [`open`] mends that);
//! - nothing is deleted but what our own manifest says we wrote, and trees that carry our mark;
//! - the same outputs give the same bytes in the folder, the mark included: its tree id is the hash of them.
#![allow(clippy::result_large_err, reason = "a refusal ends the build: it happens once")]

use std::io;
use std::path::PathBuf;

use crate::diagnostic::{Code, Diagnostic, codes};
use crate::disk::Disk;
use crate::fingerprint::{Fingerprint, Fingerprinter};
use crate::plan::path::OutputPath;

mod carry;
mod manifest;
mod mark;
mod place;
mod publish;
mod recover;
mod sinks;
mod stage;
mod sweep;
#[cfg(test)]
mod tests;
mod trouble;

pub use sinks::{Memory, Nowhere};
pub use stage::Stage;
pub use trouble::trouble;

/// Codes of this room that end the program with "environment" (exit 3).
pub const ENVIRONMENT: &[Code] = &[
    codes::OUTPUT_LOCKED,
    codes::LEFTOVER_NOT_OURS,
    codes::DISK_FULL,
    codes::NOT_WRITABLE,
    codes::NOT_WRITTEN,
    codes::STRANGER_IN_THE_WAY,
    codes::DISTURBED,
    codes::OUTPUT_MOUNTED,
];

/// Codes of this room that end the program with "usage" (exit 2): the output folder was badly chosen.
pub const USAGE: &[Code] = &[
    codes::OUTPUT_HOLDS_PROJECT,
    codes::OUTPUT_HOLDS_SOURCES,
    codes::OUTPUT_IN_SOURCES,
    codes::OUTPUT_IS_HOME,
    codes::OUTPUT_IS_TOP,
    codes::OUTPUT_NOT_OURS,
    codes::OUTPUT_IS_FILE,
];

/// How many strangers [`Written`] names; it counts all.
const NAMED: usize = 5;

/// What the publishing needs to know.
#[derive(Clone, Debug)]
pub struct Target {
    /// The project; `.globale/` lies in it.
    pub root: PathBuf,
    /// The output folder, usually `root/public`.
    pub folder: PathBuf,
    /// Folders that hold sources: content, themes, static.
    pub content: Vec<PathBuf>,
    /// The user's home, which is never an output folder.
    pub home: Option<PathBuf>,
    /// Compare every file with what is published, trust no memory.
    pub fresh: bool,
}

/// How the new site took the old one's place.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Swap {
    /// Both folders were exchanged in one step.
    Exchange,
    /// There was no site yet: one rename.
    Renamed,
    /// The file system cannot exchange folders: two renames, which the next build completes after a kill.
    Journal,
    /// Nothing had changed, or nothing is on disk at all.
    #[default]
    Nothing,
}

/// What was published.
#[derive(Clone, Debug, Default)]
pub struct Written {
    /// Files of ours in the site.
    pub files: usize,
    /// Of these, new or with other bytes.
    pub written: usize,
    /// Of these, left as they were.
    pub unchanged: usize,
    /// Files of ours that the site no longer has.
    pub deleted: usize,
    /// Bytes of all files of ours.
    pub bytes: u64,
    /// The first few things in the folder that are not ours and were carried along; folders end in `/`. Told
    /// only when something was published.
    pub strangers: Vec<String>,
    /// How many there are in all; a folder of strangers counts as one.
    pub stranger_count: usize,
    /// One hash over all paths and contents, whatever the threads did.
    pub hash: Fingerprint,
    /// How it took the old one's place.
    pub swapped: Swap,
    /// Warnings: a lost manifest, an old tree that could not be removed.
    pub findings: Vec<Diagnostic>,
}

/// Takes planned outputs, from many threads.
pub trait Sink: Sync {
    /// Takes one; the bytes are not kept longer than needed.
    ///
    /// # Errors
    /// What the disk says; [`trouble()`] makes a diagnostic of it.
    fn put(&self, path: &OutputPath, bytes: &[u8]) -> io::Result<()>;

    /// Takes an output that is published already with this content: then its bytes need not be made. `false` where that
    /// is not sure.
    fn stays(&self, _path: &OutputPath, _content: Fingerprint) -> bool {
        false
    }
}

/// Looks whether the folder is fit, takes the lock, mends what a killed build left, reads what was published.
/// Nothing is made in the output folder or beside it yet.
///
/// # Errors
/// Refuses an output folder that is or holds the project, sources, home or the file system's top
/// (G1001–G1005), one that holds others' things (G1006) or is a file (G1007), waits at most ten seconds for another
/// build (G1008), touches no stranger's folder named like ours (G1009); and what the disk says (G1010–G1012).
pub fn open<'a>(disk: &'a dyn Disk, target: Target) -> Result<Stage<'a>, Diagnostic> {
    let paths = place::find(disk, &target)?;
    let lock = trouble::take_lock(disk, &paths.lock, trouble::PATIENCE)?;
    recover::mend(disk, &paths)?;
    let mark = place::published(disk, &paths)?;
    let manifest = mark.and_then(|tree| manifest::load(disk, &paths, tree));
    let lost = mark.is_some() && manifest.is_none();
    let published = stage::Published { mark, lost, files: manifest.unwrap_or_default() };
    let trust = if target.fresh { stage::Trust::Nothing } else { stage::Trust::Manifest };
    Ok(Stage::new(disk, paths, published, trust, lock))
}

/// The hash of a whole site, from its files sorted by path.
fn hash_of<'a>(files: impl IntoIterator<Item = (&'a OutputPath, Fingerprint)>) -> Fingerprint {
    let mut hash = Fingerprinter::new();
    for (path, content) in files {
        hash.text(path.as_str()).fingerprint(content);
    }
    hash.finish()
}
