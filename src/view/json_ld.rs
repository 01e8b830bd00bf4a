//! `page.json_ld`: what search engines are told of a page, as JSON-LD in the words of schema.org. Types say what their
//! fields mean there (`[schema]`); the site adds who publishes it and where the page stands.
//!
//! Only pages search engines may list have any, and nothing of it is about the people an entry tells of.

use std::borrow::Cow;
use std::io::{self, Write};

use serde::{Serialize, Serializer};
use serde_json::ser::Formatter;

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
    let mut graph: Vec<Node<'_>> = Vec::new();
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
    let graph = Value::List(graph.into_iter().map(Value::Node).collect());
    fit(&Node(vec![("@context", Value::Text("https://schema.org".into())), ("@graph", graph)]))
}

/// One object, its properties in order: few, so one is found by looking at all.
struct Node<'a>(Vec<(&'a str, Value<'a>)>);

#[derive(Serialize)]
#[serde(untagged)]
enum Value<'a> {
    Text(Cow<'a, str>),
    Int(i64),
    Number(f64),
    Truth(bool),
    List(Vec<Value<'a>>),
    Node(Node<'a>),
}

impl<'a> Node<'a> {
    /// Gives a property its value, in place of the one it may have.
    fn set(&mut self, property: &'a str, value: Value<'a>) {
        match self.0.iter_mut().find(|(known, _)| *known == property) {
            Some((_, known)) => *known = value,
            None => self.0.push((property, value)),
        }
    }
}

impl Serialize for Node<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(self.0.iter().map(|(property, value)| (property, value)))
    }
}

/// JSON in which nothing ends the element it stands in, begins a comment or another element, or ends a line of script.
fn fit(data: &impl Serialize) -> String {
    let mut json = Vec::with_capacity(1024);
    // Writing to memory does not fail, and every key is a text.
    let written = data.serialize(&mut serde_json::Serializer::with_formatter(&mut json, InScript));
    written.ok().and_then(|()| String::from_utf8(json).ok()).unwrap_or_default()
}

/// Writes what means something to the page around as numbers; all of it can only stand within texts.
struct InScript;

impl Formatter for InScript {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, to: &mut W, text: &str) -> io::Result<()> {
        let mut rest = text;
        while let Some(at) = rest.find(['<', '>', '&', '\u{2028}', '\u{2029}']) {
            let (before, from) = rest.split_at(at);
            let mut letters = from.chars();
            to.write_all(before.as_bytes())?;
            letters.next().map_or(Ok(()), |letter| write!(to, "\\u{:04x}", u32::from(letter)))?;
            rest = letters.as_str();
        }
        to.write_all(rest.as_bytes())
    }
}

/// A page, as its data sees it.
struct Spot<'v, 'a> {
    viewer: &'v Viewer<'a>,
    number: usize,
}

impl<'v> Spot<'v, '_> {
    fn town(&self) -> &'v Initiative {
        self.viewer.linker.plan.town.initiative
    }

    fn permalink(&self) -> &'v str {
        self.permalink_of(self.number)
    }

    fn permalink_of(&self, page: usize) -> &'v str {
        self.viewer.permalink(self.viewer.at, page).as_str().unwrap_or_default()
    }

    /// Who publishes the site: all that is known on its front page, elsewhere who and where.
    fn initiative(&self, whole: bool) -> Node<'v> {
        let (town, edition) = (self.town(), self.viewer.edition());
        let ty = if town.owner.as_deref() == Some("public") { "Organization" } else { "NGO" };
        let mut node = Node(vec![
            ("@type", text(ty)),
            ("@id", text(format!("{}/#initiative", town.base_url))),
            ("name", text(town.name.get(&edition.chain).unwrap_or(&town.id))),
            ("url", text(self.permalink_of(0))),
        ]);
        if whole {
            node.0.extend(town.email.as_deref().map(|email| ("email", text(email))));
            node.0.extend(town.organisation_number.as_deref().map(|number| ("identifier", text(number))));
            let social: Vec<Value<'_>> = town.social.values().map(|address| text(address.as_str())).collect();
            node.0.extend((!social.is_empty()).then_some(("sameAs", Value::List(social))));
            node.0.extend(self.card().map(|card| ("image", card)));
        }
        node
    }

    fn card(&self) -> Option<Value<'v>> {
        let plan = self.viewer.linker.plan;
        plan.card(self.viewer.at, self.number).map(|card| text(plan.machine_link(card)))
    }

    /// An entry as its type declares it.
    fn entry(&self, schema: &'v Schema, shown: &'v Shown) -> Option<Node<'v>> {
        let mut node = self.object(schema, shown)?;
        let permalink = self.permalink();
        node.set("@id", text(format!("{permalink}#{}", shown.ty.name)));
        node.set("mainEntityOfPage", text(permalink));
        node.set("inLanguage", text(shown.lang.as_str()));
        Some(node)
    }

    /// An object with those of its properties that have a value; `None` where no field gives it one.
    fn object(&self, schema: &'v Schema, shown: &'v Shown) -> Option<Node<'v>> {
        let mut node = Node(vec![("@type", text(&*schema.ty))]);
        let mut told = false;
        for (property, source) in &schema.properties {
            if let Some(value) = self.value(source, shown) {
                told |= !matches!(source, Source::Said(_) | Source::Known(_));
                node.set(property, value);
            }
        }
        told.then_some(node)
    }

    fn value(&self, source: &'v Source, shown: &'v Shown) -> Option<Value<'v>> {
        match source {
            Source::Said(said) => Some(text(&**said)),
            Source::Known(Known::Initiative) => Some(Value::Node(self.initiative(false))),
            Source::Known(Known::Card) => self.card(),
            Source::Known(Known::Page) => Some(text(self.permalink())),
            Source::Field(name) => self.typed(&shown.fields.get(name)?.value),
            Source::Object(schema) => self.object(schema, shown).map(Value::Node),
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

    fn typed(&self, value: &'v TypedValue) -> Option<Value<'v>> {
        match value {
            TypedValue::Text(said) => Some(text(&**said)),
            TypedValue::Date(date) => Some(Value::Text(self.date(date))),
            TypedValue::Int(number) => Some(Value::Int(*number)),
            TypedValue::Number(number) => Some(Value::Number(*number)),
            TypedValue::Bool(truth) => Some(Value::Truth(*truth)),
            TypedValue::List(items) => {
                let items: Vec<Value<'_>> =
                    items.iter().filter_map(|Typed { value, .. }| self.typed(value)).collect();
                (!items.is_empty()).then_some(Value::List(items))
            }
            TypedValue::Image(_) | TypedValue::Link(_) | TypedValue::Ref { .. } | TypedValue::Object(_) => {
                None
            }
        }
    }

    /// A day as it is; a time of day with its distance from Greenwich.
    fn date(&self, text: &'v str) -> Cow<'v, str> {
        let zone = &self.viewer.sources.config.timezone;
        let moment = text.contains(['T', ' ']).then(|| instant(text, zone)).flatten();
        let zoned = moment.map(|moment| moment.to_zoned(zone.clone()));
        zoned.map_or(Cow::Borrowed(text), |zoned| zoned.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string().into())
    }

    /// The pages above this one, and itself.
    fn breadcrumbs(&self, planned: &Page) -> Option<Node<'v>> {
        let mut crumbs = ways::crumbs(self.viewer, planned);
        if crumbs.is_empty() {
            return None;
        }
        crumbs.push((super::page::title(self.viewer, planned), self.number));
        let items = (1..).zip(crumbs).map(|(position, (title, page))| {
            let item = self.permalink_of(page);
            Value::Node(Node(vec![
                ("@type", text("ListItem")),
                ("position", Value::Int(position)),
                ("name", text(title)),
                ("item", text(item)),
            ]))
        });
        Some(Node(vec![("@type", text("BreadcrumbList")), ("itemListElement", Value::List(items.collect()))]))
    }
}

fn text<'a>(text: impl Into<Cow<'a, str>>) -> Value<'a> {
    Value::Text(text.into())
}

#[cfg(test)]
mod tests {
    use super::fit;

    #[test]
    fn nothing_ends_the_element() {
        let hostile = serde_json::json!({ "name": "</script><!-- & \u{2028}" });
        let fit = fit(&hostile);
        assert!(!fit.contains(['<', '>', '&', '\u{2028}']), "{fit}");
        let read: serde_json::Value = serde_json::from_str(&fit).unwrap();
        assert_eq!(read["name"], "</script><!-- & \u{2028}");
    }
}
