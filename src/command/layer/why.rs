//! `globale layer why`: where a page, each of its sections and each of its variables come from, in every town and language.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use serde::Serialize;

use super::Project;
use crate::cli::Wish;
use crate::command::{Context, Exit};
use crate::config::{Config, Initiative};
use crate::edition::{self, Moment, Shown, Town};
use crate::locale::Lang;
use crate::markdown::Texts;
use crate::model::fields::{Fields, Typed, TypedValue};
use crate::model::{Model, SourceId};
use crate::report::{Format, Said, clean, json};
use crate::text::variable;

#[derive(Serialize)]
struct Page {
    initiative: String,
    language: String,
    page: String,
    /// Why it is not shown; all below is empty then.
    hidden: Option<&'static str>,
    origin: Option<&'static str>,
    /// The language of the text.
    text: Option<String>,
    layer: Option<String>,
    file: Option<String>,
    base: Option<String>,
    sections: Vec<Section>,
    variables: Vec<Variable>,
}

#[derive(Serialize)]
struct Section {
    /// The heading's id; none for what stands before the first heading.
    id: Option<String>,
    layer: String,
    file: String,
    /// What brought it here: replace, before, after.
    operation: Option<&'static str>,
    base: Option<String>,
}

#[derive(Serialize)]
struct Variable {
    name: String,
    value: Option<String>,
    /// The language of the form that was taken; none for a value without languages.
    language: Option<String>,
}

pub(super) fn run(context: &Context, (page, language): (&str, Option<&str>), wish: &Wish) -> Exit {
    let mut project = match Project::read(context) {
        Ok(project) => project,
        Err(findings) => return context.refuse(&findings),
    };
    let files = std::mem::take(&mut project.sources.files);
    let wanted = match wanted(&project, page, language, wish) {
        Ok(wanted) => wanted,
        Err(finding) => return context.refuse(&[*finding]),
    };
    let options = match context.options(wish) {
        Ok(options) => options,
        Err(finding) => return context.refuse(&[*finding]),
    };
    let moment = Moment::from(&options);
    let homes = edition::homes(&project.config, &project.model, moment);
    let ids: Vec<&String> = wanted.iter().map(|(town, ..)| &town.id).collect();
    let towns: Vec<Town<'_>> = ids
        .iter()
        .flat_map(|id| edition::decide(&project.config, &project.model, moment, Some(id), &homes))
        .collect();
    let layers: Vec<Arc<str>> = files.iter().map(|file| file.layer.clone()).collect();
    let texts = Texts::new(files, &edition::weaves(&towns), None);
    let looking = Looking { config: &project.config, model: &project.model, texts: &texts, layers: &layers };
    let pages: Vec<Page> =
        towns.iter().zip(&wanted).flat_map(|(town, (_, key, lang))| looking.town(town, key, *lang)).collect();
    say(context, &pages)
}

type Wanted<'a> = Vec<(&'a Initiative, String, Option<&'a Lang>)>;

/// The page in every town that has it, or in the one that was named.
fn wanted<'a>(
    project: &'a Project,
    page: &str,
    language: Option<&str>,
    wish: &Wish,
) -> Result<Wanted<'a>, Box<crate::diagnostic::Diagnostic>> {
    if let Some(id) = &wish.initiative {
        let town = project.town(Some(id))?;
        return Ok(vec![(town, project.key(town, page)?, project.language(town, language)?)]);
    }
    let mut found = Vec::new();
    let mut first = None;
    for town in &project.config.initiatives {
        match (project.key(town, page), project.language(town, language)) {
            (Ok(key), Ok(lang)) => found.push((town, key, lang)),
            (Err(finding), _) | (_, Err(finding)) => first = first.or(Some(finding)),
        }
    }
    match first {
        Some(finding) if found.is_empty() => Err(finding),
        _ => Ok(found),
    }
}

struct Looking<'a> {
    config: &'a Config,
    model: &'a Model,
    texts: &'a Texts,
    /// By source.
    layers: &'a [Arc<str>],
}

impl Looking<'_> {
    fn town(&self, town: &Town<'_>, key: &str, lang: Option<&Lang>) -> Vec<Page> {
        let editions = town.editions.iter().filter(|edition| lang.is_none_or(|lang| *lang == edition.lang));
        editions
            .map(|edition| {
                let shown = edition.find(key).map(|at| &edition.shown[at]);
                let mut page = Page {
                    initiative: town.initiative.id.clone(),
                    language: edition.lang.to_string(),
                    page: key.to_owned(),
                    hidden: town.hidden.get(key).map(|why| why.as_str()),
                    origin: None,
                    text: None,
                    layer: None,
                    file: None,
                    base: None,
                    sections: Vec::new(),
                    variables: Vec::new(),
                };
                if let Some(shown) = shown {
                    self.fill(&mut page, town.initiative, shown);
                }
                page
            })
            .collect()
    }

    fn fill(&self, page: &mut Page, town: &Initiative, shown: &Shown) {
        page.origin = Some(shown.origin.as_str());
        page.text = Some(shown.lang.to_string());
        page.layer = Some(self.layers[shown.source].to_string());
        page.file = Some(clean::path(&shown.place.file));
        page.base = self.base(shown.source);
        let sources: Vec<SourceId> = shown.sources().collect();
        let files: Vec<&Arc<Path>> = self.texts.iter().map(|(path, _)| path).collect();
        let sections = self.texts.sections(shown.source, &shown.over).into_iter().map(|section| {
            let source = sources[section.layer];
            Section {
                id: section.id.map(String::from),
                layer: self.layers[source].to_string(),
                file: clean::path(files[source]),
                operation: section.word.map(crate::markdown::Word::as_str),
                base: self.base(source).filter(|_| section.layer > 0),
            }
        });
        page.sections = sections.collect();
        let names = self.names(shown);
        page.variables = names.into_iter().map(|name| self.variable(town, name, &shown.lang)).collect();
    }

    /// The snapshot a file says it was made from.
    fn base(&self, source: SourceId) -> Option<String> {
        let mut entries = self.model.layers.values().flat_map(|entries| entries.values());
        entries.find_map(|entry| {
            let page = entry.versions.iter().find(|version| version.source == source);
            let sections = entry.sections.iter().find(|sections| sections.source == source);
            let base = page.and_then(|version| version.fields.text("base"));
            base.or_else(|| sections?.base.as_deref()).map(str::to_owned)
        })
    }

    /// The variables a page names, in its fields and its text.
    fn names(&self, shown: &Shown) -> BTreeSet<String> {
        let mut names = BTreeSet::new();
        if let Some(document) = self.texts.of(shown.source, &shown.over, None) {
            document.body.each_variable(&shown.place.file, &mut |_, _, name| {
                names.insert(name.to_owned());
            });
        }
        let entries = self.model.layers.values().filter_map(|entries| entries.get(&*shown.key));
        let versions = entries.flat_map(|entry| &entry.versions);
        for version in versions.filter(|version| version.source == shown.source) {
            in_fields(&version.fields, &mut names);
        }
        names
    }

    fn variable(&self, town: &Initiative, name: String, lang: &Lang) -> Variable {
        let words = town.vars.get(&name);
        let form = words.and_then(|words| {
            self.config.chain(lang).iter().find(|lang| words.0.contains_key(&Some((*lang).clone())))
        });
        let value = self.config.variable(town, &name, lang).map(str::to_owned);
        Variable { name, value, language: form.map(ToString::to_string) }
    }
}

fn in_fields(fields: &Fields, names: &mut BTreeSet<String>) {
    fn one(typed: &Typed, names: &mut BTreeSet<String>) {
        match &typed.value {
            TypedValue::Text(text) => names.extend(variable::names(text).map(str::to_owned)),
            TypedValue::List(items) => items.iter().for_each(|item| one(item, names)),
            TypedValue::Object(fields) => in_fields(fields, names),
            _ => {}
        }
    }
    fields.0.iter().for_each(|(_, typed)| one(typed, names));
}

fn say(context: &Context, pages: &[Page]) -> Exit {
    let out = match context.asked.format {
        Format::Json => json::print(&serde_json::json!({ "pages": pages })),
        _ => pages.iter().map(|page| told(context, page)).collect::<Vec<_>>().join("\n"),
    };
    context.say(&Said { out, ..Said::default() }, Exit::Fine)
}

/// One page as people read it.
fn told(context: &Context, page: &Page) -> String {
    let tongue = context.asked.tongue;
    let mut out = format!("{} {} {}\n", page.initiative, page.language, clean::clean(&page.page));
    if let Some(why) = page.hidden {
        out += &format!("  {}: {}\n", tongue.pick("vises ikke", "not shown"), tongue.reason(why));
    }
    let based =
        |base: &Option<String>| base.as_ref().map(|base| format!("  base {base}")).unwrap_or_default();
    if let (Some(layer), Some(file), Some(origin)) = (&page.layer, &page.file, page.origin) {
        let text = page.text.as_deref().unwrap_or_default();
        out += &format!(
            "  {}  {layer}  {file}  {text}  {origin}{}\n",
            tongue.pick("side", "page"),
            based(&page.base)
        );
    }
    for section in &page.sections {
        let id = section.id.as_ref().map(|id| format!("#{id}"));
        let id = id.unwrap_or_else(|| tongue.pick("(innledning)", "(beginning)").to_owned());
        let word = section.operation.map(|word| format!("  .{word}")).unwrap_or_default();
        let (layer, file) = (&section.layer, &section.file);
        out += &format!("  {id}  {layer}  {file}{word}{}\n", based(&section.base));
    }
    for variable in &page.variables {
        let value = variable.value.as_deref().unwrap_or(tongue.pick("(mangler)", "(missing)"));
        let lang = variable.language.as_ref().map(|lang| format!(" ({lang})")).unwrap_or_default();
        out += &format!(
            "  {{{{ {} }}}} = {}{lang}  site.toml [initiatives.{}.vars]\n",
            variable.name,
            clean::clean(value),
            page.initiative
        );
    }
    out
}
