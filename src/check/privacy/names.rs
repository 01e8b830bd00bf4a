//! A name stands nowhere its consent does not reach (P02, P03, P04).
//!
//! Within the entry: the name and each part of it (`G0524`), and the titles of companies (`G0526`). In every other
//! text and in site.toml: the whole name of whoever has not agreed to be named, whose consent has ended or who has
//! withdrawn it (`G0530`). All texts are read once, whatever the number of names.

use std::cell::LazyCell;

use jiff::civil::Date;

use super::finder::{Endings, Finder, Words};
use super::fold::fold;
use super::pieces::pieces;
use super::{Gate, Text, today};
use crate::check::Look;
use crate::check::texts::Written;
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, Place, codes};
use crate::edition::consent::{Scope, covers, private_persons};
use crate::edition::{Hidden, Shown, last_day};
use crate::model::fields::Fields;

/// Names and employers in the entry's own texts.
pub(super) fn check(gate: &Gate<'_>) -> Vec<Diagnostic> {
    let companies = LazyCell::new(|| companies(gate));
    let mut findings = Vec::new();
    for text in gate.texts.iter().filter(|text| text.shown.fields.object("consent").is_some()) {
        let fields = &text.shown.fields;
        if let Some(names) = own_names(fields).filter(|_| !covers(fields, Scope::Name)) {
            in_text(text, &names, codes::NAME_NOT_COVERED, &mut findings);
            findings.extend(in_path(text, &names).filter(|_| gate.originals.contains(&text.shown.source)));
        }
        if !covers(fields, Scope::Employer)
            && let Some(companies) = &*companies
        {
            in_text(text, companies, codes::EMPLOYER_NOT_COVERED, &mut findings);
        }
    }
    findings
}

/// The titles of all companies, in every language.
fn companies(gate: &Gate<'_>) -> Option<Finder<()>> {
    let mut titles = Words::new();
    for (_, entry) in
        gate.look.model.layers.values().flatten().filter(|(_, entry)| *entry.form.name == *"company")
    {
        let versions = entry.versions.iter().filter_map(|version| version.fields.text("title"));
        versions.for_each(|title| titles.word(title, (), Endings::Genitive));
    }
    titles.finder()
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
    let whole = text.file.text();
    for piece in pieces(Written { file: text.file, text: &whole }) {
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

/// Whoever may be named in no text but their own.
pub(super) struct Elsewhere<'a> {
    guarded: Vec<Guarded<'a>>,
    /// `None` where there is nobody.
    finder: Option<Finder<usize>>,
}

/// Somebody whose name may stand in no other text.
struct Guarded<'a> {
    key: &'a str,
    name: String,
    why: &'static str,
}

impl<'a> Elsewhere<'a> {
    pub(super) fn new(look: &Look<'a>) -> Self {
        let guarded = guarded(look);
        let mut words = Words::new();
        for (at, person) in guarded.iter().enumerate() {
            words.name(&person.name, at);
        }
        Self { guarded, finder: words.finder() }
    }

    /// Of a file, and the page it is shown on.
    pub(super) fn in_text(&self, written: Written<'_>, shown: &Shown) -> Vec<Diagnostic> {
        let finder = self.finder.as_ref();
        finder.map(|finder| in_other(written, shown, (&self.guarded, finder))).unwrap_or_default()
    }

    /// Of site.toml.
    pub(super) fn in_site_toml(&self, config: &Config) -> Vec<Diagnostic> {
        let finder = self.finder.as_ref();
        finder.map(|finder| in_site_toml(config, &self.guarded, finder)).unwrap_or_default()
    }
}

fn guarded<'a>(look: &Look<'a>) -> Vec<Guarded<'a>> {
    let today = today(look);
    let mut guarded = Vec::new();
    for (key, entry) in look.model.layers.values().flatten() {
        let Some(original) = entry.original() else { continue };
        let Some(why) = why(today, &original.fields) else { continue };
        for name in private_persons(&original.fields).filter_map(|(_, person)| person.text("display_name")) {
            guarded.push(Guarded { key, name: name.to_owned(), why });
        }
    }
    guarded
}

/// Why nobody else may name them.
fn why(today: Date, fields: &Fields) -> Option<&'static str> {
    let consent = fields.object("consent")?;
    if consent.get("withdrawn").is_some() {
        return Some(Hidden::Withdrawn.as_str());
    }
    if consent.text("expires").and_then(last_day).is_some_and(|last| last < today) {
        return Some(Hidden::ConsentEnded.as_str());
    }
    (!covers(fields, Scope::Name)).then_some("no `name` in `scope`")
}

fn in_other(
    written: Written<'_>,
    shown: &Shown,
    (guarded, finder): (&[Guarded<'_>], &Finder<usize>),
) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    // Nearly every text names nobody: one look at the file as a whole says so. Escapes could hide a name from it.
    let text = written.text;
    if !finder.may_find(text) && !text.contains("\\u") && !text.contains("\\x") {
        return findings;
    }
    // Whoever is among the persons of this text is there by its own consent.
    let own: Vec<String> = crate::edition::consent::persons(&shown.fields)
        .filter_map(|(_, person)| person.text("display_name").map(fold))
        .collect();
    for piece in pieces(written) {
        let mut end = 0;
        for (span, at) in finder.find(piece.text) {
            let person = &guarded[at];
            let other = *person.key != *shown.key && !own.contains(&fold(&person.name));
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
fn in_site_toml(config: &Config, guarded: &[Guarded<'_>], finder: &Finder<usize>) -> Vec<Diagnostic> {
    let towns = config.initiatives.iter();
    let words = towns.flat_map(|town| {
        let menus = town.menu.iter().chain(&town.footer).map(|item| &item.title);
        menus.chain([&town.name, &town.footer_text]).chain(town.vars.values())
    });
    let texts = words.chain(config.tags.values()).flat_map(|words| words.0.values());
    let found = texts.flat_map(|text| finder.find(text));
    found.map(|(_, at)| finding(&guarded[at]).at(Place::file(&*config.file))).collect()
}
