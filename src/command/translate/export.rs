//! `globale translate export`: pages as a gettext PO file.

use std::collections::HashMap;
use std::path::Path;

use super::units;
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
    let pages = units::pages(desk, (asked, initiative), &lang)?;
    if let Some(page) =
        asked.iter().find(|page| !pages.iter().any(|found| *found.key == desk.project.key_of(page)))
    {
        return Err(vec![desk.no_translation(&desk.project.key_of(page), page, &lang)]);
    }
    let earlier = comments(desk, output)?;
    let mut all: Vec<Unit> = pages.iter().flat_map(|page| page.units()).collect();
    for unit in &mut all {
        unit.comments = earlier.get(&unit.context).cloned().unwrap_or_default();
    }
    let text = po::write(lang.as_str(), &all);
    desk.context.write(output, text.as_bytes()).map_err(|finding| vec![*finding])?;
    let done = all.iter().filter(|unit| !unit.text.is_empty() && !unit.is_fuzzy()).count();
    let (file, fuzzy) = (clean::path(output), all.iter().filter(|unit| unit.is_fuzzy()).count());
    let out = match desk.context.asked.format {
        Format::Json => json::print(&serde_json::json!({
            "file": file, "pages": pages.len(), "units": all.len(), "translated": done, "fuzzy": fuzzy,
        })),
        _ => desk.context.asked.tongue.pick(
            format!(
                "{file}: {} enheter fra {} sider, {done} oversatt, {fuzzy} å se over\n",
                all.len(),
                pages.len()
            ),
            format!(
                "{file}: {} units of {} pages, {done} translated, {fuzzy} to look over\n",
                all.len(),
                pages.len()
            ),
        ),
    };
    Ok(desk.context.say(&Said { out, ..Said::default() }, Exit::Fine))
}

/// What translators wrote in the file that is there, by unit.
fn comments(desk: &Desk<'_>, output: &Path) -> Result<HashMap<String, Vec<String>>, Vec<Diagnostic>> {
    let Ok(bytes) = desk.context.disk.read(&desk.context.root.join(output)) else {
        return Ok(HashMap::new());
    };
    let units = read(&String::from_utf8_lossy(&bytes), output)?;
    Ok(units.into_iter().map(|unit| (unit.context, unit.comments)).collect())
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
