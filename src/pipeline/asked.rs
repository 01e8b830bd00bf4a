//! What a build is asked for, and what comes of it.

use std::borrow::Cow;
use std::path::PathBuf;

use jiff::{Timestamp, Zoned};
use serde::{Deserialize, Serialize};

use crate::diagnostic::Diagnostic;
use crate::edition::Moment;
use crate::edition::change::Turn;

/// What a build is asked for. Time and surroundings come in here and nowhere else.
#[derive(Clone, Debug)]
pub struct Options {
    /// The project's folder.
    pub root: PathBuf,
    /// The moment the site is built for.
    pub now: Timestamp,
    /// In place of each initiative's `base_url`.
    pub base_url: Option<String>,
    /// Only this initiative.
    pub initiative: Option<String>,
    /// What is shown that otherwise is not.
    pub show: Show,
    /// Ignore what earlier builds remember.
    pub fresh: bool,
    /// Tells this program from any other; `None` where it does not know itself.
    pub program: Option<String>,
    /// Told which room is at work.
    pub progress: crate::report::timing::Progress,
}

/// What is shown that otherwise is not.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Show {
    /// Drafts, and texts under review.
    pub drafts: bool,
    /// What is to be published later.
    pub future: bool,
    /// What has expired.
    pub expired: bool,
}

impl From<&Options> for Moment {
    fn from(options: &Options) -> Self {
        let show = options.show;
        Self { now: options.now, drafts: show.drafts, future: show.future, expired: show.expired }
    }
}

/// What came of it.
#[derive(Debug)]
pub struct Outcome {
    /// Every finding, sorted as people read them.
    pub findings: Vec<Diagnostic>,
    /// What was built.
    pub summary: Summary,
}

/// What a build did, in numbers.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Summary {
    /// By initiative.
    pub initiatives: Vec<TownSummary>,
    /// HTML pages of all initiatives.
    pub pages: usize,
    /// Markdown files parsed: each once, however many towns and languages show it.
    pub parsed: usize,
    /// Pictures the site uses.
    pub images: usize,
    /// Pictures decoded this time; 0 when all were remembered.
    pub images_decoded: usize,
    /// Entries not shown, with the reason in a word.
    pub hidden: Vec<(String, Cow<'static, str>)>,
    /// When the site will change by itself, soonest first.
    pub changes: Vec<Coming>,
    /// Until when the same files give the same site and the same findings: the day's end, or an earlier change.
    #[serde(skip)]
    pub same_until: Option<Timestamp>,
    /// What the output room did; zeros where nothing was published.
    #[serde(skip)]
    pub written: crate::output::Written,
    /// Whether a site was published (it is not when there are errors, or in `check`).
    pub published: bool,
    /// The page that weighs most before it is shown.
    pub heaviest: Option<Heaviest>,
    /// The pages of whole books.
    pub books: Vec<BookPage>,
    /// Seconds by room, in order.
    #[serde(skip)]
    pub seconds: Vec<(&'static str, f64)>,
    /// What pages took; `None` where nobody asked for it.
    #[serde(skip)]
    pub laps: Option<crate::report::laps::Laps>,
    /// What `check --fix` mended; `None` where nobody asked for it.
    #[serde(skip)]
    pub mends: Option<super::mend::Mends>,
}

/// The page of a whole book.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct BookPage {
    /// The initiative's id.
    pub initiative: String,
    /// The language.
    pub lang: String,
    /// The path its site's addresses begin with.
    pub base: String,
    /// Where it is published, below the output folder.
    pub page: String,
}

/// A page and its weight: HTML and the stylesheets it waits for, compressed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Heaviest {
    /// Where it is published, below the output folder.
    pub page: String,
    /// Its weight.
    pub bytes: usize,
}

/// One change to come.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Coming {
    /// When, in the site's time zone.
    #[serde(with = "moment")]
    pub at: Zoned,
    /// Which entry, its initiative's id first.
    pub entry: String,
    /// What turns; what a build remembers of an earlier one does not say it.
    #[serde(skip)]
    pub turns: Vec<Turn>,
}

/// A moment with its time zone, written as text.
mod moment {
    use jiff::Zoned;
    use serde::{Deserialize, Deserializer, Serializer, de};

    pub(super) fn serialize<S: Serializer>(at: &Zoned, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(at)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Zoned, D::Error> {
        String::deserialize(from)?.parse().map_err(de::Error::custom)
    }
}

/// One initiative's numbers.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct TownSummary {
    /// Its id.
    pub id: String,
    /// Its name in its first language.
    pub name: String,
    /// Its languages.
    pub languages: Vec<String>,
    /// Its HTML pages.
    pub pages: usize,
}

/// Where it goes.
#[derive(Debug)]
pub enum Destination<'a> {
    /// A folder.
    Publish(crate::output::Target),
    /// Nowhere.
    Nowhere,
    /// Memory.
    Memory(&'a crate::output::Memory),
}
