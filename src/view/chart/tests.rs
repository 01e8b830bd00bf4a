use std::sync::Arc;

use super::axis::levels;
use super::label::{Area, letters, shortened};
use super::series::{Drawing, Figure};
use super::{WIDTH, dots};
use crate::diagnostic::Place;
use crate::model::fields::{Fields, Typed, TypedValue};

/// A point: date, value, the end of a range, a qualifier.
type Raw<'a> = (&'a str, f64, Option<f64>, Option<&'a str>);

fn typed(value: TypedValue) -> Typed {
    Typed { place: Place::file("figure.nb.yml"), value }
}

fn object(pairs: Vec<(&str, Option<TypedValue>)>) -> Fields {
    let given =
        pairs.into_iter().filter_map(|(name, value)| Some((Arc::from(name), Arc::new(typed(value?)))));
    Fields(given.collect())
}

fn figure(points: &[Raw<'_>], goal: Option<(f64, Option<&str>)>, newest: &str) -> Fields {
    let point = |(date, value, to, qualifier): &Raw<'_>| {
        typed(TypedValue::Object(object(vec![
            ("date", Some(TypedValue::Date((*date).into()))),
            ("value", Some(TypedValue::Number(*value))),
            ("to", to.map(TypedValue::Number)),
            ("qualifier", qualifier.map(|word| TypedValue::Text(word.into()))),
        ])))
    };
    let goal = goal.map(|(value, by)| {
        let by = by.map(|by| TypedValue::Date(by.into()));
        TypedValue::Object(object(vec![("value", Some(TypedValue::Number(value))), ("by", by)]))
    });
    let newest = TypedValue::Object(object(vec![("date", Some(TypedValue::Date(newest.into())))]));
    let points = TypedValue::List(points.iter().map(point).collect());
    object(vec![("points", Some(points)), ("newest", Some(newest)), ("goal", goal)])
}

fn drawn(points: &[Raw<'_>], goal: Option<(f64, Option<&str>)>) -> Drawing {
    let newest = points.iter().map(|point| point.0).max().unwrap_or_default();
    Figure::of(&figure(points, goal, newest)).draw().expect("there are points")
}

/// Everything that is outside the picture, on top of something else or out of its order.
fn wrong(drawing: &Drawing) -> Vec<String> {
    let mut wrong = Vec::new();
    let whole = Area { left: 0, top: 0, right: WIDTH, bottom: drawing.height };
    let inside = |area: Area| {
        area.left >= whole.left && area.right <= whole.right && area.top >= 0 && area.bottom <= whole.bottom
    };
    let mut areas: Vec<(String, Area)> = Vec::new();
    areas.extend(drawing.levels.iter().map(|label| (format!("level {}", label.says), label.area)));
    areas.extend(drawing.times.iter().map(|label| (format!("time {}", label.says.date), label.area)));
    areas.extend(drawing.values.iter().map(|label| (format!("value of {}", label.says), label.area)));
    for (at, (name, area)) in areas.iter().enumerate() {
        if !inside(*area) {
            wrong.push(format!("{name} leaves the picture: {area:?}"));
        }
        let others = areas[at + 1..].iter().filter(|(_, other)| other.meets(*area));
        wrong.extend(others.map(|(other, _)| format!("{name} and {other} overlap")));
    }
    let strokes = drawing.grid.iter().chain([&drawing.base]).chain(&drawing.spans);
    let ends = strokes.flat_map(|[x, y, to_x, to_y]| [(*x, *y), (*to_x, *to_y)]);
    let goal = drawing.goal.iter().flat_map(|goal| {
        let [x, y, to_x, to_y] = goal.stroke;
        [(x, y), (to_x, to_y)].into_iter().chain(goal.ring)
    });
    for (x, y) in ends.chain(goal).chain(drawing.line.iter().copied()).chain([drawing.newest]) {
        if !(7..=WIDTH - 7).contains(&x) || !(7..=drawing.height - 7).contains(&y) {
            wrong.push(format!("ink at {x}, {y} is cut"));
        }
    }
    let one_way = |way: i32| drawing.line.windows(2).all(|pair| pair[0].0 * way <= pair[1].0 * way);
    if !one_way(1) && !one_way(-1) {
        wrong.push("time runs backwards".to_owned());
    }
    wrong
}

#[test]
fn a_day_is_a_day_and_not_a_month() {
    let drawing = drawn(
        &[("2019-01-01", 0.0, None, None), ("2019-01-31", 1.0, None, None), ("2019-03-02", 2.0, None, None)],
        None,
    );
    let [start, middle, end] = [0, 1, 2].map(|at| drawing.line[at].0);
    assert!(((middle - start) - (end - middle)).abs() <= 1, "thirty days and thirty days");
    let drawing = drawn(&[("2019-11-01", 1.0, None, None), ("2019-11-20", 2.0, None, None)], None);
    assert!(drawing.line[0].0 < drawing.line[1].0, "two days of one month are two places");
    assert!(drawing.times.iter().all(|time| time.says.form == "short"), "and the days tell them apart");
}

#[test]
fn a_year_alone_is_drawn_as_the_year_it_is() {
    let drawing = drawn(&[("2019", 5.0, None, None), ("2021-06-30", 7.0, None, None)], None);
    let [from, y, to, same] = drawing.spans[0];
    assert_eq!(y, same);
    let (x, _) = drawing.line[0];
    assert!((x - (from + to) / 2).abs() <= 1, "the point stands in the middle of its year");
    assert_eq!(drawing.spans.len(), 1, "a day has no span");
}

#[test]
fn what_is_to_come_is_not_drawn() {
    let points = [("2019", 1.0, None, None), ("2020-05", 2.0, None, None), ("2031-01-01", 99.0, None, None)];
    let fields = figure(&points, None, "2020-05");
    let figure = Figure::of(&fields);
    assert_eq!(figure.points.iter().map(|point| point.date).collect::<Vec<_>>(), ["2019", "2020-05"]);
    let highest = figure.draw().expect("two points").levels.last().map(|label| label.says);
    assert_eq!(highest, Some(2.0), "not even the axis tells of it");
    assert!(Figure::of(&Fields::default()).draw().is_none());
}

#[test]
fn ticks_are_round() {
    assert_eq!(levels(27.0, 465.0, true), [0.0, 200.0, 400.0, 600.0]);
    assert_eq!(levels(0.0, 1000.0, true), [0.0, 500.0, 1000.0]);
    assert_eq!(levels(0.0, 0.0, true), [0.0, 1.0]);
    assert_eq!(levels(1.0, 3.0, true), [0.0, 1.0, 2.0, 3.0]);
    assert_eq!(levels(0.1, 0.3, false), [0.0, 0.1, 0.2, 0.3]);
    assert_eq!(levels(-12.0, 8.0, true), [-15.0, -10.0, -5.0, 0.0, 5.0, 10.0]);
    assert_eq!(levels(62.1, 62.9, false), [0.0, 20.0, 40.0, 60.0, 80.0]);
}

#[test]
fn figures_of_every_kind_are_drawn_whole() {
    let many: Vec<String> = (0..30).map(|at| format!("20{:02}-{:02}", 10 + at / 12, at % 12 + 1)).collect();
    let thirty: Vec<Raw<'_>> =
        many.iter().enumerate().map(|(at, date)| (date.as_str(), (at * at) as f64, None, None)).collect();
    let two = [("2018-05-01", 27.0, None, None), ("2019-11-01", 465.0, None, Some("over"))];
    type Case<'c> = (&'c str, &'c [Raw<'c>], Option<(f64, Option<&'c str>)>);
    let cases: [Case<'_>; 14] = [
        ("one point", &two[..1], None),
        ("a year alone", &[("2019", 130.0, None, Some("over"))], None),
        ("two points", &two, Some((1000.0, None))),
        (
            "three points",
            &[two[0], ("2018-12", 200.0, None, Some("about")), two[1]],
            Some((1000.0, Some("2021-04"))),
        ),
        ("thirty points", &thirty, None),
        ("equal values", &[("2018", 5.0, None, None), ("2019", 5.0, None, None)], None),
        ("zero", &[("2018", 0.0, None, None), ("2019", 0.0, None, None)], Some((0.0, None))),
        ("going down below zero", &[("2018", 12.0, None, None), ("2019", -7.5, None, None)], None),
        ("huge", &[("2018", 1.0, None, None), ("2019", 123_456_789_012_345.0, None, Some("estimate"))], None),
        ("a goal far above", &two, Some((1_000_000.0, Some("2030")))),
        ("a goal that was beaten", &two, Some((300.0, Some("2019-06-01")))),
        ("a goal of long ago", &two, Some((300.0, Some("2012")))),
        ("a range", &[("2018", 20.0, Some(62.0), None), ("2019", 21.0, Some(64.0), None)], None),
        ("the same day twice", &[("2019-11-01", 1.0, None, None), ("2019-11-01", 2.0, None, None)], None),
    ];
    for (name, points, goal) in cases {
        let drawing = drawn(points, goal);
        assert_eq!(wrong(&drawing), Vec::<String>::new(), "{name}");
        let newest = drawing.line.iter().rposition(|spot| *spot == drawing.newest);
        let named = drawing.values.iter().any(|label| Some(label.says) == newest);
        assert!(named, "{name}: the newest value has its label");
        assert!(!drawing.times.is_empty(), "{name}: some date is said");
    }
    let beyond = figure(&[("2018", 1e300, None, None), ("2019", -1e300, None, None)], None, "2019");
    assert!(Figure::of(&beyond).draw().is_none());
}

/// A small generator, so that every run throws the same.
struct Throws(u64);

impl Throws {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }

    fn date(&mut self, spread: u64) -> String {
        let (year, month, day) = (2030 - self.below(spread), self.below(12) + 1, self.below(28) + 1);
        match self.below(4) {
            0 => format!("{year:04}"),
            1 => format!("{year:04}-{month:02}"),
            _ => format!("{year:04}-{month:02}-{day:02}"),
        }
    }

    fn value(&mut self) -> f64 {
        let sign = if self.below(8) == 0 { -1.0 } else { 1.0 };
        match self.below(4) {
            0 => 0.0,
            1 => sign * self.below(1000) as f64,
            2 => sign * self.below(10_000) as f64 / 100.0,
            _ => sign * (self.below(9) + 1) as f64 * 10_f64.powi(self.below(14) as i32),
        }
    }
}

#[test]
fn chance_figures_stay_in_the_picture_and_mirror() {
    for seed in 0..4000 {
        let mut throws = Throws(seed);
        let spread = [1, 3, 40, 2000][throws.below(4) as usize];
        let count = [1, 2, 3, 5, 30, 90][throws.below(6) as usize];
        let dates: Vec<String> = (0..count).map(|_| throws.date(spread)).collect();
        let points: Vec<Raw<'_>> = dates
            .iter()
            .map(|date| {
                let (value, more) = (throws.value(), throws.below(50) as f64);
                let to = (throws.below(10) == 0).then_some(value + more);
                (date.as_str(), value, to, (throws.below(2) == 0).then_some("about"))
            })
            .collect();
        let by = throws.date(spread);
        let by = (throws.below(2) == 0).then_some(by.as_str());
        let goal = (throws.below(2) == 0).then(|| (throws.value(), by));
        let drawing = drawn(&points, goal);
        assert_eq!(wrong(&drawing), Vec::<String>::new(), "seed {seed}: {points:?} {goal:?}");
        let other = drawing.clone().mirrored();
        let turned = |x: i32| WIDTH - x;
        assert!(drawing.line.iter().zip(&other.line).all(|(one, two)| (turned(one.0), one.1) == *two));
        let sides = |all: &Drawing| {
            all.levels.iter().map(|label| (label.x, label.y, label.anchor)).collect::<Vec<_>>()
        };
        let there: Vec<_> =
            sides(&drawing).into_iter().map(|(x, y, anchor)| (turned(x), y, anchor)).collect();
        assert_eq!(there, sides(&other));
        assert_eq!(wrong(&other), Vec::<String>::new(), "seed {seed}, mirrored");
        assert_eq!(other.mirrored(), drawing, "seed {seed}: turned twice is as it was");
    }
}

#[test]
fn numbers_are_as_long_as_languages_write_them() {
    for (number, count) in [(0.0, 1), (1000.0, 4), (11_500.0, 6), (-10_000_000.0, 11), (62.1, 4)] {
        assert_eq!(letters(number), count, "{number}");
    }
    assert_eq!(shortened("Menn", 6), "Menn");
    assert_eq!(shortened("Menn og kvinner", 8), "Menn og…");
    assert_eq!(shortened("ደቂ ተባዕትዮ", 10), "ደቂ ተባ…");
}

#[test]
fn every_dot_is_drawn_once() {
    // Walks a path of M, H, V and h, and counts the dots on it.
    fn dots_on(path: &str) -> Vec<(i64, i64)> {
        let (mut at, mut found) = ((0, 0), Vec::new());
        let mut rest = path;
        while let Some(letter) = rest.chars().next() {
            let end =
                rest[1..].find(|letter: char| letter.is_ascii_alphabetic()).map_or(rest.len(), |end| end + 1);
            let numbers: Vec<i64> =
                rest[1..end].split(' ').map(|number| number.parse().expect("a number")).collect();
            let to = match letter {
                'M' => (numbers[0], numbers[1]),
                'H' => (numbers[0], at.1),
                'V' => (at.0, numbers[0]),
                _ => (at.0 + numbers[0], at.1),
            };
            if letter == 'M' {
                found.push(to);
            } else {
                let steps = ((to.0 - at.0).abs() + (to.1 - at.1).abs()) / 10;
                let way = ((to.0 - at.0).signum(), (to.1 - at.1).signum());
                found.extend((1..=steps).map(|step| (at.0 + way.0 * step * 10, at.1 + way.1 * step * 10)));
            }
            at = to;
            rest = &rest[end..];
        }
        found
    }
    for (filled, total, columns) in
        [(465, 1000, 40), (465, 1000, 50), (0, 7, 40), (7, 7, 40), (80, 100, 40), (1, 1, 40), (41, 2000, 50)]
    {
        let field = dots::field(filled, total, columns);
        let (mut some, rest) = (dots_on(&field.filled), dots_on(&field.rest));
        assert_eq!((some.len(), rest.len()), (filled, total - filled), "{filled} of {total}");
        some.extend(rest);
        some.sort_unstable_by_key(|(x, y)| (*y, *x));
        let all: Vec<(i64, i64)> =
            (0..total).map(|at| ((at % columns * 10 + 5) as i64, (at / columns * 10 + 5) as i64)).collect();
        assert_eq!(some, all, "{filled} of {total}");
    }
    assert_eq!(dots::field(0, 0, 40).height, 0);
}

#[test]
fn shares_of_a_hundred_get_a_hundred_dots() {
    assert_eq!(dots::hundred(&[54.0, 46.0]), [54, 46]);
    assert_eq!(dots::hundred(&[33.3, 33.3, 33.4]), [33, 33, 34]);
    assert_eq!(dots::hundred(&[0.4, 99.6]), [0, 100]);
    assert_eq!(dots::hundred(&[250.0, -3.0]), [100, 0]);
    assert_eq!(dots::hundred(&[]), Vec::<usize>::new());
}
