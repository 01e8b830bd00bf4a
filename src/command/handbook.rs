//! `globale handbook pdf`: the whole handbook as a PDF, printed by a program that is installed here.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::{Context, Exit};
use crate::cli::Handbook;
use crate::diagnostic::{Diagnostic, codes};
use crate::disk;
use crate::output::Memory;
use crate::pipeline::{self, BookPage, Destination};
use crate::printer::{self, Trouble};
use crate::report::{self, Said, json};

/// Where a page lies while it is printed.
const DESK: &str = ".globale/cache/pdf";

pub(super) fn run(context: &Context, Handbook::Pdf { wish, language, output }: &Handbook) -> Exit {
    let options = match context.options(wish) {
        Ok(options) => options,
        Err(finding) => return context.refuse(&[*finding]),
    };
    let memory = Memory::default();
    let outcome = pipeline::build(context.disk, &options, Destination::Memory(&memory));
    options.progress.done();
    if Exit::of(&outcome.findings) != Exit::Fine {
        let said = report::report(&context.files(), &outcome, &context.asked);
        return context.say(&said, Exit::of(&outcome.findings));
    }
    let books = &outcome.summary.books;
    let wanted: Vec<&BookPage> =
        books.iter().filter(|book| language.as_ref().is_none_or(|lang| *lang == book.lang)).collect();
    if wanted.is_empty() {
        return context.refuse(&[no_book(books, language.as_deref())]);
    }
    let folder = context.root.join(output);
    let mut made = Vec::new();
    for book in wanted {
        match print(context, &memory, book, &folder) {
            Ok(file) => made.push(output.join(file)),
            Err(finding) => return context.refuse(&[*finding]),
        }
    }
    context.say(&told(context, &made), Exit::Fine)
}

fn no_book(books: &[BookPage], language: Option<&str>) -> Diagnostic {
    let known: Vec<String> = books.iter().map(|book| format!("{} {}", book.initiative, book.lang)).collect();
    Diagnostic::new(codes::NO_SUCH_BOOK)
        .with("asked", language.unwrap_or("-"))
        .with("known", if known.is_empty() { "-".to_owned() } else { known.join(", ") })
}

/// Lays a page with all it shows on the disk, has it printed, and clears up.
fn print(
    context: &Context,
    memory: &Memory,
    book: &BookPage,
    folder: &Path,
) -> Result<PathBuf, Box<Diagnostic>> {
    let desk = context.root.join(DESK).join(format!("{}-{}", book.initiative, book.lang));
    let name = PathBuf::from(format!("{}-{}.pdf", book.initiative, book.lang));
    let not_written = |path: &Path, error: std::io::Error| {
        Box::new(Diagnostic::new(codes::NOT_WRITTEN).with("path", path.display()).with("reason", error))
    };
    for (inner, bytes) in laid_out(memory, book, &desk) {
        let path = desk.join(inner);
        disk::write_whole(context.disk, &path, &bytes).map_err(|error| not_written(&path, error))?;
    }
    context.disk.create_folder(folder).map_err(|error| not_written(folder, error))?;
    let into = folder.join(&name);
    let printed = printer::pdf(&desk.join(PAGE), &into, &desk.join("browser"));
    // What is left on the desk is only in the way, and may always be emptied.
    let _ = context.disk.remove_folder(&desk);
    printed.map(|()| name).map_err(|trouble| {
        Box::new(match trouble {
            Trouble::NoProgram(tried) => Diagnostic::new(codes::NO_PRINTER).with("tried", tried),
            Trouble::Failed(program, reason) => {
                Diagnostic::new(codes::PDF_FAILED).with("program", program).with("reason", reason)
            }
        })
    })
}

/// The page's own file on the desk.
const PAGE: &str = "page.html";

/// The page, and the stylesheets, fonts and pictures it names, with addresses that lead to them on the desk.
fn laid_out(memory: &Memory, book: &BookPage, desk: &Path) -> BTreeMap<String, Vec<u8>> {
    let text = |path: &str| memory.get(path).map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    let mut html = text(&book.page).unwrap_or_default();
    let town = format!("{}/", book.initiative);
    let mut named = html.clone();
    let mut files = BTreeMap::new();
    let paths = memory.paths();
    let inner: Vec<&str> =
        paths.iter().filter_map(|path| path.as_str().strip_prefix(town.as_str())).collect();
    let mine = |inner: &&&str| inner.starts_with("assets/") || inner.starts_with("media/");
    // Stylesheets first: they name fonts.
    for sheet in inner.iter().filter(mine).filter(|inner| inner.ends_with(".css")) {
        if named.contains(*sheet) {
            let css = text(&format!("{town}{sheet}")).unwrap_or_default();
            named.push_str(&css);
            files.insert((*sheet).to_owned(), at_home(&css, &book.base, desk).into_bytes());
        }
    }
    for file in inner.iter().filter(mine).filter(|inner| !inner.ends_with(".css")) {
        if let Some(bytes) = memory.get(&format!("{town}{file}")).filter(|_| named.contains(*file)) {
            files.insert((*file).to_owned(), bytes.to_vec());
        }
    }
    html = at_home(&html, &book.base, desk);
    files.insert(PAGE.to_owned(), html.into_bytes());
    files
}

/// A text whose addresses of pictures and assets lead to the desk.
fn at_home(text: &str, base: &str, desk: &Path) -> String {
    let mut text = text.to_owned();
    for folder in ["assets/", "media/"] {
        for before in ['"', ' ', '(', ','] {
            let there = format!("{before}{base}{folder}");
            text = text.replace(&there, &format!("{before}file://{}/{folder}", desk.display()));
        }
    }
    text
}

fn told(context: &Context, made: &[PathBuf]) -> Said {
    let made: Vec<String> = made.iter().map(|path| path.display().to_string()).collect();
    match context.asked.format {
        report::Format::Json => {
            Said { out: json::print(&serde_json::json!({ "made": made })), ..Said::default() }
        }
        _ => Said { out: made.iter().map(|path| format!("{path}\n")).collect(), ..Said::default() },
    }
}
