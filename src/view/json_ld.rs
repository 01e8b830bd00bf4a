//! `page.json_ld`: what search engines are told of a page, as JSON-LD in the words of schema.org. Types say what their
//! fields mean there (`[schema]`); the site adds who publishes it and where the page stands.
//!
//! Only pages search engines may list have any, and nothing of it is about the people an entry tells of.

use serde_json::{Map, Value, json};

use super::{Viewer, ways};
use crate::config::Initiative;
use crate::edition::{Shown, instant};
use crate::model::fields::{Typed, TypedValue};
use crate::model::types::{Known, Schema, Source};
use crate::plan::{Page, PageKind};

/// The page's data, fit to stand in a `script` element; empty where there is none.
pub(super) fn json_ld(viewer: &Viewer<'_>, number: usize, planned: &Page) -> String {
    let plan = viewer.linker.plan;
    if !plan.is_public(viewer.at, &planned.kind) {
        return String::new();
    }
    let at = Spot { viewer, number };
    let mut graph = Vec::new();
    match &planned.kind {
        PageKind::Home(_) => graph.push(at.initiative(true)),
        PageKind::Entry(entry) => {
            let shown = viewer.shown(*entry);
            graph.extend(shown.ty.machines.schema.as_ref().and_then(|schema| at.entry(schema, shown)));
        }
        _ => {}
    }
    graph.extend(at.breadcrumbs(planned));
    if graph.is_empty() {
        return String::new();
    }
    fit(&json!({ "@context": "https://schema.org", "@graph": graph }).to_string())
}

/// JSON in which nothing ends the element it stands in, begins a comment or another element, or ends a line of script.
fn fit(json: &str) -> String {
    let mut fit = String::with_capacity(json.len());
    for letter in json.chars() {
        match letter {
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => {
                fit.push_str(&format!("\\u{:04x}", u32::from(letter)));
            }
            letter => fit.push(letter),
        }
    }
    fit
}

/// A page, as its data sees it.
struct Spot<'v, 'a> {
    viewer: &'v Viewer<'a>,
    number: usize,
}

impl Spot<'_, '_> {
    fn town(&self) -> &Initiative {
        self.viewer.linker.plan.town.initiative
    }

    fn permalink(&self) -> String {
        self.viewer.linker.plan.permalink(self.viewer.at, self.number)
    }

    /// Who publishes the site: all that is known on its front page, elsewhere who and where.
    fn initiative(&self, whole: bool) -> Value {
        let (town, edition) = (self.town(), self.viewer.edition());
        let ty = if town.owner.as_deref() == Some("public") { "Organization" } else { "NGO" };
        let mut node = json!({
            "@type": ty,
            "@id": format!("{}/#initiative", town.base_url),
            "name": town.name.get(&edition.chain).unwrap_or(&town.id),
            "url": self.viewer.linker.plan.permalink(self.viewer.at, 0),
        });
        let known = node.as_object_mut().filter(|_| whole);
        if let Some(known) = known {
            let said = |text: &Option<String>| text.clone().map(Value::String);
            known.extend(said(&town.email).map(|email| ("email".to_owned(), email)));
            let identifier = said(&town.organisation_number);
            known.extend(identifier.map(|number| ("identifier".to_owned(), number)));
            if !town.social.is_empty() {
                known.insert("sameAs".to_owned(), json!(town.social.values().collect::<Vec<_>>()));
            }
            known.extend(self.card().map(|card| ("image".to_owned(), card)));
        }
        node
    }

    fn card(&self) -> Option<Value> {
        let plan = self.viewer.linker.plan;
        plan.card(self.viewer.at, self.number).map(|card| Value::String(plan.machine_link(card)))
    }

    /// An entry as its type declares it.
    fn entry(&self, schema: &Schema, shown: &Shown) -> Option<Value> {
        let mut node = self.object(schema, shown)?;
        let permalink = self.permalink();
        node.insert("@id".to_owned(), json!(format!("{permalink}#{}", shown.ty.name)));
        node.insert("mainEntityOfPage".to_owned(), json!(permalink));
        node.insert("inLanguage".to_owned(), json!(shown.lang.as_str()));
        Some(Value::Object(node))
    }

    /// An object with those of its properties that have a value; `None` where no field gives it one.
    fn object(&self, schema: &Schema, shown: &Shown) -> Option<Map<String, Value>> {
        let mut node = Map::from_iter([("@type".to_owned(), json!(schema.ty))]);
        let mut told = false;
        for (property, source) in &schema.properties {
            if let Some(value) = self.value(source, shown) {
                told |= !matches!(source, Source::Said(_) | Source::Known(_));
                node.insert(property.clone(), value);
            }
        }
        told.then_some(node)
    }

    fn value(&self, source: &Source, shown: &Shown) -> Option<Value> {
        match source {
            Source::Said(text) => Some(json!(text)),
            Source::Known(Known::Initiative) => Some(self.initiative(false)),
            Source::Known(Known::Card) => self.card(),
            Source::Known(Known::Page) => Some(json!(self.permalink())),
            Source::Field(name) => self.typed(&shown.fields.get(name)?.value),
            Source::Object(schema) => self.object(schema, shown).map(Value::Object),
            Source::Choice(field, cases) => {
                let word = match shown.fields.get(field).map(|typed| &typed.value) {
                    Some(TypedValue::Text(text)) => &**text,
                    Some(TypedValue::Bool(true)) => "true",
                    // What is not said of a truth is false.
                    _ => "false",
                };
                let case = cases.iter().find(|(name, _)| name == word);
                case.and_then(|(_, source)| self.value(source, shown))
            }
        }
    }

    fn typed(&self, value: &TypedValue) -> Option<Value> {
        match value {
            TypedValue::Text(text) => Some(json!(text)),
            TypedValue::Date(text) => Some(json!(self.date(text))),
            TypedValue::Int(number) => Some(json!(number)),
            TypedValue::Number(number) => Some(json!(number)),
            TypedValue::Bool(truth) => Some(json!(truth)),
            TypedValue::List(items) => {
                let items: Vec<Value> =
                    items.iter().filter_map(|Typed { value, .. }| self.typed(value)).collect();
                (!items.is_empty()).then(|| Value::Array(items))
            }
            TypedValue::Image(_) | TypedValue::Link(_) | TypedValue::Ref { .. } | TypedValue::Object(_) => {
                None
            }
        }
    }

    /// A day as it is; a time of day with its distance from Greenwich.
    fn date(&self, text: &str) -> String {
        let zone = &self.viewer.sources.config.timezone;
        let moment = text.contains(['T', ' ']).then(|| instant(text, zone)).flatten();
        let zoned = moment.map(|moment| moment.to_zoned(zone.clone()));
        zoned.map_or_else(|| text.to_owned(), |zoned| zoned.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string())
    }

    /// The pages above this one, and itself.
    fn breadcrumbs(&self, planned: &Page) -> Option<Value> {
        let plan = self.viewer.linker.plan;
        let mut crumbs = ways::crumbs(self.viewer, planned);
        if crumbs.is_empty() {
            return None;
        }
        let origin = &self.town().base_url;
        crumbs.push((super::page::title(self.viewer, planned), plan.url(self.viewer.at, self.number)));
        let items = crumbs.iter().enumerate().map(|(at, (title, url))| {
            let item = format!("{origin}{}", &url[plan.base.len() - 1..]);
            json!({ "@type": "ListItem", "position": at + 1, "name": title, "item": item })
        });
        Some(json!({ "@type": "BreadcrumbList", "itemListElement": items.collect::<Vec<_>>() }))
    }
}

#[cfg(test)]
mod tests {
    use super::fit;

    #[test]
    fn nothing_ends_the_element() {
        let hostile = serde_json::json!({ "name": "</script><!-- & \u{2028}" }).to_string();
        let fit = fit(&hostile);
        assert!(!fit.contains(['<', '>', '&', '\u{2028}']), "{fit}");
        let read: serde_json::Value = serde_json::from_str(&fit).unwrap();
        assert_eq!(read["name"], "</script><!-- & \u{2028}");
    }
}
