//! `site`: what every page of an edition shares.

use tera::value::Key;
use tera::{Map, Value};

use super::contract::{Key as Keyed, Kind};
use super::page::DIRECTIONS;
use super::{Viewer, keyed, map, text_or_none, value};
use crate::config::MenuItem;
use crate::edition::Town;
use crate::plan;
use crate::plan::TownPlan;
use crate::text::encode_segment;
use crate::theme::{Look, Theme};

/// `site`.
pub(super) const SITE: &[Keyed] = &[
    ("id", Kind::Text, "The initiative's id in site.toml."),
    ("name", Kind::Text, "Its name."),
    ("lang", Kind::Text, "The reader's language."),
    ("dir", Kind::Words(DIRECTIONS), "Its direction."),
    ("script", Kind::Text, "Its script, by four letters: `Latn`, `Arab`."),
    ("locale", Kind::Text, "The language with its land, as `og:locale` wants it: `nb_NO`."),
    ("language_name", Kind::Maybe(&Kind::Text), "The language's own name for itself."),
    ("default_lang", Kind::Text, "The initiative's first language."),
    ("base_url", Kind::Text, "Where the site is published, without a slash at its end."),
    ("base", Kind::Address, "The path its addresses begin with."),
    ("home", Kind::Address, "The home page in this language."),
    ("languages", Kind::List(&Kind::Map(LANGUAGE)), "The initiative's languages."),
    ("menu", Kind::List(&Kind::Map(ITEM)), "The menu."),
    ("email", Kind::Maybe(&Kind::Text), "A shared address."),
    ("assets", Kind::Address, "The folder of the theme's assets."),
    ("favicon", Kind::Maybe(&Kind::Address), "The icon of the browser's tab."),
    ("logo", Kind::Maybe(&Kind::Address), "The logo."),
    ("feed", Kind::Address, "The Atom feed in this language."),
    (
        "accessibility",
        Kind::Maybe(&Kind::Map(ITEM)),
        "The statement of its accessibility, where site.toml names one.",
    ),
    ("tags_url", Kind::Maybe(&Kind::Address), "The page of all tags."),
    ("search_url", Kind::Maybe(&Kind::Address), "The page to search from."),
    ("towns", Kind::List(&Kind::Map(TOWN)), "The other initiatives of the build."),
    ("organisation_number", Kind::Maybe(&Kind::Text), "As in the Brønnøysund register."),
    ("owner", Kind::Maybe(&Kind::Text), "`public` or `association`."),
    ("generator", Kind::Text, "The program and its version."),
    ("social", Kind::Named(&Kind::Address), "Pages elsewhere, by name."),
    ("brand", Kind::Brand, "The colours of theme.toml's `[brand]`, as the initiative sets them."),
    (
        "params",
        Kind::Params,
        "The values of theme.toml's `[params]`, as the site sets them, each with its kind.",
    ),
    ("colors", Kind::Colors, "Every colour of theme.toml's `[colors]`: `site.colors.hero.light`, `.dark`."),
    ("footer", Kind::Map(FOOTER), "What stands at the foot."),
];

/// `site`, as an asset sees it.
pub(super) const STYLE: &[Keyed] = &[
    ("id", Kind::Text, "The initiative's id in site.toml."),
    ("base", Kind::Address, "The path its addresses begin with."),
    ("languages", Kind::List(&Kind::Map(SCRIPT)), "The initiative's languages."),
    ("brand", Kind::Brand, "The colours of `[brand]`."),
    ("params", Kind::Params, "The values of `[params]`."),
    ("colors", Kind::Colors, "The colours of `[colors]`."),
];
/// A language, as an asset sees it.
const SCRIPT: &[Keyed] = &[
    ("lang", Kind::Text, "Its tag."),
    ("dir", Kind::Words(DIRECTIONS), "Its direction."),
    ("script", Kind::Text, "Its script, by four letters."),
];

/// A language of the initiative.
const LANGUAGE: &[Keyed] = &[
    ("lang", Kind::Text, "Its tag."),
    ("dir", Kind::Words(DIRECTIONS), "Its direction."),
    ("script", Kind::Text, "Its script."),
    ("name", Kind::Text, "Its own name for itself."),
    ("home", Kind::Address, "The home page there."),
];

/// A link of a menu.
const ITEM: &[Keyed] = &[
    ("title", Kind::Text, "Its words."),
    ("url", Kind::Address, "Where it leads."),
    ("key", Kind::Text, "What it points at: `stories`, `pages/contact`."),
];

/// Another initiative.
const TOWN: &[Keyed] = &[
    ("id", Kind::Text, "Its id."),
    ("name", Kind::Text, "Its name."),
    ("url", Kind::Address, "Its home page, in the reader's language where it has it."),
];

/// `site.footer`.
const FOOTER: &[Keyed] =
    &[("text", Kind::Maybe(&Kind::Text), "Its words."), ("menu", Kind::List(&Kind::Map(ITEM)), "Its links.")];

/// How many towns every page may name.
const TOWNS_LISTED: usize = 24;

pub(super) fn site(viewer: &Viewer<'_>) -> Value {
    let plan = viewer.linker.plan;
    let (town, edition) = (plan.town.initiative, viewer.edition());
    let config = viewer.sources.config;
    let lang_name = config.language(&edition.lang).map(|language| language.name.as_str());
    let home = plan.url(viewer.at, 0);
    let feed = format!("{home}atom.xml");
    let search = viewer.plan().search_page.map(|page| plan.url(viewer.at, page));
    let tags = viewer.plan().tags_page.map(|page| plan.url(viewer.at, page));
    let mut site = map([
        ("id", Value::from(&*town.id)),
        ("name", Value::from(town.name.get(&edition.chain).unwrap_or(&town.id))),
        ("lang", Value::from(edition.lang.as_str())),
        ("dir", Value::from(edition.lang.direction())),
        ("script", Value::from(edition.lang.script())),
        ("locale", Value::from(edition.lang.with_territory())),
        ("language_name", text_or_none(lang_name)),
        ("default_lang", Value::from(town.first_language().as_str())),
        ("base_url", Value::from(&*town.base_url)),
        ("base", Value::from(&*plan.base)),
        ("home", Value::from(home)),
        ("languages", languages(viewer)),
        ("menu", menu(viewer, &town.menu)),
        ("email", text_or_none(town.email.as_deref())),
        ("assets", Value::from(format!("{}assets/", plan.base))),
        ("favicon", text_or_none(file(viewer, town.favicon.as_deref()).as_deref())),
        ("logo", text_or_none(file(viewer, town.logo.as_deref()).as_deref())),
        ("feed", Value::from(feed)),
        ("accessibility", accessibility(viewer)),
        ("tags_url", text_or_none(tags.as_deref())),
        ("search_url", text_or_none(search.as_deref())),
        ("towns", towns(viewer)),
        ("organisation_number", text_or_none(town.organisation_number.as_deref())),
        ("owner", text_or_none(town.owner.as_deref())),
        ("generator", Value::from(concat!("globale ", env!("CARGO_PKG_VERSION")))),
        ("social", texts(&town.social)),
    ]);
    site.extend(look(viewer.sources.theme, &town.id));
    let footer = map([
        ("text", text_or_none(town.footer_text.get(&edition.chain))),
        ("menu", menu(viewer, &town.footer)),
    ]);
    site.insert(Key::Str("footer"), Value::from(footer));
    Value::from(site)
}

/// What an asset that is rendered once per initiative sees as `site`: nothing that differs by language.
pub fn style_site(plan: &TownPlan<'_>, theme: &Theme) -> Value {
    let town: &Town<'_> = plan.town;
    let languages = town.editions.iter().map(|edition| {
        keyed(&[
            ("lang", Value::from(edition.lang.as_str())),
            ("dir", Value::from(edition.lang.direction())),
            ("script", Value::from(edition.lang.script())),
        ])
    });
    let mut site = map([
        ("id", Value::from(&*town.initiative.id)),
        ("base", Value::from(&*plan.base)),
        ("languages", Value::from(languages.collect::<Vec<Value>>())),
    ]);
    site.extend(look(theme, &town.initiative.id));
    Value::from(site)
}

/// What the theme worked out of an initiative's colours and params.
fn look(theme: &Theme, town: &str) -> Map {
    let look = theme.looks.get(town);
    let part = |of: fn(&Look) -> &Value| look.map_or_else(Value::none, |look| of(look).clone());
    map([
        ("brand", part(|look| &look.brand)),
        ("params", part(|look| &look.params)),
        ("colors", part(|look| &look.colors)),
    ])
}

fn texts(pairs: &std::collections::BTreeMap<String, String>) -> Value {
    let mut map = Map::new();
    for (name, text) in pairs {
        map.insert(value::named(name), Value::from(&**text));
    }
    Value::from(map)
}

fn languages(viewer: &Viewer<'_>) -> Value {
    let plan = viewer.linker.plan;
    let languages = plan.town.editions.iter().enumerate().map(|(at, edition)| {
        let name = viewer.sources.config.language(&edition.lang).map(|language| language.name.as_str());
        keyed(&[
            ("lang", Value::from(edition.lang.as_str())),
            ("dir", Value::from(edition.lang.direction())),
            ("script", Value::from(edition.lang.script())),
            ("name", Value::from(name.unwrap_or(edition.lang.as_str()))),
            ("home", Value::from(plan.url(at, 0))),
        ])
    });
    Value::from(languages.collect::<Vec<Value>>())
}

/// Links of site.toml in the reader's language; one that leads nowhere is a finding and left out.
fn menu(viewer: &Viewer<'_>, items: &[MenuItem]) -> Value {
    let chain = &viewer.edition().chain;
    let entries = items.iter().filter_map(|item| {
        let link = value::link(viewer, &item.to, &item.place);
        let url = link.as_map()?.get(&Key::Str("url"))?.as_str()?.to_owned();
        let key = item.to.strip_prefix("@/").map(plan::link::entry_key).unwrap_or_default();
        let title = match item.title.get(chain) {
            Some(title) => title.to_owned(),
            None => target_title(viewer, &key).unwrap_or_else(|| url.clone()),
        };
        Some(keyed(&[("title", Value::from(title)), ("url", Value::from(url)), ("key", Value::from(key))]))
    });
    Value::from(entries.collect::<Vec<Value>>())
}

/// The link to the accessibility statement; null where there is none.
fn accessibility(viewer: &Viewer<'_>) -> Value {
    let item = &viewer.linker.plan.town.initiative.accessibility;
    let links = menu(viewer, item.as_slice());
    links.as_array().and_then(|links| links.first().cloned()).unwrap_or_else(Value::none)
}

/// What a link's target is called: its own title, or its type's name for a list.
pub(super) fn target_title(viewer: &Viewer<'_>, key: &str) -> Option<String> {
    let edition = viewer.edition();
    match edition.find(key) {
        Some(at) => Some(plan::title(&edition.shown[at]).to_owned()),
        None => {
            let ty = viewer.linker.model.types.by_folder(key)?;
            Some(plan::type_name(ty, &edition.chain).to_owned())
        }
    }
}

/// The other initiatives this build knows of, while they are few. Hundreds of them on every page of each would be a site
/// that grows with the square of its towns, and no reader's help.
fn towns(viewer: &Viewer<'_>) -> Value {
    if viewer.sources.config.initiatives.len() > TOWNS_LISTED {
        return Value::from(Vec::<Value>::new());
    }
    let own = &viewer.linker.plan.town.initiative.id;
    let chain = &viewer.edition().chain;
    let others = viewer.sources.config.initiatives.iter().filter(|town| town.id != *own);
    let towns = others.map(|town| {
        let prefix = match town.languages.iter().position(|lang| *lang == viewer.edition().lang) {
            Some(0) | None => String::new(),
            Some(_) => format!("{}/", viewer.edition().lang),
        };
        keyed(&[
            ("id", Value::from(&*town.id)),
            ("name", Value::from(town.name.get(chain).unwrap_or(&town.id))),
            ("url", Value::from(format!("{}/{prefix}", town.base_url))),
        ])
    });
    Value::from(towns.collect::<Vec<Value>>())
}

/// The address of a static file site.toml names, such as `/logo.svg`.
fn file(viewer: &Viewer<'_>, name: Option<&str>) -> Option<String> {
    let inner = name?.trim_start_matches('/');
    if !viewer.linker.plan.has(inner) {
        let town = viewer.linker.plan.town.initiative;
        let finding = crate::diagnostic::Diagnostic::new(crate::diagnostic::codes::MISSING_PICTURE)
            .with("target", name.unwrap_or_default())
            .with("known", "static/");
        viewer.say(finding.at(town.place.clone()));
        return None;
    }
    let segments: Vec<String> = inner.split('/').map(encode_segment).collect();
    Some(format!("{}{}", viewer.linker.plan.base, segments.join("/")))
}
