//! The rules, one file each. A rule reads what is shown and returns findings (G05); it changes nothing.

use crate::diagnostic::Diagnostic;
use crate::edition::Town;

mod references;
mod split;

/// Every rule, in the order they speak.
const RULES: &[fn(&Town<'_>) -> Vec<Diagnostic>] = &[references::check, split::check];

/// Lets every rule look at every town.
pub fn run(towns: &[Town<'_>]) -> Vec<Diagnostic> {
    towns.iter().flat_map(|town| RULES.iter().flat_map(move |rule| rule(town))).collect()
}
