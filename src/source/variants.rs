//! Pictures that stand in for another in some language: `photo.ar.jpg` for `photo.jpg`, a poster with words in it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::locale::Lang;

/// Extensions of pictures, in lower case.
const PICTURES: [&str; 6] = ["jpg", "jpeg", "png", "webp", "gif", "svg"];
/// Longest name of a language itself: a longer word between two points is a part of the picture's own name.
const LANGUAGE: usize = 3;

/// Every picture whose name says a language, by the name it would have without.
#[derive(Clone, Default, Debug)]
pub struct Variants {
    by_plain: BTreeMap<PathBuf, Vec<(Lang, PathBuf)>>,
}

impl Variants {
    /// Those among the files; of two for one language the first in the order of names.
    pub(super) fn of<'a>(files: impl IntoIterator<Item = &'a PathBuf>) -> Self {
        let mut variants = Self::default();
        for file in files {
            if let Some((plain, lang)) = apart(file) {
                variants.by_plain.entry(plain).or_default().push((lang, file.clone()));
            }
        }
        variants
    }

    /// The file that readers along `chain` see where a text names `plain`: the first language that has one of its own,
    /// else the one without a language, whether it is there or not.
    pub fn seen<'a>(&'a self, plain: &'a Path, chain: &[Lang]) -> &'a Path {
        let own = self.all(plain);
        let first = chain.iter().find_map(|lang| own.iter().find(|(known, _)| known == lang));
        first.map_or(plain, |(_, file)| file)
    }

    /// What stands in for a picture.
    pub fn all(&self, plain: &Path) -> &[(Lang, PathBuf)] {
        self.by_plain.get(plain).map(Vec::as_slice).unwrap_or_default()
    }

    /// The picture that a file stands in for.
    pub fn plain(file: &Path) -> Option<PathBuf> {
        apart(file).map(|(plain, _)| plain)
    }

    /// All of them, with the names they would have without a language.
    pub fn iter(&self) -> impl Iterator<Item = (&Path, &Lang, &Path)> {
        self.by_plain
            .iter()
            .flat_map(|(plain, all)| all.iter().map(move |(lang, file)| (&**plain, lang, &**file)))
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.by_plain.is_empty()
    }
}

/// `photo.ar.jpg` as `photo.jpg` and `ar`.
fn apart(file: &Path) -> Option<(PathBuf, Lang)> {
    let (stem, extension) = file.file_name()?.to_str()?.rsplit_once('.')?;
    if !PICTURES.contains(&extension.to_ascii_lowercase().as_str()) {
        return None;
    }
    let (stem, tag) = stem.rsplit_once('.').filter(|(stem, _)| !stem.is_empty())?;
    let language = tag.split('-').next().unwrap_or_default();
    let lang = Lang::parse(tag).filter(|_| language.len() <= LANGUAGE)?;
    Some((file.with_file_name(format!("{stem}.{extension}")), lang))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_language_of_the_chain_that_has_one() {
        let files = ["a/p.ar.jpg", "a/p.jpg", "a/p.no.jpg", "a/q.pt-br.PNG", "a/r.final.jpg", "a/s.ar.pdf"];
        let files = files.map(PathBuf::from);
        let variants = Variants::of(&files);
        let chain = |tags: &[&str]| tags.iter().map(|tag| Lang::parse(tag).unwrap()).collect::<Vec<_>>();
        let seen = |name: &str, tags: &[&str]| {
            variants.seen(Path::new(name), &chain(tags)).to_str().map(str::to_owned).unwrap()
        };
        assert_eq!(seen("a/p.jpg", &["ar", "en", "nb"]), "a/p.ar.jpg");
        assert_eq!(seen("a/p.jpg", &["ti", "en", "nb"]), "a/p.no.jpg");
        assert_eq!(seen("a/p.jpg", &["uk"]), "a/p.jpg");
        assert_eq!(seen("b/p.jpg", &["ar"]), "b/p.jpg");
        assert_eq!(seen("a/q.PNG", &["pt-BR"]), "a/q.pt-br.PNG");
        // A name of its own: nobody asked for another language's.
        assert_eq!(seen("a/p.ar.jpg", &["nb"]), "a/p.ar.jpg");
        assert_eq!(variants.iter().count(), 3);
    }
}
