//! What begins earlier ends later (`G0503`): programmes, seats, events, grants, memberships, consents and all else that
//! has two dates, also in lists. DESIGN's rule: seats, certificates and programmes have from and to.

use super::Look;
use crate::diagnostic::{Diagnostic, codes};
use crate::edition::{first_day, last_day};
use crate::model::fields::{Fields, Typed, TypedValue};

/// Names of fields that stand side by side: the first is never later than the second.
const PAIRS: [(&str, &str); 9] = [
    ("from", "to"),
    ("start", "end"),
    ("opens", "deadline"),
    ("publish_at", "expires_at"),
    ("given", "expires"),
    ("given", "withdrawn"),
    ("interested", "member_since"),
    ("interested", "member_until"),
    ("member_since", "member_until"),
];

pub(super) fn check(look: &Look<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for (_, _, shown) in look.texts() {
        in_order(&shown.fields, &mut findings);
    }
    findings
}

fn in_order(fields: &Fields, findings: &mut Vec<Diagnostic>) {
    for (earlier, later) in PAIRS {
        let date = |name: &str| match fields.get(name)? {
            Typed { value: TypedValue::Date(text), place } => Some((text, place)),
            _ => None,
        };
        if let (Some((from, from_place)), Some((to, to_place))) = (date(earlier), date(later))
            && is_after(from, to)
        {
            let finding = Diagnostic::new(codes::DATES_OUT_OF_ORDER)
                .with("earlier", earlier)
                .with("from", from)
                .with("later", later)
                .with("to", to);
            findings.push(finding.at(to_place.clone()).also(from_place.clone()));
        }
    }
    fields.0.iter().for_each(|(_, typed)| inside(typed, findings));
}

fn inside(typed: &Typed, findings: &mut Vec<Diagnostic>) {
    match &typed.value {
        TypedValue::Object(fields) => in_order(fields, findings),
        TypedValue::List(items) => items.iter().for_each(|item| inside(item, findings)),
        _ => {}
    }
}

/// Whether `from` is surely later than `to`: `2019` and `2019-05` may be one and the same day.
fn is_after(from: &str, to: &str) -> bool {
    match (first_day(from), last_day(to)) {
        (Some(first), Some(last)) if first == last => from.len() > 10 && to.len() > 10 && from > to,
        (Some(first), Some(last)) => first > last,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_after;

    #[test]
    fn less_than_a_day_is_given_the_benefit_of_the_doubt() {
        assert!(is_after("2020", "2019-12-31"));
        assert!(!is_after("2019-12", "2019"));
        assert!(!is_after("2019", "2019-05"));
        assert!(is_after("2026-11-26T09:00", "2026-11-26T08:30"));
        assert!(!is_after("2026-11-26", "2026-11-26T08:30"));
        assert!(!is_after("2026-11-26T09:00", "2026-11-26"));
    }
}
