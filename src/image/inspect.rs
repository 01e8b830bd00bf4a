//! What a picture's header says, read before any decoder sees a byte: size, frames, and whether the file is whole.
//!
//! Every walk here goes forward through the bytes and stops at the budget, so it costs at most one look at each.

use super::format::Format;
use super::jpeg;
use super::trouble::Trouble;
use crate::diagnostic::codes;

/// Most pixels a picture may have: decoding more would take memory from everything else.
pub(super) const PIXEL_LIMIT: u64 = 50_000_000;
/// Most frames a file may have.
pub(super) const FRAME_LIMIT: u32 = 200;
/// Longest side: no WebP can be longer.
pub(super) const SIDE_LIMIT: u32 = 16_383;

/// What a header says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Facts {
    /// As stored, before any turning.
    pub(super) width: u32,
    /// As stored, before any turning.
    pub(super) height: u32,
    /// 1 for a still picture; counted no further than just beyond the limit.
    pub(super) frames: u32,
    /// Pixels the decoder will need room for.
    pub(super) pixels: u64,
}

impl Facts {
    /// A picture of one frame.
    pub(super) fn still(width: u32, height: u32) -> Self {
        Self { width, height, frames: 1, pixels: u64::from(width) * u64::from(height) }
    }
}

/// Reads a header and holds it against the budgets.
pub(super) fn inspect(bytes: &[u8], format: Format) -> Result<Facts, Trouble> {
    let facts = match format {
        Format::Jpeg => jpeg::facts(bytes)?,
        Format::Png => png(bytes).ok_or_else(cut)?,
        Format::Gif => gif(bytes).ok_or_else(cut)?,
        Format::Webp => webp(bytes).ok_or_else(cut)?,
        // An SVG has no pixels and never comes here.
        Format::Svg => return Err(Trouble::new(codes::NOT_A_PICTURE)),
    };
    within_budget(facts)
}

/// The file ends before the picture does.
pub(super) fn cut() -> Trouble {
    Trouble::new(codes::PICTURE_CUT)
}

fn within_budget(facts: Facts) -> Result<Facts, Trouble> {
    if facts.pixels > PIXEL_LIMIT {
        let megapixels = facts.pixels.div_ceil(1_000_000);
        return Err(Trouble::new(codes::PICTURE_TOO_LARGE)
            .with("megapixels", megapixels)
            .with("limit", PIXEL_LIMIT / 1_000_000));
    }
    if facts.width.max(facts.height) > SIDE_LIMIT {
        return Err(Trouble::new(codes::PICTURE_TOO_LONG)
            .with("width", facts.width)
            .with("height", facts.height)
            .with("limit", SIDE_LIMIT));
    }
    if facts.frames > FRAME_LIMIT {
        return Err(Trouble::new(codes::PICTURE_TOO_MANY_FRAMES).with("limit", FRAME_LIMIT));
    }
    if facts.pixels == 0 {
        return Err(Trouble::new(codes::PICTURE_BROKEN).with("reason", "0 × 0"));
    }
    Ok(facts)
}

fn part<const N: usize>(bytes: &[u8], at: usize) -> Option<[u8; N]> {
    bytes.get(at..at.checked_add(N)?)?.try_into().ok()
}

/// A big-endian number of two bytes.
pub(super) fn u16_be(bytes: &[u8], at: usize) -> Option<u16> {
    part(bytes, at).map(u16::from_be_bytes)
}

fn u16_le(bytes: &[u8], at: usize) -> Option<u16> {
    part(bytes, at).map(u16::from_le_bytes)
}

fn u24_le(bytes: &[u8], at: usize) -> Option<u32> {
    let [low, middle, high] = part(bytes, at)?;
    Some(u32::from_le_bytes([low, middle, high, 0]))
}

fn u32_be(bytes: &[u8], at: usize) -> Option<u32> {
    part(bytes, at).map(u32::from_be_bytes)
}

fn u32_le(bytes: &[u8], at: usize) -> Option<u32> {
    part(bytes, at).map(u32::from_le_bytes)
}

fn png(bytes: &[u8]) -> Option<Facts> {
    let mut facts = Facts::still(u32_be(bytes, 16)?, u32_be(bytes, 20)?);
    let mut at = 8;
    loop {
        let length = usize::try_from(u32_be(bytes, at)?).ok()?;
        match &part::<4>(bytes, at + 4)? {
            b"acTL" => facts.frames = u32_be(bytes, at + 8)?,
            b"IDAT" => return Some(facts),
            _ => {}
        }
        at = at.checked_add(length)?.checked_add(12)?;
    }
}

fn gif(bytes: &[u8]) -> Option<Facts> {
    let mut facts = Facts::still(u16_le(bytes, 6)?.into(), u16_le(bytes, 8)?.into());
    facts.frames = 0;
    let mut at = 13 + colour_table(*bytes.get(10)?);
    loop {
        match bytes.get(at) {
            Some(0x21) => at = after_blocks(bytes, at + 2)?,
            Some(0x2c) => {
                let (width, height) = (u16_le(bytes, at + 5)?, u16_le(bytes, at + 7)?);
                facts.pixels = facts.pixels.max(u64::from(width) * u64::from(height));
                facts.frames += 1;
                if facts.frames > FRAME_LIMIT {
                    return Some(facts);
                }
                let table = colour_table(*bytes.get(at + 9)?);
                at = after_blocks(bytes, at + 11 + table)?;
            }
            // Some programs leave out the last byte, and some fill up behind it; a file without a frame is cut.
            Some(0x3b) | None if facts.frames > 0 => return Some(facts),
            _ => return None,
        }
    }
}

/// Bytes of the colour table that a GIF's flags announce.
fn colour_table(flags: u8) -> usize {
    if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) }
}

/// The byte after a GIF's chain of data blocks.
fn after_blocks(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        let length = usize::from(*bytes.get(at)?);
        at += 1 + length;
        if length == 0 {
            return Some(at);
        }
    }
}

fn webp(bytes: &[u8]) -> Option<Facts> {
    let end = usize::try_from(u32_le(bytes, 4)?).ok()?.checked_add(8)?;
    if end > bytes.len() {
        return None;
    }
    let mut facts: Option<Facts> = None;
    let mut animated = 0;
    let mut at = 12;
    while at + 8 <= end && animated <= FRAME_LIMIT {
        let length = usize::try_from(u32_le(bytes, at + 4)?).ok()?;
        let data = at + 8;
        match &part::<4>(bytes, at)? {
            b"VP8X" => facts = Some(Facts::still(u24_le(bytes, data + 4)? + 1, u24_le(bytes, data + 7)? + 1)),
            b"VP8 " if facts.is_none() => {
                let side = |at| u16_le(bytes, at).map(|side| u32::from(side & 0x3fff));
                facts = Some(Facts::still(side(data + 6)?, side(data + 8)?));
            }
            b"VP8L" if facts.is_none() => {
                let bits = u32_le(bytes, data + 1)?;
                facts = Some(Facts::still((bits & 0x3fff) + 1, ((bits >> 14) & 0x3fff) + 1));
            }
            b"ANMF" => animated += 1,
            _ => {}
        }
        at = data.checked_add(length)?.checked_add(length & 1)?;
    }
    facts.map(|facts| Facts { frames: animated.max(1), ..facts })
}
