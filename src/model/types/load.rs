//! Reads what types declare.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use regex::RegexBuilder;

use super::machines::{self, Named};
use super::{Field, FieldKind, Pattern, Type, Types, further};
use crate::diagnostic::{Diagnostic, Place, Span, codes};
use crate::locale::Lang;
use crate::node::{self, Node, Pair, Reader};

const COMMON: &str = include_str!("common.toml");
const CONSENT: &str = include_str!("consent.toml");
const BUILT_IN: &[&str] = &[
    include_str!("page.toml"),
    include_str!("story.toml"),
    include_str!("company.toml"),
    include_str!("partner.toml"),
    include_str!("programme.toml"),
    include_str!("event.toml"),
    include_str!("news.toml"),
    include_str!("figure.toml"),
    include_str!("grant.toml"),
    include_str!("chapter.toml"),
    include_str!("role.toml"),
    include_str!("resource.toml"),
    include_str!("source.toml"),
];

/// Every word a `kind` may be.
const KINDS: &[&str] = &[
    "string", "text", "markdown", "int", "number", "date", "datetime", "bool", "enum", "set", "url", "email",
    "image", "link", "ref", "list", "object", "consent",
];

/// Keys that say more about some kinds and nothing about the others.
const ONLY_FOR: &[(&str, &[&str])] = &[
    ("min", &["string", "text", "markdown", "int", "number", "list", "set"]),
    ("max", &["string", "text", "markdown", "int", "number", "list", "set"]),
    ("pattern", &["string", "text", "url", "email"]),
    ("values", &["enum", "set"]),
    ("to", &["ref"]),
    ("of", &["list"]),
    ("fields", &["object"]),
];

/// What others call keys of a field.
const FOREIGN: &[(&str, &str)] =
    &[("type", "kind"), ("items", "of"), ("enum", "values"), ("options", "values"), ("regex", "pattern")];

/// The most a pattern may grow to, in bytes.
const PATTERN: usize = 256 * 1024;

/// The built-in types with what site.toml adds to them.
pub fn load(added: Option<&Node>, site_toml: &Arc<Path>) -> (Types, Vec<Diagnostic>) {
    let mut loader = Loader::built_in();
    let common = loader.fields(&parse(COMMON), "fields");
    let mut types: Vec<Type> = Vec::new();
    for text in BUILT_IN {
        let tree = parse(text);
        let mut ty = loader.read_type(&tree);
        ty.fields.splice(0..0, common.iter().cloned());
        ty.derived = loader.fields(&tree, "derived");
        loader.check_named(&ty);
        types.push(ty);
    }
    loader.check_refs(&types);
    debug_assert!(loader.findings.is_empty(), "{:?}", loader.findings);
    let mut loader =
        Loader { file: site_toml.clone(), findings: Vec::new(), refs: Vec::new(), named: Vec::new() };
    for pair in added.and_then(Node::table).unwrap_or_default() {
        loader.add(&mut types, pair, &common);
    }
    loader.check_refs(&types);
    (Types(types.into_iter().map(Arc::new).collect()), loader.findings)
}

/// The fields every type has.
pub(super) fn common() -> Vec<Field> {
    Loader::built_in().fields(&parse(COMMON), "fields")
}

fn parse(text: &str) -> Node {
    node::toml::parse(text, &built_in()).0
}

pub(super) fn built_in() -> Arc<Path> {
    Arc::from(Path::new("(built-in types)"))
}

struct Loader {
    file: Arc<Path>,
    findings: Vec<Diagnostic>,
    /// Types that fields point at, to be looked for when all are known.
    refs: Vec<(String, Place)>,
    /// Fields that the type at hand names for machines.
    named: Vec<Named>,
}

impl Loader {
    fn built_in() -> Self {
        Self { file: built_in(), findings: Vec::new(), refs: Vec::new(), named: Vec::new() }
    }

    fn say(&mut self, finding: Diagnostic, span: Span) {
        self.findings.push(finding.at(Place::new(&self.file, span)));
    }

    /// Adds fields to a type, or a new type.
    fn add(&mut self, types: &mut Vec<Type>, pair: &Pair, common: &[Field]) {
        let mut ty = self.read_type(&pair.value);
        let Some(known) = types.iter_mut().find(|ty| *ty.name == *pair.key) else {
            ty.name = Arc::from(&*pair.key);
            if ty.folder.is_empty() {
                ty.folder = Arc::from(format!("{}s", pair.key));
            }
            if let Some(taken) = types.iter().find(|other| other.folder == ty.folder) {
                let span = pair.value.get("folder").map_or(pair.key_span, |node| node.span);
                let finding = Diagnostic::new(codes::FOLDER_TAKEN)
                    .with("folder", &ty.folder)
                    .with("type", &ty.name)
                    .with("taken", &taken.name);
                self.say(finding, span);
                return;
            }
            ty.fields = overlaid(common.to_vec(), ty.fields);
            self.check_named(&ty);
            types.push(ty);
            return;
        };
        let (fields, derived): (Vec<_>, _) =
            ty.fields.drain(..).partition(|field| !known.derives(&field.name));
        for field in derived {
            let declared = pair.value.get("fields").and_then(|fields| key_span(fields, &field.name));
            let span = declared.unwrap_or(pair.key_span);
            self.say(Diagnostic::new(codes::DERIVED_DECLARED).with("field", &field.name), span);
        }
        known.fields = overlaid(std::mem::take(&mut known.fields), fields);
        known.routes.append(&mut ty.routes);
        known.names.append(&mut ty.names);
        known.template = ty.template.or(known.template.take());
        let says = |key: &str| pair.value.get(key).is_some();
        if says("sort") {
            known.sort = ty.sort;
        }
        known.feed = if says("feed") { ty.feed } else { known.feed };
        known.nested = if says("nested") { ty.nested } else { known.nested };
        further::lay_over(&mut known.further, ty.further);
        known.machines = std::mem::take(&mut known.machines).under(ty.machines);
        self.check_named(known);
    }

    /// The fields a type names for machines are its own. What says who somebody is and what they agreed to is for none.
    fn check_named(&mut self, ty: &Type) {
        let fields = ty.fields.iter().chain(&ty.derived).map(|field| &*field.name);
        let open = fields.filter(|name| !matches!(*name, "persons" | "consent" | "reviewed_by"));
        for (name, place) in std::mem::take(&mut self.named) {
            if !open.clone().any(|known| known == name) {
                self.findings.push(unknown(&name, open.clone()).at(place));
            }
        }
    }

    fn read_type(&mut self, node: &Node) -> Type {
        let file = self.file.clone();
        let mut reader = Reader::new(&file, node);
        // A site names its types by their tables, and cannot add to what the program derives.
        let built_in = file == built_in();
        let name = if built_in { reader.text("name") } else { None };
        let mut ty = Type {
            name: Arc::from(name.unwrap_or_default()),
            folder: Arc::from(reader.text("folder").unwrap_or_default()),
            template: reader.text("template").map(str::to_owned),
            routes: by_language(reader.node("route")),
            names: by_language(reader.node("names")),
            sort: reader.text("sort").unwrap_or("title").to_owned(),
            feed: reader.bool("feed").unwrap_or_default(),
            nested: reader.bool("nested").unwrap_or_default(),
            further: further::read(&mut reader, &file),
            machines: machines::Machines::default(),
            fields: Vec::new(),
            derived: Vec::new(),
        };
        (ty.machines, self.named) = machines::read(&mut reader, &file);
        reader.table("fields");
        if built_in {
            reader.table("derived");
        }
        self.findings.extend(reader.finish(&[("path", "folder"), ("routes", "route")]));
        ty.fields = self.fields(node, "fields");
        ty
    }

    fn fields(&mut self, node: &Node, key: &str) -> Vec<Field> {
        let pairs = node.get(key).and_then(Node::table).unwrap_or_default();
        pairs.iter().filter_map(|pair| self.field(pair)).collect()
    }

    fn field(&mut self, pair: &Pair) -> Option<Field> {
        let file = self.file.clone();
        let mut reader = Reader::new(&file, &pair.value);
        let flags = ["required", "translate", "summary"];
        let [required, translate, summary] = flags.map(|key| reader.bool(key).unwrap_or_default());
        let help = by_language(reader.node("help"));
        let field = self.bounded(&pair.key, reader, &pair.value)?;
        Some(Field { required, translate, summary, help, ..field })
    }

    /// What a field and an item of a list both say: their kind and its bounds.
    fn bounded<'a>(&mut self, name: &str, mut reader: Reader<'a>, node: &'a Node) -> Option<Field> {
        let (min, max) = (reader.int("min"), reader.int("max"));
        let pattern = reader.text("pattern");
        for used in ["kind", "values", "to", "of", "fields"] {
            reader.node(used);
        }
        self.findings.extend(reader.finish(FOREIGN));
        let kind = self.kind(name, node)?;
        self.meaningless(name, &kind, node);
        if let (Some(low), Some(high)) = (min, max)
            && low > high
        {
            let finding = Diagnostic::new(codes::BOUNDS_CROSS).with("field", name);
            self.say(finding.with("min", low).with("max", high), node.get("min").unwrap_or(node).span);
        }
        let span = node.get("pattern").unwrap_or(node).span;
        Some(Field {
            name: Arc::from(name),
            kind,
            required: false,
            translate: false,
            summary: false,
            min,
            max,
            pattern: pattern.and_then(|pattern| self.pattern(name, pattern, span)),
            help: BTreeMap::new(),
        })
    }

    /// Keys that say nothing about this kind: whoever wrote them expects something of them.
    fn meaningless(&mut self, name: &str, kind: &FieldKind, node: &Node) {
        for (key, kinds) in ONLY_FOR {
            let Some(span) = key_span(node, key).filter(|_| !kinds.contains(&kind.word())) else { continue };
            let finding = Diagnostic::new(codes::BOUND_WITHOUT_MEANING).with("field", name).with("key", key);
            self.say(finding.with("kind", kind.word()).with("kinds", kinds.join(", ")), span);
        }
    }

    fn kind(&mut self, name: &str, node: &Node) -> Option<FieldKind> {
        let word = self.needed(name, "kind", node)?.text().unwrap_or_default();
        Some(match word {
            "string" => FieldKind::String,
            "text" => FieldKind::Text,
            "markdown" => FieldKind::Markdown,
            "int" => FieldKind::Int,
            "number" => FieldKind::Number,
            "date" => FieldKind::Date,
            "datetime" => FieldKind::DateTime,
            "bool" => FieldKind::Bool,
            "url" => FieldKind::Url,
            "email" => FieldKind::Email,
            "image" => FieldKind::Image,
            "link" => FieldKind::Link,
            "enum" => FieldKind::Enum(words(self.needed(name, "values", node)?)),
            "set" => FieldKind::Set(node.get("values").map(words).unwrap_or_default()),
            "ref" => {
                let to = self.needed(name, "to", node)?;
                let ty = to.text().unwrap_or_default().to_owned();
                self.refs.push((ty.clone(), Place::new(&self.file, to.span)));
                FieldKind::Ref(ty)
            }
            "list" => {
                let item = self.needed(name, "of", node)?;
                let file = self.file.clone();
                FieldKind::List(Box::new(self.bounded(name, Reader::new(&file, item), item)?))
            }
            "object" => FieldKind::Object({
                self.needed(name, "fields", node)?;
                self.fields(node, "fields")
            }),
            "consent" => FieldKind::Consent(Self::built_in().fields(&parse(CONSENT), "fields")),
            other => {
                let span = node.get("kind").unwrap_or(node).span;
                self.say(unknown(other, KINDS.iter().copied()), span);
                return None;
            }
        })
    }

    /// A key this kind of field cannot do without, and that holds something.
    fn needed<'a>(&mut self, name: &str, key: &'static str, node: &'a Node) -> Option<&'a Node> {
        let empty = |node: &Node| node.list().is_some_and(<[Node]>::is_empty);
        let found = node.get(key).filter(|node| !empty(node));
        if found.is_none() {
            let known = if key == "kind" { KINDS.join(", ") } else { String::new() };
            let finding = Diagnostic::new(codes::BAD_FIELD).with("field", name).with("key", key);
            self.say(finding.with("known", known), node.span);
        }
        found
    }

    /// Bounded, so that no pattern takes long to read or to match.
    fn pattern(&mut self, field: &str, written: &str, span: Span) -> Option<Pattern> {
        if written == "slug" {
            return Some(Pattern::Slug);
        }
        let built = |expression: &str| RegexBuilder::new(expression).size_limit(PATTERN).build();
        // By itself first: `a)|(b` would fit between our brackets.
        match built(written).and_then(|_| built(&format!("^(?:{written})$"))) {
            Ok(whole) => Some(Pattern::Regex { written: written.into(), whole }),
            Err(error) => {
                // The reason stands on the last line, below a drawing of the place.
                let error = error.to_string();
                let reason = error.lines().last().unwrap_or_default();
                let finding = Diagnostic::new(codes::BAD_PATTERN).with("field", field);
                self.say(finding.with("reason", reason.trim_start_matches("error: ")), span);
                None
            }
        }
    }

    fn check_refs(&mut self, types: &[Type]) {
        for (name, place) in std::mem::take(&mut self.refs) {
            if !types.iter().any(|ty| *ty.name == *name) {
                self.findings.push(unknown(&name, types.iter().map(|ty| &*ty.name)).at(place));
            }
        }
    }
}

fn unknown<'a>(name: &str, known: impl Iterator<Item = &'a str> + Clone) -> Diagnostic {
    Diagnostic::new(codes::UNKNOWN_NAME)
        .with("name", name)
        .with("known", known.clone().collect::<Vec<_>>().join(", "))
        .nearest(name, known)
}

/// Fields with others laid over them; one of the same name takes its place.
fn overlaid(mut fields: Vec<Field>, over: Vec<Field>) -> Vec<Field> {
    for field in over {
        match fields.iter_mut().find(|other| other.name == field.name) {
            Some(other) => *other = field,
            None => fields.push(field),
        }
    }
    fields
}

fn words(node: &Node) -> Vec<String> {
    node.list().unwrap_or_default().iter().filter_map(Node::text).map(str::to_owned).collect()
}

/// Where a key of a table stands.
fn key_span(node: &Node, key: &str) -> Option<Span> {
    Some(node.table()?.iter().find(|pair| *pair.key == *key)?.key_span)
}

pub(super) fn by_language(node: Option<&Node>) -> BTreeMap<Lang, String> {
    node.and_then(Node::table)
        .unwrap_or_default()
        .iter()
        .filter_map(|pair| Some((Lang::parse(&pair.key)?, pair.value.text()?.to_owned())))
        .collect()
}
