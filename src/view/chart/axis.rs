//! The two axes: round numbers, and days that are as far apart as they are.

use jiff::civil::{Date, date};

use super::label::{Anchor, Label, PLAIN};
use crate::edition::{first_day, last_day};

/// A stretch of days: one day, or a month or a year of which no more is known.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Days {
    pub(super) first: f64,
    pub(super) last: f64,
}

impl Days {
    /// The days a date means.
    pub(super) fn of(text: &str) -> Option<Self> {
        Some(Self { first: number(first_day(text)?), last: number(last_day(text)?) })
    }

    /// Where such a date stands: in its middle.
    pub(super) fn middle(self) -> f64 {
        (self.first + self.last) / 2.0
    }
}

/// A day as a number; the next is one more.
pub(super) fn number(day: Date) -> f64 {
    (day.duration_since(date(1970, 1, 1)).as_hours() / 24) as f64
}

/// Round numbers from below the lowest to above the highest, and zero always among them.
pub(super) fn levels(low: f64, high: f64, whole: bool) -> Vec<f64> {
    let (low, high) = (low.min(0.0), high.max(0.0));
    let high = if low == high { high + 1.0 } else { high };
    let rough = (high - low) / 4.0;
    let tens = rough.log10().floor() as i32;
    let round = [1.0, 2.0, 5.0, 10.0].into_iter().map(|digit| (digit, scaled(digit, tens)));
    let (digit, step) =
        round.into_iter().find(|(_, step)| *step >= rough * 0.999_999).unwrap_or((10.0, rough));
    // Half a person is none.
    let (digit, tens) = if whole && step < 1.0 { (1.0, 0) } else { (digit, tens) };
    let step = scaled(digit, tens);
    let (from, to) = ((low / step).floor() as i64, (high / step).ceil() as i64);
    (from..=to).map(|count| scaled(count as f64 * digit, tens)).collect()
}

/// A number times a power of ten, without the dust that many small steps leave.
fn scaled(number: f64, tens: i32) -> f64 {
    if tens < 0 { number / 10_f64.powi(-tens) } else { number * 10_f64.powi(tens) }
}

/// Where the plot lies in the picture, and what its edges mean.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Frame {
    pub(super) left: i32,
    pub(super) right: i32,
    pub(super) top: i32,
    pub(super) bottom: i32,
    pub(super) days: (f64, f64),
    pub(super) values: (f64, f64),
}

impl Frame {
    pub(super) fn x(&self, day: f64) -> i32 {
        let share = (day - self.days.0) / (self.days.1 - self.days.0);
        self.left + (share * f64::from(self.right - self.left)).round() as i32
    }

    pub(super) fn y(&self, value: f64) -> i32 {
        let share = (value - self.values.0) / (self.values.1 - self.values.0);
        self.bottom - (share * f64::from(self.bottom - self.top)).round() as i32
    }
}

/// A date below the axis, and how much of it is said.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Time {
    pub(super) date: String,
    pub(super) form: &'static str,
}

/// Between two labels side by side.
const GAP: i32 = 16;
/// The letters of a month with its year, or of a short date, in the language that needs the most.
const DATE: usize = 16;
/// Below the axis.
const BELOW: i32 = 40;
/// Years between two ticks.
const STEPS: [i16; 13] = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000];

/// The labels below the axis, and where ticks stand: the years where there are enough of them, else the first date and
/// the last.
pub(super) fn times(frame: &Frame, first: &str, last: &str) -> (Vec<Label<Time>>, Vec<i32>) {
    years(frame).unwrap_or_else(|| (ends(frame, first, last), Vec::new()))
}

/// Years: each in the middle of its days where it has room, or every second, fifth, … below its New Year's Day.
fn years(frame: &Frame) -> Option<(Vec<Label<Time>>, Vec<i32>)> {
    let width = PLAIN.width(4);
    let year = |at: f64| 1970 + (at / 365.2425).floor() as i16;
    let (from, to) = (year(frame.days.0).saturating_sub(1), year(frame.days.1).saturating_add(1));
    let day = |year: i16| Some(number(Date::new(year, 1, 1).ok()?));
    let label = |year: i16, x: i32| {
        let says = Time { date: format!("{year:04}"), form: "long" };
        Label::new(says, (x, frame.bottom + BELOW), Anchor::Middle, (PLAIN, width))
    };
    let within = |at: f64| frame.days.0 < at && at < frame.days.1;
    let a_year = f64::from(frame.right - frame.left) * 365.0 / (frame.days.1 - frame.days.0);
    for step in STEPS {
        if a_year * f64::from(step) < f64::from(width + GAP) {
            continue;
        }
        let turns = (from..=to).filter(|year| year % step == 0);
        let ticks: Vec<(i16, f64)> = turns.filter_map(|year| Some((year, day(year)?))).collect();
        let marks = ticks.iter().filter(|(_, at)| within(*at)).map(|(_, at)| frame.x(*at)).collect();
        let labels: Vec<Label<Time>> = if step == 1 {
            let shown = |(year, at): &(i16, f64)| {
                let (start, end) = (at.max(frame.days.0), day(year + 1)?.min(frame.days.1));
                let (left, right) = (frame.x(start), frame.x(end));
                (start < end && right - left >= width + GAP).then(|| label(*year, (left + right) / 2))
            };
            ticks.iter().filter_map(shown).collect()
        } else {
            let at_tick =
                ticks.iter().filter(|(_, at)| within(*at)).map(|(year, at)| label(*year, frame.x(*at)));
            at_tick.filter(|label| label.area.left >= 0 && label.area.right <= super::WIDTH).collect()
        };
        let enough = if step == 1 { 3 } else { 2 };
        return (labels.len() >= enough).then_some((labels, marks));
    }
    None
}

/// The first date and the last, in words.
fn ends(frame: &Frame, first: &str, last: &str) -> Vec<Label<Time>> {
    // Within two months the day is what tells them apart.
    let form = if frame.days.1 - frame.days.0 > 62.0 { "month-year" } else { "short" };
    let width = |date: &str| PLAIN.width(if date.len() == 4 { 4 } else { DATE });
    let y = frame.bottom + BELOW;
    let label = |date: &str, x: i32, anchor: Anchor| {
        Label::new(Time { date: date.to_owned(), form }, (x, y), anchor, (PLAIN, width(date)))
    };
    if first == last {
        let half = width(first) / 2;
        let x = Days::of(first).map_or(frame.left, |days| frame.x(days.middle()));
        return vec![label(first, x.clamp(half, super::WIDTH - half), Anchor::Middle)];
    }
    let room = frame.right - width(last) - GAP - width(first);
    vec![label(first, frame.left.min(room), Anchor::Start), label(last, frame.right, Anchor::End)]
}
