//! `globale theme check`, the gallery, `docs/themes.md` and the theme built on the default one.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use globale::view::contract::{self, Key, Kind};
use serde_json::Value;

use crate::project::{Project, Ran, ran, tree};

const HOME: &str = env!("CARGO_MANIFEST_DIR");

/// A site without content that wears the default theme, or a child of it.
fn dressed() -> Project {
    let project = Project::new();
    for (file, bytes) in tree(&Path::new(HOME).join("themes")) {
        project.write(&format!("themes/{file}"), bytes);
    }
    project.edit("site.toml", "theme = \"plain\"", "theme = \"globale\"");
    project
}

fn check(project: &Project, more: &[&str]) -> Ran {
    let mut command = Command::new(env!("CARGO_BIN_EXE_globale"));
    command.arg("--root").arg(project.root()).args(["--lang", "en", "theme", "check"]).args(more);
    ran(command)
}

/// What a check says of the default theme after a change: code, place, and what it proposes.
fn said(project: &Project) -> Vec<String> {
    let json = check(project, &["--format", "json"]).json();
    let found = json["diagnostics"].as_array().expect("findings").iter();
    found
        .map(|one| {
            let text = |key: &str| one[key].as_str().unwrap_or_default().to_owned();
            let (file, line) = (one["file"].as_str().unwrap_or_default(), &one["line"]);
            format!("{} {file}:{line} {}", text("code"), text("hint"))
        })
        .collect()
}

/// Every slip is told at once, each with its place and what was meant, also in branches that no page takes.
#[test]
fn every_slip_of_a_theme_is_told() {
    let project = dressed();
    project.edit("themes/globale/templates/404.html", "{% if site.email %}", "{% if site.emial %}");
    project.edit("themes/globale/templates/news.html", "{% block after %}", "{% block after %}{% if page.kind == \"nothing\" and false %}{{ page.titel or site.naem }}{% endif %}");
    project.edit("themes/globale/components/quote.html", "{% if by %}", "{% if bye %}");
    project.edit("themes/globale/templates/stories.html", "rs={pager", "frist={true} rs={pager");
    project.edit("themes/globale/components/row.html", "r.cancelled", "r.canceled");
    project.edit("themes/globale/templates/grants.html", "g.state != \"closed\"", "g.state != \"closd\"");
    project.edit(
        "themes/globale/templates/tags.html",
        "{{ <intro /> }}",
        "{{ <intro /> }}{% if false %}{{ <card /> }}{% endif %}",
    );
    project.edit("themes/globale/templates/resource.html", "{{ f.url }}", "{{ f | date }}");
    // A type of another site, which this theme may be shared with, is none.
    project.edit(
        "themes/globale/templates/section.html",
        "{{ <intro /> }}",
        "{{ <intro /> }}{% if page.section == \"storis\" or page.type == \"recipe\" or page.section == \"pages/about\" %}{% endif %}",
    );
    project.edit("themes/globale/templates/base.html", "[\"story\", \"news\"", "[\"storry\", \"news\"");
    let said = said(&project);
    assert_eq!(said.iter().filter(|one| one.contains("section.html")).count(), 1, "{said:#?}");
    for (code, file, near) in [
        ("G0943", "section.html", "`stories`"),
        ("G0943", "base.html", "`story`"),
        ("G0940", "404.html", "`email`"),
        ("G0940", "news.html", "`title`"),
        ("G0940", "news.html", "`name`"),
        ("G0943", "news.html", ""),
        ("G0941", "quote.html", "`by`"),
        ("G0942", "stories.html", "`first`"),
        ("G0940", "row.html", "`cancelled`"),
        ("G0943", "grants.html", "`closed`"),
        ("G0945", "tags.html", "`r=…`"),
        ("G0944", "resource.html", ""),
    ] {
        let told = |one: &&String| one.starts_with(code) && one.contains(file) && one.contains(near);
        assert!(said.iter().any(|one| told(&one)), "{code} {file} {near}: {said:#?}");
    }
}

/// The model sites' own themes are without a slip, and their gallery shows every component both ways, light and dark.
#[test]
fn the_themes_here_are_sound_and_shown() {
    let project = dressed();
    for theme in ["globale", "kystlys"] {
        let gallery = format!("gallery-{theme}");
        let checked = check(&project, &["--theme", theme, "--output", &gallery]);
        assert_eq!(checked.exit, 0, "{theme}: {}{}", checked.err, checked.out);
        let files = tree(&project.path(&gallery));
        let text = |name: &str| String::from_utf8(files[name].clone()).expect("UTF-8");
        let index = text("index.html");
        assert!(index.contains("noindex") && !index.contains("<script"));
        let mut shown = BTreeSet::new();
        for name in ["card", "alert", "level", "grant_state", "dots", "notices"] {
            assert!(index.contains(&format!("id=\"{name}\"")), "{name}");
            for kind in ["ltr-light", "ltr-dark", "rtl-light", "rtl-dark"] {
                let page = text(&format!("{name}.{kind}.html"));
                assert!(page.contains("style-") && page.contains("noindex"), "{name} {kind}");
                assert!(page.contains("gallery-state"), "{name} {kind} shows nothing");
                shown.insert(page);
            }
        }
        assert_eq!(shown.len(), 24, "no two pages are alike");
        for level in ["interested", "member", "certified"] {
            assert!(
                text("plate.ltr-light.html").len() > 500 && files.contains_key("level.ltr-light.html"),
                "{level}"
            );
        }
        assert!(text("style-light.css").contains("--brand:#"));
    }
}

/// A folder with another's page is left alone.
#[test]
fn a_gallery_never_lies_over_a_site() {
    let project = dressed();
    project.write("public/index.html", "mine");
    let checked = check(&project, &["--output", "public", "--format", "json"]);
    assert_eq!(checked.codes(), ["G1006"]);
    assert_eq!(project.read("public/index.html"), "mine");
}

#[test]
fn what_is_written_of_themes_is_what_they_are() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_globale"));
    command.current_dir(HOME).args(["theme", "docs"]);
    let printed = ran(command).out;
    let there = std::fs::read_to_string(Path::new(HOME).join("docs/themes.md")).expect("docs/themes.md");
    assert!(there == printed, "docs/themes.md is stale; run: cargo run -- theme docs > docs/themes.md");
    let undocumented: Vec<&str> = printed.lines().filter(|line| line.ends_with(")` |  |")).collect();
    assert!(undocumented.is_empty(), "these want a comment right before them: {undocumented:#?}");
}

/// A child changes colours, a template and a component, and is short; both model sites stand in it without a finding.
#[test]
fn the_model_sites_wear_a_child_theme() {
    let lines: usize = tree(&Path::new(HOME).join("themes/kystlys"))
        .values()
        .map(|bytes| String::from_utf8_lossy(bytes).lines().count())
        .sum();
    assert!(lines < 60, "{lines}");
    let project = Project::empty();
    for folder in ["content", "themes", "static", ".globale/base"] {
        for (file, bytes) in tree(&Path::new(HOME).join(folder)) {
            project.write(&format!("{folder}/{file}"), bytes);
        }
    }
    let site = std::fs::read_to_string(Path::new(HOME).join("site.toml")).expect("site.toml");
    project.write("site.toml", site.replacen("theme = \"globale\"", "theme = \"kystlys\"", 1));
    let mut command = Command::new(env!("CARGO_BIN_EXE_globale"));
    command.arg("--root").arg(project.root()).args(["build", "--format", "json"]);
    let built = ran(command);
    assert_eq!(built.codes(), Vec::<String>::new());
    for (town, token) in [("baerum", "--paper:#f3f7f9"), ("sandefjord", "--brand:#1c4a8a")] {
        let assets = tree(&project.path(&format!("public/{town}/assets")));
        let mut styles = assets.iter().filter(|(name, _)| name.starts_with("style-"));
        assert!(styles.all(|(_, bytes)| String::from_utf8_lossy(bytes).contains(token)), "{town}");
    }
}

/// What is written of the view is what views hold: each key of every page of the model site is declared, and each
/// declared one is on some page.
#[test]
fn the_view_is_what_is_written_of_it() {
    let project = Project::new();
    for folder in ["content", "themes", "static", ".globale/base"] {
        for (file, bytes) in tree(&Path::new(HOME).join(folder)) {
            project.write(&format!("{folder}/{file}"), bytes);
        }
    }
    let site = std::fs::read_to_string(Path::new(HOME).join("site.toml")).expect("site.toml");
    // Beside the model's towns one that gathers them.
    let national = "[initiatives.national]\nname = \"Globale\"\nbase_url = \"https://national.example\"\nlanguages = [\"nb\"]\n\
        gathers = [\"baerum\", \"sandefjord\"]\n[initiatives.national.vars]\ntown = \"Norge\"\nin_town = \"i Norge\"\n";
    project.write("site.toml", format!("{site}\n{national}"));
    let figure = "title: A\nunit: b\npoints:\n  - { date: 2026-01, value: 30, source: together }\n";
    project.write("content/shared/figures/together.nb.yml", figure);
    project.write("content/shared/sources/together.nb.yml", "title: S\npublisher: NAV\n");
    project.write("content/national/index.nb.md", "---\ntitle: Globale\n---\nx\n");
    // A translation that is behind its original: a paragraph changed, one came and one went.
    let page = "content/shared/pages/forsinket";
    project.write(
        &format!("{page}.nb.md"),
        "---\ntitle: A\n---\nRing oss, i dag 1.\n\nBort med dette.\n\nOgså dette.\n",
    );
    project.write(
        &format!("{page}.en.md"),
        "---\ntitle: A\n---\nCall us, today 1.\n\nAway with this.\n\nThis too.\n",
    );
    project.json("translate done pages/forsinket -l en");
    project.write(
        &format!("{page}.nb.md"),
        "---\ntitle: A\n---\nRing oss, i dag 2.\n\nOgså dette.\n\nEt nytt avsnitt.\n",
    );
    // Every template says what it sees, and nothing else.
    for name in tree(&Path::new(HOME).join("themes/globale/templates")).keys() {
        project.write(&format!("themes/globale/templates/{name}"), "{{ __tera_context | safe }}");
    }
    project.write("themes/globale/assets/view.json.tera", "{{ __tera_context | safe }}");
    for town in ["baerum", "national"] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_globale"));
        command.arg("--root").arg(project.root()).args(["build", "--initiative", town, "--format", "json"]);
        let built = ran(command);
        assert_eq!(built.exit, 0, "{}{}", built.out, built.err);
    }
    let mut seen = BTreeSet::new();
    let mut wrong = BTreeSet::new();
    let mut pages = tree(&project.path("public/baerum"));
    pages.extend(
        tree(&project.path("public/national"))
            .into_iter()
            .map(|(name, bytes)| (format!("national/{name}"), bytes)),
    );
    // The status of translations is no page of the theme's.
    pages.retain(|name, _| !name.contains("_status/"));
    let dumps = |end: &str| {
        let files: Vec<(&String, &Vec<u8>)> = pages.iter().filter(|(name, _)| name.ends_with(end)).collect();
        files.into_iter().map(|(_, bytes)| parsed(&String::from_utf8_lossy(bytes)))
    };
    let mut read = 0;
    for view in dumps(".html") {
        read += 1;
        held(&Kind::Map(contract::ROOT), &view, "", &mut seen, &mut wrong);
    }
    for view in dumps("view.json") {
        held(&Kind::Map(contract::ASSET), &view, "asset", &mut seen, &mut wrong);
    }
    assert!(read > 100, "{read} pages");
    assert!(wrong.is_empty(), "{wrong:#?}");
    let mut unseen = BTreeSet::new();
    for keys in [contract::ROOT, contract::ASSET] {
        declared(keys, "", &mut unseen, &mut BTreeSet::new());
    }
    let never: Vec<&(usize, &str)> = unseen.iter().filter(|key| !seen.contains(*key)).collect();
    assert!(never.is_empty(), "declared, and on no page: {never:#?}");
}

/// What Tera prints of all a template sees: JSON, but for null, of which it prints nothing, and letters one cannot see,
/// which it writes as Rust does.
fn parsed(printed: &str) -> Value {
    let printed =
        printed.split("\\u{").enumerate().fold(String::new(), |all, (at, part)| match part.split_once('}') {
            Some((code, rest)) if at > 0 => {
                let letter = u32::from_str_radix(code, 16).ok().and_then(char::from_u32).unwrap_or(' ');
                format!("{all}{letter}{rest}")
            }
            _ => all + part,
        });
    let (mut json, mut quoted, mut escaped, mut last) = (String::new(), false, false, ' ');
    for letter in printed.chars() {
        if !quoted && last == ':' && matches!(letter, ',' | '}') {
            json.push_str("null");
        }
        quoted ^= letter == '"' && !escaped;
        escaped = quoted && letter == '\\' && !escaped;
        if quoted || !letter.is_whitespace() {
            last = letter;
        }
        json.push(letter);
    }
    serde_json::from_str(&json).unwrap_or_else(|error| panic!("{error} in {json}"))
}

/// Holds a value against what is declared of it.
fn held(
    kind: &Kind,
    value: &Value,
    path: &str,
    seen: &mut BTreeSet<(usize, &'static str)>,
    wrong: &mut BTreeSet<String>,
) {
    let mut told = |right: bool| {
        if !right {
            wrong.insert(format!("{path} is {value}, and declared as {kind:?}").chars().take(200).collect());
        }
    };
    match kind {
        Kind::Maybe(of) => {
            if !value.is_null() {
                held(of, value, path, seen, wrong);
            }
        }
        Kind::List(of) => match value.as_array() {
            Some(items) => items.iter().for_each(|item| held(of, item, &format!("{path}[]"), seen, wrong)),
            None => told(false),
        },
        Kind::Map(keys) => {
            keyed((keys, &|name| keys.iter().any(|(key, ..)| *key == name)), value, path, seen, wrong)
        }
        // The type's own fields go on where the declared keys end.
        Kind::Record => keyed((contract::RECORD, &|_| true), value, path, seen, wrong),
        Kind::Named(of) => {
            value.as_object().into_iter().flatten().for_each(|(_, value)| held(of, value, path, seen, wrong));
        }
        Kind::RecordsByType | Kind::Lists => {
            for (name, list) in value.as_object().into_iter().flatten() {
                held(&Kind::List(&Kind::Record), list, &format!("{path}.{name}"), seen, wrong);
            }
        }
        Kind::Text | Kind::Type | Kind::Section | Kind::Html | Kind::Address | Kind::Date | Kind::Color => {
            told(value.is_string())
        }
        Kind::Words(words) => told(value.as_str().is_some_and(|word| words.contains(&word))),
        Kind::Int => told(value.is_i64()),
        Kind::Number => told(value.is_number()),
        Kind::Crops => {
            for (_, crop) in value.as_object().into_iter().flatten() {
                held(&Kind::Map(contract::CROP), crop, path, seen, wrong);
            }
        }
        Kind::Bool => told(value.is_boolean()),
        Kind::Params | Kind::Colors | Kind::Brand | Kind::Fields | Kind::Further => told(value.is_object()),
    }
}

/// Keys that are declared, and which others may stand beside them.
type Keyed<'k> = (&'static [Key], &'k dyn Fn(&str) -> bool);

fn keyed(
    (keys, known): Keyed<'_>,
    value: &Value,
    path: &str,
    seen: &mut BTreeSet<(usize, &'static str)>,
    wrong: &mut BTreeSet<String>,
) {
    let Some(map) = value.as_object() else {
        wrong.insert(format!("{path} is no map"));
        return;
    };
    let picture = std::ptr::eq(keys, contract::PICTURE);
    for name in map.keys().filter(|name| !known(name) && !picture) {
        wrong.insert(format!("{path}.{name} is not declared"));
    }
    for (name, kind, _) in keys {
        seen.insert((keys.as_ptr() as usize, name));
        match map.get(*name) {
            Some(value) => held(kind, value, &format!("{path}.{name}"), seen, wrong),
            // A record's `url` or `image` may be the type's own field.
            None => {
                wrong.insert(format!("{path}.{name} is declared and not there"));
            }
        }
    }
}

/// Every declared key, by the table it stands in.
fn declared(
    keys: &'static [Key],
    path: &str,
    into: &mut BTreeSet<(usize, &'static str)>,
    done: &mut BTreeSet<usize>,
) {
    if !done.insert(keys.as_ptr() as usize) {
        return;
    }
    for (name, kind, _) in keys {
        into.insert((keys.as_ptr() as usize, name));
        let mut kind = kind;
        while let Kind::Maybe(of) | Kind::List(of) | Kind::Named(of) = kind {
            kind = of;
        }
        match kind {
            Kind::Map(keys) => declared(keys, &format!("{path}.{name}"), into, done),
            Kind::Record => declared(contract::RECORD, path, into, done),
            _ => {}
        }
    }
}
