//! The address of a page where it is at home, for a town that shows it untouched.

use super::{PageKind, TownPlan, address};
use crate::edition::{Edition, Elsewhere, Shown, Town};
use crate::locale::Lang;

impl TownPlan<'_> {
    /// Where search engines are to look for a page that is at home on another site; `None` for the town's own pages.
    pub fn home_of(&self, edition: usize, kind: &PageKind, default: &Lang) -> Option<String> {
        let (at, further) = match kind {
            PageKind::Entry(at) => (*at, None),
            PageKind::Further(at, number) => (*at, Some(*number)),
            _ => return None,
        };
        let shown = &self.town.editions[edition].shown[at];
        let folder = |prefix: &str, there: &Edition, shown: &Shown| {
            let mut address = address::of_entry(there, shown, prefix);
            if let Some(further) = further.and_then(|number| shown.ty.further.get(number)) {
                address.push_str(address::route(&further.routes, &there.chain).unwrap_or(&further.name));
                address.push('/');
            }
            address
        };
        let (base_url, address) = match shown.home.as_ref()? {
            Elsewhere::Town(home) => {
                let home: &Town<'_> = &self.homes[*home];
                let there = home.editions.iter().find(|edition| edition.lang == shown.lang)?;
                let prefix = prefix(&there.lang, home.initiative.first_language());
                let page = &there.shown[there.find(&shown.key)?];
                (home.initiative.base_url.as_str(), folder(&prefix, there, page))
            }
            // Another site is taken to have the same addresses, its source language at the root.
            Elsewhere::Site(address) => {
                let here = self.town.editions.iter().find(|edition| edition.lang == shown.lang)?;
                let page = &here.shown[here.find(&shown.key)?];
                (&**address, folder(&prefix(&shown.lang, default), here, page))
            }
        };
        let segments: Vec<String> = address.split('/').map(crate::text::encode_segment).collect();
        Some(format!("{base_url}/{}", segments.join("/")))
    }
}

impl<'a> TownPlan<'a> {
    /// The towns this one gathers, in the order site.toml names them.
    pub fn gathered(&self) -> Vec<&'a Town<'a>> {
        let gathers = self.town.initiative.gathers.iter();
        gathers.filter_map(|(id, _)| self.homes.iter().find(|town| town.initiative.id == *id)).collect()
    }
}

/// The whole address of a town's home page in one of its languages.
pub fn home_page(town: &Town<'_>, edition: &Edition) -> String {
    let prefix = prefix(&edition.lang, town.initiative.first_language());
    format!("{}/{prefix}", town.initiative.base_url)
}

/// The whole address of an entry on its own town's site; `None` for one without a page.
pub fn page_at_home(town: &Town<'_>, edition: &Edition, shown: &Shown) -> Option<String> {
    shown.ty.template.as_ref()?;
    let prefix = prefix(&edition.lang, town.initiative.first_language());
    let address = address::of_entry(edition, shown, &prefix);
    let segments: Vec<String> = address.split('/').map(crate::text::encode_segment).collect();
    Some(format!("{}/{}", town.initiative.base_url, segments.join("/")))
}

fn prefix(lang: &Lang, first: &Lang) -> String {
    if lang == first { String::new() } else { format!("{lang}/") }
}
