//! Mends what is mechanical, and only that: builds, puts every certain mend in its place, and builds again until
//! nothing changes.
//!
//! In: the project and whether to write. Out: the outcome as the files then stand, with what was mended in its summary.
//! All rounds happen on a desk in memory; at the end each changed file is written once, whole, in one step, and
//! only where it is still exactly as the first round read it. A mend never reaches over a line break, so lines stay
//! where they are, and every byte outside a mend stays as it is.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use super::{Destination, Options, Outcome, build};
use crate::diagnostic::{self, Code, Diagnostic, Fix, Place, codes};
use crate::disk::{self, Disk, Kind};
use crate::fingerprint::Fingerprint;
use crate::text;

mod desk;

use desk::Desk;

/// More rounds than any file needs: a broken one shows a mistake a round, and has some dozen at most.
const ROUNDS: usize = 100;

/// Whether mends reach the disk.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Hand {
    /// They are written.
    Write,
    /// They are shown only.
    Show,
}

/// What was mended, or would be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mends {
    /// Whether it was written.
    pub hand: Hand,
    /// By file and line.
    pub list: Vec<Mend>,
}

/// One mend.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Mend {
    /// The file, relative to the root.
    pub file: Arc<Path>,
    /// Its line, from 1.
    pub line: usize,
    /// Which kind of finding it answers.
    pub code: Code,
    /// What stood there.
    pub old: String,
    /// What stands there now.
    pub new: String,
}

/// Mends and builds into nothing. With [`Hand::Show`] the outcome is that of the files as they are.
pub fn mend(disk: &dyn Disk, options: &Options, hand: Hand) -> Outcome {
    let desk = Desk::new(disk);
    let (mut list, mut first, mut left_alone) = (Vec::new(), None, BTreeSet::new());
    let mut last = build(&desk, options, Destination::Nowhere);
    for _ in 0..ROUNDS {
        let made = round(&desk, &options.root, &last.findings, &mut left_alone);
        if made.is_empty() {
            break;
        }
        list.extend(made);
        let next = build(&desk, options, Destination::Nowhere);
        first.get_or_insert(std::mem::replace(&mut last, next));
    }
    list.sort();
    let mut outcome = match hand {
        Hand::Show => first.unwrap_or(last),
        Hand::Write => written(disk, &desk, options, last, &mut list),
    };
    if !left_alone.is_empty() && hand == Hand::Write {
        outcome.findings.extend(left_alone.iter().map(|file| disturbed(file)));
        diagnostic::sort(&mut outcome.findings);
    }
    outcome.summary.mends = Some(Mends { hand, list });
    outcome
}

/// Writes what changed. What could not be written is taken off the list and said; then the outcome is that of the
/// files as they are.
fn written(disk: &dyn Disk, desk: &Desk, options: &Options, last: Outcome, list: &mut Vec<Mend>) -> Outcome {
    let mut refused = Vec::new();
    // What goes along comes first: a text must not name what is not there.
    let mut unwritten = BTreeSet::new();
    for (path, laid) in desk.laid() {
        if let Err(error) = disk::write_whole(disk, &path, &laid.bytes) {
            unwritten.extend(laid.named_by);
            let path = path.strip_prefix(&options.root).unwrap_or(&path).display().to_string();
            refused.push(Diagnostic::new(codes::MEND_NOT_WRITTEN).with("path", path).with("reason", error));
        }
    }
    for (path, edit) in desk.edits() {
        let file = path.strip_prefix(&options.root).unwrap_or(&path).to_owned();
        if unwritten.contains(&path) {
            list.retain(|mend| *mend.file != *file);
            continue;
        }
        let same = disk.read(&path).is_ok_and(|bytes| Fingerprint::of(&bytes) == edit.before);
        let finding = match same && is_plain_file(disk, &options.root, &file) {
            false => disturbed(&file),
            true => match disk::replace_whole(disk, &path, &edit.bytes) {
                Ok(()) => continue,
                Err(error) => Diagnostic::new(codes::MEND_NOT_WRITTEN)
                    .with("path", file.display())
                    .with("reason", error)
                    .at(Place::file(&*file)),
            },
        };
        list.retain(|mend| *mend.file != *file);
        refused.push(finding);
    }
    if refused.is_empty() {
        return last;
    }
    let mut outcome = build(disk, options, Destination::Nowhere);
    outcome.findings.extend(refused);
    diagnostic::sort(&mut outcome.findings);
    outcome
}

fn disturbed(file: &Path) -> Diagnostic {
    Diagnostic::new(codes::MEND_DISTURBED).with("path", file.display()).at(Place::file(file))
}

/// Every mend that can be made at once, file by file.
fn round(desk: &Desk, root: &Path, found: &[Diagnostic], left_alone: &mut BTreeSet<PathBuf>) -> Vec<Mend> {
    let mut files: BTreeMap<&Arc<Path>, Vec<(Code, &Fix)>> = BTreeMap::new();
    for finding in found {
        if let Some(fix) = &finding.fix {
            files.entry(&fix.place.file).or_default().push((finding.code, fix));
        }
    }
    let mut made = Vec::new();
    for (file, fixes) in files {
        if left_alone.contains(&**file) || !is_plain_file(desk, root, file) {
            continue;
        }
        let path = root.join(file);
        let Some(text) = desk.unchanged(&path) else {
            left_alone.insert(file.to_path_buf());
            continue;
        };
        let (mended, mends) = apply(&text, file, &fixes);
        // A text that was there before would only go round and round.
        if !mends.is_empty() && desk.put(path.clone(), mended) {
            let along = fixes.iter().filter(|(code, fix)| {
                mends.iter().any(|mend| mend.code == *code && mend.new == fix.replacement)
            });
            along
                .filter_map(|(_, fix)| fix.along.as_ref())
                .for_each(|(along, bytes)| desk.lay(root.join(along), bytes, &path));
            made.extend(mends);
        }
    }
    made
}

/// A regular file inside the project, reached through no link.
fn is_plain_file(disk: &dyn Disk, root: &Path, file: &Path) -> bool {
    let inside = file.components().all(|part| matches!(part, Component::Normal(_)));
    let mut parts = file.ancestors().filter(|part| !part.as_os_str().is_empty());
    let kind = |part: &Path| disk.stat(&root.join(part)).map(|stat| stat.kind);
    inside
        && parts.next().and_then(kind) == Some(Kind::File)
        && parts.all(|folder| kind(folder) == Some(Kind::Folder))
}

/// The text with the mends in their places. Of two that overlap the first is made; the other may come in the next
/// round, when it is still called for.
fn apply(text: &str, file: &Arc<Path>, fixes: &[(Code, &Fix)]) -> (String, Vec<Mend>) {
    let mut fixes = fixes.to_vec();
    fixes.sort_by_key(|(_, fix)| (fix.place.span, &fix.replacement));
    let (mut mended, mut mends) = (String::with_capacity(text.len()), Vec::new());
    let mut end = 0;
    for (code, fix) in fixes {
        let span = fix.place.span;
        let Some(old) = text.get(span.start..span.end).filter(|_| span.start >= end) else { continue };
        if old == fix.replacement || old.is_empty() || old.contains('\n') || fix.replacement.contains('\n') {
            continue;
        }
        mended.push_str(&text[end..span.start]);
        mended.push_str(&fix.replacement);
        end = span.end;
        mends.push(Mend {
            file: file.clone(),
            line: text::line_column(text, span.start).0,
            code,
            old: old.to_owned(),
            new: fix.replacement.clone(),
        });
    }
    mended.push_str(&text[end..]);
    (mended, mends)
}

#[cfg(test)]
mod tests;
