//! What is published beside pages: the theme's assets, what machines read, the search index, the book as a file.
//!
//! In: the plan, which knows every address, and the editions. Out: bytes by path. All of it speaks only of what pages
//! show: a fallback, a machine's translation or an example is in no feed, calendar, card, machine copy or sitemap.

use std::collections::BTreeMap;
use std::fmt::Write;

use jiff::civil::Time;
use rayon::prelude::*;
use serde::Serialize;

use crate::config::{Config, Security};
use crate::derive::Derived;
use crate::diagnostic::Diagnostic;
use crate::edition::Edition;
use crate::locale::Lang;
use crate::plan::path::OutputPath;
use crate::plan::{self, Machine, MachineKind, TownPlan};
use crate::render::Speakers;
use crate::theme::Theme;
use crate::view::style_site;

pub mod book;
mod calendar;
mod card;
mod feed;
pub mod pack;
mod records;
#[cfg(feature = "search")]
pub mod search;
mod sitemap;
mod status;
mod style;

pub use card::{Cards, Ground};
pub use style::Sheets;

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

/// What machines read of one town, but for cards: feeds, calendars, records, sitemaps, robots.txt, security.txt; and how its
/// translations stand. Each is made when it is asked for.
pub fn machines<'a>(
    config: &'a Config,
    plan: &'a TownPlan<'a>,
    derived: &'a Derived,
) -> impl ParallelIterator<Item = Emitted> {
    let of_machine = move |machine: &Machine| {
        let bytes = match &machine.kind {
            MachineKind::Card(_) => return None,
            MachineKind::Atom(folder) => feed::atom(config, plan, machine, folder.as_deref()),
            MachineKind::JsonFeed(folder) => feed::json(config, plan, machine, folder.as_deref()),
            MachineKind::Calendar(folder) => calendar::calendar(config, plan, machine, folder),
            MachineKind::Records(folder) => records::records(plan, machine, folder),
            MachineKind::Figures => records::figures(plan),
            MachineKind::Robots => robots(plan),
            MachineKind::Security => {
                let security = plan.town.initiative.security.as_ref();
                security.map(|security| self::security(config, plan, security)).unwrap_or_default()
            }
        };
        Some((machine.path.clone(), bytes))
    };
    let status = rayon::iter::once(()).flat_map_iter(move |()| status::status(plan, derived));
    plan.machines.par_iter().filter_map(of_machine).chain(sitemap::sitemaps(plan)).chain(status)
}

fn robots(plan: &TownPlan<'_>) -> Vec<u8> {
    let base_url = &plan.town.initiative.base_url;
    format!("User-agent: *\nAllow: /\n\nSitemap: {base_url}/sitemap.xml\n").into_bytes()
}

/// `security.txt` (RFC 9116). It holds until the end of its last day.
fn security(config: &Config, plan: &TownPlan<'_>, security: &Security) -> Vec<u8> {
    let mut text = String::new();
    for contact in &security.contact {
        let _ = writeln!(text, "Contact: {contact}");
    }
    let end = security.expires.to_datetime(Time::constant(23, 59, 59, 0)).to_zoned(config.timezone.clone());
    if let Ok(end) = end {
        let _ = writeln!(text, "Expires: {}", end.timestamp());
    }
    let languages: Vec<&str> = plan.town.initiative.languages.iter().map(Lang::as_str).collect();
    let _ = writeln!(text, "Preferred-Languages: {}", languages.join(", "));
    let _ = writeln!(text, "Canonical: {}/.well-known/security.txt", plan.town.initiative.base_url);
    text.into_bytes()
}

/// JSON as people can read it too, with a line feed at its end.
fn pretty(value: &impl Serialize) -> Vec<u8> {
    let mut text = serde_json::to_vec_pretty(value).unwrap_or_default();
    text.push(b'\n');
    text
}

/// What a folder's list is called: the title of its introduction, else its type's name.
fn list_title<'a>(edition: &'a Edition, folder: &str) -> &'a str {
    match edition.find(folder) {
        Some(at) => plan::title(&edition.shown[at]),
        None => {
            let of = edition.shown.iter().find(|shown| *shown.ty.folder == *folder);
            of.map_or("", |shown| plan::type_name(&shown.ty, &edition.chain))
        }
    }
}

/// The word in the first language of the chain that has one.
fn said<'a>(words: &'a BTreeMap<Lang, String>, chain: &[Lang]) -> Option<&'a str> {
    chain.iter().find_map(|lang| words.get(lang)).map(String::as_str)
}

fn path(plan: &TownPlan<'_>, inner: &str) -> Option<OutputPath> {
    OutputPath::new(format!("{}/{inner}", plan.town.initiative.id)).ok()
}
