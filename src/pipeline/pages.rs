//! What each page was made from when it was last rendered: a page whose view stands is not rendered again.
//!
//! Remembered are pages that nothing was found on. So whatever is wrong with a page is found anew in every build.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use super::ground::cache;
use super::sink::Published;
use super::{Destination, Options};
use crate::disk::Disk;
use crate::fingerprint::{Fingerprint, Fingerprinter};
use crate::store::Store;
use crate::view::{Made, PARTS};

/// Where it lies in the store.
const ROOM: &str = "pages";

/// What is known of a page.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Known {
    /// Its template.
    pub template: String,
    /// The file its text is from.
    pub file: Option<String>,
    /// Every part of its view, by [`crate::view::PARTS`].
    pub made: Made,
    /// Of its bytes.
    pub content: Fingerprint,
    /// It weighs no more than this before it is shown.
    pub(super) at_most: usize,
    /// Its bytes and those of its stylesheets, as they are.
    pub(super) whole: usize,
    /// What came of it in the build that remembers it.
    pub fate: Fate,
}

/// Whether a page was rendered, and why.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Fate {
    /// No earlier build of this program remembers it.
    New,
    /// These parts of its view were others, by their number.
    Changed(Vec<u8>),
    /// Its view was as before, and the published file too.
    Stood,
    /// Its view was as before, but the published file was another.
    Again,
}

impl Fate {
    /// The parts of the view that were others.
    pub fn changed(&self) -> Vec<&'static str> {
        let numbers = match self {
            Self::Changed(numbers) => numbers.as_slice(),
            Self::New | Self::Stood | Self::Again => &[],
        };
        numbers.iter().filter_map(|number| PARTS.get(usize::from(*number)).copied()).collect()
    }
}

/// The pages of the build before, and those of this one.
pub(super) struct Pages<'a> {
    /// `None` where nothing is remembered.
    store: Option<(Store<'a>, Fingerprint)>,
    before: BTreeMap<String, Known>,
    now: Mutex<BTreeMap<String, Known>>,
}

impl<'a> Pages<'a> {
    /// What the last build of the same program into the same folder left. Nothing, and nothing will be noted, for a build
    /// that believes nothing or publishes nothing.
    pub(super) fn recall(disk: &'a dyn Disk, options: &Options, into: &Destination<'_>) -> Self {
        let (Destination::Publish(target), false, Some(program)) = (into, options.fresh, &options.program)
        else {
            return Self::none();
        };
        let store = Store::new(disk, &cache(&options.root));
        let key = key(program, &target.folder);
        let before = store.get(ROOM, key).and_then(|bytes| postcard::from_bytes(&bytes).ok());
        Self { store: Some((store, key)), before: before.unwrap_or_default(), now: Mutex::default() }
    }

    /// No page is remembered.
    pub(super) fn none() -> Self {
        Self { store: None, before: BTreeMap::new(), now: Mutex::default() }
    }

    /// Whether it is worth to note anything.
    pub(super) fn remembers(&self) -> bool {
        self.store.is_some()
    }

    /// What is known of a page.
    pub(super) fn known(&self, path: &str) -> Option<&Known> {
        self.before.get(path)
    }

    /// Why a page is rendered that is made of this.
    pub(super) fn fate(&self, path: &str, made: &Made) -> Fate {
        match self.known(path).map(|known| known.made.differing(made)) {
            None => Fate::New,
            Some(parts) if parts.is_empty() => Fate::Again,
            Some(parts) => Fate::Changed(parts),
        }
    }

    /// Notes what came of a page.
    pub(super) fn note(&self, path: &str, known: Known) {
        self.now.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned(), known);
    }

    /// The largest page that was not rendered; of two alike the first by address.
    pub(super) fn largest_that_stood(&self) -> Option<(String, Known)> {
        let now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        let stood = now.iter().filter(|(_, known)| known.fate == Fate::Stood);
        let largest = stood.max_by(|(a, one), (b, other)| (one.whole, b).cmp(&(other.whole, a)));
        largest.map(|(path, known)| (path.clone(), known.clone()))
    }

    /// Leaves the pages to the next build, if they were published; those of initiatives nobody asked for stay as they were.
    pub(super) fn remember(self, published: &Published, only: Option<&str>) {
        let (Some((store, key)), true) = (self.store, published.published) else { return };
        let kept = |path: &str| only.is_some_and(|id| path.split('/').next() != Some(id));
        let mut now = self.now.into_inner().unwrap_or_else(PoisonError::into_inner);
        now.extend(self.before.into_iter().filter(|(path, _)| kept(path)));
        if let Ok(bytes) = postcard::to_stdvec(&now) {
            store.put(ROOM, key, &bytes);
        }
    }
}

/// What the last build of this program into a folder remembers of its pages, by the paths of their files there.
pub fn remembered(disk: &dyn Disk, root: &Path, program: &str, folder: &Path) -> BTreeMap<String, Known> {
    let bytes = Store::new(disk, &cache(root)).get(ROOM, key(program, folder));
    bytes.and_then(|bytes| postcard::from_bytes(&bytes).ok()).unwrap_or_default()
}

fn key(program: &str, folder: &Path) -> Fingerprint {
    let mut print = Fingerprinter::new();
    print.text(program).bytes(folder.as_os_str().as_encoded_bytes()).finish()
}
