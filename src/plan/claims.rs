//! Every path belongs to one output only.

use std::collections::HashMap;

use super::path::OutputPath;
use crate::diagnostic::{Diagnostic, Place, codes};

/// Which paths are taken, by whom.
pub(super) struct Claims<'a> {
    town: &'a str,
    /// By folded path, the file that asked for it.
    pub(super) taken: HashMap<String, Option<Place>>,
    /// Paths that could not be taken.
    pub(super) findings: Vec<Diagnostic>,
}

impl<'a> Claims<'a> {
    /// Nothing taken yet below a town's folder.
    pub(super) fn new(town: &'a str) -> Self {
        Self { town, taken: HashMap::new(), findings: Vec::new() }
    }

    /// Takes a path for a page; `None` (and a finding) where it is unfit or taken.
    pub(super) fn take(&mut self, inner: &str, owner: Option<&Place>) -> Option<OutputPath> {
        let say = |finding: Diagnostic| match owner {
            Some(place) => finding.at(place.clone()),
            None => finding,
        };
        let path = match OutputPath::new(format!("{}/{inner}", self.town)) {
            Ok(path) => path,
            Err(reason) => {
                let finding =
                    Diagnostic::new(codes::BAD_ADDRESS).with("address", inner).with("reason", reason);
                self.findings.push(say(finding));
                return None;
            }
        };
        if let Some(first) = self.taken.get(&path.folded()) {
            let finding = say(Diagnostic::new(codes::ADDRESS_TAKEN).with("address", &path));
            self.findings.push(match first {
                Some(place) => finding.also(place.clone()),
                None => finding,
            });
            return None;
        }
        self.taken.insert(path.folded(), owner.cloned());
        Some(path)
    }
}
