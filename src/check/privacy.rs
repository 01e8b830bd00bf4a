//! The privacy gate (DESIGN §6): what may be told of people, and what must never be published. No key turns it off.
//!
//! Rules of consent read what some town shows; what must not lie in the project at all (`numbers`, `documents`) is
//! looked for in every file. `docs/privacy.md` tells people what each code means and what no program can know.

use std::collections::{HashMap, HashSet};

use jiff::civil::Date;
use rayon::prelude::*;

use super::Look;
use crate::diagnostic::{Diagnostic, Place};
use crate::edition::{Shown, Town};
use crate::model::SourceId;
use crate::source::SourceFile;

mod body;
mod consent;
mod contacts;
mod digits;
mod documents;
mod finder;
mod fold;
mod names;
mod numbers;
mod origins;
mod pictures;
mod pieces;
mod review;
mod scope;
mod withdrawn;

use body::Found;

/// What the rules of privacy look at.
struct Gate<'a> {
    look: &'a Look<'a>,
    /// The texts that hold every field of their entry; all others are translations.
    originals: HashSet<SourceId>,
    /// Every text some town shows, once.
    texts: Vec<Text<'a>>,
    /// What their bodies quote and show; texts that hold nothing of it are left out.
    found: HashMap<SourceId, Vec<Found>>,
    /// The day the site is built for, where it is.
    today: Date,
}

/// A text some town shows.
#[derive(Clone, Copy)]
struct Text<'a> {
    town: &'a Town<'a>,
    /// The page it is shown on.
    shown: &'a Shown,
    /// The text's own source: the page's, or that of sections laid over it.
    source: SourceId,
    file: &'a SourceFile,
}

/// Every rule, in the order they speak.
const RULES: &[fn(&Gate<'_>) -> Vec<Diagnostic>] = &[
    consent::check,
    scope::check,
    names::check,
    origins::check,
    withdrawn::check,
    numbers::check,
    contacts::check,
    documents::check,
    pictures::check,
    review::check,
];

/// Lets every rule of privacy look.
pub(super) fn check(look: &Look<'_>) -> Vec<Diagnostic> {
    let texts: Vec<Text<'_>> = look
        .written()
        .filter_map(|(town, _, shown, source)| {
            Some(Text { town, shown, source, file: look.files.get(source)? })
        })
        .collect();
    let found = texts.par_iter().map(|text| {
        let quotes = text.shown.fields.get("consent").is_some();
        (text.source, body::found(text.file, quotes))
    });
    let entries = look.model.layers.values().flat_map(|entries| entries.values());
    let gate = Gate {
        look,
        originals: entries.filter_map(|entry| Some(entry.original()?.source)).collect(),
        found: found.filter(|(_, found)| !found.is_empty()).collect(),
        texts,
        today: look.moment.now.to_zoned(look.config.timezone.clone()).date(),
    };
    RULES.iter().flat_map(|rule| rule(&gate)).collect()
}

impl Gate<'_> {
    /// What a text's body quotes and shows.
    fn found(&self, text: &Text<'_>) -> &[Found] {
        self.found.get(&text.source).map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether a name in a text leads to a photo that is there. One that is missing has a finding of its own.
    fn is_photo(&self, name: &str, place: &Place) -> bool {
        body::is_photo(name)
            && body::path_of(name, place).is_some_and(|file| self.look.files_of(&file).next().is_some())
    }
}

/// Where a field stands; where it is not, where the text's fields begin.
fn place_of(shown: &Shown, field: &str) -> Place {
    shown.fields.get(field).map_or_else(|| shown.place.clone(), |typed| typed.place.clone())
}
