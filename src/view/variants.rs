//! Pictures for some language that nobody will ever see (`G0730`, `G0731`).

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::wanted::{Ground, pictures_of};
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

/// Every picture some text or field names, as a path.
fn named(ground: &Ground<'_>) -> BTreeSet<PathBuf> {
    let mut named = BTreeSet::new();
    let entries = ground.model.layers.values().flat_map(|entries| entries.values());
    for version in entries.flat_map(|entry| &entry.versions) {
        let document = ground.documents.get(version.source);
        pictures_of(&version.fields, document, &version.place, &mut |name, place| {
            named.extend(super::picture::file(name, place));
        });
    }
    named
}

/// The languages in which somebody reads what lies there, those of the fallback chains too.
fn read<'a>(ground: &Ground<'a>, file: &Path) -> BTreeSet<&'a str> {
    let layer = file.strip_prefix(CONTENT).ok().and_then(|inner| inner.iter().next());
    let sees = |layers: &[String]| layer.is_none_or(|layer| layers.iter().any(|own| **own == *layer));
    let towns = ground.config.initiatives.iter().filter(|town| sees(&town.layers));
    towns
        .flat_map(|town| &town.languages)
        .flat_map(|lang| ground.config.chain(lang))
        .map(|lang| lang.as_str())
        .collect()
}
