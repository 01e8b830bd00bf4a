//! `globale list`: entries, initiatives, what is not shown, or the words a language lacks.

use serde::Serialize;

use super::{Context, Exit};
use crate::cli::{What, Wish};
use crate::config::{self, Config};
use crate::edition::change::Turn;
use crate::model::{self, Model};
use crate::report::{Format, Said, clean, json, words};
use crate::source;

mod strings;

pub(super) fn run(context: &Context, what: What, wish: &Wish) -> Exit {
    match what {
        What::Hidden => hidden(context, wish),
        What::Strings => strings::run(context, wish),
        What::Initiatives | What::Entries => {
            let overrides = config::Overrides { base_url: None };
            match config::load(context.disk, &context.root, &overrides) {
                Err(findings) => context.refuse(&findings),
                Ok((config, _)) => match config.refusal(wish.initiative.as_deref()) {
                    Some(finding) => context.refuse(&[finding]),
                    None if what == What::Initiatives => {
                        say(context, "initiatives", &initiatives(&config, wish))
                    }
                    None => say(context, "entries", &entries(context, &config, wish)),
                },
            }
        }
    }
}

/// A row as people read it: columns with two spaces between.
trait Row: Serialize {
    fn columns(&self) -> Vec<String>;
}

#[derive(Serialize)]
struct Initiative {
    id: String,
    name: String,
    base_url: String,
    languages: Vec<String>,
}

impl Row for Initiative {
    fn columns(&self) -> Vec<String> {
        vec![self.id.clone(), self.name.clone(), self.languages.join(" "), self.base_url.clone()]
    }
}

#[derive(Serialize)]
struct Entry {
    layer: String,
    key: String,
    #[serde(rename = "type")]
    ty: String,
    languages: Vec<String>,
    file: String,
}

impl Row for Entry {
    fn columns(&self) -> Vec<String> {
        vec![self.ty.clone(), self.languages.join(" "), self.file.clone()]
    }
}

#[derive(Serialize)]
struct Hidden {
    entry: String,
    reason: String,
    /// When that changes by itself, in the site's time zone.
    until: Option<String>,
}

impl Row for Hidden {
    fn columns(&self) -> Vec<String> {
        vec![self.entry.clone(), self.reason.clone(), self.until.clone().unwrap_or_default()]
    }
}

fn initiatives(config: &Config, wish: &Wish) -> Vec<Initiative> {
    let asked = |id: &str| wish.initiative.as_deref().is_none_or(|only| only == id);
    let towns = config.initiatives.iter().filter(|town| asked(&town.id));
    towns
        .map(|town| Initiative {
            id: town.id.clone(),
            name: town.name.get(&town.languages).unwrap_or(&town.id).to_owned(),
            base_url: town.base_url.clone(),
            languages: town.languages.iter().map(ToString::to_string).collect(),
        })
        .collect()
}

/// Every entry of the layers, whether it is shown or not. What is wrong with them, `check` says.
fn entries(context: &Context, config: &Config, wish: &Wish) -> Vec<Entry> {
    let (types, _) = model::types::load(config.types.as_ref(), &config.file);
    let (sources, _) = source::read(context.disk, &context.root, config);
    let (model, _) = model::build(config, types, &sources.files, &sources.unread);
    let town = config.initiatives.iter().find(|town| Some(&town.id) == wish.initiative.as_ref());
    let mut rows = rows(&model);
    if let Some(town) = town {
        rows.retain(|row| town.layers.contains(&row.layer));
    }
    rows
}

fn rows(model: &Model) -> Vec<Entry> {
    let mut rows = Vec::new();
    for (layer, entries) in &model.layers {
        // Sections that a town lays over another layer's page are no entry of their own.
        for (key, entry) in entries.iter().filter(|(_, entry)| !entry.versions.is_empty()) {
            let first = entry.original().or_else(|| entry.versions.first());
            rows.push(Entry {
                layer: layer.to_string(),
                key: key.to_string(),
                ty: entry.ty.name.to_string(),
                languages: entry.versions.iter().map(|version| version.lang.to_string()).collect(),
                file: first.map(|version| clean::path(&version.path)).unwrap_or_default(),
            });
        }
    }
    rows
}

/// What is not shown, why, and when that will change by itself.
fn hidden(context: &Context, wish: &Wish) -> Exit {
    let summary = match context.look(wish) {
        Ok(summary) => summary,
        Err(exit) => return exit,
    };
    let until = |entry: &str| {
        let shows = |turn: &Turn| matches!(turn, Turn::Shown(..));
        let mut changes = summary.changes.iter().filter(|change| change.entry == entry);
        changes.find(|change| change.turns.iter().any(shows)).map(|change| words::moment(&change.at))
    };
    let rows: Vec<Hidden> = summary
        .hidden
        .iter()
        .map(|(entry, reason)| Hidden {
            reason: match context.asked.format {
                Format::Json => reason.to_string(),
                _ => context.asked.tongue.reason(reason).to_owned(),
            },
            until: until(entry),
            entry: entry.clone(),
        })
        .collect();
    say(context, "hidden", &rows)
}

fn say<R: Row>(context: &Context, name: &str, rows: &[R]) -> Exit {
    let out = match context.asked.format {
        Format::Json => json::print(&serde_json::json!({ name: rows })),
        _ => table(rows),
    };
    context.say(&Said { out, ..Said::default() }, Exit::Fine)
}

fn table<R: Row>(rows: &[R]) -> String {
    let rows: Vec<Vec<String>> =
        rows.iter().map(|row| row.columns().iter().map(|cell| clean::clean(cell)).collect()).collect();
    let mut widths: Vec<usize> = Vec::new();
    for row in &rows {
        widths.resize(row.len(), 0);
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let line = |row: &Vec<String>| {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}"));
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned() + "\n"
    };
    rows.iter().map(line).collect()
}
