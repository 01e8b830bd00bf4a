//! The gallery: every component of the theme in every state, both directions side by side, light and dark, in the
//! theme's own stylesheet. Pages for a browser and a theme author; no script, and search engines keep out.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use tera::value::Key;
use tera::{ComponentInfo, Map, Value};

use super::attempt::{DIRECTIONS, Stage, failure};
use super::sample::{Mood, Words};
use super::shape::{Scene, Shape};
use super::walk::Facts;
use crate::diagnostic::{Diagnostic, codes};
use crate::locale::Lang;
use crate::render::Tried;
use crate::text::escaped;

/// States of a component that are shown; more say nothing new.
const STATES: usize = 24;
/// What tells a gallery of ours from another's page.
pub const MARK: &str = "<meta name=\"generator\" content=\"globale gallery\">";

/// What components see beside their arguments by the sample's name, with what can be turned in it.
type Views = BTreeMap<String, (Map, BTreeSet<String>)>;

/// A component with what it is.
struct Exhibit<'a> {
    info: ComponentInfo,
    document: &'a str,
    file: String,
    args: Vec<(String, Shape)>,
    /// Whether only texts call it: then nothing guards it, and no template tries it.
    from_text: bool,
}

/// The gallery's files, and what fails.
pub(super) fn make(stage: &Stage<'_>, facts: &Facts) -> (Vec<(String, Vec<u8>)>, Vec<Diagnostic>) {
    let (mut files, mut findings) = (Vec::new(), Vec::new());
    let scene = super::scene::every(stage.world);
    let exhibits: Vec<Exhibit<'_>> = exhibits(stage, facts);
    let mut views = Views::new();
    for exhibit in &exhibits {
        for dir in DIRECTIONS {
            let lang = language(stage, dir);
            let (states, more) = states(stage, exhibit, &scene, (lang, dir), &mut views);
            findings.extend(more);
            for scheme in ["light", "dark"] {
                let name = frame_name(exhibit.info.name(), dir, scheme);
                files.push((name, frame(lang, dir, scheme, &states).into_bytes()));
            }
        }
    }
    files.push(("index.html".to_owned(), index(&exhibits).into_bytes()));
    files.push((super::PICTURE.to_owned(), DRAWING.into()));
    let (assets, more) = assets(stage, &scene);
    files.extend(assets);
    findings.extend(more);
    (files, findings)
}

fn exhibits<'a>(stage: &Stage<'a>, facts: &Facts) -> Vec<Exhibit<'a>> {
    let exhibits = stage.script.components.iter().filter_map(|(name, (part, component))| {
        let info = stage.world.theme.tera.get_component_definition(name)?;
        let own = info.args().iter().filter(|arg| !arg.is_implicit());
        let args = own.map(|arg| {
            let given = stage.world.argument(name, arg.name());
            let called = facts.arguments.get(&(name.clone(), arg.name().to_owned())).cloned();
            let declared = || super::script::declared(arg);
            (arg.name().to_owned(), called.or(given).unwrap_or_else(declared))
        });
        let args = args.collect();
        let file = part.file.to_string_lossy().into_owned();
        let from_text = !facts.called.contains(name);
        Some(Exhibit { document: &component.document, file, args, from_text, info })
    });
    exhibits.collect()
}

/// The first language of the site that is written that way; where there is none, its first.
fn language<'a>(stage: &Stage<'a>, dir: &str) -> &'a Lang {
    let all = &stage.config.languages;
    let fitting = all.iter().find(|language| language.tag.direction() == dir);
    fitting.map_or(&stage.config.default_language, |language| &language.tag)
}

/// What a component comes to, each state once, with how it came about.
fn states(
    stage: &Stage<'_>,
    exhibit: &Exhibit<'_>,
    scene: &Scene,
    (lang, dir): (&Lang, &'static str),
    views: &mut Views,
) -> (Vec<(String, String)>, Vec<Diagnostic>) {
    let (mut states, mut findings) = (Vec::new(), Vec::new());
    let (mut seen, mut turns) = (BTreeSet::new(), BTreeSet::new());
    let implicit: Vec<String> =
        exhibit.info.args().iter().filter(|arg| arg.is_implicit()).map(|arg| arg.name().to_owned()).collect();
    let mut show = |mood: &Mood, turns: &mut BTreeSet<String>| {
        // What is turned in an argument leaves the page as it is.
        let outer = |path: &&String| implicit.iter().any(|name| path.split(['.', '[']).next() == Some(name));
        let around = Mood { turned: mood.turned.as_ref().filter(outer).cloned(), ..mood.clone() };
        let values = views.entry(around.said()).or_insert_with(|| {
            let mut turns = BTreeSet::new();
            (stage.view(scene, &around, &mut turns), turns)
        });
        turns.extend(values.1.iter().cloned());
        let args = needed(exhibit, stage.sampler(scene).map(&exhibit.args, mood, turns));
        let body = "<p>Felles framgang.</p>";
        match stage.speakers.sample(lang, Tried::Component(exhibit.info.name(), &args, Some(body)), &values.0)
        {
            Ok(html) if seen.insert(html.clone()) => states.push((mood.said(), html)),
            Ok(_) => {}
            Err((reason, place)) if exhibit.from_text => findings.push(failure(reason, mood, place)),
            // Whoever calls it sees to it that this does not happen; the templates are tried for that.
            Err(_) => {}
        }
    };
    let moods = stage.moods(lang.as_str(), dir);
    moods.iter().for_each(|mood| show(mood, &mut turns));
    let own = |path: &&String| {
        exhibit.info.args().iter().any(|arg| path.split(['.', '[']).next() == Some(arg.name()))
    };
    for path in turns.iter().filter(own) {
        for full in [true, false] {
            let turned = Some(path.clone());
            let mood = Mood { lang: lang.to_string(), dir, full, turned, pick: 0, words: Words::Usual };
            show(&mood, &mut BTreeSet::new());
        }
    }
    states.truncate(STATES);
    (states, findings)
}

/// An argument that is null is left out: then the component's own value holds.
fn needed(exhibit: &Exhibit<'_>, args: Map) -> Map {
    let own = |name: &str| exhibit.info.args().iter().any(|arg| arg.name() == name && !arg.is_required());
    args.into_iter()
        .filter(|(name, value)| !(value.is_none() && own(name.as_str().unwrap_or_default())))
        .collect()
}

fn frame_name(component: &str, dir: &str, scheme: &str) -> String {
    format!("{component}.{dir}-{scheme}.html")
}

/// One direction in one light: all states of a component, on a page of the theme.
fn frame(lang: &Lang, dir: &str, scheme: &str, states: &[(String, String)]) -> String {
    let mut page = format!(
        "<!doctype html>\n<html lang=\"{lang}\" dir=\"{dir}\" style=\"color-scheme:{scheme}\">\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n<meta name=\"robots\" content=\"noindex\">\n\
         {MARK}\n<title>{scheme} {dir}</title>\n<link rel=\"stylesheet\" href=\"style-{scheme}.css\">\n\
         <style>.gallery-state{{padding:1rem;border-bottom:1px dashed}}.gallery-said{{font:12px/1.3 monospace;opacity:.7;margin:0 0 .75rem}}</style>\n"
    );
    for (said, html) in states {
        let _ = writeln!(
            page,
            "<section class=\"gallery-state\"><p class=\"gallery-said\" lang=\"en\" dir=\"ltr\">{}</p>{html}</section>",
            escaped(said)
        );
    }
    page.push_str("</html>\n");
    page
}

fn index(exhibits: &[Exhibit<'_>]) -> String {
    let mut page = format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n\
         <meta name=\"robots\" content=\"noindex\">\n{MARK}\n<title>Components</title>\n<style>{STYLE}</style>\n\
         <header><h1>Components</h1><p>Every component in every state, made by <code>globale theme check</code>. Drag a frame's corner to see it wider.</p><ul>"
    );
    for exhibit in exhibits {
        let name = exhibit.info.name();
        let _ = write!(page, "<li><a href=\"#{name}\">{name}</a></li>");
    }
    page.push_str("</ul></header>\n");
    for exhibit in exhibits {
        let name = exhibit.info.name();
        let _ = write!(
            page,
            "<section id=\"{name}\"><h2>{name}</h2><p>{}</p><p><code>{}</code> · {}</p><div class=\"frames\">",
            escaped(exhibit.document),
            escaped(&signature(&exhibit.info)),
            escaped(&exhibit.file)
        );
        for scheme in ["light", "dark"] {
            for dir in DIRECTIONS {
                let file = frame_name(name, dir, scheme);
                let _ = write!(
                    page,
                    "<figure><figcaption><a href=\"{file}\">{scheme}, {dir}</a></figcaption><iframe src=\"{file}\" title=\"{name}: {scheme}, {dir}\" loading=\"lazy\"></iframe></figure>"
                );
            }
        }
        page.push_str("</div></section>\n");
    }
    page.push_str("</html>\n");
    page
}

/// A component as theme authors write it: `card(r: map, h: integer = 2, @site)`.
pub fn signature(info: &ComponentInfo) -> String {
    let args = info.args().iter().map(|arg| {
        let kind = arg.arg_type().map(|kind| format!(": {kind}")).unwrap_or_default();
        let default = arg.default().map(|value| match value.as_str() {
            Some(text) => format!(" = \"{text}\""),
            None => format!(" = {value}"),
        });
        let mark = if arg.is_implicit() { "@" } else { "" };
        format!("{mark}{}{kind}{}", arg.name(), default.unwrap_or_default())
    });
    format!("{}({})", info.name(), args.collect::<Vec<String>>().join(", "))
}

/// The theme's stylesheet, all of its parts, and its other files, as the site's first initiative has them. In each
/// light the reader's choice of another is taken out.
fn assets(stage: &Stage<'_>, scene: &Scene) -> (Vec<(String, Vec<u8>)>, Vec<Diagnostic>) {
    let (mut files, mut findings, mut style) = (Vec::new(), Vec::new(), String::new());
    let lang = &stage.config.default_language;
    let site = Value::from(site(stage, scene));
    for part in &stage.world.theme.styles {
        let name = part.file.to_string_lossy();
        let text = if part.rendered {
            stage.speakers.asset(lang, &name, &part.text, site.clone())
        } else {
            Ok(part.text.clone())
        };
        match text {
            Ok(text) => style.push_str(&text),
            Err(finding) => findings.push(*finding),
        }
    }
    for asset in &stage.world.theme.assets {
        match asset.name.strip_suffix(".tera") {
            None => files.push((asset.name.clone(), asset.bytes.to_vec())),
            Some(name) => {
                let text = String::from_utf8_lossy(&asset.bytes);
                match stage.speakers.asset(lang, &asset.name, &text, site.clone()) {
                    Ok(text) => files.push((name.to_owned(), text.into_bytes())),
                    Err(finding) => findings.push(*finding),
                }
            }
        }
    }
    for (scheme, dark) in [("light", "(max-width:0)"), ("dark", "(min-width:0)")] {
        let style =
            style.replace("(prefers-color-scheme:dark)", dark).replace("(prefers-color-scheme: dark)", dark);
        files.push((format!("style-{scheme}.css"), style.into_bytes()));
    }
    (files, findings)
}

/// `site`, as the first initiative's stylesheet sees it, in all of the site's languages.
fn site(stage: &Stage<'_>, scene: &Scene) -> Map {
    let lang = &stage.config.default_language;
    let mood = stage.moods(lang.as_str(), lang.direction()).swap_remove(0);
    let view = stage.view(scene, &mood, &mut BTreeSet::new());
    let mut site = view.get(&Key::Str("site")).and_then(|site| site.as_map().cloned()).unwrap_or_default();
    let languages = stage.config.languages.iter().map(|language| {
        let tag = &language.tag;
        let of = [("lang", tag.as_str()), ("dir", tag.direction()), ("script", tag.script())];
        Value::from(of.map(|(name, value)| (Key::Str(name), Value::from(value))).into_iter().collect::<Map>())
    });
    site.insert(Key::Str("languages"), Value::from(languages.collect::<Vec<Value>>()));
    // Beside the pages, as the gallery has them.
    site.insert(Key::Str("base"), Value::from(""));
    site.insert(Key::Str("assets"), Value::from(""));
    site
}

/// Whether a folder's page is a gallery's, which may be written over.
///
/// # Errors
/// `G1006` where it is another's.
pub fn ours(page: Option<&[u8]>, folder: &str) -> Result<(), Box<Diagnostic>> {
    let found = |page: &[u8]| page.windows(MARK.len()).any(|window| window == MARK.as_bytes());
    match page {
        Some(page) if !found(page) => {
            Err(Box::new(Diagnostic::new(codes::OUTPUT_NOT_OURS).with("path", folder)))
        }
        _ => Ok(()),
    }
}

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;margin:0 auto;padding:1rem 2rem;max-width:120rem;color-scheme:light dark}\
ul{columns:12rem;padding:0;list-style:none}section{border-top:2px solid;padding:1rem 0;margin-top:2rem}\
.frames{display:grid;grid-template-columns:repeat(auto-fit,minmax(20rem,1fr));gap:1rem}figure{margin:0}\
iframe{width:100%;height:28rem;border:1px solid;resize:both;background:Canvas}figcaption{font-size:.875rem}";

const DRAWING: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"960\" height=\"640\" viewBox=\"0 0 960 640\"><path fill=\"#d9d3c7\" d=\"M0 0h960v640H0z\"/><circle cx=\"700\" cy=\"180\" r=\"70\" fill=\"#f7b267\"/><path fill=\"#0b5d6b\" d=\"M0 640l300-340 180 190 140-120 340 270z\"/></svg>\n";
