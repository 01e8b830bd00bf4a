//! What a type says for machines: which of its fields are a calendar's (`[calendar]`), and which stand in `api/` (`api`).
//! What search engines are told is [`super::schema`]'s.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use super::load::by_language;
use super::schema::{self, Schema};
use crate::diagnostic::Place;
use crate::locale::Lang;
use crate::node::{Node, Reader};

/// What machines get of a type's entries.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Machines {
    /// The fields a calendar takes; a type without has none.
    pub calendar: Option<Calendar>,
    /// The fields that stand in `api/`, beside those every entry has there. Nothing else does.
    pub api: Vec<String>,
    /// What search engines are told.
    pub schema: Option<Schema>,
}

/// The fields of a type that make an entry of a calendar.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Calendar {
    /// When it begins; a date alone is a whole day.
    pub start: String,
    /// When it ends.
    pub end: Option<String>,
    /// Where it is.
    pub place: Option<String>,
    /// Whether it was called off.
    pub cancelled: Option<String>,
    /// What stands before the title, by language: that the day is a deadline.
    pub names: BTreeMap<Lang, String>,
}

/// A field a type names, with where it does.
pub(super) type Named = (String, Place);

/// Reads what a type says for machines, and gathers the fields it names.
pub(super) fn read<'a>(reader: &mut Reader<'a>, file: &'a Arc<Path>) -> (Machines, Vec<Named>) {
    let mut named = Vec::new();
    let api = reader.texts("api").unwrap_or_default();
    named.extend(api.iter().map(|(name, span)| ((*name).to_owned(), Place::new(file, *span))));
    let calendar = reader.node("calendar").and_then(|node| calendar(node, file, reader, &mut named));
    let schema = reader.node("schema").map(|node| schema::read(node, file, reader, &mut named));
    let api = api.into_iter().map(|(name, _)| name.to_owned()).collect();
    (Machines { calendar, api, schema }, named)
}

fn calendar<'a>(
    node: &'a Node,
    file: &'a Arc<Path>,
    ty: &mut Reader<'a>,
    named: &mut Vec<Named>,
) -> Option<Calendar> {
    let mut reader = Reader::new(file, node);
    let start = reader.required("start").map(str::to_owned);
    let [end, place, cancelled] =
        ["end", "place", "cancelled"].map(|key| reader.text(key).map(str::to_owned));
    for key in ["start", "end", "place", "cancelled"] {
        let name = node.get(key).and_then(|node| Some((node.text()?.to_owned(), node.span)));
        named.extend(name.map(|(name, span)| (name, Place::new(file, span))));
    }
    reader.table("names");
    let names = by_language(reader.node("names"));
    for finding in reader.finish(&[("from", "start"), ("until", "end"), ("to", "end"), ("location", "place")])
    {
        ty.say(finding);
    }
    Some(Calendar { start: start?, end, place, cancelled, names })
}

impl Machines {
    /// What a site says of a type laid over what the program says of it.
    pub(super) fn under(self, over: Self) -> Self {
        let mut api = self.api;
        api.extend(over.api.into_iter().filter(|name| !api.contains(name)).collect::<Vec<_>>());
        Self { calendar: over.calendar.or(self.calendar), api, schema: over.schema.or(self.schema) }
    }
}
