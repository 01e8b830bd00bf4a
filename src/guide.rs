//! What the types tell those who write: schemas for editors, scaffolds of new entries, and the field reference.
//!
//! In: types, fields and site.toml's own keys ([`site`]). Out: texts; nothing is read or written here. All of it follows
//! from the one declaration the validator reads, so none of it can say anything else.

use crate::config::Config;
use crate::locale::Lang;
use crate::model::types::{Field, FieldKind, Types};
use crate::report::words::Tongue;

pub mod editors;
pub mod reference;
pub mod scaffold;
pub mod schema;
pub mod site;
pub mod start;
pub mod themes;
pub mod yaml;

/// Where schemas lie, below the root. Committed, so that editors have them without the program.
pub const SCHEMAS: &str = ".globale/schema";

/// Every schema of the project, by its path below the root.
pub fn schemas(config: &Config, types: &Types) -> Vec<(String, String)> {
    // Everyone who runs it must get the same bytes, so the site decides which language comes first, not the reader.
    let first = Tongue::of(config.default_language.as_str());
    let mut files = vec![(format!("{SCHEMAS}/site.toml.json"), printed(&site::schema(first)))];
    for ty in types.iter() {
        for form in [schema::Form::Original, schema::Form::Translation] {
            let path = format!("{SCHEMAS}/{}", schema::file_name(ty, form));
            files.push((path, printed(&schema::of_type(ty, types, form, first))));
        }
    }
    files
}

/// A schema as a file: indented, with a line break at its end.
pub fn printed(schema: &serde_json::Value) -> String {
    let mut text = serde_json::to_string_pretty(schema).unwrap_or_default();
    text.push('\n');
    text
}

/// What a field is for, in a language; where there is none, in the other.
pub fn help(field: &Field, tongue: Tongue) -> &str {
    let of = |tag: &str| field.help.get(&Lang::parse(tag)?).map(String::as_str);
    of(tongue.tag()).or_else(|| of(other(tongue).tag())).unwrap_or_default()
}

fn other(tongue: Tongue) -> Tongue {
    tongue.pick(Tongue::En, Tongue::Nb)
}

/// What a field is for, first in one language, then in the other.
fn both(field: &Field, first: Tongue) -> String {
    let [one, two] = [first, other(first)].map(|tongue| help(field, tongue));
    if one == two || two.is_empty() { one.to_owned() } else { format!("{one}\n\n{two}") }
}

/// What may stand in a field, in a few words; empty where its kind says it all.
pub fn allowed(field: &Field, types: &Types, tongue: Tongue) -> String {
    match &field.kind {
        FieldKind::Enum(values) | FieldKind::Set(values) => values.join(", "),
        FieldKind::Bool => "true, false".to_owned(),
        FieldKind::Date => tongue
            .pick("som 2026, 2026-05 eller 2026-05-17", "such as 2026, 2026-05 or 2026-05-17")
            .to_owned(),
        FieldKind::DateTime => tongue.pick("som 2026-11-26 08:00", "such as 2026-11-26 08:00").to_owned(),
        FieldKind::Int => tongue.pick("et helt tall", "a whole number").to_owned(),
        FieldKind::Number => tongue.pick("et tall, som 62.1", "a number, such as 62.1").to_owned(),
        FieldKind::Url => tongue
            .pick("en adresse som begynner med https://", "an address that begins with https://")
            .to_owned(),
        FieldKind::Email => tongue.pick("en e-postadresse", "an e-mail address").to_owned(),
        FieldKind::Ref(to) => {
            let folder = types.by_name(to).map_or(to.as_str(), |ty| &ty.folder);
            let (nb, en) = ("navnet på en oppføring i", "the name of an entry in");
            format!("{} `{folder}`", tongue.pick(nb, en))
        }
        FieldKind::List(item) => allowed(item, types, tongue),
        _ => String::new(),
    }
}
