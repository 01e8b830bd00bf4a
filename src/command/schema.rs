//! `globale schema`: what editors need to check files as they are written, and the field reference.

use std::collections::BTreeMap;
use std::path::Path;

use super::{Context, Exit};
use crate::cli::Schemas;
use crate::config::{self, Config};
use crate::diagnostic::{Diagnostic, codes};
use crate::guide::editors::{self, Merged};
use crate::guide::schema::{Form, of_type};
use crate::guide::{self, SCHEMAS, reference, site};
use crate::model::types::{self, Types};
use crate::report::{self, Format, Said, json};

pub(super) fn run(context: &Context, which: &Schemas) -> Exit {
    let (config, types) = match project(context) {
        Ok(project) => project,
        Err(findings) => return context.refuse(&findings),
    };
    let tongue = context.asked.tongue;
    let out = match which {
        Schemas::Write => return write(context, &config, &types),
        Schemas::Check => return check(context, &config, &types),
        Schemas::Reference => reference::markdown(&types),
        Schemas::Original(name) if name == "site.toml" => guide::printed(&site::schema(tongue)),
        Schemas::Original(name) | Schemas::Translation(name) => {
            let form = if matches!(which, Schemas::Original(_)) { Form::Original } else { Form::Translation };
            match types.by_name(name) {
                Some(ty) => guide::printed(&of_type(ty, &types, form, tongue)),
                None => return context.refuse(&[unknown_type(name, &types)]),
            }
        }
    };
    context.say(&Said { out, ..Said::default() }, Exit::Fine)
}

/// site.toml and the types; what is wrong with either leaves nothing to go by.
pub(super) fn project(context: &Context) -> Result<(Config, Types), Vec<Diagnostic>> {
    let overrides = config::Overrides { base_url: None };
    let (config, mut findings) = config::load(context.disk, &context.root, &overrides)?;
    let (types, more) = types::load(config.types.as_ref(), &config.file);
    findings.extend(more);
    if crate::diagnostic::has_errors(&findings) { Err(findings) } else { Ok((config, types)) }
}

pub(super) fn unknown_type(name: &str, types: &Types) -> Diagnostic {
    let known: Vec<&str> = types.iter().map(|ty| &*ty.name).collect();
    Diagnostic::new(codes::UNKNOWN_TYPE_ASKED)
        .with("name", name)
        .with("known", known.join(", "))
        .nearest(name, known)
}

/// What stands in a file of the project; `None` where there is none.
fn text(context: &Context, inner: &str) -> Result<Option<String>, Box<Diagnostic>> {
    let path = context.root.join(inner);
    if context.disk.stat(&path).is_none() {
        return Ok(None);
    }
    let unreadable = |reason: String| {
        Box::new(Diagnostic::new(codes::UNREADABLE).with("path", inner).with("reason", reason))
    };
    let bytes = context.disk.read(&path).map_err(|error| unreadable(error.to_string()))?;
    String::from_utf8(bytes).map(Some).map_err(|error| unreadable(error.to_string()))
}

/// Schemas that lie there for types that are no more.
fn left_over(context: &Context, wanted: &BTreeMap<String, String>) -> Vec<String> {
    let listed = context.disk.list(&context.root.join(SCHEMAS)).unwrap_or_default();
    let names = listed.into_iter().filter_map(|(name, _)| name.into_string().ok());
    let mut paths: Vec<String> = names
        .filter(|name| name.ends_with(".json") && !name.starts_with('.'))
        .map(|name| format!("{SCHEMAS}/{name}"))
        .filter(|path| !wanted.contains_key(path))
        .collect();
    paths.sort();
    paths
}

fn check(context: &Context, config: &Config, types: &Types) -> Exit {
    let wanted: BTreeMap<String, String> = guide::schemas(config, types).into_iter().collect();
    let mut stale = left_over(context, &wanted);
    for (path, schema) in &wanted {
        match text(context, path) {
            Ok(Some(there)) if there == *schema => {}
            Ok(_) => stale.push(path.clone()),
            Err(finding) => return context.refuse(&[*finding]),
        }
    }
    let findings: Vec<Diagnostic> =
        stale.iter().map(|path| Diagnostic::new(codes::SCHEMA_STALE).with("path", path)).collect();
    context.refuse(&findings)
}

fn write(context: &Context, config: &Config, types: &Types) -> Exit {
    let (mut written, paste, mut findings) = written(context, config, types);
    let wanted: BTreeMap<String, String> = guide::schemas(config, types).into_iter().collect();
    for path in left_over(context, &wanted) {
        match context.disk.remove_file(&context.root.join(&path)) {
            Ok(()) => written.push(path),
            Err(error) => {
                findings.push(Diagnostic::new(codes::NOT_WRITTEN).with("path", &path).with("reason", error))
            }
        }
    }
    let said = said(context, &written, &paste, &findings);
    context.say(&said, Exit::of(&findings))
}

/// Writes the schemas and wires them: which files were made anew, what a person must put in by hand, what failed.
pub(super) fn written(
    context: &Context,
    config: &Config,
    types: &Types,
) -> (Vec<String>, String, Vec<Diagnostic>) {
    let Wiring { mut files, paste, mut findings } = wiring(context, config, types);
    files.extend(guide::schemas(config, types));
    let mut written = Vec::new();
    for (path, wanted) in files {
        if text(context, &path).is_ok_and(|there| there.as_ref() == Some(&wanted)) {
            continue;
        }
        match context.write(Path::new(&path), wanted.as_bytes()) {
            Ok(()) => written.push(path),
            Err(finding) => findings.push(*finding),
        }
    }
    (written, paste, findings)
}

/// The editor's files with our keys in them.
#[derive(Default)]
struct Wiring {
    files: BTreeMap<String, String>,
    /// What a person must put in by hand.
    paste: String,
    findings: Vec<Diagnostic>,
}

fn wiring(context: &Context, config: &Config, types: &Types) -> Wiring {
    let mut wiring = Wiring::default();
    for path in [editors::SETTINGS, editors::EXTENSIONS, editors::TAPLO] {
        let merged = text(context, path).map(|there| match path {
            editors::SETTINGS => editors::settings(there.as_deref(), config, types),
            editors::EXTENSIONS => editors::extensions(there.as_deref()),
            _ => editors::taplo(there.as_deref()),
        });
        match merged {
            Ok(Merged::Text(text)) => {
                wiring.files.insert(path.to_owned(), text);
            }
            Ok(Merged::Paste(ours)) => {
                wiring.findings.push(Diagnostic::new(codes::SETTINGS_LEFT).with("path", path));
                wiring.paste.push_str(&format!("{path}:\n{ours}\n"));
            }
            Err(finding) => wiring.findings.push(*finding),
        }
    }
    wiring
}

fn said(context: &Context, written: &[String], paste: &str, findings: &[Diagnostic]) -> Said {
    let asked = &context.asked;
    if asked.format == Format::Json {
        let diagnostics = json::findings(&context.files(), findings, asked.tongue);
        let object = serde_json::json!({ "written": written, "paste": paste, "diagnostics": diagnostics });
        return Said { out: json::print(&object), ..Said::default() };
    }
    let mut said = report::findings(&context.files(), findings, asked);
    said.out.push_str(paste);
    if asked.quiet == report::Quiet::No {
        written.iter().for_each(|path| said.out.push_str(&format!("{path}\n")));
        let nothing = asked.tongue.pick("ingenting er endret\n", "nothing has changed\n");
        let commit = asked
            .tongue
            .pick("legg disse inn i git, så alle får dem\n", "commit these, so that everyone has them\n");
        said.out.push_str(if written.is_empty() { nothing } else { commit });
    }
    said
}
