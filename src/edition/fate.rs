//! What becomes of an entry in a town: whether it is shown, and of which texts in which layers it is made.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::tz::TimeZone;

use super::change::{self, Change};
use super::{Hidden, Moment, instant, last_day, overrides};
use crate::config::{Config, Initiative};
use crate::locale::Lang;
use crate::model::fields::Fields;
use crate::model::{Entry, Key, Model, Version};

/// The layers of an initiative that hold something, topmost first.
pub(super) type Stack<'a> = Vec<(&'a Arc<str>, &'a BTreeMap<Key, Entry>)>;

pub(super) fn stack<'m>(model: &'m Model, initiative: &Initiative) -> Stack<'m> {
    initiative.layers.iter().filter_map(|layer| model.layers.get_key_value(layer.as_str())).collect()
}

/// What becomes of an entry in a town.
pub(super) enum Fate<'a> {
    /// There is none of it.
    Nothing,
    Hidden(Hidden),
    Shown(Layered<'a>),
}

pub(super) fn fate<'a>(
    (config, moment, initiative): (&Config, Moment, &Initiative),
    (key, layers): (&'a Key, &Stack<'a>),
    changes: &mut Vec<Change>,
) -> Fate<'a> {
    let found = layers.iter().filter_map(|(layer, entries)| Some((*layer, entries.get(key)?)));
    let (names, entries): (Vec<&Arc<str>>, Vec<&Entry>) = found.unzip();
    if entries.iter().all(|entry| entry.versions.is_empty()) {
        return Fate::Nothing;
    }
    if overrides::is_hidden(&entries) {
        return Fate::Hidden(Hidden::Hidden);
    }
    let Some(original) = entries.iter().find_map(|entry| entry.original()) else {
        return Fate::Hidden(Hidden::Unread);
    };
    let form = &entries[0].form.name;
    let originals = entries.iter().filter_map(|entry| entry.original());
    let below: Vec<&Fields> = originals.skip(1).map(|original| &*original.fields).collect();
    let texts = |moment| match below.is_empty() {
        true => Vec::new(),
        false => texts((config, initiative), (&entries, &names), moment),
    };
    changes.extend(change::of((key, form), (&original.fields, &below), texts, (moment, config)));
    if let Some(reason) = reason(&original.fields, moment, &config.timezone) {
        return Fate::Hidden(reason);
    }
    let own = initiative.layers.first().is_some_and(|top| **top == **names[0]);
    let standing = standing(&entries, moment, &config.timezone);
    Fate::Shown(Layered { key, names, entries, standing, original, own })
}

/// One entry of a town, in all its layers.
pub(super) struct Layered<'a> {
    pub(super) key: &'a Key,
    /// The layers that have it, topmost first.
    pub(super) names: Vec<&'a Arc<str>>,
    /// The entry in each of them.
    pub(super) entries: Vec<&'a Entry>,
    /// For each of them, whether its original may be shown: no translation outlives the original it was made from.
    pub(super) standing: Vec<bool>,
    pub(super) original: &'a Version,
    /// Whether the town's own layer has it.
    pub(super) own: bool,
}

/// The text that readers of a language get: their own language first, in the topmost layer that has it; then the next language
/// of the chain. `None` where the original is the last resort, whatever its language.
pub(super) fn text<'a>(
    entries: &[&'a Entry],
    standing: &[bool],
    chain: &[Lang],
) -> Option<(usize, &'a Version)> {
    chain.iter().find_map(|lang| {
        let standing = entries.iter().enumerate().filter(|(depth, _)| standing[*depth]);
        standing.filter_map(|(depth, entry)| Some((depth, entry.version(lang)?))).next()
    })
}

/// Which text each edition of a town shows at a moment. With one original alone they never turn while the entry is shown.
fn texts(
    (config, initiative): (&Config, &Initiative),
    (entries, names): (&[&Entry], &[&Arc<str>]),
    moment: Moment,
) -> Vec<change::Text> {
    let standing = standing(entries, moment, &config.timezone);
    let last_resort = entries.iter().position(|entry| entry.original().is_some()).unwrap_or_default();
    let of = |lang: &Lang| {
        let (depth, version) = text(entries, &standing, config.chain(lang))
            .or_else(|| Some((last_resort, entries[last_resort].original()?)))?;
        Some(change::Text { edition: lang.clone(), layer: names[depth].clone(), lang: version.lang.clone() })
    };
    initiative.languages.iter().filter_map(of).collect()
}

/// Whether each layer's texts may be shown: a layer without an original translates that of the nearest layer below.
fn standing(entries: &[&Entry], moment: Moment, zone: &TimeZone) -> Vec<bool> {
    let stands = |depth: usize| {
        let original = entries[depth..].iter().find_map(|entry| entry.original());
        original.is_none_or(|original| reason(&original.fields, moment, zone).is_none())
    };
    (0..entries.len()).map(stands).collect()
}

/// Why an entry is not shown, by its original's fields.
pub(super) fn reason(fields: &Fields, moment: Moment, zone: &TimeZone) -> Option<Hidden> {
    let status = fields.text("status");
    let at = |name: &str| fields.text(name).and_then(|text| instant(text, zone));
    if let Some(consent) = fields.object("consent") {
        if consent.get("withdrawn").is_some() {
            return Some(Hidden::Withdrawn);
        }
        let today = moment.now.to_zoned(zone.clone()).date();
        if consent.text("expires").and_then(last_day).is_some_and(|last| last < today) {
            return Some(Hidden::ConsentEnded);
        }
    }
    if status == Some("archived") {
        return Some(Hidden::Archived);
    }
    if (fields.flag("draft") || matches!(status, Some("draft" | "review"))) && !moment.drafts {
        return Some(Hidden::Draft);
    }
    if at("publish_at").is_some_and(|at| at > moment.now) && !moment.future {
        return Some(Hidden::Future);
    }
    if at("expires_at").is_some_and(|at| at <= moment.now) && !moment.expired {
        return Some(Hidden::Expired);
    }
    None
}
