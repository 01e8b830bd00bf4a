//! Which parts of the theme's stylesheet a page needs: decided from its template and its text, before it is rendered.

use std::path::Path;
use std::sync::Arc;

use super::{page, picture};
use crate::edition::Shown;
use crate::markdown::{Body, Document, Feature, Features, HoleKind};
use crate::plan::link::Linker;
use crate::plan::{Page, PageKind};
use crate::theme::{Made, Theme};

/// Parts of a stylesheet, by their numbers in the theme, in order.
pub type Parts = Vec<usize>;

/// The stylesheets of a town.
pub trait Sheets: Sync {
    /// The address of the one with these parts; `None` where there are none.
    fn address(&self, parts: &Parts) -> Option<String>;
}

/// The parts that a page of the town's edition number `at` needs.
pub fn parts(theme: &Theme, linker: &Linker<'_>, at: usize, page: &Page) -> Parts {
    let edition = &linker.plan.town.editions[at];
    let shown = page.kind.entry().map(|entry| &edition.shown[entry]);
    let texts = texts(linker, at, page);
    let mut features = texts.iter().fold(Features::default(), |all, (document, _)| all.or(document.features));
    if shown.is_some_and(|shown| shown.fields.object(picture::OWN).is_some()) {
        features = features.with(Feature::Picture);
    }
    let (own, text) = (edition.lang.script(), shown.map_or(&edition.lang, |shown| &shown.lang).script());
    let made = Made {
        template: &page.template,
        components: texts
            .iter()
            .flat_map(|(document, shown)| called(&document.body, &shown.place.file))
            .collect(),
        features,
        scripts: [own, text],
    };
    let needed = theme.styles.iter().enumerate().filter(|(_, part)| part.needs.met_by(&made));
    needed.map(|(number, _)| number).collect()
}

/// The texts a page shows: its own, and on the page of a whole book those of the chapters.
fn texts<'a>(linker: &Linker<'a>, at: usize, page: &Page) -> Vec<(&'a Document, &'a Shown)> {
    let plan = linker.plan;
    let own = page.kind.entry().filter(|_| page::has_text(&page.kind));
    let chapters = match &page.kind {
        PageKind::Book(folder, _) => plan.editions[at].books.get(folder).map(|book| &*book.chapters),
        _ => None,
    };
    let shown =
        own.iter().chain(chapters.unwrap_or_default()).map(|entry| &plan.town.editions[at].shown[*entry]);
    shown.filter_map(|shown| Some((linker.document(shown)?, shown))).collect()
}

/// The components a text calls, those within others too.
fn called<'a>(body: &'a Body, file: &'a Arc<Path>) -> Vec<&'a str> {
    let mut names = Vec::new();
    body.each_hole(file, &mut |_, hole| {
        if let HoleKind::Component(component) = &hole.kind {
            names.push(&*component.name);
        }
    });
    names
}
