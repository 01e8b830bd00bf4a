//! What a view holds, said once: each room's file declares the keys it makes beside the code that makes them.
//!
//! From these tables come the reference in `docs/themes.md`, the samples a theme is tried with and the check that finds
//! misspelt fields. A test holds them against the views of the model site, both ways.

use crate::markdown::CHANGED;

use super::{book, chart, download, extra, facts, gathered, page, picture, search, site, value, video, ways};

/// What a value is.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Kind {
    /// A text.
    Text,
    /// HTML, written as it is.
    Html,
    /// An address.
    Address,
    /// `2019-11-01`, or less or more of it.
    Date,
    /// A whole number.
    Int,
    /// A number, whole or not.
    Number,
    /// true or false.
    Bool,
    /// `#rrggbb`.
    Color,
    /// One of these words.
    Words(&'static [&'static str]),
    /// The name of one of the site's types.
    Type,
    /// The folder of one, or another part of the site.
    Section,
    /// That, or null.
    Maybe(&'static Kind),
    /// A list of them.
    List(&'static Kind),
    /// A map with these keys.
    Map(&'static [Key]),
    /// A map by names that site.toml or the theme gives.
    Named(&'static Kind),
    /// Whatever the theme's params say.
    Params,
    /// The theme's colours: `{light, dark}` each.
    Colors,
    /// The theme's brand colours.
    Brand,
    /// The entry's fields, by its type.
    Fields,
    /// An entry in a list: what every record has, and the summary fields of its type.
    Record,
    /// Records by type: a list for each.
    RecordsByType,
    /// The theme's crops of a picture: those it has.
    Crops,
    /// The theme's lists.
    Lists,
    /// A further page of each name the types declare.
    Further,
}

/// One key: its name, what it is, and what it means.
pub type Key = (&'static str, Kind, &'static str);

/// What every template sees.
pub const ROOT: &[Key] = &[
    ("page", Kind::Map(page::PAGE), "This page."),
    ("site", Kind::Map(site::SITE), "What every page of an edition shares."),
    ("lists", Kind::Lists, "The lists of theme.toml that name this template in `for`; the others are empty."),
    (
        "pager",
        Kind::Maybe(&Kind::Map(extra::PAGER)),
        "Where the page is a list: its part of the entries. Null elsewhere.",
    ),
    (
        "tags",
        Kind::Maybe(&Kind::List(&Kind::Map(extra::COUNTED_TAG))),
        "On the page of all tags: each of them. Null elsewhere.",
    ),
    (
        "gathered",
        Kind::Maybe(&Kind::Map(gathered::GATHERED)),
        "On the front page of an initiative that gathers others (`gathers` in site.toml): what they have. Null elsewhere.",
    ),
    (
        "search",
        Kind::Maybe(&Kind::Map(search::SEARCH)),
        "On the search page: where the index is, and every page by type. Null elsewhere.",
    ),
    (
        "chapters",
        Kind::Maybe(&Kind::List(&Kind::Map(book::CHAPTER))),
        "On the page of a whole book, and in its file: its chapters. Null elsewhere.",
    ),
    (
        "chapter",
        Kind::Maybe(&Kind::Map(book::CHAPTER)),
        "In `epub.html`, which is rendered once for the title page and once a chapter: the chapter. Null on the title page and elsewhere.",
    ),
];

/// What an asset named `*.tera` sees: `site`, with nothing that differs by language.
pub const ASSET: &[Key] = &[("site", Kind::Map(site::STYLE), "What all editions of an initiative share.")];

/// What every record has, before the summary fields of its type.
pub const RECORD: &[Key] = value::RECORD;

/// A picture.
pub const PICTURE: &[Key] = picture::PICTURE;

/// What a crop of a picture is: a picture of its own, with no crops.
pub const CROP: &[Key] = picture::CROP;

/// What a figure has in a list beside the fields of its type.
pub const FIGURE: &[Key] = &[("chart", Kind::Map(chart::CHART), "Its drawing: every place worked out.")];

/// A link of a field.
pub const LINK: &[Key] = value::LINK;

/// One of a page's people.
pub const PERSON: &[Key] = value::PERSON;

/// A tag.
pub const TAG: &[Key] = value::TAG;

/// A link to a further page.
pub const SHORT: &[Key] = ways::SHORT;

/// What `::privacy{facts}` gets.
pub const FACTS: &[Key] = facts::FACTS;

/// Arguments the program makes for components that Markdown calls: component (or every one), argument, kind.
pub const ARGUMENTS: &[(Option<&str>, &str, Argument)] = &[
    (Some("download"), "file", Argument::Kind(Kind::Map(download::DOWNLOAD))),
    (Some(CHANGED), "kind", Argument::Kind(Kind::Words(CHANGES))),
    (Some(CHANGED), "lang", Argument::Kind(Kind::Text)),
    (Some(CHANGED), "dir", Argument::Kind(Kind::Words(page::DIRECTIONS))),
    (Some("privacy"), "facts", Argument::Kind(Kind::Map(FACTS))),
    (Some("alert"), "kind", Argument::Kind(Kind::Words(ALERTS))),
    (Some("video"), "kind", Argument::Kind(Kind::Words(video::KINDS))),
    (Some("video"), "url", Argument::Kind(Kind::Address)),
    (None, "picture", Argument::Picture),
    (None, "figure", Argument::Figure),
    (None, "figures", Argument::Figures),
];

/// What can have happened to a paragraph of the original.
const CHANGES: &[&str] = &["changed", "added", "removed"];

/// The kinds of an alert, as `> [!NOTE]` names them.
const ALERTS: &[&str] = &["note", "tip", "important", "warning", "caution"];

/// What such an argument is.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Argument {
    /// As the kind says.
    Kind(Kind),
    /// The picture that `src`, or a video's `poster`, names.
    Picture,
    /// The record of the figure named.
    Figure,
    /// The records of the figures named.
    Figures,
}
