//! The report for machines: one object.

use std::path::Path;

use rayon::prelude::*;
use serde::Serialize;
use serde_json::{Map, Value};

use super::clean;
use super::laps::{Lap, Laps};
use super::locate::{Files, Texts};
use super::words::Tongue;
use crate::diagnostic::{Diagnostic, Severity};
use crate::pipeline::mend::{Hand, Mend};
use crate::pipeline::{Outcome, Summary};

#[derive(Serialize)]
struct Report {
    initiatives: Vec<Initiative>,
    pages: usize,
    parsed: usize,
    files_written: usize,
    files_unchanged: usize,
    files_deleted: usize,
    bytes: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    heaviest_page: Option<Heaviest>,
    images: usize,
    images_decoded: usize,
    seconds: Map<String, Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    timings: Option<Timings>,
    errors: usize,
    warnings: usize,
    diagnostics: Vec<Finding>,
    output_hash: String,
    published: bool,
    hidden: Vec<Hidden>,
    next_change: Option<String>,
    strangers: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fixed: Option<Vec<Mended>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    would_fix: Option<Vec<Mended>>,
}

/// Seconds of pages, on one thread each, slowest first.
#[derive(Serialize)]
struct Timings {
    templates: Vec<OfTemplate>,
    slowest: Vec<OfPage>,
}

#[derive(Serialize)]
struct OfTemplate {
    template: String,
    pages: usize,
    seconds: f64,
}

#[derive(Serialize)]
struct OfPage {
    page: String,
    template: String,
    seconds: f64,
}

/// What `check --fix` mended, or with `--dry-run` would.
#[derive(Serialize)]
struct Mended {
    code: &'static str,
    file: String,
    line: usize,
    old: String,
    new: String,
}

#[derive(Serialize)]
struct Initiative {
    id: String,
    name: String,
    languages: Vec<String>,
    pages: usize,
}

/// The page with the most to wait for: HTML and blocking stylesheets, compressed.
#[derive(Serialize)]
struct Heaviest {
    page: String,
    critical_bytes: usize,
}

#[derive(Serialize)]
struct Hidden {
    entry: String,
    reason: String,
}

/// One finding, as machines read it. Lines and columns count from 1, columns in characters; the end is one past
/// the last. Files are relative to the project.
#[derive(Serialize)]
pub struct Finding {
    code: &'static str,
    severity: Severity,
    message: String,
    file: Option<String>,
    line: Option<usize>,
    column: Option<usize>,
    end_line: Option<usize>,
    end_column: Option<usize>,
    hint: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    further: Vec<Further>,
}

#[derive(Serialize)]
struct Further {
    file: String,
    line: Option<usize>,
    column: Option<usize>,
}

/// The whole outcome: what `--format json` prints and `build-report.json` holds.
pub fn outcome(files: &Files<'_>, outcome: &Outcome, tongue: Tongue) -> String {
    let Summary { initiatives, written, .. } = &outcome.summary;
    // A check counts what it would write; only what was published is said to be written.
    let done = |number: usize| if outcome.summary.published { number } else { 0 };
    let (errors, warnings) = super::count(&outcome.findings);
    let report = Report {
        initiatives: initiatives
            .iter()
            .map(|town| Initiative {
                id: town.id.clone(),
                name: town.name.clone(),
                languages: town.languages.clone(),
                pages: town.pages,
            })
            .collect(),
        pages: outcome.summary.pages,
        parsed: outcome.summary.parsed,
        files_written: done(written.written),
        files_unchanged: done(written.unchanged),
        files_deleted: done(written.deleted),
        bytes: written.bytes,
        heaviest_page: outcome
            .summary
            .heaviest
            .as_ref()
            .map(|page| Heaviest { page: page.page.clone(), critical_bytes: page.bytes }),
        images: outcome.summary.images,
        images_decoded: outcome.summary.images_decoded,
        seconds: seconds(&outcome.summary.seconds),
        timings: outcome.summary.laps.as_ref().map(timings),
        errors,
        warnings,
        diagnostics: findings(files, &outcome.findings, tongue),
        output_hash: written.hash.to_string(),
        published: outcome.summary.published,
        hidden: outcome
            .summary
            .hidden
            .iter()
            .map(|(entry, reason)| Hidden { entry: entry.clone(), reason: reason.to_string() })
            .collect(),
        next_change: outcome.summary.changes.first().map(|coming| coming.at.timestamp().to_string()),
        strangers: written.strangers.clone(),
        fixed: mended(&outcome.summary, Hand::Write),
        would_fix: mended(&outcome.summary, Hand::Show),
    };
    print(&report)
}

fn timings(laps: &Laps) -> Timings {
    let templates = laps.by_template().into_iter();
    let of_template = |(name, pages, seconds): (&str, usize, f64)| OfTemplate {
        template: name.into(),
        pages,
        seconds: micros(seconds),
    };
    let of_page = |lap: &Lap| OfPage {
        page: lap.page.clone(),
        template: lap.template.clone(),
        seconds: micros(lap.seconds),
    };
    Timings {
        templates: templates.map(of_template).collect(),
        slowest: laps.slowest.iter().map(of_page).collect(),
    }
}

fn micros(seconds: f64) -> f64 {
    (seconds * 1e6).round() / 1e6
}

fn mended(summary: &Summary, hand: Hand) -> Option<Vec<Mended>> {
    let mends = summary.mends.as_ref().filter(|mends| mends.hand == hand)?;
    let one = |mend: &Mend| Mended {
        code: mend.code.0,
        file: clean::path(&mend.file),
        line: mend.line,
        old: mend.old.clone(),
        new: mend.new.clone(),
    };
    Some(mends.list.iter().map(one).collect())
}

/// Findings alone.
pub fn findings(files: &Files<'_>, found: &[Diagnostic], tongue: Tongue) -> Vec<Finding> {
    let texts = Texts::new(files, Path::new(""));
    found.par_iter().map(|finding| one(&texts, finding, tongue)).collect()
}

fn one(texts: &Texts, finding: &Diagnostic, tongue: Tongue) -> Finding {
    let place = finding.place.as_ref().map(|place| texts.locate(place));
    let (start, end) = place.as_ref().map_or((None, None), |place| (place.start, place.end));
    let further = finding.further.iter().map(|place| texts.locate(place)).map(|place| Further {
        file: place.file,
        line: place.start.map(|start| start.0),
        column: place.start.map(|start| start.1),
    });
    Finding {
        code: finding.code.0,
        severity: finding.severity(),
        message: finding.message(tongue.tag()),
        file: place.map(|place| place.file),
        line: start.map(|start| start.0),
        column: start.map(|start| start.1),
        end_line: end.map(|end| end.0),
        end_column: end.map(|end| end.1),
        hint: finding.hint(tongue.tag()),
        further: further.collect(),
    }
}

/// Rooms in order; a room that worked twice has both times in one.
fn seconds(rooms: &[(&'static str, f64)]) -> Map<String, Value> {
    let mut map = Map::new();
    for (room, seconds) in rooms {
        let before = map.get(*room).and_then(Value::as_f64).unwrap_or_default();
        map.insert((*room).to_owned(), Value::from(micros(before + seconds)));
    }
    map
}

/// One object as text, with what could steer a terminal written as `\u001b`.
pub fn print(object: &impl Serialize) -> String {
    // Our own types have text keys only, so this cannot fail.
    let text = serde_json::to_string_pretty(object).unwrap_or_else(|_| "{}".to_owned());
    let mut safe = String::with_capacity(text.len() + 1);
    for letter in text.chars() {
        if letter != '\n' && clean::steers(letter) {
            let mut units = [0; 2];
            for unit in letter.encode_utf16(&mut units) {
                safe.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            safe.push(letter);
        }
    }
    safe.push('\n');
    safe
}
