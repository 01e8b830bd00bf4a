//! The streams, and whether they take colours. All printing of the program is here, and all asking.

use std::io::{self, BufRead, IsTerminal, Write};

use anstream::adapter::strip_str;
use anstream::stream::{AsLockedWrite, RawStream};
use anstream::{AutoStream, ColorChoice};

use super::Said;

/// Standard output and standard error.
#[derive(Clone, Copy, Debug)]
pub struct Terminal {
    color: ColorChoice,
}

/// Someone who can be asked.
pub trait Person {
    /// The answer to a question, without its line break; `None` where none will come.
    fn ask(&self, question: &str) -> Option<String>;

    /// Tells them something, such as what was wrong with an answer.
    fn tell(&self, text: &str);
}

impl Person for Terminal {
    #[expect(clippy::disallowed_methods, reason = "the one place that asks")]
    fn ask(&self, question: &str) -> Option<String> {
        self.tell(question);
        let mut answer = String::new();
        // Nothing at all is the end of the input: the person has left.
        let read = io::stdin().lock().read_line(&mut answer).ok()?;
        (read > 0).then(|| answer.trim().to_owned())
    }

    fn tell(&self, text: &str) {
        // Who cannot be told gives no answer either.
        let _ = print(AutoStream::new(io::stderr(), self.color), text);
    }
}

/// When to use colours.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, clap::ValueEnum)]
pub enum Color {
    /// Where a terminal shows them.
    #[default]
    Auto,
    /// Also in files and pipes.
    Always,
    /// Nowhere.
    Never,
}

impl Terminal {
    /// With colours as wanted.
    pub fn new(color: Color) -> Self {
        let color = match color {
            Color::Auto => ColorChoice::Auto,
            Color::Always => ColorChoice::Always,
            Color::Never => ColorChoice::Never,
        };
        Self { color }
    }

    /// Whether somebody sits at it: what is typed comes from a keyboard, and what is asked can be read.
    #[expect(clippy::disallowed_methods, reason = "the one place that asks")]
    pub fn person(&self) -> Option<&dyn Person> {
        (io::stdin().is_terminal() && io::stderr().is_terminal()).then_some(self as &dyn Person)
    }

    /// Prints: standard error first, so that what was done comes last.
    ///
    /// # Errors
    /// What the streams say. A reader who has gone (`globale list | head`) is no error.
    pub fn say(&self, said: &Said) -> io::Result<()> {
        let err = print(AutoStream::new(io::stderr(), self.color), &said.err);
        let out = print(AutoStream::new(io::stdout(), self.color), &said.out);
        err.and(out)
    }
}

fn print<S: RawStream + AsLockedWrite>(stream: AutoStream<S>, text: &str) -> io::Result<()> {
    if text.is_empty() {
        return Ok(());
    }
    // Taken out beforehand, colours do not cut the text into thousands of pieces, each written by itself.
    let written = match stream.current_choice() {
        ColorChoice::Never => write(stream.into_inner(), &strip_str(text).to_string()),
        _ => write(stream, text),
    };
    match written {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        done => done,
    }
}

fn write(mut stream: impl Write, text: &str) -> io::Result<()> {
    stream.write_all(text.as_bytes())?;
    stream.flush()
}
