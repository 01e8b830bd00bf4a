//! `globale privacy`: what can be done for the people the site tells of, one verb a file.

use super::{Context, Exit};
use crate::cli::Privacy;

mod report;
mod strip;
mod withdraw;

pub(super) fn run(context: &Context, verb: &Privacy) -> Exit {
    match verb {
        Privacy::Report(wish) => report::run(context, wish),
        Privacy::Strip { files, how } => strip::run(context, files, *how),
        Privacy::Withdraw { entry, how } => withdraw::run(context, entry, *how),
    }
}
