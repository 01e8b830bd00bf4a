//! The room's tests: refusals and logic in memory, links and exchange on a real disk, a kill at every step.
#![expect(clippy::disallowed_methods, reason = "tests look at the real disk")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::*;
use crate::disk::Kind;

mod frail;
mod kill;
mod memory;
mod real;

/// A site: paths and contents.
pub(super) type Site = BTreeMap<String, String>;

pub(super) fn site<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Site {
    files.into_iter().map(|(path, text)| (path.to_owned(), text.to_owned())).collect()
}

pub(super) fn target(root: &Path) -> Target {
    Target {
        root: root.to_owned(),
        folder: root.join("public"),
        content: vec![root.join("content"), root.join("themes")],
        home: Some(PathBuf::from("/home/someone")),
        fresh: false,
    }
}

/// A folder on the real disk; in memory where there is such a file system, since every publishing syncs it.
pub(super) fn real_folder() -> tempfile::TempDir {
    let quick = Path::new("/dev/shm");
    if quick.is_dir() { tempfile::tempdir_in(quick) } else { tempfile::tempdir() }.expect("a folder")
}

/// Opens, puts all, publishes.
pub(super) fn build(disk: &dyn Disk, root: &Path, site: &Site) -> Result<Written, Diagnostic> {
    build_to(disk, target(root), site)
}

pub(super) fn build_to(disk: &dyn Disk, target: Target, site: &Site) -> Result<Written, Diagnostic> {
    let stage = open(disk, target)?;
    for (path, text) in site {
        // An error is kept by the stage, which then refuses to publish.
        let _ = stage.put(&OutputPath::new(path).expect("a path"), text.as_bytes());
    }
    stage.publish()
}

/// Everything in a folder but our mark.
pub(super) fn shown(disk: &dyn Disk, folder: &Path) -> Site {
    let (found, _) = disk.walk(folder);
    found
        .into_iter()
        .filter(|found| found.path != Path::new(mark::NAME) && found.kind == Kind::File)
        .map(|found| {
            let text = String::from_utf8(disk.read(&folder.join(&found.path)).expect("read")).expect("text");
            (found.path.to_string_lossy().into_owned(), text)
        })
        .collect()
}

/// What lies beside the output folder that should not: names with `globale-`.
pub(super) fn leftovers(disk: &dyn Disk, root: &Path) -> Vec<String> {
    let inside = disk.list(root).expect("the root is there");
    let names = inside.into_iter().map(|(name, _)| name.to_string_lossy().into_owned());
    names.filter(|name| name.contains("globale-")).collect()
}
