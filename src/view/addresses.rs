//! The addresses of a town's pages as template values, each made once: most stand on many pages, and in every language.

use std::sync::OnceLock;

use tera::Value;

use super::Viewer;
use crate::plan::TownPlan;

/// One town's, by edition and page; made when a page first leads there.
pub struct Addresses(Vec<Box<[OnceLock<Address>]>>);

/// A page's address from the host's root, and the whole one.
struct Address {
    url: Value,
    permalink: Value,
}

impl Addresses {
    /// None made yet.
    pub fn new(plan: &TownPlan<'_>) -> Self {
        let empty = |pages: usize| std::iter::repeat_with(OnceLock::new).take(pages).collect();
        Self(plan.editions.iter().map(|edition| empty(edition.pages.len())).collect())
    }
}

impl Viewer<'_> {
    fn of_page(&self, edition: usize, page: usize) -> &Address {
        let plan = self.linker.plan;
        self.addresses.0[edition][page].get_or_init(|| Address {
            url: Value::from(plan.url(edition, page)),
            permalink: Value::from(plan.permalink(edition, page)),
        })
    }

    /// The address of a page of this edition.
    pub(super) fn url(&self, page: usize) -> Value {
        self.url_in(self.at, page)
    }

    /// The address of a page.
    pub(super) fn url_in(&self, edition: usize, page: usize) -> Value {
        self.of_page(edition, page).url.clone()
    }

    /// The whole address of a page.
    pub(super) fn permalink(&self, edition: usize, page: usize) -> &Value {
        &self.of_page(edition, page).permalink
    }

    /// The address of an entry's page, or null.
    pub(super) fn entry_url(&self, entry: usize) -> Value {
        self.plan().of_entry[entry].map_or_else(Value::none, |page| self.url(page))
    }
}
