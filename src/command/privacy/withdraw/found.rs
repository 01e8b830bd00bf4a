//! Everything that belongs to one entry, and everything that speaks of it.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::command::Context;
use crate::derive::base;
use crate::diagnostic::{Diagnostic, codes};
use crate::model::fields::{Fields, Typed, TypedValue};
use crate::model::{Entry, Model, Role, Version};
use crate::source::{CONTENT, Sources, Variants};
use crate::text::{line_column, nearest_few, nfc, normal};

/// What belongs to an entry; all paths are relative to the root.
pub(super) struct Found {
    pub(super) layer: String,
    pub(super) key: String,
    /// The consent's number in the register.
    pub(super) reference: Option<String>,
    /// Its texts, in all languages.
    pub(super) texts: Vec<PathBuf>,
    /// Everything else in its folder.
    pub(super) files: Vec<PathBuf>,
    /// Its folders, the innermost first.
    pub(super) folders: Vec<PathBuf>,
    /// Snapshots of its texts.
    pub(super) snapshots: Vec<PathBuf>,
    /// Other layers that have an entry of the same name.
    pub(super) layers: Vec<String>,
    /// Pictures it shows that lie outside its folder.
    pub(super) elsewhere: Vec<PathBuf>,
    /// Where other texts speak of it, as `file:line`.
    pub(super) mentions: Vec<String>,
}

impl Found {
    /// All files that go.
    pub(super) fn all(&self) -> Vec<PathBuf> {
        self.snapshots.iter().chain(&self.files).chain(&self.texts).cloned().collect()
    }

    /// Those that did not go.
    pub(super) fn left(&self, removed: &[PathBuf]) -> Vec<PathBuf> {
        self.all().into_iter().filter(|path| !removed.contains(path)).collect()
    }
}

/// Finds the entry and all that belongs to it.
///
/// # Errors
/// `G0025`, `G0026`, and `G0001` where its folder cannot be read whole.
pub(super) fn find(
    context: &Context,
    sources: &Sources,
    model: &Model,
    typed: &str,
) -> Result<Found, Box<Diagnostic>> {
    let (layer, key, entry) = entry_of(model, typed)?;
    let pages = entry.versions.iter().map(|version| version.path.to_path_buf());
    let sections = entry.sections.iter().map(|sections| sections.path.to_path_buf());
    let mut texts: Vec<PathBuf> = pages.chain(sections).collect();
    let (mut files, mut folders) = (Vec::new(), Vec::new());
    if let Some(folder) = own_folder(entry) {
        alone_in(model, key, &folder)?;
        (files, folders) = everything_in(context, &folder)?;
        files.retain(|path| !texts.contains(path));
    }
    texts.sort();
    let original = entry.original().or_else(|| entry.versions.first());
    let reference =
        original.and_then(|version| version.fields.object("consent")?.text("ref").map(str::to_owned));
    let own: BTreeSet<&Path> = texts.iter().map(PathBuf::as_path).collect();
    let snapshots = snapshots(context, sources, entry, reference.as_deref());
    Ok(Found {
        layer: layer.to_owned(),
        key: key.to_owned(),
        layers: model
            .layers
            .iter()
            .filter(|(other, entries)| ***other != *layer && entries.contains_key(key))
            .map(|(other, _)| other.to_string())
            .collect(),
        elsewhere: elsewhere(sources, &own, &files),
        mentions: mentions(sources, model, (key, entry), &own),
        reference,
        texts,
        files,
        folders,
        snapshots,
    })
}

/// The entry that was typed: its path below `content/`, its key with the layer, or its key alone.
fn entry_of<'a>(model: &'a Model, typed: &str) -> Result<(&'a str, &'a str, &'a Entry), Box<Diagnostic>> {
    let wanted = nfc(typed.trim().trim_start_matches("./").trim_end_matches('/'));
    let wanted = wanted.strip_prefix("content/").unwrap_or(&wanted);
    let all = model.layers.iter().flat_map(|(layer, entries)| {
        let entries = entries.iter().filter(|(_, entry)| entry.role == Role::Entry);
        entries.map(move |(key, entry)| (&**layer, &**key, entry))
    });
    let all: Vec<(&str, &str, &Entry)> = all.collect();
    let named = |layer: &str, key: &str, entry: &Entry| {
        let paths = entry.versions.iter().map(|version| inner(version).to_owned());
        paths.flat_map(stems).chain([format!("{layer}/{key}")]).any(|name| name == wanted)
    };
    let mut found: Vec<_> = all.iter().filter(|(layer, key, entry)| named(layer, key, entry)).collect();
    if found.is_empty() {
        found = all.iter().filter(|(_, key, _)| *key == wanted).collect();
    }
    match found[..] {
        [one] => Ok(*one),
        _ => {
            let several: Vec<String> = match found.is_empty() {
                true => all.iter().map(|(layer, key, _)| format!("{layer}/{key}")).collect(),
                false => found.iter().map(|(layer, key, _)| format!("{layer}/{key}")).collect(),
            };
            let names = || several.iter().map(String::as_str);
            let finding = Diagnostic::new(codes::NO_SUCH_ENTRY)
                .with("entry", typed)
                .with("known", nearest_few(wanted, names(), 3).join(", "))
                .nearest(wanted, all.iter().filter(|_| found.is_empty()).map(|(_, key, _)| *key))
                .nearest(wanted, names());
            Err(Box::new(finding))
        }
    }
}

/// A version's path below `content/`.
fn inner(version: &Version) -> &str {
    let path = version.path.to_str().unwrap_or_default();
    path.strip_prefix(CONTENT).map_or(path, |path| path.trim_start_matches('/'))
}

/// What a file may be called by: itself, without language and ending, and the folder it is the `index` of.
fn stems(path: String) -> Vec<String> {
    let stem = path.rsplit_once('.').map_or(&*path, |(stem, _)| stem);
    let stem = stem.rsplit_once('.').map_or(stem, |(stem, _)| stem);
    let folder = stem.strip_suffix("/index").map(str::to_owned);
    [Some(stem.to_owned()), folder, Some(path.clone())].into_iter().flatten().map(|name| nfc(&name)).collect()
}

/// The folder that is the entry's own; `None` where its files stand beside those of others.
fn own_folder(entry: &Entry) -> Option<PathBuf> {
    let version = entry.versions.first()?;
    let name = version.path.file_name()?.to_str()?;
    name.starts_with("index.").then(|| version.path.parent().map(Path::to_owned)).flatten()
}

fn alone_in(model: &Model, key: &str, folder: &Path) -> Result<(), Box<Diagnostic>> {
    let others: BTreeSet<&str> = model
        .layers
        .values()
        .flatten()
        .filter(|(other, entry)| {
            ***other != *key && entry.versions.iter().any(|version| version.path.starts_with(folder))
        })
        .map(|(other, _)| &**other)
        .collect();
    if others.is_empty() {
        return Ok(());
    }
    let others: Vec<&str> = others.into_iter().collect();
    let finding = Diagnostic::new(codes::FOLDER_SHARED).with("folder", folder.display());
    Err(Box::new(finding.with("others", others.join(", "))))
}

/// Everything below a folder, hidden files too, and the folders themselves. A link goes; where it leads stays.
fn everything_in(context: &Context, folder: &Path) -> Result<(Vec<PathBuf>, Vec<PathBuf>), Box<Diagnostic>> {
    let (found, unread) = context.disk.walk(&context.root.join(folder));
    if let Some((path, error)) = unread.first() {
        let finding = Diagnostic::new(codes::UNREADABLE).with("path", path.display());
        return Err(Box::new(finding.with("reason", error)));
    }
    let files: Vec<PathBuf> = found.into_iter().map(|item| folder.join(item.path)).collect();
    let above = |path: &PathBuf| {
        let above = path.ancestors().skip(1).map(Path::to_owned);
        above.take_while(|above| above.starts_with(folder)).collect::<Vec<_>>()
    };
    let mut folders: BTreeSet<PathBuf> = files.iter().flat_map(above).collect();
    folders.insert(folder.to_owned());
    Ok((files, folders.into_iter().rev().collect()))
}

/// Snapshots that the entry's files name, that hold one of its texts, or that name its consent.
fn snapshots(context: &Context, sources: &Sources, entry: &Entry, reference: Option<&str>) -> Vec<PathBuf> {
    let mut names: BTreeSet<String> = BTreeSet::new();
    for version in &entry.versions {
        names.extend(version.fields.text("base").map(str::to_owned));
        names.insert(base::name(&sources.files[version.source].text()));
    }
    let texts: Vec<String> =
        entry.versions.iter().map(|version| normal(&sources.files[version.source].text())).collect();
    let goes = |path: &Path, text: &String| {
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        names.contains(&*stem)
            || texts.contains(text)
            || reference.is_some_and(|reference| says_ref(text, reference))
    };
    let all = base::all(context.disk, &context.root);
    all.into_iter().filter(|(path, text)| goes(path, text)).map(|(path, _)| path).collect()
}

/// Whether a text's consent has this number: `ref: 2026-17`, in any of the ways YAML writes it.
fn says_ref(text: &str, reference: &str) -> bool {
    text.match_indices("ref").any(|(at, _)| {
        let rest = text[at + 3..].trim_start_matches(['"', '\'']).trim_start();
        let value = rest.strip_prefix(':').map(|rest| rest.trim_start_matches([' ', '"', '\'']));
        value.and_then(|value| value.strip_prefix(reference)).is_some_and(|rest| {
            !rest.starts_with(|letter: char| letter.is_alphanumeric() || letter == '-' || letter == '_')
        })
    })
}

/// Pictures and documents the entry's texts name that do not go with it.
fn elsewhere(sources: &Sources, own: &BTreeSet<&Path>, gone: &[PathBuf]) -> Vec<PathBuf> {
    let texts: Vec<Cow<'_, str>> =
        sources.files.iter().filter(|file| own.contains(&*file.path)).map(|file| file.text()).collect();
    let folders: BTreeSet<&Path> = own.iter().filter_map(|path| path.parent()).collect();
    let beside =
        sources.assets.iter().filter(|path| path.parent().is_some_and(|folder| folders.contains(folder)));
    beside
        .chain(&sources.statics)
        .filter(|path| !gone.contains(path))
        .filter(|path| {
            // A picture for one language goes by the name of the one it stands in for.
            let plain = Variants::plain(path);
            let mut names = [Some(path.as_path()), plain.as_deref()].into_iter().flatten();
            names.any(|path| {
                let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
                texts.iter().any(|text| text.contains(name))
            })
        })
        .cloned()
        .collect()
}

/// Where other texts speak of the entry or of its people.
fn mentions(
    sources: &Sources,
    model: &Model,
    (key, entry): (&str, &Entry),
    own: &BTreeSet<&Path>,
) -> Vec<String> {
    let id = key.rsplit('/').next().unwrap_or(key);
    let mut words = vec![format!("/{id}")];
    for version in &entry.versions {
        words.extend(version.fields.text("slug").map(|slug| format!("/{slug}/")));
        words.extend(version.fields.list("persons").iter().filter_map(|typed| match &typed.value {
            TypedValue::Object(person) => person.text("display_name").map(str::to_owned),
            _ => None,
        }));
    }
    words.retain(|word| word.chars().count() > 2);
    let mut found: BTreeSet<(&Path, usize)> = BTreeSet::new();
    for file in sources.files.iter().filter(|file| !own.contains(&*file.path)) {
        let text = file.text();
        for word in &words {
            for (at, _) in text.match_indices(word.as_str()) {
                let next = text[at + word.len()..].chars().next();
                let goes_on = next.is_some_and(|letter| letter.is_alphanumeric() || letter == '-');
                if !goes_on {
                    found.insert((&file.path, line_column(&text, at).0));
                }
            }
        }
    }
    for version in
        model.layers.values().flat_map(|entries| entries.values()).flat_map(|entry| &entry.versions)
    {
        if !own.contains(&*version.path) {
            let text = &sources.files[version.source].text();
            let mut places = Vec::new();
            references(&version.fields, (&entry.ty.name, id), &mut places);
            found.extend(places.into_iter().map(|at| (&*version.path, line_column(text, at).0)));
        }
    }
    found.into_iter().map(|(path, line)| format!("{}:{line}", crate::report::clean::path(path))).collect()
}

/// Where fields refer to an entry by its type and name.
fn references(fields: &Fields, (ty, id): (&str, &str), into: &mut Vec<usize>) {
    fn one(typed: &Typed, (ty, id): (&str, &str), into: &mut Vec<usize>) {
        match &typed.value {
            TypedValue::Ref { ty: of, id: name } if &**of == ty && &**name == id => {
                into.push(typed.place.span.start)
            }
            TypedValue::List(items) => items.iter().for_each(|item| one(item, (ty, id), into)),
            TypedValue::Object(fields) => references(fields, (ty, id), into),
            _ => {}
        }
    }
    fields.0.iter().for_each(|(_, typed)| one(typed, (ty, id), into));
}
