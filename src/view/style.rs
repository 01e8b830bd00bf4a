//! Which parts of the theme's stylesheet a page needs: decided from its template and its text, before it is rendered.

use std::path::Path;
use std::sync::Arc;

use super::{page, picture};
use crate::markdown::{Body, Feature, HoleKind};
use crate::plan::Page;
use crate::plan::link::Linker;
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
    let document = shown.filter(|_| page::has_text(&page.kind)).and_then(|shown| linker.document(shown));
    let mut features = document.map(|document| document.features).unwrap_or_default();
    if shown.is_some_and(|shown| shown.fields.object(picture::OWN).is_some()) {
        features = features.with(Feature::Picture);
    }
    let (own, text) = (edition.lang.script(), shown.map_or(&edition.lang, |shown| &shown.lang).script());
    let made = Made {
        template: &page.template,
        components: document
            .zip(shown)
            .map(|(document, shown)| called(&document.body, &shown.place.file))
            .unwrap_or_default(),
        features,
        scripts: [own, text],
    };
    let needed = theme.styles.iter().enumerate().filter(|(_, part)| part.needs.met_by(&made));
    needed.map(|(number, _)| number).collect()
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
