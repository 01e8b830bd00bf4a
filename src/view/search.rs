//! What readers find: every page by type for those who look, and the words of each page for those who search.

use tera::Value;

use super::contract::{Key, Kind};
use super::{Shared, Viewer, keyed, text_or_none};
use crate::edition::{Origin, Shown};
use crate::fingerprint::{Fingerprint, Fingerprinter};
use crate::model::Role;
use crate::plan::{self, SEARCH_FOLDER};

/// Entries of a type the search page lists; its own list has the others.
const LISTED: usize = 40;

/// `search`.
pub(super) const SEARCH: &[Key] = &[
    (
        "index",
        Kind::Maybe(&Kind::Address),
        "The folder of the index; null where this edition has nothing to search.",
    ),
    ("groups", Kind::List(&Kind::Map(GROUP)), "Every page of the edition, by type."),
];
/// An item of `search.groups`.
const GROUP: &[Key] = &[
    ("title", Kind::Text, "What the type is called."),
    ("url", Kind::Maybe(&Kind::Address), "Its list; null for a type that has none."),
    ("total", Kind::Int, "How many entries it has."),
    ("items", Kind::List(&Kind::Record), "Its entries, as its list has them; at most forty."),
];

/// `search`, on the page of that name.
pub(super) fn search(viewer: &Viewer<'_>) -> Shared {
    let plan = viewer.linker.plan;
    let any = cfg!(feature = "search") && (0..viewer.edition().shown.len()).any(|at| viewer.is_found(at));
    let index = any.then(|| format!("{}{SEARCH_FOLDER}", plan.base));
    let edition = viewer.plan();
    let mut by_folder: std::collections::BTreeMap<&str, Vec<usize>> = std::collections::BTreeMap::new();
    for (at, shown) in viewer.edition().shown.iter().enumerate() {
        if shown.role == Role::Entry && edition.of_entry[at].is_some() {
            by_folder.entry(&shown.ty.folder).or_default().push(at);
        }
    }
    let groups = by_folder.into_iter().map(|(folder, mut items)| {
        let listed = edition.sections.get(folder);
        let order = edition.order(folder);
        items.sort_by_key(|at| (order.and_then(|order| order.position(*at)).unwrap_or(usize::MAX), *at));
        let total = items.len();
        items.truncate(LISTED);
        let url = listed.and_then(|listed| listed.pages.first()).map(|page| plan.url(viewer.at, *page));
        let ty = &viewer.shown(items[0]).ty;
        keyed(&[
            ("title", Value::from(plan::type_name(ty, &viewer.edition().chain))),
            ("url", text_or_none(url.as_deref())),
            ("total", Value::from(total)),
            ("items", viewer.records(&items)),
        ])
    });
    Shared::new(keyed(&[
        ("index", text_or_none(index.as_deref())),
        ("groups", Value::from(groups.collect::<Vec<Value>>())),
    ]))
}

/// A page as search finds it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Findable {
    /// Its address.
    pub url: String,
    /// Its heading.
    pub title: String,
    /// What its type is called.
    pub kind: String,
    /// Whether it is invented to show how it can look.
    pub example: bool,
    /// Its words.
    pub text: String,
}

impl Viewer<'_> {
    /// Whether search finds an entry: what is shown on a page of its own, in the reader's language. What is invented
    /// carries its mark there as everywhere; what a machine translated is found as it is read.
    fn is_found(&self, at: usize) -> bool {
        self.plan().of_entry[at].is_some() && self.shown(at).origin != Origin::Fallback
    }

    /// Stands for everything [`Self::findable`] gives, and costs next to nothing.
    pub fn findable_print(&self) -> Fingerprint {
        let mut print = Fingerprinter::new();
        let town = self.linker.plan.town.initiative;
        print.text(self.edition().lang.as_str());
        for name in town.vars.keys() {
            print.text(name).text(self.variable(name, &self.edition().lang).unwrap_or_default());
        }
        self.each_found(&mut |shown, url| {
            let document = self.linker.document(shown).map(|document| document.fingerprint);
            print.text(&url).text(plan::title(shown)).text(self.kind_of(shown));
            print.text(shown.fields.text("lead").unwrap_or_default());
            print.number(u64::from(shown.fields.flag("example")));
            shown.fields.texts("tags").for_each(|tag| {
                print.text(&self.tag_title(tag));
            });
            print.fingerprint(document.unwrap_or_default());
        });
        print.finish()
    }

    /// Every page that search finds, in the order of the entries' keys.
    pub fn findable(&self) -> Vec<Findable> {
        let mut all = Vec::new();
        self.each_found(&mut |shown, url| {
            let mut text = shown.fields.text("lead").unwrap_or_default().to_owned();
            if let Some(document) = self.linker.document(shown) {
                text.push('\n');
                let mut words = String::new();
                document.body.plain_text(&mut words, &mut |name, out| {
                    out.push_str(self.variable(name, &shown.lang).unwrap_or_default());
                });
                text.push_str(&words);
            }
            for tag in shown.fields.texts("tags") {
                text.push('\n');
                text.push_str(&self.tag_title(tag));
            }
            all.push(Findable {
                url,
                title: plan::title(shown).to_owned(),
                kind: self.kind_of(shown).to_owned(),
                example: shown.fields.flag("example"),
                text,
            });
        });
        all
    }

    fn each_found(&self, visit: &mut dyn FnMut(&Shown, String)) {
        for (at, shown) in self.edition().shown.iter().enumerate().filter(|(at, _)| self.is_found(*at)) {
            if let Some(url) = self.linker.plan.entry_url(self.at, at) {
                visit(shown, url);
            }
        }
    }

    fn kind_of<'s>(&'s self, shown: &'s Shown) -> &'s str {
        plan::type_name(&shown.ty, &self.edition().chain)
    }

    fn tag_title(&self, tag: &str) -> String {
        plan::tag_name(tag, &self.sources.config.tags, &self.edition().chain)
    }
}
