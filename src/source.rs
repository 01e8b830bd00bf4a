//! Files become sources: text split from front matter, nothing understood yet.
//!
//! In: the layers some initiative sees, below `content/`. Out: [`Sources`], in path order, each file read once, and
//! every finding (G02). A file that cannot be read is left out; the others go on.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use memchr::memmem;
use rayon::prelude::*;

use crate::config::{Config, UPSTREAM};
use crate::diagnostic::{Diagnostic, Place, codes};
pub use crate::disk::is_scratch;
use crate::disk::{Disk, Found, Kind};
use crate::fingerprint::{Fingerprint, Fingerprinter};
use crate::locale::Lang;
use crate::node::Node;
use crate::spool::{Spool, Spooled};

mod against;
mod front_matter;
mod known;
pub mod layer;
pub mod lock;
mod variants;

pub use against::Against;
pub use known::{Change, Known};
pub use layer::LayerFile;
pub use variants::Variants;

/// The folder that holds the layers.
pub const CONTENT: &str = "content";

/// The folder whose files are published as they are.
pub const STATIC: &str = "static";

/// Where other projects' layers lie.
const UPSTREAM_FOLDER: &str = "content/upstream";

/// Which of the sources a text is: its place in [`Sources::files`].
pub type SourceId = usize;

/// How many texts a core takes on before another may take some of them over: at the end none stands idle for long.
const TEXTS_AT_ONCE: usize = 64;

/// What the name of a file begins with that changes sections of a lower layer's page.
const SECTIONS: &str = "sections";

/// All that was read.
#[derive(Debug, Default)]
pub struct Sources {
    /// Texts with front matter, in path order.
    pub files: Vec<Arc<SourceFile>>,
    /// Everything else that lies beside them (photos, documents), relative to the root.
    pub assets: BTreeSet<PathBuf>,
    /// Files below `static/`, relative to the root.
    pub statics: Vec<PathBuf>,
    /// What each layer declares in its `layer.toml`.
    pub layers: BTreeMap<Arc<str>, LayerFile>,
    /// What is known of those two beside their names.
    pub facts: FileFacts,
    /// Texts that could not be read, by their path inside the layer: what points at them is not to blame.
    pub unread: Vec<String>,
}

/// What is known of files that are no texts.
#[derive(Debug, Default)]
pub struct FileFacts {
    /// Bytes, by path.
    pub sizes: BTreeMap<PathBuf, u64>,
    /// Pictures that stand in for another in some language.
    pub variants: Variants,
}

/// One text.
#[derive(Debug)]
pub struct SourceFile {
    /// Relative to the root, such as `content/baerum/stories/first-month/index.nb.md`.
    pub path: Arc<Path>,
    /// The layer it lies in.
    pub layer: Arc<str>,
    /// Its path inside the layer without language and extension, accents composed: `stories/first-month/index`.
    pub inner: String,
    /// The language its name says.
    pub lang: Lang,
    /// The whole file; see [`SourceFile::text`].
    pub waiting: Spooled,
    /// The fields.
    pub front: Node,
    /// Where the Markdown begins; `None` for a data file.
    pub body_start: Option<usize>,
    /// Of the file's bytes.
    pub fingerprint: Fingerprint,
    /// Of the Markdown alone, as it is written.
    pub of_markdown: Fingerprint,
    /// Whether a line of it could begin a block of code.
    pub may_hold_code: bool,
}

impl SourceFile {
    /// The whole file. It may wait on disk: whoever looks twice keeps it meanwhile.
    pub fn text(&self) -> Cow<'_, str> {
        self.waiting.read()
    }

    /// Whether it holds sections for a page of a lower layer, and no page of its own.
    pub fn is_sections(&self) -> bool {
        self.inner.rsplit('/').next() == Some(SECTIONS)
    }
}

/// Reads every layer.
pub fn read(disk: &dyn Disk, root: &Path, config: &Config) -> (Sources, Vec<Diagnostic>) {
    read_but(disk, root, config, &mut Known::nothing())
}

/// Reads every layer but for texts that are known; afterwards those are known that were read.
pub fn read_but(
    disk: &dyn Disk,
    root: &Path,
    config: &Config,
    known: &mut Known,
) -> (Sources, Vec<Diagnostic>) {
    let (mut sources, mut findings) = (Sources::default(), Vec::new());
    let mut texts = Vec::new();
    for layer in config.layers() {
        let folder = Path::new(CONTENT).join(config.folder_of(layer));
        let mut found = walk(disk, root, &folder, &mut findings);
        let layer: Arc<str> = Arc::from(layer);
        if found.is_empty() {
            findings.extend(layer::missing(&layer, config));
        }
        if let Some(at) = found.iter().position(|item| item.path == Path::new(layer::FILE)) {
            let (declared, more) = layer::read(disk, root, &folder.join(&found.remove(at).path));
            sources.layers.insert(layer.clone(), declared);
            findings.extend(more);
        }
        for item in found {
            match classify(&item, &folder, config) {
                Ok(Class::Text(inner, lang)) => {
                    texts.push((folder.join(&item.path), layer.clone(), inner, lang))
                }
                Ok(Class::Asset) => {
                    let path = folder.join(&item.path);
                    sources.facts.sizes.insert(path.clone(), item.length);
                    sources.assets.insert(path);
                }
                Err(finding) => findings.push(*finding),
            }
        }
    }
    findings.extend(unshown_folders(disk, root, config));
    for item in walk(disk, root, Path::new(STATIC), &mut findings) {
        match regular(&item, Path::new(STATIC)) {
            Ok(path) => {
                let path = Path::new(STATIC).join(path);
                sources.facts.sizes.insert(path.clone(), item.length);
                sources.statics.push(path);
            }
            Err(finding) => findings.push(*finding),
        }
    }
    sources.facts.variants = Variants::of(sources.facts.sizes.keys());
    let read: Vec<_> = texts
        .into_par_iter()
        .with_max_len(TEXTS_AT_ONCE)
        .map(|(path, layer, inner, lang)| {
            let name = inner.clone();
            (name, known.read(disk, root, Name { path: Arc::from(path), layer, inner, lang }))
        })
        .collect();
    known.remember(read.iter().filter_map(|(_, (file, more))| Some((file.as_ref()?, more.as_slice()))));
    for (name, (file, more)) in read {
        match file {
            Some(file) => sources.files.push(file),
            None => sources.unread.push(name),
        }
        findings.extend(more);
    }
    findings.extend(lock::check(disk, root, config, &sources));
    (sources, findings)
}

/// Nobody asks for texts any more. Says whether one, or what was made of one, waited on disk and could not be read again: then
/// nothing made of it is right.
pub fn close(spool: Option<&Arc<Spool>>) -> Vec<Diagnostic> {
    let error = spool.and_then(|spool| spool.close());
    error.map(|error| Diagnostic::new(codes::LOST_TEXT).with("reason", error)).into_iter().collect()
}

/// The fields of a text that is no source of the site, and where its Markdown begins; `None` where they cannot be read.
pub fn split(text: &str, data: bool) -> Option<(Node, Option<usize>)> {
    front_matter::split(text, &Arc::from(Path::new("")), data).0
}

/// Folders of `content/` that are no initiative's layer, and hold something: nobody reads what stands there.
fn unshown_folders(disk: &dyn Disk, root: &Path, config: &Config) -> Vec<Diagnostic> {
    let layers = config.layers();
    let folders: Vec<PathBuf> = layers.iter().map(|layer| config.folder_of(layer)).collect();
    let listed = disk.list(&root.join(CONTENT)).unwrap_or_default();
    let unshown = listed.into_iter().filter_map(|(name, kind)| {
        let path = PathBuf::from(name);
        let shown = path == Path::new(UPSTREAM) || folders.contains(&path) || is_scratch(&path);
        let folder = Path::new(CONTENT).join(&path);
        let holds = || !disk.walk(&root.join(&folder)).0.is_empty();
        (kind == Kind::Folder && !shown && holds()).then_some((path, folder))
    });
    let finding = |(path, folder): (PathBuf, PathBuf)| {
        Diagnostic::new(codes::UNSHOWN_FOLDER)
            .with("folder", folder.display())
            .with("known", layers.join(", "))
            .nearest(&path.to_string_lossy(), layers.iter().copied())
            .at(Place::file(folder))
    };
    unshown.map(finding).collect()
}

struct Name {
    path: Arc<Path>,
    layer: Arc<str>,
    inner: String,
    lang: Lang,
}

enum Class {
    Text(String, Lang),
    Asset,
}

/// Everything below a folder of sources; nothing where the folder itself is a link.
fn walk(disk: &dyn Disk, root: &Path, folder: &Path, findings: &mut Vec<Diagnostic>) -> Vec<Found> {
    // A walk follows the link it begins with.
    let parts = folder.ancestors().filter(|part| !part.as_os_str().is_empty());
    let linked = parts.filter_map(|part| Some((part, disk.stat(&root.join(part))?.kind.odd()?))).last();
    if let Some((part, what)) = linked {
        findings.push(Diagnostic::not_a_file(part, what));
        return Vec::new();
    }
    let (found, unread) = disk.walk(&root.join(folder));
    findings.extend(
        unread
            .iter()
            .map(|(path, error)| Diagnostic::unreadable(path.strip_prefix(root).unwrap_or(path), error)),
    );
    found.into_iter().filter(|item| !is_scratch(&item.path)).collect()
}

/// The path of a regular file with a name that can be published.
fn regular<'a>(item: &'a Found, folder: &Path) -> Result<&'a str, Box<Diagnostic>> {
    let shown = folder.join(&item.path);
    if let Some(finding) = item.kind.odd().map(|what| Diagnostic::not_a_file(&shown, what)) {
        return Err(Box::new(finding));
    }
    item.path.to_str().ok_or_else(|| {
        let finding = Diagnostic::new(codes::BAD_FILE_NAME)
            .with("path", shown.to_string_lossy().escape_debug())
            .with("reason", "not UTF-8");
        Box::new(finding.at(Place::file(shown)))
    })
}

fn classify(item: &Found, folder: &Path, config: &Config) -> Result<Class, Box<Diagnostic>> {
    let path = regular(item, folder)?;
    let shown = folder.join(path);
    let Some((stem, extension)) = path.rsplit_once('.') else { return Ok(Class::Asset) };
    let name = stem.rsplit('/').next().unwrap_or(stem);
    if !is_text(extension) {
        return match ending_meant(name, extension) {
            Some(meant) => Err(Box::new(another_ending(&shown, &meant))),
            None => Ok(Class::Asset),
        };
    }
    let tag = name.rsplit_once('.').map(|(_, tag)| tag);
    match tag.and_then(|tag| config.language_of_tag(tag)) {
        Some(language) => {
            let inner = stem.rsplit_once('.').map_or(stem, |(inner, _)| inner);
            Ok(Class::Text(crate::text::nfc(&inner.replace('\\', "/")), language.tag.clone()))
        }
        None => Err(Box::new(no_language(name, tag, config).at(Place::file(shown)))),
    }
}

fn is_text(extension: &str) -> bool {
    matches!(extension, "md" | "yml" | "yaml")
}

/// What a file would be called that was meant as a text and has an ending texts do not have: one that Windows put
/// behind it and does not show (`index.nb.md.txt`), capitals, or another of Markdown's.
fn ending_meant(name: &str, extension: &str) -> Option<String> {
    let lower = extension.to_lowercase();
    match &*lower {
        "txt" => {
            let (stem, ending) = name.rsplit_once('.')?;
            let ending = ending.to_lowercase();
            is_text(&ending).then(|| format!("{stem}.{ending}"))
        }
        "markdown" => Some(format!("{name}.md")),
        _ => is_text(&lower).then(|| format!("{name}.{lower}")),
    }
}

fn another_ending(file: &Path, meant: &str) -> Diagnostic {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let finding = Diagnostic::new(codes::TEXT_ENDING).with("name", name).with("meant", meant);
    finding.at(Place::file(file))
}

fn no_language(name: &str, tag: Option<&str>, config: &Config) -> Diagnostic {
    let known: Vec<&str> = config.languages.iter().map(|language| language.tag.as_str()).collect();
    let stem = name.split('.').next().unwrap_or(name);
    // `index_nb`
    let parted = stem.rsplit_once(['_', '-', ' ']).filter(|(_, tag)| known.contains(tag));
    let finding = Diagnostic::new(codes::FILE_LANGUAGE)
        .with("name", name)
        .with("stem", parted.map_or(stem, |(stem, _)| stem))
        .with("tag", parted.map_or("nb", |(_, tag)| tag))
        .with("known", known.join(", "));
    match tag {
        Some(tag) => finding.nearest(tag, known),
        None => finding,
    }
}

fn read_one(
    (disk, root): (&dyn Disk, &Path),
    name: Name,
    spool: Option<&Arc<Spool>>,
) -> (Option<SourceFile>, Vec<Diagnostic>) {
    let bytes = match disk.read(&root.join(&name.path)) {
        Ok(bytes) => bytes,
        Err(error) => return (None, vec![Diagnostic::unreadable(&name.path, &error)]),
    };
    let text = match simdutf8::compat::from_utf8(&bytes) {
        Ok(text) => text,
        Err(error) => return (None, vec![Diagnostic::not_utf8(&name.path, &bytes, error.valid_up_to())]),
    };
    let data = name.path.extension().is_some_and(|extension| extension != "md");
    let (split, findings) = front_matter::split(text, &name.path, data);
    let file = split.map(|(front, body_start)| {
        let (fields, markdown) = text.split_at(body_start.unwrap_or(text.len()));
        let of_markdown = Fingerprint::of(markdown.as_bytes());
        let fingerprint = Fingerprinter::new().text(fields).fingerprint(of_markdown).finish();
        let holds = |fence: &str| memmem::find(markdown.as_bytes(), fence.as_bytes()).is_some();
        let may_hold_code = holds("```") || holds("~~~");
        let waiting = spool.map_or_else(|| text.into(), |spool| spool.put(text));
        let Name { path, layer, inner, lang } = name;
        SourceFile {
            path,
            layer,
            inner,
            lang,
            waiting,
            front,
            body_start,
            fingerprint,
            of_markdown,
            may_hold_code,
        }
    });
    (file, findings)
}
