//! One run through the rooms: its clock and its findings.

use super::Outcome;
use crate::diagnostic::{self, Diagnostic};
use crate::report::timing::{Clock, Progress};

/// Gathers what every room says and how long it took.
pub(super) struct Run<'a> {
    clock: Clock<'a>,
    findings: Vec<Diagnostic>,
}

impl<'a> Run<'a> {
    pub(super) fn new(progress: &'a Progress) -> Self {
        Self { clock: Clock::new(progress), findings: Vec::new() }
    }

    /// A room that always gives a value, with its findings.
    pub(super) fn room<T>(&mut self, name: &'static str, work: impl FnOnce() -> (T, Vec<Diagnostic>)) -> T {
        let (value, findings) = self.clock.room(name, work);
        self.findings.extend(findings);
        value
    }

    /// A room that may find the build cannot go on: `None` then, with the reason among the findings.
    pub(super) fn try_room<T>(
        &mut self,
        name: &'static str,
        work: impl FnOnce() -> Result<(T, Vec<Diagnostic>), Vec<Diagnostic>>,
    ) -> Option<T> {
        let (value, findings) = match self.clock.room(name, work) {
            Ok((value, findings)) => (Some(value), findings),
            Err(findings) => (None, findings),
        };
        self.findings.extend(findings);
        value
    }

    /// What was found since this was last asked.
    pub(super) fn findings(&mut self) -> Vec<Diagnostic> {
        std::mem::take(&mut self.findings)
    }

    /// Whether nothing found so far forbids publishing.
    pub(super) fn is_clean(&self) -> bool {
        !diagnostic::has_errors(&self.findings)
    }

    /// The outcome with all findings, sorted, and seconds by room; a room that was entered twice counts once.
    pub(super) fn end_with(self, mut outcome: Outcome) -> Outcome {
        outcome.summary.laps = self.clock.pages();
        let mut rooms: Vec<(&'static str, f64)> = Vec::new();
        for (name, seconds) in self.clock.seconds() {
            match rooms.iter_mut().find(|(known, _)| *known == name) {
                Some((_, sum)) => *sum += seconds,
                None => rooms.push((name, seconds)),
            }
        }
        outcome.findings.extend(self.findings);
        diagnostic::sort(&mut outcome.findings);
        outcome.summary.seconds = rooms;
        outcome
    }
}
