//! Which pictures and files the site needs, before any page is made.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::value::picture_file;
use super::{Viewer, video};
use crate::config::Config;
use crate::diagnostic::Place;
use crate::edition::Town;
use crate::image;
use crate::markdown::{Arg, Document, HoleKind, Target, Texts};
use crate::model::fields::{Fields, Typed, TypedValue};
use crate::plan::link::Beside;

/// Pictures to prepare, and what each town publishes of them.
#[derive(Debug, Default)]
pub struct Wanted {
    /// Every picture some town shows, once.
    pub pictures: Vec<image::Wanted>,
    /// By town, in the plan's order.
    pub by_town: Vec<TownFiles>,
}

/// What one town publishes.
#[derive(Debug, Default)]
pub struct TownFiles {
    /// Pictures, by their whole path.
    pub pictures: BTreeSet<PathBuf>,
    /// Files beside the texts that links lead to, relative to the root.
    pub copied: BTreeSet<PathBuf>,
}

/// Looks through every shown entry's fields and text. Pictures that are not there are left to the views, which say so.
pub fn wanted(
    root: &Path,
    config: &Config,
    towns: &[Town<'_>],
    texts: &Texts,
    (assets, statics): (&BTreeSet<PathBuf>, &[PathBuf]),
) -> Wanted {
    let statics: HashSet<&PathBuf> = statics.iter().collect();
    let mut all: BTreeMap<PathBuf, image::Wanted> = BTreeMap::new();
    let mut by_town = Vec::new();
    for town in towns {
        let mut gathering = Gathering::new(Beside { assets, config, town: town.initiative }, &statics);
        gathering.town(town, texts);
        let mut files = TownFiles { copied: gathering.copied, ..TownFiles::default() };
        for (file, place) in gathering.found {
            let whole = root.join(&file);
            files.pictures.insert(whole.clone());
            all.entry(whole.clone()).or_insert_with(|| image::Wanted {
                file: whole,
                shown: Arc::from(file),
                place,
            });
        }
        by_town.push(files);
    }
    Wanted { pictures: all.into_values().collect(), by_town }
}

/// How many pictures a town shows.
pub(super) fn count(viewer: &Viewer<'_>) -> usize {
    let linker = viewer.linker;
    let statics = linker.plan.statics.iter().map(|(file, _)| file).collect();
    let mut gathering = Gathering::new(linker.beside, &statics);
    gathering.town(linker.plan.town, linker.texts);
    gathering.found.into_iter().map(|(file, _)| file).collect::<BTreeSet<PathBuf>>().len()
}

struct Gathering<'a> {
    beside: Beside<'a>,
    statics: &'a HashSet<&'a PathBuf>,
    found: Vec<(PathBuf, Place)>,
    copied: BTreeSet<PathBuf>,
}

impl<'a> Gathering<'a> {
    fn new(beside: Beside<'a>, statics: &'a HashSet<&'a PathBuf>) -> Self {
        Self { beside, statics, found: Vec::new(), copied: BTreeSet::new() }
    }

    fn town(&mut self, town: &Town<'_>, texts: &Texts) {
        let (mut seen, mut read) = (HashSet::new(), HashSet::new());
        for shown in town.editions.iter().flat_map(|edition| &edition.shown) {
            if seen.insert(Arc::as_ptr(&shown.fields)) {
                self.fields(&shown.fields);
            }
            let document = texts.of(shown.source, &shown.over);
            if let Some(document) = document.filter(|_| read.insert((shown.source, &shown.over))) {
                self.text(document, &shown.place.file);
            }
        }
    }

    fn picture(&mut self, name: &str, place: &Place) {
        let file = picture_file(&self.beside, name, place);
        let there = file.filter(|file| self.beside.assets.contains(file) || self.statics.contains(file));
        self.found.extend(there.map(|file| (file, place.clone())));
    }

    /// A film beside the text is published as it is.
    fn film(&mut self, name: &str, place: &Place) {
        let file = video::kind_of(name).and_then(|_| self.beside.find(&place.file, name));
        self.copied.extend(file);
    }

    fn fields(&mut self, fields: &Fields) {
        fields.0.iter().for_each(|(_, typed)| self.typed(typed));
    }

    fn typed(&mut self, typed: &Typed) {
        match &typed.value {
            TypedValue::Image(name) => self.picture(name, &typed.place),
            TypedValue::List(items) => items.iter().for_each(|item| self.typed(item)),
            TypedValue::Object(fields) => self.fields(fields),
            _ => {}
        }
    }

    fn text(&mut self, document: &Document, file: &Arc<Path>) {
        document.body.each_hole(file, &mut |file, hole| {
            let place = Place { file: file.clone(), span: hole.span };
            match &hole.kind {
                HoleKind::Image { src: Target::File { path, .. } | Target::Site { path, .. }, .. } => {
                    self.picture(path, &place);
                }
                HoleKind::Href(Target::File { path, .. }) => {
                    self.copied.extend(self.beside.find(&place.file, path));
                }
                HoleKind::Component(component) => {
                    let film = &*component.name == video::NAME;
                    for (name, arg, _) in &component.args {
                        match (&**name, arg) {
                            ("src", Arg::Text(text)) if film => self.film(text, &place),
                            ("poster", Arg::Text(text)) if film => self.picture(text, &place),
                            ("src", Arg::Text(text)) => self.picture(text, &place),
                            _ => {}
                        }
                    }
                }
                _ => {}
            }
        });
    }
}
