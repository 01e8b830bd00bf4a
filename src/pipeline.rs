//! The build: every room, in the order the data flows.

use std::sync::atomic::AtomicBool;

use crate::disk::Disk;
use crate::markdown::Texts;
use crate::source::Known;
use crate::store::Store;
use crate::view::{self, Books};
use crate::{edition, image};

mod asked;
pub mod mend;
mod footprint;
mod live;
mod preview;
mod shelf;
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
use ground::{Content, Ground, Planned, Project};
pub use live::{Live, Made};
use pages::Pages;
pub use preview::{Changes, Host, News, preview};
use run::Run;
use site::Site;

/// Builds the site. Whatever is wrong is in the outcome, all of it; with an error in it nothing is published.
pub fn build(disk: &dyn Disk, options: &Options, into: Destination<'_>) -> Outcome {
    standing::or_build(disk, options, into, |witness, into, run| rooms((witness, disk), options, into, run))
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
    let (content, files) = Content::read(disk, &project, &mut Known::default(), run);
    let ground = Ground::new(&project, &content, run);
    run.room("check", || ((), ground.rules(&files)));
    let texts = Texts::new(files, &edition::weaves(&ground.towns), None);
    run.room("markdown", || ((), texts.parse()));
    let theme = ground::theme(disk, &project, run)?;
    let planned = Planned::new(&ground, &theme, run);
    run.room("plan", || ((), planned.withdrawn(disk)));
    let cache = ground::cache(&project.root);
    let store = if options.fresh { Store::none(behind) } else { Store::new(behind, &cache) };
    run.room("view", || ((), view::variables(&project.config, &ground.towns, &texts, &content.layers)));
    let wanted = run.room("view", || view::wanted(&ground.of_views(&texts, &theme)));
    let pictures = run.room("image", || image::prepare(disk, &store, &wanted.pictures));

    let pages = Pages::recall(behind, options, &into);
    let sink = run.try_room("output", || sink::open(behind, into, &project))?;
    let (stop, books) = (AtomicBool::new(false), Books::new());
    let site =
        Site { planned: &planned, texts: &texts, pictures: &pictures, pages: &pages, stop: &stop, books };
    let books = run.room("book", || site.books((disk, &store), &wanted, &sink));
    let site = Site { books, ..site };
    let heaviest = run.room("render", || site.pages(disk, &sink));
    run.room("emit", || ((), site.files(disk, &store, &wanted, &sink)));
    run.room("search", || ((), site.search(&store, &sink)));
    let clean = run.is_clean();
    let written = run.try_room("output", || sink.close(clean))?;
    pages.remember(&written, project.only.as_deref());
    Some(Summary { heaviest, ..summary::of(&planned, texts.parsed(), pictures.counts, written) })
}
