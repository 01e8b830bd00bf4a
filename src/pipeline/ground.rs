//! What pages stand on: everything that decides which there are, and what their fields say. No text is looked at here.
//!
//! Each part is a value of its own that borrows those before it, so that whoever builds again after an edit lays anew
//! only what the edit reaches.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::run::Run;
use super::{Destination, Options, summary, withdrawn};
use crate::check::{self, Look};
use crate::config::{self, Config, Overrides};
use crate::derive::{self, Derived};
use crate::diagnostic::Diagnostic;
use crate::disk::Disk;
use crate::edition::{self, Decided, Moment, Town};
use crate::markdown::Texts;
use crate::model::{self, Model};
use crate::plan::{self, Kept, Plan};
use crate::render::Speakers;
use crate::report::laps::Tally;
use crate::source::{self, FileFacts, Known, LayerFile, SourceFile, Sources};
use crate::spool::Spool;
use crate::store::Store;
use crate::theme::{self, Theme};
use crate::view;

#[cfg(test)]
mod tests;

/// site.toml, and what was asked for beside it.
pub(super) struct Project {
    pub(super) root: PathBuf,
    pub(super) config: Config,
    /// The only initiative that is built, where one was asked for.
    pub(super) only: Option<String>,
    pub(super) moment: Moment,
    /// Told how long each page took.
    pub(super) laps: Tally,
    /// Where its texts wait; `None` where they wait in memory.
    spool: Option<Arc<Spool>>,
}

impl Project {
    /// `None` where there is none, or not the initiative that was asked for.
    pub(super) fn read(disk: &dyn Disk, options: &Options, run: &mut Run<'_>) -> Option<Self> {
        let overrides = Overrides { base_url: options.base_url.clone() };
        let config = run.try_room("config", || config::load(disk, &options.root, &overrides))?;
        let only = run.try_room("config", || summary::initiative_asked(&config, options))?;
        let only = only.map(str::to_owned);
        let laps = options.progress.pages.clone();
        let moment = Moment::from(options);
        Some(Self { root: options.root.clone(), config, only, moment, laps, spool: None })
    }

    /// Lets the texts wait on disk where something is published: beside the other things a build keeps in the project.
    pub(super) fn with_spool(self, disk: &dyn Disk, into: &Destination<'_>) -> Self {
        let folder = self.root.join(KEPT);
        let made = matches!(into, Destination::Publish(_)) && disk.create_folder(&folder).is_ok();
        Self { spool: made.then(|| Spool::below(disk, &folder)).flatten(), ..self }
    }

    /// Nobody asks for texts any more. Says whether one could not be read again.
    pub(super) fn close(&self) -> Vec<Diagnostic> {
        source::close(self.spool.as_ref())
    }
}

/// What was written, as entries with typed fields.
pub(super) struct Content {
    pub(super) model: Model,
    pub(super) assets: BTreeSet<PathBuf>,
    pub(super) statics: Vec<PathBuf>,
    pub(super) layers: BTreeMap<Arc<str>, LayerFile>,
    pub(super) facts: FileFacts,
}

impl Content {
    /// The content, and the texts as they are written: by themselves, so that they can be let go once they are parsed. What is
    /// `known` is not read again.
    pub(super) fn read(
        disk: &dyn Disk,
        project: &Project,
        known: &mut Known,
        run: &mut Run<'_>,
    ) -> (Self, Vec<Arc<SourceFile>>) {
        let config = &project.config;
        let types = run.room("model", || model::types::load(config.types.as_ref(), &config.file));
        let Sources { files, assets, statics, layers, facts, unread } = run.room("source", || {
            source::read_but(disk, &project.root, config, known.waiting_in(&project.spool))
        });
        let model = run.room("model", || model::build(config, types, &files, &unread));
        (Self { model, assets, statics, layers, facts }, files)
    }
}

/// What each town shows.
pub(super) struct Towns<'a> {
    /// The towns other towns' pages are at home in.
    pub(super) homes: Vec<Town<'a>>,
    pub(super) all: Vec<Town<'a>>,
}

impl<'a> Towns<'a> {
    pub(super) fn decided(project: &'a Project, content: &Content, run: &mut Run<'_>) -> Self {
        let (config, model, moment) = (&project.config, &content.model, project.moment);
        let homes = run.room("edition", || (edition::homes(config, model, moment), Vec::new()));
        let asked = (project.only.as_deref(), &*homes);
        let all = run.room("edition", || edition::decided(config, model, moment, asked));
        Self { homes, all }
    }

    /// What they show, each with the initiative's id: the towns pages are at home in, and all that are built.
    pub(super) fn keep(self) -> [Vec<(String, Decided)>; 2] {
        let keep = |towns: Vec<Town<'_>>| {
            towns.into_iter().map(|town| (town.initiative.id.clone(), town.keep())).collect()
        };
        [keep(self.homes), keep(self.all)]
    }

    /// The same towns, as another site.toml names them; `None` where it lacks one.
    pub(super) fn of(kept: [Vec<(String, Decided)>; 2], config: &'a Config) -> Option<Self> {
        let [homes, all] = kept.map(|towns| {
            let town = |(id, decided): (String, Decided)| {
                Some(decided.of(config.initiatives.iter().find(|town| town.id == id)?))
            };
            towns.into_iter().map(town).collect::<Option<Vec<Town<'a>>>>()
        });
        Some(Self { homes: homes?, all: all? })
    }
}

/// All that decides which pages there are.
#[derive(Clone, Copy)]
pub(super) struct Ground<'a> {
    pub(super) project: &'a Project,
    pub(super) content: &'a Content,
    homes: &'a [Town<'a>],
    pub(super) towns: &'a [Town<'a>],
}

impl<'a> Ground<'a> {
    pub(super) fn new(project: &'a Project, content: &'a Content, towns: &'a Towns<'a>) -> Self {
        Self { project, content, homes: &towns.homes, towns: &towns.all }
    }

    /// What the rules say of it, unless `stop` is set; `files` are the content's own.
    pub(super) fn rules(&self, files: &[Arc<SourceFile>], stop: &AtomicBool) -> Vec<Diagnostic> {
        let Content { model, assets, statics, facts, .. } = self.content;
        let (config, moment, towns) = (&self.project.config, self.project.moment, self.towns);
        check::run(&Look { config, model, files, assets, statics, facts, moment, towns }, stop)
    }

    /// How each text stands to what it was made from; `before` is how they stood before some of them were edited.
    pub(super) fn derived(
        &self,
        disk: &dyn Disk,
        files: &[Arc<SourceFile>],
        before: Option<Derived>,
    ) -> (Derived, Vec<Diagnostic>) {
        let Project { root, config, .. } = self.project;
        derive::hold((disk, root), (config, &self.content.model, files), self.towns, before)
    }

    /// What decides which pictures and files are needed.
    pub(super) fn of_views<'b>(&'b self, texts: &'b Texts, theme: &'b Theme) -> view::Ground<'b> {
        let Content { model, assets, statics, facts, .. } = self.content;
        let Project { root, config, .. } = self.project;
        view::Ground { root, config, model, towns: self.towns, texts, assets, statics, facts, theme }
    }
}

/// How the site looks, and where its pages stand.
pub(super) struct Planned<'a> {
    pub(super) ground: &'a Ground<'a>,
    pub(super) theme: &'a Theme,
    pub(super) speakers: Speakers<'a>,
    pub(super) plan: Plan<'a>,
    /// What was found while it was planned.
    found: Vec<Diagnostic>,
}

impl<'a> Planned<'a> {
    /// `kept` is the plan of the same towns, where there is one already.
    pub(super) fn new(
        ground: &'a Ground<'a>,
        theme: &'a Theme,
        kept: Option<Kept>,
        run: &mut Run<'_>,
    ) -> Self {
        let config = &ground.project.config;
        let types = ground.content.model.types.iter().map(|ty| (&*ty.name, &*ty.folder, ty.keys()));
        run.room("theme", || ((), theme::check_types(theme, types)));
        let speakers = run.room("theme", || Speakers::new(config, theme));
        let towns = (ground.towns, ground.homes);
        let shape = theme.shape();
        let anew = || plan::make(config, towns, &shape, &ground.content.statics);
        let (plan, found) = run.room("plan", || {
            let (plan, found) = kept.and_then(|kept| kept.of(towns, &shape)).unwrap_or_else(anew);
            ((plan, found.clone()), found)
        });
        Self { ground, theme, speakers, plan, found }
    }

    /// The plan alone, for whoever plans the same towns again.
    pub(super) fn keep(self) -> Kept {
        self.plan.keep(self.theme.shape(), self.found)
    }

    /// Addresses and consents that come back although they were withdrawn.
    pub(super) fn withdrawn(&self, disk: &dyn Disk) -> Vec<Diagnostic> {
        withdrawn::check(disk, &self.ground.project.root, &self.plan, &self.ground.content.model)
    }
}

/// The theme of a project.
pub(super) fn theme(disk: &dyn Disk, project: &Project, run: &mut Run<'_>) -> Option<Theme> {
    run.try_room("theme", || theme::load(disk, &project.root, &project.config))
}

/// The folder in the project for what builds keep.
const KEPT: &str = ".globale";

/// Where earlier builds' work is remembered.
pub(super) fn cache(root: &Path) -> PathBuf {
    root.join(KEPT).join("cache")
}

/// What earlier builds left, if it is to be believed.
pub(super) fn store<'d>(disk: &'d dyn Disk, options: &Options) -> Store<'d> {
    if options.fresh { Store::none(disk) } else { Store::new(disk, &cache(&options.root)) }
}
