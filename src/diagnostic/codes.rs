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
    /// The parser itself broke on a text: our own bug.
    PARSER_BROKE = "G0601";
    /// A character that never belongs in a text.
    FORBIDDEN_CHARACTER = "G0602";
    /// A merge was left half done.
    CONFLICT_MARKER = "G0603";
    /// Blocks or spans nest too deep.
    NESTED_TOO_DEEP = "G0604";
    /// An address with a scheme that is not allowed.
    BAD_SCHEME = "G0605";
    /// An address that leads nowhere.
    BAD_TARGET = "G0606";
    /// A picture of another site.
    IMAGE_ELSEWHERE = "G0607";
    /// `#id` names no heading of the page.
    UNKNOWN_ANCHOR = "G0608";
    /// A heading of the first level in the text.
    HEADING_ONE = "G0609";
    /// A heading skips a level.
    HEADING_SKIPS = "G0610";
    /// An attribute behind a heading that is neither id nor class.
    HEADING_ATTRIBUTE = "G0611";
    /// An id is taken.
    DUPLICATE_HEADING_ID = "G0612";
    /// An id with characters that an address cannot hold well.
    BAD_HEADING_ID = "G0613";
    /// A heading without text.
    EMPTY_HEADING = "G0614";
    /// An HTML tag that is not allowed.
    RAW_HTML = "G0615";
    /// An allowed tag with something else in it.
    RAW_HTML_ATTRIBUTE = "G0616";
    /// A tag without its counterpart.
    RAW_HTML_UNBALANCED = "G0617";
    /// A footnote's mark without a note.
    NOTE_MISSING = "G0618";
    /// A footnote that nothing refers to.
    NOTE_UNUSED = "G0619";
    /// Two footnotes with one label.
    NOTE_TWICE = "G0620";
    /// A footnote's mark within a link.
    NOTE_IN_LINK = "G0621";
    /// A directive that cannot be understood.
    DIRECTIVE_MALFORMED = "G0622";
    /// A container that nothing closes.
    DIRECTIVE_UNCLOSED = "G0623";
    /// A closing line that nothing opened.
    DIRECTIVE_STRAY = "G0624";
    /// A directive where none can stand.
    DIRECTIVE_MISPLACED = "G0625";
    /// A link without text.
    EMPTY_LINK = "G0626";
    /// A variable in a link's title.
    VARIABLE_IN_TITLE = "G0627";
}
