//! Every address, exactly once.
//!
//! In: the editions and what the theme asks for. Out: [`Plan`]: for each edition its pages with their addresses, its
//! sections with their pagers, its tags and lists. Two pages with one address, also where only case or accents differ,
//! are findings that name both files (G08).

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::config::{Config, Initiative, Words};
use crate::diagnostic::{Diagnostic, Place, codes};
use crate::edition::{Edition, Shown, Town};
use crate::locale::Lang;
use crate::model::Role;
use crate::model::fields::TypedValue;
use crate::model::types::Type;
use crate::theme::Theme;

mod address;
pub mod link;
mod list;
pub mod path;

pub use address::{parents, word};

use path::OutputPath;

use crate::source::STATIC;

/// Everything to be published as pages.
#[derive(Debug)]
pub struct Plan<'a> {
    /// By initiative, in site.toml's order.
    pub towns: Vec<TownPlan<'a>>,
}

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
    taken: HashMap<String, Option<Place>>,
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
    /// The theme's lists: entries by list.
    pub lists: BTreeMap<String, Vec<usize>>,
    /// The entries directly below a nested one, in order.
    pub children: HashMap<usize, Vec<usize>>,
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
    /// The reading order an entry stands in.
    pub fn reading_order(&self, entry: usize) -> &Order {
        &self.orders[&self.folders[entry]]
    }

    /// The entries beside a nested one, itself among them.
    pub fn siblings(&self, edition: &Edition, entry: usize) -> &[usize] {
        let key = &edition.shown[entry].key;
        let above = key.rsplit_once('/').map_or("", |(above, _)| above);
        let parent = edition.find(above).filter(|at| edition.shown[*at].role == Role::Entry);
        match parent.and_then(|parent| self.children.get(&parent)) {
            Some(siblings) => siblings,
            None => self.sections.get(&self.folders[entry]).map(|listed| listed.items.as_slice()).unwrap_or_default(),
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
    /// A page of a section's list, with the entry that introduces it.
    Section(Arc<str>, Option<usize>, usize),
    /// All tags.
    Tags,
    /// A page of a tag's list.
    Tag(String, usize),
    /// What stands where nothing is.
    NotFound,
    /// An old address that leads to a page.
    Alias(usize),
}

impl TownPlan<'_> {
    /// The address of a page from the host's root.
    pub fn url(&self, edition: usize, page: usize) -> String {
        let address = &self.editions[edition].pages[page].address;
        let mut url = self.base.clone();
        for (at, segment) in address.split('/').enumerate() {
            if at > 0 {
                url.push('/');
            }
            url.push_str(&crate::text::encode_segment(segment));
        }
        url
    }

    /// Whether something is published at a path below the town's root.
    pub fn has(&self, inner: &str) -> bool {
        OutputPath::new(format!("{}/{inner}", self.town.initiative.id))
            .is_ok_and(|path| self.taken.contains_key(&path.folded()))
    }

    /// The whole address of a page.
    pub fn permalink(&self, edition: usize, page: usize) -> String {
        let url = self.url(edition, page);
        format!("{}{}", self.town.initiative.base_url, &url[self.base.len() - 1..])
    }

    /// The address of an entry's page, or of its section for the entry that introduces one.
    pub fn entry_url(&self, edition: usize, shown: usize) -> Option<String> {
        self.editions[edition].of_entry[shown].map(|page| self.url(edition, page))
    }
}

/// Plans every page.
/// `statics` are the files below `static/`, relative to the root.
pub fn make<'a>(
    config: &Config,
    towns: &'a [Town<'a>],
    theme: &Theme,
    statics: &[PathBuf],
) -> (Plan<'a>, Vec<Diagnostic>) {
    let (mut planned, mut findings) = (Vec::new(), Vec::new());
    for town in towns {
        let (plan, more) = plan_town(config, town, theme, statics);
        planned.push(plan);
        findings.extend(more);
    }
    (Plan { towns: planned }, findings)
}

fn plan_town<'a>(
    config: &Config,
    town: &'a Town<'a>,
    theme: &Theme,
    statics: &[PathBuf],
) -> (TownPlan<'a>, Vec<Diagnostic>) {
    let mut claims = Claims { town: &town.initiative.id, taken: HashMap::new(), folders: HashMap::new(), findings: Vec::new() };
    let first = town.initiative.first_language();
    let editions = town
        .editions
        .iter()
        .map(|edition| {
            let prefix = if edition.lang == *first { String::new() } else { format!("{}/", edition.lang) };
            let mut planner = Planner { edition, theme, prefix, claims: &mut claims, plan: EditionPlan::default() };
            planner.everything();
            planner.plan
        })
        .collect();
    machines(town, theme, &mut claims);
    let statics = statics_of(config, town, statics, &mut claims);
    let base = town.initiative.base_path();
    (TownPlan { town, base, editions, statics, taken: claims.taken }, claims.findings)
}

/// What is emitted beside pages has its addresses too: no static file may take their place.
fn machines(town: &Town<'_>, theme: &Theme, claims: &mut Claims<'_>) {
    claims.take("robots.txt", None);
    claims.take("sitemap.xml", None);
    let first = town.initiative.first_language();
    for edition in &town.editions {
        let prefix = if edition.lang == *first { String::new() } else { format!("{}/", edition.lang) };
        claims.take(&format!("{prefix}atom.xml"), None);
        claims.take(&format!("sitemap-{}.xml", edition.lang), None);
    }
    for asset in &theme.assets {
        let name = asset.name.strip_suffix(".tera").unwrap_or(&asset.name);
        claims.take(&format!("assets/{name}"), None);
    }
}

/// The static files one town publishes: the shared ones, with its own folder's laid over them. The folders of other
/// towns stay out.
fn statics_of(
    config: &Config,
    town: &Town<'_>,
    statics: &[PathBuf],
    claims: &mut Claims<'_>,
) -> Vec<(PathBuf, OutputPath)> {
    let own = |initiative: &Initiative| {
        initiative.static_folder.clone().unwrap_or_else(|| Path::new(STATIC).join(&initiative.id))
    };
    let folders: Vec<PathBuf> = config.initiatives.iter().map(own).collect();
    let mine = own(town.initiative);
    let mut by_name: BTreeMap<&str, &PathBuf> = BTreeMap::new();
    let shared = statics.iter().filter(|file| !folders.iter().any(|folder| file.starts_with(folder)));
    let shared = shared.filter_map(|file| Some((file.strip_prefix(STATIC).ok()?.to_str()?, file)));
    let own = statics.iter().filter_map(|file| Some((file.strip_prefix(&mine).ok()?.to_str()?, file)));
    by_name.extend(shared.chain(own));
    by_name
        .into_iter()
        .filter_map(|(name, file)| Some((file.clone(), claims.take(name, Some(&Place::file(file.clone())))?)))
        .collect()
}

/// Which paths are taken, by whom.
struct Claims<'a> {
    town: &'a str,
    taken: HashMap<String, Option<Place>>,
    /// Folders that must be there for what is taken.
    folders: HashMap<String, Option<Place>>,
    findings: Vec<Diagnostic>,
}

impl Claims<'_> {
    /// Takes a path for a page; `None` (and a finding) where it is unfit or taken.
    fn take(&mut self, inner: &str, owner: Option<&Place>) -> Option<OutputPath> {
        let say = |finding: Diagnostic| match owner {
            Some(place) => finding.at(place.clone()),
            None => finding,
        };
        let path = match OutputPath::new(format!("{}/{inner}", self.town)) {
            Ok(path) => path,
            Err(reason) => {
                let finding = Diagnostic::new(codes::BAD_ADDRESS).with("address", inner).with("reason", reason);
                self.findings.push(say(finding));
                return None;
            }
        };
        let folded = path.folded();
        if let Some(first) = self.in_the_way(&folded) {
            let mut places = owner.into_iter().chain(first).cloned();
            let mut finding = Diagnostic::new(codes::ADDRESS_TAKEN).with("address", &path);
            finding.place = places.next();
            finding.further.extend(places);
            self.findings.push(finding);
            return None;
        }
        for (at, _) in folded.match_indices('/') {
            if !self.folders.contains_key(&folded[..at]) {
                self.folders.insert(folded[..at].to_owned(), owner.cloned());
            }
        }
        self.taken.insert(folded, owner.cloned());
        Some(path)
    }

    /// Whose file has the path, needs it as a folder, or stands where it needs a folder.
    fn in_the_way(&self, folded: &str) -> Option<Option<&Place>> {
        let above = || folded.match_indices('/').find_map(|(at, _)| self.taken.get(&folded[..at]));
        let owner = self.taken.get(folded).or_else(|| self.folders.get(folded)).or_else(above)?;
        Some(owner.as_ref())
    }
}

struct Planner<'a, 'c, 't> {
    edition: &'a Edition,
    theme: &'a Theme,
    prefix: String,
    claims: &'c mut Claims<'t>,
    plan: EditionPlan,
}

impl Planner<'_, '_, '_> {
    fn everything(&mut self) {
        let edition = self.edition;
        self.plan.of_entry = vec![None; edition.shown.len()];
        let home = edition.find("").filter(|at| edition.shown[*at].role == Role::Home);
        let template = home.and_then(|at| edition.shown[at].fields.text("template")).unwrap_or("home.html");
        let page = self.page(PageKind::Home(home), self.prefix.clone(), template, home);
        if let Some(at) = home {
            self.plan.of_entry[at] = page;
        }
        for at in 0..edition.shown.len() {
            self.entry(at);
        }
        self.nest();
        self.plan.folders = edition.shown.iter().map(|shown| shown.ty.folder.clone()).collect();
        for folder in &self.plan.folders {
            self.plan.orders.entry(folder.clone()).or_default();
        }
        self.sections();
        self.tags();
        self.page(PageKind::NotFound, format!("{}404.html", self.prefix), "404.html", None);
        self.aliases();
        for (name, list) in &self.theme.lists {
            let items = list::of_list(list, &self.edition.shown);
            self.plan.lists.insert(name.clone(), items);
        }
    }

    fn page(&mut self, kind: PageKind, address: String, template: &str, owner: Option<usize>) -> Option<usize> {
        let owner = owner.map(|at| self.edition.shown[at].place.clone());
        self.page_of(kind, address, template, owner.as_ref())
    }

    fn page_of(&mut self, kind: PageKind, address: String, template: &str, owner: Option<&Place>) -> Option<usize> {
        let inner = if address.ends_with(".html") { address.clone() } else { format!("{address}index.html") };
        let path = self.claims.take(&inner, owner)?;
        self.plan.pages.push(Page { kind, address, path, template: template.to_owned() });
        Some(self.plan.pages.len() - 1)
    }

    fn entry(&mut self, at: usize) {
        let shown = &self.edition.shown[at];
        if shown.role != Role::Entry {
            return;
        }
        let own = shown.fields.text("template");
        let Some(template) = own.or(shown.ty.template.as_deref()) else { return };
        let address = address::of_entry(self.edition, shown, &self.prefix);
        let slug = shown.fields.get("slug").filter(|_| shown.slug.is_some());
        let place = slug.map_or(&shown.place, |typed| &typed.place);
        self.plan.of_entry[at] = self.page_of(PageKind::Entry(at), address, template, Some(place));
    }

    /// A type whose entries have pages has a list of them; so has one with an `_index`.
    fn sections(&mut self) {
        let mut by_folder: BTreeMap<Arc<str>, (Arc<Type>, Option<usize>, Vec<usize>)> = BTreeMap::new();
        for (at, shown) in self.edition.shown.iter().enumerate() {
            match shown.role {
                Role::Home => {}
                Role::Section => {
                    by_folder.entry(shown.ty.folder.clone()).or_insert_with(|| (shown.ty.clone(), None, Vec::new())).1 =
                        Some(at);
                }
                Role::Entry => {
                    by_folder
                        .entry(shown.ty.folder.clone())
                        .or_insert_with(|| (shown.ty.clone(), None, Vec::new()))
                        .2
                        .push(at);
                }
            }
        }
        for (folder, (ty, index, mut items)) in by_folder {
            let route = address::route(&ty.routes, &self.edition.chain);
            let (Some(route), true) = (route.filter(|route| !route.is_empty()), ty.template.is_some() || index.is_some())
            else {
                continue;
            };
            if ty.nested {
                let below: HashSet<usize> = self.plan.children.values().flatten().copied().collect();
                items.retain(|at| !below.contains(at));
            }
            list::sort(&mut items, &ty.sort, &self.edition.shown);
            let reading = if ty.nested { self.book(&items) } else { items.clone() };
            let places = reading.iter().enumerate().map(|(place, entry)| (*entry, place)).collect();
            self.plan.orders.insert(folder.clone(), Order { items: reading, places });
            let wanted = self.theme.sections.get(&*folder).cloned().unwrap_or_default();
            let template = index
                .and_then(|at| self.edition.shown[at].fields.text("template").map(str::to_owned))
                .or(wanted.template)
                .unwrap_or_else(|| "section.html".to_owned());
            let base = format!("{}{route}/", self.prefix);
            let kind = |page| PageKind::Section(folder.clone(), index, page);
            let listed = self.listed(items, wanted.page_by, &base, &template, &kind);
            if let (Some(at), Some(page)) = (index, listed.pages.first()) {
                self.plan.of_entry[at] = Some(*page);
            }
            self.plan.sections.insert(folder, listed);
        }
    }

    /// Chapters in reading order: each before those below it.
    fn book(&self, top: &[usize]) -> Vec<usize> {
        let mut order = Vec::new();
        let mut next: Vec<usize> = top.iter().rev().copied().collect();
        while let Some(at) = next.pop() {
            order.push(at);
            next.extend(self.plan.children.get(&at).into_iter().flatten().rev());
        }
        order
    }

    /// Which entries stand directly below which.
    fn nest(&mut self) {
        let shown = &self.edition.shown;
        for (at, entry) in shown.iter().enumerate().filter(|(_, entry)| entry.ty.nested && entry.role == Role::Entry) {
            let above = entry.key.rsplit_once('/').and_then(|(above, _)| self.edition.find(above));
            if let Some(parent) = above.filter(|parent| shown[*parent].role == Role::Entry) {
                self.plan.children.entry(parent).or_default().push(at);
            }
        }
        for children in self.plan.children.values_mut() {
            list::sort(children, "order", shown);
        }
    }

    /// A list's pages: the first at `base`, the others below it.
    fn listed(
        &mut self,
        items: Vec<usize>,
        page_by: Option<usize>,
        base: &str,
        template: &str,
        kind: &dyn Fn(usize) -> PageKind,
    ) -> Listed {
        let page_by = page_by.unwrap_or(usize::MAX);
        let count = items.len().div_ceil(page_by).max(1);
        let word = address::word("page", &self.edition.chain);
        let mut pages = Vec::with_capacity(count);
        for number in 1..=count {
            let address = if number == 1 { base.to_owned() } else { format!("{base}{word}/{number}/") };
            let owner = match kind(number) {
                PageKind::Section(_, index, _) => index,
                _ => None,
            };
            pages.extend(self.page(kind(number), address, template, owner));
        }
        Listed { items, page_by, pages }
    }

    fn tags(&mut self) {
        let mut by_tag: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (at, shown) in self.edition.shown.iter().enumerate() {
            if self.plan.of_entry[at].is_some() {
                for tag in shown.fields.texts("tags") {
                    by_tag.entry(tag.to_owned()).or_default().push(at);
                }
            }
        }
        if by_tag.is_empty() {
            return;
        }
        let base = format!("{}{}/", self.prefix, address::word("tags", &self.edition.chain));
        self.plan.tags_page = self.page(PageKind::Tags, base.clone(), "tags.html", None);
        let page_by = self.theme.sections.get("tags").and_then(|section| section.page_by).unwrap_or(20);
        for (tag, mut items) in by_tag {
            list::sort(&mut items, "-date", &self.edition.shown);
            let slug = crate::text::slug(&tag);
            let base = format!("{base}{}/", if slug.is_empty() { &tag } else { &slug });
            let name = tag.clone();
            let listed =
                self.listed(items, Some(page_by), &base, "tag.html", &|page| PageKind::Tag(name.clone(), page));
            self.plan.tags.insert(tag, listed);
        }
    }

    /// Old addresses, as the first language's file says them: whole paths below the town's root.
    fn aliases(&mut self) {
        for at in 0..self.edition.shown.len() {
            let shown = &self.edition.shown[at];
            let Some(page) = self.plan.of_entry[at].filter(|_| self.prefix.is_empty()) else { continue };
            for typed in shown.fields.list("aliases") {
                let TypedValue::Text(alias) = &typed.value else { continue };
                let inner = alias.trim_start_matches('/').trim_end_matches('/');
                let address = if inner.ends_with(".html") { inner.to_owned() } else { format!("{inner}/") };
                self.page_of(PageKind::Alias(page), address, "", Some(&typed.place));
            }
        }
    }
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

/// The editions that show a page in their own language, and where: what hreflang and sitemaps name.
pub fn translations(plan: &TownPlan<'_>, kind: &PageKind) -> Vec<(usize, usize)> {
    let own = |edition: usize, at: usize| {
        let shown = &plan.town.editions[edition].shown[at];
        shown.origin != crate::edition::Origin::Fallback && !shown.machine && !shown.fields.flag("example")
    };
    let page = |edition: usize| {
        let pages = &plan.editions[edition];
        match kind {
            PageKind::Home(at) => at.is_none_or(|at| own(edition, at)).then_some(0),
            PageKind::Entry(at) => pages.of_entry[*at].filter(|_| own(edition, *at)),
            PageKind::Section(folder, at, 1) => {
                let first = pages.sections.get(folder).and_then(|listed| listed.pages.first().copied());
                first.filter(|_| at.is_none_or(|at| own(edition, at)))
            }
            PageKind::Tags => pages.tags_page,
            PageKind::Tag(tag, 1) => pages.tags.get(tag).and_then(|listed| listed.pages.first().copied()),
            _ => None,
        }
    };
    (0..plan.editions.len()).filter_map(|edition| Some((edition, page(edition)?))).collect()
}
