//! `globale new`: a new entry, or a translation of one, from what was typed and what the person is asked.
//!
//! Everything is understood before anything is written: what is wrong is said all at once, and nothing that is there
//! is ever written over.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::schema::{project, unknown_type};
use super::translate::{NEXT, units};
use super::{Context, Exit};
use crate::cli::NewEntry;
use crate::config::{Config, unknown_name};
use crate::derive::base;
use crate::diagnostic::{Diagnostic, Place, codes};
use crate::guide::scaffold;
use crate::guide::schema::Form;
use crate::locale::Lang;
use crate::model::types::{Type, Types};
use crate::model::{self, Entry, Key, Model};
use crate::report::terminal::Person;
use crate::report::{self, Asked, Format, Quiet, Said, clean, json};
use crate::source::{self, CONTENT, Sources};
use crate::text;

mod values;

use values::Values;

/// The longest name a title gives, in bytes: names on disk end at 255, and people read them.
const LONGEST_NAME: usize = 80;

pub(super) fn run(context: &Context, wish: &NewEntry) -> Exit {
    let person = if context.asked.format == Format::Text { context.terminal.person() } else { None };
    match make(context, wish, person) {
        Ok(made) => context.say(&said(context, wish, &made), Exit::Fine),
        Err(findings) => {
            let file = |place: &Place| context.disk.stat(&context.root.join(&place.file)).is_some();
            let files = findings.iter().all(|finding| finding.place.as_ref().is_none_or(file));
            // Other places are what was typed, which lies in no folder.
            let prefix = if files { context.asked.prefix.clone() } else { PathBuf::new() };
            let asked = Asked { prefix, ..context.asked.clone() };
            let said = report::findings(&context.files(), &findings, &asked);
            // What was typed is to blame, whatever the code.
            context.say(&said, Exit::of(&findings).max(Exit::Usage))
        }
    }
}

/// Makes it, and tells which files it made, the entry's own last.
fn make(
    context: &Context,
    wish: &NewEntry,
    person: Option<&dyn Person>,
) -> Result<Vec<PathBuf>, Vec<Diagnostic>> {
    let (config, types) = project(context)?;
    let named = types.by_name(&wish.ty).or_else(|| types.by_folder(&wish.ty)).cloned();
    let ty = named.ok_or_else(|| vec![unknown_type(&wish.ty, &types)])?;
    let layer = layer(&config, wish, person)?;
    let lang = language(&config, wish)?;
    let (sources, _) = source::read(context.disk, &context.root, &config);
    let (model, _) = model::build(&config, types, &sources.files, &sources.unread);
    let order = Order { wish, config: &config, ty, layer, lang, model: &model };
    let plan = match &wish.of {
        None => order.original(context, person)?,
        Some(name) => order.translation(context, person, name, &sources)?,
    };
    plan.carry_out(context)
}

/// All that is known before the first field.
struct Order<'a> {
    wish: &'a NewEntry,
    config: &'a Config,
    ty: Arc<Type>,
    layer: String,
    lang: Lang,
    model: &'a Model,
}

/// What is to be written, relative to the root.
struct Plan {
    path: PathBuf,
    text: String,
    /// Where a file comes from and goes to.
    copy: Option<(PathBuf, PathBuf)>,
}

/// The layer to write in: asked for where there are several and none was named. One that is fetched stays as it was.
fn layer(config: &Config, wish: &NewEntry, person: Option<&dyn Person>) -> Result<String, Vec<Diagnostic>> {
    let mut layers = config.layers();
    layers.retain(|layer| !config.is_fetched(layer));
    let towns: Vec<&str> = config.initiatives.iter().map(|town| town.id.as_str()).collect();
    let asked = || person?.ask(&format!("--initiative ({})\n> ", layers.join(", ")));
    let one = || <[&str; 1]>::try_from(towns.clone()).ok().map(|[only]| only.to_owned());
    let Some(name) = wish.initiative.clone().or_else(one).or_else(asked) else {
        let known = layers.join(", ");
        let example = format!("--initiative {}", towns.first().copied().unwrap_or_default());
        return Err(vec![Diagnostic::new(codes::BAD_SET).with("value", known).with("example", example)]);
    };
    if layers.contains(&name.as_str()) {
        return Ok(name);
    }
    let finding = Diagnostic::new(codes::UNKNOWN_INITIATIVE_ASKED).with("name", &name);
    Err(vec![finding.with("known", layers.join(", ")).nearest(&name, layers)])
}

fn language(config: &Config, wish: &NewEntry) -> Result<Lang, Vec<Diagnostic>> {
    let Some(tag) = &wish.language else { return Ok(config.default_language.clone()) };
    let known: Vec<&str> = config.languages.iter().map(|language| language.tag.as_str()).collect();
    Lang::parse(tag)
        .filter(|lang| config.language(lang).is_some())
        .ok_or_else(|| vec![unknown_name(tag, &known).at(Place::file(format!("--language {tag}")))])
}

impl Order<'_> {
    fn types(&self) -> &Types {
        &self.model.types
    }

    /// The layers that whoever sees this one sees with it, topmost first.
    fn layers(&self) -> Vec<&str> {
        match self.config.initiatives.iter().find(|town| town.id == self.layer) {
            Some(town) => town.layers.iter().map(String::as_str).collect(),
            None => vec![&self.layer],
        }
    }

    /// The entry in every layer that has it, topmost first.
    fn entries(&self, key: &Key) -> Vec<(&str, &Entry)> {
        let of = |layer| Some((layer, self.model.layers.get(layer)?.get(key)?));
        self.layers().into_iter().filter_map(of).collect()
    }

    fn original(&self, context: &Context, person: Option<&dyn Person>) -> Result<Plan, Vec<Diagnostic>> {
        let name = self.name()?;
        let folder = Path::new(CONTENT).join(&self.layer).join(&*self.ty.folder);
        let (folder, path) = match self.ty.template {
            Some(_) => (folder.join(&name), folder.join(&name).join(format!("index.{}.md", self.lang))),
            None => (folder.clone(), folder.join(format!("{name}.{}.yml", self.lang))),
        };
        self.must_be_new(context, &name, &path)?;
        let mut values = Values::new(self, Form::Original, context.asked.tongue);
        values.put("title", &self.wish.title);
        values.put("status", "draft");
        if self.lang != self.config.default_language {
            values.put("source", "true");
        }
        // A leading number in a folder's name gives order only; here it is part of the title.
        if self.wish.slug.is_none() && self.ty.template.is_some() && model::without_number(&name).0.is_some()
        {
            values.put("slug", &name);
        }
        let copy = self.copy(context, &folder, &mut values)?;
        let table = values.filled(person)?;
        let text = scaffold::original(&self.ty, self.types(), &table, context.asked.tongue);
        Ok(Plan { path, text, copy })
    }

    fn translation(
        &self,
        context: &Context,
        person: Option<&dyn Person>,
        name: &str,
        sources: &Sources,
    ) -> Result<Plan, Vec<Diagnostic>> {
        let key = model::key(&self.ty.folder, name);
        let entries = self.entries(&key);
        let found = entries
            .iter()
            .enumerate()
            .find_map(|(at, (layer, entry))| Some((&entries[..=at], *layer, entry.original()?)));
        let Some((beside, layer, original)) = found else { return Err(vec![self.no_such(&self.ty, name)]) };
        if let Some(there) = beside.iter().find_map(|(_, entry)| entry.version(&self.lang)) {
            return Err(vec![exists(name, &there.path)]);
        }
        let mut values = Values::new(self, Form::Translation, context.asked.tongue);
        values.put("title", &self.wish.title);
        let slug = short(&self.wish.slug.clone().unwrap_or_else(|| text::slug(&self.wish.title)));
        if self.ty.template.is_some() && !slug.is_empty() && *slug != *model::without_number(name).1 {
            values.put("slug", &slug);
        }
        let table = values.filled(person)?;
        let Some(read) = sources.files.get(original.source) else {
            return Err(vec![self.no_such(&self.ty, name)]);
        };
        let text = scaffold::translation(&self.ty, &table, &read.front, context.asked.tongue);
        // A translation stands beside its original, in the layer that was asked for.
        let beside = units::path_beside(&original.path, &original.lang, &self.lang);
        let path = units::path_in(self.config, &beside, (layer, &self.layer));
        if context.disk.stat(&context.root.join(&path)).is_some() {
            return Err(vec![exists(name, &path)]);
        }
        let project = (context.disk, &*context.root);
        let (text, _) = base::begun(project, text, (&read.text(), read.body_start.is_none()))
            .map_err(|error| vec![not_written(base::FOLDER, error)])?;
        Ok(Plan { path, text, copy: None })
    }

    /// What the folder is called.
    fn name(&self) -> Result<String, Vec<Diagnostic>> {
        match &self.wish.slug {
            Some(slug) if text::is_slug(slug) => Ok(slug.clone()),
            Some(slug) => {
                let finding = Diagnostic::new(codes::BAD_SLUG).with("slug", slug);
                Err(vec![finding.with("mended", text::slug(slug)).at(Place::file("--slug"))])
            }
            None => match short(&text::slug(&self.wish.title)) {
                name if name.is_empty() => {
                    let finding = Diagnostic::new(codes::BAD_SET).with("value", &self.wish.title);
                    Err(vec![finding.with("example", "--slug …")])
                }
                name => Ok(name),
            },
        }
    }

    /// Neither in any language nor in a layer below, nor unread, nor a file of another kind.
    fn must_be_new(&self, context: &Context, name: &str, path: &Path) -> Result<(), Vec<Diagnostic>> {
        let key = model::key(&self.ty.folder, name);
        if let Some(version) = self.entries(&key).iter().find_map(|(_, entry)| entry.versions.first()) {
            return Err(vec![exists(name, &version.path)]);
        }
        let taken = context.disk.stat(&context.root.join(path)).is_some();
        if taken || self.model.unread.contains(&key) {
            return Err(vec![exists(name, path)]);
        }
        Ok(())
    }

    /// The file that goes along, under a name fit for an address; a picture becomes the main one.
    fn copy(
        &self,
        context: &Context,
        folder: &Path,
        values: &mut Values<'_>,
    ) -> Result<Option<(PathBuf, PathBuf)>, Vec<Diagnostic>> {
        let Some(from) = &self.wish.file else { return Ok(None) };
        let whole = from.file_name().unwrap_or_default().to_string_lossy();
        let (stem, extension) = whole.rsplit_once('.').unwrap_or((&whole, ""));
        let (stem, extension) = (short(&text::slug(stem)), extension.to_lowercase());
        let name = match (stem.as_str(), extension.as_str()) {
            ("", extension) => format!("file.{extension}"),
            (stem, "") => stem.to_owned(),
            (stem, extension) => format!("{stem}.{extension}"),
        };
        let to = folder.join(&name);
        if context.disk.stat(&context.root.join(&to)).is_some() {
            return Err(vec![exists(&name, &to)]);
        }
        match extension.as_str() {
            "jpg" | "jpeg" | "png" | "webp" | "gif" | "svg" => values.put("image.src", &name),
            _ => values.put_if_declared("file", &name),
        }
        Ok(Some((from.clone(), to)))
    }

    /// The finding for an entry that is not there, with those that are.
    fn no_such(&self, ty: &Type, name: &str) -> Diagnostic {
        let entries = self.layers().into_iter().filter_map(|layer| self.model.layers.get(layer));
        let ids: Vec<&str> = entries
            .flat_map(|entries| entries.keys())
            .filter_map(|key| key.strip_prefix(&*ty.folder)?.strip_prefix('/'))
            .collect();
        Diagnostic::new(codes::UNKNOWN_REFERENCE)
            .with("type", &ty.name)
            .with("name", name)
            .with("known", text::nearest_few(name, ids.iter().copied(), 3).join(", "))
            .nearest(name, ids)
    }
}

impl Plan {
    fn carry_out(self, context: &Context) -> Result<Vec<PathBuf>, Vec<Diagnostic>> {
        let mut made = Vec::new();
        if let Some((from, to)) = self.copy {
            let unreadable = |error| {
                vec![Diagnostic::new(codes::UNREADABLE).with("path", from.display()).with("reason", error)]
            };
            let bytes = context.disk.read(&from).map_err(unreadable)?;
            create(context, &to, &bytes)?;
            made.push(to);
        }
        create(context, &self.path, self.text.as_bytes()).inspect_err(|_| {
            // The copy alone would be half an entry.
            made.iter().for_each(|path| drop(context.disk.remove_file(&context.root.join(path))));
        })?;
        made.push(self.path);
        Ok(made)
    }
}

/// Writes a file that must not be there yet.
fn create(context: &Context, inner: &Path, bytes: &[u8]) -> Result<(), Vec<Diagnostic>> {
    let path = context.root.join(inner);
    let folder = path.parent().unwrap_or(&context.root);
    // A link may lead out of the project: no entry is read there, so none is written there.
    let inside = context.disk.resolve(folder).is_ok_and(|folder| folder.starts_with(&context.root));
    if !inside {
        let linked = inner.parent().unwrap_or(inner);
        return Err(vec![Diagnostic::not_a_file(linked, "a symbolic link")]);
    }
    let written = context.disk.create_folder(folder).and_then(|()| context.disk.create(&path, bytes));
    written.map(drop).map_err(|error| vec![not_written(inner.display(), error)])
}

fn not_written(path: impl ToString, error: std::io::Error) -> Diagnostic {
    Diagnostic::new(codes::NOT_WRITTEN).with("path", path).with("reason", error)
}

fn exists(name: &str, path: &Path) -> Diagnostic {
    Diagnostic::new(codes::ENTRY_EXISTS).with("name", name).at(Place::file(path))
}

/// At most so long, and cut between two words where there are two.
fn short(name: &str) -> String {
    if name.len() <= LONGEST_NAME {
        return name.to_owned();
    }
    let mut end = LONGEST_NAME;
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    let cut = &name[..end];
    cut.rsplit_once('-').map_or(cut, |(before, _)| before).to_owned()
}

fn said(context: &Context, wish: &NewEntry, made: &[PathBuf]) -> Said {
    let shown: Vec<String> = made.iter().map(|path| clean::path(&context.asked.prefix.join(path))).collect();
    let out = match context.asked.format {
        Format::Json => json::print(&serde_json::json!({ "made": shown })),
        _ => {
            let next = match wish.of {
                None => context.asked.tongue.pick(
                    "Åpne filen og skriv. `globale serve --drafts` viser utkastet; ta bort `status: draft` når det er klart.",
                    "Open the file and write. `globale serve --drafts` shows the draft; take `status: draft` away when it is ready.",
                ),
                Some(_) => context.asked.tongue.pick(NEXT.0, NEXT.1),
            };
            let next = if context.asked.quiet == Quiet::Yes { "" } else { next };
            format!("{}\n{next}", shown.join("\n")).trim_end().to_owned() + "\n"
        }
    };
    Said { out, ..Said::default() }
}

#[cfg(test)]
mod tests;
