//! The fields a translation may hold, as blocks.

use super::blocks::{self, Block};
use crate::model::types::{Field, FieldKind};
use crate::node::{Node, Value};

/// Fields that speak to the program and not to readers.
const SILENT: [&str; 2] = ["slug", "base"];

/// Every translatable text of a file's fields, in the order the type declares them.
pub fn of(fields: &[Field], front: &Node) -> Vec<Block> {
    let mut blocks = Vec::new();
    for field in fields.iter().filter(|field| field.in_translations() && !SILENT.contains(&&*field.name)) {
        if let Some(node) = front.get(&field.name) {
            add(field, node, (&field.name, field.translate), &mut blocks);
        }
    }
    blocks
}

fn add(field: &Field, node: &Node, (path, translate): (&str, bool), blocks: &mut Vec<Block>) {
    match (&field.kind, &node.value) {
        (
            FieldKind::String | FieldKind::Text | FieldKind::Markdown,
            Value::Plain(text) | Value::Quoted(text),
        ) if translate && !text.trim().is_empty() => {
            blocks.push(Block::field(path.to_owned(), text, node.span.start..node.span.end));
        }
        (FieldKind::List(item), Value::List(nodes)) => {
            for (at, node) in nodes.iter().enumerate() {
                add(item, node, (&format!("{path}.{at}"), translate), blocks);
            }
        }
        (kind, Value::Table(_)) => {
            for inner in kind.fields().unwrap_or_default() {
                if let Some(node) = node.get(&inner.name) {
                    add(
                        inner,
                        node,
                        (&format!("{path}.{}", inner.name), translate || inner.translate),
                        blocks,
                    );
                }
            }
        }
        _ => {}
    }
}

/// All blocks of a file: its fields, then its text. `None` where either cannot be read.
pub fn whole(text: &str, data: bool, fields: &[Field]) -> Option<Vec<Block>> {
    let (front, body) = crate::source::split(text, data)?;
    let mut all = of(fields, &front);
    all.extend(body.map_or_else(|| Some(Vec::new()), |body| blocks::of_text(text, body))?);
    Some(all)
}
