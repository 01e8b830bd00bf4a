//! What the site truly does with people and readers, for its privacy page: `::privacy{facts}`.
//!
//! Counted from the same plan the pages are made from, in the edition that asks. No name and no date of a consent is
//! among them.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use tera::Value;

use super::contract::{Key, Kind};
use super::{Viewer, keyed, text_or_none, video, wanted};
use crate::edition::{Hidden, Shown};
use crate::markdown::{Document, HoleKind};

/// The component, and the flag that asks for the facts.
pub(super) const NAME: (&str, &str) = ("privacy", "facts");

/// What `::privacy{facts}` gives its component.
pub(super) const FACTS: &[Key] = &[
    ("pages", Kind::Int, "Pages of the edition."),
    ("people", Kind::Int, "Pages that name people."),
    ("consents", Kind::Int, "Consents that hold."),
    ("withdrawn", Kind::Int, "Entries hidden since a consent was withdrawn."),
    ("ended", Kind::Int, "Entries hidden since a consent ended."),
    ("scopes", Kind::List(&Kind::Text), "What the consents cover."),
    ("scripts", Kind::Int, "Files a browser would run."),
    ("videos", Kind::Int, "Pages with a video."),
    ("pictures", Kind::Int, "Pictures shown."),
    ("min_cell", Kind::Int, "Groups smaller than this stand together."),
    ("consent_years", Kind::Int, "The longest a consent holds."),
    ("email", Kind::Maybe(&Kind::Text), "Whom to write to."),
    ("contact", Kind::Maybe(&Kind::Address), "The contact page."),
];

/// The facts of one edition.
pub(super) fn facts(viewer: &Viewer<'_>) -> Value {
    let plan = viewer.linker.plan;
    let (edition, config) = (viewer.edition(), viewer.sources.config);
    let of_entry = &viewer.plan().of_entry;
    let pages =
        || edition.shown.iter().zip(of_entry).filter(|(_, page)| page.is_some()).map(|(shown, _)| shown);
    let hidden = |wanted: Hidden| plan.town.hidden.values().filter(|why| **why == wanted).count();
    let consents: Vec<&Shown> = pages().filter(|shown| shown.fields.object("consent").is_some()).collect();
    let people = pages().filter(|shown| !shown.fields.list("persons").is_empty()).count();
    let scopes: BTreeSet<&str> = consents
        .iter()
        .filter_map(|shown| shown.fields.object("consent"))
        .flat_map(|consent| consent.texts("scope"))
        .collect();
    let with_video =
        pages().filter(|shown| films(viewer.linker.document(shown), &shown.place.file) > 0).count();
    let pictures = wanted::count(viewer);
    let contact = viewer.linker.page(viewer.at, "pages/contact").map(|(page, _)| plan.url(viewer.at, page));
    keyed(&[
        ("pages", Value::from(viewer.plan().pages.len())),
        ("people", Value::from(people)),
        ("consents", Value::from(consents.len())),
        ("withdrawn", Value::from(hidden(Hidden::Withdrawn))),
        ("ended", Value::from(hidden(Hidden::ConsentEnded))),
        ("scopes", Value::from(scopes.into_iter().map(Value::from).collect::<Vec<Value>>())),
        ("scripts", Value::from(scripts(viewer))),
        ("videos", Value::from(with_video)),
        ("pictures", Value::from(pictures)),
        ("min_cell", Value::from(config.privacy.min_cell)),
        ("consent_years", Value::from(i64::from(config.privacy.consent_max_years))),
        ("email", text_or_none(plan.town.initiative.email.as_deref())),
        ("contact", text_or_none(contact.as_deref())),
    ])
}

/// Videos that a text calls for.
fn films(document: Option<&Document>, file: &Arc<Path>) -> usize {
    let mut count = 0;
    let Some(document) = document else { return 0 };
    document.body.each_hole(file, &mut |_, hole| {
        if let HoleKind::Component(component) = &hole.kind
            && &*component.name == video::NAME
        {
            count += 1;
        }
    });
    count
}

/// Files that a browser would run, of the theme and of `static/`, and what searches; a name is counted once.
fn scripts(viewer: &Viewer<'_>) -> usize {
    let runs =
        |name: &str| [".js", ".mjs", ".wasm"].iter().any(|end| name.to_ascii_lowercase().ends_with(end));
    let assets = viewer.sources.theme.assets.iter().map(|asset| asset.name.trim_end_matches(".tera"));
    let statics = viewer.linker.plan.statics.iter().map(|(_, path)| path.as_str());
    let named: BTreeSet<&str> = assets.chain(statics).filter(|name| runs(name)).collect();
    let searches = usize::from(cfg!(feature = "search") && viewer.plan().search_page.is_some());
    named.len() + viewer.sources.theme.scripts + searches
}
