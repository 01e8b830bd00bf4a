//! `globale translate status`: how every translation stands, facts first, and what is missing.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::{Desk, Ended};
use crate::command::Exit;
use crate::derive::made::{self, Made};
use crate::derive::told::Row;
use crate::locale::Lang;
use crate::report::words::Tongue;
use crate::report::{Format, Said, clean, json};

#[derive(Serialize)]
struct Report {
    languages: BTreeMap<String, Counts>,
    translations: Vec<Row>,
    missing: Vec<Missing>,
}

/// How many pages of a language stand how.
#[derive(Serialize, Default)]
struct Counts {
    current: usize,
    behind: usize,
    /// Paragraphs to follow, on all pages.
    paragraphs: usize,
    /// Of those, facts.
    facts: usize,
    unknown: usize,
    /// Pages that nobody has translated.
    missing: usize,
}

#[derive(Serialize)]
struct Missing {
    page: String,
    layer: String,
    language: String,
    /// Why a page's own file in the language does not translate it.
    orphan: bool,
}

pub(super) fn run(
    desk: &Desk<'_>,
    page: Option<&str>,
    (language, initiative): (Option<&str>, Option<&str>),
) -> Ended {
    let lang = language.map(|tag| desk.language(tag)).transpose()?;
    let key = page.map(|page| desk.project.key_of(page));
    let ground = desk.ground();
    let mut made = Vec::new();
    for one in made::all(ground) {
        let asked = key.as_deref().is_none_or(|key| *key == **one.key)
            && lang.as_ref().is_none_or(|lang| lang == one.lang);
        if asked && !one.sections && !one.is_override(ground) && desk.sees(initiative, one.layer)? {
            made.push(one);
        }
    }
    let library = made::library(ground, &made);
    let mut rows: Vec<Row> = made.iter().map(|made| row(desk, made, &made::status(&library, made))).collect();
    rows.sort_by(|a, b| {
        (&a.language, b.facts(), b.changed, &a.page).cmp(&(&b.language, a.facts(), a.changed, &b.page))
    });
    let mut missing = missing(desk, initiative)?;
    missing.retain(|one| {
        key.as_deref().is_none_or(|key| *key == *one.page)
            && lang.as_ref().is_none_or(|lang| lang.as_str() == one.language)
    });
    let mut languages: BTreeMap<String, Counts> = BTreeMap::new();
    for row in &rows {
        languages.entry(row.language.clone()).or_default().add(row);
    }
    for one in missing.iter().filter(|one| !one.orphan) {
        languages.entry(one.language.clone()).or_default().missing += 1;
    }
    let report = Report { languages, translations: rows, missing };
    let out = match desk.context.asked.format {
        Format::Json => json::print(&report),
        _ => told(&report, desk.context.asked.tongue),
    };
    Ok(desk.context.say(&Said { out, ..Said::default() }, Exit::Fine))
}

impl Counts {
    fn add(&mut self, row: &Row) {
        match row.state {
            "current" => self.current += 1,
            "behind" => self.behind += 1,
            _ => self.unknown += 1,
        }
        self.paragraphs += row.changed;
        self.facts += row.facts();
    }
}

/// One text's row, with its file.
pub(in crate::command) fn row(
    desk: &Desk<'_>,
    made: &Made<'_>,
    status: &crate::derive::status::Status,
) -> Row {
    let file = clean::path(&desk.project.sources.files[made.source].path);
    Row { file: Some(file), ..Row::new(made.key, made.layer, made.lang.as_str(), status) }
}

/// Originals without a translation in a language of some initiative that shows them, and translations of nothing.
fn missing(
    desk: &Desk<'_>,
    initiative: Option<&str>,
) -> Result<Vec<Missing>, Vec<crate::diagnostic::Diagnostic>> {
    let (config, model) = (&desk.project.config, &desk.project.model);
    let mut all = Vec::new();
    for (layer, entries) in &model.layers {
        if !desk.sees(initiative, layer)? {
            continue;
        }
        let towns = config.initiatives.iter().filter(|town| town.layers.iter().any(|name| **name == **layer));
        let towns: Vec<_> = towns.filter(|town| initiative.is_none_or(|id| id == town.id)).collect();
        let langs: BTreeSet<&Lang> = towns.iter().flat_map(|town| &town.languages).collect();
        for (key, entry) in entries {
            let one = |lang: &Lang, orphan| Missing {
                page: key.to_string(),
                layer: layer.to_string(),
                language: lang.to_string(),
                orphan,
            };
            let has_page = entry.form.template.is_some();
            match entry.original() {
                Some(_) if has_page => {
                    all.extend(
                        langs
                            .iter()
                            .filter(|lang| entry.version(lang).is_none())
                            .map(|lang| one(lang, false)),
                    );
                }
                Some(_) => {}
                None => {
                    let orphans = entry.versions.iter().filter(|version| {
                        made::made_from(config, model, (layer, key), &version.lang).is_none()
                    });
                    all.extend(orphans.map(|version| one(&version.lang, true)));
                }
            }
        }
    }
    Ok(all)
}

fn told(report: &Report, tongue: Tongue) -> String {
    let mut out = String::new();
    for (language, counts) in &report.languages {
        let Counts { current, behind, paragraphs, facts, unknown, missing } = counts;
        out += &tongue.pick(
            format!("{language}  {current} oppdatert, {behind} etter ({paragraphs} avsnitt, {facts} fakta), {unknown} ukjent, {missing} mangler\n"),
            format!("{language}  {current} current, {behind} behind ({paragraphs} paragraphs, {facts} facts), {unknown} unknown, {missing} missing\n"),
        );
        for row in
            report.translations.iter().filter(|row| row.language == *language && row.state != "current")
        {
            out += &self::lines(row, tongue);
        }
        for one in report.missing.iter().filter(|one| one.language == *language && one.orphan) {
            let (page, layer) = (clean::clean(&one.page), &one.layer);
            out += &tongue.pick(
                format!("  {page}  {layer}  har ingen original: er den flyttet, gi mappen samme navn som originalens\n"),
                format!("  {page}  {layer}  has no original: where that was renamed, give the folder its name\n"),
            );
        }
    }
    out
}

/// A page that is behind, with each of its changes.
pub(in crate::command) fn lines(row: &Row, tongue: Tongue) -> String {
    let file = row.file.as_deref().unwrap_or(&row.page);
    let state = match row.state {
        "behind" => tongue.pick(
            format!("{} av {} avsnitt", row.changed, row.of),
            format!("{} of {} paragraphs", row.changed, row.of),
        ),
        "current" => tongue.pick("oppdatert", "current").to_owned(),
        "unknown" => tongue
            .pick("ukjent: sier ikke hva den er laget fra", "unknown: does not say what it was made from")
            .to_owned(),
        "missing" => {
            tongue.pick("ukjent: utgaven mangler", "unknown: the state it names is missing").to_owned()
        }
        "damaged" => {
            tongue.pick("ukjent: utgaven er ødelagt", "unknown: the state it names is damaged").to_owned()
        }
        _ => tongue.pick("ukjent: utgaven er redigert", "unknown: the state it names was edited").to_owned(),
    };
    let mut out = format!("  {file}  {state}\n");
    for block in &row.blocks {
        let critical = if block.critical { tongue.pick("kritisk ", "critical ") } else { "" };
        out += &format!(
            "    {}  {critical}{}  {}  {}  {}\n",
            block.id,
            severity(block.severity, tongue),
            what(block.what, tongue),
            clean::clean(&block.place),
            clean::clean(&block.text)
        );
    }
    out
}

/// A severity in a word.
pub(super) fn severity(word: &str, tongue: Tongue) -> &str {
    match word {
        "facts" => tongue.pick("fakta", "facts"),
        "text" => tongue.pick("tekst", "text"),
        _ => tongue.pick("utseende", "style"),
    }
}

/// What happened, in a word.
pub(super) fn what(word: &str, tongue: Tongue) -> &str {
    match word {
        "changed" => tongue.pick("endret", "changed"),
        "added" => tongue.pick("nytt", "added"),
        "removed" => tongue.pick("borte", "removed"),
        _ => tongue.pick("flyttet", "moved"),
    }
}
