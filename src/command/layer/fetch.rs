//! `globale layer fetch`: layers of other projects, taken in under `content/upstream/` and locked by their content.
//!
//! The only command that reaches for the web, and only where site.toml names a repository there. A layer is taken in whole
//! or not at all; what somebody changed by hand stays until that somebody has moved it.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use super::states;
use crate::bundled;
use crate::command::{Context, Exit};
use crate::config::{self, Config, UPSTREAM, Upstream};
use crate::diagnostic::{Diagnostic, Place, codes};
use crate::fingerprint::Fingerprint;
use crate::git::{self, ItemKind, Wanted};
use crate::guide::start;
use crate::locale::Lang;
use crate::report::{self, Format, Said, clean, json};
use crate::source::lock::{self, Lock, Locked};
use crate::source::{CONTENT, is_scratch, layer};
use crate::text::nfc;

/// Where git keeps what it fetched; may always be emptied.
const STORE: &str = ".globale/cache/git";

/// A layer's files, by their paths in it.
pub(super) type Files = BTreeMap<String, Vec<u8>>;

/// What became of one layer.
struct Fetched {
    layer: String,
    from: String,
    rev: Option<String>,
    files: usize,
    changed: usize,
}

pub(super) fn run(context: &Context, asked: Option<&str>) -> Exit {
    let overrides = config::Overrides { base_url: None };
    let config = match config::load(context.disk, &context.root, &overrides) {
        Ok((config, _)) => config,
        Err(findings) => return context.refuse(&findings),
    };
    let wanted = match wanted(&config, asked) {
        Ok(wanted) => wanted,
        Err(finding) => return context.refuse(&[*finding]),
    };
    let mut lock = match Lock::read(context.disk, &context.root) {
        Ok(lock) => lock,
        Err(finding) => return context.refuse(&[*finding]),
    };
    let (mut done, mut findings) = (Vec::new(), Vec::new());
    for (name, upstream) in wanted {
        match fetch(context, (&config, name, upstream), &mut lock) {
            Ok(fetched) => done.push(fetched),
            Err(more) => findings.extend(more),
        }
    }
    say(context, &done, &findings)
}

/// The layers to fetch: the one that was named, or all.
fn wanted<'a>(
    config: &'a Config,
    asked: Option<&str>,
) -> Result<Vec<(&'a String, &'a Upstream)>, Box<Diagnostic>> {
    let all = config.layers.iter().filter_map(|(name, layer)| Some((name, layer.upstream.as_ref()?)));
    let all: Vec<(&String, &Upstream)> = all.collect();
    let found: Vec<_> =
        all.iter().copied().filter(|(name, _)| asked.is_none_or(|asked| asked == *name)).collect();
    if !found.is_empty() {
        return Ok(found);
    }
    let known: Vec<&str> = all.iter().map(|(name, _)| name.as_str()).collect();
    let finding = Diagnostic::new(codes::NOTHING_TO_FETCH)
        .with("layer", asked.unwrap_or("*"))
        .with("known", known.join(", "))
        .nearest(asked.unwrap_or_default(), known.iter().copied());
    Err(Box::new(finding))
}

fn fetch(
    context: &Context,
    (config, name, upstream): (&Config, &str, &Upstream),
    lock: &mut Lock,
) -> Result<Fetched, Vec<Diagnostic>> {
    let folder = Path::new(CONTENT).join(UPSTREAM).join(name);
    let files = match upstream {
        Upstream::Bundled => bundled(config),
        Upstream::Folder(from) => from_folder(context, from)?,
        Upstream::Git { url, rev, path } => from_git(context, name, &Wanted { url, rev, path })?,
    };
    let mut new = Locked::of(upstream);
    new.files =
        files.iter().map(|(path, bytes)| (path.clone(), lock::hash(Path::new(path), bytes))).collect();
    let there = on_disk(context, &folder);
    let touched = touched(&there, lock.0.get(name), &new);
    if !touched.is_empty() {
        return Err(touched
            .into_iter()
            .map(|(path, what)| not_as_fetched(&folder.join(path), what))
            .collect());
    }
    let changed = lock::differences(&Locked { files: there, ..Locked::default() }, &new.files).len();
    let fetched = Fetched {
        layer: name.to_owned(),
        from: new.from.clone(),
        rev: new.rev.clone(),
        files: files.len(),
        changed,
    };
    let taken = states::keep(context, upstream, &files);
    let written = taken.and_then(|()| take_in(context, &folder, &files, changed > 0)).and_then(|()| {
        lock.0.insert(name.to_owned(), new);
        let text = lock.written();
        crate::disk::write_whole(context.disk, &context.root.join(lock::FILE), text.as_bytes())
    });
    written.map(|()| fetched).map_err(|error| {
        let finding = Diagnostic::new(codes::NOT_WRITTEN).with("path", folder.display());
        vec![finding.with("reason", error)]
    })
}

/// What somebody did by hand to the files that are there, and fetching would undo. Without a lock, only what is fetched
/// now says what they were.
fn touched(
    there: &BTreeMap<String, Fingerprint>,
    locked: Option<&Locked>,
    new: &Locked,
) -> Vec<(String, &'static str)> {
    // An earlier fetch was stopped before it wrote the lock: the files are its own.
    if there.is_empty() || *there == new.files {
        return Vec::new();
    }
    match locked {
        Some(locked) => lock::differences(locked, there),
        None => lock::differences(new, there).into_iter().filter(|(_, what)| *what != "gone").collect(),
    }
}

fn not_as_fetched(file: &Path, what: &'static str) -> Diagnostic {
    let finding = Diagnostic::new(codes::LAYER_CHANGED).with("what", what).with("path", file.display());
    finding.at(Place::file(file))
}

/// The files that are there, with their hashes.
fn on_disk(context: &Context, folder: &Path) -> BTreeMap<String, Fingerprint> {
    let (found, _) = context.disk.walk(&context.root.join(folder));
    let paths = found.into_iter().map(|item| item.path).filter(|path| !is_scratch(path));
    let hashed = paths.filter_map(|path| {
        let bytes = context.disk.read(&context.root.join(folder).join(&path)).ok()?;
        Some((slashed(&path), lock::hash(&path, &bytes)))
    });
    hashed.collect()
}

fn slashed(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

/// What the program carries, in the languages the site declares: what is no text belongs to all.
fn bundled(config: &Config) -> Files {
    let wanted = |path: &Path| {
        let lang = start::language_of(path).and_then(Lang::parse);
        lang.is_none_or(|lang| config.language(&lang).is_some())
    };
    let files = bundled::shared().into_iter().filter(|(path, _)| wanted(path));
    files.map(|(path, bytes)| (slashed(&path), bytes.into_owned())).collect()
}

/// Takes in every layer of a new project; the paths of what was made.
pub(in crate::command) fn all(context: &Context) -> Result<Vec<String>, Vec<Diagnostic>> {
    let (config, _) = config::load(context.disk, &context.root, &config::Overrides { base_url: None })?;
    let mut lock = Lock::default();
    let mut made = vec![lock::FILE.to_owned()];
    for (name, layer) in &config.layers {
        let Some(upstream) = &layer.upstream else { continue };
        fetch(context, (&config, name, upstream), &mut lock)?;
        let files = lock.0.get(name).into_iter().flat_map(|locked| locked.files.keys());
        made.extend(files.map(|file| format!("{CONTENT}/{UPSTREAM}/{name}/{file}")));
    }
    Ok(made)
}

fn from_folder(context: &Context, folder: &Path) -> Result<Files, Vec<Diagnostic>> {
    let whole = context.root.join(folder);
    let (found, unread) = context.disk.walk(&whole);
    let unreadable = |path: &Path, reason: &dyn std::fmt::Display| {
        Diagnostic::new(codes::UNREADABLE).with("path", path.display()).with("reason", reason)
    };
    let mut findings: Vec<Diagnostic> = unread.iter().map(|(path, error)| unreadable(path, error)).collect();
    if found.is_empty() && findings.is_empty() {
        findings.push(unreadable(folder, &"No such file or directory (os error 2)"));
    }
    let mut files = Files::new();
    for item in found.into_iter().filter(|item| !is_scratch(&item.path)) {
        let path = slashed(&item.path);
        match (item.kind.odd(), context.disk.read(&whole.join(&item.path))) {
            (Some(what), _) => findings.push(refused(&path, what)),
            (None, Ok(bytes)) => findings.extend(add(&mut files, path, bytes)),
            (None, Err(error)) => findings.push(unreadable(&folder.join(&item.path), &error)),
        }
    }
    if findings.is_empty() { Ok(files) } else { Err(findings) }
}

fn from_git(context: &Context, name: &str, wanted: &Wanted<'_>) -> Result<Files, Vec<Diagnostic>> {
    let store = git_store(context, wanted.url);
    let failed =
        |reason: String| vec![Diagnostic::new(codes::GIT_FAILED).with("layer", name).with("reason", reason)];
    context.disk.create_folder(&store).map_err(|error| failed(error.to_string()))?;
    let (mut files, mut findings) = (Files::new(), Vec::new());
    for item in git::files(&store, wanted).map_err(failed)? {
        if is_scratch(Path::new(&item.path)) {
            continue;
        }
        match item.kind {
            ItemKind::File(bytes) => findings.extend(add(&mut files, item.path, bytes)),
            ItemKind::Link => findings.push(refused(&item.path, "a symbolic link")),
            ItemKind::Submodule => findings.push(refused(&item.path, "a git submodule")),
        }
    }
    if findings.is_empty() { Ok(files) } else { Err(findings) }
}

/// Where git keeps what it fetched of that repository.
pub(super) fn git_store(context: &Context, url: &str) -> PathBuf {
    context.root.join(STORE).join(Fingerprint::of(url.as_bytes()).short(16))
}

fn refused(path: &str, reason: &str) -> Diagnostic {
    Diagnostic::new(codes::NOT_TAKEN_IN).with("path", path).with("reason", reason)
}

/// Takes a file in, if it is data and its path stays in the layer whatever system reads it.
fn add(files: &mut Files, path: String, bytes: Vec<u8>) -> Option<Diagnostic> {
    let whole = Path::new(&path);
    let plain = |part: Component<'_>| matches!(part, Component::Normal(_));
    if path.contains(['\\', ':', '\0'])
        || path.split('/').any(|part| matches!(part, "" | "." | ".."))
        || !whole.components().all(plain)
    {
        return Some(refused(&path, "`.` and `..` lead elsewhere"));
    }
    if nfc(&path) != path {
        return Some(refused(&path, "accents are not composed (NFC)"));
    }
    let finding = layer::no_data(whole);
    if finding.is_none() {
        files.insert(path, bytes);
    }
    finding
}

/// Writes the layer beside the old one and puts it in its place in one step.
fn take_in(context: &Context, folder: &Path, files: &Files, changed: bool) -> std::io::Result<()> {
    let (disk, whole) = (context.disk, context.root.join(folder));
    if !changed && disk.stat(&whole).is_some() {
        return Ok(());
    }
    let name = whole.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let new: PathBuf = whole.with_file_name(format!(".{name}.new"));
    if disk.stat(&new).is_some() {
        disk.remove_folder(&new)?;
    }
    for (path, bytes) in files {
        let file = new.join(path);
        disk.create_folder(file.parent().unwrap_or(&new))?;
        disk.write(&file, bytes)?;
    }
    if disk.stat(&whole).is_none() {
        return disk.rename(&new, &whole);
    }
    match disk.exchange(&new, &whole) {
        Ok(()) => disk.remove_folder(&new),
        Err(error) if error.kind() == std::io::ErrorKind::Unsupported => {
            disk.remove_folder(&whole)?;
            disk.rename(&new, &whole)
        }
        Err(error) => Err(error),
    }
}

fn say(context: &Context, done: &[Fetched], findings: &[Diagnostic]) -> Exit {
    let exit = Exit::of(findings);
    if context.asked.format == Format::Json {
        let rows: Vec<_> = done
            .iter()
            .map(|one| {
                serde_json::json!({
                    "layer": one.layer, "from": one.from, "rev": one.rev, "files": one.files, "changed": one.changed,
                })
            })
            .collect();
        let diagnostics = json::findings(&context.files(), findings, context.asked.tongue);
        let object = serde_json::json!({ "layers": rows, "diagnostics": diagnostics });
        return context.say(&Said { out: json::print(&object), ..Said::default() }, exit);
    }
    let said = report::findings(&context.files(), findings, &context.asked);
    let line = |one: &Fetched| {
        let (from, rev) = (clean::clean(&one.from), one.rev.as_deref().map(|rev| format!(" {}", &rev[..12])));
        let rev = rev.unwrap_or_default();
        let (layer, files, changed) = (&one.layer, one.files, one.changed);
        context.asked.tongue.pick(
            format!("{layer}: {files} filer fra {from}{rev}, {changed} endret\n"),
            format!("{layer}: {files} files from {from}{rev}, {changed} changed\n"),
        )
    };
    let mut out: String = done.iter().map(line).collect();
    if done.iter().any(|one| one.changed > 0) {
        out.push_str(context.asked.tongue.pick(
            "sjekk inn content/upstream/ og layers.lock\n",
            "commit content/upstream/ and layers.lock\n",
        ));
    }
    context.say(&Said { out: said.out + &out, err: said.err }, exit)
}
