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
    /// How many there are, and how many are still to be made.
    pages: usize,
    left: AtomicUsize,
    viewer: Mutex<Option<Arc<Viewer<'a>>>>,
}

/// All editions' pages.
pub(super) struct Turns<'a> {
    turns: Vec<Turn<'a>>,
}

impl<'a> Turns<'a> {
    /// Of each edition, its town, its number there and how many pages it has.
    pub(super) fn new(editions: impl Iterator<Item = (usize, usize, usize)>) -> Self {
        let turn = |(town, edition, pages)| Turn {
            town,
            edition,
            pages,
            left: AtomicUsize::new(pages),
            viewer: Mutex::new(None),
        };
        Self { turns: editions.map(turn).collect() }
    }

    /// Makes every page, on all cores. `viewer` makes the viewer of a town's edition, `page` one of its pages.
    pub(super) fn go_round(
        &self,
        viewer: impl Fn(usize, usize) -> Viewer<'a> + Sync,
        page: impl Fn((usize, usize), (&Viewer<'a>, usize)) -> Vec<Diagnostic> + Sync,
    ) -> Vec<Diagnostic> {
        let jobs: Vec<(&Turn<'a>, usize)> =
            self.turns.iter().flat_map(|turn| (0..turn.pages).map(move |page| (turn, page))).collect();
        let next = AtomicUsize::new(0);
        let of_core = |_: rayon::BroadcastContext<'_>| {
            let mut findings = Vec::new();
            loop {
                let from = next.fetch_add(AT_ONCE, Ordering::Relaxed);
                let Some(jobs) = jobs.get(from..).filter(|jobs| !jobs.is_empty()) else { return findings };
                for (turn, number) in &jobs[..jobs.len().min(AT_ONCE)] {
                    let at = (turn.town, turn.edition);
                    let known = turn.viewer(|| viewer(at.0, at.1));
                    findings.extend(page(at, (&known, *number)));
                    findings.extend(turn.done(known));
                }
            }
        };
        rayon::broadcast(of_core).into_iter().flatten().collect()
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
