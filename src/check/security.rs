//! A security.txt that has expired (`G0133`), or soon will (`G0134`).

use jiff::ToSpan;

use super::Look;
use crate::diagnostic::{Diagnostic, codes};

/// Days before its end from which on somebody should see to it.
const SOON: i32 = 30;

pub(super) fn check(look: &Look<'_>) -> Vec<Diagnostic> {
    let today = look.moment.now.to_zoned(look.config.timezone.clone()).date();
    let found = look.towns.iter().filter_map(|town| {
        let security = town.initiative.security.as_ref()?;
        let code = match security.expires {
            last if last < today => codes::SECURITY_EXPIRED,
            last if last <= today.saturating_add(SOON.days()) => codes::SECURITY_ENDS_SOON,
            _ => return None,
        };
        let finding = Diagnostic::new(code).with("town", &town.initiative.id).with("date", security.expires);
        Some(finding.at(security.place.clone()))
    });
    found.collect()
}
