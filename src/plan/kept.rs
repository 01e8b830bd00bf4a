//! A plan apart from the towns it is of. Whoever builds again after an edit that reaches no address and no list lays it
//! over the towns as they are then.
//!
//! Which edits those are is decided narrowly: of an entry nothing may be another but plain texts that no list and no
//! condition asks for, and its title where it still stands between the same two others in every list. All else is planned.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use super::path::OutputPath;
use super::{EditionPlan, Machine, PagePlace, Plan, TownPlan, list};
use crate::diagnostic::{Diagnostic, Place};
use crate::edition::{Edition, Shown, Town};
use crate::locale::Collation;
use crate::model::fields::TypedValue;
use crate::theme::Shape;

/// What was planned, what for, and what was found on the way.
#[derive(Debug)]
pub struct Kept {
    shape: Shape,
    findings: Vec<Diagnostic>,
    towns: Vec<Drawn>,
    places: OnceLock<HashMap<OutputPath, PagePlace>>,
}

/// The pages of one town, whichever it is.
#[derive(Debug)]
struct Drawn {
    base: String,
    editions: Vec<EditionPlan>,
    statics: Vec<(PathBuf, OutputPath)>,
    machines: Vec<Machine>,
    cards: HashMap<(usize, usize), usize>,
    taken: HashMap<String, Option<Place>>,
}

impl Plan<'_> {
    /// Lets go of the towns. `shape` is of the theme it was made for, `findings` what came with it.
    pub fn keep(self, shape: Shape, findings: Vec<Diagnostic>) -> Kept {
        let drawn = |plan: TownPlan<'_>| {
            let TownPlan { base, editions, statics, machines, cards, taken, town: _, homes: _ } = plan;
            Drawn { base, editions, statics, machines, cards, taken }
        };
        Kept { shape, findings, towns: self.towns.into_iter().map(drawn).collect(), places: self.places }
    }
}

impl Kept {
    /// The plan of the same towns, as [`super::make`] gives it; `None` where a theme of another shape asks for another.
    pub fn of<'a>(
        self,
        (towns, homes): (&'a [Town<'a>], &'a [Town<'a>]),
        shape: &Shape,
    ) -> Option<(Plan<'a>, Vec<Diagnostic>)> {
        let plan = |(drawn, town): (Drawn, &'a Town<'a>)| {
            let Drawn { base, editions, statics, machines, cards, taken } = drawn;
            TownPlan { town, base, editions, statics, machines, cards, taken, homes }
        };
        let stands = self.shape == *shape && self.towns.len() == towns.len();
        stands.then(|| {
            let towns = self.towns.into_iter().zip(towns).map(plan).collect();
            (Plan { towns, places: self.places }, self.findings)
        })
    }
}

/// Texts that decide addresses and templates.
const DECIDE: [&str; 2] = ["slug", "template"];
/// What orders entries that are alike in all else.
const TITLE: &str = "title";

impl Kept {
    /// Whether the plan is the same now that the town's entry number `at` is what the editions say; it was `before`.
    pub fn stands(&self, (number, town): (usize, &Town<'_>), at: usize, before: &[Shown]) -> bool {
        // What was found names places in texts, which may be others by now.
        let Some(drawn) = self.towns.get(number).filter(|_| self.findings.is_empty()) else { return false };
        let editions = town.editions.iter().zip(&drawn.editions).zip(before);
        editions.into_iter().all(|((edition, plan), before)| {
            let now = &edition.shown[at];
            match self.differing(before, now) {
                Some(names) if names.contains(&TITLE) => self.keeps_places(plan, edition, at),
                names => names.is_some(),
            }
        })
    }

    /// The names of the plain texts in which an entry differs; `None` where it differs in what addresses or lists ask for.
    fn differing<'s>(&self, one: &'s Shown, other: &'s Shown) -> Option<Vec<&'s str>> {
        // Whatever else an entry gets belongs to one of the two.
        #[rustfmt::skip]
        let Shown {
            key, role, ty, form, order, fields, source, over, layer, home, lang, origin, machine, against, public, slug, place,
        } = one;
        let same = (key, role, order, source, over)
            == (&other.key, &other.role, &other.order, &other.source, &other.over)
            && Arc::ptr_eq(ty, &other.ty)
            && Arc::ptr_eq(form, &other.form)
            && (layer, home, lang, origin) == (&other.layer, &other.home, &other.lang, &other.origin)
            && (machine, against, public) == (&other.machine, &other.against, &other.public)
            && (slug, place) == (&other.slug, &other.place);
        if !same {
            return None;
        }
        let names = fields.0.iter().chain(&other.fields.0).map(|(name, _)| &**name);
        let differing = names.filter(|name| {
            let value = |shown: &'s Shown| shown.fields.get(name).map(|typed| &typed.value);
            match (value(one), value(other)) {
                (Some(one), Some(other)) => !one.says(other),
                (one, other) => one.is_some() || other.is_some(),
            }
        });
        let plain = |name: &str| {
            let is_text = |shown: &Shown| {
                shown.fields.get(name).is_none_or(|typed| matches!(typed.value, TypedValue::Text(_)))
            };
            is_text(one) && is_text(other) && !self.is_asked(name, one)
        };
        differing.map(|name| plain(name).then_some(name)).collect()
    }

    /// Whether some list or condition asks for a field of an entry, or its address hangs on it.
    fn is_asked(&self, name: &str, shown: &Shown) -> bool {
        let by = |sort: &str| sort.strip_prefix('-').unwrap_or(sort) == name;
        let lists = self.shape.lists.values();
        DECIDE.contains(&name)
            || by(&shown.ty.sort)
            || shown.ty.further.iter().any(|further| further.condition.iter().any(|text| text.contains(name)))
            || lists
                .into_iter()
                .any(|list| by(&list.sort) || list.conditions.iter().any(|condition| condition.field == name))
    }

    /// Whether an entry stands in every list where it stood.
    fn keeps_places(&self, plan: &EditionPlan, edition: &Edition, at: usize) -> bool {
        let (shown, entry) = (&edition.shown, &edition.shown[at]);
        let collation = Collation::new(&edition.lang);
        // Whoever stands beside it stood there before: only these may be in another order now.
        let keeps = |items: &[usize], by: &str| {
            let Some(place) = items.iter().position(|item| *item == at) else { return true };
            let near = &items[place.saturating_sub(1)..items.len().min(place + 2)];
            let mut sorted = near.to_vec();
            list::sort(&mut sorted, by, shown, &collation);
            sorted == near
        };
        let listed = plan.sections.get(&entry.ty.folder);
        let years = plan.years.iter().filter(|((folder, _), _)| *folder == entry.ty.folder);
        let tags = entry.fields.texts("tags").filter_map(|tag| plan.tags.get(tag));
        let mut pointing = plan.referenced_by.values().flatten();
        let asked = self.shape.lists.iter().filter(|(_, list)| *list.ty == *entry.ty.name);
        listed.into_iter().chain(years.map(|(_, listed)| listed)).all(|listed| keeps(&listed.items, &entry.ty.sort))
            && tags.into_iter().all(|listed| keeps(&listed.items, "-date"))
            && plan.children.values().all(|children| keeps(children, "order"))
            && pointing.all(|(ty, entries)| *ty != entry.ty.name || keeps(entries, &entry.ty.sort))
            // Those are cut off somewhere: another may come in where it stood last.
            && asked.into_iter().all(|(name, list)| {
                plan.lists.get(name).is_some_and(|items| *items == list::of_list(list, shown, &collation))
            })
    }
}
