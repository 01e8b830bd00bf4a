//! A figure over time: solid to the newest point, dashed to the goal.

use super::axis::{self, Days, Frame, Time};
use super::label::{Anchor, Area, BOLD, Label, PLAIN, letters};
use super::{Stroke, WIDTH};
use crate::model::fields::Fields;

/// Numbers beyond are no counts of anything here; the table has them.
const MOST: f64 = 1e15;
/// The most the numbers of the levels may take from the plot.
const MARGIN: i32 = 200;
/// The plot's height.
const HEIGHT: i32 = 230;
/// Above the plot, for the value of a point at its top.
const HEAD: i32 = 44;
/// Above that, for the goal's words.
const LANE: i32 = 38;
/// Below the plot, for the dates.
const FOOT: i32 = 52;
/// Room at either end for half a dot.
const EDGE: i32 = 14;
/// From a point to the words above it, and to the line of those below.
const LIFT: i32 = 16;
const DROP: i32 = 38;
/// More points than this are a line without dots.
const DOTS: usize = 60;
/// Up to so many points each has its value beside it, where there is room.
const NAMED: usize = 6;
/// Letters of the longest word that says how sure a number is, with its space.
const QUALIFIER: usize = 12;

/// A measurement.
pub(super) struct Point<'a> {
    pub(super) date: &'a str,
    pub(super) value: f64,
    pub(super) to: Option<f64>,
    pub(super) qualifier: Option<&'a str>,
    days: Days,
}

impl Point<'_> {
    /// Where the line goes through: the middle of a range.
    fn height(&self) -> f64 {
        self.to.map_or(self.value, |to| (self.value + to) / 2.0)
    }
}

/// What is drawn of a figure.
pub(super) struct Figure<'a> {
    /// Those that have come, in the order they are drawn.
    pub(super) points: Vec<Point<'a>>,
    /// Which of them is the newest: a year alone is drawn at its middle, and may stand behind a day of that year.
    pub(super) newest: usize,
    goal: Option<(f64, Option<&'a str>)>,
    suffix: usize,
}

/// A picture of it.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Drawing {
    pub(super) height: i32,
    pub(super) grid: Vec<Stroke>,
    pub(super) base: Stroke,
    pub(super) line: Vec<(i32, i32)>,
    /// What is no more than a span: a year for a day, a range for a number.
    pub(super) spans: Vec<Stroke>,
    pub(super) marks: Vec<(i32, i32)>,
    pub(super) newest: (i32, i32),
    pub(super) levels: Vec<Label<f64>>,
    pub(super) times: Vec<Label<Time>>,
    /// Each says the value of a point, by its number.
    pub(super) values: Vec<Label<usize>>,
    pub(super) goal: Option<Aim>,
}

/// The goal in the picture.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Aim {
    pub(super) stroke: Stroke,
    /// Where it is to be reached by a day, the place.
    pub(super) ring: Option<(i32, i32)>,
    /// Where its words end.
    pub(super) label: (i32, i32),
    /// A piece of its line beside the words.
    pub(super) key: Stroke,
}

impl<'a> Figure<'a> {
    pub(super) fn of(fields: &'a Fields) -> Self {
        let newest = fields.object("newest").and_then(|newest| newest.text("date")).unwrap_or_default();
        let point = |point: &'a Fields| {
            let date = point.text("date")?;
            Some(Point {
                date,
                value: point.number("value")?,
                to: point.number("to"),
                qualifier: point.text("qualifier"),
                days: Days::of(date)?,
            })
        };
        // Dates less whole than others sort before them, as they begin before them.
        let come = fields.objects("points").filter_map(point).filter(|point| point.date <= newest);
        let mut points: Vec<Point<'a>> = come.collect();
        points.sort_by(|a, b| a.days.middle().total_cmp(&b.days.middle()).then_with(|| a.date.cmp(b.date)));
        let newest = points.iter().rposition(|point| point.date == newest).unwrap_or_default();
        let goal = fields.object("goal").and_then(|goal| Some((goal.number("value")?, goal.text("by"))));
        let suffix = fields.text("suffix").map_or(0, |suffix| suffix.chars().count() + 1);
        Self { points, newest, goal, suffix }
    }

    /// The picture, for a language that reads from the left.
    pub(super) fn draw(&self) -> Option<Drawing> {
        let newest = self.points.get(self.newest)?;
        let numbers = self.numbers();
        if numbers.iter().any(|number| number.abs() > MOST) {
            return None;
        }
        let (frame, ticks) = self.frame(&numbers);
        let line: Vec<(i32, i32)> =
            self.points.iter().map(|point| (frame.x(point.days.middle()), frame.y(point.height()))).collect();
        let older = line.iter().enumerate().filter(|(at, _)| *at != self.newest).map(|(_, spot)| *spot);
        let last = self.points[self.points.len() - 1].date;
        let by = self.goal.and_then(|(_, by)| by).filter(|by| *by > newest.date);
        let (times, turns) = axis::times(&frame, self.points[0].date, by.unwrap_or(last));
        let levels = level_labels(&frame, &ticks);
        let across = |y: i32| [frame.left - EDGE / 2, y, frame.right + EDGE / 2, y];
        let turn = |x: i32| [x, frame.bottom, x, frame.bottom + EDGE / 2];
        let mut drawing = Drawing {
            height: frame.bottom + FOOT,
            grid: ticks
                .iter()
                .map(|tick| across(frame.y(*tick)))
                .chain(turns.into_iter().map(turn))
                .collect(),
            base: across(frame.y(0.0)),
            spans: self.spans(&frame),
            marks: if line.len() > DOTS { Vec::new() } else { older.collect() },
            newest: line[self.newest],
            goal: self.aim(&frame),
            values: Vec::new(),
            line,
            levels,
            times,
        };
        drawing.values = self.values(&drawing);
        Some(drawing)
    }

    fn numbers(&self) -> Vec<f64> {
        let points = self.points.iter().flat_map(|point| [Some(point.value), point.to]);
        points.chain([self.goal.map(|(value, _)| value)]).flatten().collect()
    }

    fn frame(&self, numbers: &[f64]) -> (Frame, Vec<f64>) {
        let ends = |all: &[f64]| {
            all.iter()
                .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), one| (low.min(*one), high.max(*one)))
        };
        let (low, high) = ends(numbers);
        let ticks = axis::levels(low, high, numbers.iter().all(|number| number.fract() == 0.0));
        let by = self.goal.and_then(|(_, by)| Days::of(by?)).map(|days| days.last);
        let days: Vec<f64> =
            self.points.iter().flat_map(|point| [point.days.first, point.days.last]).chain(by).collect();
        let (first, last) = ends(&days);
        // A single day stands in the middle.
        let days = if first == last { (first - 1.0, last + 1.0) } else { (first, last) };
        let widest =
            ticks.iter().map(|tick| PLAIN.width(letters(*tick) + self.mark())).max().unwrap_or_default();
        let margin = if widest > MARGIN - 2 * EDGE { 0 } else { widest };
        let top = HEAD + if self.goal.is_some() { LANE } else { 0 };
        let values = (ticks[0], ticks[ticks.len() - 1]);
        let (left, right) = (margin + EDGE * 3 / 2, WIDTH - EDGE);
        (Frame { left, right, top, bottom: top + HEIGHT, days, values }, ticks)
    }

    /// Letters behind every number of the levels: only the per cent sign stands there.
    fn mark(&self) -> usize {
        if self.suffix == 2 { 2 } else { 0 }
    }

    /// Years and months for days, and ranges for numbers.
    fn spans(&self, frame: &Frame) -> Vec<Stroke> {
        let mut spans = Vec::new();
        for point in &self.points {
            let (x, y) = (frame.x(point.days.middle()), frame.y(point.height()));
            let (from, to) = (frame.x(point.days.first), frame.x(point.days.last));
            // What is narrower than the dot would not be seen.
            if to - from > EDGE {
                spans.push([from, y, to, y]);
            }
            if let Some(high) = point.to {
                spans.push([x, frame.y(point.value), x, frame.y(high)]);
            }
        }
        spans
    }

    fn aim(&self, frame: &Frame) -> Option<Aim> {
        let (value, by) = self.goal?;
        let newest = self.points.get(self.newest)?;
        let y = frame.y(value);
        let day = by.and_then(Days::of).map(|days| days.last);
        let x = day.map(|day| frame.x(day));
        let now = newest.days.middle();
        let stroke = match (x, day) {
            (Some(x), Some(day)) if day > now => [frame.x(now), frame.y(newest.height()), x, y],
            _ => [frame.left, y, x.unwrap_or(frame.right), y],
        };
        let key = [WIDTH - 44, 20, WIDTH - 8, 20];
        Some(Aim { stroke, ring: x.map(|x| (x, y)), label: (WIDTH - 52, 29), key })
    }

    /// Values beside their points: the newest always has its place, others where they touch nothing.
    fn values(&self, drawing: &Drawing) -> Vec<Label<usize>> {
        let mut taken: Vec<Area> = drawing.levels.iter().map(|label| label.area).collect();
        taken.extend(drawing.times.iter().map(|label| label.area));
        if drawing.goal.is_some() {
            taken.push(Area { left: 0, top: 0, right: WIDTH, bottom: LANE });
        }
        let count = self.points.len();
        let others = (0..if count > NAMED { 1 } else { count }).rev().filter(|point| *point != self.newest);
        let mut labels: Vec<Label<usize>> = Vec::new();
        for point in std::iter::once(self.newest).chain(others) {
            let width = self.width(&self.points[point]);
            let places = candidates(drawing.line[point], width, point == self.newest).into_iter().map(
                |(at, anchor)| {
                    let label = Label::new(point, at, anchor, (BOLD, width));
                    (hits(drawing, label.area), label)
                },
            );
            let free = |area: Area| {
                let inside =
                    area.left >= 0 && area.right <= WIDTH && area.top >= 0 && area.bottom <= drawing.height;
                inside && !taken.iter().any(|other| other.meets(area))
            };
            let fit = places.filter(|(_, label)| free(label.area)).min_by_key(|(hits, _)| *hits);
            if let Some((_, label)) = fit.filter(|(hits, _)| point == self.newest || *hits == 0) {
                taken.push(label.area);
                labels.push(label);
            }
        }
        labels
    }

    /// The most a point's value may take: how sure it is, the number or its range, and what stands behind it.
    fn width(&self, point: &Point<'_>) -> i32 {
        let sure = point.qualifier.is_none_or(|word| word == "exact");
        let range = point.to.map_or(0, |to| letters(to) + 1);
        BOLD.width(letters(point.value) + range + self.suffix + if sure { 0 } else { QUALIFIER })
    }
}

/// Where the words of a point may stand, the best first. Those of the newest may move along to stay in the picture:
/// there is always one point they can belong to.
fn candidates((x, y): (i32, i32), width: i32, newest: bool) -> Vec<((i32, i32), Anchor)> {
    let inside = x.clamp(width / 2, (WIDTH - width / 2).max(width / 2));
    let row = |y: i32| {
        let beside = [(x + 8, Anchor::End), (x, Anchor::Middle), (x - 8, Anchor::Start)];
        let all = beside.into_iter().chain(newest.then_some((inside, Anchor::Middle)));
        all.map(move |(x, anchor)| ((x, y), anchor))
    };
    row(y - LIFT).chain(row(y + DROP)).collect()
}

/// How much of the drawing words would cover.
fn hits(drawing: &Drawing, area: Area) -> usize {
    let segments = drawing.line.windows(2).map(|pair| [pair[0].0, pair[0].1, pair[1].0, pair[1].1]);
    let goal = drawing.goal.iter().map(|goal| goal.stroke);
    let strokes = segments.chain(goal).chain(drawing.spans.iter().copied());
    let dots = drawing
        .marks
        .iter()
        .chain([&drawing.newest])
        .chain(drawing.goal.iter().filter_map(|goal| goal.ring.as_ref()));
    let around = |(x, y): &(i32, i32)| Area { left: x - 8, top: y - 8, right: x + 8, bottom: y + 8 };
    strokes.filter(|stroke| area.is_crossed_by(*stroke)).count()
        + dots.filter(|dot| area.meets(around(dot))).count()
}

fn level_labels(frame: &Frame, ticks: &[f64]) -> Vec<Label<f64>> {
    let room = frame.left - EDGE * 3 / 2;
    let label = |tick: &f64| Label::new(*tick, (room, frame.y(*tick) + 8), Anchor::End, (PLAIN, room));
    if room == 0 { Vec::new() } else { ticks.iter().map(label).collect() }
}

impl Drawing {
    /// The same for a language that reads from the right.
    pub(super) fn mirrored(self) -> Self {
        let spot = |(x, y): (i32, i32)| (WIDTH - x, y);
        let stroke = |[x, y, to_x, to_y]: Stroke| [WIDTH - x, y, WIDTH - to_x, to_y];
        Self {
            height: self.height,
            grid: self.grid.into_iter().map(stroke).collect(),
            base: stroke(self.base),
            line: self.line.into_iter().map(spot).collect(),
            spans: self.spans.into_iter().map(stroke).collect(),
            marks: self.marks.into_iter().map(spot).collect(),
            newest: spot(self.newest),
            levels: self.levels.into_iter().map(Label::mirrored).collect(),
            times: self.times.into_iter().map(Label::mirrored).collect(),
            values: self.values.into_iter().map(Label::mirrored).collect(),
            goal: self.goal.map(|goal| Aim {
                stroke: stroke(goal.stroke),
                ring: goal.ring.map(spot),
                label: spot(goal.label),
                key: stroke(goal.key),
            }),
        }
    }
}
