//! The search index of every edition: made where its words changed, else as the store remembers it.

use std::collections::BTreeSet;
use std::sync::Mutex;

use rayon::prelude::*;

use super::super::sink::Open;
use super::{Site, put};
use crate::diagnostic::Diagnostic;
use crate::emit::{Sheets, pack, search};
use crate::fingerprint::{Fingerprint, Fingerprinter};
use crate::output::Sink;
use crate::plan::path::OutputPath;
use crate::plan::{SEARCH_ENTRY, SEARCH_FOLDER, SEARCH_SCRIPT, TownPlan};
use crate::report::bug;
use crate::store::Store;
use crate::view::Viewer;

/// The store's name for what belongs here.
const ROOM: &str = "search";
/// Counts up whenever the same pages would give other files.
const ENGINE: u64 = 1;

impl Site<'_> {
    /// Publishes the index of every town that has a page to search from.
    /// A preview and a check have none: it would cost every edit what only readers need.
    pub(in crate::pipeline) fn search(&self, store: &Store<'_>, sink: &Open<'_>) -> Vec<Diagnostic> {
        if !sink.has_readers() {
            return Vec::new();
        }
        let towns = self.planned.plan.towns.iter();
        let searched = towns.filter(|plan| plan.editions.iter().any(|edition| edition.search_page.is_some()));
        let mut keys = BTreeSet::from([program_key()]);
        let findings = searched.flat_map(|plan| self.search_of(plan, store, sink, &mut keys)).collect();
        if sink.is_whole() {
            store.keep_only(ROOM, &keys);
        }
        findings
    }

    fn search_of(
        &self,
        plan: &TownPlan<'_>,
        store: &Store<'_>,
        sink: &Open<'_>,
        keys: &mut BTreeSet<Fingerprint>,
    ) -> Vec<Diagnostic> {
        let sheets = Sheets::new(self.planned.theme, plan, &self.planned.speakers);
        let viewers: Vec<Viewer<'_>> =
            (0..plan.editions.len()).map(|at| self.viewer(plan, at, &sheets)).collect();
        let kept: Vec<(Fingerprint, Option<Vec<u8>>)> = viewers
            .par_iter()
            .map(|viewer| {
                let key = key().fingerprint(viewer.findable_print()).finish();
                (key, store.get(ROOM, key).filter(|blob| pack::unpack(blob).is_some()))
            })
            .collect();
        keys.extend(kept.iter().map(|(key, _)| *key));
        match self.indexes(plan, &viewers, kept, store) {
            Ok(blobs) => publish(plan, &blobs, store, sink),
            Err(reason) => vec![bug::finding(&reason)],
        }
    }

    /// An edition's index each, packed. Those that are not kept are made side by side, on threads of their own: Pagefind
    /// waits within itself, which none of rayon's threads may.
    fn indexes(
        &self,
        plan: &TownPlan<'_>,
        viewers: &[Viewer<'_>],
        kept: Vec<(Fingerprint, Option<Vec<u8>>)>,
        store: &Store<'_>,
    ) -> Result<Vec<Vec<u8>>, String> {
        let missing: Vec<usize> = (0..kept.len()).filter(|at| kept[*at].1.is_none()).collect();
        let next = Mutex::new(missing.iter());
        let made = Mutex::new(Vec::new());
        let work = || {
            while let Some(at) = next.lock().map_err(|_| "poisoned")?.next() {
                let lang = plan.town.editions[*at].lang.as_str();
                let pages = viewers[*at].findable();
                let files = if pages.is_empty() { Vec::new() } else { search::index(lang, pages)? };
                made.lock().map_err(|_| "poisoned")?.push((*at, pack::pack(&files)));
            }
            Ok::<(), String>(())
        };
        std::thread::scope(|scope| {
            let hands = rayon::current_num_threads().min(missing.len());
            let all: Vec<_> = (0..hands).map(|_| scope.spawn(work)).collect();
            all.into_iter().try_for_each(|hand| hand.join().map_err(|panic| bug::said(&*panic))?)
        })?;
        let (keys, mut blobs): (Vec<Fingerprint>, Vec<Option<Vec<u8>>>) = kept.into_iter().unzip();
        for (at, blob) in made.into_inner().map_err(|_| "poisoned")? {
            store.put(ROOM, keys[at], &blob);
            blobs[at] = Some(blob);
        }
        Ok(blobs.into_iter().flatten().collect())
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
fn publish(plan: &TownPlan<'_>, blobs: &[Vec<u8>], store: &Store<'_>, sink: &dyn Sink) -> Vec<Diagnostic> {
    let files: Vec<(String, &[u8])> = blobs.iter().filter_map(|blob| pack::unpack(blob)).flatten().collect();
    let (entries, files): (Vec<_>, Vec<_>) = files.into_iter().partition(|(name, _)| name == SEARCH_ENTRY);
    if entries.is_empty() {
        return Vec::new();
    }
    let entries: Vec<&[u8]> = entries.into_iter().map(|(_, bytes)| bytes).collect();
    let (entry, plain) = search::together(&entries);
    let program = match program(store) {
        Ok(program) => program,
        Err(reason) => return vec![bug::finding(&reason)],
    };
    let program: Vec<(String, &[u8])> = pack::unpack(&program).unwrap_or_default();
    let program = program.into_iter().filter(|(name, _)| plain || name == SEARCH_SCRIPT);
    let all: Vec<(String, &[u8])> =
        files.into_iter().chain(program).chain([(SEARCH_ENTRY.to_owned(), &*entry)]).collect();
    let findings = all.par_iter().filter_map(|(name, bytes)| {
        let path = OutputPath::new(format!("{}/{SEARCH_FOLDER}{name}", plan.town.initiative.id)).ok()?;
        put(sink, &path, bytes)
    });
    findings.collect()
}

/// What searches, packed.
fn program(store: &Store<'_>) -> Result<Vec<u8>, String> {
    let key = program_key();
    if let Some(blob) = store.get(ROOM, key).filter(|blob| pack::unpack(blob).is_some()) {
        return Ok(blob);
    }
    let blob = std::thread::scope(|scope| {
        scope.spawn(search::program).join().map_err(|panic| bug::said(&*panic))?
    })?;
    let blob = pack::pack(&blob);
    store.put(ROOM, key, &blob);
    Ok(blob)
}
