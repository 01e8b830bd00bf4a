//! Texts that were read before: whoever builds again after an edit reads only what changed.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use super::{Name, SourceFile, UPSTREAM_FOLDER, read_one};
use crate::diagnostic::Diagnostic;
use crate::disk::Disk;
use crate::spool::Spool;

/// What is known of texts, by path.
#[derive(Clone, Debug, Default)]
pub struct Known {
    texts: HashMap<Arc<Path>, Text>,
    /// Whether nothing will be asked of it: a build reads once.
    forgets: bool,
    /// Where a build's texts wait.
    spool: Option<Arc<Spool>>,
}

#[derive(Clone, Debug)]
struct Text {
    file: Arc<SourceFile>,
    findings: Vec<Diagnostic>,
    /// Whether it may be another by now.
    doubtful: bool,
}

/// What became of a text.
pub enum Change {
    /// Nothing.
    Nothing,
    /// Only what comes after its fields is another.
    Body(Arc<SourceFile>),
    /// Its fields are others; nothing is wrong with how they are written, and nothing was.
    Fields(Arc<SourceFile>),
    /// It came or went, or more than itself hangs on it.
    More,
}

impl Known {
    /// Nothing is known, and nothing will be.
    pub fn nothing() -> Self {
        Self { forgets: true, ..Self::default() }
    }

    /// The same; texts that are read from here on wait in the spool, where there is one.
    pub fn waiting_in(&mut self, spool: &Option<Arc<Spool>>) -> &mut Self {
        self.spool.clone_from(spool);
        self
    }

    /// Texts at a path, or in the folder there, changed, came or went.
    pub fn doubt_below(&mut self, path: &Path) {
        self.texts
            .iter_mut()
            .filter(|(known, _)| known.starts_with(path))
            .for_each(|(_, text)| text.doubtful = true);
    }

    /// Every text may have changed.
    pub fn doubt_all(&mut self) {
        self.texts.values_mut().for_each(|text| text.doubtful = true);
    }

    /// Reads a text anew. Where no other text hangs on what is new of it, it is known from here on.
    pub fn look_at(&mut self, disk: &dyn Disk, root: &Path, path: &Path) -> Change {
        let Some(known) = self.texts.get_mut(path) else { return Change::More };
        known.doubtful = true;
        // An upstream's texts are held against the lock, body and all.
        let (Some(file), findings) = read_one((disk, root), name_of(&known.file), None) else {
            return Change::More;
        };
        let (old, findings_differ) = (&known.file, findings != known.findings);
        let fields =
            |file: &SourceFile| file.body_start.map(|start| file.text().as_bytes()[..start].to_vec());
        if findings_differ || path.starts_with(UPSTREAM_FOLDER) {
            return Change::More;
        }
        known.doubtful = false;
        if file.fingerprint == old.fingerprint {
            return Change::Nothing;
        }
        let body_alone = file.body_start.is_some() && fields(old) == fields(&file);
        if !body_alone && !findings.is_empty() {
            known.doubtful = true;
            return Change::More;
        }
        known.file = Arc::new(file);
        match body_alone {
            true => Change::Body(known.file.clone()),
            false => Change::Fields(known.file.clone()),
        }
    }

    /// A text by its name: from memory, or from the disk.
    pub(super) fn read(
        &self,
        disk: &dyn Disk,
        root: &Path,
        name: Name,
    ) -> (Option<Arc<SourceFile>>, Vec<Diagnostic>) {
        let known = self.texts.get(&name.path).filter(|known| known.is_called(&name));
        if let Some(known) = known.filter(|known| !known.doubtful) {
            return (Some(known.file.clone()), known.findings.clone());
        }
        let (file, findings) = read_one((disk, root), name, self.spool.as_ref());
        match (file, known) {
            (Some(file), Some(known)) if file.fingerprint == known.file.fingerprint => {
                (Some(known.file.clone()), findings)
            }
            (file, _) => (file.map(Arc::new), findings),
        }
    }

    /// Remembers what was read, where that is of use, and forgets everything else.
    pub(super) fn remember<'a>(
        &mut self,
        read: impl Iterator<Item = (&'a Arc<SourceFile>, &'a [Diagnostic])>,
    ) {
        let text = |(file, findings): (&Arc<SourceFile>, &[Diagnostic])| {
            (file.path.clone(), Text { file: file.clone(), findings: findings.to_vec(), doubtful: false })
        };
        if !self.forgets {
            self.texts = read.map(text).collect();
        }
    }
}

impl Text {
    fn is_called(&self, name: &Name) -> bool {
        let file = &self.file;
        file.layer == name.layer && file.inner == name.inner && file.lang == name.lang
    }
}

fn name_of(file: &SourceFile) -> Name {
    Name {
        path: file.path.clone(),
        layer: file.layer.clone(),
        inner: file.inner.clone(),
        lang: file.lang.clone(),
    }
}
