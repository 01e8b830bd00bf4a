//! Plans editions: their pages, sections, tags and lists.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::claims::Claims;
use super::{Book, EditionPlan, Listed, Order, Page, PageKind, address, book, list, references};
use crate::diagnostic::{Diagnostic, Place, codes};
use crate::edition::{Edition, Origin, Town, first_day};
use crate::locale::Collation;
use crate::model::Role;
use crate::model::fields::TypedValue;
use crate::model::types::{Further, Type};
use crate::theme::{Condition, Shape};

struct Planner<'a, 'c, 't> {
    edition: &'a Edition,
    theme: &'a Shape,
    collation: &'a Collation,
    prefix: String,
    claims: &'c mut Claims<'t>,
    plan: EditionPlan,
}

/// What stands in one type's folder.
struct Gathered {
    ty: Arc<Type>,
    index: Option<usize>,
    items: Vec<usize>,
}

/// The pages of every edition. They are planned side by side; only where two want one address their order decides.
pub(super) fn editions<'a>(town: &'a Town<'_>, theme: &Shape) -> (Vec<EditionPlan>, Claims<'a>) {
    let first = town.initiative.first_language();
    let of = |edition: &Edition, claims: &mut Claims<'_>| {
        let prefix = if edition.lang == *first { String::new() } else { format!("{}/", edition.lang) };
        self::plan(edition, theme, &Collation::new(&edition.lang), prefix, claims)
    };
    let alone = |edition: &Edition| {
        let mut claims = Claims::new(&town.initiative.id);
        (of(edition, &mut claims), claims)
    };
    let (editions, claims): (Vec<_>, Vec<_>) = town.editions.par_iter().map(alone).unzip();
    let mut all = Claims::new(&town.initiative.id);
    if claims.into_iter().all(|claims| all.absorb(claims)) {
        return (editions, all);
    }
    let mut all = Claims::new(&town.initiative.id);
    (town.editions.iter().map(|edition| of(edition, &mut all)).collect(), all)
}

/// Plans one edition; `prefix` is its folder below the town's root, `collation` the order of words in its language.
fn plan(
    edition: &Edition,
    theme: &Shape,
    collation: &Collation,
    prefix: String,
    claims: &mut Claims<'_>,
) -> EditionPlan {
    let mut planner = Planner { edition, theme, collation, prefix, claims, plan: EditionPlan::default() };
    planner.everything();
    planner.plan
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
        self.further();
        self.plan.referenced_by =
            references::of_edition(edition, self.collation, |at| self.plan.of_entry[at].is_some());
        self.plan.related = references::related(edition, &self.plan.referenced_by);
        self.nest();
        self.plan.folders = edition.shown.iter().map(|shown| shown.ty.folder.clone()).collect();
        for folder in &self.plan.folders {
            self.plan.orders.entry(folder.clone()).or_default();
        }
        self.sections();
        self.tags();
        self.search();
        self.page(PageKind::NotFound, format!("{}404.html", self.prefix), "404.html", None);
        self.aliases();
        for (name, list) in &self.theme.lists {
            let items = list::of_list(list, &self.edition.shown, self.collation);
            self.plan.lists.insert(name.clone(), items);
        }
    }

    fn page(
        &mut self,
        kind: PageKind,
        address: String,
        template: &str,
        owner: Option<usize>,
    ) -> Option<usize> {
        let owner = owner.map(|at| self.edition.shown[at].place.clone());
        self.page_of(kind, address, template, owner.as_ref())
    }

    fn page_of(
        &mut self,
        kind: PageKind,
        address: String,
        template: &str,
        owner: Option<&Place>,
    ) -> Option<usize> {
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

    /// What entries have beside their own pages, where their type says so.
    fn further(&mut self) {
        let edition = self.edition;
        let types: BTreeMap<&str, &Type> =
            edition.shown.iter().map(|shown| (&*shown.ty.name, &*shown.ty)).collect();
        for (name, ty) in types {
            for (number, further) in ty.further.iter().enumerate() {
                if further.place.is_none() && !self.theme.has(&further.template) {
                    continue;
                }
                let Some(conditions) = self.conditions(further) else { continue };
                let route = address::route(&further.routes, &edition.chain).unwrap_or(&further.name);
                for (at, shown) in edition.shown.iter().enumerate() {
                    let own = self.plan.of_entry[at].filter(|_| shown.role == Role::Entry);
                    let Some(own) = own.filter(|_| *shown.ty.name == *name) else { continue };
                    if list::hold(&conditions, shown) {
                        let address = format!("{}{route}/", self.plan.pages[own].address);
                        let kind = PageKind::Further(at, number);
                        let page = self.page(kind, address, &further.template, Some(at));
                        self.plan.further.extend(page.map(|page| ((at, number), page)));
                    }
                }
            }
        }
    }

    /// Which entries have a further page; a condition that cannot be read is a finding, and none has it.
    fn conditions(&mut self, further: &Further) -> Option<Vec<Condition>> {
        let Some(text) = &further.condition else { return Some(Vec::new()) };
        let conditions = crate::theme::conditions(text);
        if conditions.is_none() {
            let finding = Diagnostic::new(codes::BAD_WHERE).with("text", text);
            self.claims.findings.push(further.place.clone().into_iter().fold(finding, Diagnostic::at));
        }
        conditions
    }

    /// A type whose entries have pages has a list of them; so has one with an `_index`.
    fn sections(&mut self) {
        for (folder, Gathered { ty, index, mut items }) in self.gathered() {
            let route = address::route(&ty.routes, &self.edition.chain);
            let (Some(route), true) =
                (route.filter(|route| !route.is_empty()), ty.template.is_some() || index.is_some())
            else {
                continue;
            };
            if ty.nested {
                let below: HashSet<usize> = self.plan.children.values().flatten().copied().collect();
                items.retain(|at| !below.contains(at));
            }
            list::sort(&mut items, &ty.sort, &self.edition.shown, self.collation);
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
            let listed = self.listed(items, wanted.page_by.unwrap_or(usize::MAX), (&base, &template), &kind);
            if let (Some(at), Some(page)) = (index, listed.pages.first()) {
                self.plan.of_entry[at] = Some(*page);
            }
            if let Some(template) = wanted.by_year {
                self.years(&folder, &listed, (&base, &template));
            }
            if ty.nested {
                self.a_book(&folder, (&base, route));
            }
            self.plan.sections.insert(folder, listed);
        }
    }

    /// A page for each year of a section's entries, where there are several.
    fn years(&mut self, folder: &Arc<str>, listed: &Listed, (base, template): (&str, &str)) {
        let year =
            |at: &usize| first_day(self.edition.shown[*at].fields.text("date")?).map(|day| (day.year(), *at));
        let mut by_year: BTreeMap<i16, Vec<usize>> = BTreeMap::new();
        for (year, at) in listed.items.iter().filter_map(year) {
            by_year.entry(year).or_default().push(at);
        }
        if by_year.len() < 2 {
            return;
        }
        for (year, items) in by_year {
            let kind = |page| PageKind::Year(folder.clone(), year, page);
            let listed = self.listed(items, listed.page_by, (&format!("{base}{year}/"), template), &kind);
            self.plan.years.insert((folder.clone(), year), listed);
        }
    }

    /// A nested type can be read as one page, and carried away as one file.
    fn a_book(&mut self, folder: &Arc<str>, (base, route): (&str, &str)) {
        let Some((chapters, index)) = book::chapters(self.edition, &self.plan, folder) else { return };
        if !self.theme.has(book::PAGE) {
            return;
        }
        let address = format!("{base}{}/", book::word(self.edition));
        let page = self.page(book::kind(folder, index), address, book::PAGE, None);
        let file = book::file(self.edition, self.theme, (base, route), self.claims);
        if let Some(page) = page {
            let of = self.plan.orders[folder].items.len();
            self.plan.books.insert(folder.clone(), Book { page, chapters, of, file });
        }
    }

    fn search(&mut self) {
        if self.theme.has("search.html") {
            let address = format!("{}{}/", self.prefix, address::word("search", &self.edition.chain));
            self.plan.search_page = self.page(PageKind::Search, address, "search.html", None);
        }
    }

    /// Entries by their type's folder, with the entry that introduces their list.
    fn gathered(&self) -> BTreeMap<Arc<str>, Gathered> {
        let mut by_folder: BTreeMap<Arc<str>, Gathered> = BTreeMap::new();
        for (at, shown) in self.edition.shown.iter().enumerate().filter(|(_, shown)| shown.role != Role::Home)
        {
            let gathered = by_folder.entry(shown.ty.folder.clone()).or_insert_with(|| Gathered {
                ty: shown.ty.clone(),
                index: None,
                items: Vec::new(),
            });
            match shown.role {
                Role::Section => gathered.index = Some(at),
                _ => gathered.items.push(at),
            }
        }
        by_folder
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
        for (at, entry) in
            shown.iter().enumerate().filter(|(_, entry)| entry.ty.nested && entry.role == Role::Entry)
        {
            let above = entry.key.rsplit_once('/').and_then(|(above, _)| self.edition.find(above));
            if let Some(parent) = above.filter(|parent| shown[*parent].role == Role::Entry) {
                self.plan.children.entry(parent).or_default().push(at);
            }
        }
        for children in self.plan.children.values_mut() {
            list::sort(children, "order", shown, self.collation);
        }
    }

    /// A list's pages: the first at `base`, the others below it. `kind` gives each page's kind by its number.
    fn listed(
        &mut self,
        items: Vec<usize>,
        page_by: usize,
        (base, template): (&str, &str),
        kind: &dyn Fn(usize) -> PageKind,
    ) -> Listed {
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
        let own = items.iter().any(|at| self.edition.shown[*at].origin != Origin::Fallback);
        Listed { items, page_by, pages, own }
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
            list::sort(&mut items, "-date", &self.edition.shown, self.collation);
            let slug = crate::text::slug(&tag);
            let base = format!("{base}{}/", if slug.is_empty() { &tag } else { &slug });
            let name = tag.clone();
            let listed =
                self.listed(items, page_by, (&base, "tag.html"), &|page| PageKind::Tag(name.clone(), page));
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
