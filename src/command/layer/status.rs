//! `globale layer status`: what changed under towns' own pages since they were made, by block and by how much it matters.

use std::sync::Arc;

use super::Project;
use crate::command::translate::status::{lines, row};
use crate::command::translate::{Desk, Ended};
use crate::command::{Context, Exit};
use crate::derive::blocks::{Block, Kind};
use crate::derive::held::Library;
use crate::derive::made::{self, Made};
use crate::derive::status::{Standing, Status};
use crate::derive::told::Row;
use crate::markdown::Word;
use crate::report::{Format, Said, json};

pub(super) fn run(context: &Context, page: Option<&str>, initiative: Option<&str>) -> Exit {
    let project = match Project::read(context) {
        Ok(project) => project,
        Err(findings) => return context.refuse(&findings),
    };
    let desk = Desk { context, project: &project };
    told(&desk, page, initiative).unwrap_or_else(|findings| context.refuse(&findings))
}

fn told(desk: &Desk<'_>, page: Option<&str>, initiative: Option<&str>) -> Ended {
    let ground = desk.ground();
    let key = page.map(|page| desk.project.key_of(page));
    let town =
        initiative.map(|id| desk.project.town(Some(id))).transpose().map_err(|finding| vec![*finding])?;
    let own = |layer: &str| town.is_none_or(|town| town.layers.first().is_some_and(|top| top == layer));
    let mut made = made::all(ground);
    made.retain(|one| {
        one.is_override(ground) && own(one.layer) && key.as_deref().is_none_or(|key| *key == **one.key)
    });
    let library = made::library(ground, &made);
    let mut rows: Vec<Row> = made.iter().map(|made| row(desk, made, &status(&library, made))).collect();
    rows.sort_by(|a, b| (b.facts(), b.changed, &a.file).cmp(&(a.facts(), a.changed, &b.file)));
    let out = match desk.context.asked.format {
        Format::Json => json::print(&serde_json::json!({ "overrides": rows })),
        _ => rows.iter().map(|row| lines(row, desk.context.asked.tongue).trim_start().to_owned()).collect(),
    };
    Ok(desk.context.say(&Said { out, ..Said::default() }, Exit::Fine))
}

/// How a town's page or sections stand to the lower layer's page. Of sections, what they replace or remove counts.
fn status(library: &Library<'_>, made: &Made<'_>) -> Status {
    if !made.sections || made.base.is_none() {
        return made::status(library, made);
    }
    let old = match library.old(&made.against(), made.form) {
        Ok(old) => old,
        Err(standing) => return Status::of(standing),
    };
    let (Some(new), Some(sections)) = (library.file(made.from), library.file(made.source)) else {
        return Status::of(Standing::Unknown);
    };
    let touched: Vec<&str> = sections
        .iter()
        .filter_map(|block| block.heading.as_ref())
        .filter(|heading| matches!(heading.word, Some(Word::Replace | Word::Remove)))
        .map(|heading| heading.id.as_str())
        .collect();
    Status::between(&within(&old, &touched), &within(&new, &touched), &sections)
}

/// The blocks of these sections, with all below them.
fn within(blocks: &Arc<[Block]>, ids: &[&str]) -> Vec<Block> {
    let mut open: Option<u8> = None;
    let inside = |block: &&Block| {
        if let (Kind::Heading(level), Some(heading)) = (block.kind, &block.heading) {
            open = open.filter(|above| level > *above);
            if open.is_none() && ids.contains(&heading.id.as_str()) {
                open = Some(level);
            }
        }
        open.is_some()
    };
    blocks.iter().filter(inside).cloned().collect()
}
