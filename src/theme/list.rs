//! `[lists.…]` of theme.toml: which entries a template gets.

use std::path::Path;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Place, codes};
use crate::node::{Node, Reader};

/// A list a theme asks for.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct List {
    /// The templates that carry it; no other page changes with it.
    pub templates: Vec<String>,
    /// The type of its entries.
    pub ty: String,
    /// The field it is sorted by, `-` before it for greatest first.
    pub sort: String,
    /// How many at most.
    pub limit: Option<usize>,
    /// What holds for each of its entries.
    pub conditions: Vec<Condition>,
}

/// One `field op literal` of `where`.
#[derive(Clone, PartialEq, Debug)]
pub struct Condition {
    /// The field.
    pub field: String,
    /// How it is compared.
    pub operator: Operator,
    /// With what; `true`, `false`, a number or a word.
    pub literal: String,
}

/// How a field is compared.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Operator {
    /// `=`
    Equal,
    /// `!=`
    Unequal,
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    Greater,
    /// `>=`
    AtLeast,
}

const OPERATORS: [(&str, Operator); 6] = [
    ("!=", Operator::Unequal),
    ("<=", Operator::AtMost),
    (">=", Operator::AtLeast),
    ("=", Operator::Equal),
    ("<", Operator::Less),
    (">", Operator::Greater),
];

pub(super) fn read(node: &Node, file: &Arc<Path>) -> (List, Vec<Diagnostic>) {
    let mut reader = Reader::new(file, node);
    let templates = reader.texts("for").unwrap_or_default();
    let mut list = List {
        templates: templates.into_iter().map(|(name, _)| name.to_owned()).collect(),
        ty: reader.required("type").unwrap_or_default().to_owned(),
        sort: reader.text("sort").unwrap_or("title").to_owned(),
        limit: reader.int("limit").and_then(|limit| usize::try_from(limit).ok()),
        conditions: Vec::new(),
    };
    if let Some(text) = reader.text("where") {
        match conditions(text) {
            Some(conditions) => list.conditions = conditions,
            None => {
                let span = reader.node("where").map_or(node.span, |node| node.span);
                reader.say(Diagnostic::new(codes::BAD_WHERE).with("text", text).at(Place::new(file, span)));
            }
        }
    }
    (list, reader.finish(&[("templates", "for"), ("filter", "where"), ("order", "sort")]))
}

/// What a `where` says; `None` where it cannot be read.
pub fn conditions(text: &str) -> Option<Vec<Condition>> {
    text.split(" and ").map(condition).collect()
}

fn condition(text: &str) -> Option<Condition> {
    let (at, (sign, operator)) = OPERATORS
        .iter()
        .filter_map(|known| text.find(known.0).map(|at| (at, *known)))
        .min_by_key(|(at, known)| (*at, std::cmp::Reverse(known.0.len())))?;
    let (field, rest) = text.split_at(at);
    let (field, literal) = (field.trim(), rest[sign.len()..].trim().trim_matches('"'));
    (!field.is_empty() && !literal.is_empty()).then(|| Condition {
        field: field.to_owned(),
        operator,
        literal: literal.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_condition() {
        let read = |text| condition(text).map(|found| (found.field, found.operator, found.literal));
        assert_eq!(read("wall = true"), Some(("wall".into(), Operator::Equal, "true".into())));
        assert_eq!(read("weight<=3"), Some(("weight".into(), Operator::AtMost, "3".into())));
        assert_eq!(read("level != \"member\""), Some(("level".into(), Operator::Unequal, "member".into())));
        assert_eq!(read("level"), None);
        assert_eq!(read("= 3"), None);
    }
}
