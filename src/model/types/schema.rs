//! `[schema]` of a type: what search engines are told of its entries, in the words of schema.org.
//!
//! A property's value is the name of a field, `=` and a text of its own, `@` and something the site knows (`@initiative`,
//! `@card`, `@page`), a choice by a field's value (`{ field = "cancelled", true = "=…" }`), or an object with a `type`.

use std::path::Path;
use std::sync::Arc;

use super::machines::Named;
use crate::diagnostic::{Diagnostic, Place, codes};
use crate::node::{Node, Reader};

/// An object of schema.org.
#[derive(Clone, PartialEq, Debug)]
pub struct Schema {
    /// Its `@type`.
    pub ty: String,
    /// Its properties, in the order they are declared.
    pub properties: Vec<(String, Source)>,
}

/// Where a property's value comes from.
#[derive(Clone, PartialEq, Debug)]
pub enum Source {
    /// A field of the entry.
    Field(String),
    /// These words.
    Said(String),
    /// Something the site knows.
    Known(Known),
    /// By the value of a field, one of these; none where it has another.
    Choice(String, Vec<(String, Source)>),
    /// An object; left out where no field gives it a value.
    Object(Schema),
}

/// What a site knows of a page.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Known {
    /// `@initiative`: who publishes the site.
    Initiative,
    /// `@card`: the picture of the page's social card.
    Card,
    /// `@page`: the page's whole address.
    Page,
}

const KNOWN: [(&str, Known); 3] =
    [("initiative", Known::Initiative), ("card", Known::Card), ("page", Known::Page)];

/// Reads an object; findings go to the type's reader.
pub(super) fn read<'a>(
    node: &'a Node,
    file: &'a Arc<Path>,
    ty: &mut Reader<'a>,
    named: &mut Vec<Named>,
) -> Schema {
    let mut reader = Reader::new(file, node);
    let name = reader.required("type").unwrap_or("Thing").to_owned();
    // Its other keys are schema.org's, which nobody here knows all of.
    let mut schema = Schema { ty: name, properties: Vec::new() };
    for pair in node.table().unwrap_or_default().iter().filter(|pair| *pair.key != *"type") {
        reader.node(&pair.key);
        schema.properties.extend(
            source(&pair.value, file, &mut reader, named).map(|source| (pair.key.to_string(), source)),
        );
    }
    for finding in reader.finish(&[]) {
        ty.say(finding);
    }
    schema
}

fn source<'a>(
    node: &'a Node,
    file: &'a Arc<Path>,
    reader: &mut Reader<'a>,
    named: &mut Vec<Named>,
) -> Option<Source> {
    let place = Place::new(file, node.span);
    if let Some(text) = node.text() {
        if let Some(said) = text.strip_prefix('=') {
            return Some(Source::Said(said.to_owned()));
        }
        let Some(known) = text.strip_prefix('@') else {
            named.push((text.to_owned(), place));
            return Some(Source::Field(text.to_owned()));
        };
        let found = KNOWN.iter().find(|(name, _)| *name == known);
        if found.is_none() {
            let names = KNOWN.map(|(name, _)| name);
            let finding =
                Diagnostic::new(codes::UNKNOWN_NAME).with("name", text).with("known", names.join(", "));
            reader.say(finding.nearest(known, names).at(place));
        }
        return found.map(|(_, known)| Source::Known(*known));
    }
    match node.get("field").and_then(Node::text) {
        None => Some(Source::Object(read(node, file, reader, named))),
        Some(field) => {
            named.push((field.to_owned(), place));
            let cases = node.table()?.iter().filter(|pair| *pair.key != *"field");
            let cases = cases
                .filter_map(|pair| Some((pair.key.to_string(), source(&pair.value, file, reader, named)?)));
            Some(Source::Choice(field.to_owned(), cases.collect()))
        }
    }
}
