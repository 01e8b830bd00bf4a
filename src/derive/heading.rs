//! What headings say beside their words: ids, what they do to a lower layer's page, and what is critical.

use std::collections::BTreeSet;

use super::blocks::{Block, Kind};
use crate::markdown::Word;
use crate::text;

/// The class that marks a section whose changes readers must learn of.
const CRITICAL: &str = "critical";

/// What a heading says beside its words.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Heading {
    /// Its id; in a file of sections, of the section it changes.
    pub id: String,
    /// Whether its author chose that.
    pub chosen: bool,
    /// What it does to that section.
    pub word: Option<Word>,
    /// Whether it marks its section critical.
    pub critical: bool,
}

impl Heading {
    /// As its braces say.
    pub(super) fn written(id: Option<&str>, classes: &[&str]) -> Self {
        let word = Word::ALL.iter().find(|(word, _)| classes.contains(word)).map(|(_, word)| *word);
        Self {
            id: id.unwrap_or_default().to_owned(),
            chosen: id.is_some(),
            word,
            critical: classes.contains(&CRITICAL),
        }
    }
}

/// Ids that are taken.
#[derive(Default)]
pub(super) struct Ids(BTreeSet<String>);

impl Ids {
    /// A heading without an id gets that of its words, as on the page.
    pub(super) fn name(&mut self, heading: &mut Heading, words: &str) {
        if heading.id.is_empty() {
            let slug = match text::slug(words) {
                slug if slug.is_empty() => "section".to_owned(),
                slug => slug,
            };
            let numbered = (2..).map(|number| format!("{slug}-{number}"));
            let free = std::iter::once(slug.clone()).chain(numbered).find(|id| !self.0.contains(id));
            heading.id = free.unwrap_or_default();
        }
        self.0.insert(heading.id.clone());
    }
}

/// The levels of what look like headings in a text, line by line; `None` where some may be written in another way, with a
/// line of `=` or `-` below. A cheap first look: whoever relies on it asks the parsed text too.
pub(super) fn sketch(markdown: &str) -> Option<Vec<usize>> {
    let mut levels = Vec::new();
    let mut blank = true;
    for line in markdown.lines() {
        let line = line.trim_ascii();
        match line.as_bytes().first() {
            Some(b'#') => levels.push(line.len() - line.trim_start_matches('#').len()),
            Some(b'=' | b'-') if !blank && line.trim_matches(['=', '-']).is_empty() => return None,
            _ => {}
        }
        blank = line.is_empty();
    }
    Some(levels)
}

/// Tells each block which section it is in, and whether that is critical: all below such a heading, up to the next of its
/// level or above.
pub(super) fn mark_sections(blocks: &mut [Block]) {
    let mut open: Option<u8> = None;
    let mut section = String::new();
    for block in blocks {
        if let Some(heading) = &block.heading {
            section.clone_from(&heading.id);
        }
        block.section.clone_from(&section);
        if let Kind::Heading(level) = block.kind {
            open = open.filter(|above| level > *above);
            if open.is_none() && block.heading.as_ref().is_some_and(|heading| heading.critical) {
                open = Some(level);
            }
        }
        block.critical = open.is_some();
    }
}

/// Lays a file of sections over a page, block by block, as `markdown/weave.rs` does with HTML.
pub fn woven(mut page: Vec<Block>, sections: &[Block]) -> Vec<Block> {
    let mut groups: Vec<&[Block]> = Vec::new();
    let begins = |block: &Block| block.heading.as_ref().is_some_and(|heading| heading.word.is_some());
    let starts: Vec<usize> = (0..sections.len()).filter(|at| begins(&sections[*at])).collect();
    for (nth, start) in starts.iter().enumerate() {
        groups.push(&sections[*start..starts.get(nth + 1).copied().unwrap_or(sections.len())]);
    }
    for group in groups {
        let Some(heading) = group.first().and_then(|block| block.heading.as_ref()) else { continue };
        let named = |block: &Block| block.heading.as_ref().is_some_and(|other| other.id == heading.id);
        let Some(at) = page.iter().position(named) else { continue };
        let Kind::Heading(level) = page[at].kind else { continue };
        let ends = |block: &Block| matches!(block.kind, Kind::Heading(other) if other <= level);
        let end = page[at + 1..].iter().position(ends).map_or(page.len(), |more| at + 1 + more);
        let new = group.iter().cloned();
        match heading.word {
            Some(Word::Replace) => drop(page.splice(at..end, new)),
            Some(Word::Before) => drop(page.splice(at..at, new)),
            Some(Word::After) => drop(page.splice(end..end, new)),
            Some(Word::Remove) => drop(page.drain(at..end)),
            None => {}
        }
    }
    page
}
