//! `globale completions`: what a shell needs to complete our verbs and flags.

use super::{Context, Exit};
use crate::cli;
use crate::report::Said;

pub(super) fn run(context: &Context, shell: clap_complete::Shell) -> Exit {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut cli::shape(), "globale", &mut script);
    let out = String::from_utf8_lossy(&script).into_owned();
    context.say(&Said { out, ..Said::default() }, Exit::Fine)
}
