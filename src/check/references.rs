//! Every reference leads to an entry (`G0501`).

use super::Look;
use crate::diagnostic::{Diagnostic, codes};
use crate::edition::{Edition, Town};
use crate::model::fields::{Fields, Typed, TypedValue};
use crate::model::types::{Field, FieldKind};
use crate::text::{nearest_few, slug};

pub(super) fn check(look: &Look<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for town in look.towns {
        let Some(edition) = town.editions.first() else { continue };
        for shown in &edition.shown {
            fields(&shown.form.fields, &shown.fields, edition, town, &mut findings);
        }
    }
    findings
}

fn fields(
    declared: &[Field],
    found: &Fields,
    edition: &Edition,
    town: &Town<'_>,
    findings: &mut Vec<Diagnostic>,
) {
    for field in declared {
        if let Some(typed) = found.get(&field.name) {
            value(&field.kind, typed, edition, town, findings);
        }
    }
}

fn value(
    kind: &FieldKind,
    typed: &Typed,
    edition: &Edition,
    town: &Town<'_>,
    findings: &mut Vec<Diagnostic>,
) {
    match (kind, &typed.value) {
        (FieldKind::Object(declared) | FieldKind::Consent(declared), TypedValue::Object(inner)) => {
            fields(declared, inner, edition, town, findings);
        }
        (FieldKind::List(item), TypedValue::List(items)) => {
            items.iter().for_each(|typed| value(&item.kind, typed, edition, town, findings));
        }
        (FieldKind::Ref(_), TypedValue::Ref { ty, id: name }) => {
            let candidates = || edition.shown.iter().filter(|shown| *shown.ty.name == **ty);
            let named = |key: &str| key.split_once('/').is_some_and(|(_, id)| id == &**name);
            let there =
                candidates().any(|shown| named(&shown.key)) || town.hidden.keys().any(|key| named(key));
            if !there {
                let known: Vec<&str> =
                    candidates().filter_map(|shown| shown.key.split_once('/')).map(|(_, id)| id).collect();
                let finding = Diagnostic::new(codes::UNKNOWN_REFERENCE)
                    .with("type", ty)
                    .with("name", name)
                    .with("known", nearest_few(name, known.iter().copied(), 3).join(", "))
                    .nearest(name, known.iter().copied());
                // The name as people say it, where the folder's is wanted: `REMA 1000`.
                let slug = slug(name);
                let length = typed.place.span.end - typed.place.span.start;
                let simple = length == name.len() || length == name.len() + 2;
                let mended = known.iter().find(|id| simple && **id == slug).map(|id| (*id).to_owned());
                findings.push(finding.at(typed.place.clone()).mend_in_place(mended));
            }
        }
        _ => {}
    }
}
