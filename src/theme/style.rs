//! `[styles.…]` of theme.toml and the files in `styles/`: the parts that pages' stylesheets are put together from.
//!
//! A page's stylesheet is those parts it needs, in the order in which the themes declare them, parents first. A part
//! that says nothing of what needs it is in every page's. A child's file replaces its parent's of the same part.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tera::Tera;

use super::{THEMES, files_in, text_of};
use crate::diagnostic::{Diagnostic, Place, Span, codes};
use crate::disk::Disk;
use crate::fingerprint::Fingerprinter;
use crate::markdown::{Feature, Features};
use crate::node::{Node, Reader};

/// The folder of a theme that holds the parts.
const STYLES: &str = "styles";

/// A part of the stylesheet.
#[derive(Clone, Debug)]
pub struct Part {
    /// Its file.
    pub file: PathBuf,
    /// Its rules, as written.
    pub text: String,
    /// Whether it is a template, rendered once an initiative.
    pub rendered: bool,
    /// Which pages need it.
    pub needs: Needs,
}

/// Which pages need a part: one of these is enough. With nothing said, all do.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Needs {
    templates: Vec<String>,
    components: Vec<String>,
    text: Vec<Feature>,
    scripts: Vec<String>,
}

/// What a page is made of.
pub struct Made<'a> {
    /// Its template.
    pub template: &'a str,
    /// The components its text calls.
    pub components: Vec<&'a str>,
    /// What else its text holds.
    pub features: Features,
    /// The scripts of its language and of its text's.
    pub scripts: [&'a str; 2],
}

impl Needs {
    /// Whether such a page needs the part.
    pub fn met_by(&self, made: &Made<'_>) -> bool {
        *self == Self::default()
            || self.templates.iter().any(|name| name == made.template)
            || self.components.iter().any(|name| made.components.contains(&name.as_str()))
            || self.text.iter().any(|feature| made.features.has(*feature))
            || self.scripts.iter().any(|script| made.scripts.contains(&script.as_str()))
    }
}

/// What one theme of the chain declares: parts by name in order, each with its place and the words still to be held
/// against the templates.
pub(super) struct Declared {
    name: String,
    place: Place,
    needs: Needs,
    words: Vec<(&'static str, String, Place)>,
}

pub(super) fn read(name: &str, (node, key): (&Node, Span), file: &Arc<Path>) -> (Declared, Vec<Diagnostic>) {
    let mut reader = Reader::new(file, node);
    let mut words = Vec::new();
    let mut list = |kind: &'static str| -> Vec<String> {
        let texts = reader.texts(kind).unwrap_or_default();
        words.extend(texts.iter().map(|(text, span)| (kind, (*text).to_owned(), Place::new(file, *span))));
        texts.into_iter().map(|(text, _)| text.to_owned()).collect()
    };
    let (templates, components) = (list("templates"), list("components"));
    let (text, scripts) = (list("text"), list("scripts"));
    let feature = |name: String| Feature::NAMES.iter().find(|known| known.0 == name).map(|known| known.1);
    let needs =
        Needs { templates, components, text: text.into_iter().filter_map(feature).collect(), scripts };
    let declared = Declared { name: name.to_owned(), place: Place::new(file, key), needs, words };
    (declared, reader.finish(&[("for", "templates"), ("body", "text"), ("languages", "scripts")]))
}

/// The parts of a chain of themes, from what each declares, parents first.
pub(super) fn load(
    disk: &dyn Disk,
    root: &Path,
    (names, declared): (&[&str], Vec<Declared>),
    tera: &Tera,
    print: &mut Fingerprinter,
) -> (Vec<Part>, Vec<Diagnostic>) {
    let mut findings = Vec::new();
    let mut files = files(disk, root, names, &mut findings);
    let mut order: Vec<Declared> = Vec::new();
    for one in declared {
        findings.extend(one.words.iter().filter_map(|word| unknown(word, tera)));
        match order.iter_mut().find(|known| known.name == one.name) {
            Some(known) => *known = one,
            None => order.push(one),
        }
    }
    let mut parts = Vec::new();
    for Declared { name, place, needs, .. } in order {
        let Some((file, text)) = files.remove(&name) else {
            findings.push(Diagnostic::new(codes::STYLE_WITHOUT_FILE).with("name", &name).at(place));
            continue;
        };
        print.text(&name).text(&text);
        let rendered = file.extension().is_some_and(|ending| ending == "tera");
        parts.push(Part { text, rendered, file, needs });
    }
    for (name, (file, _)) in files {
        findings.push(Diagnostic::new(codes::STYLE_NOT_DECLARED).with("name", name).at(Place::file(file)));
    }
    (parts, findings)
}

/// The files by the parts' names; the child's before its parent's.
fn files(
    disk: &dyn Disk,
    root: &Path,
    names: &[&str],
    findings: &mut Vec<Diagnostic>,
) -> BTreeMap<String, (PathBuf, String)> {
    let mut files = BTreeMap::new();
    for theme in names.iter().rev() {
        let folder = Path::new(THEMES).join(theme).join(STYLES);
        for found in files_in(disk, root, &folder, findings) {
            let file = folder.join(&found);
            let inner = found.to_string_lossy().replace('\\', "/");
            let plain = inner.strip_suffix(".tera").unwrap_or(&inner);
            if let Some(name) = plain.strip_suffix(".css") {
                let text = text_of(disk, root, &file, findings).unwrap_or_default();
                files.insert(name.to_owned(), (file, text));
            }
        }
    }
    files
}

/// A name that no template, component, feature or script has.
fn unknown((kind, word, place): &(&'static str, String, Place), tera: &Tera) -> Option<Diagnostic> {
    let short = |name: &str| name.split_once('/').map_or("", |(_, inner)| inner).to_owned();
    let known: Vec<String> = match *kind {
        "templates" => tera.get_template_names().map(short).collect(),
        "components" => tera.get_component_names().map(str::to_owned).collect(),
        "text" => Feature::NAMES.iter().map(|(name, _)| (*name).to_owned()).collect(),
        // A theme may know scripts that this site's languages do not use.
        _ if crate::locale::is_script(word) => return None,
        _ => ["Arab", "Cyrl", "Ethi", "Hebr", "Latn"].map(str::to_owned).to_vec(),
    };
    // One broken template leaves none at all: what is wrong is said there.
    if known.is_empty() || known.contains(word) {
        return None;
    }
    let known: Vec<&str> =
        known.iter().map(String::as_str).filter(|name| !name.starts_with("components/")).collect();
    let near = crate::text::nearest_few(word, known.iter().copied(), 8).join(", ");
    let finding = Diagnostic::new(codes::STYLE_NEEDS_UNKNOWN).with("key", *kind).with("name", word);
    Some(finding.with("known", near).nearest(word, known).at(place.clone()))
}
