//! Which entries a list holds, and in which order.

use std::cell::OnceCell;
use std::cmp::Ordering;

use crate::edition::Shown;
use crate::locale::Collation;
use crate::model::Role;
use crate::model::fields::TypedValue;
use crate::theme::{Condition, List, Operator};

/// The entries of one of the theme's lists.
pub(super) fn of_list(list: &List, shown: &[Shown], collation: &Collation) -> Vec<usize> {
    let mut items: Vec<usize> = shown
        .iter()
        .enumerate()
        .filter(|(_, shown)| shown.role == Role::Entry && *shown.ty.name == *list.ty)
        .filter(|(_, shown)| hold(&list.conditions, shown))
        .map(|(at, _)| at)
        .collect();
    sort(&mut items, &list.sort, shown, collation);
    items.truncate(list.limit.unwrap_or(usize::MAX));
    items
}

/// A field as conditions and sorting see it.
#[derive(PartialEq)]
enum Sortable<'a> {
    Number(f64),
    Text(&'a str),
    /// A text by its language's order; only for sorting.
    Words(Vec<u8>),
    Many(Vec<&'a str>),
    Missing,
}

impl Sortable<'_> {
    /// The order of values of different kinds.
    fn rank(&self) -> u8 {
        match self {
            Self::Number(_) => 0,
            Self::Text(_) => 1,
            Self::Words(_) => 2,
            Self::Many(_) => 3,
            Self::Missing => 4,
        }
    }
}

fn is_date(shown: &Shown, field: &str) -> bool {
    shown.fields.get(field).is_some_and(|typed| matches!(typed.value, TypedValue::Date(_)))
}

fn sortable<'a>(field: &str, shown: &'a Shown) -> Sortable<'a> {
    let Some(typed) = shown.fields.get(field) else { return Sortable::Missing };
    match &typed.value {
        TypedValue::Text(text)
        | TypedValue::Date(text)
        | TypedValue::Link(text)
        | TypedValue::Image(text) => Sortable::Text(text),
        TypedValue::Int(number) => Sortable::Number(*number as f64),
        TypedValue::Number(number) => Sortable::Number(*number),
        TypedValue::Bool(truth) => Sortable::Text(if *truth { "true" } else { "false" }),
        TypedValue::Ref { id, .. } => Sortable::Text(id),
        TypedValue::List(_) => Sortable::Many(shown.fields.texts(field).collect()),
        TypedValue::Object(_) => Sortable::Missing,
    }
}

/// Whether all conditions hold for an entry.
pub(super) fn hold(conditions: &[Condition], shown: &Shown) -> bool {
    conditions.iter().all(|condition| holds(condition, shown))
}

/// An absent truth is false; tags are compared one by one; anything else absent is only unlike (`!=`) whatever is asked.
fn holds(condition: &Condition, shown: &Shown) -> bool {
    let literal = condition.literal.as_str();
    let field = match condition.field.as_str() {
        "tag" => "tags",
        field => field,
    };
    let order = match sortable(field, shown) {
        Sortable::Many(texts) => {
            let has = texts.contains(&literal);
            return has == (condition.operator == Operator::Equal);
        }
        Sortable::Text(text) => Some(text.cmp(literal)),
        Sortable::Words(_) => None,
        Sortable::Number(number) => {
            literal.parse::<f64>().ok().and_then(|wanted| number.partial_cmp(&wanted))
        }
        Sortable::Missing if literal == "false" || literal == "true" => Some("false".cmp(literal)),
        Sortable::Missing => return condition.operator == Operator::Unequal,
    };
    order.is_some_and(|order| match condition.operator {
        Operator::Equal => order == Ordering::Equal,
        Operator::Unequal => order != Ordering::Equal,
        Operator::Less => order == Ordering::Less,
        Operator::AtMost => order != Ordering::Greater,
        Operator::Greater => order == Ordering::Greater,
        Operator::AtLeast => order != Ordering::Less,
    })
}

/// Sorts by a field, `-` before it for greatest first; what lacks it comes last either way; ties by weight, then
/// title, then key, so that the order never depends on chance. Words stand in the order of the reader's language.
pub(super) fn sort(items: &mut [usize], by: &str, shown: &[Shown], collation: &Collation) {
    let (field, down) = by.strip_prefix('-').map_or((by, false), |field| (field, true));
    items.sort_by_cached_key(|at| SortKey::new(field, down, &shown[*at], collation));
}

struct SortKey<'a> {
    down: bool,
    main: Sortable<'a>,
    by_order: bool,
    weight: i64,
    /// Worked out where nothing before it decides.
    title: OnceCell<Vec<u8>>,
    shown: &'a Shown,
    collation: &'a Collation,
}

impl<'a> SortKey<'a> {
    fn new(field: &str, down: bool, shown: &'a Shown, collation: &'a Collation) -> Self {
        let main = match sortable(field, shown) {
            _ if matches!(field, "order" | "title") => Sortable::Missing,
            Sortable::Text(text) if !is_date(shown, field) => Sortable::Words(collation.key(text)),
            main => main,
        };
        let weight = if field == "title" { 0 } else { shown.fields.int("weight").unwrap_or(i64::MAX) };
        let by_order = field == "order";
        Self { down, main, by_order, weight, title: OnceCell::new(), shown, collation }
    }

    fn title(&self) -> &[u8] {
        self.title.get_or_init(|| self.collation.key(super::title(self.shown)))
    }

    fn compare_main(&self, other: &Self) -> Ordering {
        let order = match (&self.main, &other.main) {
            (Sortable::Missing, Sortable::Missing) => return Ordering::Equal,
            (Sortable::Missing, _) => return Ordering::Greater,
            (_, Sortable::Missing) => return Ordering::Less,
            (Sortable::Number(a), Sortable::Number(b)) => a.total_cmp(b),
            (Sortable::Text(a), Sortable::Text(b)) => a.cmp(b),
            (Sortable::Words(a), Sortable::Words(b)) => a.cmp(b),
            (Sortable::Many(a), Sortable::Many(b)) => a.cmp(b),
            (a, b) => a.rank().cmp(&b.rank()),
        };
        if self.down { order.reverse() } else { order }
    }
}

impl Ord for SortKey<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        let by_order = if self.by_order { self.shown.order.cmp(&other.shown.order) } else { Ordering::Equal };
        by_order
            .then_with(|| self.compare_main(other))
            .then_with(|| self.weight.cmp(&other.weight))
            .then_with(|| self.title().cmp(other.title()))
            .then_with(|| self.shown.key.cmp(&other.shown.key))
    }
}

impl PartialOrd for SortKey<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for SortKey<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for SortKey<'_> {}
