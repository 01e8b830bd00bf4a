//! A figure's points stand in order, one a date (`G0508`, `G0511`). P13: a figure is a dated series; that every point has its date
//! and source, the type itself asks (`G0301`).

use super::Look;
use crate::diagnostic::{Diagnostic, codes};
use crate::edition::{first_day, last_day};
use crate::model::fields::Fields;

pub(super) fn check(look: &Look<'_>) -> Vec<Diagnostic> {
    look.of_type("figure").flat_map(|shown| series(&shown.fields)).collect()
}

fn series(fields: &Fields) -> Vec<Diagnostic> {
    let dated: Vec<_> = fields
        .objects("points")
        .filter_map(|point| Some((point.text("date")?, point.get("date")?)))
        .collect();
    let wrong = dated.windows(2).filter_map(|pair| {
        let [(before, first), (after, second)] = pair else { return None };
        let finding = match () {
            () if before == after => Diagnostic::new(codes::POINT_TWICE).with("date", after),
            () if first_day(before)? <= last_day(after)? => return None,
            () => Diagnostic::new(codes::POINTS_OUT_OF_ORDER).with("date", after).with("before", before),
        };
        Some(finding.at(second.place.clone()).also(first.place.clone()))
    });
    wrong.collect()
}
