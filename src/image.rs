//! Pictures: read, checked, resized and encoded, each content once and ever after from the store.
//!
//! In come the files the site uses; out comes, for each, its size, its colour and its renditions (WebP in several
//! widths and one fallback that everything shows). Formats are told by content. Every budget is held against the
//! header before a decoder sees the file; nothing of a file's metadata reaches the output. The same source gives
//! the same bytes whatever the number of threads (per binary and CPU family).
//!
//! What a file tells beside its picture ([`metadata`]) is looked for in every build, whatever the store remembers.
//!
//! Codes: G0701–G0749, and G0001 for a file that cannot be read.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use crate::diagnostic::{Diagnostic, Place, codes};
use crate::disk::{Disk, Kind};
use crate::fingerprint::Fingerprint;
use crate::store::Store;
use crate::text;

mod decode;
mod encode;
mod format;
mod gate;
mod inspect;
mod jpeg;
mod make;
pub mod metadata;
mod record;
mod scale;
mod svg;
#[cfg(test)]
mod tests;
mod trouble;

use format::Format;
use gate::Gate;
use metadata::{Trace, Traces};
use record::{Coding, Finished, Made};
use trouble::Trouble;

/// The store's name for what belongs to this room.
const ROOM: &str = "image";
/// Decoded pixels in memory at once: about 200 MB as photos mostly are.
const PIXELS_AT_ONCE: u64 = 64_000_000;
/// Longest file that is read: 50 MP without any compression.
const FILE_LIMIT: u64 = 200 * 1024 * 1024;
/// Longest part of a rendition's name that comes from the source's, in bytes.
const STEM_LIMIT: usize = 80;

/// One picture the site uses.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Wanted {
    /// Where the disk finds it.
    pub file: PathBuf,
    /// The same, relative to the root, for places and names.
    pub shown: Arc<Path>,
    /// The first place that asks for it.
    pub place: Place,
}

/// All pictures that could be made.
#[derive(Clone, Default, Debug)]
pub struct Pictures {
    by_file: BTreeMap<PathBuf, Picture>,
    /// What the report tells of them.
    pub counts: Counts,
}

/// How much there was to do.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Counts {
    /// Files that became pictures.
    pub pictures: usize,
    /// Files to publish, of distinct names.
    pub renditions: usize,
    /// Pictures that were decoded; 0 when the store had all.
    pub decoded: usize,
    /// Bytes of all renditions.
    pub bytes: u64,
}

/// One picture as the view needs it.
#[derive(Clone, Debug)]
pub struct Picture {
    /// In pixels, as it is looked at (after the camera's turning); of an SVG, in CSS pixels.
    pub width: u32,
    /// See [`Picture::width`].
    pub height: u32,
    /// The average colour of what is seen, to show while it loads.
    pub color: Option<[u8; 3]>,
    /// For everyone, best first: one JPEG at most 1,200 wide, or a PNG where something is transparent, or the SVG.
    pub fallback: Vec<Rendition>,
    /// WebP, narrow to wide; empty for an SVG.
    pub webp: Vec<Rendition>,
    /// Whether it is an SVG (to be shown by `<img>`, never written into the page).
    pub svg: bool,
    /// Stands for the source's content and for how renditions are made: equal fingerprints, equal bytes.
    pub fingerprint: Fingerprint,
}

/// One file to publish.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rendition {
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// Such as `photo-1a2b3c4d-480.webp`: the source's name, eight digits of [`Picture::fingerprint`], the width.
    pub name: String,
    /// Where its bytes are.
    pub blob: Blob,
    /// How many bytes.
    pub bytes: u64,
}

/// Where the bytes of a rendition are: nobody holds them longer than it takes to write them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Blob {
    /// In the store, under this key.
    Stored(Fingerprint),
    /// They are the source's own, without its metadata.
    File(PathBuf),
    /// Here, because the store keeps nothing.
    Bytes(Arc<[u8]>),
}

impl Blob {
    /// The bytes.
    ///
    /// # Errors
    /// `NotFound` where the store lost them since; what the disk says of a file.
    pub fn read(&self, disk: &dyn Disk, store: &Store<'_>) -> io::Result<Vec<u8>> {
        match self {
            Self::Stored(key) => store.get(ROOM, *key).ok_or_else(|| io::ErrorKind::NotFound.into()),
            Self::File(path) => disk.read(path).map(|bytes| cleaned(&bytes, path)),
            Self::Bytes(bytes) => Ok(bytes.to_vec()),
        }
    }
}

impl Pictures {
    /// The picture made of a file; `None` where it has an error, or was not wanted.
    pub fn get(&self, file: &Path) -> Option<&Picture> {
        self.by_file.get(file)
    }

    /// All of them, by file.
    pub fn iter(&self) -> impl Iterator<Item = (&Path, &Picture)> {
        self.by_file.iter().map(|(file, picture)| (file.as_path(), picture))
    }
}

/// The bytes as they may be published: without metadata, where that can be taken out.
pub fn cleaned(bytes: &[u8], file: &Path) -> Vec<u8> {
    metadata::clean(bytes, file).map_or_else(|_| bytes.to_vec(), |clean| clean.bytes.into_owned())
}

/// What one look at a file tells of the picture, and of what else it says.
struct Seen {
    looked: Looked,
    traces: Traces,
}

enum Looked {
    Drawing(Picture),
    Known(Fingerprint, Finished),
    New(Fingerprint),
}

/// Makes every wanted picture, or takes it from the store. A file asked for twice is made, and blamed, once; so
/// is one content under two names.
pub fn prepare(disk: &dyn Disk, store: &Store<'_>, wanted: &[Wanted]) -> (Pictures, Vec<Diagnostic>) {
    let mut files: BTreeMap<&Path, &Wanted> = BTreeMap::new();
    wanted.iter().for_each(|one| {
        files.entry(&one.file).or_insert(one);
    });
    let files: Vec<&Wanted> = files.into_values().collect();
    let looked: Vec<_> = files.par_iter().map(|wanted| look(disk, store, wanted)).collect();
    let fresh = make_new(disk, store, &files, &looked);
    let mut pictures = Pictures::default();
    pictures.counts.decoded = fresh.values().filter(|made| made.is_ok()).count();
    let mut findings = Vec::new();
    for (wanted, looked) in files.into_iter().zip(looked) {
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

impl Pictures {
    fn count(&mut self) {
        let renditions =
            self.by_file.values().flat_map(|picture| picture.webp.iter().chain(&picture.fallback));
        let distinct: BTreeMap<&str, u64> = renditions.map(|one| (one.name.as_str(), one.bytes)).collect();
        self.counts.pictures = self.by_file.len();
        self.counts.renditions = distinct.len();
        self.counts.bytes = distinct.values().sum();
    }
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
    let key = record::key(&bytes);
    let looked = match record::load(store, key) {
        Some(finished) => Looked::Known(key, finished),
        None => Looked::New(key),
    };
    Ok(Seen { looked, traces })
}

fn telltale(traces: &Traces) -> Option<Trouble> {
    let [nb, en] = metadata::grave(traces)?;
    Some(Trouble::new(codes::PICTURE_TELLS).with("found", en).with("found@nb", nb))
}

/// What a file that is published as it is gives away, if it is a picture.
pub fn giveaway(bytes: &[u8], shown: &Path) -> Option<Diagnostic> {
    let wanted = Wanted { file: shown.to_owned(), shown: Arc::from(shown), place: Place::file(shown) };
    telltale(&metadata::traces(bytes, shown)).map(|trouble| trouble.of(&wanted))
}

type Fresh = BTreeMap<Fingerprint, Result<Finished, Trouble>>;

/// Makes what the store did not have, each content once. The bytes are read again rather than held, so that
/// memory does not grow with the number of pictures.
fn make_new(
    disk: &dyn Disk,
    store: &Store<'_>,
    files: &[&Wanted],
    looked: &[Result<Seen, Vec<Trouble>>],
) -> Fresh {
    let mut seen = BTreeSet::new();
    let new: Vec<(Fingerprint, &Wanted)> = files
        .iter()
        .zip(looked)
        .filter_map(|(wanted, looked)| match looked {
            Ok(Seen { looked: Looked::New(key), .. }) if seen.insert(*key) => Some((*key, *wanted)),
            _ => None,
        })
        .collect();
    let gate = Gate::new(PIXELS_AT_ONCE);
    let make_one = |(key, wanted): (Fingerprint, &Wanted)| {
        let made = read(disk, wanted).and_then(|bytes| match record::key(&bytes) == key {
            true => make::make((&bytes, key), wanted, store, &gate),
            false => Err(Trouble::new(codes::PICTURE_CHANGED)),
        });
        (key, made)
    };
    new.into_par_iter().with_max_len(1).map(make_one).collect()
}

/// What one file came to, with its warnings, and what its metadata gives away.
fn settle(
    wanted: &Wanted,
    looked: Result<Seen, Vec<Trouble>>,
    fresh: &Fresh,
) -> Result<(Picture, Vec<Trouble>), Vec<Trouble>> {
    let Seen { looked, mut traces } = looked?;
    let (key, finished) = match looked {
        Looked::Drawing(picture) => {
            return Ok((
                picture,
                misnamed(wanted, Format::Svg).into_iter().chain(telltale(&traces)).collect(),
            ));
        }
        Looked::Known(key, finished) => (key, finished),
        Looked::New(key) => match fresh.get(&key) {
            Some(Ok(finished)) => (key, finished.clone()),
            Some(Err(trouble)) => {
                // That a broken file cannot be read has been said then.
                traces.remove(&Trace::Unreadable);
                return Err(telltale(&traces).into_iter().chain([trouble.clone()]).collect());
            }
            // Every new key was made; a missing one could only be a change while we read.
            None => return Err(vec![Trouble::new(codes::PICTURE_CHANGED)]),
        },
    };
    let mut warnings: Vec<Trouble> =
        misnamed(wanted, finished.record.format).into_iter().chain(telltale(&traces)).collect();
    if finished.record.frames > 1 {
        warnings.push(Trouble::new(codes::PICTURE_MOVES).with("frames", finished.record.frames));
    }
    Ok((photo(wanted, key, &finished), warnings))
}

fn misnamed(wanted: &Wanted, format: Format) -> Option<Trouble> {
    let best = format.extensions().first().copied().unwrap_or_default();
    (!format.fits(&wanted.file))
        .then(|| Trouble::new(codes::PICTURE_EXTENSION).with("format", format.name()).with("extension", best))
}

fn photo(wanted: &Wanted, key: Fingerprint, finished: &Finished) -> Picture {
    let (stem, record) = (stem(&wanted.shown), &finished.record);
    let rendition = |(made, blob): (&Made, &Blob)| Rendition {
        width: made.width,
        height: made.height,
        name: format!("{stem}-{}-{}.{}", key.short(8), made.width, made.coding.extension()),
        blob: blob.clone(),
        bytes: made.bytes,
    };
    let both = || record.made.iter().zip(&finished.blobs);
    Picture {
        width: record.width,
        height: record.height,
        color: record.colour,
        fallback: both().filter(|(made, _)| made.coding != Coding::Webp).map(rendition).collect(),
        webp: both().filter(|(made, _)| made.coding == Coding::Webp).map(rendition).collect(),
        svg: false,
        fingerprint: key,
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
