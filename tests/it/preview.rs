//! The law of the preview: whatever was edited, in whatever order, a state it shows is what a clean build would write, and
//! what it says of that state is what a preview says that begins with it.
//!
//! The same site and the same random edits as in `edits`, several at a time now and then, told to a preview as the watcher
//! tells of them. `GLOBALE_PREVIEWS=1000 cargo test --release --test it preview` runs as many sequences; `GLOBALE_SEED=7`
//! one alone.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use globale::derive::base as snapshot;
use globale::diagnostic::Diagnostic;
use globale::output::Memory;
use globale::pipeline::{self, Changes, Destination, Host, Live, News};
use globale::plan::path::OutputPath;

use crate::chance::{Files, base};
use crate::dice::{Dice, asked};
use crate::edits::{ROOT, Site, on_disk};

/// Sequences at every run of the tests; more by hand.
const USUAL: u64 = 8;
/// States of a sequence.
const STEPS: usize = 10;

#[test]
fn a_preview_shows_what_a_clean_build_writes() {
    let base = base();
    let seeds = match std::env::var("GLOBALE_SEED").ok().and_then(|seed| seed.parse::<u64>().ok()) {
        Some(seed) => seed..seed + 1,
        None => 0..asked("GLOBALE_PREVIEWS", USUAL),
    };
    let (mut stood, mut fallen) = (0, 0);
    for seed in seeds {
        let site = Site::new(base.clone());
        let disk = site.disk.clone();
        let options = site.options(None);
        let mut reader = Reader {
            site,
            dice: Dice::new(seed),
            what: "the beginning".to_owned(),
            seed,
            steps: STEPS,
            before: BTreeSet::new(),
            stood: 0,
        };
        pipeline::preview(&disk, &options, &mut reader);
        stood += reader.stood;
        fallen += STEPS - reader.stood;
    }
    assert!(stood > fallen, "{stood} states stood, {fallen} did not: the edits test nothing");
}

/// Looks at everything in every state, then edits.
struct Reader {
    site: Site,
    dice: Dice,
    seed: u64,
    /// What was edited last.
    what: String,
    steps: usize,
    /// What was there in the state before.
    before: BTreeSet<String>,
    stood: usize,
}

/// What a preview says of a site that it begins with: `None` where it cannot make any page.
#[derive(Default)]
struct First(Option<Vec<String>>);

impl Host for First {
    fn stands(&mut self, live: &Live<'_>) -> News {
        self.0 = Some(told(live.findings()));
        News::Over
    }

    fn fallen(&mut self, _: Vec<Diagnostic>) -> News {
        News::Over
    }
}

fn told(findings: &[Diagnostic]) -> Vec<String> {
    findings.iter().map(|finding| format!("{:?} {}", finding.place, finding.message("en"))).collect()
}

impl Host for Reader {
    fn stands(&mut self, live: &Live<'_>) -> News {
        let (seed, what) = (self.seed, self.what.clone());
        let disk = on_disk(&self.site.files);
        let options = self.site.options(None);
        let memory = Memory::new();
        let clean = pipeline::build(&disk, &options, Destination::Memory(&memory));
        let output = |path: OutputPath| Some((path.as_str().to_owned(), memory.get(path.as_str())?));
        let written: BTreeMap<String, Arc<[u8]>> = memory.paths().into_iter().filter_map(output).collect();
        for (path, wanted) in &written {
            let made = live.make(path).and_then(|made| made.bytes);
            let (made, wanted) =
                (made.as_deref().map(String::from_utf8_lossy), String::from_utf8_lossy(wanted));
            assert_eq!(made, Some(wanted), "seed {seed}: {what}: {path}");
        }
        for path in self.before.iter().filter(|path| path.ends_with(".html") && !written.contains_key(*path))
        {
            let made = live.make(path).and_then(|made| made.bytes);
            assert!(made.is_none(), "seed {seed}: {what}: {path} is gone");
        }
        self.before = written.into_keys().collect();
        let mut first = First::default();
        pipeline::preview(&disk, &options, &mut first);
        assert_eq!(Some(told(live.findings())), first.0, "seed {seed}: {what}: they say the same");
        let looked = live.order().check(&self.site.disk, &options, &AtomicBool::new(false));
        let looked = looked.map(|outcome| told(&outcome.findings));
        assert_eq!(looked, Some(told(&clean.findings)), "seed {seed}: {what}: the check says the same");
        self.stood += 1;
        self.edit()
    }

    fn fallen(&mut self, _: Vec<Diagnostic>) -> News {
        let mut first = First::default();
        pipeline::preview(&on_disk(&self.site.files), &self.site.options(None), &mut first);
        assert_eq!(first.0, None, "seed {}: {}: a state can be made", self.seed, self.what);
        self.edit()
    }
}

impl Reader {
    /// Somebody was at a snapshot, if there is one; which.
    fn snapshot(&mut self) -> Option<String> {
        let all: Vec<String> =
            self.site.files.keys().filter(|path| path.starts_with(snapshot::FOLDER)).cloned().collect();
        let path = all.first().map(|_| self.dice.pick(&all).clone())?;
        match self.dice.one_in(2) {
            true => self.site.remove(&path),
            false => self.site.change(&path, |old| format!("{old}\nEt avsnitt.\n")),
        }
        Some(path)
    }

    fn edit(&mut self) -> News {
        self.steps -= 1;
        if self.steps == 0 {
            return News::Over;
        }
        let before = self.site.files.clone();
        let mut edits: usize = if self.dice.one_in(4) { 3 } else { 1 };
        let (mut what, mut paths) = (Vec::new(), BTreeSet::new());
        while edits > 0 || paths.is_empty() {
            let edit = match self.dice.one_in(5) {
                true => self.snapshot(),
                false => Some(self.site.edit(&mut self.dice)),
            };
            what.extend(edit);
            paths = watched(&before, &self.site.files);
            edits = edits.saturating_sub(1);
        }
        self.what = what.join(", ");
        // Nobody tells of the time.
        self.site.hours = 0;
        News::Changed(Changes { paths, unsure: self.dice.one_in(20) })
    }
}

/// The files in which two states of a project differ, as far as they are watched.
fn watched(before: &Files, after: &Files) -> BTreeSet<PathBuf> {
    let differing = before.keys().chain(after.keys()).filter(|path| before.get(*path) != after.get(*path));
    let watched = ["content/", "themes/", "static/", "site.toml", snapshot::FOLDER];
    differing
        .filter(|path| watched.iter().any(|watched| path.starts_with(watched)))
        .map(|path| Path::new(ROOT).join(path))
        .collect()
}
