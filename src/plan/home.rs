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

fn prefix(lang: &Lang, first: &Lang) -> String {
    if lang == first { String::new() } else { format!("{lang}/") }
}
