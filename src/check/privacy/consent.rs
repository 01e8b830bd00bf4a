//! Who is told of has agreed, and the agreement holds (P01, P03, P05).

use std::collections::HashSet;

use jiff::ToSpan;
use jiff::civil::Date;

use super::body::What;
use super::{Gate, Text};
use crate::diagnostic::{Diagnostic, Place, codes};
use crate::edition::consent::{ENDS_SOON, persons, private_persons};
use crate::edition::{first_day, last_day};
use crate::model::fields::Fields;

pub(super) fn check(gate: &Gate<'_>) -> Vec<Diagnostic> {
    let mut findings = unsaid(gate);
    for text in &gate.texts {
        people(text, &mut findings);
        if let Some(consent) = text.shown.fields.object("consent") {
            days(gate, consent, &mut findings);
        }
    }
    findings.extend(basis(gate));
    findings
}

/// `G0521`, once an entry: the mend is one line in the original.
fn unsaid(gate: &Gate<'_>) -> Vec<Diagnostic> {
    let mut told = HashSet::new();
    let silent = gate.texts.iter().filter(|text| {
        let fields = &text.shown.fields;
        let story = *text.shown.form.name == *"story";
        story && fields.get("persons").is_none() && fields.get("consent").is_none()
    });
    let places = silent.filter_map(|text| Some((text, anybody(gate, text)?)));
    let first = places.filter(|(text, _)| told.insert(&text.shown.key));
    first.map(|(_, place)| Diagnostic::new(codes::PERSONS_UNSAID).at(place)).collect()
}

/// `G0520`, `G0522`, `G0535`.
fn people(text: &Text<'_>, findings: &mut Vec<Diagnostic>) {
    let fields = &text.shown.fields;
    let consent = fields.object("consent");
    for (typed, _) in private_persons(fields).filter(|_| consent.is_none()) {
        findings.push(Diagnostic::new(codes::PERSON_WITHOUT_CONSENT).at(typed.place.clone()));
    }
    for (typed, person) in persons(fields) {
        if person.flag("public_office") && person.get("source").is_none() {
            findings.push(Diagnostic::new(codes::OFFICE_WITHOUT_SOURCE).at(typed.place.clone()));
        }
        let guarded = consent.is_some_and(|consent| consent.get("guardian_ref").is_some());
        if person.flag("minor") && !guarded {
            findings.push(Diagnostic::new(codes::MINOR_WITHOUT_GUARDIAN).at(typed.place.clone()));
        }
    }
}

/// Where a story quotes somebody or shows a photo.
fn anybody(gate: &Gate<'_>, text: &Text<'_>) -> Option<Place> {
    let fields = &text.shown.fields;
    if let Some(by) = fields.object("quote").and_then(|quote| quote.get("by")) {
        return Some(by.place.clone());
    }
    let image = fields.object("image").and_then(|image| Some((image.text("src")?, &image.get("src")?.place)));
    if let Some((_, place)) = image.filter(|(src, place)| gate.is_photo(src, place)) {
        return Some(place.clone());
    }
    let found = gate.found(text).iter().find(|found| match &found.what {
        What::Quote { by } => *by,
        What::Picture { src, .. } | What::File(src) => gate.is_photo(src, &found.place),
    });
    found.map(|found| found.place.clone())
}

/// `G0531`, `G0532`, `G0533`: from when, and until when.
fn days(gate: &Gate<'_>, consent: &Fields, findings: &mut Vec<Diagnostic>) {
    let day = |name: &str, of: fn(&str) -> Option<Date>| consent.text(name).and_then(of);
    if let (Some(given), Some(typed)) = (day("given", first_day), consent.get("given"))
        && given > gate.today
    {
        findings
            .push(Diagnostic::new(codes::CONSENT_FROM_FUTURE).with("given", given).at(typed.place.clone()));
    }
    let (Some(last), Some(typed)) = (day("expires", last_day), consent.get("expires")) else { return };
    let years = gate.look.config.privacy.consent_max_years;
    let latest = day("given", last_day).and_then(|given| given.checked_add(years.years()).ok());
    if let Some(latest) = latest.filter(|latest| last > *latest) {
        let finding = Diagnostic::new(codes::CONSENT_TOO_LONG).with("years", years).with("latest", latest);
        findings.push(finding.at(typed.place.clone()));
    }
    let soon = gate.today.checked_add(ENDS_SOON.days()).unwrap_or(gate.today);
    if (gate.today..=soon).contains(&last) {
        findings.push(Diagnostic::new(codes::CONSENT_ENDS_SOON).with("last", last).at(typed.place.clone()));
    }
}

/// `G0547`, once a run: a public body can seldom rely on consent.
fn basis(gate: &Gate<'_>) -> Option<Diagnostic> {
    gate.texts.iter().find_map(|text| {
        if text.town.initiative.owner.as_deref() != Some("public") {
            return None;
        }
        let basis = text.shown.fields.object("consent")?.get("basis")?;
        let consent = text.shown.fields.object("consent")?.text("basis") == Some("consent");
        consent.then(|| Diagnostic::new(codes::CONSENT_TO_PUBLIC_BODY).at(basis.place.clone()))
    })
}
