//! `globale translate export`: pages as a gettext PO file.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use super::record::{self, Imports};
use super::units::{self, Page};
use super::{Desk, Ended};
use crate::command::Exit;
use crate::derive::po::{self, Unit};
use crate::diagnostic::{Diagnostic, Place, codes};
use crate::report::{Format, Said, clean, json};

pub(super) fn run(
    desk: &Desk<'_>,
    (asked, language, initiative): (&[String], &str, Option<&str>),
    output: &Path,
) -> Ended {
    let lang = desk.language(language)?;
    let pages = units::pages(desk, (&[], initiative), &lang)?;
    let keys: Vec<String> = asked.iter().map(|page| desk.project.key_of(page)).collect();
    if let Some(at) = keys.iter().position(|key| !pages.iter().any(|page| page.key == key)) {
        return Err(vec![desk.no_translation(&keys[at], &asked[at], &lang)]);
    }
    let earlier = earlier(desk, output, lang.as_str())?;
    let all = together(desk, (&pages, &keys), (&earlier, &Imports::of(desk, output)));
    let count = pages.iter().filter(|page| is_asked(page, &keys)).count();
    let text = po::write(lang.as_str(), &all);
    desk.context.write(output, text.as_bytes()).map_err(|finding| vec![*finding])?;
    let done = all.iter().filter(|unit| !unit.text.is_empty() && !unit.is_fuzzy()).count();
    let (file, fuzzy) = (clean::path(output), all.iter().filter(|unit| unit.is_fuzzy()).count());
    let out = match desk.context.asked.format {
        Format::Json => json::print(&serde_json::json!({
            "file": file, "pages": count, "units": all.len(), "translated": done, "fuzzy": fuzzy,
        })),
        _ => desk.context.asked.tongue.pick(
            format!(
                "{file}: {} enheter fra {} sider, {done} oversatt, {fuzzy} å se over\n",
                all.len(),
                count
            ),
            format!(
                "{file}: {} units of {} pages, {done} translated, {fuzzy} to look over\n",
                all.len(),
                count
            ),
        ),
    };
    Ok(desk.context.say(&Said { out, ..Said::default() }, Exit::Fine))
}

fn is_asked(page: &Page<'_>, keys: &[String]) -> bool {
    keys.is_empty() || keys.iter().any(|key| key == page.key)
}

/// The units of the pages asked for, with what an earlier file has for them and for others that is on no page yet.
fn together(
    desk: &Desk<'_>,
    (pages, keys): (&[Page<'_>], &[String]),
    (earlier, imports): (&[Unit], &Imports<'_>),
) -> Vec<Unit> {
    let says = desk.context.asked.tongue.pick("siden sier nå:", "the page says now:");
    let mut by_context: HashMap<&str, Vec<&Unit>> = HashMap::new();
    earlier.iter().for_each(|unit| by_context.entry(&unit.context).or_default().push(unit));
    let (mut all, mut known) = (Vec::new(), HashSet::new());
    for page in pages {
        let asked = is_asked(page, keys);
        let file = record::of_page(desk, page);
        for mut unit in page.units() {
            record::note(&mut unit, &file);
            let before = by_context.get(&*unit.context).into_iter().flatten();
            let waits = before.max_by_key(|before| before.id == unit.id).is_some_and(|before| {
                unit.comments.clone_from(&before.comments);
                let as_exported = || imports.know(&page.path, &[before], &file);
                record::carry(&mut unit, before, as_exported, says)
            });
            known.insert(unit.context.clone());
            if waits || asked {
                all.push(unit);
            }
        }
    }
    // Words for what no page says any more are the translator's all the same.
    let lost = |unit: &&Unit| !known.contains(&unit.context) && record::is_new(unit);
    all.extend(earlier.iter().filter(lost).cloned());
    all
}

/// The units of the file that is there.
fn earlier(desk: &Desk<'_>, output: &Path, lang: &str) -> Result<Vec<Unit>, Vec<Diagnostic>> {
    if desk.context.disk.stat(&desk.context.root.join(output)).is_none() {
        return Ok(Vec::new());
    }
    let text = text_of(desk, output)?;
    match po::language(&text).filter(|other| po::differ(other, lang)) {
        Some(other) => Err(vec![of_another_language(output, (other, lang))]),
        None => read(&text, output),
    }
}

/// What stands in a file.
pub(super) fn text_of(desk: &Desk<'_>, file: &Path) -> Result<String, Vec<Diagnostic>> {
    let bytes = desk.context.disk.read(&desk.context.root.join(file)).map_err(|error| {
        vec![Diagnostic::new(codes::UNREADABLE).with("path", file.display()).with("reason", error)]
    })?;
    String::from_utf8(bytes)
        .map_err(|_| vec![Diagnostic::new(codes::PO_SYNTAX).with("line", 1).with("reason", "not UTF-8")])
}

/// The refusal of a file in one language where another is asked for.
pub(super) fn of_another_language(file: &Path, (is, asked): (&str, &str)) -> Diagnostic {
    let finding = Diagnostic::new(codes::PO_OTHER_LANGUAGE).with("path", file.display());
    finding.with("is", is).with("asked", asked)
}

/// The units of a file, or every line that cannot be read.
pub(super) fn read(text: &str, file: &Path) -> Result<Vec<Unit>, Vec<Diagnostic>> {
    po::read(text).map_err(|broken| {
        let finding = |broken: &po::Broken| {
            let finding =
                Diagnostic::new(codes::PO_SYNTAX).with("line", broken.line).with("reason", broken.reason);
            finding.at(at_line(text, file, broken.line))
        };
        broken.iter().map(finding).collect()
    })
}

/// The place of a line.
pub(super) fn at_line(text: &str, file: &Path, line: usize) -> Place {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let length = text[start..].lines().next().map_or(0, str::len);
    Place::new(&std::sync::Arc::from(file), start..start + length)
}
