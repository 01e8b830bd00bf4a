//! `globale translate`: how translations stand, and what translators work with; one verb a file.

use std::sync::Arc;

use super::layer::Project;
use super::{Context, Exit};
use crate::cli::{One, Translate};
use crate::derive::Ground;
use crate::derive::made::{self, Made};
use crate::diagnostic::{Diagnostic, codes};
use crate::locale::Lang;
use crate::model::types::Field;
use crate::text::{nearest_few, normal};

mod begin;
mod done;
mod export;
mod gc;
mod import;
mod record;
mod show;
pub(super) mod status;
pub(super) mod units;

pub(super) use begin::NEXT;

pub(super) fn run(context: &Context, verb: &Translate) -> Exit {
    if let Translate::Gc { dry_run } = verb {
        return gc::run(context, (*dry_run).into());
    }
    let project = match Project::read(context) {
        Ok(project) => project,
        Err(findings) => return context.refuse(&findings),
    };
    let desk = Desk { context, project: &project };
    let ended = match verb {
        Translate::Status { page, language, initiative } => {
            status::run(&desk, page.as_deref(), (language.as_deref(), initiative.as_deref()))
        }
        Translate::Show(one) => show::run(&desk, one),
        Translate::New { one, title } => begin::run(&desk, one, title.as_deref()),
        Translate::Done { one, blocks } => done::run(&desk, one, blocks),
        Translate::Export { pages, language, initiative, output } => {
            export::run(&desk, (pages, language, initiative.as_deref()), output)
        }
        Translate::Import { file, language, initiative, accept_numbers, overwrite } => {
            let allowed = import::Allowed { numbers: *accept_numbers, overwrite: *overwrite };
            import::run(&desk, (file, language.as_deref(), initiative.as_deref()), &allowed)
        }
        Translate::Gc { .. } => Ok(Exit::Fine),
    };
    ended.unwrap_or_else(|findings| context.refuse(&findings))
}

/// How a verb ends, or why it cannot be done.
pub(super) type Ended = Result<Exit, Vec<Diagnostic>>;

/// What every verb works with.
pub(super) struct Desk<'a> {
    pub(super) context: &'a Context<'a>,
    pub(super) project: &'a Project,
}

impl<'a> Desk<'a> {
    pub(super) fn ground(&self) -> Ground<'a> {
        let Project { config, sources, model } = self.project;
        Ground { disk: self.context.disk, root: &self.context.root, config, model, files: &sources.files }
    }

    /// A language of the site.
    fn language(&self, tag: &str) -> Result<Lang, Vec<Diagnostic>> {
        let languages = &self.project.config.languages;
        let known: Vec<&str> = languages.iter().map(|language| language.tag.as_str()).collect();
        Lang::parse(tag)
            .filter(|lang| self.project.config.language(lang).is_some())
            .ok_or_else(|| vec![crate::config::unknown_name(tag, &known)])
    }

    /// Whether an initiative shows a layer; all do where none was named.
    fn sees(&self, initiative: Option<&str>, layer: &str) -> Result<bool, Vec<Diagnostic>> {
        let Some(id) = initiative else { return Ok(true) };
        let town = self.project.town(Some(id)).map_err(|finding| vec![*finding])?;
        Ok(town.layers.iter().any(|name| name == layer))
    }

    /// The translation that was named.
    fn translation(&self, one: &One) -> Result<Made<'a>, Vec<Diagnostic>> {
        let lang = self.language(&one.language)?;
        let (ground, key) = (self.ground(), self.project.key_of(&one.page));
        let mut found = Vec::new();
        for made in made::all(ground).into_iter().filter(|made| **made.key == *key && !made.sections) {
            if *made.lang == lang
                && !made.is_override(ground)
                && self.sees(one.initiative.as_deref(), made.layer)?
            {
                found.push(made);
            }
        }
        let typed = one.page.trim_start_matches("./").trim_start_matches("content/");
        if found.len() > 1 {
            // A file says its layer.
            found.retain(|made| {
                typed.starts_with(&*self.project.config.folder_of(made.layer).to_string_lossy())
            });
        }
        match <[Made<'a>; 1]>::try_from(found) {
            Ok([made]) => Ok(made),
            Err(found) if found.is_empty() => Err(vec![self.no_translation(&key, &one.page, &lang)]),
            Err(found) => {
                let layers: Vec<&str> = found.iter().map(|made| &**made.layer).collect();
                Err(vec![Diagnostic::new(codes::WHICH_INITIATIVE).with("known", layers.join(", "))])
            }
        }
    }

    fn no_translation(&self, key: &str, typed: &str, lang: &Lang) -> Diagnostic {
        let layers = self.project.model.layers.values();
        let entries: Vec<_> = layers.clone().filter_map(|entries| entries.get(key)).collect();
        if entries.is_empty() {
            let keys: Vec<&str> = layers
                .flat_map(|entries| entries.keys())
                .map(|key| &**key)
                .filter(|key| !key.is_empty())
                .collect();
            let towns: Vec<&str> =
                self.project.config.initiatives.iter().map(|town| town.id.as_str()).collect();
            return Diagnostic::new(codes::NO_SUCH_PAGE)
                .with("page", typed)
                .with("town", towns.join(", "))
                .with("known", nearest_few(key, keys.iter().copied(), 3).join(", "))
                .nearest(key, keys.iter().copied());
        }
        let langs = entries.iter().flat_map(|entry| &entry.versions).map(|version| version.lang.as_str());
        let known = langs.collect::<Vec<_>>().join(", ");
        Diagnostic::new(codes::NO_TRANSLATION).with("page", key).with("lang", lang).with("known", known)
    }

    /// A source as snapshots are kept: its text, whether it is data alone.
    fn text(&self, source: usize) -> (String, bool) {
        let file = &self.project.sources.files[source];
        (normal(&file.text()), file.body_start.is_none())
    }
}

/// The fields of a text's type.
fn fields_of<'m>(made: &Made<'m>) -> &'m [Field] {
    let form: &'m Arc<_> = made.form;
    &form.fields
}
