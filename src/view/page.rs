//! `page`: what templates see of the page itself.

use tera::Value;
use tera::value::Key;

use super::body::Spot;
use super::contract::{Key as Keyed, Kind};
use super::{
    Filled, Pairs, Shared, Viewer, book, json_ld, keyed, outdated, picture, text_or_none, value, ways,
};
use crate::diagnostic::Place;
use crate::edition::consent::{self, Scope};
use crate::edition::{Origin, Shown};
use crate::locale::Lang;
use crate::markdown::{Body, Heading, HoleKind};
use crate::model::Role;
use crate::plan::{self, Page, PageKind};

/// Words a minute: a calm reader of a second language.
const READING_SPEED: usize = 180;

/// `page`.
pub(super) const PAGE: &[Keyed] = &[
    (
        "kind",
        Kind::Words(KINDS),
        "What kind of page this is: `entry` shows an entry, `further` a further page of one (a certificate), `section` a list of entries.",
    ),
    (
        "type",
        Kind::Maybe(&Kind::Type),
        "The type of the entry whose text the page shows: `story`, `company` …",
    ),
    (
        "section",
        Kind::Section,
        "The folder of its type, as menus name it; a page of `pages` has its own key.",
    ),
    ("id", Kind::Maybe(&Kind::Text), "The last part of its entry's key."),
    ("url", Kind::Address, "Its address on the site, from the root."),
    ("permalink", Kind::Address, "Its whole address."),
    (
        "canonical",
        Kind::Address,
        "The whole address search engines are to keep: the original's, for a page shown in another language than the reader's.",
    ),
    ("lang", Kind::Text, "The language of its text, which is not the reader's on a fallback page."),
    ("dir", Kind::Words(DIRECTIONS), "The direction of its text."),
    ("script", Kind::Text, "The script of its text, by four letters: `Latn`, `Arab`."),
    ("style", Kind::Maybe(&Kind::Address), "Its stylesheet: the parts of `[styles]` that it needs."),
    (
        "origin",
        Kind::Words(ORIGINS),
        "Where its text is from: `own`, the town's in this language; `inherited`, a layer below; `fallback`, another language.",
    ),
    ("machine", Kind::Bool, "Whether a machine translated it and nobody has reviewed that."),
    (
        "outdated",
        Kind::Maybe(&Kind::Map(outdated::OUTDATED)),
        "For a translation whose original has changed since: how much. Its text calls the component `changed` at each place.",
    ),
    ("example", Kind::Bool, "Whether it is invented to show how it can look."),
    ("noindex", Kind::Bool, "Whether search engines are to leave it out."),
    ("key", Kind::Text, "Its entry's key, such as `stories/first-month`; of a list, its folder."),
    ("title", Kind::Text, "Its heading."),
    ("lead", Kind::Maybe(&Kind::Text), "One or two sentences."),
    ("date", Kind::Maybe(&Kind::Date), "What day it is about."),
    ("updated", Kind::Maybe(&Kind::Date), "When it last changed in substance."),
    ("tags", Kind::List(&Kind::Map(value::TAG)), "Its tags."),
    ("image", Kind::Maybe(&Kind::Map(picture::PICTURE)), "Its main picture."),
    ("minutes", Kind::Int, "Minutes it takes to read; at least one."),
    (
        "fields",
        Kind::Maybe(&Kind::Fields),
        "Every field of the entry, null where it is not set, and what follows from them. See docs/fields.md. Null where the page shows no entry.",
    ),
    ("breadcrumbs", Kind::List(&Kind::Map(ways::SHORT)), "The pages above it, the home page first."),
    (
        "alternates",
        Kind::List(&Kind::Map(ways::ALTERNATE)),
        "The same page in every language that has it, this one too.",
    ),
    (
        "hreflang",
        Kind::List(&Kind::Map(ways::HREFLANG)),
        "For `<link rel=alternate>`: real translations alone, and `x-default`. Empty where there are none.",
    ),
    ("prev", Kind::Maybe(&Kind::Map(ways::NEIGHBOUR)), "The entry before it in its list."),
    ("next", Kind::Maybe(&Kind::Map(ways::NEIGHBOUR)), "The entry after it."),
    ("children", Kind::List(&Kind::Record), "The entries directly below a nested one."),
    (
        "chapter",
        Kind::Maybe(&Kind::Map(ways::CHAPTER)),
        "For entries of a nested type: its place among those beside it.",
    ),
    (
        "further",
        Kind::Further,
        "Its further pages by name, null where it has none: `page.further.certificate`.",
    ),
    (
        "referenced_by",
        Kind::RecordsByType,
        "The entries that point at it, a list for every type: `page.referenced_by.story`.",
    ),
    ("entry", Kind::Maybe(&Kind::Record), "On a further page: the entry it belongs to."),
    ("toc", Kind::List(&Kind::Map(&TOC)), "The headings of its text."),
    (
        "related",
        Kind::List(&Kind::Record),
        "Entries of its type that point at what it points at: stories of the same company.",
    ),
    (
        "years",
        Kind::List(&Kind::Map(ways::YEAR)),
        "On a list with `by_year` in theme.toml, and on each of its years' pages: its years, newest first.",
    ),
    (
        "feeds",
        Kind::List(&Kind::Map(ways::FEED)),
        "For `<link rel=alternate>`: the feeds of the site, and the feeds and the calendar of the list the page belongs to.",
    ),
    ("calendar", Kind::Maybe(&Kind::Address), "The calendar of the list the page belongs to."),
    (
        "book",
        Kind::Maybe(&Kind::Map(book::BOOK)),
        "On the list of a nested type, and on its book's page: its chapters as a book.",
    ),
    ("social", Kind::Bool, "Whether it may be shown as a card elsewhere, as consent says."),
    (
        "card",
        Kind::Maybe(&Kind::Map(CARD)),
        "The picture services show of a link to it. Null where search engines may not list it, or consent does not cover it.",
    ),
    (
        "json_ld",
        Kind::Html,
        "What search engines are told of it, for `<script type=application/ld+json>`; empty where nothing is.",
    ),
    ("body", Kind::Html, "Its text, as HTML: `{{ page.body | safe }}`. Empty on a list's later pages."),
];

/// `page.card`.
const CARD: &[Keyed] = &[
    ("url", Kind::Address, "Its whole address."),
    ("type", Kind::Text, "Its media type."),
    ("width", Kind::Int, "Its width in pixels."),
    ("height", Kind::Int, "Its height."),
];

/// `page.kind`.
const KINDS: &[&str] =
    &["home", "entry", "further", "section", "book", "search", "tags", "tag", "year", "404"];
/// Which ways a language can be written.
pub(super) const DIRECTIONS: &[&str] = &["ltr", "rtl"];
/// Where a text can be from.
pub(super) const ORIGINS: &[&str] = &["own", "inherited", "fallback"];

/// A heading; those below it have the same keys.
static TOC: [Keyed; 4] = [
    ("level", Kind::Int, "2 to 6."),
    ("id", Kind::Text, "Its anchor."),
    ("title", Kind::Html, "Its words."),
    ("children", Kind::List(&HEADING), "The headings below it, each with the same keys."),
];
static HEADING: Kind = Kind::Map(&TOC);

type Made<'a> = (Pairs, Option<Filled<'a>>, Vec<(&'static str, Shared)>);

/// The page's values without its body, the body, and the values only this kind of page has.
pub(super) fn page<'a>(viewer: &Viewer<'a>, number: usize, planned: &'a Page) -> Made<'a> {
    let shown = planned.kind.entry().map(|at| viewer.shown(at));
    let document = shown.and_then(|shown| viewer.linker.document(shown));
    let document = document.filter(|_| has_text(&planned.kind));
    let body = match (shown, document) {
        (Some(shown), Some(document)) if !document.body.is_empty() => {
            let first = first_picture(shown, &document.body);
            let spot = Spot::new(&shown.place.file, &shown.lang, first);
            Some(viewer.fill(&document.body, &spot, document.fingerprint))
        }
        _ => None,
    };
    let mut page = Pairs::from(identity(viewer, number, planned, shown));
    page.extend(words(viewer, planned, shown, document.map_or(0, |document| document.words)));
    page.extend(super::ways::ways(viewer, number, planned));
    let toc = || match (shown, document) {
        (Some(shown), Some(document)) => toc(viewer, &document.headings, &shown.lang),
        _ => Value::from(Vec::<Value>::new()),
    };
    let book = match &planned.kind {
        PageKind::Section(folder, ..) | PageKind::Book(folder, _) => book::offer(viewer, folder),
        _ => Value::none(),
    };
    let social = shown.is_none_or(|shown| consent::covers(&shown.fields, Scope::Social));
    page.extend([
        viewer.if_named("toc", toc),
        ("outdated", outdated::outdated(document)),
        ("book", book),
        ("social", Value::from(social)),
        viewer.if_named("card", || card(viewer, number)),
        viewer.if_named("json_ld", || Value::safe_string(&json_ld::json_ld(viewer, number, planned))),
    ]);
    (page, body, super::extra::extra(viewer, planned))
}

/// Where the first picture of a page stands, if that is in its text: the entry's own comes before.
fn first_picture(shown: &Shown, body: &Body) -> Option<Place> {
    let above = |name: &str| shown.fields.get(name).is_some();
    if above(picture::OWN) || above("logo") {
        return None;
    }
    let mut first = None;
    body.each_hole(&shown.place.file, &mut |file, hole| {
        let shows = match &hole.kind {
            HoleKind::Image(_) => true,
            HoleKind::Component(component) => super::wanted::picture_in(component).is_some(),
            _ => false,
        };
        if shows && first.is_none() {
            first = Some(Place { file: file.clone(), span: hole.span });
        }
    });
    first
}

/// Whether a page shows the body of its text: a list's later pages and an entry's further ones leave it to the first.
pub(super) fn has_text(kind: &PageKind) -> bool {
    !matches!(kind, PageKind::Section(_, _, 2..) | PageKind::Tag(_, 2..) | PageKind::Further(..))
}

fn identity(
    viewer: &Viewer<'_>,
    number: usize,
    planned: &Page,
    shown: Option<&Shown>,
) -> [(&'static str, Value); 16] {
    let kind = match &planned.kind {
        PageKind::Home(_) => "home",
        PageKind::Entry(_) => "entry",
        PageKind::Further(..) => "further",
        PageKind::Section(..) => "section",
        PageKind::Book(..) => "book",
        PageKind::Search => "search",
        PageKind::Tags => "tags",
        PageKind::Tag(..) => "tag",
        PageKind::Year(..) => "year",
        PageKind::NotFound => "404",
        PageKind::Alias(_) => "alias",
    };
    let key = match &planned.kind {
        PageKind::Section(folder, ..) | PageKind::Year(folder, ..) | PageKind::Book(folder, _) => {
            folder.to_string()
        }
        PageKind::Search => "search".to_owned(),
        PageKind::Tags | PageKind::Tag(..) => "tags".to_owned(),
        _ => shown.map(|shown| shown.key.to_string()).unwrap_or_default(),
    };
    // Pages stand in the menu by themselves, other entries by their list.
    let section = match key.split_once('/') {
        Some(("pages", _)) | None => key.as_str(),
        Some((folder, _)) => folder,
    };
    let edition = viewer.edition();
    let lang = shown.map_or(&edition.lang, |shown| &shown.lang);
    let origin = shown.map_or(Origin::Own, |shown| shown.origin);
    let machine = shown.is_some_and(|shown| shown.machine);
    let unreviewed = machine && !edition.index_machine_translations;
    let example = shown.is_some_and(|shown| shown.role == Role::Entry && shown.fields.flag("example"));
    [
        ("kind", Value::from(kind)),
        ("type", text_or_none(shown.map(|shown| &*shown.ty.name))),
        ("section", Value::from(section)),
        ("id", text_or_none(shown.map(value::id))),
        ("url", viewer.url(number)),
        ("permalink", viewer.permalink(viewer.at, number).clone()),
        ("canonical", canonical(viewer, number, planned, shown)),
        ("lang", Value::from(lang.as_str())),
        ("dir", Value::from(lang.direction())),
        ("script", Value::from(lang.script())),
        ("style", text_or_none(viewer.style(planned).as_deref())),
        ("origin", Value::from(origin.as_str())),
        ("machine", Value::from(machine)),
        ("example", Value::from(example)),
        ("noindex", Value::from(example || unreviewed || matches!(kind, "404" | "book" | "search"))),
        ("key", Value::from(key)),
    ]
}

/// A page that is at home on another site names that one. A page that is not in its edition's language names the one it was taken from, where this town has it: that of the
/// text's language, or for a list of nothing but such texts, that of the next language which has some of its own.
fn canonical(viewer: &Viewer<'_>, number: usize, planned: &Page, shown: Option<&Shown>) -> Value {
    let plan = viewer.linker.plan;
    let default = &viewer.sources.config.default_language;
    if let Some(home) = plan.home_of(viewer.at, &planned.kind, default) {
        return Value::from(home);
    }
    let original = || {
        let edition = viewer.edition();
        let langs = match shown {
            Some(shown) => std::slice::from_ref(&shown.lang),
            None => &edition.chain[1..],
        };
        let editions = langs.iter().filter_map(|lang| plan.town.edition(lang));
        let mut own = editions.filter(|at| plan.is_own(*at, &planned.kind));
        own.find_map(|at| Some((at, plan.counterpart(at, &planned.kind)?)))
    };
    let own = plan.is_own(viewer.at, &planned.kind);
    let (edition, page) = (!own).then(original).flatten().unwrap_or((viewer.at, number));
    viewer.permalink(edition, page).clone()
}

/// What a page is called.
pub(super) fn title(viewer: &Viewer<'_>, planned: &Page) -> String {
    let edition = viewer.edition();
    let shown = planned.kind.entry().map(|at| viewer.shown(at));
    let section =
        |folder: &str| super::site::target_title(viewer, folder).unwrap_or_else(|| folder.to_owned());
    match (&planned.kind, shown) {
        (PageKind::Further(_, number), Some(shown)) => {
            let name = plan::further_name(&shown.ty.further[*number], &edition.chain);
            format!("{name}: {}", plan::title(shown))
        }
        (PageKind::Book(folder, _), _) => {
            let title = book::title(viewer, folder);
            format!("{title}: {}", plan::word("title-book", &edition.chain))
        }
        (_, Some(shown)) => plan::title(shown).to_owned(),
        (PageKind::Section(folder, ..), None) => section(folder),
        (PageKind::Year(folder, year, _), None) => format!("{} {year}", section(folder)),
        (PageKind::Search, None) => plan::word("title-search", &edition.chain).to_owned(),
        (PageKind::Tag(tag, _), None) => plan::tag_name(tag, &viewer.sources.config.tags, &edition.chain),
        (PageKind::Tags, None) => plan::word("title-tags", &edition.chain).to_owned(),
        (PageKind::NotFound, None) => plan::word("title-not-found", &edition.chain).to_owned(),
        // The initiative's name is the title of a front page without a text.
        _ => viewer.linker.plan.town.initiative.name.get(&edition.chain).unwrap_or_default().to_owned(),
    }
}

/// The picture of a page's card.
fn card(viewer: &Viewer<'_>, number: usize) -> Value {
    let plan = viewer.linker.plan;
    let Some(card) = plan.card(viewer.at, number) else { return Value::none() };
    let media = if card.address.ends_with(".jpg") { "image/jpeg" } else { "image/png" };
    keyed(&[
        ("url", Value::from(plan.machine_link(card))),
        ("type", Value::from(media)),
        ("width", Value::from(plan::CARD.0)),
        ("height", Value::from(plan::CARD.1)),
    ])
}

fn words(
    viewer: &Viewer<'_>,
    planned: &Page,
    shown: Option<&Shown>,
    count: usize,
) -> [(&'static str, Value); 8] {
    let field = |name: &str| shown.and_then(|shown| shown.fields.text(name));
    let no_values = || Value::from(Vec::<Value>::new());
    let fields = shown.map_or_else(Value::none, |shown| value::fields(viewer, shown));
    let image = fields.as_map().and_then(|fields| fields.get(&Key::Str("image")).cloned());
    [
        ("title", Value::from(title(viewer, planned))),
        ("lead", text_or_none(field("lead"))),
        ("date", text_or_none(field("date"))),
        ("updated", text_or_none(field("updated"))),
        ("tags", shown.map_or_else(no_values, |shown| value::tags(viewer, shown))),
        ("image", image.unwrap_or_else(Value::none)),
        ("minutes", Value::from(count.div_ceil(READING_SPEED).max(1))),
        ("fields", fields),
    ]
}

fn toc(viewer: &Viewer<'_>, headings: &[Heading], lang: &Lang) -> Value {
    let mut rest = headings;
    let title = |heading: &Heading| Value::safe_string(&viewer.html_with_variables(&heading.html, lang));
    Value::from(level(&mut rest, 0, &title))
}

/// The headings deeper than `above`, each with those below it.
fn level(rest: &mut &[Heading], above: u8, title: &dyn Fn(&Heading) -> Value) -> Vec<Value> {
    let mut items = Vec::new();
    while let Some((heading, more)) = rest.split_first() {
        if heading.level <= above {
            break;
        }
        *rest = more;
        let children = level(rest, heading.level, title);
        items.push(keyed(&[
            ("level", Value::from(heading.level)),
            ("id", Value::from(&*heading.id)),
            ("title", title(heading)),
            ("children", Value::from(children)),
        ]));
    }
    items
}
