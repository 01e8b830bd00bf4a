//! What a text says is still to be written: `# TODO: …` among the fields, `<!-- TODO: … -->` in the text (`G0513`).
//!
//! A new town begins with texts and settings that hold for every town, and marks where its own belong.

use super::Look;
use crate::diagnostic::{Diagnostic, Place};
use crate::text;

pub(super) fn check(look: &Look<'_>) -> Vec<Diagnostic> {
    let marks = look.files.iter().flat_map(|file| {
        let body = file.body_start.unwrap_or(file.text.len());
        let fields = text::to_do(&file.text[..body], "#").into_iter();
        let texts = text::to_do(&file.text[body..], "<!--").into_iter();
        let texts = texts.map(move |(what, at)| (what, at.start + body..at.end + body));
        fields.chain(texts).map(move |(what, at)| Diagnostic::unfinished(what, Place::new(&file.path, at)))
    });
    marks.collect()
}
