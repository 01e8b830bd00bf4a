//! `page.outdated`: what a translation's page says of its original in numbers.

use tera::Value;

use super::contract::{Key, Kind};
use super::keyed;
use crate::markdown::Document;

/// `page.outdated`.
pub(super) const OUTDATED: &[Key] = &[
    ("changed", Kind::Int, "How many paragraphs of the original have changed."),
    ("of", Kind::Int, "How many paragraphs the original has."),
    (
        "facts",
        Kind::Bool,
        "Whether numbers, dates, addresses or what its author calls critical are among them.",
    ),
];

/// What a translation says of its original.
pub(super) fn outdated(document: Option<&Document>) -> Value {
    let Some(outdated) = document.and_then(|document| document.outdated.as_ref()) else {
        return Value::none();
    };
    keyed(&[
        ("changed", Value::from(outdated.changed as i64)),
        ("of", Value::from(outdated.of as i64)),
        ("facts", Value::from(outdated.facts)),
    ])
}
