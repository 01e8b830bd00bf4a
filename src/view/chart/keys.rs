//! What `chart` holds, for the view's contract.

use crate::view::contract::{Key, Kind};

/// `chart` of a figure.
pub(in crate::view) const CHART: &[Key] = &[
    ("series", Kind::Maybe(&Kind::Map(SERIES)), "Its points over time; null where there are fewer than two."),
    (
        "field",
        Kind::Maybe(&Kind::Map(FIELD)),
        "A dot for each, those reached and the rest; null without a goal.",
    ),
    ("bar", Kind::Maybe(&Kind::Map(BAR)), "How much of the goal is reached; null without a goal."),
    ("shares", Kind::Maybe(&Kind::Map(SHARES)), "The shares of its split; null without one."),
];

const SERIES: &[Key] = &[
    ("width", Kind::Int, "Units the picture is wide."),
    ("height", Kind::Int, "Units it is high."),
    ("count", Kind::Int, "How many points are shown."),
    ("first", Kind::Map(FIRST), "The first point."),
    ("grid", Kind::Text, "A path: a line for each round value."),
    ("base", Kind::Text, "A path: the line the picture stands on."),
    ("line", Kind::Text, "A path through the points."),
    ("spans", Kind::Text, "A path: how long a point lasts that knows no day."),
    ("marks", Kind::Text, "A path of dots: the points but for the newest."),
    ("newest", Kind::Text, "A path of one dot: the newest point."),
    ("levels", Kind::List(&Kind::Map(LEVEL)), "Round values, where they are written."),
    ("times", Kind::List(&Kind::Map(TIME)), "Dates, where they are written."),
    ("values", Kind::List(&Kind::Map(SAID)), "Values of points, where they are written."),
    ("goal", Kind::Maybe(&Kind::Map(GOAL)), "The goal, where it stands in the picture."),
];

const FIRST: &[Key] = &[
    ("value", Kind::Number, "Its value."),
    ("to", Kind::Maybe(&Kind::Number), "The end of a range."),
    ("qualifier", Kind::Maybe(&Kind::Words(QUALIFIERS)), "How sure it is."),
    ("date", Kind::Date, "Its date."),
];

const LEVEL: &[Key] = &[
    ("x", Kind::Int, "Where it is written."),
    ("y", Kind::Int, "Where it is written."),
    ("anchor", Kind::Words(ANCHORS), "Which end of the text that is."),
    ("value", Kind::Number, "What it says."),
];

const TIME: &[Key] = &[
    ("x", Kind::Int, "Where it is written."),
    ("y", Kind::Int, "Where it is written."),
    ("anchor", Kind::Words(ANCHORS), "Which end of the text that is."),
    ("date", Kind::Date, "What it says."),
    ("form", Kind::Words(FORMS), "The form it has room for."),
];

const SAID: &[Key] = &[
    ("x", Kind::Int, "Where it is written."),
    ("y", Kind::Int, "Where it is written."),
    ("anchor", Kind::Words(ANCHORS), "Which end of the text that is."),
    ("value", Kind::Number, "What it says."),
    ("to", Kind::Maybe(&Kind::Number), "The end of a range."),
    ("qualifier", Kind::Maybe(&Kind::Words(QUALIFIERS)), "How sure it is."),
];

const GOAL: &[Key] = &[
    ("path", Kind::Text, "A path: its line."),
    ("key", Kind::Text, "A path: the stroke before its words."),
    ("x", Kind::Int, "Where its words begin."),
    ("y", Kind::Int, "Where they stand."),
    ("ring", Kind::Maybe(&Kind::Map(PLACE)), "The day it is to be reached."),
];

const PLACE: &[Key] = &[("x", Kind::Int, "From the left."), ("y", Kind::Int, "From the top.")];

const FIELD: &[Key] = &[
    ("narrow", Kind::Map(ROWS), "In rows of forty, for telephones."),
    ("wide", Kind::Map(ROWS), "In rows of fifty."),
];

const ROWS: &[Key] = &[
    ("width", Kind::Int, "Units the picture is wide."),
    ("height", Kind::Int, "Units it is high."),
    ("filled", Kind::Text, "A path: those reached."),
    ("rest", Kind::Text, "A path: those that wait."),
];

const BAR: &[Key] = &[
    ("width", Kind::Int, "Units the picture is wide."),
    ("all", Kind::Text, "A path: the whole."),
    ("reached", Kind::Text, "A path: what is reached."),
];

const SHARES: &[Key] = &[
    ("width", Kind::Int, "Units the picture is wide."),
    ("height", Kind::Int, "Units it is high."),
    ("bands", Kind::List(&Kind::Map(BAND)), "One a share."),
];

const BAND: &[Key] = &[
    ("x", Kind::Int, "Where its words begin."),
    ("y", Kind::Int, "Where they stand."),
    ("share", Kind::Number, "Per cent."),
    ("merged", Kind::Bool, "Whether it is several groups too small to stand alone."),
    ("label", Kind::Text, "What it is a share of, as short as there is room for."),
    ("path", Kind::Text, "A path of dots: one a per cent."),
];

const ANCHORS: &[&str] = &["start", "middle", "end"];
const FORMS: &[&str] = &["long", "short", "month-year"];
/// How sure a number can be, as `figure.toml` has it.
pub(in crate::view) const QUALIFIERS: &[&str] = &["exact", "about", "over", "nearly", "estimate"];
