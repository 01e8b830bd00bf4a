//! An SVG's blocks that do not draw: `<metadata>`, and what drawing programs keep for themselves. A photo written into a
//! drawing is looked at, and cleaned, like any other.

use std::ops::Range;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use roxmltree::{Attribute, Document, Node};

use super::{Cut, Trace, Traces, packet};

/// Longest drawing that is read; [`crate::image`] shows none longer.
const LIMIT: usize = 4 * 1024 * 1024;
/// Namespaces of drawing programs begin like this.
const PROGRAMS: [&str; 5] = [
    "http://www.inkscape.org/namespaces/",
    "http://sodipodi.sourceforge.net/",
    "http://ns.adobe.com/",
    "http://www.bohemiancoding.com/sketch/",
    "http://www.serif.com/",
];
/// Beginnings of folders that are named after a person.
const HOMES: [&str; 4] = ["/home/", "/users/", ":\\users\\", "\\documents and settings\\"];

/// What is cut out of a drawing; `None` where it cannot be read as one.
pub(super) fn cuts(bytes: &[u8]) -> Option<Vec<Cut>> {
    let text = std::str::from_utf8(bytes).ok().filter(|text| text.len() <= LIMIT)?;
    let crowded = text.split('<').any(|tag| tag.matches('=').count() > super::super::svg::ATTRIBUTE_LIMIT);
    if crowded {
        return None;
    }
    // Published files may have a DOCTYPE; the reader bounds what its entities unfold to.
    let options = roxmltree::ParsingOptions { allow_dtd: true, ..Default::default() };
    let document = Document::parse_with_options(text, options).ok()?;
    let mut cuts = Vec::new();
    let mut end = 0;
    for node in document.descendants() {
        // What lies inside a cut is gone with it.
        if node.range().start < end {
            continue;
        }
        if let Some(traces) = whole(node, text) {
            end = node.range().end;
            cuts.push(Cut::new(node.range(), traces));
        } else if node.is_element() {
            cuts.extend(node.attributes().filter_map(|attribute| of_attribute(attribute, text)));
        }
    }
    cuts.sort_by_key(|cut| cut.range.start);
    Some(cuts)
}

/// The traces of a node that goes as a whole.
fn whole(node: Node<'_, '_>, text: &str) -> Option<Traces> {
    let source = || text.get(node.range()).unwrap_or_default();
    if node.is_comment() {
        // A comment may be a licence, and stays, unless it tells of somebody's folders.
        return names_a_home(source()).then(|| Traces::from([Trace::Path]));
    }
    if !node.is_element() {
        return None;
    }
    let foreign = node.tag_name().namespace().is_some_and(of_a_program);
    if node.tag_name().name() != "metadata" && !foreign {
        return None;
    }
    let mut traces = packet::xmp(source().as_bytes());
    if foreign {
        traces.remove(&Trace::Text);
        traces.insert(Trace::Editor);
    }
    if names_a_home(source()) {
        traces.insert(Trace::Path);
    }
    Some(traces)
}

fn of_attribute(attribute: Attribute<'_, '_>, text: &str) -> Option<Cut> {
    let value = attribute.value();
    if attribute.namespace().is_some_and(of_a_program) {
        let mut traces = Traces::from([Trace::Editor]);
        if names_a_home(value) {
            traces.insert(Trace::Path);
        }
        return Some(Cut::new(with_space(attribute.range(), text), traces));
    }
    if names_a_home(value) {
        return Some(Cut::new(with_space(attribute.range(), text), [Trace::Path]));
    }
    let (head, photo) =
        value.split_once(";base64,").filter(|(head, _)| head.trim().starts_with("data:image/"))?;
    let packed: String = photo.chars().filter(|letter| !letter.is_whitespace()).collect();
    let photo = STANDARD.decode(packed).ok()?;
    let clean = super::clean(&photo, Path::new("")).ok().filter(|clean| !clean.taken.is_empty())?;
    let with = format!("{head};base64,{}", STANDARD.encode(&clean.bytes));
    Some(Cut::new(attribute.range_value(), clean.taken).with(with.into_bytes()))
}

fn of_a_program(namespace: &str) -> bool {
    PROGRAMS.iter().any(|program| namespace.starts_with(program))
}

fn names_a_home(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    HOMES.iter().any(|home| lower.contains(home))
}

/// An attribute and the space before it.
fn with_space(range: Range<usize>, text: &str) -> Range<usize> {
    let before = text.get(..range.start).unwrap_or_default();
    before.trim_end().len().max(before.len().saturating_sub(64))..range.end
}
