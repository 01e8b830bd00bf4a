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
    /// The output folder is or contains the project.
    OUTPUT_HOLDS_PROJECT = "G1001";
    /// The output folder is or contains a folder of sources.
    OUTPUT_HOLDS_SOURCES = "G1002";
    /// The output folder lies inside a folder of sources.
    OUTPUT_IN_SOURCES = "G1003";
    /// The output folder is or contains the user's home.
    OUTPUT_IS_HOME = "G1004";
    /// The output folder is the top of the file system.
    OUTPUT_IS_TOP = "G1005";
    /// The output folder holds things and does not carry our mark.
    OUTPUT_NOT_OURS = "G1006";
    /// A file stands where the output folder should be.
    OUTPUT_IS_FILE = "G1007";
    /// Another build holds the lock.
    OUTPUT_LOCKED = "G1008";
    /// Something of others has the name of our tree in the making.
    LEFTOVER_NOT_OURS = "G1009";
    /// The disk is full.
    DISK_FULL = "G1010";
    /// Writing is not allowed.
    NOT_WRITABLE = "G1011";
    /// Writing failed for another reason.
    NOT_WRITTEN = "G1012";
    /// A file that is not ours stands where a page is to be published.
    STRANGER_IN_THE_WAY = "G1013";
    /// The output folder changed while we built.
    DISTURBED = "G1014";
    /// The folder carries our mark, but what we wrote there is not known.
    MANIFEST_LOST = "G1015";
    /// The old tree could not be removed after the publishing.
    OLD_TREE_STAYS = "G1016";
    /// The output folder cannot be moved, such as a mount point.
    OUTPUT_MOUNTED = "G1017";
}
