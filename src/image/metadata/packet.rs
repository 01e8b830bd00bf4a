//! XMP, IPTC and Photoshop's resources: looked through for the names of what is grave.
//!
//! XMP may choose its prefixes, so names are looked for without them. A name counts wherever it stands: better a word
//! too much about a file than one too little.

use super::{Trace, Traces, camera};

/// What a packet's names tell, without case and prefix.
const NAMES: &[(&str, Trace)] = &[
    ("gpslatitude", Trace::Position),
    ("gpslongitude", Trace::Position),
    ("gpsdestlatitude", Trace::Position),
    ("gpscoordinates", Trace::Position),
    ("locationcreated", Trace::Position),
    ("locationshown", Trace::Position),
    ("sublocation", Trace::Position),
    ("serialnumber", Trace::Serial),
    ("ownername", Trace::Owner),
    ("regioninfo", Trace::People),
    ("regionlist", Trace::People),
    ("personinimage", Trace::People),
    ("persondisplayname", Trace::People),
    ("xmpgimg:image", Trace::Thumbnail),
    ("thumbnails", Trace::Thumbnail),
    ("file:///users/", Trace::Path),
    ("file:///home/", Trace::Path),
];

/// The traces of an XMP packet, or of a piece of one.
pub(super) fn xmp(packet: &[u8]) -> Traces {
    let lower = packet.to_ascii_lowercase();
    let finds = |name: &str| memchr::memmem::find(&lower, name.as_bytes()).is_some();
    let mut traces: Traces = NAMES.iter().filter(|(name, _)| finds(name)).map(|(_, trace)| *trace).collect();
    traces.insert(Trace::Text);
    traces
}

/// The traces of Photoshop's resources: thumbnails, IPTC records, and EXIF or XMP once more.
pub(super) fn photoshop(mut resources: &[u8]) -> Traces {
    let mut traces = Traces::from([Trace::Text]);
    while let Some((number, content, rest)) = resource(resources) {
        match number {
            0x0409 | 0x040c => {
                traces.insert(Trace::Thumbnail);
            }
            0x0404 => traces.extend(iptc(content)),
            0x0422 | 0x0423 => traces.extend(camera::traces(content)),
            0x0424 => traces.extend(xmp(content)),
            _ => {}
        }
        resources = rest;
    }
    traces
}

/// One `8BIM` resource: its number, its content, and what follows.
fn resource(bytes: &[u8]) -> Option<(u16, &[u8], &[u8])> {
    let rest = bytes.strip_prefix(b"8BIM")?;
    let (number, rest) = rest.split_first_chunk::<2>()?;
    // A name of an even number of bytes, its length among them.
    let name = (usize::from(*rest.first()?) + 2) & !1;
    let (length, rest) = rest.get(name..)?.split_first_chunk::<4>()?;
    let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
    let content = rest.get(..length)?;
    let padded = length.checked_add(length & 1)?;
    Some((u16::from_be_bytes(*number), content, rest.get(padded..).unwrap_or_default()))
}

/// IPTC records: `1c`, record, data set, length, data. 2:92 is the place within a town.
fn iptc(mut records: &[u8]) -> Option<Trace> {
    while let [0x1c, record, set, high, low, rest @ ..] = records {
        if (*record, *set) == (2, 92) {
            return Some(Trace::Position);
        }
        records = rest.get(usize::from(u16::from_be_bytes([*high, *low]))..)?;
    }
    None
}

/// The traces of a packet whose kind its first bytes tell.
pub(super) fn any(packet: &[u8]) -> Traces {
    match packet {
        [b'8', b'B', b'I', b'M', ..] => photoshop(packet),
        [0x1c, ..] => iptc(packet).into_iter().collect(),
        _ => xmp(packet),
    }
}
