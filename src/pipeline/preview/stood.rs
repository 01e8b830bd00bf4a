//! The ground under a preview, kept while site.toml is edited in what pages alone tell.

use std::sync::Arc;

use super::Memory;
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::edition::Decided;
use crate::pipeline::ground::{Content, Project, Towns};
use crate::pipeline::run::Run;
use crate::source::SourceFile;

/// The content, what each town shows of it, and what was found on the way.
pub(super) struct Laid<'p> {
    pub(super) content: Content,
    pub(super) files: Vec<Arc<SourceFile>>,
    pub(super) towns: Towns<'p>,
    pub(super) found: Vec<Diagnostic>,
}

/// The same, apart from the site.toml it was laid on.
pub(super) struct Stood {
    config: Config,
    content: Content,
    files: Vec<Arc<SourceFile>>,
    towns: [Vec<(String, Decided)>; 2],
    found: Vec<Diagnostic>,
}

impl Laid<'_> {
    /// Lets go of site.toml.
    pub(super) fn keep(self, project: &Project) -> Stood {
        let Self { content, files, towns, found } = self;
        Stood { config: project.config.clone(), content, files, towns: towns.keep(), found }
    }
}

impl Stood {
    /// Lays it on another site.toml; `None` where that asks for other ground, or where what was found names a place there.
    fn on(self, project: &Project) -> Option<Laid<'_>> {
        let Self { config, content, files, towns, found } = self;
        let mut places = found.iter().flat_map(|finding| finding.place.iter().chain(&finding.further));
        if places.any(|place| place.file == config.file) || config.ground() != project.config.ground() {
            return None;
        }
        Some(Laid { content, files, towns: Towns::of(towns, &project.config)?, found })
    }
}

impl Memory<'_> {
    /// What stands while site.toml does: kept from before, or laid anew from what is known of the files.
    pub(super) fn lay<'p>(&mut self, project: &'p Project, run: &mut Run<'_>) -> Laid<'p> {
        if let Some(laid) = self.stood.take().and_then(|stood| stood.on(project)) {
            return laid;
        }
        self.texts = self.read.take().map(|read| read.texts).or(self.texts.take());
        self.plan = None;
        self.fields.clear();
        let (content, files) = Content::read(self.disk, project, &mut self.known, run);
        let towns = Towns::decided(project, &content, run);
        Laid { content, files, towns, found: run.findings() }
    }
}
