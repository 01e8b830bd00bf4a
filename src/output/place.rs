//! Where the site goes, and which folders are never taken for it.

use std::path::{Path, PathBuf};

use super::mark::{self, Standing};
use super::{Target, trouble};
use crate::diagnostic::{Code, Diagnostic, codes};
use crate::disk::Disk;
use crate::fingerprint::Fingerprint;

/// Every path this room touches.
#[derive(Clone, Debug)]
pub(super) struct Paths {
    /// The output folder, links resolved.
    pub(super) folder: PathBuf,
    /// The tree in the making; after an exchange, the old tree.
    pub(super) next: PathBuf,
    /// The old tree, where folders cannot be exchanged.
    pub(super) old: PathBuf,
    /// What the published tree holds.
    pub(super) manifest: PathBuf,
    /// What the tree in the making will hold.
    pub(super) manifest_next: PathBuf,
    /// The lock file.
    pub(super) lock: PathBuf,
}

/// Folders of a project that hold sources, beside those named.
const SOURCES: [&str; 3] = ["src", ".git", ".globale"];

/// Resolves the folder and refuses it where the user's own things could be harmed.
pub(super) fn find(disk: &dyn Disk, target: &Target) -> Result<Paths, Diagnostic> {
    let resolve = |path: &Path| disk.resolve(path).map_err(|error| trouble(path, &error));
    let root = resolve(&target.root)?;
    let folder = resolve(&target.folder)?;
    let refuse = |code: Code, other: &Path| {
        Err(Diagnostic::new(code).with("path", folder.display()).with("other", other.display()))
    };
    let (Some(parent), Some(name)) = (folder.parent(), folder.file_name()) else {
        return refuse(codes::OUTPUT_IS_TOP, &folder);
    };
    if root.starts_with(&folder) {
        return refuse(codes::OUTPUT_HOLDS_PROJECT, &root);
    }
    if let Some(home) = target.home.as_ref().filter(|home| !home.as_os_str().is_empty()) {
        let home = resolve(home)?;
        if home.starts_with(&folder) {
            return refuse(codes::OUTPUT_IS_HOME, &home);
        }
    }
    let sources = target.content.iter().cloned().chain(SOURCES.iter().map(|name| root.join(name)));
    for source in sources {
        let source = resolve(&source)?;
        if source.starts_with(&folder) {
            return refuse(codes::OUTPUT_HOLDS_SOURCES, &source);
        }
        if folder.starts_with(&source) {
            return refuse(codes::OUTPUT_IN_SOURCES, &source);
        }
    }
    if let Some(git) = folder.ancestors().find(|part| part.file_name().is_some_and(|name| name == ".git")) {
        return refuse(codes::OUTPUT_IN_SOURCES, git);
    }
    let beside = |end: &str| parent.join(format!(".{}.globale-{end}", name.to_string_lossy()));
    let memory = root.join(".globale");
    // A folder of the project goes along where that is moved. Whether the list is of what stands there, the mark's tree id
    // says, not the path: another tree, with whatever others put in it, has another id.
    let named = folder.strip_prefix(&root).unwrap_or(&folder);
    let key = Fingerprint::of(named.as_os_str().as_encoded_bytes()).short(16);
    Ok(Paths {
        next: beside("next"),
        old: beside("old"),
        manifest: memory.join("published").join(&key),
        manifest_next: memory.join("published").join(format!("{key}.next")),
        lock: memory.join("lock"),
        folder,
    })
}

/// The id of the published tree: `None` where nothing is published, zero where its mark names none. Refuses
/// folders of others.
pub(super) fn published(disk: &dyn Disk, paths: &Paths) -> Result<Option<Fingerprint>, Diagnostic> {
    let refuse = |code: Code| Err(Diagnostic::new(code).with("path", paths.folder.display()));
    match mark::standing(disk, &paths.folder).map_err(|error| trouble(&paths.folder, &error))? {
        Standing::Absent | Standing::Empty => Ok(None),
        Standing::Finished(tree) => Ok(Some(tree)),
        Standing::Unfinished => Ok(Some(Fingerprint::default())),
        Standing::Begun | Standing::Foreign => refuse(codes::OUTPUT_NOT_OURS),
        Standing::NoFolder => refuse(codes::OUTPUT_IS_FILE),
    }
}
