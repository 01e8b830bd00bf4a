//! Typed fields as template values: references become records, picture files become pictures, links become addresses.

use tera::value::Key;
use tera::{Map, Value};

use super::contract::{Key as Keyed, Kind};
use super::page::{DIRECTIONS, ORIGINS};
use super::{Viewer, chart, download, key, keyed, map, picture, text_or_none};
use crate::diagnostic::{Diagnostic, Place, codes};
use crate::edition::Shown;
use crate::edition::consent::{self, Scope};
use crate::markdown::Link;
use crate::model::fields::{Fields, Typed, TypedValue};
use crate::plan;
use crate::text::encode_segment;

/// Records in records in records: deeper ones are left out.
const DEPTH: u8 = 2;

/// What every record has.
pub(super) const RECORD: &[Keyed] = &[
    ("key", Kind::Text, "Its key, such as `stories/first-month`."),
    ("type", Kind::Type, "Its type."),
    ("id", Kind::Text, "The last part of its key."),
    ("title", Kind::Text, "Its heading."),
    ("lead", Kind::Maybe(&Kind::Text), "One or two sentences."),
    ("url", Kind::Maybe(&Kind::Address), "Its page; null for a type without pages."),
    ("lang", Kind::Text, "The language of its text, which need not be the reader's."),
    ("dir", Kind::Words(DIRECTIONS), "The direction of its text."),
    ("origin", Kind::Words(ORIGINS), "Where its text is from."),
    ("date", Kind::Maybe(&Kind::Date), "What day it is about."),
    ("updated", Kind::Maybe(&Kind::Date), "When it last changed in substance."),
    ("example", Kind::Bool, "Whether it is invented."),
    ("tags", Kind::List(&Kind::Map(TAG)), "Its tags."),
    ("image", Kind::Maybe(&Kind::Map(picture::PICTURE)), "Its main picture."),
];

/// A tag.
pub(super) const TAG: &[Keyed] = &[
    ("id", Kind::Text, "As texts name it."),
    ("title", Kind::Text, "Its name in the reader's language."),
    ("url", Kind::Maybe(&Kind::Address), "Its page."),
];

/// A field of kind `link`.
pub(super) const LINK: &[Keyed] = &[
    ("url", Kind::Maybe(&Kind::Address), "Where it leads."),
    ("external", Kind::Bool, "Whether that is another site."),
    (
        "download",
        Kind::Maybe(&Kind::Map(download::DOWNLOAD)),
        "What kind of file it is and how large, where it is one to download.",
    ),
];

/// One of `page.fields.persons`.
pub(super) const PERSON: &[Keyed] = &[
    ("display_name", Kind::Text, "The name; the whole list is null where consent does not cover it."),
    ("role", Kind::Maybe(&Kind::Text), "What she or he is in the text."),
    ("origin", Kind::Maybe(&Kind::Text), "Country or people, where consent covers it."),
];

/// An entry in a list: what every record has, then the summary fields of its type.
pub(super) fn record(viewer: &Viewer<'_>, at: usize, depth: u8) -> Value {
    let shown = viewer.shown(at);
    let mut record = map([
        ("key", Value::from(&*shown.key)),
        ("type", Value::from(&*shown.ty.name)),
        ("id", Value::from(id(shown))),
        ("title", Value::from(plan::title(shown))),
        ("lead", text_or_none(shown.fields.text("lead"))),
        ("url", viewer.entry_url(at)),
        ("lang", Value::from(shown.lang.as_str())),
        ("dir", Value::from(shown.lang.direction())),
        ("origin", Value::from(shown.origin.as_str())),
        ("date", text_or_none(shown.fields.text("date"))),
        ("updated", text_or_none(shown.fields.text("updated"))),
        ("example", Value::from(shown.fields.flag("example"))),
        ("tags", tags(viewer, shown)),
        ("image", Value::none()),
    ]);
    for field in shown.form.fields.iter().filter(|field| field.summary && !is_core(&field.name)) {
        let value = shown
            .fields
            .get(&field.name)
            .map_or_else(Value::none, |typed| field_value(viewer, shown, (&field.name, typed), depth));
        record.insert(key(&field.name), value);
    }
    add_derived(viewer, shown, &mut record, depth);
    Value::from(record)
}

/// Fields the record holds in another form, or under its own rules.
fn is_core(name: &str) -> bool {
    matches!(name, "title" | "lead" | "date" | "updated" | "example" | "tags" | "persons" | "consent")
}

/// What follows from the fields stands after those the type declares, and a figure's drawing last.
fn add_derived(viewer: &Viewer<'_>, shown: &Shown, into: &mut Map, depth: u8) {
    for (name, typed) in &shown.fields.0 {
        if shown.form.fields.iter().all(|field| field.name != *name) {
            into.insert(key(name), of(viewer, typed, depth));
        }
    }
    for field in &shown.form.derived {
        if shown.fields.get(&field.name).is_none() {
            into.insert(key(&field.name), Value::none());
        }
    }
    if *shown.form.name == *"figure" {
        let rtl = viewer.edition().lang.direction() == "rtl";
        into.insert(Key::Str("chart"), chart::chart(&shown.fields, rtl));
    }
}

/// The last part of an entry's key.
pub(super) fn id(shown: &Shown) -> &str {
    shown.key.rsplit('/').next().unwrap_or_default()
}

/// Every field of an entry; those not set are null.
pub(super) fn fields(viewer: &Viewer<'_>, shown: &Shown) -> Value {
    let mut all = Map::with_capacity_and_hasher(shown.form.fields.len(), Default::default());
    for field in &shown.form.fields {
        let value = match &*field.name {
            // What it says is between the people and the register.
            "consent" => Value::none(),
            "persons" => persons(viewer, shown),
            name => shown
                .fields
                .get(name)
                .map_or_else(Value::none, |typed| field_value(viewer, shown, (name, typed), 0)),
        };
        all.insert(key(&field.name), value);
    }
    add_derived(viewer, shown, &mut all, 0);
    Value::from(all)
}

/// The people a page may present: none without the scope `name`, and their origin only within `origin`.
fn persons(viewer: &Viewer<'_>, shown: &Shown) -> Value {
    if shown.fields.get("persons").is_none() || !consent::covers(&shown.fields, Scope::Name) {
        return Value::none();
    }
    let origin = consent::covers(&shown.fields, Scope::Origin);
    let presented = |name: &str| matches!(name, "display_name" | "role") || name == "origin" && origin;
    let people = consent::persons(&shown.fields).map(|(_, person)| {
        let fields = person.0.iter().filter(|(name, _)| presented(name));
        Value::from(fields.map(|(name, typed)| (key(name), of(viewer, typed, 0))).collect::<Map>())
    });
    Value::from(people.collect::<Vec<Value>>())
}

/// An entry's tags with their names and addresses.
pub(super) fn tags(viewer: &Viewer<'_>, shown: &Shown) -> Value {
    let tags = shown.fields.texts("tags").map(|tag| tag_value(viewer, tag));
    Value::from(tags.collect::<Vec<Value>>())
}

/// One tag; those with pages are made once.
pub(super) fn tag_value(viewer: &Viewer<'_>, tag: &str) -> Value {
    viewer.tags().get(tag).cloned().unwrap_or_else(|| new_tag(viewer, tag))
}

/// One tag, made anew.
pub(super) fn new_tag(viewer: &Viewer<'_>, tag: &str) -> Value {
    let page = viewer.plan().tags.get(tag).and_then(|listed| listed.pages.first());
    keyed(&[
        ("id", Value::from(tag)),
        ("title", Value::from(plan::tag_name(tag, &viewer.sources.config.tags, &viewer.edition().chain))),
        ("url", page.map_or_else(Value::none, |page| viewer.url(*page))),
    ])
}

/// One field of an entry.
fn field_value(viewer: &Viewer<'_>, shown: &Shown, (name, typed): (&str, &Typed), depth: u8) -> Value {
    match name {
        picture::OWN => picture::own(viewer, shown, typed, depth),
        _ => of(viewer, typed, depth),
    }
}

/// One typed value.
pub(super) fn of(viewer: &Viewer<'_>, typed: &Typed, depth: u8) -> Value {
    match &typed.value {
        TypedValue::Text(text) | TypedValue::Date(text) => Value::from(&**text),
        TypedValue::Int(number) => Value::from(*number),
        TypedValue::Number(number) => self::number(*number),
        TypedValue::Bool(truth) => Value::from(*truth),
        TypedValue::Image(file) => {
            picture::image(viewer, file, &typed.place).map_or_else(Value::none, Value::from)
        }
        TypedValue::Link(target) => link(viewer, target, &typed.place),
        TypedValue::Ref { ty, id } => reference(viewer, ty, id, depth),
        TypedValue::List(items) => Value::from(list(viewer, items, depth)),
        TypedValue::Object(fields) => object(viewer, fields, depth),
    }
}

/// The items of a list. References to what is not shown are no items: not even a gap tells of them.
fn list(viewer: &Viewer<'_>, items: &[Typed], depth: u8) -> Vec<Value> {
    let values = items.iter().map(|item| (item, of(viewer, item, depth)));
    let shown =
        values.filter(|(item, value)| !matches!(item.value, TypedValue::Ref { .. }) || !value.is_none());
    shown.map(|(_, value)| value).collect()
}

/// A whole number stays whole in templates.
pub(super) fn number(number: f64) -> Value {
    if number.fract() == 0.0 && number.abs() < 9e15 {
        Value::from(number as i64)
    } else {
        Value::from(number)
    }
}

/// An object; one with a picture as `src` becomes that picture, with its other fields.
fn object(viewer: &Viewer<'_>, fields: &Fields, depth: u8) -> Value {
    let mut object = Map::new();
    if let Some(Typed { value: TypedValue::Image(file), place }) = fields.get("src") {
        match picture::image(viewer, file, place) {
            Some(picture) => object = picture,
            None => return Value::none(),
        }
    }
    for (name, typed) in &fields.0 {
        if !matches!(typed.value, TypedValue::Image(_)) || &**name != "src" {
            object.insert(key(name), of(viewer, typed, depth));
        }
    }
    Value::from(object)
}

fn reference(viewer: &Viewer<'_>, ty: &str, id: &str, depth: u8) -> Value {
    let folder = viewer.linker.model.types.by_name(ty).map(|ty| &ty.folder);
    match folder.and_then(|folder| viewer.edition().find(&format!("{folder}/{id}"))) {
        Some(at) if depth < DEPTH => record(viewer, at, depth + 1),
        _ => Value::none(),
    }
}

/// The record of a figure a directive names.
pub(super) fn figure(viewer: &Viewer<'_>, id: &str) -> Option<Value> {
    Some(viewer.record(viewer.edition().find(&format!("figures/{id}"))?).value)
}

/// `{url, external, download}`; the last says what a file is and how large, where it is one.
pub(super) fn link(viewer: &Viewer<'_>, target: &str, place: &Place) -> Value {
    let mut file = Value::none();
    let (url, external) = match Link::parse(target) {
        Ok(Link::Elsewhere(address)) => (Some(address.to_string()), true),
        Ok(Link::Fragment(id)) => (Some(format!("#{}", encode_segment(&id))), false),
        Ok(Link::Target(target)) => match viewer.linker.href(viewer.at, &place.file, &target) {
            Ok(url) => {
                file = download::of(viewer, &target, place);
                (Some(url), false)
            }
            Err(finding) => {
                viewer.say(finding.at(place.clone()));
                (None, false)
            }
        },
        Err(_) => {
            let finding = Diagnostic::new(codes::BROKEN_LINK).with("target", target).with("known", "");
            viewer.say(finding.at(place.clone()));
            (None, false)
        }
    };
    keyed(&[("url", text_or_none(url.as_deref())), ("external", Value::from(external)), ("download", file)])
}

/// A key for values made here and not in the types.
pub(super) fn named(name: &str) -> Key<'static> {
    Key::from(name.to_owned())
}
