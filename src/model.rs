//! Sources become entries: each of a type, with typed fields, grouped by layer and key.
//!
//! In: the sources and the types. Out: [`Model`], immutable, and every finding about fields (G03). Texts are not
//! looked at here.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;

use crate::config::Config;
use crate::diagnostic::{self, Diagnostic, Place, codes};
use crate::fingerprint::Fingerprint;
use crate::locale::Lang;
use crate::node::Node;
use crate::source::SourceFile;
pub use crate::source::{Against, SourceId};

mod again;
pub mod fields;
mod mended;
mod read_field;
mod sections;
pub mod sample;
pub mod types;

use fields::Fields;
pub use mended::url as whole_address;
use types::{Field, Type, Types};

/// Names one entry within a town: the type's folder and the entry's, leading numbers left out
/// (`handbook/idea-and-need`). A section's key is its folder (`stories`), the home page's is empty.
pub type Key = Arc<str>;

/// All entries of all layers.
#[derive(Debug)]
pub struct Model {
    /// What entries may be.
    pub types: Types,
    /// By layer, then key.
    pub layers: BTreeMap<Arc<str>, BTreeMap<Key, Entry>>,
    /// Which entry each content file or folder belongs to, for links by path: `baerum/stories/first-month`.
    pub by_path: BTreeMap<String, Key>,
    /// Entries of which some file could not be read.
    pub unread: BTreeSet<Key>,
}

/// What a page is made from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Role {
    /// A layer's front page.
    Home,
    /// The heading and introduction of a type's list.
    Section,
    /// A story, a company, a chapter …
    Entry,
}

/// One story, company, chapter … in one layer, with its languages.
#[derive(Debug)]
pub struct Entry {
    /// What it is to the site.
    pub role: Role,
    /// Its type; for a section, that of the entries it lists.
    pub ty: Arc<Type>,
    /// The type whose fields it has: `page` for homes and sections.
    pub form: Arc<Type>,
    /// Its place among its siblings: the path with leading numbers padded.
    pub order: Arc<str>,
    /// By language.
    pub versions: Vec<Version>,
    /// What it changes of the page a lower layer has, by language.
    pub sections: Vec<Sections>,
}

/// A file of sections, laid over a lower layer's page in the same language.
#[derive(Debug)]
pub struct Sections {
    /// The file's language.
    pub lang: Lang,
    /// Which of the sources.
    pub source: SourceId,
    /// The file, relative to the root.
    pub path: Arc<Path>,
    /// The snapshot of the page it was made for.
    pub base: Option<Box<str>>,
    /// Where it names that.
    pub base_place: Place,
    /// Where its fields stand.
    pub place: Place,
}

/// One language of an entry: one file.
#[derive(Debug)]
pub struct Version {
    /// The file's language.
    pub lang: Lang,
    /// Which of the sources.
    pub source: SourceId,
    /// The file, relative to the root.
    pub path: Arc<Path>,
    /// Whether this is the original, which holds every field.
    pub original: bool,
    /// The fields the file itself holds.
    pub fields: Arc<Fields>,
    /// Fields it holds that could not be understood.
    spoilt: read_field::Spoilt,
    /// Of the file's bytes.
    pub fingerprint: Fingerprint,
    /// Where the fields stand, for findings about what is missing.
    pub place: Place,
}

impl Entry {
    /// The version in a language.
    pub fn version(&self, lang: &Lang) -> Option<&Version> {
        self.versions.iter().find(|version| &version.lang == lang)
    }

    /// The version that holds every field.
    pub fn original(&self) -> Option<&Version> {
        self.versions.iter().find(|version| version.original)
    }
}

/// Understands every source; a [`SourceId`] is a place in `files`.
pub fn build(
    config: &Config,
    types: Types,
    files: &[Arc<SourceFile>],
    unread: &[String],
) -> (Model, Vec<Diagnostic>) {
    let mut findings = Vec::new();
    let unread = unread.iter().map(|inner| key_of(&parts_of(inner).0)).collect();
    let mut model = Model { types, layers: BTreeMap::new(), by_path: BTreeMap::new(), unread };
    let understood: Vec<(Option<Understood>, Vec<Diagnostic>)> =
        files.par_iter().map(|file| understand(config, file, &model.types)).collect();
    for ((id, file), (understood, more)) in files.iter().enumerate().zip(understood) {
        findings.extend(more);
        let Some((named, fields)) = understood else { continue };
        let path = config.folder_of(&file.layer).join(&file.inner);
        model.by_path.insert(path.to_string_lossy().replace('\\', "/"), named.key.clone());
        model.by_path.insert(named.folder.clone(), named.key.clone());
        add(&mut model, (id, file), (named, fields), &mut findings);
    }
    for entries in model.layers.values_mut() {
        for entry in entries.values_mut() {
            choose_original(entry, &config.default_language);
        }
    }
    for (layer, entries) in &model.layers {
        for (key, entry) in entries {
            let elsewhere = model.has_original_beside(layer, key) || model.unread.contains(key);
            findings.extend(fields::check_entry(entry, key, elsewhere));
        }
    }
    if diagnostic::has_errors(&findings) {
        let entries = model.layers.values_mut().flat_map(BTreeMap::values_mut);
        entries.for_each(fields::drop_incomplete);
    }
    (model, findings)
}

struct Named {
    key: Key,
    role: Role,
    ty: Arc<Type>,
    form: Arc<Type>,
    order: String,
    /// The entry's folder with its layer, for links by path.
    folder: String,
}

/// What a file's path and fields say.
type Understood = (Named, Option<read_field::Read>);

/// All that one file tells by itself; of sections, only where they belong.
fn understand(config: &Config, file: &SourceFile, types: &Types) -> (Option<Understood>, Vec<Diagnostic>) {
    let mut findings = Vec::new();
    let named = name(config, file, types, &mut findings);
    let fields = |named: &Named| (!file.is_sections()).then(|| read_field::all(file, &named.form));
    let understood = named.map(|named| {
        let fields = fields(&named);
        (named, fields)
    });
    (understood, findings)
}

/// What a file's path says: which entry it belongs to, and of which type.
fn name(config: &Config, file: &SourceFile, types: &Types, findings: &mut Vec<Diagnostic>) -> Option<Named> {
    let (parts, index) = parts_of(&file.inner);
    let layer = config.folder_of(&file.layer);
    let folder = format!("{}/{}", layer.to_string_lossy().replace('\\', "/"), parts.join("/"));
    let folder = folder.trim_end_matches('/').to_owned();
    let Some(first) = parts.first() else {
        let page = types.page();
        return Some(Named {
            key: Key::from(""),
            role: Role::Home,
            ty: page.clone(),
            form: page,
            order: String::new(),
            folder,
        });
    };
    let Some(ty) = types.by_folder(first) else {
        let finding = Diagnostic::new(codes::UNKNOWN_TYPE_FOLDER)
            .with("folder", first)
            .with("known", types.folders().collect::<Vec<_>>().join(", "))
            .nearest(first, types.folders());
        findings.push(finding.at(Place::file(file.path.to_path_buf())));
        return None;
    };
    let role = if parts.len() == 1 && index { Role::Section } else { Role::Entry };
    let order = parts.iter().map(|part| padded(part)).collect::<Vec<_>>().join("/");
    let form = if role == Role::Section { types.page() } else { ty.clone() };
    Some(Named { key: key_of(&parts), role, ty: ty.clone(), form, order, folder })
}

/// The folders that name an entry, and whether its file is the folder's index.
fn parts_of(inner: &str) -> (Vec<&str>, bool) {
    let mut parts: Vec<&str> = inner.split('/').collect();
    let index = parts.last().is_some_and(|last| matches!(*last, "index" | "_index" | "sections"));
    if index {
        parts.pop();
    }
    (parts, index)
}

/// What is wrong with a value by itself, as whoever types it in wants to know.
pub fn check_value(field: &Field, node: &Node, file: &Arc<Path>) -> Vec<Diagnostic> {
    read_field::one(field, node, file).1
}

/// The key of the entry whose files are in `folder/name`.
pub fn key(folder: &str, name: &str) -> Key {
    key_of(&[folder, name])
}

fn key_of(parts: &[&str]) -> Key {
    Key::from(parts.iter().map(|part| without_number(part).1).collect::<Vec<_>>().join("/"))
}

/// A leading number (`01-why`) gives order only.
pub fn without_number(part: &str) -> (Option<u32>, &str) {
    match part.split_once('-') {
        Some((number, rest)) if !rest.is_empty() && !number.is_empty() && number.len() <= 6 => {
            match number.parse() {
                Ok(number) if part.as_bytes()[0].is_ascii_digit() => (Some(number), rest),
                _ => (None, part),
            }
        }
        _ => (None, part),
    }
}

fn padded(part: &str) -> String {
    let (number, rest) = without_number(part);
    format!("{:07}-{rest}", number.unwrap_or(1_000_000))
}

fn add(
    model: &mut Model,
    (id, file): (SourceId, &SourceFile),
    (named, fields): Understood,
    findings: &mut Vec<Diagnostic>,
) {
    let entries = model.layers.entry(file.layer.clone()).or_default();
    let entry = entries.entry(named.key.clone()).or_insert_with(|| Entry {
        role: named.role,
        ty: named.ty.clone(),
        form: named.form.clone(),
        order: named.order.into(),
        versions: Vec::new(),
        sections: Vec::new(),
    });
    let Some((fields, spoilt, more)) = fields else {
        let (sections, more) = sections::read(id, file);
        entry.sections.push(sections);
        findings.extend(more);
        return;
    };
    if let Some(first) = entry.version(&file.lang) {
        findings.push(
            Diagnostic::new(codes::TWICE_IN_LANGUAGE)
                .with("key", &named.key)
                .with("lang", &file.lang)
                .at(Place::file(file.path.to_path_buf()))
                .also(Place::file(first.path.to_path_buf())),
        );
        return;
    }
    findings.extend(more);
    entry.versions.push(Version {
        lang: file.lang.clone(),
        source: id,
        path: file.path.clone(),
        original: false,
        fields: Arc::new(fields),
        spoilt,
        fingerprint: file.fingerprint,
        place: Place::new(&file.path, file.front.span.start..file.front.span.start),
    });
}

/// The file that says `source: true`, else the one in the default language. An entry that only adds languages to
/// another layer's has none.
fn choose_original(entry: &mut Entry, default: &Lang) {
    let says = |version: &Version| version.fields.flag("source");
    let at = entry
        .versions
        .iter()
        .position(says)
        .or_else(|| entry.versions.iter().position(|version| &version.lang == default));
    if let Some(version) = at.and_then(|at| entry.versions.get_mut(at)) {
        version.original = true;
    }
}
