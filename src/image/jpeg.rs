//! The markers of a JPEG: its size, whether it is whole, and the one kind our decoder reads wrongly.

use super::inspect::{Facts, cut, u16_be};
use super::trouble::Trouble;
use crate::diagnostic::codes;

/// What the frame header (SOF) says.
struct Frame {
    facts: Facts,
    components: u8,
    /// Not progressive: each scan is the last word on its components.
    baseline: bool,
    /// Some component has fewer samples than another (4:2:0, 4:2:2 …).
    subsampled: bool,
}

/// Walks from marker to marker to the end of the picture.
///
/// A decoder paints what is missing at the end of a cut file grey, so the end is looked for here. And zune-jpeg
/// 0.5.15 makes garbage, without an error, of a baseline file whose subsampled components stand in scans of their
/// own: such a file is refused.
pub(super) fn facts(bytes: &[u8]) -> Result<Facts, Trouble> {
    let mut frame: Option<Frame> = None;
    let mut at = 2;
    loop {
        let (marker, after) = next_marker(bytes, at).ok_or_else(cut)?;
        at = after;
        if matches!(marker, 0x01 | 0xd0..=0xd8) {
            continue;
        }
        if marker == 0xd9 {
            return frame.map(|frame| frame.facts).ok_or_else(cut);
        }
        let length = usize::from(u16_be(bytes, at).ok_or_else(cut)?);
        match marker {
            0xc4 | 0xc8 | 0xcc => {}
            0xc0..=0xcf if frame.is_none() => frame = Some(frame_at(bytes, at, marker).ok_or_else(cut)?),
            0xda => check_scan(bytes, at, frame.as_ref())?,
            _ => {}
        }
        at += length;
    }
}

/// The next marker at or after `at`, and the byte behind it. What lies between (the coded picture, filling) is
/// passed over: in coded data, 0xff is followed by zero, and the restart markers do no harm.
pub(super) fn next_marker(bytes: &[u8], mut at: usize) -> Option<(u8, usize)> {
    loop {
        at += bytes.get(at..)?.iter().position(|byte| *byte == 0xff)?;
        match *bytes.get(at + 1)? {
            0x00 => at += 2,
            0xff => at += 1,
            marker => return Some((marker, at + 2)),
        }
    }
}

fn frame_at(bytes: &[u8], at: usize, marker: u8) -> Option<Frame> {
    let (height, width) = (u16_be(bytes, at + 3)?, u16_be(bytes, at + 5)?);
    let components = *bytes.get(at + 7)?;
    let factors = bytes.get(at + 8..at + 8 + 3 * usize::from(components))?;
    Some(Frame {
        facts: Facts::still(width.into(), height.into()),
        components,
        baseline: matches!(marker, 0xc0 | 0xc1),
        subsampled: factors.chunks_exact(3).any(|one| one.get(1) != Some(&0x11)),
    })
}

fn check_scan(bytes: &[u8], at: usize, frame: Option<&Frame>) -> Result<(), Trouble> {
    let count = *bytes.get(at + 2).ok_or_else(cut)?;
    match frame {
        Some(frame) if frame.baseline && frame.subsampled && count < frame.components => {
            Err(Trouble::new(codes::PICTURE_SCANS))
        }
        _ => Ok(()),
    }
}
