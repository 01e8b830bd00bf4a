//! Each page is weighed before it goes out: HTML and the stylesheets it waits for, as hosts compress them, held against
//! `[budget]`.
//!
//! Most pages are cleared by bounds that cost little ([`at_most`], [`deflated`]); the others are compressed. Parts are
//! weighed only of the pages a finding tells of: one a template, the heaviest of its pages.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::Heaviest;
use super::pages::Known;
use crate::diagnostic::{Diagnostic, Place, codes};
use crate::disk::Disk;
use crate::emit::Emitted;
use crate::fingerprint::Fingerprint;
use crate::plan::path::OutputPath;
use crate::plan::{Page, PageKind, TownPlan};
use crate::render::{at_most, compressed, deflated, heaviest, stylesheets};
use crate::theme::Theme;

/// The weights of one town's stylesheets, by address.
pub(super) type Styles = BTreeMap<String, usize>;

/// A page on the scale.
struct Weighed {
    total: Heaviest,
    html: Vec<u8>,
    /// The heaviest of its stylesheets, and what all of them weigh.
    style: (String, usize),
    css: usize,
    place: Option<Place>,
}

/// The scale all pages go over.
pub(super) struct Scale {
    limit: usize,
    /// Pages over the limit, by town and template: the heaviest, and how many.
    over: Mutex<BTreeMap<(String, String), (Weighed, usize)>>,
    /// The page that is largest as it is: likely the heaviest, should the bounds clear every one.
    largest: Mutex<Option<Weighed>>,
    /// The heaviest of those that were compressed.
    heaviest: Mutex<Option<Heaviest>>,
    /// Stylesheets that were compressed: towns share most of theirs.
    css: Mutex<BTreeMap<Fingerprint, usize>>,
}

impl Scale {
    /// A scale that lets pages of so many KiB pass.
    pub(super) fn new(critical_kb: u64) -> Self {
        let limit = usize::try_from(critical_kb).unwrap_or(usize::MAX).saturating_mul(1024);
        let (over, largest, heaviest, css) = Default::default();
        Self { limit, over, largest, heaviest, css }
    }

    /// What a town's stylesheets weigh: those of the theme, and those that are published as they are.
    pub(super) fn styles(
        &self,
        (disk, root): (&dyn Disk, &Path),
        plan: &TownPlan<'_>,
        emitted: &[Emitted],
    ) -> Styles {
        let is_css = |path: &OutputPath| path.as_str().ends_with(".css");
        let address = |path: &OutputPath| {
            let inner = path.as_str().split_once('/').map_or(path.as_str(), |(_, inner)| inner);
            format!("{}{inner}", plan.base)
        };
        let ours = emitted.iter().filter(|(path, _)| is_css(path));
        let ours = ours.map(|(path, bytes)| (address(path), self.style(bytes)));
        let others = plan.statics.iter().filter(|(_, path)| is_css(path)).filter_map(|(file, path)| {
            // One that cannot be read has its finding where it is copied.
            Some((address(path), self.style(&disk.read(&root.join(file)).ok()?)))
        });
        ours.chain(others).collect()
    }

    fn style(&self, css: &[u8]) -> usize {
        let print = Fingerprint::of(css);
        let known = unlocked(&self.css).get(&print).copied();
        known.unwrap_or_else(|| {
            let weight = compressed(css);
            unlocked(&self.css).insert(print, weight);
            weight
        })
    }

    /// Whether a page that stands as it was passes the limit.
    pub(super) fn passes(&self, known: &Known) -> bool {
        known.at_most <= self.limit
    }

    /// Whether none that was weighed is as large as this page.
    pub(super) fn lacks(&self, page: &str, known: &Known) -> bool {
        unlocked(&self.largest).as_ref().is_none_or(|so_far| so_far.total.yields_to(known.whole, page))
    }

    /// Puts a page of an edition on the scale; its bytes as they are with its stylesheets', and a bound of its weight.
    pub(super) fn weigh(
        &self,
        html: &[u8],
        (page, at): (&Page, usize),
        (plan, styles): (&TownPlan<'_>, &Styles),
    ) -> (usize, usize) {
        // An old address leads on at once; a whole book is asked for by those who want all of it.
        if matches!(page.kind, PageKind::Alias(_) | PageKind::Book(..)) {
            return (0, 0);
        }
        let weight = |address: &String| styles.get(address).copied().unwrap_or_default();
        let linked = stylesheets(html);
        let css = linked.iter().map(weight).sum();
        let name = page.path.as_str();
        let weighed = |bytes: usize| Weighed {
            total: Heaviest { page: name.to_owned(), bytes },
            html: html.to_vec(),
            style: linked
                .iter()
                .map(|one| (one.clone(), weight(one)))
                .max_by_key(|one| one.1)
                .unwrap_or_default(),
            css,
            place: page.kind.entry().map(|entry| plan.town.editions[at].shown[entry].place.clone()),
        };
        let whole = html.len() + css;
        let mut largest = unlocked(&self.largest);
        if largest.as_ref().is_none_or(|known| known.total.yields_to(whole, name)) {
            *largest = Some(weighed(whole));
        }
        drop(largest);
        if whole <= self.limit {
            return (whole, whole);
        }
        for bound in [at_most, deflated] {
            let bytes = bound(html) + css;
            if bytes <= self.limit {
                return (whole, bytes);
            }
        }
        let bytes = compressed(html) + css;
        let mut heaviest = unlocked(&self.heaviest);
        if heaviest.as_ref().is_none_or(|known| known.yields_to(bytes, name)) {
            *heaviest = Some(Heaviest { page: name.to_owned(), bytes });
        }
        drop(heaviest);
        if bytes > self.limit {
            let key = (plan.town.initiative.id.clone(), page.template.clone());
            let mut over = unlocked(&self.over);
            let (known, count) = over.entry(key).or_insert_with(|| (weighed(bytes), 0));
            *count += 1;
            if known.total.yields_to(bytes, name) {
                *known = weighed(bytes);
            }
        }
        // It is weighed anew in every build, since it may be the heaviest.
        (whole, usize::MAX)
    }

    /// The heaviest page, and what was found (`G0950`), once a template.
    pub(super) fn findings(self, theme: &Theme) -> (Option<Heaviest>, Vec<Diagnostic>) {
        let over = std::mem::take(&mut *unlocked(&self.over));
        let findings = over.into_iter().map(|((_, template), page)| self.too_heavy(page, &template, theme));
        let findings = findings.collect();
        let largest = unlocked(&self.largest).take();
        let largest =
            largest.map(|page| Heaviest { bytes: compressed(&page.html) + page.css, page: page.total.page });
        let heaviest = unlocked(&self.heaviest).take();
        let most = match (largest, heaviest) {
            (Some(one), Some(other)) if one.yields_to(other.bytes, &other.page) => Some(other),
            (one, other) => one.or(other),
        };
        (most, findings)
    }

    fn too_heavy(&self, (page, count): (Weighed, usize), template: &str, theme: &Theme) -> Diagnostic {
        let part = heaviest(&page.html).filter(|part| part.weight > page.style.1);
        let (what, weight, place) = match part {
            Some(part) => (part.what, part.weight, page.place),
            None => (format!("the stylesheet `{}`", page.style.0), page.style.1, None),
        };
        let finding = Diagnostic::new(codes::PAGE_TOO_HEAVY)
            .with("page", page.total.page)
            .with("weight", kib(page.total.bytes))
            .with("limit", self.limit / 1024)
            .with("what", what)
            .with("part", kib(weight))
            .with("template", template)
            .with("pages", count);
        let place = place.or_else(|| Some(Place::file(theme.file(template)?)));
        place.into_iter().fold(finding, Diagnostic::at)
    }
}

impl Heaviest {
    /// Whether another page takes its place: a heavier one, or of two alike the first by address.
    fn yields_to(&self, bytes: usize, page: &str) -> bool {
        (bytes, self.page.as_str()) > (self.bytes, page)
    }
}

fn unlocked<T>(value: &Mutex<T>) -> MutexGuard<'_, T> {
    value.lock().unwrap_or_else(PoisonError::into_inner)
}

/// KiB, to a tenth.
fn kib(bytes: usize) -> String {
    format!("{:.1}", bytes as f64 / 1024.0)
}
