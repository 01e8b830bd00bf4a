//! site.toml: as written, then as meant.
//!
//! In: the text of site.toml. Out: [`Config`], with defaults filled, languages and layers resolved, and every finding
//! (G01). Nothing after this room reads site.toml.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::tz::TimeZone;

use crate::diagnostic::{Diagnostic, Place, codes};
use crate::locale::Lang;
use crate::node::Node;

mod ground;
mod initiative;
mod layers;
mod machines;
mod meant;
mod read;

pub use initiative::is_id;
pub use layers::{Home, Layer, Upstream};
pub use read::{load, unknown_name, words};

/// The folder below `content/` that holds layers of other projects.
pub const UPSTREAM: &str = "upstream";

/// All that site.toml says.
#[derive(Clone, PartialEq, Debug)]
pub struct Config {
    /// The file itself, for places.
    pub file: Arc<Path>,
    /// The source language of content and the end of every fallback chain.
    pub default_language: Lang,
    /// Where days begin and end.
    pub timezone: TimeZone,
    /// The theme's folder below `themes/`.
    pub theme: String,
    /// Where site.toml names it.
    pub theme_place: Place,
    /// Declared languages, in the order they stand.
    pub languages: Vec<Language>,
    /// Initiatives, in the order they stand.
    pub initiatives: Vec<Initiative>,
    /// `[layers]`: where layers come from and where their pages are at home, by name.
    pub layers: BTreeMap<String, Layer>,
    /// What tags are called, by tag and language.
    pub tags: BTreeMap<String, Words>,
    /// `[types]` as written, for the loader of types.
    pub types: Option<Node>,
    /// `[params]`: values for the theme, as written.
    pub params: Option<Node>,
    /// Limits the build holds the site to.
    pub budget: Budget,
    /// `[privacy]`.
    pub privacy: Privacy,
}

/// A text in one or more languages. Without a language it holds for all.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Words(pub BTreeMap<Option<Lang>, String>);

impl Words {
    /// The text in the first language of `chain` that has one, else the text for all languages.
    pub fn get<'a>(&self, chain: impl IntoIterator<Item = &'a Lang>) -> Option<&str> {
        chain
            .into_iter()
            .find_map(|lang| self.0.get(&Some(lang.clone())))
            .or_else(|| self.0.get(&None))
            .map(String::as_str)
    }

    /// One text for all languages.
    pub fn plain(text: impl Into<String>) -> Self {
        Self(BTreeMap::from([(None, text.into())]))
    }
}

/// A language the site may use.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Language {
    /// Its tag.
    pub tag: Lang,
    /// Its own name for itself.
    pub name: String,
    /// Where texts it lacks are taken from, ending in the default language; the language itself comes first.
    pub chain: Vec<Lang>,
    /// Whether search engines may list what a machine translated into it and nobody has reviewed.
    pub index_machine_translations: bool,
    /// How far a page in it may lag behind its original.
    pub outdated: Outdated,
}

/// How many blocks of a hundred may have changed in a page's original before `check` speaks; never, where there is none.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Outdated {
    /// It warns.
    pub warn: Option<u64>,
    /// It fails.
    pub fail: Option<u64>,
}

/// One local Globale.
#[derive(Clone, PartialEq, Debug)]
pub struct Initiative {
    /// Its folder in the output and its layer's name.
    pub id: String,
    /// Where it stands in site.toml.
    pub place: Place,
    /// Its name.
    pub name: Words,
    /// Where its site is published, without a trailing slash.
    pub base_url: String,
    /// Its languages; the first stands at the root.
    pub languages: Vec<Lang>,
    /// Its layers, topmost first; [`Config::folder_of`] says where each lies.
    pub layers: Vec<String>,
    /// Colours as `#rrggbb`, each with its place.
    pub brand: BTreeMap<String, (String, Place)>,
    /// The menu, or `None` for the theme's own.
    pub menu: Vec<MenuItem>,
    /// The footer's links.
    pub footer: Vec<MenuItem>,
    /// The footer's text.
    pub footer_text: Words,
    /// Files below `static/`, such as `/logo.svg`.
    pub logo: Option<String>,
    /// The icon of the browser's tab.
    pub favicon: Option<String>,
    /// A shared address.
    pub email: Option<String>,
    /// As in the Brønnøysund register.
    pub organisation_number: Option<String>,
    /// `public` or `association`.
    pub owner: Option<String>,
    /// Links to pages elsewhere, by name.
    pub social: BTreeMap<String, String>,
    /// What a company must do to be a member, from which day on; the earliest first.
    pub membership: Vec<Membership>,
    /// What the site's texts may name as `{{ name }}`.
    pub vars: BTreeMap<String, Words>,
    /// Where they stand in site.toml; the initiative itself, where there are none.
    pub vars_place: Place,
    /// Values for the theme, as written.
    pub params: Option<Node>,
    /// Its own static folder, laid over the shared one.
    pub static_folder: Option<PathBuf>,
    /// Where its accessibility statement stands, as in Markdown: an entry, or an address elsewhere.
    pub accessibility: Option<MenuItem>,
    /// Whom to tell of a hole in its site.
    pub security: Option<Security>,
    /// The initiatives it gathers, by id.
    pub gathers: Vec<(String, Place)>,
}

/// `security`: what security.txt says (RFC 9116).
#[derive(Clone, PartialEq, Debug)]
pub struct Security {
    /// Addresses, the preferred one first: `mailto:`, `https:` or `tel:`.
    pub contact: Vec<String>,
    /// The last day it holds.
    pub expires: jiff::civil::Date,
    /// Where the date stands.
    pub place: Place,
}

/// A link in a menu.
#[derive(Clone, PartialEq, Debug)]
pub struct MenuItem {
    /// What it points at, as in Markdown: `@/stories`, `@/pages/contact`.
    pub to: String,
    /// Its words; without them the target's title.
    pub title: Words,
    /// Where it stands in site.toml.
    pub place: Place,
}

/// `[budget]`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Budget {
    /// KiB of HTML and blocking CSS, compressed, before a page is too heavy.
    pub critical_kb: u64,
}

/// `[privacy]`: how the site looks after the people it tells of.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Privacy {
    /// The longest a consent may hold, in years.
    pub consent_max_years: i16,
    /// Groups of fewer people than this are never shown on their own.
    pub min_cell: u64,
    /// Telephone numbers and addresses that are meant to be public although they are a person's.
    pub public_contacts: Vec<String>,
}

/// From when on a company becomes a member in which way. The seeds disagree over time: hiring was the condition in
/// 2018; in 2019 companies were invited, and hiring earned a certification of its own.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Membership {
    /// The first day it holds.
    pub from: jiff::civil::Date,
    /// What it asks.
    pub rule: MembershipRule,
}

/// What a company must do to be a member.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MembershipRule {
    /// Hire somebody in ordinary paid work.
    Hire,
    /// Be invited.
    Invite,
}

impl Config {
    /// A declared language.
    pub fn language(&self, tag: &Lang) -> Option<&Language> {
        self.languages.iter().find(|language| &language.tag == tag)
    }

    /// The declared language a file's name says. Nearly all write its tag as site.toml does.
    pub fn language_of_tag(&self, written: &str) -> Option<&Language> {
        let same = self.languages.iter().find(|language| language.tag.as_str() == written);
        same.or_else(|| self.language(&Lang::parse(written)?))
    }

    /// The language's fallback chain, itself first; just itself where it is not declared.
    pub fn chain<'a>(&'a self, tag: &'a Lang) -> &'a [Lang] {
        self.language(tag).map_or(std::slice::from_ref(tag), |language| &language.chain)
    }

    /// What is wrong with an initiative that is asked for: there is none of that name (`G0003`).
    pub fn refusal(&self, asked: Option<&str>) -> Option<Diagnostic> {
        let known: Vec<&str> = self.initiatives.iter().map(|town| town.id.as_str()).collect();
        let name = asked.filter(|name| !known.contains(name))?;
        let finding = Diagnostic::new(codes::UNKNOWN_INITIATIVE_ASKED).with("name", name);
        Some(finding.with("known", known.join(", ")).nearest(name, known))
    }

    /// Whether a layer comes from another project.
    pub fn is_fetched(&self, layer: &str) -> bool {
        self.layers.get(layer).is_some_and(|layer| layer.upstream.is_some())
    }

    /// A layer's folder below `content/`.
    pub fn folder_of(&self, layer: &str) -> PathBuf {
        match self.is_fetched(layer) {
            true => Path::new(UPSTREAM).join(layer),
            false => PathBuf::from(layer),
        }
    }

    /// The form a variable has in a text of a language: along that language's own chain, since a Norwegian sentence needs
    /// the Norwegian form also where an Arabic reader meets it.
    pub fn variable<'a>(&self, town: &'a Initiative, name: &str, lang: &Lang) -> Option<&'a str> {
        town.vars.get(name)?.get(self.chain(lang))
    }

    /// Every layer some initiative sees, each once, in a fixed order.
    pub fn layers(&self) -> Vec<&str> {
        let mut layers: Vec<&str> =
            self.initiatives.iter().flat_map(|town| town.layers.iter().map(String::as_str)).collect();
        layers.sort_unstable();
        layers.dedup();
        layers
    }
}

impl Initiative {
    /// The rule of membership on a day; none before the first.
    pub fn membership_on(&self, day: jiff::civil::Date) -> Option<MembershipRule> {
        self.membership
            .iter()
            .rev()
            .find(|membership| membership.from <= day)
            .map(|membership| membership.rule)
    }

    /// The language at the root.
    pub fn first_language(&self) -> &Lang {
        &self.languages[0]
    }

    /// The path part of its address, with slashes at both ends.
    pub fn base_path(&self) -> String {
        let after_scheme = self.base_url.split_once("://").map_or("", |(_, rest)| rest);
        match after_scheme.split_once('/') {
            Some((_, path)) if !path.is_empty() => format!("/{path}/"),
            _ => "/".to_owned(),
        }
    }
}

/// What `load` needs beside the text.
pub struct Overrides {
    /// `--base-url`; several initiatives get their id appended.
    pub base_url: Option<String>,
}
