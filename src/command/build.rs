//! `globale build`: builds, publishes, and leaves `build-report.json` beside the output folder.

use std::path::Path;

use super::{Context, Exit};
use crate::cli::{Timings, Wish};
use crate::diagnostic::{Diagnostic, codes};
use crate::disk;
use crate::output::Target;
use crate::pipeline::{self, Destination, Outcome};
use crate::report::{self, Files, laps::Tally};

/// The report's name, in the project's folder.
const REPORT: &str = "build-report.json";

pub(super) fn run(context: &Context, (wish, timings): (&Wish, Timings), output: &Path) -> Exit {
    let mut options = match context.options(wish) {
        Ok(options) => options,
        Err(finding) => return context.refuse(&[*finding]),
    };
    if timings == Timings::Wanted {
        options.progress.pages = Tally::wanted();
    }
    let target = Target {
        root: context.root.clone(),
        // `./public/` is `public`: what is remembered of it is found again.
        folder: context.root.join(output).components().collect(),
        content: ["content", "themes", "static"].map(|folder| context.root.join(folder)).to_vec(),
        home: context.home.clone(),
        fresh: wish.fresh,
    };
    let mut outcome = pipeline::build(context.disk, &options, Destination::Publish(target));
    options.progress.done();
    let files = context.files();
    leave_report(context, &files, &mut outcome);
    let said = report::report(&files, &outcome, &context.asked);
    context.say(&said, Exit::of(&outcome.findings))
}

/// Where there is no project, no file is left behind.
fn leave_report(context: &Context, files: &Files<'_>, outcome: &mut Outcome) {
    if outcome.findings.iter().any(|finding| finding.code == codes::NO_SITE_TOML) {
        return;
    }
    let text = report::json::outcome(files, outcome, context.asked.tongue);
    let path = context.root.join(REPORT);
    if let Err(error) = disk::write_whole(context.disk, &path, text.as_bytes()) {
        let finding = Diagnostic::new(codes::REPORT_NOT_WRITTEN).with("path", REPORT).with("reason", error);
        outcome.findings.push(finding);
    }
}
