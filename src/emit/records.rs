//! The machine copy: `api/<folder>.json`, every entry of a type with the fields its type opens (`api`), and
//! `figures.csv`, every measurement with its date, qualifier and source.

use serde::{Serialize, Serializer};
use serde_json::{Map, Value, json};

use crate::edition::{Edition, Shown};
use crate::model::fields::{Fields, Typed, TypedValue};
use crate::plan::{self, Machine, TownPlan};

/// The entries of a folder.
pub(super) fn records(plan: &TownPlan<'_>, machine: &Machine, folder: &str) -> Vec<u8> {
    let at = machine.edition;
    super::pretty(&Copy {
        initiative: &plan.town.initiative.id,
        language: plan.town.editions[at].lang.as_str(),
        url: plan.permalink(at, 0),
        items: Items { plan, at, folder },
    })
}

/// The file.
#[derive(Serialize)]
struct Copy<'a> {
    initiative: &'a str,
    language: &'a str,
    url: String,
    items: Items<'a>,
}

/// A folder's entries, each made when it is written: all of them together would take many times the file's memory.
struct Items<'a> {
    plan: &'a TownPlan<'a>,
    at: usize,
    folder: &'a str,
}

impl Serialize for Items<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let listed = self.plan.town.editions[self.at].shown.iter().enumerate();
        let listed = listed.filter(|(_, shown)| *shown.ty.folder == *self.folder && plan::is_listed(shown));
        serializer.collect_seq(listed.map(|(entry, shown)| record(self.plan, self.at, (entry, shown))))
    }
}

/// An entry; what it has not is not there.
#[derive(Serialize)]
struct Record<'a> {
    key: &'a str,
    #[serde(rename = "type")]
    ty: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    lead: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    updated: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tags: Vec<&'a str>,
    #[serde(skip_serializing_if = "Map::is_empty")]
    fields: Map<String, Value>,
}

fn record<'a>(plan: &'a TownPlan<'_>, at: usize, (entry, shown): (usize, &'a Shown)) -> Record<'a> {
    let edition = &plan.town.editions[at];
    let opened = shown.ty.machines.api.iter();
    let fields = opened.filter_map(|name| Some((name.clone(), value(edition, shown.fields.get(name)?)?)));
    Record {
        key: &shown.key,
        ty: &shown.ty.name,
        url: plan.editions[at].of_entry[entry].map(|page| plan.permalink(at, page)),
        title: plan::title(shown),
        lead: shown.fields.text("lead"),
        date: shown.fields.text("date"),
        updated: shown.fields.text("updated"),
        tags: shown.fields.texts("tags").collect(),
        fields: fields.collect(),
    }
}

/// A value; a reference to what is not shown is none, and files are for readers.
fn value(edition: &Edition, typed: &Typed) -> Option<Value> {
    match &typed.value {
        TypedValue::Text(text) | TypedValue::Date(text) => Some(json!(text)),
        TypedValue::Int(number) => Some(json!(number)),
        TypedValue::Number(number) => Some(self::number(*number)),
        TypedValue::Bool(truth) => Some(json!(truth)),
        TypedValue::Ref { ty, id } => referred(edition, ty, id).map(|shown| json!(&*shown.key)),
        TypedValue::List(items) => {
            Some(Value::Array(items.iter().filter_map(|item| value(edition, item)).collect()))
        }
        TypedValue::Object(fields) => {
            let pairs = fields.0.iter();
            let pairs = pairs.filter_map(|(name, typed)| Some((name.to_string(), value(edition, typed)?)));
            Some(Value::Object(pairs.collect()))
        }
        TypedValue::Image(_) | TypedValue::Link(_) => None,
    }
}

/// A whole number stays whole.
fn number(number: f64) -> Value {
    if number.fract() == 0.0 && number.abs() < 9e15 { json!(number as i64) } else { json!(number) }
}

fn referred<'a>(edition: &'a Edition, ty: &str, id: &str) -> Option<&'a Shown> {
    let folder = edition.shown.iter().find(|shown| *shown.ty.name == *ty).map(|shown| &shown.ty.folder)?;
    edition.find(&format!("{folder}/{id}")).map(|at| &edition.shown[at])
}

const COLUMNS: &str = "figure,title,unit,date,value,to,qualifier,source,source_url,goal,goal_by\r\n";

/// Every measurement of every figure, a line each, in the town's first language (RFC 4180).
pub(super) fn figures(plan: &TownPlan<'_>) -> Vec<u8> {
    let edition = &plan.town.editions[0];
    let mut csv = String::from(COLUMNS);
    let figures = edition.shown.iter().filter(|shown| *shown.ty.name == *"figure" && plan::is_listed(shown));
    for shown in figures {
        let goal = shown.fields.object("goal");
        for point in shown.fields.objects("points") {
            let source = match point.get("source").map(|typed| &typed.value) {
                Some(TypedValue::Ref { ty, id }) => referred(edition, ty, id),
                _ => None,
            };
            let of_goal = |name: &str| goal.map(|goal| cell(goal, name)).unwrap_or_default();
            let cells = [
                shown.key.rsplit('/').next().unwrap_or_default().to_owned(),
                plan::title(shown).to_owned(),
                cell(&shown.fields, "unit"),
                cell(point, "date"),
                cell(point, "value"),
                cell(point, "to"),
                point.text("qualifier").unwrap_or("exact").to_owned(),
                source.map(plan::title).unwrap_or_default().to_owned(),
                source.and_then(|source| source.fields.text("url")).unwrap_or_default().to_owned(),
                of_goal("value"),
                of_goal("by"),
            ];
            csv.push_str(&cells.map(|text| quoted(&text)).join(","));
            csv.push_str("\r\n");
        }
    }
    csv.into_bytes()
}

fn cell(fields: &Fields, name: &str) -> String {
    match fields.number(name) {
        Some(found) => number(found).to_string(),
        None => fields.text(name).unwrap_or_default().to_owned(),
    }
}

/// A cell. What a spreadsheet would take for a formula is marked as text, unless it is a number.
fn quoted(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']) && text.parse::<f64>().is_err();
    let text = if formula { format!("'{text}") } else { text.to_owned() };
    match text.contains([',', '"', '\n', '\r']) {
        true => format!("\"{}\"", text.replace('"', "\"\"")),
        false => text,
    }
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn cells() {
        assert_eq!(quoted("a,\"b\""), "\"a,\"\"b\"\"\"");
        assert_eq!(quoted("=1+1"), "'=1+1");
        assert_eq!(quoted("-5.5"), "-5.5");
        assert_eq!(quoted("Bærum"), "Bærum");
    }
}
