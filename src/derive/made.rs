//! Every text that is made from another one: translations, and towns' own versions of lower layers' pages.

use std::sync::Arc;

use super::base;
use super::bases;
use super::held::{Ground, Library};
use super::status::{Standing, Status};
use crate::config::Config;
use crate::locale::Lang;
use crate::model::types::Type;
use crate::model::{Against, Entry, Key, Model, SourceId};

/// A text made from another one.
#[derive(Clone, Debug)]
pub struct Made<'a> {
    /// Its layer.
    pub layer: &'a Arc<str>,
    /// Its entry.
    pub key: &'a Key,
    /// The type whose fields it has.
    pub form: &'a Arc<Type>,
    /// Its language.
    pub lang: &'a Lang,
    /// Which of the sources it is.
    pub source: SourceId,
    /// What it is made from.
    pub from: SourceId,
    /// The snapshot it names.
    pub base: Option<&'a str>,
    /// Whether it holds sections alone.
    pub sections: bool,
}

impl Made<'_> {
    /// Whether it stands over a page in its own language, and translates none.
    pub fn is_override(&self, ground: Ground<'_>) -> bool {
        ground.files[self.from].lang == *self.lang
    }

    /// What it is held against.
    pub fn against(&self) -> Against {
        let base = self.base.map(Box::from);
        Against { base, proper: self.from, original: self.from, over: Arc::default(), under: None }
    }
}

/// All of them, by layer and key.
pub fn all<'a>(ground: Ground<'a>) -> Vec<Made<'a>> {
    let mut all = Vec::new();
    for (layer, entries) in &ground.model.layers {
        for (key, entry) in entries {
            let from = |lang: &Lang| made_from(ground.config, ground.model, (layer, key), lang);
            let versions = entry.versions.iter();
            let versions = versions.map(|text| (&text.lang, text.source, text.fields.text("base"), false));
            let sections = entry.sections.iter();
            let sections = sections.map(|text| (&text.lang, text.source, text.base.as_deref(), true));
            let form = &entry.form;
            all.extend(versions.chain(sections).filter_map(|(lang, source, base, sections)| {
                Some(Made { layer, key, form, lang, source, from: from(lang)?, base, sections })
            }));
        }
    }
    all
}

/// The blocks of all these texts and of what they are made from.
pub fn library<'a>(ground: Ground<'a>, made: &[Made<'_>]) -> Library<'a> {
    let against: Vec<Against> = made.iter().map(Made::against).collect();
    let all = made.iter().zip(&against).map(|(made, against)| (made.source, against, made.form));
    Library::new(ground, bases::kept(ground, bases::names(ground.model).into_iter().collect()), all)
}

/// How one of them stands.
pub fn status(library: &Library<'_>, made: &Made<'_>) -> Status {
    match made.base {
        None => Status::of(Standing::Unknown),
        Some(base::NOW) => Status::of(Standing::Known),
        Some(_) => library.status(made.source, &made.against(), made.form),
    }
}

/// The text that a layer's version of an entry is made from, as the first town that has the layer sees it: the page it
/// stands over in its own language, else the original of its own layer or the nearest below.
pub fn made_from(
    config: &Config,
    model: &Model,
    (layer, key): (&str, &str),
    lang: &Lang,
) -> Option<SourceId> {
    let stack = config.initiatives.iter().find_map(|town| {
        let at = town.layers.iter().position(|name| name == layer)?;
        Some(&town.layers[at..])
    })?;
    let entries: Vec<&Entry> =
        stack.iter().filter_map(|layer| model.layers.get(layer.as_str())?.get(key)).collect();
    let own = model.layers.get(layer)?.get(key)?;
    let below = entries.iter().skip_while(|entry| !std::ptr::eq(**entry, own)).skip(1);
    let under = below.clone().find_map(|entry| entry.version(lang));
    let originals = std::iter::once(&own).chain(below).filter_map(|entry| entry.original());
    let original = originals.into_iter().find(|original| original.lang != *lang);
    under.or(original).map(|version| version.source)
}
