//! The types that `theme.toml` names: those of its lists, and those whose entries' pictures it cuts.

use std::path::Path;
use std::sync::Arc;

use super::Theme;
use crate::diagnostic::{Diagnostic, Place, codes};
use crate::node::Node;

/// The types that a list (`type`) or a crop (`types`) names, with where.
pub(super) fn named(node: &Node, file: &Arc<Path>) -> Vec<(String, Place)> {
    let several = node.get("types").and_then(Node::list).unwrap_or_default();
    let names = node.get("type").into_iter().chain(several);
    names.filter_map(|name| Some((name.text()?.to_owned(), Place::new(file, name.span)))).collect()
}

/// A finding for each type a theme names that the site lacks: nothing would be listed, and no picture cut.
pub fn check<'t>(theme: &Theme, types: impl Iterator<Item = &'t str>) -> Vec<Diagnostic> {
    let known: Vec<&str> = types.collect();
    let unknown = theme.types.iter().filter(|(name, _)| !known.contains(&name.as_str()));
    let finding = |(name, place): &(String, Place)| {
        Diagnostic::new(codes::THEME_TYPE)
            .with("name", name)
            .with("known", known.join(", "))
            .nearest(name, known.iter().copied())
            .at(place.clone())
    };
    unknown.map(finding).collect()
}
