//! A 128-bit hash of a value, so that "has this changed?" is a comparison of sixteen bytes.
//!
//! The hash is BLAKE3 cut to 128 bits: collisions would need about 2^64 values, far beyond any site.
//! Two values with the same fingerprint are taken as the same; so every writer here is prefix-free
//! (each piece is written with its kind and its length).

use std::fmt;

use serde::{Deserialize, Serialize};
use tera::Value;
use tera::value::ValueKind;

/// Sixteen bytes that stand for a value.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Fingerprint([u8; 16]);

impl Fingerprint {
    /// The fingerprint of raw bytes, such as a file's content.
    pub fn of(bytes: &[u8]) -> Self {
        Self::cut(blake3::hash(bytes))
    }

    fn cut(hash: blake3::Hash) -> Self {
        let mut cut = [0; 16];
        cut.copy_from_slice(&hash.as_bytes()[..16]);
        Self(cut)
    }

    /// The first `digits` hexadecimal digits, for file names; at most 32.
    pub fn short(&self, digits: usize) -> String {
        let mut text = self.to_string();
        text.truncate(digits);
        text
    }

    /// Reads what [`fmt::Display`] writes; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let mut bytes = [0; 16];
        if text.len() != 32 || !text.is_ascii() {
            return None;
        }
        for (at, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&text[at * 2..at * 2 + 2], 16).ok()?;
        }
        Some(Self(bytes))
    }

    /// From what [`Self::as_bytes`] gave.
    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// The bytes themselves.
    pub fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl Serialize for Fingerprint {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match to.is_human_readable() {
            true => to.collect_str(self),
            false => self.0.serialize(to),
        }
    }
}

impl<'de> Deserialize<'de> for Fingerprint {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        if !from.is_human_readable() {
            return <[u8; 16]>::deserialize(from).map(Self);
        }
        let text = String::deserialize(from)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("not a fingerprint"))
    }
}

/// Bytes that only who knows the key can read. The same call opens them again.
pub fn sealed(mut bytes: Vec<u8>, key: Fingerprint) -> Vec<u8> {
    let mut stream =
        blake3::Hasher::new_derive_key("globale: what a build remembers").update(&key.0).finalize_xof();
    let mut mask = [0; 4096];
    for piece in bytes.chunks_mut(mask.len()) {
        stream.fill(&mut mask);
        piece.iter_mut().zip(mask).for_each(|(byte, mask)| *byte ^= mask);
    }
    bytes
}

/// Pieces are gathered to this many bytes before they are hashed: a value is thousands of pieces of a few bytes each,
/// and the hash costs far more a call than a byte. It takes sixteen KiB at once; most values are smaller.
const GATHERED: usize = 16 * 1024;

/// Hashes pieces one after another.
#[derive(Default)]
pub struct Fingerprinter {
    /// Begun when more came than is gathered.
    hasher: Option<Box<blake3::Hasher>>,
    gathered: Vec<u8>,
}

impl Fingerprinter {
    /// An empty hash.
    pub fn new() -> Self {
        Self::default()
    }

    fn add(&mut self, bytes: &[u8]) {
        if self.gathered.len() + bytes.len() > GATHERED {
            self.hasher.get_or_insert_default().update(&self.gathered);
            self.gathered.clear();
        }
        if bytes.len() > GATHERED {
            self.hasher.get_or_insert_default().update(bytes);
        } else {
            self.gathered.extend_from_slice(bytes);
        }
    }

    /// Adds bytes with their length.
    pub fn bytes(&mut self, bytes: &[u8]) -> &mut Self {
        self.add(&(bytes.len() as u64).to_le_bytes());
        self.add(bytes);
        self
    }

    /// Adds text with its length.
    pub fn text(&mut self, text: &str) -> &mut Self {
        self.bytes(text.as_bytes())
    }

    /// Adds another value's fingerprint.
    pub fn fingerprint(&mut self, other: Fingerprint) -> &mut Self {
        self.add(&other.0);
        self
    }

    /// Adds a number.
    pub fn number(&mut self, number: u64) -> &mut Self {
        self.add(&number.to_le_bytes());
        self
    }

    /// Adds a template value, all of it.
    pub fn value(&mut self, value: &Value) -> &mut Self {
        let kind = value.kind();
        self.add(&[kind as u8]);
        match kind {
            ValueKind::String => {
                // A safe string renders differently from the same letters unescaped.
                self.add(&[u8::from(value.is_safe())]);
                self.text(value.as_str().unwrap_or_default());
            }
            ValueKind::Bool => {
                self.add(&[u8::from(value.as_bool().unwrap_or_default())]);
            }
            ValueKind::Array => {
                let items = value.as_array().unwrap_or_default();
                self.number(items.len() as u64);
                for item in items {
                    self.value(item);
                }
            }
            ValueKind::Map => {
                if let Some(map) = value.as_map() {
                    self.number(map.len() as u64);
                    for (key, item) in map {
                        self.text(key.as_str().unwrap_or_default());
                        self.value(item);
                    }
                }
            }
            ValueKind::None | ValueKind::Undefined => {}
            _ => {
                self.text(&value.to_string());
            }
        }
        self
    }

    /// The fingerprint of all that was added.
    pub fn finish(&self) -> Fingerprint {
        match &self.hasher {
            None => Fingerprint::of(&self.gathered),
            Some(hasher) => Fingerprint::cut(hasher.clone().update(&self.gathered).finalize()),
        }
    }
}

/// The fingerprint of one template value.
pub fn of_value(value: &Value) -> Fingerprint {
    Fingerprinter::new().value(value).finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_prefix_free() {
        let split = |a: &str, b: &str| Fingerprinter::new().text(a).text(b).finish();
        assert_ne!(split("ab", "c"), split("a", "bc"));
        assert_ne!(of_value(&Value::from("1")), of_value(&Value::from(1)));
        assert_ne!(of_value(&Value::normal_string("<b>")), of_value(&Value::safe_string("<b>")));
    }

    #[test]
    fn gathering_changes_no_hash() {
        let (small, large) = ([7; 100], [9; 3 * GATHERED]);
        let mut print = Fingerprinter::new();
        let mut whole = Vec::new();
        for piece in [&small[..], &large, &small, &small[..1], &large] {
            print.bytes(piece);
            whole.extend_from_slice(&(piece.len() as u64).to_le_bytes());
            whole.extend_from_slice(piece);
        }
        assert_eq!(print.finish(), Fingerprint::of(&whole));
    }

    #[test]
    fn what_is_sealed_opens_with_its_key_alone() {
        let text = b"Kari Nordmann".repeat(1000);
        let (key, other) = (Fingerprint::of(b"a"), Fingerprint::of(b"b"));
        let closed = sealed(text.clone(), key);
        assert!(!closed.windows(4).any(|window| window == b"Kari"));
        assert_ne!(sealed(closed.clone(), other), text);
        assert_eq!(sealed(closed, key), text);
    }

    #[test]
    fn text_form_reads_back() {
        let one = Fingerprint::of(b"Globale");
        assert_eq!(Fingerprint::parse(&one.to_string()), Some(one));
        assert_eq!(Fingerprint::parse("no"), None);
    }
}
