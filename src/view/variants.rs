//! Pictures for some language that nobody will ever see (`G0730`, `G0731`).

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::picture;
use super::wanted::{Ground, pictures_of, pictures_of_text};
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Place, codes};
use crate::source::CONTENT;

/// Every variant is held against what any text names, shown or not: what is hidden today is shown another day.
pub(super) fn check(ground: &Ground<'_>) -> Vec<Diagnostic> {
    let variants = &ground.facts.variants;
    if variants.is_empty() {
        return Vec::new();
    }
    let named = named(ground);
    let mut findings = Vec::new();
    for (plain, lang, file) in variants.iter() {
        // Named itself, it is a picture like any other.
        if named.contains(file) {
            continue;
        }
        let read = read(ground, file);
        let declared = ground.config.language(lang).is_some();
        let place = Place::file(file);
        if !named.contains(plain) {
            // A word between two points may mean nothing at all.
            if declared {
                let finding = Diagnostic::new(codes::VARIANT_UNUSED).with("plain", plain.display());
                findings.push(finding.with("file", file.display()).at(place));
            }
        } else if !read.contains(lang.as_str()) {
            let known: Vec<&str> = read.into_iter().collect();
            let finding = Diagnostic::new(codes::VARIANT_LANGUAGE)
                .with("file", file.display())
                .with("lang", lang)
                .with("known", known.join(", "))
                .nearest(lang.as_str(), known.iter().copied());
            findings.push(finding.at(place));
        }
    }
    findings
}

/// Every picture some text or field names, as a path: in each place where some town would look for it.
fn named(ground: &Ground<'_>) -> BTreeSet<PathBuf> {
    let mut named = BTreeSet::new();
    let mut take = |name: &str, place: &Place| {
        let towns = ground.config.initiatives.iter();
        for town in towns.filter(|town| sees(ground.config, &town.layers, &place.file)) {
            named.extend(picture::places(ground.beside(town), name, place));
        }
    };
    let entries = ground.model.layers.values().flat_map(|entries| entries.values());
    entries.flat_map(|entry| &entry.versions).for_each(|version| pictures_of(&version.fields, &mut take));
    ground.texts.iter().for_each(|(file, document)| pictures_of_text(document, file, &mut take));
    named
}

/// Whether a file lies in one of the layers, or in none at all.
fn sees(config: &Config, layers: &[String], file: &Path) -> bool {
    let lies_in = |layer: &String| file.starts_with(Path::new(CONTENT).join(config.folder_of(layer)));
    !file.starts_with(CONTENT) || layers.iter().any(lies_in)
}

/// The languages in which somebody reads what lies there, those of the fallback chains too.
fn read<'a>(ground: &Ground<'a>, file: &Path) -> BTreeSet<&'a str> {
    let towns = ground.config.initiatives.iter();
    towns
        .filter(|town| sees(ground.config, &town.layers, file))
        .flat_map(|town| &town.languages)
        .flat_map(|lang| ground.config.chain(lang))
        .map(|lang| lang.as_str())
        .collect()
}
