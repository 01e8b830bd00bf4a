//! What a killed build left: finished or undone before the next one begins.
//!
//! No journal file is needed, the names and marks say it all. Beside the output folder there may be `.NAME.globale-next`
//! (a tree in the making, or after an exchange the old site) and, where folders cannot be exchanged,
//! `.NAME.globale-old`.

use std::path::Path;

use super::mark::{self, Standing};
use super::place::Paths;
use super::sweep::{self, Rescue};
use super::{manifest, trouble};
use crate::diagnostic::{Diagnostic, codes};
use crate::disk::Disk;

/// Mends the folder, removes what is left over; refuses (G1009) where others' things have our names.
pub(super) fn mend(disk: &dyn Disk, paths: &Paths) -> Result<(), Diagnostic> {
    let next = leftover(disk, &paths.next)?;
    let old = leftover(disk, &paths.old)?;
    if next == Standing::Absent && old == Standing::Absent {
        return Ok(());
    }
    let gone = matches!(standing(disk, &paths.folder)?, Standing::Absent | Standing::Empty);
    if gone && let Standing::Finished(_) = old {
        // Killed between the two renames: the new tree is whole if its mark says so, else the old one comes back.
        let whole = if let Standing::Finished(_) = next { &paths.next } else { &paths.old };
        disk.rename(whole, &paths.folder).map_err(|error| trouble(&paths.folder, &error))?;
    }
    [&paths.next, &paths.old].into_iter().try_for_each(|path| clear(disk, paths, path))
}

fn standing(disk: &dyn Disk, path: &Path) -> Result<Standing, Diagnostic> {
    mark::standing(disk, path).map_err(|error| trouble(path, &error))
}

fn leftover(disk: &dyn Disk, path: &Path) -> Result<Standing, Diagnostic> {
    match standing(disk, path)? {
        Standing::Foreign | Standing::NoFolder => {
            Err(Diagnostic::new(codes::LEFTOVER_NOT_OURS).with("path", path.display()))
        }
        standing => Ok(standing),
    }
}

/// Removes a leftover tree. If it is the site that was replaced, what others put in it meanwhile is moved over.
fn clear(disk: &dyn Disk, paths: &Paths, path: &Path) -> Result<(), Diagnostic> {
    let before = match standing(disk, path)? {
        Standing::Absent => return Ok(()),
        Standing::Finished(tree) => {
            manifest::read(disk, &paths.manifest).filter(|manifest| manifest.tree == tree)
        }
        _ => None,
    };
    let now = match standing(disk, &paths.folder)? {
        Standing::Finished(tree) => {
            manifest::read(disk, &paths.manifest_next).filter(|manifest| manifest.tree == tree)
        }
        _ => None,
    };
    let rescue = match (&before, &now) {
        (Some(before), Some(now)) => Some(Rescue { into: &paths.folder, before, now }),
        _ => None,
    };
    sweep::sweep(disk, path, rescue).map_err(|(path, error)| trouble(&path, &error))
}
