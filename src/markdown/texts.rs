//! Every text, parsed once, and the pages that stand together from several.

use std::collections::{BTreeSet, HashMap};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use rayon::prelude::*;

use super::weave::{self, Layer};
use super::{Document, Input, Kind, Marks, Section, anchor, code, mark, parse};
use crate::diagnostic::Diagnostic;
use crate::fingerprint::Fingerprint;
use crate::locale::Lang;
use crate::source::{Against, SourceFile, SourceId};

/// A text with sections laid over it, the lowest layer's first.
pub type Weave = (SourceId, Arc<[SourceId]>);

/// A text as a town shows it, and what it is held against.
pub type Held = (Weave, Arc<Against>);

/// Ids of headings, each by where the heading stands in the file.
type Ids = Box<[(usize, Box<str>)]>;

/// Which ids a translation's headings take over.
#[derive(Debug)]
enum Names {
    /// These.
    Told(Ids),
    /// Those of this text's headings.
    Of(SourceId),
}

type Parsed = (Document, Vec<Diagnostic>);

/// Every text, parsed when somebody first asks for it.
#[derive(Debug, Default)]
pub struct Texts {
    files: Vec<Arc<Text>>,
    woven: HashMap<Weave, OnceLock<Parsed>>,
    /// Translations whose headings have their original's ids.
    renamed: HashMap<SourceId, (Names, OnceLock<Option<Document>>)>,
    /// Translations that tell what changed in their original.
    marked: HashMap<Held, (Marks, OnceLock<Document>)>,
}

/// One text. It lets go of its source as soon as its document stands.
#[derive(Debug)]
struct Text {
    path: Arc<Path>,
    lang: Lang,
    /// Of the file.
    fingerprint: Fingerprint,
    source: Mutex<Option<Arc<SourceFile>>>,
    parsed: OnceLock<Parsed>,
}

impl Texts {
    /// The texts of these files, and `weaves` of them. Those that were among the texts of `before` as they are need not be
    /// parsed again.
    pub fn new(files: Vec<Arc<SourceFile>>, weaves: &BTreeSet<Weave>, before: Option<&Self>) -> Self {
        let known: HashMap<&Arc<Path>, &Arc<Text>> =
            before.into_iter().flat_map(|texts| &texts.files).map(|text| (&text.path, text)).collect();
        let text = |file: Arc<SourceFile>| match known.get(&file.path) {
            Some(known) if known.is_of(&file) => (*known).clone(),
            _ => Arc::new(Text::new(file)),
        };
        let files = files.into_iter().map(text).collect();
        Self { files, woven: weaves.iter().map(unwoven).collect(), ..Self::default() }
    }

    /// The same texts, for another to parse and see; nothing is told yet of what changed in any original.
    pub fn shared(&self) -> Self {
        self.with(Vec::new())
    }

    /// The same texts but for some; nothing is told yet of what changed in any original.
    pub fn with(&self, changed: Vec<(SourceId, Arc<SourceFile>)>) -> Self {
        let mut files = self.files.clone();
        for (id, file) in changed {
            files[id] = Arc::new(Text::new(file));
        }
        Self { files, woven: self.woven.keys().map(unwoven).collect(), ..Self::default() }
    }

    /// Gives headings of a translation, each named by where it stands in the file, their original's ids.
    pub fn rename(&mut self, source: SourceId, ids: &[(usize, Box<str>)]) {
        if !ids.is_empty() {
            self.renamed.insert(source, (Names::Told(ids.into()), OnceLock::new()));
        }
    }

    /// Gives headings of a translation the ids of the original's that stand in the same order.
    pub fn rename_after(&mut self, source: SourceId, original: SourceId) {
        self.renamed.insert(source, (Names::Of(original), OnceLock::new()));
    }

    /// Tells on a translation's page what changed in its original.
    pub fn mark(&mut self, held: Held, marks: Marks) {
        self.marked.insert(held, (marks, OnceLock::new()));
    }

    /// Parses every text, and puts every woven one together, unless `stop` is set. A data file has an empty document.
    pub fn parse(&self, stop: &AtomicBool) -> Vec<Diagnostic> {
        let parse = |texts: Vec<&Arc<Text>>| {
            texts.into_par_iter().filter(|_| !stop.load(Ordering::Relaxed)).for_each(|text| {
                text.parsed();
            });
        };
        // Grammars take long to get ready, one thread waiting for another, and more memory than thousands of texts: those
        // with code come first, others beside them, and what is left uses that memory again.
        let (with_code, others): (Vec<_>, Vec<_>) = self.files.par_iter().partition(|text| text.has_code());
        let with_code = || {
            parse(with_code);
            code::forget_grammars();
        };
        rayon::join(with_code, || parse(others));
        let parsed = self.files.iter().filter_map(|text| text.parsed.get());
        let found = parsed.flat_map(|(_, found)| found.iter().cloned());
        let mut findings: Vec<Diagnostic> = found.collect();
        let mut weaves: Vec<&Weave> = self.woven.keys().collect();
        weaves.sort();
        let woven = weaves.into_iter().filter_map(|weave| self.woven(weave));
        findings.extend(woven.flat_map(|(_, found)| found.iter().cloned()));
        findings
    }

    /// What a page shows of a text with sections laid over it, told what changed in what it is held against.
    pub fn of(
        &self,
        source: SourceId,
        over: &Arc<[SourceId]>,
        against: Option<&Arc<Against>>,
    ) -> Option<&Document> {
        let unmarked = || match over.is_empty() {
            true => self.file(source).map(|(_, document)| document),
            false => self.woven(&(source, over.clone())).map(|(document, _)| document),
        };
        let held = against.filter(|_| !self.marked.is_empty());
        match held.and_then(|against| self.marked.get(&((source, over.clone()), against.clone()))) {
            Some((_, marked)) if marked.get().is_some() => marked.get(),
            Some((marks, marked)) => {
                let unmarked = unmarked()?;
                Some(marked.get_or_init(|| mark::marked(unmarked, marks, self)))
            }
            None => unmarked(),
        }
    }

    /// A file and its document, as a page of that file alone shows it.
    pub(super) fn file(&self, source: SourceId) -> Option<(&Arc<Path>, &Document)> {
        let text = self.files.get(source)?;
        let document = match self.renamed.get(&source) {
            Some((names, renamed)) => {
                renamed.get_or_init(|| self.renamed(text, names)).as_ref().unwrap_or_else(|| text.document())
            }
            None => text.document(),
        };
        Some((&text.path, document))
    }

    /// A translation's document under its original's ids; `None` where it has them already.
    fn renamed(&self, text: &Text, names: &Names) -> Option<Document> {
        match names {
            Names::Told(ids) => Some(anchor::renamed(text.document(), ids)),
            Names::Of(original) => {
                let ids = anchor::ids(self.files.get(*original)?.document(), text.document());
                (!ids.is_empty()).then(|| anchor::renamed(text.document(), &ids))
            }
        }
    }

    /// What is wrong with a text with sections laid over it.
    pub fn findings(&self, (source, over): &Weave) -> Vec<Diagnostic> {
        let files = std::iter::once(source).chain(over.iter()).filter_map(|id| self.files.get(*id));
        let mut findings: Vec<Diagnostic> = files.flat_map(|text| text.parsed().1.iter().cloned()).collect();
        if !over.is_empty() {
            let woven = self.woven(&(*source, over.clone()));
            findings.extend(woven.into_iter().flat_map(|(_, found)| found.iter().cloned()));
        }
        findings
    }

    /// How many Markdown files were parsed: each once, however many towns and languages show it.
    pub fn parsed(&self) -> usize {
        let documents = self.files.iter().filter_map(|text| Some(&text.parsed.get()?.0));
        documents.filter(|document| document.fingerprint != Fingerprint::default()).count()
    }

    /// Where each section of a page comes from.
    pub fn sections(&self, source: SourceId, over: &Arc<[SourceId]>) -> Vec<Section> {
        weave::together(&self.layers_of(&(source, over.clone()))).0.sections
    }

    /// Every file with its document.
    pub fn iter(&self) -> impl Iterator<Item = (&Arc<Path>, &Document)> {
        (0..self.files.len()).filter_map(|source| self.file(source))
    }

    fn woven(&self, weave: &Weave) -> Option<&Parsed> {
        let together = || {
            let (woven, findings) = weave::together(&self.layers_of(weave));
            (woven.document, findings)
        };
        Some(self.woven.get(weave)?.get_or_init(together))
    }

    fn layers_of(&self, (source, over): &Weave) -> Vec<Layer<'_>> {
        let layer = |id: &SourceId| {
            self.files.get(*id).map(|text| Layer { file: &text.path, document: text.document() })
        };
        std::iter::once(source).chain(over.iter()).filter_map(layer).collect()
    }
}

fn unwoven(weave: &Weave) -> (Weave, OnceLock<Parsed>) {
    (weave.clone(), OnceLock::new())
}

impl Text {
    fn new(file: Arc<SourceFile>) -> Self {
        Self {
            path: file.path.clone(),
            lang: file.lang.clone(),
            fingerprint: file.fingerprint,
            source: Mutex::new(Some(file)),
            parsed: OnceLock::new(),
        }
    }

    fn is_of(&self, file: &SourceFile) -> bool {
        self.fingerprint == file.fingerprint && self.lang == file.lang
    }

    fn document(&self) -> &Document {
        &self.parsed().0
    }

    /// Whether it is still to be parsed and may have code to highlight.
    fn has_code(&self) -> bool {
        let source = self.source.lock().unwrap_or_else(PoisonError::into_inner);
        source.as_ref().is_some_and(|file| file.may_hold_code)
    }

    fn parsed(&self) -> &Parsed {
        self.parsed.get_or_init(|| {
            let file = self.source.lock().unwrap_or_else(PoisonError::into_inner).take();
            let Some(file) = file else { return Parsed::default() };
            let Some(body_start) = file.body_start else { return Parsed::default() };
            let kind = if file.is_sections() { Kind::Sections } else { Kind::Page };
            let (text, lang) = (&*file.text(), file.lang.as_str());
            let fingerprint = file.of_markdown;
            let (mut document, findings) =
                parse(&Input { text, body_start, file: &file.path, lang, kind, fingerprint });
            document.body.wait_beside(&file.waiting);
            (document, findings)
        })
    }
}
