//! One look through every file of content: each is read once, and whoever asks something of texts is asked meanwhile, since
//! a text may wait on disk.

use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use super::privacy::{self, Used};
use super::{Look, numbers, unfinished};
use crate::diagnostic::Diagnostic;
use crate::edition::Shown;
use crate::model::SourceId;
use crate::source::SourceFile;

/// A file with its text at hand.
#[derive(Clone, Copy)]
pub(super) struct Written<'a> {
    pub(super) file: &'a SourceFile,
    /// The whole file.
    pub(super) text: &'a str,
}

/// What every rule of texts says, and what the texts that are shown use, unless `stop` is set.
pub(super) fn look_through(look: &Look<'_>, stop: &AtomicBool) -> (Used, Vec<Diagnostic>) {
    let mut shown: Vec<Option<&Shown>> = vec![None; look.files.len()];
    for (_, _, page, source) in look.written() {
        if let Some(shown) = shown.get_mut(source) {
            *shown = Some(page);
        }
    }
    let (facts, privacy) = (numbers::Facts::new(look), privacy::OfTexts::new(look));
    let files = look.files.par_iter().zip(shown).enumerate();
    let seen: Vec<(SourceId, Vec<privacy::Found>, Vec<Diagnostic>)> = files
        .filter(|_| !stop.load(Ordering::Relaxed))
        .map(|(source, (file, shown))| {
            let text = file.text();
            let written = Written { file, text: &text };
            let mut findings = unfinished::check(written);
            findings.extend(privacy.check(written, shown));
            let Some(shown) = shown else { return (source, Vec::new(), findings) };
            findings.extend(facts.check(written, (shown, source)));
            (source, privacy::used(written, shown), findings)
        })
        .filter(|(_, used, findings)| !used.is_empty() || !findings.is_empty())
        .collect();
    let (mut all, mut findings) = (Used::new(), privacy.check_site_toml(look));
    for (source, used, more) in seen {
        findings.extend(more);
        if !used.is_empty() {
            all.insert(source, used);
        }
    }
    (all, findings)
}
