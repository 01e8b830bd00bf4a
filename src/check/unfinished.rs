//! What a text says is still to be written: `# TODO: …` among the fields, `<!-- TODO: … -->` in the text (`G0513`).
//!
//! A new town begins with texts and settings that hold for every town, and marks where its own belong.

use super::texts::Written;
use crate::diagnostic::{Diagnostic, Place};
use crate::text;

pub(super) fn check(written: Written<'_>) -> Vec<Diagnostic> {
    let Written { file, text } = written;
    let body = file.body_start.unwrap_or(text.len());
    let fields = text::to_do(&text[..body], "#").into_iter();
    let texts = text::to_do(&text[body..], "<!--").into_iter();
    let texts = texts.map(|(what, at)| (what, at.start + body..at.end + body));
    let marks = fields.chain(texts);
    marks.map(|(what, at)| Diagnostic::unfinished(what, Place::new(&file.path, at))).collect()
}
