//! What changed between two states of a text, block by block.
//!
//! Blocks that say the same are the same, wherever they stand: what moved has not changed. Of those left over, two are one
//! block that changed where they stand in each other's place, or where they share most of their words.

use std::collections::HashMap;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::blocks::{Block, Kind};
use crate::fingerprint::Fingerprint;

/// What happened to a block.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum What {
    /// It says something else.
    Changed,
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It stands elsewhere and says the same.
    Moved,
}

/// How much a change matters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Severity {
    /// Only its look: emphasis, punctuation, place.
    Style,
    /// Its words.
    Text,
    /// What readers act on: numbers, dates, telephone numbers, addresses, variables, code.
    Facts,
}

/// One change.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Change {
    /// What happened.
    pub what: What,
    /// How much it matters.
    pub severity: Severity,
    /// Whether the author marked its section as one whose changes readers must learn of.
    pub critical: bool,
    /// The block as it was.
    pub old: Option<usize>,
    /// The block as it is.
    pub new: Option<usize>,
}

impl What {
    /// In a word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Changed => "changed",
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Moved => "moved",
        }
    }
}

impl Severity {
    /// In a word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Style => "style",
            Self::Text => "text",
            Self::Facts => "facts",
        }
    }
}

impl Change {
    /// Whether a translation must follow it: what only looks otherwise it need not.
    pub fn matters(&self) -> bool {
        self.severity > Severity::Style
    }
}

/// Shared words of all words, both counted, before two blocks that stand apart are one.
const ALIKE_APART: f64 = 0.6;
/// The same for blocks that stand in each other's place.
const ALIKE_IN_PLACE: f64 = 0.25;

/// What there is to tell of two states.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Difference {
    /// Every change, in the order of the new text; what is gone stands where it stood.
    pub changes: Vec<Change>,
    /// For every block of the new text, which it was in the old.
    pub from: Vec<Option<usize>>,
}

/// Compares two states of a text.
pub fn between(old: &[Block], new: &[Block]) -> Difference {
    let hashes = |blocks: &[Block]| blocks.iter().map(|block| block.hash).collect::<Vec<Fingerprint>>();
    let (old_hashes, new_hashes) = (hashes(old), hashes(new));
    if old_hashes == new_hashes {
        return Difference { changes: Vec::new(), from: (0..new.len()).map(Some).collect() };
    }
    let ops = capture_diff_slices(Algorithm::Myers, &old_hashes, &new_hashes);
    let mut pairing = Pairing { old, new, gone: Vec::new(), came: Vec::new(), pairs: Vec::new() };
    let (mut gaps, mut from) = (Vec::new(), vec![None; new.len()]);
    for op in &ops {
        if let DiffOp::Equal { old_index, new_index, len } = op {
            (0..*len).for_each(|nth| from[new_index + nth] = Some(old_index + nth));
            continue;
        }
        pairing.gone.extend(op.old_range());
        pairing.came.extend(op.new_range());
        gaps.push((op.old_range(), op.new_range()));
    }
    pairing.moved();
    for (gone, came) in gaps {
        let inside = |at: usize, range: &std::ops::Range<usize>| range.contains(&at);
        pairing.alike(ALIKE_IN_PLACE, &|one, other| inside(one, &gone) && inside(other, &came));
    }
    pairing.in_place();
    pairing.alike(ALIKE_APART, &|_, _| true);
    let mut changes = pairing.changes();
    pairing.pairs.iter().for_each(|(old, new)| from[*new] = Some(*old));
    // What is gone is told where the first of those that followed it and are still there stands.
    let place = |change: &Change| {
        let follows = |old: usize| {
            (old..old_hashes.len()).find_map(|at| from.iter().position(|from| *from == Some(at)))
        };
        change.new.or_else(|| follows(change.old?)).unwrap_or(new.len())
    };
    changes.sort_by_cached_key(|change| (place(change), change.new.is_some(), change.old));
    Difference { changes, from }
}

struct Pairing<'a> {
    old: &'a [Block],
    new: &'a [Block],
    gone: Vec<usize>,
    came: Vec<usize>,
    pairs: Vec<(usize, usize)>,
}

impl Pairing<'_> {
    /// Blocks that say the same at another place.
    fn moved(&mut self) {
        let mut places: HashMap<Fingerprint, Vec<usize>> = HashMap::new();
        for at in self.came.iter().rev() {
            places.entry(self.new[*at].hash).or_default().push(*at);
        }
        for at in self.gone.clone() {
            if let Some(place) = places.get_mut(&self.old[at].hash).and_then(Vec::pop) {
                self.pair(at, place);
            }
        }
    }

    /// The most alike first, among those that `may` be one.
    fn alike(&mut self, least: f64, may: &dyn Fn(usize, usize) -> bool) {
        let mut candidates = Vec::new();
        for one in &self.gone {
            for other in self.came.iter().filter(|other| may(*one, **other)) {
                let likeness = likeness(&self.old[*one], &self.new[*other]);
                if likeness >= least {
                    candidates.push((likeness, *one, *other));
                }
            }
        }
        candidates.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
        for (_, one, other) in candidates {
            if self.gone.contains(&one) && self.came.contains(&other) {
                self.pair(one, other);
            }
        }
    }

    /// A block rewritten from its first word to its last is the same where all around it stayed.
    fn in_place(&mut self) {
        let between = |one: usize, other: usize, pairs: &[(usize, usize)], old: &[Block], new: &[Block]| {
            let before = one.checked_sub(1).zip(other.checked_sub(1));
            let same = |(a, b): (usize, usize)| {
                old.get(a).map(|block| block.hash) == new.get(b).map(|block| block.hash)
                    || pairs.contains(&(a, b))
            };
            (one == 0 && other == 0 || before.is_some_and(same)) && same((one + 1, other + 1))
        };
        for one in self.gone.clone() {
            let kind = self.old[one].kind;
            let place = self.came.iter().copied().find(|other| {
                self.new[*other].kind == kind && between(one, *other, &self.pairs, self.old, self.new)
            });
            if let Some(other) = place {
                self.pair(one, other);
            }
        }
    }

    fn pair(&mut self, one: usize, other: usize) {
        self.gone.retain(|at| *at != one);
        self.came.retain(|at| *at != other);
        self.pairs.push((one, other));
    }

    fn changes(&self) -> Vec<Change> {
        let pairs = self.pairs.iter().map(|(old, new)| {
            let (one, other) = (&self.old[*old], &self.new[*new]);
            let what = if one.hash == other.hash { What::Moved } else { What::Changed };
            let critical = one.critical || other.critical;
            Change { what, severity: severity(one, other), critical, old: Some(*old), new: Some(*new) }
        });
        let alone = |at: &usize, blocks: &[Block], what| {
            let block = &blocks[*at];
            let severity = match (block.facts == Default::default(), block.kind) {
                (_, Kind::Rule) => Severity::Style,
                (true, _) => Severity::Text,
                (false, _) => Severity::Facts,
            };
            let (old, new) = if what == What::Added { (None, Some(*at)) } else { (Some(*at), None) };
            Change { what, severity, critical: block.critical, old, new }
        };
        let gone = self.gone.iter().map(|at| alone(at, self.old, What::Removed));
        let came = self.came.iter().map(|at| alone(at, self.new, What::Added));
        pairs.chain(gone).chain(came).collect()
    }
}

fn severity(old: &Block, new: &Block) -> Severity {
    if old.hash == new.hash {
        Severity::Style
    } else if old.facts != new.facts {
        Severity::Facts
    } else if letters(&old.plain) == letters(&new.plain) {
        Severity::Style
    } else {
        Severity::Text
    }
}

/// A text's letters and digits in lower case, however they are parted.
fn letters(text: &str) -> String {
    text.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// A text's words in lower case, without what stands between them.
fn words(text: &str) -> Vec<String> {
    let words = text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}

/// Shared words of two blocks, of all their words; nothing where they are not of one kind.
fn likeness(one: &Block, other: &Block) -> f64 {
    let of_a_kind = match (one.kind, other.kind) {
        (Kind::Heading(_), Kind::Heading(_)) => true,
        (Kind::Field, _) | (_, Kind::Field) => one.name == other.name,
        (Kind::Paragraph | Kind::Item, Kind::Paragraph | Kind::Item) => true,
        (one, other) => one == other,
    };
    if !of_a_kind {
        return 0.0;
    }
    if one.kind == Kind::Field {
        return 1.0;
    }
    let (one, other) = (words(&one.plain), words(&other.plain));
    let mut left: HashMap<&str, usize> = HashMap::new();
    for word in &one {
        *left.entry(word).or_default() += 1;
    }
    let mut shared = 0;
    for word in &other {
        if let Some(count) = left.get_mut(word.as_str()).filter(|count| **count > 0) {
            *count -= 1;
            shared += 1;
        }
    }
    let all = one.len() + other.len();
    if all == 0 { 1.0 } else { 2.0 * shared as f64 / all as f64 }
}

#[cfg(test)]
mod tests {
    use super::super::blocks::of_text;
    use super::*;

    fn told(old: &str, new: &str) -> Vec<(What, Severity)> {
        let (old, new) = (of_text(old, 0).unwrap(), of_text(new, 0).unwrap());
        between(&old, &new).changes.iter().map(|change| (change.what, change.severity)).collect()
    }

    const PAGE: &str = "## Kontakt\n\nRing oss på 67 50 40 50 hver onsdag.\n\n- Første steg er å bli enige om et mål.\n- Andre steg er å finne bedriftene.\n\nKom innom.\n";

    #[test]
    fn each_change_by_what_it_is() {
        for (from, to, expected) in [
            ("50 40 50", "50 40 51", vec![(What::Changed, Severity::Facts)]),
            ("hver onsdag", "hver torsdag", vec![(What::Changed, Severity::Facts)]),
            ("bli enige", "komme fram", vec![(What::Changed, Severity::Text)]),
            ("Kom innom.", "Kom *innom*!", vec![(What::Changed, Severity::Style)]),
            ("Kom innom.", "Velkommen skal du være.", vec![(What::Changed, Severity::Text)]),
            ("Kom innom.\n", "", vec![(What::Removed, Severity::Text)]),
            (
                "Kom innom.\n",
                "Kom innom.\n\nVi har åpent til kl. 18.\n",
                vec![(What::Added, Severity::Facts)],
            ),
        ] {
            assert_eq!(told(PAGE, &PAGE.replace(from, to)), expected, "{to}");
        }
    }

    #[test]
    fn what_moved_has_not_changed() {
        let swapped = PAGE.replace(
            "- Første steg er å bli enige om et mål.\n- Andre steg er å finne bedriftene.",
            "- Andre steg er å finne bedriftene.\n- Første steg er å bli enige om et mål.",
        );
        assert_eq!(told(PAGE, &swapped), [(What::Moved, Severity::Style)]);
        let far = format!("Kom innom.\n\n{}", PAGE.replace("\nKom innom.\n", ""));
        assert_eq!(told(PAGE, &far), [(What::Moved, Severity::Style)]);
    }
}
