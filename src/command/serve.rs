//! `globale serve`: a preview that follows every edit.

use super::{Context, Exit};
use crate::cli::Wish;

pub(super) fn run(_: &Context, _: &Wish, _: &str, _: u16) -> Exit {
    Exit::Fine
}
