//! `/_status/`: how a town's translations stand, as a page for whoever edits and as JSON. No search engine lists it, no
//! sitemap names it. Only a town with a translation that says what it was made from has one.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Serialize;

use super::Emitted;
use crate::derive::Derived;
use crate::derive::told::Row;
use crate::edition::{Origin, Shown};
use crate::plan::{self, TownPlan};
use crate::text::escaped;

#[derive(Serialize)]
struct Status {
    languages: BTreeMap<String, Counts>,
    translations: Vec<Row>,
}

#[derive(Serialize, Default)]
struct Counts {
    current: usize,
    behind: usize,
    unknown: usize,
    /// Shown in another language.
    missing: usize,
}

/// The page and its JSON; nothing for a town where nothing is known.
pub(super) fn status(plan: &TownPlan<'_>, derived: &Derived) -> Vec<Emitted> {
    let mut status = Status { languages: BTreeMap::new(), translations: Vec::new() };
    let mut titles = BTreeMap::new();
    for (at, edition) in plan.town.editions.iter().enumerate() {
        for (entry, shown) in edition.shown.iter().enumerate() {
            let Some(page) = plan.editions[at].of_entry[entry] else { continue };
            let counts = status.languages.entry(edition.lang.to_string()).or_default();
            let row = row(shown, derived);
            match row.as_ref().map(|row| row.state) {
                _ if shown.origin == Origin::Fallback => counts.missing += 1,
                Some("current") => counts.current += 1,
                Some("behind") => counts.behind += 1,
                Some(_) => counts.unknown += 1,
                None if edition.lang == *plan.town.initiative.first_language() => {}
                None => counts.unknown += 1,
            }
            if let Some(row) = row.filter(|_| shown.origin != Origin::Fallback) {
                let url = plan.url(at, page);
                titles.insert(url.clone(), plan::title(shown).to_owned());
                status.translations.push(Row { url: Some(url), ..row });
            }
        }
    }
    if status.translations.is_empty() {
        return Vec::new();
    }
    status.translations.sort_by(|a, b| {
        (&a.language, b.facts(), b.changed, &a.page).cmp(&(&b.language, a.facts(), a.changed, &b.page))
    });
    let json = serde_json::to_string_pretty(&status).unwrap_or_default();
    let html = page(plan, &status, &titles);
    let file = |name: &str, bytes: String| super::path(plan, name).map(|path| (path, bytes.into_bytes()));
    file("_status/index.html", html).into_iter().chain(file("_status/status.json", json + "\n")).collect()
}

/// A text that says what it was made from.
fn row(shown: &Shown, derived: &Derived) -> Option<Row> {
    shown.against.as_ref()?.base.as_ref()?;
    let status = derived.status(shown)?;
    Some(Row::new(&shown.key, &shown.layer, shown.lang.as_str(), status))
}

/// In Norwegian or English, as the town's first language is nearer.
fn page(plan: &TownPlan<'_>, status: &Status, titles: &BTreeMap<String, String>) -> String {
    let norwegian =
        matches!(plan.town.initiative.first_language().as_str(), "nb" | "nn" | "no" | "da" | "sv");
    let (lang, words) = if norwegian { ("nb", &NORWEGIAN) } else { ("en", &ENGLISH) };
    let mut html = format!(
        "<!doctype html>\n<html lang=\"{lang}\">\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n\
         <meta name=\"robots\" content=\"noindex\">\n<title>{0}</title>\n\
         <style>body{{font:1rem/1.5 system-ui,sans-serif;max-inline-size:60rem;margin:2rem auto;padding-inline:1rem}}\
         table{{border-collapse:collapse}}th,td{{text-align:start;padding:.25rem 1rem .25rem 0;border-block-end:1px solid}}</style>\n\
         <main>\n<h1>{0}</h1>\n<table>\n<thead><tr>",
        words[0]
    );
    for word in &words[1..6] {
        let _ = write!(html, "<th scope=\"col\">{word}</th>");
    }
    html.push_str("</tr></thead>\n<tbody>\n");
    for (language, counts) in &status.languages {
        let Counts { current, behind, unknown, missing } = counts;
        let _ = writeln!(
            html,
            "<tr><th scope=\"row\">{language}</th><td>{current}</td><td>{behind}</td><td>{unknown}</td><td>{missing}</td></tr>"
        );
    }
    html.push_str("</tbody></table>\n");
    for row in status.translations.iter().filter(|row| row.state != "current") {
        let url = row.url.as_deref().unwrap_or_default();
        let title = titles.get(url).map_or(row.page.as_str(), String::as_str);
        let _ = writeln!(
            html,
            "<h2><a href=\"{}\" lang=\"{}\">{}</a></h2>\n<p>{}: {} / {}</p>\n<ul>",
            escaped(url),
            row.language,
            escaped(title),
            words[6],
            row.changed,
            row.of
        );
        for block in row.blocks.iter().filter(|block| block.due) {
            let _ = writeln!(
                html,
                "<li><code>{}</code> {} {} {}</li>",
                block.id,
                block.severity,
                escaped(&block.place),
                escaped(&block.text)
            );
        }
        html.push_str("</ul>\n");
    }
    html.push_str("<p><a href=\"status.json\">status.json</a></p>\n</main>\n</html>\n");
    html
}

/// Title, language, current, behind, unknown, missing, paragraphs.
const NORWEGIAN: [&str; 7] =
    ["Oversettelsene", "Språk", "Oppdatert", "Etter", "Ukjent", "Mangler", "Endrede avsnitt"];
const ENGLISH: [&str; 7] =
    ["The translations", "Language", "Current", "Behind", "Unknown", "Missing", "Changed paragraphs"];
