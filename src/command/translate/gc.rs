//! `globale translate gc`: removes states of originals that no text names any more.

use std::collections::BTreeSet;

use super::super::layer::Project;
use crate::cli::How;
use crate::command::{Context, Exit};
use crate::derive::base;
use crate::diagnostic::{Diagnostic, codes};
use crate::report::{Format, Said, clean, json};

pub(super) fn run(context: &Context, how: How) -> Exit {
    let project = match Project::read(context) {
        Ok(project) => project,
        Err(findings) => return context.refuse(&findings),
    };
    // What cannot be read may name a snapshot: then none goes.
    if let Some(unread) = project.sources.unread.first() {
        let finding = Diagnostic::new(codes::UNREADABLE).with("path", unread);
        return context.refuse(&[
            finding.with("reason", context.asked.tongue.pick("rett filen først", "mend the file first"))
        ]);
    }
    // As written, so that layers nobody shows now, and files of no entry, count too.
    let named: BTreeSet<&str> =
        project.sources.files.iter().filter_map(|file| file.front.get("base")?.text()).collect();
    let (found, _) = context.disk.walk(&context.root.join(base::FOLDER));
    let goes = |stem: &str| !named.contains(stem);
    let gone: Vec<_> = found
        .into_iter()
        .map(|item| std::path::Path::new(base::FOLDER).join(item.path))
        .filter(|path| path.file_stem().is_some_and(|stem| goes(&stem.to_string_lossy())))
        .collect();
    if how == How::Really {
        for path in &gone {
            if let Err(error) = context.disk.remove_file(&context.root.join(path)) {
                let finding = Diagnostic::new(codes::NOT_CHANGED).with("path", path.display());
                return context.refuse(&[finding.with("reason", error)]);
            }
        }
    }
    let paths: Vec<String> = gone.iter().map(|path| clean::path(path)).collect();
    let out = match context.asked.format {
        Format::Json => {
            json::print(&serde_json::json!({ "removed": paths, "dry_run": how == How::Rehearse }))
        }
        _ => paths.iter().map(|path| format!("{path}\n")).collect(),
    };
    context.say(&Said { out, ..Said::default() }, Exit::Fine)
}
