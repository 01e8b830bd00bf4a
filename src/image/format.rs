//! What a file is, by its first bytes, never by its name.

use std::path::Path;

use super::trouble::Trouble;
use crate::diagnostic::codes;

/// The formats a picture may have.
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Format {
    Jpeg,
    Png,
    Gif,
    Webp,
    Svg,
}

impl Format {
    const ALL: [Self; 5] = [Self::Jpeg, Self::Png, Self::Gif, Self::Webp, Self::Svg];

    /// Whether a file's name says that it is one of them.
    pub(super) fn is_name(file: &Path) -> bool {
        Self::ALL.into_iter().any(|format| format.fits(file))
    }

    /// What people call it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Jpeg => "JPEG",
            Self::Png => "PNG",
            Self::Gif => "GIF",
            Self::Webp => "WebP",
            Self::Svg => "SVG",
        }
    }

    /// The name extensions that tell the truth about it, the best one first.
    pub(super) fn extensions(self) -> &'static [&'static str] {
        match self {
            Self::Jpeg => &["jpg", "jpeg", "jpe", "jfif"],
            Self::Png => &["png", "apng"],
            Self::Gif => &["gif"],
            Self::Webp => &["webp"],
            Self::Svg => &["svg"],
        }
    }

    /// Whether the file's name says what the file is.
    pub(super) fn fits(self, file: &Path) -> bool {
        extension(file).is_some_and(|end| self.extensions().contains(&end.as_str()))
    }
}

fn extension(file: &Path) -> Option<String> {
    Some(file.extension()?.to_str()?.to_ascii_lowercase())
}

const LFS_POINTER: &[u8] = b"version https://git-lfs.github.com/spec/";

/// Beginnings of files that are pictures, or look like ones, but not for the web: (offset, bytes, name).
const FOREIGN: &[(usize, &[u8], &str)] = &[
    (4, b"ftypheic", "HEIC"),
    (4, b"ftypheix", "HEIC"),
    (4, b"ftyphevc", "HEIC"),
    (4, b"ftypmif1", "HEIC"),
    (4, b"ftypmsf1", "HEIC"),
    (4, b"ftypavif", "AVIF"),
    (4, b"ftypavis", "AVIF"),
    (4, b"ftyp", "MP4"),
    (0, b"\0\0\0\x0cJXL ", "JPEG XL"),
    (0, b"\xff\x0a", "JPEG XL"),
    (0, b"\0\0\0\x0cjP  ", "JPEG 2000"),
    (0, b"II*\0", "TIFF"),
    (0, b"MM\0*", "TIFF"),
    (0, b"BM", "BMP"),
    (0, b"8BPS", "Photoshop"),
    (0, b"%PDF", "PDF"),
    (0, b"%!PS", "EPS"),
    (0, b"\0\0\x01\0", "ICO"),
    (0, b"\x1f\x8b", "SVGZ / gzip"),
    (0, b"PK\x03\x04", "ZIP"),
];

/// The name of a photo's format that the site cannot use, if the file is such a photo.
pub(super) fn photo_elsewhere(bytes: &[u8]) -> Option<&'static str> {
    let found = FOREIGN.iter().find(|(offset, magic, _)| begins(bytes, *offset, magic));
    found.map(|(_, _, name)| *name).filter(|name| ["HEIC", "AVIF", "TIFF"].contains(name))
}

fn begins(bytes: &[u8], offset: usize, magic: &[u8]) -> bool {
    bytes.get(offset..).is_some_and(|rest| rest.starts_with(magic))
}

/// Tells a picture's format, or why it is none.
pub(super) fn of(bytes: &[u8], file: &Path) -> Result<Format, Trouble> {
    if bytes.is_empty() {
        return Err(Trouble::new(codes::PICTURE_EMPTY));
    }
    if begins(bytes, 0, LFS_POINTER) {
        return Err(Trouble::new(codes::PICTURE_IS_LFS_POINTER));
    }
    if begins(bytes, 0, b"\xff\xd8\xff") {
        return Ok(Format::Jpeg);
    }
    if begins(bytes, 0, b"\x89PNG\r\n\x1a\n") {
        return Ok(Format::Png);
    }
    if begins(bytes, 0, b"GIF87a") || begins(bytes, 0, b"GIF89a") {
        return Ok(Format::Gif);
    }
    if begins(bytes, 0, b"RIFF") && begins(bytes, 8, b"WEBP") {
        return Ok(Format::Webp);
    }
    if is_svg(bytes, file) {
        return Ok(Format::Svg);
    }
    match FOREIGN.iter().find(|(offset, magic, _)| begins(bytes, *offset, magic)) {
        Some((_, _, name)) => Err(Trouble::new(codes::PICTURE_FORMAT).with("format", name)),
        None => Err(Trouble::new(codes::NOT_A_PICTURE)),
    }
}

/// Text that begins with `<` and soon says `svg`, or any text so named: the SVG reader then says what is
/// wrong with it.
fn is_svg(bytes: &[u8], file: &Path) -> bool {
    const LOOK: usize = 4096;
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let start = bytes.get(..bytes.len().min(LOOK)).unwrap_or(bytes);
    let tag = start.trim_ascii_start().first() == Some(&b'<');
    tag && (Format::Svg.fits(file) || start.windows(4).any(|four| matches!(four, b"<svg" | b":svg")))
}
