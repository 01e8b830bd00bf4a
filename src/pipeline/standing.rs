//! Whether the site stands as the last build left it: then nothing is built.
//!
//! A build writes down every question it asked the disk, with a fingerprint of the answer ([`Witness`]), and what came
//! of it. The next build, if it is asked for the same by the same program on the same day and before anything in the
//! site turns by itself, asks the questions again. With the same answers to all of them, and the published tree as it
//! was, it would do the same once more, so it says what was said and does nothing.

use std::ops::Range;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::ground::cache;
use super::{Destination, Options, Outcome, Summary};
use crate::diagnostic::Diagnostic;
use crate::disk::Disk;
use crate::disk::witness::{Account, Witness};
use crate::fingerprint::{Fingerprint, Fingerprinter};
use crate::output::{self, Target};
use crate::store::Store;

/// Where it lies in the store.
const ROOM: &str = "standing";

/// A build that may be spared: it publishes, and earlier work may be believed.
pub(super) struct Standing<'a> {
    disk: &'a dyn Disk,
    store: Store<'a>,
    target: Target,
    now: Timestamp,
    /// Of everything that is asked of the build, and of the program.
    asked: Fingerprint,
}

/// What a build leaves behind.
#[derive(Serialize, Deserialize)]
struct Memory {
    /// The moment it was made for, and the first for which it may be another; nanoseconds since 1970.
    moments: Range<i128>,
    account: Account,
    /// Of the published tree.
    tree: Fingerprint,
    findings: Vec<Diagnostic>,
    summary: Summary,
}

impl<'a> Standing<'a> {
    /// `None` for a build that believes nothing, publishes nothing or comes from a program that does not know itself.
    pub(super) fn new(disk: &'a dyn Disk, options: &Options, into: &Destination<'_>) -> Option<Self> {
        let (Destination::Publish(target), false, Some(program)) = (into, options.fresh, &options.program)
        else {
            return None;
        };
        let mut print = Fingerprinter::new();
        print.text(program).bytes(target.folder.as_os_str().as_encoded_bytes());
        print.text(&format!("{:?}", (&options.base_url, &options.initiative, options.show)));
        Some(Self {
            disk,
            store: Store::new(disk, &cache(&options.root)),
            target: target.clone(),
            now: options.now,
            asked: print.finish(),
        })
    }

    /// What came of the last build, if this one would do the same and find it done.
    pub(super) fn recall(&self) -> Option<Outcome> {
        let memory: Memory = postcard::from_bytes(&self.store.get(ROOM, self.asked)?).ok()?;
        if !memory.moments.contains(&self.now.as_nanosecond()) || !memory.account.stands(self.disk) {
            return None;
        }
        let written = output::open(self.disk, self.target.clone()).ok()?.stands(memory.tree)?;
        let summary = Summary { written, parsed: 0, images_decoded: 0, ..memory.summary };
        Some(Outcome { findings: memory.findings, summary })
    }

    /// Leaves what came of a build to the next, if it was published and nobody changed the files meanwhile.
    pub(super) fn remember(&self, witness: &Witness<'_>, outcome: &Outcome) {
        let (Some(account), Some(until), true) =
            (witness.account(), outcome.summary.same_until, outcome.summary.published)
        else {
            return;
        };
        let memory = Memory {
            moments: self.now.as_nanosecond()..until.as_nanosecond(),
            account,
            tree: outcome.summary.written.hash,
            findings: outcome.findings.clone(),
            summary: outcome.summary.clone(),
        };
        // What cannot be written as text only costs the next build its time.
        if let Ok(bytes) = postcard::to_stdvec(&memory) {
            self.store.put(ROOM, self.asked, &bytes);
        }
    }
}
