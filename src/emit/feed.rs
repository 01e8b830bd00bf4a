//! The newest entries as feeds: Atom (RFC 4287) and JSON Feed 1.1, of all types that feeds carry and of each by itself.

use std::fmt::Write;

use jiff::tz::TimeZone;
use serde_json::{Map, Value, json};

use crate::config::Config;
use crate::edition::{Shown, instant};
use crate::plan::{self, Machine, TownPlan};
use crate::text::{escape_html, escaped};

/// Entries of a feed.
const FEED_LENGTH: usize = 20;

/// What both kinds of feed say.
struct Feed<'a> {
    title: String,
    name: &'a str,
    home: String,
    own: String,
    lang: &'a str,
    items: Vec<Item<'a>>,
}

struct Item<'a> {
    shown: &'a Shown,
    updated: String,
    published: Option<String>,
    link: String,
    card: Option<String>,
    tags: Vec<String>,
}

/// As Atom.
pub(super) fn atom(config: &Config, plan: &TownPlan<'_>, machine: &Machine, folder: Option<&str>) -> Vec<u8> {
    let feed = Feed::of((config, plan), machine, folder);
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    let _ = writeln!(xml, "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">", feed.lang);
    element(&mut xml, "title", &feed.title);
    element(&mut xml, "id", &feed.home);
    element(&mut xml, "updated", feed.items.first().map_or("1970-01-01T00:00:00Z", |item| &item.updated));
    let _ = writeln!(xml, "<author><name>{}</name></author>", escaped(feed.name));
    let _ = writeln!(xml, "<link href=\"{}\"/>", escaped(&feed.home));
    let own = escaped(&feed.own);
    let _ = writeln!(xml, "<link rel=\"self\" type=\"application/atom+xml\" href=\"{own}\"/>");
    for item in &feed.items {
        xml.push_str("<entry>\n");
        element(&mut xml, "title", plan::title(item.shown));
        element(&mut xml, "id", &item.link);
        let _ = writeln!(xml, "<link href=\"{}\"/>", escaped(&item.link));
        element(&mut xml, "updated", &item.updated);
        if let Some(lead) = item.shown.fields.text("lead") {
            element(&mut xml, "summary", lead);
        }
        xml.push_str("</entry>\n");
    }
    xml.push_str("</feed>\n");
    xml.into_bytes()
}

/// As a JSON feed.
pub(super) fn json(config: &Config, plan: &TownPlan<'_>, machine: &Machine, folder: Option<&str>) -> Vec<u8> {
    let feed = Feed::of((config, plan), machine, folder);
    let items = feed.items.iter().map(|item| {
        let (title, lead) = (plan::title(item.shown), item.shown.fields.text("lead"));
        let mut entry = Map::from_iter([
            ("id".to_owned(), json!(item.link)),
            ("url".to_owned(), json!(item.link)),
            ("title".to_owned(), json!(title)),
            ("content_text".to_owned(), json!(lead.unwrap_or(title))),
            ("date_modified".to_owned(), json!(item.updated)),
        ]);
        let mut add =
            |key: &str, value: Option<Value>| entry.extend(value.map(|value| (key.to_owned(), value)));
        add("date_published", item.published.as_ref().map(|date| json!(date)));
        add("image", item.card.as_ref().map(|card| json!(card)));
        add("tags", (!item.tags.is_empty()).then(|| json!(item.tags)));
        Value::Object(entry)
    });
    let whole = json!({
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.home,
        "feed_url": feed.own,
        "language": feed.lang,
        "items": items.collect::<Vec<_>>(),
    });
    super::pretty(&whole)
}

impl<'a> Feed<'a> {
    fn of((config, plan): (&Config, &'a TownPlan<'_>), machine: &Machine, folder: Option<&str>) -> Self {
        let at = machine.edition;
        let (edition, planned) = (&plan.town.editions[at], &plan.editions[at]);
        let name = plan.town.initiative.name.get(&edition.chain).unwrap_or(&plan.town.initiative.id);
        let listed = folder.and_then(|folder| planned.sections.get(folder));
        let home = listed.and_then(|listed| listed.pages.first()).copied().unwrap_or_default();
        let entries = edition.shown.iter().enumerate().filter(|(_, shown)| match folder {
            Some(folder) => *shown.ty.folder == *folder,
            None => shown.ty.feed,
        });
        let mut newest: Vec<(String, usize, usize)> = entries
            .filter(|(_, shown)| plan::is_listed(shown))
            .filter_map(|(entry, shown)| {
                Some((moment(shown, &config.timezone)?, entry, planned.of_entry[entry]?))
            })
            .collect();
        let key = |entry: usize| &edition.shown[entry].key;
        newest.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| key(a.1).cmp(key(b.1))));
        newest.truncate(FEED_LENGTH);
        let items = newest.into_iter().map(|(updated, entry, page)| {
            let shown = &edition.shown[entry];
            let tag = |tag: &str| plan::tag_name(tag, &config.tags, &edition.chain);
            Item {
                shown,
                updated,
                published: shown.fields.text("date").and_then(|date| whole(date, &config.timezone)),
                link: plan.permalink(at, page),
                card: plan.card(at, page).map(|card| plan.machine_link(card)),
                tags: shown.fields.texts("tags").map(tag).collect(),
            }
        });
        Self {
            title: match folder {
                Some(folder) => format!("{name}: {}", super::list_title(edition, folder)),
                None => name.to_owned(),
            },
            name,
            home: plan.permalink(at, home),
            own: plan.machine_link(machine),
            lang: edition.lang.as_str(),
            items: items.collect(),
        }
    }
}

fn element(into: &mut String, name: &str, text: &str) {
    let _ = write!(into, "<{name}>");
    escape_html(text, into);
    let _ = writeln!(into, "</{name}>");
}

/// When an entry last changed, as RFC 3339.
fn moment(shown: &Shown, zone: &TimeZone) -> Option<String> {
    whole(shown.fields.text("updated").or(shown.fields.text("date"))?, zone)
}

/// A date as RFC 3339; less than a whole date counts from its beginning.
fn whole(date: &str, zone: &TimeZone) -> Option<String> {
    let whole = match date.len() {
        4 => format!("{date}-01-01"),
        7 => format!("{date}-01"),
        _ => date.to_owned(),
    };
    Some(instant(&whole, zone)?.to_string())
}
