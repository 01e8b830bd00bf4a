//! What follows from the fields and is never typed: a company's level, a figure's newest point, a seat that is held.
//!
//! Derived values join the entry's fields, so templates, lists and `where` see them like any other. Which there are,
//! and what they mean, each type declares under `[derived.…]`; the rules are the domain's own (DESIGN §5). A date that
//! lacks its day counts from its first day where something begins, and to its last day where something ends.

use std::sync::Arc;

use jiff::ToSpan;
use jiff::civil::Date;

use super::{first_day, last_day};
use crate::model::fields::{Fields, Typed, TypedValue};

mod figure;

pub use figure::counts_people;

/// Days before its deadline in which a grant closes soon.
pub(super) const CLOSES_SOON: i32 = 14;

/// What derived values depend on beside the fields.
#[derive(Clone, Copy, Debug)]
pub(super) struct Day {
    /// The day in the site's time zone; the only clock here: `change` asks for the first moment of each.
    pub(super) date: Date,
    /// Groups of fewer people than this are never shown on their own.
    pub(super) min_cell: u64,
}

/// A derived value by its name.
type Values = Vec<(&'static str, TypedValue)>;

/// The fields with what follows from them on a day. What may not be shown as it was written is left out: a split of
/// which some cell is too small stands only in its derived `cells`.
pub(super) fn derive(ty: &str, mut all: Fields, day: Day) -> Fields {
    let Some(place) = all.0.first().map(|(_, typed)| typed.place.clone()) else { return all };
    for (name, value) in values(ty, &all, day) {
        let from = if name == "cells" { all.get("split") } else { None };
        let place = from.map_or(&place, |typed| &typed.place).clone();
        if figure::is_merged(&value) {
            all.0.retain(|(name, _)| **name != *"split");
        }
        all.0.push((Arc::from(name), Arc::new(Typed { place, value })));
    }
    all
}

/// A translation's fields over its original's, with what derived values need of the original.
pub(super) fn overlaid(ty: &str, original: &Fields, translation: &Fields) -> Fields {
    let fields = original.overlaid(translation);
    if ty == "figure" { figure::with_counts(original, fields) } else { fields }
}

/// What follows from the fields on a day.
pub(super) fn values(ty: &str, fields: &Fields, day: Day) -> Values {
    let truth = |name, holds| vec![(name, TypedValue::Bool(holds))];
    match ty {
        "company" => company(fields, day.date),
        "figure" => figure::values(fields, day),
        "grant" => vec![("state", TypedValue::Text(state(fields, day.date).into()))],
        "partner" => truth("on_board", fields.objects("seats").any(|seat| lasts(seat, day.date))),
        "programme" => vec![
            ("running", TypedValue::Bool(lasts(fields, day.date))),
            ("ended", TypedValue::Bool(ended(fields, "to", day.date))),
        ],
        "event" => truth("past", past(fields, day.date)),
        _ => Vec::new(),
    }
}

/// Whether a date is there and has come.
fn begun(fields: &Fields, name: &str, today: Date) -> bool {
    fields.text(name).and_then(first_day).is_some_and(|day| day <= today)
}

/// Whether a date is there and has passed.
fn ended(fields: &Fields, name: &str, today: Date) -> bool {
    fields.text(name).and_then(last_day).is_some_and(|day| day < today)
}

/// Whether a day lies between `from` and `to`; what does not say has begun, and has not ended.
fn lasts(fields: &Fields, today: Date) -> bool {
    (fields.get("from").is_none() || begun(fields, "from", today)) && !ended(fields, "to", today)
}

/// interested < member (has its certificate) < certified (has hired). The wall of fame is for hires in ordinary paid
/// work alone, and stays when a membership has ended; the level does not. What is dated ahead does not count yet.
fn company(fields: &Fields, today: Date) -> Values {
    let met: Vec<&Fields> = fields.objects("hires").filter(|hire| begun(hire, "date", today)).collect();
    let ordinary = || met.iter().filter(|hire| hire.text("kind") == Some("ordinary"));
    let first = ordinary().filter_map(|hire| hire.text("date")).min_by_key(|date| first_day(date));
    let level = match () {
        () if ended(fields, "member_until", today) => None,
        () if first.is_some() => Some("certified"),
        () if begun(fields, "member_since", today) => Some("member"),
        () if begun(fields, "interested", today) || !met.is_empty() => Some("interested"),
        () => None,
    };
    let mut derived = Vec::new();
    derived.extend(level.map(|level| ("level", TypedValue::Text(level.into()))));
    derived.push(("member", TypedValue::Bool(matches!(level, Some("member" | "certified")))));
    derived.push(("wall", TypedValue::Bool(first.is_some())));
    derived.extend(first.map(|date| ("certified_since", TypedValue::Date(date.into()))));
    let hired = ordinary().map(|hire| hire.int("count").unwrap_or(1)).fold(0, i64::saturating_add);
    derived.push(("hired", TypedValue::Int(hired)));
    derived
}

/// coming, open, closes_soon, closed. The deadline's own day is open to its end; money that has been given away is
/// closed; without a deadline a grant stays open.
fn state(fields: &Fields, today: Date) -> &'static str {
    let soon = today.checked_add(CLOSES_SOON.days()).unwrap_or(Date::MAX);
    match () {
        () if ended(fields, "deadline", today) || begun(fields, "awarded", today) => "closed",
        () if fields.get("opens").is_some() && !begun(fields, "opens", today) => "coming",
        () if fields.text("deadline").and_then(last_day).is_some_and(|day| day <= soon) => "closes_soon",
        () => "open",
    }
}

fn past(fields: &Fields, today: Date) -> bool {
    let last = fields.text("end").or(fields.text("start")).unwrap_or_default();
    last.get(..10).is_some_and(|day| day < today.to_string().as_str())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::diagnostic::Place;
    use crate::model::types;

    #[test]
    fn what_is_derived_is_declared() {
        let place = Place::file("x");
        let typed = |value| Typed { place: place.clone(), value };
        let object = |pairs: Vec<(&str, TypedValue)>| {
            Fields(pairs.into_iter().map(|(name, value)| (Arc::from(name), Arc::new(typed(value)))).collect())
        };
        let one = |fields| TypedValue::List(vec![typed(TypedValue::Object(fields))]);
        let date = || TypedValue::Date("2020-01-01".into());
        let point = object(vec![("date", date()), ("value", TypedValue::Number(300.0))]);
        let goal = object(vec![("value", TypedValue::Number(9.0))]);
        let hire = object(vec![("kind", TypedValue::Text("ordinary".into())), ("date", date())]);
        let cell = object(vec![("share", TypedValue::Number(100.0))]);
        let all = object(vec![
            ("hires", one(hire)),
            ("points", one(point)),
            ("goal", TypedValue::Object(goal)),
            ("seats", one(object(vec![("from", date())]))),
            ("start", date()),
            ("split", one(cell)),
        ]);
        let (types, _) = types::load(None, &Arc::from(Path::new("site.toml")));
        for ty in types.iter() {
            let derived =
                derive(&ty.name, all.clone(), Day { date: Date::constant(2026, 1, 1), min_cell: 5 });
            let found: Vec<&str> = derived.0[all.0.len()..].iter().map(|(name, _)| &**name).collect();
            let undeclared: Vec<_> = found.iter().filter(|name| !ty.derives(name)).collect();
            assert!(undeclared.is_empty(), "{}.toml does not declare [derived.{undeclared:?}]", ty.name);
            let never = ty.derived.iter().filter(|field| !found.contains(&&*field.name));
            let never: Vec<&str> = never.map(|field| &*field.name).collect();
            assert!(never.is_empty(), "{}: {never:?} are declared and never derived", ty.name);
        }
    }
}
