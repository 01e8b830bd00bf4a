//! What a value can look like, before there is one: the view's contract and the types, as shapes.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, PoisonError, RwLock};

use crate::model::types::{Field, FieldKind, Type, Types};
use crate::theme::{ParamKind, Theme};
use crate::view::contract::{self, Argument, Key, Kind};

/// What a value can look like.
#[derive(Clone, Debug)]
pub(super) enum Shape {
    /// Nothing is known of it, so nothing is claimed.
    Any,
    /// Null.
    Null,
    Text,
    Html,
    Address,
    Date,
    /// A day and a time.
    Moment,
    Int,
    Number,
    Bool,
    Color,
    Words(Vec<String>),
    /// One of these names, or one that only other sites have.
    Names(Vec<String>),
    List(Box<Shape>),
    /// Keys the view declares.
    Keys(&'static [Key]),
    /// Keys somebody named, each with its shape.
    Map(BTreeMap<String, Shape>),
    /// Names that are not known here.
    Named(Box<Shape>),
    /// An object's fields; those not set are not there at all.
    Object(Arc<[Field]>),
    /// A picture with an object's other fields.
    Picture(Arc<[Field]>),
    /// An entry of one of these types, in a list.
    Record(BTreeSet<Arc<str>>),
    /// Every field of an entry of one of these types.
    Fields(BTreeSet<Arc<str>>),
    /// One of several.
    OneOf(Vec<Shape>),
}

/// What comes of asking for a field.
pub(super) enum Found {
    /// It is there, or can be.
    Known(Shape),
    /// It can never be; these are the ones there are.
    Missing(Vec<String>),
    /// Nothing is known.
    Open,
}

/// What shapes are made of.
#[derive(Clone, Copy)]
pub(super) struct World<'a> {
    pub(super) types: &'a Types,
    pub(super) theme: &'a Theme,
    pub(super) memory: &'a Memory,
}

/// Names with their shapes, in order.
pub(super) type Keys = Vec<(String, Shape)>;

/// The keys of shapes that were asked for before: every sample asks for the same ones.
#[derive(Default)]
pub(super) struct Memory(RwLock<HashMap<String, Arc<Keys>>>);

impl Shape {
    /// One or the other.
    pub(super) fn or(self, other: Self) -> Self {
        let mut all: Vec<Self> = Vec::new();
        for shape in [self, other] {
            match shape {
                Self::OneOf(more) => all.extend(more),
                one => all.push(one),
            }
        }
        let mut seen = BTreeSet::new();
        all.retain(|shape| seen.insert(shape.print()));
        if all.len() == 1 { all.remove(0) } else { Self::OneOf(all) }
    }

    /// That, or null.
    pub(super) fn maybe(self) -> Self {
        self.or(Self::Null)
    }

    pub(super) fn list(of: Self) -> Self {
        Self::List(Box::new(of))
    }

    /// A name for the shape: equal for equal ones.
    pub(super) fn print(&self) -> String {
        match self {
            Self::Keys(keys) => format!("keys {:p}", *keys),
            Self::Object(fields) | Self::Picture(fields) => {
                let names: Vec<&str> = fields.iter().map(|field| &*field.name).collect();
                format!(
                    "{} {}",
                    if matches!(self, Self::Object(_)) { "object" } else { "picture" },
                    names.join(",")
                )
            }
            Self::List(of) => format!("[{}]", of.print()),
            Self::Named(of) => format!("named {}", of.print()),
            Self::Map(map) => map
                .iter()
                .fold(String::from("{"), |all, (name, shape)| all + name + ":" + &shape.print() + ","),
            Self::OneOf(all) => all.iter().fold(String::from("("), |said, shape| said + &shape.print() + "|"),
            other => format!("{other:?}"),
        }
    }

    /// Each of the shapes it can be, lists and maps whole.
    pub(super) fn each(&self) -> &[Self] {
        match self {
            Self::OneOf(all) => all,
            one => std::slice::from_ref(one),
        }
    }

    /// What a list of it holds.
    pub(super) fn item(&self) -> Self {
        let items = self.each().iter().filter_map(|shape| match shape {
            Self::List(of) | Self::Named(of) => Some((**of).clone()),
            Self::Any => Some(Self::Any),
            Self::Map(map) => map.values().cloned().reduce(Self::or),
            _ => None,
        });
        items.reduce(Self::or).unwrap_or(Self::Any)
    }

    /// The words it can be, where it can be nothing but words and null.
    pub(super) fn words(&self) -> Option<Vec<&str>> {
        let mut all = Vec::new();
        for shape in self.each() {
            match shape {
                Self::Words(words) | Self::Names(words) => all.extend(words.iter().map(String::as_str)),
                Self::Null => {}
                _ => return None,
            }
        }
        (!all.is_empty()).then_some(all)
    }
}

impl<'a> World<'a> {
    /// The shape of a kind, in a template that shows these types and lists of those.
    pub(super) fn of(self, kind: Kind, scene: &Scene) -> Shape {
        match kind {
            Kind::Text => Shape::Text,
            Kind::Html => Shape::Html,
            Kind::Address => Shape::Address,
            Kind::Date => Shape::Date,
            Kind::Int => Shape::Int,
            Kind::Number => Shape::Number,
            Kind::Bool => Shape::Bool,
            Kind::Color => Shape::Color,
            Kind::Words(words) => Shape::Words(words.iter().map(|word| (*word).to_owned()).collect()),
            Kind::Type => Shape::Names(self.types.iter().map(|ty| ty.name.to_string()).collect()),
            Kind::Section => Shape::Names(self.types.iter().map(|ty| ty.folder.to_string()).collect()),
            Kind::Maybe(of) => self.of(*of, scene).maybe(),
            Kind::List(of) => Shape::list(self.of(*of, scene)),
            Kind::Map(keys) => Shape::Keys(keys),
            Kind::Named(of) => Shape::Named(Box::new(self.of(*of, scene))),
            Kind::Params => Shape::Map(
                self.theme
                    .params
                    .iter()
                    .map(|(name, param)| (name.clone(), of_param(&param.kind, param.default.is_none())))
                    .collect(),
            ),
            Kind::Colors => {
                let modes =
                    || ["light", "dark"].map(|mode| (mode.to_owned(), Shape::Color)).into_iter().collect();
                Shape::Map(
                    self.theme.colors.named.keys().map(|name| (name.clone(), Shape::Map(modes()))).collect(),
                )
            }
            Kind::Brand if self.theme.colors.brand.is_empty() => Shape::Named(Box::new(Shape::Color)),
            Kind::Brand => {
                Shape::Map(self.theme.colors.brand.keys().map(|name| (name.clone(), Shape::Color)).collect())
            }
            Kind::Fields => Shape::Fields(scene.types.clone()),
            Kind::Record => Shape::Record(scene.listed.clone()),
            Kind::RecordsByType => {
                let lists = self.types.iter().map(|ty| {
                    (ty.name.to_string(), Shape::list(Shape::Record(BTreeSet::from([ty.name.clone()]))))
                });
                Shape::Map(lists.collect())
            }
            Kind::Lists => {
                let lists = self.theme.lists.iter().map(|(name, list)| {
                    let ty = BTreeSet::from([Arc::from(list.ty.as_str())]);
                    (name.clone(), Shape::list(Shape::Record(ty)))
                });
                Shape::Map(lists.collect())
            }
            Kind::Crops => {
                let crop = || Shape::Keys(contract::CROP).maybe();
                Shape::Map(self.theme.crops.keys().map(|name| (name.clone(), crop())).collect())
            }
            Kind::Further => {
                let names = self.types.iter().flat_map(|ty| &ty.further);
                let of = |_: &str| Shape::Keys(contract::SHORT).maybe();
                Shape::Map(names.map(|further| (further.name.to_string(), of(&further.name))).collect())
            }
        }
    }

    /// A field of a shape. Of several shapes it is enough that one has it: a card shows stories and companies.
    pub(super) fn field(self, of: &Shape, name: &str, scene: &Scene) -> Found {
        let (mut known, mut missing, mut open) = (None::<Shape>, BTreeSet::new(), false);
        for shape in of.each() {
            match self.field_of(shape, name, scene) {
                Found::Known(shape) => {
                    known = Some(match known {
                        Some(other) => other.or(shape),
                        None => shape,
                    })
                }
                Found::Missing(names) => missing.extend(names),
                Found::Open => open = true,
            }
        }
        match known {
            Some(shape) => Found::Known(shape),
            None if open || of.each().iter().all(|shape| matches!(shape, Shape::Null)) => Found::Open,
            None => Found::Missing(missing.into_iter().collect()),
        }
    }

    fn field_of(self, of: &Shape, name: &str, scene: &Scene) -> Found {
        let names = |keys: Vec<String>| Found::Missing(keys);
        match of {
            Shape::Any => Found::Open,
            Shape::Named(of) => Found::Known((**of).clone()),
            Shape::Map(map) => match map.get(name) {
                Some(shape) => Found::Known(shape.clone()),
                None => names(map.keys().cloned().collect()),
            },
            _ => {
                let keys = self.keys(of, scene);
                match keys.iter().find(|(key, _)| key == name) {
                    Some((_, shape)) => Found::Known(shape.clone()),
                    None => names(keys.iter().map(|(key, _)| key.clone()).collect()),
                }
            }
        }
    }

    /// The keys of a map's shape, in the order it has them.
    pub(super) fn keys(self, of: &Shape, scene: &Scene) -> Arc<Keys> {
        if let Shape::Map(_) = of {
            return Arc::new(self.made(of, scene));
        }
        let name = format!("{} {} {}", of.print(), scene.template, scene.kind);
        let known = self.memory.0.read().unwrap_or_else(PoisonError::into_inner).get(&name).cloned();
        known.unwrap_or_else(|| {
            let keys = Arc::new(self.made(of, scene));
            self.memory.0.write().unwrap_or_else(PoisonError::into_inner).insert(name, keys.clone());
            keys
        })
    }

    fn made(self, of: &Shape, scene: &Scene) -> Keys {
        match of {
            Shape::Keys(keys) => self.declared(keys, scene),
            Shape::Map(map) => map.iter().map(|(name, shape)| (name.clone(), shape.clone())).collect(),
            Shape::Object(fields) => self.fields(fields.iter(), Absent::Left),
            Shape::Picture(fields) => {
                let mut keys = self.declared(contract::PICTURE, scene);
                let own = fields.iter().filter(|field| !keys.iter().any(|(name, _)| *name == *field.name));
                let own = self.fields(own.filter(|field| &*field.name != "src"), Absent::Left);
                keys.extend(own);
                keys
            }
            Shape::Record(types) => {
                let mut keys = self.declared(contract::RECORD, scene);
                for ty in self.these(types) {
                    let summary = ty.fields.iter().filter(|field| field.summary && !is_core(&field.name));
                    merge(&mut keys, self.fields(summary.chain(&ty.derived), Absent::Null));
                    merge(&mut keys, self.of_figures(ty, scene));
                }
                keys
            }
            Shape::Fields(types) => {
                let mut keys = Vec::new();
                for ty in self.these(types) {
                    merge(&mut keys, self.fields(ty.fields.iter().chain(&ty.derived), Absent::Null));
                    merge(&mut keys, self.of_figures(ty, scene));
                }
                keys
            }
            _ => Vec::new(),
        }
    }

    /// What figures have beside their fields.
    fn of_figures(self, ty: &Type, scene: &Scene) -> Keys {
        let keys = if *ty.name == *"figure" { contract::FIGURE } else { &[] };
        self.declared(keys, scene)
    }

    fn declared(self, keys: &[Key], scene: &Scene) -> Keys {
        keys.iter().map(|(name, kind, _)| ((*name).to_owned(), self.of(*kind, scene))).collect()
    }

    fn these(self, names: &BTreeSet<Arc<str>>) -> Vec<&'a Arc<Type>> {
        self.types.iter().filter(|ty| names.contains(&ty.name)).collect()
    }

    fn fields<'f>(self, fields: impl Iterator<Item = &'f Field>, absent: Absent) -> Keys {
        let shape = |field: &Field| match &*field.name {
            "consent" if absent == Absent::Null => Shape::Null,
            "persons" if absent == Absent::Null => Shape::list(Shape::Keys(contract::PERSON)).maybe(),
            _ if field.required && !matches!(field.kind, FieldKind::Ref(_) | FieldKind::Image) => {
                of_field(&field.kind)
            }
            _ => of_field(&field.kind).maybe(),
        };
        fields.map(|field| (field.name.to_string(), shape(field))).collect()
    }

    /// What an argument of a component gets where Markdown calls it, as far as that is known.
    pub(super) fn argument(self, component: &str, name: &str) -> Option<Shape> {
        let of = contract::ARGUMENTS
            .iter()
            .find(|(of, argument, _)| *argument == name && of.is_none_or(|of| of == component))?;
        let figure = || Shape::Record(BTreeSet::from([Arc::from("figure")]));
        Some(match of.2 {
            Argument::Kind(kind) => self.of(kind, &Scene::default()),
            Argument::Picture => Shape::Keys(contract::PICTURE),
            Argument::Figure => figure(),
            Argument::Figures => Shape::list(figure()),
        })
    }
}

/// What an unset field is.
#[derive(Clone, Copy, PartialEq)]
enum Absent {
    Null,
    Left,
}

/// Fields a record holds in its own form, as the view has it.
fn is_core(name: &str) -> bool {
    matches!(name, "title" | "lead" | "date" | "updated" | "example" | "tags" | "persons" | "consent")
}

fn merge(into: &mut Keys, keys: Keys) {
    for (name, shape) in keys {
        match into.iter_mut().find(|(known, _)| *known == name) {
            Some((_, known)) => *known = known.clone().or(shape),
            None => into.push((name, shape)),
        }
    }
}

fn of_param(kind: &ParamKind, unset: bool) -> Shape {
    let shape = match kind {
        ParamKind::Color => Shape::Color,
        ParamKind::String => Shape::Text,
        ParamKind::Int => Shape::Int,
        ParamKind::Number => Shape::Number,
        ParamKind::Bool => Shape::Bool,
        ParamKind::Enum(words) => Shape::Words(words.clone()),
        ParamKind::List(of) => Shape::list(of_param(of, false)),
    };
    if unset { shape.maybe() } else { shape }
}

fn of_field(kind: &FieldKind) -> Shape {
    match kind {
        FieldKind::String | FieldKind::Text | FieldKind::Markdown | FieldKind::Email => Shape::Text,
        FieldKind::Url => Shape::Address,
        FieldKind::Int => Shape::Int,
        FieldKind::Number => Shape::Number,
        FieldKind::Date => Shape::Date,
        FieldKind::DateTime => Shape::Moment,
        FieldKind::Bool => Shape::Bool,
        FieldKind::Enum(words) => Shape::Words(words.clone()),
        FieldKind::Set(words) if words.is_empty() => Shape::list(Shape::Text),
        FieldKind::Set(words) => Shape::list(Shape::Words(words.clone())),
        FieldKind::Image => Shape::Keys(contract::PICTURE),
        FieldKind::Link => Shape::Keys(contract::LINK),
        FieldKind::Ref(ty) => Shape::Record(BTreeSet::from([Arc::from(ty.as_str())])),
        FieldKind::List(of) => Shape::list(of_field(&of.kind)),
        FieldKind::Object(fields) | FieldKind::Consent(fields) => {
            let picture = fields.iter().any(|field| &*field.name == "src" && field.kind == FieldKind::Image);
            if picture { Shape::Picture(fields.clone().into()) } else { Shape::Object(fields.clone().into()) }
        }
    }
}

/// In which surroundings a template is: the types whose fields it shows, and those its list holds.
#[derive(Clone, Default, Debug)]
pub(super) struct Scene {
    pub(super) template: String,
    pub(super) kind: &'static str,
    pub(super) types: BTreeSet<Arc<str>>,
    pub(super) listed: BTreeSet<Arc<str>>,
}

impl Scene {
    /// Whether something that may be missing is sure to be there, or not to be, on this kind of page.
    pub(super) fn certain(&self, path: &str) -> Option<bool> {
        match (path, self.kind) {
            (_, "") => None,
            ("pager", kind) => Some(matches!(kind, "section" | "tag")),
            ("tags", kind) => Some(kind == "tags"),
            ("page.entry", kind) => Some(kind == "further"),
            ("page.fields", "entry" | "further") => Some(true),
            _ => None,
        }
    }
}
