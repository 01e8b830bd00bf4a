//! The build for whoever looks while somebody writes: the rooms are gone through as in every build, but only as far as
//! pages need to be made one by one, and after an edit only from the room on that the edit reaches.
//!
//! What a room gives stays on the stack until an edit reaches it; what can be used again from before ([`Memory`]) is handed
//! on. So nothing grows from edit to edit, and an old state is gone before a new one is made.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::Options;
use super::ground::{self, Ground, Planned, Project};
use super::pages::Pages;
use super::run::Run;
use super::site::Site;
use crate::derive::Derived;
use crate::diagnostic::Diagnostic;
use crate::disk::{Disk, remembered::Remembered};
use crate::edition;
use crate::markdown::Texts;
use crate::plan::Kept;
use crate::source::{CONTENT, Change, Known, SourceFile, SourceId};
use crate::store::Store;
use crate::theme::{THEMES, Theme};

mod hand;
mod live;
mod mended;
mod shelf;
mod stood;
#[cfg(test)]
pub(super) mod tests;

pub use crate::derive::base::FOLDER as SNAPSHOTS;
pub(super) use hand::Hand;
pub use hand::Order;
use live::Parts;
pub use live::{Live, Made};
use shelf::Lazy;
use stood::Stood;

/// The project's own file.
const SITE: &str = "site.toml";
/// More paths than this are as good as all.
const MANY: usize = 500;

/// What changed since a state was made.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Changes {
    /// The paths, below the root or whole.
    pub paths: BTreeSet<PathBuf>,
    /// Whether anything may have changed beside them.
    pub unsure: bool,
}

/// What a host has heard.
pub enum News {
    /// Something changed.
    Changed(Changes),
    /// Nobody looks any more.
    Over,
}

/// Who shows the states of the site, each until there is news.
pub trait Host {
    /// A state stands: pages can be made.
    fn stands(&mut self, live: &Live<'_>) -> News;
    /// None can be made of what is there now; these are the reasons.
    fn fallen(&mut self, findings: Vec<Diagnostic>) -> News;
}

/// How far up the rooms an edit reaches.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Reach {
    Nothing,
    Bodies,
    Theme,
    Fields,
    Content,
    Project,
    Over,
}

/// What is handed on from one state to the next.
struct Memory<'d> {
    disk: &'d Remembered<'d>,
    store: &'d Store<'d>,
    root: PathBuf,
    known: Known,
    theme: Option<(Theme, Vec<Diagnostic>)>,
    /// The texts of the content before this one.
    texts: Option<Texts>,
    /// What was read of this one.
    read: Option<Read>,
    /// The ground of a site.toml that is another by now, and whether what was edited beside it leaves it as it is.
    stood: Option<Stood>,
    ground_stands: bool,
    /// The plan of the towns that stand.
    plan: Option<Kept>,
    shelf: Option<Lazy<'d>>,
    /// Texts of which only the body is another.
    bodies: Vec<Arc<SourceFile>>,
    /// Texts whose fields are others.
    fields: Vec<Arc<SourceFile>>,
    /// Whether the theme is another.
    other_theme: bool,
    /// Files, or folders of them, of which no picture stands any more.
    other_pictures: Vec<PathBuf>,
}

/// The texts, and how they stand to what they were made from.
struct Read {
    texts: Texts,
    derived: Derived,
    stale: Vec<Diagnostic>,
}

/// Shows one state after the other, until nobody looks any more.
pub fn preview(disk: &dyn Disk, options: &Options, host: &mut dyn Host) {
    let disk = Remembered::new(disk);
    let store = ground::store(&disk, options);
    let mut memory = Memory::new(&disk, &store, options);
    loop {
        let mut run = Run::new(&options.progress);
        let project = Project::read(&disk, options, &mut run);
        let found = run.findings();
        options.progress.done();
        let reach = match project {
            Some(project) => memory.project(&project, &found, (options, host)),
            None => {
                let reach = memory.hear(host.fallen(found));
                memory.stood.take_if(|_| !memory.ground_stands);
                reach
            }
        };
        if reach == Reach::Over {
            return;
        }
    }
}

impl<'d> Memory<'d> {
    fn new(disk: &'d Remembered<'d>, store: &'d Store<'d>, options: &Options) -> Self {
        Self {
            disk,
            store,
            root: options.root.clone(),
            known: Known::default(),
            theme: None,
            texts: None,
            read: None,
            stood: None,
            ground_stands: false,
            plan: None,
            shelf: None,
            bodies: Vec::new(),
            fields: Vec::new(),
            other_theme: false,
            other_pictures: Vec::new(),
        }
    }

    /// Goes on while site.toml stands.
    fn project(
        &mut self,
        project: &Project,
        before: &[Diagnostic],
        (options, host): (&Options, &mut dyn Host),
    ) -> Reach {
        loop {
            let mut run = Run::new(&options.progress);
            let mut laid = self.lay(project, &mut run);
            let found = [before, &laid.found].concat();
            let reach = loop {
                let ground = Ground::new(project, &laid.content, &laid.towns);
                let reach = self.content(&ground, (&mut laid.files, &found), (options, host));
                if reach != Reach::Fields || !self.mend(project, &mut laid, &found) {
                    break reach;
                }
            };
            if reach >= Reach::Project {
                self.stood = self.ground_stands.then(|| laid.keep(project));
                return reach;
            }
        }
    }

    /// Goes on while every field stands.
    fn content(
        &mut self,
        ground: &Ground<'_>,
        (files, before): (&mut Vec<Arc<SourceFile>>, &[Diagnostic]),
        (options, host): (&Options, &mut dyn Host),
    ) -> Reach {
        loop {
            let mut run = Run::new(&options.progress);
            let known = self.theme.take().filter(|_| !std::mem::take(&mut self.other_theme));
            let load = || Some((ground::theme(self.disk, ground.project, &mut run)?, run.findings()));
            let reach = match known.or_else(load) {
                Some((theme, said)) => {
                    let planned = Planned::new(ground, &theme, self.plan.take(), &mut run);
                    let found = [before, &said, &run.findings()].concat();
                    options.progress.done();
                    let reach = self.planned(&planned, (files, &found), host);
                    self.plan = Some(planned.keep());
                    self.theme = Some((theme, said));
                    reach
                }
                None => {
                    self.without_theme(ground, (files, &[before, &run.findings()].concat()), (options, host))
                }
            };
            if reach >= Reach::Fields {
                return reach;
            }
        }
    }

    /// Says what is wrong where no page can be made for want of a theme.
    fn without_theme(
        &mut self,
        ground: &Ground<'_>,
        (files, before): (&mut Vec<Arc<SourceFile>>, &[Diagnostic]),
        (options, host): (&Options, &mut dyn Host),
    ) -> Reach {
        let stop = AtomicBool::new(false);
        let read = self.read(ground, files);
        let found = [before, &ground.rules(files, &stop), &read.stale, &read.texts.parse(&stop)].concat();
        options.progress.done();
        self.read = Some(read);
        let news = host.fallen(found);
        self.hear(news)
    }

    /// Goes on while every page has its address.
    fn planned(
        &mut self,
        planned: &Planned<'_>,
        (files, found): (&mut Vec<Arc<SourceFile>>, &[Diagnostic]),
        host: &mut dyn Host,
    ) -> Reach {
        let (ground, stop) = (planned.ground, AtomicBool::new(false));
        let pages = Pages::none();
        let mut read = self.read(ground, files);
        let on = (self.disk as &dyn Disk, self.store);
        let mut before = self.shelf.take();
        for file in self.other_pictures.drain(..) {
            before.iter_mut().for_each(|shelf| shelf.forget(&file));
        }
        let of_views = ground.of_views(&read.texts, planned.theme);
        let shelf = Lazy::new(on, (ground.project, ground.content), &of_views, before);
        let reach = loop {
            let site = Site::new((planned, &read.texts, &read.derived), (&shelf, &pages), &stop);
            let found = [found, &read.stale].concat();
            let parts = Parts {
                disk: self.disk,
                planned,
                texts: &read.texts,
                shelf: &shelf,
                known: &self.known,
                findings: &found,
            };
            let live = Live::new(parts, &site);
            let news = host.stands(&live);
            drop(live);
            match self.hear(news) {
                Reach::Nothing => {}
                Reach::Bodies => {
                    self.read = Some(read);
                    read = self.read(ground, files);
                }
                reach => break reach,
            }
        };
        self.read = Some(read);
        self.shelf = Some(shelf);
        reach
    }

    /// The texts of these files as they are now, with others for those that changed, held against the snapshots that are there
    /// now.
    fn read(&mut self, ground: &Ground<'_>, files: &mut [Arc<SourceFile>]) -> Read {
        let changed = self.changed(files);
        let (texts, before) = match self.read.take() {
            Some(read) => (read.texts.with(changed), read.derived),
            None => {
                let weaves = edition::weaves(ground.towns);
                (Texts::new(files.to_vec(), &weaves, self.texts.take().as_ref()), Derived::default())
            }
        };
        let (derived, stale) = ground.derived(self.disk, files, Some(before));
        Read { texts: derived.told(texts), derived, stale }
    }

    /// Puts the texts with other bodies in the places of those before.
    fn changed(&mut self, files: &mut [Arc<SourceFile>]) -> Vec<(SourceId, Arc<SourceFile>)> {
        let mut changed = Vec::new();
        for body in self.bodies.drain(..) {
            if let Some(id) = files.iter().position(|file| file.path == body.path) {
                files[id] = body.clone();
                changed.push((id, body));
            }
        }
        changed
    }

    /// How far an edit reaches. What it reaches is forgotten.
    fn hear(&mut self, news: News) -> Reach {
        let changes = match news {
            News::Over => return Reach::Over,
            News::Changed(changes) => changes,
        };
        if changes.unsure || changes.paths.len() > MANY {
            self.disk.forget_all();
            self.known.doubt_all();
            self.other_pictures = vec![self.root.clone()];
            self.other_theme = true;
            self.ground_stands = false;
            return Reach::Project;
        }
        let site = self.root.join(SITE);
        let (of_site, others): (Vec<&PathBuf>, Vec<&PathBuf>) =
            changes.paths.iter().partition(|path| **path == site || **path == *SITE);
        let mut farthest = |paths: Vec<&PathBuf>| {
            paths.into_iter().map(|path| self.reach(path)).max().unwrap_or(Reach::Nothing)
        };
        let (of_site, others) = (farthest(of_site), farthest(others));
        self.ground_stands = others < Reach::Fields;
        let reach = of_site.max(others);
        // The theme speaks the languages of site.toml, in its colours.
        self.other_theme |= reach == Reach::Project;
        reach
    }

    fn reach(&mut self, path: &Path) -> Reach {
        let path = path.strip_prefix(&self.root).unwrap_or(path).to_owned();
        let whole = self.root.join(&path);
        self.disk.forget(&whole);
        if path.starts_with(THEMES) {
            self.other_theme = true;
            return Reach::Theme;
        }
        // They are looked for with every state.
        if path.starts_with(SNAPSHOTS) {
            return Reach::Bodies;
        }
        if !path.starts_with(CONTENT) {
            self.other_pictures.push(whole);
            return if path.components().count() == 1 { Reach::Project } else { Reach::Content };
        }
        match self.known.look_at(self.disk, &self.root, &path) {
            Change::Nothing => Reach::Nothing,
            Change::Body(file) => {
                self.bodies.push(file);
                Reach::Bodies
            }
            Change::Fields(file) => {
                self.fields.push(file);
                Reach::Fields
            }
            Change::More => {
                self.other_pictures.push(whole);
                self.known.doubt_below(&path);
                Reach::Content
            }
        }
    }
}
