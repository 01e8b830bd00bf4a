//! What is published beside pages: the theme's assets, feeds, sitemaps, robots, the search index, the book as a file.
//!
//! In: the plan and the editions. Out: bytes by path. All of it speaks only of what pages show: a fallback, a machine's
//! translation or an example is in no feed and no sitemap.

use std::fmt::Write;

use jiff::tz::TimeZone;

use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::edition::{Shown, instant};
use crate::plan::path::OutputPath;
use crate::plan::{self, TownPlan};
use crate::render::Speakers;
use crate::text::escape_html;
use crate::theme::Theme;
use crate::view::style_site;

pub mod book;
pub mod pack;
#[cfg(feature = "search")]
pub mod search;
mod style;

pub use style::stylesheets;

/// Entries of a feed.
const FEED_LENGTH: usize = 20;
/// Addresses a sitemap may hold, by the protocol; each of ours may name as many languages again.
const SITEMAP_LENGTH: usize = 10_000;

/// A file to publish.
pub type Emitted = (OutputPath, Vec<u8>);

/// The theme's assets as one town publishes them.
pub fn assets(
    theme: &Theme,
    plan: &TownPlan<'_>,
    speakers: &Speakers<'_>,
) -> (Vec<Emitted>, Vec<Diagnostic>) {
    let (mut emitted, mut findings) = (Vec::new(), Vec::new());
    for asset in &theme.assets {
        let (name, bytes) = match asset.name.strip_suffix(".tera") {
            None => (asset.name.as_str(), asset.bytes.to_vec()),
            Some(name) => {
                let text = String::from_utf8_lossy(&asset.bytes);
                let lang = plan.town.initiative.first_language();
                match speakers.asset(lang, &asset.name, &text, style_site(plan, theme)) {
                    Ok(text) => (name, text.into_bytes()),
                    Err(finding) => {
                        findings.push(*finding);
                        continue;
                    }
                }
            }
        };
        emitted.extend(path(plan, &format!("assets/{name}")).map(|path| (path, bytes)));
    }
    (emitted, findings)
}

/// Feeds, sitemaps and robots.txt of one town.
pub fn machines(config: &Config, plan: &TownPlan<'_>) -> Vec<Emitted> {
    let mut emitted = Vec::new();
    for at in 0..plan.editions.len() {
        let home = &plan.editions[at].pages.first().map(|page| page.address.clone()).unwrap_or_default();
        emitted.extend(
            path(plan, &format!("{home}atom.xml")).map(|path| (path, atom(config, plan, at).into_bytes())),
        );
    }
    emitted.extend(sitemaps(plan));
    let robots =
        format!("User-agent: *\nAllow: /\n\nSitemap: {}/sitemap.xml\n", plan.town.initiative.base_url);
    emitted.extend(path(plan, "robots.txt").map(|path| (path, robots.into_bytes())));
    emitted
}

fn path(plan: &TownPlan<'_>, inner: &str) -> Option<OutputPath> {
    OutputPath::new(format!("{}/{inner}", plan.town.initiative.id)).ok()
}

fn element(into: &mut String, name: &str, text: &str) {
    let _ = write!(into, "<{name}>");
    escape_html(text, into);
    let _ = writeln!(into, "</{name}>");
}

/// The newest entries of the types that feeds carry.
fn atom(config: &Config, plan: &TownPlan<'_>, at: usize) -> String {
    let edition = &plan.town.editions[at];
    let initiative = plan.town.initiative;
    let mut newest: Vec<(String, usize)> = edition
        .shown
        .iter()
        .enumerate()
        .filter(|(_, shown)| shown.ty.feed && shown.public)
        .filter_map(|(entry, shown)| Some((moment(shown, &config.timezone)?, entry)))
        .collect();
    newest.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| edition.shown[a.1].key.cmp(&edition.shown[b.1].key)));
    newest.truncate(FEED_LENGTH);
    let home = plan.permalink(at, 0);
    let name = initiative.name.get(&edition.chain).unwrap_or(&initiative.id);
    let updated = newest.first().map_or("1970-01-01T00:00:00Z", |(moment, _)| moment);
    let mut feed = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    let _ = writeln!(feed, "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">", edition.lang);
    element(&mut feed, "title", name);
    element(&mut feed, "id", &home);
    element(&mut feed, "updated", updated);
    let _ = writeln!(feed, "<author><name>{}</name></author>", crate::text::escaped(name));
    let _ = writeln!(feed, "<link href=\"{}\"/>", crate::text::escaped(&home));
    let _ = writeln!(
        feed,
        "<link rel=\"self\" type=\"application/atom+xml\" href=\"{}atom.xml\"/>",
        crate::text::escaped(&home)
    );
    for (moment, entry) in &newest {
        let Some(page) = plan.editions[at].of_entry[*entry] else { continue };
        let (shown, link) = (&edition.shown[*entry], plan.permalink(at, page));
        feed.push_str("<entry>\n");
        element(&mut feed, "title", plan::title(shown));
        element(&mut feed, "id", &link);
        let _ = writeln!(feed, "<link href=\"{}\"/>", crate::text::escaped(&link));
        element(&mut feed, "updated", moment);
        if let Some(lead) = shown.fields.text("lead") {
            element(&mut feed, "summary", lead);
        }
        feed.push_str("</entry>\n");
    }
    feed.push_str("</feed>\n");
    feed
}

/// When an entry last changed, as RFC 3339; less than a whole date counts from its beginning.
fn moment(shown: &Shown, zone: &TimeZone) -> Option<String> {
    let date = shown.fields.text("updated").or(shown.fields.text("date"))?;
    let whole = match date.len() {
        4 => format!("{date}-01-01"),
        7 => format!("{date}-01"),
        _ => date.to_owned(),
    };
    Some(instant(&whole, zone)?.to_string())
}

/// `sitemap.xml` names one sitemap a language (more for large ones), each page with its translations.
fn sitemaps(plan: &TownPlan<'_>) -> Vec<Emitted> {
    let mut emitted = Vec::new();
    let mut index = String::from(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    for at in 0..plan.editions.len() {
        let lines = sitemap_lines(plan, at);
        for (number, chunk) in lines.chunks(SITEMAP_LENGTH).enumerate() {
            let lang = &plan.town.editions[at].lang;
            let name = match number {
                0 => format!("sitemap-{lang}.xml"),
                number => format!("sitemap-{lang}-{}.xml", number + 1),
            };
            let mut xml = String::from(
                "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n",
            );
            chunk.iter().for_each(|line| xml.push_str(line));
            xml.push_str("</urlset>\n");
            let _ = writeln!(index, "<sitemap><loc>{}/{name}</loc></sitemap>", plan.town.initiative.base_url);
            emitted.extend(path(plan, &name).map(|path| (path, xml.into_bytes())));
        }
    }
    index.push_str("</sitemapindex>\n");
    emitted.extend(path(plan, "sitemap.xml").map(|path| (path, index.into_bytes())));
    emitted
}

fn sitemap_lines(plan: &TownPlan<'_>, at: usize) -> Vec<String> {
    let pages = plan.editions[at].pages.iter().enumerate();
    pages
        .filter(|(_, page)| plan.is_public(at, &page.kind))
        .map(|(number, page)| {
            let mut line = String::from("<url>");
            let _ = write!(line, "<loc>{}</loc>", crate::text::escaped(&plan.permalink(at, number)));
            let translations = plan.translations(&page.kind);
            if translations.len() > 1 {
                for (other, number) in translations {
                    let _ = write!(
                        line,
                        "<xhtml:link rel=\"alternate\" hreflang=\"{}\" href=\"{}\"/>",
                        plan.town.editions[other].lang,
                        crate::text::escaped(&plan.permalink(other, number))
                    );
                }
            }
            line.push_str("</url>\n");
            line
        })
        .collect()
}
