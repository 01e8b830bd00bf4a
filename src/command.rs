//! The verbs, one a file, and the number the program ends with.

use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::bundled;
use crate::cli::{self, At, Surroundings, Verb, Wish};
use crate::config;
use crate::diagnostic::{Diagnostic, codes};
use crate::disk::beneath::Beneath;
use crate::disk::{self, Disk};
use crate::pipeline::{self, Destination, Options, Summary};
use crate::report::terminal::{Color, Terminal};
use crate::report::timing::Progress;
use crate::report::words::Tongue;
use crate::report::{self, Asked, Files, Format, Quiet, Said, bug};

mod build;
mod check;
mod completions;
mod exit;
mod explain;
mod handbook;
mod init;
mod layer;
mod list;
mod next;
mod new;
mod schema;
mod privacy;
mod serve;
mod theme;
mod translate;

pub use exit::Exit;

/// What earlier builds and imports worked out, which may always be emptied.
const CACHE: &str = ".globale/cache";

/// What every verb needs.
pub(crate) struct Context<'a> {
    pub(crate) disk: &'a dyn Disk,
    /// The project, absolute.
    pub(crate) root: PathBuf,
    pub(crate) asked: Asked,
    pub(crate) terminal: Terminal,
    pub(crate) home: Option<PathBuf>,
    pub(crate) seed: [u8; 32],
    pub(crate) program: Option<String>,
    epoch: Option<String>,
    now: Timestamp,
}

/// Does what was typed and says what came of it. Nothing is ever said by a panic: ours end with [`Exit::Bug`] and a
/// message that asks to report it.
pub fn main(disk: &dyn Disk, surroundings: &Surroundings) -> Exit {
    static WHERE: Mutex<String> = Mutex::new(String::new());
    panic::set_hook(Box::new(|info| {
        let place = info.location().map(|at| format!(" ({}:{})", at.file(), at.line())).unwrap_or_default();
        if let Ok(mut first) = WHERE.lock() {
            *first = format!("{}{place}", bug::said(info.payload()));
        }
    }));
    panic::catch_unwind(AssertUnwindSafe(|| run(disk, surroundings))).unwrap_or_else(|_| {
        let what = WHERE.lock().map(|what| what.clone()).unwrap_or_default();
        let asked = Asked { tongue: Tongue::of(&surroundings.locale), ..Asked::default() };
        let said = report::findings(&Files::new(disk, Path::new("")), &[bug::finding(&what)], &asked);
        // There is nobody left to tell.
        let _ = Terminal::new(Color::Auto).say(&said);
        Exit::Bug
    })
}

/// Does what was typed.
pub fn run(disk: &dyn Disk, surroundings: &Surroundings) -> Exit {
    let command = match cli::parse(surroundings) {
        Ok(command) => command,
        Err(error) => return clap_says(&error, surroundings),
    };
    if let Some(jobs) = command.jobs {
        // Only a second call in one process could fail; then the first one's threads serve.
        let _ = rayon::ThreadPoolBuilder::new().num_threads(jobs).build_global();
    }
    let root = disk.resolve(&command.root).unwrap_or(command.root);
    let theme = Path::new(crate::theme::THEMES).join(bundled::THEME);
    let disk = &Beneath::new(disk, root.join(theme), bundled::theme());
    let context = Context {
        disk,
        root,
        asked: command.asked,
        terminal: Terminal::new(command.color),
        home: surroundings.home.clone(),
        epoch: surroundings.epoch.clone(),
        now: surroundings.now,
        seed: surroundings.seed,
        program: surroundings.program.clone(),
    };
    match command.verb {
        Verb::Init(wish) => init::run(&context, &wish),
        Verb::Build { wish, output, timings } => build::run(&context, (&wish, timings), &output),
        Verb::Check { wish, fix } => check::run(&context, &wish, fix),
        Verb::Serve { wish, interface, port } => serve::run(&context, &wish, &interface, port),
        Verb::New(wish) => new::run(&context, &wish),
        Verb::Schema(which) => schema::run(&context, &which),
        Verb::List(what, wish) => list::run(&context, what, &wish),
        Verb::Next(wish) => next::run(&context, &wish),
        Verb::Explain(code) => explain::run(&context, code.as_deref()),
        Verb::Privacy(verb) => privacy::run(&context, &verb),
        Verb::Layer(verb) => layer::run(&context, &verb),
        Verb::Translate(verb) => translate::run(&context, &verb),
        Verb::Handbook(verb) => handbook::run(&context, &verb),
        Verb::Theme(verb) => theme::run(&context, &verb),
        Verb::Completions(shell) => completions::run(&context, shell),
    }
}

fn clap_says(error: &clap::Error, surroundings: &Surroundings) -> Exit {
    let text = error.render().ansi().to_string();
    let color = if surroundings.no_color { Color::Never } else { Color::Auto };
    let said = match error.use_stderr() {
        true => Said { err: text, ..Said::default() },
        false => Said { out: text, ..Said::default() },
    };
    match Terminal::new(color).say(&said) {
        Ok(()) if error.exit_code() == 0 => Exit::Fine,
        Ok(()) => Exit::Usage,
        Err(_) => Exit::Environment,
    }
}

impl Context<'_> {
    /// The project's files, for a report to quote.
    fn files(&self) -> Files<'_> {
        Files::new(self.disk, &self.root)
    }

    /// What the pipeline is asked for.
    ///
    /// # Errors
    /// `G0004`.
    pub(crate) fn options(&self, wish: &Wish) -> Result<Options, Box<Diagnostic>> {
        let progress = match (self.asked.format, self.asked.quiet) {
            (Format::Text, Quiet::No) => Progress::on_terminal(self.asked.tongue),
            _ => Progress::default(),
        };
        Ok(Options {
            root: self.root.clone(),
            now: self.moment(wish.at)?,
            base_url: wish.base_url.clone(),
            initiative: wish.initiative.clone(),
            show: wish.show,
            fresh: wish.fresh,
            program: self.program.clone(),
            progress,
        })
    }

    /// Builds into nothing, for verbs that only want to know. What is wrong with the content, `check` says; only what
    /// stopped the build is said here.
    ///
    /// # Errors
    /// How the program ends, where the build could not come to its end.
    pub(crate) fn look(&self, wish: &Wish) -> Result<Summary, Exit> {
        let options = self.options(wish).map_err(|finding| self.refuse(&[*finding]))?;
        let outcome = pipeline::build(self.disk, &options, Destination::Nowhere);
        options.progress.done();
        let grave = |finding: &Diagnostic| Exit::of(std::slice::from_ref(finding)) > Exit::Content;
        let stopped: Vec<Diagnostic> = outcome.findings.into_iter().filter(grave).collect();
        if stopped.is_empty() { Ok(outcome.summary) } else { Err(self.refuse(&stopped)) }
    }

    /// `--at` before `SOURCE_DATE_EPOCH` before the clock.
    fn moment(&self, at: Option<At>) -> Result<Timestamp, Box<Diagnostic>> {
        match (at, &self.epoch) {
            (Some(At::Moment(moment)), _) => Ok(moment),
            (Some(At::Local(local)), _) => {
                let zoned = local.to_zoned(self.zone());
                Ok(zoned.map_or(self.now, |zoned| zoned.timestamp()))
            }
            (None, Some(epoch)) => {
                let seconds =
                    epoch.trim().parse().ok().and_then(|seconds| Timestamp::from_second(seconds).ok());
                seconds.ok_or_else(|| Box::new(Diagnostic::new(codes::BAD_EPOCH).with("value", epoch)))
            }
            (None, None) => Ok(self.now),
        }
    }

    /// The site's time zone. What is wrong with site.toml, the build says.
    fn zone(&self) -> TimeZone {
        let overrides = config::Overrides { base_url: None };
        config::load(self.disk, &self.root, &overrides).map_or(TimeZone::UTC, |(config, _)| config.timezone)
    }

    /// Prints, and ends with `exit` unless printing failed.
    pub(crate) fn say(&self, said: &Said, exit: Exit) -> Exit {
        match self.terminal.say(said) {
            Ok(()) => exit,
            Err(error) => {
                let finding = Diagnostic::new(codes::NOT_PRINTED).with("reason", error);
                let asked = Asked { format: Format::Text, ..self.asked.clone() };
                let said = report::findings(&self.files(), &[finding], &asked);
                // If this cannot be printed either, the number says it.
                let _ = self.terminal.say(&said);
                Exit::Environment
            }
        }
    }

    /// Prints findings where nothing was built.
    pub(crate) fn refuse(&self, findings: &[Diagnostic]) -> Exit {
        let said = report::findings(&self.files(), findings, &self.asked);
        self.say(&said, Exit::of(findings))
    }

    /// Writes a file of the project; folders above it are made, and the permissions of one that is there stay.
    pub(crate) fn write(&self, inner: &Path, bytes: &[u8]) -> Result<(), Box<Diagnostic>> {
        let path = self.root.join(inner);
        let written = match self.disk.stat(&path) {
            Some(_) => disk::replace_whole(self.disk, &path, bytes),
            None => disk::write_whole(self.disk, &path, bytes),
        };
        written.map_err(|error| {
            let finding = Diagnostic::new(codes::NOT_WRITTEN).with("path", inner.display());
            Box::new(finding.with("reason", error))
        })
    }
}
