//! The JSON Schema of site.toml, from `site.toml` beside this file: every key there is, with its help.
//!
//! A test holds the declaration against the keys that the readers of the configuration and of types know, both ways.

use serde_json::{Map, Value, json};

use crate::node::{self, Node};
use crate::report::words::Tongue;

const DECLARED: &str = include_str!("site.toml");

/// The schema; descriptions begin in the language `first`.
pub fn schema(first: Tongue) -> Value {
    let tree = declared();
    let mut schema = Map::from_iter([
        ("$schema".to_owned(), json!("http://json-schema.org/draft-07/schema#")),
        ("title".to_owned(), json!("site.toml")),
    ]);
    let pairs = tree.get("definitions").and_then(Node::table).unwrap_or_default();
    let definitions: Map<String, Value> =
        pairs.iter().map(|pair| (pair.key.to_string(), of(&pair.value, first))).collect();
    schema.insert("definitions".to_owned(), Value::Object(definitions));
    schema.extend(object(&tree, first));
    Value::Object(schema)
}

fn declared() -> Node {
    node::toml::parse(DECLARED, &std::sync::Arc::from(std::path::Path::new("guide/site.toml"))).0
}

fn object(node: &Node, first: Tongue) -> Map<String, Value> {
    let pairs = node.get("fields").and_then(Node::table).unwrap_or_default();
    let properties: Map<String, Value> =
        pairs.iter().map(|pair| (pair.key.to_string(), of(&pair.value, first))).collect();
    let mut object = Map::from_iter([
        ("type".to_owned(), json!("object")),
        ("additionalProperties".to_owned(), json!(false)),
        ("properties".to_owned(), Value::Object(properties)),
    ]);
    let needed = pairs.iter().filter(|pair| pair.value.get("required").and_then(Node::bool) == Some(true));
    let needed: Vec<&str> = needed.map(|pair| &*pair.key).collect();
    if !needed.is_empty() {
        object.insert("required".to_owned(), json!(needed));
    }
    object
}

fn of(node: &Node, first: Tongue) -> Value {
    let text = |key: &str| node.get(key).and_then(Node::text).unwrap_or_default();
    let inner = || node.get("of").map_or_else(|| json!({}), |inner| of(inner, first));
    let words =
        || json!([{ "type": "string" }, { "type": "object", "additionalProperties": { "type": "string" } }]);
    let schema = match text("kind") {
        "words" => json!({ "anyOf": words() }),
        "map" => json!({ "type": "object", "additionalProperties": inner() }),
        "list" => json!({ "type": "array", "items": inner() }),
        "object" => Value::Object(object(node, first)),
        "text or object" => json!({ "anyOf": [{ "type": "string" }, object(node, first)] }),
        "int" => json!({ "type": "integer" }),
        "bool" => json!({ "type": "boolean" }),
        "as" => json!({ "$ref": format!("#/definitions/{}", text("definition")) }),
        "string" => json!({ "type": "string" }),
        // `any`; a test finds what is none of these.
        _ => json!({}),
    };
    let mut schema = schema.as_object().cloned().unwrap_or_default();
    for (ours, theirs) in [("values", "enum"), ("pattern", "pattern"), ("default", "default")] {
        if let Some(node) = node.get(ours) {
            schema.insert(theirs.to_owned(), plain(node));
        }
    }
    if let ("string", Some(example)) = (text("kind"), node.get("example")) {
        schema.insert("examples".to_owned(), json!([plain(example)]));
    }
    let said = |tongue: Tongue| node.get("help").and_then(|help| help.get(tongue.tag())?.text());
    let (nb, en) = (said(Tongue::Nb), said(Tongue::En));
    let (one, two) = first.pick((nb, en), (en, nb));
    if let (Some(one), Some(two)) = (one, two) {
        schema.insert("description".to_owned(), json!(format!("{one}\n\n{two}")));
    }
    Value::Object(schema)
}

fn plain(node: &Node) -> Value {
    match &node.value {
        node::Value::List(items) => items.iter().map(plain).collect(),
        node::Value::Quoted(text) => json!(text),
        node::Value::Plain(text) => serde_json::from_str(text).unwrap_or_else(|_| json!(text)),
        node::Value::Null | node::Value::Table(_) => Value::Null,
    }
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use super::*;
    use crate::config::{self, Overrides};
    use crate::disk::memory::MemoryDisk;
    use crate::model::types;

    /// A value with every key there is, from the declaration alone. What is `within` itself ends as a word, which
    /// no reader of tables takes for one.
    fn sample(node: &Node, within: &[&str]) -> String {
        let text = |key: &str| node.get(key).and_then(Node::text).unwrap_or_default();
        let inner = || sample(node.get("of").expect("what it holds"), within);
        match text("kind") {
            "string" | "words" => match node.get("values").and_then(Node::list) {
                // The kind that reads what it holds as well.
                Some(values) if values.iter().any(|value| value.text() == Some("list")) => {
                    "'list'".to_owned()
                }
                Some(values) => format!("'{}'", values[0].text().expect("words")),
                None if text("example").is_empty() => "'nb'".to_owned(),
                None => format!("'{}'", text("example")),
            },
            "int" => "1".to_owned(),
            "bool" => "true".to_owned(),
            "any" => "{}".to_owned(),
            "map" => format!("{{ {} = {} }}", text("example"), inner()),
            "list" => format!("[{}]", inner()),
            "as" if within.contains(&text("definition")) => "'nb'".to_owned(),
            "as" => {
                let tree = declared();
                let found = tree.get("definitions").and_then(|all| all.get(text("definition")));
                sample(found.expect("the definition"), &[within, &[text("definition")]].concat())
            }
            "object" | "text or object" => {
                let pairs = node.get("fields").and_then(Node::table).expect("fields").iter();
                let pairs = pairs.map(|pair| format!("{} = {}", pair.key, sample(&pair.value, within)));
                format!("{{ {} }}", pairs.collect::<Vec<_>>().join(", "))
            }
            other => panic!("guide/site.toml has the kind `{other}`, which is none"),
        }
    }

    #[test]
    fn the_keys_are_those_the_readers_know() {
        let tree = declared();
        let pairs = tree.get("fields").and_then(Node::table).unwrap();
        let line = |pair: &node::Pair| format!("{} = {}\n", pair.key, sample(&pair.value, &[]));
        let text = pairs.iter().map(line).collect::<String>();
        let disk = MemoryDisk::with([(PathBuf::from("/site/site.toml"), text.as_bytes())]);
        node::record::start();
        let (config, _) = config::load(&disk, Path::new("/site"), &Overrides { base_url: None }).unwrap();
        let _ = types::load(config.types.as_ref(), &config.file);
        let tables = node::record::end();
        assert!(tables.len() > 8, "of {} tables only", tables.len());
        for (known, there) in tables.iter().filter(|(_, there)| !there.is_empty()) {
            let undeclared: Vec<_> = known.difference(there).collect();
            assert!(
                undeclared.is_empty(),
                "src/guide/site.toml does not declare {undeclared:?} beside {there:?}"
            );
            let unknown: Vec<_> = there.difference(known).collect();
            assert!(unknown.is_empty(), "src/guide/site.toml declares {unknown:?}, which no reader knows");
        }
    }

    #[test]
    fn every_key_has_help_in_both_languages() {
        fn look(schema: &Value, at: &str, without: &mut Vec<String>) {
            for (name, inner) in schema["properties"].as_object().into_iter().flatten() {
                let at = format!("{at}.{name}");
                if inner["description"].as_str().is_none_or(|text| !text.contains("\n\n"))
                    && inner.get("$ref").is_none()
                {
                    without.push(at.clone());
                }
                look(inner, &at, without);
                look(&inner["items"], &at, without);
                look(&inner["additionalProperties"], &at, without);
            }
            schema["anyOf"].as_array().into_iter().flatten().for_each(|inner| look(inner, at, without));
        }
        let (schema, mut without) = (schema(Tongue::Nb), Vec::new());
        look(&schema, "", &mut without);
        for (name, inner) in schema["definitions"].as_object().unwrap() {
            look(inner, name, &mut without);
        }
        assert!(without.is_empty(), "{without:?}");
        assert!(
            schema["properties"]["initiatives"]["additionalProperties"]["properties"]["menu"].is_object()
        );
    }
}
