//! Highlighting: syntect's scopes to short classes, which themes colour. Classes:
//! `k` keyword, `s` string, `c` comment, `n` number, `f` function, `t` type, `v` variable, `o` operator,
//! `a` attribute, `b` constant, `m` heading in markup, `d` deleted, `i` inserted, `e` invalid.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::str::FromStr;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use syntect::parsing::{ParseState, Scope, ScopeStack, ScopeStackOp, SyntaxSet};

use crate::fingerprint::{Fingerprint, Fingerprinter};

use super::escape;

/// A longer block stays plain.
const BLOCK_LIMIT: usize = 64 * 1024;
/// A block with a longer line stays plain: minified code, which nobody reads and every grammar chokes on.
const LINE_LIMIT: usize = 2 * 1024;
/// How much highlighted code is kept for blocks that many pages share.
const CACHE_LIMIT: usize = 4 * 1024 * 1024;

/// The grammars, with what they have compiled: tens of megabytes.
static GRAMMARS: Mutex<Option<Arc<SyntaxSet>>> = Mutex::new(None);
static CACHE: LazyLock<Mutex<Cache>> = LazyLock::new(Mutex::default);

#[derive(Default)]
struct Cache {
    blocks: HashMap<Fingerprint, Arc<str>>,
    bytes: usize,
}

/// Adds a block's HTML; plain where the language is unknown, the block too long, or the grammar fails.
pub(super) fn highlight(language: &str, text: &str, into: &mut String) {
    let long = text.len() > BLOCK_LIMIT || text.lines().any(|line| line.len() > LINE_LIMIT);
    if long || text.is_empty() || matches!(language, "text" | "txt" | "plain") {
        return escape::text(text, into);
    }
    let key = Fingerprinter::new().text(language).text(text).finish();
    if let Some(kept) = kept(key) {
        return into.push_str(&kept);
    }
    match catch_unwind(AssertUnwindSafe(|| marked(language, text))) {
        Ok(Some(html)) => {
            into.push_str(&html);
            keep(key, html);
        }
        _ => escape::text(text, into),
    }
}

fn kept(key: Fingerprint) -> Option<Arc<str>> {
    CACHE.lock().unwrap_or_else(PoisonError::into_inner).blocks.get(&key).cloned()
}

fn keep(key: Fingerprint, html: String) {
    let mut cache = CACHE.lock().unwrap_or_else(PoisonError::into_inner);
    if cache.bytes + html.len() > CACHE_LIMIT {
        *cache = Cache::default();
    }
    cache.bytes += html.len();
    cache.blocks.insert(key, html.into());
}

fn grammars() -> Arc<SyntaxSet> {
    let mut loaded = GRAMMARS.lock().unwrap_or_else(PoisonError::into_inner);
    loaded.get_or_insert_with(|| Arc::new(two_face::syntax::extra_newlines())).clone()
}

/// Lets the grammars go when all texts are parsed; the next block that needs them loads them again.
pub(super) fn forget_grammars() {
    *GRAMMARS.lock().unwrap_or_else(PoisonError::into_inner) = None;
}

fn marked(language: &str, text: &str) -> Option<String> {
    let grammars = grammars();
    let mut state = ParseState::new(grammars.find_syntax_by_token(language)?);
    let mut stack = ScopeStack::new();
    let mut marks = Marks { html: String::with_capacity(text.len() * 2), open: None };
    for line in text.split_inclusive('\n') {
        let ops = state.parse_line(line, &grammars).ok()?;
        let mut from = 0;
        for (at, op) in ops {
            marks.add(line.get(from..at)?, class(&stack));
            from = at;
            apply(&mut stack, &op)?;
        }
        marks.add(line.get(from..)?, class(&stack));
    }
    marks.close();
    Some(marks.html)
}

fn apply(stack: &mut ScopeStack, op: &ScopeStackOp) -> Option<()> {
    stack.apply(op).ok()
}

/// HTML in which neighbours of one class share one span.
struct Marks {
    html: String,
    open: Option<char>,
}

impl Marks {
    fn add(&mut self, text: &str, class: Option<char>) {
        if text.is_empty() {
            return;
        }
        // Blank text looks the same in every class.
        let blank = text.bytes().all(|byte| matches!(byte, b' ' | b'\n' | b'\t'));
        if !blank && class != self.open {
            self.close();
            if let Some(class) = class {
                self.html.push_str("<span class=\"");
                self.html.push(class);
                self.html.push_str("\">");
            }
            self.open = class;
        }
        escape::text(text, &mut self.html);
    }

    fn close(&mut self) {
        if self.open.take().is_some() {
            // Blank text behind the last word stays outside its span.
            let end = self.html.trim_end_matches([' ', '\n', '\t']).len();
            self.html.insert_str(end, "</span>");
        }
    }
}

/// From the innermost scope outwards: the first that has a class.
fn class(stack: &ScopeStack) -> Option<char> {
    stack.as_slice().iter().rev().find_map(|scope| {
        CLASSES.iter().find(|(prefix, _)| prefix.is_prefix_of(*scope)).map(|(_, class)| *class)
    })
}

/// The first that fits counts, so the special stands before the general.
static CLASSES: LazyLock<Vec<(Scope, char)>> = LazyLock::new(|| {
    const NAMES: &[(&str, char)] = &[
        ("keyword.operator", 'o'),
        ("keyword", 'k'),
        ("storage", 'k'),
        ("string", 's'),
        ("comment", 'c'),
        ("constant.numeric", 'n'),
        ("constant", 'b'),
        ("entity.name.function", 'f'),
        ("entity.name.tag", 'k'),
        ("entity.name.section", 'm'),
        ("entity.name.type", 't'),
        ("entity.name.class", 't'),
        ("entity.name.struct", 't'),
        ("entity.name.enum", 't'),
        ("entity.name.trait", 't'),
        ("entity.name.interface", 't'),
        ("entity.name.namespace", 't'),
        ("entity.other.inherited-class", 't'),
        ("entity.other.attribute-name", 'a'),
        ("support.function", 'f'),
        ("support.macro", 'f'),
        ("support.type.property-name", 'a'),
        ("support.type", 't'),
        ("support.class", 't'),
        ("support.constant", 'b'),
        ("variable.function", 'f'),
        ("variable.annotation", 'a'),
        ("variable", 'v'),
        ("meta.annotation", 'a'),
        ("markup.heading", 'm'),
        ("markup.deleted", 'd'),
        ("markup.inserted", 'i'),
        ("invalid", 'e'),
    ];
    NAMES.iter().filter_map(|(name, class)| Some((Scope::from_str(name).ok()?, *class))).collect()
});
