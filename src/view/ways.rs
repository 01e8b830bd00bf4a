//! Where a reader can go from a page: its neighbours, other languages, what lies below it, what points at it.

use tera::{Map, Value};

use super::contract::{Key, Kind};
use super::page::{DIRECTIONS, ORIGINS};
use super::{Viewer, keyed, text_or_none};
use crate::edition::Origin;
use crate::locale::Lang;
use crate::plan::{self, MachineKind, Page, PageKind};

/// A link of ours.
pub(super) const SHORT: &[Key] =
    &[("title", Kind::Text, "What it is called."), ("url", Kind::Maybe(&Kind::Address), "Its address.")];

/// A link to an entry of ours, whose text may be in another language than the page's.
pub(super) const NEIGHBOUR: &[Key] = &[
    ("title", Kind::Text, "What it is called."),
    ("url", Kind::Maybe(&Kind::Address), "Its address."),
    ("lang", Kind::Text, "The language of its title."),
    ("dir", Kind::Words(DIRECTIONS), "Its direction."),
];

/// An item of `page.alternates`.
pub(super) const ALTERNATE: &[Key] = &[
    ("lang", Kind::Text, "The language."),
    ("dir", Kind::Words(DIRECTIONS), "Its direction."),
    ("name", Kind::Text, "Its own name for itself."),
    ("text_lang", Kind::Text, "The language its text is shown in there."),
    ("text_name", Kind::Text, "That language's own name."),
    ("url", Kind::Address, "The page's address there."),
    ("permalink", Kind::Address, "Its whole address."),
    ("origin", Kind::Words(ORIGINS), "Where its text is from."),
    ("current", Kind::Bool, "Whether it is this one."),
];

/// An item of `page.hreflang`.
pub(super) const HREFLANG: &[Key] = &[
    ("lang", Kind::Text, "The language, or `x-default`."),
    ("permalink", Kind::Address, "The whole address."),
];

/// `page.chapter`.
pub(super) const CHAPTER: &[Key] = &[
    ("number", Kind::Int, "Its place, from 1."),
    ("of", Kind::Int, "How many there are beside it."),
    ("list", Kind::List(&Kind::Map(BESIDE)), "All of them."),
];
/// A chapter beside this one.
const BESIDE: &[Key] = &[
    ("title", Kind::Text, "Its heading."),
    ("url", Kind::Maybe(&Kind::Address), "Its address."),
    ("lang", Kind::Text, "The language of its heading."),
    ("dir", Kind::Words(DIRECTIONS), "Its direction."),
    ("number", Kind::Int, "Its place."),
    ("level", Kind::Int, "How deep it lies; 1 for those beside the page."),
    ("current", Kind::Bool, "Whether it is this one."),
];

/// An item of `page.years`.
pub(super) const YEAR: &[Key] = &[
    ("year", Kind::Int, "The year."),
    ("url", Kind::Maybe(&Kind::Address), "Its page."),
    ("count", Kind::Int, "How many entries are of it."),
    ("current", Kind::Bool, "Whether it is this one."),
];

/// An item of `page.feeds`.
pub(super) const FEED: &[Key] = &[
    ("title", Kind::Text, "What it is of."),
    ("url", Kind::Address, "Its address."),
    ("type", Kind::Text, "Its media type, for `<link rel=alternate type=…>`."),
];

/// Where a reader can go from here.
pub(super) fn ways<'a>(viewer: &Viewer<'a>, number: usize, planned: &'a Page) -> [(&'static str, Value); 14] {
    let entry = match &planned.kind {
        PageKind::Entry(at) => Some(*at),
        _ => None,
    };
    let whole = match &planned.kind {
        PageKind::Further(at, _) => Some(*at),
        _ => None,
    };
    let (prev, next) = entry.map_or((None, None), |at| neighbours(viewer, at));
    let link = |at: Option<usize>| at.map_or_else(Value::none, |at| keyed(&neighbour(viewer, at)));
    let no_values = || Value::from(Vec::<Value>::new());
    let followed = viewer.followed(folder(viewer, planned));
    [
        viewer.if_named("breadcrumbs", || breadcrumbs(viewer, planned)),
        viewer.if_named("alternates", || alternates(viewer, planned)),
        viewer.if_named("hreflang", || hreflang(viewer, number, planned)),
        viewer.if_named("prev", || link(prev)),
        viewer.if_named("next", || link(next)),
        ("children", entry.map_or_else(no_values, |at| children(viewer, at))),
        viewer.if_named("chapter", || entry.map_or_else(Value::none, |at| chapter(viewer, at))),
        ("further", entry.map_or_else(|| Value::from(Map::new()), |at| further(viewer, at))),
        ("referenced_by", entry.map_or_else(|| viewer.unreferenced.clone(), |at| referenced_by(viewer, at))),
        ("related", entry.map_or_else(no_values, |at| viewer.records(viewer.plan().related(at)))),
        ("years", years(viewer, planned)),
        ("feeds", followed.feeds),
        ("calendar", followed.calendar),
        ("entry", whole.map_or_else(Value::none, |at| viewer.record(at).value)),
    ]
}

/// An entry's title with its language, and its address.
fn neighbour(viewer: &Viewer<'_>, at: usize) -> [(&'static str, Value); 4] {
    let shown = viewer.shown(at);
    [
        ("title", Value::from(plan::title(shown))),
        ("url", viewer.entry_url(at)),
        ("lang", Value::from(shown.lang.as_str())),
        ("dir", Value::from(shown.lang.direction())),
    ]
}

/// An entry's further pages by name: `{title, url}`, or null where it has none.
fn further(viewer: &Viewer<'_>, at: usize) -> Value {
    let mut pages = Map::new();
    for (number, further) in viewer.shown(at).ty.further.iter().enumerate() {
        let page = viewer.plan().further.get(&(at, number));
        let link = page.map(|page| {
            keyed(&[
                ("title", Value::from(plan::further_name(further, &viewer.edition().chain))),
                ("url", viewer.url(*page)),
            ])
        });
        pages.insert(super::key(&further.name), link.unwrap_or_else(Value::none));
    }
    Value::from(pages)
}

/// The entries that point at this one: a list for every type, most of them empty.
fn referenced_by(viewer: &Viewer<'_>, at: usize) -> Value {
    let Some(by_type) = viewer.plan().referenced_by.get(&at) else { return viewer.unreferenced.clone() };
    let mut lists = viewer.unreferenced.as_map().cloned().unwrap_or_default();
    for (ty, entries) in by_type {
        lists.insert(super::key(ty), viewer.records(entries));
    }
    Value::from(lists)
}

/// The entries before and after in the section's own order; chapters in reading order, parts and all.
fn neighbours(viewer: &Viewer<'_>, at: usize) -> (Option<usize>, Option<usize>) {
    let order = viewer.plan().reading_order(at);
    let Some(here) = order.position(at) else { return (None, None) };
    (here.checked_sub(1).and_then(|before| order.get(before)), order.get(here + 1))
}

fn breadcrumbs(viewer: &Viewer<'_>, planned: &Page) -> Value {
    let crumb =
        |(title, page): (String, usize)| keyed(&[("title", Value::from(title)), ("url", viewer.url(page))]);
    Value::from(crumbs(viewer, planned).into_iter().map(crumb).collect::<Vec<Value>>())
}

/// The pages above a page, with their titles.
pub(super) fn crumbs(viewer: &Viewer<'_>, planned: &Page) -> Vec<(String, usize)> {
    let plan = viewer.linker.plan;
    let edition = viewer.edition();
    let page_of = |entry: usize| viewer.plan().of_entry[entry];
    let mut crumbs = Vec::new();
    if !matches!(planned.kind, PageKind::Home(_) | PageKind::NotFound) {
        let name = plan.town.initiative.name.get(&edition.chain).unwrap_or(&plan.town.initiative.id);
        crumbs.push((name.to_owned(), 0));
    }
    let section = match &planned.kind {
        PageKind::Entry(at) | PageKind::Further(at, _) => Some(&viewer.shown(*at).ty.folder),
        PageKind::Year(folder, ..) => Some(folder),
        _ => None,
    };
    if let Some(folder) = section
        && let Some(page) = viewer.plan().sections.get(folder).and_then(|listed| listed.pages.first())
    {
        crumbs.push((super::site::target_title(viewer, folder).unwrap_or_default(), *page));
    }
    if let PageKind::Entry(at) | PageKind::Further(at, _) = planned.kind {
        let shown = viewer.shown(at);
        for parent in plan::parents(&shown.key).filter_map(|key| edition.find(key)) {
            if let Some(page) = page_of(parent) {
                crumbs.push((plan::title(viewer.shown(parent)).to_owned(), page));
            }
        }
        if let (PageKind::Further(..), Some(page)) = (&planned.kind, page_of(at)) {
            crumbs.push((plan::title(shown).to_owned(), page));
        }
    }
    if let PageKind::Book(folder, _) = &planned.kind
        && let Some(page) = viewer.plan().sections.get(folder).and_then(|listed| listed.pages.first())
    {
        crumbs.push((super::book::title(viewer, folder), *page));
    }
    if let (PageKind::Tag(..), Some(page)) = (&planned.kind, viewer.plan().tags_page) {
        crumbs.push((plan::word("title-tags", &edition.chain).to_owned(), page));
    }
    crumbs
}

fn alternates(viewer: &Viewer<'_>, planned: &Page) -> Value {
    let plan = viewer.linker.plan;
    let all = plan.town.editions.iter().enumerate().filter_map(|(at, edition)| {
        let page = plan.counterpart(at, &planned.kind)?;
        let origin = match planned.kind.entry() {
            Some(shown) => edition.shown[shown].origin,
            None if plan.is_own(at, &planned.kind) => Origin::Own,
            None => Origin::Fallback,
        };
        let text = planned.kind.entry().map_or(&edition.lang, |shown| &edition.shown[shown].lang);
        let name = |lang: &Lang| {
            let language = viewer.sources.config.language(lang);
            Value::from(language.map_or(lang.as_str(), |language| language.name.as_str()))
        };
        Some(keyed(&[
            ("lang", Value::from(edition.lang.as_str())),
            ("dir", Value::from(edition.lang.direction())),
            ("name", name(&edition.lang)),
            ("text_lang", Value::from(text.as_str())),
            ("text_name", name(text)),
            ("url", viewer.url_in(at, page)),
            ("permalink", viewer.permalink(at, page).clone()),
            ("origin", Value::from(origin.as_str())),
            ("current", Value::from(at == viewer.at)),
        ]))
    });
    Value::from(all.collect::<Vec<Value>>())
}

/// Real translations only, each naming all the others and itself; the first language stands for all the rest.
fn hreflang(viewer: &Viewer<'_>, number: usize, planned: &Page) -> Value {
    let plan = viewer.linker.plan;
    let translated = plan.translations(&planned.kind);
    if !translated.iter().any(|(at, page)| (*at, *page) == (viewer.at, number)) || translated.len() < 2 {
        return Value::from(Vec::<Value>::new());
    }
    let line = |lang: &str, (at, page): (usize, usize)| {
        keyed(&[("lang", Value::from(lang)), ("permalink", viewer.permalink(at, page).clone())])
    };
    let mut lines: Vec<Value> =
        translated.iter().map(|there| line(plan.town.editions[there.0].lang.as_str(), *there)).collect();
    lines.extend(translated.first().map(|there| line("x-default", *there)));
    Value::from(lines)
}

/// The folder a page is of, where it is a list or an entry.
fn folder<'a>(viewer: &Viewer<'a>, planned: &'a Page) -> Option<&'a str> {
    match &planned.kind {
        PageKind::Section(folder, ..) | PageKind::Year(folder, ..) => Some(folder),
        PageKind::Entry(at) | PageKind::Further(at, _) => Some(&viewer.shown(*at).ty.folder),
        _ => None,
    }
}

/// The years of a section, newest first, on its list and on each of theirs.
fn years(viewer: &Viewer<'_>, planned: &Page) -> Value {
    let (folder, here) = match &planned.kind {
        PageKind::Section(folder, ..) => (folder, None),
        PageKind::Year(folder, year, _) => (folder, Some(*year)),
        _ => return Value::from(Vec::<Value>::new()),
    };
    let all = viewer.plan().years.iter().filter(|((of, _), _)| of == folder).rev();
    let values = all.map(|((_, year), listed)| {
        keyed(&[
            ("year", Value::from(i64::from(*year))),
            ("url", listed.pages.first().map_or_else(Value::none, |page| viewer.url(*page))),
            ("count", Value::from(listed.items.len())),
            ("current", Value::from(here == Some(*year))),
        ])
    });
    Value::from(values.collect::<Vec<Value>>())
}

/// What a reader can follow from the pages of a folder, or from those of none.
#[derive(Clone)]
pub(super) struct Followed {
    feeds: Value,
    calendar: Value,
}

/// Looks through all files for machines: once a folder, not once a page.
pub(super) fn followed(viewer: &Viewer<'_>, folder: Option<&str>) -> Followed {
    Followed { feeds: feeds(viewer, folder), calendar: calendar(viewer, folder) }
}

/// The feeds of the site, and of the list the page belongs to.
fn feeds(viewer: &Viewer<'_>, own: Option<&str>) -> Value {
    let (plan, edition) = (viewer.linker.plan, viewer.edition());
    let name = plan.town.initiative.name.get(&edition.chain).unwrap_or(&plan.town.initiative.id);
    let feeds = plan.machines_of(viewer.at).filter_map(|machine| {
        let (of, media) = match &machine.kind {
            MachineKind::Atom(of) => (of.as_deref(), "application/atom+xml"),
            MachineKind::JsonFeed(of) => (of.as_deref(), "application/feed+json"),
            MachineKind::Calendar(of) => (Some(&**of), "text/calendar"),
            _ => return None,
        };
        if of.is_some() && of != own {
            return None;
        }
        let section = of.and_then(|folder| super::site::target_title(viewer, folder));
        let title = section.map_or_else(|| name.to_owned(), |section| format!("{name}: {section}"));
        Some(keyed(&[
            ("title", Value::from(title)),
            ("url", Value::from(plan.machine_url(machine))),
            ("type", Value::from(media)),
        ]))
    });
    Value::from(feeds.collect::<Vec<Value>>())
}

/// The calendar of the list the page belongs to.
fn calendar(viewer: &Viewer<'_>, own: Option<&str>) -> Value {
    let plan = viewer.linker.plan;
    let found = plan
        .machines_of(viewer.at)
        .find(|machine| matches!(&machine.kind, MachineKind::Calendar(folder) if Some(&**folder) == own));
    text_or_none(found.map(|machine| plan.machine_url(machine)).as_deref())
}

/// The entries directly below a nested one.
fn children(viewer: &Viewer<'_>, at: usize) -> Value {
    let children = viewer.plan().children.get(&at).map(Vec::as_slice).unwrap_or_default();
    viewer.records(children)
}

/// A chapter's number and the chapters beside it: those of its own level, under the same part.
fn chapter(viewer: &Viewer<'_>, at: usize) -> Value {
    let shown = viewer.shown(at);
    if !shown.ty.nested {
        return Value::none();
    }
    let siblings = viewer.plan().siblings(viewer.edition(), at);
    let number = siblings.iter().position(|sibling| *sibling == at);
    let mut list = viewer.beside(siblings).to_vec();
    if let Some(number) = number {
        list[number] = beside(viewer, (number, at), true);
    }
    keyed(&[
        ("number", Value::from(number.unwrap_or_default() + 1)),
        ("of", Value::from(siblings.len())),
        ("list", Value::from(list)),
    ])
}

/// Chapters beside each other as none of them sees them: each puts itself in its place, so that a thousand cost no
/// million.
pub(super) fn all_beside(viewer: &Viewer<'_>, siblings: &[usize]) -> Vec<Value> {
    siblings.iter().enumerate().map(|(number, at)| beside(viewer, (number, *at), false)).collect()
}

/// One of the chapters beside each other.
fn beside(viewer: &Viewer<'_>, (number, at): (usize, usize), current: bool) -> Value {
    let [title, url, lang, dir] = neighbour(viewer, at);
    keyed(&[
        title,
        url,
        lang,
        dir,
        ("number", Value::from(number + 1)),
        ("level", Value::from(1)),
        ("current", Value::from(current)),
    ])
}
