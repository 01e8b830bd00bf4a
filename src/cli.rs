//! What was typed, then what it means.
//!
//! In: the arguments and the surroundings. Out: a [`Command`], or what clap says instead (help, version, a misspelt flag
//! with the nearest one).

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, CommandFactory, Parser, Subcommand};
use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};

use crate::pipeline::Show;
use crate::report::terminal::Color;
use crate::report::words::Tongue;
use crate::report::{Asked, Format, Quiet};

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
    /// `SOURCE_DATE_EPOCH`, which stands in for the clock.
    pub epoch: Option<String>,
    /// What the clock says.
    pub now: Timestamp,
    /// Chance, for keys.
    pub seed: [u8; 32],
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
        /// The output folder, below the project unless absolute.
        output: PathBuf,
    },
    /// Builds and publishes nothing.
    Check(Wish),
    /// Shows a preview that follows every edit.
    Serve {
        /// What is built.
        wish: Wish,
        /// Where it listens.
        interface: String,
        /// The port there; 0 for a free one.
        port: u16,
    },
    /// Lists what the project holds.
    List(What, Wish),
    /// Foretells when the site will change by itself.
    Next(Wish),
    /// Looks after the people the site tells of.
    Privacy(Privacy),
    /// Prints the page of a code.
    Explain(String),
    /// Prints a shell's completions.
    Completions(clap_complete::Shell),
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
}

#[derive(Parser)]
#[command(name = "globale", version, about, max_term_width = 100)]
struct Typed {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    verb: TypedVerb,
}

#[derive(Args)]
#[command(next_help_heading = "For every command")]
struct Global {
    /// The project's folder, which holds site.toml
    #[arg(long, global = true, value_name = "FOLDER", default_value = ".", value_hint = clap::ValueHint::DirPath)]
    root: PathBuf,
    /// Say only what is wrong
    #[arg(long, short, global = true)]
    quiet: bool,
    /// When to use colours
    #[arg(long, global = true, value_enum, default_value_t)]
    color: Color,
    /// The shape of the report
    #[arg(long, global = true, value_enum, default_value_t)]
    format: Format,
    /// How many threads to use [default: as many as there are cores]
    #[arg(long, global = true, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=512))]
    jobs: Option<u16>,
    /// The language of messages [default: from LC_ALL, LC_MESSAGES or LANG]
    #[arg(long, global = true, value_parser = ["nb", "en"])]
    lang: Option<String>,
}

#[derive(Subcommand)]
enum TypedVerb {
    /// Build the site and publish it into the output folder
    Build {
        #[command(flatten)]
        wish: TypedWish,
        /// The output folder, below the project
        #[arg(long, short, value_name = "FOLDER", default_value = "public", value_hint = clap::ValueHint::DirPath)]
        output: PathBuf,
    },
    /// Find everything that is wrong, and publish nothing
    Check(TypedWish),
    /// Show a preview that follows every edit
    Serve {
        #[command(flatten)]
        sight: Sight,
        /// The port to listen at; 0 takes a free one
        #[arg(long, short, default_value_t = 1111)]
        port: u16,
        /// The address to listen at; only the machine's own
        #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
        interface: String,
    },
    /// List what the project holds
    List {
        /// What to list
        #[arg(value_enum)]
        what: What,
        #[command(flatten)]
        sight: Sight,
    },
    /// Tell when the site will change by itself next, and why; exits 3 when nothing is due
    Next(Sight),
    /// Look after the people the site tells of: consents, photos, withdrawal
    #[command(subcommand)]
    Privacy(TypedPrivacy),
    /// Explain a code such as G0101
    Explain {
        /// The code
        code: String,
    },
    /// Print completions for a shell
    Completions {
        /// The shell
        #[arg(value_enum)]
        shell: clap_complete::Shell,
    },
}

#[derive(Subcommand)]
enum TypedPrivacy {
    /// List every consent, what needs doing first; never prints a name
    Report {
        /// Only this initiative
        #[arg(long, value_name = "ID")]
        initiative: Option<String>,
        /// Count days from this time: 2026-11-22T08:00:00Z, or 2026-11-22 in the site's time zone
        #[arg(long, value_name = "TIME", value_parser = at)]
        at: Option<At>,
    },
    /// Take position, serial numbers and all other metadata out of pictures; the picture itself stays
    Strip {
        /// Pictures, or folders of them [default: all of content/ and static/]
        #[arg(value_hint = clap::ValueHint::AnyPath)]
        files: Vec<PathBuf>,
        /// Change nothing; exit 1 if a picture would be changed
        #[arg(long)]
        check: bool,
    },
    /// Remove an entry whose consent was withdrawn: its files, pictures and everything remembered of them
    Withdraw {
        /// Its path below content/, such as baerum/stories/first-month
        entry: String,
        /// Change nothing; say what would be removed
        #[arg(long)]
        dry_run: bool,
    },
}

#[derive(Args)]
struct TypedWish {
    #[command(flatten)]
    sight: Sight,
    /// Ignore everything earlier builds remember
    #[arg(long)]
    fresh: bool,
    /// Use this address in place of site.toml's; several initiatives get their id appended
    #[arg(long, short = 'u', value_name = "URL", value_parser = base_url)]
    base_url: Option<String>,
}

#[derive(Args)]
struct Sight {
    /// Only this initiative
    #[arg(long, value_name = "ID")]
    initiative: Option<String>,
    /// Show drafts and texts under review
    #[arg(long, short = 'D')]
    drafts: bool,
    /// Show what is to be published later
    #[arg(long, short = 'F')]
    future: bool,
    /// Show what has expired
    #[arg(long, short = 'E')]
    expired: bool,
    /// Build as if it were this time: 2026-11-22T08:00:00Z, or 2026-11-22 in the site's time zone
    #[arg(long, value_name = "TIME", value_parser = at)]
    at: Option<At>,
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
        asked: Asked { format: global.format, tongue, quiet, prefix },
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
        TypedVerb::Build { wish, output } => Verb::Build { wish: wish.meant(), output },
        TypedVerb::Check(wish) => Verb::Check(wish.meant()),
        TypedVerb::Serve { sight, port, interface } => Verb::Serve { wish: sight.meant(), interface, port },
        TypedVerb::List { what, sight } => Verb::List(what, sight.meant()),
        TypedVerb::Next(sight) => Verb::Next(sight.meant()),
        TypedVerb::Privacy(verb) => Verb::Privacy(verb.meant()),
        TypedVerb::Explain { code } => Verb::Explain(code),
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

impl Sight {
    fn meant(self) -> Wish {
        let show = Show { drafts: self.drafts, future: self.future, expired: self.expired };
        Wish { initiative: self.initiative, show, at: self.at, ..Wish::default() }
    }
}

fn at(text: &str) -> Result<At, String> {
    if let Ok(moment) = text.parse::<Timestamp>() {
        return Ok(At::Moment(moment));
    }
    // A date first: what is no date and time, jiff would otherwise read as a date with something left out.
    let local = text.parse::<Date>().map(|day| day.to_datetime(Time::midnight()));
    text.parse::<DateTime>()
        .or(local)
        .map(At::Local)
        .map_err(|_| "give a date such as 2026-11-22, or a time such as 2026-11-22T08:00:00Z".to_owned())
}

fn base_url(text: &str) -> Result<String, String> {
    let host = ["https://", "http://"].iter().find_map(|scheme| text.strip_prefix(scheme));
    let odd = |letter: char| letter.is_whitespace() || letter.is_control() || "\"'<>\\?#".contains(letter);
    match host {
        None => Err("begin with https:// or http://".to_owned()),
        Some(host) if host.split('/').next().unwrap_or_default().is_empty() => {
            Err("the host is missing".to_owned())
        }
        Some(_) if text.contains(odd) => Err("an address has no spaces, quotes, `?` or `#`".to_owned()),
        Some(_) => Ok(text.to_owned()),
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
        assert_eq!(command.verb, Verb::Build { wish, output: "out".into() });
        assert_eq!((command.asked.tongue, command.color), (Tongue::Nb, Color::Never));
        assert_eq!(command.asked.prefix, PathBuf::from("x"));
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
            "serve --port 99999",
            "build --jobs 0",
            "build --lang de",
            "list",
        ] {
            assert_eq!(typed(line).unwrap_err().exit_code(), 2, "{line}");
        }
        assert_eq!(typed("--help").unwrap_err().exit_code(), 0);
    }

    #[test]
    fn moments_with_and_without_offset() {
        let moment: Timestamp = "2026-11-22T07:00:00Z".parse().unwrap();
        assert_eq!(at("2026-11-22T08:00:00+01:00"), Ok(At::Moment(moment)));
        assert_eq!(at("2026-11-22T08:00"), Ok(At::Local("2026-11-22T08:00".parse().unwrap())));
    }
}
