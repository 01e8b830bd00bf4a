//! A public body's site says how accessible it is (`G0514`): site.toml names the statement, or the site has its page.

use super::Look;
use crate::diagnostic::{Diagnostic, codes};

/// The page that is the statement where site.toml names no other.
const PAGE: &str = "pages/accessibility";

pub(super) fn check(look: &Look<'_>) -> Vec<Diagnostic> {
    let public = look.towns.iter().filter(|town| town.initiative.owner.as_deref() == Some("public"));
    let without = public.filter(|town| {
        let shown = town.editions.first().is_some_and(|edition| edition.find(PAGE).is_some());
        town.initiative.accessibility.is_none() && !shown
    });
    without
        .map(|town| {
            let finding = Diagnostic::new(codes::NO_ACCESSIBILITY).with("town", &town.initiative.id);
            finding.at(town.initiative.place.clone())
        })
        .collect()
}
