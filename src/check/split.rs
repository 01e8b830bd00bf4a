//! The shares of a split sum to a hundred (`G0502`), and are the same in every language (`G0512`). DESIGN's rule for
//! figures: what is divided is divided whole. Cells that differ between languages could be told apart where they are
//! merged in one and not in the other.

use super::Look;
use crate::diagnostic::{Diagnostic, codes};
use crate::edition::Town;
use crate::model::fields::{Fields, Typed, TypedValue};
use crate::model::{Entry, Model, Version};

pub(super) fn check(look: &Look<'_>) -> Vec<Diagnostic> {
    let mut findings = sums(look);
    for town in look.towns {
        let shown = town.editions.first().map(|edition| &edition.shown).into_iter().flatten();
        for shown in shown.filter(|shown| *shown.form.name == *"figure") {
            findings.extend(translated(&layered(look.model, town, &shown.key)));
        }
    }
    findings
}

fn sums(look: &Look<'_>) -> Vec<Diagnostic> {
    look.of_type("figure")
        .filter_map(|shown| {
            // Cells that were merged sum to what the split does, and the split itself is left out.
            let split = shown.fields.get("split").or_else(|| shown.fields.get("cells"))?;
            let TypedValue::List(items) = &split.value else { return None };
            let share = |item: &Typed| match &item.value {
                TypedValue::Object(fields) => fields.number("share"),
                _ => None,
            };
            let sum: f64 = items.iter().filter_map(share).sum();
            // Shares are published rounded to tenths at most.
            ((sum - 100.0).abs() > 0.05)
                .then(|| Diagnostic::new(codes::SPLIT_SUM).with("sum", sum).at(split.place.clone()))
        })
        .collect()
}

/// An entry in every layer of a town that has it, the topmost first.
fn layered<'a>(model: &'a Model, town: &Town<'_>, key: &str) -> Vec<&'a Entry> {
    let layers = town.initiative.layers.iter().filter_map(|layer| model.layers.get(layer.as_str()));
    layers.filter_map(|entries| entries.get(key)).collect()
}

/// Translations whose split has other numbers than the original's.
fn translated(entries: &[&Entry]) -> Vec<Diagnostic> {
    let Some(original) = entries.iter().find_map(|entry| entry.original()) else { return Vec::new() };
    let differs = |version: &&Version| {
        let (ours, theirs) = (numbers(&original.fields), numbers(&version.fields));
        let same =
            |(our, their): (&Numbers, &Numbers)| our.0 == their.0 && (their.1.is_none() || our.1 == their.1);
        ours.len() != theirs.len() || !ours.iter().zip(&theirs).all(same)
    };
    let versions = entries.iter().flat_map(|entry| &entry.versions).filter(|version| !version.original);
    let wrong = versions.filter(differs).filter_map(|version| {
        let split = version.fields.get("split")?;
        let finding =
            Diagnostic::new(codes::SPLIT_DIFFERS).with("lang", &version.lang).at(split.place.clone());
        Some(
            original
                .fields
                .get("split")
                .map(|split| split.place.clone())
                .into_iter()
                .fold(finding, Diagnostic::also),
        )
    });
    wrong.collect()
}

/// A cell's share, and how many people it holds.
type Numbers = (Option<f64>, Option<f64>);

fn numbers(fields: &Fields) -> Vec<Numbers> {
    fields.objects("split").map(|cell| (cell.number("share"), cell.number("count"))).collect()
}
