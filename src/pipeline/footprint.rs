//! Where one entry stands on the site, or would if it were shown: what a withdrawal must remember.

use std::sync::Arc;

use super::{Options, withdrawn::Withdrawn};
use crate::config::{self, Overrides};
use crate::diagnostic::Diagnostic;
use crate::disk::Disk;
use crate::edition::{self, Moment};
use crate::model::fields::Fields;
use crate::{model, plan, source, theme};

/// Fields that may hide an entry.
const HIDING: [&str; 5] = ["consent", "status", "draft", "publish_at", "expires_at"];

/// Adds every address of a layer's entry, its further pages and old addresses too, in every town and language, and tells how
/// many they are.
///
/// # Errors
/// Why the project cannot be read so far: then nobody knows its addresses.
pub fn footprint(
    disk: &dyn Disk,
    options: &Options,
    (layer, key): (&str, &str),
    into: &mut Withdrawn,
) -> Result<usize, Vec<Diagnostic>> {
    let (config, _) = config::load(disk, &options.root, &Overrides { base_url: None })?;
    let (types, _) = model::types::load(config.types.as_ref(), &config.file);
    let (sources, _) = source::read(disk, &options.root, &config);
    let (mut model, _) = model::build(&config, types, &sources.files, &sources.unread);
    let entry = model.layers.get_mut(layer).and_then(|entries| entries.get_mut(key));
    let Some(entry) = entry else { return Ok(0) };
    for version in &mut entry.versions {
        let shown = version.fields.0.iter().filter(|(name, _)| !HIDING.contains(&&**name)).cloned();
        version.fields = Arc::new(Fields(shown.collect()));
    }
    let (theme, _) = theme::load(disk, &options.root, &config)?;
    let towns = edition::decide(&config, &model, Moment::from(options), None, &[]);
    let (plan, _) = plan::make(&config, (&towns, &[]), &theme.shape(), &sources.statics);
    let mut count = 0;
    for town in plan.towns.iter().filter(|town| town.town.initiative.layers.iter().any(|own| own == layer)) {
        for (edition, planned) in town.town.editions.iter().zip(&town.editions) {
            let Some(entry) = edition.find(key) else { continue };
            for page in planned.pages.iter().filter(|page| planned.entry_of(page) == Some(entry)) {
                into.add_address(page.path.as_str());
                count += 1;
            }
        }
    }
    Ok(count)
}
