//! The two streams, and whether they take colours. All printing of the program is here.

use std::io::{self, Write};

use anstream::{AutoStream, ColorChoice};

use super::Said;

/// Standard output and standard error.
#[derive(Clone, Copy, Debug)]
pub struct Terminal {
    color: ColorChoice,
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

fn print(mut stream: impl Write, text: &str) -> io::Result<()> {
    if text.is_empty() {
        return Ok(());
    }
    match stream.write_all(text.as_bytes()).and_then(|()| stream.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        done => done,
    }
}
