//! The build: every room, in the order the data flows.

use std::path::Path;

use crate::check::{self, Look};
use crate::config::{self, Overrides};
use crate::disk::Disk;
use crate::disk::witness::Witness;
use crate::edition::{self, Moment};
use crate::render::Speakers;
use crate::source::Sources;
use crate::store::Store;
use crate::{image, markdown, model, plan, source, theme, view};

mod asked;
pub mod mend;
mod footprint;
mod gate;
mod run;
mod sink;
mod site;
mod standing;
mod summary;
mod weight;
pub mod withdrawn;

pub use asked::{Coming, Destination, Heaviest, Options, Outcome, Show, Summary, TownSummary};
pub use footprint::footprint;
use run::Run;
use site::Site;
use standing::Standing;

/// Where earlier builds' work is remembered, below the root.
const CACHE: &str = ".globale/cache";

/// Builds the site. Whatever is wrong is in the outcome, all of it; with an error in it nothing is published.
pub fn build(disk: &dyn Disk, options: &Options, into: Destination<'_>) -> Outcome {
    let mut run = Run::new(&options.progress);
    let standing = Standing::new(disk, options, &into);
    if let Some(outcome) = run.room("source", || (standing.as_ref().and_then(Standing::recall), Vec::new())) {
        return run.end_with(outcome);
    }
    let witness = Witness::new(disk);
    let summary = rooms((&witness, disk), options, into, &mut run).unwrap_or_default();
    let outcome = run.end_with(Outcome { findings: Vec::new(), summary });
    if let Some(standing) = standing {
        standing.remember(&witness, &outcome);
    }
    outcome
}

/// The whole build, room by room. `None` where it could not go on; the reason is among the findings. What it reads it asks
/// of the first disk, what it remembers and publishes lies on the second.
fn rooms(
    (disk, behind): (&dyn Disk, &dyn Disk),
    options: &Options,
    into: Destination<'_>,
    run: &mut Run<'_>,
) -> Option<Summary> {
    let root: &Path = &options.root;
    let overrides = Overrides { base_url: options.base_url.clone() };
    let config = run.try_room("config", || config::load(disk, root, &overrides))?;
    let only = run.try_room("config", || summary::initiative_asked(&config, options))?;
    let types = run.room("model", || model::types::load(config.types.as_ref(), &config.file));
    let Sources { files, assets, statics, layers, facts, unread } =
        run.room("source", || source::read(disk, root, &config));
    let model = run.room("model", || model::build(&config, types, &files, &unread));
    let moment = Moment::from(options);
    let homes = run.room("edition", || (edition::homes(&config, &model, moment), Vec::new()));
    let towns = run.room("edition", || edition::decided(&config, &model, moment, (only, &homes)));
    let (config, model, towns) = (&config, &model, &towns);
    let (assets, statics, facts) = (&assets, &statics, &facts);
    let look = Look { config, model, files: &files, assets, statics, facts, moment, towns };
    run.room("check", || ((), check::run(&look)));
    let texts = run.room("markdown", || markdown::Texts::new(files, &edition::weaves(towns)));
    let theme = run.try_room("theme", || theme::load(disk, root, config))?;
    run.room("theme", || ((), theme::check_types(&theme, model.types.iter().map(|ty| &*ty.name))));
    let speakers = run.room("theme", || Speakers::new(config, &theme));
    let plan = run.room("plan", || plan::make(config, (towns, &homes), &theme, statics));
    run.room("plan", || ((), withdrawn::check(disk, root, &plan, model)));
    let store = if options.fresh { Store::none(behind) } else { Store::new(behind, &root.join(CACHE)) };
    run.room("view", || ((), view::variables(config, towns, &texts, &layers)));
    let (texts, theme) = (&texts, &theme);
    let ground = view::Ground { root, config, model, towns, texts, assets, statics, facts, theme };
    let wanted = run.room("view", || view::wanted(&ground));
    let pictures = run.room("image", || image::prepare(disk, &store, &wanted.pictures));

    let sink = run.try_room("output", || sink::open(behind, into, config, only))?;
    let sources = view::Sources { config, theme, pictures: &pictures, root };
    let site = Site { plan: &plan, model, texts, assets, facts, sources, speakers: &speakers };
    let heaviest = run.room("render", || site.pages(disk, &sink));
    run.room("emit", || ((), site.files(disk, &store, &wanted, &sink)));
    let clean = run.is_clean();
    let written = run.try_room("output", || sink.close(clean))?;
    Some(Summary { heaviest, ..summary::of(config, moment, &plan, (texts, &pictures), written) })
}
