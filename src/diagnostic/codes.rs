//! Every code, in ranges by room, with the name the code uses for it.
//!
//! G00 usage and environment · G01 site.toml, types · G02 files · G03 front matter and fields · G04 editions ·
//! G05 rules of the domain and of privacy · G06 Markdown and links · G07 pictures · G08 plan and addresses ·
//! G09 themes and rendering · G10 output · G11 serve

use super::Code;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $code:literal;)*) => {
        $($(#[$doc])* pub const $name: Code = Code($code);)*
        /// All of them.
        pub const ALL: &[Code] = &[$($name),*];
    };
}

/// The catalogue's files, one a range.
pub(super) const CATALOGUE: &[&str] = &[
    include_str!("catalogue/environment.toml"),
    include_str!("catalogue/config.toml"),
    include_str!("catalogue/source.toml"),
    include_str!("catalogue/model.toml"),
    include_str!("catalogue/markdown.toml"),
    include_str!("catalogue/image.toml"),
    include_str!("catalogue/plan.toml"),
    include_str!("catalogue/theme.toml"),
    include_str!("catalogue/output.toml"),
];

codes! {
    /// A file or folder could not be read.
    UNREADABLE = "G0001";
    /// There is no site.toml.
    NO_SITE_TOML = "G0002";
    /// `--initiative` names none of site.toml's.
    UNKNOWN_INITIATIVE_ASKED = "G0003";
    /// A picture's file has no bytes.
    PICTURE_EMPTY = "G0701";
    /// A picture's file is a Git LFS pointer.
    PICTURE_IS_LFS_POINTER = "G0702";
    /// A file used as a picture is none.
    NOT_A_PICTURE = "G0703";
    /// A picture has a format that is not for the web.
    PICTURE_FORMAT = "G0704";
    /// A picture has more than 50 MP.
    PICTURE_TOO_LARGE = "G0705";
    /// A picture has a side of more than 16,383 pixels.
    PICTURE_TOO_LONG = "G0706";
    /// A picture has more than 200 frames.
    PICTURE_TOO_MANY_FRAMES = "G0707";
    /// A picture's file has more bytes than are read.
    PICTURE_FILE_TOO_LONG = "G0708";
    /// A picture's file ends too early.
    PICTURE_CUT = "G0709";
    /// A picture cannot be decoded.
    PICTURE_BROKEN = "G0710";
    /// A JPEG of the one kind our decoder would show as garbage.
    PICTURE_SCANS = "G0711";
    /// A picture changed while it was read.
    PICTURE_CHANGED = "G0712";
    /// A picture's name says another format.
    PICTURE_EXTENSION = "G0713";
    /// An animation, of which only the first frame is shown.
    PICTURE_MOVES = "G0714";
    /// An SVG is longer than 1 MiB.
    SVG_TOO_LONG = "G0720";
    /// An SVG is not UTF-8.
    SVG_NOT_UTF8 = "G0721";
    /// An SVG is not well-formed XML.
    SVG_BROKEN = "G0722";
    /// An SVG has a DOCTYPE.
    SVG_DOCTYPE = "G0723";
    /// An SVG's outermost element is not svg.
    SVG_ROOT = "G0724";
    /// An SVG does not say how large it is.
    SVG_SIZE = "G0725";
    /// An SVG holds something that runs or embeds.
    SVG_ACTIVE = "G0726";
    /// An SVG fetches from elsewhere.
    SVG_REFERENCE = "G0727";
    /// An SVG's CSS holds what cannot be let through.
    SVG_STYLE = "G0728";
}
