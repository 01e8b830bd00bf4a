//! Types are data: `types/*.toml` built in, `[types.*]` in site.toml, one loader for both.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Place, codes};
use crate::locale::Lang;
use crate::node::{self, Node, Pair, Reader};

mod further;

pub use further::Further;

const COMMON: &str = include_str!("types/common.toml");
const CONSENT: &str = include_str!("types/consent.toml");
const BUILT_IN: &[&str] = &[
    include_str!("types/page.toml"),
    include_str!("types/story.toml"),
    include_str!("types/company.toml"),
    include_str!("types/partner.toml"),
    include_str!("types/programme.toml"),
    include_str!("types/event.toml"),
    include_str!("types/news.toml"),
    include_str!("types/figure.toml"),
    include_str!("types/grant.toml"),
    include_str!("types/chapter.toml"),
    include_str!("types/role.toml"),
    include_str!("types/resource.toml"),
    include_str!("types/source.toml"),
];

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
    /// Its fields, those every type has first.
    pub fields: Vec<Field>,
}

/// One field.
#[derive(Clone, PartialEq, Debug)]
pub struct Field {
    /// Its key in front matter.
    pub name: Arc<str>,
    /// What its value is.
    pub kind: FieldKind,
    /// The original must hold it.
    pub required: bool,
    /// A translation may hold it.
    pub translate: bool,
    /// Lists carry it.
    pub summary: bool,
    /// Least value, or fewest characters.
    pub min: Option<i64>,
    /// Greatest value, or most characters.
    pub max: Option<i64>,
    /// `slug`: the text must be fit for an address.
    pub slug: bool,
    /// What it is for, by language.
    pub help: BTreeMap<Lang, String>,
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
    /// Words, each once.
    Set,
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
    List(Box<FieldKind>),
    /// Fields below a field.
    Object(Vec<Field>),
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
}

/// The built-in types with what site.toml adds to them.
pub fn load(added: Option<&Node>, site_toml: &Arc<Path>) -> (Types, Vec<Diagnostic>) {
    let built_in: Arc<Path> = Arc::from(Path::new("(built-in types)"));
    let mut findings = Vec::new();
    let common = fields_of(&parse(COMMON, &built_in), &built_in, &mut findings);
    let mut types: Vec<Type> = BUILT_IN
        .iter()
        .map(|text| {
            let mut ty = read_type(&parse(text, &built_in), &built_in, &mut findings);
            ty.fields.splice(0..0, common.iter().cloned());
            ty
        })
        .collect();
    debug_assert!(findings.is_empty(), "{findings:?}");
    for pair in added.and_then(Node::table).unwrap_or_default() {
        add(&mut types, pair, site_toml, &common, &mut findings);
    }
    let names: Vec<Arc<str>> = types.iter().map(|ty| ty.name.clone()).collect();
    for pair in added.and_then(Node::table).unwrap_or_default() {
        let Some(ty) = types.iter().find(|ty| *ty.name == *pair.key) else { continue };
        for field in &ty.fields {
            check_refs(
                &field.kind,
                &names,
                &Place::new(site_toml, pair.key_span),
                &field.name,
                &mut findings,
            );
        }
    }
    (Types(types.into_iter().map(Arc::new).collect()), findings)
}

fn parse(text: &str, file: &Arc<Path>) -> Node {
    node::toml::parse(text, file).0
}

/// Adds fields to a type, or a new type.
fn add(
    types: &mut Vec<Type>,
    pair: &Pair,
    file: &Arc<Path>,
    common: &[Field],
    findings: &mut Vec<Diagnostic>,
) {
    if let Some(known) = types.iter_mut().find(|ty| *ty.name == *pair.key) {
        let mut changed = read_type(&pair.value, file, findings);
        for field in changed.fields.drain(..) {
            match known.fields.iter_mut().find(|other| other.name == field.name) {
                Some(other) => *other = field,
                None => known.fields.push(field),
            }
        }
        known.routes.append(&mut changed.routes);
        known.names.append(&mut changed.names);
        known.template = changed.template.or(known.template.take());
        let says = |key: &str| pair.value.get(key).is_some();
        if says("sort") {
            known.sort = changed.sort;
        }
        known.feed = if says("feed") { changed.feed } else { known.feed };
        further::lay_over(&mut known.further, changed.further);
        known.nested = if says("nested") { changed.nested } else { known.nested };
        return;
    }
    let mut ty = read_type(&pair.value, file, findings);
    ty.name = Arc::from(&*pair.key);
    if ty.folder.is_empty() {
        ty.folder = Arc::from(format!("{}s", pair.key));
    }
    ty.fields.splice(0..0, common.iter().cloned());
    types.push(ty);
}

fn read_type(node: &Node, file: &Arc<Path>, findings: &mut Vec<Diagnostic>) -> Type {
    let mut reader = Reader::new(file, node);
    let ty = Type {
        name: Arc::from(reader.text("name").unwrap_or_default()),
        folder: Arc::from(reader.text("folder").unwrap_or_default()),
        template: reader.text("template").map(str::to_owned),
        routes: by_language(reader.node("route")),
        names: by_language(reader.node("names")),
        sort: reader.text("sort").unwrap_or("title").to_owned(),
        feed: reader.bool("feed").unwrap_or_default(),
        nested: reader.bool("nested").unwrap_or_default(),
        further: further::read(&mut reader, file),
        fields: fields_of(node, file, findings),
    };
    reader.node("fields");
    findings.extend(reader.finish(&[]));
    ty
}

fn by_language(node: Option<&Node>) -> BTreeMap<Lang, String> {
    node.and_then(Node::table)
        .unwrap_or_default()
        .iter()
        .filter_map(|pair| Some((Lang::parse(&pair.key)?, pair.value.text()?.to_owned())))
        .collect()
}

fn fields_of(node: &Node, file: &Arc<Path>, findings: &mut Vec<Diagnostic>) -> Vec<Field> {
    let pairs = node.get("fields").and_then(Node::table).unwrap_or_default();
    pairs.iter().filter_map(|pair| read_field(pair, file, findings)).collect()
}

fn read_field(pair: &Pair, file: &Arc<Path>, findings: &mut Vec<Diagnostic>) -> Option<Field> {
    let mut reader = Reader::new(file, &pair.value);
    let field = Field {
        name: Arc::from(&*pair.key),
        kind: FieldKind::String,
        required: reader.bool("required").unwrap_or_default(),
        translate: reader.bool("translate").unwrap_or_default(),
        summary: reader.bool("summary").unwrap_or_default(),
        min: reader.int("min"),
        max: reader.int("max"),
        slug: reader.text("pattern") == Some("slug"),
        help: by_language(reader.node("help")),
    };
    for used in ["kind", "values", "to", "of", "fields"] {
        reader.node(used);
    }
    findings.extend(reader.finish(&[("type", "kind"), ("items", "of"), ("enum", "values")]));
    match kind(&pair.value, file, findings) {
        Ok(kind) => Some(Field { kind, ..field }),
        Err(reason) => {
            let place = Place::new(file, pair.key_span);
            findings.push(
                Diagnostic::new(codes::BAD_FIELD).with("field", &pair.key).with("reason", reason).at(place),
            );
            None
        }
    }
}

fn kind(node: &Node, file: &Arc<Path>, findings: &mut Vec<Diagnostic>) -> Result<FieldKind, String> {
    let text = |key: &str| node.get(key).and_then(Node::text);
    Ok(match text("kind").ok_or("`kind` is missing")? {
        "string" => FieldKind::String,
        "text" => FieldKind::Text,
        "markdown" => FieldKind::Markdown,
        "int" => FieldKind::Int,
        "number" => FieldKind::Number,
        "date" => FieldKind::Date,
        "datetime" => FieldKind::DateTime,
        "bool" => FieldKind::Bool,
        "set" => FieldKind::Set,
        "url" => FieldKind::Url,
        "email" => FieldKind::Email,
        "image" => FieldKind::Image,
        "link" => FieldKind::Link,
        "ref" => FieldKind::Ref(text("to").ok_or("a `ref` needs `to`")?.to_owned()),
        "enum" => {
            let values = node.get("values").and_then(Node::list).ok_or("an `enum` needs `values`")?;
            FieldKind::Enum(values.iter().filter_map(Node::text).map(str::to_owned).collect())
        }
        "list" => {
            let item = node.get("of").ok_or("a `list` needs `of`")?;
            FieldKind::List(Box::new(kind(item, file, findings)?))
        }
        "object" => FieldKind::Object(fields_of(node, file, findings)),
        "consent" => {
            let built_in: Arc<Path> = Arc::from(Path::new("(built-in types)"));
            FieldKind::Object(fields_of(&parse(CONSENT, &built_in), &built_in, findings))
        }
        other => return Err(format!("`{other}` is no kind")),
    })
}

fn check_refs(
    kind: &FieldKind,
    types: &[Arc<str>],
    place: &Place,
    field: &str,
    findings: &mut Vec<Diagnostic>,
) {
    match kind {
        FieldKind::Ref(to) if !types.iter().any(|name| **name == **to) => findings.push(
            Diagnostic::new(codes::BAD_FIELD)
                .with("field", field)
                .with("reason", format!("`{to}` is no type"))
                .at(place.clone()),
        ),
        FieldKind::List(item) => check_refs(item, types, place, field, findings),
        FieldKind::Object(fields) => {
            fields.iter().for_each(|inner| check_refs(&inner.kind, types, place, &inner.name, findings));
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site_toml(text: &str) -> (Types, Vec<Diagnostic>) {
        let file: Arc<Path> = Arc::from(Path::new("site.toml"));
        let tree = parse(text, &file);
        load(tree.get("types"), &file)
    }

    #[test]
    fn built_in_types_are_whole() {
        let (types, findings) = site_toml("");
        assert_eq!(findings, []);
        assert_eq!(types.iter().count(), BUILT_IN.len());
        for ty in types.iter() {
            assert!(ty.template.is_none() || !ty.routes.is_empty() || &*ty.name == "page", "{}", ty.name);
            for field in &ty.fields {
                assert_eq!(field.help.len(), 2, "{}.{} wants help in nb and en", ty.name, field.name);
            }
        }
    }

    #[test]
    fn a_site_adds_fields_and_types() {
        let (types, findings) = site_toml(
            "[types.story]\nsort = \"title\"\n[types.story.fields.podcast]\nkind = \"url\"\n[types.course]\nfolder = \"courses\"\ntemplate = \"page.html\"\n",
        );
        assert_eq!(findings, []);
        let story = types.by_name("story").unwrap();
        assert!(story.fields.iter().any(|field| &*field.name == "podcast"));
        assert_eq!((story.sort.as_str(), story.feed), ("title", true));
        assert!(types.by_folder("courses").is_some());
    }

    #[test]
    fn a_field_that_cannot_be_says_why() {
        let (_, findings) = site_toml(
            "[types.story.fields]\na = { kind = \"ref\", to = \"nobody\" }\nb = { kind = \"enum\" }\nc = { knd = \"int\" }\n",
        );
        let codes: Vec<&str> = findings.iter().map(|finding| finding.code.0).collect();
        assert_eq!(codes, ["G0113", "G0101", "G0113", "G0113"]);
    }
}
