//! How long pages take: by template, and the slowest of them. Counted only where somebody asked (`build --timings`).
//!
//! In: each page's name, template and seconds, from every thread. Out: [`Laps`].

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::timing::Stopwatch;

/// As many of the slowest pages are named.
const SLOWEST: usize = 10;

/// What the pages of a build took.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Laps {
    /// By template: how many pages, and their seconds together.
    pub templates: BTreeMap<String, (usize, f64)>,
    /// The slowest pages, slowest first.
    pub slowest: Vec<Lap>,
}

/// One page.
#[derive(Clone, PartialEq, Debug)]
pub struct Lap {
    /// Where it is published, below the output folder.
    pub page: String,
    /// What made it.
    pub template: String,
    /// Seconds from its view to its bytes, on one thread.
    pub seconds: f64,
}

/// Counts laps, or nothing by default.
#[derive(Clone, Debug, Default)]
pub struct Tally(Option<Arc<Mutex<Laps>>>);

impl Tally {
    /// One that counts.
    pub fn wanted() -> Self {
        Self(Some(Arc::default()))
    }

    /// Does the work of a page, and notes how long it took.
    pub fn lap<T>(&self, (page, template): (&str, &str), work: impl FnOnce() -> T) -> T {
        let Some(laps) = &self.0 else { return work() };
        let watch = Stopwatch::start();
        let done = work();
        held(laps).note(page, template, watch.seconds());
        done
    }

    /// What was counted; `None` where nobody asked.
    pub fn laps(&self) -> Option<Laps> {
        self.0.as_ref().map(|laps| held(laps).clone())
    }
}

fn held(laps: &Mutex<Laps>) -> MutexGuard<'_, Laps> {
    laps.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Laps {
    fn note(&mut self, page: &str, template: &str, seconds: f64) {
        if let Some((pages, sum)) = self.templates.get_mut(template) {
            *pages += 1;
            *sum += seconds;
        } else {
            self.templates.insert(template.to_owned(), (1, seconds));
        }
        let place = self.slowest.partition_point(|lap| lap.seconds >= seconds);
        if place < SLOWEST {
            self.slowest.truncate(SLOWEST - 1);
            self.slowest.insert(place, Lap { page: page.to_owned(), template: template.to_owned(), seconds });
        }
    }

    /// The templates, the one that took most first.
    pub fn by_template(&self) -> Vec<(&str, usize, f64)> {
        let mut all: Vec<_> =
            self.templates.iter().map(|(name, (n, sum))| (name.as_str(), *n, *sum)).collect();
        all.sort_by(|one, other| other.2.total_cmp(&one.2));
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_slowest_stand_first_and_are_few() {
        let mut laps = Laps::default();
        for number in [3, 1, 2, 9, 8, 7, 4, 6, 5, 12, 11, 10] {
            laps.note(&number.to_string(), ["a", "b"][number % 2], number as f64);
        }
        let slowest: Vec<&str> = laps.slowest.iter().map(|lap| lap.page.as_str()).collect();
        assert_eq!(slowest, ["12", "11", "10", "9", "8", "7", "6", "5", "4", "3"]);
        assert_eq!(laps.by_template(), [("a", 6, 42.0), ("b", 6, 36.0)]);
    }

    #[test]
    fn where_nobody_asked_nothing_is_counted() {
        assert_eq!(Tally::default().lap(("a", "b"), || 7), 7);
        assert_eq!(Tally::default().laps(), None);
        let tally = Tally::wanted();
        tally.clone().lap(("a", "b"), || ());
        assert_eq!(tally.laps().map(|laps| laps.slowest.len()), Some(1));
    }
}
