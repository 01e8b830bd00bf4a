//! The last look at what is published: nothing loads from another origin, and no file gives away more than it shows.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use crate::diagnostic::{Diagnostic, Place, codes};
use crate::disk::Disk;
use crate::image;
use crate::render::{Elsewhere, Kind, elsewhere, kind_of};
use crate::theme::THEMES;

/// What pages load from elsewhere: by template and address, the first page and how many.
#[derive(Default)]
pub(super) struct Gate {
    found: Mutex<BTreeMap<(String, Elsewhere), (String, usize)>>,
}

impl Gate {
    /// Looks through a page or an asset of the theme; `from` is its template.
    ///
    /// Returns whether nothing was found.
    pub(super) fn look(&self, bytes: &[u8], (page, from): (&str, &str), base_url: &str) -> bool {
        let kind = kind_of(page).or_else(|| page.ends_with('/').then_some(Kind::Html));
        let found = kind.map(|kind| elsewhere(bytes, kind, origin(base_url))).unwrap_or_default();
        let clean = found.is_empty();
        for one in found {
            let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
            let (first, count) = found.entry((from.to_owned(), one)).or_insert_with(|| (page.to_owned(), 0));
            *count += 1;
            if page < first.as_str() {
                page.clone_into(first);
            }
        }
        clean
    }

    /// What was found (`G0913`), once a template, with its place in the theme where it stands there.
    pub(super) fn findings(self, disk: &dyn Disk, root: &Path) -> Vec<Diagnostic> {
        let found = self.found.into_inner().unwrap_or_else(PoisonError::into_inner);
        let sentence = |((template, one), (page, count)): ((String, Elsewhere), (String, usize))| {
            let place = in_theme(disk, root, &one.address);
            let finding = Diagnostic::new(codes::LOADS_ELSEWHERE)
                .with("page", page)
                .with("template", template)
                .with("pages", count)
                .with("what", &one.what)
                .with("address", &one.address);
            match place {
                Some(place) => finding.at(place),
                None => finding,
            }
        };
        found.into_iter().map(sentence).collect()
    }
}

/// The first place in the themes where an address stands.
fn in_theme(disk: &dyn Disk, root: &Path, address: &str) -> Option<Place> {
    let folder = root.join(THEMES);
    let (files, _) = disk.walk(&folder);
    files.into_iter().find_map(|item| {
        let bytes = disk.read(&folder.join(&item.path)).ok()?;
        place(&bytes, &Path::new(THEMES).join(item.path), address)
    })
}

/// Where an address stands in a text.
fn place(bytes: &[u8], file: &Path, address: &str) -> Option<Place> {
    let wanted = address.trim_end_matches('…');
    let text = std::str::from_utf8(bytes).ok().filter(|_| !wanted.is_empty())?;
    let at = text.find(wanted)?;
    Some(Place::new(&file.into(), at..at + wanted.len()))
}

/// What is wrong with a file that is published as it is: a picture that tells more than it shows (`G0729`), a page that
/// loads from elsewhere (`G0914`), a drawing that runs (G0720 to G0728; one that pages show has been looked at).
pub(super) fn as_it_is(bytes: &[u8], (file, shown): (&Path, bool), base_url: &str) -> Vec<Diagnostic> {
    let drawing = if shown { Vec::new() } else { image::unfit(bytes, file) };
    let kind = file.to_str().and_then(kind_of);
    let found = kind.map(|kind| elsewhere(bytes, kind, origin(base_url))).unwrap_or_default();
    let loads = found.into_iter().map(|one| {
        let place = place(bytes, file, &one.address).unwrap_or_else(|| Place::file(file));
        Diagnostic::new(codes::STATIC_LOADS_ELSEWHERE)
            .with("file", file.display())
            .with("what", &one.what)
            .with("address", &one.address)
            .at(place)
    });
    image::giveaway(bytes, file).into_iter().chain(drawing).chain(loads).collect()
}

/// Scheme and host of an address.
fn origin(base_url: &str) -> &str {
    let host = base_url.find("://").map_or(0, |at| at + 3);
    let end = base_url[host..].find('/').map_or(base_url.len(), |at| host + at);
    &base_url[..end]
}

#[cfg(test)]
mod tests {
    #[test]
    fn an_origin_is_scheme_and_host() {
        for (url, origin) in [
            ("https://a.example/b/c", "https://a.example"),
            ("http://127.0.0.1:1111", "http://127.0.0.1:1111"),
            ("/b", ""),
        ] {
            assert_eq!(super::origin(url), origin);
        }
    }
}
