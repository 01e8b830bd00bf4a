//! Every path belongs to one output only.

use std::collections::HashMap;

use super::path::OutputPath;
use crate::diagnostic::{Diagnostic, Place, codes};

/// Which paths are taken, by whom.
pub(super) struct Claims<'a> {
    town: &'a str,
    /// By folded path, the file that asked for it.
    pub(super) taken: HashMap<String, Option<Place>>,
    /// Folders that must be there for what is taken.
    folders: HashMap<String, Option<Place>>,
    /// Paths that could not be taken.
    pub(super) findings: Vec<Diagnostic>,
}

impl<'a> Claims<'a> {
    /// Nothing taken yet below a town's folder.
    pub(super) fn new(town: &'a str) -> Self {
        Self { town, taken: HashMap::new(), folders: HashMap::new(), findings: Vec::new() }
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
        let folded = path.folded();
        if let Some(first) = self.in_the_way(&folded) {
            let mut places = owner.into_iter().chain(first).cloned();
            let mut finding = Diagnostic::new(codes::ADDRESS_TAKEN).with("address", &path);
            finding.place = places.next();
            finding.further.extend(places);
            self.findings.push(finding);
            return None;
        }
        for (at, _) in folded.match_indices('/') {
            if !self.folders.contains_key(&folded[..at]) {
                self.folders.insert(folded[..at].to_owned(), owner.cloned());
            }
        }
        self.taken.insert(folded, owner.cloned());
        Some(path)
    }

    /// Whose file has the path, needs it as a folder, or stands where it needs a folder.
    fn in_the_way(&self, folded: &str) -> Option<Option<&Place>> {
        let above = || folded.match_indices('/').find_map(|(at, _)| self.taken.get(&folded[..at]));
        let owner = self.taken.get(folded).or_else(|| self.folders.get(folded)).or_else(above)?;
        Some(owner.as_ref())
    }
}
