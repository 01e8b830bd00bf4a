//! Pictures as template values: which file stands for a name in the reader's language, its renditions and its crops.

use std::path::{Path, PathBuf};

use tera::value::Key;
use tera::{Map, Value};

use super::contract::{Key as Keyed, Kind};
use super::{Viewer, keyed, map, text_or_none, value};
use crate::diagnostic::{Diagnostic, Place, codes};
use crate::edition::Shown;
use crate::image::{Cut, Picture, Rendition, Shelf};
use crate::locale::Lang;
use crate::model::fields::{Fields, Typed};
use crate::plan::link::{Beside, Linker, beside};
use crate::source::STATIC;
use crate::text::{encode_segment, nearest_few};
use crate::theme::Theme;

/// A picture.
pub(super) const PICTURE: &[Keyed] = &[
    ("src", Kind::Maybe(&Kind::Address), "The file for browsers without WebP."),
    ("width", Kind::Int, "Its width in pixels."),
    ("height", Kind::Int, "Its height."),
    ("srcset", Kind::Text, "Its widths, as `srcset` wants them; empty where there is one."),
    ("webp", Kind::Text, "The same in WebP; empty for drawings."),
    ("color", Kind::Maybe(&Kind::Color), "Its mean colour; null where one can see through it."),
    ("alt", Kind::Text, "What it shows, for those who do not see it."),
    ("caption", Kind::Maybe(&Kind::Text), "Its caption."),
    ("credit", Kind::Maybe(&Kind::Text), "Who made it."),
    ("focus", Kind::Maybe(&Kind::Text), "The most important point, such as `50% 30%`."),
    ("svg", Kind::Bool, "Whether it is a drawing."),
    (
        "large",
        Kind::Maybe(&Kind::Map(RENDITION)),
        "For a larger look; null where it is no larger than a text is wide.",
    ),
    ("small", Kind::Maybe(&Kind::Map(RENDITION)), "For places that take one file, such as a film's poster."),
    ("id", Kind::Text, "A name of its own on the page."),
    ("first", Kind::Bool, "Whether it is the page's first picture."),
    ("crops", Kind::Crops, "The theme's crops of an entry's own picture, by name."),
];

/// A crop of a picture: a picture but for its crops, which stand last.
pub(super) const CROP: &[Keyed] = PICTURE.split_at(PICTURE.len() - 1).0;

/// One file of a picture.
const RENDITION: &[Keyed] = &[
    ("src", Kind::Address, "The file."),
    ("width", Kind::Int, "Its width in pixels."),
    ("height", Kind::Int, "Its height."),
];

/// The entry's own picture, which themes cut.
pub(super) const OWN: &str = "image";
/// A picture wider than this is worth a second, larger look: wider than a column of text.
const LARGE: u32 = 720;
/// Width of the one rendition for places that take a single address, such as a film's poster.
const SMALL: u32 = 800;

/// The files a picture's name may mean, relative to the root, in the order they are looked for: below `static/` with `/`
/// before it, else beside the text and at the same place in the town's layers. Languages are not asked for yet.
pub(super) fn places<'b>(
    files: Beside<'b>,
    name: &str,
    place: &Place,
) -> Box<dyn Iterator<Item = PathBuf> + 'b> {
    match name.strip_prefix('/') {
        Some(inner) => Box::new(beside(Path::new(&format!("{STATIC}/x")), inner).into_iter()),
        None => Box::new(files.places(&place.file, name)),
    }
}

/// The picture that readers of the edition see for a name.
pub(super) fn seen<'a>(viewer: &Viewer<'a>, name: &str, place: &Place) -> Option<&'a Picture> {
    let (files, chain) = (viewer.linker.beside, &viewer.edition().chain);
    places(files, name, place).find_map(|plain| {
        viewer.sources.pictures.get(&viewer.sources.root.join(files.facts.variants.seen(&plain, chain)))
    })
}

/// A picture by the name a text gives it.
pub(super) fn image(viewer: &Viewer<'_>, name: &str, place: &Place) -> Option<Map> {
    if let Some(picture) = seen(viewer, name, place) {
        let mut map = picture_map(viewer, picture);
        map.insert(Key::Str("crops"), Value::from(Map::new()));
        return Some(map);
    }
    let (variants, chain) = (&viewer.linker.beside.facts.variants, &viewer.edition().chain);
    let places: Vec<PathBuf> = places(viewer.linker.beside, name, place).collect();
    // A picture that is there and could not be read has had its own finding.
    if places.iter().any(|plain| viewer.exists(variants.seen(plain, chain))) {
        return None;
    }
    match places.iter().find(|plain| !variants.all(plain).is_empty()) {
        Some(plain) => viewer.say(elsewhere(viewer, name, plain).at(place.clone())),
        None => viewer.say(missing(viewer, name, place)),
    }
    None
}

/// There for other languages only.
fn elsewhere(viewer: &Viewer<'_>, name: &str, plain: &Path) -> Diagnostic {
    let found: Vec<&str> =
        viewer.linker.beside.facts.variants.all(plain).iter().map(|(lang, _)| lang.as_str()).collect();
    let chain: Vec<&str> = viewer.edition().chain.iter().map(|lang| lang.as_str()).collect();
    Diagnostic::new(codes::VARIANT_MISSING)
        .with("target", name)
        .with("found", found.join(", "))
        .with("lang", &viewer.edition().lang)
        .with("chain", chain.join(", "))
}

fn missing(viewer: &Viewer<'_>, name: &str, place: &Place) -> Diagnostic {
    let folder = place.file.parent();
    let near: Vec<&str> = viewer
        .linker
        .beside
        .assets
        .iter()
        .filter(|asset| asset.parent() == folder)
        .filter_map(|asset| asset.file_name()?.to_str())
        .collect();
    Diagnostic::new(codes::MISSING_PICTURE)
        .with("target", name)
        .with("known", nearest_few(name, near.iter().copied(), 5).join(", "))
        .nearest(name, near.iter().copied())
        .at(place.clone())
}

/// What the theme cuts an entry's own picture to, by the crop's name.
pub(super) fn cuts<'t>(theme: &'t Theme, shown: &Shown, image: &Fields) -> Vec<(&'t str, Cut)> {
    let focus = image.text("focus").and_then(point);
    let asked = theme.crops.iter().filter(|(_, crop)| crop.types.iter().any(|ty| **ty == *shown.form.name));
    let cut = |(name, crop): (&'t String, &'t crate::theme::Crop)| {
        let cut = Cut { ratio: crop.ratio, focus, widths: crop.widths.clone(), webp: crop.webp };
        (name.as_str(), cut)
    };
    asked.map(cut).collect()
}

/// A focal point as texts write it: `50% 30%`.
pub fn point(text: &str) -> Option<(u8, u8)> {
    let (x, y) = text.trim().split_once(char::is_whitespace)?;
    let per_cent = |text: &str| text.trim().strip_suffix('%')?.parse::<u8>().ok().filter(|part| *part <= 100);
    Some((per_cent(x)?, per_cent(y)?))
}

/// An entry's own picture, with its crops.
pub(super) fn own(viewer: &Viewer<'_>, shown: &Shown, typed: &Typed, depth: u8) -> Value {
    let value = value::of(viewer, typed, depth);
    let image =
        shown.fields.object(OWN).and_then(|image| Some((image, image.text("src")?, image.get("src")?)));
    let Some((image, name, src)) = image else { return value };
    let (Some(map), Some(picture)) = (value.as_map(), seen(viewer, name, &src.place)) else { return value };
    let mut map = map.clone();
    let mut crops = Map::new();
    for (name, cut) in cuts(viewer.sources.theme, shown, image) {
        // What has the shape already, and every drawing, is shown whole.
        crops.insert(
            value::named(name),
            Value::from(picture_map(viewer, picture.cuts.get(&cut).unwrap_or(picture))),
        );
    }
    map.insert(Key::Str("crops"), Value::from(crops));
    Value::from(map)
}

/// The picture an entry calls its own, as readers of an edition see it.
pub fn own_picture<'a>(
    linker: &Linker<'a>,
    (pictures, root): (&'a dyn Shelf, &Path),
    chain: &[Lang],
    shown: &Shown,
) -> Option<&'a Picture> {
    let image = shown.fields.object(OWN)?;
    let files = linker.beside;
    places(files, image.text("src")?, &image.get("src")?.place)
        .find_map(|plain| pictures.get(&root.join(files.facts.variants.seen(&plain, chain))))
}

fn picture_map(viewer: &Viewer<'_>, picture: &Picture) -> Map {
    let base = &viewer.linker.plan.base;
    let url = |rendition: &Rendition| format!("{base}media/{}", encode_segment(&rendition.name));
    let set = |renditions: &[Rendition]| {
        let all: Vec<String> =
            renditions.iter().map(|rendition| format!("{} {}w", url(rendition), rendition.width)).collect();
        all.join(", ")
    };
    let single = |rendition: Option<&Rendition>| {
        let map = |rendition| {
            keyed(&[
                ("src", Value::from(url(rendition))),
                ("width", Value::from(rendition.width)),
                ("height", Value::from(rendition.height)),
            ])
        };
        rendition.map_or_else(Value::none, map)
    };
    let fallback = picture.fallback.last();
    let large = picture.webp.last().or(fallback).filter(|one| picture.svg || one.width > LARGE);
    let small =
        picture.webp.iter().rev().find(|one| one.width <= SMALL).or(picture.webp.first()).or(fallback);
    let color = picture.color.map(|[red, green, blue]| format!("#{red:02x}{green:02x}{blue:02x}"));
    map([
        ("src", text_or_none(fallback.map(url).as_deref())),
        ("width", Value::from(fallback.map_or(picture.width, |rendition| rendition.width))),
        ("height", Value::from(fallback.map_or(picture.height, |rendition| rendition.height))),
        (
            "srcset",
            Value::from(if picture.fallback.len() > 1 { set(&picture.fallback) } else { String::new() }),
        ),
        ("webp", Value::from(set(&picture.webp))),
        ("color", text_or_none(color.as_deref())),
        ("alt", Value::from("")),
        ("caption", Value::none()),
        ("credit", Value::none()),
        ("focus", Value::none()),
        ("svg", Value::from(picture.svg)),
        ("large", single(large)),
        ("small", single(small)),
        ("id", Value::from("picture")),
        ("first", Value::from(false)),
    ])
}

#[cfg(test)]
mod tests {
    use super::point;

    #[test]
    fn focal_points() {
        assert_eq!(point("50% 30%"), Some((50, 30)));
        assert_eq!(point(" 0%  100% "), Some((0, 100)));
        for bad in ["", "50%", "50 30", "101% 0%", "-1% 0%", "50% 30% 20%", "center top"] {
            assert_eq!(point(bad), None, "{bad}");
        }
    }
}
