//! The rules, one file each. A rule reads what is shown and returns findings (G05); it changes nothing.
//!
//! Those that ask something of texts are asked text by text (`texts`); all others look at the whole.

use std::collections::{BTreeSet, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::edition::{Edition, Moment, Shown, Town};
use crate::model::{Model, SourceId};
use crate::source::{CONTENT, FileFacts, SourceFile};

mod accessibility;
mod dates;
mod deadline;
mod goal;
mod membership;
mod numbers;
mod people;
mod points;
mod privacy;
mod references;
mod security;
mod split;
mod texts;
mod unfinished;

/// Every rule that looks at the whole, in the order they speak.
const RULES: &[fn(&Look<'_>) -> Vec<Diagnostic>] = &[
    references::check,
    dates::check,
    membership::check,
    deadline::check,
    points::check,
    people::check,
    split::check,
    goal::check,
    accessibility::check,
    security::check,
];

/// All that rules may look at.
#[derive(Clone, Copy)]
pub struct Look<'a> {
    /// site.toml.
    pub config: &'a Config,
    /// Every entry, shown or not.
    pub model: &'a Model,
    /// Every text as written, by [`SourceId`].
    pub files: &'a [Arc<SourceFile>],
    /// Photos and documents beside the texts, relative to the root.
    pub assets: &'a BTreeSet<PathBuf>,
    /// Files below `static/`, relative to the root.
    pub statics: &'a [PathBuf],
    /// What is known of those and of the photos and documents.
    pub facts: &'a FileFacts,
    /// The moment the site is built for.
    pub moment: Moment,
    /// What each town shows, and what it hides.
    pub towns: &'a [Town<'a>],
}

/// Lets every rule look, unless `stop` is set.
pub fn run(look: &Look<'_>, stop: &AtomicBool) -> Vec<Diagnostic> {
    let (used, mut findings) = texts::look_through(look, stop);
    let goes_on = |_: &&fn(&Look<'_>) -> Vec<Diagnostic>| !stop.load(Ordering::Relaxed);
    let others = || RULES.par_iter().filter(goes_on).flat_map_iter(|rule| rule(look)).collect();
    let (privacy, others): (_, Vec<Diagnostic>) = rayon::join(|| privacy::check(look, &used), others);
    findings.extend(privacy);
    findings.extend(others);
    findings
}

impl<'a> Look<'a> {
    /// The files that may be shown where a text names one: itself, those for readers of some language, and then the
    /// same in every other layer, since a town's text may show the picture beside the page it stands for.
    fn files_of(&self, plain: &Path) -> impl Iterator<Item = PathBuf> + use<'a> {
        let (look, plain) = (*self, plain.to_path_buf());
        let here = look.files_at(&plain);
        // Nearly always it lies where the text says, and nobody asks further.
        here.into_iter().chain(std::iter::once(plain).flat_map(move |plain| {
            look.elsewhere(&plain).into_iter().flat_map(move |place| look.files_at(&place))
        }))
    }

    /// The files at a path: itself, and those for readers of some language.
    fn files_at(&self, plain: &Path) -> Vec<PathBuf> {
        let own = self.assets.contains(plain) || self.statics.iter().any(|file| file == plain);
        let variants = self.facts.variants.all(plain).iter().map(|(_, file)| file.clone());
        own.then(|| plain.to_path_buf()).into_iter().chain(variants).collect()
    }

    /// The same place in every other layer.
    fn elsewhere(&self, plain: &Path) -> Vec<PathBuf> {
        let folder = |layer| Path::new(CONTENT).join(self.config.folder_of(layer));
        let folders: Vec<PathBuf> = self.config.layers().into_iter().map(folder).collect();
        let inner = folders.iter().find_map(|folder| plain.strip_prefix(folder).ok());
        let places = inner.into_iter().flat_map(|inner| folders.iter().map(move |folder| folder.join(inner)));
        places.filter(|place| place != plain).collect()
    }

    /// The texts of one type's entries, once.
    fn of_type(&self, name: &'static str) -> impl Iterator<Item = &'a Shown> + use<'a> {
        self.texts().map(|(_, _, shown)| shown).filter(move |shown| *shown.form.name == *name)
    }

    /// Every text some town shows, once, however many towns and languages show it.
    fn texts(&self) -> impl Iterator<Item = (&'a Town<'a>, &'a Edition, &'a Shown)> + use<'a> {
        let pages = self.written().filter(|(_, _, shown, source)| shown.source == *source);
        pages.map(|(town, edition, shown, _)| (town, edition, shown))
    }

    /// Every file some town shows, once, with the page it is shown on: whole texts, and sections laid over them.
    fn written(&self) -> impl Iterator<Item = (&'a Town<'a>, &'a Edition, &'a Shown, SourceId)> + use<'a> {
        let mut seen: HashSet<SourceId> = HashSet::new();
        let towns = self.towns;
        towns
            .iter()
            .flat_map(|town| town.editions.iter().map(move |edition| (town, edition)))
            .flat_map(|(town, edition)| edition.shown.iter().map(move |shown| (town, edition, shown)))
            .flat_map(|(town, edition, shown)| {
                shown.sources().map(move |source| (town, edition, shown, source))
            })
            .filter(move |(.., source)| seen.insert(*source))
    }
}
