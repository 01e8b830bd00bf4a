//! What a body quotes and shows, for the rules of privacy: they speak before the texts are parsed for the page.

use std::ops::Range;
use std::path::PathBuf;

use memchr::{memchr, memchr_iter};
use pulldown_cmark::{Event, Options, Parser, Tag};

use crate::check::texts::Written;
use crate::diagnostic::Place;
use crate::source::STATIC;
use crate::text::decode_percent;

/// Somebody's words, or a picture, with its place.
pub(in crate::check) struct Found {
    pub(super) what: What,
    pub(super) place: Place,
}

/// What was found.
pub(super) enum What {
    /// A block of quoted text; `:::quote{by="…"}` says whose.
    Quote {
        /// Somebody is named for it.
        by: bool,
    },
    /// A picture's file as written, and whether somebody is named for it.
    Picture {
        /// As written.
        src: String,
        /// It has a credit, or a caption that can hold one.
        credited: bool,
    },
    /// A link to a file.
    File(String),
}

/// The Markdown of a file; nothing for a data file.
pub(super) fn text<'a>(written: Written<'a>) -> &'a str {
    written.file.body_start.and_then(|start| written.text.get(start..)).unwrap_or_default()
}

/// Everything a file's body shows, links to as a file or quotes; whether it `quotes` in a plain block matters only where
/// there is a consent to hold it against.
pub(super) fn found(written: Written<'_>, quotes: bool) -> Vec<Found> {
    let file = written.file;
    let (text, start) = (text(written), file.body_start.unwrap_or_default());
    if !(may_hold(text) || quotes && may_quote(text)) {
        return Vec::new();
    }
    let (mut found, mut code) = (Vec::new(), Vec::new());
    let place = |span: Range<usize>| Place::new(&file.path, start + span.start..start + span.end);
    for (event, span) in
        Parser::new_ext(text, Options::ENABLE_GFM | Options::ENABLE_FOOTNOTES).into_offset_iter()
    {
        let what = match event {
            Event::Start(Tag::BlockQuote(None)) => What::Quote { by: false },
            Event::Start(Tag::Image { dest_url, title, .. }) => {
                What::Picture { src: file_of(&dest_url), credited: !title.trim().is_empty() }
            }
            Event::Start(Tag::Link { dest_url, .. }) => What::File(file_of(&dest_url)),
            Event::Start(Tag::CodeBlock(_)) | Event::Code(_) => {
                code.push(span);
                continue;
            }
            _ => continue,
        };
        found.push(Found { what, place: place(span) });
    }
    for (span, what) in directives(text) {
        if !code.iter().any(|code| code.contains(&span.start)) {
            found.push(Found { what, place: place(span) });
        }
    }
    found
}

/// Most texts hold none of it and are not parsed here at all: a link alone matters only where it leads to a photo or
/// out of the entry's folder.
fn may_hold(text: &str) -> bool {
    let linked = || text.contains("](") || text.contains("]:");
    ["![", "::"].iter().any(|mark| text.contains(mark))
        || linked()
            && (text.contains("../")
                || memchr_iter(b'.', text.as_bytes()).any(|at| is_photo_from(&text[at..])))
}

/// A quotation may be indented, or stand in a list or a footnote.
fn may_quote(text: &str) -> bool {
    memchr(b'>', text.as_bytes()).is_some()
}

/// Whether a text begins with the extension of a photo.
fn is_photo_from(text: &str) -> bool {
    let end = text[1..].find(|letter: char| !letter.is_ascii_alphanumeric()).map_or(text.len(), |at| at + 1);
    is_photo(&text[..end])
}

/// The file an address means: percent-encoding undone, without what follows `?` and `#`.
fn file_of(address: &str) -> String {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    decode_percent(path).unwrap_or_else(|| path.to_owned())
}

/// `:::quote{by="…"}` and every directive with a `src`.
fn directives(text: &str) -> impl Iterator<Item = (Range<usize>, What)> {
    let mut at = 0;
    text.split_inclusive('\n').filter_map(move |line| {
        let start = at;
        at += line.len();
        let inner = line.trim_start().strip_prefix("::")?.trim_start_matches(':').trim();
        let name = inner.split('{').next().unwrap_or_default().trim();
        let span = start..start + line.trim_end().len();
        match attribute(inner, "src") {
            Some(src) => {
                let credited = attribute(inner, "credit").is_some_and(|credit| !credit.trim().is_empty());
                Some((span, What::Picture { src: src.to_owned(), credited }))
            }
            None => (name == "quote").then_some((span, What::Quote { by: attribute(inner, "by").is_some() })),
        }
    })
}

fn attribute<'a>(directive: &'a str, name: &str) -> Option<&'a str> {
    directive.match_indices(name).find_map(|(at, _)| {
        let apart = directive[..at].ends_with([' ', '{', '\t']);
        let value = directive[at + name.len()..].strip_prefix("=\"").filter(|_| apart)?;
        value.split('"').next()
    })
}

/// Where a picture's name leads: beside its text, or with `/` below `static/`, dots resolved.
pub(super) fn path_of(name: &str, place: &Place) -> Option<PathBuf> {
    let (mut whole, inner) = match name.strip_prefix('/') {
        Some(inner) => (PathBuf::from(STATIC), inner),
        None => (place.file.parent()?.to_path_buf(), name),
    };
    for part in inner.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                whole.pop().then_some(())?;
            }
            part => whole.push(part),
        }
    }
    Some(whole)
}

/// A photo rather than a drawing: every picture but SVG.
pub(super) fn is_photo(file: &str) -> bool {
    let extension = file.rsplit_once('.').map(|(_, extension)| extension.to_lowercase());
    matches!(
        extension.as_deref(),
        Some("jpg" | "jpeg" | "png" | "webp" | "gif" | "avif" | "heic" | "heif" | "bmp" | "tif" | "tiff")
    )
}
