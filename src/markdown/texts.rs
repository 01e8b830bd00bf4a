//! Every text, parsed once, and the pages that stand together from several.

use std::collections::{BTreeSet, HashMap};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use rayon::prelude::*;

use super::weave::{self, Layer};
use super::{Document, Input, Kind, Section, code, parse};
use crate::diagnostic::Diagnostic;
use crate::fingerprint::Fingerprint;
use crate::locale::Lang;
use crate::source::{SourceFile, SourceId};

/// A text with sections laid over it, the lowest layer's first.
pub type Weave = (SourceId, Arc<[SourceId]>);

type Parsed = (Document, Vec<Diagnostic>);

/// Every text, parsed when somebody first asks for it.
#[derive(Debug, Default)]
pub struct Texts {
    files: Vec<Arc<Text>>,
    woven: HashMap<Weave, OnceLock<Parsed>>,
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
        Self { files, woven: weaves.iter().map(|weave| (weave.clone(), OnceLock::new())).collect() }
    }

    /// The same texts, for another to parse and see.
    pub fn shared(&self) -> Self {
        self.with(Vec::new())
    }

    /// The same texts but for some.
    pub fn with(&self, changed: Vec<(SourceId, Arc<SourceFile>)>) -> Self {
        let mut files = self.files.clone();
        for (id, file) in changed {
            files[id] = Arc::new(Text::new(file));
        }
        Self { files, woven: self.woven.keys().map(|weave| (weave.clone(), OnceLock::new())).collect() }
    }

    /// Parses every text, and puts every woven one together, unless `stop` is set. A data file has an empty document.
    pub fn parse(&self, stop: &AtomicBool) -> Vec<Diagnostic> {
        let goes_on = |_: &&Arc<Text>| !stop.load(Ordering::Relaxed);
        let found =
            self.files.par_iter().filter(goes_on).flat_map_iter(|text| text.parsed().1.iter().cloned());
        let mut findings: Vec<Diagnostic> = found.collect();
        code::forget_grammars();
        let mut weaves: Vec<&Weave> = self.woven.keys().collect();
        weaves.sort();
        let woven = weaves.into_iter().filter_map(|weave| self.woven(weave));
        findings.extend(woven.flat_map(|(_, found)| found.iter().cloned()));
        findings
    }

    /// What a page shows of a text with sections laid over it.
    pub fn of(&self, source: SourceId, over: &Arc<[SourceId]>) -> Option<&Document> {
        match over.is_empty() {
            true => self.files.get(source).map(|text| text.document()),
            false => self.woven(&(source, over.clone())).map(|(document, _)| document),
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
        self.files.iter().map(|text| (&text.path, text.document()))
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

    fn parsed(&self) -> &Parsed {
        self.parsed.get_or_init(|| {
            let file = self.source.lock().unwrap_or_else(PoisonError::into_inner).take();
            let Some(file) = file else { return Parsed::default() };
            let Some(body_start) = file.body_start else { return Parsed::default() };
            let kind = if file.is_sections() { Kind::Sections } else { Kind::Page };
            let (text, lang) = (&*file.text, file.lang.as_str());
            parse(&Input { text, body_start, file: &file.path, lang, kind })
        })
    }
}
