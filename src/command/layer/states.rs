//! The states that a fetched layer's translations were made from, taken in with it: without them nobody could tell which of
//! its paragraphs have changed since.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use super::fetch::{Files, git_store};
use crate::bundled;
use crate::command::Context;
use crate::config::Upstream;
use crate::derive::base;
use crate::git::{self, ItemKind, Wanted};
use crate::source;

/// Keeps every state that a text of these files names, as far as it is to be had: it is one of the files itself, or lies
/// among the states of the project they come from. Each is kept under the name of what it holds, whatever it was called.
///
/// # Errors
/// What the disk says.
pub(super) fn keep(context: &Context, upstream: &Upstream, files: &Files) -> io::Result<()> {
    let texts = || files.iter().filter_map(|(path, bytes)| Some((path, std::str::from_utf8(bytes).ok()?)));
    let named: BTreeSet<String> = texts().filter_map(|(path, text)| named(path, text)).collect();
    if named.is_empty() {
        return Ok(());
    }
    let mut states: BTreeMap<String, String> = BTreeMap::new();
    let theirs = theirs(context, upstream);
    let beside = theirs.iter().filter_map(|bytes| std::str::from_utf8(bytes).ok());
    for text in texts().map(|(_, text)| text).chain(beside) {
        states.entry(base::name(text)).or_insert_with(|| text.to_owned());
    }
    for text in named.iter().filter_map(|name| states.get(name)) {
        base::keep(context.disk, &context.root, text)?;
    }
    Ok(())
}

/// The state a text says it was made from.
fn named(path: &str, text: &str) -> Option<String> {
    let data = !path.ends_with(".md");
    let (fields, _) = source::split(text, data)?;
    Some(fields.get("base")?.text()?.to_owned())
}

/// The states of the project a layer comes from; none where it has none, or where they cannot be read.
fn theirs(context: &Context, upstream: &Upstream) -> Vec<Vec<u8>> {
    match upstream {
        Upstream::Bundled => bundled::states().into_iter().map(|(_, bytes)| bytes.into_owned()).collect(),
        Upstream::Folder(from) => {
            let whole = context.root.join(from);
            let states = whole.ancestors().map(|folder| folder.join(base::FOLDER));
            let Some(folder) = states.into_iter().find(|folder| context.disk.stat(folder).is_some()) else {
                return Vec::new();
            };
            let (found, _) = context.disk.walk(&folder);
            found.iter().filter_map(|item| context.disk.read(&folder.join(&item.path)).ok()).collect()
        }
        Upstream::Git { url, rev, .. } => {
            let wanted = Wanted { url, rev, path: base::FOLDER };
            let items = git::files(&git_store(context, url), &wanted).unwrap_or_default();
            let bytes = items.into_iter().map(|item| match item.kind {
                ItemKind::File(bytes) => Some(bytes),
                ItemKind::Link | ItemKind::Submodule => None,
            });
            bytes.flatten().collect()
        }
    }
}
