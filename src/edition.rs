//! Which text is shown where, and why not.
//!
//! In: the model, layers and languages. Out: one [`Town`] an initiative, with one [`Edition`] a language. Every
//! edition of a town shows the same entries in the same order, so an index into one is an index into all.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use jiff::Timestamp;

use crate::config::{Config, Initiative};
use crate::diagnostic::{Diagnostic, Place};
use crate::locale::Lang;
use crate::model::fields::Fields;
use crate::model::types::Type;
use crate::model::{Against, Key, Model, Role, SourceId, Version};

mod again;
mod against;
pub mod change;
pub mod consent;
mod days;
pub mod derived;
pub mod overrides;
mod fate;
mod home;
mod variables;

pub use again::again;
use change::Change;
pub use days::{first_day, instant, last_day};
use derived::Day;
use fate::{Fate, Layered, fate, reason, stack};
pub use home::{Elsewhere, homes};
use home::{Homes, Untouched};
use variables::Filling;
pub use variables::Lacking;

/// What decides what is shown, beside the content itself.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    /// The moment the site is built for.
    pub now: Timestamp,
    /// Show drafts and texts under review.
    pub drafts: bool,
    /// Show what is to be published later.
    pub future: bool,
    /// Show what has expired.
    pub expired: bool,
}

/// One initiative's site.
#[derive(Debug)]
pub struct Town<'a> {
    /// As site.toml has it.
    pub initiative: &'a Initiative,
    /// By language, the first at the root.
    pub editions: Vec<Edition>,
    /// What is not shown, with the reason.
    pub hidden: BTreeMap<Key, Hidden>,
    /// When it will change by itself, soonest first.
    pub changes: Vec<Change>,
    /// Variables its fields name and it has no value for.
    pub lacking: Vec<Lacking>,
}

/// What a town shows, apart from what site.toml says of it.
#[derive(Debug)]
pub struct Decided {
    editions: Vec<Edition>,
    hidden: BTreeMap<Key, Hidden>,
    changes: Vec<Change>,
    lacking: Vec<Lacking>,
}

/// One initiative in one language.
#[derive(Debug)]
pub struct Edition {
    /// The reader's language.
    pub lang: Lang,
    /// Where texts are taken from, the language itself first.
    pub chain: Vec<Lang>,
    /// Whether search engines may list what a machine translated and nobody has reviewed.
    pub index_machine_translations: bool,
    /// Everything shown, sorted by key.
    pub shown: Vec<Shown>,
    /// Where each key stands in it: the same in every edition of a town.
    places: Arc<HashMap<Key, usize>>,
}

/// One entry as one edition shows it.
#[derive(Clone, Debug)]
pub struct Shown {
    /// Its name within the town.
    pub key: Key,
    /// What it is to the site.
    pub role: Role,
    /// Its type; for a section, that of the entries it lists.
    pub ty: Arc<Type>,
    /// The type whose fields it has: `page` for homes and sections.
    pub form: Arc<Type>,
    /// Its place among its siblings.
    pub order: Arc<str>,
    /// Its fields, inherited ones included.
    pub fields: Arc<Fields>,
    /// Which of the sources the text is.
    pub source: SourceId,
    /// The sections that change it, the lowest layer's first; none for most.
    pub over: Arc<[SourceId]>,
    /// The layer of the text.
    pub layer: Arc<str>,
    /// Where the untouched text of a layer is at home, if that is another site.
    pub home: Option<Elsewhere>,
    /// The language of the text.
    pub lang: Lang,
    /// Where the text comes from.
    pub origin: Origin,
    /// Made by a machine and not yet reviewed.
    pub machine: bool,
    /// What a translation is held against, where that is known.
    pub against: Option<Arc<Against>>,
    /// Whether feeds, sitemaps and search engines may name it in this edition: a text in the reader's language that is
    /// no unreviewed translation of a machine's and nothing invented.
    pub public: bool,
    /// The slug its own language gives it; `None` for the folder's name.
    pub slug: Option<Box<str>>,
    /// Where the entry's fields stand.
    pub place: Place,
}

/// Where a shown text comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Origin {
    /// The initiative's own, in the reader's language.
    Own,
    /// A lower layer's, in the reader's language.
    Inherited,
    /// In another language, for want of the reader's.
    Fallback,
}

impl Origin {
    /// The word templates see.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Inherited => "inherited",
            Self::Fallback => "fallback",
        }
    }
}

/// Why an entry is not shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Hidden {
    /// The consent was withdrawn. Nothing shows it, whatever is asked for.
    Withdrawn,
    /// The consent's last day is past. Nothing shows it, whatever is asked for.
    ConsentEnded,
    /// `draft: true`, or `status` is draft or review.
    Draft,
    /// `status: archived`.
    Archived,
    /// Its `publish_at` is still to come.
    Future,
    /// Its `expires_at` has passed.
    Expired,
    /// The town's own layer says `hidden: true` of a lower layer's page.
    Hidden,
    /// Its original could not be read; that has its own finding.
    Unread,
}

impl Hidden {
    /// The reason in a word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Withdrawn => "withdrawn",
            Self::ConsentEnded => "consent-ended",
            Self::Draft => "draft",
            Self::Archived => "archived",
            Self::Future => "future",
            Self::Expired => "expired",
            Self::Hidden => "hidden",
            Self::Unread => "unread",
        }
    }
}

impl Decided {
    /// The town that shows it.
    pub fn of(self, initiative: &Initiative) -> Town<'_> {
        let Self { editions, hidden, changes, lacking } = self;
        Town { initiative, editions, hidden, changes, lacking }
    }
}

impl Town<'_> {
    /// Lets go of what site.toml says of it.
    pub fn keep(self) -> Decided {
        let Self { initiative: _, editions, hidden, changes, lacking } = self;
        Decided { editions, hidden, changes, lacking }
    }

    /// Which edition is in a language.
    pub fn edition(&self, lang: &Lang) -> Option<usize> {
        self.editions.iter().position(|edition| edition.lang == *lang)
    }
}

impl Shown {
    /// Every file its text stands together from: one, for nearly every page.
    pub fn sources(&self) -> impl Iterator<Item = SourceId> + '_ {
        std::iter::once(self.source).chain(self.over.iter().copied())
    }
}

impl Edition {
    /// Where in `shown` the entry called `key` is.
    pub fn find(&self, key: &str) -> Option<usize> {
        self.places.get(key).copied()
    }
}

/// Decides every edition of the initiatives asked for.
///
/// `homes` are the towns of [`homes()`], which are decided before all others.
pub fn decide<'a>(
    config: &'a Config,
    model: &Model,
    moment: Moment,
    only: Option<&str>,
    homes: &[Town<'_>],
) -> Vec<Town<'a>> {
    let day = day(config, moment);
    let mut merged = Merged::new(day);
    config
        .initiatives
        .iter()
        .filter(|town| only.is_none_or(|id| id == town.id))
        .map(|initiative| {
            let homes = Homes { config, towns: homes, town: &initiative.id };
            let mut making = Making { merged: &mut merged, filling: Filling::new(config, initiative), homes };
            town((config, model, moment), initiative, &mut making)
        })
        .collect()
}

fn day(config: &Config, moment: Moment) -> Day {
    let date = moment.now.to_zoned(config.timezone.clone()).date();
    Day { date, min_cell: config.privacy.min_cell }
}

/// What [`decide`] gives, and what is wrong with the layers.
pub fn decided<'a>(
    config: &'a Config,
    model: &Model,
    moment: Moment,
    (only, homes): (Option<&str>, &[Town<'_>]),
) -> (Vec<Town<'a>>, Vec<Diagnostic>) {
    (decide(config, model, moment, only, homes), overrides::check(config, model))
}

/// Fields of an original with a translation's laid over them, once for each pair: the shared handbook's are the same
/// value in every town.
struct Merged {
    day: Day,
    fields: HashMap<(SourceId, SourceId), (Arc<Fields>, bool)>,
    no_sections: Arc<[SourceId]>,
}

impl Merged {
    fn new(day: Day) -> Self {
        Self { day, fields: HashMap::new(), no_sections: Arc::default() }
    }

    /// The fields, and whether they name a variable.
    fn get(&mut self, ty: &Type, original: &Version, version: &Version) -> (Arc<Fields>, bool) {
        let translated = original.source != version.source;
        let day = self.day;
        let merge = || {
            let derive = |all| Arc::new(derived::derive(&ty.name, all, day));
            let fields = match (translated, ty.derived.is_empty()) {
                (true, _) => derive(derived::overlaid(&ty.name, &original.fields, &version.fields)),
                (false, false) => derive(Fields::clone(&original.fields)),
                (false, true) => original.fields.clone(),
            };
            let variables = variables::any(&ty.fields, &fields);
            (fields, variables)
        };
        self.fields.entry((original.source, version.source)).or_insert_with(merge).clone()
    }
}

/// What one town's texts are made with.
struct Making<'m, 'a> {
    merged: &'m mut Merged,
    filling: Filling<'a>,
    homes: Homes<'m>,
}

fn town<'a>(
    (config, model, moment): (&'a Config, &Model, Moment),
    initiative: &'a Initiative,
    making: &mut Making<'_, '_>,
) -> Town<'a> {
    let layers = stack(model, initiative);
    let keys: BTreeSet<&Key> = layers.iter().flat_map(|(_, entries)| entries.keys()).collect();
    let (mut hidden, mut changes) = (BTreeMap::new(), Vec::new());
    let mut editions: Vec<Edition> = initiative
        .languages
        .iter()
        .map(|lang| Edition {
            lang: lang.clone(),
            chain: config.chain(lang).to_vec(),
            index_machine_translations: config
                .language(lang)
                .is_some_and(|language| language.index_machine_translations),
            shown: Vec::with_capacity(keys.len()),
            places: Arc::default(),
        })
        .collect();
    let unread = model.unread.iter().filter(|key| !keys.contains(key));
    hidden.extend(unread.map(|key| (key.clone(), Hidden::Unread)));
    for key in keys {
        match fate((config, moment, initiative), (key, &layers), &mut changes) {
            Fate::Nothing => {}
            Fate::Hidden(reason) => drop(hidden.insert(key.clone(), reason)),
            Fate::Shown(layered) => editions.iter_mut().for_each(|edition| {
                let shown = show(&layered, edition, making);
                edition.shown.push(shown);
            }),
        }
    }
    let shown = editions.first().map(|edition| edition.shown.as_slice()).unwrap_or_default();
    let places = shown.iter().enumerate().map(|(at, shown)| (shown.key.clone(), at)).collect();
    let places: Arc<HashMap<Key, usize>> = Arc::new(places);
    editions.iter_mut().for_each(|edition| edition.places = places.clone());
    changes.sort_by(|a, b| (a.at, &a.key).cmp(&(b.at, &b.key)));
    Town { initiative, editions, hidden, changes, lacking: making.filling.lacking() }
}

/// An entry as an edition shows it.
fn show(layered: &Layered<'_>, edition: &Edition, making: &mut Making<'_, '_>) -> Shown {
    let Layered { key, names, entries, standing, original, own } = layered;
    let found = fate::text(entries, standing, &edition.chain);
    let last_resort = || entries.iter().position(|entry| entry.original().is_some()).unwrap_or_default();
    let (depth, version) = found.unwrap_or_else(|| (last_resort(), *original));
    let over =
        overrides::over(entries, depth, &version.lang).unwrap_or_else(|| making.merged.no_sections.clone());
    let of_town = |source: &SourceId| entries[0].sections.iter().any(|sections| sections.source == *source);
    let origin = match version.lang == edition.lang {
        true if *own && (depth == 0 || over.last().is_some_and(of_town)) => Origin::Own,
        true => Origin::Inherited,
        false => Origin::Fallback,
    };
    // A file of sections says nothing of the page's place among others.
    let page = entries.iter().find(|entry| !entry.versions.is_empty()).unwrap_or(&entries[depth]);
    let (fields, variables) = making.merged.get(&page.form, original, version);
    let fields = match variables {
        true => making.filling.fields(&page.form.fields, &fields, original, version),
        false => fields,
    };
    let untouched = *page.form.name != *"page" && !(*own && depth == 0) && over.is_empty();
    let text = Untouched { layer: names[depth], key, source: version.source, lang: &version.lang };
    let home = untouched.then(|| making.homes.of(&text)).flatten();
    let in_own_language = origin != Origin::Fallback;
    let machine = version.fields.text("translation") == Some("machine");
    let indexed = !machine || edition.index_machine_translations;
    let public = in_own_language && indexed && home.is_none() && !fields.flag("example");
    Shown {
        key: (*key).clone(),
        role: page.role,
        ty: page.ty.clone(),
        form: page.form.clone(),
        order: page.order.clone(),
        source: version.source,
        over,
        layer: names[depth].clone(),
        home,
        lang: version.lang.clone(),
        origin,
        machine,
        against: against::against(entries, depth, version),
        public,
        slug: in_own_language.then(|| version.fields.text("slug").map(Into::into)).flatten(),
        place: version.place.clone(),
        fields,
    }
}

/// Every text that stands together from several layers in some town.
pub fn weaves(towns: &[Town<'_>]) -> BTreeSet<(SourceId, Arc<[SourceId]>)> {
    let shown = towns.iter().flat_map(|town| &town.editions).flat_map(|edition| &edition.shown);
    shown.filter(|shown| !shown.over.is_empty()).map(|shown| (shown.source, shown.over.clone())).collect()
}
