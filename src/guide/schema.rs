//! JSON Schemas of front matter, in draft-07, which editors read.
//!
//! A schema helps while writing; `check` decides. Where the two could differ, the schema is the one that lets more
//! through: YAML reads `2019` as a number and `true` as a truth, which are words to us where words are wanted.

use serde_json::{Map, Value, json};

use super::{allowed, both};
use crate::model::sample;
use crate::model::types::{Field, FieldKind, Pattern, Type, Types};
use crate::node;
use crate::report::words::Tongue;

/// Which files a schema is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    /// The file that holds every field.
    Original,
    /// One that holds only what translates; nothing is required there.
    Translation,
}

/// The name of a schema's file.
pub fn file_name(ty: &Type, form: Form) -> String {
    match form {
        Form::Original => format!("{}.json", ty.name),
        Form::Translation => format!("{}.translation.json", ty.name),
    }
}

/// The schema of a type's front matter; descriptions begin in the language `first`.
pub fn of_type(ty: &Type, types: &Types, form: Form, first: Tongue) -> Value {
    let writer = Writer { types, form, first, within: false };
    let mut schema =
        Map::from_iter([("$schema".to_owned(), json!("http://json-schema.org/draft-07/schema#"))]);
    let consent = ty.fields.iter().find_map(|field| match &field.kind {
        FieldKind::Consent(fields) if form == Form::Original => Some(writer.object(fields)),
        _ => None,
    });
    if let Some(consent) = consent {
        schema.insert("definitions".to_owned(), json!({ "consent": consent }));
    }
    let object = writer.object(&ty.fields);
    match form {
        Form::Original => {
            schema.insert("title".to_owned(), json!(&*ty.name));
            schema.extend(object);
        }
        Form::Translation => {
            let (nb, en) = ("oversettelse", "translation");
            schema.insert("title".to_owned(), json!(format!("{} ({})", ty.name, first.pick(nb, en))));
            // A file that says so is the original, whatever its language.
            let says = json!({ "required": ["source"], "properties": { "source": { "const": true } } });
            schema.insert("if".to_owned(), says);
            schema.insert("then".to_owned(), json!({ "$ref": file_name(ty, Form::Original) }));
            schema.insert("else".to_owned(), Value::Object(object));
        }
    }
    Value::Object(schema)
}

struct Writer<'a> {
    types: &'a Types,
    form: Form,
    first: Tongue,
    /// Whether what is above translates as a whole, so that all below it may be held.
    within: bool,
}

impl Writer<'_> {
    /// Whether files of this form may hold the field.
    fn holds(&self, field: &Field) -> bool {
        self.form == Form::Original || self.within || field.in_translations() || &*field.name == "source"
    }

    fn object(&self, fields: &[Field]) -> Map<String, Value> {
        let held = fields.iter().filter(|field| self.holds(field));
        let properties: Map<String, Value> =
            held.map(|field| (field.name.to_string(), self.described(field))).collect();
        let mut object = Map::from_iter([
            ("type".to_owned(), json!("object")),
            ("additionalProperties".to_owned(), json!(false)),
            ("properties".to_owned(), Value::Object(properties)),
        ]);
        let required: Vec<&str> =
            fields.iter().filter(|field| field.required).map(|field| &*field.name).collect();
        if self.form == Form::Original && !required.is_empty() {
            object.insert("required".to_owned(), json!(required));
        }
        object
    }

    fn described(&self, field: &Field) -> Value {
        let below = Writer { within: self.within || field.translate, ..*self };
        let mut schema = below.value(field);
        let mut description = both(field, self.first);
        if let FieldKind::Ref(_) = field.kind {
            description = format!("{description}\n\n→ {}", allowed(field, self.types, self.first));
        }
        schema.insert("description".to_owned(), json!(description));
        if let Some(example) = example(field) {
            schema.insert("examples".to_owned(), json!([example]));
        }
        Value::Object(schema)
    }

    fn value(&self, field: &Field) -> Map<String, Value> {
        let scalar = json!(["string", "number", "boolean"]);
        let mut schema = match &field.kind {
            FieldKind::Int => json!({ "type": "integer" }),
            FieldKind::Number => json!({ "type": "number" }),
            FieldKind::Date => {
                json!({ "type": ["string", "integer"], "pattern": "^\\d{4}(-\\d{2}(-\\d{2})?)?$" })
            }
            FieldKind::DateTime => {
                json!({ "type": "string", "pattern": "^\\d{4}-\\d{2}-\\d{2}([ T]\\d{2}:\\d{2}(:\\d{2})?)?$" })
            }
            FieldKind::Bool => json!({ "type": "boolean" }),
            FieldKind::Enum(values) => json!({ "enum": values }),
            FieldKind::Set(values) => {
                let items =
                    if values.is_empty() { json!({ "type": scalar }) } else { json!({ "enum": values }) };
                json!({ "type": "array", "uniqueItems": true, "items": items })
            }
            FieldKind::Url => json!({ "type": "string", "pattern": "^https?://" }),
            FieldKind::Email => json!({ "type": "string", "pattern": "@" }),
            FieldKind::List(item) => json!({ "type": "array", "items": self.value(item) }),
            FieldKind::Object(fields) => Value::Object(self.object(fields)),
            // Whatever stands beside a `$ref` is not looked at, so it stands by itself.
            FieldKind::Consent(_) => json!({ "allOf": [{ "$ref": "#/definitions/consent" }] }),
            FieldKind::Image | FieldKind::Link => json!({ "type": "string" }),
            FieldKind::String | FieldKind::Text | FieldKind::Markdown | FieldKind::Ref(_) => {
                json!({ "type": scalar })
            }
        };
        let schema = schema.as_object_mut().map(std::mem::take).unwrap_or_default();
        bounded(field, schema)
    }
}

/// With the field's bounds, in the words its kind has for them.
fn bounded(field: &Field, mut schema: Map<String, Value>) -> Map<String, Value> {
    let (min, max) = match &field.kind {
        FieldKind::Int | FieldKind::Number => ("minimum", "maximum"),
        FieldKind::List(_) | FieldKind::Set(_) => ("minItems", "maxItems"),
        _ => ("minLength", "maxLength"),
    };
    for (name, bound) in [(min, field.min), (max, field.max)] {
        if let Some(bound) = bound {
            schema.insert(name.to_owned(), json!(bound));
        }
    }
    if let Some(pattern) = field.pattern.as_ref().and_then(ecma) {
        schema.insert("pattern".to_owned(), json!(pattern));
    }
    schema
}

/// The pattern as editors understand it; `None` where it says what JavaScript has no words for.
fn ecma(pattern: &Pattern) -> Option<String> {
    match pattern {
        // No ASCII but digits, lower-case letters and single hyphens; what other letters may stand, `check` knows.
        Pattern::Slug => {
            let part = r"[^\u0000-/:-`{-\u007f]+";
            Some(format!("^{part}(-{part})*$"))
        }
        Pattern::Regex { written, .. } => {
            let ours = ["(?", r"\A", r"\z", "[[", "&&", "--", "~~", r"\x{", r"\u{", r"\U", r"\p", r"\P"];
            let portable = !ours.iter().any(|ours| written.replace("(?:", "(").contains(ours));
            portable.then(|| format!("^(?:{written})$"))
        }
    }
}

/// An example, for kinds whose form is not plain from their name.
fn example(field: &Field) -> Option<Value> {
    use FieldKind::{Date, DateTime, Email, Image, Link, Url};
    if !matches!(field.kind, Date | DateTime | Email | Image | Link | Url) {
        return None;
    }
    match sample::value(field)?.value {
        node::Value::Plain(text) | node::Value::Quoted(text) => Some(json!(text)),
        _ => None,
    }
}
