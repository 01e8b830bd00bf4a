//! `globale layer`: where pages come from, a town's own version of them, layers of other projects; one verb a file.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::{Context, Exit};
use crate::cli::Layer;
use crate::config::{self, Config, Initiative};
use crate::diagnostic::{Diagnostic, codes};
use crate::locale::Lang;
use crate::model::{self, Entry, Model, Version};
use crate::source::{self, Sources};
use crate::text::{nearest_few, nfc};

pub(super) mod fetch;
mod own;
mod states;
mod status;
mod why;

pub(super) fn run(context: &Context, verb: &Layer) -> Exit {
    match verb {
        Layer::Why { page, language, wish } => why::run(context, (page, language.as_deref()), wish),
        Layer::Override { page, language, initiative } => own::make(
            context,
            &Asked { page, language: language.as_deref(), initiative: initiative.as_deref() },
        ),
        Layer::Adopt { page, language, initiative } => own::adopt(
            context,
            &Asked { page, language: language.as_deref(), initiative: initiative.as_deref() },
        ),
        Layer::Status { page, initiative } => status::run(context, page.as_deref(), initiative.as_deref()),
        Layer::Fetch { layer } => fetch::run(context, layer.as_deref()),
    }
}

/// A page of a town, as typed.
struct Asked<'a> {
    page: &'a str,
    language: Option<&'a str>,
    initiative: Option<&'a str>,
}

/// The project so far as layers need it. What is wrong with its content, `check` says.
pub(super) struct Project {
    pub(super) config: Config,
    pub(super) sources: Sources,
    pub(super) model: Model,
}

impl Project {
    pub(super) fn read(context: &Context) -> Result<Self, Vec<Diagnostic>> {
        let overrides = config::Overrides { base_url: None };
        let (config, _) = config::load(context.disk, &context.root, &overrides)?;
        let (types, _) = model::types::load(config.types.as_ref(), &config.file);
        let (sources, _) = source::read(context.disk, &context.root, &config);
        let (model, _) = model::build(&config, types, &sources.files, &sources.unread);
        Ok(Self { config, sources, model })
    }

    /// The initiative that was named, or the only one.
    pub(super) fn town(&self, asked: Option<&str>) -> Result<&Initiative, Box<Diagnostic>> {
        if let Some(finding) = self.config.refusal(asked) {
            return Err(Box::new(finding));
        }
        let towns = &self.config.initiatives;
        let found = match asked {
            Some(id) => towns.iter().find(|town| town.id == id),
            None => towns.first().filter(|_| towns.len() == 1),
        };
        found.ok_or_else(|| {
            let known: Vec<&str> = towns.iter().map(|town| town.id.as_str()).collect();
            Box::new(Diagnostic::new(codes::WHICH_INITIATIVE).with("known", known.join(", ")))
        })
    }

    /// The language that was named, if it is one of the town's.
    fn language<'a>(
        &self,
        town: &'a Initiative,
        asked: Option<&str>,
    ) -> Result<Option<&'a Lang>, Box<Diagnostic>> {
        let Some(asked) = asked else { return Ok(None) };
        let known: Vec<&str> = town.languages.iter().map(Lang::as_str).collect();
        let wanted = Lang::parse(asked);
        match town.languages.iter().find(|lang| Some(*lang) == wanted.as_ref()) {
            Some(lang) => Ok(Some(lang)),
            None => Err(Box::new(config::unknown_name(asked, &known))),
        }
    }

    /// The key a page is named by: its key, or its folder or file with or without the layer.
    fn key(&self, town: &Initiative, typed: &str) -> Result<String, Box<Diagnostic>> {
        let keys: BTreeSet<&str> = town
            .layers
            .iter()
            .filter_map(|layer| self.model.layers.get(layer.as_str()))
            .flat_map(|entries| entries.keys().map(|key| &**key))
            .collect();
        let named = keys.iter().copied().filter(|key| !key.is_empty());
        let wanted = self.key_of(typed);
        if keys.contains(wanted.as_str()) {
            return Ok(wanted);
        }
        let near = nearest_few(&wanted, named.clone(), 3);
        let finding = Diagnostic::new(codes::NO_SUCH_PAGE)
            .with("page", typed)
            .with("town", &town.id)
            .with("known", near.join(", "))
            .nearest(&wanted, named);
        Err(Box::new(finding))
    }

    /// The key that a key, folder or file means, whether there is such a page or not.
    pub(super) fn key_of(&self, typed: &str) -> String {
        let path = nfc(typed.trim().trim_start_matches("./").trim_end_matches('/'));
        let path = path.strip_prefix("content/").unwrap_or(&path);
        let bare = match path.rsplit_once('.') {
            Some((stem, "md" | "yml" | "yaml")) => stem.rsplit_once('.').map_or(stem, |(stem, _)| stem),
            _ => path,
        };
        let named = self.model.by_path.get(bare).map(|key| key.to_string());
        named.unwrap_or_else(|| {
            let parts = bare.split('/').filter(|part| !matches!(*part, "index" | "_index" | "sections"));
            parts.map(|part| model::without_number(part).1).collect::<Vec<_>>().join("/")
        })
    }

    /// The page in each of a town's layers that has it, topmost first.
    fn layers<'a>(&'a self, town: &'a Initiative, key: &str) -> Vec<(&'a str, &'a Entry)> {
        let entry =
            |layer: &'a String| Some((layer.as_str(), self.model.layers.get(layer.as_str())?.get(key)?));
        town.layers.iter().filter_map(entry).collect()
    }

    /// What a version's whole file says.
    fn text(&self, version: &Version) -> Cow<'_, str> {
        self.sources.files[version.source].text()
    }
}
