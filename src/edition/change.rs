//! When the site will change by itself, and why.
//!
//! Nothing is foretold twice: at every moment an entry's dates could matter, what the build would decide is asked of the
//! same functions that decide it (`super::reason`, `derived`), and where the answer turns, there is a change.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use super::derived::Day;
use super::{Hidden, Moment, derived, first_day, instant, last_day, reason};
use crate::config::Config;
use crate::locale::Lang;
use crate::model::Key;
use crate::model::fields::{Fields, Typed, TypedValue};

/// A moment at which something of an entry turns.
#[derive(Clone, PartialEq, Debug)]
pub struct Change {
    /// When.
    pub at: Timestamp,
    /// Which entry.
    pub key: Key,
    /// What turns.
    pub turns: Vec<Turn>,
}

/// What turns.
#[derive(Clone, PartialEq, Debug)]
pub enum Turn {
    /// Whether it is shown: the reason it was hidden before, and after; `None` while it is shown.
    Shown(Option<Hidden>, Option<Hidden>),
    /// A derived value, by name: before and after.
    Derived(&'static str, Option<TypedValue>, Option<TypedValue>),
    /// Which text an edition shows, before and after: one of a lower layer comes or goes with the original it translates.
    Text(Text, Text),
}

/// A text that an edition shows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Text {
    /// The edition's language.
    pub edition: Lang,
    /// The layer the text lies in.
    pub layer: Arc<str>,
    /// The text's own language.
    pub lang: Lang,
}

/// Everything about an entry that will turn after the moment: by its original's fields, and by those of originals `below` it
/// in other layers, on which hangs which `texts` are shown.
pub(super) fn of(
    (key, ty): (&Key, &str),
    (fields, below): (&Fields, &[&Fields]),
    texts: impl Fn(Moment) -> Vec<Text>,
    (moment, config): (Moment, &Config),
) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut before = None;
    let state = |moment| State { texts: texts(moment), ..state(ty, fields, moment, config) };
    let coming = |fields: &Fields| moments(fields, moment.now, &config.timezone);
    let mut moments = coming(fields);
    moments.extend(below.iter().flat_map(|fields| coming(fields)));
    for at in moments {
        let earlier = before.unwrap_or_else(|| state(moment));
        let after = state(Moment { now: at, ..moment });
        let mut turns = Vec::new();
        if earlier.hidden != after.hidden {
            turns.push(Turn::Shown(earlier.hidden, after.hidden));
        }
        // What is hidden before and after changes no page.
        if earlier.hidden.is_none() && after.hidden.is_none() {
            turns.extend(turned(&earlier.values, &after.values));
            let both = earlier.texts.into_iter().zip(after.texts.iter().cloned());
            turns.extend(both.filter(|(old, new)| old != new).map(|(old, new)| Turn::Text(old, new)));
        }
        if !turns.is_empty() {
            changes.push(Change { at, key: key.clone(), turns });
        }
        before = Some(after);
    }
    changes
}

/// What readers see of an entry at a moment.
struct State {
    hidden: Option<Hidden>,
    values: Vec<(&'static str, TypedValue)>,
    /// By edition, in a fixed order.
    texts: Vec<Text>,
}

fn state(ty: &str, fields: &Fields, moment: Moment, config: &Config) -> State {
    let date = moment.now.to_zoned(config.timezone.clone()).date();
    let day = Day { date, min_cell: config.privacy.min_cell };
    State {
        hidden: reason(fields, moment, &config.timezone),
        values: derived::values(ty, fields, day),
        texts: Vec::new(),
    }
}

fn turned(before: &[(&'static str, TypedValue)], after: &[(&'static str, TypedValue)]) -> Vec<Turn> {
    let value = |values: &[(&'static str, TypedValue)], name: &str| {
        values.iter().find(|(known, _)| *known == name).map(|(_, value)| value.clone())
    };
    let names: BTreeSet<&'static str> = before.iter().chain(after).map(|(name, _)| *name).collect();
    let turns = names.into_iter().map(|name| (name, value(before, name), value(after, name)));
    turns
        .filter(|(_, before, after)| before != after)
        .map(|(name, before, after)| Turn::Derived(name, before, after))
        .collect()
}

/// Every moment still to come at which a date among the fields could matter: the moment itself, the beginning of its
/// day, the beginning of the day after, and as long before as a deadline is announced.
fn moments(fields: &Fields, now: Timestamp, zone: &TimeZone) -> BTreeSet<Timestamp> {
    let mut moments = BTreeSet::new();
    for (_, typed) in &fields.0 {
        each_date(typed, &mut |text| {
            let days = first_day(text).into_iter().chain(last_day(text)).flat_map(around);
            moments.extend(days.filter_map(|day| instant(&day.to_string(), zone)));
            moments.extend(instant(text, zone));
        });
    }
    moments.retain(|at| *at > now);
    moments
}

fn around(day: Date) -> impl Iterator<Item = Date> {
    let spans = [-derived::CLOSES_SOON, 0, 1];
    spans.into_iter().filter_map(move |days| day.checked_add(days.days()).ok())
}

fn each_date(typed: &Typed, then: &mut impl FnMut(&str)) {
    match &typed.value {
        TypedValue::Date(text) => then(text),
        TypedValue::List(items) => items.iter().for_each(|item| each_date(item, then)),
        TypedValue::Object(fields) => fields.0.iter().for_each(|(_, typed)| each_date(typed, then)),
        _ => {}
    }
}
