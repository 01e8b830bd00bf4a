//! TOML as a tree with places.

use std::path::Path;
use std::sync::Arc;

use ::toml::Spanned;
use ::toml::de::{DeTable, DeValue};

use super::{Node, Pair, Value};
use crate::diagnostic::{Diagnostic, Place, Span, codes};

/// Of what the parser stumbles over, this much is told: behind the first slips most are their echoes.
const TOLD: usize = 20;

/// Reads a TOML file; the table is empty where nothing could be made of it (`G0102`).
pub fn parse(text: &str, file: &Arc<Path>) -> (Node, Vec<Diagnostic>) {
    let (table, errors) = DeTable::parse_recoverable(text);
    let findings = errors.iter().take(TOLD).map(|error| {
        let span = error.span().unwrap_or(0..0);
        Diagnostic::new(codes::TOML_SYNTAX).with("reason", error.message()).at(Place::new(file, span))
    });
    (Node { span: Span::default(), value: pairs(table.get_ref()) }, findings.collect())
}

fn pairs(table: &DeTable<'_>) -> Value {
    let mut pairs: Vec<Pair> = table
        .iter()
        .map(|(key, value)| Pair {
            key: key.get_ref().as_ref().into(),
            key_span: key.span().into(),
            value: node(value),
        })
        .collect();
    // The parser's map is sorted by name; people read files in the order they stand.
    pairs.sort_by_key(|pair| pair.key_span.start);
    Value::Table(pairs)
}

fn node(value: &Spanned<DeValue<'_>>) -> Node {
    let inner = match value.get_ref() {
        DeValue::String(text) => Value::Quoted(text.as_ref().into()),
        DeValue::Integer(number) => Value::Plain(number.as_str().replace('_', "").into()),
        DeValue::Float(number) => Value::Plain(number.as_str().replace('_', "").into()),
        DeValue::Boolean(truth) => Value::Plain(truth.to_string().into()),
        DeValue::Datetime(moment) => Value::Plain(moment.to_string().into()),
        DeValue::Array(items) => Value::List(items.iter().map(node).collect()),
        DeValue::Table(table) => pairs(table),
    };
    Node { span: value.span().into(), value: inner }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_order_and_places() {
        let file: Arc<Path> = Arc::from(Path::new("site.toml"));
        let text = "z = 1\na = \"x\"\n[t]\nd = 2018-04-01\n";
        let (tree, findings) = parse(text, &file);
        assert!(findings.is_empty());
        let keys: Vec<&str> = tree.table().unwrap().iter().map(|pair| &*pair.key).collect();
        assert_eq!(keys, ["z", "a", "t"]);
        let date = tree.get("t").and_then(|table| table.get("d")).unwrap();
        assert_eq!((date.text(), &text[date.span.start..date.span.end]), (Some("2018-04-01"), "2018-04-01"));
    }

    #[test]
    fn says_where_it_breaks() {
        let file: Arc<Path> = Arc::from(Path::new("site.toml"));
        let (_, findings) = parse("a = 1\nb = = 2\n", &file);
        assert_eq!(findings[0].place.as_ref().map(|place| place.span.start >= 8), Some(true));
        assert_eq!(parse(&"= x\n".repeat(1_000), &file).1.len(), TOLD);
    }
}
