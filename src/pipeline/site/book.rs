//! The books that are made as files, before the pages that tell how large they are.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;
use tera::Value;
use tera::value::Key;

use super::super::sink::Open;
use super::{Site, put};
use crate::diagnostic::Diagnostic;
use crate::disk::Disk;
use crate::edition::Origin;
use crate::emit::book::{self, About};
use crate::fingerprint::{Fingerprint, Fingerprinter};
use crate::image::{Picture, Rendition};
use crate::plan::path::OutputPath;
use crate::plan::{self, Book, TownPlan};
use crate::report::bug;
use crate::store::Store;
use crate::view::{Books, TownFiles, View, Wanted, style_site};

/// The store's name for what belongs here.
const ROOM: &str = "book";

/// One edition's book.
struct Asked<'a> {
    plan: &'a TownPlan<'a>,
    town: usize,
    at: usize,
    folder: &'a Arc<str>,
    book: &'a Book,
    path: &'a OutputPath,
    files: &'a TownFiles,
}

/// A town's books that are made as files.
fn asked_of<'a>(
    (town, plan): (usize, &'a TownPlan<'a>),
    files: &'a TownFiles,
) -> impl Iterator<Item = Asked<'a>> {
    plan.editions.iter().enumerate().flat_map(move |(at, edition)| {
        edition.books.iter().filter_map(move |(folder, book)| {
            Some(Asked { plan, town, at, folder, book, path: book.file.as_ref()?, files })
        })
    })
}

impl Site<'_> {
    /// Makes and publishes every book; one that is as it was is taken from the store. What nobody will read, a preview
    /// or a check, has none.
    pub(in crate::pipeline) fn books(
        &self,
        (disk, store): (&dyn Disk, &Store<'_>),
        wanted: &Wanted,
        sink: &Open<'_>,
    ) -> (Books, Vec<Diagnostic>) {
        let (mut books, mut findings, mut keys) = (Books::new(), Vec::new(), BTreeSet::new());
        if !sink.has_readers() {
            return (books, findings);
        }
        let towns = self.planned.plan.towns.iter().enumerate().zip(&wanted.by_town);
        let asked: Vec<Asked<'_>> = towns.flat_map(|(town, files)| asked_of(town, files)).collect();
        let made: Vec<_> = asked
            .par_iter()
            .map(|asked| {
                let viewer = self.viewer(asked.town, asked.at);
                let (key, bytes) = self.book(asked, viewer.view(asked.book.page), (disk, store))?;
                Ok((key, bytes.len() as u64, put(sink, asked.path, &bytes)))
            })
            .collect();
        for (asked, made) in asked.iter().zip(made) {
            match made {
                Ok((key, length, trouble)) => {
                    keys.insert(key);
                    findings.extend(trouble);
                    books.insert(asked.path.clone(), length);
                }
                Err(more) => findings.extend::<Vec<Diagnostic>>(more),
            }
        }
        if sink.is_whole() {
            store.keep_only(ROOM, &keys);
        }
        (books, findings)
    }

    fn book(
        &self,
        asked: &Asked<'_>,
        view: View<'_>,
        (disk, store): (&dyn Disk, &Store<'_>),
    ) -> Result<(Fingerprint, Vec<u8>), Vec<Diagnostic>> {
        let edition = &asked.plan.town.editions[asked.at];
        let look = style_site(asked.plan, self.planned.theme);
        let changed = self.changed(asked);
        let mut print = Fingerprinter::new();
        print.number(book::ENGINE);
        view.made().0.iter().for_each(|part| {
            print.fingerprint(*part);
        });
        print.value(&look).text(&changed);
        let key: Fingerprint = print.finish();
        if let Some(bytes) = store.get(ROOM, key) {
            return Ok((key, bytes));
        }
        let leaves = self.planned.speakers.leaves(&edition.lang, view)?;
        let pictures = self.book_pictures(asked.files, &book::pictures(&leaves), (disk, store));
        let initiative = asked.plan.town.initiative;
        let index = edition.find(asked.folder).map(|at| &edition.shown[at]);
        let index = index.filter(|shown| shown.origin != Origin::Fallback);
        let ty = &edition.shown[asked.book.chapters[0]].ty;
        let dots = dots(&look);
        let about = About {
            title: index.map_or_else(|| plan::type_name(ty, &edition.chain), plan::title),
            lead: index.and_then(|shown| shown.fields.text("lead")).unwrap_or_default(),
            publisher: initiative.name.get(&edition.chain).unwrap_or(&initiative.id),
            lang: (edition.lang.as_str(), edition.lang.direction()),
            contents: plan::word("title-contents", &edition.chain),
            home: &asked.plan.permalink(asked.at, asked.book.page),
            changed: &changed,
            colors: (&ground(&look), &dots),
        };
        let bytes = book::epub(&about, &leaves, &pictures).map_err(|reason| vec![bug::finding(&reason)])?;
        store.put(ROOM, key, &bytes);
        Ok((key, bytes))
    }

    /// The newest day that a chapter tells of itself; a book has no other clock.
    fn changed(&self, asked: &Asked<'_>) -> String {
        let shown = &asked.plan.town.editions[asked.at].shown;
        let days = asked.book.chapters.iter().filter_map(|at| {
            let fields = &shown[*at].fields;
            fields.text("updated").or(fields.text("date")).filter(|day| day.len() >= 10)
        });
        days.map(|day| &day[..10]).max().unwrap_or("2000-01-01").to_owned()
    }

    /// The bytes of pictures by the names they are published under. One that cannot be read is told of where it is
    /// published.
    fn book_pictures(
        &self,
        files: &TownFiles,
        names: &BTreeSet<String>,
        (disk, store): (&dyn Disk, &Store<'_>),
    ) -> Vec<(String, Vec<u8>)> {
        if names.is_empty() {
            return Vec::new();
        }
        let pictures = files.pictures.keys().filter_map(|file| self.pictures.get(file));
        let all = pictures.flat_map(|picture| picture.cuts.values().chain([picture]));
        let mut found: BTreeMap<&str, &Rendition> = BTreeMap::new();
        for rendition in all.flat_map(Picture::renditions) {
            found.insert(&rendition.name, rendition);
        }
        let read =
            |name: &String| Some((name.clone(), found.get(name.as_str())?.blob.read(disk, store).ok()?));
        names.iter().filter_map(read).collect()
    }
}

/// The ground of the cover, as the theme has it.
fn ground(look: &Value) -> String {
    let get = |value: &Value, name: &'static str| value.as_map()?.get(&Key::Str(name)).cloned();
    let hero = get(look, "colors").and_then(|colors| get(&colors, "hero"));
    let ground = hero.and_then(|hero| get(&hero, "light"));
    ground.and_then(|ground| ground.as_str().map(str::to_owned)).unwrap_or_else(|| "#0b5d6b".to_owned())
}

/// The colours of its dots.
fn dots(look: &Value) -> Vec<String> {
    let params = look.as_map().and_then(|look| look.get(&Key::Str("params")).cloned());
    let dots = params.and_then(|params| params.as_map()?.get(&Key::Str("dots")).cloned());
    let colors = dots.and_then(|dots| {
        let all = dots.as_array()?.iter();
        Some(all.filter_map(|color| color.as_str().map(str::to_owned)).collect())
    });
    colors.unwrap_or_default()
}
