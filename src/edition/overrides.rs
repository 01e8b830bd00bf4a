//! What stands in an upper layer for the sake of a lower one's page: whole pages, sections, pages that are hidden.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::config::Config;
use crate::diagnostic::{Diagnostic, Place, codes};
use crate::locale::Lang;
use crate::model::{Entry, Key, Model, SourceId, Version};

/// The sections that change a text, the lowest layer's first: those of every layer above the text's own, in its language.
/// `None` where there are none, as for nearly every page.
pub(super) fn over(entries: &[&Entry], depth: usize, lang: &Lang) -> Option<Arc<[SourceId]>> {
    let of_lang =
        |entry: &&Entry| Some(entry.sections.iter().find(|sections| sections.lang == *lang)?.source);
    let over: Vec<SourceId> = entries[..depth].iter().rev().filter_map(of_lang).collect();
    (!over.is_empty()).then(|| over.into())
}

/// Whether the topmost layer that has the page says that it is not shown.
pub(super) fn is_hidden(entries: &[&Entry]) -> bool {
    let page = entries.iter().find(|entry| !entry.versions.is_empty());
    page.is_some_and(|entry| entry.versions.iter().any(hides))
}

fn hides(version: &Version) -> bool {
    version.fields.flag("hidden")
}

/// Looks at every layer of every town once: each finding is about one file and what lies under it.
pub fn check(config: &Config, model: &Model) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    // What many towns lay theirs over is looked at once.
    let stacks: BTreeSet<&[String]> = config
        .initiatives
        .iter()
        .flat_map(|town| (0..town.layers.len()).map(|depth| &town.layers[depth..]))
        .collect();
    for (layer, lower) in stacks.into_iter().filter_map(<[String]>::split_first) {
        for (key, entry) in model.layers.get(layer.as_str()).into_iter().flatten() {
            look(key, entry, &below(model, lower, key), &mut findings);
        }
        // A layer that has not been fetched has its own finding; what is laid over it is no slip.
        if lower.iter().any(|layer| config.is_fetched(layer) && !model.layers.contains_key(layer.as_str())) {
            findings
                .retain(|finding| !matches!(finding.code, codes::NOTHING_TO_OVERRIDE | codes::HIDES_NOTHING));
        }
    }
    findings.sort_by(|a: &Diagnostic, b: &Diagnostic| (&a.place, a.code).cmp(&(&b.place, b.code)));
    findings.dedup();
    findings
}

/// Whether nothing is found of one entry, in whatever layer.
pub(super) fn is_sound(config: &Config, model: &Model, key: &Key) -> bool {
    let mut findings = Vec::new();
    for layers in config.initiatives.iter().map(|town| &town.layers) {
        for (depth, layer) in layers.iter().enumerate() {
            let entry = model.layers.get(layer.as_str()).and_then(|entries| entries.get(key));
            if let Some(entry) = entry {
                look(key, entry, &below(model, &layers[depth + 1..], key), &mut findings);
            }
        }
    }
    findings.is_empty()
}

/// The same entry in lower layers.
fn below<'m>(model: &'m Model, lower: &[String], key: &Key) -> Vec<&'m Entry> {
    lower.iter().filter_map(|layer| model.layers.get(layer.as_str())?.get(key)).collect()
}

fn look(key: &Key, entry: &Entry, below: &[&Entry], findings: &mut Vec<Diagnostic>) {
    let lower = |lang: &Lang| below.iter().find_map(|entry| entry.version(lang));
    for version in &entry.versions {
        match (lower(&version.lang), hides(version)) {
            (None, true) if below.iter().all(|entry| entry.versions.is_empty()) => {
                findings
                    .push(Diagnostic::new(codes::HIDES_NOTHING).with("key", key).at(version.place.clone()));
            }
            (Some(under), false) if version.fields.get("base").is_none() => {
                findings.push(without_base(key, &under.path, version.place.clone()));
            }
            _ => {}
        }
    }
    for sections in &entry.sections {
        let at = Place::file(&*sections.path);
        if let Some(whole) = entry.version(&sections.lang) {
            let finding = Diagnostic::new(codes::SECTIONS_BESIDE_PAGE).with("page", whole.path.display());
            findings.push(finding.at(at).also(Place::file(&*whole.path)));
            continue;
        }
        match lower(&sections.lang) {
            None => {
                let langs: Vec<&str> = below
                    .iter()
                    .flat_map(|entry| &entry.versions)
                    .map(|version| version.lang.as_str())
                    .collect();
                let finding =
                    Diagnostic::new(codes::NOTHING_TO_OVERRIDE).with("key", key).with("lang", &sections.lang);
                findings.push(finding.with("known", langs.join(", ")).at(at));
            }
            Some(under) if sections.base.is_none() => {
                findings.push(without_base(key, &under.path, sections.place.clone()));
            }
            Some(_) => {}
        }
    }
}

fn without_base(key: &Key, under: &std::path::Path, place: Place) -> Diagnostic {
    Diagnostic::new(codes::SHADOWS_WITHOUT_BASE).with("key", key).with("under", under.display()).at(place)
}
