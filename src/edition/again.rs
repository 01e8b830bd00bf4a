//! One entry decided anew, in the place it had among all that a town shows.

use super::fate::{Fate, fate, stack};
use super::home::Homes;
use super::variables::Filling;
use super::{Making, Merged, Moment, Shown, Town, day, overrides, show};
use crate::config::Config;
use crate::model::{Key, Model};

/// Decides one entry of a town again, after its fields have changed. Gives it as it was, by edition; nothing where the
/// town does not show it. `None` where it comes, goes, stands together from other texts or has something wrong with it:
/// then more hangs on it than itself, and the whole town is to be decided.
pub fn again(
    (config, model, moment): (&Config, &Model, Moment),
    town: &mut Town<'_>,
    homes: &[Town<'_>],
    key: &Key,
) -> Option<Vec<Shown>> {
    if !overrides::is_sound(config, model, key) {
        return None;
    }
    let initiative = town.initiative;
    let mut merged = Merged::new(day(config, moment));
    let homes = Homes { config, towns: homes, town: &initiative.id };
    let mut making = Making { merged: &mut merged, filling: Filling::new(config, initiative), homes };
    let mut changes = Vec::new();
    let at = town.editions.first().and_then(|edition| edition.find(key));
    let before =
        match (fate((config, moment, initiative), (key, &stack(model, initiative)), &mut changes), at) {
            (Fate::Nothing, None) => Vec::new(),
            (Fate::Hidden(reason), None) if town.hidden.get(key) == Some(&reason) => Vec::new(),
            (Fate::Shown(layered), Some(at)) => {
                let new: Vec<Shown> =
                    town.editions.iter().map(|edition| show(&layered, edition, &mut making)).collect();
                let old = town.editions.iter().map(|edition| &edition.shown[at]);
                if old.zip(&new).any(|(old, new)| (old.source, &old.over) != (new.source, &new.over)) {
                    return None;
                }
                let places = town.editions.iter_mut().map(|edition| &mut edition.shown[at]);
                places.zip(new).map(|(place, new)| std::mem::replace(place, new)).collect()
            }
            _ => return None,
        };
    town.changes.retain(|change| change.key != *key);
    town.changes.extend(changes);
    town.changes.sort_by(|a, b| (a.at, &a.key).cmp(&(b.at, &b.key)));
    let lacking = making.filling.lacking();
    town.lacking.retain(|known| !model.files_of(key).any(|file| **file == *known.place.file));
    town.lacking.extend(lacking);
    town.lacking.sort_unstable();
    Some(before)
}
