//! From pixels to the bytes readers get. Only pixels come in, so no metadata can go out.

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

/// Lossy WebP; alpha is kept without loss.
pub(super) fn webp(pixels: &Pixels) -> Result<Vec<u8>, Trouble> {
    let layout = if pixels.alpha { PixelLayout::Rgba } else { PixelLayout::Rgb };
    let mut config = WebPConfig::new().map_err(|()| broken("libwebp"))?;
    config.quality = WEBP_QUALITY;
    let encoder = webp::Encoder::new(&pixels.bytes, layout, pixels.width, pixels.height);
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
        .write_image(&pixels.bytes, pixels.width, pixels.height, kind)
        .map_err(broken)?;
    Ok(bytes)
}
