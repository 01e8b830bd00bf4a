//! How a translation stands to its original: which of the original's blocks changed since, and where in the translation
//! each of them is.

use std::collections::BTreeMap;

use super::align::{Target, align};
use super::blocks::{Block, Kind};
use super::difference::{Change, Severity, What, between};
use crate::locale::Lang;
use crate::markdown::{Marks, Notice, Now, Outdated};

/// How a derived text stands to what it was made from.
#[derive(Clone, PartialEq, Debug)]
pub struct Status {
    /// Whether that can be said at all.
    pub standing: Standing,
    /// Everything that changed, also what a translation need not follow.
    pub changes: Vec<Told>,
    /// How many blocks the original has.
    pub of: usize,
    /// The original's ids for headings of the translation, each named by where it stands in the file.
    pub ids: Vec<(usize, Box<str>)>,
}

/// Whether it can be said how a text stands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Standing {
    /// It can.
    Known,
    /// It does not say what it was made from.
    Unknown,
    /// What it names is not there.
    Missing,
    /// What it names is no text.
    Damaged,
    /// What it names was edited.
    Edited,
}

impl Standing {
    /// In a word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Known => "known",
            Self::Unknown => "unknown",
            Self::Missing => "missing",
            Self::Damaged => "damaged",
            Self::Edited => "edited",
        }
    }
}

/// A change, and where the translation says what changed.
#[derive(Clone, PartialEq, Debug)]
pub struct Told {
    /// The change.
    pub change: Change,
    /// Where in the translation. What is new belongs behind it.
    pub target: Target,
    /// The block as it was.
    pub old: Option<Block>,
    /// The block as it is.
    pub new: Option<Block>,
}

impl Told {
    /// The name people call it by.
    pub fn id(&self) -> String {
        self.new.as_ref().or(self.old.as_ref()).map(Block::id).unwrap_or_default()
    }

    /// Whether the translation must follow: not where only the look changed, nor a field it leaves to the original.
    pub fn matters(&self) -> bool {
        self.change.matters() && self.target != Target::Inherited
    }

    /// Whether readers must not miss it.
    pub fn is_grave(&self) -> bool {
        self.matters() && (self.change.severity == Severity::Facts || self.change.critical)
    }
}

impl Status {
    /// Nothing is known.
    pub fn of(standing: Standing) -> Self {
        Self { standing, changes: Vec::new(), of: 0, ids: Vec::new() }
    }

    /// Its original says to the letter what it said.
    pub fn still() -> Self {
        Self::of(Standing::Known)
    }

    /// How a translation stands to its original, which said `old` when it was made and says `new` now.
    pub fn between(old: &[Block], new: &[Block], translation: &[Block]) -> Self {
        let difference = between(old, new);
        let of = new.iter().filter(|block| block.has_words()).count();
        let targets = align(old, translation);
        let ids = ids(new, &difference.from, &targets, translation);
        let behind = |new: usize| {
            let before = difference.from[..new].iter().rev().find_map(|from| *from);
            before.map(|old| targets[old]).filter(|target| *target != Target::Inherited)
        };
        let told = difference.changes.iter().map(|change| {
            let target = match (change.old, change.new) {
                (Some(old), _) => targets[old],
                (None, Some(at)) if new[at].kind == Kind::Field => Target::Inherited,
                (None, Some(new)) => behind(new).unwrap_or(Target::Page),
                (None, None) => Target::Page,
            };
            let block = |blocks: &[Block], at: Option<usize>| at.map(|at| blocks[at].clone());
            Told { change: *change, target, old: block(old, change.old), new: block(new, change.new) }
        });
        Self { standing: Standing::Known, changes: told.collect(), of, ids }
    }

    /// What the translation must follow.
    pub fn due(&self) -> impl Iterator<Item = &Told> {
        self.changes.iter().filter(|told| told.matters())
    }

    /// How many blocks it must follow.
    pub fn changed(&self) -> usize {
        self.due().count()
    }

    /// How many, by how much it matters.
    pub fn by_severity(&self) -> BTreeMap<&'static str, usize> {
        let mut counts = BTreeMap::new();
        for told in self.changes.iter().filter(|told| told.target != Target::Inherited) {
            *counts.entry(told.change.severity.as_str()).or_default() += 1;
        }
        counts
    }

    /// Changed blocks of a hundred.
    pub fn percent(&self) -> usize {
        let gone = self.due().filter(|told| told.change.what == What::Removed).count();
        (self.changed() * 100).checked_div(self.of + gone).unwrap_or_default()
    }

    /// What the page tells its readers; nothing where there is nothing to tell.
    pub fn marks(&self, lang: &Lang, translation: &[Block]) -> Option<Marks> {
        let list: Vec<Notice> = self.due().map(|told| notice(told, translation)).collect();
        let facts = self.due().any(Told::is_grave);
        let outdated = Outdated { changed: list.len(), of: self.of.max(list.len()), facts };
        (!list.is_empty()).then(|| Marks { lang: lang.clone(), outdated, list })
    }
}

/// The ids of the original's headings for those of the translation whose authors chose none.
fn ids(
    new: &[Block],
    from: &[Option<usize>],
    targets: &[Target],
    translation: &[Block],
) -> Vec<(usize, Box<str>)> {
    let id = |(block, from): (&Block, &Option<usize>)| {
        let heading = block.heading.as_ref()?;
        let Target::Block(at) = targets[(*from)?] else { return None };
        let theirs = &translation[at];
        let free = theirs.heading.as_ref().is_some_and(|own| !own.chosen && own.id != heading.id);
        free.then(|| (theirs.span.start, heading.id.clone().into_boxed_str()))
    };
    new.iter().zip(from).filter_map(id).collect()
}

fn notice(told: &Told, translation: &[Block]) -> Notice {
    let field = |at: usize| translation.get(at).is_none_or(|block| block.kind == Kind::Field);
    let behind = match told.target {
        Target::Block(at) | Target::Section(at) if !field(at) => Some(translation[at].span.start),
        _ => None,
    };
    let now = told.new.as_ref().map(|block| match block.kind {
        Kind::Field | Kind::Note => Now::Words(block.plain.clone()),
        _ => Now::Block(block.file, block.span.start),
    });
    Notice { behind, kind: told.change.what.as_str(), open: told.is_grave(), now }
}
