//! What a picture's file tells beside the picture: where it was taken, with which camera, whose it is (DESIGN P07).
//!
//! In: a file's bytes. Out: the [`Trace`]s found, or the same file without them. Pixels stay as they are, byte for byte:
//! only whole blocks of the container are cut out. The colour profile stays, and so does how the camera was held, as the
//! only thing its block still says.
//!
//! Grave traces stop the build, at the source: photos lie in git, where everyone who has the project can read them. The
//! photographer's credit (Artist, Copyright) and the program's name are not grave; they are left out of what is
//! published without a word.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;
use std::path::Path;

use super::format::{self, Format};

mod camera;
mod container;
mod drawing;
mod packet;
#[cfg(test)]
pub(super) mod tests;

/// One kind of thing that a file tells.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Trace {
    /// Where the picture was taken.
    Position,
    /// The number of one camera or lens: it ties all pictures of one person together.
    Serial,
    /// Whose camera it is.
    Owner,
    /// Names of those in the picture, or where their faces are.
    People,
    /// A small copy, which may show what was cropped away.
    Thumbnail,
    /// Notes only the maker can read; many hold serial numbers, some the owner's name.
    MakerNote,
    /// Something after the end of the picture: another picture, or the film of a "live" photo.
    Behind,
    /// A path on somebody's machine, which mostly holds a name.
    Path,
    /// A block that cannot be read: nobody knows what it tells.
    Unreadable,
    /// Which camera, when, how.
    Camera,
    /// Credit, program, comment.
    Text,
    /// What a drawing program keeps for itself.
    Editor,
    /// Blocks that do not draw.
    Other,
}

impl Trace {
    /// Whether it may not lie in the project at all; the others are only left out of what is published.
    pub fn is_grave(self) -> bool {
        self <= Self::Unreadable
    }

    /// What people call it, in Norwegian and in English. Never what it says: a message is no place for coordinates.
    pub fn words(self) -> [&'static str; 2] {
        match self {
            Self::Position => ["GPS-posisjon", "GPS position"],
            Self::Serial => ["serienummer på kamera eller objektiv", "serial number of camera or lens"],
            Self::Owner => ["navnet på eieren", "name of the owner"],
            Self::People => ["navn på eller ansikter til dem på bildet", "names or faces of those shown"],
            Self::Thumbnail => ["innebygd miniatyrbilde", "embedded thumbnail"],
            Self::MakerNote => ["kameraets egne notater", "the camera's own notes"],
            Self::Behind => ["et bilde til eller en film bak bildet", "another picture or a film behind it"],
            Self::Path => ["filbane med brukernavn", "file path with a user's name"],
            Self::Unreadable => ["opplysninger som ikke kan leses", "data that cannot be read"],
            Self::Camera => ["kameradata", "camera data"],
            Self::Text => ["tekster (kreditering, program, kommentar)", "texts (credit, program, comment)"],
            Self::Editor => ["tegneprogrammets data", "the drawing program's data"],
            Self::Other => ["annet", "other"],
        }
    }
}

/// Every trace of a file.
pub type Traces = BTreeSet<Trace>;

/// The grave ones among traces, as a sentence takes them: Norwegian, English. `None` where there is none.
pub fn grave(traces: &Traces) -> Option<[String; 2]> {
    let grave: Vec<[&str; 2]> =
        traces.iter().filter(|trace| trace.is_grave()).map(|trace| trace.words()).collect();
    let both = |at: usize| grave.iter().map(|words| words[at]).collect::<Vec<&str>>().join(", ");
    (!grave.is_empty()).then(|| [both(0), both(1)])
}

/// Why a file cannot be cleaned.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unclean {
    /// It is no picture.
    NoPicture,
    /// A picture of a kind that is not cleaned here, such as HEIC.
    Foreign(&'static str),
    /// It ends too early, or its parts do not fit together.
    Broken,
}

/// A file without its traces.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Clean<'a> {
    /// The same bytes where there was nothing to take out.
    pub bytes: Cow<'a, [u8]>,
    /// What was taken out.
    pub taken: Traces,
}

/// A stretch of the file that goes, and what comes in its place.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Cut {
    range: Range<usize>,
    with: Vec<u8>,
    traces: Traces,
}

impl Cut {
    fn new(range: Range<usize>, traces: impl IntoIterator<Item = Trace>) -> Self {
        Self { range, with: Vec::new(), traces: traces.into_iter().collect() }
    }

    fn with(mut self, bytes: Vec<u8>) -> Self {
        self.with = bytes;
        self
    }
}

/// The traces of a file; of one that is no picture, none. A photo of a foreign kind is looked at as far as its camera
/// data can be read.
pub fn traces(bytes: &[u8], file: &Path) -> Traces {
    match clean(bytes, file) {
        Ok(clean) => clean.taken,
        Err(Unclean::Foreign(_)) => camera::in_container(bytes),
        Err(Unclean::Broken) => Traces::from([Trace::Unreadable]),
        Err(Unclean::NoPicture) => Traces::new(),
    }
}

/// Whether a file's name says that it is a picture which [`clean`] knows.
pub fn is_picture_name(file: &Path) -> bool {
    Format::is_name(file)
}

/// The file without its traces.
///
/// # Errors
/// [`Unclean`]; what is broken is not rewritten.
pub fn clean<'a>(bytes: &'a [u8], file: &Path) -> Result<Clean<'a>, Unclean> {
    let cuts = match format::of(bytes, file) {
        Ok(Format::Jpeg) => container::jpeg(bytes),
        Ok(Format::Png) => container::png(bytes),
        Ok(Format::Gif) => container::gif(bytes),
        Ok(Format::Webp) => container::webp(bytes),
        Ok(Format::Svg) => drawing::cuts(bytes),
        Err(_) => {
            return Err(format::photo_elsewhere(bytes).map_or(Unclean::NoPicture, Unclean::Foreign));
        }
    };
    let cuts = cuts.ok_or(Unclean::Broken)?;
    let taken = cuts.iter().flat_map(|cut| cut.traces.iter().copied()).collect();
    Ok(Clean { bytes: without(bytes, &cuts), taken })
}

/// The bytes with the cuts made, which stand in order and do not overlap.
fn without<'a>(bytes: &'a [u8], cuts: &[Cut]) -> Cow<'a, [u8]> {
    if cuts.is_empty() {
        return Cow::Borrowed(bytes);
    }
    let mut kept = Vec::with_capacity(bytes.len());
    let mut from = 0;
    for cut in cuts {
        kept.extend_from_slice(bytes.get(from..cut.range.start).unwrap_or_default());
        kept.extend_from_slice(&cut.with);
        from = cut.range.end.max(from);
    }
    kept.extend_from_slice(bytes.get(from..).unwrap_or_default());
    Cow::Owned(kept)
}
