//! What a heading in a file of sections does to a page of a lower layer: `## Kontakt {#kontakt .replace}`.

/// What a heading does, and to which section.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Operation {
    /// What it does.
    pub word: Word,
    /// The id of the section's heading.
    pub target: Box<str>,
}

/// What can be done to a section.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Word {
    /// Stand in its place.
    Replace,
    /// Stand before it.
    Before,
    /// Stand behind it.
    After,
    /// Take it away.
    Remove,
}

impl Word {
    /// All of them, as they are written.
    pub const ALL: [(&'static str, Self); 4] = [
        ("replace", Self::Replace),
        ("before", Self::Before),
        ("after", Self::After),
        ("remove", Self::Remove),
    ];

    /// The word as it is written behind a dot.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(_, word)| *word == self).map_or("", |(text, _)| text)
    }

    pub(super) fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, _)| *known == text).map(|(_, word)| *word)
    }

    /// The word in a heading's braces, before they are read.
    pub(super) fn in_line(line: &str) -> Option<Self> {
        let (_, braces) = line.rsplit_once('{')?;
        braces
            .trim_end()
            .strip_suffix('}')?
            .split_whitespace()
            .find_map(|part| Self::parse(part.strip_prefix('.')?))
    }
}
