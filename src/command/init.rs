//! `globale init`: a town's new project, or one more town in the project that is here.
//!
//! Everything is understood before anything is written, and nothing that is there is ever written over. What remains to
//! be filled in is told from the same marks `check` tells of.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::json;

use super::{Context, Exit, layer, schema};
use crate::bundled;
use crate::cli::{NewTown, Wish};
use crate::config::{self, Config, unknown_name};
use crate::derive::base;
use crate::diagnostic::{Diagnostic, Place, codes};
use crate::disk::{self, Disk, beneath::Beneath};
use crate::guide::start::{self, Made, Town};
use crate::locale::Lang;
use crate::pipeline::{self, Destination};
use crate::report::{self, Files, Format, Quiet, Said, clean, json};
use crate::source::CONTENT;

/// The languages of a town that names none.
const LANGUAGES: [&str; 2] = ["nb", "en"];

pub(super) fn run(context: &Context, wish: &NewTown) -> Exit {
    let made = match (&wish.id, &wish.add_initiative) {
        (Some(id), _) => repository(context, id, wish),
        (None, Some(id)) => initiative(context, id, wish),
        // clap asks for one of the two.
        (None, None) => Ok(Exit::Usage),
    };
    made.unwrap_or_else(|findings| {
        let said = report::findings(&Files::new(context.disk, Path::new("")), &findings, &context.asked);
        // What was typed is to blame, whatever the code.
        context.say(&said, Exit::of(&findings).max(Exit::Usage))
    })
}

/// A new folder with everything in it.
fn repository(context: &Context, id: &str, wish: &NewTown) -> Result<Exit, Vec<Diagnostic>> {
    let languages =
        if wish.language.is_empty() { LANGUAGES.map(str::to_owned).into() } else { wish.language.clone() };
    let town = Town { id: named(id)?, name: wish.town.clone(), languages: parsed(&languages)? };
    let root = context.root.join(id);
    let there = context.disk.list(&root).unwrap_or_default();
    if context.disk.stat(&root).is_some_and(|stat| stat.kind != disk::Kind::Folder) || !there.is_empty() {
        return Err(vec![Diagnostic::new(codes::FOLDER_NOT_EMPTY).with("path", root.display())]);
    }
    let theme = root.join(crate::theme::THEMES).join(bundled::THEME);
    let disk = &Beneath::new(context.disk, theme, bundled::theme());
    let inside = context.within(disk, root, Path::new(id));
    let mut written = inside.begun(start::repository(&town, wish.host))?;
    written.extend(layer::fetch::all(&inside)?);
    let (config, types) = schema::project(&inside)?;
    let (schemas, _, findings) = schema::written(&inside, &config, &types);
    if !findings.is_empty() {
        return Err(findings);
    }
    written.extend(schemas);
    Ok(inside.told(&town, &written, Some(id)))
}

/// One more initiative in the project that is here.
fn initiative(context: &Context, id: &str, wish: &NewTown) -> Result<Exit, Vec<Diagnostic>> {
    let (config, _) = config::load(context.disk, &context.root, &config::Overrides { base_url: None })?;
    let id = named(id)?;
    let taken = Diagnostic::new(codes::INITIATIVE_EXISTS).with("name", &id);
    if let Some(town) = config.initiatives.iter().find(|town| town.id == id) {
        return Err(vec![taken.at(town.place.clone())]);
    }
    let folder = Path::new(CONTENT).join(&id);
    if context.disk.stat(&context.root.join(&folder)).is_some() {
        return Err(vec![taken.at(Place::file(folder))]);
    }
    let town = Town { name: wish.town.clone(), languages: declared(&config, &wish.language)?, id };
    let first = config.initiatives.first();
    let below: Vec<String> = first
        .map(|first| first.layers.iter().filter(|layer| **layer != first.id).cloned().collect())
        .unwrap_or_default();
    let settings = added(context, &start::block(&town, &below))?;
    let mut written = context.begun(start::initiative(&town))?;
    context.write(Path::new("site.toml"), settings.as_bytes()).map_err(|finding| vec![*finding])?;
    written.insert(0, "site.toml".to_owned());
    Ok(context.told(&town, &written, None))
}

/// site.toml with a block at its end, if that is still a site.toml.
fn added(context: &Context, block: &str) -> Result<String, Vec<Diagnostic>> {
    let path = context.root.join("site.toml");
    let unreadable = |reason: String| {
        vec![Diagnostic::new(codes::UNREADABLE).with("path", "site.toml").with("reason", reason)]
    };
    let bytes = context.disk.read(&path).map_err(|error| unreadable(error.to_string()))?;
    let text = String::from_utf8(bytes).map_err(|error| unreadable(error.to_string()))?;
    let whole = format!("{}\n\n{block}", text.trim_end());
    if toml::from_str::<toml::Table>(&whole).is_err() {
        return Err(vec![Diagnostic::new(codes::INITIATIVE_NOT_ADDED).with("block", block)]);
    }
    Ok(whole)
}

/// An id that may stand in a path and an address.
fn named(id: &str) -> Result<String, Vec<Diagnostic>> {
    let usable = crate::config::is_id(id);
    let finding = Diagnostic::new(codes::BAD_ID).with("id", id);
    if usable { Ok(id.to_owned()) } else { Err(vec![finding]) }
}

fn parsed(tags: &[String]) -> Result<Vec<Lang>, Vec<Diagnostic>> {
    let bad = |tag: &str| {
        let finding = Diagnostic::new(codes::BAD_LANGUAGE).with("tag", tag);
        finding.at(Place::file(format!("--language {tag}")))
    };
    tags.iter().map(|tag| Lang::parse(tag.trim()).ok_or_else(|| vec![bad(tag)])).collect()
}

/// Languages the site declares; those of its first initiative, if none are named.
fn declared(config: &Config, tags: &[String]) -> Result<Vec<Lang>, Vec<Diagnostic>> {
    if tags.is_empty() {
        return Ok(config.initiatives.first().map(|town| town.languages.clone()).unwrap_or_default());
    }
    let known: Vec<&str> = config.languages.iter().map(|language| language.tag.as_str()).collect();
    let langs = parsed(tags)?;
    match langs.iter().find(|lang| config.language(lang).is_none()) {
        Some(lang) => {
            let place = Place::file(format!("--language {lang}"));
            Err(vec![unknown_name(lang.as_str(), &known).at(place)])
        }
        None => Ok(langs),
    }
}

impl Context<'_> {
    /// The same person and terminal at another project, whose folder stands at `prefix` as they see it.
    fn within<'d>(&self, disk: &'d dyn Disk, root: PathBuf, prefix: &Path) -> Context<'d> {
        let asked = report::Asked { prefix: self.asked.prefix.join(prefix), ..self.asked.clone() };
        Context {
            disk,
            root,
            asked,
            terminal: self.terminal,
            home: self.home.clone(),
            seed: self.seed,
            program: self.program.clone(),
            epoch: self.epoch.clone(),
            now: self.now,
        }
    }

    /// Writes a town's first files; their paths. Each translation names the state of its original from the first day.
    fn begun(&self, mut files: Vec<Made>) -> Result<Vec<String>, Vec<Diagnostic>> {
        let original = |path: &Path| {
            let lang = start::language_of(path).filter(|lang| *lang != start::ORIGINAL)?;
            let name = path.file_name()?.to_str()?;
            let beside = name.replacen(&format!(".{lang}."), &format!(".{}.", start::ORIGINAL), 1);
            Some(path.with_file_name(beside))
        };
        let texts: BTreeMap<PathBuf, Vec<u8>> = files.iter().cloned().collect();
        let mut states = BTreeMap::new();
        for (path, bytes) in &mut files {
            let Some(made_from) = original(path).and_then(|path| texts.get(&path)) else { continue };
            let made_from = String::from_utf8_lossy(made_from);
            let data = path.extension().is_some_and(|ending| ending != "md");
            let name = base::name(&made_from);
            if let Some(stamped) = base::stamped(&String::from_utf8_lossy(bytes), data, &name) {
                *bytes = stamped.into_bytes();
                states.insert(name, made_from);
            }
        }
        let mut written = self.create(files)?;
        for (name, made_from) in states {
            base::keep(self.disk, &self.root, &made_from).map_err(|error| {
                vec![Diagnostic::new(codes::NOT_WRITTEN).with("path", base::FOLDER).with("reason", error)]
            })?;
            written.push(clean::path(&base::path(&name)));
        }
        Ok(written)
    }

    /// Writes files that are not there yet; their paths.
    fn create(&self, files: Vec<Made>) -> Result<Vec<String>, Vec<Diagnostic>> {
        let mut written = Vec::new();
        for (path, bytes) in files {
            let whole = self.root.join(&path);
            let folder = whole.parent().unwrap_or(&self.root);
            let made = self.disk.create_folder(folder).and_then(|()| self.disk.create(&whole, &bytes));
            made.map_err(|error| {
                vec![Diagnostic::new(codes::NOT_WRITTEN).with("path", path.display()).with("reason", error)]
            })?;
            written.push(clean::path(&path));
        }
        Ok(written)
    }

    /// Says what was made and what is to be done next; `folder` is the new one.
    fn told(&self, town: &Town, written: &[String], folder: Option<&str>) -> Exit {
        let options = match self.options(&Wish::default()) {
            Ok(options) => options,
            Err(finding) => return self.refuse(&[*finding]),
        };
        let findings = pipeline::build(self.disk, &options, Destination::Nowhere).findings;
        options.progress.done();
        let (marks, others): (Vec<_>, Vec<_>) =
            findings.into_iter().partition(|finding| finding.code == codes::UNFINISHED);
        let said = if self.asked.format == Format::Json {
            let files = self.files();
            let marks = json::findings(&files, &marks, self.asked.tongue);
            let others = json::findings(&files, &others, self.asked.tongue);
            let made =
                json!({ "initiative": town.id, "written": written, "fill_in": marks, "diagnostics": others });
            Said { out: json::print(&made), ..Said::default() }
        } else {
            let mut said = report::findings(&self.files(), &others, &self.asked);
            if self.asked.quiet == Quiet::No {
                said.out.push_str(&self.next_steps(town, written.len(), &marks, folder));
            }
            said
        };
        self.say(&said, Exit::of(&others))
    }

    /// What was made, what to fill in, and which command comes next.
    fn next_steps(&self, town: &Town, files: usize, marks: &[Diagnostic], folder: Option<&str>) -> String {
        let tongue = self.asked.tongue;
        let name = &town.name;
        let mut text = tongue.pick(
            format!("Globale {name} er laget: {files} filer.\n"),
            format!("Globale {name} is made: {files} files.\n"),
        );
        text.push_str(
            tongue.pick(
                "\nFyll inn, og ta bort merket `TODO`:\n",
                "\nFill in, and take the mark `TODO` away:\n",
            ),
        );
        let places = report::places(&self.files(), marks, &self.asked);
        for (mark, place) in marks.iter().zip(places) {
            let what = mark.values.get("what").map_or("", String::as_str);
            text.push_str(&format!("  {place}  {}\n", clean::clean(what)));
        }
        let enter =
            folder.map(|folder| format!("  cd {folder}\n  git init && git add -A\n")).unwrap_or_default();
        text.push_str(tongue.pick("\nSå:\n", "\nThen:\n"));
        text.push_str(&format!("{enter}  globale serve\n"));
        text
    }
}
