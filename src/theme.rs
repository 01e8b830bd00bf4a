//! Themes: templates, components, strings and assets, with what a child theme leaves to its parent.
//!
//! In: `themes/<name>/` and its parents. Out: [`Theme`], with every template compiled, and every finding (G09). All
//! broken templates are reported, not the first.

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tera::Tera;

use crate::config::Config;
use crate::diagnostic::{Diagnostic, codes};
use crate::disk::{Disk, is_scratch};
use crate::fingerprint::{Fingerprint, Fingerprinter};

mod colors;
mod contrast;
mod crop;
mod declared;
mod functions;
mod list;
mod looks;
mod params;
mod shape;
mod spoken;
mod strings;
mod style;
mod templates;
mod types;
mod version;

pub use colors::{Colors, Colour};
pub use crop::Crop;
use declared::Declared;
pub use functions::{Tables, speak};
pub use list::{Condition, List, Operator, conditions};
pub use looks::Look;
pub use params::{Param, ParamKind};
pub use shape::Shape;
pub use strings::{Missing, Said, Strings};
pub use style::{Made, Part};
pub use templates::place_of;
use templates::{Absent, Loaded};
pub use types::{Named, check as check_types};

/// The folder that holds themes.
pub const THEMES: &str = "themes";

/// A theme, ready to render.
pub struct Theme {
    /// Lists by name.
    pub lists: BTreeMap<String, List>,
    /// How the list of each type's entries is shown, by the type's folder.
    pub sections: BTreeMap<String, Section>,
    /// Shapes that entries' pictures are cut to, by name; only those some template shows.
    pub crops: BTreeMap<String, Crop>,
    /// What theme.toml names of the site's types.
    pub named: Vec<Named>,
    /// Strings of all languages.
    pub strings: Strings,
    /// What pages' stylesheets are put together from, in order.
    pub styles: Vec<Part>,
    /// The fonts of social cards; without any, no cards are drawn.
    pub cards: Vec<Arc<[u8]>>,
    /// Files to publish; those named `*.tera` are rendered once per initiative first.
    pub assets: Vec<Asset>,
    /// What each initiative's site looks like, by id.
    pub looks: BTreeMap<String, Look>,
    /// What a site may set under `params`.
    pub params: BTreeMap<String, Param>,
    /// The colours it declares.
    pub colors: Colors,
    /// Templates and components, not yet speaking any language.
    pub tera: Tera,
    /// Its folder and those of its parents, nearest first.
    pub chain: Vec<String>,
    /// Which file each template's name stands for.
    pub files: BTreeMap<String, PathBuf>,
    /// Templates it lacks of which that was told when it was loaded.
    absent: Absent,
    /// Every word of its templates and components; `None` where one shows values whose names stand nowhere.
    words: Option<HashSet<Box<str>>>,
    /// How many templates write a script into a page.
    pub scripts: usize,
    /// Of every file of the theme.
    pub fingerprint: Fingerprint,
}

/// How the list of a type's entries is shown.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Section {
    /// Its template; `section.html` where the theme says nothing.
    pub template: Option<String>,
    /// Entries a page; all of them on one where the theme says nothing.
    pub page_by: Option<usize>,
    /// The template of a page for each year; none where the theme says nothing.
    pub by_year: Option<String>,
}

/// A file of the theme to publish.
#[derive(Clone, Debug)]
pub struct Asset {
    /// Its path below `assets/`.
    pub name: String,
    /// Its bytes.
    pub bytes: Arc<[u8]>,
}

impl Theme {
    /// The name under which Tera knows a template, if some theme of the chain has it.
    pub fn has(&self, template: &str) -> bool {
        self.tera.contains_template(template)
    }

    /// Whether some template or component may show the value of this name.
    pub fn names(&self, value: &str) -> bool {
        self.words.as_ref().is_none_or(|words| words.contains(value))
    }

    /// What to say of a template it has not: nothing, where that was said of theme.toml.
    pub fn lacks(&self, template: &str) -> Option<Diagnostic> {
        if self.absent.is_told(template) { None } else { templates::absent(template, &self.files) }
    }

    /// The file of a template, below the root.
    pub fn file(&self, template: &str) -> Option<&Path> {
        self.chain.iter().find_map(|name| self.files.get(&format!("{name}/{template}"))).map(PathBuf::as_path)
    }
}

/// Loads the site's theme and its parents.
///
/// # Errors
/// `G0901` where a theme of the chain is not there: nothing can be rendered then.
pub fn load(
    disk: &dyn Disk,
    root: &Path,
    config: &Config,
) -> Result<(Theme, Vec<Diagnostic>), Vec<Diagnostic>> {
    let mut findings = Vec::new();
    let mut chain: Vec<(String, Declared)> = Vec::new();
    let mut next = Some((config.theme.clone(), config.theme_place.clone()));
    while let Some((name, place)) = next {
        let folder = Path::new(THEMES).join(&name);
        if chain.iter().any(|(seen, _)| *seen == name)
            || disk.stat(&root.join(&folder).join("theme.toml")).is_none()
        {
            let finding = Diagnostic::new(codes::NO_THEME).with("name", &name);
            findings.push(finding.at(place));
            return Err(findings);
        }
        let (declared, more) = declared::read(disk, root, &folder);
        findings.extend(more);
        next = declared.parent.clone();
        chain.push((name, declared));
    }
    let names: Vec<String> = chain.iter().map(|(name, _)| name.clone()).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let first = Path::new(THEMES).join(&config.theme);
    let mut print = Fingerprinter::new();
    let (Loaded { tera, files, texts, scripts }, more) = templates::load(disk, root, &names, &mut print);
    findings.extend(more);
    let (strings, more) = strings::load(disk, root, &names, &mut print);
    findings.extend(more);
    let used: Vec<String> = spoken::used(&strings, &texts).into_iter().map(str::to_owned).collect();
    let strings = strings.with_used(used.into_iter());
    let more = spoken::check(config, &strings, &texts, &files);
    let unknown = more.iter().filter(|finding| finding.code == codes::UNKNOWN_STRING);
    let strings = strings.with_told(unknown.filter_map(|finding| finding.values.get("key").cloned()));
    findings.extend(more);
    let (assets, more) = files_of(disk, root, (&names, "assets"), &mut print);
    findings.extend(more);
    let (cards, more) = files_of(disk, root, (&names, "cards"), &mut print);
    findings.extend(more);
    let cards = cards.into_iter().filter(|file| file.name.ends_with(".ttf") || file.name.ends_with(".otf"));
    let cards = cards.map(|file| file.bytes).collect();
    let parts = chain.iter_mut().rev().flat_map(|(_, declared)| std::mem::take(&mut declared.styles));
    let (styles, more) = style::load(disk, root, (&names, parts.collect()), &tera, &mut print);
    findings.extend(more);
    // The child speaks last.
    let declared = chain.into_iter().rev().fold(Declared::default(), |all, (_, one)| all.under(one));
    let (looks, more) = looks::of_all(config, &declared, &first.join("theme.toml"));
    findings.extend(more);
    let Declared { lists, sections, crops, named, templates, params, colors, .. } = declared;
    let (absent, more) = Absent::of(templates, &files, &names);
    findings.extend(more);
    let (crops, more) = crop::shown(crops, &texts);
    findings.extend(more);
    let theme = Theme {
        lists,
        sections,
        crops,
        named,
        strings,
        styles,
        cards,
        assets,
        looks,
        params,
        colors,
        tera,
        chain: names.iter().map(|name| (*name).to_owned()).collect(),
        files,
        absent,
        words: (!templates::name_all(&texts)).then(|| templates::words(&texts)),
        scripts,
        fingerprint: print.finish(),
    };
    Ok((theme, findings))
}

/// The files in one folder of each theme of a chain: a child's replaces its parent's of the same name.
fn files_of(
    disk: &dyn Disk,
    root: &Path,
    (names, inner): (&[&str], &str),
    print: &mut Fingerprinter,
) -> (Vec<Asset>, Vec<Diagnostic>) {
    let (mut files, mut findings) = (BTreeMap::new(), Vec::new());
    for name in names.iter().rev() {
        let folder = Path::new(THEMES).join(name).join(inner);
        for found in files_in(disk, root, &folder, &mut findings) {
            let file = folder.join(&found);
            let (Some(bytes), Some(path)) = (bytes_of(disk, root, &file, &mut findings), found.to_str())
            else {
                continue;
            };
            print.text(path).bytes(&bytes);
            files.insert(path.to_owned(), Asset { name: path.to_owned(), bytes: Arc::from(bytes) });
        }
    }
    (files.into_values().collect(), findings)
}

/// The regular files of a theme's folder, by their paths in it. Links could lead out of the project, and a pipe would
/// never end.
fn files_in(disk: &dyn Disk, root: &Path, folder: &Path, findings: &mut Vec<Diagnostic>) -> Vec<PathBuf> {
    let (found, unread) = disk.walk(&root.join(folder));
    findings.extend(
        unread
            .iter()
            .map(|(path, error)| Diagnostic::unreadable(path.strip_prefix(root).unwrap_or(path), error)),
    );
    let mut files = Vec::new();
    for item in found.into_iter().filter(|item| !is_scratch(&item.path)) {
        match item.kind.odd() {
            Some(what) => findings.push(Diagnostic::not_a_file(&folder.join(&item.path), what)),
            None => files.push(item.path),
        }
    }
    files
}

/// A file of a theme, if it can be read.
fn bytes_of(disk: &dyn Disk, root: &Path, file: &Path, findings: &mut Vec<Diagnostic>) -> Option<Vec<u8>> {
    let read = disk.read(&root.join(file));
    read.inspect_err(|error| findings.push(Diagnostic::unreadable(file, error))).ok()
}

/// A text of a theme, if it can be read. What is no UTF-8 is told once, here, and read as far as it goes: what it says
/// would be missed all over the theme.
fn text_of(disk: &dyn Disk, root: &Path, file: &Path, findings: &mut Vec<Diagnostic>) -> Option<String> {
    let text = String::from_utf8(bytes_of(disk, root, file, findings)?);
    Some(text.unwrap_or_else(|error| {
        findings.push(Diagnostic::not_utf8(file, error.as_bytes(), error.utf8_error().valid_up_to()));
        String::from_utf8_lossy(error.as_bytes()).into_owned()
    }))
}
