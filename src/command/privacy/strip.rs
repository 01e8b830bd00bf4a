//! `globale privacy strip`: takes the metadata out of pictures and leaves the pictures as they are (DESIGN P07).
//!
//! Photos and other pixels are rewritten whenever they carry anything. A drawing is rewritten only where what it carries
//! is grave: what its program keeps for itself is what people go on drawing with.

use std::path::{Path, PathBuf};

use serde::Serialize;

use super::{Context, Exit};
use crate::cli::How;
use crate::diagnostic::{Diagnostic, Place, codes};
use crate::disk::{self, Kind, Stat};
use crate::image::metadata::{self, Trace, Traces, Unclean};
use crate::report::{self, Format, Said, clean, json};

/// Where pictures lie.
const FOLDERS: [&str; 2] = ["content", "static"];
/// Longest file that is read, as in the build.
const LIMIT: u64 = 200 * 1024 * 1024;

/// What was, or would be, taken out of one file.
#[derive(Serialize)]
struct Stripped {
    file: String,
    found: Vec<&'static str>,
    #[serde(skip)]
    found_nb: Vec<&'static str>,
    grave: bool,
}

#[derive(Default)]
struct Outcome {
    stripped: Vec<Stripped>,
    pictures: usize,
    notes: Vec<PathBuf>,
    /// Too long to be read.
    long: Vec<PathBuf>,
    findings: Vec<Diagnostic>,
}

/// Ends with 1 where `--check` found something to take out.
pub(super) fn run(context: &Context, files: &[PathBuf], how: How) -> Exit {
    let mut outcome = Outcome::default();
    if files.is_empty() {
        FOLDERS.iter().for_each(|folder| walk(context, Path::new(folder), how, &mut outcome));
    }
    for typed in files {
        match place(context, typed) {
            Ok((inner, stat)) if stat.kind == Kind::Folder => walk(context, &inner, how, &mut outcome),
            Ok((inner, stat)) => one(context, (&inner, stat.length), how, &mut outcome),
            Err(finding) => outcome.findings.push(*finding),
        }
    }
    say(context, &outcome, how)
}

/// Where a file lies below the project's folder: as typed from where the reader stands, else from the project.
fn place(context: &Context, typed: &Path) -> Result<(PathBuf, Stat), Box<Diagnostic>> {
    let candidates = [typed.to_owned(), context.root.join(typed)];
    let found = candidates.iter().find_map(|path| Some((path, context.disk.stat(path)?)));
    let Some((path, stat)) = found else {
        return Err(Box::new(Diagnostic::new(codes::NOT_THERE).with("path", typed.display())));
    };
    let refuse = |en: &str, nb: &str| {
        let finding = Diagnostic::new(codes::NOT_OURS_TO_CLEAN).with("path", typed.display());
        Box::new(finding.with("why", en).with("why@nb", nb))
    };
    if stat.kind.odd().is_some() {
        return Err(refuse("it is a link or no regular file", "den er en lenke eller ingen vanlig fil"));
    }
    let whole = context.disk.resolve(path).unwrap_or_else(|_| path.clone());
    match whole.strip_prefix(&context.root) {
        Ok(inner) => Ok((inner.to_owned(), stat)),
        Err(_) => Err(refuse("it lies outside the project", "den ligger utenfor prosjektet")),
    }
}

/// Every picture below a folder. What is no picture is passed over in silence.
fn walk(context: &Context, folder: &Path, how: How, outcome: &mut Outcome) {
    let whole = context.root.join(folder);
    // A walk follows the link it begins with.
    if context.disk.stat(&whole).is_some_and(|stat| stat.kind != Kind::Folder) {
        let finding = Diagnostic::new(codes::NOT_OURS_TO_CLEAN).with("path", folder.display());
        outcome.findings.push(finding.with("why", "it is no folder").with("why@nb", "den er ingen mappe"));
        return;
    }
    let (found, unread) = context.disk.walk(&whole);
    outcome.findings.extend(unread.into_iter().map(|(path, error)| unreadable(&path, &error)));
    let notes = outcome.notes.len();
    for item in found.iter().filter(|item| item.kind == Kind::File) {
        one(context, (&folder.join(&item.path), item.length), how, outcome);
    }
    outcome.notes.truncate(notes);
}

/// A picture that nobody looked at cannot be called clean.
fn too_long(inner: &Path, length: u64) -> Diagnostic {
    let finding = Diagnostic::new(codes::PICTURE_FILE_TOO_LONG).with("file", inner.display());
    finding.with("megabytes", megabytes(length)).with("limit", megabytes(LIMIT)).at(Place::file(inner))
}

fn megabytes(bytes: u64) -> u64 {
    bytes.div_ceil(1024 * 1024)
}

fn unreadable(path: &Path, error: &std::io::Error) -> Diagnostic {
    Diagnostic::new(codes::UNREADABLE).with("path", path.display()).with("reason", error)
}

fn one(context: &Context, (inner, length): (&Path, u64), how: How, outcome: &mut Outcome) {
    if length > LIMIT {
        return match metadata::is_picture_name(inner) {
            true => outcome.findings.push(too_long(inner, length)),
            false => outcome.long.push(inner.to_owned()),
        };
    }
    let whole = context.root.join(inner);
    let bytes = match context.disk.read(&whole) {
        Ok(bytes) => bytes,
        Err(error) => return outcome.findings.push(unreadable(inner, &error)),
    };
    let about = |code| Diagnostic::new(code).with("path", inner.display()).at(Place::file(inner));
    let clean = match metadata::clean(&bytes, inner) {
        Ok(clean) => clean,
        Err(Unclean::NoPicture) => return outcome.notes.push(inner.to_owned()),
        Err(Unclean::Foreign(format)) => {
            return outcome.findings.push(about(codes::CANNOT_CLEAN).with("format", format));
        }
        Err(Unclean::Broken) => return outcome.findings.push(about(codes::TOO_BROKEN_TO_CLEAN)),
    };
    outcome.pictures += 1;
    let drawing = clean.taken.contains(&Trace::Editor) || inner.extension().is_some_and(|end| end == "svg");
    let grave = clean.taken.iter().any(|trace| trace.is_grave());
    if clean.bytes == bytes || (drawing && !grave) {
        return;
    }
    if how == How::Really
        && let Err(error) = disk::replace_whole(context.disk, &whole, &clean.bytes)
    {
        return outcome.findings.push(about(codes::NOT_CHANGED).with("reason", error));
    }
    outcome.stripped.push(stripped(inner, &clean.taken, grave));
}

fn stripped(inner: &Path, taken: &Traces, grave: bool) -> Stripped {
    let words = |at: usize| taken.iter().map(|trace| trace.words()[at]).collect();
    Stripped { file: clean::path(inner), found: words(1), found_nb: words(0), grave }
}

fn say(context: &Context, outcome: &Outcome, how: How) -> Exit {
    let failed = Exit::of(&outcome.findings);
    let exit = match how {
        How::Rehearse if !outcome.stripped.is_empty() => failed.max(Exit::Content),
        _ => failed,
    };
    if context.asked.format == Format::Json {
        let object = serde_json::json!({
            "changed": how == How::Really,
            "pictures": outcome.pictures,
            "files": outcome.stripped,
            "not_looked_at": outcome.long.iter().map(|path| clean::path(path)).collect::<Vec<_>>(),
            "diagnostics":
                json::findings(&context.files(), &outcome.findings, context.asked.tongue),
        });
        return context.say(&Said { out: json::print(&object), ..Said::default() }, exit);
    }
    let said = report::findings(&context.files(), &outcome.findings, &context.asked);
    context.say(&Said { out: said.out + &lines(context, outcome, how), err: said.err }, exit)
}

fn lines(context: &Context, outcome: &Outcome, how: How) -> String {
    let tongue = context.asked.tongue;
    let mut out = String::new();
    for one in &outcome.stripped {
        let found = tongue.pick(&one.found_nb, &one.found).join(", ");
        out += &format!("{}: {found}\n", one.file);
    }
    for path in &outcome.notes {
        let note = tongue.pick("ikke et bilde, ikke rørt", "no picture, left alone");
        out += &format!("{}: {note}\n", clean::path(path));
    }
    for path in &outcome.long {
        let limit = megabytes(LIMIT);
        let note = tongue.pick(
            format!("større enn {limit} MB, ikke sett på"),
            format!("larger than {limit} MB, not looked at"),
        );
        out += &format!("{}: {note}\n", clean::path(path));
    }
    let (of, count) = (outcome.pictures, outcome.stripped.len());
    out += &match how {
        How::Really => tongue
            .pick(format!("renset {count} av {of} bilder\n"), format!("cleaned {count} of {of} pictures\n")),
        How::Rehearse => tongue.pick(
            format!("{count} av {of} bilder har noe å rense bort; ingenting er endret\n"),
            format!("{count} of {of} pictures carry something to take out; nothing was changed\n"),
        ),
    };
    if how == How::Really && count > 0 {
        out += tongue.pick(
            "Det som er lagret i git før dette, blir ikke borte av rensingen.\n",
            "What git kept before this does not go away by the cleaning.\n",
        );
    }
    out
}
