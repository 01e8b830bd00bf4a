//! `layers.lock`: what was fetched, by the hash of every file's content. What stands below `content/upstream/` is held
//! against it at every build, so that nobody's change to a fetched file goes unseen.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::{CONTENT, SourceFile, Sources, layer};
use crate::config::{Config, UPSTREAM, Upstream};
use crate::diagnostic::{Diagnostic, Place, codes};
use crate::disk::{Disk, is_scratch};
use crate::fingerprint::Fingerprint;
use crate::text;

/// The file, beside site.toml.
pub const FILE: &str = "layers.lock";

const HEAD: &str = "# Written by `globale layer fetch`, and committed with content/upstream/: what was fetched, file by file.\n\n";

/// Every layer that was fetched.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Lock(pub BTreeMap<String, Locked>);

/// One of them.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Locked {
    /// Where it came from: the repository's address, or the folder.
    pub from: String,
    /// The state of the repository.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rev: Option<String>,
    /// The folder in the repository.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// The hash of each file, by its path in the layer.
    pub files: BTreeMap<String, Fingerprint>,
}

impl Locked {
    /// What stands for an upstream, without files yet.
    pub fn of(upstream: &Upstream) -> Self {
        match upstream {
            Upstream::Bundled => Self { from: "globale".to_owned(), ..Self::default() },
            Upstream::Folder(folder) => Self { from: folder.display().to_string(), ..Self::default() },
            Upstream::Git { url, rev, path } => Self {
                from: url.clone(),
                rev: Some(rev.clone()),
                path: Some(path.clone()).filter(|path| !path.is_empty()),
                ..Self::default()
            },
        }
    }

    /// Whether it was fetched from there.
    pub fn is_of(&self, upstream: &Upstream) -> bool {
        let other = Self::of(upstream);
        (&self.from, &self.rev, &self.path) == (&other.from, &other.rev, &other.path)
    }
}

impl Lock {
    /// The lock of a project; empty where nothing was fetched.
    ///
    /// # Errors
    /// `G0407` where it cannot be understood.
    pub fn read(disk: &dyn Disk, root: &Path) -> Result<Self, Box<Diagnostic>> {
        let path = root.join(FILE);
        if disk.stat(&path).is_none() {
            return Ok(Self::default());
        }
        let bytes =
            disk.read(&path).map_err(|error| Box::new(Diagnostic::unreadable(Path::new(FILE), &error)))?;
        toml::from_str(&String::from_utf8_lossy(&bytes)).map_err(|error| {
            let line = error.message().lines().next().unwrap_or_default().to_owned();
            Box::new(Diagnostic::new(codes::LOCK_UNREADABLE).with("reason", line).at(Place::file(FILE)))
        })
    }

    /// As it is written to disk.
    pub fn written(&self) -> String {
        // A map of texts can always be written.
        format!("{HEAD}{}", toml::to_string(self).unwrap_or_default())
    }
}

/// The hash of a file: texts as they are whatever system checked them out, everything else byte for byte.
pub fn hash(path: &Path, bytes: &[u8]) -> Fingerprint {
    let is_text = path
        .extension()
        .is_some_and(|ending| ["md", "yml", "yaml", "toml"].iter().any(|text| ending == *text));
    match std::str::from_utf8(bytes).ok().filter(|_| is_text) {
        Some(text) => Fingerprint::of(text::normal(text).as_bytes()),
        None => Fingerprint::of(bytes),
    }
}

/// Holds every fetched layer some initiative shows against the lock.
pub(super) fn check(disk: &dyn Disk, root: &Path, config: &Config, sources: &Sources) -> Vec<Diagnostic> {
    let shown = config.layers();
    let fetched = config.layers.iter().filter(|(name, _)| shown.contains(&name.as_str()));
    let fetched: Vec<_> =
        fetched.filter_map(|(name, layer)| Some((name, layer, layer.upstream.as_ref()?))).collect();
    if fetched.is_empty() {
        return Vec::new();
    }
    let lock = match Lock::read(disk, root) {
        Ok(lock) => lock,
        Err(finding) => return vec![*finding],
    };
    let mut findings = Vec::new();
    for (name, described, upstream) in fetched {
        let folder = Path::new(CONTENT).join(UPSTREAM).join(name);
        let files = below(disk, root, &folder);
        if files.is_empty() {
            continue;
        }
        findings.extend(files.iter().filter_map(|file| {
            layer::no_data(file).map(|finding| finding.at(Place::file(folder.join(file))))
        }));
        match lock.0.get(name).filter(|locked| locked.is_of(upstream)) {
            Some(locked) => findings.extend(changed(disk, root, (&folder, &files), (locked, sources))),
            None => findings.push(
                Diagnostic::new(codes::LAYER_NOT_LOCKED).with("layer", name).at(described.place.clone()),
            ),
        }
    }
    findings
}

/// Every regular file of a layer, by its path in it.
fn below(disk: &dyn Disk, root: &Path, folder: &Path) -> Vec<PathBuf> {
    let (found, _) = disk.walk(&root.join(folder));
    let files = found.into_iter().filter(|item| item.kind.odd().is_none() && !is_scratch(&item.path));
    files.map(|item| item.path).collect()
}

/// A finding for each file that is not what the lock says: another text, one too many, one too few.
fn changed(
    disk: &dyn Disk,
    root: &Path,
    (folder, files): (&Path, &[PathBuf]),
    (locked, sources): (&Locked, &Sources),
) -> Vec<Diagnostic> {
    let texts: BTreeMap<&Path, &SourceFile> =
        sources.files.iter().map(|file| (&*file.path, &**file)).collect();
    let mut now: BTreeMap<String, Fingerprint> = BTreeMap::new();
    let mut findings = Vec::new();
    for file in files {
        let whole = folder.join(file);
        let print = match texts.get(&*whole) {
            Some(text) => Ok(hash(file, text.text().as_bytes())),
            None => disk.read(&root.join(&whole)).map(|bytes| hash(file, &bytes)),
        };
        match print {
            Ok(print) => drop(now.insert(file.to_string_lossy().replace('\\', "/"), print)),
            Err(error) => findings.push(Diagnostic::unreadable(&whole, &error)),
        }
    }
    findings.extend(differences(locked, &now).into_iter().map(|(path, what)| {
        let whole = folder.join(&path);
        let finding = Diagnostic::new(codes::LAYER_CHANGED).with("what", what).with("path", whole.display());
        finding.at(Place::file(whole))
    }));
    findings
}

/// Files that are not as locked, each with what became of it.
pub fn differences(locked: &Locked, now: &BTreeMap<String, Fingerprint>) -> Vec<(String, &'static str)> {
    let mut found = Vec::new();
    for (path, print) in now {
        match locked.files.get(path) {
            None => found.push((path.clone(), "added")),
            Some(known) if known != print => found.push((path.clone(), "changed")),
            Some(_) => {}
        }
    }
    found.extend(
        locked.files.keys().filter(|path| !now.contains_key(*path)).map(|path| (path.clone(), "gone")),
    );
    found
}
