//! Which texts a translation is held against: the original as the town shows it, and the state it was made from.

use std::sync::Arc;

use super::overrides;
use crate::model::{Against, Entry, Version};

/// What the version of the entry at `depth` is held against; `None` for an original, and for a translation that says
/// nothing of its base where the town changed nothing either.
pub(super) fn against(entries: &[&Entry], depth: usize, version: &Version) -> Option<Arc<Against>> {
    let first = |from: usize| {
        entries.iter().enumerate().skip(from).find_map(|(depth, entry)| Some((depth, entry.original()?)))
    };
    let (top, original) = first(0)?;
    let proper = first(depth).map_or(original, |(_, proper)| proper);
    if version.lang == original.lang || version.source == proper.source {
        return None;
    }
    let over = overrides::over(entries, top, &original.lang).unwrap_or_default();
    let base = version.fields.text("base").map(Box::from);
    if base.is_none() && proper.source == original.source && over.is_empty() {
        return None;
    }
    let under = entries.iter().skip(depth + 1).find_map(|entry| entry.version(&version.lang));
    let (proper, original, under) = (proper.source, original.source, under.map(|version| version.source));
    Some(Arc::new(Against { base, proper, original, over, under }))
}
