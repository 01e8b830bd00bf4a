//! `docs/themes.md`: what a theme author may rely on, from the view's own declarations and the components' documents.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::rehearsal::Documented;
use crate::view::contract::{self, Key, Kind};

/// The words between the tables.
const TEXT: &str = include_str!("themes.md");

/// The whole document.
pub fn markdown(components: &[Documented]) -> String {
    TEXT.replace("<!-- view -->\n", &view()).replace("<!-- components -->\n", &of_components(components))
}

fn view() -> String {
    let mut text = String::new();
    let mut told = BTreeSet::new();
    table(&mut text, contract::ROOT);
    for (name, kind, _) in contract::ROOT {
        below(&mut text, name, kind, &mut told);
    }
    section(&mut text, "an asset: `site`", contract::ASSET, &mut told);
    for (title, keys) in [
        ("a record", contract::RECORD),
        ("a picture", contract::PICTURE),
        ("a link (a field of kind `link`)", contract::LINK),
        ("a tag", contract::TAG),
        ("an item of `page.fields.persons`", contract::PERSON),
        ("`facts`, which `::privacy{facts}` gets", contract::FACTS),
    ] {
        let _ = write!(text, "\n### {title}\n\n");
        table(&mut text, keys);
    }
    section(&mut text, "a figure", contract::FIGURE, &mut told);
    text.push_str(
        "\nA record goes on with the fields of its type that are marked ≡ in [fields.md](fields.md), and what follows from \
         them; `page.fields` has every field. A field of kind `ref` is a record, `image` and an object with a picture as \
         `src` a picture (with the object's other fields), `link` a link, `date` a text such as `2019-11-01`, `2019-11` \
         or `2019`, `datetime` such as `2026-11-26T08:00`. What an entry does not set is null; what an object below it \
         does not set is not there.\n",
    );
    text
}

/// The keys below a key, each map once.
fn below(text: &mut String, path: &str, kind: &Kind, told: &mut BTreeSet<*const Key>) {
    let (inner, path) = match kind {
        Kind::Maybe(of) => return below(text, path, of, told),
        Kind::List(of) => (*of, format!("{path}[]")),
        other => (other, path.to_owned()),
    };
    match inner {
        Kind::Map(keys) if !shared(keys) => {
            section(text, &format!("`{path}`"), keys, told);
        }
        Kind::List(_) | Kind::Maybe(_) => below(text, &path, inner, told),
        _ => {}
    }
}

fn section(text: &mut String, title: &str, keys: &'static [Key], told: &mut BTreeSet<*const Key>) {
    if !told.insert(keys.as_ptr()) {
        return;
    }
    let path = title.trim_matches('`');
    let _ = write!(text, "\n### {title}\n\n");
    table(text, keys);
    for (name, kind, _) in keys {
        below(text, &format!("{path}.{name}"), kind, told);
    }
}

/// Maps that stand in many places have a section of their own.
fn shared(keys: &[Key]) -> bool {
    [contract::RECORD, contract::PICTURE, contract::LINK, contract::TAG, contract::PERSON]
        .iter()
        .any(|known| std::ptr::eq(*known, keys))
}

fn table(text: &mut String, keys: &[Key]) {
    text.push_str("| key | is | |\n|---|---|---|\n");
    for (name, kind, help) in keys {
        let _ = writeln!(text, "| `{name}` | {} | {} |", said(kind), help.replace('|', "\\|"));
    }
}

fn said(kind: &Kind) -> String {
    match kind {
        Kind::Text | Kind::Type | Kind::Section => "text".to_owned(),
        Kind::Html => "HTML".to_owned(),
        Kind::Address => "address".to_owned(),
        Kind::Date => "date".to_owned(),
        Kind::Int => "whole number".to_owned(),
        Kind::Number => "number".to_owned(),
        Kind::Bool => "true/false".to_owned(),
        Kind::Color => "colour".to_owned(),
        Kind::Words(words) => words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", "),
        Kind::Maybe(of) => format!("{} —", said(of)),
        Kind::List(of) => format!("list: {}", said(of)),
        Kind::Map(keys) if std::ptr::eq(*keys, contract::PICTURE) => "picture".to_owned(),
        Kind::Map(keys) if std::ptr::eq(*keys, contract::TAG) => "tag".to_owned(),
        Kind::Map(_) => "map".to_owned(),
        Kind::Named(of) => format!("by name: {}", said(of)),
        Kind::Params | Kind::Colors | Kind::Brand => "by name".to_owned(),
        Kind::Fields => "fields of the type".to_owned(),
        Kind::Record => "record".to_owned(),
        Kind::RecordsByType => "by type: list of records".to_owned(),
        Kind::Crops => "by name: picture without crops —".to_owned(),
        Kind::Lists => "by name: list of records".to_owned(),
        Kind::Further => "by name: `title`, `url` —".to_owned(),
    }
}

fn of_components(components: &[Documented]) -> String {
    let mut text = String::from("| component | |\n|---|---|\n");
    for Documented { signature, document } in components {
        let document = document.replace('|', "\\|").replace('\n', " ");
        let _ = writeln!(text, "| `{}` | {document} |", signature.replace('|', "\\|"));
    }
    text
}
