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

use crate::diagnostic::{Diagnostic, Place, codes};
use crate::disk::Disk;
use crate::fingerprint::Fingerprint;
use crate::store::Store;

mod cut;
mod decode;
mod encode;
mod format;
mod gate;
mod inspect;
mod jpeg;
mod make;
pub mod metadata;
mod prepare;
mod record;
mod scale;
mod svg;
#[cfg(test)]
mod tests;
mod trouble;

pub use cut::Cut;
use metadata::Traces;
pub use prepare::prepare;
use trouble::Trouble;

/// The store's name for what belongs to this room.
const ROOM: &str = "image";

/// One picture the site uses.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Wanted {
    /// Where the disk finds it.
    pub file: PathBuf,
    /// The same, relative to the root, for places and names.
    pub shown: Arc<Path>,
    /// The first place that asks for it.
    pub place: Place,
    /// Parts of it that are wanted too. A drawing has none, nor has a picture that is of the shape already.
    pub cuts: BTreeSet<Cut>,
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
    /// The average colour, to show while it loads; `None` where something is transparent, for it would stay.
    pub color: Option<[u8; 3]>,
    /// For everyone, best first: one JPEG at most 1,200 wide, or a PNG where something is transparent, or the SVG.
    pub fallback: Vec<Rendition>,
    /// WebP, narrow to wide; empty for an SVG.
    pub webp: Vec<Rendition>,
    /// Whether it is an SVG (to be shown by `<img>`, never written into the page).
    pub svg: bool,
    /// Stands for the source's content and for how renditions are made: equal fingerprints, equal bytes.
    pub fingerprint: Fingerprint,
    /// Its parts, each a picture without parts of its own.
    pub cuts: BTreeMap<Cut, Picture>,
}

impl Picture {
    /// All files of the picture itself.
    pub fn renditions(&self) -> impl Iterator<Item = &Rendition> {
        self.fallback.iter().chain(&self.webp)
    }
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

/// Where pictures are had from.
pub trait Shelf: Sync {
    /// The picture made of a file; `None` where it has an error, or was not wanted.
    fn get(&self, file: &Path) -> Option<&Picture>;
}

impl Shelf for Pictures {
    fn get(&self, file: &Path) -> Option<&Picture> {
        self.by_file.get(file)
    }
}

impl Pictures {
    /// Takes out the picture made of a file.
    pub fn take(&mut self, file: &Path) -> Option<Picture> {
        self.by_file.remove(file)
    }

    /// All of them, by file.
    pub fn iter(&self) -> impl Iterator<Item = (&Path, &Picture)> {
        self.by_file.iter().map(|(file, picture)| (file.as_path(), picture))
    }

    fn count(&mut self) {
        let pictures = self.by_file.values().flat_map(|picture| picture.cuts.values().chain([picture]));
        let renditions = pictures.flat_map(Picture::renditions);
        let distinct: BTreeMap<&str, u64> = renditions.map(|one| (one.name.as_str(), one.bytes)).collect();
        self.counts.pictures = self.by_file.len();
        self.counts.renditions = distinct.len();
        self.counts.bytes = distinct.values().sum();
    }
}

/// The bytes as they may be published: without metadata, where that can be taken out.
pub fn cleaned(bytes: &[u8], file: &Path) -> Vec<u8> {
    metadata::clean(bytes, file).map_or_else(|_| bytes.to_vec(), |clean| clean.bytes.into_owned())
}

/// What is wrong with a drawing that is published as it is, though no page shows it: whoever opens it on its own runs
/// what it holds. How large it is does not matter then.
pub fn unfit(bytes: &[u8], shown: &Path) -> Vec<Diagnostic> {
    if !format::Format::Svg.fits(shown) {
        return Vec::new();
    }
    let found = match format::of(bytes, shown) {
        Ok(format::Format::Svg) => svg::check(bytes).err().unwrap_or_default(),
        Ok(_) => Vec::new(),
        Err(trouble) => vec![trouble],
    };
    let wanted = nobody(shown);
    found
        .into_iter()
        .map(|trouble| trouble.of(&wanted))
        .filter(|finding| finding.code != codes::SVG_SIZE)
        .collect()
}

/// A file that is published as it is: no page asks for it.
fn nobody(shown: &Path) -> Wanted {
    Wanted {
        file: shown.to_owned(),
        shown: Arc::from(shown),
        place: Place::file(shown),
        cuts: BTreeSet::new(),
    }
}

/// What a file that is published as it is gives away, if it is a picture.
pub fn giveaway(bytes: &[u8], shown: &Path) -> Option<Diagnostic> {
    telltale(&metadata::traces(bytes, shown)).map(|trouble| trouble.of(&nobody(shown)))
}

fn telltale(traces: &Traces) -> Option<Trouble> {
    let [nb, en] = metadata::grave(traces)?;
    Some(Trouble::new(codes::PICTURE_TELLS).with("found", en).with("found@nb", nb))
}
