//! What is shown lies within the consent: web, photo, employer, origin, quote, translation (P02). Names have a rule of
//! their own, and `social` is obeyed by the view, which makes no card without it.

use super::body::{self, Found, What};
use super::{Gate, Text, place_of};
use crate::diagnostic::{Diagnostic, Place, codes};
use crate::edition::consent::{Scope, covers};
use crate::model::fields::{Fields, Typed, TypedValue};

pub(super) fn check(gate: &Gate<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for text in &gate.texts {
        let fields = &text.shown.fields;
        if fields.object("consent").is_some() {
            whole(gate, text, &mut findings);
            let found = gate.found(text);
            photo(fields, found, &mut findings);
            quote(fields, found, &mut findings);
            employer(fields, &mut findings);
        }
    }
    findings
}

/// `G0523` and `G0529`: the page itself, and its other languages.
fn whole(gate: &Gate<'_>, text: &Text<'_>, findings: &mut Vec<Diagnostic>) {
    let fields = &text.shown.fields;
    if !covers(fields, Scope::Web) {
        findings.push(Diagnostic::new(codes::WEB_NOT_COVERED).at(scope_place(fields, text)));
    }
    if !gate.originals.contains(&text.shown.source) && !covers(fields, Scope::Translation) {
        let finding = Diagnostic::new(codes::TRANSLATION_NOT_COVERED).with("lang", &text.shown.lang);
        findings.push(finding.at(Place::file(&*text.file.path)));
    }
}

fn scope_place(fields: &Fields, text: &Text<'_>) -> Place {
    let scope = fields.object("consent").and_then(|consent| consent.get("scope"));
    scope.map_or_else(|| place_of(text.shown, "consent"), |scope| scope.place.clone())
}

/// `G0525`: photos among the fields and in the text, and links to photos.
fn photo(fields: &Fields, found: &[Found], findings: &mut Vec<Diagnostic>) {
    if covers(fields, Scope::Photo) {
        return;
    }
    let mut say = |file: &str, place: &Place| {
        findings.push(Diagnostic::new(codes::PHOTO_NOT_COVERED).with("file", file).at(place.clone()));
    };
    for (_, typed) in &fields.0 {
        each_photo(typed, &mut say);
    }
    for Found { what, place } in found {
        match what {
            What::Picture { src, .. } => body::is_photo(src).then(|| say(src, place)),
            What::File(src) => (body::is_photo(src) && !src.contains("://")).then(|| say(src, place)),
            What::Quote { .. } => None,
        };
    }
}

fn each_photo(typed: &Typed, say: &mut impl FnMut(&str, &Place)) {
    match &typed.value {
        TypedValue::Image(file) if body::is_photo(file) => say(file, &typed.place),
        TypedValue::List(items) => items.iter().for_each(|item| each_photo(item, say)),
        TypedValue::Object(fields) => fields.0.iter().for_each(|(_, typed)| each_photo(typed, say)),
        _ => {}
    }
}

/// `G0528`: the field `quote`, `:::quote` and quoted blocks.
fn quote(fields: &Fields, found: &[Found], findings: &mut Vec<Diagnostic>) {
    if covers(fields, Scope::Quote) {
        return;
    }
    let field = fields.get("quote").map(|typed| &typed.place);
    let blocks =
        found.iter().filter(|found| matches!(found.what, What::Quote { .. })).map(|found| &found.place);
    findings.extend(
        field
            .into_iter()
            .chain(blocks)
            .map(|place| Diagnostic::new(codes::QUOTE_NOT_COVERED).at(place.clone())),
    );
}

/// `G0526` in the field `company`. A person's `origin` is no finding: views hold it back by themselves.
fn employer(fields: &Fields, findings: &mut Vec<Diagnostic>) {
    if let Some(company) = fields.get("company").filter(|_| !covers(fields, Scope::Employer)) {
        findings.push(Diagnostic::new(codes::EMPLOYER_NOT_COVERED).at(company.place.clone()));
    }
}
