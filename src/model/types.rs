//! Types are data: `types/*.toml` built in, `[types.*]` in site.toml, one loader for both.
//!
//! From this one declaration come the validator, the JSON Schemas for editors, the scaffolds of `globale new`, the
//! field reference and the shape of the view.

use std::collections::BTreeMap;
use std::sync::Arc;

use regex::Regex;

use crate::locale::Lang;
use crate::text;

mod further;
mod load;
mod machines;
mod schema;

pub use further::Further;
pub use load::load;
pub use machines::{Calendar, Machines};
pub use schema::{Known, Schema, Source};

/// What an entry can be.
#[derive(Debug)]
pub struct Type {
    /// `story`.
    pub name: Arc<str>,
    /// `stories`: its folder in a layer.
    pub folder: Arc<str>,
    /// The template of its pages; without one its entries have no page of their own.
    pub template: Option<String>,
    /// The first segment of its addresses, by language; empty for none.
    pub routes: BTreeMap<Lang, String>,
    /// What a list of them is called.
    pub names: BTreeMap<Lang, String>,
    /// How they are sorted: a field, `-` before it for newest or greatest first, or `order`.
    pub sort: String,
    /// Whether feeds carry them.
    pub feed: bool,
    /// Whether addresses nest as folders do.
    pub nested: bool,
    /// The further pages an entry may have beside its own.
    pub further: Vec<Further>,
    /// What machines get of its entries.
    pub machines: Machines,
    /// Its fields, those every type has first.
    pub fields: Vec<Field>,
    /// What follows from its fields and is never written; templates see what does not follow as null.
    pub derived: Vec<Field>,
}

/// One field.
#[derive(Clone, PartialEq, Debug)]
pub struct Field {
    /// Its key in front matter; what a list holds has the list's own.
    pub name: Arc<str>,
    /// What its value is.
    pub kind: FieldKind,
    /// The original must hold it.
    pub required: bool,
    /// A translation may hold it.
    pub translate: bool,
    /// Lists carry it.
    pub summary: bool,
    /// Least value, fewest letters, or fewest in a list or set.
    pub min: Option<i64>,
    /// Greatest value, most letters, or most in a list or set.
    pub max: Option<i64>,
    /// What the text must look like.
    pub pattern: Option<Pattern>,
    /// What it is for, by language.
    pub help: BTreeMap<Lang, String>,
}

/// What a text must look like.
#[derive(Clone, Debug)]
pub enum Pattern {
    /// Fit for an address.
    Slug,
    /// The whole text matches an expression.
    Regex {
        /// As the type declares it.
        written: Box<str>,
        /// The same, from the text's beginning to its end.
        whole: Regex,
    },
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Pattern {
    /// As the type declares it.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Slug => "slug",
            Self::Regex { written, .. } => written,
        }
    }

    /// Whether a text looks like this.
    pub fn fits(&self, text: &str) -> bool {
        match self {
            Self::Slug => text::is_slug(text),
            Self::Regex { whole, .. } => whole.is_match(text),
        }
    }
}

/// What a field's value is.
#[derive(Clone, PartialEq, Debug)]
pub enum FieldKind {
    /// One line.
    String,
    /// Some sentences.
    Text,
    /// Markdown.
    Markdown,
    /// Whole number.
    Int,
    /// Any number.
    Number,
    /// `2019-11-01`, or less of it.
    Date,
    /// `2026-11-26 08:00`.
    DateTime,
    /// true or false.
    Bool,
    /// One of these words.
    Enum(Vec<String>),
    /// Words, each once; only these, where there are some.
    Set(Vec<String>),
    /// An address on the web.
    Url,
    /// An e-mail address.
    Email,
    /// A picture's file.
    Image,
    /// A page of this site or an address.
    Link,
    /// Another entry, of this type.
    Ref(String),
    /// Several of one kind.
    List(Box<Field>),
    /// Fields below a field.
    Object(Vec<Field>),
    /// What a consent holds: read as an object, and known by its kind.
    Consent(Vec<Field>),
}

impl FieldKind {
    /// Its word in a type's declaration.
    pub fn word(&self) -> &'static str {
        match self {
            Self::String => "string",
            Self::Text => "text",
            Self::Markdown => "markdown",
            Self::Int => "int",
            Self::Number => "number",
            Self::Date => "date",
            Self::DateTime => "datetime",
            Self::Bool => "bool",
            Self::Enum(_) => "enum",
            Self::Set(_) => "set",
            Self::Url => "url",
            Self::Email => "email",
            Self::Image => "image",
            Self::Link => "link",
            Self::Ref(_) => "ref",
            Self::List(_) => "list",
            Self::Object(_) => "object",
            Self::Consent(_) => "consent",
        }
    }

    /// Whether `{{ name }}` in it stands for a town's own value.
    pub fn takes_variables(&self) -> bool {
        matches!(self, Self::String | Self::Text | Self::Markdown | Self::Url)
    }

    /// The fields below it, for an object or a consent.
    pub fn fields(&self) -> Option<&[Field]> {
        match self {
            Self::Object(fields) | Self::Consent(fields) => Some(fields),
            _ => None,
        }
    }
}

impl Field {
    /// Whether a translation may hold it or something below it.
    pub fn in_translations(&self) -> bool {
        let below = |fields: &[Field]| fields.iter().any(Self::in_translations);
        self.translate || self.kind.fields().is_some_and(below)
    }
}

impl Type {
    /// Whether a key is worked out by the program.
    pub fn derives(&self, name: &str) -> bool {
        self.derived.iter().any(|field| *field.name == *name)
    }

    /// The names of its fields, and of what follows from them.
    pub fn keys(&self) -> Vec<&str> {
        self.fields.iter().chain(&self.derived).map(|field| &*field.name).collect()
    }
}

/// All types.
#[derive(Debug)]
pub struct Types(Vec<Arc<Type>>);

impl Types {
    /// The type whose entries lie in `folder`.
    pub fn by_folder(&self, folder: &str) -> Option<&Arc<Type>> {
        self.0.iter().find(|ty| &*ty.folder == folder)
    }

    /// The type called `name`.
    pub fn by_name(&self, name: &str) -> Option<&Arc<Type>> {
        self.0.iter().find(|ty| &*ty.name == name)
    }

    /// The type of home pages, and of a section's `_index`.
    pub fn page(&self) -> Arc<Type> {
        self.0[0].clone()
    }

    /// All types.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Type>> {
        self.0.iter()
    }

    /// The folders of all types.
    pub fn folders(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|ty| &*ty.folder)
    }

    /// The fields every type has, as the built-in types declare them.
    pub fn common() -> Vec<Field> {
        load::common()
    }
}

#[cfg(test)]
pub(super) mod tests {
    use std::path::Path;

    use super::*;
    use crate::diagnostic::Diagnostic;
    use crate::node;

    pub(crate) fn site_toml(text: &str) -> (Types, Vec<Diagnostic>) {
        let file: Arc<Path> = Arc::from(Path::new("site.toml"));
        let tree = node::toml::parse(text, &file).0;
        load(tree.get("types"), &file)
    }

    fn without_help(fields: &[Field], at: &str, found: &mut Vec<String>) {
        for field in fields {
            let at = format!("{at}.{}", field.name);
            if field.help.len() != 2 || field.help.values().any(String::is_empty) {
                found.push(at.clone());
            }
            below(&field.kind, &at, found);
        }
    }

    fn below(kind: &FieldKind, at: &str, found: &mut Vec<String>) {
        match kind {
            FieldKind::List(item) => below(&item.kind, at, found),
            kind => without_help(kind.fields().unwrap_or_default(), at, found),
        }
    }

    #[test]
    fn built_in_types_are_whole() {
        let (types, findings) = site_toml("");
        assert_eq!(findings, []);
        let mut found = Vec::new();
        for ty in types.iter() {
            assert!(ty.template.is_none() || !ty.routes.is_empty() || &*ty.name == "page", "{}", ty.name);
            without_help(&ty.fields, &ty.name, &mut found);
            without_help(&ty.derived, &ty.name, &mut found);
        }
        assert!(found.is_empty(), "these want help in nb and en: {found:#?}");
    }

    #[test]
    fn a_site_adds_fields_and_types() {
        let (types, findings) = site_toml(
            "[types.story]\nsort = \"title\"\n[types.story.fields.podcast]\nkind = \"url\"\n[types.course]\nfolder = \"courses\"\ntemplate = \"page.html\"\n[types.course.fields.next]\nkind = \"ref\"\nto = \"course\"\n",
        );
        assert_eq!(findings, []);
        let story = types.by_name("story").unwrap();
        assert!(story.fields.iter().any(|field| &*field.name == "podcast"));
        assert_eq!((story.sort.as_str(), story.feed), ("title", true));
        assert!(types.by_folder("courses").is_some());
    }

    #[test]
    fn a_declaration_that_cannot_be_says_why() {
        for (text, codes) in [
            ("[types.story.fields]\na = { kind = \"ref\", to = \"nobody\" }\n", vec!["G0105"]),
            ("[types.story.fields]\na = { kind = \"enum\" }\n", vec!["G0113"]),
            ("[types.story.fields]\na = { kind = \"enum\", values = [] }\n", vec!["G0113"]),
            ("[types.story.fields]\na = { knd = \"int\" }\n", vec!["G0101", "G0113"]),
            ("[types.story.fields]\na = { kind = \"adress\" }\n", vec!["G0105"]),
            (
                "[types.story.fields]\na = { kind = \"list\", of = { kind = \"int\", mx = 2 } }\n",
                vec!["G0101"],
            ),
            ("[types.story.fields]\na = { kind = \"string\", pattern = \"(\" }\n", vec!["G0114"]),
            (
                "[types.story.fields]\na = { kind = \"string\", pattern = \"(a{1000}){1000}\" }\n",
                vec!["G0114"],
            ),
            ("[types.story.fields]\na = { kind = \"bool\", max = 3 }\n", vec!["G0115"]),
            ("[types.story.fields]\na = { kind = \"int\", pattern = \"slug\" }\n", vec!["G0115"]),
            ("[types.story.fields]\na = { kind = \"int\", min = 3, max = 2 }\n", vec!["G0116"]),
            ("[types.course]\nfolder = \"stories\"\n", vec!["G0117"]),
            ("[types.company.fields]\nlevel = { kind = \"string\" }\n", vec!["G0118"]),
            ("[types.company.derived.x]\nkind = \"string\"\n", vec!["G0101"]),
            ("[types]\nstory = 1\n", vec!["G0104"]),
        ] {
            let (_, findings) = site_toml(text);
            let found: Vec<&str> = findings.iter().map(|finding| finding.code.0).collect();
            assert_eq!(found, codes, "{text}");
        }
    }

    #[test]
    fn a_pattern_is_about_the_whole_text() {
        let (types, findings) =
            site_toml("[types.story.fields]\nphone = { kind = \"string\", pattern = \"[0-9]{8}|none\" }\n");
        assert_eq!(findings, []);
        let story = types.by_name("story").unwrap();
        let pattern =
            story.fields.iter().find_map(|field| (&*field.name == "phone").then_some(&field.pattern));
        let pattern = pattern.unwrap().as_ref().unwrap();
        assert!(pattern.fits("12345678") && pattern.fits("none"));
        assert!(!pattern.fits("123456789") && !pattern.fits("none of them"));
    }
}
