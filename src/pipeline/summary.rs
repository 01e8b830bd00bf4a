//! What a build did, in numbers.

use jiff::Timestamp;

use super::ground::Planned;
use super::sink::Published;
use super::{BookPage, Coming, Options, Summary, TownSummary};
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::edition::{Moment, Town};
use crate::image::Pictures;
use crate::markdown::Texts;
use crate::plan::{Plan, TownPlan};

/// The initiative asked for, if there is one of that name.
pub(super) fn initiative_asked<'a>(
    config: &Config,
    options: &'a Options,
) -> Result<(Option<&'a str>, Vec<Diagnostic>), Vec<Diagnostic>> {
    let asked = options.initiative.as_deref();
    match config.refusal(asked) {
        Some(finding) => Err(vec![finding]),
        None => Ok((asked, Vec::new())),
    }
}

/// The numbers of a build that came to its end.
pub(super) fn of(
    planned: &Planned<'_>,
    (texts, pictures): (&Texts, &Pictures),
    published: Published,
) -> Summary {
    let (plan, project) = (&planned.plan, planned.ground.project);
    let config = &project.config;
    let initiatives = towns(plan);
    let hidden = plan.towns.iter().flat_map(|town| {
        town.town
            .hidden
            .iter()
            .map(|(key, why)| (format!("{}/{key}", town.town.initiative.id), why.as_str().into()))
    });
    let changes = changes(config, plan);
    Summary {
        pages: initiatives.iter().map(|town| town.pages).sum(),
        initiatives,
        parsed: texts.parsed(),
        images: pictures.counts.pictures,
        images_decoded: pictures.counts.decoded,
        hidden: hidden.collect(),
        same_until: same_until(config, project.moment, &changes),
        changes,
        written: published.written,
        published: published.published,
        heaviest: None,
        books: books(plan),
        seconds: Vec::new(),
        laps: None,
        mends: None,
    }
}

/// Each initiative's numbers.
pub(super) fn towns(plan: &Plan<'_>) -> Vec<TownSummary> {
    plan.towns
        .iter()
        .map(|town| {
            let initiative = town.town.initiative;
            TownSummary {
                id: initiative.id.clone(),
                name: initiative.name.get([initiative.first_language()]).unwrap_or(&initiative.id).to_owned(),
                languages: initiative.languages.iter().map(ToString::to_string).collect(),
                pages: town.editions.iter().map(|edition| edition.pages.len()).sum(),
            }
        })
        .collect()
}

/// Rules count days, and what turns by itself is foretold.
fn same_until(config: &Config, moment: Moment, changes: &[Coming]) -> Option<Timestamp> {
    let today = moment.now.to_zoned(config.timezone.clone());
    let tomorrow = today.tomorrow().and_then(|day| day.start_of_day()).ok()?.timestamp();
    Some(changes.first().map_or(tomorrow, |change| change.at.timestamp().min(tomorrow)))
}

fn books(plan: &Plan<'_>) -> Vec<BookPage> {
    let mut all = Vec::new();
    for town in &plan.towns {
        for (edition, shown) in town.editions.iter().zip(&town.town.editions) {
            all.extend(edition.books.values().map(|book| BookPage {
                initiative: town.town.initiative.id.clone(),
                lang: shown.lang.to_string(),
                base: town.base.clone(),
                page: edition.pages[book.page].path.to_string(),
            }));
        }
    }
    all
}

fn changes(config: &Config, plan: &Plan<'_>) -> Vec<Coming> {
    let mut coming: Vec<Coming> = Vec::new();
    let built: Vec<&Town<'_>> = plan.towns.iter().map(|plan| plan.town).collect();
    // What one town gathers turns on its page too, also when the others are not asked for.
    let gathered = plan.towns.iter().flat_map(TownPlan::gathered);
    let mut others: Vec<&Town<'_>> = Vec::new();
    for town in gathered {
        if built.iter().chain(&others).all(|known| known.initiative.id != town.initiative.id) {
            others.push(town);
        }
    }
    for town in built.into_iter().chain(others) {
        coming.extend(town.changes.iter().map(|change| Coming {
            at: change.at.to_zoned(config.timezone.clone()),
            entry: format!("{}/{}", town.initiative.id, change.key),
            turns: change.turns.clone(),
        }));
    }
    coming.sort_by(|a, b| (&a.at, &a.entry).cmp(&(&b.at, &b.entry)));
    coming
}
