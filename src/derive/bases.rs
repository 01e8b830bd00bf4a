//! What is wrong with the states that texts say they were made from, and which translations lag behind too far.

use std::collections::{BTreeMap, HashSet};

use rayon::prelude::*;

use super::base::{self, Kept};
use super::held::{Ground, Whole};
use super::made::made_from;
use super::status::{Status, Told};
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, Place, codes};
use crate::edition::Shown;
use crate::locale::Lang;
use crate::model::{Model, SourceId};

/// A text that names a snapshot.
struct Naming<'a> {
    base: &'a str,
    place: Place,
    layer: &'a str,
    key: &'a str,
    lang: &'a Lang,
}

/// Every snapshot that some text names.
pub fn names(model: &Model) -> HashSet<&str> {
    let entries = model.layers.values().flat_map(BTreeMap::values);
    let named = entries.flat_map(|entry| {
        let pages = entry.versions.iter().filter_map(|version| version.fields.text("base"));
        pages.chain(entry.sections.iter().filter_map(|sections| sections.base.as_deref()))
    });
    named.filter(|name| *name != base::NOW).collect()
}

/// These snapshots, read once.
pub fn kept(ground: Ground<'_>, names: Vec<&str>) -> BTreeMap<Box<str>, Kept> {
    names.into_par_iter().map(|name| (name.into(), base::read(ground.disk, ground.root, name))).collect()
}

/// What the disk says of the files of these snapshots.
pub(super) fn stats(ground: Ground<'_>, names: &HashSet<&str>) -> Whole {
    let stat = |name: &&str| Some(((*name).into(), ground.disk.stat(&ground.root.join(base::path(name)))?));
    names.par_iter().filter_map(stat).collect()
}

/// The snapshots that are whole: what stood was not read.
pub(super) fn whole(mut stats: Whole, kept: &BTreeMap<Box<str>, Kept>) -> Whole {
    stats.retain(|name, _| kept.get(name).is_none_or(|kept| matches!(kept, Kept::Whole(_))));
    stats
}

/// Every text that names a snapshot, but for those that stood.
fn namings<'m>(model: &'m Model, stood: &HashSet<&str>) -> Vec<Naming<'m>> {
    let mut all = Vec::new();
    for (layer, entries) in &model.layers {
        for (key, entry) in entries {
            for version in &entry.versions {
                let named = version.fields.text("base").filter(|base| !stood.contains(base));
                if let Some((base, typed)) = named.zip(version.fields.get("base")) {
                    let place = typed.place.clone();
                    all.push(Naming { base, place, layer, key, lang: &version.lang });
                }
            }
            for sections in &entry.sections {
                if let Some(base) = sections.base.as_ref().filter(|base| !stood.contains(&***base)) {
                    let place = sections.base_place.clone();
                    all.push(Naming { base, place, layer, key, lang: &sections.lang });
                }
            }
        }
    }
    all
}

/// Snapshots that are missing, damaged or edited, and those still to be made (`G0440` to `G0443`). Nothing is wrong with
/// those that stood.
pub(super) fn check(
    ground: Ground<'_>,
    kept: &BTreeMap<Box<str>, Kept>,
    stood: &HashSet<&str>,
) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for naming in namings(ground.model, stood) {
        let code = match kept.get(naming.base) {
            Some(Kept::Missing) => codes::BASE_MISSING,
            Some(Kept::Damaged) => codes::BASE_DAMAGED,
            Some(Kept::Edited) => codes::BASE_EDITED,
            Some(Kept::Whole(_)) => continue,
            None => {
                findings.push(to_be_made(ground, &naming));
                continue;
            }
        };
        let path = base::path(naming.base);
        let finding = Diagnostic::new(code).with("base", naming.base).with("path", path.display());
        findings.push(finding.with("key", naming.key).at(naming.place));
    }
    findings
}

/// `base: now`, with the mend that `check --fix` makes of it.
fn to_be_made(ground: Ground<'_>, naming: &Naming<'_>) -> Diagnostic {
    let finding = Diagnostic::new(codes::BASE_NOW).with("key", naming.key);
    match made_from(ground.config, ground.model, (naming.layer, naming.key), naming.lang) {
        None => finding.at(naming.place.clone()),
        Some(source) => {
            let text = &ground.files[source].text();
            let name = base::name(text);
            let bytes = crate::text::normal(text).into_bytes();
            let finding = finding.mend(naming.place.clone(), &name);
            finding.at(naming.place.clone()).along(base::path(&name), bytes)
        }
    }
}

/// Translations that lag behind further than their language may (`G0444`, `G0445`), or in what their author calls critical
/// (`G0446`); each file once.
pub fn due<'a>(config: &Config, told: impl Iterator<Item = (&'a Shown, &'a Status)>) -> Vec<Diagnostic> {
    let mut worst: BTreeMap<SourceId, (&Shown, &Status)> = BTreeMap::new();
    // Nothing is due where nothing changed, as for most.
    for (shown, status) in told.filter(|(_, status)| !status.changes.is_empty()) {
        let known = worst.entry(shown.source).or_insert((shown, status));
        if status.percent() > known.1.percent() {
            *known = (shown, status);
        }
    }
    worst.into_values().flat_map(|(shown, status)| overdue(config, shown, status)).collect()
}

fn overdue(config: &Config, shown: &Shown, status: &Status) -> Vec<Diagnostic> {
    let place = || Place::file(shown.place.file.to_path_buf());
    let mut findings = Vec::new();
    let critical = status.due().filter(|told| told.change.critical).map(Told::id).collect::<Vec<_>>();
    if !critical.is_empty() {
        let finding = Diagnostic::new(codes::CRITICAL_CHANGED).with("blocks", critical.join(", "));
        findings.push(finding.with("lang", &shown.lang).with("key", &shown.key).at(place()));
    }
    let limits = config.language(&shown.lang).map(|language| language.outdated).unwrap_or_default();
    let percent = status.percent() as u64;
    let past = |limit: Option<u64>| limit.is_some_and(|limit| status.changed() > 0 && percent >= limit);
    let code: Option<Code> = match () {
        () if past(limits.fail) => Some(codes::TRANSLATION_TOO_OLD),
        () if past(limits.warn) => Some(codes::TRANSLATION_OLD),
        () => None,
    };
    findings.extend(code.map(|code| {
        let finding = Diagnostic::new(code).with("changed", status.changed()).with("of", status.of);
        finding.with("percent", percent).with("lang", &shown.lang).with("key", &shown.key).at(place())
    }));
    findings
}
