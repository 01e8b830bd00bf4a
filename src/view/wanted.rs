//! Which pictures and files the site needs, before any page is made.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Viewer, picture, variants, video};
use crate::config::{Config, Initiative};
use crate::diagnostic::{Diagnostic, Place};
use crate::edition::{Edition, Shown, Town};
use crate::image::{self, Cut};
use crate::markdown::{Arg, Component, Document, HoleKind, Link, Target, Texts};
use crate::model::Model;
use crate::model::fields::{Fields, Typed, TypedValue};
use crate::plan::link::Beside;
use crate::source::FileFacts;
use crate::theme::Theme;

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
    /// Pictures, by their whole path, with the cuts of them.
    pub pictures: BTreeMap<PathBuf, BTreeSet<Cut>>,
    /// Files beside the texts that links lead to, relative to the root.
    pub copied: BTreeSet<PathBuf>,
}

/// What decides which files are needed.
#[derive(Clone, Copy)]
pub struct Ground<'a> {
    /// The project's folder.
    pub root: &'a Path,
    /// site.toml.
    pub config: &'a Config,
    /// Every entry, shown or not.
    pub model: &'a Model,
    /// What each town shows.
    pub towns: &'a [Town<'a>],
    /// The texts.
    pub texts: &'a Texts,
    /// Files beside the texts.
    pub assets: &'a BTreeSet<PathBuf>,
    /// Files below `static/`.
    pub statics: &'a [PathBuf],
    /// What is known of both.
    pub facts: &'a FileFacts,
    /// What shapes pictures are cut to.
    pub theme: &'a Theme,
}

impl<'a> Ground<'a> {
    /// The files beside texts, as a town's layers lie over each other.
    pub(super) fn beside(&self, town: &'a Initiative) -> Beside<'a> {
        Beside { assets: self.assets, facts: self.facts, config: self.config, town }
    }
}

/// Looks through every shown entry's fields and text. Pictures that are not there are left to the views, which say so.
pub fn wanted(ground: &Ground<'_>) -> (Wanted, Vec<Diagnostic>) {
    let statics: HashSet<&PathBuf> = ground.statics.iter().collect();
    let mut all: BTreeMap<PathBuf, image::Wanted> = BTreeMap::new();
    let mut by_town = Vec::new();
    for town in ground.towns {
        let mut gathering = Gathering::new(ground.beside(town.initiative), &statics, ground.theme);
        gathering.town(town, Some(ground.texts));
        let mut files = TownFiles { copied: gathering.copied, ..TownFiles::default() };
        for (file, (place, cuts)) in gathering.found {
            let whole = ground.root.join(&file);
            let known = all.entry(whole.clone()).or_insert_with(|| image::Wanted {
                file: whole.clone(),
                shown: Arc::from(file),
                place,
                cuts: BTreeSet::new(),
            });
            known.cuts.extend(cuts.iter().cloned());
            files.pictures.insert(whole, cuts);
        }
        by_town.push(files);
    }
    (Wanted { pictures: all.into_values().collect(), by_town }, variants::check(ground))
}

/// The pictures that fields alone name, with their cuts; relative to the root. No text is looked at.
pub fn by_fields(ground: &Ground<'_>) -> BTreeMap<PathBuf, BTreeSet<Cut>> {
    let statics: HashSet<&PathBuf> = ground.statics.iter().collect();
    let mut all: BTreeMap<PathBuf, BTreeSet<Cut>> = BTreeMap::new();
    for town in ground.towns {
        let mut gathering = Gathering::new(ground.beside(town.initiative), &statics, ground.theme);
        gathering.town(town, None);
        for (file, (_, cuts)) in gathering.found {
            all.entry(file).or_default().extend(cuts);
        }
    }
    all
}

/// How many pictures a town shows.
pub(super) fn count(viewer: &Viewer<'_>) -> usize {
    let linker = viewer.linker;
    let statics = linker.plan.statics.iter().map(|(file, _)| file).collect();
    let mut gathering = Gathering::new(linker.beside, &statics, viewer.sources.theme);
    gathering.town(linker.plan.town, Some(linker.texts));
    gathering.found.len()
}

/// Calls `visit` with every picture that fields name.
pub(super) fn pictures_of(fields: &Fields, visit: &mut dyn FnMut(&str, &Place)) {
    fields.0.iter().for_each(|(_, typed)| pictures_in(typed, visit));
}

/// Calls `visit` with every picture that the text of a file names.
pub(super) fn pictures_of_text(document: &Document, file: &Arc<Path>, visit: &mut dyn FnMut(&str, &Place)) {
    document.body.each_hole(file, &mut |file, hole| {
        let place = Place { file: file.clone(), span: hole.span };
        match &hole.kind {
            HoleKind::Image(image) => {
                if let Target::File { path, .. } | Target::Site { path, .. } = &image.src {
                    visit(path, &place);
                }
            }
            HoleKind::Component(component) => {
                if let Some(name) = picture_in(component) {
                    visit(name, &place);
                }
            }
            _ => {}
        }
    });
}

/// The picture a component is called with.
pub(super) fn picture_in(component: &Component) -> Option<&str> {
    let wanted = if &*component.name == video::NAME { "poster" } else { "src" };
    component.args.iter().find_map(|(name, arg, _)| match arg {
        Arg::Text(text) if &**name == wanted => Some(&**text),
        _ => None,
    })
}

fn pictures_in(typed: &Typed, visit: &mut dyn FnMut(&str, &Place)) {
    match &typed.value {
        TypedValue::Image(name) => visit(name, &typed.place),
        TypedValue::List(items) => items.iter().for_each(|item| pictures_in(item, visit)),
        TypedValue::Object(fields) => pictures_of(fields, visit),
        _ => {}
    }
}

struct Gathering<'a> {
    beside: Beside<'a>,
    statics: &'a HashSet<&'a PathBuf>,
    theme: &'a Theme,
    found: BTreeMap<PathBuf, (Place, BTreeSet<Cut>)>,
    copied: BTreeSet<PathBuf>,
}

impl<'a> Gathering<'a> {
    fn new(beside: Beside<'a>, statics: &'a HashSet<&'a PathBuf>, theme: &'a Theme) -> Self {
        Self { beside, statics, theme, found: BTreeMap::new(), copied: BTreeSet::new() }
    }

    fn town(&mut self, town: &Town<'_>, texts: Option<&Texts>) {
        let mut seen = HashSet::new();
        for (at, edition) in town.editions.iter().enumerate() {
            // One text shows the same pictures in every edition, unless some picture has a language.
            let edition_matters = if self.beside.facts.variants.is_empty() { 0 } else { at };
            for shown in &edition.shown {
                let text = (shown.source, &shown.over, shown.against.as_ref());
                if seen.insert((edition_matters, Arc::as_ptr(&shown.fields), text)) {
                    let against = shown.against.as_ref();
                    let document = texts.and_then(|texts| texts.of(shown.source, &shown.over, against));
                    self.entry(shown, edition, document);
                }
            }
        }
    }

    fn entry(&mut self, shown: &Shown, edition: &Edition, document: Option<&Document>) {
        let mut take = |name: &str, place: &Place| {
            self.picture(name, place, edition);
        };
        pictures_of(&shown.fields, &mut take);
        if let Some(document) = document {
            pictures_of_text(document, &shown.place.file, &mut take);
        }
        let image = shown.fields.object(picture::OWN);
        let cuts = image.map(|image| picture::cuts(self.theme, shown, image)).unwrap_or_default();
        let wanted = cuts.into_iter().map(|(_, cut)| cut);
        if let Some(image) = image
            && let (Some(name), Some(src)) = (image.text("src"), image.get("src"))
            && let Some(known) = self.picture(name, &src.place, edition)
        {
            known.extend(wanted);
        }
        shown.fields.0.iter().for_each(|(_, typed)| self.links(typed));
        if let Some(document) = document {
            self.files(document, &shown.place.file);
        }
    }

    /// Takes note of a picture that is there; gives the cuts that are wanted of it.
    fn picture(&mut self, name: &str, place: &Place, edition: &Edition) -> Option<&mut BTreeSet<Cut>> {
        let variants = &self.beside.facts.variants;
        let file = picture::places(self.beside, name, place)
            .map(|plain| variants.seen(&plain, &edition.chain).to_owned())
            .find(|file| self.beside.assets.contains(file) || self.statics.contains(file))?;
        let (_, cuts) = self.found.entry(file).or_insert_with(|| (place.clone(), BTreeSet::new()));
        Some(cuts)
    }

    /// A file beside the text is published as it is.
    fn copy(&mut self, name: &str, place: &Place) {
        self.copied.extend(self.beside.find(&place.file, name));
    }

    /// Fields that link to a file.
    fn links(&mut self, typed: &Typed) {
        match &typed.value {
            TypedValue::Link(address) => {
                if let Ok(Link::Target(Target::File { path, .. })) = Link::parse(address) {
                    self.copy(&path, &typed.place);
                }
            }
            TypedValue::List(items) => items.iter().for_each(|item| self.links(item)),
            TypedValue::Object(fields) => fields.0.iter().for_each(|(_, typed)| self.links(typed)),
            _ => {}
        }
    }

    /// Files a text links to, and films beside it.
    fn files(&mut self, document: &Document, file: &Arc<Path>) {
        document.body.each_hole(file, &mut |file, hole| {
            let place = Place { file: file.clone(), span: hole.span };
            match &hole.kind {
                HoleKind::Href(Target::File { path, .. }) => self.copy(path, &place),
                HoleKind::Component(component) if &*component.name == video::NAME => {
                    for (name, arg, _) in &component.args {
                        match arg {
                            Arg::Text(text) if &**name == "src" && video::kind_of(text).is_some() => {
                                self.copy(text, &place);
                            }
                            _ => {}
                        }
                    }
                }
                _ => {}
            }
        });
    }
}
