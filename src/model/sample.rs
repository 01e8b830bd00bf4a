//! A value that would do for a field: shown as an example to those who write, and what tests fill types with.

use super::types::{Field, FieldKind, Pattern};
use crate::node::{Node, Pair, Value};

/// A value the field takes; `None` where its pattern leaves no way to make one up.
pub fn value(field: &Field) -> Option<Node> {
    let text = |text: &str| sized(field, text).map(|text| Value::Quoted(text.into()));
    let plain = |text: &str| Some(Value::Plain(text.into()));
    let value = match &field.kind {
        FieldKind::String => match &field.pattern {
            None => text("Eksempel"),
            Some(Pattern::Slug) => text("et-eksempel"),
            Some(pattern) => {
                ["Eksempel", "0123456789ab"].into_iter().find(|text| pattern.fits(text)).and_then(text)
            }
        },
        FieldKind::Text | FieldKind::Markdown => text("En kort setning."),
        FieldKind::Int | FieldKind::Number => {
            let least = field.min.unwrap_or(1);
            plain(&field.max.map_or(least, |max| least.min(max)).to_string())
        }
        FieldKind::Date => plain("2026-05-17"),
        FieldKind::DateTime => plain("2026-11-26 08:00"),
        FieldKind::Bool => plain("true"),
        FieldKind::Enum(values) => values.first().and_then(|first| plain(first)),
        FieldKind::Set(values) => {
            let words = if values.is_empty() { vec!["eksempel"] } else { vec![values[0].as_str()] };
            Some(Value::List(words.into_iter().map(|word| node(Value::Plain(word.into()))).collect()))
        }
        FieldKind::Url => plain("https://globale.example/eksempel"),
        FieldKind::Email => plain("post@globale.example"),
        FieldKind::Image => plain("photo.jpg"),
        FieldKind::Link => Some(Value::Quoted("@/stories".into())),
        FieldKind::Ref(_) => plain("eksempel"),
        FieldKind::List(item) => {
            let many = usize::try_from(field.min.unwrap_or(1)).unwrap_or(1).max(1);
            value(item).map(|item| Value::List(vec![item; many]))
        }
        FieldKind::Object(fields) | FieldKind::Consent(fields) => Some(table(fields)),
    };
    value.map(node)
}

/// All fields that have a sample.
fn table(fields: &[Field]) -> Value {
    let pairs = fields.iter().filter_map(|field| {
        let value = value(field)?;
        Some(Pair { key: (*field.name).into(), key_span: Default::default(), value })
    });
    Value::Table(pairs.collect())
}

fn node(value: Value) -> Node {
    Node { span: Default::default(), value }
}

/// The text within the field's bounds.
fn sized(field: &Field, text: &str) -> Option<String> {
    let least = usize::try_from(field.min.unwrap_or_default()).ok()?;
    let most = usize::try_from(field.max.unwrap_or(i64::MAX)).ok()?;
    Some(text.chars().cycle().take(text.chars().count().max(least).min(most)).collect())
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::sync::Arc;

    use super::*;
    use crate::model::read_field;
    use crate::model::types::tests::site_toml;

    #[test]
    fn every_sample_is_what_its_field_takes() {
        let (types, _) = site_toml(
            "[types.story.fields]\na = { kind = \"string\", min = 20 }\nb = { kind = \"text\", max = 3 }\nc = { kind = \"int\", max = -2 }\nd = { kind = \"list\", min = 3, of = { kind = \"number\", min = 7 } }\n",
        );
        let file: Arc<Path> = Arc::from(Path::new("sample"));
        let mut tried = 0;
        for ty in types.iter() {
            for field in ty.fields.iter().chain(&ty.derived) {
                let sample =
                    value(field).unwrap_or_else(|| panic!("{}.{} has no sample", ty.name, field.name));
                let (typed, findings) = read_field::one(field, &sample, &file);
                assert!(typed.is_some() && findings.is_empty(), "{}.{}: {findings:?}", ty.name, field.name);
                tried += 1;
            }
        }
        assert!(tried > 200, "{tried}");
    }
}
