//! The search index of every edition: made where its words changed, else as the store remembers it.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{LazyLock, Mutex, PoisonError};

use rayon::prelude::*;

use super::super::sink::Open;
use super::{Site, put};
use crate::diagnostic::Diagnostic;
use crate::emit::{pack, search};
use crate::fingerprint::{Fingerprint, Fingerprinter};
use crate::output::Sink;
use crate::plan::path::OutputPath;
use crate::plan::{SEARCH_ENTRY, SEARCH_FOLDER, SEARCH_SCRIPT, TownPlan};
use crate::report::bug;
use crate::store::Store;

/// The store's name for what belongs here.
const ROOM: &str = "search";
/// Counts up whenever the same pages would give other files.
const ENGINE: u64 = 1;

/// A town with a page to search from, and the indexes of its editions as they are made, packed.
struct Town<'a> {
    number: usize,
    plan: &'a TownPlan<'a>,
    made: Mutex<Vec<Option<Vec<u8>>>>,
}

impl Site<'_> {
    /// Publishes the index of every town that has a page to search from.
    /// A preview and a check have none: it would cost every edit what only readers need.
    ///
    /// Indexes are made side by side, on threads of their own: Pagefind waits within itself, which none of rayon's threads may.
    pub(in crate::pipeline) fn search(&self, store: &Store<'_>, sink: &Open<'_>) -> Vec<Diagnostic> {
        if !sink.has_readers() {
            return Vec::new();
        }
        let towns = self.searched();
        let wanted: Vec<(&Town<'_>, usize)> =
            towns.iter().flat_map(|town| (0..town.plan.editions.len()).map(move |at| (town, at))).collect();
        let program = LazyLock::new(|| program(store));
        let next = AtomicUsize::new(0);
        let work = || {
            let (mut keys, mut findings) = (Vec::new(), Vec::new());
            while let Some((town, at)) = wanted.get(next.fetch_add(1, Ordering::Relaxed)) {
                let (key, index) = self.index(town, *at, store);
                keys.push(key);
                let published = index.and_then(|index| match town.with(*at, index) {
                    Some(indexes) => publish(town.plan, &indexes, &program, sink),
                    None => Ok(Vec::new()),
                });
                findings.extend(published.unwrap_or_else(|reason| vec![bug::finding(&reason)]));
            }
            (keys, findings)
        };
        let (mut keys, mut findings) = (BTreeSet::from([program_key()]), Vec::new());
        std::thread::scope(|scope| {
            // One more than cores: each waits now and then for a thread of Pagefind's.
            let hands = (rayon::current_num_threads() + 1).min(wanted.len());
            let hands: Vec<_> = (0..hands).map(|_| scope.spawn(work)).collect();
            for hand in hands {
                match hand.join() {
                    Ok((more, found)) => {
                        keys.extend(more);
                        findings.extend(found);
                    }
                    Err(panic) => findings.push(bug::finding(&bug::said(&*panic))),
                }
            }
        });
        if sink.is_whole() {
            store.keep_only(ROOM, &keys);
        }
        findings
    }

    fn searched(&self) -> Vec<Town<'_>> {
        let towns = self.planned.plan.towns.iter().enumerate();
        let searched =
            towns.filter(|(_, plan)| plan.editions.iter().any(|edition| edition.search_page.is_some()));
        let none = |plan: &TownPlan<'_>| Mutex::new(vec![None; plan.editions.len()]);
        searched.map(|(number, plan)| Town { number, plan, made: none(plan) }).collect()
    }

    /// The index of a town's edition, as it is kept or made anew, and what it is kept under.
    fn index(&self, town: &Town<'_>, at: usize, store: &Store<'_>) -> (Fingerprint, Result<Vec<u8>, String>) {
        let viewer = self.viewer(town.number, at);
        let key = key().fingerprint(viewer.findable_print()).finish();
        if let Some(kept) = store.get(ROOM, key).filter(|blob| pack::unpack(blob).is_some()) {
            return (key, Ok(kept));
        }
        let pages = viewer.findable();
        let lang = town.plan.town.editions[at].lang.as_str();
        let files = if pages.is_empty() { Ok(Vec::new()) } else { search::index(lang, pages) };
        let index = files.map(|files| pack::pack(&files));
        if let Ok(index) = &index {
            store.put(ROOM, key, index);
        }
        (key, index)
    }
}

impl Town<'_> {
    /// Puts an edition's index in its place. All of them, once none is missing.
    fn with(&self, at: usize, index: Vec<u8>) -> Option<Vec<Vec<u8>>> {
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        made[at] = Some(index);
        made.iter().all(Option::is_some).then(|| made.iter_mut().filter_map(Option::take).collect())
    }
}

fn key() -> Fingerprinter {
    let mut print = Fingerprinter::new();
    print.text(search::VERSION).number(ENGINE);
    print
}

fn program_key() -> Fingerprint {
    key().text("program").finish()
}

/// Puts every edition's files into the town's one folder, with what searches them.
fn publish(
    plan: &TownPlan<'_>,
    indexes: &[Vec<u8>],
    program: &Result<Vec<u8>, String>,
    sink: &dyn Sink,
) -> Result<Vec<Diagnostic>, String> {
    let files: Vec<(String, &[u8])> =
        indexes.iter().filter_map(|blob| pack::unpack(blob)).flatten().collect();
    let (entries, files): (Vec<_>, Vec<_>) = files.into_iter().partition(|(name, _)| name == SEARCH_ENTRY);
    if entries.is_empty() {
        return Ok(Vec::new());
    }
    let entries: Vec<&[u8]> = entries.into_iter().map(|(_, bytes)| bytes).collect();
    let (entry, plain) = search::together(&entries);
    let program: Vec<(String, &[u8])> = pack::unpack(program.as_ref()?).unwrap_or_default();
    let program = program.into_iter().filter(|(name, _)| plain || name == SEARCH_SCRIPT);
    let all: Vec<(String, &[u8])> =
        files.into_iter().chain(program).chain([(SEARCH_ENTRY.to_owned(), &*entry)]).collect();
    let findings = all.par_iter().filter_map(|(name, bytes)| {
        let path = OutputPath::new(format!("{}/{SEARCH_FOLDER}{name}", plan.town.initiative.id)).ok()?;
        put(sink, &path, bytes)
    });
    Ok(findings.collect())
}

/// What searches, packed.
fn program(store: &Store<'_>) -> Result<Vec<u8>, String> {
    let key = program_key();
    if let Some(blob) = store.get(ROOM, key).filter(|blob| pack::unpack(blob).is_some()) {
        return Ok(blob);
    }
    let blob = pack::pack(&search::program()?);
    store.put(ROOM, key, &blob);
    Ok(blob)
}
