//! What is wrong with one picture, before anyone knows which file it was and who uses it.

use std::sync::Arc;

use super::Wanted;
use crate::diagnostic::{Code, Diagnostic, Place, Span};

/// A finding without its file.
#[derive(Clone, Debug)]
pub(super) struct Trouble {
    code: Code,
    values: Vec<(&'static str, String)>,
    span: Option<Span>,
}

impl Trouble {
    /// A finding of this kind.
    pub(super) fn new(code: Code) -> Self {
        Self { code, values: Vec::new(), span: None }
    }

    /// Fills `{name}` in the sentences.
    pub(super) fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.values.push((name, value.to_string()));
        self
    }

    /// Says where in the picture's own file (an SVG is text).
    pub(super) fn at(mut self, span: impl Into<Span>) -> Self {
        self.span = Some(span.into());
        self
    }

    /// The diagnostic, with the file's name. Its place is the one in the file if there is one, else where the
    /// picture is used: nobody is helped by a line of a JPEG.
    pub(super) fn of(self, wanted: &Wanted) -> Diagnostic {
        let mut finding = Diagnostic::new(self.code).with("file", wanted.shown.display());
        for (name, value) in self.values {
            finding = finding.with(name, value);
        }
        match self.span {
            Some(span) => {
                let finding = finding.at(Place::new(&Arc::clone(&wanted.shown), span));
                // What no page asks for has only its own place.
                if wanted.place.file == wanted.shown { finding } else { finding.also(wanted.place.clone()) }
            }
            None => finding.at(wanted.place.clone()),
        }
    }
}
