//! One tree with places for YAML and TOML alike, so that every message can point at the very value.
//!
//! Scalars stay text until a reader knows what they are meant as: `no`, `08` and `1.10` are words where a word
//! is wanted. Only whether a scalar was quoted is kept beside it.

use std::path::Path;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Place, Span, codes};

pub mod toml;
pub mod yaml;

/// A value and where it stands in its file.
#[derive(Clone, PartialEq, Debug)]
pub struct Node {
    /// The bytes of the value, quotes included.
    pub span: Span,
    /// The value.
    pub value: Value,
}

/// What a file can say.
#[derive(Clone, PartialEq, Debug)]
pub enum Value {
    /// Nothing after the colon, or YAML's `null` and `~`.
    Null,
    /// A scalar without quotes: text, number, date or truth, as the reader wishes.
    Plain(Box<str>),
    /// A scalar in quotes or a text block: always text.
    Quoted(Box<str>),
    /// A list.
    List(Vec<Node>),
    /// Keys and values, in the order they stand.
    Table(Vec<Pair>),
}

/// One key with its value.
#[derive(Clone, PartialEq, Debug)]
pub struct Pair {
    /// The key.
    pub key: Box<str>,
    /// Where the key stands.
    pub key_span: Span,
    /// The value.
    pub value: Node,
}

impl Node {
    /// The same value, wherever it stands.
    #[must_use]
    pub fn unplaced(&self) -> Self {
        let pair = |pair: &Pair| Pair {
            key: pair.key.clone(),
            key_span: Span::default(),
            value: pair.value.unplaced(),
        };
        let value = match &self.value {
            Value::List(items) => Value::List(items.iter().map(Self::unplaced).collect()),
            Value::Table(pairs) => Value::Table(pairs.iter().map(pair).collect()),
            other => other.clone(),
        };
        Self { span: Span::default(), value }
    }

    /// The text of a scalar, quoted or not.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Plain(text) | Value::Quoted(text) => Some(text),
            _ => None,
        }
    }

    /// `true` or `false`, unquoted; nothing else is a truth.
    pub fn bool(&self) -> Option<bool> {
        match &self.value {
            Value::Plain(text) if &**text == "true" => Some(true),
            Value::Plain(text) if &**text == "false" => Some(false),
            _ => None,
        }
    }

    /// The items of a list.
    pub fn list(&self) -> Option<&[Node]> {
        match &self.value {
            Value::List(items) => Some(items),
            _ => None,
        }
    }

    /// The pairs of a table.
    pub fn table(&self) -> Option<&[Pair]> {
        match &self.value {
            Value::Table(pairs) => Some(pairs),
            _ => None,
        }
    }

    /// The value under `key`, in a table.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.table()?.iter().find(|pair| &*pair.key == key).map(|pair| &pair.value)
    }

    /// A scalar's text as it would stand in the file in this one's place, in the same style. `None` where the scalar
    /// runs over lines or holds escapes: then a person must write it anew.
    pub fn rewritten(&self, text: &str) -> Option<String> {
        let length = self.span.end.checked_sub(self.span.start)?;
        match &self.value {
            Value::Plain(old) if old.len() == length && stands_plain(text) => Some(text.to_owned()),
            Value::Plain(old) if old.len() == length => Some(quoted(text)),
            Value::Quoted(old) if old.len() + 2 == length => Some(quoted(text)),
            _ => None,
        }
    }

    /// What the value is, in a word for messages.
    pub fn kind(&self) -> &'static str {
        match &self.value {
            Value::Null => "null",
            Value::Plain(_) | Value::Quoted(_) => "text",
            Value::List(_) => "list",
            Value::Table(_) => "table",
        }
    }
}

/// Reads the keys of one table by name, gathers what is wrong, and at the end reports the keys nobody asked for.
pub struct Reader<'a> {
    file: &'a Arc<Path>,
    pairs: &'a [Pair],
    span: Span,
    known: Vec<&'a str>,
    findings: Vec<Diagnostic>,
}

impl<'a> Reader<'a> {
    /// A reader of a table; anything else is a finding and reads as an empty table.
    pub fn new(file: &'a Arc<Path>, node: &'a Node) -> Self {
        let mut findings = Vec::new();
        let pairs = node.table().unwrap_or_else(|| {
            findings.push(wrong_kind(file, node, "table"));
            &[]
        });
        Self { file, pairs, span: node.span, known: Vec::new(), findings }
    }

    /// Where a node of this file stands.
    pub fn place(&self, span: Span) -> Place {
        Place::new(self.file, span)
    }

    /// Adds a finding.
    pub fn say(&mut self, finding: Diagnostic) {
        self.findings.push(finding);
    }

    /// The raw value of a key.
    pub fn node(&mut self, key: &'a str) -> Option<&'a Node> {
        if !self.known.contains(&key) {
            self.known.push(key);
        }
        self.pairs.iter().find(|pair| &*pair.key == key).map(|pair| &pair.value)
    }

    fn typed<T>(&mut self, key: &'a str, kind: &str, read: impl Fn(&'a Node) -> Option<T>) -> Option<T> {
        let node = self.node(key)?;
        let value = read(node);
        if value.is_none() {
            self.findings.push(wrong_kind(self.file, node, kind).with("key", key));
        }
        value
    }

    /// A text.
    pub fn text(&mut self, key: &'a str) -> Option<&'a str> {
        self.typed(key, "text", Node::text)
    }

    /// A text that must be there; the finding points at the table.
    pub fn required(&mut self, key: &'a str) -> Option<&'a str> {
        if self.node(key).is_none() {
            let place = self.place(self.span);
            self.findings.push(Diagnostic::new(codes::MISSING_KEY).with("key", key).at(place));
            return None;
        }
        self.text(key)
    }

    /// `true` or `false`.
    pub fn bool(&mut self, key: &'a str) -> Option<bool> {
        self.typed(key, "true/false", Node::bool)
    }

    /// A whole number.
    pub fn int(&mut self, key: &'a str) -> Option<i64> {
        self.typed(key, "number", |node| match &node.value {
            Value::Plain(text) => text.parse().ok(),
            _ => None,
        })
    }

    /// A list of texts, each with its place.
    pub fn texts(&mut self, key: &'a str) -> Option<Vec<(&'a str, Span)>> {
        self.typed(key, "list", |node| {
            node.list()?.iter().map(|item| item.text().map(|text| (text, item.span))).collect()
        })
    }

    /// The pairs of a table.
    pub fn table(&mut self, key: &'a str) -> Option<&'a [Pair]> {
        self.typed(key, "table", Node::table)
    }

    /// Reports every key nobody asked for, with the nearest known one. `foreign` maps the names other generators
    /// use to ours.
    pub fn finish(mut self, foreign: &[(&str, &str)]) -> Vec<Diagnostic> {
        #[cfg(test)]
        record::table(&self.known, self.file, self.pairs);
        self.findings.extend(unknown_keys(self.file, self.pairs, &self.known, foreign));
        self.findings
    }
}

/// Names of other generators whose values are written in another way too: naming ours is all that can be done.
const OTHER_VALUES: [&str; 6] = ["url", "permalink", "layout", "menus", "locales", "pageRef"];

/// The findings for the keys of a table that are not known here. A mend comes along where one name alone can be meant
/// and no other key of the table has it.
pub fn unknown_keys(
    file: &Arc<Path>,
    pairs: &[Pair],
    known: &[&str],
    foreign: &[(&str, &str)],
) -> Vec<Diagnostic> {
    let mut taken: Vec<String> = pairs.iter().map(|pair| pair.key.to_string()).collect();
    let unknown = pairs.iter().filter(|pair| !known.contains(&&*pair.key));
    unknown
        .map(|pair| {
            let place = Place::new(file, pair.key_span);
            let finding = unknown_key(&pair.key, place.clone(), known, foreign);
            match meant(&pair.key, known, foreign).filter(|ours| !taken.iter().any(|key| key == ours)) {
                Some(ours) => {
                    taken.push(ours.to_owned());
                    finding.mend(place, ours)
                }
                None => finding,
            }
        })
        .collect()
}

/// Our name for a key that is not known here, if only one can be meant.
fn meant<'a>(key: &str, known: &[&'a str], foreign: &[(&str, &'a str)]) -> Option<&'a str> {
    match foreign.iter().find(|(theirs, ours)| theirs.eq_ignore_ascii_case(key) && known.contains(ours)) {
        Some((theirs, ours)) => (!OTHER_VALUES.contains(theirs)).then_some(*ours),
        None => crate::text::only_near(key, known.iter().copied()),
    }
}

/// The finding for a key that is not known here.
pub fn unknown_key(key: &str, place: Place, known: &[&str], foreign: &[(&str, &str)]) -> Diagnostic {
    let finding = Diagnostic::new(codes::UNKNOWN_KEY)
        .with("key", key)
        .with("known", crate::text::nearest_few(key, known.iter().copied(), 8).join(", "))
        .at(place);
    match foreign.iter().find(|(theirs, ours)| theirs.eq_ignore_ascii_case(key) && known.contains(ours)) {
        Some((_, ours)) => finding.with("near", ours),
        None => finding.nearest(key, known.iter().copied()),
    }
}

/// A text in quotes, as YAML and TOML both take it: single ones where it holds double ones.
pub fn quoted(text: &str) -> String {
    if text.contains(['"', '\\']) && !text.contains('\'') {
        return format!("'{text}'");
    }
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// Whether a text may stand in YAML without quotes, also inside `[…]` and `{…}`. Refuses more than it must.
fn stands_plain(text: &str) -> bool {
    let allowed = |letter: char| letter.is_alphanumeric() || " -_./:+~=?&#@%".contains(letter);
    let begins = text.starts_with(char::is_alphanumeric)
        || text.strip_prefix('-').is_some_and(|rest| rest.starts_with(char::is_alphanumeric));
    begins
        && text.chars().all(allowed)
        && !text.contains(": ")
        && !text.contains(" #")
        && !text.ends_with([':', ' '])
}

/// The finding for a value of the wrong kind.
pub fn wrong_kind(file: &Arc<Path>, node: &Node, wanted: &str) -> Diagnostic {
    Diagnostic::new(codes::WRONG_KIND)
        .with("wanted", wanted)
        .with("found", node.kind())
        .with("key", "")
        .at(Place::new(file, node.span))
}

/// Which keys each reader of site.toml knew, and which were there: the schema of site.toml is held against it.
#[cfg(test)]
pub(crate) mod record {
    use std::cell::RefCell;
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::Pair;

    type Keys = BTreeSet<String>;

    thread_local! {
        static TABLES: RefCell<Option<Vec<(Keys, Keys)>>> = const { RefCell::new(None) };
    }

    pub(crate) fn start() {
        TABLES.set(Some(Vec::new()));
    }

    pub(super) fn table(known: &[&str], file: &Path, pairs: &[Pair]) {
        if file.ends_with("site.toml") {
            let known = known.iter().map(|key| (*key).to_owned()).collect();
            let there = pairs.iter().map(|pair| pair.key.to_string()).collect();
            TABLES.with_borrow_mut(|tables| {
                if let Some(tables) = tables {
                    tables.push((known, there))
                }
            });
        }
    }

    pub(crate) fn end() -> Vec<(Keys, Keys)> {
        TABLES.take().unwrap_or_default()
    }
}
