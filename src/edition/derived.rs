//! What follows from the fields and is never typed: a company's level, a figure's newest point, a seat that is held.
//!
//! Derived values join the entry's fields, so templates, lists and `where` see them like any other. Which there are,
//! and what they mean, each type declares under `[derived.…]`; the rules are the domain's own (DESIGN §5).

use std::sync::Arc;

use jiff::civil::Date;

use crate::model::fields::{Fields, Typed, TypedValue};

/// Dot fields never draw more dots than this; larger goals are drawn to scale.
const MOST_DOTS: f64 = 2000.0;

/// Days before its deadline in which a grant closes soon.
pub(super) const CLOSES_SOON: i32 = 14;

/// The fields with what follows from them on a day.
pub(super) fn derive(ty: &str, fields: &Fields, today: Date) -> Fields {
    let mut all = fields.clone();
    let Some(place) = fields.0.first().map(|(_, typed)| typed.place.clone()) else { return all };
    for (name, value) in values(ty, fields, today) {
        all.0.push((Arc::from(name), Typed { place: place.clone(), value }));
    }
    all
}

/// What follows from the fields on a day. Days are the only clock here: `change` asks for the first moment of each.
pub(super) fn values(ty: &str, fields: &Fields, today: Date) -> Vec<(&'static str, TypedValue)> {
    match ty {
        "company" => company(fields),
        "figure" => figure(fields),
        "partner" => vec![("on_board", TypedValue::Bool(on_board(fields, today)))],
        "event" => vec![("past", TypedValue::Bool(past(fields, today)))],
        _ => Vec::new(),
    }
}

/// interested < member (has its certificate) < certified (has hired). The wall of fame is for hires in ordinary paid
/// work alone.
fn company(fields: &Fields) -> Vec<(&'static str, TypedValue)> {
    let ordinary = fields.list("hires").iter().any(|hire| match &hire.value {
        TypedValue::Object(hire) => hire.text("kind") == Some("ordinary"),
        _ => false,
    });
    let level = match () {
        () if ordinary => Some("certified"),
        () if fields.get("member_since").is_some() => Some("member"),
        () if fields.get("interested").is_some() || fields.get("hires").is_some() => Some("interested"),
        () => None,
    };
    let level = level.map(|level| ("level", TypedValue::Text(level.into())));
    level.into_iter().chain([("wall", TypedValue::Bool(ordinary))]).collect()
}

fn number(fields: &Fields, name: &str) -> Option<f64> {
    match fields.get(name)?.value {
        TypedValue::Number(number) => Some(number),
        _ => None,
    }
}

/// The newest point, progress towards the goal, and the dots that show it.
fn figure(fields: &Fields) -> Vec<(&'static str, TypedValue)> {
    let points = fields.list("points").iter().filter_map(|point| match &point.value {
        TypedValue::Object(point) => Some(point),
        _ => None,
    });
    let Some(newest) = points.max_by_key(|point| point.text("date").unwrap_or_default().to_owned()) else {
        return Vec::new();
    };
    let value = number(newest, "value").unwrap_or_default();
    let mut derived = vec![("newest", TypedValue::Object(newest.clone()))];
    let goal = fields.object("goal").and_then(|goal| number(goal, "value"));
    let percent = fields.text("suffix") == Some("%");
    if let Some(total) = goal.or(percent.then_some(100.0)).filter(|total| *total > 0.0) {
        let share = (value / total).clamp(0.0, 1.0);
        if goal.is_some() {
            derived.push(("progress", TypedValue::Number(share)));
        }
        let dots = if total > MOST_DOTS { 1000.0 } else { total.round() };
        let whole = |number: f64| TypedValue::Number(number.round());
        let place = fields.0[0].1.place.clone();
        let field = |name: &str, value| (Arc::from(name), Typed { place: place.clone(), value });
        let dots = Fields(vec![field("total", whole(dots)), field("filled", whole(dots * share))]);
        derived.push(("dots", TypedValue::Object(dots)));
    }
    derived
}

fn on_board(fields: &Fields, today: Date) -> bool {
    let today = today.to_string();
    fields.list("seats").iter().any(|seat| match &seat.value {
        TypedValue::Object(seat) => {
            seat.text("from").is_none_or(|from| from <= today.as_str())
                && seat.text("to").is_none_or(|to| to >= today.as_str())
        }
        _ => false,
    })
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
            Fields(pairs.into_iter().map(|(name, value)| (Arc::from(name), typed(value))).collect())
        };
        let one = |fields| TypedValue::List(vec![typed(TypedValue::Object(fields))]);
        let date = || TypedValue::Date("2020-01-01".into());
        let point = object(vec![("date", date()), ("value", TypedValue::Number(3.0))]);
        let goal = object(vec![("value", TypedValue::Number(9.0))]);
        let hire = object(vec![("kind", TypedValue::Text("ordinary".into()))]);
        let all = object(vec![
            ("hires", one(hire)),
            ("points", one(point)),
            ("goal", TypedValue::Object(goal)),
            ("seats", one(object(vec![("from", date())]))),
            ("start", date()),
        ]);
        let (types, _) = types::load(None, &Arc::from(Path::new("site.toml")));
        for ty in types.iter() {
            let derived = derive(&ty.name, &all, Date::constant(2026, 1, 1));
            let found: Vec<&str> = derived.0[all.0.len()..].iter().map(|(name, _)| &**name).collect();
            let undeclared: Vec<_> = found.iter().filter(|name| !ty.derives(name)).collect();
            assert!(undeclared.is_empty(), "{}.toml does not declare [derived.{undeclared:?}]", ty.name);
            // A grant's state is declared before the rule that derives it is here.
            let never = ty.derived.iter().filter(|field| !found.contains(&&*field.name));
            let never: Vec<&str> = never.map(|field| &*field.name).filter(|name| *name != "state").collect();
            assert!(never.is_empty(), "{}: {never:?} are declared and never derived", ty.name);
        }
    }
}
