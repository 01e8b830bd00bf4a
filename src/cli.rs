//! What was typed, then what it means.
//!
//! In: the arguments and the surroundings. Out: a [`Command`], or what clap says instead (help, version, a misspelt flag
//! with the nearest one).

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, CommandFactory, Parser};
use jiff::Timestamp;
use jiff::civil::DateTime;

use crate::guide::start::Host;
use crate::pipeline::Show;
use crate::pipeline::mend::Hand;
use crate::report::terminal::Color;
use crate::report::words::Tongue;
use crate::report::{Asked, Full, Quiet};

mod translate;
mod typed;

pub use translate::{One, Translate};

use typed::{Sight, Typed, TypedHandbook, TypedLayer, TypedPrivacy, TypedVerb, TypedWish};

/// All that comes from outside: `main.rs` reads it, nobody else.
#[derive(Clone, Debug, Default)]
pub struct Surroundings {
    /// The arguments, the program's own name first.
    pub args: Vec<OsString>,
    /// The user's home, which is never an output folder.
    pub home: Option<PathBuf>,
    /// The locale's name, such as `nb_NO.UTF-8`.
    pub locale: String,
    /// Whether `NO_COLOR` is set.
    pub no_color: bool,
    /// How many findings are told whole: fewer where a person reads along than in a log.
    pub full: Full,
    /// `SOURCE_DATE_EPOCH`, which stands in for the clock.
    pub epoch: Option<String>,
    /// What the clock says.
    pub now: Timestamp,
    /// Chance, for keys.
    pub seed: [u8; 32],
    /// Tells this program from any other, as far as is known.
    pub program: Option<String>,
}

/// What is to be done.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Command {
    /// The project's folder, as typed.
    pub root: PathBuf,
    /// How the reader wants reports.
    pub asked: Asked,
    /// When to use colours.
    pub color: Color,
    /// How many threads; as many as there are cores, if `None`.
    pub jobs: Option<usize>,
    /// What to do.
    pub verb: Verb,
}

/// One of the program's verbs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Verb {
    /// Builds and publishes.
    Build {
        /// What is built.
        wish: Wish,
        /// The output folder, seen from the project's.
        output: PathBuf,
        /// Whether it tells what took how long.
        timings: Timings,
    },
    /// Builds and publishes nothing.
    Check {
        /// What is built.
        wish: Wish,
        /// Whether what is mechanical is mended first; `None` where nobody asked.
        fix: Option<Hand>,
    },
    /// Shows a preview that follows every edit.
    Serve {
        /// What is built.
        wish: Wish,
        /// Where it listens.
        interface: String,
        /// The port there; 0 for a free one.
        port: u16,
    },
    /// Makes a new repository, or adds an initiative to this one.
    Init(NewTown),
    /// Makes a new entry, or a translation of one.
    New(NewEntry),
    /// Lists what the project holds.
    List(What, Wish),
    /// Foretells when the site will change by itself.
    Next(Wish),
    /// Writes what editors need to check files as they are written.
    Schema(Schemas),
    /// Prints the page of a code; of all, one line each, where none is named.
    Explain(Option<String>),
    /// Looks after the people the site tells of.
    Privacy(Privacy),
    /// Looks after layers: where pages come from, a town's own, other projects'.
    Layer(Layer),
    /// Looks after translations.
    Translate(Translate),
    /// Makes the handbook into something else.
    Handbook(Handbook),
    /// Looks after the theme.
    Theme(Theme),
    /// Prints a shell's completions.
    Completions(clap_complete::Shell),
}

/// What can be done with a theme.
#[derive(clap::Subcommand, Clone, PartialEq, Eq, Debug)]
pub enum Theme {
    /// Try every template and component with samples, and show the components in a gallery
    Check {
        /// Another theme than site.toml's
        #[arg(long, value_name = "NAME")]
        theme: Option<String>,
        /// The gallery's folder, seen from the project's; it may lie outside
        #[arg(long, short, value_name = "FOLDER", default_value = ".globale/gallery", value_hint = clap::ValueHint::DirPath)]
        output: PathBuf,
    },
    /// Print what themes can rely on, docs/themes.md
    Docs,
}

/// What can be done for the people the site tells of.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Privacy {
    /// Lists every consent, what needs doing first.
    Report(Wish),
    /// Takes the metadata out of pictures.
    Strip {
        /// Files and folders; all of `content/` and `static/`, if there are none.
        files: Vec<PathBuf>,
        /// Whether to change anything.
        how: How,
    },
    /// Removes an entry and everything made of it.
    Withdraw {
        /// Its key or path, such as `baerum/stories/first-month`.
        entry: String,
        /// Whether to change anything.
        how: How,
    },
}

/// What can be done with layers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Layer {
    /// Tells where a page comes from.
    Why {
        /// Its key, folder or file.
        page: String,
        /// Only in this language.
        language: Option<String>,
        /// Which towns, and when.
        wish: Wish,
    },
    /// Makes a town's own version of a page.
    Override {
        /// Its key, folder or file.
        page: String,
        /// In this language.
        language: Option<String>,
        /// Whose.
        initiative: Option<String>,
    },
    /// Says on which state of the lower layer's page a town's own builds.
    Adopt {
        /// Its key, folder or file.
        page: String,
        /// In this language.
        language: Option<String>,
        /// Whose.
        initiative: Option<String>,
    },
    /// Tells what changed under towns' own pages since.
    Status {
        /// Only this page.
        page: Option<String>,
        /// Only this town's.
        initiative: Option<String>,
    },
    /// Takes layers of other projects in.
    Fetch {
        /// Only this one.
        layer: Option<String>,
    },
}

/// What can be made of the handbook.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Handbook {
    /// A PDF, by a program that is installed here.
    Pdf {
        /// Which towns, and when.
        wish: Wish,
        /// Only in this language.
        language: Option<String>,
        /// Where it goes, seen from the project's folder.
        output: PathBuf,
    },
}

/// Whether a build tells what took how long.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Timings {
    /// By room, by template, and the slowest pages.
    Wanted,
    /// Only how long all of it took.
    No,
}

/// Whether a command changes files, or only says what it would change.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum How {
    /// It changes them.
    Really,
    /// It only says so.
    Rehearse,
}

impl From<bool> for How {
    fn from(rehearse: bool) -> Self {
        if rehearse { Self::Rehearse } else { Self::Really }
    }
}

/// What is built, and for when.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Wish {
    /// Only this initiative.
    pub initiative: Option<String>,
    /// In place of each initiative's `base_url`.
    pub base_url: Option<String>,
    /// What is shown that otherwise is not.
    pub show: Show,
    /// Ignore what earlier builds remember.
    pub fresh: bool,
    /// The moment the site is built for; now, if `None`.
    pub at: Option<At>,
}

/// What a new entry is to be.
#[derive(Args, Clone, PartialEq, Eq, Debug, Default)]
pub struct NewEntry {
    /// What it is: story, company, event …
    #[arg(value_name = "TYPE")]
    pub ty: String,
    /// Its title, in quotes
    pub title: String,
    /// The initiative it is for, or another folder of content such as shared
    #[arg(long, value_name = "ID")]
    pub initiative: Option<String>,
    /// The language it is written in [default: the site's source language]
    #[arg(long, short, value_name = "TAG")]
    pub language: Option<String>,
    /// A field's value, again for each field; for a list, again for each item: --set image.alt="Two people"
    #[arg(long = "set", short = 's', value_name = "FIELD=VALUE")]
    pub values: Vec<String>,
    /// A picture or document to copy beside it; a picture becomes its main one
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    pub file: Option<PathBuf>,
    /// The name of its folder and address [default: made from the title]
    #[arg(long, value_name = "NAME")]
    pub slug: Option<String>,
    /// Make a translation of this entry, named by its folder
    #[arg(long, value_name = "NAME")]
    pub of: Option<String>,
}

/// Which town begins.
#[derive(Args, Clone, PartialEq, Eq, Debug, Default)]
#[command(group = clap::ArgGroup::new("which").args(["id", "add_initiative"]).required(true))]
pub struct NewTown {
    /// The initiative's id, which names the new folder too: arendal
    #[arg(value_name = "ID")]
    pub id: Option<String>,
    /// Add an initiative of this id to the project that is here, and make no new one
    #[arg(long, value_name = "ID")]
    pub add_initiative: Option<String>,
    /// What the town is called, with its own letters: Arendal
    #[arg(long, value_name = "NAME")]
    pub town: String,
    /// Its languages, the first at the root: nb,en [default: nb,en, or those of the first initiative here]
    #[arg(long, short, value_name = "TAGS", value_delimiter = ',')]
    pub language: Vec<String>,
    /// Where the site will be published
    #[arg(long, value_enum, default_value_t, conflicts_with = "add_initiative")]
    pub host: Host,
}

/// Which schemas, and what with them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Schemas {
    /// Write all of them, and wire them to the editor.
    Write,
    /// Say which of the committed ones are stale.
    Check,
    /// Print the one of this type, or of `site.toml`.
    Original(String),
    /// Print the one of this type's translations.
    Translation(String),
    /// Print the field reference.
    Reference,
}

/// A moment as typed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum At {
    /// With its offset.
    Moment(Timestamp),
    /// In the site's time zone.
    Local(DateTime),
}

/// What `list` can list.
#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
pub enum What {
    /// Stories, companies, chapters … with their languages.
    Entries,
    /// The initiatives of site.toml.
    Initiatives,
    /// Entries that are not shown, and why.
    Hidden,
    /// The theme's words that a language lacks, as a file to translate.
    Strings,
}

/// Understands what was typed.
///
/// # Errors
/// What clap says: help and version (exit 0), or what is wrong with the arguments (exit 2).
pub fn parse(surroundings: &Surroundings) -> Result<Command, clap::Error> {
    let Typed { global, verb } = Typed::try_parse_from(&surroundings.args)?;
    let tongue = Tongue::of(global.lang.as_deref().unwrap_or(&surroundings.locale));
    let color = match global.color {
        Color::Auto if surroundings.no_color => Color::Never,
        color => color,
    };
    let prefix = global.root.strip_prefix(".").unwrap_or(&global.root).to_owned();
    let quiet = if global.quiet { Quiet::Yes } else { Quiet::No };
    Ok(Command {
        root: global.root,
        asked: Asked { format: global.format, tongue, quiet, full: surroundings.full, prefix },
        color,
        jobs: global.jobs.map(usize::from),
        verb: meant(verb),
    })
}

/// The shape of the command line, for completions.
pub fn shape() -> clap::Command {
    Typed::command()
}

fn meant(verb: TypedVerb) -> Verb {
    match verb {
        TypedVerb::Build { wish, output, timings } => Verb::Build {
            wish: wish.meant(),
            output,
            timings: if timings { Timings::Wanted } else { Timings::No },
        },
        TypedVerb::Check { wish, fix, dry_run } => {
            let hand = if dry_run { Hand::Show } else { Hand::Write };
            Verb::Check { wish: wish.meant(), fix: fix.then_some(hand) }
        }
        TypedVerb::Serve { sight, port, interface } => Verb::Serve { wish: sight.meant(), interface, port },
        TypedVerb::Init(town) => Verb::Init(town),
        TypedVerb::New(entry) => Verb::New(entry),
        TypedVerb::Schema { ty, translation, check, reference } => Verb::Schema(match ty {
            Some(ty) if translation => Schemas::Translation(ty),
            Some(ty) => Schemas::Original(ty),
            None if check => Schemas::Check,
            None if reference => Schemas::Reference,
            None => Schemas::Write,
        }),
        TypedVerb::List { what, sight } => Verb::List(what, sight.meant()),
        TypedVerb::Next(sight) => Verb::Next(sight.meant()),
        TypedVerb::Privacy(verb) => Verb::Privacy(verb.meant()),
        TypedVerb::Layer(verb) => Verb::Layer(verb.meant()),
        TypedVerb::Handbook(TypedHandbook::Pdf { language, output, sight }) => {
            Verb::Handbook(Handbook::Pdf { wish: sight.meant(), language, output })
        }
        TypedVerb::Explain { code } => Verb::Explain(code),
        TypedVerb::Translate(verb) => Verb::Translate(verb),
        TypedVerb::Theme(verb) => Verb::Theme(verb),
        TypedVerb::Completions { shell } => Verb::Completions(shell),
    }
}

impl TypedWish {
    fn meant(self) -> Wish {
        Wish { base_url: self.base_url, fresh: self.fresh, ..self.sight.meant() }
    }
}

impl TypedPrivacy {
    fn meant(self) -> Privacy {
        match self {
            Self::Report { initiative, at } => Privacy::Report(Wish { initiative, at, ..Wish::default() }),
            Self::Strip { files, check } => Privacy::Strip { files, how: check.into() },
            Self::Withdraw { entry, dry_run } => Privacy::Withdraw { entry, how: dry_run.into() },
        }
    }
}

impl TypedLayer {
    fn meant(self) -> Layer {
        match self {
            Self::Why { page, language, sight } => Layer::Why { page, language, wish: sight.meant() },
            Self::Override { page, language, initiative } => Layer::Override { page, language, initiative },
            Self::Adopt { page, language, initiative } => Layer::Adopt { page, language, initiative },
            Self::Status { page, initiative } => Layer::Status { page, initiative },
            Self::Fetch { layer } => Layer::Fetch { layer },
        }
    }
}

impl Sight {
    fn meant(self) -> Wish {
        let show = Show { drafts: self.drafts, future: self.future, expired: self.expired };
        Wish { initiative: self.initiative, show, at: self.at, ..Wish::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(line: &str) -> Result<Command, clap::Error> {
        let args = std::iter::once("globale").chain(line.split_whitespace()).map(Into::into).collect();
        parse(&Surroundings {
            args,
            locale: "nn_NO.UTF-8".to_owned(),
            no_color: true,
            ..Surroundings::default()
        })
    }

    #[test]
    fn the_shape_is_sound() {
        shape().debug_assert();
    }

    #[test]
    fn a_build_with_everything() {
        let command = typed(
            "build -D -F -E -u https://a.example/b -o out --initiative baerum --fresh --at 2026-11-22 --root x",
        );
        let command = command.unwrap();
        let day = At::Local("2026-11-22T00:00".parse().unwrap());
        let wish = Wish {
            initiative: Some("baerum".to_owned()),
            base_url: Some("https://a.example/b".to_owned()),
            show: Show { drafts: true, future: true, expired: true },
            fresh: true,
            at: Some(day),
        };
        assert_eq!(command.verb, Verb::Build { wish, output: "out".into(), timings: Timings::No });
        assert_eq!((command.asked.tongue, command.color), (Tongue::Nb, Color::Never));
        assert_eq!(command.asked.prefix, PathBuf::from("x"));
    }

    #[test]
    fn a_check_may_mend() {
        for (line, expected) in
            [("check", None), ("check --fix", Some(Hand::Write)), ("check --fix --dry-run", Some(Hand::Show))]
        {
            assert_eq!(typed(line).unwrap().verb, Verb::Check { wish: Wish::default(), fix: expected });
        }
    }

    #[test]
    fn what_makes_no_sense_is_a_usage_error() {
        for line in [
            "biuld",
            "build --at yesterday",
            "build --at 2026-02-30",
            "build -u example.org",
            "build -u https://",
            "check -o public",
            "check --dry-run",
            "serve --port 99999",
            "build --jobs 0",
            "build --lang de",
            "list",
            "new story",
            "init --town Arendal",
            "init arendal",
            "init arendal --add-initiative grenland --town Grenland",
            "schema --translation",
            "schema --check --type story",
        ] {
            assert_eq!(typed(line).unwrap_err().exit_code(), 2, "{line}");
        }
        assert_eq!(typed("--help").unwrap_err().exit_code(), 0);
    }

    #[test]
    fn moments_with_and_without_offset() {
        let moment: Timestamp = "2026-11-22T07:00:00Z".parse().unwrap();
        assert_eq!(typed::at("2026-11-22T08:00:00+01:00"), Ok(At::Moment(moment)));
        assert_eq!(typed::at("2026-11-22T08:00"), Ok(At::Local("2026-11-22T08:00".parse().unwrap())));
    }
}
