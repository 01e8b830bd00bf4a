//! `[pages.…]` of a type: what an entry has beside its own page, such as a company's certificate.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use super::load::by_language;
use crate::diagnostic::Place;
use crate::locale::Lang;
use crate::node::{Pair, Reader};

/// A page an entry may have below its own.
#[derive(Clone, PartialEq, Debug)]
pub struct Further {
    /// What templates know it by.
    pub name: Arc<str>,
    /// Its template.
    pub template: String,
    /// The last part of its address, below the entry's, by language; without one, its name.
    pub routes: BTreeMap<Lang, String>,
    /// What it is called.
    pub names: BTreeMap<Lang, String>,
    /// Which entries have it, written as a list's `where`; without one, all.
    pub condition: Option<String>,
    /// Where site.toml declares it; `None` for the program's own, which a theme may go without.
    pub place: Option<Place>,
}

/// The further pages a type declares.
pub(super) fn read<'a>(reader: &mut Reader<'a>, file: &'a Arc<Path>) -> Vec<Further> {
    let pairs = reader.table("pages").unwrap_or_default();
    pairs.iter().filter_map(|pair| one(pair, file, reader)).collect()
}

/// One page; `None` where it has no template.
fn one<'a>(pair: &'a Pair, file: &'a Arc<Path>, ty: &mut Reader<'a>) -> Option<Further> {
    let mut reader = Reader::new(file, &pair.value);
    let template = reader.required("template").map(str::to_owned);
    reader.table("route");
    reader.table("names");
    let further = template.map(|template| Further {
        name: Arc::from(&*pair.key),
        template,
        routes: by_language(reader.node("route")),
        names: by_language(reader.node("names")),
        condition: reader.text("where").map(str::to_owned),
        place: (**file != *super::load::built_in()).then(|| Place::new(file, pair.value.span)),
    });
    reader.node("where");
    for finding in reader.finish(&[("filter", "where"), ("title", "names"), ("routes", "route")]) {
        ty.say(finding);
    }
    further
}

/// Adds further pages to a type's own; one of the same name takes its place.
pub(super) fn lay_over(known: &mut Vec<Further>, added: Vec<Further>) {
    for further in added {
        match known.iter_mut().find(|other| other.name == further.name) {
            Some(other) => *other = further,
            None => known.push(further),
        }
    }
}
