//! What is hidden leaves nothing behind by another's hand: no alias with its old address (P04), no photo of its folder
//! in another text, none of its pictures in `static/`, which is published as it is (P04, P12).

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::{Path, PathBuf};

use super::body::{self, Found, What};
use super::{Gate, Text};
use crate::check::texts::Written;
use crate::diagnostic::{Diagnostic, Place, codes};
use crate::edition::{Hidden, Town};
use crate::model::Entry;
use crate::model::fields::{Fields, Typed, TypedValue};
use crate::text::slug;

pub(super) fn check(gate: &Gate<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for town in gate.look.towns {
        let hidden = hidden(gate, town);
        if hidden.is_empty() {
            continue;
        }
        let (gone, texts) = (Gone::of(&hidden), texts(gate, town));
        for text in &texts {
            aliases(text, &gone, &mut findings);
            borrowed(gate, text, &gone, &mut findings);
        }
        findings.extend(in_static(gate, &texts, &hidden));
    }
    findings
}

/// Every text a town shows; shared ones are each town's.
fn texts<'a>(gate: &Gate<'a>, town: &'a Town<'a>) -> Vec<Text<'a>> {
    let mut seen = HashSet::new();
    let shown = town.editions.iter().flat_map(|edition| &edition.shown);
    let written = shown.flat_map(|shown| shown.sources().map(move |source| (shown, source)));
    let texts = written.filter(|(_, source)| seen.insert(*source));
    let text = |(shown, source)| Some(Text { town, shown, source, file: gate.look.files.get(source)? });
    texts.filter_map(text).collect()
}

/// Every hidden entry of a town with the reason, in each of its layers.
fn hidden<'a>(gate: &Gate<'a>, town: &'a Town<'a>) -> Vec<(&'a str, Hidden, &'a Entry)> {
    let layers = town.initiative.layers.iter().filter_map(|layer| gate.look.model.layers.get(layer.as_str()));
    let all = layers.flat_map(|entries| {
        let reason = |key| town.hidden.get(key).filter(|why| **why != Hidden::Unread);
        entries.iter().filter_map(move |(key, entry)| Some((&**key, *reason(key)?, entry)))
    });
    all.collect()
}

/// What hidden entries must not leave behind.
struct Gone<'a> {
    /// The last parts of the addresses of those whose consent no longer holds, with their keys.
    slugs: BTreeMap<String, (&'a str, Hidden)>,
    /// The folders of all of them.
    folders: BTreeMap<PathBuf, (&'a str, Hidden)>,
}

impl<'a> Gone<'a> {
    fn of(hidden: &[(&'a str, Hidden, &'a Entry)]) -> Self {
        let mut gone = Self { slugs: BTreeMap::new(), folders: BTreeMap::new() };
        for (key, why, entry) in hidden {
            let consent = matches!(why, Hidden::Withdrawn | Hidden::ConsentEnded);
            let last = key.rsplit('/').next().unwrap_or_default();
            let own = entry.versions.iter().filter_map(|version| version.fields.text("slug"));
            for word in own.chain([last]).filter(|word| consent && !word.is_empty()) {
                gone.slugs.insert(slug(word), (*key, *why));
            }
            // Only a folder of its own holds its pictures and nobody else's.
            for version in entry.versions.iter().filter(|version| is_index(&version.path)) {
                gone.folders.extend(version.path.parent().map(|folder| (folder.to_path_buf(), (*key, *why))));
            }
        }
        gone
    }
}

fn is_index(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("index."))
}

/// `G0534`.
fn aliases(text: &Text<'_>, gone: &Gone<'_>, findings: &mut Vec<Diagnostic>) {
    for typed in text.shown.fields.list("aliases") {
        let TypedValue::Text(alias) = &typed.value else { continue };
        let parts = alias.split('/').map(|part| slug(part.trim_end_matches(".html")));
        if let Some((key, _)) = parts.filter_map(|part| gone.slugs.get(&part)).next() {
            findings
                .push(Diagnostic::new(codes::ALIAS_OF_WITHDRAWN).with("key", key).at(typed.place.clone()));
        }
    }
}

/// `G0548`: pictures and files out of a hidden entry's folder.
fn borrowed(gate: &Gate<'_>, text: &Text<'_>, gone: &Gone<'_>, findings: &mut Vec<Diagnostic>) {
    if gone.folders.is_empty() {
        return;
    }
    for (file, place) in used(&text.shown.fields, gate.found(text)) {
        let Some(whole) = body::path_of(&file, &place).and_then(|whole| gate.look.files_of(&whole).next())
        else {
            continue;
        };
        let Some((key, why)) = whole.parent().and_then(|folder| gone.folders.get(folder)) else { continue };
        let finding = Diagnostic::new(codes::PICTURE_OF_HIDDEN).with("file", file).with("key", key);
        findings.push(finding.with("why", why.as_str()).at(place));
    }
}

/// `G0546`: pictures of hidden entries that `static/` would publish as they are.
fn in_static(gate: &Gate<'_>, texts: &[Text<'_>], hidden: &[(&str, Hidden, &Entry)]) -> Vec<Diagnostic> {
    let statics: BTreeSet<&PathBuf> = gate.look.statics.iter().collect();
    if statics.is_empty() {
        return Vec::new();
    }
    let shown: HashSet<PathBuf> = texts
        .iter()
        .flat_map(|text| pictures_below_static(gate, &text.shown.fields, gate.found(text)))
        .map(|(file, _)| file)
        .collect();
    let mut findings = Vec::new();
    for (key, why, entry) in hidden {
        for version in &entry.versions {
            let found = gate.look.files.get(version.source).map(|file| {
                let text = file.text();
                body::found(Written { file, text: &text }, false)
            });
            let found = found.unwrap_or_default();
            for (file, place) in pictures_below_static(gate, &version.fields, &found) {
                if statics.contains(&file) && !shown.contains(&file) {
                    let finding = Diagnostic::new(codes::HIDDEN_IN_STATIC)
                        .with("file", file.display())
                        .with("key", key)
                        .with("why", why.as_str());
                    findings.push(finding.at(place));
                }
            }
        }
    }
    findings
}

fn pictures_below_static(gate: &Gate<'_>, fields: &Fields, found: &[Found]) -> Vec<(PathBuf, Place)> {
    let below = used(fields, found).into_iter().filter(|(file, _)| file.starts_with('/'));
    let whole = below.filter_map(|(file, place)| Some((body::path_of(&file, &place)?, place)));
    whole.flat_map(|(file, place)| gate.look.files_of(&file).map(move |file| (file, place.clone()))).collect()
}

/// Every picture and file an entry's fields and text name.
fn used(fields: &Fields, found: &[Found]) -> Vec<(String, Place)> {
    let mut used = Vec::new();
    fields.0.iter().for_each(|(_, typed)| images(typed, &mut used));
    for found in found {
        match &found.what {
            What::Picture { src, .. } | What::File(src) => used.push((src.clone(), found.place.clone())),
            What::Quote { .. } => {}
        }
    }
    used
}

fn images(typed: &Typed, into: &mut Vec<(String, Place)>) {
    match &typed.value {
        TypedValue::Image(file) | TypedValue::Link(file) => {
            into.push((file.to_string(), typed.place.clone()))
        }
        TypedValue::List(items) => items.iter().for_each(|item| images(item, into)),
        TypedValue::Object(fields) => fields.0.iter().for_each(|(_, typed)| images(typed, into)),
        _ => {}
    }
}
