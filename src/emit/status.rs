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
    missing: Vec<Missing>,
}

/// A page that is shown in another language.
#[derive(Serialize)]
struct Missing {
    page: String,
    language: String,
    shown_in: String,
    url: String,
}

#[derive(Serialize, Default, PartialEq)]
struct Counts {
    current: usize,
    behind: usize,
    unknown: usize,
    /// Shown in another language.
    missing: usize,
}

/// The page and its JSON; nothing for a town where nothing is known.
pub(super) fn status(plan: &TownPlan<'_>, derived: &Derived) -> Vec<Emitted> {
    let mut status = Status { languages: BTreeMap::new(), translations: Vec::new(), missing: Vec::new() };
    let mut titles = BTreeMap::new();
    for (at, edition) in plan.town.editions.iter().enumerate() {
        for (entry, shown) in edition.shown.iter().enumerate() {
            let Some(page) = plan.editions[at].of_entry[entry] else { continue };
            let url = plan.url(at, page);
            titles.insert(url.clone(), plan::title(shown).to_owned());
            let counts = status.languages.entry(edition.lang.to_string()).or_default();
            let row = row(shown, derived);
            match row.as_ref().map(|row| row.state) {
                _ if shown.origin == Origin::Fallback => {
                    counts.missing += 1;
                    let (language, shown_in) = (edition.lang.to_string(), shown.lang.to_string());
                    status.missing.push(Missing { page: shown.key.to_string(), language, shown_in, url });
                    continue;
                }
                Some("current") => counts.current += 1,
                Some("behind") => counts.behind += 1,
                Some(_) => counts.unknown += 1,
                None if edition.lang == *plan.town.initiative.first_language() => {}
                None => counts.unknown += 1,
            }
            if let Some(row) = row {
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
    // The language everything else is translated from has nothing to follow.
    status.languages.retain(|_, counts| *counts != Counts::default());
    let json = serde_json::to_string_pretty(&status).unwrap_or_default();
    let html = page(plan, &status, &titles);
    let file = |name: &str, bytes: String| super::path(plan, name).map(|path| (path, bytes.into_bytes()));
    let files = [("index.html", html), ("status.css", STYLE.to_owned()), ("status.json", json + "\n")];
    files.into_iter().filter_map(|(name, bytes)| file(&format!("_status/{name}"), bytes)).collect()
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
    let title = words.title;
    let chain = plan.town.editions.first().map(|edition| &edition.chain[..]).unwrap_or_default();
    let name = plan.town.initiative.name.get(chain).unwrap_or(&plan.town.initiative.id);
    let mut html = format!(
        "<!doctype html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n\
         <meta name=\"robots\" content=\"noindex\">\n<title>{title} – {}</title>\n\
         <link rel=\"stylesheet\" href=\"status.css\">\n</head>\n<body>\n\
         <a class=\"skip\" href=\"#main\">{}</a>\n<main id=\"main\" tabindex=\"-1\">\n<h1>{title}</h1>\n<table>\n<thead><tr>",
        escaped(name),
        words.skip,
    );
    for word in words.columns {
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
    let link = |url: &str, page: &str, lang: &str| {
        let title = titles.get(url).map_or(page, String::as_str);
        format!("<a href=\"{}\" lang=\"{lang}\">{}</a>", escaped(url), escaped(title))
    };
    for row in status.translations.iter().filter(|row| row.state != "current") {
        let link = link(row.url.as_deref().unwrap_or_default(), &row.page, &row.language);
        let (said, changed, of) = (words.changed, row.changed, row.of);
        let _ = writeln!(html, "<h2>{link} ({})</h2>\n<p>{said}: {changed} / {of}</p>\n<ul>", row.language);
        for block in row.blocks.iter().filter(|block| block.due) {
            let severity = words.severity.iter().find(|(name, _)| *name == block.severity);
            let _ = writeln!(
                html,
                "<li><code>{}</code> <b>{}</b> {} {}</li>",
                block.id,
                severity.map_or(block.severity, |(_, word)| word),
                escaped(&block.place),
                escaped(&block.text)
            );
        }
        html.push_str("</ul>\n");
    }
    for language in status.languages.keys() {
        let missing = || status.missing.iter().filter(|missing| missing.language == *language);
        if missing().next().is_none() {
            continue;
        }
        let (said, many) = (words.columns[4], missing().count());
        let _ = writeln!(html, "<details><summary>{said} ({language}): {many}</summary>\n<ul>");
        for missing in missing() {
            let _ = writeln!(html, "<li>{}</li>", link(&missing.url, &missing.page, &missing.shown_in));
        }
        html.push_str("</ul>\n</details>\n");
    }
    html.push_str("<p><a href=\"status.json\">status.json</a></p>\n</main>\n</body>\n</html>\n");
    html
}

/// The words of the page.
struct Words {
    title: &'static str,
    skip: &'static str,
    /// Language, current, behind, unknown, missing.
    columns: [&'static str; 5],
    changed: &'static str,
    severity: [(&'static str, &'static str); 3],
}

const NORWEGIAN: Words = Words {
    title: "Oversettelsene",
    skip: "Hopp til innholdet",
    columns: ["Språk", "I takt", "Etter", "Ukjent", "Mangler"],
    changed: "Endrede avsnitt",
    severity: [("facts", "fakta"), ("text", "tekst"), ("style", "form")],
};

const ENGLISH: Words = Words {
    title: "The translations",
    skip: "Skip to the content",
    columns: ["Language", "Current", "Behind", "Unknown", "Missing"],
    changed: "Changed paragraphs",
    severity: [("facts", "facts"), ("text", "text"), ("style", "style")],
};

/// Its own, since no theme knows the page; in a file, since a strict policy runs no style of the page itself.
const STYLE: &str = "\
body{background:#fff;color:#16191b;font:1rem/1.5 system-ui,sans-serif;max-inline-size:60rem;margin:2rem auto;padding-inline:1rem;overflow-wrap:anywhere}
.skip:not(:focus){position:absolute;inset-inline-start:-100vw}
table{border-collapse:collapse;font-size:clamp(.8rem,3.6vw,1rem)}
th,td{text-align:start;padding:.35rem .75em .35rem 0;border-block-end:1px solid}
td{font-variant-numeric:tabular-nums}
summary{padding-block:.35rem}
li{padding-block:.2rem}
a{display:inline-block;padding-block:.2rem;color:#0b5468}
@media(prefers-color-scheme:dark){body{background:#14191b;color:#e9eef0}a{color:#9bd4e2}}
";
