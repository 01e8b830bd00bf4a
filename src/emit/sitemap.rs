//! Every page search engines may list, with its translations.

use std::fmt::Write;

use rayon::prelude::*;

use super::{Emitted, path};
use crate::plan::TownPlan;

/// Addresses a sitemap may hold, by the protocol; each of ours may name as many languages again.
const SITEMAP_LENGTH: usize = 10_000;

/// `sitemap.xml` names one sitemap a language (more for large ones), each page with its translations.
pub(super) fn sitemaps(plan: &TownPlan<'_>) -> Vec<Emitted> {
    let mut emitted = Vec::new();
    let mut index = String::from(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    let editions: Vec<Vec<String>> =
        (0..plan.editions.len()).into_par_iter().map(|at| sitemap_lines(plan, at)).collect();
    for (at, lines) in editions.iter().enumerate() {
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
