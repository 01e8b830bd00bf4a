//! An outcome becomes words: for people at a terminal, for machines, for GitHub, for code scanners and for the browser.
//!
//! In: [`Outcome`] and how the reader wants it ([`Asked`]). Out: [`Said`], the texts for the two streams. Texts of files
//! are read again for lines and columns; a file that has vanished is named without its line. Nothing of the
//! content's control characters or direction marks gets through ([`clean`]).

use std::path::PathBuf;

use crate::diagnostic::{Diagnostic, Severity};
use crate::pipeline::Outcome;

pub mod bug;
pub mod clean;
mod github;
pub mod json;
pub mod laps;
mod locate;
pub mod overlay;
mod sarif;
mod summary;
pub mod terminal;
mod text;
pub mod timing;
pub mod words;

#[cfg(test)]
mod tests;

pub use locate::Files;
use locate::Texts;
use words::Tongue;

/// The shape of a report.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, clap::ValueEnum)]
pub enum Format {
    /// For people.
    #[default]
    Text,
    /// One JSON object.
    Json,
    /// Workflow commands that GitHub shows beside the lines of a change.
    Github,
    /// SARIF 2.1.0, which code scanning and editors read.
    Sarif,
}

/// How the reader wants it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Asked {
    /// The shape.
    pub format: Format,
    /// Norwegian or English.
    pub tongue: Tongue,
    /// Findings only.
    pub quiet: Quiet,
    /// How many findings are told whole.
    pub full: Full,
    /// What leads from where the reader stands to the project, in front of every file named.
    pub prefix: PathBuf,
}

/// Whether to say that all is well.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Quiet {
    /// Say what was done.
    #[default]
    No,
    /// Say only what is wrong.
    Yes,
}

/// How many findings a report for people tells whole; the others it counts by code.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Full {
    /// As many as a person reads at a terminal.
    #[default]
    First,
    /// Every one: a log is searched, not read.
    All,
}

/// Texts for the two streams.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Said {
    /// For standard output.
    pub out: String,
    /// For standard error; may hold colours, which [`terminal::Terminal`] takes out where they are not wanted.
    pub err: String,
}

/// Says what came of a build.
pub fn report(files: &Files<'_>, outcome: &Outcome, asked: &Asked) -> Said {
    let texts = Texts::new(files, &asked.prefix);
    match asked.format {
        Format::Text => Said {
            out: summary::lines(outcome, asked),
            err: text::findings(&texts, &outcome.findings, asked),
        },
        Format::Json => Said { out: json::outcome(files, outcome, asked.tongue), err: String::new() },
        Format::Github => Said {
            out: github::findings(&texts, &outcome.findings, asked.tongue) + &summary::lines(outcome, asked),
            err: String::new(),
        },
        Format::Sarif => sarif::said(&texts, &outcome.findings, asked),
    }
}

/// Where findings are, as `file:line`.
pub fn places(files: &Files<'_>, findings: &[Diagnostic], asked: &Asked) -> Vec<String> {
    let texts = Texts::new(files, &asked.prefix);
    let place = |finding: &Diagnostic| {
        let located = finding.place.as_ref().map(|place| texts.locate(place));
        located.map_or_else(String::new, |located| match located.start {
            Some((line, _)) => format!("{}:{line}", located.file),
            None => located.file,
        })
    };
    findings.iter().map(place).collect()
}

/// Says findings alone, where nothing was built.
pub fn findings(files: &Files<'_>, found: &[Diagnostic], asked: &Asked) -> Said {
    let texts = Texts::new(files, &asked.prefix);
    match asked.format {
        Format::Text => Said { out: String::new(), err: text::findings(&texts, found, asked) },
        Format::Json => {
            let object = serde_json::json!({ "diagnostics": json::findings(files, found, asked.tongue) });
            Said { out: json::print(&object), err: String::new() }
        }
        Format::Github => Said { out: github::findings(&texts, found, asked.tongue), err: String::new() },
        Format::Sarif => sarif::said(&texts, found, asked),
    }
}

/// How many errors and warnings there are.
fn count(found: &[Diagnostic]) -> (usize, usize) {
    let errors = found.iter().filter(|finding| finding.severity() == Severity::Error).count();
    (errors, found.len() - errors)
}
