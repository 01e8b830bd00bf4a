//! From a file's bytes to pixels, within limits.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, ImageResult, Limits};

use super::format::Format;
use super::inspect::SIDE_LIMIT;
use super::trouble::Trouble;
use crate::diagnostic::codes;

/// Most bytes a decoder may ask for: 50 MP with four channels of two bytes, and some for itself.
const MEMORY_LIMIT: u64 = 512 * 1024 * 1024;

/// Pixels of 8 bits a channel, whatever the file had. Metadata and colour profiles are left behind here.
#[derive(Clone)]
pub(super) struct Pixels {
    pub(super) width: u32,
    pub(super) height: u32,
    /// Four channels rather than three.
    pub(super) alpha: bool,
    pub(super) bytes: Vec<u8>,
}

/// A decoded picture as it is stored, and how the camera was held: turning it is cheaper once it is small.
pub(super) struct Decoded {
    pub(super) pixels: Pixels,
    pub(super) orientation: Orientation,
}

impl Decoded {
    /// Whether turning it swaps width and height.
    pub(super) fn lies(&self) -> bool {
        matches!(
            self.orientation,
            Orientation::Rotate90
                | Orientation::Rotate270
                | Orientation::Rotate90FlipH
                | Orientation::Rotate270FlipH
        )
    }
}

impl Pixels {
    /// Takes a decoded picture; one whose every pixel is opaque loses its alpha channel.
    pub(super) fn of(image: DynamicImage) -> Self {
        let (width, height) = (image.width(), image.height());
        if image.color().has_alpha() {
            let bytes = image.into_rgba8().into_raw();
            if bytes.chunks_exact(4).any(|pixel| pixel.last() != Some(&u8::MAX)) {
                return Self { width, height, alpha: true, bytes };
            }
            let opaque = bytes.chunks_exact(4).flat_map(|pixel| pixel.iter().take(3).copied()).collect();
            return Self { width, height, alpha: false, bytes: opaque };
        }
        Self { width, height, alpha: false, bytes: image.into_rgb8().into_raw() }
    }

    /// The same pixels, turned.
    pub(super) fn turned(self, orientation: Orientation) -> Self {
        if orientation == Orientation::NoTransforms {
            return self;
        }
        let (width, height, alpha) = (self.width, self.height, self.alpha);
        let image = if alpha {
            image::RgbaImage::from_raw(width, height, self.bytes).map(DynamicImage::from)
        } else {
            image::RgbImage::from_raw(width, height, self.bytes).map(DynamicImage::from)
        };
        // The bytes are as many as the sides say, so there always is an image.
        let mut image = image.unwrap_or_default();
        image.apply_orientation(orientation);
        Self { width: image.width(), height: image.height(), alpha, bytes: image.into_bytes() }
    }
}

/// Decodes the first frame. Its header must have been inspected before.
pub(super) fn decode(bytes: &[u8], format: Format) -> Result<Decoded, Trouble> {
    let broken = |reason: String| Trouble::new(codes::PICTURE_BROKEN).with("reason", reason);
    let format = match format {
        Format::Jpeg => ImageFormat::Jpeg,
        Format::Png => ImageFormat::Png,
        Format::Gif => ImageFormat::Gif,
        Format::Webp => ImageFormat::WebP,
        Format::Svg => return Err(Trouble::new(codes::NOT_A_PICTURE)),
    };
    // A decoder that trips over a hostile file must not take the other pictures with it.
    match catch_unwind(AssertUnwindSafe(|| read(bytes, format))) {
        Ok(read) => read.map_err(|error| broken(error.to_string())),
        Err(_) => Err(broken(String::from("the decoder gave up"))),
    }
}

fn read(bytes: &[u8], format: ImageFormat) -> ImageResult<Decoded> {
    let mut limits = Limits::default();
    limits.max_image_width = Some(SIDE_LIMIT);
    limits.max_image_height = Some(SIDE_LIMIT);
    limits.max_alloc = Some(MEMORY_LIMIT);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    let mut decoder = reader.into_decoder()?;
    // A picture whose metadata is damaged is still a picture.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    Ok(Decoded { pixels: Pixels::of(DynamicImage::from_decoder(decoder)?), orientation })
}
