//! Compiles templates and components of a chain of themes.

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tera::{ErrorKind, Tera};

use super::{THEMES, files_in, functions};
use crate::diagnostic::{Diagnostic, Place, codes};
use crate::disk::Disk;
use crate::fingerprint::Fingerprinter;

/// What a chain of themes holds.
pub(super) struct Loaded {
    /// The templates, compiled.
    pub(super) tera: Tera,
    /// Which file each name stands for.
    pub(super) files: BTreeMap<String, PathBuf>,
    /// Each name with its text.
    pub(super) texts: Vec<(String, String)>,
    /// How many files write a script into their pages.
    pub(super) scripts: usize,
}

/// The templates of the chain, child first. A template's name is its theme and its path in `templates/`; where the
/// theme is left out, the first of the chain that has it is meant.
pub(super) fn load(
    disk: &dyn Disk,
    root: &Path,
    names: &[&str],
    print: &mut Fingerprinter,
) -> (Loaded, Vec<Diagnostic>) {
    let (mut texts, mut files, mut findings) = (Vec::new(), BTreeMap::new(), Vec::new());
    for theme in names {
        for kind in ["components", "templates"] {
            let folder = Path::new(THEMES).join(theme).join(kind);
            for found in files_in(disk, root, &folder, &mut findings) {
                let file = folder.join(&found);
                let Some(text) =
                    disk.read(&root.join(&file)).ok().and_then(|bytes| String::from_utf8(bytes).ok())
                else {
                    let finding = Diagnostic::new(codes::UNREADABLE).with("path", file.display());
                    findings.push(finding.with("reason", "not UTF-8").at(Place::file(file)));
                    continue;
                };
                let inner = found.to_string_lossy().replace('\\', "/");
                // Components have a folder of their own in Tera's one space of names.
                let name = if kind == "templates" {
                    format!("{theme}/{inner}")
                } else {
                    format!("{theme}/components/{inner}")
                };
                print.text(&name).text(&text);
                files.insert(name.clone(), file);
                texts.push((name, text));
            }
        }
    }
    let mut tera = empty(names);
    if let Err(error) =
        tera.add_raw_templates(texts.iter().map(|(name, text)| (name.as_str(), text.as_str())))
    {
        findings.extend(broken(names, &texts, &files, &error));
        tera = empty(names);
    }
    let scripts = texts.iter().filter(|(_, text)| runs_code(text)).count();
    (Loaded { tera, files, texts, scripts }, findings)
}

/// Every word that could be a value's name.
pub(super) fn words(texts: &[(String, String)]) -> HashSet<Box<str>> {
    let is_end = |letter: char| !letter.is_ascii_alphanumeric() && letter != '_';
    texts.iter().flat_map(|(_, text)| text.split(is_end)).map(Box::from).collect()
}

/// Whether a template writes a script into its page; data for search engines is none, and a file is counted as one.
fn runs_code(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    lower.match_indices("<script").any(|(at, _)| {
        let tag = lower[at..].split('>').next().unwrap_or_default();
        !tag.contains("application/ld+json") && !tag.contains(" src=")
    })
}

fn empty(names: &[&str]) -> Tera {
    let mut tera = Tera::new();
    functions::placeholders(&mut tera);
    // Can only fail on a Tera that holds templates already.
    let _ = tera.set_fallback_prefixes(names.iter().map(|name| format!("{name}/")));
    tera
}

/// Tera stops at the first broken template; each is tried alone, so that all are said.
fn broken(
    names: &[&str],
    texts: &[(String, String)],
    files: &BTreeMap<String, PathBuf>,
    first: &tera::Error,
) -> Vec<Diagnostic> {
    let alone = |(name, text): &(String, String)| {
        let error = empty(names).add_raw_template(name, text).err()?;
        matches!(error.kind(), ErrorKind::SyntaxError(_)).then(|| finding(&error, name, files))
    };
    let all: Vec<Diagnostic> = texts.iter().filter_map(alone).collect();
    if all.is_empty() { vec![finding(first, "", files)] } else { all }
}

fn finding(error: &tera::Error, name: &str, files: &BTreeMap<String, PathBuf>) -> Diagnostic {
    let (reason, place) = place_of(error, name, files);
    let finding = Diagnostic::new(codes::TEMPLATE_SYNTAX).with("reason", reason);
    match place {
        Some(place) => finding.at(place),
        None => finding,
    }
}

/// What Tera says of an error, and where in which file of the theme.
pub fn place_of(
    error: &tera::Error,
    name: &str,
    files: &BTreeMap<String, PathBuf>,
) -> (String, Option<Place>) {
    match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            let file = files.get(report.filename()).or_else(|| files.get(name));
            let place = file.map(|file| Place::new(&Arc::from(file.as_path()), report.span().range.clone()));
            (report.message().to_owned(), place)
        }
        ErrorKind::MissingParent { current: tpl, .. }
        | ErrorKind::CircularExtend { tpl, .. }
        | ErrorKind::CircularInclude { tpl, .. } => {
            (error.to_string(), files.get(tpl).map(|file| Place::file(file.clone())))
        }
        other => (other.to_string(), files.get(name).map(|file| Place::file(file.clone()))),
    }
}
