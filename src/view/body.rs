//! A document's holes, filled for one edition.

use std::path::Path;
use std::sync::Arc;

use tera::value::Key;
use tera::{Map, Value};

use super::{Viewer, download, facts, picture, value, video};
use crate::config::Words;
use crate::diagnostic::{Diagnostic, Place, Span, codes};
use crate::fingerprint::{Fingerprint, Fingerprinter};
use crate::markdown::{Arg, Body, Component, Hole, HoleKind, Piece, Target, pieces, push_href};
use crate::text::escaped;

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
        self.fills.iter().any(|fill| matches!(fill, Fill::Call(_)))
    }
}

/// What stands in a hole.
pub enum Fill<'a> {
    /// HTML, ready.
    Html(String),
    /// A component the theme renders.
    Call(Box<Call<'a>>),
}

/// What a hole must know of the text it stands in.
pub(super) struct Text<'t> {
    /// The text's file.
    pub(super) file: &'t Arc<Path>,
    /// Where the page's first picture stands, if in this text: browsers are told to fetch it before all others.
    pub(super) first: Option<Span>,
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
    /// Fills the holes of a body.
    pub(super) fn fill(&self, body: &'a Body, text: &Text<'_>, document: Fingerprint) -> Filled<'a> {
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
            }
        }
        Filled { body, fills, fingerprint: print.finish() }
    }

    fn fill_hole(&self, hole: &'a Hole, text: &Text<'_>) -> Fill<'a> {
        let place = Place { file: text.file.clone(), span: hole.span };
        match &hole.kind {
            HoleKind::Href(target) => {
                let mut html = String::new();
                match self.linker.href(self.at, &place.file, &self.resolved(target, &place)) {
                    Ok(url) => push_href(&url, &mut html),
                    Err(finding) => self.say(finding.at(place)),
                }
                Fill::Html(html)
            }
            HoleKind::Image { src, alt, title, alone } => {
                let fill = self.picture(src, [Some(&**alt), title.as_deref()], *alone, place);
                placed(fill, hole, text)
            }
            HoleKind::Download(target) => self.download(target, place),
            HoleKind::Component(component) if &*component.name == video::NAME => {
                placed(self.video(component, place), hole, text)
            }
            HoleKind::Component(component) => placed(self.call(component, place, text), hole, text),
            HoleKind::Variable(name) => Fill::Html(escaped(&self.variable(name, &place))),
        }
    }

    /// A link with its variables put in.
    fn resolved(&self, target: &Target, place: &Place) -> Target {
        let put = |text: &str| self.with_variables(text, place).into_boxed_str();
        match target {
            Target::Entry { path, fragment } => Target::Entry { path: put(path), fragment: fragment.clone() },
            Target::File { path, fragment } => Target::File { path: put(path), fragment: fragment.clone() },
            Target::Site { path, fragment } => Target::Site { path: put(path), fragment: fragment.clone() },
            Target::Web { address } => Target::Web { address: put(address) },
        }
    }

    /// A picture in text: alone in its paragraph it is the theme's component `image`, in a line it is just a picture.
    fn picture(&self, src: &Target, words: [Option<&str>; 2], alone: bool, place: Place) -> Fill<'a> {
        let name = match src {
            Target::File { path, .. } | Target::Site { path, .. } => path,
            Target::Entry { path, .. } => path,
            Target::Web { address } => address,
        };
        let [alt, title] = words.map(|text| text.map(|text| self.with_variables(text, &place)));
        let Some(mut picture) = picture::image(self, name, &place) else { return Fill::Html(String::new()) };
        picture.insert(Key::Str("alt"), Value::from(alt.unwrap_or_default()));
        picture.insert(Key::Str("caption"), title.map_or_else(Value::none, Value::from));
        let component = if alone { "image" } else { "image_in_line" };
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
    fn download(&self, target: &Target, place: Place) -> Fill<'a> {
        let file = download::of(self, &self.resolved(target, &place), &place);
        match file.is_none() || !self.sources.theme.tera.contains_component("download") {
            true => Fill::Html(String::new()),
            false => {
                let args = super::map([("file", file)]);
                Fill::Call(Box::new(Call { name: "download", args, body: None, place }))
            }
        }
    }

    fn call(&self, component: &'a Component, place: Place, text: &Text<'_>) -> Fill<'a> {
        let mut args = Map::new();
        // A name or a value that could not be understood has had its finding; the component would only add another.
        let mut whole = !component.name.is_empty();
        for (name, arg, span) in &component.args {
            let at = Place { file: place.file.clone(), span: *span };
            let (name, value) = match (&*component.name, &**name) == facts::NAME {
                true => (&**name, facts::facts(self)),
                false => self.argument(name, arg, &at),
            };
            whole &= !value.is_none();
            args.insert(value::named(name), value);
        }
        let body = component.body.as_ref().map(|body| self.fill(body, text, Fingerprint::default()));
        if !whole {
            return Fill::Html(String::new());
        }
        // The inner body's HTML is part of its document, whose fingerprint the outer body carries.
        Fill::Call(Box::new(Call { name: &component.name, args, body, place }))
    }

    /// Three names mean more than their text: `src` is a picture, `figure` and `figures` are figures.
    fn argument<'n>(&self, name: &'n str, arg: &Arg, place: &Place) -> (&'n str, Value) {
        let text = match arg {
            Arg::Number(number) if number.fract() == 0.0 => return (name, Value::from(*number as i64)),
            Arg::Number(number) => return (name, Value::from(*number)),
            Arg::Flag => return (name, Value::from(true)),
            Arg::Text(text) => self.with_variables(text, place),
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

    /// A text with its variables put in.
    pub(super) fn with_variables(&self, text: &str, place: &Place) -> String {
        if !text.contains("{{") {
            return text.to_owned();
        }
        pieces(text)
            .map(|piece| match piece {
                Piece::Text(text) => text.to_owned(),
                Piece::Variable(name) => self.variable(name, place),
            })
            .collect()
    }

    fn variable(&self, name: &str, place: &Place) -> String {
        let town = self.linker.plan.town.initiative;
        if let Some(text) = town.vars.get(name).and_then(|words: &Words| words.get(&self.edition().chain)) {
            return text.to_owned();
        }
        let known: Vec<&str> = town.vars.keys().map(String::as_str).collect();
        let finding = Diagnostic::new(codes::UNKNOWN_VARIABLE)
            .with("name", name)
            .with("town", &town.id)
            .with("known", known.join(", "))
            .nearest(name, known.iter().copied());
        self.say(finding.at(place.clone()));
        String::new()
    }

    /// Whether a file is among those beside the texts or below `static/`.
    pub(super) fn exists(&self, whole: &std::path::Path) -> bool {
        let inner = whole.strip_prefix(self.sources.root).unwrap_or(whole);
        self.linker.assets.contains(inner) || self.linker.plan.statics.iter().any(|(file, _)| file == inner)
    }
}

/// Tells a picture of a text where it stands: a name that no other on the page has, and whether it is the first.
fn placed<'a>(mut fill: Fill<'a>, hole: &Hole, text: &Text<'_>) -> Fill<'a> {
    if let Fill::Call(call) = &mut fill
        && let Some(mut picture) = call.args.get(&Key::Str("picture")).and_then(Value::as_map).cloned()
    {
        picture.insert(Key::Str("id"), Value::from(format!("picture-{}", hole.span.start)));
        picture.insert(Key::Str("first"), Value::from(text.first == Some(hole.span)));
        call.args.insert(Key::Str("picture"), Value::from(picture));
    }
    fill
}
