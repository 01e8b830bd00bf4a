//! One state of the site, made piece by piece as somebody asks.
//!
//! In: what pages stand on, and the texts. Out: the bytes of one output at a time, as a build would write them.

use std::path::Path;
use std::sync::OnceLock;

use rayon::iter::ParallelIterator;

use super::Order;
use super::shelf::Lazy;
use crate::diagnostic::{self, Diagnostic};
use crate::disk::Disk;
use crate::emit::{self, Emitted};
use crate::image;
use crate::markdown::Texts;
use crate::pipeline::ground::Planned;
use crate::pipeline::site::{Site, media};
use crate::pipeline::{TownSummary, summary};
use crate::plan::link::file_name;
use crate::plan::{PagePlace, TownPlan};
use crate::source::Known;
use crate::view::Viewer;

/// What a state of the site is made of.
#[derive(Clone, Copy)]
pub(super) struct Parts<'a> {
    pub(super) disk: &'a dyn Disk,
    pub(super) planned: &'a Planned<'a>,
    pub(super) texts: &'a Texts,
    pub(super) shelf: &'a Lazy<'a>,
    pub(super) known: &'a Known,
    /// What was found on the way here.
    pub(super) findings: &'a [Diagnostic],
}

/// A state of the site.
pub struct Live<'a> {
    parts: Parts<'a>,
    site: &'a Site<'a>,
    towns: Vec<Town<'a>>,
    cards: OnceLock<emit::Cards<'a>>,
    /// Its initiatives.
    pub initiatives: Vec<TownSummary>,
}

/// What is made for one town, each when it is first asked for.
struct Town<'a> {
    plan: &'a TownPlan<'a>,
    viewers: Vec<OnceLock<Viewer<'a>>>,
    assets: OnceLock<Vec<Emitted>>,
    machines: OnceLock<Vec<Emitted>>,
}

/// An output that was made.
pub struct Made {
    /// `None` where it cannot be made.
    pub bytes: Option<Vec<u8>>,
    /// What was found while it was made.
    pub findings: Vec<Diagnostic>,
}

impl Made {
    /// Whether it may be published.
    pub fn is_good(&self) -> bool {
        self.bytes.is_some() && !diagnostic::has_errors(&self.findings)
    }
}

impl<'a> Live<'a> {
    pub(super) fn new(parts: Parts<'a>, site: &'a Site<'a>) -> Self {
        let town = |plan: &'a TownPlan<'a>| Town {
            plan,
            viewers: plan.editions.iter().map(|_| OnceLock::new()).collect(),
            assets: OnceLock::new(),
            machines: OnceLock::new(),
        };
        let plan = &parts.planned.plan;
        let (towns, initiatives) = (plan.towns.iter().map(town).collect(), summary::towns(plan));
        Self { parts, site, towns, cards: OnceLock::new(), initiatives }
    }

    /// What was found before any page was made.
    pub fn findings(&self) -> &[Diagnostic] {
        self.parts.findings
    }

    /// Whether a page has this output.
    pub fn has_page(&self, path: &str) -> bool {
        self.parts.planned.plan.find(path).is_some()
    }

    /// Makes an output; `None` where there is none of that path.
    pub fn make(&self, path: &str) -> Option<Made> {
        match self.parts.planned.plan.find(path) {
            Some(place) => Some(self.page(place)),
            None => {
                self.card(path).or_else(|| Some(Made { bytes: Some(self.file(path)?), findings: Vec::new() }))
            }
        }
    }

    fn page(&self, (town, at, number): PagePlace) -> Made {
        let plan = self.towns[town].plan;
        let viewer = self.towns[town].viewers[at].get_or_init(|| self.site.viewer(town, at));
        let rendered = self.site.bytes((plan, at), (viewer, number));
        let mut findings = viewer.findings();
        findings.extend(self.site.sheets[town].findings());
        let entry = plan.editions[at].pages[number].kind.entry();
        if let Some(shown) = entry.map(|entry| &plan.town.editions[at].shown[entry]) {
            findings.extend(self.parts.texts.findings(&(shown.source, shown.over.clone())));
        }
        match rendered {
            Ok(bytes) => Made { bytes: Some(bytes), findings },
            Err(more) => {
                findings.extend(more);
                Made { bytes: None, findings }
            }
        }
    }

    /// A social card, drawn when it is asked for.
    fn card(&self, path: &str) -> Option<Made> {
        let find = |town: &Town<'a>| {
            let machine = town.plan.machines.iter().find(|machine| machine.path.as_str() == path)?;
            Some((town.plan, machine))
        };
        let (plan, machine) = self.towns.iter().find_map(find)?;
        let Parts { planned, disk, shelf, .. } = self.parts;
        let cards = self.cards.get_or_init(|| emit::Cards::new(planned.theme));
        Some(match cards.card(&self.site.of_cards(plan, (disk, shelf.store())), machine)? {
            Ok(bytes) => Made { bytes: Some(bytes), findings: Vec::new() },
            Err(finding) => Made { bytes: None, findings: vec![finding] },
        })
    }

    /// Everything that is no page.
    fn file(&self, path: &str) -> Option<Vec<u8>> {
        let at = self.towns.iter().position(|town| {
            path.strip_prefix(&*town.plan.town.initiative.id).is_some_and(|rest| rest.starts_with('/'))
        })?;
        let (town, project) = (&self.towns[at], self.parts.planned.ground.project);
        let Planned { theme, speakers, .. } = self.parts.planned;
        if let Some(css) = self.site.sheets[at].find(path) {
            return Some(css);
        }
        let assets = town.assets.get_or_init(|| emit::assets(theme, town.plan, speakers).0);
        let find = |emitted: &[Emitted]| {
            let mut emitted = emitted.iter();
            emitted.find(|(known, _)| known.as_str() == path).map(|(_, bytes)| bytes.clone())
        };
        if let Some(bytes) = find(assets) {
            return Some(image::cleaned(&bytes, Path::new(path)));
        }
        let as_it_is =
            |file: &Path| Some(image::cleaned(&self.parts.disk.read(&project.root.join(file)).ok()?, file));
        if let Some((file, _)) = town.plan.statics.iter().find(|(_, known)| known.as_str() == path) {
            return as_it_is(file);
        }
        if let Some(name) = path.split_once('/').and_then(|(_, inner)| inner.strip_prefix("media/")) {
            let is_meant = |file: &&std::path::PathBuf| {
                file_name(file) == name && media(town.plan, name).is_some_and(|known| known.as_str() == path)
            };
            let beside = || self.parts.planned.ground.content.assets.iter().find(is_meant);
            return self.parts.shelf.rendition(name).or_else(|| as_it_is(beside()?));
        }
        let machines = || emit::machines(&project.config, town.plan, self.site.derived).collect();
        find(town.machines.get_or_init(machines))
    }

    /// All of it, for somebody else to look through.
    pub fn order(&self) -> Order {
        Order { known: self.parts.known.clone(), texts: self.parts.texts.shared() }
    }
}
