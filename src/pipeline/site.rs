//! The two rooms that make bytes, run over every page and file: one flat list of jobs over all editions.

use std::path::{Path, PathBuf};

use rayon::prelude::*;

mod book;
#[cfg(feature = "search")]
mod search;

use super::Heaviest;
use super::gate::{self, Gate};
use super::ground::{Content, Planned};
use super::weight::{self, Scale, Styles};
use crate::diagnostic::Diagnostic;
use crate::disk::Disk;
use crate::emit::{self, Emitted};
use crate::image::{self, Picture, Pictures, Rendition};
use crate::markdown::Texts;
use crate::output::{self, Sink};
use crate::plan::link::{Beside, Linker, file_name};
use crate::plan::path::OutputPath;
use crate::plan::{PageKind, TownPlan, title};
use crate::render::redirect;
use crate::store::Store;
use crate::view::{self, Books, Sheets, Viewer, Wanted};

/// Everything pages are made from.
pub(super) struct Site<'a> {
    pub(super) planned: &'a Planned<'a>,
    pub(super) texts: &'a Texts,
    pub(super) pictures: &'a Pictures,
}

/// What every page goes through on its way out.
struct Exit<'a> {
    gate: Gate,
    scale: Scale,
    sink: &'a dyn Sink,
}

impl Site<'_> {
    /// Renders every page of every edition, and the theme's assets; each is written and dropped at once.
    /// `books` are those that were made as files.
    pub(super) fn pages(
        &self,
        books: &Books,
        disk: &dyn Disk,
        sink: &dyn Sink,
    ) -> (Option<Heaviest>, Vec<Diagnostic>) {
        let sources = self.sources(books);
        let exit = Exit { gate: Gate::default(), scale: Scale::new(sources.config.budget.critical_kb), sink };
        let mut findings = Vec::new();
        let (mut sheets, mut styles) = (Vec::new(), Vec::new());
        for plan in &self.planned.plan.towns {
            let (emitted, addresses, more) = self.theme_files(plan);
            findings.extend(more);
            let base_url = &plan.town.initiative.base_url;
            for (path, bytes) in &emitted {
                exit.gate.look(bytes, (path.as_str(), path.as_str()), base_url);
                findings.extend(put(sink, path, &image::cleaned(bytes, Path::new(path.as_str()))));
            }
            styles.push(weight::styles(disk, sources.root, plan, &emitted));
            sheets.push(addresses);
        }
        let mut viewers = Vec::new();
        for (town, (plan, sheets)) in self.planned.plan.towns.iter().zip(&sheets).enumerate() {
            for at in 0..plan.editions.len() {
                viewers.push((town, at, Viewer::new(sources, self.linker(plan), at, sheets)));
            }
        }
        let jobs: Vec<(usize, usize)> = viewers
            .iter()
            .enumerate()
            .flat_map(|(viewer, (town, at, _))| {
                (0..self.planned.plan.towns[*town].editions[*at].pages.len()).map(move |page| (viewer, page))
            })
            .collect();
        findings.par_extend(jobs.into_par_iter().flat_map_iter(|(viewer, page)| {
            let (town, at, viewer) = &viewers[viewer];
            self.page((&self.planned.plan.towns[*town], &styles[*town], *at), (viewer, page), &exit)
        }));
        findings.extend(exit.gate.findings(disk, sources.root));
        let (heaviest, more) = exit.scale.findings(sources.theme);
        findings.extend(more);
        findings.extend(viewers.into_iter().flat_map(|(_, _, viewer)| viewer.into_findings()));
        (heaviest, findings)
    }

    fn sources<'b>(&'b self, books: &'b Books) -> view::Sources<'b> {
        let Planned { ground, theme, .. } = self.planned;
        let (config, root) = (&ground.project.config, &ground.project.root);
        view::Sources { config, theme, pictures: self.pictures, root, books }
    }

    fn linker<'b>(&'b self, plan: &'b TownPlan<'b>) -> Linker<'b> {
        let ground = self.planned.ground;
        let Content { model, assets, facts, .. } = ground.content;
        let beside = Beside { assets, facts, config: &ground.project.config, town: plan.town.initiative };
        Linker { plan, model, texts: self.texts, beside }
    }

    /// The theme's assets and the stylesheets of a town's pages, with the sheets' addresses.
    fn theme_files(&self, plan: &TownPlan<'_>) -> (Vec<Emitted>, Sheets, Vec<Diagnostic>) {
        let Planned { theme, speakers, .. } = self.planned;
        let (mut emitted, mut findings) = emit::assets(theme, plan, speakers);
        let linker = self.linker(plan);
        let editions = plan.editions.iter().enumerate();
        let pages = editions.flat_map(|(at, edition)| edition.pages.iter().map(move |page| (at, page)));
        let wanted = pages.map(|(at, page)| view::parts(theme, &linker, at, page)).collect();
        let (sheets, addresses, more) = emit::stylesheets(theme, plan, speakers, wanted);
        emitted.extend(sheets);
        findings.extend(more);
        (emitted, addresses, findings)
    }

    /// Without Pagefind nothing is searched; the page of that name lists everything.
    #[cfg(not(feature = "search"))]
    #[expect(clippy::unused_self, reason = "stands for the one that searches")]
    pub(super) fn search(&self, _: &Store<'_>, _: &super::sink::Open<'_>) -> Vec<Diagnostic> {
        Vec::new()
    }

    fn page(
        &self,
        (plan, styles, at): (&TownPlan<'_>, &Styles, usize),
        (viewer, number): (&Viewer<'_>, usize),
        exit: &Exit<'_>,
    ) -> Vec<Diagnostic> {
        let page = &plan.editions[at].pages[number];
        let lang = &plan.town.editions[at].lang;
        let bytes = match page.kind {
            PageKind::Alias(to) => {
                let entry = plan.editions[at].of_entry.iter().position(|page| *page == Some(to));
                let title = entry.map_or("", |entry| title(&plan.town.editions[at].shown[entry]));
                Ok(redirect(lang, &plan.url(at, to), &plan.permalink(at, to), title))
            }
            _ => self.planned.speakers.page(lang, viewer.view(number)),
        };
        match bytes {
            Ok(bytes) => {
                let base_url = &plan.town.initiative.base_url;
                exit.gate.look(&bytes, (page.path.as_str(), &page.template), base_url);
                exit.scale.weigh(&bytes, (page, at), (plan, styles));
                put(exit.sink, &page.path, &bytes).into_iter().collect()
            }
            Err(findings) => findings,
        }
    }

    /// Feeds, sitemaps, pictures, files that are published as they are.
    pub(super) fn files(
        &self,
        disk: &dyn Disk,
        store: &Store<'_>,
        wanted: &Wanted,
        sink: &dyn Sink,
    ) -> Vec<Diagnostic> {
        let project = self.planned.ground.project;
        let mut findings = Vec::new();
        for (plan, files) in self.planned.plan.towns.iter().zip(&wanted.by_town) {
            let emitted = emit::machines(&project.config, plan);
            findings.extend(emitted.iter().filter_map(|(path, bytes)| put(sink, path, bytes)));
            let copies = plan.statics.iter().map(|(file, path)| (file.clone(), path.clone()));
            let beside =
                files.copied.iter().filter_map(|file| Some((file.clone(), media(plan, &file_name(file))?)));
            let copies: Vec<(PathBuf, OutputPath)> = copies.chain(beside).collect();
            findings.par_extend(copies.par_iter().flat_map_iter(|(file, path)| {
                let shown = files.pictures.contains_key(&project.root.join(file));
                self.copy(disk, plan, (file, shown, path), sink)
            }));
            let mut renditions: Vec<&Rendition> = files
                .pictures
                .iter()
                .filter_map(|(file, cuts)| Some((self.pictures.get(file)?, cuts)))
                .flat_map(|(picture, cuts)| {
                    cuts.iter().filter_map(|cut| picture.cuts.get(cut)).chain([picture])
                })
                .flat_map(Picture::renditions)
                .collect();
            renditions.sort_by(|a, b| a.name.cmp(&b.name));
            renditions.dedup_by(|a, b| a.name == b.name);
            findings.par_extend(renditions.par_iter().filter_map(|rendition| {
                let path = media(plan, &rendition.name)?;
                match rendition.blob.read(disk, store) {
                    Ok(bytes) => put(sink, &path, &bytes),
                    Err(error) => Some(output::trouble(Path::new(&rendition.name), &error)),
                }
            }));
        }
        findings
    }

    /// Publishes a file as it is, but for a picture's metadata.
    fn copy(
        &self,
        disk: &dyn Disk,
        plan: &TownPlan<'_>,
        (file, shown, path): (&Path, bool, &OutputPath),
        sink: &dyn Sink,
    ) -> Vec<Diagnostic> {
        let whole = self.planned.ground.project.root.join(file);
        match disk.read(&whole) {
            Ok(bytes) => {
                let mut findings = gate::as_it_is(&bytes, (file, shown), &plan.town.initiative.base_url);
                if findings.is_empty() {
                    findings.extend(put(sink, path, &image::cleaned(&bytes, file)));
                }
                findings
            }
            Err(error) => vec![output::trouble(&whole, &error)],
        }
    }
}

fn media(plan: &TownPlan<'_>, name: &str) -> Option<OutputPath> {
    OutputPath::new(format!("{}/media/{name}", plan.town.initiative.id)).ok()
}

pub(super) fn put(sink: &dyn Sink, path: &OutputPath, bytes: &[u8]) -> Option<Diagnostic> {
    sink.put(path, bytes).err().map(|error| output::trouble(Path::new(path.as_str()), &error))
}
