//! A figure as it is drawn: every place worked out here, so that a theme only puts ink on it.
//!
//! In: a figure's fields as the edition has them, and which way its language reads. Out: `chart`, a pure function of
//! the two: the series over time, the dots of its progress, the shares of its split. What a language writes is not
//! known here, only how wide it may be: labels are laid out for the widest, so that no language's overlap. For a
//! language that reads from the right every place is mirrored and no letter is.
//!
//! What may not be shown is not in the fields any more: points of the future are left out here, and groups too small
//! to stand alone were merged before (`edition/derived`).

use tera::{Map, Value};

use super::{keyed, map};
use crate::model::fields::Fields;

mod axis;
mod dots;
mod keys;
mod label;
mod series;

pub(super) use keys::{CHART, QUALIFIERS};
use label::Label;
use series::{Drawing, Point};

/// Units the picture is wide.
pub(super) const WIDTH: i32 = 600;

/// A horizontal or slanting stroke: from, to.
type Stroke = [i32; 4];

/// `chart` of a figure: `series`, `field`, `bar` and `shares`, each null where the figure has no such thing.
pub(super) fn chart(fields: &Fields, rtl: bool) -> Value {
    let figure = series::Figure::of(fields);
    let drawing = figure.draw().map(|drawing| if rtl { drawing.mirrored() } else { drawing });
    let series = drawing.map_or_else(Value::none, |drawing| series_value(&drawing, &figure.points));
    let cells: Vec<&Fields> = fields.objects("cells").collect();
    keyed(&[
        ("series", series),
        ("field", fields.object("dots").map_or_else(Value::none, field)),
        ("bar", fields.number("progress").map_or_else(Value::none, |share| bar(share, rtl))),
        ("shares", if cells.is_empty() { Value::none() } else { shares(&cells, rtl) }),
    ])
}

fn series_value(drawing: &Drawing, points: &[Point]) -> Value {
    let value = |point: usize| {
        let Point { value, to, .. } = &points[point];
        let qualifier = points[point].qualifier.map_or_else(Value::none, Value::from);
        let to = to.map_or_else(Value::none, super::value::number);
        [("value", super::value::number(*value)), ("to", to), ("qualifier", qualifier)]
    };
    let at = |(x, y): (i32, i32)| keyed(&[("x", Value::from(x)), ("y", Value::from(y))]);
    let levels =
        drawing.levels.iter().map(|label| placed(label, [("value", super::value::number(label.says))]));
    let times = drawing.times.iter().map(|label| {
        placed(label, [("date", Value::from(&*label.says.date)), ("form", Value::from(label.says.form))])
    });
    let values = drawing.values.iter().map(|label| placed(label, value(label.says)));
    let goal = drawing.goal.as_ref().map_or_else(Value::none, |goal| {
        keyed(&[
            ("path", Value::from(strokes(&[goal.stroke]))),
            ("key", Value::from(strokes(&[goal.key]))),
            ("x", Value::from(goal.label.0)),
            ("y", Value::from(goal.label.1)),
            ("ring", goal.ring.map_or_else(Value::none, at)),
        ])
    });
    let mut first: Map = map(value(0));
    first.extend(map([("date", Value::from(points[0].date))]));
    keyed(&[
        ("width", Value::from(WIDTH)),
        ("height", Value::from(drawing.height)),
        ("count", Value::from(points.len())),
        ("first", Value::from(first)),
        ("grid", Value::from(strokes(&drawing.grid))),
        ("base", Value::from(strokes(&[drawing.base]))),
        ("line", Value::from(polyline(&drawing.line))),
        ("spans", Value::from(strokes(&drawing.spans))),
        ("marks", Value::from(spots(&drawing.marks))),
        ("newest", Value::from(spots(&[drawing.newest]))),
        ("levels", Value::from(levels.collect::<Vec<Value>>())),
        ("times", Value::from(times.collect::<Vec<Value>>())),
        ("values", Value::from(values.collect::<Vec<Value>>())),
        ("goal", goal),
    ])
}

/// A label's place, and what it says.
fn placed<T, const N: usize>(label: &Label<T>, says: [(&'static str, Value); N]) -> Value {
    let mut all = map([
        ("x", Value::from(label.x)),
        ("y", Value::from(label.y)),
        ("anchor", Value::from(label.anchor.as_str())),
    ]);
    all.extend(map(says));
    Value::from(all)
}

/// The dots of a figure's progress, in rows as narrow as a phone wants them, and as wide as a page does.
fn field(dots: &Fields) -> Value {
    let whole = |name: &str| dots.number(name).map_or(0, |number| number as usize);
    let (filled, total) = (whole("filled"), whole("total"));
    let rows = |columns: usize| {
        let field = dots::field(filled, total, columns);
        keyed(&[
            ("width", Value::from(columns * dots::PITCH)),
            ("height", Value::from(field.height)),
            ("filled", Value::from(field.filled)),
            ("rest", Value::from(field.rest)),
        ])
    };
    keyed(&[("narrow", rows(40)), ("wide", rows(50))])
}

/// How much of the picture's width is reached.
fn bar(share: f64, rtl: bool) -> Value {
    let reached = (share.clamp(0.0, 1.0) * f64::from(WIDTH)).round() as i32;
    let (from, way) = if rtl { (WIDTH, "h-") } else { (0, "h") };
    keyed(&[
        ("width", Value::from(WIDTH)),
        ("all", Value::from(format!("M{from} 8{way}{WIDTH}"))),
        ("reached", Value::from(format!("M{from} 8{way}{reached}"))),
    ])
}

/// One band a share: its words above its dots.
fn shares(cells: &[&Fields], rtl: bool) -> Value {
    let parts: Vec<f64> = cells.iter().map(|cell| cell.number("share").unwrap_or_default()).collect();
    let mut y = 0;
    let bands: Vec<Value> = cells
        .iter()
        .zip(dots::hundred(&parts))
        .map(|(cell, count)| {
            let band = dots::band(count, y, rtl);
            y = band.bottom + dots::BETWEEN;
            keyed(&[
                ("x", Value::from(if rtl { WIDTH } else { 0 })),
                ("y", Value::from(band.words)),
                ("share", super::value::number(cell.number("share").unwrap_or_default())),
                ("merged", Value::from(cell.flag("merged"))),
                ("label", Value::from(label::shortened(cell.text("label").unwrap_or_default(), dots::ROOM))),
                ("path", Value::from(band.path)),
            ])
        })
        .collect();
    keyed(&[
        ("width", Value::from(WIDTH)),
        ("height", Value::from((y - dots::BETWEEN).max(1))),
        ("bands", Value::from(bands)),
    ])
}

fn strokes(all: &[Stroke]) -> String {
    let one = |[x, y, to_x, to_y]: &Stroke| match y == to_y {
        true => format!("M{x} {y}H{to_x}"),
        false if x == to_x => format!("M{x} {y}V{to_y}"),
        false => format!("M{x} {y}L{to_x} {to_y}"),
    };
    all.iter().map(one).collect()
}

fn polyline(points: &[(i32, i32)]) -> String {
    let step = |(at, (x, y)): (usize, &(i32, i32))| format!("{}{x} {y}", if at == 0 { 'M' } else { 'L' });
    points.iter().enumerate().map(step).collect()
}

/// Strokes without length: a round end makes each a dot.
fn spots(all: &[(i32, i32)]) -> String {
    all.iter().map(|(x, y)| format!("M{x} {y}h0")).collect()
}

#[cfg(test)]
mod tests;
