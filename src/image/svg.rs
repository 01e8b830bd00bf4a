//! Lets an SVG through, or says line by line why not. An SVG is a program as much as a picture: whoever opens it
//! on its own runs what it holds, on our address. So only drawing passes, and nothing that fetches or runs.

use std::ops::Range;

use roxmltree::{Attribute, Document, Node};

use super::trouble::Trouble;
use crate::diagnostic::codes;

/// Longest SVG that is read; a longer one is nearly always a photo in disguise.
const LENGTH_LIMIT: usize = 1024 * 1024;
/// Findings told of one file.
const TOLD: usize = 20;
/// Attributes of one element, and namespace declarations of one file: the reader compares each with the others.
pub(super) const ATTRIBUTE_LIMIT: usize = 2_000;
const NAMESPACE_LIMIT: usize = 1_000;

const SVG: &str = "http://www.w3.org/2000/svg";
const XHTML: &str = "http://www.w3.org/1999/xhtml";
/// Elements that run, embed or fetch.
const REFUSED: [&str; 14] = [
    "script",
    "foreignobject",
    "iframe",
    "embed",
    "object",
    "audio",
    "video",
    "canvas",
    "handler",
    "listener",
    "link",
    "meta",
    "base",
    "frame",
];
const ANIMATIONS: [&str; 5] = ["set", "animate", "animatetransform", "animatemotion", "animatecolor"];
/// Attributes that name something to fetch, by local name.
const REFERENCES: [&str; 8] = ["href", "src", "srcset", "data", "poster", "action", "formaction", "ping"];

/// The size an SVG says it has, in CSS pixels, or everything that is wrong with it.
pub(super) fn check(bytes: &[u8]) -> Result<(u32, u32), Vec<Trouble>> {
    let text = readable(bytes).map_err(|trouble| vec![trouble])?;
    let document = Document::parse(text).map_err(|error| vec![unparsed(text, &error)])?;
    let mut troubles: Vec<Trouble> = document.descendants().flat_map(node_troubles).take(TOLD).collect();
    let root = document.root_element();
    if root.tag_name().name() != "svg" || root.tag_name().namespace() != Some(SVG) {
        let trouble = Trouble::new(codes::SVG_ROOT).with("name", root.tag_name().name());
        return Err(vec![trouble.at(start_tag(root))]);
    }
    let size = size(root);
    if size.is_none() {
        troubles.push(Trouble::new(codes::SVG_SIZE).at(start_tag(root)));
    }
    match size {
        Some(size) if troubles.is_empty() => Ok(size),
        _ => Err(troubles),
    }
}

/// The text, if it is short UTF-8 that says nothing else of itself and is no trap for the reader.
fn readable(bytes: &[u8]) -> Result<&str, Trouble> {
    if bytes.len() > LENGTH_LIMIT {
        let kilobytes = bytes.len() / 1024;
        return Err(Trouble::new(codes::SVG_TOO_LONG)
            .with("kilobytes", kilobytes)
            .with("limit", LENGTH_LIMIT / 1024));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        Trouble::new(codes::SVG_NOT_UTF8).with("encoding", format!("byte {}", error.valid_up_to()))
    })?;
    // A browser believes the declaration and would read other letters, and so other tags, than we do.
    if let Some(encoding) = declared_encoding(text)
        && !["utf-8", "utf8", "us-ascii"].contains(&encoding.to_ascii_lowercase().as_str())
    {
        return Err(Trouble::new(codes::SVG_NOT_UTF8).with("encoding", encoding));
    }
    let crowded = text.split('<').any(|tag| tag.matches('=').count() > ATTRIBUTE_LIMIT);
    if crowded || text.matches("xmlns").count() > NAMESPACE_LIMIT {
        return Err(Trouble::new(codes::SVG_BROKEN).with("reason", "too many attributes"));
    }
    Ok(text)
}

fn declared_encoding(text: &str) -> Option<&str> {
    let declaration = text.trim_start_matches('\u{feff}').strip_prefix("<?xml")?.split_once("?>")?.0;
    let after = declaration.split_once("encoding")?.1.trim_start().strip_prefix('=')?.trim_start();
    let quote = after.chars().next()?;
    after.get(1..)?.split_once(quote).map(|(encoding, _)| encoding)
}

fn unparsed(text: &str, error: &roxmltree::Error) -> Trouble {
    if matches!(error, roxmltree::Error::DtdDetected) {
        let at = text.find("<!DOCTYPE").unwrap_or(0);
        let end = text.get(at..).and_then(|rest| rest.find(['>', '['])).map_or(at, |length| at + length + 1);
        return Trouble::new(codes::SVG_DOCTYPE).at(at..end);
    }
    let position = error.pos();
    let row = usize::try_from(position.row).unwrap_or(1).saturating_sub(1);
    let column = usize::try_from(position.col).unwrap_or(1).saturating_sub(1);
    let line_start: usize = text.split_inclusive('\n').take(row).map(str::len).sum();
    let line = text.get(line_start..).unwrap_or_default();
    let at = line_start + line.char_indices().nth(column).map_or(line.len(), |(byte, _)| byte);
    Trouble::new(codes::SVG_BROKEN).with("reason", error).at(at..at)
}

fn start_tag(node: Node<'_, '_>) -> Range<usize> {
    let start = node.range().start;
    let text = node.document().input_text().get(start..).unwrap_or_default();
    let length = text.find(|letter: char| letter.is_whitespace() || letter == '>').unwrap_or(text.len());
    start..start + length
}

fn active(what: impl ToString, place: Range<usize>) -> Trouble {
    Trouble::new(codes::SVG_ACTIVE).with("what", what).at(place)
}

fn node_troubles(node: Node<'_, '_>) -> Vec<Trouble> {
    if let Some(instruction) = node.pi() {
        return vec![active(format!("<?{}", instruction.target), node.range())];
    }
    if !node.is_element() {
        return Vec::new();
    }
    let name = node.tag_name().name();
    let lower = name.to_ascii_lowercase();
    if REFUSED.contains(&lower.as_str()) || node.tag_name().namespace() == Some(XHTML) {
        return vec![active(format!("<{name}>"), start_tag(node))];
    }
    let animates = ANIMATIONS.contains(&lower.as_str());
    let mut troubles: Vec<Trouble> =
        node.attributes().filter_map(|attribute| attribute_trouble(attribute, animates)).collect();
    if lower == "style" {
        // A comment between two halves of a word does not keep a browser from reading it whole.
        let css: String = node.descendants().filter(Node::is_text).filter_map(|text| text.text()).collect();
        troubles.extend(style_trouble(&css, start_tag(node)));
    }
    troubles
}

fn attribute_trouble(attribute: Attribute<'_, '_>, animates: bool) -> Option<Trouble> {
    let name = attribute.name().to_ascii_lowercase();
    let value = attribute.value();
    let squeezed: String =
        value.chars().filter(|letter| !letter.is_whitespace() && !letter.is_control()).collect::<String>();
    let squeezed = squeezed.to_ascii_lowercase();
    if name.starts_with("on") || name == "handler" {
        return Some(active(attribute.name(), attribute.range()));
    }
    if squeezed.contains("javascript:") || squeezed.contains("vbscript:") {
        return Some(active(attribute.name(), attribute.range()));
    }
    if animates && name == "attributename" {
        let target = squeezed.rsplit(':').next().unwrap_or_default();
        return (target == "href" || target.starts_with("on"))
            .then(|| active(format!("attributeName=\"{value}\""), attribute.range()));
    }
    // xml:base would turn `#part` into another file's part.
    let base = name == "base" && attribute.namespace().is_some();
    if (REFERENCES.contains(&name.as_str()) && !is_own(value)) || base {
        return Some(reference(value, attribute.range()));
    }
    let speaks = attribute.namespace().is_none()
        && !matches!(name.as_str(), "id" | "class")
        && !name.starts_with("data-")
        && !name.starts_with("aria-");
    if speaks { style_trouble(value, attribute.range()) } else { None }
}

fn reference(value: &str, place: Range<usize>) -> Trouble {
    let shown: String = value.trim().chars().take(60).collect();
    Trouble::new(codes::SVG_REFERENCE).with("value", shown).at(place)
}

/// Whether a reference stays in the file: a part of it, or a picture of pixels written into it.
fn is_own(value: &str) -> bool {
    let value = value.trim();
    let start: String = value.chars().take(24).collect::<String>().to_ascii_lowercase();
    value.is_empty()
        || value.starts_with('#')
        || ["data:image/png", "data:image/jpeg", "data:image/jpg", "data:image/webp"]
            .iter()
            .any(|kind| start.strip_prefix(kind).is_some_and(|rest| rest.starts_with([';', ','])))
}

/// What is wrong with CSS: in a `<style>`, a `style=` or any attribute that takes a CSS value.
fn style_trouble(css: &str, place: Range<usize>) -> Option<Trouble> {
    let lower = css.to_ascii_lowercase();
    // A backslash can spell `url(` in letters nobody finds.
    if let Some(word) =
        ["@import", "image-set(", "src(", "-moz-binding", "\\"].iter().find(|word| lower.contains(**word))
    {
        return Some(Trouble::new(codes::SVG_STYLE).with("what", word).at(place));
    }
    let targets = lower.split("url(").skip(1);
    let mut targets = targets.map(|rest| rest.trim_start().trim_start_matches(['"', '\'']));
    targets
        .find(|target| !is_own(target.split([')', '"', '\'']).next().unwrap_or_default()))
        .map(|target| reference(target.split(')').next().unwrap_or_default(), place))
}

/// The size in CSS pixels: from width and height, else from the view box, else none.
fn size(root: Node<'_, '_>) -> Option<(u32, u32)> {
    let side = |name| root.attribute(name).and_then(length);
    let shape = root.attribute("viewBox").and_then(view_box);
    let (width, height) = match (side("width"), side("height"), shape) {
        (Some(width), Some(height), _) => (width, height),
        (Some(width), None, Some((wide, high))) => (width, width * high / wide),
        (None, Some(height), Some((wide, high))) => (height * wide / high, height),
        (None, None, Some(shape)) => shape,
        _ => return None,
    };
    Some((pixels(width)?, pixels(height)?))
}

fn view_box(value: &str) -> Option<(f64, f64)> {
    let numbers: Vec<f64> = value
        .split(|letter: char| letter.is_whitespace() || letter == ',')
        .filter(|part| !part.is_empty())
        .map(|part| part.parse().ok())
        .collect::<Option<_>>()?;
    match numbers[..] {
        [_, _, width, height] if width > 0.0 && height > 0.0 => Some((width, height)),
        _ => None,
    }
}

/// A CSS length in pixels; `None` for one that depends on its surroundings.
fn length(value: &str) -> Option<f64> {
    let value = value.trim();
    let split = value.trim_end_matches(|letter: char| letter.is_ascii_alphabetic() || letter == '%').len();
    let (number, unit) = value.split_at_checked(split)?;
    let scale = match unit.to_ascii_lowercase().as_str() {
        "" | "px" => 1.0,
        "pt" => 96.0 / 72.0,
        "pc" => 16.0,
        "in" => 96.0,
        "cm" => 96.0 / 2.54,
        "mm" => 9.6 / 2.54,
        _ => return None,
    };
    number.trim().parse::<f64>().ok().map(|number| number * scale).filter(|length| *length > 0.0)
}

fn pixels(length: f64) -> Option<u32> {
    // The range is checked, so the cast can't cut.
    (length.is_finite() && length < 1_000_000.0).then_some(length.round().max(1.0) as u32)
}
