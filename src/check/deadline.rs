//! A grant's deadline has its day and year (`G0506`). DESIGN §5: the year is explicit; one seed says "15. mai" alone.

use super::Look;
use crate::diagnostic::{Diagnostic, codes};
use crate::model::fields::TypedValue;

/// Characters of a whole date, `2023-05-15`.
const WHOLE: usize = 10;

pub(super) fn check(look: &Look<'_>) -> Vec<Diagnostic> {
    look.of_type("grant")
        .filter_map(|shown| {
            let deadline = shown.fields.get("deadline")?;
            let TypedValue::Date(text) = &deadline.value else { return None };
            let finding = Diagnostic::new(codes::DEADLINE_WITHOUT_DAY).with("deadline", text);
            (text.len() < WHOLE).then(|| finding.at(deadline.place.clone()))
        })
        .collect()
}
