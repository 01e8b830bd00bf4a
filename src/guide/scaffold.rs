//! The text of a new entry: what is known, then everything else the type may hold, as comments with their help.

use super::reference::question;
use super::yaml;
use crate::model::types::{Field, FieldKind, Type, Types};
use crate::node::{Node, Pair, Value};
use crate::report::words::Tongue;

/// Fields nobody fills in when an entry is new: `status` says draft, the others belong to translations.
const LATER: &[&str] = &["draft", "hidden", "base", "translation", "source"];

/// A new original: `values` is a table of what is known.
pub fn original(ty: &Type, types: &Types, values: &Node, tongue: Tongue) -> String {
    let mut text = given(&ty.fields, values);
    text.push_str(tongue.pick(
        "# Resten er frivillig. Ta bort # foran det du vil bruke.\n",
        "# The rest is optional. Take away the # before what you want to use.\n",
    ));
    if ty.template.is_some() {
        text.push_str(tongue.pick(
            "# Selve teksten skrives nederst, under ---.\n",
            "# The text itself is written at the end, below ---.\n",
        ));
    }
    for field in &ty.fields {
        if values.get(&field.name).is_none() && !LATER.contains(&&*field.name) {
            let help = |field: &Field| question(field, types, tongue);
            comment(&mut text, field, 0, &help);
        }
    }
    whole(ty, &text)
}

/// A new translation: `values` is a table of what is known, `original` the original's fields, whose words stand as
/// comments to be written over.
pub fn translation(ty: &Type, values: &Node, original: &Node, tongue: Tongue) -> String {
    let mut text = given(&ty.fields, values);
    let mut rest = String::new();
    for pair in original.table().unwrap_or_default() {
        let field = ty.fields.iter().find(|field| *field.name == *pair.key && field.in_translations());
        let Some(field) = field.filter(|_| values.get(&pair.key).is_none()) else { continue };
        if !LATER.contains(&&*field.name) && &*field.name != "slug" {
            yaml::pair(&mut rest, &pair.key, &translatable(field, &pair.value), 0);
        }
    }
    if !rest.is_empty() {
        text.push_str(tongue.pick(
            "# Oversett linjene under og ta bort #. Resten arves fra originalen.\n",
            "# Translate the lines below and take away the #. The rest is inherited from the original.\n",
        ));
        rest.lines().for_each(|line| text.push_str(&format!("# {line}\n")));
    }
    whole(ty, &text)
}

/// The lines of what is known, in the order the type declares it.
fn given(fields: &[Field], values: &Node) -> String {
    let mut text = String::new();
    for field in fields {
        if let Some(value) = values.get(&field.name) {
            yaml::pair(&mut text, &field.name, value, 0);
        }
    }
    text
}

/// As a file: front matter with room for the text, or data alone where the type has no page.
fn whole(ty: &Type, fields: &str) -> String {
    match ty.template {
        Some(_) => format!("---\n{fields}---\n\n"),
        None => fields.to_owned(),
    }
}

/// What of a value a translation may hold.
fn translatable(field: &Field, value: &Node) -> Node {
    match (field.kind.fields(), &value.value) {
        (Some(fields), Value::Table(pairs)) if !field.translate => {
            let kept = pairs.iter().filter_map(|pair| {
                let inner =
                    fields.iter().find(|inner| *inner.name == *pair.key && inner.in_translations())?;
                Some(Pair { value: translatable(inner, &pair.value), ..pair.clone() })
            });
            Node { value: Value::Table(kept.collect()), ..value.clone() }
        }
        _ => value.clone(),
    }
}

/// A field that is not filled in, with those below it.
fn comment(into: &mut String, field: &Field, depth: usize, help: &dyn Fn(&Field) -> String) {
    line(into, &"  ".repeat(depth), field, help);
    let (inner, item) = match &field.kind {
        FieldKind::List(item) => (item.kind.fields(), true),
        kind => (kind.fields(), false),
    };
    for (at, below) in inner.unwrap_or_default().iter().enumerate() {
        match (item, at) {
            (true, 0) => line(into, &format!("{}- ", "  ".repeat(depth + 1)), below, help),
            (true, _) => comment(into, below, depth + 2, help),
            (false, _) => comment(into, below, depth + 1, help),
        }
    }
}

fn line(into: &mut String, indent: &str, field: &Field, help: &dyn Fn(&Field) -> String) {
    let words = matches!(&field.kind, FieldKind::List(item) if item.kind.fields().is_none());
    let empty = if words || matches!(field.kind, FieldKind::Set(_)) { " []" } else { "" };
    into.push_str(&format!("# {indent}{}:{empty} # {}\n", field.name, help(field).replace('\n', " ")));
}
