//! A card of flat colours as a PNG. Its colours are few enough to be numbered: a third of the bytes to compress, and half as
//! many afterwards.

use std::collections::HashMap;

use ::image::RgbImage;
use png::{BitDepth, ColorType, Compression, Encoder, EncodingError, Filter};

/// The card as a PNG, every pixel as it is.
pub(super) fn encoded(card: &RgbImage) -> Result<Vec<u8>, EncodingError> {
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, card.width(), card.height());
    encoder.set_depth(BitDepth::Eight);
    encoder.set_compression(Compression::Balanced);
    match numbered(card) {
        Some((colours, numbers)) => {
            encoder.set_color(ColorType::Indexed);
            encoder.set_palette(colours);
            // The difference of two numbers says nothing of colours.
            encoder.set_filter(Filter::NoFilter);
            encoder.write_header()?.write_image_data(&numbers)?;
        }
        None => {
            encoder.set_color(ColorType::Rgb);
            encoder.set_filter(Filter::Up);
            encoder.write_header()?.write_image_data(card)?;
        }
    }
    Ok(bytes)
}

/// The colours in the order they are met, and each pixel's number; `None` where a byte cannot number them.
fn numbered(card: &RgbImage) -> Option<(Vec<u8>, Vec<u8>)> {
    let (mut colours, mut numbers) = (Vec::new(), Vec::with_capacity(card.pixels().len()));
    let mut known: HashMap<[u8; 3], u8> = HashMap::new();
    let mut last = None;
    for pixel in card.pixels() {
        let number = match last {
            Some((colour, number)) if colour == pixel.0 => number,
            _ => match known.get(&pixel.0) {
                Some(number) => *number,
                None => {
                    let number = u8::try_from(known.len()).ok()?;
                    colours.extend(pixel.0);
                    known.insert(pixel.0, number);
                    number
                }
            },
        };
        last = Some((pixel.0, number));
        numbers.push(number);
    }
    Some((colours, numbers))
}

#[cfg(test)]
mod tests {
    use ::image::{Rgb, load_from_memory};

    use super::*;

    #[test]
    fn every_pixel_is_as_it_was_however_many_colours_there_are() {
        for (colours, palette) in [(1, true), (2, true), (256, true), (257, false), (4_000, false)] {
            let colour = |x: u32, y: u32| {
                let number = (y * 100 + x) % colours;
                Rgb([(number % 251) as u8, (number / 251) as u8, (number % 7) as u8])
            };
            let card = RgbImage::from_fn(100, 60, colour);
            let bytes = encoded(&card).unwrap();
            // The kind of colour stands in the twenty-sixth byte; 3 is a palette.
            assert_eq!(bytes[25] == 3, palette, "{colours}");
            assert_eq!(load_from_memory(&bytes).unwrap().into_rgb8(), card, "{colours}");
        }
    }
}
