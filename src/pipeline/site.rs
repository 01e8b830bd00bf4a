//! The two rooms that make bytes, run over every page and file: one flat list of jobs over all editions.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::gate::{self, Gate};
use crate::diagnostic::Diagnostic;
use crate::disk::Disk;
use crate::emit;
use crate::image::{self, Rendition};
use crate::markdown::Texts;
use crate::model::Model;
use crate::output::{self, Sink};
use crate::plan::link::{Beside, Linker, file_name};
use crate::plan::path::OutputPath;
use crate::plan::{PageKind, Plan, TownPlan, title};
use crate::render::{Speakers, redirect};
use crate::store::Store;
use crate::view::{self, Viewer, Wanted};

/// Everything pages are made from.
pub(super) struct Site<'a> {
    pub(super) plan: &'a Plan<'a>,
    pub(super) model: &'a Model,
    pub(super) texts: &'a Texts,
    pub(super) assets: &'a BTreeSet<PathBuf>,
    pub(super) sources: view::Sources<'a>,
    pub(super) speakers: &'a Speakers<'a>,
}

impl<'a> Site<'a> {
    /// Renders every page of every edition, and the theme's assets; each is written and dropped at once.
    pub(super) fn pages(&self, disk: &dyn Disk, sink: &dyn Sink) -> Vec<Diagnostic> {
        let gate = Gate::default();
        let mut findings = Vec::new();
        let mut viewers = Vec::new();
        for plan in &self.plan.towns {
            let (assets, style, more) = emit::assets(self.sources.theme, plan, self.speakers);
            findings.extend(more);
            let base_url = &plan.town.initiative.base_url;
            assets
                .iter()
                .for_each(|(path, bytes)| gate.look(bytes, (path.as_str(), path.as_str()), base_url));
            findings.extend(assets.iter().filter_map(|(path, bytes)| {
                put(sink, path, &image::cleaned(bytes, Path::new(path.as_str())))
            }));
            let town = plan.town.initiative;
            let beside = Beside { assets: self.assets, config: self.sources.config, town };
            let linker = Linker { plan, model: self.model, texts: self.texts, beside };
            for at in 0..plan.editions.len() {
                viewers.push((plan, at, Viewer::new(self.sources, linker, at, style.as_deref())));
            }
        }
        let jobs: Vec<(usize, usize)> = viewers
            .iter()
            .enumerate()
            .flat_map(|(viewer, (plan, at, _))| {
                (0..plan.editions[*at].pages.len()).map(move |page| (viewer, page))
            })
            .collect();
        findings.par_extend(jobs.into_par_iter().flat_map_iter(|(viewer, page)| {
            let (plan, at, viewer) = &viewers[viewer];
            self.page((plan, *at), (viewer, page), &gate, sink)
        }));
        findings.extend(gate.findings(disk, self.sources.root));
        findings.extend(viewers.into_iter().flat_map(|(_, _, viewer)| viewer.into_findings()));
        findings
    }

    fn page(
        &self,
        (plan, at): (&TownPlan<'_>, usize),
        (viewer, number): (&Viewer<'_>, usize),
        gate: &Gate,
        sink: &dyn Sink,
    ) -> Vec<Diagnostic> {
        let page = &plan.editions[at].pages[number];
        let lang = &plan.town.editions[at].lang;
        let bytes = match page.kind {
            PageKind::Alias(to) => {
                let entry = plan.editions[at].of_entry.iter().position(|page| *page == Some(to));
                let title = entry.map_or("", |entry| title(&plan.town.editions[at].shown[entry]));
                Ok(redirect(lang, &plan.url(at, to), &plan.permalink(at, to), title))
            }
            _ => self.speakers.page(lang, viewer.view(number)),
        };
        match bytes {
            Ok(bytes) => {
                let base_url = &plan.town.initiative.base_url;
                gate.look(&bytes, (page.path.as_str(), &page.template), base_url);
                put(sink, &page.path, &bytes).into_iter().collect()
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
        let mut findings = Vec::new();
        for (plan, files) in self.plan.towns.iter().zip(&wanted.by_town) {
            let emitted = emit::machines(self.sources.config, plan);
            findings.extend(emitted.iter().filter_map(|(path, bytes)| put(sink, path, bytes)));
            let copies = plan.statics.iter().map(|(file, path)| (file.clone(), path.clone()));
            let beside =
                files.copied.iter().filter_map(|file| Some((file.clone(), media(plan, &file_name(file))?)));
            let copies: Vec<(PathBuf, OutputPath)> = copies.chain(beside).collect();
            findings.par_extend(
                copies.par_iter().flat_map_iter(|(file, path)| self.copy(disk, plan, (file, path), sink)),
            );
            let mut renditions: Vec<&Rendition> = files
                .pictures
                .iter()
                .filter_map(|file| self.sources.pictures.get(file))
                .flat_map(|picture| picture.fallback.iter().chain(&picture.webp))
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
        (file, path): (&Path, &OutputPath),
        sink: &dyn Sink,
    ) -> Vec<Diagnostic> {
        let whole = self.sources.root.join(file);
        match disk.read(&whole) {
            Ok(bytes) => {
                let mut findings = gate::as_it_is(&bytes, file, &plan.town.initiative.base_url);
                findings.extend(put(sink, path, &image::cleaned(&bytes, file)));
                findings
            }
            Err(error) => vec![output::trouble(&whole, &error)],
        }
    }
}

fn media(plan: &TownPlan<'_>, name: &str) -> Option<OutputPath> {
    OutputPath::new(format!("{}/media/{name}", plan.town.initiative.id)).ok()
}

fn put(sink: &dyn Sink, path: &OutputPath, bytes: &[u8]) -> Option<Diagnostic> {
    sink.put(path, bytes).err().map(|error| output::trouble(Path::new(path.as_str()), &error))
}
