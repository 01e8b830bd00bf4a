//! What a build has at hand before it begins: nothing, or what a preview has read and parsed already.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::disk::Disk;
use crate::markdown::Texts;
use crate::pipeline::run::Run;
use crate::pipeline::{Destination, Options, Outcome, rooms};
use crate::report::timing::Progress;
use crate::source::Known;

/// What need not be read and parsed again.
pub(in crate::pipeline) struct Hand<'a> {
    pub(in crate::pipeline) known: Known,
    texts: Option<Texts>,
    /// Set where nobody waits for the outcome any more.
    pub(in crate::pipeline) stop: &'a AtomicBool,
}

/// Nobody stops a build.
static GOES_ON: AtomicBool = AtomicBool::new(false);

impl<'a> Hand<'a> {
    /// Nothing.
    pub(in crate::pipeline) fn empty() -> Self {
        Self { known: Known::nothing(), texts: None, stop: &GOES_ON }
    }

    /// Lets go of what was read, and hands out the texts; `None` where nobody waits any more.
    pub(in crate::pipeline) fn goes_on(self) -> Option<(&'a AtomicBool, Option<Texts>)> {
        (!self.stop.load(Ordering::Relaxed)).then_some((self.stop, self.texts))
    }
}

/// The whole of a site that is previewed, to be looked through.
pub struct Order {
    pub(in crate::pipeline) known: Known,
    pub(in crate::pipeline) texts: Texts,
}

impl Order {
    /// Everything a build would find, from a build that publishes nothing. `None` where `stop` was set before its end.
    pub fn check(self, disk: &dyn Disk, options: &Options, stop: &AtomicBool) -> Option<Outcome> {
        let silent = Progress::default();
        let mut run = Run::new(&silent);
        let hand = Hand { known: self.known, texts: Some(self.texts), stop };
        let summary = rooms((disk, disk), options, Destination::Nowhere, hand, &mut run).unwrap_or_default();
        let outcome = run.end_with(Outcome { findings: Vec::new(), summary });
        (!stop.load(Ordering::Relaxed)).then_some(outcome)
    }
}
