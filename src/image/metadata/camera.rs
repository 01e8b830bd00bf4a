//! EXIF: what the camera wrote, and the one thing of it that is kept.

use std::io::Cursor;

use exif::{Context, Exif, In, Reader, Tag, Value};
use image::metadata::Orientation;

use super::{Trace, Traces, packet};

/// Longest block that is read; a JPEG can hold none of half the length.
const LIMIT: usize = 128 * 1024;
/// Folders of one file; the reader itself stops there.
const FOLDERS: u16 = 8;
/// The last name a GPS folder knows; the first (0) is only the version.
const LAST_GPS: u16 = 0x1f;

const SERIAL: [Tag; 4] =
    [Tag::BodySerialNumber, Tag::LensSerialNumber, Tag(Context::Tiff, 0xc62f), Tag(Context::Exif, 0xfde9)];
const OWNER: [Tag; 2] = [Tag::CameraOwnerName, Tag(Context::Tiff, 0xa430)];
const THUMBNAIL: [Tag; 2] = [Tag::JPEGInterchangeFormat, Tag(Context::Tiff, 0x501b)];
/// XMP, Photoshop's resources and IPTC, where they stand in the camera's block.
const PACKETS: [Tag; 3] =
    [Tag(Context::Tiff, 0x02bc), Tag(Context::Tiff, 0x8649), Tag(Context::Tiff, 0x83bb)];

/// The traces of a block; none where all it says is how the camera was held.
pub(super) fn traces(block: &[u8]) -> Traces {
    let block = body(block);
    let mut traces = Traces::from([Trace::Camera]);
    if block.len() > LIMIT {
        traces.insert(Trace::Unreadable);
        return traces;
    }
    match Reader::new().continue_on_error(true).read_raw(block.to_vec()) {
        Ok(exif) => look(&exif, &mut traces),
        Err(exif::Error::PartialResult(partial)) => {
            look(&partial.into_inner().0, &mut traces);
            traces.insert(Trace::Unreadable);
        }
        Err(_) => {
            traces.insert(Trace::Unreadable);
        }
    }
    traces
}

/// The same of a kind of file whose blocks are not found here (HEIC, AVIF, TIFF).
pub(super) fn in_container(bytes: &[u8]) -> Traces {
    let mut traces = Traces::new();
    if let Ok(exif) = Reader::new().read_from_container(&mut Cursor::new(bytes)) {
        look(&exif, &mut traces);
    }
    traces
}

/// Asks for names one by one: a reader that unpacked them all would unpack what a hostile file repeats a thousand times.
fn look(exif: &Exif, into: &mut Traces) {
    let has =
        |tag: Tag| (0..FOLDERS).filter_map(|at| exif.get_field(tag, In(at))).any(|field| says(&field.value));
    if (1..=LAST_GPS).any(|number| has(Tag(Context::Gps, number))) {
        into.insert(Trace::Position);
    }
    if SERIAL.into_iter().any(has) {
        into.insert(Trace::Serial);
    }
    if OWNER.into_iter().any(has) {
        into.insert(Trace::Owner);
    }
    if has(Tag::MakerNote) {
        into.insert(Trace::MakerNote);
    }
    let second = exif.get_field(Tag::StripOffsets, In::THUMBNAIL).is_some();
    if second || THUMBNAIL.into_iter().any(has) {
        into.insert(Trace::Thumbnail);
    }
    for tag in PACKETS {
        if let Some(Value::Byte(bytes) | Value::Undefined(bytes, _)) =
            exif.get_field(tag, In::PRIMARY).map(|field| &field.value)
        {
            into.extend(packet::any(bytes));
        }
    }
}

/// Whether a value is more than blanks: many cameras leave the owner's field empty.
fn says(value: &Value) -> bool {
    match value {
        Value::Ascii(texts) => texts.iter().flatten().any(|byte| !byte.is_ascii_whitespace() && *byte != 0),
        Value::Undefined(bytes, _) | Value::Byte(bytes) => bytes.iter().any(|byte| *byte != 0),
        _ => true,
    }
}

/// The block behind the name that a JPEG, and here and there a WebP, puts before it.
pub(super) fn body(block: &[u8]) -> &[u8] {
    block.strip_prefix(PREFIX).unwrap_or(block)
}

/// What stands before the block in a JPEG.
pub(super) const PREFIX: &[u8] = b"Exif\0\0";

/// A block that says how the camera was held and nothing else; none where it was held upright.
pub(super) fn only_orientation(block: &[u8]) -> Option<Vec<u8>> {
    let orientation = Orientation::from_exif_chunk(body(block))?.to_exif();
    if orientation == 1 {
        return None;
    }
    let mut small = b"MM\0*\0\0\0\x08\0\x01".to_vec();
    small.extend([0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0]);
    small.extend([0, 0, 0, 0]);
    Some(small)
}
