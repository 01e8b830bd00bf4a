//! A card as pixels.

use std::fmt::Write;
use std::sync::Arc;

use ::image::RgbImage;
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{self, fontdb::Database};

use super::Said;
use super::lines::{Broken, Measure, options};
use super::photo::opaque;
use crate::plan::CARD;
use crate::text::escaped;

/// The card's size.
pub(super) const WIDTH: u32 = CARD.0;
pub(super) const HEIGHT: u32 = CARD.1;
/// Width of the photo, at the end of the line.
pub(super) const PANEL: u32 = 500;
/// Room around the words.
const MARGIN: f32 = 72.0;
/// The middle of the title's lines, and the base of the two smaller ones.
const MIDDLE: f32 = 312.0;
const KICKER: f32 = 108.0;
const NAME: f32 = 556.0;

/// Draws a card; the photo is of the panel's size.
pub(super) fn card(
    fonts: &Arc<Database>,
    said: &Said<'_>,
    photo: Option<&RgbImage>,
) -> Result<RgbImage, String> {
    let svg = drawing(fonts, said, photo.is_some())?;
    let tree = usvg::Tree::from_str(&svg, &options(fonts)).map_err(|error| error.to_string())?;
    let mut pixels = Pixmap::new(WIDTH, HEIGHT).ok_or("no room for a card")?;
    resvg::render(&tree, Transform::identity(), &mut pixels.as_mut());
    let mut card = opaque(pixels).ok_or("a card of another size")?.into_rgb8();
    if let Some(photo) = photo {
        let (whole, part) = (WIDTH as usize * 3, PANEL as usize * 3);
        let left = if said.rtl { 0 } else { whole - part };
        for (row, line) in card.chunks_exact_mut(whole).zip(photo.chunks_exact(part)) {
            row[left..left + part].copy_from_slice(line);
        }
    }
    Ok(card)
}

/// The card without its photo, as SVG.
fn drawing(fonts: &Arc<Database>, said: &Said<'_>, photo: bool) -> Result<String, String> {
    let width = WIDTH as f32 - if photo { PANEL as f32 } else { 0.0 } - 2.0 * MARGIN;
    let measure = Measure(fonts);
    let (ground, dots) = &said.colors;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{HEIGHT}\">\
         <rect width=\"{WIDTH}\" height=\"{HEIGHT}\" fill=\"{}\"/>",
        escaped(ground)
    );
    let room = if photo { width } else { width - 60.0 };
    if let Some(Broken { size, lines }) = measure.broken(&said.title, room)? {
        let step = size * if said.rtl { 1.5 } else { 1.24 };
        let first = MIDDLE - step * (lines.len() as f32 - 1.0) / 2.0 + size * 0.34;
        for (at, line) in lines.iter().enumerate() {
            words(&mut svg, said.rtl, line, (first + step * at as f32, size));
        }
    }
    for (text, base, size) in [(said.kicker.as_str(), KICKER, 32.0), (said.name, NAME, 36.0)] {
        // One line, smaller where it is long.
        if let Some(Broken { size: fitting, lines }) = measure.broken(text, width * 78.0 / size)?
            && let [line] = lines.as_slice()
        {
            words(&mut svg, said.rtl, line, (base, size * fitting / 78.0));
        }
    }
    self::dots(&mut svg, dots, (said.rtl, photo));
    svg.push_str("</svg>");
    Ok(svg)
}

/// A line of words at the beginning of the line, in the direction of the language.
fn words(svg: &mut String, rtl: bool, text: &str, (base, size): (f32, f32)) {
    // SVG lays text out from left to right; what stands between these marks, it lays out from right to left.
    let (x, anchor, text) = match rtl {
        true => (WIDTH as f32 - MARGIN, "end", format!("\u{2067}{text}\u{2069}")),
        false => (MARGIN, "start", text.to_owned()),
    };
    let _ = write!(
        svg,
        "<text x=\"{x}\" y=\"{base}\" font-size=\"{size}\" text-anchor=\"{anchor}\" fill=\"#ffffff\">{}</text>",
        escaped(&text)
    );
}

/// One dot is one person in work: a field of them in the corner, or some below the name where a picture has that corner.
fn dots(svg: &mut String, colors: &[String], (rtl, photo): (bool, bool)) {
    if colors.is_empty() {
        return;
    }
    let (columns, rows, step, radius) = if photo { (6, 1, 32.0, 8.0) } else { (6, 5, 44.0, 12.0) };
    for row in 0..rows {
        // The field runs out towards the words.
        let (from, y) = match photo {
            true => (0, NAME + 46.0),
            false => (columns - 1 - row, NAME - (rows - 1 - row) as f32 * step),
        };
        for column in from..columns {
            let along = match photo {
                true => MARGIN + radius + column as f32 * step,
                false => WIDTH as f32 - MARGIN - (columns - 1 - column) as f32 * step,
            };
            let x = if rtl { WIDTH as f32 - along } else { along };
            let color = &colors[(row * 5 + column * 3 + column / 2) as usize % colors.len()];
            let _ = write!(svg, "<circle cx=\"{x}\" cy=\"{y}\" r=\"{radius}\" fill=\"{}\"/>", escaped(color));
        }
    }
}
