//! The field reference, `docs/fields.md`: every type, its fields, and what is worked out from them.

use std::fmt::Write as _;

use super::{allowed, help};
use crate::model::types::{Field, FieldKind, Type, Types};
use crate::report::words::Tongue;

const HEAD: &str = "# Feltene / The fields

Skrevet av `globale schema --reference` fra typene selv; rett aldri denne filen for hånd.
Written by `globale schema --reference` from the types themselves; never mend this file by hand.

- **●** må være med i originalen / must be in the original
- **⇄** kan stå i en oversettelse; resten arves fra originalen / may stand in a translation; the rest is inherited from the original
- **≡** er med i lister / is carried by lists
- `image.src` står under `image:` / stands below `image:`; `hires[].date` står i hvert punkt under `hires:` / stands in each item below `hires:`
";

/// The whole reference in Markdown, in Norwegian and English.
pub fn markdown(types: &Types) -> String {
    let mut text = HEAD.to_owned();
    let common = Types::common();
    let consent = common.iter().find_map(|field| match &field.kind {
        FieldKind::Consent(fields) => Some(fields.as_slice()),
        _ => None,
    });
    text.push_str("\n## Felter alle typer har / Fields every type has\n");
    table(&mut text, &common, types);
    text.push_str("\n## `consent`: et samtykke / a consent\n");
    table(&mut text, consent.unwrap_or_default(), types);
    for ty in types.iter() {
        of_type(&mut text, ty, &common, types);
    }
    text
}

fn of_type(text: &mut String, ty: &Type, common: &[Field], types: &Types) {
    let names: Vec<&str> =
        ["nb", "en"].iter().filter_map(|lang| Some(ty.names.get(*lang)?.as_str())).collect();
    let names = if names.is_empty() { String::new() } else { format!(": {}", names.join(" / ")) };
    let _ = write!(text, "\n## `{}`{names}\n\n", ty.name);
    let _ = writeln!(
        text,
        "Mappe / folder: `content/<initiative>/{}/`. {}",
        ty.folder,
        match ty.template {
            Some(_) => "Har egen side / has a page of its own.",
            None => "Har ingen egen side / has no page of its own.",
        }
    );
    let own: Vec<Field> = ty.fields.iter().filter(|field| !common.contains(field)).cloned().collect();
    if own.is_empty() {
        text.push_str("\nIngen egne felter / no fields of its own.\n");
    } else {
        table(text, &own, types);
    }
    if !ty.derived.is_empty() {
        text.push_str("\nRegnes ut og skrives aldri / worked out and never written:\n");
        table(text, &ty.derived, types);
    }
}

fn table(text: &mut String, fields: &[Field], types: &Types) {
    text.push_str("\n| felt / field | sort / kind | | nb | en |\n|---|---|---|---|---|\n");
    fields.iter().for_each(|field| rows(text, "", field, types));
}

/// A field and those below it, but for a consent's, which have a table of their own.
fn rows(text: &mut String, above: &str, field: &Field, types: &Types) {
    let name = format!("{above}{}", field.name);
    let marks: Vec<&str> = [(field.required, "●"), (field.translate, "⇄"), (field.summary, "≡")]
        .into_iter()
        .filter_map(|(holds, mark)| holds.then_some(mark))
        .collect();
    let [nb, en] = [Tongue::Nb, Tongue::En].map(|tongue| cell(help(field, tongue)));
    let _ = writeln!(text, "| `{name}` | {} | {} | {nb} | {en} |", kind(field, types), marks.join(" "));
    let (inner, step) = match &field.kind {
        FieldKind::List(item) => (item.kind.fields(), "[]."),
        FieldKind::Object(fields) => (Some(fields.as_slice()), "."),
        _ => (None, ""),
    };
    for below in inner.unwrap_or_default() {
        rows(text, &format!("{name}{step}"), below, types);
    }
}

/// The kind with what narrows it: `enum` draft, review · `list` of `ref` → source · `string` 1–200.
fn kind(field: &Field, types: &Types) -> String {
    let mut said = format!("`{}`", field.kind.word());
    match &field.kind {
        FieldKind::Enum(values) | FieldKind::Set(values) if !values.is_empty() => {
            let values: Vec<String> = values.iter().map(|value| format!("`{value}`")).collect();
            let _ = write!(said, ": {}", values.join(", "));
        }
        FieldKind::Ref(to) => {
            let _ = write!(said, " → `{to}`");
            if let Some(ty) = types.by_name(to) {
                let _ = write!(said, " (`{}/`)", ty.folder);
            }
        }
        FieldKind::List(item) => {
            let _ = write!(said, " · {}", kind(item, types));
        }
        _ => {}
    }
    let bounds = match (field.min, field.max) {
        (Some(min), Some(max)) => format!(" {min}–{max}"),
        (Some(min), None) => format!(" ≥ {min}"),
        (None, Some(max)) => format!(" ≤ {max}"),
        (None, None) => String::new(),
    };
    said.push_str(&bounds);
    if let Some(pattern) = &field.pattern {
        let _ = write!(said, " `{}`", cell(pattern.as_str()));
    }
    said
}

/// As it may stand in a cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

/// What a field is for and what may stand there, for one who is asked or fills it in.
pub fn question(field: &Field, types: &Types, tongue: Tongue) -> String {
    let (help, allowed) = (help(field, tongue), allowed(field, types, tongue));
    // Many a help has an example of its own, or names the folder.
    let said = match &field.kind {
        FieldKind::Date | FieldKind::DateTime => help.contains("20"),
        FieldKind::Ref(_) | FieldKind::List(_) => help.contains('`'),
        _ => false,
    };
    if allowed.is_empty() || said { help.to_owned() } else { format!("{help} ({allowed})") }
}
