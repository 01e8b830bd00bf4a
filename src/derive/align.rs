//! Which block of a translation says what a block of its original says.
//!
//! Nothing is guessed: sections belong together where the headings of both texts have the same levels in the same order,
//! and blocks within a section where both have the same kinds in the same order. Elsewhere the section is the answer, or
//! the page.

use std::collections::HashMap;
use std::ops::Range;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::blocks::{Block, Kind};

/// Where in the translation a block of the original is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Target {
    /// In this block.
    Block(usize),
    /// In the section that begins with this heading.
    Section(usize),
    /// Somewhere on the page.
    Page,
    /// Nowhere: a field the translation leaves to the original.
    Inherited,
}

/// For every block of the original, where it is in the translation.
pub fn align(original: &[Block], translation: &[Block]) -> Vec<Target> {
    let mut targets = vec![Target::Page; original.len()];
    let names: HashMap<&str, usize> = translation
        .iter()
        .enumerate()
        .filter(|(_, b)| is_field(b))
        .map(|(at, b)| (b.name.as_str(), at))
        .collect();
    for (at, block) in original.iter().enumerate().filter(|(_, block)| is_field(block)) {
        targets[at] = names.get(block.name.as_str()).map_or(Target::Inherited, |at| Target::Block(*at));
    }
    let (ours, theirs) = (sections(original), sections(translation));
    for (our, their) in paired(original, translation, &ours, &theirs) {
        let head = their.head.map_or(Target::Page, Target::Section);
        let one_by_one = kinds(original, &our.body) == kinds(translation, &their.body);
        for (nth, at) in our.body.clone().enumerate() {
            targets[at] = if one_by_one { Target::Block(their.body.start + nth) } else { head };
        }
        if let (Some(our), Some(their)) = (our.head, their.head) {
            targets[our] = Target::Block(their);
        }
    }
    targets
}

fn is_field(block: &Block) -> bool {
    block.kind == Kind::Field
}

/// A heading and what follows it, up to the next heading.
#[derive(Clone)]
struct Section {
    head: Option<usize>,
    body: Range<usize>,
}

fn sections(blocks: &[Block]) -> Vec<Section> {
    let first = blocks.iter().position(|block| !is_field(block)).unwrap_or(blocks.len());
    let mut sections = vec![Section { head: None, body: first..first }];
    for (at, block) in blocks.iter().enumerate().skip(first) {
        match (block.kind, sections.last_mut()) {
            (Kind::Heading(_), _) => sections.push(Section { head: Some(at), body: at + 1..at + 1 }),
            (_, Some(section)) => section.body.end = at + 1,
            (_, None) => {}
        }
    }
    sections
}

/// Sections that belong together: all of them where the levels agree, else those whose levels a comparison leaves where
/// they are, and with them as much as nothing else could be meant.
fn paired<'s>(
    original: &[Block],
    translation: &[Block],
    ours: &'s [Section],
    theirs: &'s [Section],
) -> Vec<(&'s Section, &'s Section)> {
    let levels = |blocks: &[Block], sections: &[Section]| -> Vec<Option<Kind>> {
        sections.iter().map(|section| section.head.map(|at| blocks[at].kind)).collect()
    };
    let (our, their) = (levels(original, ours), levels(translation, theirs));
    if our == their {
        return ours.iter().zip(theirs).collect();
    }
    // Of several sections in a row of one level nobody can say which is missing, unless what they hold tells.
    let shapes = |blocks: &[Block], sections: &[Section]| -> Vec<(Option<Kind>, Vec<Kind>)> {
        sections.iter().map(|s| (s.head.map(|at| blocks[at].kind), kinds(blocks, &s.body))).collect()
    };
    let (our, their) = (shapes(original, ours), shapes(translation, theirs));
    let once =
        |all: &[(Option<Kind>, Vec<Kind>)], at: usize| all.iter().filter(|one| **one == all[at]).count() == 1;
    let mut pairs = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, &our, &their) {
        if let DiffOp::Equal { old_index, new_index, len } = op {
            let sure = (0..len).filter(|nth| {
                old_index + nth == 0 || once(&our, old_index + nth) && once(&their, new_index + nth)
            });
            pairs.extend(sure.map(|nth| (&ours[old_index + nth], &theirs[new_index + nth])));
        }
    }
    pairs
}

fn kinds(blocks: &[Block], range: &Range<usize>) -> Vec<Kind> {
    blocks[range.clone()].iter().map(|block| block.kind).collect()
}

#[cfg(test)]
mod tests {
    use super::super::blocks::of_text;
    use super::*;

    fn targets(original: &str, translation: &str) -> Vec<Target> {
        align(&of_text(original, 0).unwrap(), &of_text(translation, 0).unwrap())
    }

    #[test]
    fn texts_of_one_shape_are_aligned_block_by_block() {
        let found = targets("En.\n\n## To\n\n- a\n- b\n\nTre.\n", "One.\n\n## Two\n\n- x\n- y\n\nThree.\n");
        assert_eq!(found, (0..5).map(Target::Block).collect::<Vec<_>>());
    }

    #[test]
    fn where_a_section_has_another_shape_the_section_is_meant() {
        let found = targets(
            "En.\n\n## To\n\na\n\nb\n\n## Tre\n\nc\n",
            "One.\n\n## Two\n\nx and y\n\n## Three\n\nz\n",
        );
        use Target::{Block, Section};
        assert_eq!(found, [Block(0), Block(1), Section(1), Section(1), Block(3), Block(4)]);
    }

    #[test]
    fn where_headings_disagree_only_what_is_sure_is_said() {
        let found = targets("En.\n\n## To\n\na\n\n## Tre\n\n- c\n", "One.\n\n## Two\n\nx\n");
        assert_eq!(found[..3], [Target::Block(0), Target::Block(1), Target::Block(2)]);
        assert_eq!(found[3..], [Target::Page, Target::Page]);
        let found = targets("## A\n\na\n\n## B\n\nb\n", "## X\n\nx\n");
        assert_eq!(found, [Target::Page; 4], "it could be either");
    }
}
