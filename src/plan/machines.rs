//! Addresses of what is published for machines beside pages. No page and no static file may take their place.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::claims::Claims;
use super::path::OutputPath;
use super::{EditionPlan, PageKind, SEARCH_ENTRY, SEARCH_FOLDER, SEARCH_SCRIPT, TownPlan};
use crate::edition::consent::{self, Scope};
use crate::edition::{Edition, Shown, Town};
use crate::model::Role;
use crate::theme::Shape;

/// Width and height of a social card, in pixels: what the services ask for.
pub const CARD: (u32, u32) = (1200, 630);

/// A file for machines.
#[derive(Debug)]
pub struct Machine {
    /// What it holds.
    pub kind: MachineKind,
    /// Which edition it is of; files of the whole town are of the first.
    pub edition: usize,
    /// Its address below the town's root.
    pub address: String,
    /// Where its bytes go.
    pub path: OutputPath,
}

/// What a file for machines holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum MachineKind {
    /// The newest entries, all of them or those of one folder, as Atom.
    Atom(Option<Arc<str>>),
    /// The same as a JSON feed.
    JsonFeed(Option<Arc<str>>),
    /// The dates of a folder's entries.
    Calendar(Arc<str>),
    /// A folder's entries.
    Records(Arc<str>),
    /// Every measurement of every figure.
    Figures,
    /// The picture that services show of a link to a page, by the page's number.
    Card(usize),
    /// What crawlers may read.
    Robots,
    /// Where to report a hole.
    Security,
}

/// Every file for machines of a town.
pub(super) fn plan(
    town: &Town<'_>,
    editions: &[EditionPlan],
    theme: &Shape,
    claims: &mut Claims<'_>,
) -> Vec<Machine> {
    let mut planner = Planner { claims, machines: Vec::new() };
    planner.take(MachineKind::Robots, 0, "robots.txt");
    if town.initiative.security.is_some() {
        planner.take(MachineKind::Security, 0, ".well-known/security.txt");
    }
    for name in [SEARCH_SCRIPT, SEARCH_ENTRY] {
        planner.claims.take(&format!("{SEARCH_FOLDER}{name}"), None);
    }
    planner.claims.take("sitemap.xml", None);
    for (at, (edition, plan)) in town.editions.iter().zip(editions).enumerate() {
        planner.claims.take(&format!("sitemap-{}.xml", edition.lang), None);
        planner.edition((edition, plan), at);
        if at == 0 && edition.shown.iter().any(|shown| is_listed(shown) && *shown.ty.name == *"figure") {
            planner.take(MachineKind::Figures, 0, "figures.csv");
        }
        if theme.has_cards {
            planner.cards((edition, plan), at);
        }
    }
    for asset in &theme.assets {
        let name = asset.strip_suffix(".tera").unwrap_or(asset);
        planner.claims.take(&format!("assets/{name}"), None);
    }
    planner.machines
}

struct Planner<'c, 't> {
    claims: &'c mut Claims<'t>,
    machines: Vec<Machine>,
}

impl Planner<'_, '_> {
    fn take(&mut self, kind: MachineKind, edition: usize, address: &str) {
        if let Some(path) = self.claims.take(address, None) {
            self.machines.push(Machine { kind, edition, address: address.to_owned(), path });
        }
    }

    fn edition(&mut self, (edition, plan): (&Edition, &EditionPlan), at: usize) {
        let home = plan.pages.first().map(|page| page.address.as_str()).unwrap_or_default();
        self.take(MachineKind::Atom(None), at, &format!("{home}atom.xml"));
        self.take(MachineKind::JsonFeed(None), at, &format!("{home}feed.json"));
        for (folder, listed) in &plan.sections {
            let Some(page) = listed.pages.first() else { continue };
            let base = &plan.pages[*page].address;
            let Some(ty) = edition.shown.iter().find(|shown| shown.ty.folder == *folder) else { continue };
            if ty.ty.feed {
                self.take(MachineKind::Atom(Some(folder.clone())), at, &format!("{base}atom.xml"));
                self.take(MachineKind::JsonFeed(Some(folder.clone())), at, &format!("{base}feed.json"));
            }
            let dated = |shown: &&Shown| shown.ty.folder == *folder && is_listed(shown);
            if ty.ty.machines.calendar.is_some() && edition.shown.iter().any(|shown| dated(&shown)) {
                self.take(MachineKind::Calendar(folder.clone()), at, &format!("{base}calendar.ics"));
            }
        }
        let listed = edition.shown.iter().filter(|shown| is_listed(shown));
        let folders: BTreeSet<&Arc<str>> = listed.map(|shown| &shown.ty.folder).collect();
        for folder in folders {
            self.take(MachineKind::Records(folder.clone()), at, &format!("{home}api/{folder}.json"));
        }
    }

    fn cards(&mut self, (edition, plan): (&Edition, &EditionPlan), at: usize) {
        for (number, page) in plan.pages.iter().enumerate() {
            if has_card(edition, plan, &page.kind) {
                let suffix = if pictured(edition, &page.kind).is_some() { "jpg" } else { "png" };
                self.take(MachineKind::Card(number), at, &format!("{}card.{suffix}", page.address));
            }
        }
    }
}

/// Whether machines are told of an entry: what people may find by searching, and nothing that is not an entry.
pub fn is_listed(shown: &Shown) -> bool {
    shown.public && shown.role == Role::Entry
}

/// Whether a page has a card: it is this site's own and in the reader's language, nothing invented, and those it shows
/// agreed to be on social networks. A list's later pages have its first one's.
fn has_card(edition: &Edition, plan: &EditionPlan, kind: &PageKind) -> bool {
    match kind {
        PageKind::Section(_, _, 2..) | PageKind::Tag(_, 2..) | PageKind::Year(_, _, 2..) => return false,
        PageKind::Further(..) | PageKind::NotFound | PageKind::Alias(_) => return false,
        // Search engines may not list them.
        PageKind::Book(..) | PageKind::Search => return false,
        _ => {}
    }
    let fit = |at: usize| {
        let shown = &edition.shown[at];
        let invented = shown.fields.flag("example");
        shown.home.is_none() && !invented && consent::covers(&shown.fields, Scope::Social)
    };
    super::is_own(edition, plan, kind) && kind.entry().is_none_or(fit)
}

/// The entry whose own picture stands on a page's card.
pub fn pictured<'a>(edition: &'a Edition, kind: &PageKind) -> Option<&'a Shown> {
    let shown = &edition.shown[kind.entry()?];
    shown.fields.object("image")?.text("src").map(|_| shown)
}

impl TownPlan<'_> {
    /// The whole address of a file for machines.
    pub fn machine_link(&self, machine: &Machine) -> String {
        format!("{}{}", self.town.initiative.base_url, &self.machine_url(machine)[self.base.len() - 1..])
    }

    /// The address of a file for machines from the host's root.
    pub fn machine_url(&self, machine: &Machine) -> String {
        let mut url = self.base.clone();
        crate::text::push_encoded(&machine.address, &mut url);
        url
    }

    /// The files for machines of an edition.
    pub fn machines_of(&self, edition: usize) -> impl Iterator<Item = &Machine> {
        self.machines.iter().filter(move |machine| machine.edition == edition)
    }

    /// The card of a page, if it has one: its own, or for a list's later page its first one's.
    pub fn card(&self, edition: usize, page: usize) -> Option<&Machine> {
        let plan = &self.editions[edition];
        let first = match &plan.pages[page].kind {
            PageKind::Section(folder, ..) => plan.sections.get(folder)?.pages.first().copied()?,
            PageKind::Year(folder, year, _) => {
                plan.years.get(&(folder.clone(), *year))?.pages.first().copied()?
            }
            PageKind::Tag(tag, _) => plan.tags.get(tag)?.pages.first().copied()?,
            _ => page,
        };
        self.cards.get(&(edition, first)).map(|at| &self.machines[*at])
    }
}
