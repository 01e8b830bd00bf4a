//! The shares of a split sum to a hundred (`G0502`). DESIGN's rule for figures: what is divided is divided whole.

use super::Look;
use crate::diagnostic::{Diagnostic, codes};
use crate::model::fields::{Typed, TypedValue};

pub(super) fn check(look: &Look<'_>) -> Vec<Diagnostic> {
    look.of_type("figure")
        .filter_map(|shown| {
            // Cells that were merged sum to what the split does, and the split itself is left out.
            let split = shown.fields.get("split").or_else(|| shown.fields.get("cells"))?;
            let TypedValue::List(items) = &split.value else { return None };
            let share = |item: &Typed| match &item.value {
                TypedValue::Object(fields) => fields.number("share"),
                _ => None,
            };
            let sum: f64 = items.iter().filter_map(share).sum();
            // Shares are published rounded to tenths at most.
            ((sum - 100.0).abs() > 0.05)
                .then(|| Diagnostic::new(codes::SPLIT_SUM).with("sum", sum).at(split.place.clone()))
        })
        .collect()
}
