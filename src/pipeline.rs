//! The build: every room, in the order the data flows.

use crate::disk::Disk;
use crate::disk::witness::Witness;
use crate::store::Store;
use crate::{edition, image, markdown, view};

mod asked;
pub mod mend;
mod footprint;
mod gate;
mod ground;
mod run;
mod sink;
mod site;
mod standing;
mod summary;
mod weight;
pub mod withdrawn;

pub use asked::{BookPage, Coming, Destination, Heaviest, Options, Outcome, Show, Summary, TownSummary};
pub use footprint::footprint;
use ground::{Content, Ground, Planned, Project};
use run::Run;
use site::Site;
use standing::Standing;

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
/// of the first disk; what it remembers and publishes lies on the second.
fn rooms(
    (disk, behind): (&dyn Disk, &dyn Disk),
    options: &Options,
    into: Destination<'_>,
    run: &mut Run<'_>,
) -> Option<Summary> {
    let project = Project::read(disk, options, run)?;
    let (content, files) = Content::read(disk, &project, run);
    let ground = Ground::new(&project, &content, run);
    run.room("check", || ((), ground.rules(&files)));
    let texts = run.room("markdown", || markdown::Texts::new(files, &edition::weaves(&ground.towns)));
    let theme = ground::theme(disk, &project, run)?;
    let planned = Planned::new(&ground, &theme, run);
    run.room("plan", || ((), planned.withdrawn(disk)));
    let cache = ground::cache(&project.root);
    let store = if options.fresh { Store::none(behind) } else { Store::new(behind, &cache) };
    run.room("view", || ((), view::variables(&project.config, &ground.towns, &texts, &content.layers)));
    let wanted = run.room("view", || view::wanted(&ground.of_views(&texts, &theme)));
    let pictures = run.room("image", || image::prepare(disk, &store, &wanted.pictures));

    let sink = run.try_room("output", || sink::open(behind, into, &project))?;
    let site = Site { planned: &planned, texts: &texts, pictures: &pictures };
    let books = run.room("book", || site.books(disk, &store, &sink));
    let heaviest = run.room("render", || site.pages(&books, disk, &sink));
    run.room("emit", || ((), site.files(disk, &store, &wanted, &sink)));
    run.room("search", || ((), site.search(&store, &sink)));
    let clean = run.is_clean();
    let written = run.try_room("output", || sink.close(clean))?;
    Some(Summary { heaviest, ..summary::of(&planned, (&texts, &pictures), written) })
}
