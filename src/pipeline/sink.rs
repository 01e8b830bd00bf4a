//! Where the bytes of one build go.

use std::io;

use super::Destination;
use super::ground::Project;
use crate::diagnostic::Diagnostic;
use crate::disk::Disk;
use crate::fingerprint::Fingerprint;
use crate::output::{self, Memory, Nowhere, Sink, Stage, Written};
use crate::plan::path::OutputPath;

/// A destination, opened.
pub(super) enum Open<'a> {
    /// A folder, and whether every initiative goes there.
    Stage(Box<Stage<'a>>, bool),
    Memory(&'a Memory),
    Nowhere(Nowhere),
}

/// Opens the destination. Initiatives that are not asked for stay as they were published.
pub(super) fn open<'a>(
    disk: &'a dyn Disk,
    into: Destination<'a>,
    project: &Project,
) -> Result<(Open<'a>, Vec<Diagnostic>), Vec<Diagnostic>> {
    let open = match into {
        Destination::Memory(memory) => Open::Memory(memory),
        Destination::Nowhere => Open::Nowhere(Nowhere::new()),
        Destination::Publish(target) => {
            let stage = output::open(disk, target).map_err(|finding| vec![finding])?;
            let only = project.only.as_deref();
            let others =
                project.config.initiatives.iter().filter(|town| only.is_some_and(|id| id != town.id));
            others.for_each(|town| stage.keep(&town.id));
            Open::Stage(Box::new(stage), only.is_none())
        }
    };
    Ok((open, Vec::new()))
}

impl Open<'_> {
    /// Whether somebody will read what goes there; a preview and a check are the author's own.
    pub(super) fn has_readers(&self) -> bool {
        matches!(self, Self::Stage(..))
    }

    /// Whether that is the whole site: what it does not use, nobody does.
    pub(super) fn is_whole(&self) -> bool {
        matches!(self, Self::Stage(_, true))
    }

    /// Publishes if all is well; else everything stays as it was.
    pub(super) fn close(self, clean: bool) -> Result<(Published, Vec<Diagnostic>), Vec<Diagnostic>> {
        let (written, published) = match self {
            Self::Stage(stage, _) if clean => (stage.publish().map_err(|finding| vec![finding])?, true),
            Self::Stage(..) => (Written::default(), false),
            Self::Memory(memory) => (memory.written(), false),
            Self::Nowhere(nowhere) => (nowhere.written(), false),
        };
        let findings = written.findings.clone();
        Ok((Published { written, published }, findings))
    }
}

/// What the output room did.
pub(super) struct Published {
    pub(super) written: Written,
    pub(super) published: bool,
}

impl Sink for Open<'_> {
    fn put(&self, path: &OutputPath, bytes: &[u8]) -> io::Result<()> {
        match self {
            Self::Stage(stage, _) => stage.put(path, bytes),
            Self::Memory(memory) => memory.put(path, bytes),
            Self::Nowhere(nowhere) => nowhere.put(path, bytes),
        }
    }

    fn stays(&self, path: &OutputPath, content: Fingerprint) -> bool {
        match self {
            Self::Stage(stage, _) => stage.stays(path, content),
            Self::Memory(_) | Self::Nowhere(_) => false,
        }
    }
}
