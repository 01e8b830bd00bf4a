//! What reports say of derived texts: the same in the terminal, as JSON and on the page at `/_status/`.

use serde::Serialize;

use super::blocks::Block;
use super::status::{Standing, Status, Told};

/// How far words are told in a list.
const SHORT: usize = 60;

/// How one text stands.
#[derive(Clone, PartialEq, Eq, Serialize, Debug)]
pub struct Row {
    /// Its entry.
    pub page: String,
    /// Its layer.
    pub layer: String,
    /// Its language.
    pub language: String,
    /// Its file, below the root; none on a published page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// Its address, on a published page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// `current`, `behind`, `unknown`, or what is wrong with its base: `missing`, `damaged`, `edited`.
    pub state: &'static str,
    /// How many paragraphs it must follow.
    pub changed: usize,
    /// How many its original has; nought where nobody counted, since nothing has changed.
    #[serde(skip_serializing_if = "is_nought")]
    pub of: usize,
    /// Each change.
    pub blocks: Vec<BlockRow>,
}

/// One change.
#[derive(Clone, PartialEq, Eq, Serialize, Debug)]
pub struct BlockRow {
    /// As `done --block` takes it.
    pub id: String,
    /// changed, added, removed, moved.
    pub what: &'static str,
    /// facts, text, style.
    pub severity: &'static str,
    /// Whether its author calls it critical.
    pub critical: bool,
    /// Whether the translation must follow.
    pub due: bool,
    /// The field, or the id of the heading it stands under.
    pub place: String,
    /// How it begins.
    pub text: String,
}

impl Row {
    /// A text of which nothing is told yet.
    pub fn new(page: &str, layer: &str, language: &str, status: &Status) -> Self {
        let mut blocks: Vec<BlockRow> = status.changes.iter().map(block).collect();
        // What readers act on comes first; critical before all.
        blocks.sort_by_key(|row| (!row.due, !row.critical, std::cmp::Reverse(rank(row.severity))));
        Self {
            page: page.to_owned(),
            layer: layer.to_owned(),
            language: language.to_owned(),
            file: None,
            url: None,
            state: state(status),
            changed: status.changed(),
            of: status.of,
            blocks,
        }
    }

    /// How many of what it must follow are facts.
    pub fn facts(&self) -> usize {
        self.blocks.iter().filter(|row| row.due && row.severity == "facts").count()
    }
}

fn is_nought(of: &usize) -> bool {
    *of == 0
}

fn rank(severity: &str) -> u8 {
    match severity {
        "facts" => 2,
        "text" => 1,
        _ => 0,
    }
}

fn state(status: &Status) -> &'static str {
    match status.standing {
        Standing::Known if status.changed() == 0 => "current",
        Standing::Known => "behind",
        standing => standing.as_str(),
    }
}

fn block(told: &Told) -> BlockRow {
    let shown = told.new.as_ref().or(told.old.as_ref());
    let change = told.change;
    BlockRow {
        id: told.id(),
        what: change.what.as_str(),
        severity: change.severity.as_str(),
        critical: change.critical,
        due: told.matters(),
        place: shown.map(place).unwrap_or_default(),
        text: shown.map(|block| short(&block.plain)).unwrap_or_default(),
    }
}

fn place(block: &Block) -> String {
    match (block.name.is_empty(), block.section.is_empty()) {
        (false, _) => block.name.clone(),
        (true, false) => format!("#{}", block.section),
        (true, true) => String::new(),
    }
}

/// The beginning of a text, on one line.
pub fn short(text: &str) -> String {
    let text = super::blocks::folded(text);
    if text.chars().count() <= SHORT {
        return text;
    }
    text.chars().take(SHORT - 1).chain(['…']).collect()
}
