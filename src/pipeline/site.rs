//! The two rooms that make bytes, run over every page and file: one flat list of jobs over all editions.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

mod book;
#[cfg(feature = "search")]
mod search;
mod turns;

use turns::Turns;

use super::Heaviest;
use super::gate::{self, Gate};
use super::ground::{Content, Planned};
use super::pages::{Fate, Known, Pages};
use super::sink::Open;
use super::weight::{Scale, Styles};
use crate::derive::Derived;
use crate::diagnostic::Diagnostic;
use crate::disk::Disk;
use crate::emit::{self, Sheets};
use crate::fingerprint::Fingerprint;
use crate::image::{self, Picture, Rendition, Shelf};
use crate::markdown::Texts;
use crate::output::{self, Sink};
use crate::plan::link::{Beside, Linker, file_name};
use crate::plan::path::OutputPath;
use crate::plan::{Page, PageKind, TownPlan, title};
use crate::render::redirect;
use crate::store::Store;
use crate::view::{self, Addresses, Books, Made, Sheets as _, TownFiles, View, Viewer, Wanted};

/// Everything pages are made from.
pub(super) struct Site<'a> {
    pub(super) planned: &'a Planned<'a>,
    pub(super) texts: &'a Texts,
    /// How its translations stand.
    pub(super) derived: &'a Derived,
    pub(super) pictures: &'a dyn Shelf,
    /// What is known of pages from an earlier build.
    pub(super) pages: &'a Pages<'a>,
    /// Set where nobody waits for what is being made any more.
    pub(super) stop: &'a AtomicBool,
    /// The books that were made as files.
    pub(super) books: Books,
    /// The stylesheets of each town, each written when somebody first needs it.
    pub(super) sheets: Vec<Sheets<'a>>,
    /// The addresses of each town's pages.
    addresses: Vec<Addresses>,
}

/// What every page goes through on its way out.
struct Exit<'a> {
    gate: Gate,
    scale: Scale,
    sink: &'a dyn Sink,
    pages: &'a Pages<'a>,
}

impl<'a> Site<'a> {
    /// Of what is shown, and what is there to show it with.
    pub(super) fn new(
        (planned, texts, derived): (&'a Planned<'a>, &'a Texts, &'a Derived),
        (pictures, pages): (&'a dyn Shelf, &'a Pages<'a>),
        stop: &'a AtomicBool,
    ) -> Self {
        let Planned { theme, speakers, plan, .. } = planned;
        let sheets = Sheets::of_towns(theme, &plan.towns, speakers);
        let addresses = plan.towns.iter().map(Addresses::new).collect();
        Self { planned, texts, derived, pictures, pages, stop, books: Books::new(), sheets, addresses }
    }

    /// Renders every page of every edition, and the theme's assets; each is written and dropped at once.
    pub(super) fn pages(&self, disk: &dyn Disk, sink: &dyn Sink) -> (Option<Heaviest>, Vec<Diagnostic>) {
        let sources = self.sources();
        let scale = Scale::new(sources.config.budget.critical_kb);
        let exit = Exit { gate: Gate::default(), scale, sink, pages: self.pages };
        let mut findings = Vec::new();
        let towns = &self.planned.plan.towns;
        let dressed: Vec<_> =
            towns.par_iter().zip(&self.sheets).map(|town| self.theme_files(disk, town, &exit)).collect();
        let (styles, more): (Vec<Styles>, Vec<_>) = dressed.into_iter().unzip();
        findings.extend(more.into_iter().flatten());
        let page = |(town, at): (usize, usize), (viewer, number): (&Viewer<'_>, usize)| {
            if self.stop.load(Ordering::Relaxed) {
                return Vec::new();
            }
            let plan = &towns[town];
            let named = &plan.editions[at].pages[number];
            // An old address that leads on has no template.
            let template = if named.template.is_empty() { "redirect" } else { &named.template };
            self.planned.ground.project.laps.lap((named.path.as_str(), template), || {
                self.page((plan, &styles[town], at), (viewer, number), &exit)
            })
        };
        findings.extend(Turns::new(self.editions()).go_round(|town, at| self.viewer(town, at), page));
        findings.extend(self.largest_of_those_that_stood(&exit, &styles));
        findings.extend(exit.gate.findings(disk, sources.root));
        let (heaviest, more) = exit.scale.findings(sources.theme);
        findings.extend(more);
        (heaviest, findings)
    }

    /// Every edition: its town, its number there, how many pages it has.
    fn editions(&self) -> impl Iterator<Item = (usize, usize, usize)> {
        self.planned.plan.towns.iter().enumerate().flat_map(|(town, plan)| {
            plan.editions.iter().enumerate().map(move |(at, edition)| (town, at, edition.pages.len()))
        })
    }

    fn sources(&self) -> view::Sources<'_> {
        let Planned { ground, theme, .. } = self.planned;
        let (config, root) = (&ground.project.config, &ground.project.root);
        view::Sources { config, theme, pictures: self.pictures, root, books: &self.books }
    }

    /// Who makes the views of a town's edition.
    pub(super) fn viewer(&self, town: usize, at: usize) -> Viewer<'_> {
        let plan = &self.planned.plan.towns[town];
        let (sheets, addresses) = (&self.sheets[town], &self.addresses[town]);
        Viewer::new(self.sources(), (self.linker(plan), at), sheets, addresses)
    }

    fn linker<'b>(&'b self, plan: &'b TownPlan<'b>) -> Linker<'b> {
        let ground = self.planned.ground;
        let Content { model, assets, facts, .. } = ground.content;
        let beside = Beside { assets, facts, config: &ground.project.config, town: plan.town.initiative };
        Linker { plan, model, texts: self.texts, beside }
    }

    /// Publishes the theme's assets and the stylesheets of a town's pages, and weighs what the pages wait for.
    fn theme_files(
        &self,
        disk: &dyn Disk,
        (plan, sheets): (&TownPlan<'_>, &Sheets<'_>),
        exit: &Exit<'_>,
    ) -> (Styles, Vec<Diagnostic>) {
        let Planned { theme, speakers, .. } = self.planned;
        let (mut emitted, mut findings) = emit::assets(theme, plan, speakers);
        let linker = self.linker(plan);
        let editions = plan.editions.iter().enumerate();
        let pages = editions.flat_map(|(at, edition)| edition.pages.iter().map(move |page| (at, page)));
        pages.for_each(|(at, page)| {
            sheets.address(&view::parts(theme, &linker, at, page));
        });
        emitted.extend(sheets.emitted());
        findings.extend(sheets.findings());
        for (path, bytes) in &emitted {
            exit.gate.look(bytes, (path.as_str(), path.as_str()), &plan.town.initiative.base_url);
            findings.extend(put(exit.sink, path, &image::cleaned(bytes, Path::new(path.as_str()))));
        }
        (exit.scale.styles((disk, self.sources().root), plan, &emitted), findings)
    }

    /// The bytes of an edition's page.
    pub(super) fn bytes(
        &self,
        (plan, at): (&TownPlan<'_>, usize),
        (viewer, number): (&Viewer<'_>, usize),
    ) -> Result<Vec<u8>, Vec<Diagnostic>> {
        match alias(plan, at, number) {
            Some(bytes) => Ok(bytes),
            None => self.planned.speakers.page(&plan.town.editions[at].lang, viewer.view(number)),
        }
    }

    /// Without Pagefind nothing is searched; the page of that name lists everything.
    #[cfg(not(feature = "search"))]
    #[expect(clippy::unused_self, reason = "stands for the one that searches")]
    pub(super) fn search(&self, _: &Store<'_>, _: &Open<'_>) -> Vec<Diagnostic> {
        Vec::new()
    }

    fn page(
        &self,
        (plan, styles, at): (&TownPlan<'_>, &Styles, usize),
        (viewer, number): (&Viewer<'_>, usize),
        exit: &Exit<'_>,
    ) -> Vec<Diagnostic> {
        let page = &plan.editions[at].pages[number];
        if let Some(bytes) = alias(plan, at, number) {
            return put(exit.sink, &page.path, &bytes).into_iter().collect();
        }
        let view = viewer.view(number);
        let made = exit.pages.remembers().then(|| view.made());
        if let Some(known) =
            exit.pages.known(page.path.as_str()).filter(|known| Some(&known.made) == made.as_ref())
            && exit.scale.passes(known)
            && exit.sink.stays(&page.path, known.content)
        {
            exit.pages.note(page.path.as_str(), Known { fate: Fate::Stood, ..known.clone() });
            return Vec::new();
        }
        self.render_anew((plan, styles, at), (page, view, made), exit)
    }

    /// The largest of the pages that stood, should none that was rendered be larger: the report names the heaviest.
    fn largest_of_those_that_stood(&self, exit: &Exit<'_>, styles: &[Styles]) -> Vec<Diagnostic> {
        let Some((name, known)) = exit.pages.largest_that_stood() else { return Vec::new() };
        if !exit.scale.lacks(&name, &known) {
            return Vec::new();
        }
        let towns = &self.planned.plan.towns;
        let found = self.editions().find_map(|(town, at, _)| {
            let mut pages = towns[town].editions[at].pages.iter();
            Some((town, at, pages.position(|page| page.path.as_str() == name)?))
        });
        let Some((town, at, number)) = found else { return Vec::new() };
        let plan = &towns[town];
        match self.bytes((plan, at), (&self.viewer(town, at), number)) {
            Ok(bytes) => {
                exit.scale.weigh(&bytes, (&plan.editions[at].pages[number], at), (plan, &styles[town]));
                Vec::new()
            }
            Err(findings) => findings,
        }
    }

    fn render_anew(
        &self,
        (plan, styles, at): (&TownPlan<'_>, &Styles, usize),
        (page, view, made): (&Page, View<'_>, Option<Made>),
        exit: &Exit<'_>,
    ) -> Vec<Diagnostic> {
        let edition = &plan.town.editions[at];
        let name = page.path.as_str();
        let bytes = match self.planned.speakers.page(&edition.lang, view) {
            Ok(bytes) => bytes,
            Err(findings) => return findings,
        };
        let clean = exit.gate.look(&bytes, (name, &page.template), &plan.town.initiative.base_url);
        let (whole, at_most) = exit.scale.weigh(&bytes, (page, at), (plan, styles));
        if let Some(made) = made.filter(|_| clean) {
            let file = page.kind.entry().map(|entry| &edition.shown[entry].place.file);
            let fate = exit.pages.fate(name, &made);
            exit.pages.note(
                name,
                Known {
                    template: page.template.clone(),
                    file: file.map(|file| file.to_string_lossy().into_owned()),
                    content: Fingerprint::of(&bytes),
                    made,
                    at_most,
                    whole,
                    fate,
                },
            );
        }
        put(exit.sink, &page.path, &bytes).into_iter().collect()
    }

    /// Feeds, sitemaps, pictures, files that are published as they are.
    pub(super) fn files(
        &self,
        disk: &dyn Disk,
        store: &Store<'_>,
        wanted: &Wanted,
        sink: &Open<'_>,
    ) -> Vec<Diagnostic> {
        // What only strangers see costs neither an edit nor a check anything.
        let cards = sink.has_readers().then(|| emit::Cards::new(self.planned.theme));
        let towns = self.planned.plan.towns.par_iter().zip(&wanted.by_town);
        let wanted = towns.filter(|_| !self.stop.load(Ordering::Relaxed));
        let findings = wanted.flat_map_iter(|(plan, files)| {
            let mut findings = self.files_of(plan, files, (disk, store), sink);
            if let Some(cards) = &cards {
                findings.extend(self.cards(cards, (plan, disk, store), sink));
            }
            findings
        });
        findings.collect()
    }

    fn files_of(
        &self,
        plan: &TownPlan<'_>,
        files: &TownFiles,
        (disk, store): (&dyn Disk, &Store<'_>),
        sink: &dyn Sink,
    ) -> Vec<Diagnostic> {
        let project = self.planned.ground.project;
        let mut findings = Vec::new();
        let emitted = emit::machines(&project.config, plan, self.derived);
        findings.par_extend(emitted.filter_map(|(path, bytes)| put(sink, &path, &bytes)));
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
            .flat_map(|(picture, cuts)| cuts.iter().filter_map(|cut| picture.cuts.get(cut)).chain([picture]))
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
        findings
    }

    /// Draws a town's social cards, or takes them from the store.
    fn cards(
        &self,
        cards: &emit::Cards<'_>,
        (plan, disk, store): (&TownPlan<'_>, &dyn Disk, &Store<'_>),
        sink: &dyn Sink,
    ) -> Vec<Diagnostic> {
        let ground = self.of_cards(plan, (disk, store));
        let drawn = plan.machines.par_iter().filter_map(|machine| match cards.card(&ground, machine)? {
            Ok(bytes) => put(sink, &machine.path, &bytes),
            Err(finding) => Some(finding),
        });
        drawn.collect()
    }

    /// What a town's cards are drawn from.
    pub(super) fn of_cards<'b>(
        &'b self,
        plan: &'b TownPlan<'b>,
        (disk, store): (&'b dyn Disk, &'b Store<'b>),
    ) -> emit::Ground<'b> {
        let view::Sources { config, pictures, root, .. } = self.sources();
        emit::Ground { config, linker: self.linker(plan), pictures, root, disk, store }
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

/// An old address leads on at once.
fn alias(plan: &TownPlan<'_>, at: usize, number: usize) -> Option<Vec<u8>> {
    let PageKind::Alias(to) = plan.editions[at].pages[number].kind else { return None };
    let edition = &plan.town.editions[at];
    let entry = plan.editions[at].of_entry.iter().position(|page| *page == Some(to));
    let title = entry.map_or("", |entry| title(&edition.shown[entry]));
    Some(redirect(&edition.lang, &plan.url(at, to), &plan.permalink(at, to), title))
}

pub(super) fn media(plan: &TownPlan<'_>, name: &str) -> Option<OutputPath> {
    OutputPath::new(format!("{}/media/{name}", plan.town.initiative.id)).ok()
}

pub(super) fn put(sink: &dyn Sink, path: &OutputPath, bytes: &[u8]) -> Option<Diagnostic> {
    sink.put(path, bytes).err().map(|error| output::trouble(Path::new(path.as_str()), &error))
}
