//! Every address, exactly once.
//!
//! In: the editions and what the theme asks for. Out: [`Plan`]: for each edition its pages with their addresses, its
//! sections with their pagers, its tags and lists. Two pages with one address, also where only case or accents differ,
//! are findings that name both files (G08).

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use crate::config::{Config, Words};
use crate::diagnostic::{Diagnostic, Place};
use crate::edition::{Edition, Origin, Shown, Town};
use crate::locale::Lang;
use crate::model::Role;
use crate::model::types::{Further, Type};
use crate::theme::Shape;

mod address;
mod book;
mod claims;
mod kept;
pub mod link;
mod list;
mod machines;
pub mod path;
mod planner;
mod home;
mod references;
mod statics;

pub use address::{parents, word};
pub use book::Book;
pub use home::{home_page, page_at_home};
pub use kept::Kept;
pub use machines::{CARD, Machine, MachineKind, is_listed, pictured};

use path::OutputPath;
use statics::Statics;

/// The folder of a town's search index, below its root.
pub const SEARCH_FOLDER: &str = "pagefind/";
/// What searches in the browser, in that folder.
pub const SEARCH_SCRIPT: &str = "pagefind.js";
/// What tells it which languages there are. The other files there are named after their content.
pub const SEARCH_ENTRY: &str = "pagefind-entry.json";

/// Everything to be published as pages.
#[derive(Debug)]
pub struct Plan<'a> {
    /// By initiative, in site.toml's order.
    pub towns: Vec<TownPlan<'a>>,
    /// Where each page stands, found out when somebody first asks.
    places: OnceLock<HashMap<OutputPath, PagePlace>>,
}

/// Which page: its town, its edition, its number there.
pub type PagePlace = (usize, usize, usize);

/// One initiative's pages.
#[derive(Debug)]
pub struct TownPlan<'a> {
    /// What it shows.
    pub town: &'a Town<'a>,
    /// The path part of its address, with slashes at both ends.
    pub base: String,
    /// By language, as in the town.
    pub editions: Vec<EditionPlan>,
    /// Files that are published as they are: where they lie, below the root, and where they go.
    pub statics: Vec<(PathBuf, OutputPath)>,
    /// Files for machines.
    pub machines: Vec<Machine>,
    /// By edition and page, the number of its card among them.
    cards: HashMap<(usize, usize), usize>,
    taken: HashMap<String, Option<Place>>,
    homes: &'a [Town<'a>],
}

/// One edition's pages.
#[derive(Debug, Default)]
pub struct EditionPlan {
    /// Every page, in the order it was planned.
    pub pages: Vec<Page>,
    /// For each entry shown, its page; entries of types without pages have none.
    pub of_entry: Vec<Option<usize>>,
    /// By the type's folder, its list.
    pub sections: BTreeMap<Arc<str>, Listed>,
    /// The page of all tags.
    pub tags_page: Option<usize>,
    /// By tag, its list.
    pub tags: BTreeMap<String, Listed>,
    /// By the type's folder and the year, what it has of that year; none where all is of one.
    pub years: BTreeMap<(Arc<str>, i16), Listed>,
    /// The page to search from, where the theme has one.
    pub search_page: Option<usize>,
    /// By the folder of a nested type, its book.
    pub books: BTreeMap<Arc<str>, Book>,
    /// The theme's lists: entries by list.
    pub lists: BTreeMap<String, Vec<usize>>,
    /// The entries directly below a nested one, in order.
    pub children: HashMap<usize, Vec<usize>>,
    /// By entry and the number of its type's further page, its page.
    pub further: HashMap<(usize, usize), usize>,
    /// By entry, the entries that point at it, by their type's name.
    pub referenced_by: HashMap<usize, BTreeMap<Arc<str>, Vec<usize>>>,
    /// By entry, those related to it.
    related: HashMap<usize, Vec<usize>>,
    /// By the type's folder, all its entries in reading order.
    orders: BTreeMap<Arc<str>, Order>,
    /// The folder of each entry's type, for its order.
    folders: Vec<Arc<str>>,
}

/// Entries in reading order, with where each stands in it.
#[derive(Debug, Default)]
pub struct Order {
    items: Vec<usize>,
    places: HashMap<usize, usize>,
}

impl Order {
    /// Where an entry stands.
    pub fn position(&self, entry: usize) -> Option<usize> {
        self.places.get(&entry).copied()
    }

    /// The entry at a place.
    pub fn get(&self, place: usize) -> Option<usize> {
        self.items.get(place).copied()
    }
}

impl EditionPlan {
    /// The entry a page shows, or leads to from an old address.
    pub fn entry_of(&self, page: &Page) -> Option<usize> {
        match page.kind {
            PageKind::Entry(at) | PageKind::Further(at, _) => Some(at),
            PageKind::Home(at) | PageKind::Section(_, at, _) | PageKind::Book(_, at) => at,
            PageKind::Alias(to) => self.of_entry.iter().position(|own| *own == Some(to)),
            PageKind::Search | PageKind::NotFound => None,
            PageKind::Tags | PageKind::Tag(..) | PageKind::Year(..) => None,
        }
    }

    /// Entries of its type that point at what an entry points at.
    pub fn related(&self, entry: usize) -> &[usize] {
        self.related.get(&entry).map(Vec::as_slice).unwrap_or_default()
    }

    /// The reading order an entry stands in.
    pub fn reading_order(&self, entry: usize) -> &Order {
        &self.orders[&self.folders[entry]]
    }

    /// The folders that some entry's type has.
    pub fn folders(&self) -> impl Iterator<Item = &str> {
        self.orders.keys().map(AsRef::as_ref)
    }

    /// The reading order of a type's folder; `None` where it has no list.
    pub fn order(&self, folder: &str) -> Option<&Order> {
        self.orders.get(folder)
    }

    /// The entries beside a nested one, itself among them.
    pub fn siblings(&self, edition: &Edition, entry: usize) -> &[usize] {
        let key = &edition.shown[entry].key;
        let above = key.rsplit_once('/').map_or("", |(above, _)| above);
        let parent = edition.find(above).filter(|at| edition.shown[*at].role == Role::Entry);
        match parent.and_then(|parent| self.children.get(&parent)) {
            Some(siblings) => siblings,
            None => self
                .sections
                .get(&self.folders[entry])
                .map(|listed| listed.items.as_slice())
                .unwrap_or_default(),
        }
    }
}

/// A list with its pages.
#[derive(Debug, Default)]
pub struct Listed {
    /// The entries, sorted.
    pub items: Vec<usize>,
    /// How many stand on a page.
    pub page_by: usize,
    /// The list's pages, first to last.
    pub pages: Vec<usize>,
    /// Whether some entry of it is in the reader's language; an empty list is nobody's.
    pub own: bool,
}

/// One page.
#[derive(Debug)]
pub struct Page {
    /// What it shows.
    pub kind: PageKind,
    /// Its folder below the town's root with a slash at its end, empty for the root; or its file, for 404.
    pub address: String,
    /// Where its bytes go.
    pub path: OutputPath,
    /// The template.
    pub template: String,
}

/// What a page shows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PageKind {
    /// The front page, with the entry that holds its text.
    Home(Option<usize>),
    /// An entry.
    Entry(usize),
    /// An entry's further page, by its number in the type.
    Further(usize, usize),
    /// A page of a section's list, with the entry that introduces it.
    Section(Arc<str>, Option<usize>, usize),
    /// All chapters of a nested type on one page, with the entry that introduces them, where that is in the reader's language.
    Book(Arc<str>, Option<usize>),
    /// Where readers search, and find every page listed.
    Search,
    /// All tags.
    Tags,
    /// A page of a tag's list.
    Tag(String, usize),
    /// A page of what a section has of one year.
    Year(Arc<str>, i16, usize),
    /// What stands where nothing is.
    NotFound,
    /// An old address that leads to a page.
    Alias(usize),
}

impl PageKind {
    /// The entry whose text it shows.
    pub fn entry(&self) -> Option<usize> {
        match self {
            Self::Entry(at) | Self::Further(at, _) => Some(*at),
            Self::Home(at) | Self::Section(_, at, _) | Self::Book(_, at) => *at,
            Self::Tags | Self::Tag(..) | Self::Year(..) => None,
            Self::Search | Self::NotFound | Self::Alias(_) => None,
        }
    }
}

impl Plan<'_> {
    /// The page that is published at a path.
    pub fn find(&self, path: &str) -> Option<PagePlace> {
        let all = || {
            let editions = self.towns.iter().enumerate().flat_map(|(town, plan)| {
                plan.editions.iter().enumerate().map(move |(at, edition)| (town, at, edition))
            });
            let pages = editions.flat_map(|(town, at, edition)| {
                let pages = edition.pages.iter().enumerate();
                pages.map(move |(number, page)| (page.path.clone(), (town, at, number)))
            });
            pages.collect()
        };
        self.places.get_or_init(all).get(path).copied()
    }
}

impl TownPlan<'_> {
    /// The address of a page from the host's root.
    pub fn url(&self, edition: usize, page: usize) -> String {
        self.address_on([&self.base, ""], &self.editions[edition].pages[page])
    }

    fn address_on(&self, beginning: [&str; 2], page: &Page) -> String {
        let mut url = String::with_capacity(beginning[0].len() + 1 + page.address.len());
        url.extend(beginning);
        crate::text::push_encoded(&page.address, &mut url);
        url
    }

    /// Whether something is published at a path below the town's root.
    pub fn has(&self, inner: &str) -> bool {
        OutputPath::new(format!("{}/{inner}", self.town.initiative.id))
            .is_ok_and(|path| self.taken.contains_key(&path.folded()))
    }

    /// The whole address of a page.
    pub fn permalink(&self, edition: usize, page: usize) -> String {
        self.address_on([&self.town.initiative.base_url, "/"], &self.editions[edition].pages[page])
    }

    /// Whether a page's words are in its edition's language, and not taken from another for want of them.
    pub fn is_own(&self, edition: usize, kind: &PageKind) -> bool {
        is_own(&self.town.editions[edition], &self.editions[edition], kind)
    }

    /// Whether sitemaps, hreflang and search engines may name a page.
    pub fn is_public(&self, edition: usize, kind: &PageKind) -> bool {
        is_public(&self.town.editions[edition], &self.editions[edition], kind)
    }

    /// The same page in another edition, if that edition has it: the number of a list's page, or else its first.
    pub fn counterpart(&self, edition: usize, kind: &PageKind) -> Option<usize> {
        let plan = &self.editions[edition];
        let nth = |listed: Option<&Listed>, number: usize| {
            let pages = &listed?.pages;
            pages.get(number - 1).or(pages.first()).copied()
        };
        match kind {
            PageKind::Home(_) | PageKind::NotFound => Some(0),
            PageKind::Entry(at) => plan.of_entry[*at],
            PageKind::Further(at, number) => plan.further.get(&(*at, *number)).copied(),
            PageKind::Section(folder, _, number) => nth(plan.sections.get(folder), *number),
            PageKind::Book(folder, _) => plan.books.get(folder).map(|book| book.page),
            PageKind::Search => plan.search_page,
            PageKind::Tags => plan.tags_page,
            PageKind::Tag(tag, number) => nth(plan.tags.get(tag), *number),
            PageKind::Year(folder, year, number) => nth(plan.years.get(&(folder.clone(), *year)), *number),
            PageKind::Alias(_) => None,
        }
    }

    /// The editions that show a page in their own language, and where: what hreflang and sitemaps name. A list's later
    /// pages hold different entries in every language, and are no translations of each other.
    pub fn translations(&self, kind: &PageKind) -> Vec<(usize, usize)> {
        if matches!(kind, PageKind::Section(_, _, 2..) | PageKind::Tag(_, 2..) | PageKind::Year(_, _, 2..)) {
            return Vec::new();
        }
        let public = (0..self.editions.len()).filter(|edition| self.is_public(*edition, kind));
        public.filter_map(|edition| Some((edition, self.counterpart(edition, kind)?))).collect()
    }

    /// The address of an entry's page, or of its section for the entry that introduces one.
    pub fn entry_url(&self, edition: usize, shown: usize) -> Option<String> {
        self.editions[edition].of_entry[shown].map(|page| self.url(edition, page))
    }
}

fn is_own(edition: &Edition, plan: &EditionPlan, kind: &PageKind) -> bool {
    let listed = |listed: Option<&Listed>| listed.is_some_and(|listed| listed.own);
    match kind {
        PageKind::Entry(at)
        | PageKind::Further(at, _)
        | PageKind::Home(Some(at))
        | PageKind::Section(_, Some(at), _) => edition.shown[*at].origin != Origin::Fallback,
        PageKind::Section(folder, None, _) => listed(plan.sections.get(folder)),
        PageKind::Tags => plan.tags.values().any(|listed| listed.own),
        PageKind::Tag(tag, _) => listed(plan.tags.get(tag)),
        PageKind::Year(folder, year, _) => listed(plan.years.get(&(folder.clone(), *year))),
        // Made of what is in the reader's language, and of nothing else.
        PageKind::Book(..) | PageKind::Search => true,
        PageKind::Home(None) | PageKind::NotFound | PageKind::Alias(_) => true,
    }
}

fn is_public(edition: &Edition, plan: &EditionPlan, kind: &PageKind) -> bool {
    match kind {
        PageKind::Entry(at)
        | PageKind::Further(at, _)
        | PageKind::Home(Some(at))
        | PageKind::Section(_, Some(at), _) => edition.shown[*at].public,
        // Each chapter has its own page; search engines search by themselves.
        PageKind::Book(..) | PageKind::Search | PageKind::NotFound | PageKind::Alias(_) => false,
        _ => is_own(edition, plan, kind),
    }
}

/// Plans every page.
/// `homes` are the towns other towns' pages are at home in; `statics` the files below `static/`, relative to the root.
pub fn make<'a>(
    config: &Config,
    (towns, homes): (&'a [Town<'a>], &'a [Town<'a>]),
    theme: &Shape,
    statics: &[PathBuf],
) -> (Plan<'a>, Vec<Diagnostic>) {
    let (mut planned, mut findings) = (Vec::new(), Vec::new());
    let statics = Statics::new(config, statics);
    for town in towns {
        let (plan, more) = plan_town((town, homes), theme, &statics);
        planned.push(plan);
        findings.extend(more);
    }
    (Plan { towns: planned, places: OnceLock::new() }, findings)
}

fn plan_town<'a>(
    (town, homes): (&'a Town<'a>, &'a [Town<'a>]),
    theme: &Shape,
    statics: &Statics<'_>,
) -> (TownPlan<'a>, Vec<Diagnostic>) {
    let (editions, mut claims) = planner::editions(town, theme);
    let machines = machines::plan(town, &editions, theme, &mut claims);
    let card = |(at, machine): (usize, &Machine)| match machine.kind {
        MachineKind::Card(page) => Some(((machine.edition, page), at)),
        _ => None,
    };
    let cards = machines.iter().enumerate().filter_map(card).collect();
    let statics = statics.of(town.initiative, &mut claims);
    let base = town.initiative.base_path();
    let plan = TownPlan { town, base, editions, statics, machines, cards, taken: claims.taken, homes };
    (plan, claims.findings)
}

/// The title of an entry.
pub fn title(shown: &Shown) -> &str {
    shown.fields.text("title").unwrap_or_default()
}

/// What a type's list is called in a language.
pub fn type_name<'a>(ty: &'a Type, chain: &[Lang]) -> &'a str {
    let english = Lang::parse("en");
    chain.iter().chain(english.iter()).find_map(|lang| ty.names.get(lang)).map_or(&*ty.name, String::as_str)
}

/// What a further page is called in a language.
pub fn further_name<'a>(further: &'a Further, chain: &[Lang]) -> &'a str {
    let english = Lang::parse("en");
    let named = chain.iter().chain(english.iter()).find_map(|lang| further.names.get(lang));
    named.map_or(&*further.name, String::as_str)
}

/// What a tag is called in a language.
pub fn tag_name(tag: &str, names: &BTreeMap<String, Words>, chain: &[Lang]) -> String {
    match names.get(tag).and_then(|words| words.get(chain)) {
        Some(name) => name.to_owned(),
        None => {
            let mut letters = tag.chars();
            letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
        }
    }
}
