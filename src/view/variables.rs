//! Which variables texts name, and whether every town has a value for them.
//!
//! A name nobody knows is a slip in the text, said at its place once, however many towns show it. A value that is missing
//! is a slip in site.toml, said once a town, with everything that town still has to say.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use rayon::prelude::*;

use crate::config::{Config, Initiative};
use crate::diagnostic::{Diagnostic, Place, codes};
use crate::edition::{Lacking, Shown, Town};
use crate::locale::Lang;
use crate::markdown::Texts;
use crate::source::LayerFile;
use crate::source::layer::Declared;

type Layers = BTreeMap<Arc<str>, LayerFile>;

/// What every town is looked at with.
struct Looking<'a> {
    config: &'a Config,
    texts: &'a Texts,
    layers: &'a Layers,
    elsewhere: BTreeSet<&'a str>,
}

/// `G0806` for names nobody knows; `G0401` and `G0402` for values that are missing or of another kind.
pub fn check(config: &Config, towns: &[Town<'_>], texts: &Texts, layers: &Layers) -> Vec<Diagnostic> {
    // Another town's value says that a name is meant, and that this town's is missing.
    let elsewhere: BTreeSet<&str> =
        config.initiatives.iter().flat_map(|town| town.vars.keys().map(String::as_str)).collect();
    let looking = Looking { config, texts, layers, elsewhere };
    let by_town: Vec<(BTreeMap<Place, Diagnostic>, Vec<Diagnostic>)> =
        towns.par_iter().map(|town| of_town(&looking, town)).collect();
    let mut unknown = BTreeMap::new();
    let mut findings = Vec::new();
    for (more, of_town) in by_town {
        for (place, finding) in more {
            unknown.entry(place).or_insert(finding);
        }
        findings.extend(of_town);
    }
    unknown.into_values().chain(findings).collect()
}

/// Slips in texts, by their places, and what the town's own values lack.
fn of_town(looking: &Looking<'_>, town: &Town<'_>) -> (BTreeMap<Place, Diagnostic>, Vec<Diagnostic>) {
    let declared = declared(town.initiative, looking.layers);
    let known =
        declared.iter().map(|declared| declared.name.as_str()).chain(looking.elsewhere.iter().copied());
    let known: BTreeSet<&str> = known.collect();
    let mut unknown = BTreeMap::new();
    let mut missing = Missing::default();
    for Lacking { name, lang, place } in lacking(looking, town) {
        match known.get(&*name) {
            Some(known) => missing.add(known, Some((lang, place))),
            None => drop(unknown.insert(place.clone(), no_such(&name, town.initiative, &known).at(place))),
        }
    }
    let mut findings = Vec::new();
    for declared in &declared {
        match town.initiative.vars.get(&declared.name) {
            None => missing.add(&declared.name, None),
            Some(words) => {
                findings.extend(words.0.values().find(|value| !declared.kind.fits(value)).map(|value| {
                    Diagnostic::new(codes::VARIABLE_KIND)
                        .with("name", &declared.name)
                        .with("value", value)
                        .with("kind", declared.kind.as_str())
                        .at(town.initiative.vars_place.clone())
                        .also(declared.place.clone())
                }))
            }
        }
    }
    findings.extend(missing.finding(town.initiative, &declared));
    (unknown, findings)
}

/// The variables the town's layers need; an upper layer's declaration stands for a lower one's.
fn declared<'a>(town: &Initiative, layers: &'a Layers) -> Vec<&'a Declared> {
    let mut seen = HashSet::new();
    let all =
        town.layers.iter().filter_map(|layer| layers.get(layer.as_str())).flat_map(|file| &file.variables);
    all.filter(|declared| seen.insert(&declared.name)).collect()
}

/// Every variable without a value: those of fields are known by now, those of texts are looked for.
fn lacking(looking: &Looking<'_>, town: &Town<'_>) -> Vec<Lacking> {
    let Looking { config, texts, .. } = looking;
    let mut seen = HashSet::new();
    let shown = town.editions.iter().flat_map(|edition| &edition.shown);
    let once: Vec<&Shown> =
        shown.filter(|shown| seen.insert((shown.source, &shown.over, &shown.against))).collect();
    let in_texts =
        once.into_par_iter().flat_map_iter(|Shown { source, over, lang, place, against, .. }| {
            let mut lacking = Vec::new();
            if let Some(document) = texts.of(*source, over, against.as_ref()) {
                document.body.each_variable(&place.file, &mut |file, span, name| {
                    if config.variable(town.initiative, name, lang).is_none() {
                        let (name, lang) = (name.into(), lang.clone());
                        lacking.push(Lacking { name, lang, place: Place::new(file, span) });
                    }
                });
            }
            lacking
        });
    let mut lacking = town.lacking.clone();
    lacking.par_extend(in_texts);
    lacking
}

fn no_such(name: &str, town: &Initiative, known: &BTreeSet<&str>) -> Diagnostic {
    Diagnostic::new(codes::UNKNOWN_VARIABLE)
        .with("name", name)
        .with("town", &town.id)
        .with("known", known.iter().copied().collect::<Vec<_>>().join(", "))
        .nearest(name, known.iter().copied())
}

/// What a town still has to give values for: by name, in which languages, and where a text first names it.
#[derive(Default)]
struct Missing<'a>(BTreeMap<&'a str, (BTreeSet<Lang>, Option<Place>)>);

impl<'a> Missing<'a> {
    fn add(&mut self, name: &'a str, named: Option<(Lang, Place)>) {
        let (langs, first) = self.0.entry(name).or_default();
        if let Some((lang, place)) = named {
            langs.insert(lang);
            *first = first.take().into_iter().chain([place]).min();
        }
    }

    /// All of it as one finding, at the place to mend.
    fn finding(self, town: &Initiative, declared: &[&Declared]) -> Option<Diagnostic> {
        if self.0.is_empty() {
            return None;
        }
        let name = |(name, (langs, _)): (&&str, &(BTreeSet<Lang>, Option<Place>))| {
            // A name with a value lacks a form in some languages only.
            let langs: Vec<&str> =
                langs.iter().map(Lang::as_str).filter(|_| town.vars.contains_key(*name)).collect();
            if langs.is_empty() { format!("`{name}`") } else { format!("`{name}` ({})", langs.join(", ")) }
        };
        let names: Vec<String> = self.0.iter().map(name).collect();
        let known = |name: &str| declared.iter().find(|declared| declared.name == name);
        let line = |name: &&str| {
            let example = known(name).and_then(|declared| declared.example.as_deref());
            format!("{name} = \"{}\"", example.unwrap_or("…"))
        };
        let lines: Vec<String> = self.0.keys().map(line).collect();
        let finding = Diagnostic::new(codes::MISSING_VARIABLES)
            .with("town", &town.id)
            .with("names", names.join(", "))
            .with("lines", lines.join(", "))
            .at(town.vars_place.clone());
        let places = self.0.iter().filter_map(|(name, (_, first))| {
            known(name).map(|declared| declared.place.clone()).or_else(|| first.clone())
        });
        Some(places.fold(finding, Diagnostic::also))
    }
}
