//! `globale check`: finds everything that is wrong, and publishes nothing.

use super::{Context, Exit};
use crate::cli::Wish;
use crate::pipeline::{self, Destination};
use crate::report;

pub(super) fn run(context: &Context, wish: &Wish) -> Exit {
    let options = match context.options(wish) {
        Ok(options) => options,
        Err(finding) => return context.refuse(&[*finding]),
    };
    let outcome = pipeline::build(context.disk, &options, Destination::Nowhere);
    options.progress.done();
    let said = report::report(context.disk, &context.root, &outcome, &context.asked);
    context.say(&said, Exit::of(&outcome.findings))
}
