//! `globale translate gc`: removes states of originals that no text names any more.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::cli::How;
use crate::command::{Context, Exit};
use crate::derive::base;
use crate::diagnostic::{Diagnostic, codes};
use crate::disk::Kind;
use crate::report::{Format, Said, clean, json};
use crate::source::CONTENT;

pub(super) fn run(context: &Context, how: How) -> Exit {
    let named = match named(context) {
        Ok(named) => named,
        Err(finding) => return context.refuse(&[*finding]),
    };
    let (found, _) = context.disk.walk(&context.root.join(base::FOLDER));
    let snapshots = found.into_iter().filter(|item| item.kind == Kind::File);
    let unnamed = |path: &PathBuf| base::named_by(path).is_some_and(|name| !named.contains(name));
    let gone = snapshots.map(|item| item.path).filter(unnamed);
    let gone: Vec<_> = gone.map(|path| Path::new(base::FOLDER).join(path)).collect();
    if how == How::Really {
        for path in &gone {
            if let Err(error) = context.disk.remove_file(&context.root.join(path)) {
                let finding = Diagnostic::new(codes::NOT_CHANGED).with("path", path.display());
                return context.refuse(&[finding.with("reason", error)]);
            }
        }
    }
    let paths: Vec<String> = gone.iter().map(|path| clean::path(path)).collect();
    let out = match context.asked.format {
        Format::Json => {
            json::print(&serde_json::json!({ "removed": paths, "dry_run": how == How::Rehearse }))
        }
        _ => paths.iter().map(|path| format!("{path}\n")).collect(),
    };
    context.say(&Said { out, ..Said::default() }, Exit::Fine)
}

/// Everything that could be a snapshot's name in any text below `content/`, wherever it stands: a text that no town shows
/// now, in a language that is not declared, or with fields that cannot be read, may be shown again with what it names.
///
/// # Errors
/// What cannot be read may name a snapshot: then none goes.
fn named(context: &Context) -> Result<BTreeSet<String>, Box<Diagnostic>> {
    let folder = context.root.join(CONTENT);
    let (found, unread) = context.disk.walk(&folder);
    let unreadable = |path: &Path, error: &std::io::Error| {
        let path = path.strip_prefix(&context.root).unwrap_or(path);
        Box::new(Diagnostic::new(codes::UNREADABLE).with("path", path.display()).with("reason", error))
    };
    if let Some((path, error)) = unread.first() {
        return Err(unreadable(path, error));
    }
    let mut named = BTreeSet::new();
    for item in found.iter().filter(|item| item.kind == Kind::File && may_be_text(&item.path)) {
        let path = folder.join(&item.path);
        let bytes = context.disk.read(&path).map_err(|error| unreadable(&path, &error))?;
        let text = std::str::from_utf8(&bytes).map_err(|error| {
            Box::new(Diagnostic::not_utf8(&Path::new(CONTENT).join(&item.path), &bytes, error.valid_up_to()))
        })?;
        named.extend(base::names_in(text).map(str::to_owned));
    }
    Ok(named)
}

/// Whether a file is a text, or one whose name was changed to put it aside.
fn may_be_text(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    [".md", ".markdown", ".yml", ".yaml"].iter().any(|ending| name.contains(ending))
}
