//! Views and templates become bytes: pure, and as parallel as the machine.
//!
//! Nothing here reads the model, the disk or the clock. What a template writes is bounded.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::Arc;

use tera::value::Key;
use tera::{Context, ErrorKind, Map, Tera, Value};

use crate::config::{Config, Language};
use crate::diagnostic::{Diagnostic, Place, codes};
use crate::locale::{Formats, Lang};
use crate::text::{escaped, nearest_few};
use crate::theme::{self, Theme};
use crate::view::{Book, Call, Fill, Filled, View, keyed};

use book::Manner;

mod book;
mod elsewhere;
mod weight;

pub use book::IMAGES;
pub use elsewhere::{Elsewhere, Kind, elsewhere, kind_of};
pub use weight::{Part, at_most, compressed, deflated, heaviest, stylesheets};

/// Largest page, in MiB: no reader loads more, and a template without end must stop somewhere.
const PAGE_LIMIT_MIB: usize = 64;

/// The theme, speaking every language of the site.
pub struct Speakers<'a> {
    theme: &'a Theme,
    by_language: BTreeMap<Lang, Tera>,
}

impl<'a> Speakers<'a> {
    /// Lets the theme speak each declared language.
    pub fn new(config: &Config, theme: &'a Theme) -> (Self, Vec<Diagnostic>) {
        let mut findings = Vec::new();
        let mut by_language = BTreeMap::new();
        let along = |language: &Language| (language.tag.clone(), theme.strings.along(&language.chain));
        let tables: Arc<theme::Tables> = Arc::new(config.languages.iter().map(along).collect());
        for language in &config.languages {
            match Formats::new(&language.tag) {
                Ok(formats) => {
                    if formats.is_root() {
                        findings.push(Diagnostic::new(codes::ROOT_LOCALE).with("lang", &language.tag));
                    }
                    let speaking =
                        theme::speak(&theme.tera, &language.tag, Arc::new(formats), tables.clone());
                    by_language.insert(language.tag.clone(), speaking);
                }
                Err(reason) => findings.push(
                    Diagnostic::new(codes::NO_LOCALE).with("lang", &language.tag).with("reason", reason),
                ),
            }
        }
        (Self { theme, by_language }, findings)
    }

    /// One page.
    ///
    /// # Errors
    /// `G0904`, `G0903`, `G0908` for the template, `G0906` and `G0907` for every component of the text that fails.
    pub fn page(&self, lang: &Lang, view: View<'_>) -> Result<Vec<u8>, Vec<Diagnostic>> {
        let Some(tera) = self.by_language.get(lang) else { return Err(Vec::new()) };
        if !self.theme.has(view.template) {
            // Where the theme has the file it is broken, which has been said.
            let finding = self.theme.lacks(view.template);
            let placed =
                finding.map(|finding| view.template_place.cloned().into_iter().fold(finding, Diagnostic::at));
            return Err(placed.into_iter().collect());
        }
        let template = view.template;
        let spoken = self.spoken(tera, view, Manner::Page)?;
        self.written(tera, template, &spoken.context, &spoken.url)
    }

    /// The leaves of a book's file: the title page, then its chapters. Each is the template `epub.html`, rendered with
    /// that chapter, and written as XML.
    ///
    /// # Errors
    /// As of [`Self::page`].
    pub fn leaves(&self, lang: &Lang, view: View<'_>) -> Result<Vec<Leaf>, Vec<Diagnostic>> {
        let Some(tera) = self.by_language.get(lang) else { return Err(Vec::new()) };
        let stands = view.book.as_ref().map(|book| book::stands(book, Manner::File)).unwrap_or_default();
        let base = view.book.as_ref().map(|book| book.base).unwrap_or_default();
        let mut spoken = self.spoken(tera, view, Manner::File)?;
        let chapters = std::mem::take(&mut spoken.chapters);
        let mut leaves = Vec::new();
        for chapter in std::iter::once(None).chain(chapters.iter().map(Some)) {
            if let Some(chapter) = chapter {
                spoken.context.insert_value("chapter", chapter.clone());
            }
            let html = self.written(tera, BOOK_FILE, &spoken.context, &spoken.url)?;
            let place = book::Place { prefix: "", down: 0, chapters: &stands, base, manner: Manner::File };
            leaves.push(Leaf::new(chapter, &book::rewritten(&String::from_utf8_lossy(&html), &place)));
        }
        Ok(leaves)
    }

    /// All a template sees, its texts written.
    fn spoken(&self, tera: &Tera, view: View<'_>, manner: Manner) -> Result<Spoken, Vec<Diagnostic>> {
        let url = view.page.iter().find(|(name, _)| *name == "url");
        let url = url.map(|(_, url)| url.to_string()).unwrap_or_default();
        let mut context = Context::new();
        for (name, shared) in view.values {
            context.insert_value(name, shared.value);
        }
        let mut page = view.page;
        let body = page.len();
        page.push(("body", Value::safe_string("")));
        let mut chapters = Vec::new();
        let bodies = view.body.iter().chain(
            view.book.iter().flat_map(|book| &book.chapters).filter_map(|chapter| chapter.body.as_ref()),
        );
        // Only a component can ask for the page while its body is still being written.
        if bodies.clone().any(Filled::calls) {
            context.insert_value("page", keyed(&page));
        }
        let mut speaking = Speaking { speakers: self, tera, context: &context, findings: Vec::new() };
        let stands = view.book.as_ref().map(|book| book::stands(book, manner)).unwrap_or_default();
        let bound = |html: &str, prefix: &str, down: u8| match &view.book {
            Some(Book { base, .. }) if manner == Manner::Page => {
                book::rewritten(html, &book::Place { prefix, down, chapters: &stands, base: *base, manner })
            }
            _ => html.to_owned(),
        };
        if let Some(filled) = &view.body {
            let mut html = String::new();
            speaking.body(filled, &mut html);
            if view.book.is_some() {
                html = bound(&html, "", 0);
            }
            page[body].1 = Value::safe_string(&html);
        }
        for chapter in view.book.iter().flat_map(|book| &book.chapters) {
            let mut map = chapter.map.clone();
            if let Some(filled) = &chapter.body {
                let mut html = String::new();
                speaking.body(filled, &mut html);
                let html = bound(&html, &book::prefix(&chapter.id), 1);
                map.insert(Key::Str("body"), Value::safe_string(&html));
            }
            chapters.push(Value::from(map));
        }
        let findings = speaking.findings;
        if !findings.is_empty() {
            return Err(findings);
        }
        context.insert_value("page", keyed(&page));
        if view.book.is_some() {
            context.insert_value("chapters", Value::from(chapters.clone()));
        }
        Ok(Spoken { context, url, chapters })
    }

    /// A template with what it sees.
    fn written(
        &self,
        tera: &Tera,
        template: &str,
        context: &Context,
        url: &str,
    ) -> Result<Vec<u8>, Vec<Diagnostic>> {
        let mut bounded = Bounded { bytes: Vec::with_capacity(16 * 1024), full: false };
        match tera.render_to(template, context, &mut bounded) {
            Ok(()) => Ok(bounded.bytes),
            Err(_) if bounded.full => {
                let finding = Diagnostic::new(codes::PAGE_SIZE).with("page", url);
                Err(vec![finding.with("limit", PAGE_LIMIT_MIB)])
            }
            Err(error) => Err(vec![self.failed(&error, template, url)]),
        }
    }

    /// A text file of the theme, rendered with nothing but `site`.
    ///
    /// # Errors
    /// `G0903`.
    pub fn asset(&self, lang: &Lang, name: &str, text: &str, site: Value) -> Result<String, Box<Diagnostic>> {
        let mut context = Context::new();
        context.insert_value("site", site);
        let tera = self.by_language.get(lang).unwrap_or(&self.theme.tera);
        tera.render_str(text, &context, false).map_err(|error| {
            let (reason, _) = theme::place_of(&error, name, &self.theme.files);
            Box::new(Diagnostic::new(codes::TEMPLATE_FAILS).with("page", name).with("reason", reason))
        })
    }

    /// A template or component with a sample of what it sees.
    ///
    /// # Errors
    /// What Tera says, and where in the theme.
    pub fn sample(
        &self,
        lang: &Lang,
        what: Tried<'_>,
        values: &Map,
    ) -> Result<String, (String, Option<Place>)> {
        let tera = self.by_language.get(lang).unwrap_or(&self.theme.tera);
        let context = context(values);
        let (name, rendered) = match what {
            Tried::Template(name) => (name, tera.render(name, &context)),
            Tried::Component(name, args, body) => {
                (name, tera.render_component_with_implicits(name, &self::context(args), &context, body, true))
            }
        };
        rendered.map_err(|error| theme::place_of(&error, name, &self.theme.files))
    }

    fn failed(&self, error: &tera::Error, template: &str, page: &str) -> Diagnostic {
        let (reason, place) = theme::place_of(error, template, &self.theme.files);
        let finding = Diagnostic::new(codes::TEMPLATE_FAILS).with("page", page).with("reason", reason);
        match place {
            Some(place) => finding.at(place),
            None => finding,
        }
    }
}

/// What a template sees, and the page's address.
struct Spoken {
    context: Context,
    url: String,
    chapters: Vec<Value>,
}

/// The template of a book's file.
const BOOK_FILE: &str = "epub.html";

/// One leaf of a book's file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Leaf {
    /// The name of its file.
    pub name: String,
    /// Its number and heading; none of the title page.
    pub title: Option<(String, String)>,
    /// How deep it lies; 1 for the outermost chapters.
    pub level: usize,
    /// Whether there is a drawing in it.
    pub drawn: bool,
    /// Its text, as XML.
    pub text: String,
}

impl Leaf {
    fn new(chapter: Option<&Value>, text: &str) -> Self {
        let of = |name: &'static str| {
            let value = chapter?.as_map()?.get(&Key::Str(name))?;
            Some(value.to_string())
        };
        Self {
            name: of("id").map_or_else(|| TITLE_PAGE.to_owned(), |id| book::leaf(&id)),
            title: of("number").zip(of("title")),
            level: of("level").and_then(|level| level.parse().ok()).unwrap_or(1),
            drawn: text.contains("<svg"),
            text: format!("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<!DOCTYPE html>\n{}\n", text.trim()),
        }
    }
}

/// The title page's file.
const TITLE_PAGE: &str = "title.xhtml";

/// What is tried with a sample.
#[derive(Clone, Copy)]
pub enum Tried<'a> {
    /// A template.
    Template(&'a str),
    /// A component, with its arguments and perhaps what it holds.
    Component(&'a str, &'a Map, Option<&'a str>),
}

fn context(values: &Map) -> Context {
    let mut context = Context::new();
    for (name, value) in values {
        context.insert_value(name.as_str().unwrap_or_default().to_owned(), value.clone());
    }
    context
}

/// One page's text while it is written.
struct Speaking<'a> {
    speakers: &'a Speakers<'a>,
    tera: &'a Tera,
    context: &'a Context,
    findings: Vec<Diagnostic>,
}

impl Speaking<'_> {
    fn body(&mut self, filled: &Filled<'_>, html: &mut String) {
        let mut fills = filled.fills.iter();
        let written: Result<(), std::convert::Infallible> = filled.body.fill(html, &mut |_, html| {
            match fills.next() {
                Some(Fill::Html(text)) => html.push_str(text),
                Some(Fill::Call(call)) => self.call(call, html),
                Some(Fill::Part(part)) => self.body(part, html),
                None => {}
            }
            Ok(())
        });
        match written {
            Ok(()) => {}
        }
    }

    fn call(&mut self, call: &Call<'_>, html: &mut String) {
        let body = call.body.as_ref().map(|filled| {
            let mut inner = String::new();
            self.body(filled, &mut inner);
            inner
        });
        let args = context(&call.args);
        match self.tera.render_component_with_implicits(call.name, &args, self.context, body.as_deref(), true)
        {
            Ok(text) => html.push_str(text.trim_end()),
            Err(error) => self.findings.push(self.component_failed(call, &error)),
        }
    }

    fn component_failed(&self, call: &Call<'_>, error: &tera::Error) -> Diagnostic {
        if let ErrorKind::ComponentNotFound(_) = error.kind() {
            let known: Vec<&str> = self.tera.get_component_names().collect();
            return Diagnostic::new(codes::NO_COMPONENT)
                .with("name", call.name)
                .with("known", nearest_few(call.name, known.iter().copied(), 8).join(", "))
                .nearest(call.name, known.iter().copied())
                .at(call.place.clone());
        }
        let (reason, _) = theme::place_of(error, "", &self.speakers.theme.files);
        Diagnostic::new(codes::COMPONENT_FAILS)
            .with("name", call.name)
            .with("reason", reason)
            .at(call.place.clone())
    }
}

/// Takes bytes up to the limit.
struct Bounded {
    bytes: Vec<u8>,
    full: bool,
}

impl Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.bytes.len() + bytes.len() > PAGE_LIMIT_MIB << 20 {
            self.full = true;
            return Err(io::ErrorKind::WriteZero.into());
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The page at an old address: it leads on at once, and says where to for those it does not carry along.
pub fn redirect(lang: &Lang, url: &str, permalink: &str, title: &str) -> Vec<u8> {
    let (url, permalink, title) = (escaped(url), escaped(permalink), escaped(title));
    format!(
        "<!doctype html>\n<html lang=\"{lang}\" dir=\"{}\">\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n<title>{title}</title>\n\
         <meta name=\"robots\" content=\"noindex\">\n<meta http-equiv=\"refresh\" content=\"0; url={url}\">\n\
         <link rel=\"canonical\" href=\"{permalink}\">\n<main><h1><a href=\"{url}\">{title}</a></h1></main>\n</html>\n",
        lang.direction()
    )
    .into_bytes()
}
