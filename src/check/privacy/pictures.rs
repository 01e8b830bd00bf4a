//! Pictures say what they show, in each language, and photos whose they are (P10). `![](photo.jpg)`, which says
//! nothing, is found where Markdown is parsed (`G0541`).

use super::body::What;
use super::{Gate, Text};
use crate::diagnostic::{Diagnostic, Place, codes};

pub(super) fn check(gate: &Gate<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for text in &gate.texts {
        findings.extend(untranslated(text));
        if *text.shown.form.name == *"story" {
            credits(gate, text, &mut findings);
        }
    }
    findings
}

/// `G0542`: the words for the picture are still the original's.
fn untranslated(text: &Text<'_>) -> Option<Diagnostic> {
    let image = text.shown.fields.object("image")?;
    let alt = image.get("alt")?;
    let inherited = alt.place.file != text.file.path && text.shown.place.file == text.file.path;
    let words = image.text("alt").is_some_and(|words| !words.is_empty());
    (inherited && words).then(|| {
        Diagnostic::new(codes::ALT_UNTRANSLATED).with("lang", &text.shown.lang).at(text.shown.place.clone())
    })
}

/// `G0543` for the story's own picture, which may be a portrait; `G0550` for those in its text.
fn credits(gate: &Gate<'_>, text: &Text<'_>, findings: &mut Vec<Diagnostic>) {
    let mut say = |code, src: &str, place: &Place| {
        if gate.is_photo(src, place) {
            findings.push(Diagnostic::new(code).at(place.clone()));
        }
    };
    if let Some(image) = text.shown.fields.object("image")
        && image.text("credit").is_none_or(str::is_empty)
        && let (Some(src), Some(typed)) = (image.text("src"), image.get("src"))
    {
        say(codes::PHOTO_WITHOUT_CREDIT, src, &typed.place);
    }
    for found in gate.found(text) {
        if let What::Picture { src, credited: false } = &found.what {
            say(codes::PHOTO_IN_TEXT_WITHOUT_CREDIT, src, &found.place);
        }
    }
}
