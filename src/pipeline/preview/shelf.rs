//! Pictures that are made when a page first shows them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use crate::diagnostic::Place;
use crate::disk::Disk;
use crate::image::{self, Blob, Picture, Rendition, Shelf, Wanted};
use crate::pipeline::ground::{Content, Project};
use crate::store::Store;
use crate::view;

/// Every file that could be shown, and the picture of those that were.
pub(super) struct Lazy<'d> {
    disk: &'d dyn Disk,
    store: &'d Store<'d>,
    slots: BTreeMap<PathBuf, Slot>,
}

struct Slot {
    wanted: Wanted,
    made: OnceLock<Option<Picture>>,
}

impl Shelf for Lazy<'_> {
    fn get(&self, file: &Path) -> Option<&Picture> {
        let slot = self.slots.get(file)?;
        let make = || {
            let wanted = std::slice::from_ref(&slot.wanted);
            // What is wrong with it is found by the check of the whole site.
            image::prepare(self.disk, self.store, wanted).0.take(file)
        };
        slot.made.get_or_init(make).as_ref()
    }
}

impl<'d> Lazy<'d> {
    /// The files of this content; pictures of `before` stay where they are cut alike.
    pub(super) fn new(
        (disk, store): (&'d dyn Disk, &'d Store<'d>),
        (project, content): (&Project, &Content),
        ground: &view::Ground<'_>,
        before: Option<Self>,
    ) -> Self {
        let mut before = before.map(|shelf| shelf.slots).unwrap_or_default();
        let mut cuts = match content.assets.is_empty() && content.statics.is_empty() {
            true => BTreeMap::new(),
            false => view::by_fields(ground),
        };
        let slot = |file: &PathBuf| {
            let (whole, cuts) = (project.root.join(file), cuts.remove(file).unwrap_or_default());
            let slot = match before.remove(&whole) {
                Some(slot) if slot.wanted.cuts == cuts => slot,
                _ => {
                    let shown: Arc<Path> = Arc::from(file.as_path());
                    let wanted =
                        Wanted { file: whole.clone(), place: Place::file(file.clone()), shown, cuts };
                    Slot { wanted, made: OnceLock::new() }
                }
            };
            (whole, slot)
        };
        let slots = content.assets.iter().chain(&content.statics).map(slot).collect();
        Self { disk, store, slots }
    }

    /// Where earlier builds' pictures are.
    pub(super) fn store(&self) -> &Store<'d> {
        self.store
    }

    /// A file is another: its picture has to be made again.
    pub(super) fn forget(&mut self, file: &Path) {
        self.slots.retain(|known, _| !known.starts_with(file));
    }

    /// The bytes of a published picture, by its name.
    pub(super) fn rendition(&self, name: &str) -> Option<Vec<u8>> {
        let made = self.slots.values().filter_map(|slot| slot.made.get()?.as_ref());
        let with_cuts = made.flat_map(|picture| picture.cuts.values().chain([picture]));
        let rendition: &Rendition = with_cuts.flat_map(Picture::renditions).find(|one| one.name == name)?;
        Blob::read(&rendition.blob, self.disk, self.store).ok()
    }
}
