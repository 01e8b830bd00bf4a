//! `gathered`: what the initiatives that another gathers have, side by side. Nothing of theirs is copied: each story and
//! company is named and leads home, and only what search engines may list there is named.
//!
//! Numbers are added only where they may be: of people, of one day and with one qualifier. "Over 400 in May" and "465 in
//! November" stand beside each other and have no sum.

use std::collections::BTreeMap;

use tera::Value;

use super::chart::QUALIFIERS;
use super::contract::{Key, Kind};
use super::page::DIRECTIONS;
use super::{Viewer, keyed, text_or_none, value};
use crate::edition::{Edition, Shown, Town, derived};
use crate::locale::{Collation, Lang};
use crate::plan;

/// How many stories, and companies, of each initiative are named.
const STORIES: usize = 4;
const COMPANIES: usize = 24;

/// `gathered`.
pub(super) const GATHERED: &[Key] = &[
    ("towns", Kind::List(&Kind::Map(TOWN)), "The initiatives, in the order site.toml names them."),
    ("figures", Kind::List(&Kind::Map(FIGURE)), "The figures that some of them have, by their id."),
];
/// An initiative.
const TOWN: &[Key] = &[
    ("id", Kind::Text, "Its id."),
    ("name", Kind::Text, "Its name."),
    ("url", Kind::Address, "Its home page, in the reader's language where it has it."),
    ("stories", Kind::List(&Kind::Map(ENTRY)), "Its newest stories."),
    ("companies", Kind::List(&Kind::Map(ENTRY)), "Its companies."),
];
/// An entry at home elsewhere.
const ENTRY: &[Key] = &[
    ("title", Kind::Text, "Its heading."),
    ("lead", Kind::Maybe(&Kind::Text), "One or two sentences."),
    ("date", Kind::Maybe(&Kind::Date), "What day it is about."),
    ("url", Kind::Maybe(&Kind::Address), "Its whole address, on its own site."),
    ("lang", Kind::Text, "The language of its text, the first of the reader's that its site has it in."),
    ("dir", Kind::Words(DIRECTIONS), "The direction of that language."),
    ("level", Kind::Maybe(&Kind::Text), "Of a company: how far it has come."),
];
/// A figure that several may have.
const FIGURE: &[Key] = &[
    ("id", Kind::Text, "The last part of its key."),
    ("title", Kind::Text, "Its heading."),
    ("unit", Kind::Maybe(&Kind::Text), "What is counted."),
    ("suffix", Kind::Maybe(&Kind::Text), "What stands right after the number."),
    ("points", Kind::List(&Kind::Map(POINT)), "The newest measurement of each initiative that has it."),
    (
        "sums",
        Kind::List(&Kind::Map(SUM)),
        "Sums of those of one day with one qualifier, where they count people; others have none.",
    ),
];
/// One initiative's newest measurement.
const POINT: &[Key] = &[
    ("town", Kind::Text, "The initiative's id."),
    ("name", Kind::Text, "The initiative."),
    ("url", Kind::Address, "Its home page."),
    ("value", Kind::Number, "The number; in a range the least."),
    ("to", Kind::Maybe(&Kind::Number), "The greatest, where it is a range."),
    ("qualifier", Kind::Words(QUALIFIERS), "How sure it is."),
    ("date", Kind::Maybe(&Kind::Date), "The day it is of."),
];
/// A sum.
const SUM: &[Key] = &[
    ("value", Kind::Number, "The sum."),
    ("qualifier", Kind::Words(QUALIFIERS), "How sure each of its parts is."),
    ("date", Kind::Date, "The day all its parts are of."),
    ("of", Kind::Int, "How many initiatives it is of."),
];

/// An entry as the first of the reader's languages has it at home.
#[derive(Clone, Copy)]
struct There<'a> {
    town: &'a Town<'a>,
    edition: &'a Edition,
    shown: &'a Shown,
}

/// What the town gathers; null where it gathers nobody.
pub(super) fn gathered(viewer: &Viewer<'_>) -> Value {
    let towns = viewer.linker.plan.gathered();
    if towns.is_empty() {
        return Value::none();
    }
    let chain = &viewer.edition().chain;
    let collation = Collation::new(&viewer.edition().lang);
    let all = towns.iter().map(|there| self::town(viewer, there, &collation));
    let figures = towns.iter().flat_map(|town| listed(town, chain, "figure")).collect();
    keyed(&[
        ("towns", Value::from(all.collect::<Vec<Value>>())),
        ("figures", Value::from(self::figures(viewer, figures))),
    ])
}

/// A town's editions in the order the reader understands them, and at last its own.
fn editions<'a>(town: &'a Town<'_>, chain: &[Lang]) -> Vec<&'a Edition> {
    let known = chain.iter().filter_map(|lang| town.editions.iter().find(|edition| edition.lang == *lang));
    known.chain(town.editions.first()).collect()
}

/// The entries of a type that search engines may list at home, each in the reader's language where it is there.
fn listed<'a>(town: &'a Town<'a>, chain: &[Lang], ty: &str) -> Vec<There<'a>> {
    let editions = editions(town, chain);
    let entries = editions.first().map_or(0, |edition| edition.shown.len());
    // Every edition of a town has the same entries in the same order.
    let first = |at: usize| editions.iter().copied().find(|edition| plan::is_listed(&edition.shown[at]));
    let found = (0..entries).filter_map(|at| first(at).map(|edition| (edition, &edition.shown[at])));
    let found = found.filter(|(_, shown)| *shown.ty.name == *ty);
    found.map(|(edition, shown)| There { town, edition, shown }).collect()
}

fn town<'a>(viewer: &Viewer<'_>, town: &'a Town<'a>, collation: &Collation) -> Value {
    let chain = &viewer.edition().chain;
    let mut stories = listed(town, chain, "story");
    let date = |there: &There<'_>| there.shown.fields.text("date").unwrap_or_default().to_owned();
    stories.sort_by(|a, b| date(b).cmp(&date(a)).then_with(|| a.shown.key.cmp(&b.shown.key)));
    stories.truncate(STORIES);
    let mut companies = listed(town, chain, "company");
    companies.sort_by_cached_key(|there| (collation.key(plan::title(there.shown)), there.shown.key.clone()));
    companies.truncate(COMPANIES);
    let entries =
        |entries: Vec<There<'_>>| Value::from(entries.into_iter().map(entry).collect::<Vec<Value>>());
    keyed(&[
        ("id", Value::from(&*town.initiative.id)),
        ("name", Value::from(name(viewer, town))),
        ("url", Value::from(home(town, chain).unwrap_or_default())),
        ("stories", entries(stories)),
        ("companies", entries(companies)),
    ])
}

fn entry(There { town, edition, shown }: There<'_>) -> Value {
    let text = |name| text_or_none(shown.fields.text(name));
    keyed(&[
        ("title", Value::from(plan::title(shown))),
        ("lead", text("lead")),
        ("date", text("date")),
        ("url", text_or_none(plan::page_at_home(town, edition, shown).as_deref())),
        ("lang", Value::from(edition.lang.as_str())),
        ("dir", Value::from(edition.lang.direction())),
        ("level", text("level")),
    ])
}

/// A town's home page in the first of the reader's languages it has.
fn home(town: &Town<'_>, chain: &[Lang]) -> Option<String> {
    editions(town, chain).first().map(|edition| plan::home_page(town, edition))
}

fn name<'a>(viewer: &Viewer<'_>, town: &'a Town<'_>) -> &'a str {
    town.initiative.name.get(&viewer.edition().chain).unwrap_or(&town.initiative.id)
}

fn figures(viewer: &Viewer<'_>, all: Vec<There<'_>>) -> Vec<Value> {
    let mut by_id: BTreeMap<&str, Vec<There<'_>>> = BTreeMap::new();
    for there in &all {
        by_id.entry(value::id(there.shown)).or_default().push(*there);
    }
    by_id.into_iter().map(|(id, found)| figure(viewer, id, &found)).collect()
}

fn figure(viewer: &Viewer<'_>, id: &str, found: &[There<'_>]) -> Value {
    let (mut points, mut sums) = (Vec::new(), BTreeMap::<(&str, &str), (f64, usize)>::new());
    for There { town, shown, .. } in found {
        let Some(newest) = shown.fields.object("newest") else { continue };
        let Some(number) = newest.number("value") else { continue };
        let (to, date) = (newest.number("to"), newest.text("date"));
        let qualifier = newest.text("qualifier").unwrap_or("exact");
        points.push(keyed(&[
            ("town", Value::from(&*town.initiative.id)),
            ("name", Value::from(name(viewer, town))),
            ("url", Value::from(home(town, &viewer.edition().chain).unwrap_or_default())),
            ("value", value::number(number)),
            ("to", to.map_or_else(Value::none, value::number)),
            ("qualifier", Value::from(qualifier)),
            ("date", text_or_none(date)),
        ]));
        let people = derived::counts_people(&shown.fields) && shown.fields.text("suffix").is_none();
        if let (true, None, Some(date)) = (people, to, date) {
            let (sum, of) = sums.entry((date, qualifier)).or_default();
            *sum += number;
            *of += 1;
        }
    }
    let first = found.first().map(|there| there.shown);
    let text = |name: &str| text_or_none(first.and_then(|shown| shown.fields.text(name)));
    let sums = sums.into_iter().filter(|(_, (_, of))| *of > 1).map(|((date, qualifier), (sum, of))| {
        keyed(&[
            ("value", value::number(sum)),
            ("qualifier", Value::from(qualifier)),
            ("date", Value::from(date)),
            ("of", Value::from(of)),
        ])
    });
    keyed(&[
        ("id", Value::from(id)),
        ("title", Value::from(first.map_or("", plan::title))),
        ("unit", text("unit")),
        ("suffix", text("suffix")),
        ("points", Value::from(points)),
        ("sums", Value::from(sums.collect::<Vec<Value>>())),
    ])
}
