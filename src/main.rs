//! The program: reads what comes from outside, runs, and ends with a number.
#![forbid(unsafe_code)]

use std::io::{IsTerminal, stderr};
use std::path::PathBuf;
use std::process::ExitCode;

use globale::cli::Surroundings;
use globale::command;
use globale::disk::real::RealDisk;
use globale::report::Full;

/// A build asks for memory some million times.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    command::main(&RealDisk, &surroundings()).into()
}

#[expect(clippy::disallowed_methods, reason = "the one place that reads environment and clock")]
fn surroundings() -> Surroundings {
    let text = |name: &str| std::env::var(name).ok().filter(|text| !text.is_empty());
    Surroundings {
        args: std::env::args_os().collect(),
        home: std::env::var_os("HOME").filter(|home| !home.is_empty()).map(PathBuf::from),
        locale: ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(text).unwrap_or_default(),
        no_color: text("NO_COLOR").is_some(),
        full: if stderr().is_terminal() { Full::First } else { Full::All },
        epoch: text("SOURCE_DATE_EPOCH"),
        now: jiff::Timestamp::now(),
        seed: seed(),
        program: program(),
    }
}

/// What only chance can give; zeros where the system has none, which nothing then relies on but a key's secrecy.
fn seed() -> [u8; 32] {
    let mut seed = [0; 32];
    let _ = rustix::rand::getrandom(&mut seed, rustix::rand::GetRandomFlags::empty());
    seed
}

/// The program's file, by its length and the moment it was written: a new version, or a build of other sources, is another.
#[expect(clippy::disallowed_methods, reason = "the one place that reads the surroundings")]
fn program() -> Option<String> {
    let file = std::env::current_exe().and_then(std::fs::metadata).ok()?;
    let written = file.modified().ok()?.duration_since(std::time::UNIX_EPOCH).ok()?;
    Some(format!("{} {}", file.len(), written.as_nanos()))
}
