//! What a text is made of, so that a page carries the styles of what it shows and of nothing else.

use memchr::memchr_iter;

use super::body::{Body, HoleKind};

/// Something a text may hold that themes style apart.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Feature {
    /// `code`, in a block or a line.
    Code,
    /// Terms and what they mean.
    Definitions,
    /// Notes and their marks.
    Footnotes,
    /// A picture, the entry's own among them.
    Picture,
    /// A block quotation.
    Quote,
    /// A line across.
    Rule,
    /// A table.
    Table,
    /// Boxes to tick.
    Tasks,
    /// Anything at all.
    Text,
}

impl Feature {
    /// The names themes use.
    pub const NAMES: [(&'static str, Self); 9] = [
        ("code", Self::Code),
        ("definitions", Self::Definitions),
        ("footnotes", Self::Footnotes),
        ("picture", Self::Picture),
        ("quote", Self::Quote),
        ("rule", Self::Rule),
        ("table", Self::Table),
        ("tasks", Self::Tasks),
        ("text", Self::Text),
    ];

    /// What an element of the HTML is a part of, by its tag from the name on.
    fn of_tag(tag: &str) -> Option<Self> {
        let name = tag.split(|letter: char| !letter.is_ascii_alphanumeric()).next()?;
        match name {
            "pre" | "code" => Some(Self::Code),
            "dl" => Some(Self::Definitions),
            "img" | "figure" => Some(Self::Picture),
            "blockquote" => Some(Self::Quote),
            "hr" => Some(Self::Rule),
            "table" => Some(Self::Table),
            "input" => Some(Self::Tasks),
            _ => None,
        }
    }
}

/// A set of features.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Features(u16);

impl Features {
    /// Of a body and of those within its components.
    pub(super) fn of(body: &Body) -> Self {
        let mut found = Self::default();
        if body.is_empty() {
            return found;
        }
        found.add(Feature::Text);
        let html = body.html();
        for at in memchr_iter(b'<', html.as_bytes()) {
            Feature::of_tag(&html[at + 1..]).into_iter().for_each(|feature| found.add(feature));
        }
        for hole in &body.holes {
            match &hole.kind {
                HoleKind::Image(_) => found.add(Feature::Picture),
                HoleKind::Component(component) => {
                    found.0 |= component.body.as_ref().map(Self::of).unwrap_or_default().0;
                }
                HoleKind::Mark(_) => found.add(Feature::Footnotes),
                HoleKind::Part(part) => found.0 |= Self::of(&part.body).0,
                HoleKind::Href(_) | HoleKind::Download(_) | HoleKind::Variable(_) => {}
            }
        }
        found
    }

    /// These and one more.
    pub fn with(mut self, feature: Feature) -> Self {
        self.add(feature);
        self
    }

    /// Of either.
    pub fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    fn add(&mut self, feature: Feature) {
        self.0 |= 1 << feature as u16;
    }

    /// Whether the text holds it.
    pub fn has(self, feature: Feature) -> bool {
        self.0 & (1 << feature as u16) != 0
    }
}
