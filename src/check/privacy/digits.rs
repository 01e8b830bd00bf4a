//! Numbers as people write them: groups of digits of any script, parted by one space, hyphen or full stop.

use std::ops::Range;

use crate::text::digits::{digit, next_digit};

/// Groups that stand together.
#[derive(Debug)]
pub(super) struct Sequence {
    pub(super) groups: Vec<Group>,
    /// What stands before it; `+` only where it belongs to the number.
    pub(super) before: Option<char>,
    /// Where it ends.
    pub(super) end: usize,
}

/// Digits without a gap.
#[derive(Debug)]
pub(super) struct Group {
    pub(super) span: Range<usize>,
    /// Each from 0 to 9, whatever their script.
    pub(super) digits: Vec<u8>,
    /// What parts it from the group before.
    pub(super) parted_by: Option<char>,
}

impl Sequence {
    /// The digits of some groups in a row.
    pub(super) fn digits(&self, groups: Range<usize>) -> Vec<u8> {
        self.groups[groups].iter().flat_map(|group| group.digits.iter().copied()).collect()
    }

    /// How long some groups are.
    pub(super) fn shape(&self, groups: Range<usize>) -> Vec<usize> {
        self.groups[groups].iter().map(|group| group.digits.len()).collect()
    }

    /// The bytes of some groups.
    pub(super) fn span(&self, groups: Range<usize>) -> Range<usize> {
        self.groups[groups.start].span.start..self.groups[groups.end - 1].span.end
    }
}

/// Every sequence in a text with eight digits or more.
pub(super) fn sequences(text: &str) -> Vec<Sequence> {
    let (mut found, mut at) = (Vec::new(), 0);
    while let Some(start) = next_digit(text, at) {
        let (digits, length) = measured(&text[start..]);
        at = start + length;
        if digits >= 8 {
            found.push(sequence(text, start));
        }
    }
    found
}

/// How many digits stand together at a text's beginning, and how many bytes that takes.
fn measured(text: &str) -> (usize, usize) {
    let (mut digits, mut end, mut gap) = (0, 0, false);
    for (at, letter) in text.char_indices() {
        if digit(letter).is_some() {
            (digits, end, gap) = (digits + 1, at + letter.len_utf8(), false);
        } else if gap || !is_gap(letter) {
            break;
        } else {
            gap = true;
        }
    }
    (digits, end)
}

fn sequence(text: &str, start: usize) -> Sequence {
    let mut sequence = Sequence { groups: Vec::new(), before: text[..start].chars().next_back(), end: start };
    let mut parted_by = None;
    loop {
        let from = sequence.end + parted_by.map_or(0, char::len_utf8);
        let (digits, length) = group(&text[from..]);
        if digits.is_empty() {
            return sequence;
        }
        sequence.end = from + length;
        sequence.groups.push(Group { span: from..sequence.end, digits, parted_by });
        parted_by = text[sequence.end..].chars().next().filter(|letter| is_gap(*letter));
        if parted_by.is_none() {
            return sequence;
        }
    }
}

fn group(text: &str) -> (Vec<u8>, usize) {
    let mut digits = Vec::new();
    for (at, letter) in text.char_indices() {
        match digit(letter) {
            Some(digit) => digits.push(digit),
            None => return (digits, at),
        }
    }
    (digits, text.len())
}

fn is_gap(letter: char) -> bool {
    matches!(
        letter,
        ' ' | '-' | '.' | '\u{a0}' | '\u{2009}' | '\u{202f}' | '\u{2010}' | '\u{2011}' | '\u{2013}'
    )
}
