//! `globale next`: when the site will change by itself, and why. For whoever decides when to build again.

use serde::Serialize;

use super::{Context, Exit};
use crate::cli::Wish;
use crate::edition::change::{Text, Turn};
use crate::model::fields::TypedValue;
use crate::pipeline::Coming;
use crate::report::words::{self, Tongue};
use crate::report::{Format, Said, clean, json};

#[derive(Serialize)]
struct Row {
    at: String,
    /// As `build --at` takes it.
    moment: String,
    entry: String,
    changes: Vec<Change>,
}

#[derive(Serialize)]
struct Change {
    what: &'static str,
    from: serde_json::Value,
    to: serde_json::Value,
}

/// Ends with 3 when nothing is due, so that a scheduled job knows it need not build.
pub(super) fn run(context: &Context, wish: &Wish) -> Exit {
    let summary = match context.look(wish) {
        Ok(summary) => summary,
        Err(exit) => return exit,
    };
    let exit = if summary.changes.is_empty() { Exit::Environment } else { Exit::Fine };
    let tongue = context.asked.tongue;
    let out = match context.asked.format {
        Format::Json => {
            let rows: Vec<Row> = summary.changes.iter().map(row).collect();
            json::print(&serde_json::json!({ "next": rows.first().map(|row| &row.moment), "changes": rows }))
        }
        _ if summary.changes.is_empty() => {
            tongue.pick("ingenting endrer seg av seg selv\n", "nothing will change by itself\n").to_owned()
        }
        _ => summary.changes.iter().map(|coming| line(coming, tongue)).collect(),
    };
    context.say(&Said { out, ..Said::default() }, exit)
}

fn line(coming: &Coming, tongue: Tongue) -> String {
    let turns: Vec<String> = coming.turns.iter().map(|turn| in_words(turn, tongue)).collect();
    format!("{}  {}  {}\n", words::moment(&coming.at), clean::clean(&coming.entry), turns.join(", "))
}

fn in_words(turn: &Turn, tongue: Tongue) -> String {
    match turn {
        Turn::Shown(Some(before), None) => {
            let reason = tongue.reason(before.as_str());
            tongue.pick(format!("vises (var: {reason})"), format!("is shown (was: {reason})"))
        }
        Turn::Shown(_, Some(after)) => {
            let reason = tongue.reason(after.as_str());
            tongue.pick(format!("vises ikke lenger: {reason}"), format!("is no longer shown: {reason}"))
        }
        Turn::Shown(None, None) => String::new(),
        Turn::Derived(name, before, after) => {
            let said = |value: &Option<TypedValue>| match value.as_ref().map(json_of) {
                Some(serde_json::Value::String(text)) => clean::clean(&text),
                Some(value) => value.to_string(),
                None => "–".to_owned(),
            };
            format!("`{name}`: {} → {}", said(before), said(after))
        }
        Turn::Text(before, after) => {
            let text = |text: &Text| format!("{} ({})", text.layer, text.lang);
            let (edition, before, after) = (&before.edition, text(before), text(after));
            tongue.pick(
                format!("teksten i utgaven på {edition}: {before} → {after}"),
                format!("the text of the edition in {edition}: {before} → {after}"),
            )
        }
    }
}

fn row(coming: &Coming) -> Row {
    let changes = coming.turns.iter().map(|turn| match turn {
        Turn::Shown(before, after) => {
            let hidden = |reason: &Option<crate::edition::Hidden>| match reason {
                Some(reason) => reason.as_str().into(),
                None => "shown".into(),
            };
            Change { what: "shown", from: hidden(before), to: hidden(after) }
        }
        Turn::Derived(name, before, after) => {
            let value = |value: &Option<TypedValue>| value.as_ref().map(json_of).unwrap_or_default();
            Change { what: name, from: value(before), to: value(after) }
        }
        Turn::Text(before, after) => {
            let text = |Text { edition, layer, lang }: &Text| {
                let (edition, language) = (edition.as_str(), lang.as_str());
                serde_json::json!({ "edition": edition, "layer": &**layer, "language": language })
            };
            Change { what: "text", from: text(before), to: text(after) }
        }
    });
    Row {
        at: words::moment(&coming.at),
        moment: coming.at.timestamp().to_string(),
        entry: coming.entry.clone(),
        changes: changes.collect(),
    }
}

fn json_of(value: &TypedValue) -> serde_json::Value {
    match value {
        TypedValue::Text(text)
        | TypedValue::Date(text)
        | TypedValue::Image(text)
        | TypedValue::Link(text)
        | TypedValue::Ref { id: text, .. } => (&**text).into(),
        TypedValue::Int(number) => (*number).into(),
        TypedValue::Number(number) => (*number).into(),
        TypedValue::Bool(truth) => (*truth).into(),
        TypedValue::List(items) => items.iter().map(|item| json_of(&item.value)).collect(),
        TypedValue::Object(fields) => {
            fields.0.iter().map(|(name, typed)| (name.to_string(), json_of(&typed.value))).collect()
        }
    }
}
