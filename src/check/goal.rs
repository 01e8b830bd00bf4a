//! A goal whose day has passed is kept, not overwritten (`G0509`). DESIGN §5.

use super::Look;
use crate::diagnostic::{Diagnostic, codes};
use crate::model::fields::Fields;

pub(super) fn check(look: &Look<'_>) -> Vec<Diagnostic> {
    look.of_type("figure").filter_map(|shown| passed(&shown.fields)).collect()
}

fn passed(fields: &Fields) -> Option<Diagnostic> {
    let (goal, typed) = (fields.object("goal")?, fields.get("goal")?);
    let same =
        |kept: &Fields| kept.number("value") == goal.number("value") && kept.text("by") == goal.text("by");
    if !fields.flag("goal_ended") || fields.objects("earlier_goals").any(same) {
        return None;
    }
    let by = goal.get("by").unwrap_or(typed);
    let finding = Diagnostic::new(codes::GOAL_PASSED)
        .with("value", goal.number("value").unwrap_or_default())
        .with("by", goal.text("by").unwrap_or_default());
    Some(finding.at(by.place.clone()))
}
