//! `globale check`: finds everything, builds everything, and publishes nothing. `--fix` mends what is mechanical first.

use super::{Context, Exit};
use crate::cli::Wish;
use crate::pipeline::mend::{self, Hand};
use crate::pipeline::{self, Destination};
use crate::report;

pub(super) fn run(context: &Context, wish: &Wish, fix: Option<Hand>) -> Exit {
    let options = match context.options(wish) {
        Ok(options) => options,
        Err(finding) => return context.refuse(&[*finding]),
    };
    let outcome = match fix {
        Some(hand) => mend::mend(context.disk, &options, hand),
        None => pipeline::build(context.disk, &options, Destination::Nowhere),
    };
    options.progress.done();
    let said = report::report(&context.files(), &outcome, &context.asked);
    context.say(&said, Exit::of(&outcome.findings))
}
