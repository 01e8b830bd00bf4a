//! One picture from its bytes to all its renditions.

use std::collections::{BTreeMap, BTreeSet};

use super::Wanted;
use super::cut::Cut;
use super::decode::{Decoded, Pixels, decode};
use super::encode;
use super::format::{self, Format};
use super::gate::Gate;
use super::inspect::inspect;
use super::record::{self, Coding, Finished, Made, Record};
use super::scale::{WIDTHS, colour, first, height_at, ladder, part, widths};
use super::trouble::Trouble;
use crate::fingerprint::Fingerprint;
use crate::store::Store;

/// Widest picture for those who can't show WebP: they get one, so it must not be heavy.
const FALLBACK_WIDTH: u32 = 1200;

/// What is not in the store yet of one content.
#[derive(Clone, Default, Debug)]
pub(super) struct Missing {
    /// The whole picture.
    pub(super) whole: bool,
    /// Parts of it.
    pub(super) cuts: BTreeSet<Cut>,
}

/// What was made.
#[derive(Clone, Debug)]
pub(super) struct Fresh {
    pub(super) whole: Option<Finished>,
    pub(super) cuts: BTreeMap<Cut, Finished>,
}

/// The biggest step of a ladder, with its widths and what the record will say.
struct Start {
    biggest: Pixels,
    widths: Vec<u32>,
    size: (u32, u32),
    webp: bool,
}

/// Decodes once, makes every width from the next wider, encodes, and keeps all in the store. The gate is held
/// only while the whole decoded picture is in memory.
pub(super) fn make(
    (bytes, key): (&[u8], Fingerprint),
    (wanted, missing): (&Wanted, &Missing),
    store: &Store<'_>,
    gate: &Gate,
) -> Result<Fresh, Trouble> {
    let format = format::of(bytes, &wanted.file)?;
    let facts = inspect(bytes, format)?;
    let pass = gate.enter(facts.pixels);
    let decoded = decode(bytes, format)?;
    let stored = (decoded.pixels.width, decoded.pixels.height);
    let size = if decoded.lies() { (stored.1, stored.0) } else { stored };
    let mut parts = Vec::new();
    for cut in &missing.cuts {
        parts.extend(start_of_cut(&decoded, cut, size)?.map(|start| (cut, start)));
    }
    let whole = if missing.whole { Some(start_of_whole(decoded, size)?) } else { None };
    drop(pass);
    let finish = |start, key| finish(start, key, (format, facts.frames), store);
    let whole = whole.map(|start| finish(start, key)).transpose()?;
    let cuts = parts.into_iter().map(|(cut, start)| Ok((cut.clone(), finish(start, cut.key(key))?)));
    Ok(Fresh { whole, cuts: cuts.collect::<Result<_, Trouble>>()? })
}

fn start_of_whole(decoded: Decoded, size: (u32, u32)) -> Result<Start, Trouble> {
    let widths = widths(size.0, &WIDTHS);
    let widest = widths.last().copied().unwrap_or(size.0);
    let biggest = first(decoded, widest, height_at(widest, size))?;
    Ok(Start { biggest, widths, size, webp: true })
}

/// `None` where the cut would be the whole picture.
fn start_of_cut(decoded: &Decoded, cut: &Cut, size: (u32, u32)) -> Result<Option<Start>, Trouble> {
    let Some(area) = cut.area(size) else { return Ok(None) };
    let own = (area.width, area.height);
    let widths = widths(own.0, &cut.widths);
    let widest = widths.last().copied().unwrap_or(own.0);
    let biggest = part(decoded, area, size, (widest, height_at(widest, own)))?;
    Ok(Some(Start { biggest, widths, size: own, webp: cut.webp }))
}

fn finish(
    start: Start,
    key: Fingerprint,
    (format, frames): (Format, u32),
    store: &Store<'_>,
) -> Result<Finished, Trouble> {
    let Start { biggest, widths, size: (width, height), webp } = start;
    let steps = ladder(biggest, &widths)?;
    let (made, encoded) = renditions(&steps, webp)?.into_iter().unzip();
    let colour = steps.last().and_then(colour);
    let record = Record { format, width, height, frames, colour, made };
    Ok(record::keep(store, key, record, encoded))
}

/// WebP in every width, then the one fallback.
fn renditions(steps: &[Pixels], webp: bool) -> Result<Vec<(Made, Vec<u8>)>, Trouble> {
    let mut all = Vec::with_capacity(steps.len() + 1);
    for step in steps.iter().rev().filter(|_| webp) {
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
