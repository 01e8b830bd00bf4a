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
    include_str!("catalogue/edition.toml"),
    include_str!("catalogue/check.toml"),
    include_str!("catalogue/privacy.toml"),
    include_str!("catalogue/markdown.toml"),
    include_str!("catalogue/image.toml"),
    include_str!("catalogue/plan.toml"),
    include_str!("catalogue/theme.toml"),
    include_str!("catalogue/output.toml"),
    include_str!("catalogue/serve.toml"),
];

codes! {
    /// A file or folder could not be read.
    UNREADABLE = "G0001";
    /// There is no site.toml.
    NO_SITE_TOML = "G0002";
    /// `--initiative` names none of site.toml's.
    UNKNOWN_INITIATIVE_ASKED = "G0003";
    /// SOURCE_DATE_EPOCH is no number of seconds.
    BAD_EPOCH = "G0004";
    /// `explain` is asked for a code that is none.
    UNKNOWN_CODE = "G0005";
    /// The program itself failed.
    OUR_BUG = "G0006";
    /// build-report.json could not be written.
    REPORT_NOT_WRITTEN = "G0007";
    /// What was to be printed could not be.
    NOT_PRINTED = "G0008";
    /// A file of the editor that cannot be changed without losing what a person wrote.
    SETTINGS_LEFT = "G0009";
    /// A committed schema that is not what the types say.
    SCHEMA_STALE = "G0010";
    /// A type is asked for that is none.
    UNKNOWN_TYPE_ASKED = "G0011";
    /// A new entry has the name of one that is there.
    ENTRY_EXISTS = "G0012";
    /// A new entry lacks what its type requires.
    NEW_LACKS = "G0013";
    /// A `--set` that cannot be understood.
    BAD_SET = "G0014";
    /// A file changed while it was to be mended.
    MEND_DISTURBED = "G0015";
    /// A mended file could not be written.
    MEND_NOT_WRITTEN = "G0016";
    /// A file to clean is not there.
    NOT_THERE = "G0020";
    /// A file to clean is a link, or lies outside the project.
    NOT_OURS_TO_CLEAN = "G0021";
    /// A photo of a kind that is not cleaned here.
    CANNOT_CLEAN = "G0022";
    /// A picture too broken to be rewritten.
    TOO_BROKEN_TO_CLEAN = "G0023";
    /// A file could not be changed or removed.
    NOT_CHANGED = "G0024";
    /// An entry to withdraw is not there.
    NO_SUCH_ENTRY = "G0025";
    /// The folder of an entry to withdraw holds other entries.
    FOLDER_SHARED = "G0026";
    /// `.globale/withdrawn.toml` cannot be read.
    WITHDRAWN_UNREADABLE = "G0027";
    /// The folder of a new project holds something already.
    FOLDER_NOT_EMPTY = "G0028";
    /// An initiative that is to be added is there already.
    INITIATIVE_EXISTS = "G0029";
    /// site.toml is written in a way that no initiative can be added at its end.
    INITIATIVE_NOT_ADDED = "G0030";
    /// No build remembers a page of this name.
    UNKNOWN_PAGE = "G0035";
    /// No program here can make a PDF.
    NO_PRINTER = "G0040";
    /// A program that was to make a PDF did not.
    PDF_FAILED = "G0041";
    /// A handbook is asked for that no edition has.
    NO_SUCH_BOOK = "G0042";
    /// A key that is not known where it stands.
    UNKNOWN_KEY = "G0101";
    /// TOML that cannot be read.
    TOML_SYNTAX = "G0102";
    /// A key that must be there is not.
    MISSING_KEY = "G0103";
    /// A value of another kind than wanted.
    WRONG_KIND = "G0104";
    /// A word that names nothing known here.
    UNKNOWN_NAME = "G0105";
    /// A base_url that is no address.
    BAD_BASE_URL = "G0106";
    /// A language tag that is none.
    BAD_LANGUAGE = "G0107";
    /// A fallback chain that leads back to itself.
    FALLBACK_CYCLE = "G0108";
    /// A time zone nobody knows.
    BAD_TIME_ZONE = "G0109";
    /// An id that is reserved or cannot stand in an address.
    BAD_ID = "G0110";
    /// A colour that is not `#rrggbb`.
    BAD_COLOUR = "G0111";
    /// site.toml names no initiative.
    NO_INITIATIVE = "G0112";
    /// A field that lacks a key its kind needs.
    BAD_FIELD = "G0113";
    /// A pattern that cannot be read.
    BAD_PATTERN = "G0114";
    /// A key that says nothing about fields of this kind.
    BOUND_WITHOUT_MEANING = "G0115";
    /// A `min` above its `max`.
    BOUNDS_CROSS = "G0116";
    /// Two types with one folder.
    FOLDER_TAKEN = "G0117";
    /// A field with the name of a derived value.
    DERIVED_DECLARED = "G0118";
    /// A text in TOML that stands without quotes.
    TEXT_WITHOUT_QUOTES = "G0119";
    /// A layer's name that is no folder's.
    BAD_LAYER_NAME = "G0130";
    /// `git`, `rev` or `path` of a layer that cannot be used.
    BAD_LAYER_SOURCE = "G0131";
    /// A contact of security.txt that is no address.
    BAD_SECURITY_CONTACT = "G0132";
    /// A security.txt that is past its last day.
    SECURITY_EXPIRED = "G0133";
    /// A security.txt that soon will be.
    SECURITY_ENDS_SOON = "G0134";
    /// A param that is not of the kind its theme declares.
    PARAM_MISFIT = "G0120";
    /// A colour on which, or in which, something cannot be read.
    LOW_CONTRAST = "G0121";
    /// A file that is not UTF-8.
    NOT_UTF8 = "G0201";
    /// Front matter that never ends.
    UNCLOSED_FRONT_MATTER = "G0202";
    /// YAML that cannot be read.
    YAML_SYNTAX = "G0203";
    /// A colon in a value without quotes.
    UNQUOTED_COLON = "G0204";
    /// One key twice.
    DUPLICATE_KEY = "G0205";
    /// YAML nested deeper than anyone writes.
    YAML_DEPTH = "G0206";
    /// YAML anchors and aliases.
    YAML_ALIAS = "G0207";
    /// Front matter larger than 64 KiB.
    FRONT_MATTER_SIZE = "G0208";
    /// A file without front matter.
    NO_FRONT_MATTER = "G0209";
    /// A link, pipe, socket or device among the content.
    NOT_A_FILE = "G0210";
    /// A file name that is not UTF-8 or cannot be published.
    BAD_FILE_NAME = "G0211";
    /// A file with nothing in it.
    EMPTY_FILE = "G0212";
    /// A file name without a language, or with an unknown one.
    FILE_LANGUAGE = "G0213";
    /// A folder that is no type's.
    UNKNOWN_TYPE_FOLDER = "G0214";
    /// Two files for one entry in one language.
    TWICE_IN_LANGUAGE = "G0215";
    /// Text after the end of the front matter's document.
    YAML_TWO_DOCUMENTS = "G0216";
    /// Merge conflict marks outside the Markdown.
    FRONT_MATTER_CONFLICT = "G0217";
    /// A value that begins with a variable and has no quotes.
    UNQUOTED_VARIABLE = "G0218";
    /// A value that begins with a character YAML gives a meaning.
    MEANINGFUL_CHARACTER = "G0219";
    /// A key and its value with no space between.
    COLON_WITHOUT_SPACE = "G0220";
    /// A value that is cut by `#`.
    CUT_BY_REMARK = "G0221";
    /// Quotes within quotes of the same kind.
    QUOTES_WITHIN = "G0222";
    /// A line that begins with no key.
    LINE_WITHOUT_KEY = "G0223";
    /// A tab where a line begins.
    TAB_INDENT = "G0224";
    /// A text whose name ends otherwise than texts do.
    TEXT_ENDING = "G0225";
    /// A folder of content that no initiative shows.
    UNSHOWN_FOLDER = "G0226";
    /// A text that waited on disk could not be read again.
    LOST_TEXT = "G0227";
    /// A required field that is not there.
    REQUIRED_FIELD = "G0301";
    /// A field only the original may hold.
    NOT_TRANSLATABLE = "G0302";
    /// An entry without its original.
    NO_ORIGINAL = "G0303";
    /// A date the calendar does not have.
    BAD_DATE = "G0304";
    /// A number that is none.
    BAD_NUMBER = "G0305";
    /// A truth that is neither true nor false.
    BAD_BOOL = "G0306";
    /// A word that is not among those allowed.
    NOT_AMONG = "G0307";
    /// A slug that cannot stand in an address.
    BAD_SLUG = "G0308";
    /// An address that is none.
    BAD_URL = "G0309";
    /// An e-mail address that is none.
    BAD_EMAIL = "G0310";
    /// A number that is too small.
    TOO_SMALL = "G0311";
    /// A number that is too large.
    TOO_LARGE = "G0312";
    /// A control character or a mark that turns direction.
    FORBIDDEN_IN_FIELD = "G0313";
    /// A value the program works out, written by hand.
    DERIVED_TYPED = "G0314";
    /// A text that does not have the form its field wants.
    PATTERN_MISSED = "G0315";
    /// One word twice in a set.
    TWICE_IN_SET = "G0316";
    /// Too few in a list or set.
    TOO_FEW = "G0317";
    /// Too many in a list or set.
    TOO_MANY = "G0318";
    /// A time where only a day is wanted.
    DAY_ALONE = "G0319";
    /// A text of too few letters.
    TOO_SHORT = "G0320";
    /// A text of too many letters.
    TOO_LONG = "G0321";
    /// Variables a town has no values for, all of them at once.
    MISSING_VARIABLES = "G0401";
    /// A variable's value that is not of the kind its layer declares.
    VARIABLE_KIND = "G0402";
    /// A layer of another project that is not there yet.
    LAYER_NOT_FETCHED = "G0403";
    /// A fetched layer that is not the one layers.lock tells of.
    LAYER_NOT_LOCKED = "G0404";
    /// A fetched file that somebody changed.
    LAYER_CHANGED = "G0405";
    /// A file in a layer of another project that would run.
    LAYER_NOT_DATA = "G0406";
    /// layers.lock cannot be understood.
    LOCK_UNREADABLE = "G0407";
    /// A layer an initiative names and nobody has.
    NO_SUCH_LAYER = "G0408";
    /// A page over a lower layer's, without the snapshot it was made from.
    SHADOWS_WITHOUT_BASE = "G0410";
    /// Sections for a page that no lower layer has in that language.
    NOTHING_TO_OVERRIDE = "G0411";
    /// Sections beside a whole page of the same layer.
    SECTIONS_BESIDE_PAGE = "G0412";
    /// A section to change that the page does not have.
    NO_SUCH_SECTION = "G0413";
    /// A heading in a file of sections that does nothing.
    SECTION_WITHOUT_OPERATION = "G0414";
    /// Text in a file of sections before its first heading.
    TEXT_BEFORE_SECTIONS = "G0415";
    /// A section of another level than the one it stands for.
    SECTION_LEVEL = "G0416";
    /// Text under a heading that takes a section away.
    TEXT_UNDER_REMOVE = "G0417";
    /// A heading's id that another layer's section of the page has.
    SECTION_ID_TAKEN = "G0418";
    /// `hidden: true` where no lower layer has a page.
    HIDES_NOTHING = "G0419";
    /// A page is asked for that no layer has.
    NO_SUCH_PAGE = "G0430";
    /// A page to override that no lower layer has.
    NOT_IN_LOWER_LAYER = "G0431";
    /// A town's own file that is there already.
    OVERRIDE_EXISTS = "G0432";
    /// Several initiatives, and none named.
    WHICH_INITIATIVE = "G0433";
    /// A layer is asked for that is fetched from nowhere.
    NOTHING_TO_FETCH = "G0434";
    /// git could not be run, or did not give what was asked for.
    GIT_FAILED = "G0435";
    /// A file of an upstream layer that cannot be taken in.
    NOT_TAKEN_IN = "G0436";
    /// A page to adopt that names its snapshot already.
    ALREADY_ADOPTED = "G0437";
    /// A base that names a snapshot that is not there.
    BASE_MISSING = "G0440";
    /// A snapshot that is no text.
    BASE_DAMAGED = "G0441";
    /// A snapshot that somebody edited.
    BASE_EDITED = "G0442";
    /// `base: now`, before `check --fix`.
    BASE_NOW = "G0443";
    /// A translation whose original has changed more than its language's limit.
    TRANSLATION_OLD = "G0444";
    /// The same, past the limit that fails.
    TRANSLATION_TOO_OLD = "G0445";
    /// A translation that lacks a change of what its author calls critical.
    CRITICAL_CHANGED = "G0446";
    /// A page that is not there in a language, or has no original to translate.
    NO_TRANSLATION = "G0447";
    /// A block that has not changed, or is not there.
    NO_SUCH_BLOCK = "G0448";
    /// A block that cannot be taken over without others.
    BLOCK_NOT_ALONE = "G0449";
    /// A PO file that cannot be read.
    PO_SYNTAX = "G0450";
    /// A translation that lacks what its original has: a variable, a link, a number.
    PO_LACKS = "G0451";
    /// A unit whose original has changed since it was exported.
    PO_STALE = "G0452";
    /// A page of another shape than its original, of which a PO file translates only a part.
    PO_PARTIAL = "G0453";
    /// A translation that was edited since its PO file was exported.
    PO_OLDER = "G0454";
    /// A translation of which its PO file does not tell what it said.
    PO_UNTOLD = "G0455";
    /// A PO file without a language.
    PO_NO_LANGUAGE = "G0456";
    /// A PO file in another language than the one asked for.
    PO_OTHER_LANGUAGE = "G0457";
    /// A translation that does not name its state, of which a PO file confirms only a part.
    PO_UNSURE = "G0458";
    /// A translation of a fetched layer, which a PO file would change.
    PO_FETCHED = "G0459";
    /// A reference to an entry that is not there.
    UNKNOWN_REFERENCE = "G0501";
    /// A split that does not sum to 100.
    SPLIT_SUM = "G0502";
    /// What ends before it begins.
    DATES_OUT_OF_ORDER = "G0503";
    /// A member that has not hired, where hiring was the condition.
    MEMBER_WITHOUT_HIRE = "G0504";
    /// A member before there were members.
    MEMBER_TOO_EARLY = "G0505";
    /// A deadline without its day.
    DEADLINE_WITHOUT_DAY = "G0506";
    /// A point that counts so few people that they can be told.
    FEW_PEOPLE = "G0507";
    /// Points that are not in order.
    POINTS_OUT_OF_ORDER = "G0508";
    /// A goal whose day has passed.
    GOAL_PASSED = "G0509";
    /// A text that states a number and names no source.
    NUMBER_WITHOUT_SOURCE = "G0510";
    /// Two points of one date.
    POINT_TWICE = "G0511";
    /// A translated split with other shares than the original.
    SPLIT_DIFFERS = "G0512";
    /// A mark that something is still to be filled in.
    UNFINISHED = "G0513";
    /// A public body's site without a statement of its accessibility.
    NO_ACCESSIBILITY = "G0514";
    /// Somebody is told of without a consent.
    PERSON_WITHOUT_CONSENT = "G0520";
    /// A story quotes or shows somebody and does not say who.
    PERSONS_UNSAID = "G0521";
    /// Public office without a source.
    OFFICE_WITHOUT_SOURCE = "G0522";
    /// A consent that does not cover the web.
    WEB_NOT_COVERED = "G0523";
    /// A name without `name`.
    NAME_NOT_COVERED = "G0524";
    /// A photo without `photo`.
    PHOTO_NOT_COVERED = "G0525";
    /// An employer without `employer`.
    EMPLOYER_NOT_COVERED = "G0526";
    /// An origin without `origin`.
    ORIGIN_NOT_COVERED = "G0527";
    /// A quotation without `quote`.
    QUOTE_NOT_COVERED = "G0528";
    /// Another language without `translation`.
    TRANSLATION_NOT_COVERED = "G0529";
    /// Another text names somebody who may not be named.
    NAMED_ELSEWHERE = "G0530";
    /// A consent that ends within sixty days.
    CONSENT_ENDS_SOON = "G0531";
    /// A consent that holds for longer than allowed.
    CONSENT_TOO_LONG = "G0532";
    /// A consent that is given in the future.
    CONSENT_FROM_FUTURE = "G0533";
    /// An alias with the address of what is withdrawn.
    ALIAS_OF_WITHDRAWN = "G0534";
    /// A minor without a guardian's consent.
    MINOR_WITHOUT_GUARDIAN = "G0535";
    /// A national identity number.
    IDENTITY_NUMBER = "G0536";
    /// A consent or another paper about somebody.
    CONSENT_DOCUMENT = "G0537";
    /// E-mail at a private host.
    PRIVATE_EMAIL = "G0538";
    /// A mobile number.
    PRIVATE_PHONE = "G0539";
    /// E-mail that is somebody's name.
    PERSONAL_EMAIL = "G0540";
    /// A picture that says nothing to those who do not see it.
    PICTURE_WITHOUT_ALT = "G0541";
    /// A translation whose picture speaks the original's language.
    ALT_UNTRANSLATED = "G0542";
    /// A photo without a credit.
    PHOTO_WITHOUT_CREDIT = "G0543";
    /// Somebody is told of and nobody has read it.
    NOT_REVIEWED = "G0544";
    /// Read by its author only.
    REVIEWED_BY_AUTHOR = "G0545";
    /// A hidden entry's picture among what is published as it is.
    HIDDEN_IN_STATIC = "G0546";
    /// A public body relies on consent.
    CONSENT_TO_PUBLIC_BODY = "G0547";
    /// A picture of a hidden entry in another text.
    PICTURE_OF_HIDDEN = "G0548";
    /// A telephone number beside somebody's name.
    PERSONAL_PHONE = "G0549";
    /// A photo in a text without a credit.
    PHOTO_IN_TEXT_WITHOUT_CREDIT = "G0550";
    /// Two outputs with one address.
    ADDRESS_TAKEN = "G0801";
    /// An address that cannot be a file.
    BAD_ADDRESS = "G0802";
    /// A link that leads nowhere.
    BROKEN_LINK = "G0803";
    /// A link to a part of a page that is not there.
    BROKEN_ANCHOR = "G0804";
    /// A picture that is not there.
    MISSING_PICTURE = "G0805";
    /// A variable the initiative does not have.
    UNKNOWN_VARIABLE = "G0806";
    /// A link to an entry that is not shown.
    HIDDEN_TARGET = "G0807";
    /// A theme that is not there.
    NO_THEME = "G0901";
    /// A template that cannot be compiled.
    TEMPLATE_SYNTAX = "G0902";
    /// A template that fails while it renders.
    TEMPLATE_FAILS = "G0903";
    /// A template that is not there.
    NO_TEMPLATE = "G0904";
    /// A `where` that cannot be read.
    BAD_WHERE = "G0905";
    /// A type that theme.toml names and the site lacks.
    THEME_TYPE = "G0911";
    /// A field in theme.toml that the type of a list does not have.
    THEME_FIELD = "G0951";
    /// A section in theme.toml that is no type's folder.
    THEME_SECTION = "G0952";
    /// A theme without a parent, and without the templates every site needs.
    NO_PARENT = "G0953";
    /// A directive that no component answers.
    NO_COMPONENT = "G0906";
    /// A directive whose component refuses its arguments, or fails.
    COMPONENT_FAILS = "G0907";
    /// A page larger than any page should be.
    PAGE_SIZE = "G0908";
    /// A language the locale data does not have.
    NO_LOCALE = "G0909";
    /// A language that would be written in nobody's form.
    ROOT_LOCALE = "G0910";
    /// A social card that could not be drawn.
    CARD_NOT_DRAWN = "G0912";
    /// A part of the stylesheet is declared and has no file.
    STYLE_WITHOUT_FILE = "G0924";
    /// A file of the stylesheet that nothing declares.
    STYLE_NOT_DECLARED = "G0925";
    /// A part of the stylesheet for something that is not there.
    STYLE_NEEDS_UNKNOWN = "G0926";
    /// A part of the stylesheet that is no CSS.
    STYLE_SYNTAX = "G0927";
    /// A template calls a string that no language has.
    UNKNOWN_STRING = "G0920";
    /// A language lacks strings.
    MISSING_STRINGS = "G0921";
    /// A string no template names.
    UNUSED_STRING = "G0922";
    /// A string lacks a plural form its language has.
    MISSING_PLURAL = "G0923";
    /// A theme that asks for a later program.
    PROGRAM_TOO_OLD = "G0930";
    /// A theme made for an earlier program.
    PROGRAM_TOO_NEW = "G0931";
    /// A param whose kind cannot be understood.
    BAD_PARAM_KIND = "G0932";
    /// A param whose default is of another kind.
    PARAM_DEFAULT = "G0933";
    /// A version that is none.
    BAD_VERSION = "G0934";
    /// A colour that nobody declares.
    UNKNOWN_COLOUR = "G0935";
    /// A theme whose own colours cannot be read.
    THEME_CONTRAST = "G0936";
    /// A field that no view has.
    UNKNOWN_FIELD = "G0940";
    /// A name that nothing sets.
    UNKNOWN_VARIABLE_NAME = "G0941";
    /// An argument that a component does not take.
    UNKNOWN_ARGUMENT = "G0942";
    /// A comparison with a word that the field never is.
    NEVER_EQUAL = "G0943";
    /// A template or component that fails on a sample.
    SAMPLE_FAILS = "G0944";
    /// A component that a call lacks an argument for.
    MISSING_ARGUMENT = "G0945";
    /// A page or stylesheet loads from another origin.
    LOADS_ELSEWHERE = "G0913";
    /// A static file loads from another origin.
    STATIC_LOADS_ELSEWHERE = "G0914";
    /// A video that is neither on YouTube nor a file beside the text.
    VIDEO_ELSEWHERE = "G0915";
    /// A video without a picture or a title.
    VIDEO_INCOMPLETE = "G0916";
    /// An address that was withdrawn comes back.
    ADDRESS_WITHDRAWN = "G0917";
    /// A consent that was withdrawn comes back.
    CONSENT_WITHDRAWN = "G0918";
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
    /// A picture's file tells where, by whom or with what it was taken.
    PICTURE_TELLS = "G0729";
    /// A picture for a language that no site here is read in.
    VARIANT_LANGUAGE = "G0730";
    /// A picture for a language, and no text that shows it.
    VARIANT_UNUSED = "G0731";
    /// A picture that is only there for other languages.
    VARIANT_MISSING = "G0732";
    /// A crop of a theme that cannot be made.
    BAD_CROP = "G0733";
    /// A crop of a theme that no template shows.
    UNUSED_CROP = "G0734";
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
    /// An address with a space in it, which makes no link.
    SPACE_IN_ADDRESS = "G0628";
    /// A row of a table with more cells than there are columns.
    ROW_CUT = "G0629";
    /// A page that weighs more than `[budget]` lets it.
    PAGE_TOO_HEAVY = "G0950";
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
    /// The preview's port is taken.
    PORT_TAKEN = "G1101";
    /// The preview may not listen there.
    CANNOT_LISTEN = "G1102";
    /// `--interface` names an address others can reach.
    NOT_LOOPBACK = "G1103";
    /// The system does not tell of changes.
    CANNOT_WATCH = "G1104";
}
