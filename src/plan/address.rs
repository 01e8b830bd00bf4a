//! What addresses are made of: routes, slugs, nested folders. The rules are DESIGN §5, "Addresses".

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::edition::{Edition, Shown};
use crate::locale::Lang;

type Routes = BTreeMap<String, BTreeMap<String, String>>;

/// The words of addresses that belong to no type.
static WORDS: LazyLock<Routes> =
    LazyLock::new(|| toml::from_str(include_str!("routes.toml")).expect("the built-in routes are valid"));

/// A type's first segment in the first language of the chain that has one, else English; `None` where the type has
/// no routes.
pub(super) fn route<'a>(routes: &'a BTreeMap<Lang, String>, chain: &[Lang]) -> Option<&'a str> {
    let english = Lang::parse("en");
    chain.iter().chain(english.iter()).find_map(|lang| routes.get(lang)).map(String::as_str)
}

/// One of the words of `routes.toml`.
pub fn word(name: &str, chain: &[Lang]) -> &'static str {
    let words = &WORDS[name];
    chain
        .iter()
        .find_map(|lang| words.get(lang.as_str()))
        .or_else(|| words.get("en"))
        .map_or("", String::as_str)
}

/// The entry's own part of its address: its language's slug, else the folder's name.
fn own_slug(shown: &Shown) -> String {
    match &shown.slug {
        Some(slug) => crate::text::nfc(slug),
        None => shown.key.rsplit('/').next().unwrap_or_default().to_owned(),
    }
}

/// An entry's folder below the town's root, with a slash at its end.
pub(super) fn of_entry(edition: &Edition, shown: &Shown, prefix: &str) -> String {
    let mut address = prefix.to_owned();
    let route = route(&shown.ty.routes, &edition.chain).unwrap_or_default();
    if !route.is_empty() {
        address.push_str(route);
        address.push('/');
    }
    if shown.ty.nested {
        for parent in parents(&shown.key) {
            let slug = match edition.find(parent) {
                Some(at) => own_slug(&edition.shown[at]),
                None => parent.rsplit('/').next().unwrap_or_default().to_owned(),
            };
            address.push_str(&slug);
            address.push('/');
        }
    }
    address.push_str(&own_slug(shown));
    address.push('/');
    address
}

/// The keys above an entry's, outermost first, the type's folder left out: `handbook/a/b/c` → `handbook/a`,
/// `handbook/a/b`.
pub fn parents(key: &str) -> impl Iterator<Item = &str> {
    key.match_indices('/').skip(1).map(|(at, _)| &key[..at])
}
