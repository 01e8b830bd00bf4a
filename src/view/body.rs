//! A document's holes, filled for one edition.

use std::borrow::Cow;
use std::path::Path;
use std::sync::Arc;

use tera::value::Key;
use tera::{Map, Value};

use super::{Viewer, download, facts, picture, value, video};
use crate::diagnostic::{Diagnostic, Place, Span, codes};
use crate::fingerprint::{Fingerprint, Fingerprinter};
use crate::locale::Lang;
use crate::markdown::{Arg, Body, CHANGED, Component, Hole, HoleKind, Image, Part, Target, push_href};
use crate::text::{encode_segment, escaped, variable};

/// Digits that tell the files of a page apart in its pictures' names.
const STRETCH: usize = 6;

/// A body with what stands in each of its holes, in order.
pub struct Filled<'a> {
    /// The HTML between.
    pub body: &'a Body,
    /// One a hole.
    pub fills: Vec<Fill<'a>>,
    /// Of the body and its fills.
    pub fingerprint: Fingerprint,
}

impl Filled<'_> {
    /// Whether some component of the theme is called.
    pub fn calls(&self) -> bool {
        self.fills.iter().any(|fill| match fill {
            Fill::Call(_) => true,
            Fill::Part(part) => part.calls(),
            Fill::Html(_) => false,
        })
    }
}

/// What stands in a hole.
pub enum Fill<'a> {
    /// HTML, ready.
    Html(String),
    /// A component the theme renders.
    Call(Box<Call<'a>>),
    /// A stretch of another file's text.
    Part(Box<Filled<'a>>),
}

/// Where a piece of text stands, in which language, and what its pictures must know of the page.
#[derive(Clone)]
pub(super) struct Spot {
    pub(super) place: Place,
    pub(super) lang: Lang,
    /// Where the page's first picture stands, if in its text: browsers are told to fetch it before all others.
    pub(super) first: Option<Place>,
    /// Tells the names in a stretch of another file from those of the page's own; empty in the page's own.
    stretch: String,
}

impl Spot {
    /// The beginning of a page's text.
    pub(super) fn new(file: &Arc<Path>, lang: &Lang, first: Option<Place>) -> Self {
        let place = Place { file: file.clone(), span: Span::default() };
        Self { place, lang: lang.clone(), first, stretch: String::new() }
    }

    /// Another stretch of the same file.
    fn at(&self, span: Span) -> Self {
        Self { place: Place { file: self.place.file.clone(), span }, ..self.clone() }
    }

    /// A stretch of a file that the page's text is put together from.
    fn of(&self, part: &Part) -> Self {
        let (file, lang) = (&part.file, part.lang.as_ref().unwrap_or(&self.lang).clone());
        let stretch = match *file == self.place.file {
            true => self.stretch.clone(),
            false => format!("{}-", Fingerprint::of(file.to_string_lossy().as_bytes()).short(STRETCH)),
        };
        Self { place: Place { file: file.clone(), span: Span::default() }, lang, stretch, ..self.clone() }
    }
}

/// A call of a theme's component.
pub struct Call<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its arguments.
    pub args: Map,
    /// What it holds.
    pub body: Option<Filled<'a>>,
    /// Where it was written.
    pub place: Place,
}

impl<'a> Viewer<'a> {
    /// Fills the holes of a body that stands in the file of `text`.
    pub(super) fn fill(&self, body: &'a Body, text: &Spot, document: Fingerprint) -> Filled<'a> {
        let fills: Vec<Fill<'a>> = body.holes().iter().map(|hole| self.fill_hole(hole, text)).collect();
        let mut print = Fingerprinter::new();
        print.fingerprint(document);
        for fill in &fills {
            match fill {
                Fill::Html(html) => {
                    print.text(html);
                }
                Fill::Call(call) => {
                    print.text(call.name).value(&Value::from(call.args.clone()));
                    print.fingerprint(call.body.as_ref().map(|body| body.fingerprint).unwrap_or_default());
                }
                Fill::Part(part) => {
                    print.fingerprint(part.fingerprint);
                }
            }
        }
        Filled { body, fills, fingerprint: print.finish() }
    }

    fn fill_hole(&self, hole: &'a Hole, text: &Spot) -> Fill<'a> {
        let spot = text.at(hole.span);
        let place = spot.place.clone();
        match &hole.kind {
            HoleKind::Href(target) => {
                let mut html = String::new();
                match self.linker.href(self.at, &place.file, &self.resolved(target, &spot.lang)) {
                    Ok(url) => push_href(&url, &mut html),
                    Err(finding) => self.say(finding.at(place)),
                }
                Fill::Html(html)
            }
            HoleKind::Image(image) => placed(self.picture(image, &spot), &spot),
            HoleKind::Download(target) => self.download(target, &spot),
            HoleKind::Component(component) if &*component.name == video::NAME => {
                placed(self.video(component, &spot), &spot)
            }
            HoleKind::Component(component) => placed(self.call(component, &spot), &spot),
            HoleKind::Variable(name) => Fill::Html(self.variable_html(name, &spot.lang)),
            HoleKind::Mark(mark) => Fill::Html(mark.html()),
            // The stretch's HTML is part of its document, whose fingerprint the whole body carries.
            HoleKind::Part(part) => {
                Fill::Part(Box::new(self.fill(&part.body, &text.of(part), Fingerprint::default())))
            }
        }
    }

    /// A link with its variables put in.
    fn resolved(&self, target: &Target, lang: &Lang) -> Target {
        let value = |name: &str| self.variable(name, lang).map(encode_segment).unwrap_or_default();
        let put = |text: &str| variable::filled(text, value).into_boxed_str();
        match target {
            Target::Entry { path, fragment } => Target::Entry { path: put(path), fragment: fragment.clone() },
            Target::File { path, fragment } => Target::File { path: put(path), fragment: fragment.clone() },
            Target::Site { path, fragment } => Target::Site { path: put(path), fragment: fragment.clone() },
            Target::Web { address } => Target::Web { address: put(address) },
        }
    }

    /// A picture in text: alone in its paragraph it is the theme's component `image`, in a line it is just a picture.
    fn picture(&self, image: &Image, spot: &Spot) -> Fill<'a> {
        let place = spot.place.clone();
        let name = match &image.src {
            Target::File { path, .. } | Target::Site { path, .. } => path,
            Target::Entry { path, .. } => path,
            Target::Web { address } => address,
        };
        let words = [Some(&*image.alt), image.title.as_deref()];
        let [alt, title] = words.map(|text| text.map(|text| self.with_variables(text, &spot.lang)));
        let Some(mut picture) = picture::image(self, name, &place) else { return Fill::Html(String::new()) };
        picture.insert(Key::Str("alt"), Value::from(alt.unwrap_or_default()));
        picture.insert(Key::Str("caption"), title.map_or_else(Value::none, Value::from));
        let component = if image.alone { "image" } else { "image_in_line" };
        if self.sources.theme.tera.contains_component(component) {
            let args = super::map([("picture", Value::from(picture))]);
            return Fill::Call(Box::new(Call { name: component, args, body: None, place }));
        }
        let text =
            |key: &'static str| picture.get(&Key::Str(key)).map(ToString::to_string).unwrap_or_default();
        Fill::Html(format!(
            "<img src=\"{}\" width=\"{}\" height=\"{}\" alt=\"{}\" loading=\"lazy\">",
            escaped(&text("src")),
            text("width"),
            text("height"),
            escaped(&text("alt"))
        ))
    }

    /// What stands behind a link to a file; nothing where the theme has no component for it.
    fn download(&self, target: &Target, spot: &Spot) -> Fill<'a> {
        let place = spot.place.clone();
        let file = download::of(self, &self.resolved(target, &spot.lang), &place);
        match file.is_none() || !self.sources.theme.tera.contains_component("download") {
            true => Fill::Html(String::new()),
            false => {
                let args = super::map([("file", file)]);
                Fill::Call(Box::new(Call { name: "download", args, body: None, place }))
            }
        }
    }

    fn call(&self, component: &'a Component, spot: &Spot) -> Fill<'a> {
        let place = spot.place.clone();
        // A theme need not tell of changes.
        if &*component.name == CHANGED && !self.sources.theme.tera.contains_component(CHANGED) {
            return Fill::Html(String::new());
        }
        let mut args = Map::new();
        // A name or a value that could not be understood has had its finding; the component would only add another.
        let mut whole = !component.name.is_empty();
        for (name, arg, span) in &component.args {
            let at = spot.at(*span);
            let (name, value) = match (&*component.name, &**name) == facts::NAME {
                true => (&**name, facts::facts(self)),
                false => self.argument(name, arg, &at),
            };
            whole &= !value.is_none();
            args.insert(value::named(name), value);
        }
        let body = component.body.as_ref().map(|body| self.fill(body, spot, Fingerprint::default()));
        if !whole {
            return Fill::Html(String::new());
        }
        // The inner body's HTML is part of its document, whose fingerprint the outer body carries.
        Fill::Call(Box::new(Call { name: &component.name, args, body, place }))
    }

    /// Three names mean more than their text: `src` is a picture, `figure` and `figures` are figures.
    fn argument<'n>(&self, name: &'n str, arg: &Arg, spot: &Spot) -> (&'n str, Value) {
        let place = &spot.place;
        let text = match arg {
            Arg::Number(number) if number.fract() == 0.0 => return (name, Value::from(*number as i64)),
            Arg::Number(number) => return (name, Value::from(*number)),
            Arg::Flag => return (name, Value::from(true)),
            Arg::Text(text) if matches!(name, "src" | "figure" | "figures") => self.address(text, &spot.lang),
            Arg::Text(text) => self.with_variables(text, &spot.lang),
        };
        match name {
            "src" => ("picture", picture::image(self, &text, place).map_or_else(Value::none, Value::from)),
            "figure" => (name, self.figure(&text, place)),
            "figures" => {
                let all: Vec<Value> = text.split(',').map(|id| self.figure(id.trim(), place)).collect();
                (name, Value::from(all))
            }
            _ => (name, Value::from(text)),
        }
    }

    fn figure(&self, id: &str, place: &Place) -> Value {
        value::figure(self, id).unwrap_or_else(|| {
            let known: Vec<&str> =
                self.edition().shown.iter().filter_map(|shown| shown.key.strip_prefix("figures/")).collect();
            let finding = Diagnostic::new(codes::UNKNOWN_REFERENCE)
                .with("type", "figure")
                .with("name", id)
                .with("known", known.join(", "))
                .nearest(id, known.iter().copied());
            self.say(finding.at(place.clone()));
            Value::none()
        })
    }

    /// A text of a language with its variables put in, as plain text. What has no value has had its finding.
    pub(super) fn with_variables(&self, text: &str, lang: &Lang) -> String {
        if !text.contains("{{") {
            return text.to_owned();
        }
        let value = |value: &str| lang.isolated(value).into_owned();
        variable::filled(text, |name| self.variable(name, lang).map(value).unwrap_or_default())
    }

    /// An address or a name with its variables put in: nothing stands around them.
    pub(super) fn address(&self, text: &str, lang: &Lang) -> String {
        variable::filled(text, |name| self.variable(name, lang).unwrap_or_default().to_owned())
    }

    /// A heading's title or the like, its variables as [`variable::pieces`] finds them.
    pub(super) fn html_with_variables<'h>(&self, html: &'h str, lang: &Lang) -> Cow<'h, str> {
        match html.contains("{{") {
            true => variable::filled(html, |name| self.variable_html(name, lang)).into(),
            false => html.into(),
        }
    }

    /// A variable's value in the middle of a text, its direction its own where it may differ.
    fn variable_html(&self, name: &str, lang: &Lang) -> String {
        let value = self.variable(name, lang).unwrap_or_default();
        match lang.runs_another_way(value) {
            true => format!("<bdi>{}</bdi>", escaped(value)),
            false => escaped(value),
        }
    }

    pub(super) fn variable(&self, name: &str, lang: &Lang) -> Option<&'a str> {
        self.sources.config.variable(self.linker.plan.town.initiative, name, lang)
    }

    /// Whether a file is among those beside the texts or below `static/`.
    pub(super) fn exists(&self, whole: &std::path::Path) -> bool {
        let inner = whole.strip_prefix(self.sources.root).unwrap_or(whole);
        self.linker.beside.assets.contains(inner)
            || self.linker.plan.statics.iter().any(|(file, _)| file == inner)
    }
}

/// Tells a picture of a text where it stands: a name that no other on the page has, and whether it is the first.
fn placed<'a>(mut fill: Fill<'a>, spot: &Spot) -> Fill<'a> {
    if let Fill::Call(call) = &mut fill
        && let Some(mut picture) = call.args.get(&Key::Str("picture")).and_then(Value::as_map).cloned()
    {
        let id = format!("picture-{}{}", spot.stretch, spot.place.span.start);
        picture.insert(Key::Str("id"), Value::from(id));
        picture.insert(Key::Str("first"), Value::from(spot.first.as_ref() == Some(&spot.place)));
        call.args.insert(Key::Str("picture"), Value::from(picture));
    }
    fill
}
