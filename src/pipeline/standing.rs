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
use super::run::Run;
use super::{Destination, Options, Outcome, Summary};
use crate::diagnostic::Diagnostic;
use crate::disk::Disk;
use crate::disk::witness::{Account, Witness};
use crate::fingerprint::{Fingerprint, Fingerprinter, sealed};
use crate::output::{self, Target};
use crate::store::Store;

/// Where it lies in the store.
const ROOM: &str = "standing";

/// A build that may be spared: it publishes, and earlier work may be believed.
struct Standing<'a> {
    disk: &'a dyn Disk,
    store: Store<'a>,
    target: Target,
    now: Timestamp,
    /// Of everything that is asked of the build, and of the program.
    asked: Fingerprint,
}

/// What a build leaves behind: one for the newest build. Of people and texts it tells who lacks the files nothing.
#[derive(Serialize, Deserialize)]
struct Memory {
    /// The moment it was made for, and the first for which it may be another; nanoseconds since 1970.
    moments: Range<i128>,
    account: Account,
    /// [`Said`], sealed with the disk's answers.
    said: Vec<u8>,
}

/// What came of a build.
#[derive(Serialize, Deserialize)]
struct Said {
    /// Of the answers: this was opened with the right ones.
    answers: Fingerprint,
    /// Of the published tree.
    tree: Fingerprint,
    findings: Vec<Diagnostic>,
    summary: Summary,
}

/// Does a build, unless the site stands. The build asks the disk it is given.
pub(super) fn or_build(
    disk: &dyn Disk,
    options: &Options,
    into: Destination<'_>,
    rooms: impl FnOnce(&dyn Disk, Destination<'_>, &mut Run<'_>) -> Option<Summary>,
) -> Outcome {
    let mut run = Run::new(&options.progress);
    let standing = Standing::new(disk, options, &into);
    if let Some(outcome) = run.room("source", || (standing.as_ref().and_then(Standing::recall), Vec::new())) {
        return run.end_with(outcome);
    }
    let witness = if standing.is_some() { Witness::new(disk) } else { Witness::forgetful(disk) };
    let summary = rooms(&witness, into, &mut run).unwrap_or_default();
    let outcome = run.end_with(Outcome { findings: Vec::new(), summary });
    if let Some(standing) = standing {
        standing.remember(&witness, &outcome);
    }
    outcome
}

impl<'a> Standing<'a> {
    /// `None` for a build that believes nothing, publishes nothing or comes from a program that does not know itself.
    fn new(disk: &'a dyn Disk, options: &Options, into: &Destination<'_>) -> Option<Self> {
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
    fn recall(&self) -> Option<Outcome> {
        let memory: Memory = postcard::from_bytes(&self.store.get(ROOM, self.asked)?).ok()?;
        if !memory.moments.contains(&self.now.as_nanosecond()) {
            return None;
        }
        let answers = memory.account.ask(self.disk)?;
        let said: Said = postcard::from_bytes(&sealed(memory.said, answers)).ok()?;
        if said.answers != answers {
            return None;
        }
        let written = output::open(self.disk, self.target.clone()).ok()?.stands(said.tree)?;
        let summary = Summary { written, parsed: 0, images_decoded: 0, ..said.summary };
        Some(Outcome { findings: said.findings, summary })
    }

    /// Leaves what came of a build to the next, if it was published and nobody changed the files meanwhile. What the
    /// publishing itself had to tell is true once only: then nothing is left.
    fn remember(&self, witness: &Witness<'_>, outcome: &Outcome) {
        let is_plain = outcome.summary.published && outcome.summary.written.findings.is_empty();
        let (Some((account, answers)), Some(until), true) =
            (witness.account(), outcome.summary.same_until, is_plain)
        else {
            return;
        };
        let said = Said {
            answers,
            tree: outcome.summary.written.hash,
            findings: outcome.findings.clone(),
            summary: outcome.summary.clone(),
        };
        // What cannot be written as text only costs the next build its time.
        let Ok(said) = postcard::to_stdvec(&said) else { return };
        let moments = self.now.as_nanosecond()..until.as_nanosecond();
        let memory = Memory { moments, account, said: sealed(said, answers) };
        if let Ok(bytes) = postcard::to_stdvec(&memory) {
            self.store.put_alone(ROOM, self.asked, &bytes);
        }
    }
}
