//! What `theme.toml` names of the site's types: of lists the type and its fields, of crops the types, of sections the folder.
//!
//! All of it is told as a warning: types and fields are the site's to declare, and a theme that several sites share may well
//! have a list of what only one of them has. It is empty elsewhere, and nothing else is wrong.

use std::path::Path;
use std::sync::Arc;

use super::{List, Theme};
use crate::diagnostic::{Code, Diagnostic, Place, codes};
use crate::node::{Node, Pair};

/// A type of the site as themes name it: `story`, its folder `stories`, its fields and what follows from them.
type Known<'t> = (&'t str, &'t str, Vec<&'t str>);

/// What is named.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum What {
    /// A type.
    Type,
    /// The folder of one.
    Folder,
    /// A field of the type of this name.
    Field(String),
}

/// A name in theme.toml.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Named {
    pub(super) what: What,
    pub(super) name: String,
    pub(super) place: Place,
}

/// `[sections.tags]` is the page of all tags.
const TAGS: &str = "tags";
/// By what a list can be sorted and chosen that is no field: its place in the folder, and one of its tags.
const MADE: [&str; 2] = ["order", "tag"];

/// The types that a list (`type`) or a crop (`types`) names.
pub(super) fn named(node: &Node, file: &Arc<Path>) -> Vec<Named> {
    let several = node.get("types").and_then(Node::list).unwrap_or_default();
    let names = node.get("type").into_iter().chain(several);
    let named = |name: &Node| {
        let place = Place::new(file, name.span);
        Some(Named { what: What::Type, name: name.text()?.to_owned(), place })
    };
    names.filter_map(named).collect()
}

/// The fields that a list is sorted by and chosen by.
pub(super) fn fields(list: &List, node: &Node, file: &Arc<Path>) -> Vec<Named> {
    let sort = list.sort.strip_prefix('-').unwrap_or(&list.sort);
    let fields = list.conditions.iter().map(|condition| ("where", condition.field.as_str()));
    let all = std::iter::once(("sort", sort)).chain(fields);
    all.filter_map(|(key, name)| {
        let place = Place::new(file, node.get(key)?.span);
        Some(Named { what: What::Field(list.ty.clone()), name: name.to_owned(), place })
    })
    .collect()
}

/// The folder whose list a section shows.
pub(super) fn folder(section: &Pair, file: &Arc<Path>) -> Named {
    Named { what: What::Folder, name: section.key.to_string(), place: Place::new(file, section.key_span) }
}

/// A finding for each name the site does not know: nothing would be listed, sorted or cut.
pub fn check<'t>(theme: &Theme, types: impl Iterator<Item = Known<'t>>) -> Vec<Diagnostic> {
    let types: Vec<Known<'t>> = types.collect();
    theme.named.iter().filter_map(|named| unknown(named, &types)).collect()
}

fn unknown(Named { what, name, place }: &Named, types: &[Known<'_>]) -> Option<Diagnostic> {
    let (code, of, known): (Code, &str, Vec<&str>) = match what {
        What::Type => (codes::THEME_TYPE, "", types.iter().map(|ty| ty.0).collect()),
        What::Folder => (codes::THEME_SECTION, "", types.iter().map(|ty| ty.1).chain([TAGS]).collect()),
        What::Field(of) => {
            let (.., fields) = types.iter().find(|(name, ..)| name == of)?;
            (codes::THEME_FIELD, of, fields.iter().copied().chain(MADE).collect())
        }
    };
    let finding = || {
        let nearest = crate::text::nearest_few(name, known.iter().copied(), 8).join(", ");
        Diagnostic::new(code)
            .with("name", name)
            .with("of", of)
            .with("known", nearest)
            .nearest(name, known.iter().copied())
            .at(place.clone())
    };
    (!known.contains(&name.as_str())).then(finding)
}
