//! No point counts so few people that a reader could tell who they are (`G0507`). Small cells of a split are merged by
//! themselves ([`crate::edition::derived`]); a point cannot be.

use super::Look;
use crate::diagnostic::{Diagnostic, codes};
use crate::edition::derived;

pub(super) fn check(look: &Look<'_>) -> Vec<Diagnostic> {
    let least = look.config.privacy.min_cell;
    let mut findings = Vec::new();
    for shown in look.of_type("figure").filter(|shown| derived::counts_people(&shown.fields)) {
        for point in shown.fields.objects("points") {
            let few = |value: &f64| *value > 0.0 && *value < least as f64;
            if let (Some(value), Some(typed)) = (point.number("value").filter(few), point.get("value")) {
                let finding = Diagnostic::new(codes::FEW_PEOPLE).with("value", value).with("least", least);
                findings.push(finding.at(typed.place.clone()));
            }
        }
    }
    findings
}
