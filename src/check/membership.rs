//! A company is a member by the rule of its day (`G0504`, `G0505`). DESIGN §5: in one year hiring was the condition, in
//! the next companies were invited; so site.toml dates the rule, for each initiative.

use super::Look;
use crate::config::{Initiative, MembershipRule};
use crate::diagnostic::{Diagnostic, codes};
use crate::edition::{first_day, last_day};
use crate::model::fields::Fields;

pub(super) fn check(look: &Look<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for town in look.towns {
        let shown = town.editions.first().map(|edition| &edition.shown).into_iter().flatten();
        for shown in shown.filter(|shown| *shown.form.name == *"company") {
            findings.extend(member(&shown.fields, town.initiative));
        }
    }
    findings
}

/// A date that lacks its day gets the benefit of the doubt.
fn member(fields: &Fields, initiative: &Initiative) -> Option<Diagnostic> {
    let earliest = initiative.membership.first()?;
    let typed = fields.get("member_since")?;
    let since = fields.text("member_since")?;
    let (first, last) = (first_day(since)?, last_day(since)?);
    let name = initiative.name.get(&initiative.languages).unwrap_or(&initiative.id);
    let say = |code| Diagnostic::new(code).with("since", since).with("town", name);
    let Some(rule) = initiative.membership_on(last) else {
        let finding = say(codes::MEMBER_TOO_EARLY).with("first", earliest.from);
        return Some(finding.at(typed.place.clone()).also(initiative.place.clone()));
    };
    let by_hiring = rule == MembershipRule::Hire && initiative.membership_on(first) == Some(rule);
    let hired = fields
        .objects("hires")
        .filter(|hire| hire.text("kind") == Some("ordinary"))
        .any(|hire| hire.text("date").and_then(first_day).is_some_and(|day| day <= last));
    (by_hiring && !hired).then(|| {
        let finding = say(codes::MEMBER_WITHOUT_HIRE);
        finding.at(typed.place.clone()).also(initiative.place.clone())
    })
}
