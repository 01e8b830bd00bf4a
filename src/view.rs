//! What a template may see of one page, and nothing else.
//!
//! In: the plan, the texts, the pictures. Out: a [`View`] a page: values, and the body with its holes filled. A page is
//! a pure function of its view, and every value in it carries a fingerprint, so "has this page changed?" is "has its
//! view's fingerprint changed?". Values many pages share are made once and cloned by reference.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use serde::ser::SerializeStruct as _;
use serde::{Deserialize, Serialize, Serializer};
use tera::value::Key;
use tera::{Map, Value};

use crate::config::Config;
use crate::diagnostic::{Diagnostic, Place};
use crate::edition::{Edition, Shown};
use crate::fingerprint::{Fingerprint, Fingerprinter, of_value};
use crate::image::Shelf;
use crate::plan::link::Linker;
use crate::plan::path::OutputPath;
use crate::plan::{EditionPlan, Page, PageKind};
use crate::theme::Theme;

mod addresses;
mod body;
mod book;
mod chart;
mod download;
mod extra;
pub mod contract;
mod facts;
mod gathered;
mod json_ld;
mod outdated;
mod page;
mod picture;
mod search;
mod site;
mod style;
mod value;
mod variables;
mod variants;
mod video;
mod wanted;
mod ways;

pub use addresses::Addresses;
pub use body::{Call, Fill, Filled};
pub use book::{Book, Chapter};
pub use picture::{own_picture, point};
pub use search::Findable;
pub use site::style_site;
pub use style::{Parts, Sheets, parts};
pub use variables::check as variables;
pub use wanted::{Ground, TownFiles, Wanted, by_fields, wanted};

/// A value with its fingerprint.
#[derive(Clone, Debug)]
pub struct Shared {
    /// The value; cloning it copies a reference.
    pub value: Value,
    /// Of the whole value.
    pub fingerprint: Fingerprint,
}

impl Shared {
    /// Fingerprints a value.
    pub fn new(value: Value) -> Self {
        Self { fingerprint: of_value(&value), value }
    }
}

/// Names with their values, in order: what becomes an object ([`keyed`]) once all of it is there.
pub type Pairs = Vec<(&'static str, Value)>;

/// All a template gets.
pub struct View<'a> {
    /// The template.
    pub template: &'a str,
    /// Where a text asks for it by name.
    pub template_place: Option<&'a Place>,
    /// `page`, without its body.
    pub page: Pairs,
    /// The body, filled but for the theme's components.
    pub body: Option<Filled<'a>>,
    /// The chapters of a page that shows a whole book.
    pub book: Option<Book<'a>>,
    /// `site`, `lists`, and what only some kinds of page have: `pager`, `tags`, `gathered`, `search`, `chapters`, `chapter`.
    pub values: Vec<(&'static str, Shared)>,
    /// Of the theme, and of the languages its words are looked up in.
    speaks: Fingerprint,
}

impl View<'_> {
    /// The fingerprint of every part of it, the theme and what speaks in it among them. Only who remembers pages or looks
    /// for a remembered one needs it: it is worked out when it is asked for.
    pub fn made(&self) -> Made {
        let page = || {
            let mut print = Fingerprinter::new();
            for (name, value) in &self.page {
                print.text(name).value(value);
            }
            print.finish()
        };
        let of = |name: &str| {
            let shared = self.values.iter().find(|(known, _)| *known == name);
            shared.map(|(_, shared)| shared.fingerprint).unwrap_or_default()
        };
        Made(PARTS.map(|part| match part {
            "theme" => self.speaks,
            "template" => Fingerprint::of(self.template.as_bytes()),
            "page" => page(),
            "body" => self.body.as_ref().map(|body| body.fingerprint).unwrap_or_default(),
            "book" => self.book.as_ref().map(Book::fingerprint).unwrap_or_default(),
            name => of(name),
        }))
    }
}

/// What a view is made of.
pub const PARTS: [&str; 13] = [
    "theme", "template", "site", "lists", "pager", "tags", "gathered", "search", "chapters", "chapter",
    "page", "body", "book",
];

/// The fingerprint of each of a view's [`PARTS`]. Two pages made of the same are the same, byte for byte.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Made(pub [Fingerprint; PARTS.len()]);

impl Made {
    /// Every part with its name.
    pub fn named(&self) -> impl Iterator<Item = (&'static str, Fingerprint)> {
        PARTS.into_iter().zip(self.0)
    }

    /// The numbers of the parts in which another differs.
    pub fn differing(&self, other: &Self) -> Vec<u8> {
        let pairs = self.0.iter().zip(&other.0).zip(0..);
        pairs.filter(|((one, other), _)| one != other).map(|(_, part)| part).collect()
    }
}

/// The books that were made as files, and how many bytes each has.
pub type Books = BTreeMap<OutputPath, u64>;

/// What all editions of all towns share.
#[derive(Clone, Copy)]
pub struct Sources<'a> {
    /// site.toml.
    pub config: &'a Config,
    /// The theme.
    pub theme: &'a Theme,
    /// The pictures.
    pub pictures: &'a dyn Shelf,
    /// The project's folder, which the pictures' paths begin with.
    pub root: &'a std::path::Path,
    /// The books that were made as files, and their sizes.
    pub books: &'a Books,
}

/// Makes the views of one edition.
pub struct Viewer<'a> {
    sources: Sources<'a>,
    linker: Linker<'a>,
    /// Which edition of the town.
    at: usize,
    sheets: &'a dyn Sheets,
    addresses: &'a Addresses,
    /// Of the theme, and of the languages its words are looked up in.
    speaks: Fingerprint,
    site: Shared,
    /// By name, each made when a page first shows it.
    lists: Vec<(&'a str, OnceLock<Shared>)>,
    /// What each template has of them.
    lists_of: HashMap<&'a str, OnceLock<Shared>>,
    /// By folder.
    followed: HashMap<Option<&'a str>, OnceLock<ways::Followed>>,
    records: Vec<OnceLock<Shared>>,
    /// Chapters beside each other, by the first of them.
    beside: Vec<OnceLock<Vec<Value>>>,
    tags: OnceLock<HashMap<&'a str, Value>>,
    /// What `page.referenced_by` is where nothing points at the page: an empty list for every type.
    unreferenced: Value,
    /// What stands for a value the page has not.
    nothing: Shared,
    findings: Mutex<Vec<Diagnostic>>,
}

impl<'a> Viewer<'a> {
    /// A viewer of the town's edition number `at`, with the addresses of the town's stylesheets and pages.
    pub fn new(
        sources: Sources<'a>,
        (linker, at): (Linker<'a>, usize),
        sheets: &'a dyn Sheets,
        addresses: &'a Addresses,
    ) -> Self {
        let shown = linker.plan.town.editions[at].shown.len();
        let nothing = Shared::new(Value::none());
        let plan: &'a EditionPlan = &linker.plan.editions[at];
        let folders = plan.folders().map(Some).chain([None]);
        let mut viewer = Self {
            sources,
            linker,
            at,
            sheets,
            addresses,
            speaks: speaks(&sources),
            site: nothing.clone(),
            lists: sources.theme.lists.keys().map(|name| (name.as_str(), OnceLock::new())).collect(),
            lists_of: plan.pages.iter().map(|page| (page.template.as_str(), OnceLock::new())).collect(),
            followed: folders.map(|folder| (folder, OnceLock::new())).collect(),
            records: std::iter::repeat_with(OnceLock::new).take(shown).collect(),
            beside: std::iter::repeat_with(OnceLock::new).take(shown).collect(),
            tags: OnceLock::new(),
            unreferenced: unreferenced(&linker),
            nothing,
            findings: Mutex::default(),
        };
        viewer.site = Shared::new(site::site(&viewer));
        viewer
    }

    /// The view of the edition's page number `page`.
    pub fn view(&self, page: usize) -> View<'a> {
        let planned: &'a Page = &self.linker.plan.editions[self.at].pages[page];
        let mut values = vec![("site", self.site.clone()), ("lists", self.lists_for(&planned.template))];
        let (pairs, body, extra) = page::page(self, page, planned);
        values.extend(extra);
        let book = match &planned.kind {
            PageKind::Book(folder, _) => book::book(self, folder),
            _ => None,
        };
        let asked = planned.kind.entry().and_then(|at| self.edition().shown[at].fields.get("template"));
        View {
            template: &planned.template,
            template_place: asked.map(|typed| &typed.place),
            page: pairs,
            body,
            book,
            values,
            speaks: self.speaks,
        }
    }

    /// What was found while views were made, since this was last asked.
    pub fn findings(&self) -> Vec<Diagnostic> {
        std::mem::take(&mut *self.findings.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn edition(&self) -> &'a Edition {
        &self.linker.plan.town.editions[self.at]
    }

    /// The address of a page's stylesheet.
    fn style(&self, page: &Page) -> Option<String> {
        self.sheets.address(&parts(self.sources.theme, &self.linker, self.at, page))
    }

    fn plan(&self) -> &'a EditionPlan {
        &self.linker.plan.editions[self.at]
    }

    fn say(&self, finding: Diagnostic) {
        self.findings.lock().unwrap_or_else(PoisonError::into_inner).push(finding);
    }

    /// A value of `page`, made only where the theme names it; null where nobody would see it.
    fn if_named(&self, name: &'static str, make: impl FnOnce() -> Value) -> (&'static str, Value) {
        (name, if self.sources.theme.names(name) { make() } else { Value::none() })
    }

    /// The lists a template asked for, put together once.
    fn lists_for(&self, template: &str) -> Shared {
        let put_together = || self.new_lists_for(template);
        self.lists_of.get(template).map_or_else(put_together, |lists| lists.get_or_init(put_together).clone())
    }

    /// The other lists are empty, so that a page changes only with what it shows.
    fn new_lists_for(&self, template: &str) -> Shared {
        let (mut map, mut print) = (Map::new(), Fingerprinter::new());
        for (name, list) in &self.lists {
            let asked = self.sources.theme.lists[*name].templates.iter().any(|wanted| wanted == template);
            let value = if asked {
                let shared = list.get_or_init(|| self.list(name));
                print.text(name).fingerprint(shared.fingerprint);
                shared.value.clone()
            } else {
                Value::from(Vec::<Value>::new())
            };
            map.insert(Key::from((*name).to_owned()), value);
        }
        Shared { value: Value::from(map), fingerprint: print.finish() }
    }

    /// What a reader can follow from a folder's pages, found once.
    fn followed(&self, folder: Option<&str>) -> ways::Followed {
        let find = || ways::followed(self, folder);
        self.followed.get(&folder).map_or_else(find, |known| known.get_or_init(find).clone())
    }

    /// Chapters beside each other, made once.
    fn beside(&self, siblings: &[usize]) -> &[Value] {
        let Some(first) = siblings.first() else { return &[] };
        self.beside[*first].get_or_init(|| ways::all_beside(self, siblings))
    }

    fn list(&self, name: &str) -> Shared {
        let items = self.plan().lists.get(name).map(Vec::as_slice).unwrap_or_default();
        self.shared_records(items)
    }

    fn records(&self, items: &[usize]) -> Value {
        Value::from(items.iter().map(|at| self.record(*at).value).collect::<Vec<Value>>())
    }

    /// Every tag with pages, made once.
    fn tags(&self) -> &HashMap<&'a str, Value> {
        let all = || self.plan().tags.keys().map(|tag| (tag.as_str(), value::new_tag(self, tag))).collect();
        self.tags.get_or_init(all)
    }

    /// A list of records, by whose fingerprints it has its own.
    fn shared_records(&self, items: &[usize]) -> Shared {
        let (mut values, mut print) = (Vec::with_capacity(items.len()), Fingerprinter::new());
        for Shared { value, fingerprint } in items.iter().map(|at| self.record(*at)) {
            values.push(value);
            print.fingerprint(fingerprint);
        }
        Shared { value: Value::from(values), fingerprint: print.finish() }
    }

    /// The short form of an entry, made once.
    fn record(&self, at: usize) -> Shared {
        // A record may hold records (a figure's source); should two hold each other, the inner one stays short.
        if let Some(record) = self.records[at].get() {
            return record.clone();
        }
        let record = Shared::new(value::record(self, at, 0));
        self.records[at].get_or_init(|| record).clone()
    }

    fn shown(&self, at: usize) -> &'a Shown {
        &self.edition().shown[at]
    }
}

fn speaks(sources: &Sources<'_>) -> Fingerprint {
    let mut print = Fingerprinter::new();
    print.fingerprint(sources.theme.fingerprint);
    for language in &sources.config.languages {
        language.chain.iter().for_each(|lang| {
            print.text(lang.as_str());
        });
        print.number(language.chain.len() as u64);
    }
    print.finish()
}

/// An empty list for every type.
fn unreferenced(linker: &Linker<'_>) -> Value {
    let mut map = Map::new();
    for ty in linker.model.types.iter() {
        map.insert(key(&ty.name), Value::from(Vec::<Value>::new()));
    }
    Value::from(map)
}

/// An object of pairs, in order; of two with one name the later stands. Tera makes a value of a [`Map`] by filling a second
/// one, so what is no longer changed is made here.
pub fn keyed(pairs: &[(&'static str, Value)]) -> Value {
    Value::from_serializable(&Keyed(pairs))
}

/// Pairs, as Tera takes them in: values pass as they are.
struct Keyed<'a>(&'a [(&'static str, Value)]);

impl Serialize for Keyed<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut object = to.serialize_struct("", self.0.len())?;
        self.0.iter().try_for_each(|(name, value)| object.serialize_field(name, value))?;
        object.end()
    }
}

/// A map of pairs, in order, for what more is put into.
fn map<const N: usize>(pairs: [(&'static str, Value); N]) -> Map {
    let mut map = Map::with_capacity_and_hasher(N, Default::default());
    for (key, value) in pairs {
        map.insert(Key::Str(key), value);
    }
    map
}

/// A text, or null.
fn text_or_none(text: Option<&str>) -> Value {
    text.map_or_else(Value::none, Value::from)
}

/// A key that is not known when the program is compiled.
fn key(name: &Arc<str>) -> Key<'static> {
    Key::String(name.clone())
}

#[cfg(test)]
mod tests {
    use tera::Value;

    use super::{PARTS, contract, keyed, map};
    use crate::fingerprint::of_value;

    #[test]
    fn an_object_is_the_value_of_its_map() {
        let pairs = || {
            let inner = keyed(&[("b", Value::none()), ("a", Value::safe_string("<b>"))]);
            [("word", Value::from("a < b")), ("number", Value::from(7_u64)), ("inner", inner)]
        };
        assert_eq!(of_value(&keyed(&pairs())), of_value(&Value::from(map(pairs()))));
    }

    #[test]
    fn whatever_a_template_sees_is_a_part_of_what_a_page_is_made_of() {
        for (name, ..) in contract::ROOT {
            assert!(PARTS.contains(name), "a page would stand although its `{name}` is another");
        }
    }
}
