//! From pixels to the bytes readers get. Only pixels come in, so no metadata can go out.

use std::borrow::Cow;

use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder};
use jpeg_encoder::{ChromaSubsamplingMethod, ColorType, Encoder};
use webp::{PixelLayout, WebPConfig};

use super::decode::Pixels;
use super::trouble::Trouble;
use crate::diagnostic::codes;

/// Quality of WebP, of 100.
pub(super) const WEBP_QUALITY: f32 = 78.0;
/// Quality of the JPEG for those who can't show WebP, of 100.
pub(super) const JPEG_QUALITY: u8 = 80;

fn broken(error: impl std::fmt::Display) -> Trouble {
    Trouble::new(codes::PICTURE_BROKEN).with("reason", error)
}

/// How far a visible colour reaches into what is transparent: the samples a decoder blends at an edge.
const REACH: usize = 4;

/// The pixels with other colours where nothing is seen. Near an edge they take the nearest visible colour, or lossy
/// coding would mix a hidden one into what is seen; elsewhere black, so that nothing somebody hid goes out.
fn veiled(pixels: &Pixels) -> Cow<'_, [u8]> {
    if !pixels.alpha {
        return Cow::Borrowed(&pixels.bytes);
    }
    let width = pixels.width as usize;
    let mut colours: Vec<Option<[u8; 3]>> = pixels
        .bytes
        .chunks_exact(4)
        .map(|pixel| match *pixel {
            [red, green, blue, alpha] if alpha > 0 => Some([red, green, blue]),
            _ => None,
        })
        .collect();
    for _ in 0..REACH {
        let at = |index: Option<usize>| colours.get(index?).copied().flatten();
        let reached: Vec<(usize, [u8; 3])> = (0..colours.len())
            .filter(|index| at(Some(*index)).is_none())
            .filter_map(|index| {
                let left = (index % width > 0).then(|| index - 1);
                let right = ((index + 1) % width > 0).then_some(index + 1);
                let near = at(left).or_else(|| at(right)).or_else(|| at(index.checked_sub(width)));
                Some((index, near.or_else(|| at(Some(index + width)))?))
            })
            .collect();
        for (index, colour) in reached {
            if let Some(place) = colours.get_mut(index) {
                *place = Some(colour);
            }
        }
    }
    let mut bytes = pixels.bytes.clone();
    for (pixel, colour) in bytes.chunks_exact_mut(4).zip(colours) {
        let colour = colour.unwrap_or_default();
        pixel.iter_mut().zip(colour).for_each(|(channel, value)| *channel = value);
    }
    Cow::Owned(bytes)
}

/// Lossy WebP; alpha is kept without loss.
pub(super) fn webp(pixels: &Pixels) -> Result<Vec<u8>, Trouble> {
    let layout = if pixels.alpha { PixelLayout::Rgba } else { PixelLayout::Rgb };
    let mut config = WebPConfig::new().map_err(|()| broken("libwebp"))?;
    config.quality = WEBP_QUALITY;
    // Colours under transparent pixels are as we want them, see `veiled`.
    config.exact = 1;
    let bytes = veiled(pixels);
    let encoder = webp::Encoder::new(&bytes, layout, pixels.width, pixels.height);
    let encoded = encoder.encode_advanced(&config).map_err(|error| broken(format!("{error:?}")))?;
    Ok(encoded.to_vec())
}

/// Progressive JPEG: smaller, soon something to see, and (unlike baseline with tables of its own, which stands in
/// separate scans) read rightly by every decoder, ours among them.
pub(super) fn jpeg(pixels: &Pixels) -> Result<Vec<u8>, Trouble> {
    let (width, height) = (u16::try_from(pixels.width), u16::try_from(pixels.height));
    let (width, height) = (width.map_err(broken)?, height.map_err(broken)?);
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, JPEG_QUALITY);
    encoder.set_progressive(true);
    encoder.set_optimized_huffman_tables(true);
    encoder.set_chroma_subsampling_method(ChromaSubsamplingMethod::Average);
    encoder.encode(&pixels.bytes, width, height, ColorType::Rgb).map_err(broken)?;
    Ok(bytes)
}

/// PNG with alpha.
pub(super) fn png(pixels: &Pixels) -> Result<Vec<u8>, Trouble> {
    let kind = if pixels.alpha { ExtendedColorType::Rgba8 } else { ExtendedColorType::Rgb8 };
    let mut bytes = Vec::new();
    PngEncoder::new_with_quality(&mut bytes, CompressionType::Default, FilterType::Adaptive)
        .write_image(&veiled(pixels), pixels.width, pixels.height, kind)
        .map_err(broken)?;
    Ok(bytes)
}
