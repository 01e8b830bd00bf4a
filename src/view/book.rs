//! A book: the chapters of a nested type, one after the other.

use std::sync::Arc;

use tera::value::Key;
use tera::{Map, Value};

use super::body::{Filled, Spot};
use super::contract::{Key as Keyed, Kind};
use super::{Viewer, download, keyed, map, text_or_none, value};
use crate::edition::Origin;
use crate::fingerprint::{Fingerprint, Fingerprinter};
use crate::plan;

/// `page.book`.
pub(super) const BOOK: &[Keyed] = &[
    (
        "title",
        Kind::Text,
        "What it is called: as the list of chapters, where that has a title in the reader's language.",
    ),
    ("url", Kind::Address, "The page with all chapters on it, to be printed."),
    ("chapters", Kind::Int, "How many chapters are in the reader's language: those the book holds."),
    ("of", Kind::Int, "How many there are on the site."),
    (
        "file",
        Kind::Maybe(&Kind::Map(FILE)),
        "The book as one file to carry away; null in the preview, which makes none.",
    ),
];
/// `page.book.file`.
const FILE: &[Keyed] = &[
    ("url", Kind::Address, "Where it lies."),
    ("kind", Kind::Text, "What it is: `EPUB`."),
    ("value", Kind::Number, "How large it is."),
    ("unit", Kind::Words(&["kB", "MB"]), "In what."),
];

/// An item of `chapters`, and `chapter`.
pub(super) const CHAPTER: &[Keyed] = &[
    ("number", Kind::Text, "Its number on the site, those of the chapters above it before it: `3`, `3.1`."),
    ("level", Kind::Int, "How deep it lies; 1 for the outermost."),
    ("id", Kind::Text, "Its anchor on the page of the whole book."),
    ("title", Kind::Text, "Its heading."),
    ("lead", Kind::Maybe(&Kind::Text), "One or two sentences."),
    ("url", Kind::Address, "Its own page."),
    ("example", Kind::Bool, "Whether it is invented to show how it can look."),
    ("machine", Kind::Bool, "Whether a machine translated it and nobody has reviewed that."),
    ("fields", Kind::Fields, "Every field of the entry."),
    ("body", Kind::Html, "Its text, its headings fit to stand below the chapter's."),
];

/// A book before it is rendered.
pub struct Book<'a> {
    /// The chapters.
    pub chapters: Vec<Chapter<'a>>,
    /// The path the town's addresses begin with, and the whole address it stands for.
    pub base: (&'a str, &'a str),
}

/// A chapter of it.
pub struct Chapter<'a> {
    /// What templates see, but for the body.
    pub map: Map,
    /// Its anchor.
    pub id: String,
    /// Its own page.
    pub url: String,
    /// Its text.
    pub body: Option<Filled<'a>>,
}

/// The book of a page that shows one.
pub(super) fn book<'a>(viewer: &Viewer<'a>, folder: &Arc<str>) -> Option<Book<'a>> {
    let book = viewer.plan().books.get(folder)?;
    let town = viewer.linker.plan;
    Some(Book {
        chapters: book.chapters.iter().map(|at| chapter(viewer, *at)).collect(),
        base: (&town.base, &town.town.initiative.base_url),
    })
}

impl Book<'_> {
    /// Of all that makes the book what it is.
    pub(super) fn fingerprint(&self) -> Fingerprint {
        let mut print = Fingerprinter::new();
        print.text(self.base.0).text(self.base.1);
        for chapter in &self.chapters {
            print.value(&Value::from(chapter.map.clone()));
            if let Some(body) = &chapter.body {
                print.fingerprint(body.fingerprint);
            }
        }
        print.finish()
    }
}

fn chapter<'a>(viewer: &Viewer<'a>, at: usize) -> Chapter<'a> {
    let shown = viewer.shown(at);
    let numbers = numbers(viewer, at);
    let number: Vec<String> = numbers.iter().map(ToString::to_string).collect();
    let id = format!("chapter-{}", number.join("-"));
    let url = viewer.linker.plan.entry_url(viewer.at, at).unwrap_or_default();
    let document = viewer.linker.document(shown).filter(|document| !document.body.is_empty());
    let body = document.map(|document| {
        let spot = Spot::new(&shown.place.file, &shown.lang, None);
        viewer.fill(&document.body, &spot, document.fingerprint)
    });
    let map = map([
        ("number", Value::from(number.join("."))),
        ("level", Value::from(numbers.len())),
        ("id", Value::from(&*id)),
        ("title", Value::from(plan::title(shown))),
        ("lead", text_or_none(shown.fields.text("lead"))),
        ("url", Value::from(&*url)),
        ("example", Value::from(shown.fields.flag("example"))),
        ("machine", Value::from(shown.machine)),
        ("fields", value::fields(viewer, shown)),
        ("body", Value::safe_string("")),
    ]);
    Chapter { map, id, url, body }
}

/// A chapter's number among those beside it, after the numbers of those above.
fn numbers(viewer: &Viewer<'_>, at: usize) -> Vec<usize> {
    let edition = viewer.edition();
    let above = plan::parents(&viewer.shown(at).key).filter_map(|key| edition.find(key));
    above
        .chain([at])
        .map(|at| {
            let beside = viewer.plan().siblings(edition, at);
            beside.iter().position(|other| *other == at).map_or(1, |place| place + 1)
        })
        .collect()
}

/// What a book is called in the reader's language.
pub(super) fn title(viewer: &Viewer<'_>, folder: &str) -> String {
    let edition = viewer.edition();
    let index = edition.find(folder).map(|at| viewer.shown(at));
    match index.filter(|shown| shown.origin != Origin::Fallback) {
        Some(shown) => plan::title(shown).to_owned(),
        None => {
            let ty = edition.shown.iter().find(|shown| *shown.ty.folder == *folder).map(|shown| &shown.ty);
            ty.map_or(String::new(), |ty| plan::type_name(ty, &edition.chain).to_owned())
        }
    }
}

/// `page.book`, on the page of the book and on the list of its chapters.
pub(super) fn offer(viewer: &Viewer<'_>, folder: &str) -> Value {
    let Some(book) = viewer.plan().books.get(folder) else { return Value::none() };
    let file = book.file.as_ref().and_then(|path| {
        let (value, unit) = download::size(*viewer.sources.books.get(path)?);
        let inner = path.as_str().split_once('/').map_or("", |(_, inner)| inner);
        Some(keyed(&[
            ("url", Value::from(format!("{}{inner}", viewer.linker.plan.base))),
            ("kind", Value::from("EPUB")),
            ("value", value),
            ("unit", Value::from(unit)),
        ]))
    });
    let mut offer = map([
        ("title", Value::from(title(viewer, folder))),
        ("url", Value::from(viewer.linker.plan.url(viewer.at, book.page))),
        ("chapters", Value::from(book.chapters.len())),
        ("of", Value::from(book.of)),
    ]);
    offer.insert(Key::Str("file"), file.unwrap_or_else(Value::none));
    Value::from(offer)
}
