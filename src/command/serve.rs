//! `globale serve`: a preview that follows every edit.

use super::{Context, Exit};
use crate::cli::Wish;
use crate::serve::{self, Job};

pub(super) fn run(context: &Context, wish: &Wish, interface: &str, port: u16) -> Exit {
    let options = match context.options(wish) {
        Ok(options) => options,
        Err(finding) => return context.refuse(&[*finding]),
    };
    let job = Job { disk: context.disk, options, asked: &context.asked, terminal: &context.terminal };
    match serve::run(job, interface, port) {
        Ok(()) => Exit::Fine,
        Err(findings) => context.refuse(&findings),
    }
}
