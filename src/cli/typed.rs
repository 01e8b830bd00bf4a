//! What may be typed: the words of the command line as clap reads them. What they mean stands in `cli.rs`.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};

use super::{At, NewEntry, NewTown, Theme, Translate, What};
use crate::report::Format;
use crate::report::terminal::Color;

#[derive(Parser)]
#[command(name = "globale", version, about, max_term_width = 100)]
pub(super) struct Typed {
    #[command(flatten)]
    pub(super) global: Global,
    #[command(subcommand)]
    pub(super) verb: TypedVerb,
}

#[derive(Args)]
#[command(next_help_heading = "For every command")]
pub(super) struct Global {
    /// The project's folder, which holds site.toml
    #[arg(long, global = true, value_name = "FOLDER", default_value = ".", value_hint = clap::ValueHint::DirPath)]
    pub(super) root: PathBuf,
    /// Say only what is wrong
    #[arg(long, short, global = true)]
    pub(super) quiet: bool,
    /// When to use colours
    #[arg(long, global = true, value_enum, default_value_t)]
    pub(super) color: Color,
    /// The shape of the report
    #[arg(long, global = true, value_enum, default_value_t)]
    pub(super) format: Format,
    /// How many threads to use [default: as many as there are cores]
    #[arg(long, global = true, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=512))]
    pub(super) jobs: Option<u16>,
    /// The language of messages [default: from LC_ALL, LC_MESSAGES or LANG]
    #[arg(long, global = true, value_parser = ["nb", "en"])]
    pub(super) lang: Option<String>,
}

#[derive(Subcommand)]
pub(super) enum TypedVerb {
    /// Build the site and publish it into the output folder
    Build {
        #[command(flatten)]
        wish: TypedWish,
        /// The output folder, seen from the project's; it may lie outside
        #[arg(long, short, value_name = "FOLDER", default_value = "public", value_hint = clap::ValueHint::DirPath)]
        output: PathBuf,
        /// Tell what took how long: by room, by template, and the slowest pages
        #[arg(long)]
        timings: bool,
    },
    /// Find everything that is wrong, and publish nothing
    Check {
        #[command(flatten)]
        wish: TypedWish,
        /// Mend what is mechanical first: names of keys, quotes, dates, numbers, slugs
        #[arg(long)]
        fix: bool,
        /// With --fix: show what would be mended, and write nothing
        #[arg(long, requires = "fix")]
        dry_run: bool,
    },
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
    /// Make a town's new project with the handbook in it, or add a town to this project
    Init(NewTown),
    /// Make a new story, company, event …, or a translation of one
    New(NewEntry),
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
    /// Write the schemas by which editors check files as you write them
    Schema {
        /// Print the schema of this type alone; site.toml for that file's
        #[arg(long = "type", value_name = "TYPE")]
        ty: Option<String>,
        /// Print the one for translations
        #[arg(long, requires = "ty")]
        translation: bool,
        /// Write nothing; end with 1 if the committed ones are stale
        #[arg(long, conflicts_with = "ty")]
        check: bool,
        /// Print the field reference, docs/fields.md
        #[arg(long, conflicts_with_all = ["ty", "check"])]
        reference: bool,
    },
    /// Look after the people the site tells of: consents, photos, withdrawal
    #[command(subcommand)]
    Privacy(TypedPrivacy),
    /// Look after layers: where pages come from, a town's own version of them, layers of other projects
    #[command(subcommand)]
    Layer(TypedLayer),
    /// Look after translations: what changed in their originals, files for translators
    #[command(subcommand)]
    Translate(Translate),
    /// Make the handbook into a PDF
    #[command(subcommand)]
    Handbook(TypedHandbook),
    /// Look after the theme
    #[command(subcommand)]
    Theme(Theme),
    /// Explain a code such as G0101, or list them all; or tell what a page was made from
    Explain {
        /// The code; or a page, such as public/baerum/index.html
        code: Option<String>,
    },
    /// Print completions for a shell
    Completions {
        /// The shell
        #[arg(value_enum)]
        shell: clap_complete::Shell,
    },
}

#[derive(Subcommand)]
pub(super) enum TypedHandbook {
    /// Print the whole handbook to PDF, one file an initiative and language, by an installed Chromium or WeasyPrint
    Pdf {
        /// Only in this language
        #[arg(long, short, value_name = "TAG")]
        language: Option<String>,
        /// The folder of the PDFs, seen from the project's; it may lie outside
        #[arg(long, short, value_name = "FOLDER", default_value = "handbook-pdf", value_hint = clap::ValueHint::DirPath)]
        output: PathBuf,
        #[command(flatten)]
        sight: Sight,
    },
}

#[derive(Subcommand)]
pub(super) enum TypedPrivacy {
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

#[derive(Subcommand)]
pub(super) enum TypedLayer {
    /// Tell where a page, each of its sections and each of its variables come from
    Why {
        /// The page: handbook/idea-and-need, or its file
        page: String,
        /// Only in this language
        #[arg(long, short, value_name = "TAG")]
        language: Option<String>,
        #[command(flatten)]
        sight: Sight,
    },
    /// Copy a lower layer's page into the town's own layer, with the state it builds on
    Override {
        /// The page: handbook/idea-and-need, or its file
        page: String,
        /// The language to copy [default: the first of the initiative's that the page has]
        #[arg(long, short, value_name = "TAG")]
        language: Option<String>,
        /// Whose own version; needed where there are several initiatives
        #[arg(long, value_name = "ID")]
        initiative: Option<String>,
    },
    /// Say in the town's own version of a page that it builds on the lower layer's as it is now
    Adopt {
        /// The page: handbook/idea-and-need, or its file
        page: String,
        /// The language [default: the first the town's own layer has]
        #[arg(long, short, value_name = "TAG")]
        language: Option<String>,
        /// Whose own version; needed where there are several initiatives
        #[arg(long, value_name = "ID")]
        initiative: Option<String>,
    },
    /// Tell what changed under towns' own pages since they were made, facts first
    Status {
        /// Only this page: handbook/idea-and-need, or its file
        page: Option<String>,
        /// Only this initiative's own
        #[arg(long, value_name = "ID")]
        initiative: Option<String>,
    },
    /// Take layers of other projects in, as site.toml names them; the only command that uses git or the web
    Fetch {
        /// Only this layer
        layer: Option<String>,
    },
}

#[derive(Args)]
pub(super) struct TypedWish {
    #[command(flatten)]
    pub(super) sight: Sight,
    /// Ignore everything earlier builds remember
    #[arg(long)]
    pub(super) fresh: bool,
    /// Use this address in place of site.toml's; several initiatives get their id appended
    #[arg(long, short = 'u', value_name = "URL", value_parser = base_url)]
    pub(super) base_url: Option<String>,
}

#[derive(Args)]
pub(super) struct Sight {
    /// Only this initiative
    #[arg(long, value_name = "ID")]
    pub(super) initiative: Option<String>,
    /// Show drafts and texts under review
    #[arg(long, short = 'D')]
    pub(super) drafts: bool,
    /// Show what is to be published later
    #[arg(long, short = 'F')]
    pub(super) future: bool,
    /// Show what has expired
    #[arg(long, short = 'E')]
    pub(super) expired: bool,
    /// Build as if it were this time: 2026-11-22T08:00:00Z, or 2026-11-22 in the site's time zone
    #[arg(long, value_name = "TIME", value_parser = at)]
    pub(super) at: Option<At>,
}

pub(super) fn at(text: &str) -> Result<At, String> {
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
