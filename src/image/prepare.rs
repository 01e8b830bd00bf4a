//! Wanted files become pictures: looked at, found in the store or made, and what is wrong with them said.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rayon::prelude::*;

use super::cut::Cut;
use super::format::{self, Format};
use super::gate::Gate;
use super::make::{self, Fresh, Missing};
use super::metadata::{self, Trace, Traces};
use super::record::{self, Coding, Finished};
use super::trouble::Trouble;
use super::{Blob, Picture, Pictures, Rendition, Wanted, cleaned, svg, telltale};
use crate::diagnostic::{Diagnostic, codes};
use crate::disk::{Disk, Kind};
use crate::fingerprint::Fingerprint;
use crate::store::Store;
use crate::text;

/// Decoded pixels in memory at once: about 200 MB as photos mostly are.
const PIXELS_AT_ONCE: u64 = 64_000_000;
/// Longest file that is read: 50 MP without any compression.
const FILE_LIMIT: u64 = 200 * 1024 * 1024;
/// Longest part of a rendition's name that comes from the source's, in bytes.
const STEM_LIMIT: usize = 80;

/// What one look at a file tells of the picture, and of what else it says.
struct Seen {
    looked: Looked,
    traces: Traces,
}

enum Looked {
    Drawing(Picture),
    Photo(Photo),
}

/// What the store has of a photo, and what is still to be made.
struct Photo {
    key: Fingerprint,
    whole: Option<Finished>,
    cuts: BTreeMap<Cut, Finished>,
    missing: Missing,
}

/// Makes every wanted picture, or takes it from the store. A file asked for twice is made, and blamed, once; so
/// is one content under two names.
pub fn prepare(disk: &dyn Disk, store: &Store<'_>, wanted: &[Wanted]) -> (Pictures, Vec<Diagnostic>) {
    let mut files: BTreeMap<&Path, Wanted> = BTreeMap::new();
    for one in wanted {
        let known = files.entry(&one.file).or_insert_with(|| one.clone());
        known.cuts.extend(one.cuts.iter().cloned());
    }
    let files: Vec<Wanted> = files.into_values().collect();
    let looked: Vec<_> = files.par_iter().map(|wanted| look(disk, store, wanted)).collect();
    let fresh = make_new(disk, store, &files, &looked);
    let mut pictures = Pictures::default();
    pictures.counts.decoded = fresh.values().filter(|made| made.is_ok()).count();
    let mut findings = Vec::new();
    for (wanted, looked) in files.iter().zip(looked) {
        match settle(wanted, looked, &fresh) {
            Ok((picture, warnings)) => {
                findings.extend(warnings.into_iter().map(|trouble| trouble.of(wanted)));
                pictures.by_file.insert(wanted.file.clone(), picture);
            }
            Err(troubles) => findings.extend(troubles.into_iter().map(|trouble| trouble.of(wanted))),
        }
    }
    pictures.count();
    (pictures, findings)
}

/// Reads a whole file within its budget; only a regular file, for a pipe would be waited for without end.
fn read(disk: &dyn Disk, wanted: &Wanted) -> Result<Vec<u8>, Trouble> {
    let unreadable = |reason: &dyn ToString| {
        let path = wanted.shown.display();
        Trouble::new(codes::UNREADABLE).with("path", path).with("reason", reason.to_string())
    };
    match disk.stat(&wanted.file) {
        Some(stat) if stat.kind == Kind::File && stat.length > FILE_LIMIT => {
            Err(Trouble::new(codes::PICTURE_FILE_TOO_LONG)
                .with("megabytes", stat.length.div_ceil(1024 * 1024))
                .with("limit", FILE_LIMIT / (1024 * 1024)))
        }
        Some(stat) if stat.kind == Kind::File => disk.read(&wanted.file).map_err(|error| unreadable(&error)),
        Some(_) => Err(unreadable(&"not a regular file")),
        None => Err(unreadable(&"not found")),
    }
}

fn look(disk: &dyn Disk, store: &Store<'_>, wanted: &Wanted) -> Result<Seen, Vec<Trouble>> {
    let bytes = read(disk, wanted).map_err(|trouble| vec![trouble])?;
    let format = format::of(&bytes, &wanted.file).map_err(|trouble| vec![trouble])?;
    let traces = metadata::traces(&bytes, &wanted.file);
    if format == Format::Svg {
        let size = svg::check(&bytes)?;
        let looked = Looked::Drawing(drawing(wanted, &cleaned(&bytes, &wanted.file), size));
        return Ok(Seen { looked, traces });
    }
    let looked = Looked::Photo(remembered(store, record::key(&bytes), &wanted.cuts));
    Ok(Seen { looked, traces })
}

fn remembered(store: &Store<'_>, key: Fingerprint, wanted: &BTreeSet<Cut>) -> Photo {
    let whole = record::load(store, key);
    let size = whole.as_ref().map(|whole| (whole.record.width, whole.record.height));
    let mut photo = Photo {
        key,
        missing: Missing { whole: whole.is_none(), ..Missing::default() },
        whole,
        cuts: BTreeMap::new(),
    };
    // Of a picture whose size nobody knows yet, every cut may be missing.
    for cut in wanted.iter().filter(|cut| size.is_none_or(|size| cut.area(size).is_some())) {
        match record::load(store, cut.key(key)) {
            Some(finished) => {
                photo.cuts.insert(cut.clone(), finished);
            }
            None => {
                photo.missing.cuts.insert(cut.clone());
            }
        }
    }
    photo
}

/// Makes what the store did not have, each content once. The bytes are read again rather than held, so that
/// memory does not grow with the number of pictures.
fn make_new(
    disk: &dyn Disk,
    store: &Store<'_>,
    files: &[Wanted],
    looked: &[Result<Seen, Vec<Trouble>>],
) -> Made {
    let mut new: BTreeMap<Fingerprint, (&Wanted, Missing)> = BTreeMap::new();
    for (wanted, looked) in files.iter().zip(looked) {
        if let Ok(Seen { looked: Looked::Photo(Photo { key, missing, .. }), .. }) = looked
            && (missing.whole || !missing.cuts.is_empty())
        {
            let (_, all) = new.entry(*key).or_insert_with(|| (wanted, missing.clone()));
            all.cuts.extend(missing.cuts.iter().cloned());
        }
    }
    let gate = Gate::new(PIXELS_AT_ONCE);
    let make_one = |(key, (wanted, missing)): (Fingerprint, (&Wanted, Missing))| {
        let made = read(disk, wanted).and_then(|bytes| match record::key(&bytes) == key {
            true => make::make((&bytes, key), (wanted, &missing), store, &gate),
            false => Err(Trouble::new(codes::PICTURE_CHANGED)),
        });
        (key, made)
    };
    let new: Vec<_> = new.into_iter().collect();
    new.into_par_iter().with_max_len(1).map(make_one).collect()
}

type Made = BTreeMap<Fingerprint, Result<Fresh, Trouble>>;

/// What one file came to, with its warnings, and what its metadata gives away.
fn settle(
    wanted: &Wanted,
    looked: Result<Seen, Vec<Trouble>>,
    made: &Made,
) -> Result<(Picture, Vec<Trouble>), Vec<Trouble>> {
    let Seen { looked, mut traces } = looked?;
    let mut photo = match looked {
        Looked::Drawing(picture) => {
            return Ok((
                picture,
                misnamed(wanted, Format::Svg).into_iter().chain(telltale(&traces)).collect(),
            ));
        }
        Looked::Photo(photo) => photo,
    };
    match made.get(&photo.key) {
        Some(Ok(fresh)) => {
            photo.whole = photo.whole.or_else(|| fresh.whole.clone());
            let fits = |cut: &Cut| wanted.cuts.contains(cut);
            let cuts = fresh.cuts.iter().filter(|(cut, _)| fits(cut));
            photo.cuts.extend(cuts.map(|(cut, finished)| (cut.clone(), finished.clone())));
        }
        Some(Err(trouble)) => {
            // That a broken file cannot be read has been said then.
            traces.remove(&Trace::Unreadable);
            return Err(telltale(&traces).into_iter().chain([trouble.clone()]).collect());
        }
        None => {}
    }
    // All that was missing was made; if something still is, the file changed while we read.
    let Some(finished) = &photo.whole else { return Err(vec![Trouble::new(codes::PICTURE_CHANGED)]) };
    let mut warnings: Vec<Trouble> =
        misnamed(wanted, finished.record.format).into_iter().chain(telltale(&traces)).collect();
    if finished.record.frames > 1 {
        warnings.push(Trouble::new(codes::PICTURE_MOVES).with("frames", finished.record.frames));
    }
    let mut picture = self::photo(wanted, photo.key, finished);
    let parts =
        photo.cuts.iter().map(|(cut, part)| (cut.clone(), self::photo(wanted, cut.key(photo.key), part)));
    picture.cuts = parts.collect();
    Ok((picture, warnings))
}

fn misnamed(wanted: &Wanted, format: Format) -> Option<Trouble> {
    let best = format.extensions().first().copied().unwrap_or_default();
    (!format.fits(&wanted.file))
        .then(|| Trouble::new(codes::PICTURE_EXTENSION).with("format", format.name()).with("extension", best))
}

fn photo(wanted: &Wanted, key: Fingerprint, finished: &Finished) -> Picture {
    let (stem, record) = (stem(&wanted.shown), &finished.record);
    let rendition = |(made, blob): (&record::Made, &Blob)| Rendition {
        width: made.width,
        height: made.height,
        name: format!("{stem}-{}-{}.{}", key.short(8), made.width, made.coding.extension()),
        blob: blob.clone(),
        bytes: made.bytes,
    };
    let both = || record.made.iter().zip(&finished.blobs);
    let transparent = record.made.iter().any(|made| made.coding == Coding::Png);
    Picture {
        width: record.width,
        height: record.height,
        color: record.colour.filter(|_| !transparent),
        fallback: both().filter(|(made, _)| made.coding != Coding::Webp).map(rendition).collect(),
        webp: both().filter(|(made, _)| made.coding == Coding::Webp).map(rendition).collect(),
        svg: false,
        fingerprint: key,
        cuts: BTreeMap::new(),
    }
}

fn drawing(wanted: &Wanted, bytes: &[u8], (width, height): (u32, u32)) -> Picture {
    let fingerprint = Fingerprint::of(bytes);
    let rendition = Rendition {
        width,
        height,
        name: format!("{}-{}.svg", stem(&wanted.shown), fingerprint.short(8)),
        blob: Blob::File(wanted.file.clone()),
        bytes: bytes.len() as u64,
    };
    Picture {
        width,
        height,
        color: None,
        fallback: vec![rendition],
        webp: Vec::new(),
        svg: true,
        fingerprint,
        cuts: BTreeMap::new(),
    }
}

/// The part of a name that tells people what the picture is.
fn stem(file: &Path) -> String {
    let slug = text::slug(&file.file_stem().unwrap_or_default().to_string_lossy());
    let end = (0..=STEM_LIMIT.min(slug.len())).rev().find(|end| slug.is_char_boundary(*end)).unwrap_or(0);
    match slug.get(..end).map(|slug| slug.trim_end_matches('-')) {
        Some(slug) if !slug.is_empty() => slug.to_owned(),
        _ => String::from("picture"),
    }
}
