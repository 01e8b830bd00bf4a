//! Every page search engines may list, with its translations.

use std::fmt::Write;

use rayon::prelude::*;

use super::{Emitted, path};
use crate::plan::TownPlan;
use crate::text::escaped;

/// Addresses a sitemap may hold, by the protocol; each of ours may name as many languages again.
const SITEMAP_LENGTH: usize = 10_000;

/// `sitemap.xml` names one sitemap a language (more for large ones), each page with its translations. Each is made when it
/// is asked for.
pub(super) fn sitemaps<'a>(plan: &'a TownPlan<'_>) -> impl ParallelIterator<Item = Emitted> + use<'a> {
    let parts: Vec<Part> = (0..plan.editions.len()).flat_map(|at| parts(plan, at)).collect();
    let index = index(plan, &parts);
    let sitemaps = parts.into_par_iter().map(|part| (part.name.clone(), sitemap(plan, &part)));
    let all = rayon::iter::once(("sitemap.xml".to_owned(), index)).chain(sitemaps);
    all.filter_map(|(name, xml)| Some((path(plan, &name)?, xml.into_bytes())))
}

/// One sitemap of an edition.
struct Part {
    name: String,
    edition: usize,
    /// The pages it names.
    pages: Vec<usize>,
}

fn parts(plan: &TownPlan<'_>, edition: usize) -> Vec<Part> {
    let lang = &plan.town.editions[edition].lang;
    let pages = plan.editions[edition].pages.iter().enumerate();
    let public: Vec<usize> =
        pages.filter(|(_, page)| plan.is_public(edition, &page.kind)).map(|(number, _)| number).collect();
    let part = |(number, pages): (usize, &[usize])| {
        let name = match number {
            0 => format!("sitemap-{lang}.xml"),
            number => format!("sitemap-{lang}-{}.xml", number + 1),
        };
        Part { name, edition, pages: pages.to_vec() }
    };
    public.chunks(SITEMAP_LENGTH).enumerate().map(part).collect()
}

fn index(plan: &TownPlan<'_>, parts: &[Part]) -> String {
    let mut index = String::from(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    for Part { name, .. } in parts {
        let _ = writeln!(index, "<sitemap><loc>{}/{name}</loc></sitemap>", plan.town.initiative.base_url);
    }
    index.push_str("</sitemapindex>\n");
    index
}

fn sitemap(plan: &TownPlan<'_>, part: &Part) -> String {
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n",
    );
    part.pages.iter().for_each(|number| line(plan, (part.edition, *number), &mut xml));
    xml.push_str("</urlset>\n");
    xml
}

fn line(plan: &TownPlan<'_>, (at, number): (usize, usize), xml: &mut String) {
    let _ = write!(xml, "<url><loc>{}</loc>", escaped(&plan.permalink(at, number)));
    let translations = plan.translations(&plan.editions[at].pages[number].kind);
    if translations.len() > 1 {
        for (other, number) in translations {
            let _ = write!(
                xml,
                "<xhtml:link rel=\"alternate\" hreflang=\"{}\" href=\"{}\"/>",
                plan.town.editions[other].lang,
                escaped(&plan.permalink(other, number))
            );
        }
    }
    xml.push_str("</url>\n");
}
