//! The privacy gate (DESIGN §6): what may be told of people, and what must never be published. No key turns it off.
//!
//! Rules of consent read what some town shows; what must not lie in the project at all (`numbers`, `documents`) is
//! looked for in every file. `docs/privacy.md` tells people what each code means and what no program can know.

use std::collections::{HashMap, HashSet};

use jiff::civil::Date;

use super::Look;
use super::texts::Written;
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

pub(super) use body::Found;

/// What bodies quote and show; texts that hold nothing of it are left out.
pub(super) type Used = HashMap<SourceId, Vec<Found>>;

/// What the rules of privacy look at.
struct Gate<'a> {
    look: &'a Look<'a>,
    /// The texts that hold every field of their entry; all others are translations.
    originals: HashSet<SourceId>,
    /// Every text some town shows, once.
    texts: Vec<Text<'a>>,
    used: &'a Used,
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

/// The rules that are asked text by text, ready.
pub(super) struct OfTexts<'a> {
    numbers: numbers::Allowed,
    contacts: contacts::Public,
    names: names::Elsewhere<'a>,
}

/// Every rule that looks at the whole, in the order they speak.
const RULES: &[fn(&Gate<'_>) -> Vec<Diagnostic>] = &[
    consent::check,
    scope::check,
    names::check,
    origins::check,
    withdrawn::check,
    numbers::in_names_of_files,
    documents::check,
    pictures::check,
    review::check,
];

impl<'a> OfTexts<'a> {
    pub(super) fn new(look: &Look<'a>) -> Self {
        let (numbers, contacts) = (numbers::Allowed::new(look), contacts::Public::new(look.config));
        Self { numbers, contacts, names: names::Elsewhere::new(look) }
    }

    /// What they say of site.toml.
    pub(super) fn check_site_toml(&self, look: &Look<'_>) -> Vec<Diagnostic> {
        self.names.in_site_toml(look.config)
    }

    /// What they say of a file, and of the page some town shows it on.
    pub(super) fn check(&self, written: Written<'_>, shown: Option<&Shown>) -> Vec<Diagnostic> {
        let mut findings = numbers::in_file(written, &self.numbers);
        findings.extend(contacts::emails_in(written, &self.contacts));
        findings.extend(shown.into_iter().flat_map(|shown| self.names.in_text(written, shown)));
        findings
    }
}

/// What the body of a text uses that is shown.
pub(super) fn used(written: Written<'_>, shown: &Shown) -> Vec<Found> {
    body::found(written, shown.fields.get("consent").is_some())
}

/// Lets every rule look that looks at the whole; `used` is what the texts that are shown use.
pub(super) fn check(look: &Look<'_>, used: &Used) -> Vec<Diagnostic> {
    let texts: Vec<Text<'_>> = look
        .written()
        .filter_map(|(town, _, shown, source)| {
            Some(Text { town, shown, source, file: look.files.get(source)? })
        })
        .collect();
    let entries = look.model.layers.values().flat_map(|entries| entries.values());
    let gate = Gate {
        look,
        originals: entries.filter_map(|entry| Some(entry.original()?.source)).collect(),
        used,
        texts,
        today: today(look),
    };
    RULES.iter().flat_map(|rule| rule(&gate)).collect()
}

impl Gate<'_> {
    /// What a text's body quotes and shows.
    fn found(&self, text: &Text<'_>) -> &[Found] {
        self.used.get(&text.source).map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether a name in a text leads to a photo that is there. One that is missing has a finding of its own.
    fn is_photo(&self, name: &str, place: &Place) -> bool {
        body::is_photo(name)
            && body::path_of(name, place).is_some_and(|file| self.look.files_of(&file).next().is_some())
    }
}

/// The day the site is built for, where it is.
fn today(look: &Look<'_>) -> Date {
    look.moment.now.to_zoned(look.config.timezone.clone()).date()
}

/// Where a field stands; where it is not, where the text's fields begin.
fn place_of(shown: &Shown, field: &str) -> Place {
    shown.fields.get(field).map_or_else(|| shown.place.clone(), |typed| typed.place.clone())
}
