//! The blocks of JPEG, PNG, GIF and WebP that do not draw. Every walk goes forward and ends with the file.

use super::{Cut, Trace, Traces, camera, packet};
use crate::image::jpeg::next_marker;

/// Longest text that a compressed block of a PNG may become.
const TEXT_LIMIT: usize = 1024 * 1024;

fn u32_be(bytes: &[u8], at: usize) -> Option<usize> {
    let four = bytes.get(at..at.checked_add(4)?)?.try_into().ok()?;
    usize::try_from(u32::from_be_bytes(four)).ok()
}

fn u32_le(bytes: &[u8], at: usize) -> Option<usize> {
    let four = bytes.get(at..at.checked_add(4)?)?.try_into().ok()?;
    usize::try_from(u32::from_le_bytes(four)).ok()
}

/// What lies behind the end of the picture; filling counts for nothing.
fn behind(bytes: &[u8], end: usize) -> Option<Cut> {
    let rest = bytes.get(end..).filter(|rest| !rest.is_empty())?;
    let trace = rest.iter().any(|byte| !matches!(byte, 0 | b'\n' | b'\r')).then_some(Trace::Behind);
    Some(Cut::new(end..bytes.len(), trace.or(Some(Trace::Other))))
}

/// A JPEG's segments, from marker to marker to the end of the picture.
pub(super) fn jpeg(bytes: &[u8]) -> Option<Vec<Cut>> {
    let mut cuts = Vec::new();
    let (mut turned, mut drawing) = (false, false);
    let mut at = 2;
    loop {
        let (marker, after) = next_marker(bytes, at)?;
        // Between the segments before the picture there is nothing but filling.
        if !drawing && bytes.get(at..after - 2)?.iter().any(|byte| *byte != 0xff) {
            return None;
        }
        drawing |= marker == 0xda;
        at = after;
        if matches!(marker, 0x01 | 0xd0..=0xd8) {
            continue;
        }
        if marker == 0xd9 {
            cuts.extend(behind(bytes, at));
            return Some(cuts);
        }
        let length = usize::from(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?));
        let content = bytes.get(at + 2..at.checked_add(length)?)?;
        let range = after - 2..at + length;
        if let Some((traces, kept)) = segment(marker, content)
            && (marker, kept.as_deref()) != (0xe1, Some(content))
        {
            let kept = kept.filter(|_| marker != 0xe1 || !std::mem::replace(&mut turned, true));
            let with = kept.and_then(|kept| {
                let length = u16::try_from(kept.len() + 2).ok()?;
                Some([&[0xff, marker][..], &length.to_be_bytes(), &kept].concat())
            });
            cuts.push(Cut::new(range, traces).with(with.unwrap_or_default()));
        }
        at += length;
    }
}

/// What a segment tells and what is kept of it; `None` for one that draws.
fn segment(marker: u8, content: &[u8]) -> Option<(Traces, Option<Vec<u8>>)> {
    const XMP: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";
    const MORE_XMP: &[u8] = b"http://ns.adobe.com/xmp/extension/\0";
    let one = |trace: Trace| Some((Traces::from([trace]), None));
    match marker {
        0xe0 if content.starts_with(b"JFIF\0") => match content.get(12..14) {
            Some([0, 0]) | None => None,
            Some(_) => Some((Traces::from([Trace::Thumbnail]), Some([&content[..12], &[0, 0]].concat()))),
        },
        0xe0 if content.starts_with(b"JFXX\0") => one(Trace::Thumbnail),
        0xe1 if content.starts_with(camera::PREFIX) => {
            let small = camera::only_orientation(content);
            Some((camera::traces(content), small.map(|small| [camera::PREFIX, &small].concat())))
        }
        0xe1 if content.starts_with(XMP) || content.starts_with(MORE_XMP) => {
            Some((packet::xmp(content), None))
        }
        0xe2 if content.starts_with(b"ICC_PROFILE\0") => None,
        // The table of contents of the pictures behind this one, which are cut off.
        0xe2 => one(Trace::Other),
        0xed => match content.strip_prefix(b"Photoshop 3.0\0") {
            Some(resources) => Some((packet::photoshop(resources), None)),
            None => Some((packet::xmp(content), None)),
        },
        // Adobe's word on how colours are coded.
        0xee if content.starts_with(b"Adobe") => None,
        0xe0..=0xef => Some((with_other(packet::xmp(content)), None)),
        0xfe => Some((packet::xmp(content), None)),
        _ => None,
    }
}

/// A block of a kind nobody knows is no text.
fn with_other(mut traces: Traces) -> Traces {
    traces.remove(&Trace::Text);
    traces.insert(Trace::Other);
    traces
}

/// Chunks of a PNG that draw, or say how colours are meant.
const DRAWING_CHUNKS: [&[u8; 4]; 21] = [
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB", b"cICP",
    b"mDCV", b"cLLI", b"bKGD", b"hIST", b"pHYs", b"sPLT", b"acTL", b"fcTL", b"fdAT", b"oFFs",
];

/// A PNG's chunks.
pub(super) fn png(bytes: &[u8]) -> Option<Vec<Cut>> {
    let mut cuts = Vec::new();
    let mut at = 8;
    loop {
        let length = u32_be(bytes, at)?;
        let kind: &[u8; 4] = bytes.get(at + 4..at + 8)?.try_into().ok()?;
        let end = at.checked_add(length)?.checked_add(12)?;
        let content = bytes.get(at + 8..end - 4)?;
        if kind == b"eXIf" {
            let small = camera::only_orientation(content);
            if small.as_deref() != Some(content) {
                let with = small.map(|small| chunk(b"eXIf", &small)).unwrap_or_default();
                cuts.push(Cut::new(at..end, camera::traces(content)).with(with));
            }
        } else if !DRAWING_CHUNKS.contains(&kind) {
            cuts.push(Cut::new(at..end, chunk_traces(kind, content)));
        }
        if kind == b"IEND" {
            cuts.extend(behind(bytes, end));
            return Some(cuts);
        }
        at = end;
    }
}

fn chunk_traces(kind: &[u8; 4], content: &[u8]) -> Traces {
    let (keyword, rest) =
        content.split_at(content.iter().position(|byte| *byte == 0).unwrap_or(content.len()));
    // ImageMagick writes whole blocks in hexadecimal digits; they are not read again to say which.
    if keyword.to_ascii_lowercase().starts_with(b"raw profile type") {
        return Traces::from([Trace::Unreadable]);
    }
    let packed = match kind {
        b"tEXt" => return packet::xmp(rest),
        b"zTXt" => rest.get(2..),
        b"iTXt" if rest.get(1) == Some(&0) => return packet::xmp(rest),
        b"iTXt" => rest.get(3..).and_then(after_two_texts),
        b"tIME" => return Traces::from([Trace::Camera]),
        b"prVW" => return Traces::from([Trace::Thumbnail]),
        _ => return with_other(packet::xmp(content)),
    };
    let unpack = |packed| miniz_oxide::inflate::decompress_to_vec_zlib_with_limit(packed, TEXT_LIMIT).ok();
    match packed.and_then(unpack) {
        Some(text) => packet::xmp(&text),
        None => Traces::from([Trace::Unreadable]),
    }
}

/// What stands behind the language and the translated keyword of an iTXt chunk.
fn after_two_texts(bytes: &[u8]) -> Option<&[u8]> {
    let mut ends = bytes.iter().enumerate().filter(|(_, byte)| **byte == 0);
    bytes.get(ends.nth(1)?.0 + 1..)
}

/// A whole chunk, with its checksum.
fn chunk(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len()).unwrap_or_default();
    let mut whole = length.to_be_bytes().to_vec();
    whole.extend(kind);
    whole.extend(content);
    let checksum = whole[4..].iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| (sum >> 1) ^ (0xedb8_8320 & (sum & 1).wrapping_neg()))
    });
    whole.extend((!checksum).to_be_bytes());
    whole
}

/// A GIF's extensions: comments go, and what programs added; how often it repeats stays, and its colour profile.
pub(super) fn gif(bytes: &[u8]) -> Option<Vec<Cut>> {
    const KEPT: [&[u8]; 3] = [b"NETSCAPE2.0", b"ANIMEXTS1.0", b"ICCRGBG1012"];
    let table = |flags: u8| if flags & 0x80 == 0 { 0 } else { 3usize << ((flags & 7) + 1) };
    let mut cuts = Vec::new();
    let mut at = 13 + table(*bytes.get(10)?);
    loop {
        match bytes.get(at) {
            Some(0x21) => {
                let label = *bytes.get(at + 1)?;
                let end = after_blocks(bytes, at + 2)?;
                let content = bytes.get(at + 2..end)?;
                let kept = match label {
                    0xfe => false,
                    0xff => {
                        KEPT.iter().any(|name| content.get(1..).is_some_and(|rest| rest.starts_with(name)))
                    }
                    _ => true,
                };
                if !kept {
                    cuts.push(Cut::new(at..end, packet::xmp(content)));
                }
                at = end;
            }
            Some(0x2c) => at = after_blocks(bytes, at + 11 + table(*bytes.get(at + 9)?))?,
            Some(0x3b) => {
                cuts.extend(behind(bytes, at + 1));
                return Some(cuts);
            }
            // Some programs leave out the last byte.
            None => return Some(cuts),
            Some(_) => return None,
        }
    }
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

/// A WebP's chunks. The header's length and its list of what follows are put right.
pub(super) fn webp(bytes: &[u8]) -> Option<Vec<Cut>> {
    const DRAWING: [&[u8]; 7] = [b"VP8X", b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ANMF", b"ICCP"];
    let end = u32_le(bytes, 4)?.checked_add(8)?;
    let mut cuts = Vec::new();
    let mut flags = None;
    let mut turned = false;
    let mut at = 12;
    while at < end {
        let kind = bytes.get(at..at + 4)?;
        let length = u32_le(bytes, at + 4)?;
        let content = bytes.get(at + 8..at.checked_add(8)?.checked_add(length)?)?;
        // The filling byte of the last chunk is sometimes left out.
        let next = (at + 8 + length + (length & 1)).min(bytes.len());
        match kind {
            b"VP8X" => flags = Some((at + 8, *content.first()?)),
            b"EXIF" => {
                let small = camera::only_orientation(content);
                turned = small.is_some();
                if small.as_deref() != Some(content) {
                    let with = small.map(|small| riff(b"EXIF", &small)).unwrap_or_default();
                    cuts.push(Cut::new(at..next, camera::traces(content)).with(with));
                }
            }
            b"XMP " => cuts.push(Cut::new(at..next, packet::xmp(content))),
            kind if !DRAWING.contains(&kind) => {
                cuts.push(Cut::new(at..next, with_other(packet::xmp(content))));
            }
            _ => {}
        }
        at = next;
    }
    cuts.extend(behind(bytes, at));
    if cuts.is_empty() {
        return Some(cuts);
    }
    let gone: usize = cuts.iter().map(|cut| cut.range.len()).sum();
    let come: usize = cuts.iter().map(|cut| cut.with.len()).sum();
    let length = u32::try_from((bytes.len() + come).checked_sub(gone + 8)?).ok()?;
    let header = Cut::new(4..8, None).with(length.to_le_bytes().to_vec());
    let list = flags.map(|(at, flags)| {
        let flags = if turned { flags & !0x04 } else { flags & !0x0c };
        Cut::new(at..at + 1, None).with(vec![flags])
    });
    cuts.extend(std::iter::once(header).chain(list));
    cuts.sort_by_key(|cut| cut.range.start);
    Some(cuts)
}

fn riff(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len()).unwrap_or_default();
    let padding = vec![0; content.len() % 2];
    [&kind[..], &length.to_le_bytes(), content, &padding].concat()
}
