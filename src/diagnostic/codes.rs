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
}
