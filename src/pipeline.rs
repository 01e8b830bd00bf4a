//! The build: every room, in the order the data flows.

use crate::disk::Disk;
use crate::markdown::Texts;
use crate::{edition, image, view};

mod asked;
pub mod mend;
mod footprint;
mod preview;
mod gate;
mod ground;
pub mod pages;
mod run;
mod sink;
mod site;
mod standing;
mod summary;
mod weight;
pub mod withdrawn;

pub use asked::{BookPage, Coming, Destination, Heaviest, Options, Outcome, Show, Summary, TownSummary};
pub use footprint::footprint;
use ground::{Content, Ground, Planned, Project, Towns};
use pages::Pages;
use preview::Hand;
pub use preview::{Changes, Host, Live, Made, News, Order, SNAPSHOTS, preview};
use {run::Run, site::Site};

/// Builds the site. Whatever is wrong is in the outcome, all of it; with an error in it nothing is published.
pub fn build(disk: &dyn Disk, options: &Options, into: Destination<'_>) -> Outcome {
    let anew = |witness: &dyn Disk, into: Destination<'_>, run: &mut Run<'_>| {
        rooms((witness, disk), options, into, Hand::empty(), run)
    };
    standing::or_build(disk, options, into, anew)
}

/// All of it, room by room; `None` where it could not go on. Reads the first disk; keeps and publishes on the second.
fn rooms(
    (disk, behind): (&dyn Disk, &dyn Disk),
    options: &Options,
    into: Destination<'_>,
    mut hand: Hand<'_>,
    run: &mut Run<'_>,
) -> Option<Summary> {
    let project = Project::read(disk, options, run)?.with_spool(behind, &into);
    let (content, files) = Content::read(disk, &project, &mut hand.known, run);
    let towns = Towns::decided(&project, &content, run);
    let ground = Ground::new(&project, &content, &towns);
    run.room("check", || ((), ground.rules(&files, hand.stop)));
    let (stop, before) = hand.goes_on()?;
    let derived = run.room("derive", || ground.derived(disk, &files, None));
    let texts = derived.told(Texts::new(files, &edition::weaves(ground.towns), before.as_ref()));
    run.room("markdown", || ((), texts.parse(stop)));
    let theme = ground::theme(disk, &project, run)?;
    let planned = Planned::new(&ground, &theme, None, run);
    run.room("plan", || ((), planned.withdrawn(disk)));
    let store = ground::store(behind, options);
    run.room("view", || ((), view::variables(&project.config, ground.towns, &texts, &content.layers)));
    let wanted = run.room("view", || view::wanted(&ground.of_views(&texts, &theme)));
    let pictures = run.room("image", || image::prepare(disk, &store, &wanted.pictures));
    let pages = Pages::recall(behind, options, &into);
    let sink = run.try_room("output", || sink::open(behind, into, &project))?;
    let mut site = Site::new((&planned, &texts, &derived), (&pictures, &pages), stop);
    site.books = run.room("book", || site.books((disk, &store), &wanted, &sink));
    let heaviest = run.room("render", || site.pages(disk, &sink));
    run.room("emit", || ((), site.files(disk, &store, &wanted, &sink)));
    run.room("search", || ((), site.search(&store, &sink)));
    run.room("source", || ((), project.close()));
    let clean = run.is_clean();
    drop(site);
    let written = run.try_room("output", || sink.close(clean))?;
    pages.remember(&written, project.only.as_deref());
    store.tidy();
    let summary = Summary { heaviest, ..summary::of(&planned, (&texts, &pictures), written) };
    drop(planned);
    drop(towns);
    rayon::spawn(|| drop((texts, content))); // To let go of a large site takes a while; nobody waits for it.
    Some(summary)
}
