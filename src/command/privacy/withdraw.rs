//! `globale privacy withdraw`: removes an entry and everything made of it, and says what it cannot remove (DESIGN P04).
//!
//! All is found before anything goes: the entry's own folder in its own layer, the snapshots translations were made from,
//! the cache. Texts go last, so that the command can be run again where the disk said no halfway. Git is not touched: the
//! person commits.

use std::path::PathBuf;

use super::{Context, Exit};
use crate::cli::{How, Wish};
use crate::command::CACHE;
use crate::config;
use crate::diagnostic::{Diagnostic, codes};
use crate::disk::Kind;
use crate::model;
use crate::pipeline::withdrawn::{self, Withdrawn};
use crate::pipeline::{Options, footprint};
use crate::report::{self, Format, Said, clean, json};
use crate::source;

mod found;
mod words;

use found::Found;

/// What was done so far.
#[derive(Default)]
struct Done {
    removed: Vec<PathBuf>,
    failed: Vec<Diagnostic>,
}

pub(super) fn run(context: &Context, entry: &str, how: How) -> Exit {
    let options = match context.options(&Wish::default()) {
        Ok(options) => options,
        Err(finding) => return context.refuse(&[*finding]),
    };
    let overrides = config::Overrides { base_url: None };
    let config = match config::load(context.disk, &context.root, &overrides) {
        Ok((config, _)) => config,
        Err(findings) => return context.refuse(&findings),
    };
    let (types, _) = model::types::load(config.types.as_ref(), &config.file);
    let (sources, _) = source::read(context.disk, &context.root, &config);
    let (model, _) = model::build(&config, types, &sources.files, &sources.unread);
    let found = match found::find(context, &sources, &model, entry) {
        Ok(found) => found,
        Err(finding) => return context.refuse(&[*finding]),
    };
    let remembered = match remember(context, &options, &found) {
        Ok(remembered) => remembered,
        Err(findings) => return context.refuse(&findings),
    };
    let done = match how {
        How::Really => remove(context, &found, &remembered.0),
        How::Rehearse => Done { removed: found.all(), failed: Vec::new() },
    };
    say(context, (&found, remembered.1), &done, how)
}

/// What must not come back, and how many addresses that are. Where they cannot be known, nothing may go: without its texts
/// nobody could work them out any more.
fn remember(
    context: &Context,
    options: &Options,
    found: &Found,
) -> Result<(Withdrawn, usize), Vec<Diagnostic>> {
    let read = Withdrawn::read(context.disk, &context.root, &context.seed);
    let mut withdrawn = read.map_err(|finding| vec![*finding])?;
    let shared = found.layers.is_empty();
    // Where another layer shows the same entry, its address lives on.
    let addresses = match shared {
        true => footprint(context.disk, options, (&found.layer, &found.key), &mut withdrawn)?,
        false => 0,
    };
    if let (Some(reference), true) = (&found.reference, shared) {
        withdrawn.add_consent(reference);
    }
    Ok((withdrawn, addresses))
}

/// Removes everything, and goes on where something stays: the more is gone the better.
fn remove(context: &Context, found: &Found, withdrawn: &Withdrawn) -> Done {
    let mut done = Done::default();
    let failed = |path: PathBuf, error: std::io::Error| {
        Diagnostic::new(codes::NOT_CHANGED).with("path", path.display()).with("reason", error)
    };
    // First of all, so that nothing of it comes back whatever happens next.
    if let Err(error) = withdrawn.write(context.disk, &context.root) {
        done.failed.push(failed(withdrawn::FILE.into(), error));
        return done;
    }
    let cache = context.root.join(CACHE);
    if context.disk.stat(&cache).is_some_and(|stat| stat.kind == Kind::Folder) {
        match context.disk.remove_folder(&cache) {
            Ok(()) => done.removed.push(CACHE.into()),
            Err(error) => done.failed.push(failed(CACHE.into(), error)),
        }
    }
    for path in found.snapshots.iter().chain(&found.files).chain(&found.texts) {
        // While something else stays, the texts do: they are what the command finds the rest by.
        if !done.failed.is_empty() && found.texts.contains(path) {
            break;
        }
        match context.disk.remove_file(&context.root.join(path)) {
            Ok(()) => done.removed.push(path.clone()),
            Err(error) => done.failed.push(failed(path.clone(), error)),
        }
    }
    if done.failed.is_empty() {
        for folder in &found.folders {
            // A folder somebody put something into meanwhile stays.
            let _ = context.disk.remove_empty(&context.root.join(folder));
        }
    }
    done
}

fn say(context: &Context, (found, addresses): (&Found, usize), done: &Done, how: How) -> Exit {
    let exit = Exit::of(&done.failed);
    if context.asked.format == Format::Json {
        let paths = |paths: &[PathBuf]| paths.iter().map(|path| clean::path(path)).collect::<Vec<_>>();
        let object = serde_json::json!({
            "entry": format!("{}/{}", found.layer, found.key),
            "dry_run": how == How::Rehearse,
            "removed": paths(&done.removed),
            "not_removed": paths(&found.left(&done.removed)),
            "addresses": addresses,
            "other_layers": found.layers,
            "pictures_elsewhere": paths(&found.elsewhere),
            "mentions": found.mentions,
            "diagnostics": json::findings(&context.files(), &done.failed, context.asked.tongue),
        });
        return context.say(&Said { out: json::print(&object), ..Said::default() }, exit);
    }
    let said = report::findings(&context.files(), &done.failed, &context.asked);
    let out = said.out + &words::all(context, (found, addresses), done, how);
    context.say(&Said { out, err: said.err }, exit)
}
