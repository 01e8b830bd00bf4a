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
        match self.room_for(&folded) {
            Ok(folders) => {
                for end in folders {
                    self.folders.insert(folded[..end].to_owned(), owner.cloned());
                }
                self.taken.insert(folded, owner.cloned());
                Some(path)
            }
            Err(first) => {
                let mut places = owner.into_iter().chain(first).cloned();
                let mut finding = Diagnostic::new(codes::ADDRESS_TAKEN).with("address", &path);
                finding.place = places.next();
                finding.further.extend(places);
                self.findings.push(finding);
                None
            }
        }
    }

    /// Takes all that others took by themselves; `false` where something of it is in the way of what is taken here, or where
    /// something was found: then all is to be taken in turn.
    pub(super) fn absorb(&mut self, other: Self) -> bool {
        let is_file = |path: &String| self.taken.contains_key(path);
        let is_free = other.findings.is_empty()
            && !other.folders.keys().any(is_file)
            && !other.taken.keys().any(|path| is_file(path) || self.folders.contains_key(path));
        if is_free {
            self.taken.extend(other.taken);
            for (folder, owner) in other.folders {
                self.folders.entry(folder).or_insert(owner);
            }
        }
        is_free
    }

    /// Where the folders above a path end that nothing has needed yet; or else whose file has the path, needs it as a
    /// folder, or stands where it needs a folder.
    fn room_for(&self, folded: &str) -> Result<Vec<usize>, Option<&Place>> {
        if let Some(owner) = self.taken.get(folded).or_else(|| self.folders.get(folded)) {
            return Err(owner.as_ref());
        }
        let mut new = Vec::new();
        // Above a folder that is known every folder is, and no file.
        let above = folded.rmatch_indices('/').map(|(end, _)| end);
        for end in above.take_while(|end| !self.folders.contains_key(&folded[..*end])) {
            if let Some(owner) = self.taken.get(&folded[..end]) {
                return Err(owner.as_ref());
            }
            new.push(end);
        }
        Ok(new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claims(paths: &[&str]) -> Claims<'static> {
        let mut claims = Claims::new("vik");
        paths.iter().for_each(|path| drop(claims.take(path, None)));
        claims
    }

    #[test]
    fn what_is_taken_apart_is_in_the_way_as_if_it_were_taken_in_turn() {
        for (one, other) in [
            (&["a/index.html", "b/index.html"], &["en/a/index.html", "en/index.html"]),
            (&["a/index.html", "en/index.html"], &["en/a/index.html", "EN/index.html"]),
            (&["a/index.html", "en"], &["en/a/index.html", "en/index.html"]),
            (&["a/index.html", "en/a/b/index.html"], &["en/a/c/index.html", "en/a/b"]),
            (&["a/index.html", "b/index.html"], &["en/a/index.html", "en/con/index.html"]),
        ] {
            let mut together = claims(one);
            let absorbed = together.absorb(claims(other));
            let in_turn = claims(&[one.as_slice(), other.as_slice()].concat());
            assert_eq!(absorbed, in_turn.findings.is_empty(), "{one:?} {other:?}");
            if absorbed {
                assert_eq!((together.taken, together.folders), (in_turn.taken, in_turn.folders));
            }
        }
    }
}
