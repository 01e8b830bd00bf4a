//! Reads site.toml into [`Config`].

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use jiff::tz::TimeZone;

use super::{
    Budget, Config, Language, Outdated, Overrides, Privacy, Words, initiative, layers, machines, meant,
};
use crate::diagnostic::{Diagnostic, Place, codes};
use crate::disk::{Disk, Kind};
use crate::locale::Lang;
use crate::node::{self, Node, Pair, Reader, Value};
use crate::text;

/// What other generators call things that have another name here.
pub(super) const FOREIGN: &[(&str, &str)] = &[
    ("baseURL", "base_url"),
    ("base-url", "base_url"),
    ("url", "base_url"),
    ("site", "base_url"),
    ("title", "name"),
    ("languageCode", "default_language"),
    ("defaultContentLanguage", "default_language"),
    ("timeZone", "timezone"),
    ("menus", "menu"),
    ("extra", "params"),
    ("colors", "brand"),
    ("colours", "brand"),
    ("variables", "vars"),
    ("locales", "languages"),
];

/// What all texts stand on.
const GROUND: [&str; 3] = ["default_language", "languages", "initiatives"];

/// Reads `site.toml` in `root`.
///
/// # Errors
/// `G0002` where there is none, `G0001` where it cannot be read, `G0201` where it is not UTF-8, `G0102` and `G0119` where it
/// is no TOML, and whatever leaves no language or initiative to build (with all other findings).
pub fn load(
    disk: &dyn Disk,
    root: &Path,
    overrides: &Overrides,
) -> Result<(Config, Vec<Diagnostic>), Vec<Diagnostic>> {
    let path = root.join("site.toml");
    let unreadable = |reason: String| {
        vec![Diagnostic::new(codes::UNREADABLE).with("path", "site.toml").with("reason", reason)]
    };
    match disk.stat(&path).map(|stat| stat.kind) {
        None => return Err(vec![Diagnostic::new(codes::NO_SITE_TOML).with("path", root.display())]),
        // Reading a pipe would never end.
        Some(Kind::Special) => return Err(unreadable("not a regular file".to_owned())),
        Some(_) => {}
    }
    let bytes = disk.read(&path).map_err(|error| unreadable(error.to_string()))?;
    let file: Arc<Path> = Arc::from(Path::new("site.toml"));
    let text = String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        vec![Diagnostic::not_utf8(&file, error.as_bytes(), valid)]
    })?;
    let (tree, mut findings) = node::toml::parse(&text, &file);
    // What the rest of a torn file says is anybody's guess: a language that is not seen would make every text wrong.
    if !findings.is_empty() {
        return Err(findings);
    }
    let (config, more) = read(&tree, &file, overrides);
    invisible(&tree, &file, &mut findings);
    let marks = text::to_do(&text, "#").into_iter();
    findings.extend(marks.map(|(what, at)| Diagnostic::unfinished(what, Place::new(&file, at))));
    findings.extend(more);
    let hidden = findings.iter().any(hides_the_ground);
    if hidden || config.initiatives.is_empty() || config.languages.is_empty() {
        return Err(findings);
    }
    Ok((config, findings))
}

/// Whether a misspelt key hides what all texts stand on: without it, every one of them would seem to be wrong.
fn hides_the_ground(finding: &Diagnostic) -> bool {
    let meant = finding.values.get("near").map(String::as_str);
    finding.code == codes::UNKNOWN_KEY && meant.is_some_and(|meant| GROUND.contains(&meant))
}

/// Finds what belongs in no text, in every value: names and words of menus go into feeds, books and cards as they are.
fn invisible(node: &Node, file: &Arc<Path>, findings: &mut Vec<Diagnostic>) {
    match &node.value {
        Value::List(items) => items.iter().for_each(|item| invisible(item, file, findings)),
        Value::Table(pairs) => pairs.iter().for_each(|pair| invisible(&pair.value, file, findings)),
        Value::Null | Value::Plain(_) | Value::Quoted(_) => {
            if let Some((_, letter)) = node.text().and_then(text::forbidden_char) {
                let finding = Diagnostic::new(codes::FORBIDDEN_IN_FIELD);
                let finding = finding.with("code", format!("U+{:04X}", u32::from(letter)));
                findings.push(finding.at(Place::new(file, node.span)));
            }
        }
    }
}

fn read(tree: &Node, file: &Arc<Path>, overrides: &Overrides) -> (Config, Vec<Diagnostic>) {
    let mut site = Reader::new(file, tree);
    let default_language = default_language(&mut site, file);
    let timezone = timezone(&mut site, file);
    let theme = site.text("theme").unwrap_or("globale").to_owned();
    let theme_place =
        site.node("theme").map_or_else(|| Place::file("site.toml"), |node| Place::new(file, node.span));
    let languages = languages(&mut site, &default_language);
    let towns = site.table("initiatives").unwrap_or_default();
    let initiatives: Vec<_> = towns
        .iter()
        .filter_map(|pair| initiative::read(pair, file, &languages, &mut site))
        .map(|mut town| {
            if let Some(url) = &overrides.base_url {
                town.base_url = match towns.len() {
                    1 => url.trim_end_matches('/').to_owned(),
                    _ => format!("{}/{}", url.trim_end_matches('/'), town.id),
                };
            }
            town
        })
        .collect();
    if towns.is_empty() {
        site.say(Diagnostic::new(codes::NO_INITIATIVE).at(Place::file("site.toml")));
    }
    machines::check_gathered(&initiatives, &mut site);
    let tags = site.table("tags").unwrap_or_default();
    let tags = tags.iter().map(|pair| (pair.key.to_string(), words(&pair.value, file, &mut site))).collect();
    let params = site.node("params").cloned();
    let types = site.node("types").cloned();
    let budget = budget(&mut site, file);
    let privacy = privacy(&mut site, file);
    hosting(&mut site, file);
    let layers = layers::read(&mut site, file, &initiatives);
    let config = Config {
        file: file.clone(),
        default_language,
        timezone,
        theme,
        theme_place,
        languages,
        initiatives,
        layers,
        tags,
        types,
        params,
        budget,
        privacy,
    };
    (config, site.finish(FOREIGN))
}

/// The language that is named, if it is one and, where languages are declared, one of them; else Norwegian, or the first of
/// those declared.
fn default_language<'a>(site: &mut Reader<'a>, file: &Arc<Path>) -> Lang {
    let norwegian = || Lang::parse("nb").expect("nb is a language");
    let (Some(tag), Some(node)) = (site.text("default_language"), site.node("default_language")) else {
        return norwegian();
    };
    let Some(lang) = Lang::parse(tag) else {
        let finding = Diagnostic::new(codes::BAD_LANGUAGE).with("tag", tag);
        let mended = meant::tag(tag).and_then(|tag| node.rewritten(tag.as_str()));
        site.say(finding.at(Place::new(file, node.span)).mend_in_place(mended));
        return norwegian();
    };
    let pairs = site.node("languages").and_then(Node::table).unwrap_or_default();
    let declared: Vec<Lang> = pairs.iter().filter_map(|pair| Lang::parse(&pair.key)).collect();
    if declared.is_empty() || declared.contains(&lang) {
        return lang;
    }
    let known: Vec<&str> = declared.iter().map(Lang::as_str).collect();
    site.say(unknown_name(tag, &known).at(Place::new(file, node.span)));
    if known.contains(&"nb") { norwegian() } else { declared[0].clone() }
}

fn timezone<'a>(site: &mut Reader<'a>, file: &Arc<Path>) -> TimeZone {
    let name = site.text("timezone").unwrap_or("Europe/Oslo");
    TimeZone::get(name).unwrap_or_else(|_| {
        if let Some(node) = site.node("timezone") {
            let finding = Diagnostic::new(codes::BAD_TIME_ZONE).with("name", name);
            let mended = meant::zone(name).and_then(|name| node.rewritten(&name));
            site.say(finding.at(Place::new(file, node.span)).mend_in_place(mended));
        }
        TimeZone::UTC
    })
}

fn budget<'a>(site: &mut Reader<'a>, file: &'a Arc<Path>) -> Budget {
    let mut critical_kb = 13;
    if let Some(node) = site.node("budget") {
        let mut reader = Reader::new(file, node);
        critical_kb = reader.int("critical_kb").and_then(|kb| u64::try_from(kb).ok()).unwrap_or(critical_kb);
        for finding in reader.finish(&[]) {
            site.say(finding);
        }
    }
    Budget { critical_kb }
}

/// Where the site can be published.
const HOSTS: [&str; 7] = ["github-pages", "gitlab-pages", "netlify", "cloudflare", "nginx", "caddy", "s3"];

fn hosting<'a>(site: &mut Reader<'a>, file: &'a Arc<Path>) {
    let Some(node) = site.node("hosting") else { return };
    let mut reader = Reader::new(file, node);
    if let (Some(profile), Some(node)) = (reader.text("profile"), reader.node("profile"))
        && !HOSTS.contains(&profile)
    {
        let finding =
            Diagnostic::new(codes::NOT_AMONG).with("value", profile).with("known", HOSTS.join(", "));
        reader.say(finding.nearest(profile, HOSTS).at(reader.place(node.span)));
    }
    for finding in reader.finish(&[]) {
        site.say(finding);
    }
}

fn privacy<'a>(site: &mut Reader<'a>, file: &'a Arc<Path>) -> Privacy {
    let mut privacy = Privacy { consent_max_years: 3, min_cell: 5, public_contacts: Vec::new() };
    if let Some(node) = site.node("privacy") {
        let mut reader = Reader::new(file, node);
        let (years, cell) = (reader.int("consent_max_years"), reader.int("min_cell"));
        privacy.consent_max_years =
            years.and_then(|years| i16::try_from(years).ok()).unwrap_or(privacy.consent_max_years);
        privacy.min_cell = cell.and_then(|cell| u64::try_from(cell).ok()).unwrap_or(privacy.min_cell);
        let contacts = reader.texts("public_contacts").unwrap_or_default();
        privacy.public_contacts = contacts.into_iter().map(|(text, _)| text.to_owned()).collect();
        for finding in reader.finish(&[]) {
            site.say(finding);
        }
    }
    privacy
}

/// The declared languages, each with its whole chain: its own fallbacks, theirs, and last the default language.
fn languages<'a>(site: &mut Reader<'a>, default: &Lang) -> Vec<Language> {
    let pairs = site.table("languages").unwrap_or_default();
    let mut declared: Vec<(Lang, String, Declared)> = Vec::new();
    for pair in pairs {
        let Some(tag) = Lang::parse(&pair.key) else {
            let finding = Diagnostic::new(codes::BAD_LANGUAGE).with("tag", &pair.key);
            let mended = meant::free_tag(&pair.key, pairs);
            site.say(finding.at(site.place(pair.key_span)).mend_in_place(mended));
            continue;
        };
        let (name, language) = language(pair, site);
        declared.push((tag.clone(), name.unwrap_or_else(|| tag.to_string()), language));
    }
    if !declared.iter().any(|(tag, ..)| tag == default) {
        declared.insert(0, (default.clone(), default.to_string(), Declared::default()));
    }
    let fallbacks: BTreeMap<Lang, Vec<Lang>> =
        declared.iter().map(|(tag, _, language)| (tag.clone(), language.fallback.clone())).collect();
    for pair in pairs {
        let Some(tag) = Lang::parse(&pair.key) else { continue };
        for fallback in fallbacks.get(&tag).into_iter().flatten() {
            let place = site.place(pair.value.span);
            if !fallbacks.contains_key(fallback) {
                let known: Vec<&str> = fallbacks.keys().map(Lang::as_str).collect();
                site.say(unknown_name(fallback.as_str(), &known).at(place));
            } else if leads_back(fallback, &tag, &fallbacks) {
                site.say(Diagnostic::new(codes::FALLBACK_CYCLE).with("tag", &tag).at(place));
            }
        }
    }
    declared
        .into_iter()
        .map(|(tag, name, Declared { index_machine_translations, outdated, .. })| Language {
            chain: chain(&tag, &fallbacks, default),
            tag,
            name,
            index_machine_translations,
            outdated,
        })
        .collect()
}

/// What site.toml says of a language beside its name.
#[derive(Default)]
struct Declared {
    fallback: Vec<Lang>,
    index_machine_translations: bool,
    outdated: Outdated,
}

fn language<'a>(pair: &'a Pair, site: &mut Reader<'a>) -> (Option<String>, Declared) {
    if let Some(name) = pair.value.text() {
        return (Some(name.to_owned()), Declared::default());
    }
    let file = site.place(pair.value.span).file;
    let mut reader = Reader::new(&file, &pair.value);
    let name = reader.text("name").map(str::to_owned);
    let listed = reader.texts("fallback").unwrap_or_default();
    let mut fallback = Vec::new();
    for (text, span) in listed {
        match Lang::parse(text) {
            Some(lang) => fallback.push(lang),
            None => {
                let finding = Diagnostic::new(codes::BAD_LANGUAGE).with("tag", text).at(reader.place(span));
                let tag = meant::tag(text);
                reader.say(finding.mend_in_place(meant::in_place(
                    text,
                    span,
                    tag.as_ref().map(Lang::as_str),
                )));
            }
        }
    }
    let index_machine_translations = reader.bool("index_machine_translations").unwrap_or(false);
    let mut outdated = Outdated::default();
    if let Some(node) = reader.node("outdated") {
        let mut limits = Reader::new(&file, node);
        let percent = |limit: Option<i64>| limit.and_then(|limit| u64::try_from(limit).ok());
        outdated = Outdated { warn: percent(limits.int("warn")), fail: percent(limits.int("fail")) };
        for finding in limits.finish(FOREIGN) {
            reader.say(finding);
        }
    }
    for finding in reader.finish(FOREIGN) {
        site.say(finding);
    }
    (name, Declared { fallback, index_machine_translations, outdated })
}

fn leads_back(from: &Lang, to: &Lang, fallbacks: &BTreeMap<Lang, Vec<Lang>>) -> bool {
    let mut seen = Vec::new();
    let mut next = vec![from];
    while let Some(lang) = next.pop() {
        if lang == to {
            return true;
        }
        if !seen.contains(&lang) {
            seen.push(lang);
            next.extend(fallbacks.get(lang).into_iter().flatten());
        }
    }
    false
}

fn chain(tag: &Lang, fallbacks: &BTreeMap<Lang, Vec<Lang>>, default: &Lang) -> Vec<Lang> {
    let mut chain = vec![tag.clone()];
    let mut at = 0;
    while let Some(lang) = chain.get(at).cloned() {
        for fallback in fallbacks.get(&lang).into_iter().flatten() {
            if !chain.contains(fallback) {
                chain.push(fallback.clone());
            }
        }
        at += 1;
    }
    if !chain.contains(default) {
        chain.push(default.clone());
    }
    chain
}

/// A text, or a table of texts by language.
pub fn words<'a>(node: &'a Node, file: &Arc<Path>, report: &mut Reader<'a>) -> Words {
    match &node.value {
        Value::Plain(text) | Value::Quoted(text) => Words::plain(&**text),
        Value::Table(pairs) => Words(
            pairs
                .iter()
                .filter_map(|pair| match (Lang::parse(&pair.key), pair.value.text()) {
                    (Some(lang), Some(text)) => Some((Some(lang), text.to_owned())),
                    (None, _) => {
                        let finding = Diagnostic::new(codes::BAD_LANGUAGE).with("tag", &pair.key);
                        let mended = meant::free_tag(&pair.key, pairs);
                        report.say(finding.at(Place::new(file, pair.key_span)).mend_in_place(mended));
                        None
                    }
                    (_, None) => {
                        report.say(node::wrong_kind(file, &pair.value, "text"));
                        None
                    }
                })
                .collect(),
        ),
        _ => {
            report.say(node::wrong_kind(file, node, "text"));
            Words::default()
        }
    }
}

/// Scalars by key; anything else is left out.
pub(super) fn texts(pairs: &[Pair]) -> BTreeMap<String, String> {
    pairs.iter().filter_map(|pair| Some((pair.key.to_string(), pair.value.text()?.to_owned()))).collect()
}

/// The finding for a name that is not declared.
pub fn unknown_name(name: &str, known: &[&str]) -> Diagnostic {
    Diagnostic::new(codes::UNKNOWN_NAME)
        .with("name", name)
        .with("known", known.join(", "))
        .nearest(name, known.iter().copied())
}
