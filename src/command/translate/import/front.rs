//! A translation's fields with new words in them: the lines of other fields stay as they are.

use super::Page;
use crate::guide::yaml;
use crate::node::{Node, Pair, Value};

/// The whole file: the fields, then the text.
pub(super) fn with_text(page: &Page<'_>, fields: &[(&str, &str)], body: &str) -> String {
    let there = page.translation.as_ref();
    let mut front = there.map_or_else(empty, |there| there.front.clone());
    if front.table().is_none() {
        front = empty();
    }
    let before = front.clone();
    for (path, text) in fields {
        let parts: Vec<&str> = path.split('.').collect();
        set(&mut front, Some(&page.new.front), &parts, text);
    }
    let lines = match there {
        Some(there) => mended(&there.text, &before, &front),
        None => front.table().unwrap_or_default().iter().map(written).collect(),
    };
    match page.new.data {
        true => lines,
        false => format!("---\n{lines}---\n{body}"),
    }
}

fn empty() -> Node {
    Node { span: Default::default(), value: Value::Table(Vec::new()) }
}

fn written(pair: &Pair) -> String {
    let mut line = String::new();
    yaml::pair(&mut line, &pair.key, &pair.value, 0);
    line
}

/// Puts a text at a path; what a list or an object lacks comes from the original.
fn set(node: &mut Node, original: Option<&Node>, path: &[&str], text: &str) {
    let Some((part, rest)) = path.split_first() else {
        if node.text() != Some(text) {
            node.value = Value::Quoted(text.into());
        }
        return;
    };
    if let Ok(at) = part.parse::<usize>() {
        let items = original.and_then(Node::list).unwrap_or_default();
        if node.list().is_none_or(|own| own.len() != items.len()) {
            node.value = Value::List(items.to_vec());
        }
        if let Value::List(own) = &mut node.value
            && let Some(item) = own.get_mut(at)
        {
            set(item, items.get(at), rest, text);
        }
        return;
    }
    if node.table().is_none() {
        node.value = Value::Table(Vec::new());
    }
    let Value::Table(pairs) = &mut node.value else { return };
    let at = pairs.iter().position(|pair| *pair.key == **part).unwrap_or_else(|| {
        let value = Node { span: Default::default(), value: Value::Null };
        pairs.push(Pair { key: (*part).into(), key_span: Default::default(), value });
        pairs.len() - 1
    });
    set(&mut pairs[at].value, original.and_then(|original| original.get(part)), rest, text);
}

/// The lines between the fences, those of changed fields written anew.
fn mended(text: &str, before: &Node, after: &Node) -> String {
    let old = before.table().unwrap_or_default();
    let start_of = |pair: &Pair| text[..pair.key_span.start].rfind('\n').map_or(0, |at| at + 1);
    let fenced = text.starts_with("---");
    let first = if fenced { text.find('\n').map_or(0, |at| at + 1) } else { 0 };
    let end = match fenced {
        true => text[first..].find("\n---").map_or(first, |at| first + at + 1),
        false => text.len(),
    };
    let mut out = text[first..old.first().map_or(end, start_of).max(first)].to_owned();
    for (at, pair) in old.iter().enumerate() {
        let until = old.get(at + 1).map_or(end, start_of);
        let now = after.get(&pair.key);
        match now.filter(|now| **now != pair.value) {
            Some(now) => out.push_str(&written(&Pair { value: now.clone(), ..pair.clone() })),
            None => out.push_str(text.get(start_of(pair)..until).unwrap_or_default()),
        }
    }
    let new = after.table().unwrap_or_default().iter().filter(|pair| before.get(&pair.key).is_none());
    new.for_each(|pair| out.push_str(&written(pair)));
    out
}
