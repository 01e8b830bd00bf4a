//! A name stands nowhere its consent does not reach (P02, P03, P04).
//!
//! Within the entry: the name and each part of it (`G0524`), and the titles of companies (`G0526`). In every other
//! text and in site.toml: the whole name of whoever has not agreed to be named, whose consent has ended or who has
//! withdrawn it (`G0530`). All texts are read once, whatever the number of names.

use rayon::prelude::*;

use super::finder::{Endings, Finder, Words};
use super::fold::fold;
use super::pieces::pieces;
use super::{Gate, Text};
use crate::diagnostic::{Code, Diagnostic, Place, codes};
use crate::edition::consent::{Scope, covers, private_persons};
use crate::edition::{Hidden, last_day};
use crate::model::fields::Fields;

pub(super) fn check(gate: &Gate<'_>) -> Vec<Diagnostic> {
    let mut findings = within(gate);
    findings.extend(elsewhere(gate));
    findings
}

/// Names and employers in the entry's own texts.
fn within(gate: &Gate<'_>) -> Vec<Diagnostic> {
    let mut companies = Words::new();
    for (_, entry) in
        gate.look.model.layers.values().flatten().filter(|(_, entry)| *entry.form.name == *"company")
    {
        let titles = entry.versions.iter().filter_map(|version| version.fields.text("title"));
        titles.for_each(|title| companies.word(title, (), Endings::Genitive));
    }
    let companies = companies.finder();
    let mut findings = Vec::new();
    for text in gate.texts.iter().filter(|text| text.shown.fields.object("consent").is_some()) {
        let fields = &text.shown.fields;
        if let Some(names) = own_names(fields).filter(|_| !covers(fields, Scope::Name)) {
            in_text(text, &names, codes::NAME_NOT_COVERED, &mut findings);
            findings.extend(in_path(text, &names).filter(|_| gate.originals.contains(&text.shown.source)));
        }
        if let Some(companies) = companies.as_ref().filter(|_| !covers(fields, Scope::Employer)) {
            in_text(text, companies, codes::EMPLOYER_NOT_COVERED, &mut findings);
        }
    }
    findings
}

fn own_names(fields: &Fields) -> Option<Finder<()>> {
    let mut words = Words::new();
    for name in private_persons(fields).filter_map(|(_, person)| person.text("display_name")) {
        words.name(name, ());
        words.parts(name, ());
    }
    words.finder()
}

/// Every stretch of a text that tells it; a name within a longer one is told once.
fn in_text(text: &Text<'_>, finder: &Finder<()>, code: Code, findings: &mut Vec<Diagnostic>) {
    for piece in pieces(text.file) {
        let mut end = 0;
        for (span, ()) in finder.find(piece.text) {
            if span.start >= end {
                end = span.end;
                findings.push(Diagnostic::new(code).at(piece.place(span)));
            }
        }
    }
}

/// The folder's name is the address where no slug says another, and photos beside the text are told from it.
fn in_path(text: &Text<'_>, finder: &Finder<()>) -> Option<Diagnostic> {
    let found = !finder.find(&text.file.inner).is_empty();
    found.then(|| Diagnostic::new(codes::NAME_NOT_COVERED).at(Place::file(&*text.file.path)))
}

/// Somebody whose name may stand in no other text.
struct Guarded<'a> {
    key: &'a str,
    name: String,
    why: &'static str,
}

fn elsewhere(gate: &Gate<'_>) -> Vec<Diagnostic> {
    let guarded = guarded(gate);
    let mut words = Words::new();
    for (at, person) in guarded.iter().enumerate() {
        words.name(&person.name, at);
    }
    let Some(finder) = words.finder() else { return Vec::new() };
    let mut findings: Vec<Diagnostic> =
        gate.texts.par_iter().flat_map_iter(|text| in_other(text, &guarded, &finder)).collect();
    findings.extend(in_site_toml(gate, &guarded, &finder));
    findings
}

fn guarded<'a>(gate: &Gate<'a>) -> Vec<Guarded<'a>> {
    let mut guarded = Vec::new();
    for (key, entry) in gate.look.model.layers.values().flatten() {
        let Some(original) = entry.original() else { continue };
        let Some(why) = why(gate, &original.fields) else { continue };
        for name in private_persons(&original.fields).filter_map(|(_, person)| person.text("display_name")) {
            guarded.push(Guarded { key, name: name.to_owned(), why });
        }
    }
    guarded
}

/// Why nobody else may name them.
fn why(gate: &Gate<'_>, fields: &Fields) -> Option<&'static str> {
    let consent = fields.object("consent")?;
    if consent.get("withdrawn").is_some() {
        return Some(Hidden::Withdrawn.as_str());
    }
    if consent.text("expires").and_then(last_day).is_some_and(|last| last < gate.today) {
        return Some(Hidden::ConsentEnded.as_str());
    }
    (!covers(fields, Scope::Name)).then_some("no `name` in `scope`")
}

fn in_other(text: &Text<'_>, guarded: &[Guarded<'_>], finder: &Finder<usize>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    // Nearly every text names nobody: one look at the file as a whole says so. Escapes could hide a name from it.
    let written = &text.file.text;
    if !finder.may_find(written) && !written.contains("\\u") && !written.contains("\\x") {
        return findings;
    }
    // Whoever is among the persons of this text is there by its own consent.
    let own: Vec<String> = crate::edition::consent::persons(&text.shown.fields)
        .filter_map(|(_, person)| person.text("display_name").map(fold))
        .collect();
    for piece in pieces(text.file) {
        let mut end = 0;
        for (span, at) in finder.find(piece.text) {
            let person = &guarded[at];
            let other = *person.key != *text.shown.key && !own.contains(&fold(&person.name));
            if other && span.start >= end {
                end = span.end;
                findings.push(finding(person).at(piece.place(span)));
            }
        }
    }
    findings
}

fn finding(person: &Guarded<'_>) -> Diagnostic {
    Diagnostic::new(codes::NAMED_ELSEWHERE).with("key", person.key).with("why", person.why)
}

/// Names of tags, words of menus and footers.
fn in_site_toml(gate: &Gate<'_>, guarded: &[Guarded<'_>], finder: &Finder<usize>) -> Vec<Diagnostic> {
    let config = gate.look.config;
    let towns = config.initiatives.iter();
    let words = towns.flat_map(|town| {
        let menus = town.menu.iter().chain(&town.footer).map(|item| &item.title);
        menus.chain([&town.name, &town.footer_text]).chain(town.vars.values())
    });
    let texts = words.chain(config.tags.values()).flat_map(|words| words.0.values());
    let found = texts.flat_map(|text| finder.find(text));
    found.map(|(_, at)| finding(&guarded[at]).at(Place::file(&*config.file))).collect()
}
