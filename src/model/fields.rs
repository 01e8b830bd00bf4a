//! Typed fields: what front matter means once its type is known.

use std::sync::Arc;

use super::types::{Field, FieldKind};
use super::{Entry, Key};
use crate::diagnostic::{Diagnostic, Place, Span, codes};

/// A value with its place in the file it came from.
#[derive(Clone, PartialEq, Debug)]
pub struct Typed {
    /// Where.
    pub place: Place,
    /// What.
    pub value: TypedValue,
}

/// A value as its field's kind understands it.
#[derive(Clone, PartialEq, Debug)]
pub enum TypedValue {
    /// string, text, markdown, enum, email, url.
    Text(Box<str>),
    /// int.
    Int(i64),
    /// number: as written, so that 62.1 stays 62.1.
    Number(f64),
    /// bool.
    Bool(bool),
    /// date or datetime, as ISO 8601: `2019`, `2019-11-01`, `2026-11-26T08:00`.
    Date(Box<str>),
    /// image: a file beside the text, or `/` and a path below `static/`.
    Image(Box<str>),
    /// link: `@/stories`, a relative path, or an address.
    Link(Box<str>),
    /// ref: the type it points at and the entry's name, its folder without the type's.
    Ref {
        /// The type's name.
        ty: Box<str>,
        /// The entry's name.
        id: Box<str>,
    },
    /// list and set.
    List(Vec<Typed>),
    /// object and consent.
    Object(Fields),
}

impl TypedValue {
    /// Whether it says what another says, wherever the two stand.
    pub fn says(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::List(one), Self::List(other)) => {
                one.len() == other.len()
                    && one.iter().zip(other).all(|(one, other)| one.value.says(&other.value))
            }
            (Self::Object(one), Self::Object(other)) => {
                let pairs = one.0.iter().zip(&other.0);
                one.0.len() == other.0.len()
                    && pairs
                        .into_iter()
                        .all(|((name, one), (known, other))| name == known && one.value.says(&other.value))
            }
            (one, other) => one == other,
        }
    }
}

/// Fields by name, in the order the type declares them. A translation shares those it takes over with its original.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Fields(pub Vec<(Arc<str>, Arc<Typed>)>);

impl Fields {
    /// A field's value.
    pub fn get(&self, name: &str) -> Option<&Typed> {
        self.0.iter().find(|(key, _)| &**key == name).map(|(_, typed)| &**typed)
    }

    /// A text field, an enum or a date.
    pub fn text(&self, name: &str) -> Option<&str> {
        match &self.get(name)?.value {
            TypedValue::Text(text)
            | TypedValue::Date(text)
            | TypedValue::Image(text)
            | TypedValue::Link(text) => Some(text),
            _ => None,
        }
    }

    /// A truth; absent is false.
    pub fn flag(&self, name: &str) -> bool {
        matches!(self.get(name), Some(Typed { value: TypedValue::Bool(true), .. }))
    }

    /// A whole number.
    pub fn int(&self, name: &str) -> Option<i64> {
        match self.get(name)?.value {
            TypedValue::Int(number) => Some(number),
            _ => None,
        }
    }

    /// The items of a list or set.
    pub fn list(&self, name: &str) -> &[Typed] {
        match self.get(name) {
            Some(Typed { value: TypedValue::List(items), .. }) => items,
            _ => &[],
        }
    }

    /// The objects of a list.
    pub fn objects(&self, name: &str) -> impl Iterator<Item = &Fields> {
        self.list(name).iter().filter_map(|item| match &item.value {
            TypedValue::Object(fields) => Some(fields),
            _ => None,
        })
    }

    /// A number, whole or not.
    pub fn number(&self, name: &str) -> Option<f64> {
        match self.get(name)?.value {
            TypedValue::Number(number) => Some(number),
            TypedValue::Int(number) => Some(number as f64),
            _ => None,
        }
    }

    /// The texts of a list or set.
    pub fn texts(&self, name: &str) -> impl Iterator<Item = &str> {
        self.list(name).iter().filter_map(|item| match &item.value {
            TypedValue::Text(text) => Some(&**text),
            _ => None,
        })
    }

    /// The fields of an object.
    pub fn object(&self, name: &str) -> Option<&Fields> {
        match &self.get(name)?.value {
            TypedValue::Object(fields) => Some(fields),
            _ => None,
        }
    }

    /// These fields with a translation's laid over them; objects field by field.
    pub fn overlaid(&self, over: &Fields) -> Fields {
        let mut merged = self.clone();
        for (name, typed) in &over.0 {
            match merged.0.iter_mut().find(|(key, _)| key == name) {
                Some((_, below)) => match (&below.value, &typed.value) {
                    (TypedValue::Object(under), TypedValue::Object(upper)) => {
                        let value = TypedValue::Object(under.overlaid(upper));
                        *below = Arc::new(Typed { place: below.place.clone(), value });
                    }
                    _ => *below = typed.clone(),
                },
                None => merged.0.push((name.clone(), typed.clone())),
            }
        }
        merged
    }
}

/// What holds for an entry as a whole: the original has what is required, translations hold only what translates.
/// `elsewhere`: another layer has the original.
pub(super) fn check_entry(entry: &Entry, key: &Key, elsewhere: bool) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    if let (None, false, Some(version)) = (entry.original(), elsewhere, entry.versions.first()) {
        let finding = Diagnostic::new(codes::NO_ORIGINAL).with("key", key).with("lang", &version.lang);
        findings.push(finding.at(version.place.clone()));
    }
    for version in &entry.versions {
        // What hides a lower layer's page has nothing of its own to show.
        if version.original && !version.fields.flag("hidden") {
            let mut lacking = Vec::new();
            missing(&entry.form.fields, &version.fields, &version.place, &mut lacking);
            // A value that could not be understood has had its finding; it is not missing as well.
            let spoilt = |start: usize, field: &str| {
                version.spoilt.iter().any(|(at, name)| *at == start && **name == *field)
            };
            let lacking = lacking.into_iter().filter(|(place, field)| !spoilt(place.span.start, field));
            findings.extend(
                lacking.map(|(place, field)| {
                    Diagnostic::new(codes::REQUIRED_FIELD).with("field", field).at(place)
                }),
            );
        } else if !version.original {
            untranslatable(&entry.form.fields, &version.fields, &mut findings);
        }
    }
    findings
}

/// Lets go of every field of an original that lacks a part it must have: that is said already, and what makes something of
/// the rest (a sum, a chart, a template) would stumble over the gap and blame somebody else. What is said of people and their
/// consent stays: the gate holds more against it than its parts.
pub(super) fn drop_incomplete(entry: &mut Entry) {
    let form = entry.form.clone();
    let of_people = |field: &Field| matches!(field.kind, FieldKind::Consent(_)) || &*field.name == "persons";
    for version in entry.versions.iter_mut().filter(|version| version.original) {
        let is_whole = |(name, typed): &(Arc<str>, Arc<Typed>)| {
            let mut lacking = Vec::new();
            if let Some(field) = form.fields.iter().find(|field| field.name == *name && !of_people(field)) {
                missing_inside(&field.kind, typed, &mut lacking);
            }
            lacking.is_empty()
        };
        if !version.fields.0.iter().all(is_whole) {
            Arc::make_mut(&mut version.fields).0.retain(is_whole);
        }
    }
}

/// Required fields that are not there, also inside objects and lists.
fn missing(declared: &[Field], fields: &Fields, place: &Place, findings: &mut Vec<(Place, Arc<str>)>) {
    for field in declared {
        match fields.get(&field.name) {
            None if field.required => findings.push((place.clone(), field.name.clone())),
            None => {}
            Some(typed) => missing_inside(&field.kind, typed, findings),
        }
    }
}

fn missing_inside(kind: &FieldKind, typed: &Typed, findings: &mut Vec<(Place, Arc<str>)>) {
    match (kind, &typed.value) {
        (FieldKind::Object(declared) | FieldKind::Consent(declared), TypedValue::Object(fields)) => {
            let start = typed.place.span.start;
            let place = Place { file: typed.place.file.clone(), span: Span { start, end: start } };
            missing(declared, fields, &place, findings);
        }
        (FieldKind::List(item), TypedValue::List(items)) => {
            items.iter().for_each(|typed| missing_inside(&item.kind, typed, findings));
        }
        _ => {}
    }
}

/// Fields a translation may not hold, with the original's name for them.
fn untranslatable(declared: &[Field], fields: &Fields, findings: &mut Vec<Diagnostic>) {
    for (name, typed) in &fields.0 {
        let Some(field) = declared.iter().find(|field| field.name == *name) else { continue };
        if field.translate || &**name == "source" {
            continue;
        }
        match (field.kind.fields(), &typed.value) {
            (Some(inner), TypedValue::Object(fields)) if field.in_translations() => {
                untranslatable(inner, fields, findings);
            }
            _ => findings
                .push(Diagnostic::new(codes::NOT_TRANSLATABLE).with("field", name).at(typed.place.clone())),
        }
    }
}
