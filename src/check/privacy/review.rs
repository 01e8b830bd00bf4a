//! What tells of people has been read by somebody else before it is published (P11).

use super::fold::fold;
use super::{Gate, place_of};
use crate::diagnostic::{Diagnostic, codes};
use crate::edition::consent::private_persons;

pub(super) fn check(gate: &Gate<'_>) -> Vec<Diagnostic> {
    let told = gate.texts.iter().filter(|text| private_persons(&text.shown.fields).next().is_some());
    told.filter_map(|text| {
        let fields = &text.shown.fields;
        let Some(reviewer) = fields.get("reviewed_by") else {
            return Some(Diagnostic::new(codes::NOT_REVIEWED).at(place_of(text.shown, "persons")));
        };
        let same = fields.text("author").map(fold) == fields.text("reviewed_by").map(fold);
        same.then(|| Diagnostic::new(codes::REVIEWED_BY_AUTHOR).at(reviewer.place.clone()))
    })
    .collect()
}
