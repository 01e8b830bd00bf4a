//! One picture from its bytes to all its renditions.

use super::Wanted;
use super::decode::{Pixels, decode};
use super::encode;
use super::format;
use super::gate::Gate;
use super::inspect::inspect;
use super::record::{self, Coding, Finished, Made, Record};
use super::scale::{colour, first, height_at, ladder, widths};
use super::trouble::Trouble;
use crate::fingerprint::Fingerprint;
use crate::store::Store;

/// Widest picture for those who can't show WebP: they get one, so it must not be heavy.
const FALLBACK_WIDTH: u32 = 1200;

/// Decodes once, makes every width from the next wider, encodes, and keeps all in the store. The gate is held
/// only while the whole decoded picture is in memory.
pub(super) fn make(
    (bytes, key): (&[u8], Fingerprint),
    wanted: &Wanted,
    store: &Store<'_>,
    gate: &Gate,
) -> Result<Finished, Trouble> {
    let format = format::of(bytes, &wanted.file)?;
    let facts = inspect(bytes, format)?;
    let pass = gate.enter(facts.pixels);
    let decoded = decode(bytes, format)?;
    let stored = (decoded.pixels.width, decoded.pixels.height);
    let (width, height) = if decoded.lies() { (stored.1, stored.0) } else { stored };
    let widths = widths(width);
    let widest = widths.last().copied().unwrap_or(width);
    let biggest = first(decoded, widest, height_at(widest, (width, height)))?;
    drop(pass);
    let steps = ladder(biggest, &widths)?;
    let (made, encoded) = renditions(&steps)?.into_iter().unzip();
    let colour = steps.last().and_then(colour);
    let record = Record { format, width, height, frames: facts.frames, colour, made };
    Ok(record::keep(store, key, record, encoded))
}

/// WebP in every width, then the one fallback.
fn renditions(steps: &[Pixels]) -> Result<Vec<(Made, Vec<u8>)>, Trouble> {
    let mut all = Vec::with_capacity(steps.len() + 1);
    for step in steps.iter().rev() {
        all.push(rendition(step, Coding::Webp, encode::webp(step)?));
    }
    let fallback = steps.iter().find(|step| step.width <= FALLBACK_WIDTH);
    if let Some(step) = fallback {
        all.push(match step.alpha {
            true => rendition(step, Coding::Png, encode::png(step)?),
            false => rendition(step, Coding::Jpeg, encode::jpeg(step)?),
        });
    }
    Ok(all)
}

fn rendition(step: &Pixels, coding: Coding, encoded: Vec<u8>) -> (Made, Vec<u8>) {
    let made = Made { coding, width: step.width, height: step.height, bytes: encoded.len() as u64 };
    (made, encoded)
}
