//! [`OutputPath`]: the one type through which every output path passes.

use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

use unicode_normalization::{UnicodeNormalization, is_nfc};

/// Longest name most file systems take, in bytes.
const NAME_LIMIT: usize = 255;
/// Longest path, below the output folder: leaves room under the usual 4,096 for where that folder lies.
const PATH_LIMIT: usize = 1024;

/// A path below the output folder, such as `baerum/en/stories/first-month/index.html`: relative, parts joined
/// by `/`, NFC, nothing in it that any file system or shell could misread.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OutputPath(Arc<str>);

/// Why a text is no output path.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum BadPath {
    /// Empty, or a part of it is.
    Empty,
    /// `.` or `..`, or a leading `/`.
    Climbs,
    /// A control character, a backslash, or one of `<>:"|?*`.
    Character(char),
    /// A name Windows keeps for a device.
    Reserved(String),
    /// A part ends in a dot or a space, or begins with a space.
    Ends(String),
    /// Not NFC.
    NotNfc,
    /// A part is longer than 255 bytes, or the whole longer than 1,024.
    Long(usize),
}

impl OutputPath {
    /// Takes a path if it is fit to be written.
    ///
    /// # Errors
    /// The first thing that makes it unfit.
    pub fn new(text: impl AsRef<str>) -> Result<Self, BadPath> {
        let text = text.as_ref();
        if text.len() > PATH_LIMIT {
            return Err(BadPath::Long(text.len()));
        }
        if !text.is_ascii() && !is_nfc(text) {
            return Err(BadPath::NotNfc);
        }
        text.split('/').try_for_each(check_part)?;
        Ok(Self(Arc::from(text)))
    }

    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What two paths must not share: the path as a file system that folds case and composes accents sees it.
    pub fn folded(&self) -> String {
        if self.0.is_ascii() {
            return self.0.to_ascii_lowercase();
        }
        self.0.chars().flat_map(char::to_lowercase).nfc().collect()
    }

    /// The folder part; `None` at the top.
    pub fn folder(&self) -> Option<&str> {
        self.0.rsplit_once('/').map(|(folder, _)| folder)
    }
}

fn check_part(part: &str) -> Result<(), BadPath> {
    if part.is_empty() {
        return Err(BadPath::Empty);
    }
    if part == "." || part == ".." {
        return Err(BadPath::Climbs);
    }
    if part.len() > NAME_LIMIT {
        return Err(BadPath::Long(part.len()));
    }
    if let Some(bad) = part.chars().find(|letter| letter.is_control() || "\\<>:\"|?*".contains(*letter)) {
        return Err(BadPath::Character(bad));
    }
    // Of those within ASCII all are control characters.
    if !part.is_ascii()
        && let Some((_, bad)) = crate::text::forbidden_char(part)
    {
        return Err(BadPath::Character(bad));
    }
    if part.ends_with(['.', ' ']) || part.starts_with(' ') {
        return Err(BadPath::Ends(part.to_owned()));
    }
    if crate::text::is_device(part) {
        return Err(BadPath::Reserved(part.to_owned()));
    }
    Ok(())
}

impl Borrow<str> for OutputPath {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for OutputPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for OutputPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl fmt::Display for BadPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => write!(f, "a part is empty"),
            Self::Climbs => write!(f, "`.` and `..` lead elsewhere"),
            Self::Character(letter) => write!(f, "U+{:04X}", u32::from(*letter)),
            Self::Reserved(name) => write!(f, "`{name}` is a device on Windows"),
            Self::Ends(name) => write!(f, "`{name}` begins or ends in a space or dot"),
            Self::NotNfc => write!(f, "accents are not composed (NFC)"),
            Self::Long(bytes) => write!(f, "{bytes} bytes; at most 255 a name and 1024 in all"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_written() {
        for good in
            ["index.html", "baerum/historier/første-måned/index.html", "ar/قصص/index.html", ".nojekyll"]
        {
            assert!(OutputPath::new(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "/x",
            "a//b",
            "../x",
            "a/./b",
            "a\\b",
            "con/index.html",
            "AUX.html",
            "a./b",
            "e\u{301}",
            "a\u{202e}b",
            "a\0b",
        ] {
            assert!(OutputPath::new(bad).is_err(), "{bad:?}");
        }
        assert!(OutputPath::new("x".repeat(256)).is_err());
        assert!(OutputPath::new("xy/".repeat(400) + "z").is_err());
    }

    #[test]
    fn case_folds() {
        let fold = |text: &str| OutputPath::new(text).unwrap().folded();
        assert_eq!(fold("Historie/Å"), fold("historie/å"));
    }
}
