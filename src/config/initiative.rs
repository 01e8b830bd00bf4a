//! Reads `[initiatives.…]`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::read::{FOREIGN, texts, unknown_name, words};
use super::{Initiative, Language, Membership, MembershipRule, MenuItem, Words, layers, machines, meant};
use crate::diagnostic::{Diagnostic, Place, codes};
use crate::locale::Lang;
use crate::node::{Pair, Reader};
use crate::text::{is_device, is_email, is_slug};

const RESERVED: [&str; 2] = ["shared", "upstream"];

/// Whose an initiative can be.
const OWNERS: [&str; 2] = ["public", "association"];

/// As long as a label of a host's name may be.
const LONGEST_ID: usize = 63;

/// Whether a name can be an initiative's: it is a folder and a part of addresses.
pub fn is_id(name: &str) -> bool {
    let fits = name.len() <= LONGEST_ID && !is_device(name);
    fits && !RESERVED.contains(&name) && is_slug(name) && name.is_ascii()
}

/// One initiative; `None` where it has no usable id. Findings go to `site`.
pub(super) fn read<'a>(
    pair: &'a Pair,
    file: &'a Arc<Path>,
    declared: &[Language],
    site: &mut Reader<'a>,
) -> Option<Initiative> {
    let id = pair.key.to_string();
    if !is_id(&id) {
        site.say(Diagnostic::new(codes::BAD_ID).with("id", &id).at(Place::new(file, pair.key_span)));
        return None;
    }
    let mut reader = Reader::new(file, &pair.value);
    let name = match reader.node("name") {
        Some(node) => words(node, file, &mut reader),
        None => {
            reader.required("name");
            Words::plain(&*id)
        }
    };
    let base_url = base_url(&mut reader);
    let languages = languages(&mut reader, declared);
    let layers = layers_of(&mut reader, &id);
    let footer_text =
        reader.node("footer_text").map(|node| words(node, file, &mut reader)).unwrap_or_default();
    let mut town = Initiative {
        place: Place::new(file, pair.key_span),
        name,
        base_url: String::new(),
        languages,
        layers,
        brand: brand(&mut reader),
        menu: menu(&mut reader, "menu", file),
        footer: menu(&mut reader, "footer", file),
        footer_text,
        logo: owned(&mut reader, "logo"),
        favicon: owned(&mut reader, "favicon"),
        email: email(&mut reader),
        organisation_number: owned(&mut reader, "organisation_number"),
        owner: owner(&mut reader),
        social: texts(reader.table("social").unwrap_or_default()),
        membership: membership(&mut reader, file),
        vars: reader
            .table("vars")
            .unwrap_or_default()
            .iter()
            .map(|pair| (pair.key.to_string(), words(&pair.value, file, &mut reader)))
            .collect(),
        vars_place: Place::new(file, reader.node("vars").map_or(pair.key_span, |node| node.span)),
        params: reader.node("params").cloned(),
        static_folder: reader.text("static").map(PathBuf::from),
        accessibility: machines::accessibility(&mut reader, file),
        security: machines::security(&mut reader, file),
        gathers: gathers(&mut reader),
        id,
    };
    for finding in reader.finish(FOREIGN) {
        site.say(finding);
    }
    // What is wrong with its pages is told in the same run; published is nothing.
    town.base_url = base_url.unwrap_or_else(|| format!("https://{}.invalid", town.id));
    Some(town)
}

fn gathers(reader: &mut Reader<'_>) -> Vec<(String, Place)> {
    let ids = reader.texts("gathers").unwrap_or_default();
    ids.into_iter().map(|(id, span)| (id.to_owned(), reader.place(span))).collect()
}

fn owned<'a>(reader: &mut Reader<'a>, key: &'a str) -> Option<String> {
    reader.text(key).map(str::to_owned)
}

/// Every page shows it, for readers to write to.
fn email<'a>(reader: &mut Reader<'a>) -> Option<String> {
    let (text, node) = (reader.text("email")?, reader.node("email")?);
    if !is_email(text) {
        let finding = Diagnostic::new(codes::BAD_EMAIL).with("value", text);
        reader.say(finding.at(reader.place(node.span)));
    }
    Some(text.to_owned())
}

/// What holds for public bodies alone hangs on it: a misspelt one would hang on nothing.
fn owner<'a>(reader: &mut Reader<'a>) -> Option<String> {
    let (text, node) = (reader.text("owner")?, reader.node("owner")?);
    if !OWNERS.contains(&text) {
        let finding = Diagnostic::new(codes::NOT_AMONG).with("value", text).with("known", OWNERS.join(", "));
        reader.say(finding.nearest(text, OWNERS).at(reader.place(node.span)));
    }
    Some(text.to_owned())
}

fn base_url<'a>(reader: &mut Reader<'a>) -> Option<String> {
    let url = reader.required("base_url")?;
    let node = reader.node("base_url")?;
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let host = rest.and_then(|rest| rest.split('/').next()).unwrap_or_default();
    let bad = |letter: char| letter.is_whitespace() || "?#\"<>\\{}|^`".contains(letter);
    if host.is_empty() || url.contains(bad) {
        let finding = Diagnostic::new(codes::BAD_BASE_URL).with("url", url).at(reader.place(node.span));
        let mended = meant::base_url(url).and_then(|url| node.rewritten(&url));
        reader.say(finding.mend_in_place(mended));
        return None;
    }
    Some(url.trim_end_matches('/').to_owned())
}

fn languages<'a>(reader: &mut Reader<'a>, declared: &[Language]) -> Vec<Lang> {
    let known: Vec<&str> = declared.iter().map(|language| language.tag.as_str()).collect();
    let mut languages: Vec<Lang> = Vec::new();
    for (text, span) in reader.texts("languages").unwrap_or_default() {
        match Lang::parse(text).filter(|lang| known.contains(&lang.as_str())) {
            Some(lang) if !languages.contains(&lang) => languages.push(lang),
            Some(_) => {}
            None => {
                let mended = meant::in_place(text, span, meant::declared(text, &known));
                let finding = unknown_name(text, &known).at(reader.place(span));
                reader.say(finding.mend_in_place(mended));
            }
        }
    }
    if languages.is_empty() {
        languages.extend(declared.first().map(|language| language.tag.clone()));
    }
    languages
}

fn layers_of<'a>(reader: &mut Reader<'a>, id: &str) -> Vec<String> {
    let Some(written) = reader.texts("layers") else { return vec![id.to_owned(), "shared".to_owned()] };
    let mut layers = Vec::new();
    for (name, span) in written {
        match layers::good_name(name) {
            true => layers.push(name.to_owned()),
            false => reader.say(layers::bad_name(name).at(reader.place(span))),
        }
    }
    layers
}

fn brand<'a>(reader: &mut Reader<'a>) -> BTreeMap<String, (String, Place)> {
    let mut brand = BTreeMap::new();
    for pair in reader.table("brand").unwrap_or_default() {
        let colour = pair.value.text().unwrap_or_default();
        let digits = colour.strip_prefix('#').unwrap_or_default();
        if digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            let place = reader.place(pair.value.span);
            brand.insert(pair.key.to_string(), (colour.to_owned(), place));
        } else {
            let finding = Diagnostic::new(codes::BAD_COLOUR).with("colour", colour);
            let mended = meant::colour(colour).and_then(|colour| pair.value.rewritten(&colour));
            reader.say(finding.at(reader.place(pair.value.span)).mend_in_place(mended));
        }
    }
    brand
}

/// A list of links: `"@/stories"`, or `{ to = "@/stories", title = … }`.
fn menu<'a>(reader: &mut Reader<'a>, key: &'a str, file: &'a Arc<Path>) -> Vec<MenuItem> {
    let Some(node) = reader.node(key) else { return Vec::new() };
    let mut menu = Vec::new();
    for item in node.list().unwrap_or_default() {
        let place = Place::new(file, item.span);
        if let Some(to) = item.text() {
            menu.push(MenuItem { to: to.to_owned(), title: Words::default(), place });
            continue;
        }
        let mut inner = Reader::new(file, item);
        let to = inner.required("to").map(str::to_owned);
        let title = inner.node("title").map(|node| words(node, file, &mut inner)).unwrap_or_default();
        for finding in inner.finish(&[("url", "to"), ("name", "title"), ("pageRef", "to")]) {
            reader.say(finding);
        }
        menu.extend(to.map(|to| MenuItem { to, title, place }));
    }
    if node.list().is_none() {
        reader.say(crate::node::wrong_kind(file, node, "list"));
    }
    menu
}

/// `membership_rule = [{ from = 2018-04-01, rule = "hire" }, …]`, sorted by day.
fn membership<'a>(reader: &mut Reader<'a>, file: &'a Arc<Path>) -> Vec<Membership> {
    let Some(node) = reader.node("membership_rule") else { return Vec::new() };
    if node.list().is_none() {
        reader.say(crate::node::wrong_kind(file, node, "list"));
    }
    let mut rules = Vec::new();
    for item in node.list().unwrap_or_default() {
        let mut inner = Reader::new(file, item);
        let from = inner.required("from").and_then(|text| {
            let day = text.parse().ok();
            if day.is_none() {
                let place = inner.node("from").map(|node| inner.place(node.span));
                let finding = Diagnostic::new(codes::BAD_DATE).with("value", text);
                inner.say(place.into_iter().fold(finding, Diagnostic::at));
            }
            day
        });
        let rule = inner.required("rule").and_then(|text| match text {
            "hire" => Some(MembershipRule::Hire),
            "invite" => Some(MembershipRule::Invite),
            _ => {
                let place = inner.node("rule").map(|node| inner.place(node.span));
                let finding = unknown_name(text, &["hire", "invite"]);
                inner.say(place.into_iter().fold(finding, Diagnostic::at));
                None
            }
        });
        for finding in inner.finish(&[]) {
            reader.say(finding);
        }
        rules.extend(from.zip(rule).map(|(from, rule)| Membership { from, rule }));
    }
    rules.sort_by_key(|membership| membership.from);
    rules
}
