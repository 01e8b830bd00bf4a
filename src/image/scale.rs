//! Which widths a picture is offered in, and the making of them.

use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};

use super::cut::Area;
use super::decode::{Decoded, Pixels};
use super::trouble::Trouble;
use crate::diagnostic::codes;

/// Widths to offer: a phone at double density, a column of text, the same at double density, a banner.
pub(super) const WIDTHS: [u32; 4] = [480, 800, 1200, 1600];

/// The widths of `offered` a picture this wide comes in; never more than it has. Its own width joins where it lies
/// between two steps, if it is at least an eighth wider than the lower one: else nobody would see it.
pub(super) fn widths(own: u32, offered: &[u32]) -> Vec<u32> {
    let mut widths: Vec<u32> = offered.iter().copied().filter(|width| *width <= own).collect();
    let below = widths.last().copied().unwrap_or(0);
    if widths.len() < offered.len() && own >= below + below.div_ceil(8) && own > below {
        widths.push(own);
    }
    widths
}

/// The height that keeps the shape.
pub(super) fn height_at(width: u32, own: (u32, u32)) -> u32 {
    let (own_width, own_height) = (u64::from(own.0.max(1)), u64::from(own.1));
    let height = (own_height * u64::from(width) + own_width / 2) / own_width;
    u32::try_from(height).unwrap_or(u32::MAX).max(1)
}

/// The biggest step of the ladder, turned as the camera was held. The decoded picture is let go here, so that its
/// memory is free before the slow encoding begins.
pub(super) fn first(decoded: Decoded, width: u32, height: u32) -> Result<Pixels, Trouble> {
    let (stored_width, stored_height) = if decoded.lies() { (height, width) } else { (width, height) };
    // Far down, Lanczos keeps the edges that the smaller steps are made from.
    let size = (stored_width, stored_height);
    let small = match size == (decoded.pixels.width, decoded.pixels.height) {
        true => decoded.pixels,
        false => resized(&decoded.pixels, None, size, FilterType::Lanczos3)?,
    };
    Ok(small.turned(decoded.orientation))
}

/// The biggest step of a cut's ladder: `area` is seen in a picture of the size `seen`.
pub(super) fn part(
    decoded: &Decoded,
    area: Area,
    seen: (u32, u32),
    (width, height): (u32, u32),
) -> Result<Pixels, Trouble> {
    let size = if decoded.lies() { (height, width) } else { (width, height) };
    let stored = area.stored(decoded.orientation, seen);
    let small = resized(&decoded.pixels, Some(stored), size, FilterType::Lanczos3)?;
    Ok(small.turned(decoded.orientation))
}

/// All steps, widest first, each made from the one before it.
pub(super) fn ladder(biggest: Pixels, widths: &[u32]) -> Result<Vec<Pixels>, Trouble> {
    let own = (biggest.width, biggest.height);
    let mut steps = vec![biggest];
    for width in widths.iter().rev().filter(|width| **width < own.0) {
        if let Some(above) = steps.last() {
            let size = (*width, height_at(*width, own));
            steps.push(resized(above, None, size, FilterType::CatmullRom)?);
        }
    }
    Ok(steps)
}

/// The picture, or an area of it, in another size.
fn resized(
    from: &Pixels,
    area: Option<Area>,
    (width, height): (u32, u32),
    filter: FilterType,
) -> Result<Pixels, Trouble> {
    let broken = |error: &dyn std::fmt::Display| Trouble::new(codes::PICTURE_BROKEN).with("reason", error);
    let kind = if from.alpha { PixelType::U8x4 } else { PixelType::U8x3 };
    let source = ImageRef::new(from.width, from.height, &from.bytes, kind).map_err(|error| broken(&error))?;
    let mut target = Image::new(width, height, kind);
    // Alpha is multiplied in before and divided out after, so that no colour of unseen pixels shines through.
    let mut options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(filter)).use_alpha(true);
    if let Some(Area { left, top, width, height }) = area {
        options = options.crop(left.into(), top.into(), width.into(), height.into());
    }
    Resizer::new().resize(&source, &mut target, &options).map_err(|error| broken(&error))?;
    Ok(Pixels { width, height, alpha: from.alpha, bytes: target.into_vec() })
}

/// The average colour, each pixel counted as far as it is seen; `None` where nothing is.
pub(super) fn colour(pixels: &Pixels) -> Option<[u8; 3]> {
    let channels = if pixels.alpha { 4 } else { 3 };
    let mut sums = [0_u64; 3];
    let mut seen = 0_u64;
    for pixel in pixels.bytes.chunks_exact(channels) {
        let weight = u64::from(pixel.get(3).copied().unwrap_or(u8::MAX));
        seen += weight;
        for (sum, channel) in sums.iter_mut().zip(pixel) {
            *sum += weight * u64::from(*channel);
        }
    }
    (seen > 0).then(|| sums.map(|sum| u8::try_from((sum + seen / 2) / seen).unwrap_or(u8::MAX)))
}
