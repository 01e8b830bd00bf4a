//! Which entries point at which: for each entry with a page, those whose fields name it.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::list;
use crate::edition::Edition;
use crate::locale::Collation;
use crate::model::Role;
use crate::model::fields::{Fields, Typed, TypedValue};

/// By entry, the entries that point at it, by their type's name.
pub(super) type References = HashMap<usize, BTreeMap<Arc<str>, Vec<usize>>>;

/// Follows every reference of an edition once, sources of persons and points among them; links in texts are none.
/// `has_page` says which entries have a page to show it on.
pub(super) fn of_edition(
    edition: &Edition,
    collation: &Collation,
    has_page: impl Fn(usize) -> bool,
) -> References {
    let folders: HashMap<&str, &str> =
        edition.shown.iter().map(|shown| (&*shown.ty.name, &*shown.ty.folder)).collect();
    let mut found: HashMap<usize, BTreeMap<Arc<str>, BTreeSet<usize>>> = HashMap::new();
    for (from, shown) in edition.shown.iter().enumerate().filter(|(_, shown)| shown.role != Role::Section) {
        let mut point = |ty: &str, id: &str| {
            let to = folders.get(ty).and_then(|folder| edition.find(&format!("{folder}/{id}")));
            if let Some(to) = to.filter(|to| *to != from && has_page(*to)) {
                found.entry(to).or_default().entry(shown.ty.name.clone()).or_default().insert(from);
            }
        };
        each_reference(&shown.fields, &mut point);
    }
    let sorted = |entries: BTreeSet<usize>| {
        let mut entries: Vec<usize> = entries.into_iter().collect();
        if let Some(first) = entries.first().map(|first| &edition.shown[*first]) {
            list::sort(&mut entries, &first.ty.sort, &edition.shown, collation);
        }
        entries
    };
    let by_type = |types: BTreeMap<Arc<str>, BTreeSet<usize>>| {
        types.into_iter().map(|(ty, entries)| (ty, sorted(entries))).collect()
    };
    found.into_iter().map(|(to, types)| (to, by_type(types))).collect()
}

/// How many related entries a page names.
const RELATED: usize = 3;
/// How far into the entries that point at one thing is looked: beyond, everything is related to everything.
const FAR: usize = 50;

/// By entry, those of its type that point at what it points at: the more in common the earlier, then in the order of
/// their list.
pub(super) fn related(edition: &Edition, referenced_by: &References) -> HashMap<usize, Vec<usize>> {
    let mut common: HashMap<usize, BTreeMap<usize, usize>> = HashMap::new();
    for by_type in referenced_by.values() {
        for (ty, entries) in by_type {
            let near: Vec<usize> = entries.iter().copied().take(FAR).collect();
            for from in &near {
                // What a type holds in an order of its own needs no other.
                if edition.shown[*from].ty.nested || edition.shown[*from].ty.name != *ty {
                    continue;
                }
                for to in near.iter().filter(|to| *to != from) {
                    *common.entry(*from).or_default().entry(*to).or_default() += 1;
                }
            }
        }
    }
    let ranked = |counts: BTreeMap<usize, usize>| {
        let date = |at: usize| edition.shown[at].fields.text("date").unwrap_or_default();
        let mut entries: Vec<(usize, usize)> = counts.into_iter().collect();
        entries
            .sort_by(|a, b| b.1.cmp(&a.1).then_with(|| date(b.0).cmp(date(a.0))).then_with(|| a.0.cmp(&b.0)));
        entries.into_iter().map(|(at, _)| at).take(RELATED).collect()
    };
    common.into_iter().map(|(from, counts)| (from, ranked(counts))).collect()
}

fn each_reference(fields: &Fields, point: &mut impl FnMut(&str, &str)) {
    fields.0.iter().for_each(|(_, typed)| in_value(typed, point));
}

fn in_value(typed: &Typed, point: &mut impl FnMut(&str, &str)) {
    match &typed.value {
        TypedValue::Ref { ty, id } => point(ty, id),
        TypedValue::List(items) => items.iter().for_each(|item| in_value(item, point)),
        TypedValue::Object(fields) => each_reference(fields, point),
        _ => {}
    }
}
