//! A tree as front matter: quoted wherever YAML could read something else.

use crate::node::{Node, Value};

/// Adds `key: value` lines, indented by `depth` steps.
pub fn pair(into: &mut String, key: &str, node: &Node, depth: usize) {
    let indent = "  ".repeat(depth);
    into.push_str(&format!("{indent}{key}:"));
    match &node.value {
        Value::Table(pairs) if !pairs.is_empty() => {
            into.push('\n');
            pairs.iter().for_each(|inner| pair(into, &inner.key, &inner.value, depth + 1));
        }
        Value::List(items) if items.iter().any(|item| item.table().is_some()) => {
            into.push('\n');
            items.iter().for_each(|item| list_item(into, item, depth + 1));
        }
        _ => {
            into.push(' ');
            into.push_str(&flow(node));
            into.push('\n');
        }
    }
}

/// `- a: 1` with the other keys below the first.
fn list_item(into: &mut String, node: &Node, depth: usize) {
    match node.table() {
        Some(pairs) if !pairs.is_empty() => {
            let mut block = String::new();
            pairs.iter().for_each(|inner| pair(&mut block, &inner.key, &inner.value, depth + 1));
            let indent = "  ".repeat(depth + 1);
            into.push_str(&format!(
                "{}- {}",
                "  ".repeat(depth),
                block.strip_prefix(&indent).unwrap_or(&block)
            ));
        }
        _ => into.push_str(&format!("{}- {}\n", "  ".repeat(depth), flow(node))),
    }
}

/// On one line.
fn flow(node: &Node) -> String {
    match &node.value {
        Value::Null => "null".to_owned(),
        Value::Plain(text) if is_safe(text) => text.to_string(),
        Value::Plain(text) | Value::Quoted(text) => quoted(text),
        Value::List(items) => format!("[{}]", items.iter().map(flow).collect::<Vec<_>>().join(", ")),
        Value::Table(pairs) => {
            let pairs: Vec<String> =
                pairs.iter().map(|pair| format!("{}: {}", pair.key, flow(&pair.value))).collect();
            format!("{{ {} }}", pairs.join(", ")).replace("{  }", "{}")
        }
    }
}

/// Whether a text means itself without quotes, also between brackets. Words that YAML 1.1 took for truths are
/// quoted: other tools may read the file too.
fn is_safe(text: &str) -> bool {
    let words = ["null", "yes", "no", "on", "off", "y", "n"];
    let inner = |letter: char| letter.is_alphanumeric() || "-_./@+ ".contains(letter);
    let clock = text.len() >= 16 && text.as_bytes()[0].is_ascii_digit();
    !text.is_empty()
        && text.trim() == text
        && text.starts_with(|letter: char| letter.is_alphanumeric() || letter == '-')
        && !text.starts_with("- ")
        && !text.starts_with("--")
        && text != "-"
        && text.chars().all(|letter| inner(letter) || (letter == ':' && clock))
        && !text.contains(": ")
        && !text.ends_with(':')
        && !words.contains(&text.to_lowercase().as_str())
}

/// In double quotes, every character that means something else escaped.
pub fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for letter in text.chars() {
        match letter {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            '\u{85}' | '\u{2028}' | '\u{2029}' | '\u{feff}' => {
                out.push_str(&format!("\\u{:04x}", u32::from(letter)));
            }
            letter if letter.is_control() => out.push_str(&format!("\\u{:04x}", u32::from(letter))),
            letter => out.push(letter),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::sync::Arc;

    use super::*;
    use crate::node::{Pair, yaml};

    fn node(value: Value) -> Node {
        Node { span: Default::default(), value }
    }

    /// What a text is read back as.
    fn there_and_back(value: Value) -> Value {
        let mut text = String::new();
        pair(&mut text, "key", &node(value), 0);
        let (tree, findings) = yaml::parse(&text, 0, &Arc::from(Path::new("x.yml")));
        assert_eq!(findings, [], "{text}");
        tree.get("key").unwrap_or_else(|| panic!("{text}")).value.clone()
    }

    #[test]
    fn every_text_comes_back_as_it_was() {
        let texts = [
            "Globale Bærum: mangfold",
            "«Ja», sa hun",
            "a \"b\" 'c' \\n",
            "# ikke en kommentar",
            "{{ town }}",
            "- x",
            "قصص: النجاح",
            "no",
            "null",
            "~",
            "true",
            "2019",
            "0x1F",
            "",
            "two\nlines",
            "tab\there",
            "@/stories",
            "a, b [c] {d}",
            "&x",
            "*x",
            "!x",
            "%x",
            "`x`",
            "|",
            ">",
            "? x",
            "---",
            "-",
            "--- x",
            "x: ",
            "x #y",
            "\u{2028}",
            "2026-11-26 08:00",
            "\u{85}x",
            "😀",
            "1_000",
            "x:",
            "=",
            "<<",
            "08:00",
        ];
        for text in texts {
            for value in [Value::Plain(text.into()), Value::Quoted(text.into())] {
                let back = there_and_back(value.clone());
                let (Value::Plain(found) | Value::Quoted(found)) = &back else { panic!("{text}: {back:?}") };
                assert_eq!(&**found, text);
                let in_list = there_and_back(Value::List(vec![node(value)]));
                let Value::List(items) = in_list else { panic!("{text}") };
                assert_eq!(items[0].text(), Some(text));
            }
        }
    }

    #[test]
    fn what_is_nested_comes_back() {
        let pair = |key: &str, value: Value| Pair {
            key: key.into(),
            key_span: Default::default(),
            value: node(value),
        };
        let inner = Value::Table(vec![
            pair("date", Value::Plain("2019".into())),
            pair("deep", Value::Table(vec![pair("a", Value::Quoted("x: y".into()))])),
            pair("list", Value::List(vec![node(Value::Plain("a".into()))])),
        ]);
        let mut text = String::new();
        super::pair(&mut text, "points", &node(Value::List(vec![node(inner.clone()), node(inner)])), 0);
        assert_eq!(
            text.lines().take(5).collect::<Vec<_>>(),
            ["points:", "  - date: 2019", "    deep:", "      a: \"x: y\"", "    list: [a]"]
        );
        let (tree, findings) = yaml::parse(&text, 0, &Arc::from(Path::new("x.yml")));
        assert_eq!(findings, []);
        let second = &tree.get("points").and_then(Node::list).unwrap()[1];
        assert_eq!(second.get("deep").and_then(|deep| deep.get("a")).and_then(Node::text), Some("x: y"));
    }
}
