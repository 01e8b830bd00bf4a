//! The picture on a card, and the card's bytes.

use std::io::Cursor;
use std::sync::Arc;

use ::image::imageops::FilterType;
use ::image::{DynamicImage, ImageReader, RgbImage, RgbaImage};
use jpeg_encoder::{ColorType, Encoder};

use resvg::tiny_skia::{Color, Pixmap, Transform};
use resvg::usvg::{self, fontdb::Database};

use super::draw::{HEIGHT, PANEL};
use super::flat;
use super::lines::options;
use crate::disk::Disk;
use crate::image::Picture;
use crate::store::Store;

/// Quality of a card with a picture, of 100.
const QUALITY: u8 = 84;

/// The part of a picture around its focal point that fills its place on the card.
pub(super) fn panel(
    (disk, store): (&dyn Disk, &Store<'_>),
    fonts: &Arc<Database>,
    (picture, focus): (&Picture, Option<(u8, u8)>),
) -> Result<RgbImage, String> {
    let rendition = picture.fallback.last().ok_or("the picture has no rendition")?;
    let bytes = rendition.blob.read(disk, store).map_err(|error| error.to_string())?;
    let whole = if picture.svg { drawing(&bytes, fonts)? } else { photo(bytes)? };
    let (width, height) = (whole.width(), whole.height());
    // The largest part of the panel's shape.
    let (wide, high) = (u64::from(width) * u64::from(HEIGHT), u64::from(height) * u64::from(PANEL));
    let (part_width, part_height) = match wide > high {
        true => (high.div_ceil(u64::from(HEIGHT)).max(1) as u32, height),
        false => (width, wide.div_ceil(u64::from(PANEL)).max(1) as u32),
    };
    let (x, y) = focus.unwrap_or((50, 50));
    let start = |whole: u32, part: u32, percent: u8| {
        let middle = u64::from(whole) * u64::from(percent) / 100;
        (middle.saturating_sub(u64::from(part / 2)) as u32).min(whole.saturating_sub(part))
    };
    let (left, top) = (start(width, part_width, x), start(height, part_height, y));
    let part = whole.crop_imm(left, top, part_width.min(width), part_height.min(height));
    Ok(part.resize_exact(PANEL, HEIGHT, FilterType::CatmullRom).into_rgb8())
}

fn photo(bytes: Vec<u8>) -> Result<DynamicImage, String> {
    let reader =
        ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|error| error.to_string())?;
    reader.decode().map_err(|error| error.to_string())
}

/// A drawing, just large enough to fill the panel; paper shows through it.
fn drawing(bytes: &[u8], fonts: &Arc<Database>) -> Result<DynamicImage, String> {
    let tree = usvg::Tree::from_data(bytes, &options(fonts)).map_err(|error| error.to_string())?;
    let size = tree.size();
    let scale = (PANEL as f32 / size.width()).max(HEIGHT as f32 / size.height());
    // A drawing is at most ten times as long as it is wide, or it is cut off.
    let side = |length: f32, least: u32| ((length * scale).round() as u32).clamp(least, least * 10);
    let (width, height) = (side(size.width(), PANEL), side(size.height(), HEIGHT));
    let mut pixels = Pixmap::new(width, height).ok_or("no room for the drawing")?;
    pixels.fill(Color::WHITE);
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixels.as_mut());
    opaque(pixels).ok_or_else(|| "a drawing of another size".to_owned())
}

/// The pixels of what nothing shows through.
pub(super) fn opaque(pixels: Pixmap) -> Option<DynamicImage> {
    let (width, height) = (pixels.width(), pixels.height());
    RgbaImage::from_raw(width, height, pixels.take()).map(DynamicImage::from)
}

/// JPEG for a card with a picture, PNG for one of flat colours.
pub(super) fn encoded(card: &RgbImage, photo: bool) -> Result<Vec<u8>, String> {
    if !photo {
        return flat::encoded(card).map_err(|error| error.to_string());
    }
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, QUALITY);
    encoder.set_progressive(true);
    let side = |side: u32| u16::try_from(side).map_err(|error| error.to_string());
    let (width, height) = (side(card.width())?, side(card.height())?);
    encoder.encode(card, width, height, ColorType::Rgb).map_err(|error| error.to_string())?;
    Ok(bytes)
}
