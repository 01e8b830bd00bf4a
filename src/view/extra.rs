//! The values only some kinds of page have: the part of a list a page shows, all tags, what others have, all there is to find.

use tera::Value;
use tera::value::Key;

use super::contract::{Key as Keyed, Kind};
use super::{Shared, Viewer, gathered, keyed, map, search, value};
use crate::fingerprint::{Fingerprinter, of_value};
use crate::plan::{Listed, Page, PageKind};

/// `pager`.
pub(super) const PAGER: &[Keyed] = &[
    ("items", Kind::List(&Kind::Record), "The entries on this page of the list."),
    ("page", Kind::Int, "Its number, from 1."),
    ("pages", Kind::Int, "How many pages the list has."),
    ("total", Kind::Int, "How many entries the list has."),
    ("prev", Kind::Maybe(&Kind::Address), "The page before."),
    ("next", Kind::Maybe(&Kind::Address), "The page after."),
    ("first", Kind::Maybe(&Kind::Address), "The first page."),
    ("last", Kind::Maybe(&Kind::Address), "The last page."),
    ("urls", Kind::List(&Kind::Map(NUMBERED)), "The pages near this one, the first and the last."),
];
/// A page of a list.
const NUMBERED: &[Keyed] = &[
    ("n", Kind::Int, "Its number."),
    ("url", Kind::Maybe(&Kind::Address), "Its address."),
    ("current", Kind::Bool, "Whether it is this one."),
];

/// An item of `tags`.
pub(super) const COUNTED_TAG: &[Keyed] = &[
    ("id", Kind::Text, "As texts name it."),
    ("title", Kind::Text, "Its name in the reader's language."),
    ("url", Kind::Maybe(&Kind::Address), "Its page."),
    ("count", Kind::Int, "How many entries carry it."),
];

/// The values only some kinds of page have, null elsewhere; a book's chapters are put in as they are rendered.
pub(super) fn extra(viewer: &Viewer<'_>, planned: &Page) -> Vec<(&'static str, Shared)> {
    let plan = viewer.plan();
    let (name, own) = match &planned.kind {
        PageKind::Section(folder, _, at) => ("pager", pager(viewer, plan.sections.get(folder), *at)),
        PageKind::Year(folder, year, at) => {
            ("pager", pager(viewer, plan.years.get(&(folder.clone(), *year)), *at))
        }
        PageKind::Tag(tag, at) => ("pager", pager(viewer, plan.tags.get(tag), *at)),
        PageKind::Tags => ("tags", Shared::new(tags(viewer))),
        PageKind::Home(_) => ("gathered", Shared::new(gathered::gathered(viewer))),
        PageKind::Search => ("search", search::search(viewer)),
        _ => ("", viewer.nothing.clone()),
    };
    let shared = |known| if known == name { own.clone() } else { viewer.nothing.clone() };
    ["pager", "tags", "gathered", "search", "chapters", "chapter"].map(|known| (known, shared(known))).into()
}

fn pager(viewer: &Viewer<'_>, listed: Option<&Listed>, number: usize) -> Shared {
    let Some(listed) = listed else { return viewer.nothing.clone() };
    let url = |number: usize| listed.pages.get(number - 1).map_or_else(Value::none, |page| viewer.url(*page));
    let items = listed.items.chunks(listed.page_by.min(listed.items.len()).max(1)).nth(number - 1);
    // A pager shows its neighbours and its ends; all of a thousand pages on each of them would be a million links.
    let near = |at: &usize| *at == 1 || *at == listed.pages.len() || at.abs_diff(number) <= 3;
    let urls = (1..=listed.pages.len())
        .filter(near)
        .map(|at| keyed(&[("n", Value::from(at)), ("url", url(at)), ("current", Value::from(at == number))]));
    let items = viewer.shared_records(items.unwrap_or_default());
    let mut pager = map([
        // Takes its place before the others; its fingerprint is known.
        ("items", Value::none()),
        ("page", Value::from(number)),
        ("pages", Value::from(listed.pages.len())),
        ("total", Value::from(listed.items.len())),
        ("prev", number.checked_sub(1).filter(|at| *at > 0).map_or_else(Value::none, url)),
        ("next", url(number + 1)),
        ("first", url(1)),
        ("last", url(listed.pages.len().max(1))),
        ("urls", Value::from(urls.collect::<Vec<Value>>())),
    ]);
    let rest = of_value(&Value::from(pager.clone()));
    pager.insert(Key::Str("items"), items.value);
    let fingerprint = Fingerprinter::new().fingerprint(items.fingerprint).fingerprint(rest).finish();
    Shared { value: Value::from(pager), fingerprint }
}

fn tags(viewer: &Viewer<'_>) -> Value {
    let tags = viewer.plan().tags.iter().map(|(tag, listed)| {
        let mut value = value::tag_value(viewer, tag).into_map().unwrap_or_default();
        value.insert(Key::Str("count"), Value::from(listed.items.len()));
        Value::from(value)
    });
    Value::from(tags.collect::<Vec<Value>>())
}
