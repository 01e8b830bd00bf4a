//! The texts of a file as readers meet them, piece by piece, with their places: each value of its fields, and its body.

use std::ops::Range;

use super::body;
use crate::check::texts::Written;
use crate::diagnostic::Place;
use crate::node::{Node, Value};

/// Fields that are never shown as texts: who the entry tells of, by which right, and what steers the build.
const NOT_SHOWN: &[&str] = &["persons", "consent", "base", "status", "template", "translation", "source"];

/// A text in a file.
pub(super) struct Piece<'a> {
    written: Written<'a>,
    /// What it says.
    pub(super) text: &'a str,
    /// The bytes it was written with.
    span: Range<usize>,
}

impl Piece<'_> {
    /// The place of a stretch of the text; of the whole piece where escapes or line breaks make them differ.
    pub(super) fn place(&self, inner: Range<usize>) -> Place {
        let written = self.written.text.get(self.span.clone()).unwrap_or_default();
        let span = match written.find(self.text) {
            Some(at) => self.span.start + at + inner.start..self.span.start + at + inner.end,
            None => self.span.clone(),
        };
        Place::new(&self.written.file.path, span)
    }
}

/// All of a file's texts. Code in the body is a text too: readers see it.
pub(super) fn pieces(written: Written<'_>) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    for pair in written.file.front.table().unwrap_or_default() {
        if !NOT_SHOWN.contains(&&*pair.key) {
            gather(written, &pair.value, &mut pieces);
        }
    }
    if let Some(start) = written.file.body_start {
        pieces.push(Piece { written, text: body::text(written), span: start..written.text.len() });
    }
    pieces
}

fn gather<'a>(written: Written<'a>, node: &'a Node, pieces: &mut Vec<Piece<'a>>) {
    match &node.value {
        Value::Plain(text) | Value::Quoted(text) => {
            pieces.push(Piece { written, text, span: node.span.into() });
        }
        Value::List(items) => items.iter().for_each(|item| gather(written, item, pieces)),
        Value::Table(pairs) => pairs.iter().for_each(|pair| gather(written, &pair.value, pieces)),
        Value::Null => {}
    }
}
