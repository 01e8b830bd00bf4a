//! What can be done for translations.

use std::path::PathBuf;

/// What can be done for translations.
#[derive(clap::Subcommand, Clone, PartialEq, Eq, Debug)]
pub enum Translate {
    /// Tell how every translation stands: what changed in its original since, what is missing
    Status {
        /// Only this page: handbook/idea-and-need, or its file
        page: Option<String>,
        /// Only this language
        #[arg(long, short, value_name = "TAG")]
        language: Option<String>,
        /// Only what this initiative shows
        #[arg(long, value_name = "ID")]
        initiative: Option<String>,
    },
    /// Show each changed paragraph: as it was, as it is, and what the translation says
    Show(One),
    /// Begin a translation: a file beside the original, which shows the original until it is translated
    New {
        /// Which.
        #[command(flatten)]
        one: One,
        /// The title in that language
        #[arg(long, value_name = "TEXT")]
        title: Option<String>,
    },
    /// Say that a translation has followed its original
    Done {
        /// Which.
        #[command(flatten)]
        one: One,
        /// Only for this paragraph, as `show` names it; again for each
        #[arg(long = "block", value_name = "ID")]
        blocks: Vec<String>,
    },
    /// Write the paragraphs of pages as a gettext PO file
    Export {
        /// The pages [default: all that have an original]
        pages: Vec<String>,
        /// The language to translate into
        #[arg(long, short, value_name = "TAG")]
        language: String,
        /// Only what this initiative shows
        #[arg(long, value_name = "ID")]
        initiative: Option<String>,
        /// The file; what translators wrote in one that is there is kept
        #[arg(long, short, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
        output: PathBuf,
    },
    /// Take the translations of a PO file in; nothing is written where anything is wrong with it, nor over what was edited
    /// since the file was exported
    Import {
        /// The file
        #[arg(value_hint = clap::ValueHint::FilePath)]
        file: PathBuf,
        /// The language [default: as the file's header says]
        #[arg(long, short, value_name = "TAG")]
        language: Option<String>,
        /// Only what this initiative shows
        #[arg(long, value_name = "ID")]
        initiative: Option<String>,
        /// Take translations in whose numbers are others than the original's
        #[arg(long)]
        accept_numbers: bool,
        /// Write also over translations that were edited since the file was exported
        #[arg(long)]
        overwrite: bool,
    },
    /// Remove the states of originals that no text names any more
    Gc {
        /// Change nothing; say what would be removed
        #[arg(long)]
        dry_run: bool,
    },
}

/// One translation.
#[derive(clap::Args, Clone, PartialEq, Eq, Debug)]
pub struct One {
    /// The page: handbook/idea-and-need, or its file
    pub page: String,
    /// The translation's language
    #[arg(long, short, value_name = "TAG")]
    pub language: String,
    /// Whose, where several initiatives have the page
    #[arg(long, value_name = "ID")]
    pub initiative: Option<String>,
}
