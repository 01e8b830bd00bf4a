//! `[crops.…]` of theme.toml: shapes that entries' own pictures are cut to.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Place, codes};
use crate::node::{Node, Reader};

/// Most widths of one crop, and the widest: what is made is multiplied by the number of pictures.
const WIDTHS: usize = 4;
const WIDEST: u32 = 2_400;

/// A shape a theme asks for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Crop {
    /// Types whose entries' pictures are cut.
    pub types: Vec<String>,
    /// Width to height.
    pub ratio: (u32, u32),
    /// Widths in pixels, ascending.
    pub widths: Arc<[u32]>,
    /// Whether it comes as WebP too.
    pub webp: bool,
}

/// `None`, and a finding, where it cannot be made.
pub(super) fn read(node: &Node, file: &Arc<Path>) -> (Option<Crop>, Vec<Diagnostic>) {
    let mut reader = Reader::new(file, node);
    let types = reader.texts("types").unwrap_or_default();
    let widths = reader.node("widths").and_then(Node::list).unwrap_or_default();
    let mut widths: Vec<u32> = widths
        .iter()
        .filter_map(|width| width.text()?.parse().ok())
        .filter(|width| (1..=WIDEST).contains(width))
        .collect();
    widths.sort_unstable();
    widths.dedup();
    let ratio = reader.required("ratio");
    let known = ratio.and_then(self::ratio);
    let span = reader.node("ratio").map_or(node.span, |node| node.span);
    if let (Some(written), true) = (ratio, known.is_none() || widths.is_empty() || widths.len() > WIDTHS) {
        let finding = Diagnostic::new(codes::BAD_CROP).with("ratio", written).with("widest", WIDEST);
        reader.say(finding.at(Place::new(file, span)));
    }
    let crop = known.filter(|_| !widths.is_empty() && widths.len() <= WIDTHS).map(|ratio| Crop {
        types: types.into_iter().map(|(name, _)| name.to_owned()).collect(),
        ratio,
        widths: Arc::from(widths),
        webp: reader.bool("webp").unwrap_or(true),
    });
    (crop, reader.finish(&[("for", "types"), ("type", "types"), ("width", "widths"), ("aspect", "ratio")]))
}

/// `3:2`, `1.91:1`, at most 10 to 1 either way.
fn ratio(text: &str) -> Option<(u32, u32)> {
    let (width, height) = text.split_once(':')?;
    let hundredths = |text: &str| {
        let number = text.trim().parse::<f64>().ok().filter(|number| (0.01..=10_000.0).contains(number))?;
        // In that range the cast can't cut.
        Some((number * 100.0).round() as u32)
    };
    let (width, height) = (hundredths(width)?, hundredths(height)?);
    (width.max(height) <= 10 * width.min(height)).then_some((width, height))
}

/// The crops that some template shows; a finding for each other one, since pictures are cut for nothing.
pub(super) fn shown(
    crops: BTreeMap<String, (Crop, Place)>,
    texts: &[(String, String)],
) -> (BTreeMap<String, Crop>, Vec<Diagnostic>) {
    let (mut kept, mut findings) = (BTreeMap::new(), Vec::new());
    for (name, (crop, place)) in crops {
        if is_shown(&name, texts) {
            kept.insert(name, crop);
        } else {
            findings.push(Diagnostic::new(codes::UNUSED_CROP).with("name", name).at(place));
        }
    }
    (kept, findings)
}

/// Whether some template or component shows a crop.
fn is_shown(name: &str, texts: &[(String, String)]) -> bool {
    let wanted = format!("crops.{name}");
    let ends = |rest: &str| {
        !rest.starts_with(|letter: char| letter.is_alphanumeric() || letter == '_' || letter == '-')
    };
    texts.iter().any(|(_, text)| text.match_indices(&wanted).any(|(at, _)| ends(&text[at + wanted.len()..])))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratios() {
        assert_eq!(ratio("3:2"), Some((300, 200)));
        assert_eq!(ratio("1.91 : 1"), Some((191, 100)));
        for bad in ["3", "3/2", "0:1", "-3:2", "nan:1", "inf:1", "11:1", "1:1e9", "3:2:1", ""] {
            assert_eq!(ratio(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_crop_is_shown_where_a_template_names_it() {
        let texts =
            [(String::new(), String::from("{{ r.image.crops.card.src }}{% set c = p.crops.wide-2 %}"))];
        assert!(is_shown("card", &texts) && is_shown("wide-2", &texts));
        assert!(!is_shown("wide", &texts) && !is_shown("car", &texts));
    }
}
