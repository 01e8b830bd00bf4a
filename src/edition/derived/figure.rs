//! What follows from a figure: its newest point, progress, dots, and the cells of its split that may be shown.

use std::sync::Arc;

use jiff::civil::Date;

use super::{Day, Values, begun, ended};
use crate::diagnostic::Place;
use crate::model::fields::{Fields, Typed, TypedValue};

/// Dot fields never draw more dots than this; larger goals are drawn to scale.
const MOST_DOTS: f64 = 2000.0;

/// Whether a derived value is cells of which some stand together.
pub(super) fn is_merged(value: &TypedValue) -> bool {
    let TypedValue::List(cells) = value else { return false };
    cells.iter().any(|cell| matches!(&cell.value, TypedValue::Object(cell) if cell.flag("merged")))
}

/// Whether a figure counts people. It does unless it says `counts: other`: a slip then hides a number, never a person.
pub fn counts_people(fields: &Fields) -> bool {
    fields.text("counts") != Some("other")
}

pub(super) fn values(fields: &Fields, day: Day) -> Values {
    let mut derived = Vec::new();
    let newest = newest(fields, day.date);
    if let Some(newest) = newest {
        derived.push(("newest", TypedValue::Object(newest.clone())));
        derived.extend(progress(fields, newest));
    }
    if let Some(goal) = fields.object("goal") {
        derived.push(("goal_ended", TypedValue::Bool(ended(goal, "by", day.date))));
    }
    if let Some(split) = fields.get("split") {
        // People who are not counted yet may be few.
        let value = || newest.and_then(|newest| newest.number("value")).unwrap_or_default();
        let people = counts_people(fields).then(value);
        derived.push(("cells", cells(fields, &split.place, people, day.min_cell)));
    }
    derived
}

/// The newest point that has come; one dated ahead is a plan, not a count.
fn newest(fields: &Fields, today: Date) -> Option<&Fields> {
    fields
        .objects("points")
        .filter(|point| begun(point, "date", today))
        .max_by_key(|point| point.text("date").unwrap_or_default())
}

/// Progress towards the goal, and the dots that show it.
fn progress(fields: &Fields, newest: &Fields) -> Values {
    let mut derived = Vec::new();
    let value = newest.number("value").unwrap_or_default();
    let goal = fields.object("goal").and_then(|goal| goal.number("value"));
    let percent = fields.text("suffix") == Some("%");
    if let Some(total) = goal.or(percent.then_some(100.0)).filter(|total| *total > 0.0) {
        let share = (value / total).clamp(0.0, 1.0);
        if goal.is_some() {
            derived.push(("progress", TypedValue::Number(share)));
        }
        let dots = if total > MOST_DOTS { 1000.0 } else { total.round() };
        let whole = |number: f64| TypedValue::Number(number.round());
        let place = fields.0[0].1.place.clone();
        let dots = [("total", whole(dots)), ("filled", whole(dots * share))];
        derived.push(("dots", object(dots, &place)));
    }
    derived
}

fn object(fields: impl IntoIterator<Item = (&'static str, TypedValue)>, place: &Place) -> TypedValue {
    let field = |(name, value)| (Arc::from(name), Arc::new(Typed { place: place.clone(), value }));
    TypedValue::Object(Fields(fields.into_iter().map(field).collect()))
}

/// A translation's split with the numbers of people the original gives, cell by cell: a translator need not repeat
/// them, and every language merges the same cells.
pub(super) fn with_counts(original: &Fields, mut translated: Fields) -> Fields {
    let counts: Vec<Option<Typed>> =
        original.objects("split").map(|cell| cell.get("count").cloned()).collect();
    let split = translated.0.iter_mut().find(|(name, _)| **name == *"split");
    if let Some((_, split)) = split
        && let TypedValue::List(cells) = &mut Arc::make_mut(split).value
    {
        for (cell, count) in cells.iter_mut().zip(counts) {
            if let (TypedValue::Object(cell), Some(count)) = (&mut cell.value, count)
                && cell.get("count").is_none()
            {
                cell.0.push((Arc::from("count"), Arc::new(count)));
            }
        }
    }
    translated
}

/// One cell of a split.
struct Cell {
    label: Option<TypedValue>,
    share: f64,
    /// How many people it holds, where that can be told.
    people: Option<f64>,
    merged: bool,
}

/// `{label, share, merged}` a cell: those too small to be shown stand together, without a label, last.
fn cells(fields: &Fields, place: &Place, people: Option<f64>, min_cell: u64) -> TypedValue {
    let cells = fields.objects("split").map(|cell| {
        let share = cell.number("share").unwrap_or_default();
        let counted = cell.number("count").or_else(|| Some(people? * share / 100.0));
        let label = cell.get("label").map(|label| label.value.clone());
        Cell { label, share, people: counted, merged: false }
    });
    let cells = merge(cells.collect(), min_cell as f64).into_iter().map(|cell| {
        let share = ("share", TypedValue::Number((cell.share * 1000.0).round() / 1000.0));
        let label = cell.label.map(|label| ("label", label));
        let merged = ("merged", TypedValue::Bool(cell.merged));
        Typed { place: place.clone(), value: object(label.into_iter().chain([share, merged]), place) }
    });
    TypedValue::List(cells.collect())
}

/// Puts cells of fewer people than `least` together with the next smallest until the group itself has enough, so that
/// no cell can be worked out from the others. Cells of one size go together, so that the order they stand in, which
/// may differ between languages, decides nothing. What cannot be counted is not too small.
fn merge(cells: Vec<Cell>, least: f64) -> Vec<Cell> {
    let size = |cell: &Cell| cell.people.unwrap_or(f64::INFINITY);
    let mut sizes: Vec<f64> = cells.iter().map(size).filter(|size| size.is_finite()).collect();
    sizes.sort_by(f64::total_cmp);
    let small = sizes.iter().filter(|size| **size < least).count();
    if small == 0 {
        return cells;
    }
    let mut group = 0.0;
    let enough = sizes.iter().enumerate().find_map(|(at, size)| {
        group += size;
        (at + 1 >= small && at > 0 && group >= least).then_some(*size)
    });
    // A group that never has enough takes everything in, and nothing is left to tell apart.
    let limit = enough.unwrap_or(f64::INFINITY);
    let (within, mut shown): (Vec<Cell>, Vec<Cell>) = cells.into_iter().partition(|cell| size(cell) <= limit);
    let share = within.iter().map(|cell| cell.share).sum();
    shown.push(Cell { label: None, share, people: None, merged: true });
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shares(people: &[f64]) -> Vec<(f64, bool)> {
        let total: f64 = people.iter().sum();
        let cell = |people: &f64| Cell {
            label: None,
            share: people / total * 100.0,
            people: Some(*people),
            merged: false,
        };
        let merged = merge(people.iter().map(cell).collect(), 5.0);
        merged.iter().map(|cell| ((cell.share * total / 100.0).round(), cell.merged)).collect()
    }

    #[test]
    fn small_cells_stand_together_and_the_group_is_never_small() {
        assert_eq!(shares(&[50.0, 45.0, 5.0]), [(50.0, false), (45.0, false), (5.0, false)]);
        assert_eq!(shares(&[50.0, 4.0, 3.0]), [(50.0, false), (7.0, true)]);
        // One small cell takes the next smallest along: alone it would be what is left of a hundred.
        assert_eq!(shares(&[50.0, 20.0, 3.0]), [(50.0, false), (23.0, true)]);
        assert_eq!(shares(&[50.0, 2.0, 1.0, 8.0]), [(50.0, false), (11.0, true)]);
        assert_eq!(shares(&[50.0, 3.0]), [(53.0, true)]);
        assert_eq!(shares(&[1.0, 1.0]), [(2.0, true)]);
        assert_eq!(shares(&[0.0, 60.0, 40.0]), [(60.0, false), (40.0, true)]);
    }

    #[test]
    fn the_order_of_equal_cells_decides_nothing() {
        assert_eq!(shares(&[9.0, 9.0, 3.0, 50.0]), [(50.0, false), (21.0, true)]);
        assert_eq!(shares(&[3.0, 9.0, 50.0, 9.0]), [(50.0, false), (21.0, true)]);
    }
}
