//! The pages of all editions in their order, each core taking on the next few. An edition's viewer is there only while its
//! pages are made: the values they share go with the last of them.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use crate::diagnostic::Diagnostic;
use crate::view::Viewer;

/// How many pages a core takes on at a time: at the end none stands idle for long.
const AT_ONCE: usize = 32;

/// One edition's pages.
struct Turn<'a> {
    town: usize,
    edition: usize,
    /// The number of the first among those of all editions.
    first: usize,
    /// How many are still to be made.
    left: AtomicUsize,
    viewer: Mutex<Option<Arc<Viewer<'a>>>>,
}

/// All editions' pages.
pub(super) struct Turns<'a> {
    turns: Vec<Turn<'a>>,
    pages: usize,
}

impl<'a> Turns<'a> {
    /// Of each edition, its town, its number there and how many pages it has.
    pub(super) fn new(editions: impl Iterator<Item = (usize, usize, usize)>) -> Self {
        let mut all = Self { turns: Vec::new(), pages: 0 };
        for (town, edition, pages) in editions {
            let (first, left) = (all.pages, AtomicUsize::new(pages));
            all.turns.push(Turn { town, edition, first, left, viewer: Mutex::new(None) });
            all.pages += pages;
        }
        all
    }

    /// Makes every page, on all cores. `viewer` makes the viewer of a town's edition, `page` one of its pages.
    pub(super) fn go_round(
        &self,
        viewer: impl Fn(usize, usize) -> Viewer<'a> + Sync,
        page: impl Fn((usize, usize), (&Viewer<'a>, usize)) -> Vec<Diagnostic> + Sync,
    ) -> Vec<Diagnostic> {
        let next = AtomicUsize::new(0);
        let of_core = |_: rayon::BroadcastContext<'_>| {
            let mut findings = Vec::new();
            loop {
                let from = next.fetch_add(AT_ONCE, Ordering::Relaxed);
                if from >= self.pages {
                    return findings;
                }
                for number in from..self.pages.min(from + AT_ONCE) {
                    let turn = self.turn_of(number);
                    let known = turn.viewer(|| viewer(turn.town, turn.edition));
                    findings.extend(page((turn.town, turn.edition), (&known, number - turn.first)));
                    findings.extend(turn.done(known));
                }
            }
        };
        rayon::broadcast(of_core).into_iter().flatten().collect()
    }

    /// Whose page it is. Of editions that begin at the same number all but the last have none.
    fn turn_of(&self, number: usize) -> &Turn<'a> {
        &self.turns[self.turns.partition_point(|turn| turn.first <= number) - 1]
    }
}

impl<'a> Turn<'a> {
    fn viewer(&self, make: impl FnOnce() -> Viewer<'a>) -> Arc<Viewer<'a>> {
        let mut viewer = self.viewer.lock().unwrap_or_else(PoisonError::into_inner);
        viewer.get_or_insert_with(|| Arc::new(make())).clone()
    }

    /// A page is made; behind the last the viewer goes, and says what it found.
    fn done(&self, viewer: Arc<Viewer<'a>>) -> Vec<Diagnostic> {
        if self.left.fetch_sub(1, Ordering::Relaxed) > 1 {
            return Vec::new();
        }
        *self.viewer.lock().unwrap_or_else(PoisonError::into_inner) = None;
        viewer.findings()
    }
}
