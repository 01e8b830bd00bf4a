//! The one door to programs that print a page: an installed Chromium, or WeasyPrint.
//!
//! Only `globale handbook pdf` opens it; builds never do. The page lies on the disk with all it shows, and the browser
//! reaches for nothing else.
#![expect(clippy::disallowed_methods, reason = "this is the door everyone else goes through")]

use std::io;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// What browsers of the Chromium family are called.
const BROWSERS: [&str; 5] =
    ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
/// The other program that prints pages.
const WEASYPRINT: &str = "weasyprint";

/// Why there is no PDF.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Trouble {
    /// None of the programs is here; their names.
    NoProgram(String),
    /// The program, and what it said last.
    Failed(String, String),
}

/// Prints a page to a PDF. `own` is a folder the browser may keep its things in meanwhile.
///
/// # Errors
/// No program, or one that wrote nothing.
pub fn pdf(page: &Path, into: &Path, own: &Path) -> Result<(), Trouble> {
    for browser in BROWSERS {
        // A browser that may not shut itself in (root, some containers) ends at once: the page is ours and runs no script.
        let shut_in = [Vec::new(), vec!["--no-sandbox"]];
        let mut last = None;
        for more in shut_in {
            let mut command = Command::new(browser);
            command.args([
                "--headless",
                "--disable-gpu",
                "--no-pdf-header-footer",
                "--generate-pdf-document-outline",
            ]);
            command.args(["--no-first-run", "--disable-background-networking", "--disable-component-update"]);
            command.args(["--disable-sync", "--disable-extensions", "--host-resolver-rules=MAP * ~NOTFOUND"]);
            command.args(more);
            command.arg(argument("--user-data-dir=", own)).arg(argument("--print-to-pdf=", into));
            command.arg(argument("file://", page));
            match run(command) {
                Ok(output) if into.is_file() && output.status.success() => return Ok(()),
                Ok(output) => last = Some(output),
                Err(error) if error.kind() == io::ErrorKind::NotFound => break,
                Err(error) => return Err(Trouble::Failed(browser.to_owned(), error.to_string())),
            }
        }
        if let Some(output) = last {
            return Err(Trouble::Failed(browser.to_owned(), said(&output)));
        }
    }
    let mut command = Command::new(WEASYPRINT);
    command.arg(page).arg(into);
    match run(command) {
        Ok(output) if into.is_file() && output.status.success() => Ok(()),
        Ok(output) => Err(Trouble::Failed(WEASYPRINT.to_owned(), said(&output))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let all: Vec<&str> = BROWSERS.iter().chain([&WEASYPRINT]).copied().collect();
            Err(Trouble::NoProgram(all.join(", ")))
        }
        Err(error) => Err(Trouble::Failed(WEASYPRINT.to_owned(), error.to_string())),
    }
}

fn argument(name: &str, path: &Path) -> std::ffi::OsString {
    let mut argument = std::ffi::OsString::from(name);
    argument.push(path);
    argument
}

fn run(mut command: Command) -> io::Result<Output> {
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).output()
}

fn said(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stderr);
    let last = text.lines().rfind(|line| !line.trim().is_empty());
    last.unwrap_or("it ended without a word").to_owned()
}
