//! The shares of a split sum to a hundred (`G0502`). DESIGN's rule for figures: what is divided is divided whole.

use super::Look;
use crate::diagnostic::{Diagnostic, codes};
use crate::model::fields::TypedValue;

pub(super) fn check(look: &Look<'_>) -> Vec<Diagnostic> {
    look.texts()
        .filter_map(|(_, _, shown)| {
            let split = shown.fields.get("split")?;
            let TypedValue::List(items) = &split.value else { return None };
            let share = |item: &crate::model::fields::Typed| match &item.value {
                TypedValue::Object(fields) => match fields.get("share")?.value {
                    TypedValue::Number(share) => Some(share),
                    _ => None,
                },
                _ => None,
            };
            let sum: f64 = items.iter().filter_map(share).sum();
            // Shares are published rounded to tenths at most.
            ((sum - 100.0).abs() > 0.05)
                .then(|| Diagnostic::new(codes::SPLIT_SUM).with("sum", sum).at(split.place.clone()))
        })
        .collect()
}
