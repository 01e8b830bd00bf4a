//! The loop's side of the preview: makes what browsers ask for out of the state that stands, and tells them what is new.
//!
//! A page is made when it is first asked for, and kept for that state. After an edit the pages that browsers show are made
//! again at once. What cannot be made any more is shown as it last was, for as long as something is wrong.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender};
use std::time::Duration;

use axum::http::Uri;
use axum::response::Response;

use super::Job;
use super::pages;
use super::server::{self, Answer};
use super::site::{Files, Shown, Site, State};
use super::wake::{Message, Sleeper};
use super::watch::Watch;
use crate::diagnostic::{Diagnostic, Severity, codes};
use crate::disk::Disk;
use crate::pipeline::{Changes, Host, Live, News, Options, Order, Outcome, Summary, TownSummary};
use crate::report::{bug, overlay};

/// The whole site is looked through when nothing was edited and nobody asked for so long.
const PAUSE: Duration = Duration::from_millis(150);
/// How little of a core a check asks for while others want it: as little as there is.
#[cfg(target_os = "linux")]
const LEAST: i32 = 19;
/// How many outputs of one state are kept.
const KEPT: usize = 256;
/// How many are kept as they last were, those that were made last: open pages are made with every edit.
const GOOD: usize = 64;
/// So many pages that were asked for last count as open, though no browser listens for news of them.
const RECENT: usize = 4;

/// What the loop holds.
pub(super) struct Desk<'a> {
    job: &'a Job<'a>,
    site: &'a Site,
    sleeper: Sleeper,
    watch: Watch,
    /// Says where the preview is to be seen, once there is something.
    ready: Option<Box<dyn FnOnce() + 'a>>,
    /// Why there will be nothing to see at all.
    pub(super) refused: Option<Vec<Diagnostic>>,
    /// Where the whole site is looked through, and what stops that.
    checks: Sender<Check>,
    stop: Arc<AtomicBool>,
    generation: u64,
    number: u64,
    outputs: Outputs,
    towns: Vec<TownSummary>,
    recent: VecDeque<String>,
    /// What led from the state before to this one.
    changes: Changes,
}

/// What was made.
#[derive(Default)]
struct Outputs {
    /// Of the state that stands.
    made: HashMap<String, Option<Arc<[u8]>>>,
    /// As they were when they last could be published, the last one made at the end.
    good: VecDeque<(String, Arc<[u8]>)>,
    /// What is wrong, as far as it is known.
    errors: Vec<Diagnostic>,
}

/// Outputs as a state makes them, if one stands.
struct Asked<'b, 'l> {
    outputs: &'b mut Outputs,
    live: Option<&'b Live<'l>>,
}

impl Files for Asked<'_, '_> {
    fn get(&mut self, path: &str) -> Option<Arc<[u8]>> {
        if let Some(known) = self.outputs.made.get(path) {
            return known.clone();
        }
        let bytes = self.outputs.make(self.live, path);
        if self.outputs.made.len() >= KEPT {
            self.outputs.made.clear();
        }
        self.outputs.made.insert(path.to_owned(), bytes.clone());
        bytes
    }

    fn has(&self, path: &str) -> bool {
        self.live.is_some_and(|live| live.has_page(path))
    }
}

impl Outputs {
    fn make(&mut self, live: Option<&Live<'_>>, path: &str) -> Option<Arc<[u8]>> {
        let Some(made) = live.and_then(|live| live.make(path)) else {
            // What went together with an error comes back with its mending.
            if self.errors.is_empty() {
                self.good.retain(|(known, _)| known != path);
            }
            return self.last(path);
        };
        let good = made.is_good();
        self.errors.extend(made.findings.into_iter().filter(is_error));
        let bytes: Option<Arc<[u8]>> = made.bytes.map(Arc::from);
        if good {
            self.good.retain(|(known, _)| known != path);
            self.good.extend(bytes.clone().map(|bytes| (path.to_owned(), bytes)));
            self.good.drain(..self.good.len().saturating_sub(GOOD));
            return bytes;
        }
        self.last(path).or(bytes).or_else(|| Some(Arc::from(pages::broken().into_bytes())))
    }

    /// An output as it last could be published.
    fn last(&self, path: &str) -> Option<Arc<[u8]>> {
        self.good.iter().find(|(known, _)| known == path).map(|(_, bytes)| bytes.clone())
    }
}

impl<'a> Desk<'a> {
    /// A desk that serves questions of `site` from what `job` builds.
    pub(super) fn new(
        (job, site): (&'a Job<'a>, &'a Site),
        (sleeper, watch): (Sleeper, Watch),
        checks: Sender<Check>,
        ready: impl FnOnce() + 'a,
    ) -> Self {
        Self {
            job,
            site,
            sleeper,
            watch,
            ready: Some(Box::new(ready)),
            refused: None,
            checks,
            stop: Arc::default(),
            generation: 0,
            number: 0,
            outputs: Outputs::default(),
            towns: Vec::new(),
            recent: VecDeque::new(),
            changes: Changes::default(),
        }
    }

    /// Waits for news where nothing can be made.
    pub(super) fn wait(&mut self, findings: Vec<Diagnostic>) -> News {
        let outcome = Outcome { findings, summary: Summary::default() };
        self.begin(&outcome.findings, None);
        self.job.say(&outcome);
        self.listen(None)
    }

    /// A new state, or none.
    fn begin(&mut self, findings: &[Diagnostic], live: Option<&Live<'_>>) {
        self.generation += 1;
        self.outputs.made.clear();
        let before = std::mem::take(&mut self.outputs.errors);
        self.outputs.errors = findings.iter().filter(|finding| is_error(finding)).cloned().collect();
        if let Some(live) = live {
            self.towns.clone_from(&live.initiatives);
        }
        let pages = self.open(live);
        if self.outputs.errors.is_empty() {
            self.number += 1;
        }
        // Nobody has looked yet whether the others still stand: only what was edited may be mended.
        let others = before.into_iter().filter(|error| !is_mended(error, &self.changes));
        let others: Vec<Diagnostic> = others.filter(|error| !self.outputs.errors.contains(error)).collect();
        self.outputs.errors.extend(others);
        self.tell(pages);
        if let Some(ready) = self.ready.take() {
            ready();
        }
    }

    /// Makes the pages that browsers show; their versions.
    fn open(&mut self, live: Option<&Live<'_>>) -> BTreeMap<String, String> {
        let open = self.site.open();
        let recent: Vec<String> = self.recent.iter().filter(|page| !open.contains(page)).cloned().collect();
        let version = |page: String| {
            let version = server::version(&self.look(live, &page, None))?;
            Some((page, version))
        };
        open.into_iter().chain(recent).filter_map(version).collect()
    }

    fn look(&mut self, live: Option<&Live<'_>>, path: &str, query: Option<&str>) -> Answer {
        let files = &mut Asked { outputs: &mut self.outputs, live };
        server::look(&mut Shown { files, towns: &self.towns }, path, query)
    }

    fn tell(&self, pages: BTreeMap<String, String>) {
        let (disk, root) = (self.job.disk, &self.job.options.root);
        let overlay = overlay::overlay(disk, root, &self.outputs.errors, self.job.asked.tongue);
        self.site.tell(State { number: self.number, pages, overlay });
    }

    fn answer(&mut self, live: Option<&Live<'_>>, uri: &Uri) -> Response {
        let known = self.outputs.errors.len();
        let answer = self.look(live, uri.path(), uri.query());
        if server::version(&answer).is_some() {
            self.recent.retain(|page| page != uri.path());
            self.recent.push_front(uri.path().to_owned());
            self.recent.truncate(RECENT);
        }
        if self.outputs.errors.len() > known {
            let pages = self.open(live);
            self.tell(pages);
        }
        server::response(answer)
    }

    /// Answers until something changes.
    fn listen(&mut self, live: Option<&Live<'_>>) -> News {
        let mut unchecked = live;
        loop {
            let patience = if unchecked.is_some() { Some(PAUSE) } else { self.watch.patience() };
            let message = self.sleeper.next(patience);
            if message.is_none()
                && let Some(live) = unchecked.take()
            {
                self.check(live);
                continue;
            }
            match message {
                Some(Message::Ask(uri, reply)) => {
                    let answer = self.answer(live, &uri);
                    // The browser may have gone.
                    let _ = reply.send(answer);
                }
                Some(Message::Open) => {
                    let pages = self.open(live);
                    self.tell(pages);
                }
                Some(Message::Checked(generation, outcome)) => {
                    if generation == self.generation {
                        self.checked(live, &outcome);
                    }
                }
                Some(Message::Bell) | None => {
                    let Some(heard) = self.sleeper.heard() else {
                        self.stop.store(true, Ordering::Relaxed);
                        return News::Over;
                    };
                    if let Some(changes) = self.watch.changes(self.job.disk, heard) {
                        self.stop.store(true, Ordering::Relaxed);
                        self.changes = changes.clone();
                        return News::Changed(changes);
                    }
                }
            }
        }
    }

    /// Lets the whole site be looked through, until there are other news.
    fn check(&mut self, live: &Live<'_>) {
        self.stop = Arc::default();
        let check = Check { generation: self.generation, order: live.order(), stop: self.stop.clone() };
        // Only at the end nobody takes it.
        let _ = self.checks.send(check);
    }

    /// The whole site was looked through.
    fn checked(&mut self, live: Option<&Live<'_>>, outcome: &Outcome) {
        self.outputs.errors = outcome.findings.iter().filter(|finding| is_error(finding)).cloned().collect();
        let pages = self.open(live);
        self.tell(pages);
        self.job.say(outcome);
    }
}

impl Host for Desk<'_> {
    fn stands(&mut self, live: &Live<'_>) -> News {
        self.begin(live.findings(), Some(live));
        self.listen(Some(live))
    }

    fn fallen(&mut self, findings: Vec<Diagnostic>) -> News {
        let hopeless = [codes::NO_SITE_TOML, codes::UNKNOWN_INITIATIVE_ASKED];
        if self.ready.is_some() && findings.iter().any(|finding| hopeless.contains(&finding.code)) {
            self.refused = Some(findings);
            return News::Over;
        }
        self.wait(findings)
    }
}

/// A state that is to be looked through.
pub(super) struct Check {
    generation: u64,
    order: Order,
    stop: Arc<AtomicBool>,
}

/// Looks through one state after the other, each while it is the newest, on all threads but one: that one is for pages.
pub(super) fn check_all(disk: &dyn Disk, options: &Options, checks: &Receiver<Check>, site: &Site) {
    let threads = std::thread::available_parallelism().map_or(1, |count| count.get().saturating_sub(1));
    while let Ok(Check { generation, order, stop }) = checks.recv() {
        // Threads that live no longer than their check: what lies free between the texts they parsed is then anybody's.
        // Where none can be had, the others are used.
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.max(1)).start_handler(step_back);
        let pool = pool.build().ok();
        let check = || checked(|| order.check(disk, options, &stop));
        let outcome = match &pool {
            Some(pool) => pool.install(check),
            None => check(),
        };
        if let Some(outcome) = outcome {
            site.send(Message::Checked(generation, Box::new(outcome)));
        }
    }
}

/// Lets others have the core first: between two rooms a check cannot be stopped, and somebody waits for an edit. Where a
/// thread cannot be told apart from its process, it stays as it is.
fn step_back(_: usize) {
    #[cfg(target_os = "linux")]
    let _ = rustix::process::nice(LEAST);
}

/// A mistake of the program is a finding too.
fn checked(check: impl FnOnce() -> Option<Outcome>) -> Option<Outcome> {
    catch_unwind(AssertUnwindSafe(check)).unwrap_or_else(|payload| {
        let findings = vec![bug::finding(&bug::said(&*payload))];
        Some(Outcome { findings, summary: Summary::default() })
    })
}

/// Whether an edit may have mended an error.
fn is_mended(error: &Diagnostic, changes: &Changes) -> bool {
    let Some(place) = &error.place else { return true };
    changes.unsure || changes.paths.iter().any(|path| path.ends_with(&place.file))
}

fn is_error(finding: &Diagnostic) -> bool {
    finding.severity() == Severity::Error
}
