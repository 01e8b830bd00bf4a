//! A text with some of its blocks replaced or left out: a snapshot in which one block is newer than the others, and the
//! page that a translator's units make.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::blocks::{Block, Kind};
use super::fields;
use super::status::Told;
use crate::fingerprint::Fingerprint;
use crate::model::types::Field;

/// What becomes of a block.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Piece {
    /// It stays.
    Keep,
    /// Its words become these.
    Words(String),
    /// All of it becomes this.
    Whole(String),
    /// It goes.
    Drop,
}

/// A place in a text and what is to stand there.
type Edit = (Range<usize>, String);

/// The text with its blocks as `pieces` says, one a block.
pub fn rebuilt(text: &str, blocks: &[Block], pieces: &[Piece]) -> String {
    let edits = blocks.iter().zip(pieces).filter_map(|(block, piece)| match piece {
        Piece::Keep => None,
        Piece::Words(words) => Some((block.inner.clone(), continued(text, block, words))),
        Piece::Whole(whole) => Some((block.span.clone(), whole.clone())),
        Piece::Drop => Some((with_line(text, &block.span), String::new())),
    });
    tidy(&edited(text, edits.collect()))
}

/// Lines after the first begin as they must where the block stands.
fn continued(text: &str, block: &Block, words: &str) -> String {
    if !words.contains('\n') {
        return words.to_owned();
    }
    let start = text[..block.inner.start].rfind('\n').map_or(0, |at| at + 1);
    let prefix: String =
        text[start..block.inner.start].chars().map(|letter| if letter == '>' { '>' } else { ' ' }).collect();
    words.replace('\n', &format!("\n{prefix}"))
}

/// A block with the end of its line.
fn with_line(text: &str, span: &Range<usize>) -> Range<usize> {
    let start = text[..span.start].rfind('\n').map_or(0, |at| at + 1);
    let blank = text[start..span.start].chars().all(|letter| letter.is_whitespace() || letter == '>');
    let end = text[span.end..].find('\n').map_or(text.len(), |at| span.end + at + 1);
    (if blank { start } else { span.start })..end
}

fn edited(text: &str, mut edits: Vec<Edit>) -> String {
    edits.sort_by_key(|(range, _)| (range.start, range.end));
    let (mut out, mut from) = (String::with_capacity(text.len()), 0);
    for (range, new) in edits.into_iter().filter(|(range, _)| range.end <= text.len()) {
        if range.start < from {
            continue;
        }
        out.push_str(&text[from..range.start]);
        out.push_str(&new);
        from = range.end;
    }
    out.push_str(&text[from..]);
    out
}

/// Never more than one empty line in a row.
pub fn tidy(text: &str) -> String {
    static GAPS: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"\n(?:[ \t]*\n){2,}").expect("a sound pattern"));
    GAPS.replace_all(text, "\n\n").into_owned()
}

/// Definitions of links by reference: a line each.
static DEFINITION: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?m)^ {0,3}\[([^\]^]+)\]:[ \t]*\S.*$").expect("a sound pattern"));

/// A state of an original and the fields that count in it.
#[derive(Clone, Copy)]
pub struct State<'a> {
    /// The whole file, line feeds alone.
    pub text: &'a str,
    /// Its blocks.
    pub blocks: &'a [Block],
    /// Whether it is fields from its first line to its last.
    pub data: bool,
    /// The fields of its type.
    pub fields: &'a [Field],
}

/// The old state with some blocks as they are now; `None` where other blocks would change with them.
pub fn composite(old: State<'_>, new: State<'_>, accepted: &[&Told]) -> Option<String> {
    let from = super::difference::between(old.blocks, new.blocks).from;
    let mut hashes: Vec<(usize, usize, Fingerprint)> =
        old.blocks.iter().enumerate().map(|(at, block)| (at, 0, block.hash)).collect();
    let mut edits: Vec<Edit> = Vec::new();
    for told in accepted {
        match (told.change.old, told.change.new) {
            (Some(at), Some(now)) => {
                let (was, is) = (&old.blocks[at], &new.blocks[now]);
                edits.push((was.span.clone(), new.text[is.span.clone()].to_owned()));
                hashes
                    .iter_mut()
                    .filter(|(place, nth, _)| (*place, *nth) == (at, 0))
                    .for_each(|one| one.2 = is.hash);
            }
            (Some(at), None) => {
                edits.push((with_line(old.text, &old.blocks[at].span), String::new()));
                hashes.retain(|(place, nth, _)| (*place, *nth) != (at, 0));
            }
            (None, Some(now)) => {
                let before = from[..now].iter().rev().find_map(|from| *from)?;
                let (was, is) = (&old.blocks[before], &new.blocks[now]);
                let gap = if was.kind == Kind::Item && is.kind == Kind::Item { "\n" } else { "\n\n" };
                edits.push((was.span.end..was.span.end, format!("{gap}{}", &new.text[is.span.clone()])));
                hashes.push((before, now + 1, is.hash));
            }
            (None, None) => {}
        }
    }
    hashes.sort_by_key(|(place, nth, _)| (*place, *nth));
    let wanted: Vec<Fingerprint> = hashes.into_iter().map(|(.., hash)| hash).collect();
    verified(tidy(&edited(old.text, edits)), new, &wanted)
}

/// A text if it says what it must, perhaps with the definitions that its links by reference need.
pub fn verified(text: String, new: State<'_>, wanted: &[Fingerprint]) -> Option<String> {
    let says = |text: &str| {
        let blocks = fields::whole(text, new.data, new.fields)?;
        Some(blocks.iter().map(|block| block.hash).eq(wanted.iter().copied())).filter(|same| *same)
    };
    if says(&text).is_some() {
        return Some(text);
    }
    let has = |label: &str| DEFINITION.captures_iter(&text).any(|found| found[1].eq_ignore_ascii_case(label));
    let lacking: Vec<String> = DEFINITION
        .captures_iter(new.text)
        .filter(|found| !has(&found[1]))
        .map(|found| found[0].to_owned())
        .collect();
    let more = format!("{}\n\n{}\n", text.trim_end(), lacking.join("\n"));
    says(&more).map(|_| more)
}

/// What a translator sees of a block: its words in one line, but for breaks that are meant; of what is no paragraph, all.
pub fn source(text: &str, block: &Block) -> String {
    let line_feeds = |text: &str| text.replace("\r\n", "\n");
    match block.kind {
        Kind::Table | Kind::Html | Kind::Directive | Kind::Code | Kind::Rule => {
            line_feeds(text.get(block.span.clone()).unwrap_or_default())
        }
        Kind::Field => block.plain.clone(),
        _ => {
            let written = line_feeds(text.get(block.inner.clone()).unwrap_or_default());
            let mut out = String::with_capacity(written.len());
            for line in written.split('\n') {
                let hard = line.ends_with('\\') || line.ends_with("  ");
                let inner = line.trim_start_matches(|letter: char| {
                    letter.is_whitespace() || (letter == '>' && !out.is_empty())
                });
                out.push_str(inner.trim_end().trim_end_matches('\\').trim_end());
                out.push_str(if hard { "\\\n" } else { " " });
            }
            out.trim_end().trim_end_matches('\\').to_owned()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::status::Status;
    use super::*;

    fn blocks(text: &str) -> Vec<Block> {
        fields::whole(text, false, &[]).unwrap()
    }

    fn state<'a>(text: &'a str, blocks: &'a [Block]) -> State<'a> {
        State { text, blocks, data: false, fields: &[] }
    }

    const OLD: &str = "---\ntitle: A\n---\nEn.\n\n- Ring 1.\n- Ring 2.\n\nTo.\n";

    #[test]
    fn one_block_is_newer_than_the_others() {
        let new = OLD.replace("Ring 2", "Ring 3").replace("En.", "En og [to][x].\n\nNytt 7.") + "\n[x]: /y\n";
        let (was, is) = (blocks(OLD), blocks(&new));
        let status = Status::between(&was, &is, &was);
        assert_eq!(status.changed(), 3);
        for told in &status.changes {
            let made = composite(state(OLD, &was), state(&new, &is), &[told]).expect("it stands alone");
            let left = Status::between(&blocks(&made), &is, &was);
            assert_eq!(left.changed(), 2, "{made}");
            assert!(left.changes.iter().all(|other| other.id() != told.id()), "{made}");
        }
        let all: Vec<&Told> = status.changes.iter().collect();
        let made = composite(state(OLD, &was), state(&new, &is), &all).expect("all of them");
        assert_eq!(Status::between(&blocks(&made), &is, &was).changes, []);
    }

    #[test]
    fn a_page_is_made_of_units() {
        let text = "---\nt: A\n---\n## Om oss {#om}\n\n> Et *sitat*\n> over to.\n\n1. En  \n   to\n2. Tre\n\nSlutt.\n";
        let all = blocks(text);
        let sources: Vec<String> = all.iter().map(|block| source(text, block)).collect();
        assert_eq!(sources, ["Om oss", "Et *sitat* over to.", "En\\\nto", "Tre", "Slutt."]);
        let words = |text: &str| Piece::Words(text.to_owned());
        let pieces = [words("About us"), words("A\nB"), words("One\\\ntwo"), Piece::Drop, Piece::Keep];
        assert_eq!(
            rebuilt(text, &all, &pieces),
            "---\nt: A\n---\n## About us {#om}\n\n> A\n> B\n\n1. One\\\n   two\n\nSlutt.\n"
        );
    }
}
