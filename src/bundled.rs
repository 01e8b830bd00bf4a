//! What the program carries with it: the default theme and the shared handbook, so that a new site works at once, with
//! nothing else on the machine.
//!
//! A debug build reads the repository's own folders instead, so that an edit there needs no new compilation.
#![allow(clippy::disallowed_methods, reason = "the derived code reads those folders, in debug builds only")]

use std::borrow::Cow;
use std::path::PathBuf;

use rust_embed::RustEmbed;

/// A file: its path in what it belongs to, and its bytes.
pub type Bundled = (PathBuf, Cow<'static, [u8]>);

/// The name of the theme that is carried along.
pub const THEME: &str = "globale";

#[derive(RustEmbed)]
#[folder = "themes/globale"]
struct Theme;

#[derive(RustEmbed)]
#[folder = "content/shared"]
struct Shared;

#[derive(RustEmbed)]
#[folder = ".globale/base"]
struct States;

#[derive(RustEmbed)]
#[folder = "src/guide/start"]
struct Start;

/// The default theme, by path in its folder.
pub fn theme() -> Vec<Bundled> {
    all::<Theme>()
}

/// What every initiative shares, the handbook first of all, by path in its layer.
pub fn shared() -> Vec<Bundled> {
    all::<Shared>()
}

/// The states of originals that translations were made from, those of what is shared among them.
pub fn states() -> Vec<Bundled> {
    all::<States>()
}

/// What a new repository begins with, by path in it; places to fill in are between `%`.
pub fn start() -> Vec<Bundled> {
    all::<Start>()
}

fn all<E: RustEmbed>() -> Vec<Bundled> {
    let mut files: Vec<Bundled> =
        E::iter().filter_map(|path| Some((PathBuf::from(&*path), E::get(&path)?.data))).collect();
    files.sort();
    files
}
