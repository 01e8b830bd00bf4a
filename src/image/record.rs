//! What the store remembers of a picture: one record under the key of its content, one blob a rendition.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::encode::{JPEG_QUALITY, WEBP_QUALITY};
use super::format::Format;
use super::scale::WIDTHS;
use super::{Blob, ROOM};
use crate::fingerprint::{Fingerprint, Fingerprinter};
use crate::store::Store;

/// Counts up whenever the same source would give other bytes, or the record another shape.
const ENGINE: u64 = 1;

/// Which coding a rendition has.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Coding {
    Webp,
    Jpeg,
    Png,
}

impl Coding {
    /// The end of the file's name.
    pub(super) fn extension(self) -> &'static str {
        match self {
            Self::Webp => "webp",
            Self::Jpeg => "jpg",
            Self::Png => "png",
        }
    }
}

/// What was made of one source.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(super) struct Record {
    pub(super) format: Format,
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) frames: u32,
    pub(super) colour: Option<[u8; 3]>,
    pub(super) made: Vec<Made>,
}

/// One rendition, without its bytes.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(super) struct Made {
    pub(super) coding: Coding,
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) bytes: u64,
}

/// A record and where its bytes are, in the record's order.
#[derive(Clone, Debug)]
pub(super) struct Finished {
    pub(super) record: Record,
    pub(super) blobs: Vec<Blob>,
}

/// The key of all that is made of a source: its content, and everything of ours that shapes the result.
pub(super) fn key(source: &[u8]) -> Fingerprint {
    let mut key = Fingerprinter::new();
    key.text(ROOM).number(ENGINE);
    WIDTHS.iter().for_each(|width| {
        key.number(u64::from(*width));
    });
    key.number(u64::from(WEBP_QUALITY.to_bits())).number(u64::from(JPEG_QUALITY));
    key.fingerprint(Fingerprint::of(source)).finish()
}

fn blob_key(picture: Fingerprint, made: &Made) -> Fingerprint {
    Fingerprinter::new()
        .fingerprint(picture)
        .text(made.coding.extension())
        .number(u64::from(made.width))
        .finish()
}

/// What an earlier build made, if all of it is there and whole.
pub(super) fn load(store: &Store<'_>, key: Fingerprint) -> Option<Finished> {
    let record: Record = serde_json::from_slice(&store.get(ROOM, key)?).ok()?;
    let stored = |made: &Made| {
        let key = blob_key(key, made);
        let bytes = store.get(ROOM, key)?;
        (bytes.len() as u64 == made.bytes).then_some(Blob::Stored(key))
    };
    let blobs = record.made.iter().map(stored).collect::<Option<Vec<_>>>()?;
    Some(Finished { record, blobs })
}

/// Keeps what was made, the record last: a record never speaks of blobs that are not there yet. What the store
/// does not take stays in memory.
pub(super) fn keep(store: &Store<'_>, key: Fingerprint, record: Record, bytes: Vec<Vec<u8>>) -> Finished {
    let keep_one = |(made, bytes): (&Made, Vec<u8>)| {
        let key = blob_key(key, made);
        store.put(ROOM, key, &bytes);
        match store.get(ROOM, key) {
            Some(kept) if kept == bytes => Blob::Stored(key),
            _ => Blob::Bytes(Arc::from(bytes)),
        }
    };
    let blobs = record.made.iter().zip(bytes).map(keep_one).collect();
    if let Ok(text) = serde_json::to_vec(&record) {
        store.put(ROOM, key, &text);
    }
    Finished { record, blobs }
}
