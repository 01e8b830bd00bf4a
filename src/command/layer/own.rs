//! `globale layer override` and `adopt`: a town's own version of a page, with the snapshot it builds on.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Asked, Project};
use crate::command::{Context, Exit};
use crate::config::Initiative;
use crate::derive::base;
use crate::diagnostic::{Diagnostic, codes};
use crate::locale::Lang;
use crate::model::{SourceId, Version};
use crate::report::{Format, Said, clean, json};
use crate::source::CONTENT;

/// A file the command wrote, and the snapshot it names.
struct Written {
    file: PathBuf,
    base: String,
    from: PathBuf,
}

/// Lays a copy of a lower layer's page into the town's own layer, ready to be edited.
pub(super) fn make(context: &Context, asked: &Asked<'_>) -> Exit {
    with_project(context, |project| {
        let town = project.town(asked.initiative)?;
        let (key, lang) = (project.key(town, asked.page)?, project.language(town, asked.language)?);
        let under = under(project, town, &key, lang).ok_or_else(|| not_below(town, asked, lang))?;
        let file = own_path(project, town, under)?;
        let there = project.layers(town, &key).into_iter().find(|(layer, _)| *layer == own_layer(town));
        let taken = there.and_then(|(_, entry)| {
            let whole = entry.version(&under.lang).map(|version| version.path.to_path_buf());
            let sections = entry.sections.iter().find(|sections| sections.lang == under.lang);
            whole.or_else(|| sections.map(|sections| sections.path.to_path_buf()))
        });
        let on_disk = context.disk.stat(&context.root.join(&file)).map(|_| file.clone());
        if let Some(path) = taken.or(on_disk) {
            return Err(Box::new(Diagnostic::new(codes::OVERRIDE_EXISTS).with("path", path.display())));
        }
        let text = project.text(under);
        write(context, &text, (&text, &under.path), file)
    })
}

/// Adds the snapshot of the lower layer's page as it is now to the town's own version of it.
pub(super) fn adopt(context: &Context, asked: &Asked<'_>) -> Exit {
    with_project(context, |project| {
        let town = project.town(asked.initiative)?;
        let (key, lang) = (project.key(town, asked.page)?, project.language(town, asked.language)?);
        let own = project.layers(town, &key).into_iter().find(|(layer, _)| *layer == own_layer(town));
        let files =
            own.into_iter().flat_map(|(_, entry)| {
                let pages = entry.versions.iter().map(|version| {
                    (&version.lang, version.source, &version.path, version.fields.text("base"))
                });
                pages.chain(entry.sections.iter().map(|sections| {
                    (&sections.lang, sections.source, &sections.path, sections.base.as_deref())
                }))
            });
        let files: Vec<_> = files.filter(|(own, ..)| lang.is_none_or(|lang| lang == *own)).collect();
        let over = |(lang, source, path, _): &(&Lang, SourceId, &Arc<Path>, Option<&str>)| {
            Some((*source, path.to_path_buf(), under(project, town, &key, Some(lang))?))
        };
        let found = files.iter().filter(|(.., base)| base.is_none()).find_map(over);
        let named = files
            .iter()
            .filter(|file| over(file).is_some())
            .find_map(|(_, _, path, base)| Some((path, (*base)?)));
        let (source, path, under) = match (found, named) {
            (Some(found), _) => found,
            (None, Some((path, base))) => {
                let finding = Diagnostic::new(codes::ALREADY_ADOPTED).with("path", path.display());
                return Err(Box::new(finding.with("base", base)));
            }
            (None, None) => return Err(not_below(town, asked, lang)),
        };
        let text = &project.sources.files[source].text();
        write(context, text, (&project.text(under), &under.path), path)
    })
}

fn with_project(context: &Context, work: impl FnOnce(&Project) -> Result<Written, Box<Diagnostic>>) -> Exit {
    match Project::read(context) {
        Err(findings) => context.refuse(&findings),
        Ok(project) => match work(&project) {
            Ok(written) => say(context, &written),
            Err(finding) => context.refuse(&[*finding]),
        },
    }
}

/// A town's own layer: the topmost.
fn own_layer(town: &Initiative) -> &str {
    town.layers.first().map_or(&*town.id, String::as_str)
}

/// The page a town's own stands over: in the language asked for, or in the first of the town's that a lower layer has.
fn under<'a>(
    project: &'a Project,
    town: &'a Initiative,
    key: &str,
    lang: Option<&Lang>,
) -> Option<&'a Version> {
    let lower: Vec<_> =
        project.layers(town, key).into_iter().filter(|(layer, _)| *layer != own_layer(town)).collect();
    let in_lang = |lang: &Lang| lower.iter().find_map(|(_, entry)| entry.version(lang));
    match lang {
        Some(lang) => in_lang(lang),
        None => town.languages.iter().find_map(in_lang),
    }
}

fn not_below(town: &Initiative, asked: &Asked<'_>, lang: Option<&Lang>) -> Box<Diagnostic> {
    let lang = lang.unwrap_or_else(|| town.first_language());
    let finding = Diagnostic::new(codes::NOT_IN_LOWER_LAYER).with("page", asked.page).with("town", &town.id);
    Box::new(finding.with("lang", lang))
}

/// The same path in the town's layer.
fn own_path(project: &Project, town: &Initiative, under: &Version) -> Result<PathBuf, Box<Diagnostic>> {
    let folder = |layer: &str| Path::new(CONTENT).join(project.config.folder_of(layer));
    let layer = &project.sources.files[under.source].layer;
    let inner = under.path.strip_prefix(folder(layer)).map_err(|_| {
        Box::new(
            Diagnostic::new(codes::UNREADABLE)
                .with("path", under.path.display())
                .with("reason", "not below its layer"),
        )
    })?;
    Ok(folder(own_layer(town)).join(inner))
}

/// Keeps the snapshot of `under` and writes `text` with its name.
fn write(
    context: &Context,
    text: &str,
    (under, from): (&str, &Path),
    file: PathBuf,
) -> Result<Written, Box<Diagnostic>> {
    let base = base::keep(context.disk, &context.root, under).map_err(|error| {
        let finding = Diagnostic::new(codes::NOT_WRITTEN).with("path", base::FOLDER);
        Box::new(finding.with("reason", error))
    })?;
    // A file of data is fields from its first line to its last.
    let data = file.extension().is_some_and(|ending| ending != "md");
    let named = base::stamped(text, data, &base).ok_or_else(|| {
        let place = crate::diagnostic::Place::file(file.clone());
        Box::new(Diagnostic::new(codes::NO_FRONT_MATTER).at(place))
    })?;
    context.write(&file, named.as_bytes())?;
    Ok(Written { file, base, from: from.to_owned() })
}

fn say(context: &Context, written: &Written) -> Exit {
    let Written { file, base, from } = written;
    let (file, from, snapshot) = (clean::path(file), clean::path(from), clean::path(&base::path(base)));
    if context.asked.format == Format::Json {
        let object = serde_json::json!({ "file": file, "from": from, "base": base, "snapshot": snapshot });
        return context.say(&Said { out: json::print(&object), ..Said::default() }, Exit::Fine);
    }
    let out = context.asked.tongue.pick(
        format!("skrev {file}\n  bygger på {from} (base {base})\n  sjekk inn filen og {snapshot}\n"),
        format!("wrote {file}\n  builds on {from} (base {base})\n  commit the file and {snapshot}\n"),
    );
    context.say(&Said { out, ..Said::default() }, Exit::Fine)
}
